"""Loading a run into the work file: its reads, the verdicts on them, the roles. All of one run belongs in one `transaction`.

The steps, in order: `begin_run`, `load_reads`, `pending` and `load_verdicts`, `assign_roles`, then the checks (`warehouse.audit`)
and `finish_run`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import duckdb

from classifiers.classification import Classification
from extractors.reading import BoardRead
from warehouse.canonical import utc
from warehouse.errors import WarehouseError
from warehouse.staging import one_a_board, postings_table, reads_table, rejections_table, verdicts_tables
from warehouse.statements import statement

RunKind = Literal["nightly", "ingest"]
RunState = Literal["good", "degraded", "held back", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadCounts:
    """What a load did, in numbers."""

    boards: int
    boards_read: int
    boards_suspect: int  # answered, but collapsed against their own recent past
    boards_failed: int
    postings: int
    candidates: int  # postings whose title passes the title gate
    rejections: int
    opened: int
    retitled: int
    edited: int
    closed: int
    reopened: int

    @property
    def degraded(self) -> bool:
        """Whether any board could not be read soundly."""
        return self.boards_read < self.boards


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingPosting:
    """A posting whose title and description await a verdict."""

    posting_key: str
    title: str
    description: str


def begin_run(
    connection: duckdb.DuckDBPyConnection,
    *,
    run_id: str,
    kind: RunKind,
    night: date,
    started_at: datetime,
    rulebook: str | None = None,
) -> None:
    """Records that a run has begun. With `rulebook`, verdicts of that version are current from here on, even if none is new.

    Raises WarehouseError where the run's name is taken, or its night comes before one that is loaded already.
    """
    if connection.execute("SELECT 1 FROM store.runs WHERE run_id = ?", [run_id]).fetchall():
        raise WarehouseError(f"there is a run named {run_id} already; give each run a name of its own")
    [(latest,)] = connection.execute("SELECT max(night) FROM store.runs WHERE state IN ('good', 'degraded')").fetchall()
    if latest and night < latest:
        raise WarehouseError(
            f"the night of {night} comes before {latest}, which is loaded already: nights are loaded in their order "
            "(`explore-roles replay` reads all landed nights again from the first on)"
        )
    connection.execute(
        statement("queries", "begin_run"),
        {"run_id": run_id, "kind": kind, "night": night, "started_at": utc(started_at), "rulebook": rulebook},
    )


def load_reads(
    connection: duckdb.DuckDBPyConnection,
    run_id: str,
    night: date,
    reads: Sequence[BoardRead],
    *,
    is_candidate: Callable[[str], bool] | None = None,
) -> LoadCounts:
    """Loads what a night brought home and moves each posting on in its life: opened, edited, absent, closed, reopened, frozen.

    The order of `reads` does not matter, and the same reads loaded twice for a night change nothing the second time.
    `is_candidate` is the title gate, `classifiers.is_candidate` where none is given. Returns the counts of the run so far.
    Raises WarehouseError where the run was not begun, or for another night.
    """
    if is_candidate is None:
        from classifiers import is_candidate as gate  # brings spaCy with it, which nothing else here needs

        is_candidate = gate
    if set_run(connection, run_id) != night:
        raise WarehouseError(f"the run {run_id} was begun for another night than {night}")
    single = one_a_board(reads)
    tables = {
        "arrow_reads": reads_table(single),
        "arrow_postings": postings_table(single, is_candidate),
        "arrow_rejections": rejections_table(single),
    }
    for name, table in tables.items():
        connection.register(name, table)
    connection.execute(statement("queries", "stage"))
    for name in tables:
        connection.unregister(name)
    del tables
    for step in ("judge_reads", "load_boards", "load_rejections", "load_postings", "load_absences"):
        connection.execute(statement("queries", step))
    cursor = connection.execute(statement("queries", "count_load"), {"run_id": run_id})
    columns = [column[0] for column in cursor.description or ()]
    [row] = cursor.fetchall()
    counts = LoadCounts(**dict(zip(columns, row, strict=True)))
    connection.execute(statement("queries", "unstage"))
    return counts


def pending(connection: duckdb.DuckDBPyConnection, rulebook: str) -> list[PendingPosting]:
    """The candidates whose current content has no verdict under `rulebook`, in a fixed order.

    Postings with the same title and description share a verdict, so one of them stands for all.
    """
    rows = connection.execute(statement("queries", "pending"), {"rulebook": rulebook}).fetchall()
    return [PendingPosting(posting_key=key, title=title, description=description) for key, title, description in rows]


def load_verdicts(connection: duckdb.DuckDBPyConnection, run_id: str, items: Iterable[tuple[str, Classification]]) -> int:
    """Loads verdicts on postings that are loaded already; `items` may be lazy. Returns how many were handed over.

    Raises WarehouseError where a posting is not in the warehouse, or the verdicts are of more than one rulebook.
    """
    set_run(connection, run_id)
    handed_over = 0
    for verdicts, evidence in verdicts_tables(items):
        connection.register("arrow_verdicts", verdicts)
        connection.register("arrow_evidence", evidence)
        [(unknown,)] = connection.execute(
            "SELECT min(posting_key) FROM (FROM arrow_verdicts ANTI JOIN store.postings USING (posting_key))"
        ).fetchall()
        if unknown is not None:
            raise WarehouseError(f"a verdict is on the posting {unknown}, which is not in the warehouse; load its board first")
        books = connection.execute(
            "SELECT rulebook FROM arrow_verdicts UNION SELECT rulebook FROM store.runs WHERE run_id = ? AND rulebook IS NOT NULL", [run_id]
        ).fetchall()
        if len(books) > 1:
            raise WarehouseError(f"one run levels with one rulebook, this one with {', '.join(sorted(book for (book,) in books))}")
        connection.execute("UPDATE store.runs SET rulebook = ? WHERE run_id = ?", [books[0][0], run_id])
        connection.execute(statement("queries", "load_verdicts"))
        connection.unregister("arrow_verdicts")
        connection.unregister("arrow_evidence")
        handed_over += verdicts.num_rows
    return handed_over


def assign_roles(connection: duckdb.DuckDBPyConnection, run_id: str) -> int:
    """Gives each product-management posting without a role its role, for ever. Returns how many postings got one.

    Raises WarehouseError where there is no such run.
    """
    set_run(connection, run_id)
    [(added,)] = connection.execute(statement("queries", "assign_roles")).fetchall()
    return int(added)


def finish_run(
    connection: duckdb.DuckDBPyConnection, run_id: str, *, state: RunState, finished_at: datetime, message: str | None = None
) -> None:
    """Records how a run ended. Raises WarehouseError where there is no such run."""
    set_run(connection, run_id)
    connection.execute(
        statement("queries", "finish_run"),
        {"run_id": run_id, "state": state, "finished_at": utc(finished_at), "message": message},
    )


def set_run(connection: duckdb.DuckDBPyConnection, run_id: str) -> date:
    """Sets the variables run_id and night, which the .sql files read, and returns the night.

    Raises WarehouseError where there is no such run.
    """
    nights: list[tuple[date]] = connection.execute("SELECT night FROM store.runs WHERE run_id = ?", [run_id]).fetchall()
    if not nights:
        raise WarehouseError(f"there is no run named {run_id}; begin_run comes first")
    connection.execute("SET VARIABLE run_id = $run_id", {"run_id": run_id})
    connection.execute("SET VARIABLE night = $night", {"night": nights[0][0]})
    return nights[0][0]
