"""A posting as far as it tells of its opening: what its title says of the job, what its text asks for, and the text's runs of words."""

import re
import tomllib
import unicodedata
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

_WORD = re.compile(r"\w+")
_FACTOR, _MODULUS = 1_000_003, 2**61 - 1
_GENDERS = re.compile(r"\(?(?<!\w)[mwfdhxvi](?:\s?[/|*]\s?(?:[mwfdhxvi]|gn|div|nb))+(?!\w)\)?")
# "R-12345", "#88213", "(PTX2023-6256)", "C003684", "430861BR"; a year or a standard ("ISO 9001") is none.
_REFERENCE = re.compile(r"(?<![\w-])(?:#\s?\d{2,}|[a-z]{1,4}-?\d{4,}(?:-\d+)*|\d{5,}[a-z]{0,2})(?![\w-])")
_SEGMENTS = re.compile(r"[()\[\]{}|,;:/@•·–—]|\s-\s?|-\s")
_CUT = re.compile(r"(?:\.\.\.|…)\s*$")
_CUT_LENGTH = 80  # Himalayas ends titles there
_YEARS = re.compile(r"(\d{1,2})\s?\+?(?:\s?(?:-|–|to)\s?(\d{1,2})\s?\+?)?\s?(?:years?|yrs?|jahre|ans|años|anos|anni)\b")
# What makes them years that are asked for, not a company's age: a plus, or this near them.
_EXPERIENCE, _NEAR = re.compile("exp|erfahrung"), 60
# Line breaks that a platform lost ("the roadmapWork with"): split on both sides alike, so "JavaScript" stays comparable.
_GLUED = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One posting, as far as it tells of its opening."""

    posting_key: str
    company: str  # as stated
    title: str
    text: str  # plain
    places: tuple[str, ...] = ()
    source: str
    board: str
    first_seen: date | None = None
    role: str | None = None  # the role it belongs to already


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What two postings of one opening cannot say differently."""

    references: frozenset[str]  # reference numbers in the title
    markets: frozenset[str]  # markets of several countries in the title
    years: frozenset[int]  # of experience that are asked for
    languages: frozenset[str]  # that the text names


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a listing says, in a form that can be compared."""

    listing: Listing
    title: frozenset[str]  # the words that say the job
    title_words: tuple[str, ...]  # the same in order; without the last where the platform cut it
    cut: bool  # the platform cut the title
    claims: Claims
    text: str  # in words, lower case
    runs: frozenset[int]  # each run of four words of the text, without places and figures
    sample: frozenset[int]  # some of them, the same in every text


def company_key(name: str) -> str:
    """Return the company's name without legal forms, case, blanks and signs; of a name of nothing else, the name in lower case."""
    words = _words(name)
    while len(words) > 1 and words[-1] in _table()["legal_forms"]:
        words.pop()
    if len(words) > 1 and words[0] == "the":
        words.pop(0)
    return "".join(words) or " ".join(_folded(name).split())


def first_party(source: str) -> bool:
    """Whether the source is employers' own boards, not an aggregator's copies of them."""
    return source.casefold() not in _table()["aggregators"]


def preferred(listing: Listing) -> tuple[bool, date, str]:
    """A sort key: the listing to show for a role comes first. The employer's own before copies, then the one seen first."""
    return (not first_party(listing.source), listing.first_seen or date.max, listing.posting_key)


def place_names(listings: Iterable[Listing]) -> frozenset[str]:
    """Return the names in the listings' places, each as its words."""
    places = {place for listing in listings for place in listing.places}
    parts = (part for place in places for part in _SEGMENTS.split(_folded(place)))
    return frozenset(name for part in parts if (name := " ".join(_WORD.findall(part))))


def read_listing(listing: Listing, company_places: frozenset[str] = frozenset()) -> Reading:
    """Return what the listing says. A part of its title that is one of its company's places says nothing of the job."""
    table = _table()
    stated = _folded(listing.title)
    # "Remote in the US" is a place too: its small words are everybody's.
    small = table["fillers"] | table["modes"]
    own = {word for place in listing.places for word in _words(place)} - small
    plain = _GENDERS.sub(" | ", _REFERENCE.sub(" | ", stated))
    segments = [" ".join(_WORD.findall(segment)) for segment in _SEGMENTS.split(plain)]
    parts = [_job_words(segment, own, table) for segment in segments if segment not in company_places]
    title = tuple(table["abbreviations"].get(word, word) for part in parts for word in part if word not in table["fillers"])
    cut = bool(_CUT.search(listing.title)) or len(listing.title) == _CUT_LENGTH
    words, years = _text(listing.text)
    # All places of the company, not the listing's own alone: what is taken out must be the same for all that are compared.
    places = frozenset(own.union(*(name.split() for name in company_places)) - small)
    runs = _told_runs(listing.text, places)
    return Reading(
        listing=listing,
        title=frozenset(title) or frozenset(_words(stated)),
        title_words=title[:-1] if cut and title[-1:] == tuple(_words(stated)[-1:]) else title,
        cut=cut,
        claims=Claims(
            references=frozenset(_REFERENCE.findall(stated)),
            markets=frozenset(found for segment in segments for found in table["markets_in"].findall(segment)),
            years=years,
            languages=frozenset(table["languages"].intersection(words)),
        ),
        text=" ".join(words),
        runs=runs,
        sample=frozenset(run for run in runs if not run % 16),
    )


# Copies of one opening come one after the other, and share their text.
@lru_cache(maxsize=512)
def _text(text: str) -> tuple[tuple[str, ...], frozenset[int]]:
    """The text's words, and the years of experience that it asks for."""
    return tuple(_words(_GLUED.sub(" ", text))), _years(text.casefold())


@lru_cache(maxsize=512)
def _told_runs(text: str, places: frozenset[str]) -> frozenset[int]:
    return _runs([word for word in _text(text)[0] if word not in places and not word.isdigit()])


def _runs(words: list[str]) -> frozenset[int]:
    """Each run of four words as a number that is the same in every process."""
    numbers = {word: zlib.crc32(word.encode()) for word in set(words)}
    row = [numbers[word] for word in words]
    return frozenset(
        (((a * _FACTOR + b) * _FACTOR + c) * _FACTOR + d) % _MODULUS for a, b, c, d in zip(row, row[1:], row[2:], row[3:], strict=False)
    )


def _years(text: str) -> frozenset[int]:
    """The years of experience that the text asks for."""
    asked = (
        found
        for found in _YEARS.finditer(text)
        if "+" in found.group() or _EXPERIENCE.search(text, max(0, found.start() - _NEAR), found.end() + _NEAR)
    )
    return frozenset(int(number) for found in asked for number in found.groups() if number)


def _job_words(segment: str, own: set[str], table: Mapping[str, Any]) -> list[str]:
    """The words of a part of a title, without "in PLACE" and the own place or mode that it ends with; none where it says nothing else."""
    if not any(word not in own and word not in table["fillers"] for word in table["aside"].sub(" ", segment).split()):
        return []
    words: list[str] = table["in_place"].sub(" ", segment).split()
    while len(words) > 2 and (words[-1] in own or words[-1] in table["modes"]):
        words.pop()
    return words


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _words(text: str) -> list[str]:
    return _WORD.findall(_folded(text))


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))})\b")


@cache
def _table() -> Mapping[str, Any]:
    read = tomllib.loads(files("warehouse").joinpath("tables/same_opening.toml").read_text(encoding="utf-8"))
    title = read["title"]
    return {
        "legal_forms": frozenset(read["legal_forms"]),
        "languages": frozenset(read["languages"]),
        "aggregators": frozenset(read["aggregators"]),
        "abbreviations": title["abbreviations"],
        "fillers": frozenset(title["fillers"]),
        "modes": frozenset(title["modes"]),
        "aside": _any_of({*title["places"], *title["modes"], *title["everybody"], *title["markets"]}),
        "in_place": re.compile(rf"\b(?:in|at|from|based in) {_any_of(title['places']).pattern}"),
        "markets_in": _any_of(title["markets"]),
    }
