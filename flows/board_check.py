"""Asks boards whether they are still there: which answer, which moved, which are gone. Nothing is kept or loaded."""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from typing import Literal

from extractors.asking.session import PoliteSession
from extractors.asking.visit import Visit
from extractors.board import Board
from extractors.errors import SourceChanged, SourceGone, SourceMoved, SourceRefuses, SourceUnavailable
from extractors.read import fetch_board, parse_board, read_board
from extractors.sources import sources
from flows.settings import debugging

Standing = Literal["answers", "empty", "moved", "gone", "refuses", "changed", "unavailable", "off"]

# Where a board that is gone from its platform is looked for under the same name: one request each, and the answer says whose it is.
_ELSEWHERE = ("greenhouse", "lever", "ashby", "smartrecruiters", "workable", "recruitee", "rippling", "personio", "teamtailor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What became of asking one board."""

    board: Board
    standing: Standing
    listed: int = 0  # postings that it lists
    wanted: int = 0  # of these, with a title of product management
    elsewhere: tuple[str, ...] = ()  # source:token where a board of the same name answers now
    message: str | None = None


def check_boards(
    boards: Sequence[Board], session: PoliteSession, *, wants: Callable[[str], bool], keys: Mapping[str, str], at_once: int
) -> Generator[Checked, None, None]:
    """Returns what became of each board, as the answers come. Close it when the rest is not wanted: no further board is asked then."""
    threads = ThreadPoolExecutor(at_once)
    try:
        asked = [threads.submit(check_board, board, session, wants=wants, keys=keys) for board in boards]
        for future in as_completed(asked):
            yield future.result()
    finally:
        threads.shutdown(wait=True, cancel_futures=True)


def check_board(board: Board, session: PoliteSession, *, wants: Callable[[str], bool], keys: Mapping[str, str]) -> Checked:
    """Returns what a board says now. A board that is gone is looked for on the other platforms under the same name."""
    if lacking := needs(board, keys):
        return Checked(board=board, standing="off", message=lacking)
    try:
        return _asked(board, session, wants, keys)
    except Exception as error:
        # A mistake in one platform's module, or a host that answers as nobody foresaw, must cost its own board only.
        if debugging():
            raise
        return Checked(board=board, standing="changed", message=f"The board could not be asked: {type(error).__name__}: {error}")


def none_answered(found: Sequence[Checked]) -> bool:
    """Says whether boards were asked and not one was there to answer; that there is no such board is an answer."""
    asked = [checked for checked in found if checked.standing != "off"]
    return bool(asked) and all(checked.standing == "unavailable" for checked in asked)


def needs(board: Board, keys: Mapping[str, str]) -> str | None:
    """Returns in words which keys the board's platform wants beside these, or None where it wants none."""
    missing = sources()[board.source].PLATFORM.missing_keys(keys)
    return f"needs {' and '.join(missing)} in the environment" if missing else None


def _asked(board: Board, session: PoliteSession, wants: Callable[[str], bool], keys: Mapping[str, str]) -> Checked:
    wanted = 0

    def counts(title: str) -> bool:
        # Counted, and their texts not asked for: whether a board is there can be told by its list.
        nonlocal wanted
        wanted += wants(title)
        return False

    try:
        answers = fetch_board(board, Visit(session=session, wants=counts, keys=keys))
    except SourceGone as error:
        elsewhere = tuple(_look_elsewhere(board, session))
        return Checked(board=board, standing="moved" if elsewhere else "gone", elsewhere=elsewhere, message=str(error))
    except (SourceUnavailable, SourceChanged) as error:
        return Checked(board=board, standing=_standing(error), message=str(error))
    read = parse_board(board, answers)
    if read.state != "read":
        return Checked(board=board, standing="unavailable" if read.state == "unavailable" else "changed", message=read.message)
    listed = len(read.postings) + len(read.rejections) + read.passed_over
    wanted = max(wanted, sum(wants(posting.title) for posting in read.postings))
    return Checked(board=board, standing="answers" if listed else "empty", listed=listed, wanted=wanted)


def _standing(error: Exception) -> Standing:
    if isinstance(error, SourceUnavailable):
        return "unavailable"
    if isinstance(error, SourceMoved):
        return "moved"
    return "refuses" if isinstance(error, SourceRefuses) else "changed"


def _look_elsewhere(board: Board, session: PoliteSession) -> Iterator[str]:
    for name in _ELSEWHERE:
        platform = sources().get(name)
        if platform is None or platform.PLATFORM.has_url or not platform.PLATFORM.token.fullmatch(board.token):
            continue
        for region in (None, *platform.PLATFORM.regions):
            if (name, region) == (board.source, board.region):
                continue
            there = replace(board, source=name, region=region, url=None)
            read, _ = read_board(there, Visit(session=session, wants=lambda _: False, max_requests=8))
            if read.state == "read" and (read.postings or read.passed_over):
                yield there.key + (f" (region {region})" if region else "")
