"""Reads a whole board: from the network, or again from answers that were kept."""

import logging
import time
from datetime import UTC, datetime

from extractors.asking.visit import Visit
from extractors.board import Board
from extractors.errors import BadFile, SourceChanged, SourceGone, SourceUnavailable
from extractors.files import parse_file
from extractors.landing import LandedRead
from extractors.posting import Parsed
from extractors.reading import Answer, BoardRead, ReadState
from extractors.sources import sources

log = logging.getLogger(__name__)


def fetch_board(board: Board, visit: Visit) -> tuple[Answer, ...]:
    """Returns the raw answers of a board.

    Raises SourceUnavailable (worth a retry), SourceChanged or SourceGone (not worth one).
    """
    platform = sources().get(board.source)
    if platform is None:
        raise SourceChanged(f"There is no source {board.source!r}; there are {', '.join(sorted(sources()))}.")
    return platform.fetch(board, visit)


def parse_board(board: Board, answers: tuple[Answer, ...], *, seconds: float = 0.0, requests: int = 0) -> BoardRead:
    """Returns what the answers hold; never raises about the board: an answer that is none becomes the read's state."""
    try:
        parsed = _parse(board, answers)
    except Exception as error:
        # A mistake in one platform's module must cost its own boards only.
        if not isinstance(error, SourceUnavailable | SourceChanged | BadFile):
            log.exception("the module of %s failed on %s", board.source, board.key)
        return failed_read(board, error, seconds=seconds, answers=answers, requests=requests)
    return BoardRead(
        board=board,
        state="read",
        fetched_at=answers[0].asked_at,
        postings=parsed.postings,
        rejections=parsed.rejections,
        seconds=seconds,
        bytes_read=_size(answers),
        requests=requests,
        unchanged=all(answer.unchanged for answer in answers),
        passed_over=parsed.passed_over,
        there=parsed.there,
        complete=parsed.complete,
    )


def failed_read(board: Board, error: Exception, *, seconds: float = 0.0, answers: tuple[Answer, ...] = (), requests: int = 0) -> BoardRead:
    """Returns the read of a board that ended in this error."""
    return BoardRead(
        board=board,
        state=_state(error),
        fetched_at=answers[0].asked_at if answers else datetime.now(UTC),
        message=_message(error),
        seconds=seconds,
        bytes_read=_size(answers),
        requests=requests,
        complete=board.source != "file",
    )


def read_board(board: Board, visit: Visit) -> tuple[BoardRead, tuple[Answer, ...]]:
    """Returns what the board holds now, and the raw answers to keep; never raises about the board."""
    started = time.monotonic()
    try:
        answers = fetch_board(board, visit)
    except (SourceUnavailable, SourceChanged) as error:
        return failed_read(board, error, seconds=time.monotonic() - started, requests=visit.requests), ()
    return parse_board(board, answers, seconds=time.monotonic() - started, requests=visit.requests), answers


def read_again(landed: LandedRead) -> BoardRead:
    """Returns the read of a night gone by, without the network: from its answers where there are any, else as it failed.

    An answer that could not be read then may be readable now: a better parser mends the past.
    """
    if landed.answers:
        return parse_board(landed.board, landed.answers, seconds=landed.seconds, requests=landed.requests)
    return BoardRead(
        board=landed.board,
        state=landed.state,
        fetched_at=landed.fetched_at,
        message=landed.message,
        seconds=landed.seconds,
        requests=landed.requests,
        complete=landed.board.source != "file",
    )


def _parse(board: Board, answers: tuple[Answer, ...]) -> Parsed:
    if not answers:
        raise SourceUnavailable("There is no answer to read.")
    if board.source == "file":
        return parse_file(board, answers[0])
    platform = sources().get(board.source)
    if platform is None:
        raise SourceChanged(f"There is no source {board.source!r} any more; there are {', '.join(sorted(sources()))}.")
    return platform.parse(board, answers)


def _state(error: Exception) -> ReadState:
    if isinstance(error, SourceGone):
        return "gone"
    return "unavailable" if isinstance(error, SourceUnavailable) else "changed"


def _message(error: Exception) -> str:
    if isinstance(error, SourceUnavailable | SourceChanged | BadFile):
        return str(error)
    return f"The answer could not be read: {type(error).__name__}: {error}"


def _size(answers: tuple[Answer, ...]) -> int:
    return sum(len(answer.body) for answer in answers if not answer.unchanged)
