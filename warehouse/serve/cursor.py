"""Where the next page begins, as an opaque text that a reader hands back."""

from base64 import b64decode, urlsafe_b64encode
from hashlib import blake2b
from typing import Any

import orjson

_SUM = 6  # bytes


class BadCursor(ValueError):
    """The text is no cursor of ours, or one of another question."""


def written(question: str, place: list[Any]) -> str:
    """Returns the cursor of a place in the answers to a question."""
    content = orjson.dumps(place)
    return urlsafe_b64encode(_sum(question, content) + content).decode().rstrip("=")


def read(question: str, cursor: str) -> list[Any]:
    """Returns the place. Raises BadCursor for a text that was not written for this question, or not by us.

    The sum keeps slips apart from cursors, not forgers: a forged place is only a place to begin at.
    """
    try:
        packed = b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        content = packed[_SUM:]
        place = orjson.loads(content)
    except ValueError:
        raise BadCursor("is no cursor; take it from `next` as it is") from None
    if not isinstance(place, list) or cursor != written(question, place):
        raise BadCursor("is no cursor of this question; take it, and everything else that is asked, from `next` as it is")
    return place


def _sum(question: str, content: bytes) -> bytes:
    return blake2b(question.encode() + b"\0" + content, digest_size=_SUM, person=b"explore-roles").digest()
