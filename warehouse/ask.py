"""Questions to the published file, in SQL typed by a person."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from warehouse.database import open_published, quoted
from warehouse.errors import BadQuery, WarehouseError, explained

_READING = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)


def run_sql(published: Path, sql: str, limit: int | None = None, matches: Path | None = None) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The names of the columns and the rows (the first `limit` of them) that one SELECT-like statement gives.

    The file is only read, and nothing else can be reached from the statement but the tables of the file `matches`, where that is there.
    Raises BadQuery (a message of one or a few lines) where it is no single SELECT, DESCRIBE, SHOW, SUMMARIZE or EXPLAIN or DuckDB refuses
    it; WarehouseError where the published file cannot be read.
    """
    try:
        statements = duckdb.extract_statements(sql)
    except duckdb.Error as error:
        raise BadQuery(str(error).strip()) from error
    if len(statements) != 1 or statements[0].type not in _READING:
        raise BadQuery("give one statement that reads: SELECT, FROM, DESCRIBE, SHOW, SUMMARIZE or EXPLAIN")
    with _opened(published, matches) as (connection, missing):
        try:
            cursor = connection.execute(statements[0])
            columns = [column[0] for column in cursor.description or ()]
            rows = cursor.fetchall() if limit is None else cursor.fetchmany(limit)
        except duckdb.CatalogException as error:
            raise BadQuery("\n".join(filter(None, (str(error).strip(), missing)))) from error
        except duckdb.Error as error:
            raise BadQuery(str(error).strip()) from error
    return columns, rows


@contextmanager
def _opened(published: Path, matches: Path | None) -> Iterator[tuple[duckdb.DuckDBPyConnection, str]]:
    """The published file, with the matches beside it where they can be read, and else why they are missing."""
    if matches is None or not matches.is_file():
        with open_published(published) as connection:
            yield connection, ""
        return
    try:
        connection = _opened_beside(published, matches)
    except WarehouseError as error:
        with open_published(published) as connection:  # whose own error is told, where it is that file's
            yield connection, f"(Without the tables of matches: {error})"
        return
    with connection:
        yield connection, ""


def _opened_beside(published: Path, matches: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    try:
        connection.execute("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false; SET temp_directory = ''")
        connection.execute(f"ATTACH {quoted(published)} AS published (READ_ONLY); ATTACH {quoted(matches)} AS matched (READ_ONLY)")
        # What both should name is the published file's.
        connection.execute(
            "SET search_path = 'published.main,matched.main'; SET enable_external_access = false; SET lock_configuration = true"
        )
    except duckdb.Error as error:
        connection.close()
        raise explained(error, f"reading the matches in {matches}") from error
    return connection
