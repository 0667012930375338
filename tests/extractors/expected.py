"""Writes what a case is read as now into its expected.json, and prints what changed there: to be read by eye before it is kept.

python -m tests.extractors.expected SOURCE/CASE ...
"""

import argparse
import json
import sys
from collections.abc import Sequence
from difflib import unified_diff
from pathlib import Path

from extractors.errors import SourceChanged, SourceUnavailable
from extractors.posting import Parsed
from extractors.sources import sources
from tests.extractors.golden import FIXTURES, case_of, stated


def as_expected(parsed: Parsed) -> str:
    """Returns the text of an expected.json."""
    found: dict[str, object] = {
        "postings": [stated(posting) for posting in parsed.postings],
        "rejections": [stated(rejection) for rejection in parsed.rejections],
    }
    if parsed.passed_over:
        found["passed_over"] = parsed.passed_over
    if parsed.there:
        found["there"] = list(parsed.there)
    if not parsed.complete:
        found["complete"] = False
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def main(arguments: Sequence[str] | None = None, fixtures: Path = FIXTURES) -> None:
    """Writes the expected.json of the cases that the arguments name. Ends the program with 2 at one that is none, or cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m tests.extractors.expected", description="Write the expected.json of a case.")
    parser.add_argument("cases", nargs="+", metavar="SOURCE/CASE", help="a folder under tests/fixtures")
    for name in parser.parse_args(arguments).cases:
        folder = fixtures / name
        if folder.parent.name not in sources() or not ((folder / "answers.json").exists() or list(folder.glob("response.*"))):
            parser.error(f"{name} is no case: tests/fixtures/SOURCE/CASE holds an answers.json or a response.*")
        board, answers = case_of(folder)
        try:
            new = as_expected(sources()[board.source].parse(board, answers))
        except (SourceChanged, SourceUnavailable) as error:
            parser.error(f"{name} cannot be read: {error}")
        path = folder / "expected.json"
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        sys.stdout.writelines(unified_diff(old.splitlines(True), new.splitlines(True), f"{name}, before", f"{name}, now"))
        path.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main()
