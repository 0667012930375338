"""What a work file holds, told without changing it: its runs, and how large its tables are."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from warehouse.database import open_read_only
from warehouse.errors import WarehouseError, explained
from warehouse.load import RunState


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedRun:
    """A run that the file knows of."""

    run_id: str
    night: date
    state: RunState

    @property
    def loaded(self) -> bool:
        """Whether the file holds what it brought."""
        return self.state in ("good", "degraded")


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSize:
    """How large one table is."""

    table: str
    rows: int
    bytes: int  # its share of the file's blocks


@contextmanager
def reading(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that reads the work file at `path` and cannot write it. DuckDB's errors come out as WarehouseError."""
    doing = f"reading the work file {path}"
    if not path.is_file():
        raise WarehouseError(f"{doing}: there is none")
    try:
        with open_read_only(path, "work", doing) as connection:
            yield connection
    except duckdb.Error as error:
        raise explained(error, doing) from error


def recorded_runs(connection: duckdb.DuckDBPyConnection) -> list[RecordedRun]:
    """Returns the runs that the file knows of, in the order in which they were loaded."""
    found = connection.execute("SELECT run_id, night, state FROM store.runs ORDER BY sequence").fetchall()
    return [RecordedRun(run_id=run_id, night=night, state=state) for run_id, night, state in found]


def table_sizes(path: Path) -> list[TableSize]:
    """Returns the tables of the work file at `path`, the largest first. Raises WarehouseError where it cannot be read."""
    with reading(path) as connection:
        tables = connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = 'work' AND schema_name = 'store' ORDER BY table_name"
        ).fetchall()
        [(block_size,)] = connection.execute("SELECT block_size FROM pragma_database_size() WHERE database_name = 'work'").fetchall()
        rows: dict[str, int] = {}
        # Small tables share blocks: a block counts for each in the measure of the segments that it has there.
        segments: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for (table,) in tables:
            [(rows[table],)] = connection.execute(f"SELECT count(*) FROM store.{table}").fetchall()  # noqa: S608  a name of the catalogue
            for (block,) in connection.execute(
                "SELECT unnest([block_id] || coalesce(list_distinct(additional_block_ids), [])) FROM pragma_storage_info(?) "
                "WHERE persistent AND block_id >= 0",
                [f"store.{table}"],
            ).fetchall():
                segments[block][table] += 1
    sizes = dict.fromkeys(rows, 0.0)
    for shares in segments.values():
        for table, share in shares.items():
            sizes[table] += block_size * share / sum(shares.values())
    found = [TableSize(table=table, rows=rows[table], bytes=round(size)) for table, size in sizes.items()]
    return sorted(found, key=lambda one: (-one.bytes, -one.rows, one.table))
