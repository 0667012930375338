"""What kind of product management a job is: tags such as `ai` or `growth`, each with the words that show it.

A tag is said by the title, or by the text where enough of its sentences speak of it as this job's own subject: they score points by the
words and sections of tables/specialties.toml. What the company says of itself, of its benefits and of its hiring counts for nothing.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby, islice
from typing import Any, Literal

import ahocorasick

from classifiers.classification import Evidence, Section
from classifiers.evidence import quote_around
from classifiers.sections import Sentence
from classifiers.tables import read_table

Kind = Literal["outright", "subject", "mention", "not"]
_KINDS: tuple[Kind, ...] = ("outright", "subject", "mention", "not")
# A tag is shown by its best sentences; more of them say nothing new.
_SHOWN = 3
# The longest honest postings have some hundred of the phrases; a text of nothing else is read no further.
_MOST_PHRASES = 500
_LETTER = r"[a-z0-9\u00c0-\u024f]"  # of Latin script: "AI" is a word of its own before a Japanese one


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
    phrases: ahocorasick.Automaton  # phrase -> its length and the (specialty, kind) pairs that list it; ("", "not"): silences its sentence
    verbs: re.Pattern[str]
    reach: int  # characters between a verb and what it speaks of
    duty_points: int
    duty_sections: frozenset[Section]
    mention_points: int
    mention_sections: frozenset[Section]


@dataclass(frozen=True, slots=True)
class _Phrase:
    specialty: str
    kind: Kind
    start: int
    end: int


@cache
def _table() -> _Table:
    """The compiled table. Raises ValueError that names the specialty whose row is incomplete."""
    data: dict[str, Any] = read_table("specialties.toml")
    listed: dict[str, list[tuple[str, Kind]]] = {phrase: [("", "not")] for phrase in data["silent"]["phrases"]}
    specialties: list[Specialty] = []
    for row in data["specialty"]:
        try:
            specialty = Specialty(name=row["name"], needed=row["needed"], title=_any_of(row["title"]), title_not=_any_of(row["title_not"]))
            for kind in _KINDS:
                for phrase in row[kind]:
                    listed.setdefault(phrase, []).append((specialty.name, kind))
        except KeyError as error:
            raise ValueError(f"specialties.toml: the specialty {row.get('name', '?')} lacks {error}") from error
        specialties.append(specialty)
    phrases = ahocorasick.Automaton()
    for phrase, pairs in listed.items():
        phrases.add_word(phrase, (len(phrase), tuple(pairs)))
    phrases.make_automaton()
    return _Table(
        specialties=tuple(specialties),
        phrases=phrases,
        # "We are building" and "Acme is launching" speak of the company.
        verbs=re.compile(r"(?<!is )(?<!are )(?<!'re )" + _any_of(data["duty"]["verbs"]).pattern),
        reach=data["duty"]["reach"],
        duty_points=data["duty"]["points"],
        duty_sections=frozenset(data["duty"]["sections"]),
        mention_points=data["mention"]["points"],
        mention_sections=frozenset(data["mention"]["sections"]),
    )


def _any_of(phrases: Sequence[str]) -> re.Pattern[str]:
    """What finds any of the phrases as whole words, with any punctuation between them."""
    either = "|".join(re.escape(phrase).replace(r"\ ", r"[\W_]{1,4}") for phrase in sorted(phrases, key=len, reverse=True))
    return re.compile(rf"(?<!{_LETTER})(?:{either})(?!{_LETTER})")


def find_specialties(
    title: str, text: str, sentences: Sequence[Sentence], unread: Sequence[tuple[int, int]] = ()
) -> tuple[tuple[str, ...], tuple[Evidence, ...]]:
    """Return the tags in the table's order, and the evidence of each: the title's words first, then the plainest sentences.

    An empty title says nothing; what overlaps one of the spans `unread` of the text counts for nothing.
    """
    table = _table()
    points: dict[str, dict[int, tuple[int, _Phrase]]] = {}  # by specialty: sentence -> what it scores, and by which phrase
    if sentences:
        lowered = _lowered(text)
        found = islice(_phrases(lowered, sentences, table, unread), _MOST_PHRASES)
        for index, phrases in groupby(found, key=lambda pair: pair[0]):
            for name, scored in _score([phrase for _, phrase in phrases], lowered, sentences[index], table).items():
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


def _lowered(text: str) -> str:
    """The text in lower case with blanks for what joins words, letter for letter."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a few letters grow when lowered ("İ"): offsets would lie
        lowered = "".join(low if len(low) == 1 else char for char, low in ((char, char.lower()) for char in text))
    for joint in "-/\u2010\u2011\u2013":
        lowered = lowered.replace(joint, " ")
    return lowered


def _phrases(
    lowered: str, sentences: Sequence[Sentence], table: _Table, unread: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, _Phrase]]:
    """Every listed phrase that stands as whole words in one sentence, with that sentence's index, in order."""
    starts = [sentence.start for sentence in sentences]
    for last, (length, pairs) in table.phrases.iter(lowered):
        start, end = last + 1 - length, last + 1
        if lowered[start - 1 : start].isalnum() or lowered[end : end + 1].isalnum():
            continue
        index = bisect_right(starts, start) - 1
        if index < 0 or end > sentences[index].end or any(first < end and start < behind for first, behind in unread):
            continue
        for specialty, kind in pairs:
            yield index, _Phrase(specialty, kind, start, end)


def _score(phrases: Sequence[_Phrase], lowered: str, sentence: Sentence, table: _Table) -> dict[str, tuple[int, _Phrase]]:
    """What one sentence scores for each specialty, and by which of its phrases."""
    if any(not phrase.specialty for phrase in phrases):
        return {}
    needed = {specialty.name: specialty.needed for specialty in table.specialties}
    best: dict[str, tuple[int, _Phrase]] = {}
    for phrase in phrases:
        if phrase.kind == "not" or _masked(phrase, phrases):
            continue
        points = 0
        if sentence.section in table.mention_sections:
            points = table.mention_points
        if sentence.section in table.duty_sections:
            if phrase.kind == "outright":
                points = needed[phrase.specialty]
            elif phrase.kind == "subject" and _has_verb(phrase, lowered, sentence, table):
                points = table.duty_points
        if points > best.get(phrase.specialty, (0, phrase))[0]:
            best[phrase.specialty] = points, phrase
    return best


def _has_verb(phrase: _Phrase, lowered: str, sentence: Sentence, table: _Table) -> bool:
    """Whether a verb of doing stands in front of a phrase, near it and in the same clause."""
    start = max(sentence.start, phrase.start - table.reach)
    clause = max(lowered.rfind(mark, start, phrase.start) for mark in ",;:(")
    return table.verbs.search(lowered, max(start, clause + 1), phrase.start) is not None


def _masked(phrase: _Phrase, phrases: Sequence[_Phrase]) -> bool:
    """Whether a phrase stands within one that means something else ("AI" in "AI tools")."""
    return any(
        other.kind == "not" and other.specialty == phrase.specialty and other.start <= phrase.start and phrase.end <= other.end
        for other in phrases
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
