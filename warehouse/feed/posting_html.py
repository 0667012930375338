"""A posting's plain text as HTML: headings, paragraphs and lists, with the sentences marked that its level rests on."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape
from itertools import groupby
from typing import Literal

import nh3

_Kind = Literal["heading", "item", "paragraph"]

_LONGEST_HEADING = 6  # words; longer lines that begin like a heading are sentences
_WIDEST_HEADING = 90  # characters
_LONGEST_ITEM = 240  # characters; longer lines are paragraphs, whatever they stand in
# A line of a list that stands over those behind it has at most so many words; they have more each, and so many together.
_LONGEST_LABEL = 3
_FEWEST_BELOW = 10
# Sections that are lists nearly always. The bullets themselves are not in the text.
_LISTS = ("duties", "requirements", "preferred", "benefits")
_ENDS = (".", "!", "?")
_MARK, _MARK_END = "<mark>", "</mark>"

# What is built here holds no other tags, as all text is escaped: this is the second lock on the door.
_CLEANER = nh3.Cleaner(tags={"h3", "p", "ul", "li", "mark"}, attributes={}, link_rel=None)


def posting_html(text: str, quotes: Iterable[str] = ()) -> str:
    """Returns the text with h3, p, ul and li for tags, and mark around the quotes that stand in it."""
    pieces: list[tuple[_Kind, str, str]] = []
    listed = False
    for plain, line in zip(text.split("\n"), _marked(text, quotes).split("\n"), strict=True):
        if not plain or plain.isspace():
            continue
        kind: _Kind
        short = len(plain) <= _WIDEST_HEADING and plain.count(" ") < _LONGEST_HEADING and not plain.endswith((".", ";", ","))
        short = short and _MARK not in line
        if short and (opened := _opened(plain)) is not None:
            kind, listed = "heading", opened in _LISTS
        elif len(plain) <= _LONGEST_ITEM and not plain.endswith(":") and (listed or not plain.endswith(_ENDS)):
            kind = "item"
        else:
            kind = "paragraph"
        pieces.append((kind, plain, line))
    blocks = _blocks(("paragraph" if _is_label(pieces, at) else kind, line) for at, (kind, _, line) in enumerate(pieces))
    return _CLEANER.clean("\n".join(blocks))


@lru_cache(maxsize=16_384)
def _opened(line: str) -> str | None:
    """The section that a line opens, empty where nobody knows which; None where the line is no heading."""
    from classifiers.sections import heading_section, reads_as_heading  # brings spaCy with it, which nothing else here needs

    return (heading_section(line) or "") if reads_as_heading(line) else None


def _is_label(pieces: Sequence[tuple[_Kind, str, str]], at: int) -> bool:
    """Whether a line of a list is none of its items, but says what the next ones are about: "United States", in a list of benefits."""
    kind, plain, line = pieces[at]
    label, below = plain.split(), pieces[at + 1 : at + 3]
    if kind != "item" or len(label) > _LONGEST_LABEL or plain.endswith((*_ENDS, ",", ";")) or _MARK in line:
        return False
    names = [word[0].isupper() for word in label if len(word) > len("and")]
    stands_in_list = at > 0 and pieces[at - 1][0] != "paragraph"
    counts = [len(plain.split()) for kind, plain, _ in below if kind == "item"]
    heads_longer = len(counts) > 1 and min(counts) > _LONGEST_LABEL and sum(counts) >= _FEWEST_BELOW
    return bool(names) and all(names) and stands_in_list and heads_longer


def _blocks(pieces: Iterable[tuple[_Kind, str]]) -> Iterable[str]:
    for kind, run in groupby(pieces, key=lambda piece: piece[0]):
        lines = [line for _, line in run]
        if kind == "heading":
            yield from (f"<h3>{line}</h3>" for line in lines)
        elif kind == "paragraph" or len(lines) == 1:
            yield from (f"<p>{line}</p>" for line in lines)
        else:
            yield "\n".join(["<ul>", *(f"<li>{line}</li>" for line in lines), "</ul>"])


def _marked(text: str, quotes: Iterable[str]) -> str:
    """The text, escaped, with marks around the quotes, in each line for itself."""
    pieces: list[str] = []
    behind = 0
    for start, end in _spans(text, quotes):
        quote = escape(text[start:end], quote=False).replace("\n", f"{_MARK_END}\n{_MARK}")
        pieces += [escape(text[behind:start], quote=False), _MARK, quote, _MARK_END]
        behind = end
    return "".join([*pieces, escape(text[behind:], quote=False)])


def _spans(text: str, quotes: Iterable[str]) -> list[tuple[int, int]]:
    """Where the quotes stand, in order; those that overlap are one."""
    found = []
    for quote in quotes:
        told = quote.removesuffix("…")  # of one that was cut
        start = text.find(told) if told else -1
        if start >= 0:
            found.append((start, start + len(told)))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
