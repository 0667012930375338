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

from extractors.posting import JobPosting

# What parts two blocks of a text: a tag of any kind, or the end of a line. A word in bold is a block of its own then, which is
# the same for the old text and the new one.
_BETWEEN_BLOCKS = re.compile(r"<[^<>]*>|[\r\n]+")
_NO_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hashes:
    """SHA-256 sums, in hex, of three parts of a posting."""

    description: str
    reading: str  # title and description: what a verdict rests on
    row: str  # all that is kept of it, dates and layout too: the first half of the sum


def hashes(posting: JobPosting) -> Hashes:
    """The sums of a posting's canonical form."""
    description = digest(folded(posting.description))
    title = one_line(posting.title)
    row = (
        *(title, description, len(posting.description)),  # the length stands for the layout
        *(posting.hiring_organization, posting.industry, posting.department, posting.job_location, posting.work_mode),
        *(posting.employment_type, finite(posting.base_salary_min), finite(posting.base_salary_max), posting.salary_currency),
        *(posting.salary_unit, posting.salary_text, utc(posting.date_posted), utc(posting.date_modified), posting.in_language),
        *(posting.url, posting.apply_url),
        *(posting.title_stated, tuple((place.city, place.region, place.country) for place in posting.places)),
        *(posting.applicant_location, posting.employment_types, finite(posting.salary_year_min), finite(posting.salary_year_max)),
        *(posting.date_posted_relative, utc(posting.valid_through), posting.found_at),
        2,  # to be raised where `warehouse.told_by_text` comes to read texts otherwise, so that those known are read again
    )
    return Hashes(description=description, reading=digest(f"{title}\0{description}"), row=digest(repr(row))[:32])


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
    if text.isascii() and text.isprintable() and "  " not in text and text[:1] != " " != text[-1:]:
        return text  # most are one already
    return " ".join(sound(text).split())


def folded(text: str) -> str:
    """The text with each stretch of white space as one blank, and in Unicode's composed form."""
    line = one_line(text)
    return line if line.isascii() else unicodedata.normalize("NFC", line)


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
