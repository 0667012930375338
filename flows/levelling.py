"""Levelling many postings: in this process when they are few, in a pool of processes when they are many; in order either way."""

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing import get_context

from classifiers.classification import Classification

Pair = tuple[str, str]  # title, description

# A process takes about two seconds to start: a chunk must be worth that, and small enough to be held several times in memory.
CHUNK = 2000


class LevellingFailed(RuntimeError):
    """A process that was levelling postings came to an end by itself (killed, or out of memory)."""


def level(pairs: Iterable[Pair], *, blind: bool = False, processes: int | None = None) -> Iterator[Classification]:
    """Yields the verdict on each pair, lazily and in order; holds a few chunks in memory at most.

    Raises LevellingFailed when a process of the pool dies.
    """
    source = iter(pairs)
    first = list(islice(source, CHUNK))
    second = list(islice(source, CHUNK))
    processes = processes or os.cpu_count() or 1
    if not second or processes == 1:
        yield from _here(chain(first, second, source), blind)
    else:
        yield from _pooled(chain([first, second], _chunks(source)), blind, processes)


def _here(pairs: Iterable[Pair], blind: bool) -> Iterator[Classification]:
    from classifiers import classify_all  # brings spaCy with it

    return classify_all(pairs, blind=blind)


def _chunks(pairs: Iterator[Pair]) -> Iterator[list[Pair]]:
    while chunk := list(islice(pairs, CHUNK)):
        yield chunk


def _pooled(chunks: Iterable[list[Pair]], blind: bool, processes: int) -> Iterator[Classification]:
    # Spawned, not forked: this process has threads (Prefect's, DuckDB's), whose locks a fork would copy in whatever state they are.
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        running: deque[Future[list[Classification]]] = deque()
        try:
            for chunk in chunks:
                running.append(pool.submit(_level_chunk, chunk, blind))
                if len(running) > processes + 1:
                    yield from running.popleft().result()
            while running:
                yield from running.popleft().result()
        except BrokenProcessPool as error:
            raise LevellingFailed(
                "A process that was levelling postings was ended from outside (out of memory?); "
                "set EXPLORE_ROLES_PROCESSES=1 to level them in one process."
            ) from error
        finally:
            for future in running:
                future.cancel()


def _level_chunk(chunk: list[Pair], blind: bool) -> list[Classification]:
    return list(_here(chunk, blind))
