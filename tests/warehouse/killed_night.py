"""Nights of the warehouse with made-up boards, each in a process of its own that may be killed at any moment.

    python -m tests.warehouse.killed_night

takes one order a line (JSON) from its standard input and answers each with one line. What a night needs is imported once; each
night is a fork of that process, which itself never opens DuckDB (its threads would not live on in a fork).
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import warehouse.publish
from classifiers.classification import Classification
from extractors.posting import JobPosting
from extractors.reading import BoardRead
from tests.warehouse.factories import RULEBOOK, board, failed, is_candidate, moment, night, posting, read, rejection, verdict
from warehouse.audit import audit
from warehouse.database import open_work, transaction
from warehouse.feed.folder import Generation
from warehouse.load import PendingPosting, begin_run, finish_run, load_corrections, load_reads, load_verdicts, pending, settle_levels
from warehouse.roles import assign_roles

Stage = Literal["before load", "load", "audit", "between audit and publish", "publish", "feed", "closing"]
# In the order in which a night goes through them. "feed" begins when the new file has its name; "closing" writes what was logged
# into the work file for good.
STAGES: tuple[Stage, ...] = ("before load", "load", "audit", "between audit and publish", "publish", "feed", "closing")

_END = "end"
_ROOT = Path(__file__).parents[2]
_CANDIDATE_EVERY = 8  # of the postings: few, but enough that checks and publishing take as long as loading
_WORDS = ("plant", "prune", "graft", "water", "harvest", "sort", "press", "store", "ship", "sell", "map", "count", "weigh", "label")


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much a night brings home."""

    boards: int
    postings: int  # a board


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One night to be done, and when to kill it."""

    work: Path
    publication: Path
    number: int  # of the night
    run_id: str
    size: Size
    kill_in: Stage | None = None  # the stage after whose begin it is killed ...
    kill_after: float = 0.0  # ... by so many seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What became of a night."""

    status: int  # 0 when it came to its end, -9 when it was killed
    began: dict[Stage, float]  # when each stage began, in seconds since the night was ordered
    ended: float  # when the night came to its end, or was last heard of

    @property
    def killed(self) -> bool:
        """Whether it was killed before its end."""
        return self.status == -signal.SIGKILL

    @property
    def stage(self) -> Stage:
        """The last stage that it began."""
        return max(self.began, key=STAGES.index)

    @property
    def took(self) -> dict[Stage, float]:
        """How many seconds each stage took."""
        moments = [*self.began.values(), self.ended]
        return {stage: after - before for stage, before, after in zip(self.began, moments[:-1], moments[1:], strict=True)}


class Nights:
    """The process that does nights on demand."""

    def __init__(self) -> None:
        paths = os.pathsep.join([str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.warehouse.killed_night"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=_ROOT,
            env=os.environ | {"PYTHONPATH": paths},
        )

    def __enter__(self) -> "Nights":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def do(self, order: Order) -> Ended:
        """Does one night, or begins it and kills it. Returns what became of it; raises RuntimeError where the process is gone."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(asdict(order), default=str) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError("the process that does the nights has ended")
        return Ended(**json.loads(answer))


def brought_home(number: int, size: Size) -> list[BoardRead]:
    """What the boards hold on a night: each night some postings are new, gone, edited or retitled, and a board or two fail."""
    return [_board_read(place, number, size) for place in range(size.boards)]


def _board_read(place: int, number: int, size: Size) -> BoardRead:
    on = board(f"farm{place}")
    if (place + number) % 9 == 4:
        return failed(on)
    turnover = max(size.postings // 20, 1)
    first = (number + place % 3) * turnover
    postings = tuple(_posting(place, first + step, number) for step in range(size.postings))
    return read(*postings, on=on, fetched_at=moment(number), rejections=(rejection(size.postings, on=on),))


def _posting(place: int, identifier: int, number: int) -> JobPosting:
    chance = random.Random(place * 1_000_003 + identifier)
    edition = (number + identifier) // 5  # a fifth is edited on every night
    words = " ".join(chance.choices(_WORDS, k=60))
    field = chance.choice(_WORDS)
    candidate = identifier % _CANDIDATE_EVERY == 0
    return posting(
        str(identifier),
        on=board(f"farm{place}"),
        title=f"Senior Product Manager, {field} {identifier}, {(number + identifier) // 11}" if candidate else f"Grower, {field}",
        description=f"<p>You {field} number {identifier} of farm {place}. You {words}. Edition {edition}.</p>",
    )


def said(found: PendingPosting) -> Classification:
    """A made-up verdict, of one of three levels by what the text is."""
    return verdict(found, level=("mid", "senior", "principal")[sum(map(ord, found.description)) % 3])


def one_night(order: Order, begin: Callable[[Stage], None]) -> None:
    """The way of a night, as `flows.carry` goes it, but that verdicts are made up. `begin` is told each stage."""
    begin("before load")
    stand = Generation.stand

    def announced(generation: Generation) -> None:
        begin("feed")
        stand(generation)

    Generation.stand = announced  # type: ignore[method-assign]
    reads, on, run_id = brought_home(order.number, order.size), night(order.number), order.run_id
    with closing(open_work(order.work)) as connection:
        with transaction(connection):
            begin("load")
            begin_run(connection, run_id=run_id, kind="nightly", night=on, started_at=moment(order.number), rulebook=RULEBOOK)
            load_corrections(connection, run_id, ())
            counts = load_reads(connection, run_id, on, reads, is_candidate=is_candidate)
            load_verdicts(connection, run_id, ((found.posting_key, said(found)) for found in pending(connection, RULEBOOK)))
            assign_roles(connection, run_id)
            settle_levels(connection, run_id)
            begin("audit")
            stopped = [check for check in audit(connection, run_id) if check.stops]
            assert not stopped, stopped
            begin("between audit and publish")
            finish_run(connection, run_id, state="degraded" if counts.degraded else "good", finished_at=moment(order.number))
        begin("publish")
        warehouse.publish.publish(connection, order.publication)
        begin("closing")


def _serve() -> None:
    for line in sys.stdin:
        print(json.dumps(_forked(_order(json.loads(line)))), flush=True)  # noqa: T201 - the answer is what this process prints


def _order(told: dict[str, Any]) -> Order:
    return Order(**told | {"work": Path(told["work"]), "publication": Path(told["publication"]), "size": Size(**told["size"])})


def _forked(order: Order) -> dict[str, Any]:
    """Forks a night, kills it where the order says so, and tells what became of it."""
    began: dict[str, float] = {}
    started = time.perf_counter()
    with _child(order) as (pid, told, go_on):
        for line in told:
            at, stage = line.rstrip("\n").split(" ", 1)
            began[stage] = float(at) - started
            if stage == order.kill_in:
                os.write(go_on, b"\n")
                time.sleep(order.kill_after)
                # Until it is waited for, its number is its own, even when it has ended by now.
                os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
    ended = began.pop(_END, time.perf_counter() - started)
    return {"status": os.waitstatus_to_exitcode(status), "began": began, "ended": ended}


@contextmanager
def _child(order: Order) -> Iterator[tuple[int, Iterable[str], int]]:
    """The number of the process that does the night, the lines that it tells, and where it is told to go on."""
    reading, telling = os.pipe()
    waiting, go_on = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:

            def begin(stage: str) -> None:
                os.write(telling, f"{time.perf_counter()} {stage}\n".encode())
                if stage == order.kill_in:
                    # On a busy machine a short stage would else be over before it is known to have begun.
                    os.read(waiting, 1)

            one_night(order, begin)
            begin(_END)
            status = 0
        except BaseException:
            sys.excepthook(*sys.exc_info())
            raise
        finally:
            # Not sys.exit: what the process that was forked would do at its end is not this one's.
            os._exit(status)
    os.close(telling)
    os.close(waiting)
    with os.fdopen(reading) as told:
        yield pid, told, go_on
    os.close(go_on)


if __name__ == "__main__":
    _serve()
