"""Which fields of business or technology a posting asks knowledge of outright, each by its plainest sentence (tables/knowledge.toml).

The words of a field must be the object of words of asking ("experience in payments", "blockchain expertise"), or ask by themselves ("a
technical background"). A choice between fields, a wish, a team to work with and a field of study ask for nothing; what the company does and
what the job will do are not read.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, NamedTuple

from classifiers.classification import Section
from classifiers.sections import Sentence, heading_section
from classifiers.tables import read_table
from classifiers.wordings import NEAR, Listed, any_of, pattern_of, spelt

Kind = Literal["words", "asked", "not"]
# Every letter of a field's words is written as this before a sentence is read: so a wording speaks of any field.
_MARK = "\u16a0"
_FIELD = f"{_MARK}+"
_WORD = re.compile(r"[^\W_]+")
_MOST_WORDS = 80
# Sections that a line opens which is no heading to sections.toml.
_OPENED: tuple[Section, ...] = ("requirements", "preferred")
_EDGES = re.compile(r"^\W+|\W+$")
_ASKING: tuple[Kind, ...] = ("words", "asked")
# What takes a field back stands so many characters behind it.
_BEHIND = 160
# Who has an interest in a field that is required stands so many characters in front of it.
_FRONT = 60
_OR = re.compile(r"\b(?:or|etc|capacity|capacities)\b")  # without it there is no choice
_PAUSE = re.compile(
    r"[,:()]|\band\s{1,3}(?:experience|expertise|knowledge|background|understanding)\b"
)  # behind a field: what asks does not ask for it
_NO_FIELD = rf"(?!(?:\s{{1,3}}[\w'+]+){{0,2}}\s{{1,3}}{_MARK})"
_ITEM = r"(?:[\w'+]+\s{1,3}){0,2}[\w'+]+"
# A word of no field that a blank, once a slash, joins to one: only in front of it, where nothing else can stand behind the slash.
_BESIDE = re.compile(rf"(?<![^\W{_MARK}])[^\W{_MARK}]+(?P<slash>\s{{1,3}})(?P<field>{_FIELD})")
# "Payments, billing or fraud": a list with a choice at its end.
_LIST = re.compile(rf"(?P<items>(?:{_FIELD}(?:\s{{1,3}}[\w'+]+){{0,2}}|[\w'+]+)(?:,\s{{1,3}}{_ITEM}){{1,9}},?\s{{1,3}}or\s{{1,3}}{_ITEM})")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    names: tuple[str, ...]
    read: frozenset[Section]
    outright: Mapping[Section, re.Pattern[str]]  # sections in which a sentence must hold one of these
    ours: re.Pattern[str]  # behind it such a sentence speaks of the company
    clause: re.Pattern[str]  # what begins another clause
    front: tuple[re.Pattern[str], ...]  # what asks in front of a field, the plainest first
    front_words: int  # how many words may stand between
    behind: re.Pattern[str]
    between: re.Pattern[str]  # what ends the reach of the words of asking
    wish: re.Pattern[str]  # in front of a field: what follows is no must
    wished: re.Pattern[str]  # behind it
    alike: re.Pattern[str]  # behind it too, unless it is of examples
    examples_of: re.Pattern[str]
    settled: re.Pattern[str]  # a wish behind this is of something else
    other: re.Pattern[str]  # a field, and behind it what speaks of something else
    other_front: re.Pattern[str]
    choice: re.Pattern[str]  # a field, and behind it what makes it one of a choice
    choice_front: re.Pattern[str]
    either: re.Pattern[str]  # between two fields that are a choice
    either_words: int  # how many words may stand between them
    similar: re.Pattern[str]  # in front of a field: what stands before it in a list is of the same kind
    silent: re.Pattern[str]  # a clause that asks nothing
    near: re.Pattern[str]  # a choice of what is near what is named
    lined: frozenset[Section]  # sections in which a line may open another
    lines: Mapping[Section, re.Pattern[str]]  # what such a line says
    longest: int


class _Named(NamedTuple):
    """The words of a field in a clause."""

    name: str
    start: int
    end: int
    asks: bool  # by itself


@cache
def _table() -> _Table:
    data = read_table("knowledge.toml")
    table: dict[str, Any] = data["asking"]
    doing: list[str] = table["doing"]
    lines: dict[str, Any] = table["lines"]
    # Words that make a choice of what they are joined to; "products or platforms" is none, and two words of one field are none.
    before, noun = (rf"(?!{_MARK}|(?:{_either(words)})(?![\w']))[\w'+]++" for words in (doing, [*doing, *table["things"]]))
    experience, knowledge = (
        "".join(f"(?<!{re.escape(word)} )" for word in table[key]) + rf"(?:{words})"
        for key, words in (("not_experience", "experience|background"), ("not_knowledge", "knowledge|understanding"))
    )
    similar = rf"(?:{_either(table['similar'])})"
    classes = {"@field": _FIELD, "@before": before, "@noun": noun + _NO_FIELD, "@similar": similar + _NO_FIELD}
    classes |= {"@experience": experience, "@knowledge": knowledge, "@word": r"[\w'+]+"}

    def pattern(key: str) -> re.Pattern[str]:
        return re.compile(pattern_of(table[key], classes, named=False))

    return _Table(
        names=tuple(row["name"] for row in data["field"]),
        read=frozenset((*table["sections"], *table["outright"])),
        outright={
            section: re.compile(any_of(phrase for word in words for phrase in spelt(word))) for section, words in table["outright"].items()
        },
        ours=re.compile(any_of(table["ours"])),
        clause=re.compile(r"[;!?\u2022]|\.\s"),
        front=tuple(re.compile(pattern_of(row["patterns"], classes, named=False)) for row in data["front"]),
        front_words=table["front_words"],
        behind=pattern("behind"),
        between=pattern("between"),
        wish=pattern("wish"),
        wished=pattern("wished"),
        alike=pattern("alike"),
        examples_of=re.compile(any_of(table["examples_of"])),
        settled=pattern("settled"),
        other=pattern("other"),
        other_front=pattern("other_front"),
        choice=pattern("choice"),
        choice_front=pattern("choice_front"),
        either=pattern("either"),
        either_words=table["either_words"],
        similar=re.compile(similar),
        silent=pattern("silent"),
        near=pattern("near"),
        lined=frozenset(lines["sections"]),
        lines={section: re.compile(pattern_of(lines[section], classes, named=False)) for section in _OPENED},
        longest=lines["longest"],
    )


def _either(words: Sequence[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def knowledge_phrases() -> Iterator[tuple[str, str, Kind]]:
    """Yield every phrase with its field and kind. Raises ValueError that names the field whose row is incomplete."""
    data = read_table("knowledge.toml")
    yield from ((phrase, "", "not") for wording in data["asking"]["not"] for phrase in spelt(wording))
    for row in data["field"]:
        if "words" not in row:
            raise ValueError(f"knowledge.toml: the field {row.get('name', '?')} lacks 'words'")
        for kind in _ASKING:
            for wording in row.get(kind, ()):
                yield from ((phrase, row["name"], kind) for phrase in spelt(wording))


def asked_knowledge(found: Sequence[Listed], plain: str, text: str, sentences: Sequence[Sentence]) -> dict[str, tuple[int, int]]:
    """Return the fields of which knowledge is asked in the table's order, each with where that is said most plainly."""
    table = _table()
    best: dict[str, tuple[int, int, int]] = {}
    sections = _sections(plain, text, sentences, table)
    listed = _longest([word for word in found if sections[word.sentence] in table.read][:_MOST_WORDS])
    behind = -1
    for word in listed:
        if word.start < behind:
            continue
        sentence = sentences[word.sentence]
        first, last = sentence.start, sentence.end
        if last - first > 2 * NEAR:
            first, last = max(first, word.start - NEAR), min(last, word.end + NEAR)
        outright = table.outright.get(sections[word.sentence])
        if outright and not outright.search(plain, first, last):
            behind = last
            continue
        first, behind = _clause(plain, first, last, word, table)
        if plain[behind : behind + 1] == "?":
            continue
        if outright and (not outright.search(plain, first, behind) or table.ours.search(plain, first, word.start)):
            continue
        names = [
            _Named(one.name, one.start - first, one.end - first, one.kind == "asked")
            for one in listed
            if first <= one.start and one.end <= behind
        ]
        for name, (rank, start, end) in _asked(names, plain[first:behind], text[first:behind]).items():
            if name not in best or rank < best[name][0]:
                best[name] = rank, first + start, first + end
    return {name: best[name][1:] for name in table.names if name in best}


def _sections(plain: str, text: str, sentences: Sequence[Sentence], table: _Table) -> list[Section]:
    """The section of every sentence, and below a line like a heading the one that it opens."""
    sections: list[Section] = []
    opened: Section | None = None
    before, end = "", 0
    for sentence in sentences:
        if sentence.section != before or (opened and heading_section(text[end : sentence.start])):
            before, opened = sentence.section, None
        end = sentence.end
        if sentence.section in table.lined and end - sentence.start <= table.longest:
            line = _EDGES.sub("", plain[sentence.start : end].replace("\u2019", "'"))
            opened = next((section for section, pattern in table.lines.items() if pattern.fullmatch(line)), opened)
        sections.append(opened or sentence.section)
    return sections


def _clause(plain: str, first: int, last: int, word: Listed, table: _Table) -> tuple[int, int]:
    """Where the clause around a word lies in its sentence."""
    for match in table.clause.finditer(plain, first, last):
        if match.end() <= word.start:
            first = match.end()
        elif match.start() >= word.end:
            return first, match.start()
    return first, last


def _longest(found: Sequence[Listed]) -> list[Listed]:
    """The fields' words in order, without those that stand within a longer phrase ("ai" in "ai tools")."""
    kept: list[Listed] = []
    for word in sorted(found, key=lambda word: (word.start, -word.end)):
        if not kept or word.start >= kept[-1].end:
            kept.append(word)
    return [word for word in kept if word.kind in _ASKING]


def _asked(names: Sequence[_Named], plain: str, raw: str) -> dict[str, tuple[int, int, int]]:
    """The fields of which a clause asks knowledge: how plainly (0 is the plainest) and where in it."""
    table = _table()
    pieces = list(plain.replace(_MARK, " "))
    for name in names:
        pieces[name.start : name.end] = _MARK * (name.end - name.start)
    clause = "".join(pieces)
    if len(names) > 1 and len({name.name for name in names}) == 1:
        clause = table.near.sub(lambda match: " " * len(match[0]) if match.start() > names[1].start else match[0], clause)
    asked: dict[str, tuple[int, int, int]] = {}
    asks = [[match.end() for match in pattern.finditer(clause, 0, names[-1].start)] for pattern in table.front]
    ranks = [_rank(clause, name, asks, table) for name in names]
    if ranks.count(None) == len(ranks) or table.silent.search(clause):
        return asked
    spoken = [match.span() for match in table.other_front.finditer(clause)]
    choice = _OR.search(clause) is not None
    if choice:
        spoken += [match.span() for match in table.choice_front.finditer(clause)]
    for name, rank in zip(names, ranks, strict=True):
        if rank is None or rank >= asked.get(name.name, (len(table.front) + 1,))[0]:
            continue
        if any(start <= name.start and name.end <= end for start, end in spoken) or table.other.match(clause, name.start):
            continue
        if choice and (table.choice.match(clause, name.start) or _chosen(names, name, clause, table)):
            continue
        if table.wish.search(clause, 0, name.start) or _wished(clause, name, table) or _beside(names, name, clause, raw):
            continue
        asked[name.name] = rank, name.start, name.end
    return asked


def _rank(clause: str, name: _Named, asks: Sequence[Sequence[int]], table: _Table) -> int | None:
    """The first of the wordings that asks for this field, or None; `asks` is where those in front end."""
    if name.asks:
        return len(table.front)
    for rank, ends in enumerate(asks):
        for end in ends:
            if end > name.start:
                break
            words = sum(1 for _ in _WORD.finditer(clause, end, name.start))
            if words <= table.front_words and not table.between.search(clause, end, name.start):
                return rank
    behind = table.behind.match(clause, name.start)
    if behind is None or _PAUSE.search(behind[0]):
        return None
    first = max(clause.rfind(",", 0, name.start), name.start - _FRONT, 0)
    return None if table.between.search(clause, first, name.start) else len(table.front)


def _wished(clause: str, name: _Named, table: _Table) -> bool:
    """Whether words behind a field make it a wish."""
    last = min(len(clause), name.end + _BEHIND)
    wish = table.wished.search(clause, name.end, last)
    settled = table.settled.search(clause, name.end, last) if wish else None
    if wish is not None and (settled is None or wish.start() < settled.start()):
        return True
    alike = table.alike.search(clause, name.end, last)
    return alike is not None and not table.examples_of.search(clause, name.end, alike.start())


def _chosen(names: Sequence[_Named], here: _Named, clause: str, table: _Table) -> bool:
    """Whether something else would do as well: "fintech or insurance", "payments, billing or fraud"."""
    for other in names:
        if other.name != here.name:
            joint = clause[min(here.end, other.end) : max(here.start, other.start)]
            if table.either.search(joint) and sum(1 for _ in _WORD.finditer(joint)) <= table.either_words:
                return True
    for listed in _LIST.finditer(clause) if "," in clause else ():
        if listed.start() <= here.start < listed.end():
            items = listed["items"].split(",")
            if table.settled.search(listed["items"]):  # "ad tech, preferably at an SSP or DSP"
                continue
            if any(_MARK not in item for item in items) and not (_MARK in items[-1] and table.similar.search(items[-1])):
                return True
    return False


def _beside(names: Sequence[_Named], here: _Named, clause: str, raw: str) -> bool:
    """Whether a field is one of several by its marks: "fintech/insurance", "tech/AI", "firms (consulting, banking)"."""
    for other in names:
        if other.name != here.name and raw[min(here.end, other.end) : max(here.start, other.start)].strip() == "/":
            return True
    if any("/" in raw[slice(*match.span("slash"))] for match in _BESIDE.finditer(clause) if match.start("field") == here.start):
        return True
    opened = clause.rfind("(", 0, here.start)
    if opened < 0 or ")" in clause[opened : here.start]:
        return False
    closed = clause.find(")", here.end)
    items = clause[opened + 1 : closed if closed >= 0 else len(clause)].split(",")
    return len(items) > 1 and any(_MARK not in item for item in items)
