"""Postings parsed per second and core, for each platform's largest captured answers; and how often its text could be decoded meanwhile.

    python benchmarks/parsing.py [--seconds 2]

Absolute figures drift on shared machines. The ratio is to what must be done at the least: reading the bytes as JSON (orjson), as XML
or as a page (lxml), measured side by side in the same run.
"""

import argparse
import sys
import time
from collections.abc import Callable

import orjson
from lxml import etree, html

from extractors.reading import Answer
from extractors.sources import sources
from tests.extractors.captured import CAPTURES, PAYLOADS, Capture


def rate(work: Callable[[], object], seconds: float) -> float:
    """Returns how often a second it is done."""
    done, began = 0, time.perf_counter()
    while (spent := time.perf_counter() - began) < seconds:
        work()
        done += 1
    return done / spent


def decode(answer: Answer) -> object:
    """Returns what the body holds, without looking at it."""
    body = answer.body.lstrip()
    if body[:1] in b"[{":
        return orjson.loads(body)
    if body.startswith(b"<?xml") or b"<workzag" in body[:200]:
        return etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True, recover=True))
    return html.fromstring(body)


def largest() -> list[Capture]:
    """Returns the capture with the most bytes of each source that has entries in one."""
    found: dict[str, tuple[int, Capture]] = {}
    for capture in CAPTURES:
        size = sum(len(answer.body) for answer in capture.answers())
        if capture.refused is None and size > found.get(capture.source, (0, capture))[0]:
            found[capture.source] = (size, capture)
    return [capture for _, (_, capture) in sorted(found.items())]


def main() -> int:
    parser = argparse.ArgumentParser(description="Postings parsed per second for each platform's largest capture.")
    parser.add_argument("--seconds", type=float, default=2.0, help="for each measurement")
    options = parser.parse_args()
    if not PAYLOADS.is_dir():
        print(f"no captured answers under {PAYLOADS}: nothing measured", file=sys.stderr)
        return 2
    print("| source | capture | entries | kB | entries/s | MB/s | time against decoding alone |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for capture in largest():
        answers, board, source = capture.answers(), capture.board, sources()[capture.source]
        parsed = source.parse(board, answers)
        entries = len(parsed.postings) + len(parsed.rejections) + parsed.passed_over
        size = sum(len(answer.body) for answer in answers)
        parses = rate(lambda source=source, board=board, answers=answers: source.parse(board, answers), options.seconds)  # type: ignore[misc]
        decodes = rate(lambda answers=answers: [decode(answer) for answer in answers], options.seconds / 2)  # type: ignore[misc]
        cells = (
            capture.files[0].split("/")[-1],
            f"{entries:,}",
            f"{size / 1e3:,.0f}",
            f"{entries * parses:,.0f}",
            f"{size * parses / 1e6:,.1f}",
        )
        print(f"| {capture.source} | {' | '.join(cells)} | {decodes / parses:,.1f} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
