"""How often the levels are right, beside two baselines, on labelled postings.

    python benchmarks/accuracy.py [--shared FOLDER] [--mistakes N]

Reads `gold/dev.jsonl` and the postings of `postings/*.parquet` under the shared folder (default: `../shared` beside the project). The
postings belong to their owners and are not part of the project; without them the script says so and stops.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet

from classifiers import Classification, classify, rulebook_version
from classifiers.classification import STATED_SIGNALS

LEVELS = ("apm", "mid", "senior", "principal", "group", "above")
# The first baseline: what a title's words alone say, looked up one by one; the first that stands in the title decides.
TITLE_WORDS = (
    ("director", "above"),
    ("head", "above"),
    ("vp", "above"),
    ("vice president", "above"),
    ("chief", "above"),
    ("group", "group"),
    ("principal", "principal"),
    ("associate", "apm"),
    ("junior", "apm"),
    ("intern", "apm"),
    ("senior", "senior"),
    ("sr", "senior"),
    ("staff", "senior"),
    ("lead", "senior"),
)

Row = dict[str, Any]


def title_dictionary(title: str) -> str:
    """The level of the first of TITLE_WORDS that stands in the title, else mid."""
    words = f" {''.join(letter if letter.isalnum() else ' ' for letter in title.lower())} "
    return next((level for word, level in TITLE_WORDS if f" {word} " in words), "mid")


def read_labelled(shared: Path) -> list[tuple[Row, Row]]:
    """Return (label, posting) pairs in the order of the labels."""
    labels = [json.loads(line) for line in (shared / "gold" / "dev.jsonl").read_text(encoding="utf-8").splitlines()]
    wanted = {label["id"] for label in labels}
    postings: dict[str, Row] = {}
    for name in ("pm.parquet", "background.parquet"):
        table = parquet.read_table(shared / "postings" / name, columns=["id", "title", "company", "description"])
        postings.update({row["id"]: row for row in table.to_pylist() if row["id"] in wanted})
    return [(label, postings[label["id"]]) for label in labels]


def f1_of(pairs: list[tuple[str, str]], level: str) -> tuple[float, float, float]:
    """Precision, recall and F1 of one level over (gold, found) pairs."""
    hit = sum(gold == found == level for gold, found in pairs)
    said = sum(found == level for _, found in pairs)
    there = sum(gold == level for gold, _ in pairs)
    precision, recall = hit / said if said else 0.0, hit / there if there else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if hit else 0.0


def summary(pairs: list[tuple[str, str]]) -> str:
    """Accuracy and macro-F1 as one cell."""
    accuracy = sum(gold == found for gold, found in pairs) / len(pairs)
    macro = sum(f1_of(pairs, level)[2] for level in LEVELS) / len(LEVELS)
    return f"{accuracy:.3f} | {macro:.3f}"


def calibration_error(verdicts: list[tuple[bool, float]]) -> float:
    """Expected calibration error over ten bins of equal width."""
    bins: dict[int, list[tuple[bool, float]]] = defaultdict(list)
    for right, confidence in verdicts:
        bins[min(9, int(confidence * 10))].append((right, confidence))
    return sum(abs(sum(right for right, _ in rows) - sum(confidence for _, confidence in rows)) for rows in bins.values()) / len(verdicts)


def print_levels(pm: list[tuple[Row, Row]], seen: list[Classification], blind: list[Classification]) -> None:
    gold = [label["level"] for label, _ in pm]
    full = [(want, found.level or "none") for want, found in zip(gold, seen, strict=True)]
    text = [(want, found.level or "none") for want, found in zip(gold, blind, strict=True)]
    print(f"\n## Level ({len(pm)} product-management postings)\n\n| what | accuracy | macro-F1 |\n|---|---|---|")
    print(f"| title and text | {summary(full)} |")
    print(f"| text alone (`--blind`) | {summary(text)} |")
    looked_up = [(want, title_dictionary(row["title"])) for (_, row), want in zip(pm, gold, strict=True)]
    print(f"| baseline: a dictionary of title words, else mid | {summary(looked_up)} |")
    print(f"| baseline: always mid | {summary([(want, 'mid') for want in gold])} |")
    print(f"| baseline: always senior | {summary([(want, 'senior') for want in gold])} |")
    for sure in ("high", "medium", "low"):
        part = [pair for pair, (label, _) in zip(full, pm, strict=True) if label["sure"] == sure]
        print(
            f"| title and text, where the label is of {sure} certainty ({len(part)}) | {sum(a == b for a, b in part) / len(part):.3f} | |"
        )
    print("\n| level | precision | recall | F1 | in the labels |\n|---|---|---|---|---|")
    for level in LEVELS:
        precision, recall, f1 = f1_of(full, level)
        print(f"| {level} | {precision:.2f} | {recall:.2f} | {f1:.2f} | {gold.count(level)} |")
    for name, pairs in (("title and text", full), ("text alone", text)):
        counts = Counter(pairs)
        print(f"\nConfusion, {name} (rows: label, columns: verdict)\n\n| | {' | '.join(LEVELS)} |\n|---|{'---|' * len(LEVELS)}")
        for row in LEVELS:
            print(f"| {row} | {' | '.join(str(counts[(row, column)]) for column in LEVELS)} |")
    verdicts = [(want == found.level, found.confidence) for want, found in zip(gold, seen, strict=True)]
    surest = sorted(verdicts, key=lambda pair: -pair[1])[: round(len(verdicts) * 0.6)]
    print("\n## Confidence\n\n| what | figure |\n|---|---|")
    print(f"| expected calibration error, title and text | {calibration_error(verdicts):.3f} |")
    text_verdicts = [(want == found.level, found.confidence) for want, found in zip(gold, blind, strict=True)]
    print(f"| expected calibration error, text alone | {calibration_error(text_verdicts):.3f} |")
    for low, high in ((0.0, 0.5), (0.5, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.0)):
        band = [right for right, confidence in verdicts if low <= confidence < high]
        print(f"| right of the verdicts given at {low} to {high} ({len(band)}) | {sum(band) / len(band) if band else 0:.3f} |")
    print(f"| accuracy on the surest 60 % | {sum(right for right, _ in surest) / len(surest):.3f} |")


def print_signals(pm: list[tuple[Row, Row]], seen: list[Classification]) -> None:
    print("\n## Signals (disputed labels left out)\n\n| signal | precision | recall | F1 | stated in |\n|---|---|---|---|---|")
    for signal in STATED_SIGNALS:
        pairs = [(label[signal], getattr(found, signal)) for (label, _), found in zip(pm, seen, strict=True) if label[signal] != "disputed"]
        precision, recall, f1 = f1_of(pairs, "yes")
        print(f"| {signal} | {precision:.2f} | {recall:.2f} | {f1:.2f} | {sum(gold == 'yes' for gold, _ in pairs)} |")
    years = [(label["min_years"], found.min_years) for (label, _), found in zip(pm, seen, strict=True) if label["min_years"] != "disputed"]
    exact = sum(gold == found for gold, found in years) / len(years)
    whose = [
        (label["years_are_pm"], found.years_are_pm)
        for (label, _), found in zip(pm, seen, strict=True)
        if label["years_are_pm"] not in (None, "disputed") and found.years_are_pm is not None
    ]
    right = sum(gold == found for gold, found in whose) / len(whose)
    print(f"\n`min_years` exact, null counted: {exact:.3f}; `years_are_pm` right where both give a figure: {right:.3f}")


def print_family(rows: list[tuple[Row, Row]], found: list[Classification]) -> None:
    pairs = [(label["family"], verdict.family) for (label, _), verdict in zip(rows, found, strict=True)]
    precision, recall, _ = f1_of(pairs, "pm")
    print(f"\n## Product management or not ({len(rows)} postings)\n\nprecision {precision:.3f}, recall {recall:.3f}")


def print_mistakes(pm: list[tuple[Row, Row]], seen: list[Classification], most: int) -> None:
    wrong = [
        (found.confidence, label["level"], found, row["title"])
        for (label, row), found in zip(pm, seen, strict=True)
        if found.level != label["level"]
    ]
    print(f"\n## The most confident mistakes ({len(wrong)} in all)\n")
    for confidence, level, found, title in sorted(wrong, key=lambda item: -item[0])[:most]:
        print(f"- {confidence:.2f} {found.level}, labelled {level}: {title[:80]!r}: {found.basis}")


def main() -> int:
    parser = argparse.ArgumentParser(description="Accuracy of levels and signals on labelled postings.")
    parser.add_argument("--shared", type=Path, default=Path(__file__).resolve().parents[1].parent / "shared")
    parser.add_argument("--mistakes", type=int, default=0, help="list so many of the most confident mistakes")
    options = parser.parse_args()
    if not (options.shared / "gold" / "dev.jsonl").is_file():
        print(f"no labelled postings under {options.shared}: nothing measured", file=sys.stderr)
        return 2
    rows = read_labelled(options.shared)
    found = [classify(row["title"], row["description"]) for _, row in rows]
    print(f"Rulebook {rulebook_version()}, {len(rows)} labelled postings.")
    print_family(rows, found)
    pm = [pair for pair in rows if pair[0]["family"] == "pm"]
    seen = [verdict for (label, _), verdict in zip(rows, found, strict=True) if label["family"] == "pm"]
    blind = [classify(row["title"], row["description"], blind=True) for _, row in pm]
    print_levels(pm, seen, blind)
    print_signals(pm, seen)
    if options.mistakes:
        print_mistakes(pm, seen, options.mistakes)
    return 0


if __name__ == "__main__":
    sys.exit(main())
