"""Rulebooks as a person names them: `current`, or a folder of tables; and a copy of the shipped tables to begin with."""

import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from classifiers.tables import parse_table, rulebook_files, version_of
from flows.errors import BadInput

CURRENT, PUBLISHED = "current", "published"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """A rulebook and what is in it."""

    name: str  # as it was given
    folder: Path | None  # None: the one that ships
    version: str
    tables: Mapping[str, Mapping[str, Any]]  # by name, as in `rules/scope.toml`


def open_rulebook(name: str) -> Rulebook:
    """Returns the rulebook that `name` stands for. Raises BadInput that names the folder or the file, and what is wrong with it."""
    folder = None if name == CURRENT else Path(name)
    try:
        content = rulebook_files(folder)
    except ValueError as error:
        words = "" if folder is None or folder.is_dir() else f", or the word {CURRENT}"
        raise BadInput(f"{error}{words}.{_advice(folder)}") from None
    except OSError as error:
        raise BadInput(f"The rulebook {name} cannot be read: {error.strerror or error}.") from None
    tables: dict[str, Mapping[str, Any]] = {}
    broken: list[str] = []
    for table, found in content.items():
        try:
            tables[table] = parse_table(table, found)
        except ValueError as error:
            broken.append(str(error))
    if broken:
        raise BadInput(f"The rulebook {name} cannot be used:\n  " + "\n  ".join(broken))
    return Rulebook(name=name, folder=folder, version=version_of(content), tables=tables)


def _advice(folder: Path | None) -> str:
    whole = folder is not None and folder.is_dir() and any(folder.glob("*.toml"))
    return "" if whole else " `explore-roles rulebook export FOLDER` writes a copy of the shipped one."


def export_rulebook(folder: Path) -> int:
    """Writes the shipped tables into a new folder (or an empty one), all or none. Returns how many. Raises BadInput."""
    if folder.exists() and not folder.is_dir():
        raise BadInput(f"{folder} is a file; name a new folder for the tables.")
    tables = rulebook_files()
    try:
        if folder.is_dir() and any(folder.iterdir()):
            raise BadInput(f"{folder} is not empty, and nothing in it is overwritten; name a new folder for the tables.")
        beside = folder.absolute().with_name(f".{folder.absolute().name}-{secrets.token_hex(4)}.part")
        try:
            for name, content in tables.items():
                (beside / name).parent.mkdir(parents=True, exist_ok=True)
                (beside / name).write_bytes(content)
            beside.rename(folder)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise BadInput(f"The tables cannot be written to {folder}: {error.strerror or error}.") from None
    return len(tables)
