"""What a posting's text says of the way of working, with the sentence that says it."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from itertools import chain
from textwrap import wrap
from typing import Any, Literal

from extractors.normalise.text_lines import LONGEST_TEXT, lines, pieces_round
from extractors.posting import WorkMode

_TABLE: dict[str, Any] = tomllib.loads(files("extractors").joinpath("tables/work_mode.toml").read_text(encoding="utf-8"))

_LONGEST_QUOTE = 300
_LONGEST_SENTENCE = 1_200
_LONG = 400
_BESIDE = 150
_AROUND = 500
_MOST_PLACES = 40
_MOST_FOUND = 2_000  # of all words together, before the first ones are taken
# Stands for each character that was taken out, so that what is left stays in its place.
_TAKEN_OUT = "\N{WHITE SQUARE}"

_WHOLE_WEEK = 5  # days

# How much a statement weighs: days in the office, the role, the company.
_DAYS, _ROLE, _COMPANY = 3, 2, 1


def _words() -> dict[str, str]:
    words: dict[str, str] = {}
    for name, pattern in _TABLE["words"].items():
        words[name] = _filled(pattern, words)
    return words


def _filled(pattern: str, words: dict[str, str]) -> str:
    return re.sub(r"\{([a-z_]+)\}", lambda match: words[match[1]], pattern)


_WORDS = _words()


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{_filled(pattern, _WORDS)})" for pattern in patterns), re.IGNORECASE)


_CUES: list[str] = _TABLE["cues"]
_NOT = [_any(table["patterns"]) for table in _TABLE["not"]]
_IDLE = _any(pattern for table in _TABLE["idle"] for pattern in table["patterns"])
_OPEN = _any(_TABLE["open"]["patterns"])
_ABOUT_ROLE = _any([_TABLE["open"]["about"]])
_DAYS_OF = [(table["of"], _any(table["patterns"])) for table in _TABLE["days"]]
_SAID: list[tuple[WorkMode, int, re.Pattern[str]]] = [
    (table["mode"], weight, _any(table["patterns"])) for weight, of in ((_ROLE, "role"), (_COMPANY, "company")) for table in _TABLE[of]
]
# "Location: Berlin (hybrid)", "Work type: remote".
_LABEL = re.compile(
    rf"(?:^|[^\w\s,()'’/&-]\s?)\W{{0,6}}{_WORDS['label']}(?:\s?\([^()]{{0,30}}\))?\s?[:–—-]\s?(?P<said>[^.;|]{{1,90}})", re.IGNORECASE
)
_LABEL_ALONE = re.compile(rf"\W{{0,6}}{_WORDS['label']}\s?:?", re.IGNORECASE)
_NAMED: dict[WorkMode, re.Pattern[str]] = {
    "hybrid": re.compile(r"\bh(?:y|í)brid", re.IGNORECASE),
    "remote": re.compile(r"\bremot[eoa]\b|\bwork from (?:home|anywhere)\b|\bhome[- ]based\b", re.IGNORECASE),
    "onsite": re.compile(r"\bon[- ]?site\b|\bin[- ](?:office|person)\b|\bwork from office\b|\bpresencial\b", re.IGNORECASE),
}
# "#LI-Remote" stands for itself.
_BEFORE_TAG = re.compile(r"\s(?=#)")
_NUMBER = re.compile(rf"(?<!\w){_WORDS['number']}(?!(?!x\b)\w)", re.IGNORECASE)
_NUMBERS: dict[str, int] = _TABLE["numbers"]


@dataclass(frozen=True, slots=True)
class _Statement:
    mode: WorkMode | Literal["open"]
    weight: int
    sentence: str
    start: int
    end: int


def work_mode_in_text(html_or_text: str) -> tuple[WorkMode, str] | None:
    """Returns the way of working that a posting's text states, with the sentence in which it does; None where that is not plain.

    What is left to the applicant, differs by place or is contradicted in the same text is not plain. A stated number of days in the
    office goes before a bare word, and what is said of the role before what is said of the company.
    """
    text = html_or_text[:LONGEST_TEXT]
    places = _places(text)
    if not places:
        return None
    found = [statement for piece in pieces_round(text, places, around=_AROUND) for statement in _stated(lines(piece))]
    if not found:
        return None
    weight = max(statement.weight for statement in found)
    weighty = [statement for statement in found if statement.weight == weight]
    first = weighty[0]
    if first.mode == "open" or any(statement.mode != first.mode for statement in weighty):
        return None
    return first.mode, _quote(first)


def _places(text: str) -> list[tuple[int, int]]:
    """Returns where the first words stand that may tell it."""
    # A few letters are longer in small letters (the Turkish I with a dot): that shifts a place by less than what is read round it.
    small = text.lower()
    found: list[tuple[int, int]] = []
    for cue in _CUES:
        start = small.find(cue)
        while start != -1 and len(found) < _MOST_FOUND:
            found.append((start, start + len(cue)))
            start = small.find(cue, start + len(cue))
    return sorted(found)[:_MOST_PLACES]


def _cued(sentence: str) -> bool:
    small = sentence.lower()
    return any(cue in small for cue in _CUES)


def _stated(told: list[list[str]]) -> Iterator[_Statement]:
    before = ""
    for line in told:
        for sentence in chain.from_iterable(map(_BEFORE_TAG.split, line)):
            labelled = _LABEL_ALONE.fullmatch(before) is not None
            for part in wrap(sentence, _LONGEST_SENTENCE, break_on_hyphens=False) if len(sentence) > _LONGEST_SENTENCE else [sentence]:
                yield from _statements(part, labelled=labelled)
            before = sentence[:80]


def _statements(sentence: str, *, labelled: bool) -> Iterator[_Statement]:
    """Yields what a sentence states, at most one statement of each weight; nothing where it speaks of others or leaves it open."""
    if not _cued(sentence):
        return
    plain = sentence
    for pattern in _NOT:
        plain = pattern.sub(lambda match: _TAKEN_OUT * len(match[0]), plain)
    if not _cued(plain):
        return
    # Where line breaks were lost, a long line is many sentences: what is idle further off is another's.
    for idle in _IDLE.finditer(plain):
        start, end = (max(0, idle.start() - _BESIDE), idle.end() + _BESIDE) if len(plain) > _LONG else (0, len(plain))
        plain = plain[:start] + _TAKEN_OUT * (min(end, len(plain)) - start) + plain[end:]
    if not _cued(plain):
        return
    days = _days_stated(plain)
    if open_ := _OPEN.search(plain):
        yield _Statement("open", _DAYS if days else _ROLE if _ABOUT_ROLE.search(plain) else _COMPANY, sentence, *open_.span())
        return
    if days:
        yield _Statement(days[0], _DAYS, sentence, *days[1])
    for weight in (_ROLE, _COMPANY):
        said = {mode: match.span() for mode, of, pattern in _SAID if of == weight and (match := pattern.search(plain))}
        if weight == _ROLE:
            said |= _labelled(plain, labelled)
        if said:
            # "An in-office hybrid role": the other word is a part of it. But onsite and remote in one sentence are no way of working.
            mode: WorkMode = "hybrid" if "hybrid" in said else next(iter(said))
            clear = mode == "hybrid" or len(said) == 1
            yield _Statement(mode if clear else "open", weight, sentence, *said[mode])


def _days_stated(plain: str) -> tuple[WorkMode, tuple[int, int]] | None:
    for of, pattern in _DAYS_OF:
        match = pattern.search(plain)
        if not match:
            continue
        numbers = [_number(number[0]) for number in _NUMBER.finditer(match[0])]
        if of == "share" or not numbers or min(numbers) < _WHOLE_WEEK:
            return "hybrid", match.span()
        if of == "office" and not any(_NAMED[mode].search(plain) for mode in ("hybrid", "remote")):
            return "onsite", match.span()
    return None


def _number(stated: str) -> int:
    return _NUMBERS.get(stated.casefold()) or int(float(stated.strip("()")))


def _labelled(plain: str, labelled: bool) -> dict[WorkMode, tuple[int, int]]:
    match = _LABEL.search(plain)
    said, at = (match["said"], match.start("said")) if match else (plain[:60], 0) if labelled and len(plain) <= 60 else ("", 0)
    return {mode: (at + named.start(), at + named.end()) for mode, pattern in _NAMED.items() if (named := pattern.search(said))}


def _quote(statement: _Statement) -> str:
    """Returns the sentence, or as much of it round the words that tell as there is room for, in whole words."""
    sentence = statement.sentence
    if len(sentence) <= _LONGEST_QUOTE:
        return sentence
    start = max(0, min(statement.start - 100, len(sentence) - _LONGEST_QUOTE))
    end = start + _LONGEST_QUOTE
    if start and (blank := sentence.find(" ", start, statement.start)) != -1:
        start = blank + 1
    if end < len(sentence) and (blank := sentence.rfind(" ", statement.end, end)) != -1:
        end = blank
    return sentence[start:end].strip()
