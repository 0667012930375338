"""What a work file and a publication hold, in a form that can be compared: without clocks, and whichever try of a night brought it."""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tests.warehouse.factories import rows
from tests.warehouse.feed_reader import full_feed, invalid, manifest
from warehouse.database import open_published, quoted
from warehouse.feed.site import FeedFiles
from warehouse.publish import PUBLISHED_NAME
from warehouse.statements import statement

Content = dict[str, tuple[int, str]]  # how many rows each table has, and a hash of them all; of views their columns

TRY = "-try-"  # ends the name of a run that does a night again, as in night-3-try-2

# Of the published file: those that need nothing of the work file, which holds more.
CHECKS_SEEN_THERE = (
    "candidate_without_verdict",
    "confidence_out_of_range",
    "evidence_missing",
    "feed_fields_missing",
    "feed_link_missing",
    "impossible_dates",
    "level_not_settled",
    "pm_without_role",
    "quote_not_in_text",
    "unknown_values",
)

_CLOCKS = {"feed", "published_at", "started_at", "finished_at", "applied_at", "sequence"}
# A night that was done twice also leaves its second run behind, with its checks and reads of boards; the rest must be the same.
_FIRST_TRIES = "(SELECT arg_min(run_id, sequence) FROM store.runs GROUP BY night)"
_ONCE_A_NIGHT = {"runs": f"WHERE run_id IN {_FIRST_TRIES}", "check_results": f"WHERE run_id IN {_FIRST_TRIES}"}
_DISTINCT = {"board_reads"}

_ORPHANS = """
SELECT 'evidence' FROM store.evidence ANTI JOIN store.classifications USING (classification_id)
UNION ALL SELECT 'posting_levels' FROM store.posting_levels ANTI JOIN store.classifications USING (classification_id)
UNION ALL SELECT 'readings' FROM store.readings ANTI JOIN store.classifications USING (classification_id)
UNION ALL SELECT 'role_postings' FROM store.role_postings ANTI JOIN store.postings USING (posting_key)
UNION ALL SELECT 'events' FROM store.events ANTI JOIN store.postings USING (posting_key)
UNION ALL SELECT 'events of runs' FROM store.events ANTI JOIN store.runs USING (run_id)
UNION ALL SELECT 'postings' FROM store.postings ANTI JOIN store.boards USING (board_key)
UNION ALL SELECT 'roles without evidence' FROM roles ANTI JOIN evidence USING (role_id)
UNION ALL SELECT 'roles without postings' FROM roles ANTI JOIN postings USING (role_id)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What stands published: None where there is nothing yet."""

    file: Content | None
    feed: str | None  # a hash


def publication(folder: Path) -> Publication:
    """What is published in the folder, read as an analyst and a website would."""
    path, root = folder / PUBLISHED_NAME, FeedFiles.under(folder).root
    return Publication(
        file=published_content(path) if path.exists() else None,
        feed=feed_content(root) if root.exists() else None,
    )


def published_content(path: Path) -> Content:
    """What the published file holds."""
    with open_published(path) as connection:
        return _content(connection)


def work_content(path: Path) -> Content:
    """What a copy of the work file holds; nothing where no run is in it. The file itself must not be opened so: that would mend it."""
    if not path.exists():
        return {}
    with duckdb.connect(str(path)) as connection:
        tables = rows(connection, "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'store' AND table_name = 'runs'")
        return _content(connection) if tables and rows(connection, "SELECT 1 FROM store.runs LIMIT 1") else {}


def differing(found: Content, expected: Content) -> list[str]:
    """Which tables differ, and in how many rows they should be."""
    return [
        f"{table}: {found.get(table, (0, ''))[0]} rows, expected {expected.get(table, (0, ''))[0]}"
        for table in sorted(found.keys() | expected.keys())
        if found.get(table) != expected.get(table)
    ]


def unwhole(path: Path) -> list[str]:
    """What is wrong with the published file, seen in it alone: counts that disagree, rows that point nowhere, checks that fail."""
    with duckdb.connect() as connection:
        # As warehouse.database.open_published, but with room for the table that the checks look at.
        connection.execute(f"ATTACH {quoted(path)} AS published (READ_ONLY)")
        connection.execute("USE published")
        [stated] = rows(connection, "SELECT postings, roles, feed_roles FROM meta")
        [counted] = rows(
            connection, "SELECT (SELECT count(*) FROM postings), (SELECT count(*) FROM roles), (SELECT count(*) FROM explore_roles)"
        )
        wrong = [f"meta states {stated} postings, roles and feed roles, but there are {counted}"] if stated != counted else []
        wrong += [f"orphans in {name}" for (name,) in rows(connection, f"SELECT DISTINCT * FROM ({_ORPHANS})")]
        connection.execute("SET VARIABLE run_id = (SELECT run_id FROM meta); SET VARIABLE night = (SELECT night FROM meta)")
        connection.execute("CREATE TEMP TABLE audited_feed AS FROM explore_roles")
        wrong += [
            f"check {name} fails" for name in CHECKS_SEEN_THERE if rows(connection, f"SELECT 1 FROM ({statement('checks', name)}) LIMIT 1")
        ]
    return wrong


def unsound_feed(root: Path) -> list[str]:
    """What is wrong with the folder that is served, seen in it alone. Raises ValueError where a file of it is no JSON."""
    wrong = invalid(root)
    said = manifest(root)
    for listed in (*said["pages"], *said["index"], *said["files"]):
        content = (root / listed["path"]).read_bytes() if (root / listed["path"]).is_file() else b""
        if hashlib.sha256(content).hexdigest() != listed["sha256"]:
            wrong.append(f"{listed['path']} is not what the manifest lists")
    roles = full_feed(root)
    if said["roles"] != len(roles):
        wrong.append(f"the feed states {said['roles']} roles and holds {len(roles)}")
    lines = (f"{name} {role['change']['sequence']} {role['change']['run_id']}\n" for name, role in sorted(roles.items()))
    if hashlib.sha256("".join(lines).encode()).hexdigest() != said["checksum"]:
        wrong.append("the feed's checksum is not that of its roles")
    return wrong + [f"{name} has no page" for name in roles if not (root / "roles" / f"{name}.html").is_file()]


def feed_content(root: Path) -> str:
    """What the feed says, but for the name of the feed itself and for which try of a night its runs were."""
    said = manifest(root)
    # The roles name their runs, so that their files have other hashes with another try; of all other files the manifest has the hash.
    told = {name: said[name] for name in ("sequence", "oldest", "run_id", "night", "state", "levels", "sources", "files")}
    gone = [one for page in said["pages"] for one in json.loads((root / page["path"]).read_bytes())["gone"]]
    content = json.dumps([told, full_feed(root), gone], sort_keys=True)
    return hashlib.sha256(re.sub(rf"{TRY}\d+", "", content).encode()).hexdigest()


def _content(connection: duckdb.DuckDBPyConnection) -> Content:
    columns = rows(
        connection,
        "SELECT schema_name || '.' || table_name, list(column_name ORDER BY column_index) FROM duckdb_columns() "
        "SEMI JOIN duckdb_tables() USING (table_oid, database_name) WHERE database_name = current_database() GROUP BY ALL ORDER BY ALL",
    )
    # Of a view its columns: its text is written another way once the file was opened again.
    views = "FROM duckdb_columns() ANTI JOIN duckdb_tables() USING (table_oid, database_name) WHERE database_name = current_database()"
    shown = "concat_ws(' ', schema_name, table_name, column_name, data_type)"
    [told] = rows(connection, f"SELECT count(*), coalesce(md5(string_agg({shown}, '' ORDER BY {shown})), '') {views} AND NOT internal")
    return {table: _rows_of(connection, table, names) for table, names in columns} | {"views": told}


def _rows_of(connection: duckdb.DuckDBPyConnection, table: str, columns: list[str]) -> tuple[int, str]:
    shown = ", ".join(f'"{column}"' for column in columns if column not in _CLOCKS)
    name = table.removeprefix("store.")
    chosen = f"SELECT {shown} FROM {table} {_ONCE_A_NIGHT.get(name, '')}"
    # Whichever try of a night a run was, wherever it is named.
    text = f"regexp_replace(chosen::VARCHAR, '{TRY}[0-9]+', '', 'g')"
    hashes = f"SELECT {'DISTINCT ' if name in _DISTINCT else ''}md5({text}) AS hash FROM ({chosen}) AS chosen"
    [(count, digest)] = rows(connection, f"SELECT count(*), coalesce(md5(string_agg(hash, '' ORDER BY hash)), '') FROM ({hashes})")
    return count, digest
