"""The rulebook: tables in TOML, read once and checked; their order never matters."""

import hashlib
import tomllib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

# Raised by hand when code that reads the tables changes a verdict; a change of any table changes the version by itself.
CODE_VERSION = "1"


def _table_files() -> list[tuple[str, Traversable]]:
    folder = files(__package__)
    found = [(entry.name, entry) for entry in folder.iterdir() if entry.name.endswith(".toml")]
    found += [(f"rules/{entry.name}", entry) for entry in (folder / "rules").iterdir() if entry.name.endswith(".toml")]
    return sorted(found, key=lambda pair: pair[0])


@cache
def read_table(name: str) -> dict[str, Any]:
    """Return one table as plain data. Raises ValueError that names the file when its TOML is broken."""
    entry = dict(_table_files()).get(name)
    if entry is None:
        raise ValueError(f"there is no table {name} in the rulebook")
    try:
        return tomllib.loads(entry.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"rulebook table {name}: {error}") from error


def rule_tables() -> list[dict[str, Any]]:
    """Return every rule of rules/*.toml as plain data, by name."""
    rows = [row for name, _ in _table_files() if name.startswith("rules/") for row in read_table(name).get("rule", ())]
    return sorted(rows, key=lambda row: str(row["name"]))


@cache
def rulebook_version() -> str:
    """Return the version of all tables and of the code that reads them, as `1-` and twelve hex digits of their content."""
    digest = hashlib.sha256(CODE_VERSION.encode())
    for name, entry in _table_files():
        digest.update(name.encode() + b"\0" + entry.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return f"{CODE_VERSION}-{digest.hexdigest()[:12]}"
