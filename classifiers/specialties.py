"""What kind of product management a job is: tags such as `ai` or `growth`, each with the words that show it.

A tag is said by the title, or by the text where enough of its sentences speak of it as this job's own subject: they score points by the
words and sections of tables/specialties.toml. What the company says of itself, of its benefits and of its hiring counts for nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import Any, Literal

from classifiers.classification import Evidence, Section
from classifiers.evidence import quote_around
from classifiers.sections import Sentence
from classifiers.tables import read_table
from classifiers.wordings import Listed, any_of, in_lower_case

Kind = Literal["outright", "subject", "mention", "not"]
_KINDS: tuple[Kind, ...] = ("outright", "subject", "mention", "not")
# A tag is shown by its best sentences; more of them say nothing new.
_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Specialty:
    """One row of specialties.toml, with what its title phrases compile to."""

    name: str
    needed: int  # points that the text must score
    title: re.Pattern[str]
    title_not: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    specialties: tuple[Specialty, ...]
    verbs: re.Pattern[str]
    reach: int  # characters between a verb and what it speaks of
    duty_points: int
    duty_sections: frozenset[Section]
    mention_points: int
    mention_sections: frozenset[Section]


@cache
def _table() -> _Table:
    """The compiled table. Raises ValueError that names the specialty whose row is incomplete."""
    data = read_table("specialties.toml")
    specialties = tuple(
        Specialty(
            name=_of(row, "name"),
            needed=_of(row, "needed"),
            title=re.compile(any_of(_of(row, "title"))),
            title_not=re.compile(any_of(_of(row, "title_not"))),
        )
        for row in data["specialty"]
    )
    return _Table(
        specialties=specialties,
        # "We are building" and "Acme is launching" speak of the company.
        verbs=re.compile(r"(?<!is )(?<!are )(?<!'re )" + any_of(data["duty"]["verbs"])),
        reach=data["duty"]["reach"],
        duty_points=data["duty"]["points"],
        duty_sections=frozenset(data["duty"]["sections"]),
        mention_points=data["mention"]["points"],
        mention_sections=frozenset(data["mention"]["sections"]),
    )


def _of(row: dict[str, Any], key: str) -> Any:
    if key not in row:
        raise ValueError(f"specialties.toml: the specialty {row.get('name', '?')} lacks {key!r}")
    return row[key]


def specialty_phrases() -> Iterator[tuple[str, str, Kind]]:
    """Yield every listed phrase with its specialty and kind; one of no specialty silences its sentence.

    Raises ValueError that names the specialty whose row is incomplete.
    """
    data = read_table("specialties.toml")
    yield from ((phrase, "", "not") for phrase in data["silent"]["phrases"])
    for row in data["specialty"]:
        for kind in _KINDS:
            yield from ((phrase, row["name"], kind) for phrase in _of(row, kind))


def find_specialties(
    title: str, text: str, sentences: Sequence[Sentence], found: Sequence[Listed]
) -> tuple[tuple[str, ...], tuple[Evidence, ...]]:
    """Return the tags in the table's order, and the evidence of each: the title's words first, then the plainest sentences.

    An empty title says nothing; `found` are the table's phrases in the text.
    """
    table = _table()
    points: dict[str, dict[int, tuple[int, Listed]]] = {}  # by specialty: sentence -> what it scores, and by which phrase
    plain = in_lower_case(text)
    for index, phrases in groupby(found, key=attrgetter("sentence")):
        for name, scored in _score(list(phrases), plain, sentences[index], table).items():
            points.setdefault(name, {})[index] = scored
    tags: list[str] = []
    evidence: list[Evidence] = []
    for specialty in table.specialties:
        scores = points.get(specialty.name, {})
        said = _in_title(title, specialty)
        if said is None and not _enough([score for score, _ in scores.values()], specialty.needed, table.duty_points):
            continue
        tags.append(specialty.name)
        if said is not None:
            evidence.append(_evidence(specialty.name, title, *said, "title"))
        best = sorted(scores, key=lambda index: (-scores[index][0], index))[:_SHOWN]
        for index in sorted(best):
            sentence, phrase = sentences[index], scores[index][1]
            span = quote_around(text, sentence.start, sentence.end, phrase.start, phrase.end)
            evidence.append(_evidence(specialty.name, text, *span, sentence.section))
    return tuple(tags), tuple(evidence)


def _enough(scores: Sequence[int], needed: int, duty_points: int) -> bool:
    """Whether the text says the specialty: points enough, and not by mentions alone."""
    return sum(scores) >= needed and max(scores) >= duty_points


def _score(phrases: Sequence[Listed], lowered: str, sentence: Sentence, table: _Table) -> dict[str, tuple[int, Listed]]:
    """What one sentence scores for each specialty, and by which of its phrases."""
    if any(not phrase.name for phrase in phrases):
        return {}
    needed = {specialty.name: specialty.needed for specialty in table.specialties}
    best: dict[str, tuple[int, Listed]] = {}
    for phrase in phrases:
        if phrase.kind == "not" or _masked(phrase, phrases):
            continue
        points = 0
        if sentence.section in table.mention_sections:
            points = table.mention_points
        if sentence.section in table.duty_sections:
            if phrase.kind == "outright":
                points = needed[phrase.name]
            elif phrase.kind == "subject" and _has_verb(phrase, lowered, sentence, table):
                points = table.duty_points
        if points > best.get(phrase.name, (0, phrase))[0]:
            best[phrase.name] = points, phrase
    return best


def _has_verb(phrase: Listed, lowered: str, sentence: Sentence, table: _Table) -> bool:
    """Whether a verb of doing stands in front of a phrase, near it and in the same clause."""
    start = max(sentence.start, phrase.start - table.reach)
    clause = max(lowered.rfind(mark, start, phrase.start) for mark in ",;:(")
    return table.verbs.search(lowered, max(start, clause + 1), phrase.start) is not None


def _masked(phrase: Listed, phrases: Sequence[Listed]) -> bool:
    """Whether a phrase stands within one that means something else ("AI" in "AI tools")."""
    return any(
        other.kind == "not" and other.name == phrase.name and other.start <= phrase.start and phrase.end <= other.end for other in phrases
    )


def _in_title(title: str, specialty: Specialty) -> tuple[int, int] | None:
    """Where a title names a specialty, or None."""
    lowered = title.lower()
    if len(lowered) != len(title):
        return None
    masks = [match.span() for match in specialty.title_not.finditer(lowered)]
    for match in specialty.title.finditer(lowered):
        if not any(first <= match.start() and match.end() <= behind for first, behind in masks):
            return match.span()
    return None


def _evidence(name: str, text: str, start: int, end: int, section: Section) -> Evidence:
    return Evidence(
        rule=f"specialty: {name}",
        signal="specialty",
        quote=text[start:end],
        start=start,
        end=end,
        section=section,
        context="asserted",
        weight=0.0,
        counted=True,
    )
