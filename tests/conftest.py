"""What all tests share."""

import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec


class _NoPandas(MetaPathFinder):
    """Says at once that there is no pandas: DuckDB looks for it at every value that it is given, on the whole path, and pytest with it."""

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        if fullname == "pandas":
            raise ModuleNotFoundError("No module named 'pandas'", name=fullname)
        return None


if find_spec("pandas") is None:
    sys.meta_path.insert(0, _NoPandas())
