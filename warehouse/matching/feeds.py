"""A feed for each stored profile, as JSON Feed 1.1 and Atom: what fits it for the first time, and why.

A feed's address is a secret of its reader's: it holds 128 bits that nobody can guess, and robots are asked to stay away.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from html import escape
from io import StringIO
from pathlib import Path
from typing import Any

import duckdb
import orjson
import pyarrow as pa
from feedgenerator import Atom1Feed

from warehouse.database import rows
from warehouse.feed.clean import as_json, line
from warehouse.feed.news_item import urn
from warehouse.feed.site import Site
from warehouse.load import registered
from warehouse.matching.announcement import Announcement, announcement
from warehouse.statements import statement

FOLDER = "feeds"
_ENDINGS = (".json", ".atom")
_WRITING = ".writing"
_AT_ONCE = 500  # profiles whose announcements are in memory
_DESCRIPTION = "Product-management roles that fit the profile for the first time, with what speaks for and against each."
_NAME = "_explore_roles"  # of what the JSON says beyond the format

# For a host that has nothing but this folder, and for those that list what lies in a folder.
_BESIDE = {
    "robots.txt": b"User-agent: *\nDisallow: /\n",
    "index.html": b'<!doctype html>\n<html lang="en"><meta name="robots" content="noindex, nofollow"><title>Feeds</title></html>\n',
}


class _Atom(Atom1Feed):  # type: ignore[misc]  # ships no types
    """Atom whose date is that of its newest item, and never the clock's."""

    def latest_post_date(self) -> datetime:
        latest: datetime = super().latest_post_date() if self.items else datetime(1970, 1, 1, tzinfo=UTC)
        return latest


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
            found[str(orjson.loads(path.read_bytes())[_NAME]["profile"])] = path.stem
    return found


def _files(row: Mapping[str, Any], site: Site) -> Iterator[tuple[str, bytes]]:
    told = [announcement(one, row["token"], site) for one in orjson.loads(row["announced"])]
    yield ".json", _json(row, told, site)
    yield ".atom", _atom(row, told, site)


def _title(row: Mapping[str, Any]) -> str:
    return f"Explore Roles: roles for {line(row['name'] or row['id'])}"


def _description(row: Mapping[str, Any]) -> str:
    if row["state"] == "unusable":
        return f"{_DESCRIPTION} The profile cannot be used as it stands now: nothing new is told until it is mended."
    return _DESCRIPTION


def _json(row: Mapping[str, Any], told: list[Announcement], site: Site) -> bytes:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _title(row),
        "home_page_url": site.url,
        "description": _description(row),
        "authors": [{"name": "Explore Roles", "url": site.url}],
        "language": "en",
        _NAME: {"about": site.url, "profile": row["id"]},
        "items": [
            {
                "id": one.id,
                "url": one.page,
                "title": one.title,
                "content_html": one.content,
                "summary": one.summary,
                "date_published": f"{one.told:%Y-%m-%dT%H:%M:%SZ}",
                **({"date_modified": f"{one.changed:%Y-%m-%dT%H:%M:%SZ}"} if one.changed else {}),
                "authors": [{"name": one.company}],
                "tags": one.tags,
                _NAME: one.stated,
            }
            for one in told
        ],
    }
    return as_json(document, orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _atom(row: Mapping[str, Any], told: list[Announcement], site: Site) -> bytes:
    document = _Atom(
        title=_title(row),
        link=site.url,
        description=None,
        subtitle=escape(_description(row)),
        language="en",
        author_name="Explore Roles",
        feed_guid=urn(f"matches:{row['token']}"),
    )
    for one in told:
        document.add_item(
            title=one.title,
            link=one.page,
            description=escape(one.summary),
            content=one.content,
            author_name=one.company,
            unique_id=one.id,
            categories=one.tags,
            pubdate=one.told,
            updateddate=one.changed or one.told,
        )
    written = StringIO()
    document.write(written, "utf-8")
    return written.getvalue().encode()


def _put(path: Path, content: bytes) -> None:
    with suppress(OSError):
        if path.read_bytes() == content:
            return
    beside = path.with_name(f".{path.name}.part")
    beside.touch(mode=0o600)
    beside.write_bytes(content)
    beside.replace(path)
