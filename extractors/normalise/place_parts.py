"""Splits a stated location into parts, and says of each part by itself what it may mean."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from extractors.fields import fold
from extractors.normalise.gazetteer import City, Region, cities_called, fold_name, gazetteer, table

_MOST_PARTS = 60
_FEW_WORDS = 8

_STRONG = re.compile(
    r"[;|•·●\n\r\t]|\s/\s|\s\+\s|(?<=US-remote),"
    # "SF, NY, Remote-US"
    r"|,\s*(?=remote\b[\s:(–-]*\w|(?:US|USA|UK|EU)[ -]remote\b)"
    r"|\s(?:or|oder|ou|o|and|und|et|y)\s(?=remot|h\wbrid)",
    re.IGNORECASE,
)
# "Gurugram.India", "St.Gallen"
_DOT = re.compile(r"(?<=[a-z])\.(?=[A-Z])")
_SAINT = re.compile(r"\bSt\.(?=[A-Z])")
_SEPARATOR = re.compile(r"(\s*[,，、]\s*|\s+[-–—−]+\s*|\s*[-–—−]+\s+|\s*[–—]\s*|\s*[()\[\]{}:<>]\s*)")
_ONE_OF = re.compile(r"\s*/\s*|\s*&\s*|,?\s+(?:or|and|oder|und|ou|et|y)\s+", re.IGNORECASE)
# Postal codes: five digits and the like, "EC1A 1BB", "H3Z 2Y7", "1012 AB"
_POSTAL = re.compile(
    r"\b(?:[A-Z]{1,2}\d[A-Z\d]?(?:\s\d[A-Z]{2})?|[A-Z]\d[A-Z]\s?\d[A-Z]\d|\d{4}\s[A-Z]{2}|(?:[A-Z]{1,2}-)?\d{4,6}(?:-\d{3,4})?)(?!\w)"
)
_REMOTE = re.compile(r"\b(?:remot[eo]|work from|anywhere|telecommut|home ?office|t[ée]l[ée]travail)", re.IGNORECASE)
# "Dublin 2", "Paris 9e"
_DISTRICT = re.compile(r"(?<=[^\W\d]) \d{1,2}(?:er?|[eè]me)?$")
_STREET = re.compile(r"\d{1,5}\w?\s(?:\S+\s+){3}")
_LETTERS_WITH_DOTS = re.compile(r"(?:[A-Z]\.){2,3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What stands between two separators, without postal codes and words that are no place."""

    text: str
    key: str
    comma: bool = False  # a comma stands before it
    country: str | None = None
    regions: tuple[Region, ...] = ()
    cities: tuple[City, ...] = ()
    area: str | None = None
    short: bool = False  # a country or region by two or three letters
    nickname: bool = False

    @property
    def known(self) -> bool:
        """Says whether anything is known of this name."""
        return bool(self.country or self.regions or self.cities)


def statements(stated: str) -> Iterator[tuple[list[Part], bool]]:
    """Returns the parts of each piece that strong separators ("; | • or remote") leave, and whether it speaks of working remotely."""
    left = _MOST_PARTS
    # Line ends separate, so they are looked for before white space is folded.
    for piece in _STRONG.split(stated):
        parts = _parts(_outside()[0].split(fold(piece), 1)[0])[:left]
        left -= len(parts)
        if parts:
            yield parts, bool(_REMOTE.search(piece))


def _parts(piece: str) -> list[Part]:
    if "St." in piece:
        piece = _SAINT.sub("St. ", piece)
    texts = _SEPARATOR.split(_DOT.sub(", ", piece.replace("_", " - ")))
    found: list[Part] = []
    for number in range(0, len(texts), 2):
        comma = number > 0 and texts[number - 1].strip() in (",", "，", "、")
        for alternative in _alternatives(texts[number]):
            found.extend(replace(part, comma=comma and place == 0) for place, part in enumerate(part_of(alternative)))
            if len(found) > _MOST_PARTS:
                return found
    return found


def _alternatives(text: str) -> list[str]:
    """Splits "Berlin or Munich" and "New York/London", but not "Bosnia and Herzegovina" or "Frankfurt/Main"."""
    if not _ONE_OF.search(text) or meaning(text).known or meaning(text).area:
        return [text]
    return _ONE_OF.split(text)


@cache
def _outside() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Returns what begins a list of where one may not be, and what marks hours and not a place."""
    noise = table()["noise"]
    barred, unless, hours = ("|".join(map(re.escape, noise[kind])) for kind in ("except", "not_except", "hours"))
    barred = barred.replace(r"\ ", r"[\s-]+")
    return (
        re.compile(rf"\b(?:{barred})\b(?![\s-]+(?:{unless})\b)", re.IGNORECASE),
        re.compile(rf"\b(?:{hours})\b", re.IGNORECASE),
    )


@lru_cache(maxsize=65_536)
def part_of(text: str) -> tuple[Part, ...]:
    """Returns what one stretch between separators holds: mostly one part, several for "US-NYC" or "Boston MA", none for "Hybrid"."""
    text = text.strip(" *#.'\"„“”")
    if fold_name(text) in _alone() or _outside()[1].search(text):
        return ()
    if (part := meaning(text)).known or part.area:
        return (part,)
    street = bool(_STREET.match(text))
    if street and (city := _last_city(text.split()[-3:])):
        return (city,)
    text = _POSTAL.sub(" ", text).strip()
    bare = _bare(text)
    if not bare or fold_name(bare) in _alone():
        return ()
    if (part := meaning(bare)).known or part.area:
        return (part,)
    if not street and (district := _DISTRICT.search(bare)) and (part := meaning(bare[: district.start()])).cities:
        return (part,)
    return _hyphenated(bare) or _trailing(bare) or ((part,) if not street and _is_name(bare) else ())


def meaning(text: str) -> Part:
    """Returns a part with all that its words may mean; nothing where they are no known name."""
    places, key = gazetteer(), fold_name(text[:100])
    upper = text.replace(".", "") if _LETTERS_WITH_DOTS.fullmatch(text) else text
    if upper in places.nicknames_upper and upper not in places.region_codes:
        return Part(text=text, key=key, cities=(places.nicknames_upper[upper],), nickname=True)
    if key in places.nicknames:
        coded = places.region_codes.get(upper, ())
        regions = [*places.regions.get(key, ()), *coded]
        return Part(text=text, key=key, cities=(places.nicknames[key],), regions=tuple(regions), short=bool(coded), nickname=len(key) < 5)
    country = places.countries.get(key)
    if country and key in table()["city_not_country"]["names"]:
        country = None
    regions = list(places.regions.get(key, ()))
    # "Ca" and "fr" are codes where nothing else is called so; longer ones must be in capitals.
    code = upper if upper.isupper() else upper.upper() if len(upper) == 2 else ""
    short = bool(code) and len(code) <= 3 and country is None and not regions
    if short:
        country = places.country_codes.get(code)
        regions = list(places.region_codes.get(code, ())) if code in places.region_codes else []
        short = country is not None or bool(regions)
    cities = () if len(key) < 3 and text.isascii() else tuple(cities_called(key))
    return Part(text=text, key=key, country=country, regions=tuple(regions), cities=cities, area=places.areas.get(key), short=short)


def _hyphenated(text: str) -> tuple[Part, ...]:
    """Reads "US-Remote", "USA-CA-San Jose", "NYC-Acme": one end must be a country, a code or a nickname."""
    pieces = text.split("-")
    # "Roissy-en-France" is a name.
    if len(pieces) == 1 or any(piece.islower() for piece in pieces[1:-1]):
        return ()
    ends = [meaning(piece.strip()) for piece in (pieces[0], pieces[-1])]
    if not any(end.country or end.nickname or end.area or (end.short and end.regions) for end in ends) and all(
        _bare(piece) for piece in (pieces[0], pieces[-1])
    ):
        return ()
    return tuple(part for piece in pieces for part in (_without_hyphen(piece)))


def _without_hyphen(text: str) -> tuple[Part, ...]:
    bare = _bare(text.strip())
    part = meaning(bare)
    return () if not bare or fold_name(bare) in _alone() else (part,)


def _trailing(text: str) -> tuple[Part, ...]:
    """Reads "Boston MA USA" and "9 Elm Road Ocala": what the last words are, and what is left before them."""
    words = text.split()
    for length in (3, 2, 1):
        if len(words) <= length:
            continue
        before, last = _bare(" ".join(words[:-length])), meaning(" ".join(words[-length:]))
        if not (last.country or last.regions or last.area) or (last.short and not last.text.isupper()):
            continue
        # A street may stand before the city.
        city = _last_city(before.split()[-3:])
        if city and any(one.region in last.regions or one.country == last.country for one in city.cities):
            return (city, last)
        if set(fold_name(before).split()) & set(table()["noise"]["region_words"]):
            return (last,)
        rest = tuple(part for part in part_of(before) if part.known or part.area) if len(words) < _FEW_WORDS else ()
        # "Acme US" is in the United States and "East Texas" in Texas, but "Baja California" is not in California, and the "Island" of
        # "Amber Island" is not Iceland.
        letters = last.short or (last.text.isupper() and len(last.key) < 4)
        if rest or letters or last.area or not before or fold_name(before) in table()["noise"]["directions"]:
            return (*rest, last)
    return ()


def _last_city(words: list[str]) -> Part | None:
    """Returns the city on which a street's address ends."""
    for first in range(len(words)):
        part = meaning(" ".join(words[first:]))
        if part.cities and not part.country:
            # "New Hartford" is another place than Hartford.
            begun = first > 0 and fold_name(words[first - 1]) in table()["noise"]["name_starts"]
            return None if begun else part
    return None


def _is_name(text: str) -> bool:
    return len(text) <= 40 and len(text.split()) <= 5 and not any(character.isdigit() for character in text) and any(map(str.isalpha, text))


@lru_cache(maxsize=65_536)
def _bare(text: str) -> str:
    """Takes the words that are no place from both ends, as long as what is left is not a known name."""
    words = [word for word in re.split(r"[\s/]+", text) if fold_name(word)][:12]
    lead, trail = _noise()
    while words:
        if meaning(" ".join(words)).known:
            break
        keys = [fold_name(word) for word in words]
        cut = next((size for size in (4, 3, 2, 1) if " ".join(keys[:size]) in lead and size <= len(keys)), 0)
        if cut:
            words = words[cut:]
            continue
        cut = next((size for size in (4, 3, 2, 1) if " ".join(keys[-size:]) in trail and size <= len(keys)), 0)
        if not cut:
            break
        words = words[:-cut]
    return " ".join(words).strip(" -–—*.:'\"")


@cache
def _noise() -> tuple[frozenset[str], frozenset[str]]:
    noise = table()["noise"]
    return frozenset(map(fold_name, noise["lead"])), frozenset(map(fold_name, noise["trail"]))


@cache
def _alone() -> frozenset[str]:
    return frozenset(map(fold_name, table()["noise"]["alone"]))
