"""What one profile is told: levels to aim for, roles with reasons, and what was left out and why."""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import orjson

from warehouse.database import open_published, rows
from warehouse.errors import explained
from warehouse.feed.role import Role
from warehouse.matching.advice import Advice, advise
from warehouse.matching.match import match
from warehouse.matching.profile import Profile
from warehouse.matching.tables import tables
from warehouse.statements import statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One reason for or against a role, or what its posting does not say."""

    kind: str  # must, nice, or always: weighed for everybody
    condition: str
    state: str
    points: int
    speaks: str  # for, against, unknown
    says: str | None  # None where points are all there is to tell
    quote: str | None  # the posting's own words


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A role that nothing rules out."""

    rank: int
    points: int
    role: Role  # as it stands in the feed
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Almost:
    """A must that alone rules roles out."""

    condition: str
    says: str  # what of the roles it was: "but for its ..."
    count: int
    examples: tuple[Role, ...]  # the newest of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a profile is told: `looked_at` roles are those that fit, those that one must alone rules out, and those that several do."""

    night: date
    advice: Advice
    looked_at: int
    fits: int
    found: tuple[Found, ...]
    almost: tuple[Almost, ...]  # only those that rule something out, the largest first
    ruled_out_by_several: int
    gaps: tuple[
        dict[str, Any], ...
    ]  # rows of courses.toml: skills that roles found ask for and the profile does not show, each with `roles`


def answer(published: Path, profile: Profile, *, top: int, examples: int = 3) -> Answer:
    """Returns what the roles of a published file are to a profile. Raises WarehouseError where the file cannot be read."""
    with closing(open_published(published)) as connection:
        try:
            return _answer(connection, profile, top, examples)
        except duckdb.Error as error:
            raise explained(error, f"reading the published file {published}") from error


def _answer(connection: duckdb.DuckDBPyConnection, profile: Profile, top: int, examples: int) -> Answer:
    fits = 0
    found: tuple[Found, ...] = ()
    almost: tuple[Almost, ...] = ()
    for _ in match(connection, [profile], top=top):
        [(fits,)] = connection.execute("SELECT fits FROM match_fits").fetchall()
        found = _found(connection)
        almost = _almost(connection, examples)
    [(looked_at, night)] = connection.execute("SELECT (SELECT count(*) FROM match_roles), (SELECT night FROM meta)").fetchall()
    return Answer(
        night=night,
        advice=advise(profile),
        looked_at=looked_at,
        fits=fits,
        found=found,
        almost=almost,
        ruled_out_by_several=looked_at - fits - sum(one.count for one in almost),
        gaps=tuple(_gaps(found)),
    )


def _found(connection: duckdb.DuckDBPyConnection) -> tuple[Found, ...]:
    reasons: dict[int, list[Reason]] = defaultdict(list)
    for row in rows(connection, statement("queries", "match_told")):
        reasons[row.pop("rank")].append(Reason(**row))
    told = connection.execute(
        "SELECT f.rank, f.points, t.role FROM match_found AS f JOIN feed_roles AS t USING (id) ORDER BY f.rank"
    ).fetchall()
    return tuple(Found(rank=rank, points=points, role=orjson.loads(role), reasons=tuple(reasons[rank])) for rank, points, role in told)


def _almost(connection: duckdb.DuckDBPyConnection, examples: int) -> tuple[Almost, ...]:
    said = tables()["words"]["conditions"]
    counts = connection.execute(
        "SELECT condition, bit_count(roles) AS count FROM match_almost WHERE count > 0 ORDER BY count DESC, condition"
    ).fetchall()
    shown: dict[str, list[Role]] = defaultdict(list)
    for condition, role in connection.execute(statement("queries", "match_almost_roles"), {"most": examples}).fetchall():
        shown[condition].append(orjson.loads(role))
    return tuple(Almost(condition=name, says=said[name], count=count, examples=tuple(shown[name])) for name, count in counts)


def _gaps(found: Sequence[Found]) -> list[dict[str, Any]]:
    asked = [reason.condition for one in found for reason in one.reasons if reason.state == "unmet"]
    gaps = [{**row, "roles": asked.count(row["skill"])} for row in tables()["courses"]["skill"]]
    return sorted((gap for gap in gaps if gap["roles"]), key=lambda gap: -int(gap["roles"]))
