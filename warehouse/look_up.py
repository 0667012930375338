"""Single questions to the published file that the project asks itself."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from warehouse.database import open_published, rows
from warehouse.errors import explained
from warehouse.statements import statement

_BATCH = 500  # of texts that are in memory at a time
ROLE_ID = re.compile(r"r[0-9a-f]{16}")

Row = dict[str, Any]


def suspect_boards(published: Path, run_id: str) -> dict[str, Row]:
    """The boards that the run called suspect or retired: `source:token` to their state and message. Raises WarehouseError."""
    return {row["board"]: {"state": row["state"], "message": row["message"]} for row in _rows(published, "look_up_suspects", run_id=run_id)}


def role(published: Path, role_id: str) -> tuple[Row, Row, list[Row]]:
    """A role, the posting that it is shown by, and its evidence, as rows of the views `roles`, `postings` and `evidence`.

    Raises KeyError when there is no such role, WarehouseError when the file cannot be read.
    """
    if not ROLE_ID.fullmatch(role_id):
        raise KeyError(role_id)
    with _answering(published) as answers:
        if not (found := answers("look_up_role", role_id=role_id)):
            raise KeyError(role_id)
        return found[0], answers("look_up_posting", role_id=role_id)[0], answers("look_up_evidence", role_id=role_id)


def evidence(published: Path, role_ids: Iterable[str]) -> list[list[Row]]:
    """The evidence of each of these roles, as rows of the view `evidence`. Raises WarehouseError."""
    with _answering(published) as answers:
        return [answers("look_up_evidence", role_id=role_id) for role_id in role_ids]


def open_roles(published: Path) -> list[Row]:
    """The open roles on the ladder, with what their level rests on. Raises WarehouseError."""
    return _rows(published, "look_up_open_roles")


def published_runs(published: Path) -> frozenset[str]:
    """The names of the runs that were published; none where there is no published file. Raises WarehouseError."""
    return frozenset(row["run_id"] for row in _rows(published, "look_up_published_runs")) if published.is_file() else frozenset()


def levelled_roles(published: Path) -> Iterator[Row]:
    """Every role with its text, its verdict and the evidence for it, one after the other. Raises WarehouseError."""
    with open_published(published) as connection:
        try:
            yield from rows(connection, statement("queries", "look_up_levels"), batch=_BATCH)
        except duckdb.Error as error:
            raise explained(error, f"reading the published file {published}") from error


def _rows(published: Path, query: str, **parameters: str) -> list[Row]:
    with _answering(published) as answers:
        return answers(query, **parameters)


@contextmanager
def _answering(published: Path) -> Iterator[Callable[..., list[Row]]]:
    """Answers queries by their names, from the file opened once: opening it takes longer than most of them."""
    with open_published(published) as connection:

        def answers(query: str, **parameters: str) -> list[Row]:
            return list(rows(connection, statement("queries", query), parameters))

        try:
            yield answers
        except duckdb.Error as error:
            raise explained(error, f"reading the published file {published}") from error
