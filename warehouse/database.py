"""The work file: the one DuckDB file that a run writes, and that nobody else reads."""

import hashlib
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from warehouse.errors import WarehouseBroken, WarehouseError, WarehouseNewer, explained
from warehouse.statements import names, statement

# A view's own line about its columns, as in: Columns of store.shown_postings without a comment here are those of store.postings.
_TOLD_ELSEWHERE = re.compile(r"-- Columns of store\.(?P<view>\w+) without a comment here are those of store\.(?P<table>\w+)\.")

_AS_TABLE = re.compile(r"-- Published as a table, ordered by (?P<order>.+)\.")

_ROWS = 2_000  # of a query that are in memory at a time

# The type of what is opened here, for those who hand it on without knowing DuckDB.
Connection = duckdb.DuckDBPyConnection


def open_work(path: Path) -> duckdb.DuckDBPyConnection:
    """A connection to the work file at `path`, made where it is missing and brought to this version's shape.

    Raises WarehouseNewer (made by a newer version), WarehouseBusy (held by another process), WarehouseBroken (damaged, or
    not ours), WarehouseError (the folder cannot be written).
    """
    doing = f"opening the work file {path}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WarehouseError(f"{doing}: its folder cannot be made ({error.strerror}); choose another data folder") from error
    try:
        connection = duckdb.connect(str(path))
    except duckdb.Error as error:
        raise explained(error, doing) from error
    try:
        # Nothing here needs an extension that is not built in; without this DuckDB would look for one on the network.
        connection.execute("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false")
        _migrate(connection, path)
        bring_views(connection)
    except duckdb.Error as error:
        connection.close()
        raise explained(error, doing) from error
    except BaseException:
        connection.close()
        raise
    return connection


def limit_memory(connection: duckdb.DuckDBPyConnection, mebibytes: int) -> None:
    """Lets DuckDB hold so much in memory; what is more goes to a folder beside the file. It takes all that it may, if only to keep it."""
    connection.execute(f"SET memory_limit = '{mebibytes}MiB'")


def open_published(path: Path) -> duckdb.DuckDBPyConnection:
    """A connection that reads the published file at `path` and can neither write it nor reach any other file.

    Raises WarehouseError where there is none, WarehouseNewer or WarehouseBroken where it cannot be read.
    """
    if not path.is_file():
        raise WarehouseError(f"there is no published file at {path}; `explore-roles run` makes it")
    return open_read_only(path, "published", f"opening the published file {path}")


def open_read_only(path: Path, name: str, doing: str) -> duckdb.DuckDBPyConnection:
    """A connection that reads the DuckDB file at `path`, under this name, and can neither write it nor reach any other file.

    Raises WarehouseNewer or WarehouseBroken where it cannot be read; `doing` begins the message.
    """
    # Attached to a database in memory, not connected to: a process that still holds an older file of the same name open would
    # be given that one again.
    connection = duckdb.connect()
    try:
        connection.execute("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false; SET temp_directory = ''")
        connection.execute(f"ATTACH {quoted(path)} AS {name} (READ_ONLY)")
        connection.execute(f"USE {name}; SET enable_external_access = false; SET lock_configuration = true")
    except duckdb.Error as error:
        connection.close()
        raise explained(error, doing) from error
    return connection


def rows(connection: duckdb.DuckDBPyConnection, sql: str, parameters: Any = None, *, batch: int = _ROWS) -> Iterator[dict[str, Any]]:
    """Yields the rows of a query by the names of their columns, `batch` of them being in memory at a time. Raises duckdb.Error."""
    cursor = connection.execute(sql, parameters)
    columns = [column[0] for column in cursor.description or ()]
    while some := cursor.fetchmany(batch):
        yield from (dict(zip(columns, row, strict=True)) for row in some)


def run_queries(connection: duckdb.DuckDBPyConnection, name: str, **parameters: Any) -> None:
    """Runs the statements of `queries/<name>.sql` in their order, each with those of the parameters that it names. Raises duckdb.Error."""
    for sql in duckdb.extract_statements(statement("queries", name)):
        named = {key: parameters[key] for key in sql.named_parameters}
        connection.execute(sql, named or None)


def quoted(text: str | Path) -> str:
    """The text as an SQL literal, for the statements that take no parameter."""
    return "'" + str(text).replace("'", "''") + "'"


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection, doing: str = "writing the warehouse (nothing of it was kept)") -> Iterator[None]:
    """Everything inside happens or nothing does. DuckDB's errors come out as WarehouseError (`doing` begins its message), all others as
    they are.
    """
    connection.begin()
    try:
        yield
        connection.commit()
    except BaseException as error:
        # A failed commit, or an error that broke the file, has ended the transaction already.
        with suppress(duckdb.Error):
            connection.rollback()
        if isinstance(error, duckdb.Error):
            raise explained(error, doing) from error
        raise


def install_views(connection: duckdb.DuckDBPyConnection, *, commented: bool = False, tables: Collection[str] = ()) -> None:
    """Makes the views of `warehouse/views/` anew, so that they are always those of this version.

    Their comments are for those who read them, and take a second: they are only set where asked for. What stands in `tables` is a table
    of that name there, and gets the comments alone.
    """
    for name in names("views"):
        view = name.split("_", 1)[1]
        sql = statement("views", name)
        made, comment, comments = sql.partition("\nCOMMENT ON ")
        if view not in tables:
            connection.execute(made)
        if commented:
            said = comment + comments
            connection.execute(said.replace("COMMENT ON VIEW", "COMMENT ON TABLE") if view in tables else said)
            if told := _TOLD_ELSEWHERE.search(made):
                _inherit_comments(connection, view=told["view"], table=told["table"])


def bring_views(connection: duckdb.DuckDBPyConnection, *, anew: bool = False) -> None:
    """Makes the views of a work file unless they are those of this version: making them takes longer than all else of opening it.

    Which they are is kept as a comment on the last of them, which goes when that is made anew. `anew` makes them in any case.
    """
    last = names("views")[-1].split("_", 1)[1]
    found = connection.execute(
        "SELECT comment FROM duckdb_views() WHERE database_name = current_database() AND schema_name = 'main' AND view_name = ?", [last]
    ).fetchone()
    wanted = _views_version()
    if found == (wanted,) and not anew:
        return
    with transaction(connection):
        install_views(connection)
        connection.execute(f"COMMENT ON VIEW {last} IS {quoted(wanted)}")


@cache
def _views_version() -> str:
    """What the views are made of: their SQL, and the tables and the DuckDB that it was bound with."""
    made = [duckdb.__version__, str(schema_version()), *(statement("views", name) for name in names("views"))]
    return hashlib.sha256("\0".join(made).encode()).hexdigest()


def views_published_as_tables() -> dict[str, str]:
    """The views that a published file holds as tables, because others stand on them: name to the order of their rows."""
    found = ((name, _AS_TABLE.search(statement("views", name))) for name in names("views"))
    return {name.split("_", 1)[1]: told["order"] for name, told in found if told}


def _inherit_comments(connection: duckdb.DuckDBPyConnection, *, view: str, table: str) -> None:
    """Gives the columns of a view in `store` that say nothing of themselves the words of the table that they come from."""
    columns = "SELECT column_name, comment FROM duckdb_columns() WHERE database_name = current_database() AND schema_name = 'store'"
    comments: dict[str, str] = dict(connection.execute(f"{columns} AND table_name = ? AND comment IS NOT NULL", [table]).fetchall())
    for column, comment in connection.execute(f"{columns} AND table_name = ?", [view]).fetchall():
        if comment is None and column in comments:
            connection.execute(f"COMMENT ON COLUMN store.{view}.{column} IS {quoted(comments[column])}")


def schema_version() -> int:
    """The number of the newest migration: the shape of the tables that this version writes."""
    return _version(names("migrations")[-1])


def _migrate(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    tables = connection.execute("SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE NOT internal").fetchall()
    known: set[int] = set()
    if ("store.migrations",) in tables:
        known = {version for (version,) in connection.execute("SELECT version FROM store.migrations").fetchall()}
    elif tables:
        raise WarehouseBroken(f"{path} is a DuckDB file, but no work file of Explore Roles; choose another data folder")
    newest = max(known, default=0)
    if newest > schema_version():
        raise WarehouseNewer(
            f"{path} was made by a newer version of Explore Roles (its tables are of version {newest}, this one knows "
            f"{schema_version()}); update explore-roles, or choose another data folder"
        )
    for name in names("migrations"):
        if _version(name) in known:
            continue
        with transaction(connection):
            connection.execute(statement("migrations", name))
            connection.execute(
                "INSERT INTO store.migrations VALUES (?, ?, ?)", [_version(name), name, datetime.now(UTC).replace(tzinfo=None)]
            )


def _version(name: str) -> int:
    return int(name.split("_", 1)[0])
