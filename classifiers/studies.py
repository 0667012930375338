"""Whether a posting is only for who is enrolled in studies, or for who has just finished them (tables/applicants.toml)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from classifiers.classification import Section, Studies
from classifiers.tables import read_table
from classifiers.wordings import any_of, in_lower_case, pattern_of

# A date of graduation says `recent`, but not where something says `enrolled`.
_Said = Literal["recent", "enrolled", "dated"]
_TOLD: tuple[tuple[_Said, Studies], ...] = (("recent", "recent"), ("enrolled", "enrolled"), ("dated", "recent"))
_YEAR = r"20[2-4]\d"
# "Pursuing an MBA (technical undergraduate degree preferred)": what is a wish stands in the bracket.
_ASIDE = re.compile(r"\([^()]{0,60}\b(?:undergrad|undergraduate|degree|major|field|background) preferred\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    unread: frozenset[Section]
    open: re.Pattern[str]
    said: tuple[tuple[_Said, re.Pattern[str]], ...]
    hint: re.Pattern[str]  # without it a title says nothing
    title: tuple[tuple[Studies, re.Pattern[str]], ...]
    title_not: re.Pattern[str]


@cache
def _table() -> _Table:
    data = read_table("applicants.toml")
    table = data["studies"]
    classes = {"@degree": any_of(table["degrees"]), "@year": _YEAR}
    patterns = {row["name"]: re.compile(pattern_of(row["patterns"], classes, named=False)) for row in data["study"]}
    return _Table(
        unread=frozenset(table["not_in"]),
        open=patterns["open"],
        said=tuple((name, patterns[name]) for name, _ in _TOLD),
        hint=re.compile("|".join(map(re.escape, table["title_hints"]))),
        title=(("enrolled", re.compile(any_of(table["title_enrolled"]))), ("recent", re.compile(any_of(table["title_recent"])))),
        title_not=re.compile(any_of(table["title_not"])),
    )


def study_words() -> list[str]:
    """Return the words of which a sentence must hold one to be read."""
    return list(read_table("applicants.toml")["studies"]["words"])


def speaks_of_studies(section: Section) -> bool:
    """Return whether a section says who may apply."""
    return section not in _table().unread


def studies_in_title(title: str) -> Studies | None:
    """Return what a title says: "New Grad", "Werkstudent", or None."""
    table = _table()
    plain = in_lower_case(title)
    if not table.hint.search(plain):
        return None
    for said, pattern in table.title:
        if pattern.search(plain) and (said == "enrolled" or not table.title_not.search(plain)):
            return said
    return None


def studies_in_text(passages: Iterable[tuple[str, int]]) -> tuple[Studies, tuple[int, int]] | None:
    """Return what the text says and where, or None; passages are sentences in lower case with their places.

    What opens the job to others in the same sentence takes it back. Who asks for students and opens it to graduates is for the latter.
    """
    table = _table()
    places: dict[_Said, tuple[int, int]] = {}
    for passage, place in passages:
        if passage.endswith("?") or table.open.search(_ASIDE.sub("", passage)):
            continue
        for said, pattern in table.said:
            if said not in places and (match := pattern.search(passage)):
                places[said] = place + match.start(), place + match.end()
    return next(((told, places[said]) for said, told in _TOLD if said in places), None)
