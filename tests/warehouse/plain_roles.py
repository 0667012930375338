"""What matching asks of a role, read once: for matching in plain Python."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from warehouse.matching.areas import areas
from warehouse.matching.tables import fold

ANYWHERE = "*"
_INTERNS = frozenset({"intern", "interns", "internship", "internships"})
_CODE = re.compile(r"[A-Z]{2}(-\w{1,3})?")

Where = tuple[str | None, str | None, str | None]  # city, region, country


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainRole:
    """What matching asks of a role, read once."""

    id: str
    first_seen: str
    opened: date
    level: str
    unclear: bool
    runner_up: str | None
    industry: str | None
    words: Mapping[str, frozenset[str]]  # of conditions that ask for one of several words; an empty set says nothing
    places: tuple[Where, ...]
    covered: tuple[str | None, ...]  # countries from which it may be done: ANYWHERE is all of them, None one that nobody could read
    pay: float | None
    currency: str | None
    states_pay: bool
    years: float | None
    years_in: tuple[str, ...]
    asks: frozenset[str]
    languages: frozenset[str]
    knowledge: frozenset[str]
    studies: str | None
    visa: str | None
    stale: bool
    programme: bool
    internship: bool
    company: str
    title: str


def plain_role(role: Mapping[str, Any], opened: date) -> PlainRole:
    """Returns what matching asks of a role of the feed."""
    salary = role["salary"] or {}
    most, least = salary.get("year_max"), salary.get("year_min")
    mode = role["work_mode"]
    return PlainRole(
        id=role["id"],
        first_seen=role["first_seen"],
        opened=opened,
        level=role["level"],
        unclear=role["unclear"],
        runner_up=role["runner_up"],
        industry=role["industry"],
        words={
            "work_mode": frozenset() if mode == "unknown" else frozenset([mode]),
            "industries": frozenset() if role["industry"] is None else frozenset([role["industry"]]),
            "specialties": frozenset(role["specialties"]),
            "employment_types": frozenset(role["employment_types"]),
        },
        places=tuple((place["city"], place["region"], place["country"]) for place in role["places_read"]),
        # Who must come to an office does not work from elsewhere, whatever is said of applicants.
        covered=()
        if mode in ("onsite", "hybrid")
        else tuple(dict.fromkeys(code for name in role["applicant_location"] for code in _covered(name))),
        pay=least if most is None else most,
        currency=salary.get("currency"),
        states_pay=role["salary"] is not None,
        years=role["min_years"],
        years_in=tuple(role["years_in"]) if role["years_are_pm"] is False else ("product",),
        asks=frozenset(skill["name"] for skill in role["skills"]),
        languages=frozenset(one["language"] for one in role["languages"]),
        knowledge=frozenset(one["name"] for one in role["knowledge"]),
        studies=role["studies"]["stated"] if role["studies"] else "recent" if _is_internship(role) else None,
        visa=(role["visa_sponsorship"] or {}).get("stated"),
        stale=role["stale"],
        programme=role["training_programme"],
        internship=_is_internship(role),
        company=fold(role["company"]),
        title=f" {fold(role['title'])} ",
    )


def _is_internship(role: Mapping[str, Any]) -> bool:
    return "INTERN" in role["employment_types"] or not _INTERNS.isdisjoint(fold(role["title"]).split())


def _covered(name: str) -> Iterable[str | None]:
    if name == "Worldwide":
        return (ANYWHERE,)
    if name in areas():
        return sorted(areas()[name])
    return (name[:2],) if _CODE.fullmatch(name) else (None,)
