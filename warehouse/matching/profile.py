"""A profile: what somebody states of themselves and of the role that they look for. Nothing is inferred, and nothing protected is asked."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

import pycountry
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from classifiers.languages import language_names
from extractors.errors import BadFile
from extractors.normalise.places import country_code, read_places
from extractors.posting import Place
from warehouse.matching.areas import areas
from warehouse.matching.tables import crafts, field_called, fold, industry_called, tables

Level = Literal["apm", "mid", "senior", "principal", "group"]
LEVELS: tuple[Level, ...] = ("apm", "mid", "senior", "principal", "group")
Mode = Literal["remote", "hybrid", "onsite"]
Skill = Literal["analytics", "research", "strategy"]
SKILLS: tuple[Skill, ...] = ("analytics", "research", "strategy")
Track = Literal["graduate", "core", "other", "product"]
_FIELDS = Literal["product", "engineering", "design", "research", "analytics", "other"]
_SPECIALTIES = Literal["ai", "growth", "platform", "data", "technical"]
_EMPLOYMENT = Literal["FULL_TIME", "PART_TIME", "CONTRACTOR", "TEMPORARY", "INTERN", "VOLUNTEER", "PER_DIEM", "OTHER"]
WORLDWIDE = "Worldwide"
_LARGEST = 1_000_000  # bytes of a profile's file; honest ones have a thousandth of it


class BadProfile(BadFile):
    """A profile that cannot be used; the message names the file, each field and what to write instead."""


def _named_place(text: str) -> str:
    if text.casefold() == WORLDWIDE.casefold():
        return WORLDWIDE
    area = next((name for name in areas() if name.casefold() == text.casefold()), None)
    if area or _places_called(text):
        return area or text
    raise ValueError(
        f"{text!r} is no place that is known, or several; write a city with its country ('Cambridge, United Kingdom'), a country, "
        f"{WORLDWIDE}, or one of: {', '.join(areas())}"
    )


def _places_called(text: str) -> tuple[Place, ...]:
    # Two letters that are a state's, too, are the country's: a state is written out.
    if len(text) == 2 and (code := country_code(text)):
        return (Place(country=code),)
    found = read_places([text])
    return found if all(place.country for place in found) else ()


def _country(text: str) -> str:
    code = country_code(text)
    if code is None:
        raise ValueError(f"{text!r} is no country; write its name or its code of two letters, as in DE")
    return code


def _industry(text: str) -> str:
    known = industry_called(text)
    if known is None:
        raise ValueError(f"{text!r} is no industry of the list of boards; write one of: {', '.join(tables()['industries'])}")
    return known


def _known(text: str) -> str:
    known = field_called(text)
    if known is None:
        raise ValueError(
            f"{text!r} is no field that postings are read for; write one of: {', '.join((*tables()['industries'], *crafts()))}"
        )
    return known


def _currency(text: str) -> str:
    if pycountry.currencies.get(alpha_3=text.upper()) is None:
        raise ValueError(f"{text!r} is no currency; write its code of three letters, as in EUR")
    return text.upper()


def _language(text: str) -> str:
    folded = text.casefold()
    code = next((code for code, name in language_names().items() if folded in (code, name.casefold())), None)
    if code is None:
        raise ValueError(f"{text!r} is no language that is read in postings; write one of: {', '.join(language_names().values())}")
    return code


def _lower(value: Any) -> Any:
    return value.strip().lower() if isinstance(value, str) else value


def _plain(text: str) -> str:
    if not text.isprintable():
        raise ValueError("it holds a character that cannot be shown, such as a line break")
    return text


def _of_words(text: str) -> str:
    if not fold(text):
        raise ValueError(f"{text!r} holds no letter and no digit, so nothing can be looked for")
    return text


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_plain)]
Words = Annotated[Text, AfterValidator(_of_words)]
PlaceName = Annotated[Text, AfterValidator(_named_place)]
Country = Annotated[Text, AfterValidator(_country)]
Industry = Annotated[Text, AfterValidator(_industry)]
Known = Annotated[Text, AfterValidator(_known)]
Currency = Annotated[Text, AfterValidator(_currency)]
Language = Annotated[Text, AfterValidator(_language)]
Years = Annotated[float, Field(ge=0, le=70, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0, le=1_000)]


def _as_list(value: Any) -> Any:
    """A single word is a list of one, as people write it."""
    return [value] if isinstance(value, str) else value


def _yes_or_no(value: Any) -> Any:
    return ("yes" if value else "no") if isinstance(value, bool) else _lower(value)


_One = TypeVar("_One")
Several = Annotated[tuple[_One, ...], Field(max_length=50), BeforeValidator(_as_list)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class Background(_Part):
    """What somebody does now."""

    occupation: Text | None = Field(default=None, description="Present occupation, in your words: 'teacher', 'software engineer'.")
    field: Annotated[_FIELDS, BeforeValidator(_lower)] | None = Field(
        default=None,
        description="The field of the occupation, where its words do not say: product, engineering, design, research, analytics or other.",
    )
    industry: Industry | None = Field(default=None, description="The industry you know, as in 'education'.")
    years: Years = Field(default=0, description="Years in that industry.")
    recent_graduate: bool = Field(default=False, description="Whether you graduated within the last two years, or are about to.")
    enrolled: bool = Field(default=False, description="Whether you are enrolled in studies.")
    skills: Several[Skill] = Field(default=(), description="What you can show already: analytics, research, strategy.")
    knows: Several[Known] = Field(
        default=(), description="Other industries and fields that you know: 'artificial intelligence', 'software development'."
    )
    languages: Several[Language] = Field(default=(), description="Languages in which you can work: 'English', 'de'.")


class Product(_Part):
    """Experience in product management, and what was done in it."""

    years: Years = Field(default=0, description="Years as a product manager.")
    launches: Count = Field(default=0, description="Products taken from nothing to their launch.")
    roadmaps: Count = Field(default=0, description="The most products or roadmaps owned at a time.")
    reports: Count = Field(default=0, description="The most product managers who reported to you at a time.")
    manage: Annotated[Literal["yes", "no", "either"], BeforeValidator(_yes_or_no)] = Field(
        default="either", description="Whether you want to manage people: yes, no or either."
    )


class RightToWork(_Part):
    """Where somebody may work."""

    countries: Several[Country] = Field(default=(), description="Countries in which you may work.")
    with_visa: Several[Country] = Field(default=(), description="Countries to which you would come if the employer sponsors your visa.")


class Salary(_Part):
    """The least pay in a year."""

    least: Annotated[float, Field(gt=0, le=1e9, allow_inf_nan=False)] = Field(description="The least pay in a year.")
    currency: Currency = Field(description="Code of three letters, as in EUR.")


class Wishes(_Part):
    """What a role should be: under `must` what rules it out where it plainly is not, under `nice` what moves it up."""

    levels: Several[Level] = Field(default=(), description="apm, mid, senior, principal, group.")
    places: Several[PlaceName] = Field(
        default=(), description="Cities, regions, countries or areas: 'Berlin', 'Bavaria, Germany', 'DE', 'Europe'."
    )
    work_mode: Several[Mode] = Field(default=(), description="remote, hybrid, onsite.")
    salary: Salary | None = Field(default=None, description="The least pay in a year.")
    salary_stated: bool = Field(default=False, description="Whether it should state its pay.")
    industries: Several[Industry] = Field(default=(), description="Industries, as in 'health'.")
    specialties: Several[_SPECIALTIES] = Field(default=(), description="ai, growth, platform, data, technical.")
    employment_types: Several[_EMPLOYMENT] = Field(default=(), description="FULL_TIME, PART_TIME, CONTRACTOR, TEMPORARY, INTERN ...")
    companies: Several[Words] = Field(default=(), description="Companies.")
    title_words: Several[Words] = Field(default=(), description="Words or phrases of the title, any of them.")
    training_programme: bool = Field(default=False, description="Whether it should be a training programme.")
    opened_within_days: Annotated[int, Field(ge=1, le=3_650)] | None = Field(
        default=None, description="How many days ago it opened, at most."
    )


class Avoid(_Part):
    """What a role must not be."""

    companies: Several[Words] = Field(default=(), description="Companies to avoid.")


class Profile(_Part):
    """What somebody states of themselves and of the role that they look for (docs/matching.md has an example)."""

    name: Text | None = Field(default=None, description="What this profile is called; shown, and used for nothing.")
    background: Background = Background()
    product: Product = Product()
    right_to_work: RightToWork = RightToWork()
    must: Wishes = Wishes()
    nice: Wishes = Wishes()
    avoid: Avoid = Avoid()

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        product = self.product
        if product.years == 0 and (product.launches or product.roadmaps or product.reports):
            done = next(name for name in ("launches", "roadmaps", "reports") if getattr(product, name))
            raise ValueError(
                f"product.{done} is {getattr(product, done)}, and product.years is 0; say for how many years you have done product "
                f"management, or take product.{done} out"
            )
        return self


def read_profile(path: Path) -> Profile:
    """Returns the profile in a file, TOML or JSON (`.json`). Raises BadProfile."""
    try:
        if path.stat().st_size > _LARGEST:
            raise BadProfile(f"{path} is larger than a megabyte: that is no profile.")
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadProfile(f"{path} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise BadProfile(f"{path} is not UTF-8 text (byte {error.start}); save it as UTF-8.") from error
    try:
        stated = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        kind = "JSON" if path.suffix.lower() == ".json" else "TOML"
        raise BadProfile(f"{path} is no {kind}: {error}.") from error
    return as_profile(stated, str(path))


def as_profile(stated: Any, where: str) -> Profile:
    """Returns the profile that is stated; `where` begins the message of BadProfile, which is raised where it cannot be one."""
    if not isinstance(stated, Mapping):
        raise BadProfile(f"{where}: a profile has the parts {', '.join(Profile.model_fields)}; this is none.")
    try:
        return Profile.model_validate(stated)
    except ValidationError as error:
        raise BadProfile("\n".join(f"{where}: {_told(dict(found))}" for found in error.errors())) from None


def _told(found: dict[str, Any]) -> str:
    at = ".".join(str(part) for part in found["loc"]) or "the profile"
    said = str(found["msg"]).removeprefix("Value error, ")
    if found["type"] == "extra_forbidden":
        return f"{at}: there is no such field; {_fields_of(found['loc'])}"
    if found["loc"]:
        return f"{at}: {said}"
    return said


def _fields_of(at: tuple[Any, ...]) -> str:
    model: Any = Profile
    for part in at[:-1]:
        model = model.model_fields[part].annotation
    return f"here stand {', '.join(model.model_fields)}"


def places_of(names: tuple[str, ...]) -> list[Place]:
    """Returns the places that these names mean, an area each of its countries; none where one is the whole world, which asks nothing."""
    found: dict[Place, None] = {}
    for name in names if WORLDWIDE not in names else ():
        found.update(
            dict.fromkeys(Place(country=code) for code in sorted(areas()[name])) if name in areas() else dict.fromkeys(_places_called(name))
        )
    return list(found)
