"""Small reads and verdicts about made-up employers, and one run from begin to finish."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import duckdb

from classifiers.classification import Classification, Evidence
from extractors.board import Board
from extractors.posting import JobPosting, Rejection
from extractors.reading import BoardRead
from warehouse.audit import CheckResult, audit, record_checks
from warehouse.corrections import Correction
from warehouse.database import transaction
from warehouse.load import (
    LoadCounts,
    PendingPosting,
    begin_run,
    finish_run,
    load_corrections,
    load_reads,
    load_verdicts,
    pending,
    settle_levels,
)
from warehouse.roles import assign_roles

FIRST_NIGHT = date(2026, 11, 1)
RULEBOOK = "test-1"
TEXT = "You own the whole roadmap of our orchard planner. You bring a new product from nothing to its first thousand growers."


def night(number: int) -> date:
    return FIRST_NIGHT + timedelta(days=number)


def moment(number: int = 0) -> datetime:
    return datetime(2026, 11, 1, 3, tzinfo=UTC) + timedelta(days=number)


def is_candidate(title: str) -> bool:
    return "product manager" in title.lower()


def board(name: str = "orchard", **fields: Any) -> Board:
    return Board(**{"source": "greenhouse", "token": name, "company": name.title(), "industry": "farming"} | fields)


def posting(identifier: str, *, on: Board | None = None, **fields: Any) -> JobPosting:
    on = on or board()
    stated = {
        "source": on.source,
        "board": on.token,
        "identifier": identifier,
        "title": "Senior Product Manager",
        "description": f"<p>{TEXT} Opening {identifier}.</p>",
        "hiring_organization": on.company,
        "industry": on.industry,
        "job_location": ("Leeds", "York"),
        "date_posted": moment(),
        "url": f"https://jobs.example/{on.token}/{identifier}",
        "apply_url": f"https://jobs.example/{on.token}/{identifier}/apply",
    }
    return JobPosting(**stated | fields)


def rejection(position: int, *, on: Board | None = None, **fields: Any) -> Rejection:
    on = on or board()
    stated = {"source": on.source, "board": on.token, "position": position, "identifier": None, "title": None}
    return Rejection(**stated | {"reason": "no title", "detail": "title was null"} | fields)


def read(*postings: JobPosting, on: Board | None = None, **fields: Any) -> BoardRead:
    return BoardRead(**{"board": on or board(), "state": "read", "fetched_at": moment(), "postings": postings} | fields)


def failed(on: Board | None = None, state: str = "unavailable", message: str = "503 three times") -> BoardRead:
    return BoardRead(board=on or board(), state=state, fetched_at=moment(), message=message)  # type: ignore[arg-type]


def verdict(pending_posting: PendingPosting, rulebook: str = RULEBOOK, **fields: Any) -> Classification:
    """What a classifier might say: a senior, with one counted quote from the text and one from the title."""
    text = pending_posting.description.replace("<p>", "").replace("</p>", "")
    quote = text.split(".")[0]
    title = pending_posting.title
    evidence = (
        Evidence(
            rule="own_roadmap",
            signal="company_strategy",
            quote=quote,
            start=0,
            end=len(quote),
            section="duties",
            context="asserted",
            weight=1.0,
            counted=True,
        ),
        Evidence(
            rule="title_word",
            signal="title_level",
            quote=title,
            start=0,
            end=len(title),
            section="title",
            context="asserted",
            weight=2.0,
            counted=True,
        ),
    )
    signals = (
        "zero_to_one",
        "multiple_roadmaps",
        "direct_reports",
        "people_mentoring",
        "training_programme",
        "existing_product",
        "company_strategy",
    )
    said: dict[str, Any] = {
        "family": "pm",
        "level": "senior",
        "confidence": 0.8,
        "runner_up": "mid",
        "basis": "the title says senior",
        "conflict": False,
        **dict.fromkeys(signals, "absent"),
        "min_years": 5.0,
        "years_are_pm": True,
        "years_in": ("product",),
        "specialties": ("ai", "platform"),
        "skills": (),
        "visa_sponsorship": "absent",
        "job_start": None,
        "languages": (),
        "studies": None,
        "knowledge": (),
        "evidence": evidence,
        "rulebook": rulebook,
        "text": text,
    }
    return Classification(**said | fields)


def run_night(
    connection: duckdb.DuckDBPyConnection,
    run_id: str,
    on: date,
    reads: Sequence[BoardRead],
    *,
    classify: Callable[[PendingPosting], Classification] = verdict,
    rulebook: str = RULEBOOK,
    kind: Any = "nightly",
    corrections: Sequence[Correction] = (),
) -> tuple[LoadCounts, list[CheckResult]]:
    """A whole run as an operator's night does it: where a check stops it, all but the record of it is rolled back."""

    class Stopped(Exception):
        pass

    results: list[CheckResult] = []
    counts: LoadCounts
    try:
        with transaction(connection):
            begin_run(connection, run_id=run_id, kind=kind, night=on, started_at=moment())
            load_corrections(connection, run_id, corrections)
            counts = load_reads(connection, run_id, on, reads, is_candidate=is_candidate)
            load_verdicts(connection, run_id, ((found.posting_key, classify(found)) for found in pending(connection, rulebook)))
            assign_roles(connection, run_id)
            settle_levels(connection, run_id)
            results = audit(connection, run_id)
            if any(result.stops for result in results):
                raise Stopped
            finish_run(connection, run_id, state="degraded" if counts.degraded else "good", finished_at=moment())
    except Stopped:
        with transaction(connection):
            begin_run(connection, run_id=run_id, kind=kind, night=on, started_at=moment())
            record_checks(connection, run_id, results)
            finish_run(connection, run_id, state="held back", finished_at=moment(), message="a check stopped it")
    return counts, results


def rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    return connection.execute(sql).fetchall()


def load_only(connection: duckdb.DuckDBPyConnection, run_id: str, on: date, reads: Sequence[BoardRead]) -> LoadCounts:
    """A run without its checks, for nights on which nothing can be read."""
    with transaction(connection):
        begin_run(connection, run_id=run_id, kind="nightly", night=on, started_at=moment())
        counts = load_reads(connection, run_id, on, reads, is_candidate=is_candidate)
        load_verdicts(connection, run_id, ((found.posting_key, verdict(found)) for found in pending(connection, RULEBOOK)))
        assign_roles(connection, run_id)
        settle_levels(connection, run_id)
        finish_run(connection, run_id, state="degraded" if counts.degraded else "good", finished_at=moment())
    return counts


def stored(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """All tables but those that speak of runs, row for row."""
    of_runs = {"runs", "board_reads", "check_results", "migrations"}
    tables = [name for (name,) in rows(connection, "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'store' ORDER BY ALL")]
    return {name: rows(connection, f"FROM store.{name} ORDER BY ALL") for name in tables if name not in of_runs}
