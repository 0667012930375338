"""Whether two postings of a company are one opening: listed on several platforms, once a city, or again under a new id.

The title must say the same job, word for word, once places, work modes and reference numbers are out of it; and the text must be the
same where it speaks of the job. What many differently titled postings of the company share (who we are, benefits, legal) tells nothing and
weighs little. Company and title alone never join, nor does a text too short to tell.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Any, Literal

from warehouse.listing import Claims, Listing, Reading, company_key, first_party, place_names, preferred, read_listing

__all__ = ["Joined", "Listing", "Match", "Rule", "company_key", "first_party", "joined", "matches", "preferred", "same_opening"]

Rule = Literal["same_text", "copy_per_place", "reposted", "other_platform"]

# A line or two ("see our site") could stand under any opening.
_TELLING_LETTERS = 100
# An aggregator's snippet is the beginning, which is the company's, not the job's.
_CUT_OFF = ("...", "…")
# An edited text needs more to go by than an untouched one: so many runs of words.
_TELLING_RUNS = 60
# With so many runs in either sample, texts that share none of them are other texts: no need to compare them whole.
_TELLING_SAMPLE = 12
# Of two same-titled postings, the share of the job's own text that must be in both; more where one board shows both in one place, as
# then no other city or platform explains what is not. Read off the dev half of benchmarks/labels/pairs.jsonl: the nearest different
# openings share 0.5, the farthest same ones 0.6.
_SHARED = 0.58
_SHARED_IN_PLACE = 0.8
# Or the share of the shorter one's, where a platform cut the text or added to it, if they have at least so much of all in common.
_EXCERPT, _EXCERPT_SHARED = 0.9, 0.3
# Nearer than that is near enough: no need to look for a nearer one among hundreds of copies.
_NEAR_ENOUGH = 0.98


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Why two postings are one opening, and how much of the job's own text they share (1: all of it)."""

    rule: Rule
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """The posting that a new one joins."""

    posting_key: str  # the nearest one
    founder: str  # where following the nearest ones ends: a posting that was known, or a new one that joins none
    match: Match


def same_opening(a: Listing, b: Listing, others: Iterable[Listing] = ()) -> Match | None:
    """Return why the two are one opening, or None. What the company's `others` share with them under other titles weighs less."""
    return matches([(a, b)], others)[0]


def matches(pairs: Sequence[tuple[Listing, Listing]], others: Iterable[Listing] = ()) -> list[Match | None]:
    """Return of each pair what `same_opening` says, reading each posting once."""
    companies: dict[str, dict[str, Listing]] = defaultdict(dict)
    for listing in (*others, *(listing for pair in pairs for listing in pair)):
        companies[company_key(listing.company)][listing.posting_key] = listing
    found: dict[tuple[str, str], Match | None] = {}
    for company in {company_key(a.company) for a, b in pairs if company_key(a.company) == company_key(b.company)} - {""}:
        places = place_names(companies[company].values())
        readings = {key: read_listing(listing, places) for key, listing in companies[company].items()}
        weights = _weigh([*readings.values()])
        for a, b in pairs:
            if a.posting_key in readings and b.posting_key in readings:
                found[a.posting_key, b.posting_key] = _match(readings[a.posting_key], readings[b.posting_key], weights)
    return [found.get((a.posting_key, b.posting_key)) for a, b in pairs]


def joined(new: Sequence[Listing], known: Sequence[Listing] = ()) -> dict[str, Joined]:
    """Return for each new posting that belongs to an opening of a known or of another new one which it joins, by posting key.

    A posting that is not in the answer founds an opening of its own. `known` should be all other postings of the company, open or closed.
    The order of either makes no difference, and nothing joins a posting of another company.
    """
    fresh = {listing.posting_key: listing for listing in new}
    settled = {listing.posting_key: listing for listing in known if listing.posting_key not in fresh}
    companies: dict[str, list[Listing]] = defaultdict(list)
    for listing in sorted((*fresh.values(), *settled.values()), key=preferred):
        companies[company_key(listing.company)].append(listing)
    found: dict[str, Joined] = {}
    for company, listings in companies.items():
        # Postings of nobody are nobody's opening, and one alone needs no reading.
        if company and len(listings) > 1 and any(listing.posting_key in fresh for listing in listings):
            places = place_names(listings)
            readings = [read_listing(listing, places) for listing in listings]
            found |= _joined(
                [reading for reading in readings if reading.listing.posting_key in fresh],
                [reading for reading in readings if reading.listing.posting_key in settled],
            )
    return found


def _joined(new: Sequence[Reading], known: Sequence[Reading]) -> dict[str, Joined]:
    weights = _weigh([*known, *new])
    titled: dict[frozenset[str], list[Reading]] = defaultdict(list)
    cut: list[Reading] = []
    opening: dict[str, str] = {}
    founders: dict[str, str] = {}
    # What a posting must not contradict: all that is in the opening already, not its nearest posting alone.
    claims: dict[str, set[Claims]] = defaultdict(set)
    found: dict[str, Joined] = {}
    everything = [*known, *new]
    for at, reading in enumerate(everything):
        key = reading.listing.posting_key
        opening[key], founders[key] = reading.listing.role or key, key
        if at >= len(known):
            before = everything[:at] if reading.cut else [*titled[reading.title], *(other for other in cut if other.title != reading.title)]
            barred = {
                name for name in {opening[other.listing.posting_key] for other in before} if _contradicted(reading.claims, claims[name])
            }
            open_to = [other for other in before if opening[other.listing.posting_key] not in barred]
            if nearest := _nearest(reading, open_to, weights):
                match, to = nearest
                opening[key], founders[key] = opening[to], founders[to]
                found[key] = Joined(posting_key=to, founder=founders[to], match=match)
        titled[reading.title].append(reading)
        claims[opening[key]].add(reading.claims)
        if reading.cut:
            cut.append(reading)
    return found


def _nearest(reading: Reading, others: Iterable[Reading], weights: "_Weights") -> tuple[Match, str] | None:
    """The first of those that share most, with why."""
    nearest: tuple[Match, str] | None = None
    for other in others:
        match = _match(reading, other, weights)
        if match and (nearest is None or match.score > nearest[0].score):
            nearest = match, other.listing.posting_key
            if match.score >= _NEAR_ENOUGH:
                break
    return nearest


@dataclass(frozen=True, slots=True, kw_only=True)
class _Weights:
    """How much each run of words tells among a company's postings (1 where it is not named), and how much a posting's text tells in all."""

    shared: Mapping[int, float]
    totals: Mapping[str, float]

    def of(self, runs: frozenset[int]) -> float:
        """Return what the runs of words tell together."""
        return _told(runs, self.shared)


def _weigh(readings: Sequence[Reading]) -> _Weights:
    """A run of words counts by how few titles it stands under: what stands under many is the company's, not the job's."""
    titled: dict[frozenset[str], set[int]] = defaultdict(set)
    for reading in readings:
        titled[reading.title] |= reading.runs
    spread = Counter(run for runs in titled.values() for run in runs)
    shared = {run: 1 / titles**2 for run, titles in spread.items() if titles > 1}
    return _Weights(shared=shared, totals={reading.listing.posting_key: _told(reading.runs, shared) for reading in readings})


def _told(runs: frozenset[int], shared: Mapping[int, float]) -> float:
    # An exact sum: the same whichever posting comes first.
    return len(runs) - fsum(1 - shared[run] for run in runs & shared.keys())


def _match(a: Reading, b: Reading, weights: _Weights) -> Match | None:
    if not _same_title(a, b) or _contradict(a.claims, b.claims):
        return None
    if a.text == b.text:
        # Nothing to weigh: the employer, or the platform that copied it, says the same of both; unless only the same beginning is shown.
        telling = len(a.text) >= _TELLING_LETTERS and not any(reading.listing.text.rstrip().endswith(_CUT_OFF) for reading in (a, b))
        return Match(rule="same_text", score=1.0) if telling else None
    if min(len(a.runs), len(b.runs)) < _TELLING_RUNS:
        return None
    if min(len(a.sample), len(b.sample)) >= _TELLING_SAMPLE and a.sample.isdisjoint(b.sample):
        return None
    total_a, total_b = weights.totals[a.listing.posting_key], weights.totals[b.listing.posting_key]
    both = weights.of(a.runs & b.runs)
    shared, excerpt = both / (total_a + total_b - both), both / min(total_a, total_b)
    rule = _rule(a.listing, b.listing)
    if shared < (_SHARED_IN_PLACE if rule == "reposted" else _SHARED) and not (excerpt >= _EXCERPT and shared >= _EXCERPT_SHARED):
        return None
    return Match(rule=rule, score=round(shared, 3))


def _rule(a: Listing, b: Listing) -> Rule:
    if (a.source, a.board) != (b.source, b.board):
        # The same opening on another platform, or an aggregator's copy: layout, cuts and additions are the platform's.
        return "other_platform"
    if {place.casefold() for place in a.places}.isdisjoint(place.casefold() for place in b.places) and a.places and b.places:
        # One board, other places: a copy for each city, with its pay and law.
        return "copy_per_place"
    # One board, the same place: the opening was published again under a new id, with an edit or two.
    return "reposted"


def _same_title(a: Reading, b: Reading) -> bool:
    if a.title == b.title:
        return True
    short, long = sorted((a, b), key=lambda reading: len(reading.title_words))
    kept = short.title_words
    return short.cut and len(kept) >= 3 and long.title_words[: len(kept)] == kept


def _contradicted(claims: Claims, others: Iterable[Claims]) -> bool:
    return any(_contradict(claims, other) for other in others)


def _contradict(a: Claims, b: Claims) -> bool:
    """Whether both say something that cannot be said of one opening."""
    return (
        # Reference numbers in titles: an employer who puts them there tells openings apart by them.
        bool(a.references and b.references and a.references != b.references)
        # Other markets: the same job for other customers.
        or bool(a.markets and b.markets and a.markets.isdisjoint(b.markets))
        # Other years of experience: another grade under the same title.
        or _disagree(a.years, b.years)
        # Other languages asked for: the same text with one word changed.
        or _disagree(a.languages, b.languages)
    )


def _disagree(a: frozenset[Any], b: frozenset[Any]) -> bool:
    """Whether each says something that the other does not; where one only says less, an edit or a cut explains it."""
    return bool(a - b and b - a)
