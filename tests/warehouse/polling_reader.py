"""An analyst who keeps asking the published file, in a process of its own.

    python -m tests.warehouse.polling_reader holding|fresh PUBLISHED_FILE STOP_FILE

prints a line of JSON a read until STOP_FILE is there: the way in which it was opened, and what was seen or how it failed.
`holding` opens the file once and goes on reading it, and beside it attaches it anew for every read; `fresh` forks a process for each
few reads, which connects as anybody would.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from warehouse.database import open_published

# What the file states of itself, and what is found in it: rows of tables, through joins, and through views.
READ = """
SELECT
    m.run_id, m.night::VARCHAR, m.postings, m.roles, m.feed_roles,
    (SELECT count(*) FROM store.role_postings),
    (SELECT count(*) FROM store.events),
    (SELECT count(*) FROM store.evidence),
    (SELECT sum(length(text))::BIGINT FROM store.texts),
    (SELECT count(*) FROM postings),
    (
        SELECT count(*)
        FROM postings AS p
        JOIN store.evidence AS e USING (classification_id)
        JOIN store.events AS v USING (posting_key)
        JOIN store.runs AS r ON r.run_id = v.run_id
    )
FROM meta AS m
"""
READS_A_PROCESS = 3
PAUSE = 0.05  # seconds: about as long as a read, so that the nights, which are what is read, get on beside it


def seen(connection: duckdb.DuckDBPyConnection) -> list[Any]:
    """What one read sees."""
    [row] = connection.execute(READ).fetchall()
    return list(row)


def _tell(way: str, read: Callable[[], list[Any]]) -> None:
    try:
        told = {"way": way, "seen": read()}
    except Exception as error:  # noqa: BLE001 - whatever a reader runs into is what the test wants to know
        told = {"way": way, "failed": f"{type(error).__name__}: {error}"}
    os.write(sys.stdout.fileno(), json.dumps(told).encode() + b"\n")


def _attached(path: Path) -> list[Any]:
    with open_published(path) as connection:
        return seen(connection)


def _connected(path: Path) -> list[Any]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return seen(connection)


def _hold(path: Path, stop: Path) -> None:
    with duckdb.connect(str(path), read_only=True) as held:
        while not stop.exists():
            _tell("held", lambda: seen(held))
            _tell("attached anew", lambda: _attached(path))
            time.sleep(PAUSE)


def _fork(path: Path, stop: Path) -> None:
    while not stop.exists():
        if (pid := os.fork()) == 0:
            for _ in range(READS_A_PROCESS):
                _tell("connected anew", lambda: _connected(path))
            os._exit(0)
        _, status = os.waitpid(pid, 0)
        if status:
            os.write(sys.stdout.fileno(), json.dumps({"way": "connected anew", "failed": f"ended with {status}"}).encode() + b"\n")
        time.sleep(PAUSE)


if __name__ == "__main__":
    {"holding": _hold, "fresh": _fork}[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
