"""Which role each posting belongs to: found by comparing postings of one company, and moved by people's corrections."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.canonical import digest
from warehouse.load import registered, set_run
from warehouse.role_corrections import Member, corrected_roles
from warehouse.same_opening import Listing, company_key, first_party, joined
from warehouse.statements import statement

_AT_ONCE = 5_000  # postings whose texts are in memory at a time, unless one company has more

_ROLES = pa.schema(
    [(name, pa.string()) for name in ("posting_key", "role_id", "rule", "joined_to")]
    + [("score", pa.float64()), ("first_party", pa.bool_())]
)
_MOVES = pa.schema([(name, pa.string()) for name in ("posting_key", "role_id", "correction_id")])

_Roles = dict[str, str | None]  # of one company: posting key -> the role that it was found to belong to, None for a new posting


def assign_roles(connection: duckdb.DuckDBPyConnection, run_id: str) -> int:
    """Gives each product-management posting without a role its role, and applies the corrections of roles. Returns how many got one.

    A role that was given stays, whatever becomes of the words: only a correction moves a posting, and taking it back moves it back.
    Raises WarehouseError where there is no such run.
    """
    set_run(connection, run_id)
    companies: dict[str, _Roles] = defaultdict(dict)
    for key, company, role in connection.execute(statement("queries", "roleless_postings")).fetchall():
        companies[company_key(company)][key] = role
    concerned = {company: roles for company, roles in companies.items() if None in roles.values()}
    found = [row for batch in _batches(concerned) for row in _roles_of(connection, batch)]
    with registered(connection, arrow_roles=pa.Table.from_pylist(found, schema=_ROLES)):
        connection.execute(statement("queries", "load_roles"))
    _apply_corrections(connection)
    return len(found)


def role_name(posting_key: str) -> str:
    """The id of the role that a posting founds."""
    return f"r{digest(posting_key)[:16]}"


def _batches(companies: Mapping[str, _Roles]) -> Iterator[list[_Roles]]:
    batch: list[_Roles] = []
    size = 0
    for company in sorted(companies):
        if batch and size + len(companies[company]) > _AT_ONCE:
            yield batch
            batch, size = [], 0
        batch.append(companies[company])
        size += len(companies[company])
    if batch:
        yield batch


def _roles_of(connection: duckdb.DuckDBPyConnection, batch: Sequence[_Roles]) -> Iterator[dict[str, object]]:
    known_roles = {key: role for company in batch for key, role in company.items()}
    with registered(connection, arrow_keys=pa.table({"posting_key": pa.array(known_roles, pa.string())})):
        rows = connection.execute(statement("queries", "listings")).fetchall()
    listings = {row[0]: _listing(row, known_roles[row[0]]) for row in rows}
    for company in batch:
        new = [listings[key] for key, role in company.items() if role is None]
        matches = joined(new, [listings[key] for key, role in company.items() if role is not None])
        for listing in new:
            found = matches.get(listing.posting_key)
            founder = found.founder if found else listing.posting_key
            yield {
                "posting_key": listing.posting_key,
                "role_id": known_roles[founder] or role_name(founder),
                "rule": found.match.rule if found else "founder",
                "joined_to": found.posting_key if found else None,
                "score": found.match.score if found else None,
                "first_party": first_party(listing.source),
            }


def _listing(row: tuple[Any, ...], role: str | None) -> Listing:
    key, company, title, text, places, source, board, first_seen = row
    return Listing(
        posting_key=key,
        company=company,
        title=title,
        text=text,
        places=tuple(places),
        source=source,
        board=board,
        first_seen=first_seen,
        role=role,
    )


def _apply_corrections(connection: duckdb.DuckDBPyConnection) -> None:
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for kind, correction_id, target in connection.execute(
        "SELECT kind, correction_id, target FROM store.corrections WHERE kind IN ('same_role', 'separate_roles') ORDER BY ALL"
    ).fetchall():
        groups[kind, correction_id].append(target)
    [(corrected,)] = connection.execute("SELECT count(*) FROM store.role_postings WHERE correction_id IS NOT NULL").fetchall()
    if not groups and not corrected:
        return
    rows = connection.execute(
        "SELECT rp.posting_key, rp.base_role_id, rp.joined_to, p.first_seen, rp.role_id, rp.correction_id "
        "FROM store.role_postings AS rp JOIN store.postings AS p USING (posting_key) ORDER BY rp.posting_key"
    ).fetchall()
    before = {row[0]: (row[4], row[5]) for row in rows}
    after = corrected_roles(
        [Member(posting_key=key, role_id=role, joined_to=to, first_seen=seen) for key, role, to, seen, _, _ in rows],
        same=[(name, keys) for (kind, name), keys in groups.items() if kind == "same_role"],
        separate=[(name, keys) for (kind, name), keys in groups.items() if kind == "separate_roles"],
        role_name=role_name,
    )
    moves = [
        {"posting_key": key, "role_id": role, "correction_id": correction}
        for key, (role, correction) in after.items()
        if before[key] != (role, correction)
    ]
    with registered(connection, arrow_moves=pa.Table.from_pylist(moves, schema=_MOVES)):
        connection.execute(statement("queries", "move_roles"))
