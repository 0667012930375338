from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from warehouse.database import open_work


@pytest.fixture
def work(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty work file."""
    connection = open_work(tmp_path / "work.duckdb")
    connection.execute("SET threads = 1")  # tests run side by side: on so few rows a second thread only takes time from the others
    yield connection
    connection.close()
