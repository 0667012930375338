"""Areas that stand for many countries: EMEA, Europe, DACH."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def areas() -> Mapping[str, frozenset[str]]:
    """Returns the ISO 3166-1 codes of each area's countries (areas.toml)."""
    table: dict[str, list[str]] = tomllib.loads((files("warehouse") / "matching" / "areas.toml").read_text(encoding="utf-8"))

    def members(name: str) -> frozenset[str]:
        return frozenset(code for part in table[name] for code in (members(part[1:]) if part.startswith("@") else (part,)))

    return {name: members(name) for name in table}
