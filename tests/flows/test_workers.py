"""Work over chunks: whatever does it, the results are the same, in order, and what goes wrong is told."""

import os
import signal
from collections.abc import Iterator
from functools import partial
from itertools import islice

import pytest

from flows import levelling
from flows.levelling import level
from flows.workers import Runner, WorkersFailed, Working, workers

ROWS = [
    ("Product Manager", "<p>You own one product that is live, and maintain it with little supervision.</p>"),
    ("Group Product Manager", "<p>You lead a team of product managers: four direct reports.</p>"),
    ("Chef", "<p>You cook.</p>"),
]


def twice(number: int) -> int:
    return 2 * number


def fails_at(bad: int, number: int) -> int:
    if number == bad:
        raise ValueError(f"not {bad}")
    return number


def dies(number: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return number


@pytest.mark.parametrize(
    "runner", ["pool", "threads", pytest.param("processes", marks=pytest.mark.long), pytest.param("dask", marks=pytest.mark.long)]
)
def test_every_runner_gives_the_same_in_order(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = [(title, f"{text}<p>{number}</p>") for number in range(4) for title, text in ROWS]
    alone = list(level(iter(pairs)))
    monkeypatch.setattr(levelling, "CHUNK", 5)
    with workers(Working(runner=runner, processes=2)) as over:
        assert list(level(iter(pairs), over=over)) == alone
        assert list(over(twice, range(9))) == [2 * number for number in range(9)]
        with pytest.raises(ValueError, match="not 3"):
            list(over(partial(fails_at, 3), range(9)))
        assert list(over(twice, range(3))) == [0, 2, 4]  # it goes on after an error


def test_few_chunks_are_under_way_and_one_alone_is_done_here() -> None:
    asked: list[int] = []

    def chunks() -> Iterator[int]:
        for number in range(1000):
            asked.append(number)
            yield number

    with workers(Working(processes=2)) as over:
        assert list(islice(over(twice, chunks()), 3)) == [0, 2, 4]
        assert len(asked) < 10
        [done] = over(os.path.basename, ["a/b"])
        [process] = over(partial(getattr, os), ["getpid"])
    assert done == "b"
    assert process() == os.getpid()


def test_a_process_that_is_killed_is_told_of() -> None:
    with workers(Working(processes=2)) as over, pytest.raises(WorkersFailed, match="EXPLORE_ROLES_PROCESSES=1"):
        list(over(dies, range(5)))


@pytest.mark.long
def test_a_cluster_that_is_not_there_is_told_of() -> None:
    with workers(Working(runner="dask", address="tcp://127.0.0.1:1")) as over, pytest.raises(WorkersFailed, match=r"127\.0\.0\.1:1"):
        list(over(twice, range(5)))
