"""Two figures as PNG files: how far the confidence can be believed, and how accuracy grows as the less sure verdicts are left out."""

from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from benchmarks.evaluation import Evaluation, Verdicts
from benchmarks.measures import BINS, bin_of, coverage_curve, wilson_interval
from benchmarks.report import shown

# Okabe and Ito's colours, which people of every colour vision tell apart; both are dark enough for text on white.
SEEN, BLIND, INK, QUIET = "#0072B2", "#D55E00", "#222222", "#767676"
STYLE: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 11,
    "axes.edgecolor": QUIET,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
}
ALONG: dict[str, Any] = {"rotation": 45, "rotation_mode": "anchor", "transform_rotates_text": True}  # the diagonal
SHARES = np.linspace(0.1, 1, 91)


def draw_plots(measured: Evaluation, folder: Path) -> list[Path]:
    """Write reliability.png and coverage.png into a folder and return their paths."""
    mpl.use("Agg")
    with mpl.rc_context(STYLE):
        figures = {"reliability.png": _reliability(measured), "coverage.png": _coverage(measured)}
        for name, figure in figures.items():
            figure.savefig(folder / name, dpi=150, metadata={"Software": None})  # the same bytes for the same figures
    return [folder / name for name in figures]


def _reliability(measured: Evaluation) -> Figure:
    figure = Figure(figsize=(10, 6.4), layout="constrained")
    axes = figure.subplots(2, 2, sharex=True, gridspec_kw={"height_ratios": [4, 1]})
    for column, (name, verdicts, colour) in enumerate(_readings(measured)):
        error = measured.calibration_error(verdicts)
        axes[0, column].set_title(name, color=colour, fontsize=13, fontweight="bold", loc="left", pad=22)
        axes[0, column].text(
            0, 1.02, f"expected calibration error {shown(error, 3)}", transform=axes[0, column].transAxes, color=INK, fontsize=10.5
        )
        _bins(axes[0, column], axes[1, column], verdicts, colour, labelled=column == 0)
    axes[0, 0].set_ylabel("share of them that is right")
    axes[1, 0].set_ylabel("verdicts")
    figure.supxlabel(
        "confidence of the verdict\nten bins of equal width; a point at the bin's mean confidence, with Wilson's 95 % interval",
        fontsize=10.5,
        color=INK,
    )
    return figure


def _bins(upper: Axes, lower: Axes, verdicts: Verdicts, colour: str, *, labelled: bool) -> None:
    upper.plot([0, 1], [0, 1], color=QUIET, linewidth=1, linestyle=(0, (4, 3)))
    if labelled:
        upper.text(0.21, 0.235, "as often right as sure", color=QUIET, fontsize=10, **ALONG)
    of = bin_of(verdicts.confidence)
    points = []
    for at in range(BINS):
        inside = of == at
        count, hits = int(inside.sum()), int(verdicts.right[inside].sum())
        lower.text((at + 0.5) / BINS, count, str(count), ha="center", va="bottom", fontsize=10, color=INK if count else QUIET)
        if count:
            low, high = wilson_interval(hits, count)
            points.append((float(verdicts.confidence[inside].mean()), hits / count, low, high))
    means, shares, lows, highs = np.array(points).T
    upper.errorbar(means, shares, yerr=(shares - lows, highs - shares), fmt="o", color=colour, markersize=7, capsize=4, linewidth=1.6)
    counts = np.bincount(of, minlength=BINS)
    lower.bar((np.arange(BINS) + 0.5) / BINS, counts, width=0.9 / BINS, color=colour, alpha=0.75)
    upper.set(xlim=(0, 1), ylim=(-0.02, 1.02), xticks=np.linspace(0, 1, BINS + 1))
    upper.grid(axis="y", color="#E6E6E6", linewidth=0.8)
    upper.set_axisbelow(True)
    lower.set(ylim=(0, counts.max() * 1.3))
    lower.spines["left"].set_visible(False)
    lower.set_yticks([])


def _coverage(measured: Evaluation) -> Figure:
    figure = Figure(figsize=(10, 5.6), layout="constrained")
    axes = figure.subplots()
    ones = np.ones((1, len(measured.gold)))
    for name, verdicts, colour in _readings(measured):
        curve = coverage_curve(verdicts.right, verdicts.confidence, SHARES.tolist(), ones)[0]
        low, high = np.percentile(coverage_curve(verdicts.right, verdicts.confidence, SHARES.tolist(), measured.draws), [2.5, 97.5], axis=0)
        axes.fill_between(SHARES, low, high, color=colour, alpha=0.15, linewidth=0)
        axes.plot(SHARES, curve, color=colour, linewidth=2.2)
        axes.text(1.01, curve[-1], f"{name}\n{curve[-1]:.2f} over all", color=colour, va="center", fontweight="bold")
        _thresholds(axes, verdicts, colour)
    dictionary = measured.accuracy(measured.baselines[0].level).value
    axes.axhline(dictionary, color=QUIET, linewidth=1, linestyle=(0, (4, 3)))
    axes.text(0.11, dictionary + 0.012, f"a dictionary of title words: {dictionary:.2f} over all", color=QUIET, fontsize=10.5)
    axes.set(
        xlim=(0.1, 1),
        xticks=np.linspace(0.1, 1, 10),
        xlabel="share of the verdicts kept, the surest first",
        ylabel="accuracy on what is kept",
    )
    axes.set_ylim(np.floor(max(0.0, axes.get_ylim()[0]) * 10) / 10, 1.05)
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0, symbol=" %"))
    axes.grid(axis="y", color="#E6E6E6", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.set_title(
        f"Accuracy against the share kept ({len(measured.gold)} postings)", loc="left", fontsize=13, fontweight="bold", pad=26, color=INK
    )
    axes.text(
        0,
        1.025,
        "dots: only verdicts of that confidence or more are kept; bands: 95 % intervals by bootstrap over companies",
        transform=axes.transAxes,
        fontsize=10.5,
        color=INK,
    )
    return figure


def _thresholds(axes: Axes, verdicts: Verdicts, colour: str) -> None:
    """A dot where only the verdicts at or above a confidence are kept."""
    last = 2.0
    for least in (0.5, 0.6, 0.7, 0.8, 0.9):
        kept = verdicts.confidence >= least
        if kept.mean() < SHARES[0] or last - kept.mean() < 0.07:  # two dots so near would write over each other
            continue
        last = float(kept.mean())
        at = (float(kept.mean()), float(verdicts.right[kept].mean()))
        axes.plot(*at, "o", color=colour, markersize=6.5, markeredgecolor="white")
        side = "right" if at[0] > 0.95 else "center"  # clear of the curve's own label
        axes.annotate(f"≥ {least}", at, xytext=(0, 8), textcoords="offset points", ha=side, fontsize=10, color=colour)


def _readings(measured: Evaluation) -> tuple[tuple[str, Verdicts, str], tuple[str, Verdicts, str]]:
    return ("Title and text", measured.seen, SEEN), ("Text alone", measured.blind, BLIND)
