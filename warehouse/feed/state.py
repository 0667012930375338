"""Where the feed stands: what its readers were last told, held against what is true now.

Kept in the published file and nowhere else. The tables of a new file are made from those of the file that it takes the place of, so that
whatever led to a publication (a night, a replay, new rules, a correction), readers hear of exactly what differs from what they were told.
"""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import orjson
import pyarrow as pa

from extractors.sources import sources
from warehouse.database import open_published, rows, transaction
from warehouse.errors import WarehouseBroken, WarehouseBusy, WarehouseNewer
from warehouse.feed.clean import as_json
from warehouse.feed.role import Role, changed, stated
from warehouse.load import registered
from warehouse.statements import statement

KEPT = timedelta(days=90)  # how long it is said of a role that it is gone
_BATCH = 2_000  # roles that are in memory at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What readers were told of one role."""

    id: str
    sequence: int
    opened: int
    opened_night: date
    role: str  # JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A role that left the feed."""

    id: str
    kind: str  # closed, merged, or left: still open, but no longer at a level of the feed
    merged_into: str | None
    night: date
    sequence: int
    title: str
    company: str


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where the feed stood with one publication."""

    feed: str
    sequence: int
    oldest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """The publication that is being made."""

    run_id: str
    night: date


def keep_feed(new: duckdb.DuckDBPyConnection, before: Path, published_at: datetime, doing: str) -> bool:
    """Fills the tables of the feed in the file that is being made; `before` is where the file published until now lies, if there is one.

    One that holds no feed, or is damaged, is none: the feed then begins anew, under another name. Returns whether it did. Raises
    WarehouseError (`doing` begins its message) where the new file cannot be written, or the old one not be opened for now.
    """
    known = [(name, source.PLATFORM.name, source.PLATFORM.aggregator, source.PLATFORM.attribution) for name, source in sources().items()]
    with transaction(new, doing), registered(new, arrow_sources=pa.table(list(zip(*sorted(known), strict=True)), names=_SOURCES)):
        new.execute(statement("queries", "feed_tables"))
        new.execute("INSERT INTO sources BY NAME FROM arrow_sources")
    newest = list(rows(new, "SELECT run_id, night FROM meta"))
    if not newest:
        return True  # no run has been loaded; whoever publishes says so
    this = Publication(**newest[0])
    was = _feed_before(before)
    if was is not None:
        try:
            with was, transaction(new, doing):
                [row] = rows(was, statement("queries", "feed_stood"))
                _fill(new, was, State(**row), this)
                return False
        except WarehouseBroken:
            pass  # what readers were told can be read no more, so nobody can say what differs from it
    begun = State(feed=f"{published_at:%Y%m%dT%H%M%S%fZ}", sequence=0, oldest=0)
    with transaction(new, doing):
        _fill(new, None, begun, this)
    return True


def heard(role: Role, then: Told | None, this: Publication, *, sequence: int, begins: bool, back: bool) -> Told:
    """Returns what readers are told of a role that is open: what they were told before, unless something of it is news.

    `begins` says that the feed itself does, `back` that the role was said to be gone.
    """
    if then is None:
        opened_night = date.fromisoformat(role["first_seen"]) if begins else this.night
        kind, opened, fields = "reopened" if back else "opened", sequence, {}
    else:
        old = orjson.loads(then.role)
        before = old.pop("change")
        news = changed(old, role, this.night)
        if not news:
            return then
        kind, opened, opened_night = "updated", then.opened, then.opened_night
        fields = before["fields"] | dict.fromkeys(news, sequence)
    change = {
        "kind": kind,
        "sequence": sequence,
        "night": this.night.isoformat(),
        "run_id": this.run_id,
        "opened": opened,
        "opened_night": opened_night.isoformat(),
        "fields": fields,
    }
    return Told(
        id=role["id"], sequence=sequence, opened=opened, opened_night=opened_night, role=as_json(role | {"change": change}).decode()
    )


def gone_of(connection: duckdb.DuckDBPyConnection) -> list[Gone]:
    """Returns the roles that left, of the published file that is open, the latest first. Raises duckdb.Error."""
    return [Gone(**row) for row in rows(connection, statement("queries", "feed_gone"))]


def _feed_before(path: Path) -> duckdb.DuckDBPyConnection | None:
    if not path.is_file():
        return None
    try:
        connection = _opened(path)
    except (WarehouseBroken, WarehouseNewer):
        return None
    try:
        for query in ("feed_stood", "feed_gone", "feed_told"):
            connection.execute(f"DESCRIBE {statement('queries', query)}")
    except duckdb.Error:  # of a version that had no feed, or kept it in other tables
        connection.close()
        return None
    return connection


def _opened(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        return open_published(path)
    except WarehouseBusy:
        # Somebody whom file modes do not stop opened it to write. A lock is the file's own: a copy has none.
        copy = path.with_name(f".roles-before-{path.stat().st_ino}.duckdb")
        shutil.copyfile(path, copy)
        try:
            return open_published(copy)
        finally:
            copy.unlink()


def _fill(new: duckdb.DuckDBPyConnection, was: duckdb.DuckDBPyConnection | None, state: State, this: Publication) -> None:
    sequence, night = state.sequence + 1, this.night
    gone = gone_of(was) if was else []
    told = (Told(**row) for row in rows(was, statement("queries", "feed_told"))) if was else iter(())
    gone_before = {one.id for one in gone if one.night > night - KEPT}
    left: list[Told] = []
    open_now: set[str] = set()

    def telling() -> Iterator[dict[str, Any]]:
        for row, then in side_by_side(rows(new.cursor(), statement("queries", "feed_roles")), told):
            if row is None:
                left.extend([then] if then else [])
                continue
            entry = heard(stated(row), then, this, sequence=sequence, begins=state.sequence == 0, back=row["id"] in gone_before)
            open_now.add(entry.id)
            yield asdict(entry)

    for batch in _batches(telling()):
        with registered(new, arrow_told=pa.Table.from_pylist(batch, schema=_TOLD)):
            new.execute(statement("queries", "feed_insert"))
    closed = [one for one in gone if one.id not in open_now]
    dropped = [one.sequence for one in closed if one.night <= night - KEPT]
    kept = [one for one in closed if one.night > night - KEPT]
    if was and left:
        kept += _leaving(new, was, left, open_now, sequence, night)
    with registered(new, arrow_gone=pa.Table.from_pylist([asdict(one) for one in _followed(kept)], schema=_GONE)):
        new.execute("INSERT INTO feed_gone BY NAME FROM arrow_gone ORDER BY id")
    reached = {"feed": state.feed, "sequence": state.sequence, "oldest": max((state.oldest, *dropped)), "night": night}
    new.execute(statement("queries", "feed_reached"), reached)


def _leaving(
    new: duckdb.DuckDBPyConnection,
    was: duckdb.DuckDBPyConnection,
    left: list[Told],
    open_now: set[str],
    sequence: int,
    night: date,
) -> Iterator[Gone]:
    """Returns what is told of the roles that left the feed: why, and where they went."""
    with registered(was, arrow_left=pa.table({"id": [one.id for one in left]})):
        postings = was.execute("SELECT role_id, posting_key FROM store.role_postings SEMI JOIN arrow_left ON id = role_id").to_arrow_table()
    with registered(new, arrow_left=postings):
        found = {row["id"]: row for row in rows(new, statement("queries", "feed_left"))}
    for one in left:
        role, went = orjson.loads(one.role), found.get(one.id, {"survivor": None, "still_open": False})
        survives = went["survivor"] in open_now
        yield Gone(
            id=one.id,
            kind="merged" if survives else "left" if went["still_open"] else "closed",
            merged_into=went["survivor"] if survives else None,
            night=night,
            sequence=sequence,
            title=role["title"],
            company=role["company"],
        )


def _followed(gone: list[Gone]) -> list[Gone]:
    """Returns the same, where a role that another was merged into was itself merged since: each leads to the last of them."""
    further = {one.id: one.merged_into for one in gone if one.merged_into}
    return [replace(one, merged_into=_last(one.merged_into, further)) for one in gone]


def _last(role: str | None, further: Mapping[str, str]) -> str | None:
    seen: set[str] = set()
    while role is not None and role in further and role not in seen:
        seen.add(role)
        role = further[role]
    return role


def side_by_side(now: Iterator[dict[str, Any]], told: Iterator[Told]) -> Iterator[tuple[dict[str, Any] | None, Told | None]]:
    """Returns what is true now and what was told before, role by role; both come in the order of ids."""
    row, then = next(now, None), next(told, None)
    while row is not None or then is not None:
        if then is None or (row is not None and row["id"] < then.id):
            yield row, None
            row = next(now, None)
        elif row is None or then.id < row["id"]:
            yield None, then
            then = next(told, None)
        else:
            yield row, then
            row, then = next(now, None), next(told, None)


def _batches(told: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while batch := list(islice(told, _BATCH)):
        yield batch


_SOURCES = ["source", "name", "aggregator", "attribution"]
_TOLD = pa.schema(
    [("id", pa.string()), ("sequence", pa.int64()), ("opened", pa.int64()), ("opened_night", pa.date32()), ("role", pa.string())]
)
_GONE = pa.schema(
    [(name, pa.string()) for name in ("id", "kind", "merged_into", "title", "company")] + [("night", pa.date32()), ("sequence", pa.int64())]
)
