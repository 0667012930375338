"""Where work over chunks is done: in this process when there is little, in a pool of processes, or on one of Prefect's task runners.

Whatever does it, the results come in the chunks' order, so that what a run makes of them is the same to the byte.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing import get_context
from typing import Any, Literal, Protocol, TypeVar

from flows.errors import BadInput

Chunk = TypeVar("Chunk")
Result = TypeVar("Result")
Runner = Literal["pool", "threads", "processes", "dask", "ray"]
# Submits one chunk; returns what waits for its result.
_Submit = Callable[[Callable[[Any], Any], Any], Callable[[], Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Working:
    """How work over chunks is to be done.

    `pool`, of as many processes as are named (without it one a core), needs no Prefect; the others are Prefect's task runners, each chunk
    being a task: `threads`, `processes`, `dask` and `ray` on the cluster at `address`, or on one of this machine.
    """

    runner: Runner = "pool"
    processes: int | None = None
    address: str | None = None


class NotInstalled(BadInput):
    """A runner was chosen whose packages are not there."""


class WorkersFailed(RuntimeError):
    """What was working came to an end by itself (killed, or out of memory), or cannot be reached."""


class Over(Protocol):
    """Applies `work`, a function of a module, to each chunk; yields the results lazily and in order, a few chunks being under way."""

    def __call__(self, work: Callable[[Chunk], Result], chunks: Iterable[Chunk]) -> Iterator[Result]:
        """Raises what `work` raises, and WorkersFailed."""


def here(work: Callable[[Chunk], Result], chunks: Iterable[Chunk]) -> Iterator[Result]:
    """An Over that does everything in this process."""
    return map(work, chunks)


@contextmanager
def workers(working: Working) -> Iterator[Over]:
    """What does work over chunks, until the block ends; it begins when it is first needed.

    A single chunk is done here, as what takes seconds to start would not pay. Raises NotInstalled where its packages are not there.
    """
    count = working.processes or os.cpu_count() or 1
    with ExitStack() as stack:
        submits: list[_Submit] = []

        def over(work: Callable[[Chunk], Result], chunks: Iterable[Chunk]) -> Iterator[Result]:
            source = iter(chunks)
            first = list(islice(source, 2))
            if len(first) < 2 or (working.runner == "pool" and count == 1):
                yield from here(work, chain(first, source))
                return
            if not submits:
                submits.append(stack.enter_context(_pool(count) if working.runner == "pool" else _task_runner(working, count)))
            yield from _in_order(submits[0], work, chain(first, source), most=count + 2)

        yield over


def _in_order(submit: _Submit, work: Callable[[Any], Any], chunks: Iterable[Any], *, most: int) -> Iterator[Any]:
    under_way: deque[Callable[[], Any]] = deque()
    for chunk in chunks:
        under_way.append(submit(work, chunk))
        if len(under_way) >= most:
            yield under_way.popleft()()
    while under_way:
        yield under_way.popleft()()


@contextmanager
def _pool(count: int) -> Iterator[_Submit]:
    # Spawned, not forked: this process has threads (Prefect's, DuckDB's), whose locks a fork would copy in whatever state they are.
    pool = ProcessPoolExecutor(count, mp_context=get_context("spawn"))

    def submit(work: Callable[[Any], Any], chunk: Any) -> Callable[[], Any]:
        try:
            return _told(pool.submit(work, chunk).result)
        except BrokenProcessPool as error:
            raise _ended() from error

    try:
        yield submit
    finally:
        pool.shutdown(cancel_futures=True)


def _told(result: Callable[[], Any]) -> Callable[[], Any]:
    def wait() -> Any:
        try:
            return result()
        except BrokenProcessPool as error:
            raise _ended() from error

    return wait


def _ended() -> WorkersFailed:
    return WorkersFailed(
        "A process that was working on postings was ended from outside (out of memory?); "
        "set EXPLORE_ROLES_PROCESSES=1 to do all in one process."
    )


@contextmanager
def _task_runner(working: Working, count: int) -> Iterator[_Submit]:
    from flows.task_runners import opened_runner  # brings Prefect with it, which a pool does not need

    with opened_runner(working.runner, count, working.address) as submit:
        yield submit
