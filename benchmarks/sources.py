"""The tables of docs/sources.md: platforms, what job sites ask for, and how full the fields are over the captured answers.

    python benchmarks/sources.py            # print the tables
    python benchmarks/sources.py --write    # put them into docs/sources.md
    python benchmarks/sources.py --check    # say whether docs/sources.md has them as they are now

The fill rates need the captured answers beside the project; without them that table is left as it stands.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from extractors.board import default_boards_path, load_boards
from extractors.posting import JobPosting
from extractors.sources import sources
from tests.extractors.captured import CAPTURES, PAYLOADS

PAGE = Path(__file__).parents[1] / "docs" / "sources.md"

# How a column of the table reads a posting: whether it has the field. None where the question does not arise.
FIELDS: dict[str, Callable[[JobPosting], bool | None]] = {
    "department": lambda posting: posting.department is not None,
    "location": lambda posting: bool(posting.job_location),
    "place": lambda posting: bool(posting.places),
    "country": lambda posting: any(place.country for place in posting.places),
    "mode": lambda posting: posting.work_mode != "unknown",
    "from where": lambda posting: bool(posting.applicant_location) if posting.work_mode == "remote" else None,
    "employment": lambda posting: bool(posting.employment_types),
    "pay": lambda posting: posting.base_salary_min is not None or posting.base_salary_max is not None,
    "posted": lambda posting: posting.date_posted is not None,
    "until": lambda posting: posting.valid_through is not None,
    "language": lambda posting: posting.in_language is not None,
    "apply": lambda posting: posting.apply_url is not None,
}


def platforms_table() -> str:
    """Returns the table of platforms, with how many boards the list has of each."""
    boards = load_boards(default_boards_path())
    rows = []
    for name, source in sources().items():
        platform = source.PLATFORM
        summary = (source.__doc__ or "").strip().splitlines()[0].rstrip(".")
        kept = "its own `url`" if platform.has_url else "or under a `url` of its own" if platform.takes_url else ""
        notes = "; ".join(
            note
            for note in (
                f"regions {', '.join(platform.regions)}" if platform.regions else "",
                kept,
                "needs a key" if platform.keys else "",
                "job site" if platform.aggregator else "",
            )
            if note
        )
        rows.append((name, platform.name, str(sum(board.source == name for board in boards)), summary, notes))
    return _table(("source", "platform", "boards in the list", "what is read", "beside the token"), rows)


def attribution_table() -> str:
    """Returns what each job site's terms ask for."""
    rows = [(source.PLATFORM.name, asked) for source in sources().values() if (asked := source.PLATFORM.attribution)]
    return _table(("platform", "what to show"), rows)


def fill_table() -> str:
    """Returns, for each source with captured postings, the share of them that has each field, in per cent."""
    held: dict[str, list[JobPosting]] = defaultdict(list)
    for capture in CAPTURES:
        if capture.refused is None:
            held[capture.source] += capture.parsed().postings
    rows = []
    for source, postings in sorted(held.items()):
        if postings:
            rows.append((source, f"{len(postings):,}", *(_share([has(posting) for posting in postings]) for has in FIELDS.values())))
    return _table(("source", "postings", *FIELDS), rows)


def _share(answers: Sequence[bool | None]) -> str:
    asked = [answer for answer in answers if answer is not None]
    return f"{100 * sum(asked) / len(asked):.0f}" if asked else "–"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def page_with(page: str) -> str:
    """Returns the page with its tables as they are now."""
    page = _put(page, "platforms", platforms_table())
    page = _put(page, "attribution", attribution_table())
    return _put(page, "fill", fill_table()) if PAYLOADS.is_dir() else page


def _put(page: str, name: str, table: str) -> str:
    before, mark, rest = page.partition(f"<!-- {name} -->\n")
    _, end, after = rest.partition(f"<!-- /{name} -->")
    if not mark or not end:
        raise SystemExit(f"{PAGE} has lost its marks <!-- {name} --> and <!-- /{name} -->: put them back where the table belongs.")
    return f"{before}{mark}{table}\n{end}{after}"


def main() -> int:
    parser = argparse.ArgumentParser(description="The tables of docs/sources.md.")
    parser.add_argument("--write", action="store_true", help="put them into docs/sources.md")
    parser.add_argument("--check", action="store_true", help="say whether docs/sources.md has them as they are now")
    options = parser.parse_args()
    page = PAGE.read_text(encoding="utf-8")
    new = page_with(page)
    if options.check:
        print("docs/sources.md has the tables as they are now" if new == page else "docs/sources.md is behind: run it with --write")
        return int(new != page)
    if options.write:
        PAGE.write_text(new, encoding="utf-8")
    else:
        print(platforms_table(), attribution_table(), fill_table() if PAYLOADS.is_dir() else "no captured answers here", sep="\n\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
