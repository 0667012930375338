"""Feeds each platform's parser with mutated captures and fixtures for a while: it must read or refuse them, and raise nothing else.

    python benchmarks/fuzz_parsers.py [--seconds 60] [--seed 1] [--source NAME ...]

Ends with 1 where a parser raised anything else, after saying with which seed; that answer then belongs into tests/fixtures, made small.
"""

import argparse
import random
import sys
import time
import traceback
from dataclasses import replace

from extractors.board import Board
from extractors.errors import SourceChanged, SourceUnavailable
from extractors.reading import Answer
from extractors.sources import sources
from tests.extractors.captured import CAPTURES, PAYLOADS
from tests.extractors.golden import case_of, cases
from tests.extractors.mutating import mutated_answer, sound

# Mutating four megabytes for each try would spend the time on copying.
_LARGEST = 300_000


def seeds(source: str) -> list[tuple[Board, tuple[Answer, ...]]]:
    """Returns what is mutated: the fixtures of a source and its captures, where there are any."""
    found = [case_of(case) for case in cases() if case.parent.name == source]
    if PAYLOADS.is_dir():
        found += [(capture.board, capture.answers()) for capture in CAPTURES if capture.source == source]
    return [(board, answers) for board, answers in found if sum(len(answer.body) for answer in answers) <= _LARGEST]


def fuzz(source: str, seconds: float, seed: int) -> tuple[int, int, int]:
    """Returns how many answers were tried, read and refused. Raises what a parser should not, with its seed in a note."""
    tried = read = refused = 0
    held = seeds(source)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        dice = random.Random(f"{source} {seed} {tried}")
        board, answers = dice.choice(held)
        place = dice.randrange(len(answers))
        changed = (*answers[:place], mutated_answer(answers[place], dice), *answers[place + 1 :])
        try:
            sound(sources()[source].parse(board, changed))
            read += 1
        except (SourceChanged, SourceUnavailable):
            refused += 1
        except Exception as error:
            error.add_note(
                f"with the seed '{source} {seed} {tried}'; the answer is {replace(changed[place], body=changed[place].body[:500])}"
            )
            raise
        tried += 1
    return tried, read, refused


def main() -> int:
    parser = argparse.ArgumentParser(description="Feeds each platform's parser with mutated answers.")
    parser.add_argument("--seconds", type=float, default=60.0, help="for each source")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--source", action="append", choices=sorted(sources()))
    options = parser.parse_args()
    failed = 0
    print("| source | tried | read | refused |\n| --- | --- | --- | --- |")
    for source in options.source or sorted(sources()):
        try:
            tried, read, refused = fuzz(source, options.seconds, options.seed)
        except Exception:  # noqa: BLE001 - this is what is looked for
            failed += 1
            traceback.print_exc()
            print(f"| {source} | raised | | |", flush=True)
        else:
            print(f"| {source} | {tried:,} | {read:,} | {refused:,} |", flush=True)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
