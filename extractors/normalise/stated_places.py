"""Places that a platform states in parts: as one text each, and as the places that they are."""

from collections.abc import Iterable

from extractors.fields import places, words
from extractors.normalise.places import known_place
from extractors.posting import Place

Stated = tuple[str | None, Place | None]


def in_parts(city: object, region: object, country: object, code: object = None) -> Stated:
    """Returns a place that is stated in parts; `code` is its country's, where that is stated beside the name."""
    parts = [words(part) for part in (city, region, country)]
    text = ", ".join(dict.fromkeys(part for part in parts if part)) or None
    return text, known_place(parts[0], parts[1], words(code) or parts[2]) if text else None


def several(stated: Iterable[Stated]) -> tuple[tuple[str, ...], tuple[Place, ...]]:
    """Returns places as stated, the first one in front and the others in the same order every night; and the same as read.

    Where one of them could not be read, none is given as read: half a list would look like the whole.
    """
    known = {text: place for text, place in stated if text}
    texts = list(known)
    where = places(texts[:1], texts[1:])
    read = [known.get(text) for text in where]
    return where, tuple(dict.fromkeys(place for place in read if place)) if all(read) else ()
