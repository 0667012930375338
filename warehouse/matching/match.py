"""Profiles held against the open roles, set by set: one of them or ten thousand, in the same SQL.

Roles are numbered, and whatever can be asked of a role is a row of bits, one for each role. What a profile asks for is then a handful of
such rows: all its musts are an `and` of them, what one must alone rules out another, and only the roles that are left are scored.
"""

from collections.abc import Iterator, Sequence

import duckdb
import orjson
import pyarrow as pa

from warehouse.database import run_queries
from warehouse.load import registered
from warehouse.matching.advice import Advice, advise
from warehouse.matching.areas import areas
from warehouse.matching.profile import Profile
from warehouse.matching.said import of_profile, of_role
from warehouse.matching.tables import fold, tables
from warehouse.matching.wishes import SCHEMA, grades, wanted
from warehouse.statements import statement

TOP = 50  # roles that are kept of each profile, unless another number is asked for
AT_ONCE = 500  # profiles; each takes a bit for each role in each of some twenty rows

_ADVISED = pa.schema(
    [("profile", pa.int32()), ("level", pa.string()), ("own", pa.bool_()), ("industry", pa.string()), ("because", pa.string())]
)
_SAID = pa.schema([("profile", pa.int32()), ("kind", pa.string()), ("condition", pa.string()), ("says", pa.string())])
_ROLE_SAID = pa.schema([("id", pa.string()), ("condition", pa.string()), ("says", pa.string()), ("quote", pa.string())])


def match(connection: duckdb.DuckDBPyConnection, profiles: Sequence[Profile], *, top: int = TOP) -> Iterator[range]:
    """Holds profiles against the roles of the published file that is open; yields the numbers of those that are done, some at a time.

    After each yield these temporary tables hold what came of just these profiles (numbered from 0, as given):

    - match_found: profile, rank (from 1), points, n (the role's number), id (the role);
    - match_reasons: profile, rank, n, place (from 1: the order in which they are told), kind (must, nice, always), condition, state,
      points, speaks (for, against, unknown), says, quote; match_told: profile, rank, n and all of these as one list;
    - match_fits: profile, roles (bit n: role n fits), fits (how many);
    - match_almost: profile, condition, roles (bit n: this must alone rules role n out).

    match_roles has all roles (n, id, ...). Nothing is yielded where there are no roles or no profiles. Raises duckdb.Error.
    """
    advices = [advise(profile) for profile in profiles]
    with registered(connection, arrow_folded=_folded(connection)):
        run_queries(connection, "match_roles")
    [(roles, night)] = connection.execute("SELECT (SELECT count(*) FROM match_roles), (SELECT night FROM meta)").fetchall()
    if not roles or not profiles:
        return
    asked = [
        {"profile": number, **row}
        for number, (profile, advice) in enumerate(zip(profiles, advices, strict=True))
        for row in wanted(profile, advice)
    ]
    with registered(
        connection,
        arrow_wanted=pa.Table.from_pylist(asked, schema=SCHEMA),
        arrow_areas=pa.Table.from_pylist([{"area": area, "country": code} for area, codes in areas().items() for code in sorted(codes)]),
    ):
        reach = {f"reach_{name}": bound for name, bound in tables()["weights"]["reach"].items()}
        for name in ("match_wishes", "match_values", "match_bits"):
            run_queries(connection, name, last=roles - 1, night=night, **reach)
    with registered(
        connection,
        arrow_grades=pa.Table.from_pylist(list(grades(tables()["weights"]))),
        arrow_templates=_templates(),
        arrow_chances=_chances(advices),
        arrow_wish_words=_wish_words(profiles, advices),
    ):
        connection.execute(statement("queries", "match_role_words"))
        for first in range(0, len(profiles), AT_ONCE):
            some = range(first, min(first + AT_ONCE, len(profiles)))
            run_queries(connection, "match_some", first=some.start, behind=some.stop, last=roles - 1, top=top)
            add_role_words(connection)
            run_queries(connection, "match_reasons", first=some.start, behind=some.stop)
            yield some


def _folded(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    found = connection.execute("SELECT id, title, company FROM feed_roles").fetchall()
    columns = [[one for one, _, _ in found], [fold(title) for _, title, _ in found], [fold(company) for _, _, company in found]]
    return pa.table([pa.array(column, pa.string()) for column in columns], names=["id", "title", "company"])


def _templates() -> pa.Table:
    # Filled in one go, by number: what a posting or a profile says may hold "{role}" itself.
    rows = [
        {"condition": condition, "state": state, "says": says.format(role="{0}", wish="{1}", because="{2}")}
        for condition, states in tables()["words"].items()
        if condition != "conditions"
        for state, says in states.items()
    ]
    return pa.Table.from_pylist(rows)


def _chances(advices: Sequence[Advice]) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {
                "profile": number,
                "level": chance.level,
                "own": chance.whose == "own",
                "industry": advice.standing.industry,
                "because": chance.because,
            }
            for number, advice in enumerate(advices)
            for chance in advice.chances
        ],
        schema=_ADVISED,
    )


def _wish_words(profiles: Sequence[Profile], advices: Sequence[Advice]) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {"profile": number, "kind": kind, "condition": condition, "says": says}
            for number, (profile, advice) in enumerate(zip(profiles, advices, strict=True))
            for kind, condition, says in of_profile(profile, advice.standing)
        ],
        schema=_SAID,
    )


def add_role_words(connection: duckdb.DuckDBPyConnection) -> None:
    """Adds the words of the roles in match_found that are there for the first time. Raises duckdb.Error."""
    found = connection.execute(
        "SELECT id, role FROM feed_roles SEMI JOIN match_found USING (id) ANTI JOIN match_role_words USING (id)"
    ).fetchall()
    said = [(one, *words) for one, role in found for words in of_role(orjson.loads(role))]
    columns = [list(column) for column in zip(*said, strict=True)] or [[] for _ in _ROLE_SAID]
    with registered(connection, arrow_role_words=pa.table(columns, schema=_ROLE_SAID)):
        connection.execute("INSERT INTO match_role_words FROM arrow_role_words")
