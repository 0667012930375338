"""The way that every run goes, whoever brings the reads: load, level, check, publish. One transaction holds the whole load."""

from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from secrets import token_hex
from typing import Self

from extractors.reading import BoardRead
from flows.folders import DataFolder
from flows.levelling import level
from flows.match_stored import match_after
from flows.outcome import BoardHealth, RunOutcome, health
from flows.progress import counted, step
from flows.settings import Settings
from flows.workers import Over, here
from warehouse.audit import CheckResult, audit, record_checks
from warehouse.corrections import Correction
from warehouse.database import Connection, limit_memory, open_work, transaction
from warehouse.errors import WarehouseError
from warehouse.load import (
    Content,
    LoadCounts,
    RunKind,
    RunState,
    begin_run,
    finish_run,
    last_contents,
    load_corrections,
    load_staged,
    load_verdicts,
    newest_night,
    pending,
    settle_levels,
)
from warehouse.look_up import suspect_boards
from warehouse.publish import publish
from warehouse.roles import assign_roles
from warehouse.staging import Staged, staged


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Who a run is, before anything has happened in it."""

    run_id: str
    kind: RunKind
    night: date
    started_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What a run brought home: how each board fared, and the tables that a load reads."""

    boards: tuple[BoardHealth, ...]
    staged: Staged

    @classmethod
    def of(cls, reads: Sequence[BoardRead]) -> Self:
        """Returns the same for reads of boards."""
        from classifiers import is_candidate  # brings spaCy with it

        return cls(boards=tuple(health(read) for read in reads), staged=staged(reads, is_candidate))


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What became of a run in the work file."""

    state: RunState
    message: str | None
    counts: LoadCounts | None
    levelled: int
    checks: tuple[CheckResult, ...]
    relevelled: int = 0  # postings at another level than before


class _HeldBack(Exception):
    """Ends the transaction of a run that a check stops."""

    def __init__(self, counts: LoadCounts, levelled: int, checks: Sequence[CheckResult]) -> None:
        super().__init__("held back")
        self.counts, self.levelled, self.checks = counts, levelled, tuple(checks)


def new_run(kind: RunKind, night: date | None = None) -> Run:
    """Returns a run that begins now, for today's night (UTC) unless another is given."""
    now = datetime.now(UTC)
    return Run(run_id=f"{now:%Y%m%dT%H%M%SZ}-{token_hex(3)}", kind=kind, night=night or now.date(), started_at=now)


def open_for_a_run(work: Path) -> None:
    """Makes sure that the work file can be opened, before anything else is done that would be in vain. Raises WarehouseError."""
    open_work(work).close()


def known_contents(work: Path) -> dict[str, Content]:
    """Returns by board what each file held when it was last loaded into the work file. Raises WarehouseError."""
    with closing(open_work(work)) as connection:
        return last_contents(connection)


def last_night(work: Path) -> date | None:
    """Returns the last night that is loaded in the work file; None where there is none. Raises WarehouseError."""
    with closing(open_work(work)) as connection:
        return newest_night(connection)


def carry_through(
    brought: Brought, run: Run, folder: DataFolder, settings: Settings, corrections: Sequence[Correction] = (), *, over: Over = here
) -> RunOutcome:
    """Loads, levels, checks and publishes what a run brought home. Returns what it came to, `held back` included.

    Raises WarehouseError when the work file or the publication cannot be written: whatever was published before stays.
    """
    published_before = folder.published.is_file()
    with closing(open_work(folder.work)) as connection:
        limit_memory(connection, settings.memory)
        loaded = load(connection, run, brought.staged, corrections=corrections, over=over)
        published = None
        if loaded.state != "held back":
            with step("Publishing"):
                published = publish(connection, folder.publication, settings.served_at)
    matched = match_after(published, folder, settings.profiles, settings.served_at)
    boards = brought.boards
    if published is not None:
        suspects = suspect_boards(published.path, run.run_id)
        boards = tuple(replace(board, **suspects.get(board.board, {})) for board in boards)
    return RunOutcome(
        run_id=run.run_id,
        kind=run.kind,
        night=run.night,
        state=loaded.state,
        message=loaded.message,
        started_at=run.started_at,
        finished_at=datetime.now(UTC),
        boards=boards,
        counts=loaded.counts,
        levelled=loaded.levelled,
        relevelled=loaded.relevelled,
        checks=loaded.checks,
        published=published,
        matched=matched,
        published_before=published_before,
    )


def load(
    connection: Connection,
    run: Run,
    brought: Staged,
    *,
    corrections: Sequence[Correction] = (),
    over: Over = here,
) -> Loaded:
    """Loads one run into the open work file, whole or not at all; a run that a check stops leaves only its results behind.

    Raises WarehouseError when the file cannot be written, and whatever levelling raises; the run is then recorded as failed.
    """
    try:
        with transaction(connection):
            return _load(connection, run, brought, corrections, over)
    except _HeldBack as held:
        message = "; ".join(f"{check.name}: {check.says}" for check in held.checks if check.stops)
        _record(connection, run, "held back", message, held.checks)
        return Loaded(state="held back", message=message, counts=held.counts, levelled=held.levelled, checks=held.checks)
    except Exception as error:
        # Whatever went wrong may keep us from saying so in the file as well; the error itself is what matters.
        with suppress(WarehouseError):
            _record(connection, run, "failed", f"{type(error).__name__}: {error}", ())
        raise


def load_and_level(
    connection: Connection, run: Run, brought: Staged, corrections: Sequence[Correction], over: Over
) -> tuple[LoadCounts, int]:
    """Begins the run, loads what it brought home and levels what is new, in the transaction that is open.

    Returns what was loaded, and how many postings were levelled.
    """
    from classifiers import rulebook_version  # brings spaCy with it

    rulebook = rulebook_version()
    begin_run(connection, run_id=run.run_id, kind=run.kind, night=run.night, started_at=run.started_at, rulebook=rulebook)
    with step("Loading"):
        load_corrections(connection, run.run_id, corrections)
        counts = load_staged(connection, run.run_id, run.night, brought, over=over)
    waiting = pending(connection, rulebook)
    verdicts = level(((posting.title, posting.description) for posting in waiting), over=over)
    keys = (posting.posting_key for posting in waiting)
    return counts, load_verdicts(connection, run.run_id, zip(keys, counted("Levelling", verdicts, len(waiting)), strict=True))


def _load(connection: Connection, run: Run, brought: Staged, corrections: Sequence[Correction], over: Over) -> Loaded:
    counts, levelled = load_and_level(connection, run, brought, corrections, over)
    with step("Checking"):
        assign_roles(connection, run.run_id)
        relevelled = settle_levels(connection, run.run_id)
        checks = audit(connection, run.run_id)
        if any(check.stops for check in checks):
            raise _HeldBack(counts, levelled, checks)
        state: RunState = "degraded" if counts.degraded else "good"
        message = _degraded(counts) if counts.degraded else None
        finish_run(connection, run.run_id, state=state, finished_at=datetime.now(UTC), message=message)
    return Loaded(state=state, message=message, counts=counts, levelled=levelled, checks=tuple(checks), relevelled=relevelled)


def _record(connection: Connection, run: Run, state: RunState, message: str, checks: Sequence[CheckResult]) -> None:
    with transaction(connection):
        begin_run(connection, run_id=run.run_id, kind=run.kind, night=run.night, started_at=run.started_at)
        record_checks(connection, run.run_id, checks)
        finish_run(connection, run.run_id, state=state, finished_at=datetime.now(UTC), message=message)


def _degraded(counts: LoadCounts) -> str:
    parts = []
    if counts.boards_failed:
        parts.append(f"{counts.boards_failed} of {counts.boards} boards could not be read")
    if counts.boards_suspect:
        parts.append(f"{counts.boards_suspect} answered with far fewer postings than of late")
    return " and ".join(parts) + "; their postings stay as they were"
