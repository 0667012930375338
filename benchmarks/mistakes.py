"""The most confident mistakes, each with what it rests on: other people's words, so cut short and escaped."""

import re
from collections.abc import Sequence

import numpy as np

from benchmarks.evaluation import Verdicts
from benchmarks.measures import Names
from classifiers import Classification, Evidence

TITLE_LETTERS = 60
QUOTE_WORDS = 12
QUOTES = 2  # a mistake; the heaviest
_MARKS = re.compile(r"([\\`*_\[\]|~$])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*://|www\.)\S+|\S+@\S+", re.I)


def mistakes(gold: Names, verdicts: Verdicts, titles: Sequence[str], most: int) -> list[str]:
    """Return Markdown items for the wrong verdicts, the surest first, at most so many; under each the sentences that weigh most."""
    wrong = np.flatnonzero(~verdicts.right)
    order = sorted(wrong.tolist(), key=lambda at: -verdicts.confidence[at])[:most]
    lines = []
    for at in order:
        verdict = verdicts.found[at]
        lines.append(
            f"- {verdict.confidence:.2f} **{verdicts.level[at]}**, labelled **{gold[at]}**, "
            f"“{plain(cut_letters(titles[at]))}”: {plain(verdict.basis)}"
        )
        lines += [f"  - {plain(row.rule.replace('_', ' '))}: “{plain(cut_words(row.quote))}”" for row in _deciding(verdict)]
    return lines


def _deciding(verdict: Classification) -> list[Evidence]:
    stated = [row for row in verdict.evidence if row.counted and row.weight and row.section != "title"]
    # What reads the same is shown once, by its heaviest rule.
    heaviest = {cut_words(row.quote): row for row in sorted(stated, key=lambda row: abs(row.weight))}
    return sorted(heaviest.values(), key=lambda row: (-abs(row.weight), row.start))[:QUOTES]


def cut_letters(title: str) -> str:
    """Return a title of at most 60 letters."""
    title = " ".join(title.split())
    return title if len(title) <= TITLE_LETTERS else f"{title[: TITLE_LETTERS - 1].rstrip()}…"


def cut_words(quote: str) -> str:
    """Return the first words of a quote, at most twelve."""
    words = quote.split()
    return " ".join(words) if len(words) <= QUOTE_WORDS else f"{' '.join(words[:QUOTE_WORDS])} …"


def plain(text: str) -> str:
    """Return text as Markdown shows it as it is: on one line, no marks, HTML or addresses, nothing that a terminal obeys."""
    visible = "".join(char if char.isprintable() else " " for char in text)
    escaped = _MARKS.sub(r"\\\1", _ADDRESS.sub("(address)", " ".join(visible.split())))
    return _ENTITY.sub("&amp;", escaped).replace("<", "&lt;").replace(">", "&gt;")
