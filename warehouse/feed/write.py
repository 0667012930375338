"""The whole folder, written from a published file in one pass."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

import duckdb
import orjson

from warehouse.database import open_published
from warehouse.errors import WarehouseError, explained
from warehouse.feed.bulk import Bulk
from warehouse.feed.folder import NAME, Generation, standing
from warehouse.feed.heads import Described, heads, health
from warehouse.feed.index import Index
from warehouse.feed.levels import levels
from warehouse.feed.news import news_files
from warehouse.feed.pages import FOLDER, described, one_gone, pages
from warehouse.feed.role_page import gone_page, role_page
from warehouse.feed.site import Site, role_page_path
from warehouse.feed.sitemap import robots_file, sitemap_files
from warehouse.feed.state import as_json, gone_of
from warehouse.feed.subjects import news_feeds

_LASTING = re.compile(rf"{FOLDER}/(?:roles|index)/[0-9-]+\.[0-9a-f]{{8}}\.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFiles:
    """Where the feed lies."""

    root: Path  # the folder to serve
    manifest: Path  # feed/v2/manifest.json
    page: Path  # index.html

    @classmethod
    def under(cls, publication: Path) -> "FeedFiles":
        """The feed's files under the folder that is published."""
        root = publication / NAME
        return cls(root=root, manifest=root / FOLDER / "manifest.json", page=root / "index.html")


def write_feed(published: Path, publication: Path, site: Site) -> FeedFiles:
    """Writes the folder of the published file, whole and at once. Raises WarehouseError where it cannot; the old folder then stays."""
    generation = compose(published, publication, site, pack_anew=True)
    try:
        generation.stand()
    except OSError as error:
        generation.discard()
        raise WarehouseError(f"writing the feed under {publication}: {error.strerror or error}; the last feed stays as it is") from error
    return FeedFiles.under(publication)


def compose(published: Path, publication: Path, site: Site, *, pack_anew: bool = False) -> Generation:
    """Returns the folder of a published file, complete, but not standing yet; `pack_anew` takes no file over from the one that stands.

    Raises WarehouseError where the file cannot be read or the folder cannot be written; nothing of it is left then.
    """
    generation = None
    try:
        with open_published(published) as connection:
            generation = Generation(publication, pack_anew=pack_anew)
            _write(connection, generation, site)
    except BaseException as error:
        if generation is not None:
            generation.discard()
        if isinstance(error, duckdb.Error):
            raise explained(error, f"reading the published file {published}") from error
        if isinstance(error, OSError):
            doing = f"writing the feed under {publication}: {error.strerror or error}; the last feed stays as it is"
            raise WarehouseError(doing) from error
        raise
    return generation


def _write(connection: duckdb.DuckDBPyConnection, generation: Generation, site: Site) -> None:
    [(night,)] = connection.execute("SELECT night FROM meta").fetchall()
    gone = gone_of(connection)
    index, bulk = Index(), Bulk()
    addresses = [("", night)]  # the page itself, at its shortest address
    of_roles: list[Described] = []
    for page in pages(connection, gone):
        generation.put(page.path, page.content)
        of_roles.append(described(page.path, page.content) | {"sequence": page.sequence, "roles": len(page.roles), "gone": len(page.gone)})
        bulk.add([role for role, _ in page.roles])
        for role, text in page.roles:
            index.add(role, page.path)
            generation.put(role_page_path(role["id"]), role_page(role, text, site, night))
            if not role["aggregator"]:  # their terms keep them from other search engines
                addresses.append((role_page_path(role["id"]), date.fromisoformat(role["change"]["night"])))
    for one in gone:
        generation.put(role_page_path(one.id), gone_page(one_gone(one), site))
    for path, content in (*sitemap_files(addresses, site), robots_file(site), *_static_files()):
        generation.put(path, content)
    of_index: list[Described] = []
    for path, count, content in index.files():
        generation.put(path, content)
        of_index.append(described(path, content) | {"roles": count})
    healthy = health(connection)
    others = (
        *news_files(news_feeds(connection), site),
        (f"{FOLDER}/levels.json", as_json(levels()) + b"\n"),
        (f"{FOLDER}/health.json", as_json(healthy) + b"\n"),
        (f"{FOLDER}/schema.json", (files("warehouse") / "feed" / "schema.json").read_bytes()),
        (f"{FOLDER}/roles.parquet", bulk.content()),
    )
    for path, content in others:
        generation.put(path, content)
    listed = [described(path, content) for path, content in others]
    for path, content in heads(connection, healthy["sources"], pages=of_roles, index=of_index, files=listed):
        generation.put(path, content)
    generation.finish()
    _keep_what_was_listed(generation)


def _static_files() -> Iterator[tuple[str, bytes]]:
    folder = Path(str(files("warehouse") / "feed" / "page"))
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        yield path.relative_to(folder).as_posix(), path.read_bytes()


def _keep_what_was_listed(generation: Generation) -> None:
    """Files of the manifest that stands stay for one publication more: whoever has just read it is still fetching them.

    Raises OSError.
    """
    before = standing(generation.publication)
    if before is None:
        return
    new = orjson.loads((generation.root / FOLDER / "manifest.json").read_bytes())
    try:
        old = orjson.loads((before / FOLDER / "manifest.json").read_bytes())
        listed = [str(one["path"]) for one in (*old["pages"], *old["index"])]
        again = all(old[name] == new[name] for name in ("feed", "sequence", "run_id"))
    except (OSError, ValueError, KeyError, TypeError):
        return  # whatever stands there is none of ours, and none has read it
    if again:  # the same publication, written once more
        listed = [path.relative_to(before).as_posix() for part in ("roles", "index") for path in (before / FOLDER / part).glob("*.json")]
    for path in listed:
        if _LASTING.fullmatch(path) and not (generation.root / path).exists():
            generation.keep(path)
