"""What may be asked of the query API: the parameters, with what they mean. A parameter that is not here is refused, not ignored."""

from functools import cache
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator
from starlette.requests import Request

from warehouse.serve.answers import unusable
from warehouse.serve.values import NUMBER, WHOLE, Country, Currency, Day, Flag, Level, Sort, Texts, WorkMode


class Wanted(BaseModel):
    """Which roles are meant."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=200,
            description="Words that the role's title, company, industry, level, places, specialties or evidence have, in any order and "
            'each from its beginning (`pay` finds payments); accents and capitals make no difference. `"live games"` in quotes: these '
            "words one behind the other. A text without a single letter or digit finds nothing.",
            examples=['payments "live games"'],
        ),
    ] = None
    level: Annotated[list[Level], Field(max_length=50, description="At any of these levels.", examples=[["senior", "principal"]])] = []
    industry: Annotated[Texts, Field(description="Of employers in any of these industries.", examples=[["fintech"]])] = []
    company: Annotated[Texts, Field(description="At any of these companies.", examples=[["Saltmeadow Games"]])] = []
    country: Annotated[
        list[Country],
        Field(max_length=50, description="With a place in any of these countries (ISO 3166-1, two letters).", examples=[["SE", "GB"]]),
    ] = []
    region: Annotated[Texts, Field(description="With a place in any of these states or provinces, by name.", examples=[["Texas"]])] = []
    city: Annotated[Texts, Field(description="With a place in any of these cities.", examples=[["Stockholm"]])] = []
    from_: Annotated[
        Texts,
        Field(
            alias="from",
            description="That name any of these as where one may work from when remote: ISO 3166-1 codes, or names such as EMEA. As "
            "stated: `GB` does not find a role that says Europe.",
            examples=[["Europe", "GB"]],
        ),
    ] = []
    work_mode: Annotated[list[WorkMode], Field(max_length=50, description="In any of these modes.", examples=[["remote"]])] = []
    specialty: Annotated[Texts, Field(description="With any of these specialties.", examples=[["ai"]])] = []
    source: Annotated[Texts, Field(description="Read from any of these platforms.", examples=[["lever"]])] = []
    since: Annotated[Day | None, Field(description="First seen on this night or later.", examples=["2026-11-01"])] = None
    posted_since: Annotated[
        Day | None, Field(description="Posted, by the employer's date, on this day or later.", examples=["2026-11-01"])
    ] = None
    min_confidence: Annotated[float | None, Field(ge=0, le=1, description="With a level at least so sure.", examples=[0.8]), NUMBER] = None
    salary_min: Annotated[
        float | None,
        Field(ge=0, allow_inf_nan=False, description="That may pay so much a year or more, in `currency`.", examples=[60000]),
        NUMBER,
    ] = None
    salary_max: Annotated[
        float | None,
        Field(ge=0, allow_inf_nan=False, description="That may pay so much a year or less, in `currency`.", examples=[90000]),
        NUMBER,
    ] = None
    currency: Annotated[
        Currency | None,
        Field(validate_default=True, description="That state a salary in this currency (ISO 4217).", examples=["EUR"]),
    ] = None
    unclear: Annotated[Flag | None, Field(description="true: only those with an unclear level; false: all others.", examples=[False])] = (
        None
    )
    stale: Annotated[
        Flag | None,
        Field(description="true: only those shown from memory, as their board could not be read; false: all others.", examples=[False]),
    ] = None
    apm_watch: Annotated[
        Flag | None, Field(description="true: only associate roles and training programmes; false: all others.", examples=[True])
    ] = None

    @field_validator("currency")
    @classmethod
    def _named_with_pay(cls, currency: str | None, told: ValidationInfo) -> str | None:
        named = next((name for name in ("salary_min", "salary_max") if told.data.get(name) is not None), None)
        if currency is None and named is not None:
            raise ValueError(f"is needed with {named}: amounts of different currencies cannot be compared")
        return currency


class RolesAsked(Wanted):
    """Which roles are meant, and which of them to show."""

    sort: Annotated[
        Sort,
        Field(
            description="newest: by the night they were first seen. confidence, company: the surest, or by the alphabet. salary: the "
            "best paid, needs `currency`. relevance: with more words of `q` in the title, then the newest.",
            examples=["newest"],
        ),
    ] = "newest"
    limit: Annotated[int, Field(ge=1, le=200, description="How many to show at most.", examples=[50]), WHOLE] = 50
    cursor: Annotated[
        str | None,
        Field(min_length=1, max_length=1000, description="Where to go on: from the `next` of the answer before.", examples=[None]),
    ] = None

    @field_validator("sort")
    @classmethod
    def _salaries_have_a_currency(cls, sort: Sort, told: ValidationInfo) -> Sort:
        if sort == "salary" and told.data.get("currency") is None:
            raise ValueError("salary needs currency: amounts of different currencies cannot be compared")
        return sort

    def question(self) -> str:
        """Returns what a cursor belongs to: everything that is asked but the page."""
        return self.model_dump_json(exclude={"limit", "cursor"}, exclude_defaults=True)


class ChangesAsked(BaseModel):
    """Which changes are meant."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: Annotated[
        int | None,
        Field(
            ge=0,
            le=2**53,
            description="The `sequence` that your copy is at, with its `feed`. Without it: every open role, to make a copy from.",
            examples=[40],
        ),
        WHOLE,
    ] = None
    feed: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=200,
            validate_default=True,
            description="The `feed` that your copy is of: of another one it cannot go on, and the answer is 410.",
            examples=["20261101T030000000000Z"],
        ),
    ] = None
    limit: Annotated[int, Field(ge=1, le=200, description="How many to show at most.", examples=[100]), WHOLE] = 100
    cursor: Annotated[
        str | None,
        Field(min_length=1, max_length=1000, description="Where to go on: from the `next` of the answer before.", examples=[None]),
    ] = None

    @field_validator("feed")
    @classmethod
    def _named_with_since(cls, feed: str | None, told: ValidationInfo) -> str | None:
        if feed is None and told.data.get("since") is not None:
            raise ValueError("is needed with since: name the `feed` that your copy is of, as the answer said that it was made from")
        return feed


class NothingAsked(BaseModel):
    """No parameters."""

    model_config = ConfigDict(extra="forbid", frozen=True)


_Asked = TypeVar("_Asked", bound=BaseModel)


def asked_in(request: Request, model: type[_Asked]) -> _Asked:
    """Returns what a request asks. Raises Problem that names each parameter which is unknown, or whose value cannot be used.

    FastAPI would read the same into the same model; it takes three times as long, and keeps the last of two values without a word.
    """
    several, known = _taking_several(model), _parameters(model)
    values: dict[str, Any] = {}
    twice: dict[str, None] = {}
    for name, value in request.query_params.multi_items():
        if name in several:
            values.setdefault(name, []).append(value)
        elif name in values and name in known:
            twice[name] = None
        else:
            values[name] = value
    errors: list[Any] = [{"loc": (name,), "type": "twice", "msg": "is there twice, and takes one value"} for name in twice]
    try:
        asked = model.model_validate(values)
    except ValidationError as error:
        errors += error.errors()
    if errors:
        raise unusable(errors)
    return asked


def documented(model: type[BaseModel]) -> dict[str, Any]:
    """Returns the parameters of a model, for the OpenAPI document."""
    return {"parameters": [_documented(name, schema) for name, schema in _parameters(model).items()]}


def _documented(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    # A parameter that is left out is not null: it is not there.
    said = next((variant for variant in schema.get("anyOf", ()) if variant.get("type") != "null"), {}) | schema
    kept = {key: value for key, value in said.items() if key not in ("title", "description", "anyOf") and value not in (None, [])}
    return {"name": name, "in": "query", "required": False, "description": schema["description"], "schema": kept}


@cache
def _parameters(model: type[BaseModel]) -> dict[str, Any]:
    return dict(model.model_json_schema().get("properties", {}))


@cache
def _taking_several(model: type[BaseModel]) -> frozenset[str]:
    return frozenset(name for name, schema in _parameters(model).items() if schema.get("type") == "array")
