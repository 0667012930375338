"""Questions to the published file, in SQL typed by a person."""

from pathlib import Path
from typing import Any

import duckdb

from warehouse.database import open_published
from warehouse.errors import BadQuery

_READING = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)


def run_sql(published: Path, sql: str, limit: int | None = None) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The names of the columns and the rows (the first `limit` of them) that one SELECT-like statement gives.

    The file is only read, and nothing else can be reached from the statement. Raises BadQuery (a message of one or a few lines)
    where it is no single SELECT, DESCRIBE, SHOW, SUMMARIZE or EXPLAIN or DuckDB refuses it; WarehouseError where the file cannot
    be read.
    """
    try:
        statements = duckdb.extract_statements(sql)
    except duckdb.Error as error:
        raise BadQuery(str(error).strip()) from error
    if len(statements) != 1 or statements[0].type not in _READING:
        raise BadQuery("give one statement that reads: SELECT, FROM, DESCRIBE, SHOW, SUMMARIZE or EXPLAIN")
    with open_published(published) as connection:
        try:
            cursor = connection.execute(statements[0])
            columns = [column[0] for column in cursor.description or ()]
            rows = cursor.fetchall() if limit is None else cursor.fetchmany(limit)
        except duckdb.Error as error:
            raise BadQuery(str(error).strip()) from error
    return columns, rows
