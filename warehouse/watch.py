"""The watch for associate roles and programmes: what has opened or come back since a night."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import duckdb

from warehouse.database import open_published, rows
from warehouse.errors import WarehouseError, explained
from warehouse.statements import statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """An open associate role or programme, and when it last opened. Its words are a stranger's, as the posting has them."""

    role_id: str
    opened_on: date
    opening: Literal["opened", "found", "reopened"]  # found: nobody had read its board before, so it may have opened earlier
    title: str
    company: str
    places: tuple[str, ...]
    work_mode: str
    verdict: str
    confidence: float
    corrected: bool  # whether a person set the level
    programme: bool
    quote: str | None  # on the programme; where there is none, what the level rests on
    job_start: str | None  # as stated
    job_start_quote: str | None
    opened_in: tuple[str, ...]  # months before, as in 2025-09, in which its employer's roles and programmes opened


def newest_night(published: Path) -> date:
    """Returns the night up to which the published file tells. Raises WarehouseError."""
    night: date = _asked(published, "apm_watch_night", {})[0]["night"]
    return night


def openings(published: Path, since: date) -> list[Opening]:
    """Returns the roles and programmes of the feed that opened, or came back, on this night or later: programmes first, then the newest.

    Raises WarehouseError where the file cannot be read, or was published by a version that did not watch openings.
    """
    return [
        Opening(**row | {"places": tuple(row["places"]), "opened_in": tuple(row["opened_in"])})
        for row in _asked(published, "apm_watch_openings", {"since": since})
    ]


def boards_watched(published: Path) -> list[str]:
    """Returns the boards, as `source:token`, on which associate roles or programmes are or were. Raises WarehouseError."""
    return [row["board_key"] for row in _asked(published, "apm_watch_boards", {})]


def _asked(published: Path, query: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    doing = f"reading the published file {published}"
    with open_published(published) as connection:
        try:
            return list(rows(connection, statement("queries", query), parameters))
        except (duckdb.BinderException, duckdb.CatalogException) as error:
            raise WarehouseError(f"{doing}: an older version published it; `explore-roles relevel` publishes it anew") from error
        except duckdb.Error as error:
            raise explained(error, doing) from error
