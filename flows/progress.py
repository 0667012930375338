"""Where a run tells how far it is, for whoever watches: a terminal's progress bars, or nobody."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol, TypeVar

Item = TypeVar("Item")


class Watcher(Protocol):
    """Is told of each step of a run."""

    def begin(self, step: str, total: int | None) -> None:
        """A step begins; `total` is the number of things in it, where that is known."""

    def advance(self, step: str, count: int = 1) -> None:
        """So many more things are done."""

    def end(self, step: str) -> None:
        """The step is over."""


class _Nobody:
    def begin(self, step: str, total: int | None) -> None:
        del step, total

    def advance(self, step: str, count: int = 1) -> None:
        del step, count

    def end(self, step: str) -> None:
        del step


# A context variable, because Prefect calls the flow: whatever is passed to a flow is sent to Prefect's server.
_NOBODY = _Nobody()
_watcher: ContextVar[Watcher] = ContextVar("watcher", default=_NOBODY)


@contextmanager
def watched_by(watcher: Watcher) -> Iterator[None]:
    """Everything inside tells `watcher` how far it is."""
    token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(token)


@contextmanager
def step(name: str, total: int | None = None) -> Iterator[None]:
    """The block is one step of the run."""
    watcher = _watcher.get()
    watcher.begin(name, total)
    try:
        yield
    finally:
        watcher.end(name)


def counted(name: str, items: Iterable[Item], total: int | None = None) -> Iterator[Item]:
    """Yields `items`, as one step of the run in which each of them counts one."""
    watcher = _watcher.get()
    with step(name, total):
        for item in items:
            yield item
            watcher.advance(name)
