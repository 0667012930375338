"""The whole folder, written from a published file in one pass."""

from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path

import duckdb
import orjson

from warehouse.database import open_published
from warehouse.errors import WarehouseError, explained
from warehouse.feed.bulk import Bulk
from warehouse.feed.clean import as_json
from warehouse.feed.described import Described, described
from warehouse.feed.folder import Generation, standing
from warehouse.feed.heads import heads, health
from warehouse.feed.index import Index
from warehouse.feed.levels import levels
from warehouse.feed.news import news_files
from warehouse.feed.pages import one_gone, pages
from warehouse.feed.role_page import gone_page, role_page
from warehouse.feed.site import FOLDER, LASTING, MANIFEST, FeedFiles, Site, role_page_path
from warehouse.feed.sitemap import robots_file, sitemap_files
from warehouse.feed.state import gone_of
from warehouse.feed.subjects import news_feeds
from warehouse.matching.published import matching


def write_feed(published: Path, publication: Path, site: Site) -> FeedFiles:
    """Writes the folder of the published file, whole and at once. Raises WarehouseError where it cannot; the old folder then stays."""
    generation = compose(published, publication, site, pack_anew=True)
    try:
        generation.stand()
    except OSError as error:
        generation.discard()
        raise _not_written(publication, error) from error
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
            raise _not_written(publication, error) from error
        raise
    return generation


def _not_written(publication: Path, error: OSError) -> WarehouseError:
    return WarehouseError(f"writing the feed under {publication}: {error.strerror or error}; the last feed stays as it is")


def _write(connection: duckdb.DuckDBPyConnection, generation: Generation, site: Site) -> None:
    [(night,)] = connection.execute("SELECT night FROM meta").fetchall()
    gone = gone_of(connection)
    index, bulk = Index(), Bulk()
    addresses = [("", night)]  # the page itself, at its shortest address
    of_roles: list[Described] = []
    for page in pages(connection, gone):
        generation.put(page.listed["path"], page.content)
        of_roles.append({**page.listed, "sequence": page.sequence, "roles": len(page.roles), "gone": len(page.gone)})
        bulk.add([role for role, _ in page.roles])
        for role, text in page.roles:
            index.add(role, page.listed["path"])
            generation.put(role_page_path(role["id"]), role_page(role, text, site, night))
            if not role["aggregator"]:  # their terms keep them from other search engines
                addresses.append((role_page_path(role["id"]), date.fromisoformat(role["change"]["night"])))
    for one in gone:
        generation.put(role_page_path(one.id), gone_page(one_gone(one), site))
    for path, content in (*sitemap_files(addresses, site), robots_file(site), *_static_files()):
        generation.put(path, content)
    of_index: list[Described] = []
    for listed, content in index.files():
        generation.put(listed["path"], content)
        of_index.append(listed)
    healthy = health(connection)
    others = (
        *news_files(news_feeds(connection), site),
        (f"{FOLDER}/levels.json", as_json(levels()) + b"\n"),
        (f"{FOLDER}/matching.json", as_json(matching()) + b"\n"),
        (f"{FOLDER}/health.json", as_json(healthy) + b"\n"),
        (f"{FOLDER}/schema.json", (files("warehouse") / "feed" / "schema.json").read_bytes()),
        (f"{FOLDER}/roles.parquet", bulk.content()),
    )
    for path, content in others:
        generation.put(path, content)
    of_others = [described(path, content) for path, content in others]
    for path, content in heads(connection, healthy["sources"], pages=of_roles, index=of_index, files=of_others):
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
    new = orjson.loads((generation.root / MANIFEST).read_bytes())
    try:
        old = orjson.loads((before / MANIFEST).read_bytes())
        listed = [str(one["path"]) for one in (*old["pages"], *old["index"])]
        again = all(old[name] == new[name] for name in ("feed", "sequence", "run_id"))
    except (OSError, ValueError, KeyError, TypeError):
        return  # whatever stands there is none of ours, and none has read it
    if again:  # the same publication, written once more
        listed = [path.relative_to(before).as_posix() for part in ("roles", "index") for path in (before / FOLDER / part).glob("*.json")]
    for path in listed:
        if LASTING.fullmatch(path) and not (generation.root / path).exists():
            generation.keep(path)
