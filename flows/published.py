"""What the command line shows of the published file: single views of it, read as an analyst would."""

import re
from pathlib import Path
from typing import Any

from flows.errors import BadInput
from warehouse.ask import run_sql

ROLE_ID = re.compile(r"r[0-9a-f]{16}")


class NothingPublished(BadInput):
    """There is no published file yet."""


def published_file(path: Path) -> Path:
    """Returns the path again, of a file that is there. Raises NothingPublished."""
    if not path.is_file():
        raise NothingPublished(f"Nothing is published at {path} yet; `explore-roles run` does (or name another folder with --data).")
    return path


def health_after(published: Path, run_id: str) -> dict[str, dict[str, Any]]:
    """Returns the boards that the run called suspect: `source:token` -> their state and message."""
    return {
        f"{row['source']}:{row['board']}": {"state": row["state"], "message": row["message"]}
        for row in rows(published, "FROM source_health")
        if row["run_id"] == run_id and row["state"] == "suspect"
    }


def role_rows(published: Path, role_id: str) -> tuple[dict[str, Any], dict[str, Any], list[dict[str, Any]]]:
    """Returns a role, the posting that it is read from, and its evidence. Raises KeyError when there is no such role."""
    if not ROLE_ID.fullmatch(role_id):
        raise KeyError(role_id)
    role = rows(published, f"FROM roles WHERE role_id = '{role_id}'")
    if not role:
        raise KeyError(role_id)
    evidence = rows(published, f"FROM evidence WHERE role_id = '{role_id}' ORDER BY position")
    postings = rows(published, f"FROM postings WHERE role_id = '{role_id}'")
    return role[0], next(row for row in postings if row["posting_key"] == role[0]["posting_key"]), evidence


def rows(published: Path, sql: str) -> list[dict[str, Any]]:
    """Returns the rows by the names of their columns. Raises BadQuery or WarehouseError."""
    columns, found = run_sql(published, sql)
    return [dict(zip(columns, row, strict=True)) for row in found]
