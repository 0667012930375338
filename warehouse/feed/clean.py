"""Strangers' text made plain: what stands in the feed can be shown by whoever shows it as text."""

import re
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import orjson

# C0 and C1 controls, the marks that turn the direction of writing, line and paragraph separators, the byte order mark, and what XML 1.0
# or UTF-8 takes in no form.
_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(17))
_UNSEEN = _NONCHARACTERS + "\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff\ud800-\udfff"
_IN_LINES = re.compile(f"[{_UNSEEN}\t\n]+")
_IN_TEXTS = re.compile(f"[{_UNSEEN}]+")
_NOT_IN_LINKS = re.compile(_IN_LINES.pattern + r"|[\s<>\"\\`]")
_LONGEST_LINK = 2000  # characters; browsers and sitemaps take about as many
_LONGEST_LINE = 2000
_LONGEST_LIST = 200
# What would end a script element, begin a comment in it, or end a line of JavaScript. All of it stands in JSON's strings alone.
_ESCAPES = tuple((sign.encode(), f"\\u{ord(sign):04x}".encode()) for sign in "<>&\u2028\u2029")


def line(text: str, longest: int = _LONGEST_LINE) -> str:
    """Returns the text as one line of plain words, cut off where it is longer."""
    # Cut first: what is a megabyte long need not be looked at whole.
    words = " ".join(_IN_LINES.sub(" ", text[: longest * 4]).split())
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"


def lines(text: str, longest: int = 200_000) -> str:
    """Returns the text with its line breaks, and nothing else that is not seen."""
    return _IN_TEXTS.sub(" ", text[:longest])


def link(url: str | None) -> str | None:
    """Returns the URL where a browser may be sent there, else None."""
    if url is None or len(url) > _LONGEST_LINK or _NOT_IN_LINKS.search(url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def as_json(value: Any, option: int = 0) -> bytes:
    """Returns the value as JSON that may even stand inside a script element; `option` is orjson's."""
    written = orjson.dumps(value, option=option)
    for sign, escape in _ESCAPES:
        written = written.replace(sign, escape)
    return written


def plain(value: Any) -> Any:
    """Returns the value as JSON takes it: lines of text, days as ISO 8601, at any depth."""
    match value:
        case str():
            return line(value)
        case dict():
            return {name: plain(part) for name, part in value.items()}
        case list():
            return [plain(part) for part in value[:_LONGEST_LIST]]
        case date():
            return value.isoformat()
        case _:
            return value
