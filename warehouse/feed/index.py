"""The index: of every role what one filters, sorts and searches by, in columns, small enough for a browser to hold all of it."""

from collections.abc import Iterator, Sequence
from typing import Any

from warehouse.feed.clean import line
from warehouse.feed.pages import FOLDER, named
from warehouse.feed.role import FEED_VERSION, Role
from warehouse.feed.state import as_json
from warehouse.feed.words import pay

FIRST = 100  # roles of the first file, which is all that a page needs to begin with
_LONGEST_PAY = 120  # characters
FURTHER = 5_000  # roles of each file after it


class Index:
    """What the index will hold, gathered role by role."""

    def __init__(self) -> None:
        """Begins with no role."""
        self._entries: list[tuple[str, str, dict[str, Any], str]] = []  # first seen, id, what is kept of the role, its page

    def add(self, role: Role, page: str) -> None:
        """Adds a role that lies in the file `page`."""
        self._entries.append((role["first_seen"], role["id"], _kept(role), page))

    def files(self) -> Iterator[tuple[str, int, bytes]]:
        """Returns the files: path, roles, content. Newest roles come first; there always is a first file."""
        # Twice, the sort being stable: ids from the least on, nights from the latest on.
        self._entries.sort(key=lambda entry: entry[1])
        self._entries.sort(key=lambda entry: entry[0], reverse=True)
        for number, start in enumerate([0, *range(FIRST, len(self._entries), FURTHER)]):
            entries = self._entries[start : start + (FURTHER if start else FIRST)]
            content = as_json(_columns(entries)) + b"\n"
            yield named(f"{FOLDER}/index/{number}", content), len(entries), content


class _Words:
    """Words, each once, in the order in which they came."""

    def __init__(self) -> None:
        self.words: dict[str, int] = {}

    def at(self, word: str | None) -> int:
        """Returns where the word stands, -1 for none."""
        return -1 if word is None else self.words.setdefault(word, len(self.words))

    def all(self, words: Sequence[str | None]) -> list[int]:
        """Returns where each of the words stands, each once."""
        return list(dict.fromkeys(self.at(word) for word in words if word))


def _kept(role: Role) -> dict[str, Any]:
    salary = role["salary"] or {}
    places = role["places_read"] or []
    same = (
        "id",
        "title",
        "company",
        "industry",
        "level",
        "confidence",
        "runner_up",
        "unclear",
        "conflict",
        "work_mode",
        "specialties",
        "places",
        "posted",
    )
    return {name: role[name] for name in (*same, "first_seen", "stale")} | {
        "countries": [place["country"] for place in places],
        "cities": [place["city"] for place in places],
        "regions": [place["region"] for place in places],
        "source": role["source_name"],
        "min_years": role["min_years"],
        "from": role["applicant_location"],
        "salary": (line(pay(salary), _LONGEST_PAY) or None) if salary else None,
        **{name: salary.get(name) for name in ("year_min", "year_max", "currency")},
    }


def _columns(entries: Sequence[tuple[str, str, dict[str, Any], str]]) -> dict[str, Any]:
    kept = [entry[2] for entry in entries]
    lists = {"companies": _Words(), "industries": _Words(), "sources": _Words(), "pages": _Words()}
    many = {name: _Words() for name in ("specialties", "places", "countries", "cities", "regions", "from")}
    plain = (
        *("id", "title", "level", "confidence", "runner_up", "work_mode", "salary", "year_min", "year_max", "currency", "min_years"),
        *("posted", "first_seen"),
    )
    columns: dict[str, Any] = {name: [role[name] for role in kept] for name in plain}
    columns |= {name: [int(role[name]) for role in kept] for name in ("unclear", "conflict", "stale")}
    columns["company"] = [lists["companies"].at(role["company"]) for role in kept]
    columns["industry"] = [lists["industries"].at(role["industry"]) for role in kept]
    columns["source"] = [lists["sources"].at(role["source"]) for role in kept]
    columns["page"] = [lists["pages"].at(entry[3]) for entry in entries]
    columns |= {name: [words.all(role[name]) for role in kept] for name, words in many.items()}
    words = {name: list(found.words) for name, found in (lists | many).items()}
    return {"version": FEED_VERSION, "kind": "index", "count": len(entries), **words, "roles": columns}
