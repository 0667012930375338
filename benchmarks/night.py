"""A night of many postings through the whole pipeline: from a file of JSON lines to the published file and the website's folder.

    python benchmarks/night.py [--rows N …] [--distinct] [--runner RUNNER] [--folder FOLDER] [--json]

The postings are the real ones beside the project (shared/postings), drawn with replacement, one in forty with a product-management title.
With --distinct each gets an employer and a text of its own, so that nothing read once serves twice, and every one is an opening.
Each night runs in a process of its own: seconds a stage, and the most memory that it and all its children held at once (proportional set
size: a page that several share counts once; mapped files count while they are in memory).
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson
import psutil
import pyarrow.parquet as pq

from flows.ingest import ingest
from flows.progress import watched_by
from flows.settings import Settings
from flows.workers import Runner

SHARED = Path(__file__).parents[2] / "shared" / "postings"
COLUMNS = (
    *("id", "title", "company", "location", "posted_at", "url", "description", "html_escaped", "salary_min", "salary_max"),
    *("salary_currency", "salary_period", "employment_type", "department", "lang"),
)
PM_SHARE = 0.025
SEED = 1
SAMPLED_EVERY = 0.25  # seconds
# What the night of a million is to reach.
MOST_SECONDS, MOST_MIB = 90.0, 2048.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One night."""

    rows: int
    candidates: int
    roles: int
    seconds: float
    stages: dict[str, float]
    peak_mib: float
    peak_stage: str


class Stages:
    """Notes how long each step of a run takes."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.now = "Starting"
        self._began: dict[str, float] = {}

    def begin(self, step: str, total: int | None) -> None:
        """A step begins."""
        del total
        self.now = step
        self._began[step] = time.monotonic()

    def advance(self, step: str, count: int = 1) -> None:
        """Says nothing of time."""

    def end(self, step: str) -> None:
        """A step is over."""
        self.seconds[step] = self.seconds.get(step, 0.0) + time.monotonic() - self._began[step]


class Memory:
    """The most that this process and its children held at once."""

    def __init__(self, stages: Stages) -> None:
        self.peak, self.stage = 0, ""
        self._stages, self._done = stages, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        this = psutil.Process()
        while not self._done.wait(SAMPLED_EVERY):
            held = sum(map(_held, [this, *this.children(recursive=True)]))
            if held > self.peak:
                self.peak, self.stage = held, self._stages.now

    def stop(self) -> None:
        """Watches no more."""
        self._done.set()
        self._thread.join()


def _held(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except psutil.Error:
        return 0


def postings(rows: int, *, distinct: bool) -> Iterator[bytes]:
    """Yields the postings as JSON lines."""
    managers, others = (pq.read_table(SHARED / f"{name}.parquet", columns=list(COLUMNS)).to_pylist() for name in ("pm", "background"))
    dice = random.Random(SEED)
    for number in range(rows):
        row = dict(dice.choice(managers if dice.random() < PM_SHARE else others))
        row |= {"id": str(number), "posted_at": None if row["posted_at"] is None else str(row["posted_at"])}
        if distinct:
            row |= {"company": f"{row['company']} {number}", "description": f"<p>Reference {number}.</p>{row['description'] or ''}"}
        yield orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)


def night(file: Path, data: Path, runner: Runner) -> Measured:
    """Ingests the file and publishes, in this process. Returns what it took."""
    stages = Stages()
    memory = Memory(stages)
    began = time.monotonic()
    with watched_by(stages):
        outcome = ingest([file], data=data, settings=Settings(data=data, runner=runner), company="Not named")
    seconds = time.monotonic() - began
    memory.stop()
    if outcome.published is None or outcome.counts is None:
        raise SystemExit(f"held back: {outcome.message}")
    return Measured(
        rows=outcome.counts.postings,
        candidates=outcome.counts.candidates,
        roles=outcome.published.roles,
        seconds=seconds,
        stages=stages.seconds,
        peak_mib=memory.peak / 2**20,
        peak_stage=memory.stage,
    )


def measured(file: Path, data: Path, runner: Runner) -> Measured:
    """The same in a process of its own."""
    command = [sys.executable, __file__, "--night", str(file), "--data", str(data), "--runner", runner]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def shown(nights: Sequence[tuple[str, Measured]]) -> str:
    """Returns the table of the nights."""
    steps = list(dict.fromkeys(step for _, one in nights for step in one.stages))
    lines = [
        f"| night | postings | PM titles | roles | in all | {' | '.join(map(str.lower, steps))} | postings a second | peak memory, in |"
    ]
    lines.append("|---" + "|--:" * (len(steps) + 6) + "|")
    for name, one in nights:
        stages = " | ".join(f"{one.stages.get(step, 0):.1f} s" for step in steps)
        lines.append(
            f"| {name} | {one.rows:,} | {one.candidates:,} | {one.roles:,} | {one.seconds:.1f} s | {stages} "
            f"| {one.rows / one.seconds:,.0f} | {one.peak_mib:,.0f} MiB, {one.peak_stage.lower()} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Measures what the arguments name, and prints a table."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("--rows", type=int, nargs="+", default=[100_000, 1_000_000])
    told.add_argument("--distinct", action="store_true")
    told.add_argument("--runner", default="pool")
    told.add_argument("--folder", type=Path)
    told.add_argument("--json", action="store_true")
    told.add_argument("--night", type=Path, help=argparse.SUPPRESS)
    told.add_argument("--data", type=Path, help=argparse.SUPPRESS)
    given = told.parse_args()
    if given.night:
        print(json.dumps(asdict(night(given.night, given.data, given.runner))))
        return
    if not SHARED.is_dir():
        raise SystemExit(f"The real postings are not there: {SHARED}")
    nights: list[tuple[str, Measured]] = []
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        for rows in given.rows:
            file, data = Path(folder) / "postings.jsonl", Path(folder) / f"data-{rows}"
            with file.open("wb") as lines:
                lines.writelines(postings(rows, distinct=given.distinct))
            nights.append(("first", measured(file, data, given.runner)))
            nights.append(("the same again", measured(file, data, given.runner)))
            file.unlink()
    if given.json:
        print(json.dumps([{"night": name, **asdict(one)} for name, one in nights], indent=1))
        return
    print(shown(nights))
    largest = nights[-2][1]
    reached = f"{largest.seconds:.1f} s of {MOST_SECONDS:.0f} and {largest.peak_mib:,.0f} MiB of {MOST_MIB:,.0f}"
    print(f"\n{largest.rows:,} postings: {reached}; the same again {nights[-1][1].seconds / largest.seconds:.3f} of it (0.1)")


if __name__ == "__main__":
    main()
