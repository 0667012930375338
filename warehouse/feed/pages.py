"""The roles in full, as files of JSON: a role lies in a file of the publication that last changed it.

All files together are the feed; those of later publications than one has read are what changed since.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any

import duckdb
import orjson

from warehouse.database import rows
from warehouse.feed.clean import as_json, lines
from warehouse.feed.described import Described, lasting
from warehouse.feed.role import FEED_VERSION, Role
from warehouse.feed.site import FOLDER
from warehouse.feed.state import Gone
from warehouse.statements import statement

ROLES_A_PAGE = 100  # few enough that a phone can fetch one for one role


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A file of roles."""

    listed: Described
    content: bytes
    sequence: int
    roles: list[tuple[Role, str]]  # each with the text that its level was read from
    gone: list[Gone]


def pages(connection: duckdb.DuckDBPyConnection, gone: Sequence[Gone]) -> Iterator[Page]:
    """Returns the files of roles of a published file, the latest publication's first. Raises duckdb.Error."""
    left = {sequence: list(those) for sequence, those in groupby(gone, key=lambda one: one.sequence)}
    told = rows(connection, statement("queries", "feed_published"))
    for sequence, those in _by_sequence(told, sorted(left, reverse=True)):
        part = 0
        while (batch := list(islice(those, ROLES_A_PAGE))) or part == 0:
            part += 1
            leaving = left.get(sequence, []) if part == 1 else []
            content = _content(sequence, part, [row["role"] for row in batch], leaving)
            yield Page(
                listed=lasting(f"{FOLDER}/roles/{sequence}-{part}", content),
                content=content,
                sequence=sequence,
                roles=[(orjson.loads(row["role"]), lines(row["text"] or "")) for row in batch],
                gone=leaving,
            )


def _content(sequence: int, part: int, roles: Sequence[str], gone: Sequence[Gone]) -> bytes:
    told = [one_gone(one) for one in gone]
    head = as_json({"version": FEED_VERSION, "kind": "page", "sequence": sequence, "part": part, "gone": told})
    return head[:-1] + b',"roles":[\n' + ",\n".join(roles).encode() + b"\n]}\n"


def one_gone(gone: Gone) -> dict[str, Any]:
    """Returns what readers are told of a role that left."""
    told = ("id", "kind", "merged_into", "night", "sequence", "title", "company")
    return {name: getattr(gone, name) for name in told} | {"night": gone.night.isoformat()}


def _by_sequence(roles: Iterator[dict[str, Any]], also: Sequence[int]) -> Iterator[tuple[int, Iterator[dict[str, Any]]]]:
    """Returns the roles by publication, the latest first, and publications of which none is left but in which some left."""
    waiting = list(also)
    for sequence, those in groupby(roles, key=lambda row: row["sequence"]):
        while waiting and waiting[0] > sequence:
            yield waiting.pop(0), iter(())
        waiting = [other for other in waiting if other != sequence]
        yield sequence, those
    for sequence in waiting:
        yield sequence, iter(())
