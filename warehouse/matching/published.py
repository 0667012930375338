"""What the page in the browser matches with: the same tables, as `feed/v2/matching.json` holds them."""

from typing import Any

from classifiers.languages import language_names
from warehouse.feed.words import words
from warehouse.matching.tables import VERSION, tables


def matching() -> dict[str, Any]:
    """Returns what `feed/v2/matching.json` holds."""
    names = {"languages": language_names(), **{name: words(name) for name in ("years_in", "studies")}}
    return {"version": VERSION, "kind": "matching", **tables(), **names}
