"""A posting's description as plain text in blocks: headings, bullets and paragraphs, whatever it came as.

HTML, entity-escaped HTML, Markdown-like text and plain text with or without line breaks all end in one `Document`; the evidence's
offsets point into `Document.text`. Bulk HTML goes through selectolax: on real postings it walks them more than ten times faster
than beautifulsoup4 with the same block stream.
"""

import html
import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

Kind = Literal["heading", "bullet", "paragraph"]

# A verdict needs no more text than this: the longest real postings have 30,000 characters, and time per posting must stay bounded.
MAX_CHARACTERS = 60_000
# HTML deeper than this is markup soup; what lies below is read as part of its ancestor's text.
MAX_DEPTH = 200

# An honest page has a few dozen elements open at once; with unclosed list items a few hundred.
MAX_OPEN = 1_000
_OPENING = re.compile(r"<(/?)(?!br\b|hr\b|img\b|input\b|meta\b|link\b)[a-zA-Z]", re.I)
_ANY_TAG = re.compile(r"<[^<>]{0,2000}>")

_TAG = re.compile(
    r"<\s{0,8}/?\s{0,8}(?:p|div|br|ul|ol|li|h[1-6]|strong|span|b|i|em|a|table|section|article|html|body|u|hr|font)\b[^<>]{0,2000}>", re.I
)
_ESCAPED_TAG = re.compile(r"&lt;\s{0,8}/?\s{0,8}(?:p|div|br|ul|ol|li|h[1-6]|strong|span|b|i|em|a|table|section)\b", re.I)
_BLOCK_TAGS = frozenset(
    ("p", "div", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "br", "tr", "table", "section", "article", "header", "footer")
    + ("blockquote", "dd", "dt", "dl", "hr", "pre", "main", "aside")
)
_HEADING_TAGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BOLD_TAGS = frozenset(("strong", "b"))
_SILENT_TAGS = frozenset(("script", "style", "noscript", "template", "iframe", "svg", "head", "title", "object", "embed"))
_BULLET = re.compile(r"^\s*(?:[•·●◦▪■□►▶‣⁃∙◆○✓✔➢➤→]|\*(?!\*)|[-–—](?=\s)|o(?=\s{2,})|\d{1,2}[.)](?=\s))\s*")
# Invisible characters that would split words or reorder a quote on screen.
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0e-\x1f\x7f]")
_MARKDOWN_HEADING = re.compile(
    r"^(?:#{1,6}\s{1,3}(?P<hash>\S.*)|\*\*(?P<stars>[^*]{2,80})\*\*\s{0,3}:?|__(?P<bars>[^_]{2,80})__|`{3}(?P<ticks>[^`]{2,80})`{3})$"
)
# A Markdown heading is no longer than this; longer lines are not looked at, so that none can be slow.
_MAX_MARKDOWN_HEADING = 200
_MARKDOWN_MARKS = re.compile(r"\*\*|__|`{1,3}")
_INLINE_BULLETS = "•●▪◦"
_INLINE_BULLET = re.compile(f"[{_INLINE_BULLETS}]")
# A sentence that ends and another that begins, or words that lost the line break between them ("the roadmapWork with"). The capital comes
# first, so that a search leaps from capital to capital.
_GLUED = re.compile(r"[A-Z](?<=[a-z)%.!?][A-Z])(?=[a-z]+\s+[a-z]|[a-z]+(?: [A-Za-z']{1,15}){0,3}:)|[A-Z0-9](?<=[a-z]:[A-Z0-9])")


class Block(NamedTuple):
    """One heading, bullet or paragraph: `Document.text[start:end]`. (A named tuple: a posting has dozens, made three times as fast.)"""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Plain text and where its blocks lie in it."""

    text: str
    blocks: tuple[Block, ...]


def read_document(description: str) -> Document:
    """Return the description as plain text in blocks; empty or unreadable input gives an empty document."""
    # Half a surrogate pair is no character and would stop every encoder.
    source = description[: MAX_CHARACTERS * 6].encode("utf-8", "replace").decode("utf-8")
    tagged = _TAG.search(source) is not None
    if not tagged and _ESCAPED_TAG.search(source):
        source = html.unescape(source)  # once: twice would turn literal "&lt;T&gt;" into tags
        tagged = _TAG.search(source) is not None
    if tagged and not _too_deep(source):
        pieces = _html_pieces(source)
    else:
        pieces = _plain_pieces(html.unescape(_ANY_TAG.sub("\n", source) if tagged else source))
    return _assemble(pieces)


def _fold(text: str) -> str:
    """White space folded, invisible characters dropped, compatibility forms (full-width letters, ligatures) made plain."""
    if not text.isascii():
        # In slices: a long run of combining marks takes quadratic time in one piece.
        slices = (unicodedata.normalize("NFKC", text[start : start + 500]) for start in range(0, len(text), 500))
        # One kind of apostrophe, so that a rule need not know two ("you'll", "you’ll").
        text = "".join(slices).replace("\u2019", "'").replace("\u2018", "'")
    # Only the blank itself is both white space and printable: most pieces need no more than this look.
    if not text.isprintable() or "  " in text:
        text = _INVISIBLE.sub("", " ".join(text.split()))
    return text.strip()


def _without_bullet(text: str) -> str:
    """The text behind its typed bullet, where it begins with one."""
    # A letter other than "o" is none.
    bullet = None if text[:1].isalpha() and text[0] != "o" else _BULLET.match(text)
    return text[bullet.end() :] if bullet else text


def _assemble(pieces: list[tuple[Kind, str]]) -> Document:
    parts: list[str] = []
    blocks: list[Block] = []
    position = 0
    for kind, raw in pieces:
        # A typed bullet is a mark, not a word of the sentence: "• Own it" and "<li>Own it" read alike.
        text = _without_bullet(_fold(raw[:MAX_CHARACTERS]))
        if not text:
            continue
        text = text[: MAX_CHARACTERS - position]
        blocks.append(Block(kind, position, position + len(text)))
        parts.append(text)
        position += len(text) + 1
        if position >= MAX_CHARACTERS:
            break
    return Document(text="\n".join(parts), blocks=tuple(blocks))


def _too_deep(source: str) -> bool:
    """Whether more elements are open at once than an honest page has: a parser's time grows with their square."""
    if source.count("<") <= MAX_OPEN:
        return False
    depth = 0
    for match in _OPENING.finditer(source):
        depth += -1 if match.group(1) else 1
        if depth > MAX_OPEN:
            return True
    return False


class _Walk:
    """The blocks met so far and the one that is being read (a walk over a tree needs the state in one place)."""

    def __init__(self) -> None:
        self.pieces: list[tuple[Kind, str]] = []
        self.words: list[str] = []
        self.kind: Kind = "paragraph"
        self.plain_seen = False  # text outside bold in this block
        self.bold_seen = False

    def flush(self, following: Kind = "paragraph") -> None:
        text = "".join(self.words).strip()
        if text:
            kind = self.kind
            if kind == "paragraph" and self.bold_seen and not self.plain_seen and len(text) <= 100:
                kind = "heading"
            self.pieces.extend(_split_markers(kind, text))
        self.words = []
        self.kind = following
        self.plain_seen = self.bold_seen = False


def _html_pieces(source: str) -> list[tuple[Kind, str]]:
    body = LexborHTMLParser(source).body
    walk = _Walk()
    if body is not None:
        _visit(body, walk, "paragraph", False)
    walk.flush()
    return walk.pieces


def _visit(root: LexborNode, walk: _Walk, kind: Kind, bold: bool) -> None:
    # An explicit stack: hostile markup nests deeper than Python may recurse.
    stack: list[tuple[LexborNode | None, Kind, bool, int]] = [(root.child, kind, bold, 0)]
    while stack:
        node, kind, bold, depth = stack.pop()
        if node is None:
            walk.flush(kind)  # a block element ended
            continue
        following = node.next
        if following is not None:
            stack.append((following, kind, bold, depth))
        tag = node.tag
        if tag == "-text":
            text = node.text_content
            if text:
                walk.words.append(text)
                if not text.isspace():
                    if bold:
                        walk.bold_seen = True
                    else:
                        walk.plain_seen = True
            continue
        if tag is None or tag in _SILENT_TAGS or tag.startswith(("-", "!")):
            continue
        if tag == "br":
            walk.flush(kind)
            continue
        inner: Kind = "heading" if tag in _HEADING_TAGS else "bullet" if tag == "li" else kind
        if tag in _BLOCK_TAGS:
            walk.flush(inner)
            stack.append((None, kind, bold, depth))
        child = node.child
        if child is None:
            continue
        if depth < MAX_DEPTH:
            stack.append((child, inner, bold or tag in _BOLD_TAGS, depth + 1))
        else:
            walk.words.append(node.text(deep=True, separator=" "))


def _split_markers(kind: Kind, text: str) -> list[tuple[Kind, str]]:
    """Text inside HTML may still carry its own lines with bullets ("• own the roadmap\\n• ship")."""
    if "\n" not in text or not any(_BULLET.match(line) for line in text.split("\n")[1:]):
        return [(kind, text)]
    return [("bullet" if _BULLET.match(line) else kind, _BULLET.sub("", line)) for line in text.split("\n")]


def _plain_pieces(source: str) -> list[tuple[Kind, str]]:
    pieces: list[tuple[Kind, str]] = []
    bullets = any(bullet in source for bullet in _INLINE_BULLETS)
    for line in source.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").split("\n"):
        bare = line.strip()
        if not bare:
            continue
        heading = _MARKDOWN_HEADING.match(bare) if bare[0] in "#*_`" and len(line) <= _MAX_MARKDOWN_HEADING else None
        if heading:
            pieces.append(("heading", next(group for group in heading.groups() if group).rstrip("# ")))
            continue
        text = _without_bullet(line)
        kind: Kind = "paragraph" if text == line else "bullet"
        if "*" in text or "_" in text or "`" in text:
            text = _MARKDOWN_MARKS.sub("", text)
        for piece in _unglue(text):
            first, *others = _INLINE_BULLET.split(piece) if bullets else (piece,)
            pieces.append((kind, first))
            pieces += [("bullet", part) for part in others]
    return pieces


def _unglue(line: str) -> list[str]:
    """Split a very long line whose line breaks were lost; leave ordinary lines alone ("JavaScript" is no lost break)."""
    breaks = [match.start() for match in _GLUED.finditer(line)] if len(line) >= 600 else []
    if len(breaks) < 4:
        return [line]
    return [line[start:end] for start, end in pairwise([0, *breaks, len(line)])]
