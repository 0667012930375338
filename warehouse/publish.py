"""Publishing: a fresh file of what analysts need appears under its name at once and whole, or the old one stays."""

import secrets
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from extractors.on_disk import sync
from warehouse.database import install_views, open_published, quoted, schema_version, transaction, views_published_as_tables
from warehouse.errors import WarehouseError, explained
from warehouse.feed.folder import remove_unfinished
from warehouse.feed.site import LOCAL, FeedFiles, Site
from warehouse.feed.state import keep_feed
from warehouse.feed.write import compose
from warehouse.statements import statement

PUBLISHED_NAME = "roles.duckdb"
_FEW = 1_000  # postings
_UNFINISHED = ".roles-*.duckdb*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What was published, and where."""

    path: Path
    feed: FeedFiles
    run_id: str
    night: date
    postings: int  # rows of the view `postings`
    roles: int  # rows of the view `roles`: closed ones and those above the ladder too
    feed_roles: int  # rows of the view `explore_roles`
    feed_begins: bool  # whether readers that keep a copy of the feed begin anew


def publish(connection: duckdb.DuckDBPyConnection, folder: Path, site: Site = LOCAL) -> Published:
    """Publishes the work file as it stands: `folder/roles.duckdb`, then the feed, which is served at `site`, under `folder/site`.

    No transaction may be open. The new file is built beside the old one, opened and counted, and takes its name by an atomic rename; the
    feed's folder is composed from it before that. Whoever has the old file open goes on reading it. Raises WarehouseError where anything
    fails: the old file and the old feed are then untouched (or, as the message says, the old feed alone).
    """
    doing = f"publishing to {folder}"
    failing = f"{doing} (the last published file stays as it is)"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _remove_unfinished(folder)
        fresh = folder / f".roles-{secrets.token_hex(8)}.duckdb"
        try:
            feed_begins = _build(connection, fresh, folder / PUBLISHED_NAME, failing)
            published = _verified(connection, fresh, folder, feed_begins)
            _settle(fresh)
            feed = compose(fresh, folder, site)
            fresh.replace(published.path)
        except BaseException:
            with suppress(OSError):  # the next publication tries again
                remove_unfinished(folder)
            raise
        finally:
            _remove_unfinished(folder)
    except OSError as error:
        raise WarehouseError(f"{doing}: {error.strerror or error}; the last published file stays as it is") from error
    except duckdb.Error as error:
        raise explained(error, failing) from error
    try:
        sync(folder)
        feed.stand()
    except OSError as error:
        feed.discard()
        raise WarehouseError(
            f"{doing}: the file is published, but its feed is not ({error.strerror or error}); the last feed stays"
        ) from error
    with suppress(OSError):  # it is in nobody's way but its readers'
        _remove_first_feed(folder)
    return published


def _build(connection: duckdb.DuckDBPyConnection, fresh: Path, before: Path, doing: str) -> bool:
    """Makes the new file. Returns whether the feed begins anew with it."""
    # Without a stated version a later DuckDB would write a file that analysts' older tools cannot open. A table takes whole blocks: small
    # ones make a file of a few hundred roles a tenth of the size, and take ten times as long to write one of many.
    [(postings,)] = connection.execute("SELECT count(*) FROM store.role_postings").fetchall()
    block_size = 16_384 if postings < _FEW else 262_144
    connection.execute(f"ATTACH {quoted(fresh)} AS published (STORAGE_VERSION 'v1.4.0', BLOCK_SIZE {block_size})")
    tables = views_published_as_tables()
    try:
        with transaction(connection, doing):
            connection.execute(statement("queries", "publish_tables"))
            for name, order in tables.items():
                connection.execute(f"CREATE TABLE published.main.{name} AS FROM {name} ORDER BY {order}")
    finally:
        connection.execute("DETACH published")
    comments = _comments(connection)
    published_at = datetime.now(UTC).replace(tzinfo=None)
    with duckdb.connect(str(fresh)) as new:
        copied = set(new.execute("SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = 'store'").fetchall())
        copied |= {(table, None) for table, _ in copied}
        with transaction(new, doing):  # one for all: a comment that commits by itself takes as long as a table
            new.execute(
                "; ".join(
                    f"COMMENT ON {f'TABLE store.{table}' if column is None else f'COLUMN store.{table}.{column}'} IS {quoted(comment)}"
                    for table, column, comment in comments
                    if (table, column) in copied
                )
            )
            install_views(new, commented=True, tables=tables)
            new.execute(
                statement("queries", "publish_meta"),
                {"schema_version": schema_version(), "published_at": published_at},
            )
            new.execute(statement("queries", "publish_meta_comments"))
        feed_begins = keep_feed(new, before, published_at, doing)
        new.execute(statement("queries", "publish_indexes"))
        new.execute("CHECKPOINT")
    return feed_begins


def _comments(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str | None, str]]:
    return connection.execute(
        "SELECT table_name, NULL, comment FROM duckdb_tables() "
        "WHERE database_name = current_database() AND schema_name = 'store' AND comment IS NOT NULL "
        "UNION ALL SELECT c.table_name, c.column_name, c.comment FROM duckdb_columns() AS c "
        "SEMI JOIN duckdb_tables() AS t ON t.table_oid = c.table_oid AND t.database_name = c.database_name "
        "WHERE c.database_name = current_database() AND c.schema_name = 'store' AND c.comment IS NOT NULL"
    ).fetchall()


def _verified(connection: duckdb.DuckDBPyConnection, fresh: Path, folder: Path, feed_begins: bool) -> Published:
    # In the work file both come of one look at the roles: each of the views is worked out anew there.
    [expected] = connection.execute(
        "SELECT (SELECT count(*) FROM postings), count(*), count(*) FILTER (WHERE r.state <> 'closed' AND l.on_ladder) "
        "FROM roles AS r LEFT JOIN store.levels AS l USING (level)"
    ).fetchall()
    with open_published(fresh) as new:
        [found] = new.execute(
            "SELECT (SELECT count(*) FROM postings), (SELECT count(*) FROM roles), (SELECT count(*) FROM explore_roles)"
        ).fetchall()
        meta = new.execute("SELECT run_id, night, postings, roles, feed_roles FROM meta").fetchall()
    if not meta:
        raise WarehouseError(f"publishing to {folder}: no run has been loaded yet; `explore-roles run` loads one")
    if found != expected or meta[0][2:] != expected:
        raise WarehouseError(
            f"publishing to {folder}: the copy holds {found} postings, roles and feed roles where the work file has {expected}"
        )
    return Published(
        path=folder / PUBLISHED_NAME,
        feed=FeedFiles.under(folder),
        run_id=meta[0][0],
        night=meta[0][1],
        postings=meta[0][2],
        roles=meta[0][3],
        feed_roles=meta[0][4],
        feed_begins=feed_begins,
    )


def _remove_first_feed(folder: Path) -> None:
    """Version 1 of the feed is written no more: what is left of it would name dead jobs for ever."""
    old = folder / "feed" / "v1"
    if old.is_dir():
        shutil.rmtree(old)
        with suppress(OSError):  # something of somebody else's is in it
            old.parent.rmdir()


def _settle(fresh: Path) -> None:
    """Read-only, and on the disk for good, before it takes the name that others open."""
    fresh.chmod(0o444)
    sync(fresh)


def _remove_unfinished(folder: Path) -> None:
    for left_over in folder.glob(_UNFINISHED):
        with suppress(FileNotFoundError):
            left_over.unlink()
