"""Postings per second, one process: the gate, the verdict, and spaCy's bare tokenizer over the same texts, side by side in one run.

    python benchmarks/speed.py [--shared FOLDER] [--rounds N]

Absolute figures drift on shared machines; the ratio holds.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as parquet
import spacy

from classifiers import classify
from classifiers.text import read_document
from classifiers.titles import read_title


def rate(work: Callable[[], int]) -> float:
    """Items per second of one call."""
    started = time.perf_counter()
    count = work()
    return count / (time.perf_counter() - started)


def main() -> int:
    parser = argparse.ArgumentParser(description="Speed of gate and verdict beside spaCy's tokenizer.")
    parser.add_argument("--shared", type=Path, default=Path(__file__).resolve().parents[1].parent / "shared")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    source = options.shared / "postings"
    if not source.is_dir():
        print(f"no postings under {options.shared}: nothing measured", file=sys.stderr)
        return 2
    rows = parquet.read_table(source / "pm.parquet", columns=["title", "description"]).to_pylist()
    pairs = [(row["title"], row["description"]) for row in rows]
    titles = [title for title in parquet.read_table(source / "titles.parquet", columns=["title"]).column("title").to_pylist() if title]
    texts = [read_document(description).text for _, description in pairs]

    def tokens(nlp: spacy.language.Language) -> int:
        for text in texts:
            nlp.make_doc(text)
        return len(texts)

    def verdicts() -> int:
        for title, description in pairs:
            classify(title, description)
        return len(pairs)

    def gate() -> int:
        read_title.cache_clear()
        for title in titles:
            read_title(title)
        return len(titles)

    classify("Product Manager", "Warm up.")
    # A new tokenizer each round: its cache of words seen would make a second pass over the same texts look eight times faster.
    rounds = [(rate(lambda: tokens(spacy.blank("en"))), rate(verdicts), rate(gate)) for _ in range(options.rounds)]
    token_rate, verdict_rate, gate_rate = (statistics.median(column) for column in zip(*rounds, strict=True))
    print("| step | per second | against the bare tokenizer |\n|---|---|---|")
    print(f"| spaCy's blank English tokenizer over the whole text | {token_rate:,.0f} | 1.0 |")
    print(f"| title + description (HTML or text) to verdict with evidence | {verdict_rate:,.0f} | {verdict_rate / token_rate:.2f} |")
    print(f"| title gate ({len(titles):,} titles) | {gate_rate:,.0f} | |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
