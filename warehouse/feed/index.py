"""The index: of every role what one filters, sorts and searches by, in columns, small enough for a browser to hold all of it."""

from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any

from warehouse.feed.clean import as_json, line
from warehouse.feed.described import Described, lasting
from warehouse.feed.role import FEED_VERSION, Role
from warehouse.feed.site import FOLDER
from warehouse.feed.words import LONGEST_PAY, pay

FIRST = 100  # roles of the first file, which is all that a page needs to begin with
FURTHER = 5_000  # roles of each file after it

Word = str | tuple[str | None, ...]  # a place as read is one word, of its city, region and country


class Index:
    """What the index will hold, gathered role by role."""

    def __init__(self) -> None:
        """Begins with no role."""
        self._entries: list[dict[str, Any]] = []

    def add(self, role: Role, page: str) -> None:
        """Adds a role that lies in the file `page`."""
        self._entries.append(_kept(role) | {"page": page})

    def files(self) -> Iterator[tuple[Described, bytes]]:
        """Returns the files. Newest roles come first; there always is a first file."""
        # Twice, the sort being stable: ids from the least on, nights from the latest on.
        self._entries.sort(key=itemgetter("id"))
        self._entries.sort(key=itemgetter("first_seen"), reverse=True)
        for number, start in enumerate([0, *range(FIRST, len(self._entries), FURTHER)]):
            entries = self._entries[start : start + (FURTHER if start else FIRST)]
            content = as_json(_columns(entries)) + b"\n"
            yield lasting(f"{FOLDER}/index/{number}", content) | {"roles": len(entries)}, content


class _Words:
    """Words, each once, in the order in which they came."""

    def __init__(self) -> None:
        self.words: dict[Word, int] = {}

    def at(self, word: Word | None) -> int:
        """Returns where the word stands, -1 for none."""
        return -1 if word is None else self.words.setdefault(word, len(self.words))

    def all(self, words: Sequence[Word | None]) -> list[int]:
        """Returns where each of the words stands, each once."""
        return list(dict.fromkeys(self.at(word) for word in words if word))


# Columns that say what the role says; those that are true or false, as 1 or 0.
_SAME = ("id", "title", "level", "confidence", "runner_up", "work_mode", "min_years", "posted", "first_seen")
_FLAGS = ("unclear", "conflict", "stale", "training_programme")
_PAY = ("salary", "year_min", "year_max", "currency")
# Columns that point into a list of words: one of them, with the list's name, or several.
_ONE = {"company": "companies", "industry": "industries", "source": "sources", "page": "pages"}
_SEVERAL = (
    "specialties",
    "places",
    "countries",
    "cities",
    "regions",
    "from",
    "skills",
    "years_in",
    "languages",
    "knowledge",
    "employment_types",
    "places_read",
)
# Columns that say yes, no or nothing.
_TOLD = ("visa", "years_are_pm")
_VISA = {"yes": 1, "no": 0}
_NOT_TOLD = -1


def _kept(role: Role) -> dict[str, Any]:
    """What is kept of a role until all are there: the text of its posting, say, is not."""
    salary = role["salary"] or {}
    places = role["places_read"] or []
    return {name: role[name] for name in (*_SAME, *_FLAGS, "company", "industry", "specialties", "places", "employment_types")} | {
        "source": role["source_name"],
        "opened_night": role["change"]["opened_night"],
        "countries": [place["country"] for place in places],
        "cities": [place["city"] for place in places],
        "regions": [place["region"] for place in places],
        "from": role["applicant_location"],
        "places_read": [(place["city"], place["region"], place["country"]) for place in places],
        "skills": [skill["name"] for skill in role["skills"]],
        "languages": [one["language"] for one in role["languages"]],
        "years_in": role["years_in"],
        "knowledge": [one["name"] for one in role["knowledge"]],
        "studies": role["studies"] and role["studies"]["stated"],
        "visa": _VISA[role["visa_sponsorship"]["stated"]] if role["visa_sponsorship"] else _NOT_TOLD,
        "years_are_pm": _NOT_TOLD if role["years_are_pm"] is None else int(role["years_are_pm"]),
        "salary": (line(pay(salary), LONGEST_PAY) or None) if salary else None,
        **{name: salary.get(name) for name in ("year_min", "year_max", "currency")},
    }


def _columns(entries: Sequence[dict[str, Any]]) -> dict[str, Any]:
    lists = {name: _Words() for name in (*_ONE.values(), *_SEVERAL)}
    columns: dict[str, Any] = {name: [entry[name] for entry in entries] for name in (*_SAME, "opened_night", "studies", *_PAY, *_TOLD)}
    columns |= {name: [int(entry[name]) for entry in entries] for name in _FLAGS}
    columns |= {name: [lists[of].at(entry[name]) for entry in entries] for name, of in _ONE.items()}
    columns |= {name: [lists[name].all(entry[name]) for entry in entries] for name in _SEVERAL}
    words = {name: list(found.words) for name, found in lists.items()}
    return {"version": FEED_VERSION, "kind": "index", "count": len(entries), **words, "roles": columns}
