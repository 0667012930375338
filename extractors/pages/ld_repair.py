"""JSON-LD as pages really hold it: the mistakes that people's templates make, each with its repair."""

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import json_repair
import orjson

# A posting has a few kB. What is larger is read where it is sound, and not mended.
MAX_MENDED = 2_000_000
_MAX_GUESSED = 200_000  # json-repair goes over a text letter by letter
_MAX_DEPTH = 200

# Every alternative that begins can end (at the worst with the text), so that no text makes these slow.
_STRING = r'"(?:[^"\\]|\\.)*+"?+'
_GUARD = re.compile(r"(?://|/\*)?\s*(?:<!\[CDATA\[|<!--)\s*(?:\*/|//)?")
_GUARD_END = re.compile(r"(?://|/\*)?\s*(?:\]\]>|-->)\s*(?:\*/)?\s*$")
_ENCODED = re.compile(r"[\s\[{]*(?:&(?:quot|#0*34|#x0*22|lbrace|lbrack|lcub|lsqb|#0*123|#0*91|#x0*7b|#x0*5b);)", re.IGNORECASE)
_COMMENT = re.compile(rf"({_STRING})|//[^\n]*|/\*(?:.*?\*/|.*)|<!--(?:.*?-->|.*)", re.DOTALL)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_COMMA_TOO_MANY = re.compile(rf"({_STRING})|,(?=\s*+[}}\],])", re.DOTALL)
_VALUE_END = r"[}\]]|true|false|null|(?<![\w.])-?\d[\d.eE+-]*+"
_COMMA_TOO_FEW = re.compile(rf"({_STRING}|{_VALUE_END})(\s*+)(?=([\"{{\[])?+)", re.DOTALL)
_BRACKETS = re.compile(rf"{_STRING}|([{{\[])|([}}\]])", re.DOTALL)
_A_POSTING = re.compile(r"job\s*posting", re.IGNORECASE)


class Unreadable(ValueError):
    """A block that cannot be read; the message says why, as the end of a sentence about the block."""


def without_guards(text: str) -> str:
    """Takes off what hid scripts from old browsers and XML readers, and the semicolon of a statement."""
    text = text.strip("\ufeff\u200b \t\r\n")
    for _ in range(2):
        if guard := _GUARD.match(text):
            text = text[guard.end() :]
        if end := _GUARD_END.search(text, max(0, len(text) - 40)):
            text = text[: end.start()]
        text = text.strip()
    return text.removesuffix(";").rstrip()


def without_encoding(text: str) -> str:
    """Turns a block back into JSON that was written as HTML text ({&quot;@type&quot;: ...)."""
    return unescape(text) if _ENCODED.match(text) else text


def without_comments(text: str) -> str:
    """Takes out JavaScript's and HTML's comments between the values."""
    return _COMMENT.sub(lambda found: found[1] or " ", text)


def with_sound_escapes(text: str) -> str:
    r"""Leaves the character of an escape that JSON does not know (\$ is $)."""
    return _ESCAPE.sub(lambda found: found[0] if found[1][0] in '"\\/bfnrt' or len(found[1]) == 5 else found[1].removeprefix("\\"), text)


def without_needless_commas(text: str) -> str:
    """Takes out commas before a closing bracket, and doubled ones."""
    return _COMMA_TOO_MANY.sub(lambda found: found[1] or "", text)


def with_commas(text: str) -> str:
    """Puts a comma where one value follows another."""
    return _COMMA_TOO_FEW.sub(lambda found: f"{found[1]},{found[2]}" if found[3] else found[0], text)


# In this order, each upon what the one before it left. Control characters and half surrogate pairs need none: Python's reader takes them.
REPAIRS: tuple[Callable[[str], str], ...] = (
    without_guards,
    without_encoding,
    without_comments,
    with_sound_escapes,
    without_needless_commas,
    with_commas,
)


def read_block(text: str, *, accept: Callable[[object], bool]) -> object:
    """Returns what a block of JSON-LD holds, after as few repairs as make it readable.

    What json-repair makes of it in the end may be anything: it counts only where `accept` says so. Raises Unreadable.
    """
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        pass
    if not without_guards(text):
        raise Unreadable("is empty")
    if len(text) > MAX_MENDED:
        raise Unreadable(f"is not JSON, and too large to be mended ({len(text):,} characters)")
    if _depth(text) > _MAX_DEPTH:
        raise Unreadable("is nested too deeply")
    mended = text
    found, error = _lenient(mended)
    for repair in REPAIRS:
        if error is None:
            return found
        before, mended = mended, repair(mended)
        if mended != before:
            found, error = _lenient(mended)
    return found if error is None else _guessed(without_encoding(without_guards(text)), error, accept)


def _lenient(text: str) -> tuple[object, str | None]:
    try:
        return json.loads(text, strict=False), None
    except (ValueError, RecursionError) as error:
        return None, str(error)


def _depth(text: str) -> int:
    deepest = depth = 0
    for found in _BRACKETS.finditer(text):
        if found[1]:
            depth += 1
            deepest = max(deepest, depth)
        elif found[2]:
            depth -= 1
    return deepest


def _guessed(text: str, error: str, accept: Callable[[object], bool]) -> object:
    """Returns what json-repair makes of it. It makes something of everything, so only of what is meant to be a posting and is whole."""
    if not text.startswith(("{", "[")):
        raise Unreadable(f"is no JSON ({error})")
    if not text.endswith(("}", "]")):
        raise Unreadable(f"breaks off ({error})")
    if not _A_POSTING.search(text) or len(text) > _MAX_GUESSED:
        raise Unreadable(f"cannot be read as JSON ({error})")
    try:
        found: Any = json_repair.loads(text, skip_json_loads=True)
    except (ValueError, RecursionError, IndexError, TypeError):
        found = None
    if not accept(found):
        raise Unreadable(f"cannot be read as JSON ({error})")
    return found
