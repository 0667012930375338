"""Which skills a posting asks of the applicant: analytics, research, strategy, each by its plainest phrase (tables/applicants.toml)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from classifiers.classification import Section
from classifiers.sections import Sentence
from classifiers.tables import read_table
from classifiers.wordings import NEAR, Listed, spelt

Kind = Literal["asked", "behind_verb", "mention", "not", "teams", "silent"]
_OF_A_SKILL: tuple[Kind, ...] = ("asked", "behind_verb", "mention", "not", "teams")
_NAMING: frozenset[Kind] = frozenset(("asked", "behind_verb", "mention"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    names: tuple[str, ...]
    # Section, and whether the phrase is a mere mention -> how plain it can be there, the plainest first. In duties mentions say nothing.
    stages: Mapping[tuple[Section, bool], int]
    duties: frozenset[Section]  # in which a skill must be asked for in so many words
    front: re.Pattern[str]
    not_behind: tuple[str, ...]
    behind: re.Pattern[str]
    beside: re.Pattern[str]  # in front of the name of a team: with whom to work
    reach: int
    behind_reach: int
    verbs: Mapping[str, re.Pattern[str]]  # by skill: what a `behind_verb` must stand behind
    verb_reach: int
    doing: Mapping[str, tuple[re.Pattern[str], int]]  # by skill: verbs by which the job does it, and how far behind them it may stand


@cache
def _table() -> _Table:
    data = read_table("applicants.toml")
    ask: dict[str, Any] = data["ask"]
    sections, duties = data["skills"]["sections"], data["skills"]["duties"]
    stages = [*([(name, False)] for name in sections), [(name, False) for name in duties], *([(name, True)] for name in sections)]
    return _Table(
        names=tuple(row["name"] for row in data["skill"]),
        stages={place: stage for stage, places in enumerate(stages) for place in places},
        duties=frozenset(duties),
        front=_words(ask["front"]),
        not_behind=tuple(f"{word} " for word in ask["not_behind"]),
        behind=_words(ask["behind"]),
        beside=_words(ask["beside"]),
        reach=ask["reach"],
        behind_reach=ask["behind_reach"],
        verbs={row["name"]: _words(row["verbs"]) for row in data["skill"]},
        verb_reach=ask["verb_reach"],
        doing={row["name"]: (_words(row["doing"]), row["doing_reach"]) for row in data["skill"]},
    )


def _words(phrases: Sequence[str]) -> re.Pattern[str]:
    """What finds any of the phrases where a word ends; that one begins there is for `_stands` to see: so the search can leap to letters."""
    return re.compile("|".join(re.escape(phrase) + r"\b" for phrase in sorted(phrases, key=len, reverse=True)))


def skill_phrases() -> Iterator[tuple[str, str, Kind]]:
    """Yield every listed phrase with its skill and kind. Raises ValueError that names the skill whose row is incomplete."""
    data = read_table("applicants.toml")
    yield from ((phrase, "", "silent") for phrase in data["silent"]["phrases"])
    for row in data["skill"]:
        for kind in _OF_A_SKILL:
            if kind not in row:
                raise ValueError(f"applicants.toml: the skill {row.get('name', '?')} lacks {kind!r}")
            for wording in row[kind]:
                yield from ((phrase, row["name"], kind) for phrase in spelt(wording))


def asked_skills(found: Sequence[Listed], plain: str, sentences: Sequence[Sentence]) -> dict[str, Listed]:
    """Return the skills in the table's order, each with the phrase that asks for it most plainly."""
    table = _table()
    stages: dict[tuple[str, int], list[Listed]] = {}  # by skill, and how plain its words can be there
    for phrase in found:
        if (
            phrase.kind in _NAMING
            and (stage := table.stages.get((sentences[phrase.sentence].section, phrase.kind == "mention"))) is not None
        ):
            stages.setdefault((phrase.name, stage), []).append(phrase)
    asked: dict[str, Listed] = {}
    for name in table.names:
        for stage in sorted(stage for skill, stage in stages if skill == name):
            if (plainest := _plainest(stages[name, stage], found, plain, sentences, table)) is not None:
                asked[name] = plainest
                break
    return asked


def _plainest(
    phrases: Sequence[Listed], found: Sequence[Listed], plain: str, sentences: Sequence[Sentence], table: _Table
) -> Listed | None:
    """The first phrase with words beside it that ask for it, else the first that counts, or None."""
    plainest: Listed | None = None
    for phrase in phrases:
        sentence = sentences[phrase.sentence]
        if phrase.kind == "behind_verb":
            front = max(sentence.start, phrase.start - table.verb_reach)
            if not _stands(table.verbs[phrase.name], plain, front, phrase.start):
                continue
        asks = _asks(phrase, plain, sentence, table)
        if not asks and (plainest is not None or (sentence.section in table.duties and not _does(phrase, plain, sentence, table))):
            continue
        if _undone(phrase, found, plain, sentence, table):
            continue
        if asks:
            return phrase
        plainest = phrase
    return plainest


def _asks(phrase: Listed, plain: str, sentence: Sentence, table: _Table) -> bool:
    """Whether words beside a phrase ask it of the applicant ("experience with ...", "... skills")."""
    front, behind = max(sentence.start, phrase.start - table.reach), min(sentence.end, phrase.end + table.behind_reach)
    return _stands(table.front, plain, front, phrase.start, table.not_behind) or _stands(
        table.behind, plain, phrase.end, behind, table.not_behind
    )


def _does(phrase: Listed, plain: str, sentence: Sentence, table: _Table) -> bool:
    """Whether the job does it: a verb of doing stands in front of the phrase."""
    verbs, reach = table.doing[phrase.name]
    return _stands(verbs, plain, max(sentence.start, phrase.start - reach), phrase.start)


def _stands(words: re.Pattern[str], plain: str, start: int, end: int, not_behind: tuple[str, ...] = ()) -> bool:
    """Whether one of the words stands there as a whole word, and not behind one that makes it another ("user experience")."""
    return any(
        not plain[match.start() - 1 : match.start()].isalnum() and not (not_behind and plain.endswith(not_behind, 0, match.start()))
        for match in words.finditer(plain, start, end)
    )


def _undone(phrase: Listed, found: Sequence[Listed], plain: str, sentence: Sentence, table: _Table) -> bool:
    """Whether a phrase stands near one that silences it, within one that means something else, or names a team to work with."""
    for other in found:
        if other.sentence != phrase.sentence:
            continue
        if other.kind == "silent" and other.start - phrase.end < NEAR and phrase.start - other.end < NEAR:
            return True
        if other.name != phrase.name or other.start > phrase.start or other.end < phrase.end:
            continue
        if other.kind == "not":
            return True
        if other.kind == "teams" and _stands(table.beside, plain, max(sentence.start, phrase.start - table.reach), phrase.start):
            return True
    return False
