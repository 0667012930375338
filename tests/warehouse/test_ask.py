from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pytest

from tests.warehouse.factories import night, posting, read, run_night
from warehouse.ask import run_sql
from warehouse.database import open_work
from warehouse.errors import BadQuery, WarehouseError
from warehouse.publish import publish


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ask")
    with open_work(folder / "work.duckdb") as work:
        run_night(work, "a", night(0), [read(posting("1"), posting("2"), posting("3"))])
        return publish(work, folder / "published").path


@pytest.mark.parametrize(
    ("sql", "columns", "found"),
    [
        ("SELECT company, count(*) AS roles FROM roles GROUP BY company", ["company", "roles"], 1),
        ("from explore_roles select id, level;", ["id", "level"], 3),
        ("WITH o AS (FROM roles) SELECT title FROM o -- why not", ["title"], 3),
        ("SELECT 1 AS one WHERE false", ["one"], 0),
    ],
)
def test_a_statement_that_reads_is_answered(published: Path, sql: str, columns: list[str], found: int) -> None:
    names, answer = run_sql(published, sql)
    assert (names, len(answer)) == (columns, found)


@pytest.mark.parametrize("sql", ["DESCRIBE roles", "SHOW TABLES", "SUMMARIZE roles", "EXPLAIN FROM roles"])
def test_the_file_tells_about_itself(published: Path, sql: str) -> None:
    assert run_sql(published, sql)[1]


def test_a_limit_is_kept(published: Path) -> None:
    assert len(run_sql(published, "FROM roles", limit=2)[1]) == 2


@pytest.mark.parametrize(
    "sql",
    [
        *("", "-- nothing", "SELECT 1; SELECT 2", "DELETE FROM store.postings", "CREATE TABLE x (y INTEGER)", "COPY roles TO 'x.csv'"),
        *(
            "SET enable_external_access = true",
            "ATTACH 'x.duckdb'",
            "INSTALL httpfs",
            "LOAD httpfs",
            "PRAGMA database_list; DROP VIEW roles",
        ),
        *("EXPORT DATABASE 'x'", "CALL pragma_version()", "USE memory"),
    ],
)
def test_only_one_statement_that_reads_is_run(published: Path, sql: str) -> None:
    with pytest.raises(BadQuery, match="one statement that reads"):
        run_sql(published, sql)


@pytest.mark.parametrize("target", ["read_text('{here}')", "read_csv('{here}')", "'{here}'", "glob('/*')", "sniff_csv('{here}')"])
def test_no_other_file_can_be_reached(published: Path, target: str) -> None:
    secret = published.parent / "secret.csv"
    secret.write_text("a,b\n1,2\n")
    with pytest.raises(BadQuery, match=r"disabled by configuration|does not exist"):
        run_sql(published, f"SELECT * FROM {target.format(here=secret)}")


@pytest.mark.parametrize(
    "sql",
    [
        "FROM enable_profiling(save_location = '{there}.txt')",
        "FROM enable_profiling(save_location = '{there}.json', format = 'json'), roles",
        "FROM enable_logging(storage = 'file', storage_path = '{there}', level = 'trace'), roles",
        "EXPLAIN ANALYZE COPY roles TO '{there}'",
        "FROM query($$COPY roles TO '{there}'$$)",
        "FROM json_execute_serialized_sql(json_serialize_sql($$FROM read_text('{there}')$$))",
        "FROM read_duckdb('{there}')",
        "SELECT getenv('HOME')",
        "FROM duckdb_secrets()",
        "FROM duckdb_extensions()",
        "FROM of_python",
    ],
)
def test_no_function_reads_or_writes_beside_the_file(published: Path, tmp_path: Path, sql: str) -> None:
    of_python = pa.table({"seen": [1]})  # which DuckDB finds where it may look into Python
    with suppress(BadQuery):
        assert of_python.num_rows == 1
        assert run_sql(published, sql.format(there=tmp_path / "out"))[1] in ([], [("Success",)])
    assert list(tmp_path.iterdir()) == []


def test_explain_analyze_cannot_write(published: Path) -> None:
    with pytest.raises(BadQuery, match="read-only"):
        run_sql(published, "EXPLAIN ANALYZE DELETE FROM store.postings")


def test_mistakes_are_told_shortly(published: Path) -> None:
    with pytest.raises(BadQuery, match="syntax error"):
        run_sql(published, "SELEC 1")
    with pytest.raises(BadQuery, match='column "lvel" not found'):
        run_sql(published, "SELECT lvel FROM roles")
    with pytest.raises(WarehouseError, match="no published file"):
        run_sql(published.with_name("none.duckdb"), "FROM roles")
