"""The warehouse's SQL, which lives in .sql files beside this module."""

from functools import cache
from importlib.resources import files


@cache
def statement(folder: str, name: str) -> str:
    """The text of `warehouse/<folder>/<name>.sql`. Raises FileNotFoundError where there is none."""
    return (files("warehouse") / folder / f"{name}.sql").read_text(encoding="utf-8")


@cache
def names(folder: str) -> tuple[str, ...]:
    """The names (without `.sql`) of the files of a folder, sorted: the order in which they are to be run."""
    return tuple(
        sorted(entry.name.removesuffix(".sql") for entry in (files("warehouse") / folder).iterdir() if entry.name.endswith(".sql"))
    )
