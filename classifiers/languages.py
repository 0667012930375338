"""Which languages a posting asks for outright, each by its plainest sentence (tables/applicants.toml).

Names that stand in one list are read together: what is asked of "German and English" is asked of both, and a choice ("German or French")
asks for neither. A plus, a wish and another language that would be nice ask for nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from classifiers.classification import Section
from classifiers.sections import Sentence
from classifiers.tables import read_table
from classifiers.wordings import NEAR, Listed, any_of, in_lower_case, pattern_of, spelt

Kind = Literal["words", "capital", "skills"]
_OF_A_LANGUAGE: tuple[Kind, ...] = ("words", "capital", "skills")
# Every letter of a language's name is written as one of these before a sentence is read: so a wording speaks of any language.
_NAME, _SKILL = "\u16a0", "\u16a2"
_ANY = f"[{_NAME}{_SKILL}]+"
_HINT = re.compile(rf"[{_NAME}{_SKILL}]")
_MOST_NAMES = 60
# What asks for a language stands so many characters in front of it or behind it, and what takes that back.
_FRONT, _BEHIND = 110, 90


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    chain: re.Pattern[str]  # names in one list
    asking: tuple[re.Pattern[str], ...]  # the plainest first
    title: re.Pattern[str]
    title_hint: re.Pattern[str]  # without it a title asks for none
    names: re.Pattern[str]  # of languages, in a title
    codes: Mapping[str, tuple[str, Kind]]  # by name
    choice: re.Pattern[str]  # between two names of a list
    or_else: re.Pattern[str]  # behind a list
    both: re.Pattern[str]  # where it stands "German/English" is no choice
    taken_back: tuple[re.Pattern[str], re.Pattern[str]]  # in front of a list, behind it
    clause: re.Pattern[str]  # what begins another clause
    settled: re.Pattern[str]  # what stands behind it is of something else
    unread: frozenset[Section]


@dataclass(frozen=True, slots=True)
class _Name:
    """A language's name in a passage."""

    code: str
    kind: str
    start: int
    end: int


@cache
def _table() -> _Table:
    data = read_table("applicants.toml")
    table: dict[str, Any] = data["languages"]
    joint = rf"[\s,&+()]{{1,4}}(?:(?:{_either([*table['joined'], *table['choices']])})[\s,&+()]{{1,4}}){{0,4}}"
    chain = rf"(?>{_ANY}(?:{joint}{_ANY})*)"
    # A noun behind the list is what is spoken of: "knowledge of the German market".
    tail = rf"(?=\W{{0,4}}$|\s?[^\w\s'\"\u201c\u201e\u00ab]|\s+(?:{_either(table['behind'])})(?!\w))"
    classes = {"@language": chain + tail, "@skill": rf"{chain}(?<={_SKILL})", "@any": chain}
    codes = {phrase: (code, kind) for phrase, code, kind in language_phrases()}
    return _Table(
        chain=re.compile(chain),
        asking=tuple(re.compile(pattern_of(row["patterns"], classes, named=False)) for row in data["asking"]),
        title=re.compile(pattern_of(table["title"], classes, named=False)),
        title_hint=re.compile("|".join(map(re.escape, table["title_hints"]))),
        names=re.compile(any_of(codes)),
        codes=codes,
        choice=re.compile(any_of(table["choices"])),
        or_else=re.compile(
            rf"(?:\W{{1,3}}languages?)?\W{{1,3}}(?:{_either(table['choices'])})\W{{1,3}}(?!(?:{_either(table['levels'])})(?!\w))"
        ),
        both=re.compile(any_of(table["both"])),
        taken_back=(
            re.compile(pattern_of(table["not_behind"], classes, named=False)),
            re.compile(pattern_of(table["not_before"], {}, glued=True)),
        ),
        clause=re.compile(r"[,;]|" + any_of(table["clauses"])),
        settled=re.compile(any_of(table["settled"])),
        unread=frozenset(table["not_in"]),
    )


def _either(phrases: Sequence[str]) -> str:
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s{1,3}") for phrase in sorted(phrases, key=len, reverse=True))


def language_phrases() -> Iterator[tuple[str, str, Kind]]:
    """Yield every name with the code of its language and its kind. Raises ValueError that names the language whose row is incomplete."""
    for row in read_table("languages.toml")["language"]:
        for kind in _OF_A_LANGUAGE:
            if kind not in row:
                raise ValueError(f"languages.toml: the language {row.get('name', '?')} lacks {kind!r}")
            for wording in row[kind]:
                yield from ((phrase, row["code"], kind) for phrase in spelt(wording))


@cache
def language_names() -> dict[str, str]:
    """Return the English names of the languages by code."""
    return {row["code"]: row["name"] for row in read_table("languages.toml")["language"]}


def languages_in_title(title: str) -> tuple[str, ...]:
    """Return the languages that a title asks for, in alphabetical order of their codes."""
    table = _table()
    plain = in_lower_case(title)
    if not table.title_hint.search(plain):
        return ()
    names: list[_Name] = []
    for match in table.names.finditer(plain):
        code, kind = table.codes.get(" ".join(match[0].split()), ("", "words"))
        if code and (kind != "capital" or title[match.start()].isupper()):
            names.append(_Name(code, kind, *match.span()))
    return tuple(sorted(_asked(names, _marked(plain, names), title, 0, (table.title,))))


def asked_languages(found: Sequence[Listed], plain: str, text: str, sentences: Sequence[Sentence]) -> dict[str, tuple[int, int]]:
    """Return the languages that the text asks for in alphabetical order of their codes, each with where that is said most plainly."""
    table = _table()
    best: dict[str, tuple[int, int, int]] = {}
    listed = [name for name in found if name.kind != "capital" or text[name.start].isupper()][:_MOST_NAMES]
    behind = -1
    for name in listed:
        sentence = sentences[name.sentence]
        if name.start < behind or sentence.section in table.unread:
            continue
        first, last = sentence.start, sentence.end
        if last - first > 2 * NEAR:
            first, last = max(first, name.start - NEAR), min(last, name.end + NEAR)
        # What stands near the end of a page's piece is read in the next one, with what follows it.
        behind = last if last == sentence.end else name.end + NEAR // 2
        here = _longest([other for other in listed if first <= other.start and other.end <= last])
        names = [_Name(other.name, other.kind, other.start - first, other.end - first) for other in here]
        for code, (rank, start, end) in _asked(names, _marked(plain[first:last], names), text, first, table.asking).items():
            if first + start < behind and (code not in best or rank < best[code][0]):
                best[code] = rank, first + start, first + end
    return {code: best[code][1:] for code in sorted(best)}


def _longest(names: Sequence[Listed]) -> list[Listed]:
    """The names in order, without those that stand within a longer one ("chinese" in "mandarin chinese")."""
    kept: list[Listed] = []
    for name in sorted(names, key=lambda name: (name.start, -name.end)):
        if not kept or name.start >= kept[-1].end:
            kept.append(name)
    return kept


def _marked(plain: str, names: Sequence[_Name]) -> str:
    """The passage with marks for the letters of the names, and with no other letter that is one."""
    pieces = list(_HINT.sub(" ", plain))
    for name in names:
        pieces[name.start : name.end] = (_SKILL if name.kind == "skills" else _NAME) * (name.end - name.start)
    return "".join(pieces)


def _asked(
    names: Sequence[_Name], passage: str, text: str, offset: int, asking: Sequence[re.Pattern[str]]
) -> dict[str, tuple[int, int, int]]:
    """The languages that a passage asks for: how plainly (0 is the plainest) and where in it."""
    table = _table()
    asked: dict[str, tuple[int, int, int]] = {}
    before = 0  # where the list in front ends
    chains = [match.span() for match in table.chain.finditer(passage)]
    for number, (start, end) in enumerate(chains):
        following = chains[number + 1][0] if number + 1 < len(chains) else None
        first, last = max(before, start - _FRONT), min(len(passage) if following is None else following, end + _BEHIND)
        before = end
        if table.taken_back[0].search(passage, first, end):
            continue
        members = [name for name in names if start <= name.start and name.end <= end]
        if _hedged(passage, end, _clause(passage, end, last, table) if last == following else last, table):
            # Of "English, French is a plus" the first is asked for.
            between = text[offset + members[0].end : offset + members[-1].start].strip()
            members = members[:1] if len(members) == 2 and between in ("", ",", "(", "-", "\u2013") else []
        wanted = _without_choices(members, passage, text, offset, last, table)
        rank = _rank(passage, (first, last), (start, end), asking) if wanted else None
        if rank is not None:
            for name in wanted:
                asked[name.code] = min(asked.get(name.code, (rank, start, end)), (rank, start, end))
    return asked


def _clause(passage: str, start: int, end: int, table: _Table) -> int:
    """Where the last clause in front of another list begins: in "English, and ideally German" a wish is of what follows it."""
    last = end
    for match in table.clause.finditer(passage, start, end):
        last = match.start()
    return last


def _rank(passage: str, around: tuple[int, int], chain: tuple[int, int], asking: Sequence[re.Pattern[str]]) -> int | None:
    """The first of the wordings that asks for this list, or None."""
    for rank, pattern in enumerate(asking):
        for match in pattern.finditer(passage, *around):
            if match.start() <= chain[0] < match.end():
                return rank
    return None


def _hedged(passage: str, start: int, end: int, table: _Table) -> bool:
    """Whether words behind a list make it a wish, or another's language."""
    hedge = table.taken_back[1].search(passage, start, end)
    settled = table.settled.search(passage, start, end) if hedge else None
    return hedge is not None and (settled is None or hedge.start() < settled.start())


def _without_choices(members: Sequence[_Name], passage: str, text: str, offset: int, last: int, table: _Table) -> list[_Name]:
    """The names of a list that are no choice; of "English and French or German" the first."""
    runs: list[tuple[list[_Name], bool]] = []  # names that a comma or a choice joins, and whether it is a choice
    for number, name in enumerate(members):
        between = passage[members[number - 1].end : name.start] if number else ""
        raw = text[offset + members[number - 1].end : offset + name.start] if number else ""
        chosen = table.choice.search(between) is not None or (raw.strip() == "/" and not table.both.search(passage))
        if number and (chosen or not between.strip(" ,()")) and members[number - 1].code != name.code:
            run, choice = runs[-1]
            run.append(name)
            runs[-1] = run, choice or chosen
        else:
            runs.append(([name], False))
    if runs and table.or_else.match(passage, members[-1].end, last):
        runs[-1] = runs[-1][0], True
    return [name for run, choice in runs if not choice for name in run]
