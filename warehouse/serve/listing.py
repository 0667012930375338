"""The roles of one publication in memory: what every answer of the query API is taken from.

The published file is read once, as a whole, and closed. An answer that holds on to a listing is of one publication, whatever is published
while it is made; and a question costs a fraction of what it would in SQL.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from importlib.metadata import version
from os import getpid
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import duckdb
import numpy as np
import orjson
import pyarrow as pa
from numpy.typing import NDArray

from warehouse.database import quoted
from warehouse.errors import WarehouseError, explained
from warehouse.serve.terms import Mask, Numbers, Terms, terms_of
from warehouse.statements import statement

_MEMORY = "512MB"  # for DuckDB, while it reads
_BATCH = 5_000  # roles that are held twice while they are read
LEVELS = ("apm", "mid", "senior", "principal", "group")


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """A text for each role, as UTF-8, in no order."""

    bytes: memoryview
    firsts: NDArray[np.int64]
    afters: NDArray[np.int64]

    def of(self, numbers: Sequence[int] | Numbers) -> list[memoryview]:
        """Returns the texts of these roles."""
        chosen = np.asarray(numbers, dtype=np.int64)
        firsts, afters = self.firsts[chosen].tolist(), self.afters[chosen].tolist()
        return [self.bytes[first:after] for first, after in zip(firsts, afters, strict=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """All roles of one publication. A role's number is its place among them, newest first; each column has a value for each number."""

    name: str  # differs wherever an answer could
    run_id: str
    night: str
    feed: str
    sequence: int
    oldest: int
    head: bytes  # how every answer begins: JSON of the five above but `oldest`, without its closing brace
    meta: bytes  # the answer of /meta
    ids: Sequence[str]
    numbers: Mapping[str, int]  # by id
    roles: Texts  # JSON
    plain: Any  # an Arrow array: the words that are searched, a blank before each
    terms: Mapping[str, Terms]
    orders: Mapping[str, Numbers]  # the roles as they are sorted otherwise than newest first
    company_keys: Sequence[str]
    confidence: NDArray[np.float64]
    pays_from: NDArray[np.float64]  # the least and the most that a role may pay; NaN where nothing is stated
    pays_to: NDArray[np.float64]
    first_seen: NDArray[np.int64]  # days since 1970
    posted: NDArray[np.int64]  # the same; far in the past where no day is stated
    flags: Mapping[str, Mask]  # unclear, stale, apm_watch
    changes: "Changes"
    gone: Mapping[str, Mapping[str, Any]]  # tombstones by id

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What happened to roles, in the order in which it is told."""

    sequences: NDArray[np.int64]
    ids: Sequence[str]
    numbers: NDArray[np.int64]  # of open roles; -1 for those that left


def read_listing(published: Path) -> Listing:
    """Returns what the published file holds. Raises WarehouseError where it cannot be read, or has no tables of the feed."""
    doing = f"reading the published file {published}"
    try:
        # Attached to a database in memory: of a file of the same name that is still open elsewhere in this process, DuckDB would otherwise
        # give the old one again. One thread: the others answer meanwhile.
        with duckdb.connect(config={"threads": 1, "arrow_large_buffer_size": True}) as connection:
            connection.execute("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false")
            connection.execute(f"ATTACH {quoted(published)} AS published (READ_ONLY)")
            # What a very large publication needs beyond that goes to the disk for as long as it is read.
            aside = quoted(Path(gettempdir()) / f"explore-roles-{getpid()}")
            connection.execute(f"SET memory_limit = '{_MEMORY}'; SET temp_directory = {aside}")
            connection.execute("SET enable_external_access = false; SET lock_configuration = true")
            return _listing(connection, published)
    except (duckdb.CatalogException, duckdb.BinderException, ValueError) as error:
        raise WarehouseError(f"{doing}: it was written by another version, without what the query API needs; publish again") from error
    except duckdb.Error as error:
        raise explained(error, doing) from error


def _listing(connection: duckdb.DuckDBPyConnection, published: Path) -> Listing:
    [meta] = _rows(connection, "api_meta")
    connection.execute(statement("queries", "api_listing"))
    texts = _texts(connection)
    terms = {field: terms_of(_table(connection, "api_terms", field=field)) for field in _FIELDS}
    roles = _table(connection, "api_roles")
    changes = _table(connection, "api_changes")
    gone = _rows(connection, "api_gone")
    ids = roles.column("id").to_pylist()
    head = {name: meta[name] for name in ("run_id", "night", "feed", "sequence")}
    body = {
        **meta,
        "version": "1",
        "roles": len(ids),
        "gone": len(gone),
        "levels": dict.fromkeys(LEVELS, 0) | terms["level"].counted(None),
        "stale": int(_column(roles, "stale").sum()),
        "sources": _rows(connection, "api_sources"),
    }
    named = orjson.dumps([version("explore-roles"), str(published.stat().st_mtime_ns), body])
    return Listing(
        name=blake2b(named, digest_size=8).hexdigest(),
        **{name: meta[name] for name in ("run_id", "night", "feed", "sequence", "oldest")},
        head=orjson.dumps(head)[:-1],
        meta=orjson.dumps(body),
        ids=ids,
        numbers=dict(zip(ids, range(len(ids)), strict=True)),
        roles=texts,
        plain=pa.concat_arrays([pa.array([], type=pa.large_string()), *roles.column("plain").chunks]),
        terms=terms,
        orders={name: np.argsort(_column(roles, f"by_{name}")).astype(np.int32) for name in ("confidence", "company", "salary")},
        company_keys=roles.column("company_key").to_pylist(),
        confidence=_column(roles, "confidence"),
        pays_from=_column(roles, "pays_from").astype(np.float64),
        pays_to=_column(roles, "pays_to").astype(np.float64),
        first_seen=_column(roles, "first_seen"),
        posted=_column(roles, "posted", null=np.iinfo(np.int64).min),
        flags={name: _column(roles, name).astype(np.bool_) for name in ("unclear", "stale", "apm_watch")},
        changes=Changes(
            sequences=_column(changes, "sequence"),
            ids=changes.column("id").to_pylist(),
            numbers=_column(changes, "position", null=-1),
        ),
        gone={row["id"]: row for row in gone},
    )


def _table(connection: duckdb.DuckDBPyConnection, query: str, **values: str) -> Any:
    return connection.execute(statement("queries", query), values or None).to_arrow_table()


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    return [{name: _plain(value) for name, value in row.items()} for row in _table(connection, query).to_pylist()]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat() if hasattr(value, "isoformat") else value


def _column(table: Any, name: str, null: float = float("nan")) -> Any:
    column = table.column(name)
    return (column.fill_null(null) if column.null_count else column).to_numpy()


def _texts(connection: duckdb.DuckDBPyConnection) -> Texts:
    [[count]] = connection.execute("SELECT count(*) FROM listing").fetchall()
    firsts, afters = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    content = bytearray()
    for batch in connection.execute(statement("queries", "api_texts")).to_arrow_reader(_BATCH):
        positions, column = batch.column("position").to_numpy(), batch.column("role")
        _, offsets, found = column.buffers()
        starts = np.frombuffer(offsets, dtype=np.int64)[column.offset : column.offset + len(column) + 1]
        firsts[positions] = starts[:-1] - starts[0] + len(content)
        afters[positions] = starts[1:] - starts[0] + len(content)
        content += memoryview(found)[starts[0] : starts[-1]]
    return Texts(bytes=memoryview(content), firsts=firsts, afters=afters)


_FIELDS = (
    *("level", "industry", "company", "work_mode", "source", "currency", "country", "region", "city", "from", "specialty"),
    *("word", "title_word"),
)
