"""Employment types as platforms state them ("Full-time", "fulltime_permanent", "Werkstudent"), in schema.org's values."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import cast, get_args

from extractors.normalise.gazetteer import fold_name
from extractors.posting import EmploymentType

_LONGEST = 300
_ORDER: tuple[EmploymentType, ...] = get_args(EmploymentType)
# "FullTime", "PartTime"
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def employment_types(*stated: str | None) -> tuple[EmploymentType, ...]:
    """Returns what these texts say of the kind of employment, in schema.org's order; empty where they say nothing that is known.

    "Permanent" alone says nothing of hours, so it gives nothing; OTHER is given only where it is stated.
    """
    found = {kind for text in stated if text for kind in _read(text[:_LONGEST])}
    return tuple(kind for kind in _ORDER if kind in found)


@lru_cache(maxsize=4_096)
def _read(text: str) -> tuple[EmploymentType, ...]:
    words = fold_name(_CAMEL.sub(" ", text)).split()
    meanings, longest = _table()
    found: list[EmploymentType] = []
    start = 0
    while start < len(words):
        for size in range(min(longest, len(words) - start), 0, -1):
            phrase = " ".join(words[start : start + size])
            if phrase in meanings:
                found.extend(meanings[phrase])
                start += size - 1
                break
        start += 1
    return tuple(found)


@cache
def _table() -> tuple[Mapping[str, tuple[EmploymentType, ...]], int]:
    """Returns what each phrase means, and how many words the longest has."""
    table = tomllib.loads((Path(__file__).parents[1] / "tables" / "employment.toml").read_text(encoding="utf-8"))
    meanings = {fold_name(word): (cast(EmploymentType, kind),) for kind, words in table["words"].items() for word in words}
    meanings |= {fold_name(phrase): tuple(kinds) for phrase, kinds in table["phrases"].items()}
    return meanings, max(len(phrase.split()) for phrase in meanings)
