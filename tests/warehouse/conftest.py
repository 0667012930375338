from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from warehouse.database import open_work


@pytest.fixture
def work(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty work file."""
    connection = open_work(tmp_path / "work.duckdb")
    yield connection
    connection.close()
