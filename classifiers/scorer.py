"""From title and evidence to a level: additive weights from tables/levels.toml, a softmax for the confidence, and the reasons kept.

Every feature is a row of the table ("title.senior", "reports.product_managers", "years_pm.5"), so that a verdict is a short sum that a
person can do again by hand.
"""

import math
from dataclasses import dataclass
from functools import cache
from typing import Any

from classifiers.classification import Level
from classifiers.tables import read_table
from classifiers.title_words import LADDER, TitleReading
from classifiers.years import YearsFind

FEATURE_GROUPS = ("title", "reports", "signal", "years_pm", "years_other", "blind")


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The levels' scores and what each feature added."""

    totals: dict[Level, float]
    shares: dict[str, dict[Level, float]]  # by feature
    level: Level
    runner_up: Level
    confidence: float


@cache
def _weights() -> dict[str, dict[Level, float]]:
    """All rows of the table by feature name. Raises ValueError that names a row with an unknown level."""
    table: dict[str, Any] = read_table("levels.toml")
    rows: dict[str, dict[Level, float]] = {}
    for group in FEATURE_GROUPS:
        for name, weights in table[group].items():
            rows[f"{group}.{name}"] = _checked(f"{group}.{name}", weights)
    return rows


def _checked(name: str, weights: dict[str, float]) -> dict[Level, float]:
    unknown = set(weights) - set(LADDER)
    if unknown:
        raise ValueError(f"levels.toml, row {name}: unknown level {', '.join(sorted(unknown))}")
    return {level: float(weights[level]) for level in LADDER if level in weights}


@cache
def _pairs() -> tuple[tuple[frozenset[str], dict[Level, float]], ...]:
    rows = read_table("levels.toml")["both"]
    return tuple(
        (frozenset(row["of"]), _checked(" + ".join(row["of"]), {key: value for key, value in row.items() if key != "of"})) for row in rows
    )


@cache
def setting(group: str, name: str) -> float:
    """Return one number of levels.toml's [confidence] or [show]."""
    return float(read_table("levels.toml")[group][name])


def title_feature(title: TitleReading) -> str:
    """Return the row of the table for a title's level word."""
    if title.level is None:
        return "title.none"
    return f"title.{title.level if title.kind == 'plain' else title.kind}"


def years_feature(years: YearsFind) -> str:
    """Return the row of the table for a required figure: the largest step that it reaches."""
    group = "years_pm" if years.is_pm else "years_other"
    steps = _steps(group)
    reached = max((step for step in steps if step <= years.years), default=steps[0])
    return f"{group}.{reached}"


@cache
def _steps(group: str) -> tuple[int, ...]:
    """The years at which the table has a row, ascending."""
    return tuple(sorted(int(name.split(".")[1]) for name in _weights() if name.startswith(f"{group}.")))


def score(features: list[str], *, blind: bool) -> Score:
    """Return the verdict over a posting's features; unknown feature names are a programming error (KeyError)."""
    weights = _weights()
    totals: dict[Level, float] = dict.fromkeys(LADDER, 0.0)
    shares: dict[str, dict[Level, float]] = {}
    present = frozenset(features)
    for feature in sorted(present):
        shares[feature] = weights[feature]
    for of, extra in _pairs():
        if of <= present:
            shares[" + ".join(sorted(of))] = extra
    for share in shares.values():
        for level, weight in share.items():
            totals[level] += weight
    ordered = sorted(LADDER, key=lambda level: (-totals[level], LADDER.index(level)))
    temperature = setting("confidence", "temperature_blind" if blind else "temperature")
    highest = totals[ordered[0]] / temperature
    confidence = 1 / sum(math.exp(total / temperature - highest) for total in totals.values())
    confidence = min(max(confidence, setting("confidence", "floor")), setting("confidence", "ceiling"))
    return Score(totals=totals, shares=shares, level=ordered[0], runner_up=ordered[1], confidence=round(confidence, 4))
