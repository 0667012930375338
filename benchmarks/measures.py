"""Measures of labels against verdicts, over one set of postings or over thousands of resamples of it at once.

Every measure takes `weights`: a row a resample, a column a posting, how often the posting counts in it. One row of ones is the set itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Names = NDArray[np.str_]

DRAWS = 2_000
BINS = 10  # of equal width, of the calibration error and the reliability diagram


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float


def company_draws(companies: Sequence[str], draws: int = DRAWS, seed: int = 20) -> Numbers:
    """Return the weights of a bootstrap over companies: each draw takes as many companies as there are, all postings of each together."""
    names, of = np.unique(np.asarray(companies), return_inverse=True)
    counts = np.random.default_rng(seed).multinomial(len(names), np.full(len(names), 1 / len(names)), size=draws)
    return counts[:, of].astype(np.float64)


def estimate(measure: Callable[[Numbers], Numbers], draws: Numbers, importance: Numbers | None = None) -> Estimate:
    """Return a measure on the set itself, with the 2.5th and 97.5th percentile over the draws; `importance` weighs the postings.

    Draws in which the measure is not defined (none of the postings that it is about) are left out.
    """
    scale = np.ones(draws.shape[1]) if importance is None else importance
    with np.errstate(invalid="ignore", divide="ignore"):
        value = measure(scale[np.newaxis])[0]
        spread = measure(draws * scale)
    defined = spread[~np.isnan(spread)]
    low, high = np.percentile(defined, [2.5, 97.5]) if len(defined) else (np.nan, np.nan)
    return Estimate(value=float(value), low=float(low), high=float(high))


def share(flags: NDArray[np.bool_] | Numbers, weights: Numbers) -> Numbers:
    """Return the weighted share of the postings that are flagged: accuracy, where the flag is "right"."""
    total: Numbers = weights @ flags.astype(np.float64) / weights.sum(axis=1)
    return total


def precision_recall_f1(gold: Names, found: Names, label: str, weights: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Return precision, recall and F1 of one label; 0 where nothing was found or nothing is there."""
    there, said = (gold == label).astype(np.float64), (found == label).astype(np.float64)
    hits, golds, founds = weights @ (there * said), weights @ there, weights @ said

    def ratio(part: Numbers, whole: Numbers) -> Numbers:
        return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)

    return ratio(hits, founds), ratio(hits, golds), ratio(2 * hits, golds + founds)


def macro_f1(gold: Names, found: Names, labels: Sequence[str], weights: Numbers) -> Numbers:
    """Return the mean F1 over the labels that stand in the gold of a resample."""
    f1 = np.stack([precision_recall_f1(gold, found, label, weights)[2] for label in labels])
    there = np.stack([weights @ (gold == label) > 0 for label in labels])
    mean: Numbers = (f1 * there).sum(axis=0) / there.sum(axis=0)
    return mean


def bin_of(confidence: Numbers) -> NDArray[np.int64]:
    """Return the bin of each confidence: 0 for [0, 0.1) up to 9 for [0.9, 1]."""
    return np.minimum((confidence * BINS).astype(np.int64), BINS - 1)


def expected_calibration_error(right: NDArray[np.bool_], confidence: Numbers, weights: Numbers) -> Numbers:
    """Return the mean distance, over ten bins of equal width, between a bin's confidence and its accuracy, by the bin's size."""
    inside = bin_of(confidence)[:, np.newaxis] == np.arange(BINS)
    gaps = weights @ (inside * (right - confidence)[:, np.newaxis])
    error: Numbers = np.abs(gaps).sum(axis=1) / weights.sum(axis=1)
    return error


def calibration_error_by_chance(confidence: Numbers, draws: int = DRAWS, seed: int = 20) -> float:
    """Return the mean calibration error of as many verdicts that are right exactly as often as they are sure."""
    right = np.random.default_rng(seed).random((draws, len(confidence))) < confidence
    inside = (bin_of(confidence)[:, np.newaxis] == np.arange(BINS)).astype(np.float64)
    return float(np.abs((right - confidence) @ inside).sum(axis=1).mean() / len(confidence))


def coverage_curve(right: NDArray[np.bool_], confidence: Numbers, shares: Sequence[float], weights: Numbers) -> Numbers:
    """Return the accuracy of the surest part of the verdicts, a row a resample, a column a share kept (0 < share <= 1).

    Verdicts of the same confidence come in together: where the share ends among them, each counts in part.
    """
    levels, of = np.unique(-confidence, return_inverse=True)
    same = (of[:, np.newaxis] == np.arange(len(levels))).astype(np.float64)
    kept = np.cumsum(weights @ same, axis=1)
    hits = np.cumsum(weights @ (same * right[:, np.newaxis]), axis=1)
    wanted = kept[:, -1:] * np.asarray(shares)
    found = [np.interp(want, np.append(0, sizes), np.append(0, rights)) for want, sizes, rights in zip(wanted, kept, hits, strict=True)]
    curve: Numbers = np.stack(found) / wanted
    return curve


def wilson_interval(hits: int, count: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share; for a few postings, where resamples of them say too little."""
    z = 1.959964
    centre = (hits + z * z / 2) / (count + z * z)
    half = z / (count + z * z) * np.sqrt(hits * (count - hits) / count + z * z / 4)
    return max(0.0, float(centre - half)), min(1.0, float(centre + half))


def f1_of(pairs: Sequence[tuple[str, str]], level: str) -> tuple[float, float, float]:
    """Return precision, recall and F1 of one level over (gold, found) pairs."""
    gold, found = np.array([pair[0] for pair in pairs]), np.array([pair[1] for pair in pairs])
    precision, recall, f1 = precision_recall_f1(gold, found, level, np.ones((1, len(pairs))))
    return float(precision[0]), float(recall[0]), float(f1[0])


def calibration_error(verdicts: Sequence[tuple[bool, float]]) -> float:
    """Return the expected calibration error of (right, confidence) pairs."""
    right, confidence = np.array([pair[0] for pair in verdicts]), np.array([pair[1] for pair in verdicts], dtype=np.float64)
    return float(expected_calibration_error(right, confidence, np.ones((1, len(verdicts))))[0])
