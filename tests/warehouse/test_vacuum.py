"""The work file written anew is the same file, only smaller; and whatever fails leaves the old one."""

import errno
import os
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pytest

import warehouse.vacuum
from tests.warehouse.factories import board, failed, night, posting, read, rejection, rows, run_night, stored
from warehouse.contents import RecordedRun, reading, recorded_runs, table_sizes
from warehouse.database import open_work
from warehouse.errors import WarehouseBroken, WarehouseBusy, WarehouseError
from warehouse.publish import publish
from warehouse.vacuum import take_place, vacuum

CATALOGUE = (
    "SELECT table_name, comment FROM duckdb_tables() WHERE NOT internal ORDER BY ALL",
    "SELECT table_name, column_name, data_type, is_nullable, column_default, comment FROM duckdb_columns() WHERE NOT internal ORDER BY ALL",
    "SELECT view_name, comment, sql FROM duckdb_views() WHERE NOT internal ORDER BY ALL",
)


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A work file of three nights."""
    path = tmp_path_factory.mktemp("nights") / "work.duckdb"
    harbour = board("harbour")
    with closing(open_work(path)) as connection:
        run_night(connection, "a", night(0), [read(posting("1"), posting("2"), rejections=(rejection(3),)), failed(harbour)])
        run_night(connection, "b", night(1), [read(posting("1", title="Lead Product Manager")), failed(harbour)])
        run_night(connection, "c", night(2), [read(posting("1", title="Lead Product Manager")), failed(harbour)])
    return path


@pytest.fixture
def path(nights: Path, tmp_path: Path) -> Path:
    """The work file of three nights, to be written."""
    return Path(shutil.copy(nights, tmp_path))


def told(path: Path) -> tuple[Any, ...]:
    with closing(open_work(path)) as connection:
        runs = [rows(connection, f"FROM store.{table} ORDER BY ALL") for table in ("runs", "board_reads", "check_results", "migrations")]
        views = [rows(connection, f"FROM {view} ORDER BY ALL") for view in ("roles", "events", "postings", "explore_roles", "run_log")]
        return stored(connection), runs, views, [rows(connection, query) for query in CATALOGUE]


def test_a_vacuumed_file_tells_the_same(path: Path) -> None:
    before = told(path)
    vacuum(path)
    assert told(path) == before
    assert [name.name for name in path.parent.iterdir()] == ["work.duckdb"]


def test_the_copy_needs_no_repair_by_opening(path: Path) -> None:
    """Comments and views come over by themselves, in a file that analysts' older tools could open."""
    tags = "SELECT tags FROM duckdb_databases() WHERE NOT internal"
    with duckdb.connect(str(path), read_only=True) as connection:
        before = [rows(connection, query) for query in (*CATALOGUE, tags)]
    vacuum(path)
    with duckdb.connect(str(path), read_only=True) as connection:
        assert [rows(connection, query) for query in (*CATALOGUE, tags)] == before


def test_a_vacuum_gives_back_what_deleted_rows_left(path: Path) -> None:
    many = "INSERT INTO store.texts SELECT sha256(i::VARCHAR), string_agg(sha256((i * 1000 + j)::VARCHAR), ' ') FROM range(2000) AS a(i), "
    with closing(open_work(path)) as connection:
        connection.execute(f"{many} range(100) AS b(j) GROUP BY i")
    with closing(open_work(path)) as connection:
        connection.execute("DELETE FROM store.texts WHERE text LIKE '% % % %' AND NOT contains(text, 'roadmap')")
    large = path.stat().st_size
    before = told(path)
    vacuum(path)
    assert path.stat().st_size < large / 2
    assert told(path) == before


def test_a_vacuumed_file_goes_on(path: Path) -> None:
    vacuum(path)
    with closing(open_work(path)) as connection:
        run_night(connection, "d", night(3), [read(posting("1"), posting("9")), failed(board("harbour"))])
        assert publish(connection, path.parent / "published").roles == 3


def no_room(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def miscounted() -> Callable[[object], dict[str, int]]:
    answers = iter([{"texts": 1}, {"texts": 2}])
    return lambda _: next(answers)


@pytest.mark.parametrize(
    ("where", "broken", "says"),
    [(os, ("fsync", no_room), "No space left"), (warehouse.vacuum, ("_counts", miscounted()), "the copy holds")],
)
def test_what_fails_leaves_the_old_file(
    path: Path, monkeypatch: pytest.MonkeyPatch, where: Any, broken: tuple[str, Callable[..., Any]], says: str
) -> None:
    before, inode = told(path), path.stat().st_ino
    monkeypatch.setattr(where, *broken)
    with pytest.raises(WarehouseError, match=says):
        vacuum(path)
    monkeypatch.undo()
    assert path.stat().st_ino == inode
    assert told(path) == before
    assert [name.name for name in path.parent.iterdir()] == ["work.duckdb"]


def test_left_overs_of_a_kill_do_no_harm(path: Path) -> None:
    (path.parent / ".vacuum-work.duckdb").write_bytes(b"half a file")
    (path.parent / ".vacuum-work.duckdb.wal").write_bytes(b"half a log")
    before = told(path)
    vacuum(path)
    assert told(path) == before
    assert [name.name for name in path.parent.iterdir()] == ["work.duckdb"]


@pytest.mark.parametrize("which", ["fresh", "work"])
def test_a_file_with_a_log_is_in_use(path: Path, which: str) -> None:
    fresh = path.with_name("fresh.duckdb")
    open_work(fresh).close()
    path.with_name(f"{which}.duckdb.wal").write_bytes(b"not in the file yet")
    inode = path.stat().st_ino
    with pytest.raises(WarehouseBusy, match=rf"{which}\.duckdb\.wal is in use"):
        take_place(fresh, path)
    assert path.stat().st_ino == inode
    assert fresh.exists()


def test_the_tables_add_up_to_the_file(path: Path) -> None:
    vacuum(path)
    sizes = table_sizes(path)
    assert {one.table: one.rows for one in sizes if one.table in ("runs", "levels", "role_postings")} == {
        "runs": 3,
        "levels": 6,
        "role_postings": 2,
    }
    assert [one.bytes for one in sizes] == sorted((one.bytes for one in sizes), reverse=True)
    total = sum(one.bytes for one in sizes)
    assert 0 < total <= path.stat().st_size


def test_looking_changes_nothing(path: Path) -> None:
    before = path.read_bytes()
    table_sizes(path)
    with reading(path) as connection:
        assert recorded_runs(connection)[0] == RecordedRun(run_id="a", night=night(0), state="degraded")
        assert [run.loaded for run in recorded_runs(connection)] == [True] * 3
    assert path.read_bytes() == before
    path.write_bytes(b"no database" * 999)
    with pytest.raises(WarehouseBroken, match=r"work\.duckdb"):
        table_sizes(path)
    with pytest.raises(WarehouseError, match="there is none"):
        table_sizes(path.with_name("none.duckdb"))
