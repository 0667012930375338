"""How the values of parameters are written, and what is said of those that are written otherwise."""

import re
from datetime import date
from typing import Annotated, Any, Literal

import pycountry
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WHOLE = re.compile(r"-?[0-9]+")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_CODE = re.compile(r"[A-Za-z]{2}")
_KOSOVO = "XK"  # ISO 3166-1 leaves the code to its users, and the feed uses it


def _day(value: Any) -> Any:
    """Only ISO days: a number would else be read as seconds since 1970."""
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise ValueError("a day is written as in 2026-11-23")
    return value


def _yes_or_no(value: Any) -> Any:
    if isinstance(value, str) and value not in ("true", "false"):
        raise ValueError("write true or false")
    return value


def _whole(value: Any) -> Any:
    """Python's own reading would also take 1_0, 5.0, and digits of any script."""
    if isinstance(value, str) and not _WHOLE.fullmatch(value):
        raise ValueError("write a whole number, as in 50")
    return value


def _number(value: Any) -> Any:
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        raise ValueError("write a number, as in 0.8 or 60000")
    return value


def _one(value: Any) -> Any:
    if isinstance(value, str) and "," in value:
        raise ValueError("has one value each time; for several, give the parameter several times instead of a comma")
    return value


def _small(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _country(value: str) -> str:
    code = value.upper()
    if _CODE.fullmatch(value) and (code == _KOSOVO or pycountry.countries.get(alpha_2=code) is not None):
        return code
    try:
        meant = pycountry.countries.lookup("GB" if code == "UK" else value)
    except LookupError:
        raise ValueError(f"{value} is no code of ISO 3166-1 (two letters, such as SE)") from None
    raise ValueError(f"{value} is no code of two letters (ISO 3166-1); write {meant.alpha_2} for {meant.name}")


Level = Annotated[Literal["apm", "mid", "senior", "principal", "group"], BeforeValidator(_small), BeforeValidator(_one)]
WorkMode = Annotated[Literal["remote", "hybrid", "onsite", "unknown"], BeforeValidator(_small), BeforeValidator(_one)]
Sort = Annotated[Literal["newest", "confidence", "company", "salary", "relevance"], BeforeValidator(_small)]
Country = Annotated[
    str, AfterValidator(_country), BeforeValidator(_one), WithJsonSchema({"type": "string", "pattern": f"^{_CODE.pattern}$"})
]
Currency = Annotated[str, StringConstraints(pattern="^[A-Za-z]{3}$"), AfterValidator(str.upper)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Texts = Annotated[list[Text], Field(max_length=50)]
Day = Annotated[date, BeforeValidator(_day)]
Flag = Annotated[bool, BeforeValidator(_yes_or_no)]
# Beside the field that they stand at, not part of a type: the bounds of a field would else be missing in its schema.
WHOLE = BeforeValidator(_whole)
NUMBER = BeforeValidator(_number)
