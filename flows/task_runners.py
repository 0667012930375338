"""Prefect's task runners, for work over chunks: a chunk is a task, so that Prefect shows it, and a cluster may do it."""

import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.task_runners import ProcessPoolTaskRunner, ThreadPoolTaskRunner

from flows.workers import NotInstalled, Runner, WorkersFailed

_CONNECT_WITHIN = 15  # seconds
_INSTALL = "EXPLORE_ROLES_RUNNER={kind} needs packages that are not installed; install them: pip install 'explore-roles[{kind}]'."


@task(name="chunk", task_run_name="{name}", cache_policy=NO_CACHE, persist_result=False, log_prints=False)
def on_chunk(name: str, job: bytes) -> Any:
    """Returns what a pickled function makes of the chunk that is pickled with it; `name` is for Prefect's pages."""
    del name
    work, chunk = pickle.loads(job)  # noqa: S301 - ours: `opened_runner` made it, and only the cluster that was chosen carried it
    return work(chunk)


@contextmanager
def opened_runner(kind: Runner, count: int, address: str | None) -> Iterator[Callable[[Callable[[Any], Any], Any], Callable[[], Any]]]:
    """What submits a chunk to one of Prefect's task runners and returns what waits for the result, until the block ends.

    Raises NotInstalled, or WorkersFailed where the cluster cannot be reached or loses a chunk for good.
    """
    runner = _runner(kind, count, address)
    number = 0

    def submit(work: Callable[[Any], Any], chunk: Any) -> Callable[[], Any]:
        nonlocal number
        number += 1
        # Pickled here: Prefect would look into every part of a chunk for results of other tasks.
        future = opened.submit(on_chunk, {"name": f"chunk {number}", "job": pickle.dumps((work, chunk))})

        def wait() -> Any:
            try:
                return future.result()
            except Exception as error:
                if type(error).__name__ in _LOST:
                    raise WorkersFailed(f"A worker of the {kind} cluster was lost, and so was what it did: {error}") from error
                raise

        return wait

    with runner as opened:
        try:
            if kind == "dask":
                _ = opened.client  # connects
        except OSError as error:
            raise WorkersFailed(f"The {kind} cluster at {address or 'this machine'} cannot be reached: {error}.") from error
        yield submit


# By name: naming the classes would need the packages of all runners.
_LOST = frozenset({"BrokenProcessPool", "KilledWorker", "CommClosedError", "WorkerCrashedError", "NodeDiedError", "FutureCancelledError"})


def _runner(kind: Runner, count: int, address: str | None) -> Any:
    try:
        if kind == "dask":
            from prefect_dask.task_runners import DaskTaskRunner

            local = {"n_workers": count, "threads_per_worker": 1, "dashboard_address": None}
            return (
                DaskTaskRunner(address=address, client_kwargs={"timeout": _CONNECT_WITHIN})
                if address
                else DaskTaskRunner(cluster_kwargs=local)
            )
        if kind == "ray":
            from prefect_ray import RayTaskRunner

            return RayTaskRunner(address=address) if address else RayTaskRunner(init_kwargs={"num_cpus": count, "include_dashboard": False})
    except ImportError as error:
        raise NotInstalled(_INSTALL.format(kind=kind)) from error
    return ThreadPoolTaskRunner(max_workers=count) if kind == "threads" else ProcessPoolTaskRunner(max_workers=count)
