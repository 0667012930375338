"""Reading postings with one rulebook or another: a process reads its tables once and for good, so each rulebook has its own processes."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # A process must have begun before it loads what takes long, or else an interrupt in that time is told by a traceback.
    from classifiers.classification import Evidence, Level
    from classifiers.rulebook_check import RulebookCheck
    from classifiers.scorer import Score
    from flows.levelling import Pair


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one rulebook says of one posting."""

    level: Level | None  # None: no product management
    confidence: float
    runner_up: Level | None
    unclear: bool
    basis: str
    evidence: tuple[Evidence, ...]
    # Row of levels.toml -> level -> what it added: the whole sum, of which `evidence` shows the winning level's column. None: not known.
    shares: Mapping[str, Mapping[Level, float]] | None


@contextmanager
def reading_with(folder: Path | None, processes: int) -> Iterator[Executor]:
    """Processes that read with the rulebook of a folder (None: the one that ships), for `check` and `read_chunk` to be submitted to."""
    # Spawned, for the same reason as in `flows.levelling`, and so that nothing of this process's own rulebook is in them.
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_begin, initargs=(folder,)) as pool:
        try:
            yield pool
        finally:
            pool.shutdown(cancel_futures=True)


def _begin(folder: Path | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal interrupts all processes; the one that asked ends the others
    if folder is not None:
        from classifiers.tables import use_rulebook

        use_rulebook(folder)


def check() -> RulebookCheck:
    """Returns what is wrong with the process's rulebook."""
    from classifiers.rulebook_check import check_rulebook

    return check_rulebook()


def read_chunk(chunk: list[Pair], blind: bool) -> list[Reading]:
    """Returns what the process's rulebook says of each (title, description)."""
    from classifiers import decide
    from classifiers.scorer import score, setting

    sums: list[tuple[bool, Score]] = []

    def keeping(features: list[str], *, blind: bool) -> Score:
        sums.append((blind, score(features, blind=blind)))
        return sums[-1][1]

    # `classify` hands out of its sum what was added to the level that won. Why another level won under another rulebook shows only in
    # the whole of it, so this process, which does nothing else, looks over its shoulder.
    decide.score = keeping  # type: ignore[attr-defined]
    unclear_below = setting("show", "unclear_below")
    readings: list[Reading] = []
    for title, description in chunk:
        sums.clear()
        verdict = decide.classify(title, description, blind)
        shares = next((found.shares for without_title, found in sums if without_title is blind and found.level == verdict.level), None)
        readings.append(
            Reading(
                level=verdict.level,
                confidence=verdict.confidence,
                runner_up=verdict.runner_up,
                unclear=verdict.level is not None and verdict.confidence < unclear_below,
                basis=verdict.basis,
                evidence=verdict.evidence,
                shares=shares,
            )
        )
    return readings
