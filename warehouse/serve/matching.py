"""Which roles a question means, and in which order."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from warehouse.serve.asked import RolesAsked, Wanted
from warehouse.serve.listing import Listing
from warehouse.serve.terms import Mask, Numbers, words_of

_PHRASE = re.compile(r'"([^"]*)"')
_EPOCH = date(1970, 1, 1)
_FEW = 4
_Key = Callable[[int], list[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """The roles that a question means, in the order that it asks for."""

    numbers: NDArray[np.signedinteger[Any]]
    key: _Key  # what a role is sorted by, for its number: ascending, and never the same for two

    def after(self, place: list[Any] | None, limit: int) -> tuple[Sequence[int], list[Any] | None]:
        """Returns the next roles behind the place, and the place of the last of them; None where none is left behind it.

        Raises TypeError where the place is none of this order.
        """
        first = 0 if place is None else bisect_right(self.numbers, place, key=lambda number: self.key(int(number)))
        shown = self.numbers[first : first + limit].tolist()
        return shown, self.key(shown[-1]) if first + limit < len(self.numbers) else None


def matching(listing: Listing, wanted: Wanted) -> Mask | None:
    """Returns which roles are meant, None for all."""
    masks = [
        _union(listing, (listing.terms[field].having(value) for value in dict.fromkeys(values)))
        for field, values in _values(wanted).items()
        if values
    ]
    if wanted.q is not None:
        masks.append(_saying(listing, wanted.q))
    if wanted.since is not None:
        masks.append(listing.first_seen >= (wanted.since - _EPOCH).days)
    if wanted.posted_since is not None:
        masks.append(listing.posted >= (wanted.posted_since - _EPOCH).days)
    if wanted.min_confidence is not None:
        masks.append(listing.confidence >= wanted.min_confidence)
    if wanted.salary_min is not None:
        masks.append(listing.pays_to >= wanted.salary_min)
    if wanted.salary_max is not None:
        masks.append(listing.pays_from <= wanted.salary_max)
    for name, mask in listing.flags.items():
        if (flag := getattr(wanted, name)) is not None:
            masks.append(mask if flag else ~mask)
    return np.logical_and.reduce(masks) if masks else None


def in_order(listing: Listing, asked: RolesAsked) -> Matched:
    """Returns the roles that are meant, as they are to be sorted."""
    mask = matching(listing, asked)
    order = listing.orders.get(asked.sort)
    if order is None:  # newest first, as the numbers are
        numbers = np.arange(len(listing), dtype=np.int32) if mask is None else np.flatnonzero(mask)
    else:
        numbers = order if mask is None else order[mask[order]]
    ids, seen, sure = listing.ids, listing.first_seen, listing.confidence
    match asked.sort:
        case "confidence":
            return Matched(numbers=numbers, key=lambda number: [-float(sure[number]), ids[number]])
        case "company":
            return Matched(numbers=numbers, key=lambda number: [listing.company_keys[number], ids[number]])
        case "salary":
            pay = np.nan_to_num(listing.pays_to, nan=-1.0)
            return Matched(numbers=numbers, key=lambda number: [-float(pay[number]), ids[number]])
        case "relevance":
            scores = _scores(listing, asked.q or "")
            best_first = numbers[np.argsort(-scores[numbers], kind="stable")]
            return Matched(numbers=best_first, key=lambda number: [-int(scores[number]), -int(seen[number]), ids[number]])
        case _:
            return Matched(numbers=numbers, key=lambda number: [-int(seen[number]), ids[number]])


def _values(wanted: Wanted) -> dict[str, Iterable[str]]:
    return {
        "level": wanted.level,
        "industry": wanted.industry,
        "company": wanted.company,
        "country": wanted.country,
        "region": wanted.region,
        "city": wanted.city,
        "from": wanted.from_,
        "work_mode": wanted.work_mode,
        "specialty": wanted.specialty,
        "source": wanted.source,
        "currency": [wanted.currency] if wanted.currency else [],
    }


def _union(listing: Listing, numbers: Iterable[Numbers]) -> Mask:
    mask = np.zeros(len(listing), dtype=np.bool_)
    for those in numbers:
        mask[those] = True
    return mask


def _saying(listing: Listing, q: str) -> Mask:
    """Returns which roles have all words of the question, and its phrases as they are."""
    words = dict.fromkeys(words_of(q))
    mask = np.full(len(listing), bool(words))
    for word in words:
        mask &= _union(listing, [listing.terms["word"].beginning_with(word)])
    for phrase in _PHRASE.findall(q):
        if len(said := words_of(phrase)) > 1:
            mask &= _saying_phrase(listing, " " + " ".join(said), mask)
    return mask


def _saying_phrase(listing: Listing, phrase: str, among: Mask) -> Mask:
    """Returns which of the roles have these words one behind the other."""
    numbers = np.flatnonzero(among)
    if len(numbers) * _FEW > len(listing):  # to copy so many texts would take longer than to search them all
        found: Mask = pc.match_substring(listing.plain, phrase).to_numpy(zero_copy_only=False)
        return found
    found = np.zeros(len(listing), dtype=np.bool_)
    found[numbers] = pc.match_substring(listing.plain.take(pa.array(numbers)), phrase).to_numpy(zero_copy_only=False)
    return found


def _scores(listing: Listing, q: str) -> Numbers:
    """Returns for every role how many words of the question its title has."""
    scores = np.zeros(len(listing), dtype=np.int32)
    for word in dict.fromkeys(words_of(q)):
        scores += _union(listing, [listing.terms["title_word"].beginning_with(word)])
    return scores
