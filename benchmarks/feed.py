"""Publishing the feed: seconds, memory and megabytes of 50,000 roles, on a first night, after a night of changes, and without any.

    python benchmarks/feed.py [--roles 50000] [--keep FOLDER]

The roles are the sample's under other employers' names, each with a text as long as a real one. A naive feed (one file of JSON with all
roles, packed once) is written beside it in the same run, so that the figures stand as ratios. `--keep` leaves the data folder behind,
for benchmarks/api.py and benchmarks/explore_page.py.
"""

import argparse
import gzip
import json
import random
import resource
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from classifiers import classify
from classifiers.classification import Classification
from extractors.board import Board, load_boards
from extractors.posting import JobPosting
from extractors.reading import BoardRead
from flows.sample_history import SAMPLE, read_sample
from warehouse.database import Connection, open_published, open_work, rows, transaction
from warehouse.load import begin_run, finish_run, load_reads, load_verdicts, pending, settle_levels
from warehouse.publish import PUBLISHED_NAME, publish
from warehouse.roles import assign_roles

FIRST_NIGHT = date(2026, 10, 1)
OWN_WORDS = 450  # of each posting, beside those of the sample: a real text has some 675
CLOSED_SHARE = EDITED_SHARE = NEW_SHARE = 0.02
SYLLABLES = ("ba", "co", "den", "fir", "gol", "hu", "ker", "lam", "mo", "nes", "pra", "qui", "rol", "sta", "tur", "ve", "win", "zel")


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A posting of the sample, and what the classifier says of it."""

    posting: JobPosting
    verdict: Classification


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A made-up posting."""

    posting: JobPosting
    model: Model
    own: str  # the words at its end that no other has


def models() -> list[Model]:
    """The sample's product-management postings that are on the ladder."""
    found = []
    for read in read_sample({board.key: board for board in load_boards(SAMPLE / "boards.toml")}).values():
        for posting in read.postings:
            verdict = classify(posting.title, posting.description)
            if verdict.family == "pm" and verdict.level not in (None, "above"):
                found.append(Model(posting=posting, verdict=verdict))
    return found


def boards_of(roles: int, dice: random.Random) -> Iterator[tuple[Board, list[Made]]]:
    """So many made-up postings, each employer with every posting of the sample once: two of one would be one opening."""
    known = models()
    words = ["".join(dice.choices(SYLLABLES, k=dice.randint(1, 4))) for _ in range(3_000)]
    industries = sorted({model.posting.industry for model in known if model.posting.industry})
    for number, start in enumerate(range(0, roles, len(known))):
        board = Board(source="greenhouse", token=f"employer{number}", company=f"Employer {number}", industry=dice.choice(industries))
        yield board, [_made(model, board, words, dice) for model in known[: roles - start]]


def _made(model: Model, board: Board, words: Sequence[str], dice: random.Random) -> Made:
    own = " ".join(dice.choices(words, k=OWN_WORDS))
    return Made(
        model=model,
        own=own,
        posting=replace(
            model.posting,
            source=board.source,
            board=board.token,
            identifier=str(dice.getrandbits(48)),
            description=f"{model.posting.description}<p>{own}</p>",
            hiring_organization=board.company,
            industry=board.industry,
            url=f"https://jobs.example/{board.token}/{dice.getrandbits(48)}",
            apply_url=f"https://jobs.example/{board.token}/{dice.getrandbits(48)}/apply",
        ),
    )


def next_night(made: Sequence[Made], dice: random.Random) -> list[Made]:
    """The same a night later: some are gone, some are paid otherwise, some came under a new title."""
    left = []
    for one in made:
        chance = dice.random()
        if chance < CLOSED_SHARE:
            continue
        if chance < CLOSED_SHARE + EDITED_SHARE:
            pay = float(dice.randrange(80, 200) * 1_000)
            left.append(replace(one, posting=replace(one.posting, base_salary_min=pay, salary_currency="EUR", salary_unit="YEAR")))
        else:
            left.append(one)
        if chance > 1 - NEW_SHARE:
            fresh = replace(one.posting, identifier=str(dice.getrandbits(48)), title=f"{one.posting.title}, Team {dice.randrange(900)}")
            left.append(replace(one, posting=replace(fresh, description=f"{fresh.description}<p>{dice.getrandbits(64)}</p>")))
    return left


def load(connection: Connection, number: int, boards: Mapping[str, tuple[Board, list[Made]]]) -> None:
    """Loads a night of these boards, levelled as their models are."""
    night, run = FIRST_NIGHT + timedelta(days=number), f"run-{number}"
    at = datetime(night.year, night.month, night.day, 3, tzinfo=UTC)
    made = {one.posting.key: one for _, postings in boards.values() for one in postings}

    def said(key: str) -> Classification:
        # The words of its own come last, so that quotes stay where they are.
        verdict = made[key].model.verdict
        return replace(verdict, text=f"{verdict.text}\n{made[key].own} {key}")

    reads = [
        BoardRead(board=board, state="read", fetched_at=at, postings=tuple(one.posting for one in postings))
        for board, postings in boards.values()
    ]
    with transaction(connection):
        begin_run(connection, run_id=run, kind="nightly", night=night, started_at=at)
        load_reads(connection, run, night, reads, is_candidate=lambda _: True)
        rulebook = next(iter(made.values())).model.verdict.rulebook
        load_verdicts(connection, run, ((found.posting_key, said(found.posting_key)) for found in pending(connection, rulebook)))
        assign_roles(connection, run)
        settle_levels(connection, run)
        finish_run(connection, run, state="good", finished_at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One publication."""

    what: str
    seconds: float
    naive: float  # seconds of the naive feed
    roles: int
    new_files: int  # that are not the same file as before
    new_mb: float


def publish_measured(connection: Connection, folder: Path, what: str) -> Measured:
    """Publishes, and writes the naive feed of the same file beside it."""
    before = set(_inodes(folder / "site"))
    started = time.perf_counter()
    published = publish(connection, folder)
    seconds = time.perf_counter() - started
    fresh = {inode: size for inode, size in _inodes(folder / "site").items() if inode not in before}
    return Measured(
        what=what,
        seconds=seconds,
        naive=naive_feed(published.path, folder.parent / "naive"),
        roles=published.feed_roles,
        new_files=len(fresh),
        new_mb=sum(fresh.values()) / 1e6,
    )


def naive_feed(published: Path, folder: Path) -> float:
    """Seconds of the least that a feed can be: one file of JSON, and the same packed."""
    started = time.perf_counter()
    folder.mkdir(exist_ok=True)
    with open_published(published) as connection:
        content = json.dumps(list(rows(connection, "FROM explore_roles ORDER BY first_seen DESC, id")), default=str).encode()
    (folder / "roles.json").write_bytes(content)
    (folder / "roles.json.gz").write_bytes(gzip.compress(content, 6))
    return time.perf_counter() - started


def _inodes(root: Path) -> dict[int, int]:
    there = (path.stat() for path in root.rglob("*") if path.is_file())
    return {found.st_ino: found.st_size for found in there}


def sizes(root: Path) -> Iterator[tuple[str, int, float, float]]:
    """Yields for each part of the folder: its name, files (not packed), MB, MB packed with zstd."""
    parts: dict[str, list[Path]] = defaultdict(list)
    for path in root.rglob("*"):
        if path.is_file() and path.suffix not in (".gz", ".zst"):
            inside = path.relative_to(root)
            parts["/".join(inside.parts[: 3 if inside.parts[0] == "feed" else 1][: len(inside.parts) - 1 or 1])].append(path)
    for name, paths in sorted(parts.items()):
        packed = (path.with_name(path.name + ".zst") for path in paths)
        smallest = sum(small.stat().st_size if small.exists() else path.stat().st_size for path, small in zip(paths, packed, strict=True))
        yield name, len(paths), sum(path.stat().st_size for path in paths) / 1e6, smallest / 1e6


def measure(roles: int, folder: Path) -> None:
    """Loads and publishes three nights, and prints what it took."""
    dice = random.Random(7)
    boards = {board.key: (board, made) for board, made in boards_of(roles, dice)}
    measured: list[Measured] = []
    with closing(open_work(folder / "work.duckdb")) as connection:
        load(connection, 0, boards)
        measured.append(publish_measured(connection, folder / "published", "first night"))
        boards = {key: (board, next_night(made, dice)) for key, (board, made) in boards.items()}
        load(connection, 1, boards)
        measured.append(publish_measured(connection, folder / "published", "2 % opened, 2 % paid otherwise"))
        measured.append(publish_measured(connection, folder / "published", "again, without any change"))
    print("| publication | roles | seconds | times the naive feed | new files | new MB |", "|---|--:|--:|--:|--:|--:|", sep="\n")
    for one in measured:
        times = one.seconds / one.naive
        print(f"| {one.what} | {one.roles:,} | {one.seconds:.1f} | {times:.1f} | {one.new_files:,} | {one.new_mb:.0f} |")
    print("", "| part | files | MB | MB, zstd |", "|---|--:|--:|--:|", sep="\n")
    for name, count, size, packed in sizes(folder / "published" / "site"):
        print(f"| {name} | {count:,} | {size:.1f} | {packed:.1f} |")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"\npublished file {(folder / 'published' / PUBLISHED_NAME).stat().st_size / 1e6:.0f} MB; peak memory, loading too: {peak:,.0f} MiB"
    )


def main(arguments: Sequence[str]) -> int:
    """Measures what the arguments ask for."""
    asked = argparse.ArgumentParser(description="Measures publishing the feed.")
    asked.add_argument("--roles", type=int, default=50_000)
    asked.add_argument("--keep", type=Path, help="leave the data folder here")
    options = asked.parse_args(arguments)
    if options.keep:
        options.keep.mkdir(parents=True)
    with nullcontext(options.keep) if options.keep else tempfile.TemporaryDirectory() as folder:
        measure(options.roles, Path(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
