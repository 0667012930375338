"""A role as the feed states it, and what of it is news."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any
from unicodedata import category

from warehouse.feed.clean import line, link, plain
from warehouse.feed.levels import sure_word
from warehouse.feed.words import level_names

FEED_VERSION = "2.1.0"

Role = dict[str, Any]  # as schema.json describes it under `role`

_LONGEST_NAME = 300  # characters of a title or a company
_SOON = timedelta(days=7)
_TELLING = frozenset("+#")  # C++ is not C#


def stated(row: Mapping[str, Any]) -> Role:
    """Returns a row of queries/feed_roles.sql as the feed states it, but for `change`."""
    role = {name: plain(value) for name, value in row.items() if name not in ("title", "company", "url", "apply_url")}
    role["industry"] = role["industry"] or None
    role |= {"title": line(row["title"], _LONGEST_NAME) or "?", "company": line(row["company"], _LONGEST_NAME) or "?"}
    role |= {"url": link(row["url"]), "apply_url": link(row["apply_url"])}
    role["level_name"] = level_names()[role["level"]]
    role["sure"] = sure_word(role["confidence"], corrected=role["correction"] is not None)
    return {name: role[name] for name in _ORDER}


def changed(old: Role, new: Role, night: date) -> list[str]:
    """Returns the fields whose change is news, in the order of a role's fields; none where nothing changed that a reader would notice.

    Both are roles without `change`. A field that the old one does not have at all is of a newer version of the feed, and is news.
    """
    added = [name for name in new if name not in old]
    moved = [name for name, heard in NEWS.items() if name in old and heard(old[name]) != heard(new[name])]
    if "valid_through" in old and _stands_otherwise(old["valid_through"], new["valid_through"], night):
        moved.append("valid_through")
    return sorted({*added, *moved}, key=_ORDER.index)


def _stands_otherwise(old: str | None, new: str | None, night: date) -> bool:
    """Whether another date is worth telling. Many platforms set a new one every night: that is none while the old one has not come near."""
    if old is None or new is None:
        return old != new
    return new < old or (new > old and date.fromisoformat(old) < night + _SOON)


class _Fold(dict[int, str]):
    """Of each letter what counts when texts are compared: letters, marks, digits, currencies. All else parts words, or is not seen."""

    def __missing__(self, letter: int) -> str:
        kind = category(chr(letter))
        counts = kind[0] in "LMN" or kind == "Sc" or chr(letter) in _TELLING
        self[letter] = chr(letter) if counts else "" if kind == "Cf" else " "
        return self[letter]


_FOLD = _Fold()


def _words(text: str | None) -> str | None:
    return None if text is None else " ".join(text.casefold().translate(_FOLD).split())


def _as_it_is(value: Any) -> Any:
    return value


def _as_set(values: list[str]) -> list[str]:
    return sorted({_words(value) or "" for value in values})


def _each(name: str) -> Callable[[list[dict[str, str]]], list[str]]:
    return lambda told: sorted(one[name] for one in told)


def _part(name: str) -> Callable[[dict[str, str] | None], str | None]:
    return lambda told: None if told is None else _words(told[name])


def _quotes(evidence: list[dict[str, str]]) -> list[tuple[str, str, str]]:
    return sorted({(_words(found["quote"]) or "", found["section"], found["signal"]) for found in evidence})


def _places(places: list[dict[str, str | None]] | None) -> list[tuple[str, ...]]:
    return sorted({tuple(part or "" for part in place.values()) for place in places or ()})


def _pay(salary: dict[str, Any] | None) -> Any:
    if salary is None:
        return None
    figures = tuple(salary[name] for name in ("min", "max", "currency", "unit", "year_min", "year_max", "from_text"))
    return figures if any(figures[:2]) else _words(salary["text"])


# What is news, and what of it counts: punctuation, capitals and the order of a list do not. What stands in no row here never is news by
# itself: `posted` and `confidence` move without anything having happened, and are refreshed when something has.
NEWS: Mapping[str, Callable[[Any], Any]] = {
    "title": _words,
    "company": _words,
    "industry": _as_it_is,
    "specialties": _as_set,
    "level": _as_it_is,
    "verdict": _as_it_is,
    "sure": _as_it_is,
    "conflict": _as_it_is,
    "correction": _as_it_is,
    "evidence": _quotes,
    "places": _as_set,
    "places_read": _places,
    "apm_watch": _as_it_is,
    "work_mode": _as_it_is,
    "applicant_location": _as_set,
    "employment_types": _as_set,
    "salary": _pay,
    "min_years": _as_it_is,
    "years_are_pm": _as_it_is,
    "years_in": _as_set,
    "skills": _each("name"),
    "visa_sponsorship": _part("stated"),
    "job_start": _part("text"),
    "languages": _each("language"),
    "knowledge": _each("name"),
    "studies": _part("stated"),
    "training_programme": _as_it_is,
    "first_seen": _as_it_is,
    "stale": _as_it_is,
    "url": _as_it_is,
    "apply_url": _as_it_is,
    "source": _as_it_is,
    "source_name": _as_it_is,
    "aggregator": _as_it_is,
    "attribution": _as_it_is,
}

# The order in which a role's fields stand in the feed.
_ORDER = (
    *("id", "title", "company", "industry", "specialties", "level", "level_name", "verdict", "confidence", "sure", "unclear", "runner_up"),
    *("conflict", "correction", "apm_watch", "evidence", "places", "places_read", "work_mode", "work_mode_text", "applicant_location"),
    *(
        "employment_types",
        "salary",
        "min_years",
        "years_are_pm",
        "years_in",
        "years_quote",
        "skills",
        "visa_sponsorship",
        "job_start",
        "languages",
        "knowledge",
        "studies",
        "training_programme",
        "posted",
        "valid_through",
        "first_seen",
        "stale",
        "url",
        "apply_url",
        "source",
    ),
    *("source_name", "aggregator", "attribution"),
)
