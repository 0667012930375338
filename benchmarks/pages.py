"""Pages per second, one process: the JobPosting objects of a page, beside extruct (github.com/scrapinghub/extruct) on the same pages.

    python benchmarks/pages.py [--shared FOLDER] [--rounds N]

Both read JSON-LD and microdata from bytes. Captured pages where there are any beside the project, else the fixtures' own; absolute figures
drift on shared machines, the ratio holds. extruct is in the dependency group `bench`.
"""

import argparse
import json
import logging
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from extractors.pages.structured_data import decoded, job_postings

FIXTURES = Path(__file__).resolve().parents[1] / "tests" / "fixtures" / "career_page"
AT_LEAST_SECONDS = 1.0


def pages_of(shared: Path) -> dict[str, list[bytes]]:
    """Returns pages by kind."""
    payloads = shared / "payloads"
    whole = [path.read_bytes() for path in sorted((payloads / "html_pages").glob("*.html"))]
    stated = [path.read_bytes() for path in sorted((payloads / "jsonld").glob("*.html"))]
    broken = [path.read_bytes() for path in sorted((payloads / "jsonld" / "malformed").glob("*.html"))]
    made = [path.read_bytes() for path in sorted(FIXTURES.glob("*/*.html"))]
    kinds = {
        "whole pages that state no posting": whole,
        "pages that state one": stated,
        "malformed ones": broken,
        "the fixtures' own": made,
    }
    return {kind: pages for kind, pages in kinds.items() if pages}


def rate(read: Callable[[bytes], object], pages: Sequence[bytes]) -> float:
    """Returns pages per second."""
    began, count = time.perf_counter(), 0
    while (taken := time.perf_counter() - began) < AT_LEAST_SECONDS:
        for page in pages:
            read(page)
        count += len(pages)
    return count / taken


def found_by(read: Callable[[bytes], object], pages: Sequence[bytes]) -> int:
    """Returns on how many pages a JobPosting with a title was found."""
    return sum(1 for page in pages if any(posting.get("title") or posting.get("Title") for posting in postings_in(read(page))))


def postings_in(value: Any) -> list[dict[str, Any]]:
    """Returns what calls itself a JobPosting, wherever it stands."""
    if isinstance(value, dict):
        here = [value.get("properties", value)] if "JobPosting" in json.dumps(value.get("@type", value.get("type", ""))) else []
        return here + [posting for inner in value.values() for posting in postings_in(inner)]
    return [posting for inner in value for posting in postings_in(inner)] if isinstance(value, list) else []


def main() -> int:
    parser = argparse.ArgumentParser(description="Speed of reading schema.org's JobPosting beside extruct.")
    parser.add_argument("--shared", type=Path, default=Path(__file__).resolve().parents[1].parent / "shared")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    try:
        import extruct
    except ImportError:
        print("extruct is not installed (uv sync --group bench): nothing measured", file=sys.stderr)
        return 2
    logging.disable(logging.WARNING)

    def theirs(page: bytes) -> object:
        # It takes text; the encoding is found in the same way for both.
        with suppress(Exception):  # it raises where no parser takes the page
            return extruct.extract(decoded(page), syntaxes=["json-ld", "microdata"], errors="ignore")
        return {}

    def ours(page: bytes) -> object:
        return list(job_postings(page).entries)

    print("| pages | number | found here | found by extruct | pages/s here | times extruct |\n|---|---|---|---|---|---|")
    for kind, pages in pages_of(options.shared).items():
        rounds = [(rate(ours, pages), rate(theirs, pages)) for _ in range(options.rounds)]
        speed, ratio = (statistics.median(column) for column in zip(*((mine, mine / other) for mine, other in rounds), strict=True))
        print(f"| {kind} | {len(pages)} | {found_by(ours, pages)} | {found_by(theirs, pages)} | {speed:,.0f} | {ratio:.1f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
