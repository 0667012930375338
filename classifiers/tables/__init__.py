"""The rulebook: tables in TOML, read once and checked; their order never matters."""

import hashlib
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

# Raised by hand when code that reads the tables changes a verdict; a change of any table changes the version by itself.
CODE_VERSION = "1"

_folder: Path | None = None  # None: the rulebook that ships with the project


def use_rulebook(folder: Path) -> None:
    """Read all tables from another folder (`levels.toml`, `rules/*.toml` and the rest), from now on and in this process alone.

    Raises RuntimeError when a table was read already: what was made of it would stay. What is wrong in the folder itself shows when
    the tables are read.
    """
    global _folder
    if _in_use.cache_info().currsize:
        raise RuntimeError("tables were read already: another rulebook can be used in a fresh process only")
    _folder = folder


def rulebook_files(folder: Path | None = None) -> dict[str, bytes]:
    """Return the content of every table by name (`levels.toml`, `rules/scope.toml`), of the shipped rulebook or of a folder.

    Raises ValueError that names the folder or file when it cannot be read or is no rulebook: a table that ships is not in it.
    """
    if folder is None:
        return _content(files(__package__))
    if not folder.is_dir():
        raise ValueError(f"{folder} is {'a file' if folder.exists() else 'not there'}; a rulebook is a folder of tables")
    found = _content(folder)
    lacking = [name for name in rulebook_files() if "/" not in name and name not in found]
    if not any(name.startswith("rules/") for name in found):
        lacking.append("rules/*.toml")
    if lacking:
        raise ValueError(f"{folder} is no rulebook: {', '.join(lacking)} {'is' if len(lacking) == 1 else 'are'} missing")
    return found


def _content(folder: Traversable | Path) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for prefix, place in (("", folder), ("rules/", folder / "rules")):
        for entry in place.iterdir() if place.is_dir() else ():
            # Editors leave hidden files beside what they have open.
            if entry.name.endswith(".toml") and not entry.name.startswith("."):
                try:
                    found[prefix + entry.name] = entry.read_bytes()
                except OSError as error:
                    raise ValueError(f"rulebook table {entry} cannot be read: {error.strerror or error}") from error
    return dict(sorted(found.items()))


def parse_table(name: str, content: bytes) -> dict[str, Any]:
    """Return one table as plain data. Raises ValueError that names the file when its TOML is broken."""
    try:
        return tomllib.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ValueError(f"rulebook table {name}, line {line}: not UTF-8 text; save the file as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"rulebook table {name}: {error}") from error


@cache
def _in_use() -> dict[str, bytes]:
    # All at once, so that the version is that of what was read, whoever saves a table meanwhile.
    return rulebook_files(_folder)


@cache
def read_table(name: str) -> dict[str, Any]:
    """Return one table as plain data. Raises ValueError that names the file when it is not there or its TOML is broken."""
    content = _in_use().get(name)
    if content is None:
        raise ValueError(f"there is no table {name} in the rulebook")
    return parse_table(name, content)


def tables_in_use() -> tuple[str, ...]:
    """Return the names of all tables, sorted."""
    return tuple(_in_use())


def rule_tables() -> list[dict[str, Any]]:
    """Return every rule of rules/*.toml as plain data, by name."""
    rows = [row for name in _in_use() if name.startswith("rules/") for row in read_table(name).get("rule", ())]
    return sorted(rows, key=lambda row: str(row["name"]))


def version_of(tables: Mapping[str, bytes]) -> str:
    """Return the version of these tables and of the code that reads them, as `1-` and twelve hex digits of their content."""
    digest = hashlib.sha256(CODE_VERSION.encode())
    for name, content in sorted(tables.items()):
        digest.update(name.encode() + b"\0" + content.replace(b"\r\n", b"\n") + b"\0")
    return f"{CODE_VERSION}-{digest.hexdigest()[:12]}"


@cache
def rulebook_version() -> str:
    """Return the version of the rulebook in use, see `version_of`."""
    return version_of(_in_use())
