"""Loading a run into the work file: its reads, the verdicts on them, the roles. All of one run belongs in one `transaction`.

The steps, in order: `begin_run`, `load_corrections`, `load_reads`, `pending` and `load_verdicts`, `assign_roles` (`warehouse.roles`),
`settle_levels`, then the checks (`warehouse.audit`) and `finish_run`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from classifiers.classification import Classification
from extractors.reading import BoardRead
from warehouse.canonical import utc
from warehouse.corrections import Correction, corrections_table
from warehouse.errors import WarehouseError
from warehouse.rewordings import Reworded, kinds
from warehouse.staging import Staged, staged, verdicts_tables
from warehouse.statements import statement
from warehouse.told_by_text import Over, told_by_text

RunKind = Literal["nightly", "ingest", "relevel"]
RunState = Literal["good", "degraded", "held back", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadCounts:
    """What a load did, in numbers."""

    boards: int
    boards_read: int
    boards_suspect: int  # answered, but collapsed against their own recent past
    boards_failed: int
    boards_retired: int  # gone for good, and still gone
    postings: int
    candidates: int  # postings whose title passes the title gate
    rejections: int
    passed_over: int  # entries whose text was not asked for, as their title is none that is wanted
    requests: int
    boards_unchanged: int  # of the boards read, those of which no answer was sent again, as it was what it had been
    opened: int
    retitled: int
    edited: int
    template_edited: int  # text changed, but only as it did all over the board: no news
    closed: int
    reopened: int

    @property
    def degraded(self) -> bool:
        """Whether any board could not be read soundly."""
        return self.boards_read + self.boards_retired < self.boards


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
    latest = newest_night(connection)
    if latest and night < latest:
        raise WarehouseError(
            f"the night of {night} comes before {latest}, which is loaded already: nights are loaded in their order "
            "(`explore-roles replay` reads all landed nights again from the first on)"
        )
    connection.execute(
        statement("queries", "begin_run"),
        {"run_id": run_id, "kind": kind, "night": night, "started_at": utc(started_at), "rulebook": rulebook},
    )


def newest_night(connection: duckdb.DuckDBPyConnection) -> date | None:
    """The last night that is loaded; None where there is none."""
    nights: list[tuple[date | None]] = connection.execute(
        "SELECT max(night) FROM store.runs WHERE state IN ('good', 'degraded')"
    ).fetchall()
    return nights[0][0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a file held when it was last loaded."""

    content_hash: str
    postings: int


def last_contents(connection: duckdb.DuckDBPyConnection) -> dict[str, Content]:
    """Returns by board what each file held when it was last loaded, of those that a later load may take for the same."""
    found = connection.execute(statement("queries", "look_up_contents")).fetchall()
    return {board: Content(content_hash=content_hash, postings=postings) for board, content_hash, postings in found}


def load_reads(
    connection: duckdb.DuckDBPyConnection,
    run_id: str,
    night: date,
    reads: Sequence[BoardRead],
    *,
    is_candidate: Callable[[str], bool] | None = None,
) -> LoadCounts:
    """Loads what a night brought home, as `load_staged` does.

    The order of `reads` does not matter. `is_candidate` is the title gate, `classifiers.is_candidate` where none is given.
    """
    if is_candidate is None:
        from classifiers import is_candidate as gate  # brings spaCy with it, which nothing else here needs

        is_candidate = gate
    return load_staged(connection, run_id, night, staged(reads, is_candidate))


def load_staged(connection: duckdb.DuckDBPyConnection, run_id: str, night: date, brought: Staged, *, over: Over = map) -> LoadCounts:
    """Loads what a night brought home and moves each posting on in its life: opened, edited, absent, closed, reopened, frozen.

    The same load twice for a night changes nothing the second time. `over` does what takes long of it, over chunks, in order. Returns the
    counts of the run so far. Raises WarehouseError where the run was not begun, or for another night.
    """
    if set_run(connection, run_id) != night:
        raise WarehouseError(f"the run {run_id} was begun for another night than {night}")
    counts = load_tables(
        connection,
        run_id,
        reads=brought.reads,
        postings=brought.postings(),
        rejections=brought.rejections,
        blocks=brought.blocks,
        read_texts=lambda postings: told_by_text(postings, over),
    )
    brought.loaded()
    return counts


def load_tables(
    connection: duckdb.DuckDBPyConnection,
    run_id: str,
    *,
    reads: pa.Table,
    postings: pa.Table,
    rejections: pa.Table,
    blocks: Callable[[pa.Array], pa.Table],
    read_texts: Callable[[pa.Table], pa.Table] = lambda postings: postings,
) -> LoadCounts:
    """`load_reads` from the tables of `warehouse.staging`: one row a board, one row a posting.

    `blocks` is asked for the blocks of the postings that are new or reworded; `read_texts` gets the rows of those that are new or
    changed, and may fill what their descriptions tell. The tables are read where they are, so that a table in a mapped file need not
    be in memory.
    """
    set_run(connection, run_id)
    with registered(connection, arrow_reads=reads, arrow_postings=postings, arrow_rejections=rejections):
        for step in ("stage", "judge_reads", "load_boards", "load_rejections", "find_changes"):
            connection.execute(statement("queries", step))
    # What merely came back is written already: it needs no more than another state.
    changed = _only(postings, connection.execute("SELECT posting_key FROM changes WHERE opened OR rewritten").to_arrow_table())
    changed = read_texts(changed)
    opened = _only(changed, connection.execute("SELECT posting_key FROM changes WHERE opened").to_arrow_table())
    with registered(connection, arrow_changed=changed, arrow_opened=opened):
        wanted = connection.execute(statement("queries", "missing_blocks")).to_arrow_table()
        with registered(connection, arrow_blocks=blocks(wanted["posting_key"].combine_chunks())):
            rewordings = _rewordings(connection)
            with registered(connection, arrow_rewordings=rewordings):
                connection.execute(statement("queries", "load_postings"))
        for step in ("load_absences", "retire_boards"):
            connection.execute(statement("queries", step))
        cursor = connection.execute(statement("queries", "count_load"), {"run_id": run_id})
        columns = [column[0] for column in cursor.description or ()]
        [row] = cursor.fetchall()
    connection.execute(statement("queries", "unstage"))
    return LoadCounts(**dict(zip(columns, row, strict=True)))


def _only(postings: pa.Table, keys: pa.Table) -> pa.Table:
    """The rows of these keys, which are among those of the table."""
    if len(keys) == len(postings):
        return postings
    # Told by Arrow, as a join in SQL would carry all rows through it, descriptions too.
    return postings.filter(pc.is_in(postings["posting_key"], value_set=keys["posting_key"].combine_chunks()))


def _rewordings(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    rows = connection.execute(statement("queries", "reworded")).fetchall()
    told = kinds(Reworded(posting_key=key, board_key=board, title=title, before=before, now=now) for key, board, title, before, now in rows)
    return pa.table({"posting_key": pa.array(told, pa.string()), "kind": pa.array(told.values(), pa.string())})


def load_corrections(connection: duckdb.DuckDBPyConnection, run_id: str, corrections: Sequence[Correction]) -> None:
    """Puts the corrections in place of those that the run before found. Raises WarehouseError where there is no such run."""
    set_run(connection, run_id)
    with registered(connection, arrow_corrections=corrections_table(corrections)):
        connection.execute(statement("queries", "load_corrections"))


def settle_levels(connection: duckdb.DuckDBPyConnection, run_id: str) -> int:
    """Lets each posting's current verdict, or a person's correction of it, stand from the run's night on, and keeps what stood before.

    Returns how many postings are at another level than before. Raises WarehouseError where there is no such run.
    """
    set_run(connection, run_id)
    connection.execute(statement("queries", "settle_levels"))
    [(moved,)] = connection.execute("SELECT count(*) FROM store.events WHERE run_id = ? AND kind = 'relevelled'", [run_id]).fetchall()
    return int(moved)


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
        with registered(connection, arrow_verdicts=verdicts, arrow_evidence=evidence):
            _load_chunk(connection, run_id)
        handed_over += verdicts.num_rows
    return handed_over


def _load_chunk(connection: duckdb.DuckDBPyConnection, run_id: str) -> None:
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


@contextmanager
def registered(connection: duckdb.DuckDBPyConnection, **tables: pa.Table) -> Iterator[None]:
    """Lets SQL read Arrow tables under these names until the block ends."""
    for name, table in tables.items():
        connection.register(name, table)
    try:
        yield
    finally:
        for name in tables:
            connection.unregister(name)
