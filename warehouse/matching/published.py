"""What the page in the browser matches with: the same tables, as `feed/v2/matching.json` holds them."""

from typing import Any

from warehouse.matching.tables import VERSION, tables


def matching() -> dict[str, Any]:
    """Returns what `feed/v2/matching.json` holds."""
    return {"version": VERSION, "kind": "matching", **tables()}
