"""A night of many postings, few of them changed, into the warehouse: beside a plain Arrow insert, and beside dlt, on the same rows.

    python benchmarks/warehouse_load.py [--rows N] [--changed SHARE] [--repeat N] [--scd2] [--folder FOLDER] [--json]

Each step runs in a process of its own, which reads the rows from mapped Arrow files, so that its peak memory is its own (the mapped
pages that it touches count). Seconds run from the open file to its checkpoint; imports are left out. Absolute figures drift on
shared machines; the ratios, of steps side by side in one run, hold. dlt is measured where it is installed: `uv sync --group bench`.

Loading alone is compared: nothing is levelled here, as the others do not level either. The checks and publishing are timed apart.
"""

import argparse
import json
import multiprocessing
import os
import resource
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.warehouse_rows import Night, table_of, write_nights
from warehouse.audit import audit
from warehouse.database import open_work, transaction
from warehouse.load import begin_run, finish_run, load_tables
from warehouse.publish import publish
from warehouse.staging import rejections_table

PLAIN, FIRST, CHANGED, SAME = (
    "plain Arrow insert",
    "warehouse, first night",
    "warehouse, night with changes",
    "warehouse, night without changes",
)
CHECKS, PUBLISH = "warehouse, its checks", "warehouse, publishing"
DLT_FIRST, DLT_CHANGED = "dlt merge, first night", "dlt merge, night with changes"
SCD2_FIRST, SCD2_CHANGED = "dlt scd2, first night", "dlt scd2, night with changes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one step took."""

    seconds: float
    peak_mib: float  # of the step's process
    own_mib: float  # the same without the pages of mapped files, which the system can take back at any time; 0 where it does not say
    file_mb: float  # of the database, after its checkpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """One thing to reach, and how far it is."""

    says: str
    found: str
    reached: bool


@contextmanager
def stopwatch(took: list[float]) -> Iterator[None]:
    """Adds the seconds of what is inside to `took`."""
    started = time.perf_counter()
    yield
    took.append(time.perf_counter() - started)


@contextmanager
def opened(connection: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """The connection, closed at the end; DuckDB takes a process that was started so for an interactive one, and would draw bars."""
    with closing(connection):
        connection.execute("SET enable_progress_bar = false")
        yield connection


def insert_plainly(folder: Path, night: Night) -> float:
    """The least that a load can do: seconds of one INSERT of all rows."""
    rows, took = table_of(night.postings), list[float]()
    with opened(duckdb.connect(str(folder / "plain.duckdb"))) as connection:
        connection.register("rows", rows)
        with stopwatch(took):
            connection.execute("CREATE TABLE postings AS FROM rows LIMIT 0")
            connection.execute("INSERT INTO postings SELECT * FROM rows")
            connection.execute("CHECKPOINT")
    return took[0]


def load_night(folder: Path, night: Night) -> float:
    """Seconds of one night's load into the work file."""
    postings, blocks, took = table_of(night.postings), table_of(night.blocks), list[float]()
    run, on = night.at.date().isoformat(), night.at.date()

    def blocks_of(keys: pa.Array) -> pa.Table:
        return blocks if len(keys) == len(blocks) else blocks.filter(pc.is_in(blocks["posting_key"], value_set=keys))

    with opened(open_work(folder / "work.duckdb")) as connection, stopwatch(took):
        with transaction(connection):
            begin_run(connection, run_id=run, kind="nightly", night=on, started_at=night.at)
            load_tables(connection, run, reads=table_of(night.reads), postings=postings, rejections=rejections_table([]), blocks=blocks_of)
            finish_run(connection, run, state="good", finished_at=night.at)
        connection.execute("CHECKPOINT")
    return took[0]


def check_night(folder: Path, night: Night) -> float:
    """Seconds of all checks on the work file; that candidates have no verdict is what they find here."""
    took: list[float] = []
    with opened(open_work(folder / "work.duckdb")) as connection, stopwatch(took), transaction(connection):
        audit(connection, night.at.date().isoformat())
    return took[0]


def publish_night(folder: Path, _: Night) -> float:
    """Seconds of publishing; without verdicts there are boards, runs and reads to publish, but no roles."""
    took: list[float] = []
    with opened(open_work(folder / "work.duckdb")) as connection, stopwatch(took):
        publish(connection, folder / "published")
    return took[0]


def merge_with_dlt(folder: Path, night: Night) -> float:
    """Seconds of dlt's merge by key (by its fastest strategy, delete and insert), from Arrow, its fastest way in."""
    return _run_dlt(folder / "dlt.duckdb", night, {"disposition": "merge", "strategy": "delete-insert"})


def version_with_dlt(folder: Path, night: Night) -> float:
    """Seconds of dlt's slowly changing dimension, told by the same hash as ours: it keeps what a row was before."""
    return _run_dlt(folder / "scd2.duckdb", night, {"disposition": "merge", "strategy": "scd2", "row_version_column_name": "row_hash"})


def _run_dlt(database: Path, night: Night, disposition: dict[str, str]) -> float:
    # Before its import: it reads them once. Nothing is sent anywhere, and nothing written outside the folder.
    os.environ |= {"RUNTIME__DLTHUB_TELEMETRY": "false", "RUNTIME__LOG_LEVEL": "ERROR", "DLT_DATA_DIR": f"{database}.dlt"}
    import dlt

    rows, took = table_of(night.postings), list[float]()
    pipeline = dlt.pipeline(
        database.stem, pipelines_dir=f"{database}.pipelines", destination=dlt.destinations.duckdb(str(database)), dataset_name="store"
    )
    batches = (pa.Table.from_batches([batch]) for batch in rows.to_batches())
    with stopwatch(took):
        pipeline.run(dlt.resource(batches, name="postings", primary_key="posting_key", write_disposition=disposition))
        with duckdb.connect(str(database)) as connection:
            connection.execute("CHECKPOINT")
    return took[0]


def _measure(work: Callable[[Path, Night], float], folder: Path, night: Night, database: str) -> Measured:
    """One step, measured from inside its own process."""
    own = [0.0]
    ended = threading.Event()
    watch = threading.Thread(target=_watch_memory, args=(own, ended), daemon=True)
    watch.start()
    seconds = work(folder, night)
    ended.set()
    watch.join()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    return Measured(seconds=seconds, peak_mib=peak, own_mib=own[0], file_mb=(folder / database).stat().st_size / 1e6)


def _watch_memory(own: list[float], ended: threading.Event) -> None:
    """Keeps the highest figure (MiB) of this process's memory that is no file's, looked up fifty times a second."""
    status = Path("/proc/self/status")
    while status.exists() and not ended.wait(0.02):
        line = next((line for line in status.read_text().splitlines() if line.startswith("RssAnon:")), "RssAnon: 0 kB")
        own[0] = max(own[0], int(line.split()[1]) / 1024)


def compete(folder: Path, nights: Sequence[Night], alone: ProcessPoolExecutor, with_dlt: bool, with_scd2: bool) -> dict[str, Measured]:
    """Every step once, in turn; a step needs what the ones before it left in the folder."""
    first, changed, same = nights
    steps: list[tuple[str, Callable[[Path, Night], float], Night, str]] = [
        (PLAIN, insert_plainly, first, "plain.duckdb"),
        (FIRST, load_night, first, "work.duckdb"),
        (CHANGED, load_night, changed, "work.duckdb"),
        (CHECKS, check_night, changed, "work.duckdb"),
        (PUBLISH, publish_night, changed, "published/roles.duckdb"),
        (SAME, load_night, same, "work.duckdb"),
    ]
    if with_dlt:
        steps += [(DLT_FIRST, merge_with_dlt, first, "dlt.duckdb"), (DLT_CHANGED, merge_with_dlt, changed, "dlt.duckdb")]
    if with_dlt and with_scd2:
        steps += [(SCD2_FIRST, version_with_dlt, first, "scd2.duckdb"), (SCD2_CHANGED, version_with_dlt, changed, "scd2.duckdb")]
    found = {}
    for name, work, night, database in steps:
        print(f"{name} ...", file=sys.stderr)
        found[name] = alone.submit(_measure, work, folder, night, database).result()
    return found


def middle(rounds: Sequence[dict[str, Measured]]) -> dict[str, Measured]:
    """The median of each figure over the rounds."""

    def median(name: str, figure: str) -> float:
        return float(statistics.median(getattr(found[name], figure) for found in rounds))

    return {
        name: Measured(
            seconds=median(name, "seconds"),
            peak_mib=median(name, "peak_mib"),
            own_mib=median(name, "own_mib"),
            file_mb=median(name, "file_mb"),
        )
        for name in rounds[0]
    }


def goals(found: dict[str, Measured]) -> list[Goal]:
    """What the load is to reach, and whether it does."""
    first = found[FIRST].seconds / found[PLAIN].seconds
    share = found[CHANGED].seconds / found[FIRST].seconds
    peak, own = (max(getattr(found[name], figure) for name in (FIRST, CHANGED, SAME)) for figure in ("peak_mib", "own_mib"))
    reached = [
        Goal(says="a first load takes at most 3 times a plain insert", found=f"{first:.2f} times", reached=first <= 3),
        Goal(says="a night with changes takes at most a tenth of a first load", found=f"{share:.2f}", reached=share <= 0.1),
        Goal(says="no load needs 2 GiB of memory, mapped rows not counted", found=f"{own / 1024:.2f} GiB", reached=0 < own < 2048),
        Goal(says="the same, with the pages of the mapped rows", found=f"{peak / 1024:.2f} GiB", reached=peak < 2048),
    ]
    if DLT_CHANGED in found:
        faster = found[DLT_CHANGED].seconds / found[CHANGED].seconds
        reached.insert(
            1, Goal(says="a night with changes is 10 times faster than dlt's merge", found=f"{faster:.1f} times", reached=faster >= 10)
        )
    return reached


def shown(found: dict[str, Measured], reached: Sequence[Goal]) -> str:
    """The figures and the goals as tables in Markdown."""
    plain = found[PLAIN]
    lines = ["| step | against the plain insert | peak memory (without mapped files) | file |", "|---|---|---|---|"]
    lines += [
        f"| {name} | {step.seconds / plain.seconds:.2f} ({step.seconds:.2f} s) "
        f"| {step.peak_mib / 1024:.2f} GiB ({step.own_mib / 1024:.2f}) | {step.file_mb:,.0f} MB |"
        for name, step in found.items()
    ]
    lines += ["", "| goal | found | reached |", "|---|---|---|"]
    lines += [f"| {goal.says} | {goal.found} | {'yes' if goal.reached else 'NO'} |" for goal in reached]
    return "\n".join(lines)


def _dlt_version() -> str | None:
    try:
        return version("dlt")
    except PackageNotFoundError:
        return None


def main() -> int:
    """Measures, prints, and returns 0."""
    parser = argparse.ArgumentParser(description="A night into the warehouse, beside a plain Arrow insert and beside dlt.")
    parser.add_argument("--rows", type=int, default=1_000_000, help="postings on the first night (default 1,000,000)")
    parser.add_argument("--changed", type=float, default=0.02, help="share of them that differs on the second (default 0.02)")
    parser.add_argument("--repeat", type=int, default=1, help="rounds; the medians are shown (default 1)")
    parser.add_argument("--scd2", action="store_true", help="measure dlt's scd2 strategy as well")
    parser.add_argument("--folder", type=Path, help="where to put some gigabytes for the while (default: the system's temporary folder)")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args()
    if options.rows < 1 or options.repeat < 1 or not 0 <= options.changed <= 1:
        parser.error("--rows and --repeat are at least 1, --changed is a share from 0 to 1")
    if options.folder and not options.folder.is_dir():
        parser.error(f"--folder: there is no folder {options.folder}")
    dlt = _dlt_version()
    if dlt is None:
        print("dlt is not installed (`uv sync --group bench` installs it): its rows are left out", file=sys.stderr)
    # Each step in a process of its own, started afresh: memory that one let go of would count for the next. What it prints goes to
    # our standard error.
    context = multiprocessing.get_context("spawn")
    with (
        tempfile.TemporaryDirectory(dir=options.folder) as parent,
        ProcessPoolExecutor(max_workers=1, mp_context=context, max_tasks_per_child=1, initializer=os.dup2, initargs=(2, 1)) as alone,
    ):
        print(f"writing {options.rows:,} made-up postings ...", file=sys.stderr)
        nights = alone.submit(write_nights, Path(parent), options.rows, options.changed).result()
        rounds = []
        for _ in range(options.repeat):
            with tempfile.TemporaryDirectory(dir=parent) as folder:
                rounds.append(compete(Path(folder), nights, alone, dlt is not None, options.scd2))
    found = middle(rounds)
    reached = goals(found)
    if options.json:
        setting = {"rows": options.rows, "changed": options.changed, "repeat": options.repeat, "duckdb": duckdb.__version__, "dlt": dlt}
        steps = {name: asdict(step) for name, step in found.items()}
        print(json.dumps({"setting": setting, "steps": steps, "goals": [asdict(goal) for goal in reached]}, indent=2))
    else:
        print(f"{options.rows:,} postings, {options.changed:.1%} changed, DuckDB {duckdb.__version__}, dlt {dlt or 'not installed'}\n")
        print(shown(found, reached))
    return 0


if __name__ == "__main__":
    sys.exit(main())
