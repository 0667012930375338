"""Work files to begin with: making one takes longer than most tests of it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb


@contextmanager
def copied_work(path: Path, folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of the work file, in the folder, open."""
    shutil.copyfile(path, folder / "work.duckdb")
    # On so few rows a second thread only takes time from the tests that run beside this one.
    config = {"threads": 1, "autoinstall_known_extensions": False, "autoload_known_extensions": False}
    with duckdb.connect(folder / "work.duckdb", config=config) as connection:
        yield connection
