from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.work_files import copied_work
from warehouse.database import open_work


@pytest.fixture(scope="session")
def empty_work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A work file as it is made, to copy: making one takes longer than most tests here."""
    path = tmp_path_factory.mktemp("work") / "work.duckdb"
    open_work(path).close()
    return path


@pytest.fixture
def work(tmp_path: Path, empty_work: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty work file."""
    with copied_work(empty_work, tmp_path) as connection:
        yield connection
