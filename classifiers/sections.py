"""Which part of a posting a sentence stands in: duties, requirements, preferred, about the company, benefits, compensation, legal."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from classifiers.classification import Section
from classifiers.tables import read_table
from classifiers.text import Document

# A line of plain text that is longer than this is a sentence, whatever it ends with.
MAX_HEADING = 90
# Phrases inside a heading say its section only where it has no more words than this: longer ones are sentences.
MAX_HEADING_WORDS = 8
# In a block longer than this, line breaks were lost and headings stand inside it ("... team.Requirements: 5+ years").
LONG_BLOCK = 500
# Sections that a label inside a line does not open for the lines below.
_ASIDES = ("legal", "benefits", "compensation")

# A mark and the blanks behind it; the sentence ends behind the mark. The mark comes first, so that a search leaps from mark to mark.
_SENTENCE_END = re.compile(r"[.!?;][\"')\]]?\s+(?=[\"'(\[]?[A-Z0-9•])")
_INLINE_BULLETS = "•●▪◦"
_SENTENCE_END_OR_BULLET = re.compile(rf"{_SENTENCE_END.pattern}|\s+[{_INLINE_BULLETS}]\s+")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|sr|jr|mr|ms|mrs|dr|st|no|inc|ltd|co|corp|approx|min|max|incl|u\.s|u\.k|ph\.d|b\.s|m\.s|b\.a|m\.a|yrs|bzw|z\.b|ca|ggf)\.)$",
    re.I,
)
_COLON = re.compile(r":(?<!\d:)(?!//)")
# Where both the line break and the colon were lost ("to the userRequirements4+ years"), only the plainest headings are told apart.
_GLUED_HEADING = re.compile(
    r"(Responsibilities|Requirements|Qualifications|Benefits|Job Description|Preferred Qualifications"
    r"|Minimum Qualifications|About Us|What You'll Do)(?=[A-Z0-9])"
)
_BEFORE_GLUED_HEADING = re.compile(r"[a-z0-9.!?)]")
_EDGES = re.compile(r"^[^\w]+|[^\w]+$")


class Sentence(NamedTuple):
    """`Document.text[start:end]`, and where it stands. (A named tuple: a posting has dozens, and it is made three times as fast.)"""

    start: int
    end: int
    section: Section
    bullet: bool


@dataclass(frozen=True, slots=True)
class _Headings:
    starts: dict[str, Section]
    anywhere: tuple[tuple[str, Section], ...]
    name_follows: tuple[str, ...]


@cache
def _headings() -> _Headings:
    starts: dict[str, Section] = {}
    anywhere: list[tuple[str, Section]] = []
    name_follows: list[str] = []
    for row in read_table("sections.toml")["section"]:
        starts.update(dict.fromkeys(row["starts"], row["name"]))
        anywhere += [(phrase, row["name"]) for phrase in row.get("anywhere", ())]
        name_follows += row.get("name_follows", ())
    anywhere.sort(key=lambda pair: (-len(pair[0]), pair[0]))
    return _Headings(starts, tuple(anywhere), tuple(name_follows))


def heading_section(heading: str) -> Section | None:
    """Return the section that a heading opens, or None when its words say nothing (or are too many for a heading)."""
    return _heading_section(heading) if len(heading) <= 2 * MAX_HEADING else None


@lru_cache(maxsize=8192)
def _heading_section(heading: str) -> Section | None:
    tables = _headings()
    words = _bare(heading.lower().replace("’", "'"))
    if not words:
        return None
    best: tuple[int, Section] | None = None
    pieces = words.split(" ")
    for length in range(len(pieces), 0, -1):
        phrase = " ".join(pieces[:length]).rstrip(":,.?!")
        section = tables.starts.get(phrase)
        # A short opening ("you", "role") must be the whole heading, else any sentence would be one.
        if section is not None and (length == len(pieces) or len(phrase) > 6):
            best = (len(phrase), section)
            break
    if best is None and len(pieces) <= MAX_HEADING_WORDS:
        best = next(((len(phrase), section) for phrase, section in tables.anywhere if phrase in words), None)
    if best is None and len(pieces) <= 5 and any(words.startswith(f"{opening} ") for opening in tables.name_follows):
        return "company"
    return best[1] if best else None


def reads_as_heading(line: str) -> bool:
    """Return whether a line by its words alone would open a section."""
    return _is_heading(line) or _is_titled(line)


def _is_titled(line: str) -> bool:
    """A short line whose words begin with capitals and say a section: "Your Qualifications & Skills"."""
    if len(line) > 60 or line[-1:] in ".,;!":
        return False
    words = [word for word in line.split() if len(word) > 3]
    return bool(words) and all(word[:1].isupper() for word in words) and heading_section(line) is not None


def _is_heading(line: str) -> bool:
    """A line of plain text that opens a section: short, and either ending in a colon or wholly a known heading."""
    if len(line) > MAX_HEADING:
        return False
    closed = line.rstrip()
    if closed.endswith(":"):
        return heading_section(line) is not None
    return (
        len(line) <= 60
        and not closed.endswith(".")
        and (_bare(line.lower().replace("’", "'")) in _headings().starts or (line.isupper() and heading_section(line) is not None))
    )


def _bare(words: str) -> str:
    """Words without the punctuation around them."""
    return words if words[:1].isalnum() and words[-1].isalnum() else _EDGES.sub("", words)


def read_sentences(document: Document) -> tuple[Sentence, ...]:
    """Return the sentences of a document in order, each with its section; headings themselves are not among them."""
    sentences: list[Sentence] = []
    section: Section = "unknown"
    ends = _SENTENCE_END_OR_BULLET if any(bullet in document.text for bullet in _INLINE_BULLETS) else _SENTENCE_END
    for block in document.blocks:
        line = document.text[block.start : block.end]
        if block.kind == "heading" or _is_heading(line) or (block.kind == "paragraph" and _is_titled(line)):
            opened = heading_section(line)
            if opened is not None:
                section = opened
            elif section == "company" or section in _ASIDES:
                # An unknown heading ends a section that is not about the job; inside duties or requirements it is a sub-heading.
                section = "unknown"
            if not (block.kind == "heading" and opened is None and len(line) > 40):
                continue
        bullet = block.kind == "bullet"
        opening = section
        for start, end, inner in _pieces(line, section):
            section = inner
            for begin, last in _split(line, start, end, ends):
                sentences.append(Sentence(block.start + begin, block.start + last, inner, bullet))
        if section != opening and len(line) <= LONG_BLOCK and (bullet or section in _ASIDES):
            section = opening  # "Location: Remote", "Product management: 5+ years": a label of its own line
    return tuple(sentences)


def _pieces(line: str, section: Section) -> list[tuple[int, int, Section]]:
    """Cut a long block at the headings that stand inside it."""
    if len(line) <= LONG_BLOCK:
        # "Preferred: an MBA" is a heading and its sentence on one line.
        colon = line.find(":", 0, 40)
        opened = _headings().starts.get(_bare(line[:colon].lower())) if colon != -1 else None
        return [(0, len(line), opened or section)]
    pieces: list[tuple[int, int, Section]] = []
    position = 0
    for begin, end, opened_here in sorted(_inline_headings(line)):
        if begin < position:
            continue
        if begin > position:
            pieces.append((position, begin, section))
        section = opened_here
        position = end
    if position < len(line):
        pieces.append((position, len(line), section))
    return pieces


def _inline_headings(line: str) -> Iterator[tuple[int, int, Section]]:
    """Headings inside running text: a known phrase with a capital in front and a colon behind it."""
    starts = _headings().starts
    for colon in _COLON.finditer(line):
        floor = max(0, colon.start() - 45)
        for begin in range(floor, colon.start() - 3):
            if not line[begin].isupper() or (begin and line[begin - 1].isupper()):
                continue
            section = starts.get(line[begin : colon.start()].strip().lower())
            if section is not None:
                yield begin, colon.end(), section
                break
    for match in _GLUED_HEADING.finditer(line):
        if match.start() and _BEFORE_GLUED_HEADING.match(line, match.start() - 1):
            yield match.start(), match.end(), starts[match.group(1).lower()]


def _split(line: str, start: int, end: int, ends: re.Pattern[str]) -> list[tuple[int, int]]:
    """Where the sentences of a line lie."""
    spans: list[tuple[int, int]] = []
    begin = start
    for match in ends.finditer(line, start, end):
        last = match.start() if line[match.start()].isspace() else match.start() + 1
        if line[last - 1 : last] == ";" and last - begin < 60:
            continue
        if line[last - 1 : last] == "." and _ABBREVIATION.search(line[max(begin, last - 8) : last]):
            continue
        _add(spans, line, begin, last)
        begin = match.end()
    _add(spans, line, begin, end)
    return spans


def _add(spans: list[tuple[int, int]], line: str, start: int, end: int) -> None:
    """A span without the blanks at its ends, unless it holds nothing else."""
    while start < end and line[start].isspace():
        start += 1
    while end > start and line[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))
