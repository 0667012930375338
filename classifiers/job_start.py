"""When a job or programme starts, as the posting states it: "Summer 2027", "September 2027" (tables/applicants.toml).

When applications close is no start, and neither is the year in which applicants graduate.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from classifiers.tables import read_table
from classifiers.wordings import any_of, in_lower_case, pattern_of, spelt

# Words that undo a date stand in the match, or so many characters in front of it or behind it.
_FRONT, _BEHIND = 60, 40
# An address near in front: its words are no sentence ("https://jobs.example/summer-2027-intern").
_ADDRESS = 200
_YEAR = r"20[2-4]\d"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wording:
    """A way to say when a job starts; the date is the group `date`."""

    pattern: re.Pattern[str]
    needs: re.Pattern[str] | None  # of these words one must stand in the sentence
    not_with: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    hint: re.Pattern[str]  # without it there is no date
    wordings: tuple[_Wording, ...]
    season: re.Pattern[str]  # with a year
    month: re.Pattern[str]  # with a year
    year: re.Pattern[str]
    undated: re.Pattern[str]
    programme: re.Pattern[str]


@cache
def _table() -> _Table:
    data = read_table("applicants.toml")
    starts: dict[str, Any] = data["starts"]
    dates: dict[str, list[str]] = data["dates"]
    seasons, months = any_of(dates["seasons"]), any_of([*dates["months"], *dates["months_short"]])
    near = any_of(dates["near"])
    year = rf"(?:{near} )?(?<!\d)(?<!\d[\W_]){_YEAR}(?!(?:[\W_]{{1,3}}(?:20)?\d\d)?\d|[\W_]{{1,3}}\d\d(?!\d))"
    classes = {
        "@date": _dated(f"(?:{seasons}|{months})", near),
        "@year": year,
        # "May" before another word is mostly no month.
        "@month": rf"(?:{near} )?(?!may (?!or |to |and )[a-z])(?:{any_of([*dates['seasons'], *dates['months']])})",
        "@soon": any_of(dates["soon"]),
    }
    who = rf"(?![\W_]{{1,3}}{any_of(starts['graduates'])})"
    names = [*dates["seasons"], *dates["months_short"], *dates["soon"], "20", "may"]
    return _Table(
        hint=re.compile("|".join(names)),
        wordings=tuple(_wording(row, wording, classes) for row in data["start"] for wording in row["patterns"]),
        season=re.compile(_dated(seasons, near) + who),
        month=re.compile(classes["@date"] + who),
        year=re.compile(year + who),
        undated=re.compile(pattern_of(["@month ..1 intern|interns|internship|internships|start|starts|intake|cohort|co_op"], classes)),
        programme=re.compile(any_of(phrase for wording in starts["programmes"] for phrase in spelt(wording))),
    )


def _dated(name: str, near: str) -> str:
    """A season or month with its year: "Summer 2027", "1 July 2027", "June to August 2027", "Q3 2027", "2027 Summer", "Fall '27"."""
    day = r"\d{1,2}(?:st|nd|rd|th)?"
    until = rf"(?: (?:to|through|until|and|or))?[\W_]{{1,3}}{name}"
    year = rf"(?:{_YEAR}|['\u2018]\d\d)(?!\d)"
    written = rf"(?:{day} (?:of )?)?{name}(?: {day}(?!\d))?(?:{until})?\.?,?[\W_]{{0,3}}(?:of )?{year}"
    return rf"(?:{near} )?(?:{written}|q[1-4] {year}|{_YEAR} {name})"


def _wording(row: dict[str, Any], wording: str, classes: dict[str, str]) -> _Wording:
    return _Wording(
        pattern=re.compile(pattern_of([wording], classes)),
        needs=re.compile(any_of(row["needs"])) if row["needs"] else None,
        not_with=re.compile(any_of(row["not_with"])),
    )


def start_words() -> list[str]:
    """Return the words of which a sentence must hold one to be read."""
    return list(read_table("applicants.toml")["starts"]["words"])


def start_in_title(title: str) -> tuple[int, int] | None:
    """Return where a title says when the job starts, or None: a season with its year; a month too where it is the title of a programme."""
    table = _table()
    plain = in_lower_case(title)
    if not table.hint.search(plain):
        return None
    found = table.season.search(plain)
    if found is None and table.programme.search(plain):
        found = table.month.search(plain)
    if found is not None:
        return found.span()
    undated = table.undated.search(plain)
    return undated.span("found") if undated else None


def year_in_title(title: str) -> tuple[int, int] | None:
    """Return where the title of a programme says but the year in which it starts, or None."""
    table = _table()
    plain = in_lower_case(title)
    found = table.year.search(plain) if table.programme.search(plain) else None
    return found.span() if found else None


def start_in_text(passages: Iterable[tuple[str, int]]) -> tuple[int, int] | None:
    """Return where the text says when the job starts, or None; passages are sentences in lower case with their places.

    Of several the one by the table's first wording.
    """
    best: tuple[int, tuple[int, int]] | None = None
    for passage, place in passages:
        if not _table().hint.search(passage):
            continue
        for rank, wording in enumerate(_table().wordings if best is None else _table().wordings[: best[0]]):
            if (match := _holds(wording, passage)) is not None:
                first, behind = match.span("found")
                best = rank, (place + first, place + behind)
                break
    return None if best is None else best[1]


def _holds(wording: _Wording, passage: str) -> re.Match[str] | None:
    if wording.needs is not None and not wording.needs.search(passage):
        return None
    for match in wording.pattern.finditer(passage):
        in_address = "http" in passage[max(0, match.start() - _ADDRESS) : match.start()]
        if not in_address and not wording.not_with.search(passage, max(0, match.start() - _FRONT), match.end() + _BEHIND):
            return match
    return None
