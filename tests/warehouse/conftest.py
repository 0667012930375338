import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

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
    path = tmp_path / "work.duckdb"
    shutil.copyfile(empty_work, path)
    # On so few rows a second thread only takes time from the tests that run beside this one.
    with duckdb.connect(
        path, config={"threads": 1, "autoinstall_known_extensions": False, "autoload_known_extensions": False}
    ) as connection:
        yield connection
