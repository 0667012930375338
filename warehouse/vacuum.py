"""The work file written anew: DuckDB uses again the room that deleted rows leave, but never gives it back."""

from contextlib import closing, suppress
from pathlib import Path

import duckdb

from extractors.on_disk import sync
from warehouse.database import Connection, bring_views, open_work, quoted
from warehouse.errors import WarehouseBusy, WarehouseError, explained


def vacuum(path: Path) -> None:
    """Writes the work file at `path` anew, as small as it can be; tables, comments and views come out as they were.

    The new file is written beside the old one, which needs room for both, opened, counted, and takes its name by an atomic rename.
    Raises WarehouseError where anything fails: the old file is then untouched.
    """
    doing = f"vacuuming {path} (it stays as it was)"
    fresh = path.with_name(f".vacuum-{path.name}")
    remove_work(fresh)
    try:
        with closing(open_work(path)) as connection:
            connection.execute("CHECKPOINT")
            [(name,)] = connection.execute("SELECT current_database()").fetchall()
            connection.execute(f"ATTACH {quoted(fresh)} AS vacuumed")
            connection.execute(f'COPY FROM DATABASE "{name.replace(chr(34), chr(34) * 2)}" TO vacuumed')
            connection.execute("DETACH vacuumed")
            expected = _counts(connection)
        with closing(open_work(fresh)) as copy:
            bring_views(copy, anew=True)  # those that came over are written in another way
            found = _counts(copy)
            copy.execute("CHECKPOINT")
        if found != expected:
            raise WarehouseError(f"{doing}: the copy holds {found} where the file has {expected}")
        take_place(fresh, path)
    except duckdb.Error as error:
        raise explained(error, doing) from error
    finally:
        remove_work(fresh)


def take_place(fresh: Path, path: Path) -> None:
    """The work file at `fresh`, which nobody has open, takes the name `path` at once and for good.

    Raises WarehouseBusy where either is in use, WarehouseError where it cannot be done: what was at `path` is then untouched.
    """
    # What stands in a log is not in its file yet: without the log one of them would lose it.
    for log in (_log(fresh), _log(path)):
        if log.exists():
            raise WarehouseBusy(f"{log} is in use; end whatever has the file open, then try again")
    try:
        sync(fresh)
        fresh.replace(path)
        sync(path.parent)
    except OSError as error:
        raise WarehouseError(f"{path} cannot be replaced ({error.strerror or error})") from error


def remove_work(path: Path) -> None:
    """Removes the work file at `path` and its log, where there are any."""
    for one in (path, _log(path)):
        with suppress(FileNotFoundError):
            one.unlink()


def _log(path: Path) -> Path:
    return path.with_name(f"{path.name}.wal")


def _counts(connection: Connection) -> dict[str, int]:
    tables = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = 'store' ORDER BY table_name"
    ).fetchall()
    count = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM store.{table}" for (table,) in tables)  # noqa: S608  names of the catalogue
    return dict(connection.execute(count).fetchall())
