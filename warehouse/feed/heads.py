"""What readers begin with: the summary for a page, the manifest for a copy, and the health of every source."""

from collections.abc import Iterator, Sequence
from typing import Any

import duckdb

from warehouse.database import rows
from warehouse.feed.clean import as_json, plain
from warehouse.feed.described import Described
from warehouse.feed.role import FEED_VERSION
from warehouse.feed.site import FOLDER, MANIFEST
from warehouse.statements import statement


def health(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Returns how every source was read, and the boards whose roles are shown from memory. Raises duckdb.Error."""
    sources = [plain(row) for row in rows(connection, statement("queries", "feed_health"))]
    stale_boards = [plain(row) for row in rows(connection, statement("queries", "feed_stale_boards"))]
    return {"version": FEED_VERSION, "kind": "health", "sources": sources, "stale_boards": stale_boards}


def heads(
    connection: duckdb.DuckDBPyConnection,
    sources: Sequence[dict[str, Any]],
    *,
    pages: Sequence[Described],
    index: Sequence[Described],
    files: Sequence[Described],
) -> Iterator[tuple[str, bytes]]:
    """Returns the summary and the manifest of a published file whose feed has these files. Raises duckdb.Error."""
    [row] = rows(connection, statement("queries", "feed_meta"))
    meta = plain(row)
    of_a_copy = {name: meta.pop(name) for name in ("gone", "checksum")}
    of_a_page = {"stale_roles": meta.pop("stale_roles")}
    levels = {found["level"]: found["roles"] for found in rows(connection, statement("queries", "feed_levels"))}
    head = {"version": FEED_VERSION, **meta, "levels": levels, "sources": sources, "index": index}
    summary = {
        "kind": "summary",
        **head,
        **of_a_page,
        "boards": sum(source["boards"] for source in sources),
        "boards_read": sum(source["boards_read"] for source in sources),
        "oldest_night": min((source["newest_night"] for source in sources if source["newest_night"]), default=None),
        "levels_path": f"{FOLDER}/levels.json",
        "matching_path": f"{FOLDER}/matching.json",
    }
    yield f"{FOLDER}/summary.json", as_json(summary) + b"\n"
    yield MANIFEST, as_json({"kind": "manifest", **head, **of_a_copy, "pages": pages, "files": files}) + b"\n"
