"""Analysts go on reading while nights are published, and killed, under them."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.warehouse.factories import rows
from tests.warehouse.killed_night import Nights, Order, Size
from tests.warehouse.polling_reader import seen
from warehouse.database import open_published

ROOT = Path(__file__).parents[2]
WAYS = ("held", "attached anew", "connected anew")
LEAST_READS = 10  # of each way, on a machine that has much else to do


@contextmanager
def readers(path: Path, folder: Path) -> Iterator[list[dict[str, Any]]]:
    """Two processes that read the published file all the while; what they told is in the list at the end."""
    stop, told = folder / "stop", list[dict[str, Any]]()
    outputs = {kind: folder / f"{kind}.jsonl" for kind in ("holding", "fresh")}
    paths = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    processes = []
    for kind, output in outputs.items():
        command = [sys.executable, "-m", "tests.warehouse.polling_reader", kind, str(path), str(stop)]
        with output.open("wb") as file:
            processes.append(subprocess.Popen(command, stdout=file, cwd=ROOT, env=os.environ | {"PYTHONPATH": paths}))
    try:
        until = time.monotonic() + 60
        while not all(output.stat().st_size for output in outputs.values()):
            assert time.monotonic() < until, "no reader has read anything"
            time.sleep(0.05)
        yield told
    finally:
        stop.touch()
        statuses = [process.wait(60) for process in processes]
    assert statuses == [0, 0]
    told += [json.loads(line) for output in outputs.values() for line in output.read_text().splitlines()]


@pytest.mark.long
def test_readers_never_fail_and_never_see_half_a_night(tmp_path: Path) -> None:
    folder, archive, known = tmp_path / "data", tmp_path / "archive", dict[str, list[Any]]()
    path = folder / "roles.duckdb"
    archive.mkdir()
    with Nights() as nights:

        def ordered(number: int, **kill: Any) -> int:
            run_id, size = f"night-{number}", Size(boards=3, postings=16)
            order = Order(work=folder / "work.duckdb", publication=folder, number=number, run_id=run_id, size=size, **kill)
            return nights.do(order).status

        def published(number: int) -> None:
            assert ordered(number) == 0
            shutil.copy(path, archive / f"{number}.duckdb")

        published(0)
        with readers(path, tmp_path) as told:
            published(1)
            assert ordered(2, kill_in="publish", kill_after=0.1) == -9
            replaced = replace_often(path, archive, seconds=2.0)
    for kept in archive.glob("?.duckdb"):
        with open_published(kept) as connection:
            known[f"night-{kept.stem}"] = seen(connection)

    assert replaced > 10
    assert [read for read in told if "failed" in read] == []
    assert [read for read in told if read["seen"] != known[read["seen"][0]]] == [], "half a night, or parts of two"
    seen_by = {way: [read["seen"][0] for read in told if read["way"] == way] for way in WAYS}
    assert min(map(len, seen_by.values())) >= LEAST_READS, {way: len(reads) for way, reads in seen_by.items()}
    assert set(seen_by["held"]) == {"night-0"}, "who holds the file open goes on reading the night that it was"
    assert set(seen_by["attached anew"]) == set(seen_by["connected anew"]) == {"night-0", "night-1"}


def replace_often(path: Path, archive: Path, seconds: float) -> int:
    """Gives the file another night as publishing does, as often as it can. Returns how often."""
    until, replaced = time.monotonic() + seconds, 0
    kept = sorted(archive.glob("?.duckdb"))
    while time.monotonic() < until:
        fresh = path.with_name(".roles-another.duckdb")
        shutil.copy(kept[replaced % len(kept)], fresh)
        fresh.replace(path)
        replaced += 1
    return replaced


@pytest.fixture
def two_nights(tmp_path: Path) -> Path:
    """The least of a published file, and beside it, under another name, the one of the next night."""
    for name, run_id in (("roles", "a"), ("next", "b")):
        with duckdb.connect(str(tmp_path / f"{name}.duckdb")) as connection:
            connection.execute(f"CREATE TABLE meta AS SELECT '{run_id}' AS run_id")
    return tmp_path / "roles.duckdb"


def runs(connection: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    return rows(connection, "SELECT run_id FROM meta")


def test_one_process_sees_the_new_night_once_it_has_closed_the_old(two_nights: Path) -> None:
    """DuckDB gives a process that connects to a path which it has open the database it has; an attached file is looked up anew."""
    with duckdb.connect(str(two_nights), read_only=True) as old:
        two_nights.with_name("next.duckdb").replace(two_nights)
        assert runs(old) == [("a",)]
        with duckdb.connect(str(two_nights), read_only=True) as again:
            assert runs(again) == [("a",)], "still the file that this process has open"
        with open_published(two_nights) as attached:
            assert runs(attached) == [("b",)]
    with duckdb.connect(str(two_nights), read_only=True) as new:
        assert runs(new) == [("b",)]
