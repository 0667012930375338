"""What all tests share."""

import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from typing import Any

import duckdb


class _NoPandas(MetaPathFinder):
    """Says at once that there is no pandas: DuckDB looks for it at every value that it is given, on the whole path, and pytest with it."""

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        if fullname == "pandas":
            raise ModuleNotFoundError("No module named 'pandas'", name=fullname)
        return None


if find_spec("pandas") is None:
    sys.meta_path.insert(0, _NoPandas())

_connect = duckdb.connect


def _connect_with_one_thread(database: Any = ":memory:", read_only: bool = False, config: dict[str, Any] | None = None) -> Any:
    # On so few rows a second thread only takes time from the tests that run beside this one. What is run in a process of its own has all.
    return _connect(database, read_only=read_only, config={"threads": 1} | (config or {}))


duckdb.connect = _connect_with_one_thread
