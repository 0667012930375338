"""The feed: the open roles as JSON for a website, versioned, written from the published file alone.

Everything in it is a stranger's text: control characters are taken out, links are http(s) or null, and `<`, `>` and `&` are
escaped, so that the file may even stand inside a script element.
"""

import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import duckdb

from warehouse.database import open_published
from warehouse.errors import WarehouseError, explained
from warehouse.statements import statement

FEED_VERSION = "1.3"

# C0 and C1 controls, the marks that turn the direction of writing, line and paragraph separators, the byte order mark.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff]+")
_NOT_IN_LINKS = re.compile(_UNSEEN.pattern + r"|[\s<>\"\\`]")
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFiles:
    """Where the feed lies."""

    roles: Path  # feed/v1/roles.json
    schema: Path  # feed/v1/schema.json, its JSON Schema

    @classmethod
    def under(cls, folder: Path) -> Self:
        """The feed's files under the folder that is published."""
        return cls(roles=folder / "feed" / "v1" / "roles.json", schema=folder / "feed" / "v1" / "schema.json")


def write_feed(published: Path, folder: Path) -> FeedFiles:
    """Writes the feed of the published file under `folder`, each file at once and whole; bytes that are the same are left alone.

    Raises WarehouseError where the published file cannot be read or the folder cannot be written; the old feed then stays.
    """
    feed = compose_feed(published)
    try:
        return place_feed(feed, folder)
    except OSError as error:
        raise WarehouseError(f"writing the feed under {folder}: {error.strerror or error}; the last feed stays as it is") from error


def compose_feed(published: Path) -> bytes:
    """The feed's JSON. The newest roles come first, by the night they were first seen, then by id.

    Raises WarehouseError where the published file cannot be read.
    """
    with open_published(published) as connection:
        try:
            meta = _rows(connection, statement("queries", "feed_meta"))
            stale_boards = _rows(connection, statement("queries", "feed_stale_boards"))
            roles = _rows(connection, statement("queries", "feed_roles"))
        except duckdb.Error as error:
            raise explained(error, f"reading the published file {published}") from error
    feed = {
        "version": FEED_VERSION,
        "generated_from": {name: meta[0][name] for name in ("run_id", "night", "rulebook")},
        "freshness": {"sources": meta[0]["freshness"] or [], "stale_boards": stale_boards},
        "count": len(roles),
        "roles": [_role(role) for role in roles],
    }
    text = json.dumps(_clean(feed), ensure_ascii=False, allow_nan=False, indent=1)
    return text.translate(_ESCAPES).encode() + b"\n"


def place_feed(feed: bytes, folder: Path) -> FeedFiles:
    """Puts a composed feed, and its schema, in their places under `folder`. Raises OSError where that cannot be done."""
    places = FeedFiles.under(folder)
    places.roles.parent.mkdir(parents=True, exist_ok=True)
    _place(places.schema, (files("warehouse") / "feed_schema.json").read_bytes())
    _place(places.roles, feed)
    return places


def _role(role: dict[str, Any]) -> dict[str, Any]:
    return role | {"url": _link(role["url"]), "apply_url": _link(role["apply_url"])}


def _link(url: str | None) -> str | None:
    """The URL where a browser may be sent there, else None."""
    if url is None or _NOT_IN_LINKS.search(url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def _clean(value: Any) -> Any:
    match value:
        case str():
            return " ".join(_UNSEEN.sub(" ", value).split())
        case dict():
            return {name: _clean(part) for name, part in value.items()}
        case list():
            return [_clean(part) for part in value]
        case date():
            return value.isoformat()
        case _:
            return value


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    cursor = connection.execute(sql)
    columns = [column[0] for column in cursor.description or ()]
    rows: Iterable[tuple[Any, ...]] = cursor.fetchall()
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _place(path: Path, content: bytes) -> None:
    if path.is_file() and path.read_bytes() == content:
        return
    # One name for all tries: what a killed one left behind is written over by the next.
    fresh = path.with_name(f".{path.name}.new")
    try:
        with fresh.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
