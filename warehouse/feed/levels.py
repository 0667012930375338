"""The five levels in plain words, and what a confidence means (`levels.toml`)."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def levels() -> dict[str, Any]:
    """Returns what `feed/v2/levels.json` holds. Whoever changes it changes it for all."""
    table = tomllib.loads((files("warehouse") / "feed" / "levels.toml").read_text(encoding="utf-8"))
    return {"version": table["version"], "kind": "levels", "levels": table["level"], "confidence": table["confidence"]}


def sure_word(confidence: float, *, corrected: bool) -> str:
    """Returns how sure the level is, in words for people."""
    said = levels()["confidence"]
    if corrected:
        return str(said["corrected"]["word"])
    return str(next(row["word"] for row in said["words"] if confidence >= row["from"] or row["from"] == 0))
