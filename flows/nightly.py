"""The nightly run as a Prefect flow: a task a board, then everything that was read through to the publication."""

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.futures import as_completed
from prefect.logging import get_run_logger
from prefect.runtime import deployment, task_run
from prefect.states import Completed, Failed
from prefect.task_runners import ThreadPoolTaskRunner

from extractors.asking.visit import Visit
from extractors.board import Board, load_boards
from extractors.errors import BadBoards, LandingFailed, SourceChanged, SourceUnavailable
from extractors.landing import Landing
from extractors.read import failed_read, fetch_board, parse_board
from extractors.reading import Answer, BoardRead
from extractors.sources import sources
from flows.asking import session_of
from flows.carry import Brought, Run, carry_through, new_run, open_for_a_run
from flows.folders import data_folder
from flows.limits import turns_on_the_server
from flows.notify import notify_after
from flows.outcome import BoardOff, RunOutcome, off_in_words
from flows.progress import counted
from flows.report import as_markdown, findings, places, summary
from flows.settings import BadSettings, Settings, load_settings
from flows.terminal import one_line
from flows.workers import workers
from warehouse.corrections import corrections_of

# Read when Prefect loads this module, in a scheduled run's own process too, so that the environment counts in both.
_settings = load_settings()
_LOUDER = {"stopped by": logging.ERROR, "warning": logging.WARNING}


def worth_a_retry(_task: object, _task_run: object, state: State[Any]) -> bool:
    """Whether a retry can mend what a board's task ended with: only an unavailable board may be there a little later."""
    return _may_be_back(state.result(raise_on_failure=False))


def _may_be_back(error: object) -> bool:
    if not isinstance(error, SourceUnavailable):
        return False
    # Asked again before the time that the platform named, it would be refused without a request.
    return error.retry_after is None or error.retry_after <= _settings.board_retry_delay


@task(
    name="read board",
    task_run_name="{board.key}",
    retries=_settings.board_retries,
    retry_delay_seconds=_settings.board_retry_delay,
    retry_jitter_factor=0.5,
    retry_condition_fn=worth_a_retry,
    cache_policy=NO_CACHE,
)
def read(
    board: Board,
    visit: Callable[[Board], Visit],
    keep: Callable[[Board, BoardRead, tuple[Answer, ...]], None],
    turn: Callable[[Board], AbstractContextManager[None]],
) -> BoardRead | State[BoardRead]:
    """Returns what the board holds, after its raw answers were kept (only then: a night's answers are too many to hold at once).

    A board that cannot be read is an ordinary thing: it ends in a completed state of that name, and one warning in the log.
    Raises SourceUnavailable when Prefect is to try again, LandingFailed when the answers cannot be kept.
    """
    answers: tuple[Answer, ...] = ()
    with turn(board):
        started = time.monotonic()  # and not before: a board's time is not spent on waiting for others
        visiting = visit(board)
        try:
            answers = fetch_board(board, visiting)
        except (SourceUnavailable, SourceChanged) as error:
            if _may_be_back(error) and task_run.run_count <= _settings.board_retries:
                raise
            board_read = failed_read(board, error, seconds=time.monotonic() - started, requests=visiting.requests)
        else:
            board_read = parse_board(board, answers, seconds=time.monotonic() - started, requests=visiting.requests)
    keep(board, board_read, answers)
    if board_read.state == "read":
        return board_read
    told = one_line(board_read.message or "no reason is known")
    get_run_logger().warning("%s  %s: %s", board.key, board_read.state, told)
    return Completed(name=board_read.state.capitalize(), message=told, data=board_read)


@flow(
    name="nightly",
    flow_run_name="night",
    description="Reads all boards, levels their product-management roles, and publishes them when the checks pass.",
    task_runner=ThreadPoolTaskRunner(max_workers=_settings.boards_at_once),  # type: ignore[arg-type]  # its futures are of a class of their own
    validate_parameters=True,
)
def nightly(
    data: Path | None = None,
    boards: Path | None = None,
    night: date | None = None,
    only: Sequence[str] = (),
    full: bool = False,
    play_at: str | None = None,
) -> State[RunOutcome]:
    """One night. What is not given is taken from the settings; `only` names boards as `source:token`; `full` asks for every answer whole.

    Ends Completed when the night was published (its message says when it is degraded), Failed when a check held it back;
    either state carries the RunOutcome. Raises BadSettings, BadBoards, BadCorrections, DataFolderUnusable, LandingFailed, WarehouseError.
    """
    settings = load_settings()
    chosen, off = _with_keys(_chosen(load_boards(boards or settings.boards_path), only), settings)
    with data_folder(data or data_of(settings)) as folder:
        corrections = corrections_of(folder.path, settings.corrections)
        open_for_a_run(folder.work)
        run = new_run("nightly", night)
        reads = _bring_home(chosen, run, Landing(folder.landing), settings, play_at, full)
        with workers(settings.working) as over:
            outcome = carry_through(Brought.of(reads), run, folder, settings, corrections, over=over)
    # The sample's employers are made up: nobody is told of them.
    notified = None if play_at else notify_after(outcome.published, folder.path, settings)
    outcome = replace(outcome, off=off, notified=notified)
    report(outcome)
    return ended(outcome)


def data_of(settings: Settings) -> Path:
    """Returns the data folder of the settings. Raises BadSettings where a worker would take it for one in its own passing folder."""
    if deployment.id is not None and not settings.data.is_absolute():
        raise BadSettings(f"EXPLORE_ROLES_DATA is {settings.data}: where a worker runs the flows, set it to an absolute path.")
    return settings.data


def ended(outcome: RunOutcome) -> State[RunOutcome]:
    """Returns what Prefect is told of a run: Completed when it was published, Failed when a check held it back."""
    if outcome.published is None:
        return Failed(message=f"held back: {outcome.message}", data=outcome)
    return Completed(message="good" if outcome.message is None else f"{outcome.state}: {outcome.message}", data=outcome)


def report(outcome: RunOutcome) -> None:
    """Leaves the run's report with Prefect: as an artifact that its pages show, and in a few lines of its log."""
    log = get_run_logger()
    for name, value in (*summary(outcome), *findings(outcome), *places(outcome)):
        log.log(_LOUDER.get(name, logging.INFO), "%s: %s", name, one_line(value))
    create_markdown_artifact(
        key=outcome.kind, markdown=as_markdown(outcome), description=f"Run {outcome.run_id}, night of {outcome.night}: {outcome.state}"
    )


def _chosen(boards: Sequence[Board], only: Sequence[str]) -> list[Board]:
    if not only:
        return list(boards)
    unknown = sorted(set(only) - {board.key for board in boards})
    if unknown:
        raise BadBoards(f"No such board in the list: {', '.join(unknown)}. Name boards as source:token, as in greenhouse:acme.")
    return [board for board in boards if board.key in only]


def _with_keys(boards: Sequence[Board], settings: Settings) -> tuple[list[Board], tuple[BoardOff, ...]]:
    """Returns the boards that can be asked, and those whose platform wants a key that the environment has not: the log says so, too.

    Raises BadSettings where none can be asked, and for a key that cannot be sent.
    """
    held = settings.keys  # asked for whatever the boards are, so that a bad one ends the run before anything is read
    missing = {board.source: sources()[board.source].PLATFORM.missing_keys(held) for board in boards}
    off = tuple(BoardOff(board=board.key, needs=missing[board.source]) for board in boards if missing[board.source])
    if len(off) == len(boards):
        raise BadSettings(f"There is no board to ask. Off without their keys: {off_in_words(off)}. docs/sources.md says where to get them.")
    for source, keys in missing.items():
        if keys:
            get_run_logger().info("%s is off: it is read where the environment has %s", source, " and ".join(keys))
    return [board for board in boards if not missing[board.source]], off


def is_wanted(title: str) -> bool:
    """Whether a posting of this title is worth a request for its text: the title gate."""
    from classifiers import is_candidate  # brings spaCy with it, which most boards do not need to be read

    return is_candidate(title)


def _bring_home(
    boards: Sequence[Board], run: Run, landing: Landing, settings: Settings, play_at: str | None, full: bool
) -> list[BoardRead]:
    """Reads the boards, several at a time, and lands each one's answers as they arrive. Returns the reads in the boards' order."""
    reads: dict[str, BoardRead] = {}
    session = session_of(settings, play_at)

    def keep(board: Board, board_read: BoardRead, answers: tuple[Answer, ...]) -> None:
        landing.keep(run.night, run.run_id, board, board_read, answers)

    known = landing.known_answers() if not full else _none_known
    turn = turns_on_the_server(settings.board_max_seconds)

    def visit(board: Board) -> Visit:
        return Visit(
            session=session,
            wants=is_wanted,
            known=lambda url: known(board.key, url),
            keys=settings.keys,
            max_requests=settings.max_requests,
            max_seconds=settings.board_max_seconds,
        )

    with session:
        asked = {read.submit(board, visit, keep, turn): board for board in boards}
        for future in counted("Reading boards", as_completed(list(asked)), len(boards)):
            board = asked[future]
            came: object = future.result(raise_on_failure=False)  # what the task returned, or the error that it ended with
            if not isinstance(came, BoardRead):
                came = _failed(board, came)
                keep(board, came, ())
            reads[board.key] = came
    return [reads[board.key] for board in boards]


def _none_known(_board_key: str, _url: str) -> None:
    return None


def _failed(board: Board, error: object) -> BoardRead:
    if isinstance(error, LandingFailed):
        raise error
    if not isinstance(error, Exception):
        raise TypeError(f"the task of {board.key} ended with {error!r}, which is neither a read nor an error")
    # A mistake in one platform's module: its boards fail, and Prefect keeps the traceback; the others still load.
    get_run_logger().error("%s: %s: %s", board.key, type(error).__name__, error)
    return failed_read(board, error)
