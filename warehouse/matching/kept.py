"""The matches of stored profiles, made anew after each publication, and what is new to each since its last look.

Their file is about persons, so it lies beside what is published, readable by its owner alone.
"""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from extractors.on_disk import sync
from warehouse.database import open_read_only, quoted, rows, run_queries
from warehouse.errors import WarehouseBroken, WarehouseError, WarehouseNewer, explained
from warehouse.feed.site import Site
from warehouse.load import registered
from warehouse.matching.advice import advise
from warehouse.matching.feeds import FOLDER, settled, tokens_of, write_feeds
from warehouse.matching.match import add_role_words, match
from warehouse.matching.standing import standing_of
from warehouse.matching.stored import Store
from warehouse.matching.tables import tables
from warehouse.statements import statement

NAME = "matches.duckdb"
TOP = (
    25  # roles that are kept of each profile: more than anybody reads in a night, and 10,000 profiles' worth is still a file to hand around
)
TOLD = 50  # announcements that a feed holds, as feed readers look in more than once in that many
BEGINS = 20  # roles of its list with which a feed begins, so that who subscribes sees something
VERSION = 1  # of the file's tables
_FEW = 1_000  # profiles
_UNFINISHED = ".matches-*.duckdb*"

# In one transaction: a comment that commits by itself takes as long as a table.
_TABLES = f"BEGIN; {statement('queries', 'matches_tables')}; COMMIT"

_STORED = pa.schema(
    [("number", pa.int32())] + [(name, pa.string()) for name in ("id", "name", "state", "message", "track", "industry", "digest", "token")]
)
_TARGETS = pa.schema(
    [(name, pa.string()) for name in ("profile", "level", "industry", "odds", "because")] + [("aim", pa.bool_()), ("listed", pa.bool_())]
)


# What DuckDB says of a file whose tables are not what they were.
_DAMAGED = (duckdb.CatalogException, duckdb.BinderException, duckdb.FatalException, duckdb.InternalException, duckdb.SerializationException)


class _Lost(Exception):
    """The last file cannot be read, and never will be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a matching came to."""

    path: Path
    profiles: int  # those that were matched
    unusable: tuple[str, ...]  # what of the store cannot be used, and why
    new: int  # roles that fit for the first time at this look, over all profiles
    begins: str | None  # why all profiles were looked at as if for the first time, where something was there before


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """The publication that is looked at."""

    feed: str
    sequence: int
    run_id: str
    night: date


def keep_matches(published: Path, store: Store, folder: Path, site: Site) -> Kept:
    """Holds the profiles of a store against the published file: `folder/matches.duckdb`, and a feed for each of them in `folder/feeds`.

    The new file takes its name at once, when it is whole and its feeds are written; killed before that, the same is announced again, under
    the same names. Where the last file is damaged or gone, all begins anew. Raises WarehouseError where anything else fails: the last file
    then stays.
    """
    doing = f"matching the profiles to {folder}"
    path = folder / NAME
    begins = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        _remove_unfinished(folder)
        try:
            if path.is_file():
                try:
                    new = _make(published, store, folder, site, path)
                except _Lost as error:
                    begins = f"{path} is damaged, so all profiles were looked at as if for the first time ({error})"
                    new = _make(published, store, folder, site, None)
            else:
                if tokens_of(folder / FOLDER):
                    begins = f"{path} is gone, so all profiles were looked at as if for the first time"
                new = _make(published, store, folder, site, None)
        finally:
            _remove_unfinished(folder)
    except OSError as error:
        raise WarehouseError(f"{doing}: {error.strerror or error}; the last matches stay as they are") from error
    except duckdb.Error as error:
        raise explained(error, f"{doing} (the last matches stay as they are)") from error
    return Kept(path=path, profiles=len(store.profiles), unusable=tuple(one.message for one in store.unusable), new=new, begins=begins)


@contextmanager
def open_matches(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that reads a file of matches and nothing else. Raises WarehouseError, also for DuckDB's errors inside the block."""
    doing = f"reading the matches in {path}"
    if not path.is_file():
        raise WarehouseError(f"{doing}: there are none; `explore-roles profiles match` makes them")
    try:
        with open_read_only(path, "matched", doing) as connection:
            yield connection
    except duckdb.Error as error:
        raise explained(error, doing) from error


def matched_profiles(folder: Path) -> list[dict[str, Any]]:
    """Returns the profiles of the file of matches in the folder, each with its feed's path (`feed`). Raises WarehouseError."""
    with open_matches(folder / NAME) as connection:
        found = list(rows(connection, "SELECT id, name, state, message, night, fits, new, token FROM profiles ORDER BY id"))
    return [one | {"feed": str(folder / FOLDER / f"{token}.json") if (token := one.pop("token")) else None} for one in found]


def _make(published: Path, store: Store, folder: Path, site: Site, before: Path | None) -> int:
    """Makes the file, and gives it its name. Returns how many roles are new. Raises _Lost where the last file is damaged."""
    fresh = folder / f".matches-{secrets.token_hex(8)}.duckdb"
    with closing(duckdb.connect()) as connection:
        connection.execute("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false; SET temp_directory = ''")
        # Nobody reads the file before it is whole: it is put in order once, at the end.
        connection.execute("SET wal_autocheckpoint = '1GB'")
        # As of the published file: without a stated version older tools could not open it, and small blocks make a small file of few rows.
        block_size = 16_384 if len(store.profiles) < _FEW else 262_144
        connection.execute(f"ATTACH {quoted(fresh)} AS fresh (STORAGE_VERSION 'v1.4.0', BLOCK_SIZE {block_size})")
        fresh.chmod(0o600)
        connection.execute(f"USE fresh; {_TABLES}")
        connection.execute(f"ATTACH {quoted(published)} AS published (READ_ONLY); USE published")
        [row] = rows(connection, "SELECT s.feed, s.sequence, m.run_id, m.night FROM meta AS m CROSS JOIN feed_state AS s")
        look = _Look(**row)
        connection.execute(statement("queries", "matches_roles"))
        _attach_before(connection, before)
        try:
            _take_over(connection, store, look, tokens_of(folder / FOLDER) if before is None else {})
        except duckdb.Error as error:
            raise _lost(error) if before else error from error
        _match(connection, store, look)
        _write_targets(connection, store)
        run_queries(connection, "matches_finish", version=VERSION, kept=TOLD, site=site.url, **asdict(look))
        write_feeds(connection, folder / FOLDER, site)
        [(new,)] = connection.execute("SELECT coalesce(sum(new), 0)::BIGINT FROM look_counts").fetchall()
        connection.execute("USE memory; DETACH before; DETACH published; CHECKPOINT fresh; DETACH fresh")
    _verify(fresh, store)
    sync(fresh)
    fresh.replace(folder / NAME)
    sync(folder)
    settled(folder / FOLDER)
    return int(new)


def _attach_before(connection: duckdb.DuckDBPyConnection, path: Path | None) -> None:
    """Attaches the last file, an empty one where there is none."""
    if path is None:
        connection.execute(f"ATTACH ':memory:' AS before; USE before; {_TABLES}; USE published")
        return
    try:
        connection.execute(f"ATTACH {quoted(path)} AS before (READ_ONLY)")
        found = connection.execute("SELECT version FROM before.kept.look").fetchall()
    except duckdb.Error as error:
        raise _lost(error) from error
    if found and found[0][0] > VERSION:
        raise WarehouseNewer(f"{path} was made by a newer version of Explore Roles; update explore-roles, or move it away")


def _lost(error: duckdb.Error) -> Exception:
    """The error that says that the last file is damaged, or another where it may be read the next time, or by somebody else."""
    told = explained(error, "reading the last matches")
    return _Lost(" ".join(str(error).split())) if isinstance(told, WarehouseBroken) or isinstance(error, _DAMAGED) else told


def _take_over(connection: duckdb.DuckDBPyConnection, store: Store, look: _Look, known: Mapping[str, str]) -> None:
    [(feed,)] = connection.execute("SELECT max(feed) FROM before.kept.look").fetchall()
    with registered(connection, arrow_stored=_stored(store, known)):
        run_queries(
            connection, "matches_take_over", feed=look.feed, night=look.night, run_id=look.run_id, anew=feed not in (None, look.feed)
        )
    [(bits, before)] = connection.execute("SELECT bits, (SELECT max(bits) FROM before.kept.look) FROM look_bits").fetchall()
    run_queries(connection, "matches_seen", bits=bits, last=bits - 1, more=bits - (before or bits))


def _match(connection: duckdb.DuckDBPyConnection, store: Store, look: _Look) -> None:
    [(bits,)] = connection.execute("SELECT bits FROM look_bits").fetchall()
    said = tables()["words"]["conditions"]
    conditions = pa.table({"condition": list(said), "says": list(said.values())})
    with registered(connection, arrow_conditions=conditions):
        for some in match(connection, [one.profile for one in store.profiles], top=TOP):
            run_queries(
                connection, "matches_look",
                first=some.start, behind=some.stop, last=bits - 1, run_id=look.run_id, begins=BEGINS, told=TOLD,
            )  # fmt: skip
            add_role_words(connection)
            run_queries(connection, "match_reasons", first=some.start, behind=some.stop)
            run_queries(connection, "matches_told", night=look.night, run_id=look.run_id, sequence=look.sequence)


def _stored(store: Store, known: Mapping[str, str]) -> pa.Table:
    stored: list[dict[str, Any]] = []
    for number, one in enumerate(store.profiles):
        standing = standing_of(one.profile)
        stored.append(
            {
                "number": number,
                "id": one.id,
                "name": one.profile.name,
                "state": "matched",
                "track": standing.track,
                "industry": standing.industry,
                "digest": one.digest,
                "token": known.get(one.id) or secrets.token_hex(16),
            }
        )
    stored += [{"id": one.id, "state": "unusable", "message": one.message} for one in store.unusable if one.id]
    return pa.Table.from_pylist(stored, schema=_STORED)


def _write_targets(connection: duckdb.DuckDBPyConnection, store: Store) -> None:
    targets = [
        {
            "profile": one.id,
            "level": chance.level,
            "industry": chance.whose,
            "odds": chance.odds,
            "because": chance.because,
            "aim": chance.aim,
            "listed": chance in advice.listed,
        }
        for one in store.profiles
        for advice in (advise(one.profile),)
        for chance in advice.chances
    ]
    with registered(connection, arrow_targets=pa.Table.from_pylist(targets, schema=_TARGETS)):
        connection.execute("INSERT INTO fresh.profile_targets BY NAME FROM arrow_targets")


def _verify(fresh: Path, store: Store) -> None:
    with open_matches(fresh) as connection:
        [found] = connection.execute(
            "SELECT (SELECT count(*) FROM profiles WHERE state = 'matched'), (SELECT count(*) FROM kept.look)"
        ).fetchall()
    if found != (len(store.profiles), 1):
        raise WarehouseError(f"matching the profiles: the file holds {found[0]} profiles where the store has {len(store.profiles)}")


def _remove_unfinished(folder: Path) -> None:
    for left_over in folder.glob(_UNFINISHED):
        with suppress(FileNotFoundError):
            left_over.unlink()
