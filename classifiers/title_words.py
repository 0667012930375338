"""The words of a title and the tables that know them (tables/titles.toml)."""

import re
from collections.abc import Container
from dataclasses import dataclass
from functools import cache
from typing import Literal

from classifiers.classification import Family, Level
from classifiers.tables import read_table

FamilyKind = Literal["person", "short", "field", "product", "officer", "none"]
LevelKind = Literal["plain", "apm", "one", "two", "four", "staff", "lead", "manager_of", "grade", "behind", "product_lead", "none"]

# Longer titles are cut: the longest honest title among 165,000 has 190 characters.
MAX_TITLE = 300
_WORD = re.compile(r"[^\W_]+|&", re.UNICODE)
_PART = re.compile(r"[,;:|/\\()\[\]{}–—•·@\"“”]|\s-\s|\s-|-\s|\s\+\s|\sor\s", re.I)
# Cheap first look: no family phrase of the tables is without one of these.
HINT = re.compile(r"prod|\bt?pm|\bapm|\bgpm|\bcpo|menedżer|プロダクト|产品|產品|프로덕트|제품", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleReading:
    """What a title's words say."""

    family: Family
    family_kind: FamilyKind
    level: Level | None  # None: no level word
    kind: LevelKind  # which words the text must settle
    word: str | None  # the level word as it stands in the title
    start: int  # of the word in the title
    end: int
    optional: bool  # "(Senior) Product Manager", "Senior/Principal": two levels, the lower is `level`
    other: Level | None  # the higher of two levels in one title
    why: str


@dataclass(frozen=True, slots=True)
class Word:
    """A word in lower case, where it stands in the title, and in which part."""

    text: str
    start: int
    end: int
    part: int


@dataclass(frozen=True, slots=True)
class TitleTables:
    """The tables, by their names in titles.toml."""

    families: dict[tuple[str, ...], FamilyKind]
    product_lead: frozenset[tuple[str, ...]]
    without_blanks: re.Pattern[str]  # words of scripts that put no blanks between them
    product: frozenset[str]
    product_tail: frozenset[str]
    leaders: frozenset[tuple[str, ...]]
    leaders_after: frozenset[tuple[str, ...]]
    heads: frozenset[tuple[str, ...]]
    stronger: frozenset[tuple[str, ...]]
    alone: frozenset[tuple[str, ...]]
    serves: frozenset[tuple[str, ...]]
    not_short: frozenset[tuple[str, ...]]
    before: dict[tuple[str, ...], tuple[Level, LevelKind]]
    behind: dict[tuple[str, ...], tuple[Level, LevelKind]]
    anywhere: dict[tuple[str, ...], tuple[Level, LevelKind]]
    not_level: frozenset[tuple[str, ...]]
    grades: frozenset[tuple[str, ...]]
    manager_of: frozenset[tuple[str, ...]]
    leads_anything: frozenset[str]
    areas: frozenset[str]
    programme: frozenset[str]


def _phrases(rows: list[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(row.split()) for row in rows)


def _without_blanks(known: list[str]) -> re.Pattern[str]:
    """What cuts a title at the known words wherever they stand, and elsewhere as usual."""
    any_of = "|".join(sorted(map(re.escape, known), key=lambda word: (-len(word), word)))
    return re.compile(rf"{any_of}|(?:(?!{any_of})[^\W_])+|&", re.UNICODE)


@cache
def title_tables() -> TitleTables:
    """Return tables/titles.toml as sets of word tuples."""
    data = read_table("titles.toml")
    families: dict[tuple[str, ...], FamilyKind] = {}
    kinds: tuple[FamilyKind, ...] = ("person", "short", "field", "officer")
    for kind in kinds:
        families.update(dict.fromkeys(_phrases(data["family"][kind]), kind))
    places: dict[str, dict[tuple[str, ...], tuple[Level, LevelKind]]] = {"before": {}, "behind": {}, "anywhere": {}}
    for row in data["word"]:
        places[row["where"]].update({phrase: (row["level"], row.get("kind", "plain")) for phrase in _phrases(row["words"])})
    return TitleTables(
        families=families,
        product_lead=_phrases(data["family"]["product_lead"]),
        without_blanks=_without_blanks(data["family"]["without_blanks"]),
        product=frozenset(data["family"]["product"]),
        product_tail=frozenset(data["family"]["product_tail"]),
        leaders=_phrases(data["family"]["leaders"]),
        leaders_after=_phrases(data["family"]["leaders_after"]),
        heads=_phrases(data["not_pm"]["heads"]),
        stronger=_phrases(data["not_pm"]["stronger"]),
        alone=_phrases(data["not_pm"]["alone"]),
        serves=_phrases(data["not_pm"]["serves"]),
        not_short=_phrases(data["not_pm"]["not_short"]),
        before=places["before"],
        behind=places["behind"],
        anywhere=places["anywhere"],
        not_level=_phrases(data["not_level"]["phrases"]),
        grades=_phrases(data["not_level"]["grades"]),
        manager_of=_phrases(data["not_level"]["manager_of"]),
        leads_anything=frozenset(data["family"]["leads_anything"]),
        areas=frozenset(data["family"]["areas"]),
        programme=frozenset(data["family"]["programme"]),
    )


# The order of the ladder, for "the lower of two".
LADDER: tuple[Level, ...] = ("apm", "mid", "senior", "principal", "group", "above")


def split_words(title: str) -> list[Word]:
    """Return a title's words in lower case, each with the part it stands in (parts end at commas, dashes, slashes, brackets)."""
    words: list[Word] = []
    cuts = [match.end() for match in _PART.finditer(title)]
    part = 0
    pattern = _WORD if title.isascii() else title_tables().without_blanks
    for match in pattern.finditer(title):
        while part < len(cuts) and cuts[part] <= match.start():
            part += 1
        text = match.group().lower()
        if text == "or":
            continue  # a cut, like a slash
        words.append(Word("and" if text == "&" else text, match.start(), match.end(), part))
    return words


def find_phrase(words: list[Word], phrases: Container[tuple[str, ...]], at: int, longest: int = 5) -> int:
    """Return the length of the longest phrase that starts at a word and stays within its part (0: none)."""
    for length in range(min(longest, len(words) - at), 0, -1):
        span = words[at : at + length]
        if span[0].part == span[-1].part and tuple(word.text for word in span) in phrases:
            return length
    return 0


def any_phrase(words: list[Word], phrases: Container[tuple[str, ...]]) -> bool:
    """Return whether any of the phrases stands anywhere in the title."""
    return any(find_phrase(words, phrases, at) for at in range(len(words)))
