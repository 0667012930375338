"""The canonical form of a posting: what is hashed, so that a re-ordered list, moved white space or a moved date is no change."""

import hashlib
import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from struct import pack
from zlib import crc32

import orjson

from extractors.posting import JobPosting

# What parts two blocks of a text: a tag of any kind, or the end of a line. A word in bold is a block of its own then, which is
# the same for the old text and the new one.
_BETWEEN_BLOCKS = re.compile(r"<[^<>]*>|[\r\n]+")
_NO_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hashes:
    """SHA-256 sums, in hex, of four parts of a posting."""

    description: str
    reading: str  # title and description: what a verdict rests on
    content: str  # what the employer states but for the description, without dates and without what comes from the list of boards
    row: str  # all of it, dates and layout too


def hashes(posting: JobPosting) -> Hashes:
    """The sums of a posting's canonical form."""
    description = digest(folded(posting.description))
    title = one_line(posting.title)
    stated = {
        "title": title,
        "department": folded_or_none(posting.department),
        "job_location": sorted({folded(place) for place in posting.job_location}),
        "work_mode": posting.work_mode,
        "employment_type": folded_or_none(posting.employment_type),
        "base_salary_min": finite(posting.base_salary_min),
        "base_salary_max": finite(posting.base_salary_max),
        "salary_currency": folded_or_none(posting.salary_currency),
        "salary_unit": folded_or_none(posting.salary_unit),
        "salary_text": folded_or_none(posting.salary_text),
        "in_language": folded_or_none(posting.in_language),
        "url": folded_or_none(posting.url),
        "apply_url": folded_or_none(posting.apply_url),
    }
    content = orjson.dumps(stated, option=orjson.OPT_SORT_KEYS)
    # The length stands for the layout: where only white space moved, the row is the same.
    rest = [
        *(description, len(posting.description), sound(posting.hiring_organization), sound_or_none(posting.industry)),
        *(list(map(sound, posting.job_location)), utc(posting.date_posted), utc(posting.date_modified)),
    ]
    return Hashes(
        description=description,
        reading=digest(f"{title}\0{description}"),
        content=hashlib.sha256(content).hexdigest(),
        row=hashlib.sha256(content + orjson.dumps(rest)).hexdigest(),
    )


def blocks(description: str) -> bytes:
    """The description's blocks, four bytes each, sorted, each once: the words alone, so that a bullet or a tag is no change."""
    words = (_NO_WORD.sub("", unescape(block)) for block in _BETWEEN_BLOCKS.split(sound(description).casefold()))
    sums = sorted({crc32(block.encode()) for block in words if block})
    return pack(f"<{len(sums)}I", *sums)


def digest(text: str) -> str:
    """The SHA-256 of a text, in hex."""
    return hashlib.sha256(sound(text).encode()).hexdigest()


def sound(text: str) -> str:
    """The text as UTF-8 can hold it: a lone surrogate (JSON can spell one) becomes `?`, so that no offset moves."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def sound_or_none(text: str | None) -> str | None:
    """`sound`, with None for None."""
    return None if text is None else sound(text)


def one_line(text: str) -> str:
    """The text with each stretch of white space as one blank, and otherwise as it is: offsets into titles count on that."""
    return " ".join(sound(text).split())


def folded(text: str) -> str:
    """The text with each stretch of white space as one blank, and in Unicode's composed form."""
    return unicodedata.normalize("NFC", one_line(text))


def folded_or_none(text: str | None) -> str | None:
    """`folded`, with None for None and for a text of nothing but white space."""
    return None if text is None else folded(text) or None


def finite(number: float | None) -> float | None:
    """The number, or None where it is none that can be written down (NaN, infinity)."""
    return float(number) if number is not None and math.isfinite(number) else None


def utc(moment: datetime | None) -> datetime | None:
    """The moment in UTC without its zone, as the tables hold it; a moment without a zone is taken as UTC."""
    if moment is None or moment.tzinfo is None:
        return moment
    return moment.astimezone(UTC).replace(tzinfo=None)
