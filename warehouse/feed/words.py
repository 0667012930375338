"""What pages and news call the values of a role's fields (`words.toml`), levels and countries."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import pycountry
from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from warehouse.feed.clean import line
from warehouse.feed.levels import levels

_MONTHS_A_YEAR = 12
LONGEST_PAY = 120  # characters of what an employer writes of pay, where its figures are known


def words(table: str) -> dict[str, str]:
    """Returns the words for the values of a field."""
    return _tables()[table]


@cache
def level_names() -> dict[str, str]:
    """Returns the names of the five levels, from the most junior."""
    return {level["level"]: level["name"] for level in levels()["levels"]}


@cache
def country_name(code: str) -> str | None:
    """Returns the name of a country of ISO 3166-1 as people say it, or None where there is no such code."""
    country = pycountry.countries.get(alpha_2=code)
    return None if country is None else str(getattr(country, "common_name", country.name))


@cache
def state_name(code: str) -> str | None:
    """Returns the name of a part of a country with the country's ("US-CA": "California, United States"), or None where there is none."""
    subdivisions: Any = pycountry.subdivisions
    state = subdivisions.get(code=code)
    return None if state is None else f"{state.name}, {country_name(state.country_code)}"


def area_name(area: str) -> str:
    """Returns what people call a country, a part of one, or any other area from which one may work."""
    return country_name(area) or state_name(area) or area


def capital(text: str) -> str:
    """Returns the text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def several(items: Iterable[str], most: int) -> str:
    """Returns the first `most` of the items in a line, and how many more there are."""
    told = list(items)
    return "; ".join(told[:most]) + (f", and {len(told) - most} more" if len(told) > most else "")


def amounts(least: float | None, most: float | None) -> str:
    """Returns an amount or a range as people write it, empty where there is neither end."""
    if least is None or most is None or least == most:
        end = "from " if most is None else "up to " if least is None else ""
        amount = most if least is None else least
        return "" if amount is None else f"{end}{amount:,.10g}"
    return f"{least:,.10g} to {most:,.10g}"


def pay(salary: Mapping[str, Any]) -> str:
    """Returns the pay in the employer's words or, where there are none, its figures in ours; empty where there is neither.

    Of words that go on behind the figures ("; plus ...") only the beginning: `salary["text"]` is all of them.
    """
    figures = amounts(salary["min"], salary["max"])
    text: str | None = salary["text"]
    if text:
        if not figures:
            return text
        return line(text.split("; ")[0], LONGEST_PAY)
    return " ".join(filter(None, (figures, salary["currency"], words("unit").get(salary["unit"])))) if figures else ""


def years_asked(least: float, are_pm: bool | None, fields: Sequence[str]) -> str:
    """Returns how many years are asked for, and of what: "3 years of product management", "1 year of experience"."""
    return f"{duration(least) or 'no years'} of {years_of(are_pm, fields)}"


def years_of(are_pm: bool | None, fields: Sequence[str]) -> str:
    """Returns of what years are asked for; `fields` are those in any of which they may have been spent."""
    if are_pm:
        return "product management"
    known = [words("years_in")[field] for field in fields if field in words("years_in")]
    return f"experience in {' or '.join(known)}" if known else "experience"


def duration(years: float) -> str:
    """Returns a number of years in words, below one in months; empty for none."""
    months = round(years * _MONTHS_A_YEAR)
    count, unit = (f"{years:g}", "year") if months >= _MONTHS_A_YEAR else (f"{months}", "month")
    return f"{count} {unit if count == '1' else unit + 's'}" if months else ""


@cache
def if_it_is(level: str) -> str:
    """Returns the condition under which advice for one level holds for a role that may be of another ("If it is a senior product ...")."""
    name = level_names()[level].lower()
    return f"If it is {'an' if name[0] in 'aeiou' else 'a'} {name} role"


@cache
def template(name: str) -> Template:
    """Returns a template of `templates/`, which writes all text as text."""
    environment = Environment(
        loader=PackageLoader("warehouse.feed"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    return environment.get_template(name)


@cache
def _tables() -> dict[str, dict[str, str]]:
    return tomllib.loads((files("warehouse") / "feed" / "words.toml").read_text(encoding="utf-8"))
