"""A body that should be JSON: what it holds, or what it is instead."""

import json
import re

import orjson
from bs4 import BeautifulSoup

from extractors.errors import SourceChanged, SourceUnavailable
from extractors.fields import fold
from extractors.reading import Answer

_BOM = b"\xef\xbb\xbf"
_LOOKS_LIKE_A_PAGE = re.compile(rb"\s*<(?:!doctype|!--|html|head|body|title|h1|p|div|pre|center)\b", re.IGNORECASE)
# A page's title stands near its beginning; the rest of a page that should not be there is not worth parsing.
_PAGE_HEAD = 50_000


def json_of(answer: Answer) -> object:
    """Returns what the answer's JSON holds.

    Raises SourceUnavailable where it breaks off or holds nothing, SourceChanged where it is something else (a page: by what
    name it goes).
    """
    body = answer.body.removeprefix(_BOM).strip()
    if not body:
        raise SourceUnavailable(f"The answer from {answer.url} holds nothing at all.")
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        if cut_short(body):
            raise SourceUnavailable(f"The answer from {answer.url} breaks off after {len(body):,} bytes.") from None
        if body[:1] in b"[{":
            return _leniently(body, answer, error)
        raise SourceChanged(f"{answer.url} answered {what_else(body)} where JSON was expected.") from None


def cut_short(body: bytes) -> bool:
    """Says whether this is JSON that breaks off: it begins as a list or an object and is never closed."""
    body = body.removeprefix(_BOM).strip()
    if body[:1] not in (b"[", b"{"):
        return False
    if body[-1:] != (b"]" if body[:1] == b"[" else b"}"):
        return True
    try:
        orjson.loads(body)
    except orjson.JSONDecodeError as error:
        # Broken off just behind a closing bracket of an inner list or object.
        return bool(error.doc) and error.pos >= len(error.doc)
    return False


def rows_of(answer: Answer, key: str | None) -> list[object]:
    """Returns the list of entries: the answer itself, or what stands under `key` of the object that it is.

    Raises SourceChanged where the outer shape is another, and what `json_of` raises.
    """
    return rows_in(json_of(answer), answer, key)


def rows_in(document: object, answer: Answer, key: str | None) -> list[object]:
    """Returns what `rows_of` does, of a document that was read from the answer already."""
    rows = document.get(key) if key is not None and isinstance(document, dict) else document
    if isinstance(rows, list) and (key is None or isinstance(document, dict)):
        return rows
    expected = "a list" if key is None else f"an object with a list `{key}`"
    raise SourceChanged(f"{answer.url} answered {_shape(document)} where {expected} was expected.")


def _leniently(body: bytes, answer: Answer, error: orjson.JSONDecodeError) -> object:
    """Returns what Python's own reader makes of it: it lets half a surrogate pair pass, of which one title must not cost a board."""
    try:
        if "depth" in str(error):
            raise RecursionError  # Python's reader goes deeper in some versions than what reads the entries can
        found: object = json.loads(body)
    except (ValueError, RecursionError):
        raise SourceChanged(f"{answer.url} answered something like JSON that cannot be read: {error}.") from None
    return found


def what_else(body: bytes) -> str:
    """Returns in words what a body is that should have been something else: a page by its title, or how it begins."""
    if _LOOKS_LIKE_A_PAGE.match(body):
        # Not html.parser, to which fifty kilobytes of "<div " are seven seconds.
        soup = BeautifulSoup(body[:_PAGE_HEAD], "lxml")
        heading = soup.title or soup.h1
        name = " ".join(heading.get_text(" ").split())[:120] if heading else ""
        return f"a page that calls itself {name!r}" if name else "a page without a title"
    if body.startswith(b"<?xml"):
        return "an XML document"
    start = " ".join(body[:80].decode("utf-8", "replace").split())
    return f"text that begins {start!r}"


def _shape(document: object) -> str:
    if isinstance(document, dict):
        said = document.get("error") or document.get("message")
        if isinstance(said, str):
            return f"the error {fold(said)[:120]!r}"
        # Half a surrogate pair passes the reader, and in a message would keep the read out of the landing.
        keys = ", ".join(f"`{fold(str(key))[:40]}`" for key in list(document)[:6])
        return f"an object with {keys or 'no keys'}"
    return "a list" if isinstance(document, list) else f"a bare {type(document).__name__}"
