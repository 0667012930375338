"""What a request says of the copy that it has, and of the encodings and parts that it takes (RFC 9110)."""

import re

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")  # no file has more bytes; a longer number is ignored as no range is
_QUALITY = re.compile(r"q=([01](?:\.\d{0,3})?)", re.IGNORECASE)


def is_among(etag: str, header: str | None) -> bool:
    """Whether an If-None-Match names the ETag."""
    if header is None:
        return False
    return header.strip() == "*" or etag in {one.strip().removeprefix("W/") for one in header.split(",")}


def preferred(header: str | None, offered: tuple[str, ...]) -> str | None:
    """Returns the encoding to answer with, out of those offered (the best first), by an Accept-Encoding; None for no encoding."""
    if not header:
        return None
    qualities: dict[str, float] = {}
    for part in header.split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        found = next((match for match in map(_QUALITY.fullmatch, parameters) if match), None)
        qualities[name.lower()] = float(found[1]) if found else 1.0
    of_others = qualities.get("*", 0.0)
    # What is not packed is taken unless it is refused, and is the worst of what is taken equally gladly.
    plain = qualities.get("identity", of_others if "*" in qualities else 0.001)
    best = max(offered, key=lambda name: qualities.get(name, of_others), default=None)  # the first of equals
    quality = 0.0 if best is None else qualities.get(best, of_others)
    return best if quality > 0 and quality >= plain else None


def part_of(header: str | None, size: int) -> tuple[int, int] | None:
    """Returns the first and the last byte of the part that a Range asks for; None where all is to be sent, as several parts are.

    Raises ValueError where there is no such part.
    """
    asked = _RANGE.fullmatch(header.strip().lower()) if header else None
    if asked is None or not (asked[1] or asked[2]):
        return None
    first = int(asked[1]) if asked[1] else max(0, size - int(asked[2]))
    last = min(size - 1, int(asked[2])) if asked[1] and asked[2] else size - 1
    if asked[1] and asked[2] and int(asked[2]) < int(asked[1]):
        return None  # no range at all by the grammar, and therefore ignored
    if first > last:
        raise ValueError(f"{header} of {size} bytes")
    return first, last
