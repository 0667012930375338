"""The accuracy part of RESULTS.md: every figure with its interval, as Markdown."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.evaluation import Evaluation, Verdicts
from benchmarks.labelled import LEVELS
from benchmarks.measures import (
    DRAWS,
    Estimate,
    Names,
    calibration_error_by_chance,
    estimate,
    precision_recall_f1,
    share,
)
from benchmarks.mistakes import mistakes
from classifiers import rulebook_version
from classifiers.classification import STATED_SIGNALS

BANDS = ((0.0, 0.5), (0.5, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.0))


def report(measured: Evaluation, *, labels: str, most: int, most_blind: int) -> str:
    """Return the whole part; `labels` names the file of labels, `most` and `most_blind` say how many mistakes to list."""
    seen, blind = measured.seen, measured.blind
    parts = [
        _head(measured, labels),
        _family(measured),
        _levels(measured),
        _per_level("Title and text, by level", measured, seen),
        _per_level("Text alone, by level", measured, blind),
        _text_alone(measured),
        _confidence(measured),
        _signals(measured),
        _mistakes("The most confident mistakes", measured, seen, most),
        _mistakes("The most confident mistakes from the text alone", measured, blind, most_blind),
    ]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def shown(figure: Estimate, decimals: int = 2) -> str:
    """Return a figure and its interval as one cell."""
    if np.isnan(figure.value):
        return "none"
    return f"{figure.value:.3f} [{figure.low:.{decimals}f}, {figure.high:.{decimals}f}]"


def band(verdicts: Verdicts, low: float, high: float) -> NDArray[np.bool_]:
    """Return which verdicts were given at a confidence from `low` to below `high` (1 belongs to the last band)."""
    inside: NDArray[np.bool_] = (verdicts.confidence >= low) & ((verdicts.confidence < high) | (high == 1.0))
    return inside


def certainty(measured: Evaluation, sure: str) -> NDArray[np.bool_]:
    """Return which labels are of that certainty."""
    return np.array([label["sure"] == sure for label in measured.labels])


def _table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    lines = [header, ["---"] * len(header), *rows]
    return [f"| {' | '.join(str(cell) for cell in line)} |" for line in lines]


def _head(measured: Evaluation, labels: str) -> list[str]:
    return [
        "## Accuracy: `python benchmarks/accuracy.py --write`",
        "",
        f"Rulebook {rulebook_version()}, {len(measured.family_gold)} labelled postings (`{labels}`) of {measured.companies} companies.",
        "",
        f"In brackets: 95 % intervals by bootstrap over companies ({DRAWS:,} draws of as many companies as there are, with",
        "replacement, all postings of a company together; percentiles 2.5 and 97.5). Where every posting of a row is right the",
        "interval has no width: that is what the draws say, not certainty (n of n right still leaves room for about 3/n).",
    ]


def _family(measured: Evaluation) -> list[str]:
    def part(at: int) -> Estimate:
        return estimate(
            lambda weights: precision_recall_f1(measured.family_gold, measured.family_found, "pm", weights)[at], measured.family_draws
        )

    return [
        f"### Product management or not ({len(measured.family_gold)} postings)",
        "",
        f"precision {shown(part(0))}, recall {shown(part(1))}",
    ]


def _levels(measured: Evaluation) -> list[str]:
    readings = [
        ("**Explore Roles**", "title and text", measured.seen.level),
        ("**Explore Roles** (`--blind`)", "text", measured.blind.level),
        *(
            ("the same, weights fitted without the posting's company", reads, verdicts.level)
            for reads, verdicts in (("title and text", measured.unseen), ("text", measured.unseen_blind))
            if verdicts is not None
        ),
        *((baseline.name, baseline.reads, baseline.level) for baseline in measured.baselines),
    ]
    rows = [
        (name, reads, shown(measured.accuracy(found)), shown(measured.macro_f1(found)), shown(measured.world_accuracy(found)))
        for name, reads, found in readings
    ]
    dictionary = measured.baselines[0]
    words = measured.title_words
    sure = [
        (
            f"{name} ({certainty(measured, name).sum()})",
            *(
                shown(measured.accuracy(found, certainty(measured, name)))
                for found in (measured.seen.level, measured.blind.level, dictionary.level)
            ),
        )
        for name in ("high", "medium", "low")
    ]
    lost = f" ({measured.unmatched:.0%} of it have title words that no labelled posting has)" if measured.unmatched else ""
    return [
        f"### Level ({len(measured.gold)} product-management postings)",
        "",
        *_table(("what", "reads", "accuracy", "macro-F1", "accuracy, reweighed by the title mix of pm.parquet"), rows),
        "",
        f"Accuracy above the dictionary's, on the same postings: {signed(measured.gain(measured.seen.level, dictionary.level))}.",
        "",
        "Reweighed: the labels took rare levels whole and sampled common ones. Here each posting counts so much that the mix of",
        f"title words (as the dictionary reads them) is that of the product-management postings of pm.parquet{lost}:",
        "what to expect in the world.",
        "",
        "The learnt baselines: words (TF-IDF; title and text of equal weight) into a logistic regression with balanced classes, five folds",
        "by company: no posting is judged by a model that saw its company. The texts keep what they say of their own title.",
        f"Learnt from the title words of {words.postings} product-management postings of pm.parquet, it tells those words from the text",
        f"with accuracy {shown(words.accuracy)} and macro-F1 {shown(words.macro_f1)}; the table has how its verdicts do on the labels.",
        "",
        *_table(("accuracy where the label's certainty is", "title and text", "text alone", "dictionary of title words"), sure),
    ]


def signed(figure: Estimate) -> str:
    """Return a difference and its interval."""
    return f"{figure.value:+.3f} [{figure.low:+.2f}, {figure.high:+.2f}]"


def _per_level(heading: str, measured: Evaluation, verdicts: Verdicts) -> list[str]:
    rows = [
        (level, *_precision_recall_f1(measured.gold, verdicts.level, level, measured), (measured.gold == level).sum()) for level in LEVELS
    ]
    counts = Counter(zip(measured.gold.tolist(), verdicts.level.tolist(), strict=True))
    columns = [*LEVELS, *(["not pm"] if "not pm" in verdicts.level else [])]
    return [
        f"### {heading}",
        "",
        *_table(("level", "precision", "recall", "F1", "in the labels"), rows),
        "",
        *_table(
            ("label ↓ verdict →", *columns),
            (
                [f"**{row}**", *(f"**{counts[(row, column)]}**" if row == column else counts[(row, column)] for column in columns)]
                for row in LEVELS
            ),
        ),
    ]


def _precision_recall_f1(gold: Names, found: Names, label: str, measured: Evaluation, where: NDArray[np.bool_] | None = None) -> list[str]:
    keep = np.ones(len(gold), dtype=bool) if where is None else where

    def part(at: int) -> Estimate:
        return estimate(lambda weights: precision_recall_f1(gold[keep], found[keep], label, weights)[at], measured.draws[:, keep])

    return [f"{part(0).value:.2f}", f"{part(1).value:.2f}", shown(part(2))]


def _text_alone(measured: Evaluation) -> list[str]:
    told = measured.blind_gold != ""
    own, reader = measured.blind.level, measured.blind_gold
    rows = [
        ("Explore Roles", "`level`, all postings", len(told), measured.accuracy(own), measured.macro_f1(own)),
        ("Explore Roles", "`level`, where the text supports one", told.sum(), measured.accuracy(own, told), measured.macro_f1(own, told)),
        ("Explore Roles", "`blind_level`", told.sum(), measured.accuracy(own, told, reader), measured.macro_f1(own, told, reader)),
        (
            "a careful reader (`blind_level`)",
            "`level`, where the text supports one",
            told.sum(),
            measured.accuracy(reader, told),
            measured.macro_f1(reader, told),
        ),
    ]
    return [
        "### What the text alone can say",
        "",
        "`blind_level` is the level that a careful reader finds in the text, the title and its mentions left out; null where the",
        "text supports none.",
        "",
        *_table(
            ("who reads the text alone", "held against", "postings", "accuracy", "macro-F1"),
            ((who, against, count, shown(accuracy), shown(macro)) for who, against, count, accuracy, macro in rows),
        ),
    ]


def _confidence(measured: Evaluation) -> list[str]:
    both = [measured.seen, measured.blind]
    heads = ["title and text", "text alone"]
    for head, verdicts in zip(heads[:2], (measured.unseen, measured.unseen_blind), strict=True):
        if verdicts is not None:
            both.append(verdicts)
            heads.append(f"{head}, weights fitted without the posting's company")
    rows = [
        ["expected calibration error (10 bins of equal width)", *(shown(measured.calibration_error(verdicts), 3) for verdicts in both)],
        ["the same by chance alone, were every confidence true", *(f"{calibration_error_by_chance(v.confidence):.3f}" for v in both)],
        ["accuracy on the surest 60 %", *(shown(measured.surest_accuracy(verdicts)) for verdicts in both)],
    ]
    for low, high in BANDS:
        cells = [band(verdicts, low, high) for verdicts in both]
        rows.append(
            [f"right of the verdicts given at {low} to {high}"]
            + [
                f"{shown(measured.accuracy(v.level, cell))} of {cell.sum()}" if cell.any() else "none"
                for v, cell in zip(both, cells, strict=True)
            ]
        )
    return [
        "### Confidence",
        "",
        *_table(["what", *heads], rows),
        "",
        "So few postings leave some calibration error to chance, and every draw adds to it: the interval may lie above the figure.",
        "",
        "![Reliability: the share of right verdicts in each bin of confidence, title and text beside text alone](plots/reliability.png)",
        "",
        "![Coverage: accuracy on the surest part of the verdicts, by the share kept](plots/coverage.png)",
    ]


def _signals(measured: Evaluation) -> list[str]:
    rows = []
    for signal, value in [(signal, "yes") for signal in STATED_SIGNALS] + [("direct_reports", "no")]:
        gold = np.array([label[signal] for label in measured.labels])
        found = np.array([getattr(verdict, signal) for verdict in measured.seen.found])
        name = signal if value == "yes" else f'{signal}: stated to have none ("{value}")'
        rows.append([name, *_precision_recall_f1(gold, found, value, measured, gold != "disputed"), int((gold == value).sum())])
    exact, told, whose, both = years(measured)
    return [
        "### Signals (title and text; disputed labels left out)",
        "",
        *_table(("signal", "precision", "recall", "F1", "stated in"), rows),
        "",
        f"`min_years` exact, null counted, over {told} postings: {shown(exact)}.",
        f"`years_are_pm` right where both give a figure, over {both} postings: {shown(whose)}.",
    ]


def years(measured: Evaluation) -> tuple[Estimate, int, Estimate, int]:
    """Return how often the years are exact, over how many; and how often it is right whose years they are, over how many."""
    labels, found = measured.labels, measured.seen.found
    told = np.array([label["min_years"] != "disputed" for label in labels])
    exact = np.array([label["min_years"] == verdict.min_years for label, verdict in zip(labels, found, strict=True)])
    both = np.array(
        [label["years_are_pm"] in (True, False) and verdict.years_are_pm is not None for label, verdict in zip(labels, found, strict=True)]
    )
    whose = np.array([label["years_are_pm"] == verdict.years_are_pm for label, verdict in zip(labels, found, strict=True)])
    return (
        estimate(lambda weights: share(exact[told], weights), measured.draws[:, told]),
        int(told.sum()),
        estimate(lambda weights: share(whose[both], weights), measured.draws[:, both]),
        int(both.sum()),
    )


def _mistakes(heading: str, measured: Evaluation, verdicts: Verdicts, most: int) -> list[str]:
    lines = mistakes(measured.gold, verdicts, [posting["title"] for posting in measured.postings], most)
    return [f"### {heading} ({int((~verdicts.right).sum())} in all)", "", *(lines or ["none"])]
