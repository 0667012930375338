"""Dates as platforms write them: ISO, RFC 822, epoch seconds, "Nov 5, 2026", "Posted 11 Days Ago"."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache

from extractors.fields import fold, instant, instant_from_milliseconds

_LONGEST = 80
# Longer words or more numbers than any date has are not worth dateparser's time, of which each try takes about a millisecond.
_LONGEST_LEFT = 40
# Epoch seconds of 1990 to 2100; milliseconds are a thousand times as many, so that the two never meet.
_SECONDS = (631_152_000, 4_102_444_800)
_EPOCH = re.compile(r"\d{9,13}(?:\.\d{1,9})?")
_NAMED_ZONE = re.compile(r"(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?) ?(?:UTC|GMT|Z)", re.IGNORECASE)
_SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:,? \d{1,2}:\d{2}(?::\d{2})?(?: ?[AP]M)?)?", re.IGNORECASE)
# Dots stand after the day in every country that writes them.
_DOTS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})(?: \d{1,2}:\d{2}(?::\d{2})?)?")
# java.util.Date's toString: "Wed Aug 05 02:00:00 UTC 2026".
_JAVA = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d{2}:\d{2}:\d{2}) (UTC|GMT|Z) (\d{4})")
_SHORT_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_SHORT_MONTHS, 1)}
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\.?[ -]([A-Za-z]{3,9})\.?,?[ -](\d{4})")
_ENGLISH_MONTH = re.compile(
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_RFC_822 = re.compile(r"(?:[A-Za-z]{3}, ?)?\d{1,2} [A-Za-z]{3} \d{4} \d{2}:\d{2}(?::\d{2})?(?: ?[A-Z]{1,5}| ?[+-]\d{4})?")

_OPENING = re.compile(
    r"^(?:(?:re)?posted|published|updated|created|added|veröffentlicht|publiée?|publicado)(?: (?:on|am|le|el))?:? ", re.IGNORECASE
)
# "30+ days ago": a date before which it was posted, and none on which.
_OPEN_END = re.compile(r"\d ?\+|\+ ?\d|\b(?:over|more than|mehr als|plus de|más de)\b", re.IGNORECASE)
_DAYS = {
    "today": 0, "just now": 0, "just posted": 0, "now": 0, "heute": 0, "gerade eben": 0, "aujourd'hui": 0, "aujourd’hui": 0, "hoy": 0,
    "yesterday": 1, "gestern": 1, "hier": 1, "ayer": 1,
}  # fmt: skip
_NUMBER = r"(\d{1,4}|an?|one|einem|einer|une?|uno|una)"
_AGO = (
    re.compile(rf"(?:about )?{_NUMBER} ?([a-z]{{1,7}}) ago", re.IGNORECASE),
    re.compile(rf"vor (?:etwa )?{_NUMBER} ([a-z]{{3,8}})", re.IGNORECASE),
    re.compile(rf"il y a (?:environ )?{_NUMBER} ([a-z]{{2,8}})", re.IGNORECASE),
    re.compile(rf"hace {_NUMBER} ([a-zíñ]{{3,8}})", re.IGNORECASE),
)
# Days in each unit of time, by the beginning of its name; months and years are counted as the calendar's mean ones.
_UNITS: dict[str, float] = {
    "second": 1 / 86_400, "sec": 1 / 86_400, "sekunde": 1 / 86_400, "seconde": 1 / 86_400, "segundo": 1 / 86_400, "s": 1 / 86_400,
    "minute": 1 / 1_440, "min": 1 / 1_440, "minuto": 1 / 1_440,
    "hour": 1 / 24, "hr": 1 / 24, "h": 1 / 24, "stunde": 1 / 24, "heure": 1 / 24, "hora": 1 / 24,
    "day": 1, "d": 1, "tag": 1, "jour": 1, "día": 1, "dia": 1,
    "week": 7, "wk": 7, "w": 7, "woche": 7, "semaine": 7, "semana": 7,
    "month": 30.44, "mo": 30.44, "monat": 30.44, "mois": 30.44, "mes": 30.44, "mese": 30.44,
    "year": 365.25, "yr": 365.25, "y": 365.25, "jahr": 365.25, "an": 365.25, "année": 365.25, "año": 365.25,
}  # fmt: skip
_ENDINGS = ("", "s", "n", "e", "en")
_RELATIVE = re.compile(r"\bago\b|\bvor\b|\bil y a\b|\bhace\b|\bdays?\b|\btagen?\b|\bjours?\b|\bdías\b", re.IGNORECASE)
_HAS_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_HAS_WORD = re.compile(r"[^\W\d_]{3}")
_LANGUAGES = ["en", "de", "fr", "es"]


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A date as it was stated: when (UTC), and whether it was counted back from when it was read."""

    when: datetime | None
    relative: bool


_NONE = ReadDate(None, False)


def read_date(value: object, *, fetched_at: datetime | None = None, month_first: bool = False) -> ReadDate:
    """Returns the date that a platform states, never an exception; `when` is None where none is stated, or no posting can have it.

    `fetched_at` is when the statement was read: "3 days ago" is counted from there, to the day, and is no date without it.
    `month_first` says that 3/4/2026 is the fourth of March; without it only 3/14/2026 is read.
    """
    if isinstance(value, str):
        text = fold(value[: _LONGEST + 1])
        if not text or len(text) > _LONGEST:
            return _NONE
        return _relative(text, fetched_at) or _absolute(text, month_first)
    if isinstance(value, int | float):
        return ReadDate(_epoch(value), False)
    return ReadDate(_stated(instant(value)), False)


def _stated(when: datetime | None) -> datetime | None:
    return when.astimezone(UTC) if when else None


def _epoch(value: float) -> datetime | None:
    if isinstance(value, bool):
        return None
    return instant_from_milliseconds(value * 1000 if _SECONDS[0] <= value < _SECONDS[1] else value)


def _relative(text: str, fetched_at: datetime | None) -> ReadDate | None:
    said = _OPENING.sub("", text).casefold().strip(" .")
    days = _days_ago(said)
    if days is None:
        return ReadDate(None, True) if _OPEN_END.search(said) and _RELATIVE.search(said) else None
    read = instant(fetched_at)
    if read is None:
        return ReadDate(None, True)
    try:
        when = instant(read - timedelta(days=days))
    except OverflowError:
        when = None
    return ReadDate(when.replace(hour=0, minute=0, second=0, microsecond=0) if when else None, True)


@lru_cache(maxsize=1_024)
def _days_ago(said: str) -> float | None:
    if said in _DAYS:
        return float(_DAYS[said])
    for pattern in _AGO:
        if match := pattern.fullmatch(said):
            number = int(match[1]) if match[1].isdecimal() else 1
            for ending in _ENDINGS:
                unit = match[2].removesuffix(ending) if ending else match[2]
                if unit in _UNITS:
                    return number * _UNITS[unit]
    return None


@lru_cache(maxsize=8_192)
def _absolute(text: str, month_first: bool) -> ReadDate:
    text = _OPENING.sub("", text)
    if _EPOCH.fullmatch(text):
        return ReadDate(_epoch(float(text)), False)
    if any(character.isdecimal() for character in text):
        for reading in _READINGS:
            if when := reading(text):
                return ReadDate(instant(when), False)
        if slashes := _SLASHES.fullmatch(text):
            return ReadDate(_of_slashes(*(int(part) for part in slashes.groups()), month_first=month_first), False)
        if len(text) <= _LONGEST_LEFT:
            return ReadDate(instant(_left(text)), False)
    return _NONE


def _iso(text: str) -> datetime | None:
    named = _NAMED_ZONE.fullmatch(text)
    # Python reads "2026W01" and "20260105" as dates too; ids look like that.
    return instant(named[1] if named else text) if "-" in text else None


def _numbers_alone(text: str) -> datetime | None:
    if match := _DOTS.fullmatch(text):
        day, month, year = match.groups()
    elif match := _YEAR_FIRST.fullmatch(text):
        year, month, day = match.groups()
    else:
        return None
    return instant(f"{year}-{int(month):02}-{int(day):02}")


def _java(text: str) -> datetime | None:
    match = _JAVA.fullmatch(text)
    month = _MONTHS.get(match[1].casefold()) if match else None
    return instant(f"{match[5]}-{month:02}-{int(match[2]):02}T{match[3]}") if match and month else None


def _rfc_822(text: str) -> datetime | None:
    if not _RFC_822.fullmatch(text):
        return None
    try:
        return parsedate_to_datetime(text)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _with_month_name(text: str) -> datetime | None:
    if match := _MONTH_FIRST.fullmatch(text):
        month, day, year = match.groups()
    elif match := _DAY_FIRST.fullmatch(text):
        day, month, year = match.groups()
    else:
        return None
    if not _ENGLISH_MONTH.fullmatch(month.casefold()):
        return None
    return instant(f"{year}-{_MONTHS[month.casefold()[:3]]:02}-{int(day):02}")


_READINGS: tuple[Callable[[str], datetime | None], ...] = (_iso, _with_month_name, _rfc_822, _java, _numbers_alone)


def _of_slashes(first: int, second: int, year: int, *, month_first: bool) -> datetime | None:
    """Returns the day of 3/14/2026; of 3/4/2026 only where it is known which one is the month."""
    if first > 12 and not month_first:
        first, second = second, first
    elif not (month_first or second > 12 or first == second):
        return None
    return instant(f"{year:04}-{first:02}-{second:02}")


def _left(text: str) -> datetime | None:
    """Returns what dateparser makes of other absolute dates ("5. November 2026", "5 de noviembre de 2026"): all three parts, or nothing."""
    if not _HAS_YEAR.search(text) or not _HAS_WORD.search(text):
        return None
    import dateparser  # takes a quarter of a second to load, and most nights need none of it

    try:
        found: datetime | None = dateparser.parse(
            text,
            languages=_LANGUAGES,
            settings={"STRICT_PARSING": True, "PARSERS": ["absolute-time"], "TIMEZONE": "UTC", "TO_TIMEZONE": "UTC"},
        )
        return found
    except Exception:  # noqa: BLE001 (a library that is given hostile text: whatever it raises, there is no date)
        return None
