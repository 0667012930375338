"""The visible lines of a posting's text, each in its sentences, round the places that matter in it."""

import re
from collections.abc import Iterable, Iterator
from html import unescape

from extractors.fields import fold

LONGEST_TEXT = 200_000

_BLOCK = re.compile(r"</?(?:p|div|li|ul|ol|br|h[1-6]|tr|td|table|section|article|dt|dd|dl|hr|blockquote)\b[^<>]{0,2000}>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z!][^<>]{0,2000}>")
_MARKDOWN = re.compile(r"\*{1,3}|\\(?=[-+.!$*#_])|__")
_SENTENCE = re.compile(
    r"(?<=[.!?;])(?<![.\s(][A-Z]\.)(?<!\bvs\.)(?<!\bapprox\.)(?<!\b[Mm](?:in|ax)\.)(?<!\b[Mm]ind\.)\s{1,5}(?=[A-Z$£€(\"“*•])"
)
# Where line breaks were lost, wide gaps before a capital are what is left of them.
_LINE_END = re.compile(r"[\n\r\u2028]|[ \u00a0]{3}[ \u00a0]{0,50}(?=[A-Z][a-z])")


def pieces_round(text: str, places: Iterable[tuple[int, int]], *, around: int) -> Iterator[str]:
    """Yields the pieces of a text that reach so many characters round each place (its start and end), in order; those that touch as one."""
    pieces: list[list[int]] = []
    for start, end in places:
        if pieces and start - around <= pieces[-1][1]:
            pieces[-1][1] = end + around
        else:
            pieces.append([start - around, end + around])
    for start, end in pieces:
        piece = text[max(start, 0) : end]
        # No half words at its ends.
        yield piece[max(start > 0 and piece.find(" ") + 1, 0) : piece.rfind(" ") if end < len(text) and " " in piece else len(piece)]


def lines(piece: str) -> list[list[str]]:
    """Returns the visible lines of a piece of a text, each in its sentences; a tag that the piece cuts in half is left out."""
    opening, closing = piece.find("<"), piece.find(">")
    if closing != -1 and (opening == -1 or closing < opening) and "\n" not in piece[:closing]:
        piece = piece[closing + 1 :]
    if piece.rfind("<") > piece.rfind(">"):
        piece = piece[: piece.rfind("<")]
    piece = unescape(_TAG.sub("", _BLOCK.sub("\n", piece)))
    folded = [fold(_MARKDOWN.sub("", line)) for line in _LINE_END.split(piece)]
    return [_SENTENCE.split(line) for line in folded if line]
