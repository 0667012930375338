"""A feed for each stored profile, as JSON Feed 1.1 and Atom: what fits it for the first time, and why.

A feed's address is a secret of its reader's: it holds 128 bits that nobody can guess, and robots are asked to stay away.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from html import escape
from pathlib import Path
from typing import Any

import duckdb
import orjson
import pyarrow as pa

from warehouse.database import rows
from warehouse.feed.clean import line
from warehouse.feed.news_item import urn
from warehouse.feed.site import Site
from warehouse.feed.syndication import OURS, Atom, json_feed, xml_feed
from warehouse.load import registered
from warehouse.matching.announcement import announcement
from warehouse.statements import statement

FOLDER = "feeds"
_ENDINGS = (".json", ".atom")
_WRITING = ".writing"
_AT_ONCE = 500  # profiles whose announcements are in memory
_DESCRIPTION = "Product-management roles that fit the profile for the first time, with what speaks for and against each."

# For a host that has nothing but this folder, and for those that list what lies in a folder.
_BESIDE = {
    "robots.txt": b"User-agent: *\nDisallow: /\n",
    "index.html": b'<!doctype html>\n<html lang="en"><meta name="robots" content="noindex, nofollow"><title>Feeds</title></html>\n',
}


def write_feeds(connection: duckdb.DuckDBPyConnection, folder: Path, site: Site) -> None:
    """Writes the feeds of the profiles of the file that is being made, and removes those of profiles that are no more.

    Each of their files is the old one or the new one, whole. `settled` is to be called when the file of matches has its name. Raises
    OSError or duckdb.Error.
    """
    folder.mkdir(exist_ok=True)
    folder.chmod(0o700)
    [(led_to,)] = connection.execute("SELECT max(site) FROM before.kept.look").fetchall()
    unsettled = (folder / _WRITING).exists() or led_to != site.url
    (folder / _WRITING).touch()
    for name, content in _BESIDE.items():
        _put(folder / name, content)
    there = {path.name for path in folder.iterdir()}
    tokens = [token for (token,) in connection.execute("SELECT token FROM fresh.profiles WHERE token IS NOT NULL").fetchall()]
    missing = [token for token in tokens if not there.issuperset(token + ending for ending in _ENDINGS)]
    with registered(connection, arrow_missing=pa.table({"token": pa.array(missing, pa.string())})):
        connection.execute(statement("queries", "matches_feeds"), {"all": unsettled})
    [(feeds,)] = connection.execute("SELECT count(*) FROM look_feeds").fetchall()
    for first in range(0, feeds, _AT_ONCE):
        for row in rows(connection, statement("queries", "matches_feed"), {"first": first, "behind": first + _AT_ONCE}):
            for ending, content in _files(row, site):
                _put(folder / f"{row['token']}{ending}", content)
    names = {*_BESIDE, _WRITING, *(token + ending for token in tokens for ending in _ENDINGS)}
    for path in folder.iterdir():
        if path.name not in names:
            path.unlink(missing_ok=True)
    os.sync()  # one for all: a file by itself takes as long as a thousand


def settled(folder: Path) -> None:
    """Notes that the feeds say what the file of matches does: until then the next look writes all of them anew. Raises OSError."""
    (folder / _WRITING).unlink(missing_ok=True)


def tokens_of(folder: Path) -> Mapping[str, str]:
    """Returns the tokens of the feeds that lie in the folder, by the profile that each says it is of."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.json")):
        with suppress(OSError, ValueError, KeyError, TypeError):
            found[str(orjson.loads(path.read_bytes())[OURS]["profile"])] = path.stem
    return found


def _files(row: Mapping[str, Any], site: Site) -> Iterator[tuple[str, bytes]]:
    told = [announcement(one, row["token"], site) for one in orjson.loads(row["announced"])]
    title, description = _title(row), _description(row)
    yield ".json", json_feed(told, site, title=title, description=description, stated={"profile": row["id"]})
    yield (
        ".atom",
        xml_feed(
            Atom, told, title=title, link=site.url, description=None, subtitle=escape(description), feed_guid=urn(f"matches:{row['token']}")
        ),
    )


def _title(row: Mapping[str, Any]) -> str:
    return f"Explore Roles: roles for {line(row['name'] or row['id'])}"


def _description(row: Mapping[str, Any]) -> str:
    if row["state"] == "unusable":
        return f"{_DESCRIPTION} The profile cannot be used as it stands now: nothing new is told until it is mended."
    return _DESCRIPTION


def _put(path: Path, content: bytes) -> None:
    with suppress(OSError):
        if path.read_bytes() == content:
            return
    beside = path.with_name(f".{path.name}.part")
    beside.touch(mode=0o600)
    beside.write_bytes(content)
    beside.replace(path)
