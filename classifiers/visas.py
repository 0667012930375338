"""Whether a posting says that visas are sponsored, or that they are not (tables/applicants.toml)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from classifiers.classification import Stated
from classifiers.tables import read_table
from classifiers.wordings import any_of, pattern_of


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    neither: re.Pattern[str]
    stated: tuple[tuple[Stated, re.Pattern[str], re.Pattern[str]], ...]  # with what tells visas from other things that are sponsored


@cache
def _table() -> _Table:
    data = read_table("applicants.toml")
    patterns = {row["name"]: re.compile(pattern_of(row["patterns"], {})) for row in data["visa"]}
    matters: list[str] = data["visas"]["speak_of"]
    return _Table(
        neither=patterns["open"],
        # No comes first: "we do not sponsor visas" holds "sponsor visas", too.
        stated=(
            ("no", patterns["no"], re.compile(any_of([*matters, *data["visas"]["also_refused"]]))),
            ("yes", patterns["yes"], re.compile(any_of(matters))),
        ),
    )


def visa_words() -> list[str]:
    """Return the words of which a sentence must hold one to be read."""
    return list(read_table("applicants.toml")["visas"]["words"])


def sponsorship(passages: Iterable[tuple[str, int]]) -> tuple[Stated, tuple[int, int] | None]:
    """Return yes, no or absent, and where in the text it is said; passages are sentences in lower case with their places.

    Questions and hedges say neither, and so does a posting that says both.
    """
    table = _table()
    said: dict[Stated, tuple[int, int]] = {}
    for passage, place in passages:
        if passage.endswith("?") or table.neither.search(passage):
            continue
        for stated, pattern, matter in table.stated:
            if (match := pattern.search(passage)) and matter.search(passage):
                said.setdefault(stated, (place + match.start(), place + match.end()))
                break
    return next(iter(said.items())) if len(said) == 1 else ("absent", None)
