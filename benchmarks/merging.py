"""How often two postings are rightly taken for one opening, or for two, on labelled pairs of real postings, beside simpler rules.

    python benchmarks/merging.py [--shared FOLDER] [--pairs FILE] [--mistakes N] [--check]

Prints the report in Markdown. `--check` exits 1 where precision is under 0.98 or recall under 0.90 over all pairs.

Reads `benchmarks/labels/pairs.jsonl` and the postings it names under the shared folder (default: `../shared` beside the project). The
postings belong to their owners and are not part of the project; without them the script says so and stops. How the pairs were labelled:
labels/PAIRS.md.
"""

import argparse
import html
import json
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import pyarrow.parquet as parquet

from benchmarks.labelled import BadLabels
from benchmarks.measures import wilson_interval
from classifiers.text import read_document
from extractors.board import Board
from extractors.reading import Answer
from extractors.sources import sources
from warehouse.same_opening import Listing, Match, company_key, joined, matches

ROOT = Path(__file__).resolve().parents[1]
PAIRS = ROOT / "benchmarks" / "labels" / "pairs.jsonl"
PRECISION, RECALL = 0.98, 0.90
_KEYS = {"a", "a_from", "b", "b_from", "label", "half", "why", "pm", "batch"}
_LAST_BATCH = 3  # labelled when rules and thresholds stood, of companies that no other pair is of
_COLUMNS = ["id", "source_site", "title", "company", "location", "description", "html_escaped"]
_POSTINGS = ("postings/pm.parquet", "postings/background.parquet")
# Boards that were captured whole: their platform, name there, and company.
_CAPTURES = {
    "payloads/ashby/gareth_ashby.json": ("ashby", "ramp", "Ramp"),
    "payloads/ashby/enjoiyourlife_ramp_full.json": ("ashby", "ramp", "Ramp"),
    "payloads/greenhouse/enjoiyourlife_stripe_full.json": ("greenhouse", "stripe", "Stripe"),
    "payloads/lever/enjoiyourlife_lever_test.json": ("lever", "matchgroup", "Match Group"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two postings and what a person says of them."""

    a: Listing
    b: Listing
    label: Literal["same", "different", "unsure"]
    half: Literal["dev", "test"]
    why: str
    pm: bool  # both titles are product management
    batch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How many pairs were rightly and wrongly joined or kept apart."""

    joined: int
    wrongly_joined: int
    missed: int

    @property
    def precision(self) -> float:
        """Of the joined pairs, the share that is one opening; 1 where none was joined."""
        return (self.joined - self.wrongly_joined) / self.joined if self.joined else 1.0

    @property
    def recall(self) -> float:
        """Of the pairs that are one opening, the share that was joined; 1 where there are none."""
        right = self.joined - self.wrongly_joined
        return right / (right + self.missed) if right + self.missed else 1.0


def main(arguments: list[str] | None = None) -> int:
    """Measure; return the exit code: 0 done, 1 not good enough (`--check`), 2 nothing measured."""
    parser = argparse.ArgumentParser(description="Precision and recall of joining postings of one opening.")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="the folder with postings/ and payloads/")
    parser.add_argument("--pairs", type=Path, default=PAIRS, help="a file of labelled pairs")
    parser.add_argument("--mistakes", type=int, default=30, help="list so many mistakes")
    parser.add_argument("--check", action="store_true", help=f"exit 1 under precision {PRECISION} or recall {RECALL}")
    options = parser.parse_args(arguments)
    try:
        rows = read_pairs(options.pairs)
        if absent := absent_files(rows, options.shared):
            print(f"no labelled pairs to measure on, {absent[0]} is not there: nothing measured", file=sys.stderr)
            return 2
        pairs, others = load(rows, options.shared)
    except (BadLabels, OSError) as error:
        print(f"merging: {error}", file=sys.stderr)
        return 2
    found = matches([(pair.a, pair.b) for pair in pairs], others)
    print(report(pairs, found, others, options.mistakes), end="")
    everything = score(pairs, [match is not None for match in found])
    return int(options.check and (everything.precision < PRECISION or everything.recall < RECALL))


def read_pairs(file: Path) -> list[dict[str, Any]]:
    """Return the rows of a JSON Lines file of pairs. Raises BadLabels that names the line."""
    rows = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
        except ValueError as error:
            raise BadLabels(f"{file}, line {number}: not JSON ({error})") from error
        if not isinstance(row, dict) or (missing := sorted(_KEYS - set(row))):
            raise BadLabels(f"{file}, line {number}: {'not an object' if not isinstance(row, dict) else f'{missing[0]!r} is missing'}")
        if row["label"] not in ("same", "different", "unsure") or row["half"] not in ("dev", "test"):
            raise BadLabels(f"{file}, line {number}: label {row['label']!r} or half {row['half']!r} is none that is known")
        rows.append(row)
    return rows


def absent_files(rows: Sequence[Mapping[str, Any]], shared: Path) -> list[Path]:
    """Return the files under the shared folder that the pairs name and that are not there."""
    return [shared / name for name in sorted({row[key] for row in rows for key in ("a_from", "b_from")}) if not (shared / name).is_file()]


def load(rows: Sequence[Mapping[str, Any]], shared: Path, most: int | None = None) -> tuple[list[Pair], list[Listing]]:
    """Return the pairs with their postings, and all postings of their companies or at most so many of each file and company.

    Raises BadLabels for an id that is not there.
    """
    wanted = {(row[f"{side}_from"], row[side]) for row in rows for side in "ab"}
    listings = {
        key: listing
        for name in sorted({name for name, _ in wanted})
        if name in _CAPTURES
        for key, listing in _captured(shared, name, wanted, most)
    }
    tables = {name: parquet.read_table(shared / name, columns=_COLUMNS) for name in _POSTINGS}
    keys = {name: [company_key(company or "") for company in table.column("company").to_pylist()] for name, table in tables.items()}
    ids = {name: table.column("id").to_pylist() for name, table in tables.items()}
    companies = {company_key(listing.company) for listing in listings.values()}
    companies |= {key for name in _POSTINGS for key, row_id in zip(keys[name], ids[name], strict=True) if (name, row_id) in wanted}
    taken: Counter[tuple[str, str]] = Counter()
    for name, table in tables.items():
        chosen = []
        for at, (company, row_id) in enumerate(zip(keys[name], ids[name], strict=True)):
            if company and company in companies and ((name, row_id) in wanted or most is None or taken[name, company] < most):
                taken[name, company] += 1
                chosen.append(at)
        rows_of = table.take(chosen).to_pylist()
        listings |= {(name, row["id"]): _listing(name, row) for row in rows_of if row["title"] and row["description"]}
    for key in sorted(wanted - set(listings)):
        raise BadLabels(f"no posting of {shared / key[0]} has the id {key[1]!r}")
    pairs = [
        Pair(
            a=listings[row["a_from"], row["a"]],
            b=listings[row["b_from"], row["b"]],
            **{name: row[name] for name in ("label", "half", "why", "pm", "batch")},
        )
        for row in rows
    ]
    return pairs, [*listings.values()]


def _listing(name: str, row: Mapping[str, Any]) -> Listing:
    source = row["source_site"] or "unknown"
    return Listing(
        posting_key=f"{name}:{row['id']}",
        company=row["company"],
        title=row["title"],
        text=read_document(html.unescape(row["description"]) if row["html_escaped"] else row["description"]).text,
        places=(row["location"],) if row["location"] else (),
        source=source,
        board=company_key(row["company"]),
    )


def _captured(shared: Path, name: str, wanted: Set[tuple[str, str]], most: int | None) -> Iterable[tuple[tuple[str, str], Listing]]:
    source, token, company = _CAPTURES[name]
    board = Board(source=source, token=token, company=company)
    body = (shared / name).read_bytes()
    answer = Answer(
        url=f"https://{board.source}.example", status=200, content_type="application/json", body=body, fetched_at=datetime.now(UTC)
    )
    for at, posting in enumerate(sources()[board.source].parse(board, (answer,)).postings):
        if most is not None and at >= most and (name, posting.identifier) not in wanted:
            continue
        yield (
            (name, posting.identifier),
            Listing(
                posting_key=f"{name}:{posting.identifier}",
                company=posting.hiring_organization,
                title=posting.title,
                text=read_document(posting.description).text,
                places=posting.job_location,
                source=posting.source,
                board=company_key(posting.hiring_organization),  # as in the parquet files, which name no board
            ),
        )


def score(pairs: Sequence[Pair], found: Sequence[bool]) -> Score:
    """Return how the guesses compare with the labels; pairs that are labelled unsure do not count."""
    counted = Counter((pair.label, guess) for pair, guess in zip(pairs, found, strict=True))
    wrong = counted["different", True]
    return Score(joined=counted["same", True] + wrong, wrongly_joined=wrong, missed=counted["same", False])


def report(pairs: Sequence[Pair], found: Sequence[Match | None], others: Sequence[Listing], most: int) -> str:
    """Return the whole report in Markdown."""
    labels = Counter((pair.half, pair.label) for pair in pairs)
    lines = [
        "## Roles from postings",
        "",
        f"{len(pairs)} labelled pairs of real postings of {len({company_key(pair.a.company) for pair in pairs})} companies: "
        + ", ".join(f"{half} {labels[half, 'same']} same, {labels[half, 'different']} different" for half in ("dev", "test"))
        + f"; {sum(pair.label == 'unsure' for pair in pairs)} unsure ones do not count. "
        + "Thresholds were read off the dev half; the halves share no company.",
        "",
        *_rules_table(pairs, [match is not None for match in found]),
        "",
        *_classes_table(pairs, found),
        "",
        *_speed(others),
        "",
        *_mistakes(pairs, found, most),
    ]
    return "\n".join(lines) + "\n"


def _rules_table(pairs: Sequence[Pair], ours: Sequence[bool]) -> list[str]:
    alone = [bool(match) for pair in pairs for match in matches([(pair.a, pair.b)])]
    guesses: dict[str, Sequence[bool]] = {
        "this project": ours,
        "the same, each pair alone (nothing else of the company known)": alone,
        "company and title equal": [_title(pair.a) == _title(pair.b) for pair in pairs],
        "company and text equal": [_text(pair.a) == _text(pair.b) for pair in pairs],
        "company, title and text equal": [(_title(pair.a), _text(pair.a)) == (_title(pair.b), _text(pair.b)) for pair in pairs],
    }
    parts: dict[str, Callable[[Pair], bool]] = {
        "dev": lambda pair: pair.half == "dev",
        "test": lambda pair: pair.half == "test",
        "all": lambda _: True,
        "labelled last": lambda pair: pair.batch == _LAST_BATCH,
        "product titles": lambda pair: pair.pm,
    }
    lines = ["| rule | pairs | precision | recall |", "|---|---|---|---|"]
    for name, guess in guesses.items():
        for part, belongs in parts.items():
            chosen = [(pair, hit) for pair, hit in zip(pairs, guess, strict=True) if belongs(pair)]
            got = score([pair for pair, _ in chosen], [hit for _, hit in chosen])
            right = got.joined - got.wrongly_joined
            lines.append(f"| {name} | {part} | {_share(right, got.joined)} | {_share(right, right + got.missed)} |")
    return lines


def _classes_table(pairs: Sequence[Pair], found: Sequence[Match | None]) -> list[str]:
    classes: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for pair, match in zip(pairs, found, strict=True):
        classes[pair.label, pair.why].append(match is not None)
    lines = ["| label | why | pairs | joined |", "|---|---|---|---|"]
    lines += [f"| {label} | {why} | {len(hits)} | {sum(hits)} |" for (label, why), hits in sorted(classes.items())]
    rules = Counter(match.rule for match in found if match)
    return [*lines, "", "Joined by: " + ", ".join(f"{rule} {count}" for rule, count in sorted(rules.items())) + "."]


def _speed(others: Sequence[Listing]) -> list[str]:
    companies: dict[str, list[Listing]] = defaultdict(list)
    for listing in others:
        companies[company_key(listing.company)].append(listing)
    biggest = max(companies.values(), key=len)[:500]
    started = time.perf_counter()
    joined(biggest)
    seconds = time.perf_counter() - started
    return [f"{len(biggest)} new postings of one company: {seconds:.1f} s ({len(biggest) / seconds:,.0f} postings/s)."]


def _mistakes(pairs: Sequence[Pair], found: Sequence[Match | None], most: int) -> list[str]:
    wrong = [
        (pair, match) for pair, match in zip(pairs, found, strict=True) if pair.label != "unsure" and (pair.label == "same") != bool(match)
    ]
    lines = [f"{len(wrong)} mistakes:", ""]
    for pair, match in wrong[:most]:
        what = f"wrongly joined by {match.rule} at {match.score}" if match else "missed"
        lines.append(f"- {what} ({pair.half}, {pair.why}): {pair.a.posting_key} and {pair.b.posting_key}")
    return lines


def _share(hits: int, count: int) -> str:
    if not count:
        return "none"
    low, high = wilson_interval(hits, count)
    return f"{hits / count:.3f} ({low:.2f}-{high:.2f}, {hits} of {count})"


def _title(listing: Listing) -> tuple[str, str]:
    return company_key(listing.company), " ".join(re.findall(r"\w+", listing.title.casefold()))


def _text(listing: Listing) -> tuple[str, str]:
    return company_key(listing.company), " ".join(listing.text.casefold().split())


if __name__ == "__main__":
    sys.exit(main())
