"""The words beside figures of pay that a platform states as numbers: whether they leave them base pay."""

import re

from extractors.normalise.pay_words import BASE, EXTRA, TOTAL

_SENTENCE = re.compile(r"(?<=[.!?;])\s|[\n\r]")
# "The range is OTE", "Figures represent the expected total target compensation"
_IS = re.compile(
    r"\b(?:is|are|represents?|reflects?|shows?|states?|covers?|means?)\b"
    r"(?:\W+(?:an?|the|shown|listed|stated|given|expected|estimated|annual|yearly|full|based|on|as|for)\b){0,4}\W*$"
    r"|\b(?:range|salary|pay)\b[\s:(-]*$",
    re.IGNORECASE,
)
# What a sentence names beside the range ("The role is eligible for a total rewards package"), or calls it no more than a part of.
_BESIDE = re.compile(
    r"\b(?:not|exclud\w+|exclusive|plus|addition\w*|besides?|eligib\w+|entitled|part|portion|component|element|one|offers?|benefits?|may|can)\b",
    re.IGNORECASE,
)
# Words of many uses: in a sentence ("Pay is variable", "our total rewards") they say nothing of a range.
_LOOSE = frozenset({"variable", "package", "total rewards"})
_DIGIT = re.compile(r"\d")
_FEW_WORDS = 5
_ENDS = re.compile(r"\W*(?:range)?\W*$", re.IGNORECASE)


def heads_base_pay(title: str) -> bool:
    """Says whether a range of this name is base pay: "Salary range", "Base pay, without bonus"; not "Annual OTE" or "Sign-on bonus"."""
    base = BASE.search(title)
    more = [match.start() for pattern in (TOTAL, EXTRA) if (match := pattern.search(title))]
    return not more or (base is not None and base.start() < min(more))


def says_total(note: str) -> bool:
    """Says whether a note on a range calls it more than base pay: "The range is OTE"; not where it names such pay beside the range."""
    names_base = BASE.search(note) is not None
    return any(_calls_it_total(sentence, names_base=names_base) for sentence in _SENTENCE.split(note))


def _calls_it_total(sentence: str, *, names_base: bool) -> bool:
    total = next((match for match in TOTAL.finditer(sentence) if match[0].casefold() not in _LOOSE), None)
    if total is None or BASE.search(sentence[: total.start()]) or _BESIDE.search(sentence):
        return False
    if figure := _DIGIT.search(sentence):
        # "The OTE range is $1,000 - $2,000"; "the salary is $1,000 and OTE $2,000" tells them apart.
        return total.start() < figure.start() and not names_base
    # Such as "OTE range", "Salary (OTE)".
    alone = len(sentence.split()) <= _FEW_WORDS and _ENDS.match(sentence, total.end()) is not None
    return alone or _IS.search(sentence[: total.start()]) is not None
