"""Single fields of an answer's entry: what is stated, or None; never a guess and never an exception."""

import math
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from html import unescape
from urllib.parse import urlsplit

from extractors.contact import mask_addresses

Entry = Mapping[str, object]

# Zero-width space, word joiner, byte order mark; and the marks that turn the direction of writing, with which a title can lie.
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u180e\u200e\u200f\u202a-\u202e\u2066-\u2069\u00ad]")
# Joiners shape letters in some scripts, and do nothing between ASCII characters.
_IDLE_JOINER = re.compile("(?<=[\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?=[\x00-\x7f])")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_TAG = re.compile(r"<[^<>]*>")
_BEGINS_WITH_WORD = re.compile(r"\s*+(?:<[^<>]{0,500}+>\s*+){0,50}+[A-Za-z0-9]")
# What needs no further look: a host by name, and no user in it.
_PLAIN_URL = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]*+(?:/[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]*+)?")
_DIGITS = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,6})?")
# "60.000" is sixty thousand to some and sixty to others; "60000.000" and "0.125" are one thing to all.
_TWO_READINGS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_CURRENCY = re.compile(r"[A-Z]{3}")
# Russian boards still write the code of before 1998, and mean today's rouble.
_RENAMED = {"RUR": "RUB"}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
# Not a place: what boards write where a place should stand.
_NO_PLACE = frozenset({"", "n/a", "na", "none", "null", "tbd", "-", "--", "multiple locations", "various", "not specified"})
# Boards of people's making are not older; later dates are slips of the pen or of the unit (seconds for milliseconds).
_EARLIEST, _LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_LONGEST_WORDS = 1_000
_FIRST_LINES = 1_000


def fold(text: str) -> str:
    """Returns the text on one line: white space folded, invisible and control characters out, broken pairs replaced."""
    if text.isascii() and text.isprintable():  # most are: nothing but blanks can be amiss
        return text if "  " not in text and text[:1] != " " != text[-1:] else " ".join(text.split())
    text = _SURROGATE.sub("\ufffd", _INVISIBLE.sub("", text))
    return " ".join(_CONTROL.sub(" ", _IDLE_JOINER.sub("", text)).split())


def clean(text: str) -> str:
    """Returns a description without what no reader can use (control characters, half surrogate pairs); its lines stay."""
    return _SURROGATE.sub("\ufffd", _CONTROL.sub(" ", text))


def words(value: object) -> str | None:
    """Returns a short text on one line with e-mail addresses masked, or None where there is no text."""
    if not isinstance(value, str):
        return None
    return mask_addresses(fold(value[: 4 * _LONGEST_WORDS]))[:_LONGEST_WORDS] or None


def plain(html: str) -> str:
    """Returns the visible text of a short piece of HTML, on one line."""
    return fold(unescape(_TAG.sub(" ", html)))


def shows_text(html: str) -> bool:
    """Says whether anything of this HTML or text can be read by a person."""
    if _BEGINS_WITH_WORD.match(html):
        return True
    # Nearly always the first lines settle it; a tag that they cut in half must not pass for text.
    head = html[:_FIRST_LINES]
    if head.rfind("<") > head.rfind(">"):
        head = head[: head.rfind("<")]
    return bool(plain(head)) or bool(plain(html))


def identifier(value: object) -> str | None:
    """Returns a platform's id, a number or a text, as text."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    return fold(str(value))[:200] or None


def web_url(value: object) -> str | None:
    """Returns an http(s) address with a host, or None for every other thing (`javascript:`, a relative path)."""
    if not isinstance(value, str):
        return None
    url = value.strip()
    if len(url) <= 2_000 and _PLAIN_URL.fullmatch(url):
        return url
    if len(url) > 2_000 or re.search(r"[\s\x00-\x1f\x7f<>\"\\^`{|}\ud800-\udfff]", url):
        return None
    try:
        parts = urlsplit(url)
        usable = parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        return None
    return url if usable else None


def instant(value: object) -> datetime | None:
    """Returns an ISO date or date and time as UTC; a time without a zone is taken as UTC."""
    if isinstance(value, datetime):
        found = value
    elif isinstance(value, date):
        found = datetime(value.year, value.month, value.day, tzinfo=UTC)
    elif isinstance(value, str):
        try:
            found = datetime.fromisoformat(value.strip())
        except ValueError:
            return None
    else:
        return None
    try:
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return found if _EARLIEST <= found < _LATEST else None


def instant_from_milliseconds(value: object) -> datetime | None:
    """Returns epoch milliseconds as UTC."""
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not _EARLIEST.timestamp() * 1000 <= value < _LATEST.timestamp() * 1000
    ):
        return None
    return datetime.fromtimestamp(value / 1000, UTC)


def money(value: object) -> float | None:
    """Returns an amount above nought, stated as a number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        amount = float(value)
    except OverflowError:
        return None
    return amount if math.isfinite(amount) and amount > 0 else None


def money_in_digits(value: object) -> float | None:
    """Returns an amount above nought, stated as a number or as its digits ("120000.00"); None for those of two meanings ("60.000")."""
    if isinstance(value, str):
        digits = value.strip()
        return money(float(digits)) if _DIGITS.fullmatch(digits) and not _TWO_READINGS.fullmatch(digits) else None
    return money(value)


def currency(value: object) -> str | None:
    """Returns a currency's three letters, an old code that is still in use as the one of today."""
    code = value.strip().upper() if isinstance(value, str) else ""
    return _RENAMED.get(code, code) if _CURRENCY.fullmatch(code) else None


def language(value: object) -> str | None:
    """Returns a language tag as stated."""
    tag = value.strip() if isinstance(value, str) else ""
    return tag if _LANGUAGE.fullmatch(tag) else None


def places(first: Iterable[object], others: Iterable[object] = ()) -> tuple[str, ...]:
    """Returns places without doubles: the first ones as stated, the others sorted, as platforms shuffle them from night to night."""
    stated = [place for value in first if (place := words(value)) and place.casefold() not in _NO_PLACE]
    further = sorted(
        (place for value in others if (place := words(value)) and place.casefold() not in _NO_PLACE),
        key=lambda place: (place.casefold(), place),
    )
    found: dict[str, str] = {}
    for place in [*stated, *further]:
        found.setdefault(place.casefold(), place)
    return tuple(found.values())


def objects(value: object) -> list[Entry]:
    """Returns the objects of a list, without whatever else stands in it."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def inner(entry: Entry, key: str) -> Entry:
    """Returns the object under a key, or an empty one."""
    value = entry.get(key)
    return value if isinstance(value, dict) else {}
