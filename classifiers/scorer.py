"""From what holds for a posting to its level: additive weights, a softmax for the confidence, and the reasons kept.

Every feature is a row of tables/levels.toml, or of tables/levels_text.toml where the text alone is judged ("title.senior",
"reports.product_managers", "years_pm.5"), so that a verdict is a short sum that a person can do again by hand.
"""

import math
from dataclasses import dataclass
from functools import cache
from typing import Any

from classifiers.classification import Level
from classifiers.tables import read_table
from classifiers.title_words import LADDER, TitleReading
from classifiers.years import YearsFind

FEATURE_GROUPS = ("title", "reports", "signal", "years_pm", "years_other", "years", "blind")


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The levels' scores and what each feature added."""

    totals: dict[Level, float]
    shares: dict[str, dict[Level, float]]  # by feature
    level: Level
    runner_up: Level
    confidence: float

    def weight_of(self, feature: str) -> float:
        """Return what a feature adds to the level's lead over the runner-up, in natural-log odds (0 where it did not hold)."""
        share = self.shares.get(feature, {})
        return round(share.get(self.level, 0.0) - share.get(self.runner_up, 0.0), 4)

    def support_of(self, feature: str) -> float:
        """Return what a feature adds to the level more than to the levels on average."""
        share = self.shares.get(feature, {})
        return round(share.get(self.level, 0.0) - sum(share.values()) / len(LADDER), 4)


@dataclass(frozen=True, slots=True)
class _Weights:
    rows: dict[str, dict[Level, float]]
    pairs: tuple[tuple[frozenset[str], dict[Level, float]], ...]
    steps: dict[str, tuple[int, ...]]  # the years at which a group has a row, ascending
    confidence: dict[str, float]  # temperature, floor and ceiling


def _table_of(blind: bool) -> str:
    return "levels_text.toml" if blind else "levels.toml"


@cache
def _weights(blind: bool) -> _Weights:
    """One table by feature name. Raises ValueError that names the row with an unknown level, or a pair of an unknown row."""
    name = _table_of(blind)
    table: dict[str, Any] = read_table(name)
    rows = {
        f"{group}.{row}": _checked(name, f"{group}.{row}", weights)
        for group in FEATURE_GROUPS
        for row, weights in table.get(group, {}).items()
    }
    pairs = tuple(
        (frozenset(row["of"]), _checked(name, " + ".join(row["of"]), {key: value for key, value in row.items() if key != "of"}))
        for row in table.get("both", ())
    )
    for of, _ in pairs:
        if not of <= set(rows):
            raise ValueError(f"{name}: a pair names {', '.join(sorted(of - set(rows)))}, which has no row")
    steps = {
        group: tuple(sorted(int(row.split(".")[1]) for row in rows if row.startswith(f"{group}."))) for group in ("years_pm", "years_other")
    }
    return _Weights(rows, pairs, steps, {name: float(value) for name, value in table["confidence"].items()})


def _checked(name: str, row: str, weights: dict[str, float]) -> dict[Level, float]:
    unknown = set(weights) - set(LADDER)
    if unknown:
        raise ValueError(f"{name}, row {row}: unknown level {', '.join(sorted(unknown))}")
    return {level: float(weights[level]) for level in LADDER if level in weights}


@cache
def scored_signals() -> frozenset[str]:
    """Return the signals that add to a score when they are stated: those with a row; the others are reported only."""
    rows = [*_weights(False).rows, *_weights(True).rows]
    return frozenset(row.removeprefix("signal.") for row in rows if row.startswith("signal."))


@cache
def setting(group: str, name: str) -> float:
    """Return one number of levels.toml's [show]."""
    return float(read_table("levels.toml")[group][name])


def in_words(feature: str) -> str:
    """Return a feature in words for people (levels.toml, [words]); its own name where the table has none."""
    words: dict[str, str] = read_table("levels.toml")["words"]
    return words.get(feature, feature.partition(".")[2].replace("_", " "))


def title_feature(title: TitleReading) -> str:
    """Return the row of the table for a title's level word."""
    if title.level is None:
        return "title.product_lead" if title.kind == "product_lead" else "title.none"
    return f"title.{title.level if title.kind == 'plain' else title.kind}"


def years_feature(years: YearsFind | None) -> str:
    """Return the row of the table for a required figure: the largest step that it reaches."""
    if years is None:
        return "years.none"
    group = "years_pm" if years.is_pm else "years_other"
    steps = _weights(False).steps[group]
    return f"{group}.{max((step for step in steps if step <= years.years), default=steps[0])}"


def score(features: list[str], *, blind: bool) -> Score:
    """Return the verdict over a posting's features; those without a row in the table weigh nothing."""
    weights = _weights(blind)
    present = frozenset(features)
    shares = {feature: weights.rows.get(feature, {}) for feature in sorted(present)}
    for of, extra in weights.pairs:
        if of <= present:
            shares[" + ".join(sorted(of))] = extra
    totals: dict[Level, float] = dict.fromkeys(LADDER, 0.0)
    for share in shares.values():
        for level, weight in share.items():
            totals[level] += weight
    ordered = sorted(LADDER, key=lambda level: (-totals[level], LADDER.index(level)))
    temperature = weights.confidence["temperature"]
    highest = totals[ordered[0]] / temperature
    confidence = 1 / sum(math.exp(total / temperature - highest) for total in totals.values())
    confidence = min(max(confidence, weights.confidence["floor"]), weights.confidence["ceiling"])
    return Score(totals=totals, shares=shares, level=ordered[0], runner_up=ordered[1], confidence=round(confidence, 4))
