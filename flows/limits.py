"""How many boards of one platform are read at the same time by all workers of a Prefect server together: its global concurrency limits.

What one run asks of a host is limited by its session, with or without these; what other runs ask at the same time only the server knows.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from itertools import count

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.concurrency.sync import concurrency
from prefect.settings import PREFECT_API_URL

from extractors.board import Board
from extractors.errors import SourceUnavailable
from extractors.sources import sources

_PREFIX = "explore-roles:"  # of the limits' names, as in explore-roles:greenhouse
_PAGE = 200  # limits in one answer, the most that Prefect gives


def turns_on_the_server(seconds: float) -> Callable[[Board], AbstractContextManager[None]]:
    """Returns what a board is to be read in: a slot of its platform's limit, where the server has that limit.

    The server is asked once which limits it has, and not at all where none is named. What is returned raises SourceUnavailable where
    no slot was free for so many seconds. A worker that is killed while it holds slots loses them after five minutes.
    """
    limited = frozenset(limits_made()) if PREFECT_API_URL.value() else frozenset()

    @contextmanager
    def turn(board: Board) -> Iterator[None]:
        with ExitStack() as held:
            if (name := _PREFIX + board.source) in limited:
                try:
                    held.enter_context(concurrency(name, timeout_seconds=seconds))
                except TimeoutError:
                    error = SourceUnavailable(f"Other runs held all slots of Prefect's limit {name} for {seconds:g} s.")
                    error.retry_after = seconds
                    raise error from None
            yield

    return turn


def limits_made() -> dict[str, int]:
    """Returns the limits of ours that the server has: name to boards at the same time."""
    with get_client(sync_client=True) as client:
        return _made(client)


def make_limits(boards: Iterable[Board], at_once: int) -> dict[str, int]:
    """Makes or corrects a limit for each platform of the boards that has hosts of its own. Returns the limits that the server then has."""
    # Where each board has a host of its own no two of them share one.
    shared = {board.source for board in boards if not sources()[board.source].PLATFORM.has_url}
    with get_client(sync_client=True) as client:
        for source in sorted(shared):
            client.upsert_global_concurrency_limit_by_name(_PREFIX + source, at_once)
        return _made(client)


def remove_limits() -> dict[str, int]:
    """Removes the limits of ours from the server. Returns those that it had."""
    with get_client(sync_client=True) as client:
        made = _made(client)
        for name in made:
            client.delete_global_concurrency_limit_by_name(name)
        return made


def _made(client: SyncPrefectClient) -> dict[str, int]:
    made: dict[str, int] = {}
    for page in count():
        found = client.read_global_concurrency_limits(limit=_PAGE, offset=page * _PAGE)
        made |= {limit.name: limit.limit for limit in found if limit.name.startswith(_PREFIX)}
        if len(found) < _PAGE:
            return made
    raise AssertionError("the last page is shorter than the others")
