import errno
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

import warehouse.publish
from tests.warehouse.factories import board, failed, night, posting, read, rejection, rows, run_night, verdict
from tests.warehouse.wholeness import feed_content
from tests.warehouse.work_files import copied_work
from warehouse.database import open_published, open_work
from warehouse.errors import WarehouseError
from warehouse.publish import publish

VIEWS = ("evidence", "events", "explore_roles", "postings", "rejections", "roles", "run_log", "source_health")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "published"


@pytest.fixture(scope="module")
def two_nights(tmp_path_factory: pytest.TempPathFactory, empty_work: Path) -> Path:
    """A folder with a work file of two nights, with something in each table, and what was published of it."""
    folder, harbour = tmp_path_factory.mktemp("two-nights"), board("harbour")
    with copied_work(empty_work, folder) as work:
        reads = [read(posting("1"), posting("2"), posting("3", title="Cook"), rejections=(rejection(3),)), failed(harbour)]
        run_night(work, "a", night(0), reads)
        run_night(work, "b", night(1), [read(posting("1", title="Lead Product Manager"), posting("3", title="Cook")), failed(harbour)])
        publish(work, folder / "published")
    return folder


@pytest.fixture
def loaded(two_nights: Path, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Two nights with something in each table."""
    with copied_work(two_nights / "work.duckdb", tmp_path) as connection:
        yield connection


@pytest.fixture
def published(two_nights: Path, folder: Path) -> Path:
    """What was published of them; it stands in `folder`."""
    return Path(shutil.copytree(two_nights / "published", folder, symlinks=True)) / "roles.duckdb"


def names(folder: Path) -> list[str]:
    """What lies in the folder; the name of the generation that `site` leads to is made of dice."""
    return sorted(".site" if path.name.startswith(".site-") else path.name for path in folder.iterdir())


def content(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All tables of a published file in the order in which they are stored, but for the moment of publishing."""
    with open_published(path) as connection:
        tables = rows(
            connection, "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name = 'published' ORDER BY ALL"
        )
        clocks = {"main.meta": "EXCLUDE (published_at)", "main.feed_state": "EXCLUDE (feed)"}
        return {table: rows(connection, f"SELECT * {clocks.get(table, '')} FROM {table}") for (table,) in tables}


def test_the_published_file_holds_what_analysts_need(loaded: duckdb.DuckDBPyConnection, folder: Path) -> None:
    published = publish(loaded, folder)
    assert (published.path, published.run_id, published.night) == (folder / "roles.duckdb", "b", night(1))
    assert (published.postings, published.roles, published.feed_roles) == (2, 2, 2)
    assert names(folder) == SERVED
    with open_published(published.path) as connection:
        for view in VIEWS:
            # Without the order, which a view does not promise.
            assert sorted(map(repr, rows(connection, f"FROM {view}"))) == sorted(map(repr, rows(loaded, f"FROM {view}"))), view
            assert rows(connection, f"SELECT count(*) > 0 FROM {view}") == [(True,)], view
        columns = {column for (column,) in rows(connection, "SELECT column_name FROM duckdb_columns() WHERE table_name = 'postings'")}
        assert "text" in columns
        assert "description" not in columns
        assert rows(connection, "SELECT count(*) FROM store.postings WHERE title = 'Cook'") == [(0,)]
        assert rows(connection, "SELECT run_id, night, rulebook, postings, roles, feed_roles, freshness FROM meta") == [
            ("b", night(1), "test-1", 2, 2, 2, [{"source": "greenhouse", "newest_night": night(1), "boards": 2, "boards_read": 1}])
        ]


def test_the_published_file_cannot_be_written(published: Path) -> None:
    path = published
    assert stat.S_IMODE(path.stat().st_mode) == 0o444
    with duckdb.connect(str(path), read_only=True) as connection:
        assert rows(connection, "SELECT count(*) FROM roles") == [(2,)]
        with pytest.raises(duckdb.InvalidInputException, match="read-only"):
            connection.execute("DELETE FROM store.postings")
    with open_published(path) as connection, pytest.raises(duckdb.InvalidInputException, match="read-only"):
        connection.execute("DELETE FROM store.postings")


def test_older_tools_can_read_the_file(published: Path) -> None:
    path = published
    with open_published(path) as connection:
        told = rows(connection, "SELECT tags['storage_version'] FROM duckdb_databases() WHERE database_name = 'published'")
    assert told == [("v1.4.0+",)]


def test_every_table_view_and_column_is_commented(loaded: duckdb.DuckDBPyConnection, published: Path) -> None:
    with open_published(published) as connection:
        tables = "SELECT table_name AS name, comment FROM duckdb_tables() WHERE NOT internal"
        named = f"{tables} UNION ALL SELECT view_name, comment FROM duckdb_views() WHERE NOT internal"
        assert rows(connection, f"SELECT name FROM ({named}) WHERE coalesce(comment, '') = ''") == []
        assert rows(connection, f"SELECT count(*) > 30 FROM ({named})") == [(True,)]
        columns = "FROM duckdb_columns() WHERE NOT internal"
        assert rows(connection, f"SELECT table_name, column_name {columns} AND coalesce(comment, '') = ''") == []
        assert rows(connection, f"SELECT count(*) > 400 {columns}") == [(True,)]
        # In the work file the views are for the run alone; what its tables hold is told there too.
        assert rows(loaded, f"SELECT name FROM ({tables}) WHERE coalesce(comment, '') = ''") == []


def test_the_same_content_gives_the_same_rows_in_the_same_order(loaded: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    first, second = publish(loaded, tmp_path / "one"), publish(loaded, tmp_path / "two")
    assert content(first.path) == content(second.path)
    assert feed_content(first.feed.root) == feed_content(second.feed.root)


def test_a_reader_of_the_old_file_goes_on_reading(loaded: duckdb.DuckDBPyConnection, published: Path, folder: Path) -> None:
    path = published
    with open_published(path) as old, duckdb.connect(str(path), read_only=True) as plain:
        run_night(loaded, "c", night(2), [read(posting("1"), posting("7"))])
        publish(loaded, folder)
        for reader in (old, plain):
            assert rows(reader, "SELECT count(*) FROM roles") == [(2,)]
            assert rows(reader, "SELECT run_id FROM meta") == [("b",)]
        # A new reader sees the new file, though this process still has the old one open.
        with open_published(path) as new:
            assert rows(new, "SELECT count(*) FROM roles") == [(3,)]


SERVED = [".site", "roles.duckdb", "site"]
FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    ("step", "error"),
    [
        ("_build", duckdb.IOException("IO Error: No space left on device")),
        *(("_verified", FULL), ("compose", FULL), ("_settle", FULL)),
    ],
)
def test_a_failure_at_any_step_leaves_the_old_file(
    loaded: duckdb.DuckDBPyConnection, published: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: Exception
) -> None:
    path = published
    before, feed_before = path.read_bytes(), feed_content(folder / "site")
    run_night(loaded, "c", night(2), [read(posting("1"), posting("7"))])
    real = getattr(warehouse.publish, step)

    def failing(*arguments: object) -> None:
        real(*arguments)
        raise error

    monkeypatch.setattr(warehouse.publish, step, failing)
    with pytest.raises(WarehouseError, match=r"stays as it is\).*the disk is full|No space left.*stays as it is"):
        publish(loaded, folder)
    assert (path.read_bytes(), feed_content(folder / "site")) == (before, feed_before)
    assert names(folder) == SERVED
    monkeypatch.undo()
    assert publish(loaded, folder).roles == 3


def test_a_feed_that_cannot_be_written_is_said(loaded: duckdb.DuckDBPyConnection, folder: Path) -> None:
    folder.mkdir()
    (folder / "site").mkdir()
    (folder / "site" / "index.html").write_text("somebody's own")
    with pytest.raises(WarehouseError, match="the file is published, but its feed is not"):
        publish(loaded, folder)
    with open_published(folder / "roles.duckdb") as connection:
        assert rows(connection, "SELECT count(*) FROM roles") == [(2,)]


def test_a_folder_that_cannot_be_written_is_named(loaded: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    (tmp_path / "published").write_text("a file where the folder should be")
    with pytest.raises(WarehouseError, match=r"publishing to .*published"):
        publish(loaded, tmp_path / "published")


def test_nothing_is_published_before_a_run(work: duckdb.DuckDBPyConnection, folder: Path) -> None:
    with pytest.raises(WarehouseError, match="no run has been loaded yet"):
        publish(work, folder)
    assert list(folder.iterdir()) == []


PUBLISHER = """
import resource, sys, time
from pathlib import Path
import warehouse.publish
from warehouse.database import open_work
from warehouse.errors import WarehouseError

work, folder, step, limit = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
connection = open_work(work)
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
if step:
    real = getattr(warehouse.publish, step)
    def stuck(*arguments):
        real(*arguments)
        print("stuck", flush=True)
        time.sleep(60)
    setattr(warehouse.publish, step, stuck)
try:
    warehouse.publish.publish(connection, folder)
except WarehouseError as error:
    print(f"refused: {error}", flush=True)
"""


@pytest.fixture(scope="module")
def one_night_ahead(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a work file one night ahead of what is published."""
    ahead = tmp_path_factory.mktemp("ahead")
    with open_work(ahead / "work.duckdb") as connection:
        run_night(connection, "a", night(0), [read(posting("1"))])
        publish(connection, ahead / "published")
        many = [posting(str(number), description=f"<p>{number} " + os.urandom(4000).hex() + "</p>") for number in range(100)]
        run_night(connection, "b", night(1), [read(*many)], classify=lambda found: verdict(found, evidence=verdict(found).evidence[1:]))
    return ahead


@pytest.fixture
def published_before(one_night_ahead: Path, tmp_path: Path, folder: Path) -> tuple[Path, Path, bytes]:
    """A work file one night ahead of what is published, and the bytes of the latter; the work file is closed."""
    shutil.copytree(one_night_ahead, tmp_path, symlinks=True, dirs_exist_ok=True)
    path = folder / "roles.duckdb"
    return tmp_path / "work.duckdb", path, path.read_bytes()


def publisher(work: Path, folder: Path, step: str = "", limit: int = 0) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", PUBLISHER, str(work), str(folder), step, str(limit)]
    root = Path(__file__).parents[2]
    path = os.pathsep.join([str(root), *filter(None, [os.environ.get("PYTHONPATH")])])
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root, env=os.environ | {"PYTHONPATH": path})


@pytest.mark.long
@pytest.mark.parametrize("step", ["_build", "_settle"])
def test_a_kill_in_the_middle_leaves_the_old_file_whole(published_before: tuple[Path, Path, bytes], step: str) -> None:
    work, path, before = published_before
    with publisher(work, path.parent, step=step) as process:
        assert process.stdout
        assert process.stdout.readline() == "stuck\n"
        process.send_signal(signal.SIGKILL)
    assert path.read_bytes() == before
    assert list(path.parent.glob(".roles-*")), "the kill came while a new file was being made"
    with open_work(work) as connection:
        assert publish(connection, path.parent).roles == 100
    assert names(path.parent) == SERVED


def test_a_disk_that_takes_no_more_leaves_the_old_file_whole(published_before: tuple[Path, Path, bytes]) -> None:
    work, path, before = published_before
    with publisher(work, path.parent, limit=1_000_000) as process:
        said = process.stdout.read() if process.stdout else ""
    assert said.startswith("refused: publishing to"), said
    assert "the last published file stays as it is" in said
    assert path.read_bytes() == before
    assert names(path.parent) == SERVED
