"""All landed runs read again, without the network, into a new work file: a better parser or rulebook re-reads history."""

from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from extractors.landing import Landing
from extractors.read import read_again
from flows.carry import Loaded, Run, load, open_for_a_run
from flows.errors import BadInput
from flows.folders import DataFolder, DataFolderUnusable, data_folder
from flows.progress import counted, step
from warehouse.database import open_work
from warehouse.look_up import published_runs
from warehouse.publish import Published, publish


class NothingLanded(BadInput):
    """There is nothing to replay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayedRun:
    """One run as it came out this time."""

    run: Run
    loaded: Loaded


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What a replay came to."""

    runs: tuple[ReplayedRun, ...]
    damage: tuple[str, ...]  # what of the landing could not be read
    held_back: str | None  # why the old work file and publication were left as they were, else None
    published: Published | None


def replay(*, data: Path, processes: int | None = None, on_damage: Callable[[str], None] | None = None) -> Replayed:
    """Replays the data folder's landing, from the first run on. The old work file stays until the new one has passed its checks.

    A run that was published and is now stopped by a check holds the whole replay back. Returns what it came to. Raises NothingLanded,
    DataFolderUnusable, LandingFailed or WarehouseError.
    """
    damage: list[str] = []

    def damaged(message: str) -> None:
        damage.append(message)
        if on_damage:
            on_damage(message)

    with data_folder(data) as folder:
        landed = list(Landing(folder.landing, on_damage=damaged).runs())
        if not landed:
            raise NothingLanded(f"Nothing is landed in {folder.landing}; `explore-roles run` lands a night.")
        was_published = published_runs(folder.published)
        # Opened, so that a file of a newer version, or a damaged one, is not silently replaced.
        open_for_a_run(folder.work)
        fresh = folder.path / "replay.duckdb"
        _remove(fresh)
        try:
            with closing(open_work(fresh)) as connection:
                replayed: list[ReplayedRun] = []
                for run in counted("Replaying", landed, len(landed)):
                    loaded_until = max((one.run.night for one in replayed if one.loaded.state != "held back"), default=run.night)
                    if run.night < loaded_until:
                        # It was refused when it was landed, for the same reason: nights are loaded in their order.
                        damaged(f"The run {run.run_id} of {run.night} was landed after {loaded_until} was loaded; it is left out.")
                        continue
                    was = Run(run_id=run.run_id, kind=run.kind, night=run.night, started_at=run.started_at)
                    reads = [read_again(one) for one in run.reads()]
                    replayed.append(ReplayedRun(run=was, loaded=load(connection, was, reads, processes=processes)))
            held_back = _held_back(replayed, was_published)
            published = None if held_back else _take_over(fresh, folder)
        finally:
            _remove(fresh)
    return Replayed(runs=tuple(replayed), damage=tuple(dict.fromkeys(damage)), held_back=held_back, published=published)


def _take_over(fresh: Path, folder: DataFolder) -> Published:
    """The new work file takes the old one's place, at once, and is published."""
    left_over = folder.work.with_name(f"{folder.work.name}.wal")
    if left_over.exists():
        raise DataFolderUnusable(f"{left_over} is in use; end whatever has the work file open, then replay again.")
    fresh.replace(folder.work)
    with step("Publishing"), closing(open_work(folder.work)) as connection:
        return publish(connection, folder.publication)


def _held_back(replayed: Sequence[ReplayedRun], was_published: frozenset[str]) -> str | None:
    stopped = [one for one in replayed if one.loaded.state == "held back"]
    if len(stopped) == len(replayed):
        return f"every run is held back by a check: {stopped[-1].loaded.message}"
    lost = [one for one in stopped if one.run.run_id in was_published]
    if lost:
        nights = ", ".join(f"{one.run.night} ({one.loaded.message})" for one in lost)
        return f"a check now stops what was published before: {nights}"
    return None


def _remove(path: Path) -> None:
    for name in (path.name, f"{path.name}.wal"):
        with suppress(FileNotFoundError):
            path.with_name(name).unlink()
