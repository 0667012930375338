"""The flows that are deployed beside the night: the watch for associate roles, and stored texts levelled anew."""

from pathlib import Path
from typing import Any, cast

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from extractors.board import load_boards
from extractors.sources import sources
from flows.folders import DataFolder
from flows.nightly import data_of, ended, nightly, report
from flows.outcome import RunOutcome
from flows.relevel import relevel
from flows.settings import Settings, load_settings
from warehouse.watch import boards_watched

SKIPPED = "Skipped"
_NOTHING_KNOWN = "No associate role or programme is known on a board of the list: nothing is read before the next night."


@flow(
    name="apm-watch",
    flow_run_name="watch",
    description="Reads the boards on which associate roles or programmes are or were, publishes, and tells what opened.",
)
def apm_watch(data: Path | None = None, boards: Path | None = None, play_at: str | None = None) -> State[RunOutcome] | State[None]:
    """The night's own way, for these boards alone. What is not given is taken from the settings.

    Ends as `nightly` does; Completed under the name Skipped where there is no such board. Raises what `nightly` raises.
    """
    settings = load_settings()
    only = _watched(data or data_of(settings), boards, settings)
    if not only:
        return Completed(name=SKIPPED, message=_NOTHING_KNOWN)
    night: State[Any] = nightly(data=data, boards=boards, only=only, play_at=play_at, return_state=True)
    came: object = night.result(raise_on_failure=False)  # its outcome, or the error that it ended with
    if isinstance(came, BaseException):
        raise came
    return ended(cast(RunOutcome, came))


@flow(
    name="relevel",
    flow_run_name="relevel",
    description="Levels the stored texts that the present rules have not read, applies the corrections, and publishes. Reads no board.",
)
def relevel_stored(data: Path | None = None) -> State[RunOutcome]:
    """What `explore-roles relevel` does, in the folder of the settings unless another is given.

    Ends as `nightly` does. Raises what `relevel` raises.
    """
    settings = load_settings()
    outcome = relevel(data=data or data_of(settings), settings=settings)
    report(outcome)
    return ended(outcome)


def _watched(data: Path, boards: Path | None, settings: Settings) -> tuple[str, ...]:
    """Returns the boards of the list that are read for the watch; none where nothing is published yet. Raises BadBoards, WarehouseError."""
    published = DataFolder(path=data).published
    if not published.is_file():
        return ()
    # Job sites are left to the night: employers' own boards know first.
    listed = {board.key for board in load_boards(boards or settings.boards_path) if not sources()[board.source].PLATFORM.aggregator}
    return tuple(board for board in boards_watched(published) if board in listed)
