"""What a run came to: what is shown, reported and turned into an exit code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from extractors.reading import BoardRead
from flows.match_stored import Matched
from flows.notify import Notified
from warehouse.audit import CheckResult
from warehouse.load import LoadCounts, RunKind, RunState
from warehouse.publish import Published

HealthState = Literal["read", "suspect", "unavailable", "changed", "gone", "retired"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardHealth:
    """How one board fared in a run."""

    board: str  # source:token
    company: str
    state: HealthState
    postings: int
    rejections: int
    seconds: float
    message: str | None

    @property
    def sound(self) -> bool:
        """Whether there is nothing to look at: its answer could be used, or it is known to be gone for good."""
        return self.state in ("read", "retired")


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardOff:
    """A board that was not asked, as its platform wants keys that the environment has not."""

    board: str  # source:token
    needs: tuple[str, ...]  # the variables that are missing


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOutcome:
    """One run, from its first request to its publication or to the check that held it back."""

    run_id: str
    kind: RunKind
    night: date
    state: RunState
    message: str | None  # for a person, unless the run is good
    started_at: datetime
    finished_at: datetime
    boards: tuple[BoardHealth, ...]
    counts: LoadCounts | None  # None where the load was rolled back before it was counted
    levelled: int  # postings that got a verdict in this run
    relevelled: int  # postings at another level than before
    checks: tuple[CheckResult, ...]
    published: Published | None  # None where nothing was published: the last publication stays
    published_before: bool  # whether there was one when the run began
    off: tuple[BoardOff, ...] = ()
    matched: Matched | None = None  # what came of the stored profiles; None where there are none
    notified: Notified | None = None  # what the watch told; None where nobody is to be told

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the checks found that did not stop the run, which profiles were not matched, and whom the watch could not tell."""
        found = tuple(_found(check) for check in self.checks if not check.passed and not check.stops)
        return found + (self.matched.problems if self.matched else ()) + (self.notified.problems if self.notified else ())

    @property
    def stopped_by(self) -> tuple[str, ...]:
        """What the checks found that stopped it."""
        return tuple(_found(check) for check in self.checks if check.stops)


def off_in_words(boards: Sequence[BoardOff]) -> str:
    """Returns in words which boards are off, and what to set so that they are read."""
    needs = "; ".join(dict.fromkeys(", ".join(board.needs) for board in boards))
    return f"{', '.join(board.board for board in boards)} (set {needs})"


def health(read: BoardRead) -> BoardHealth:
    """Returns how the board fared, as far as its read alone tells (a collapse shows only against its past)."""
    return BoardHealth(
        board=read.board.key,
        company=read.board.company,
        state=read.state,
        postings=len(read.postings),
        rejections=len(read.rejections),
        seconds=read.seconds,
        message=read.message,
    )


def _found(check: CheckResult) -> str:
    shown = "; ".join(check.sample)
    if check.failing > len(check.sample):
        return f"{check.name}: {check.says}: {check.failing:,} ({shown} …)"
    return f"{check.name}: {check.says} ({shown})"
