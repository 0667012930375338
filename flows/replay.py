"""All landed runs read again, without the network, into a new work file: a better parser or rulebook re-reads history."""

import shutil
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from extractors.landing import LandedRun, Landing
from extractors.landing_retention import Pruned
from flows.carry import Loaded, Run, load, open_for_a_run
from flows.errors import BadInput
from flows.folders import DataFolder, DataFolderUnusable, data_folder
from flows.match_stored import Matched, match_after
from flows.notify import Notified
from flows.progress import counted, step
from flows.reading import brought_again
from flows.workers import Over, Working, workers
from warehouse.contents import RecordedRun, reading, recorded_runs
from warehouse.corrections import Correction, corrections_of
from warehouse.database import Connection, open_work
from warehouse.feed.site import LOCAL, Site
from warehouse.look_up import published_runs
from warehouse.publish import Published, publish
from warehouse.vacuum import remove_work, take_place


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
    baseline: date | None = None  # the last night of the baseline that it started from
    matched: Matched | None = None  # what came of the stored profiles; None where there are none
    notified: Notified | None = None  # what the watch told; None where nobody is to be told


def replay(
    *,
    data: Path,
    site: Site = LOCAL,
    corrections: Path | None = None,
    profiles: Path | None = None,
    working: Working | None = None,
    on_damage: Callable[[str], None] | None = None,
) -> Replayed:
    """Replays the data folder's landing: from the first run on, or from the baseline where earlier nights were taken out.

    The old work file stays until the new one has passed its checks; a run that was published and is now stopped by a check holds the
    whole replay back. `corrections` and `profiles` name theirs, where they are not the data folder's own. Returns what it came to. Raises
    NothingLanded, BadCorrections, DataFolderUnusable, LandingFailed or WarehouseError.
    """
    damage: list[str] = []

    def damaged(message: str) -> None:
        damage.append(message)
        if on_damage:
            on_damage(message)

    with data_folder(data) as folder:
        landing = Landing(folder.landing, on_damage=damaged)
        landed = list(landing.runs())
        if not landed and not folder.baseline.is_file():
            raise NothingLanded(f"Nothing is landed in {folder.landing}; `explore-roles run` lands a night.")
        corrected = corrections_of(folder.path, corrections)
        baseline = max((run.night for run in baseline_runs(folder, landing)), default=None)
        was_published = published_runs(folder.published)
        # Opened, so that a file of a newer version, or a damaged one, is not silently replaced.
        open_for_a_run(folder.work)
        fresh = folder.path / "replay.duckdb"
        try:
            start_anew(fresh, folder)
            with closing(open_work(fresh)) as connection, workers(working or Working()) as over:
                replayed = load_landed(connection, landed, landing, corrections=corrected, over=over, on_left_out=damaged)
                held_back = _nothing_is_good(connection, replayed) or lost(replayed, was_published)
            published = None if held_back else _take_over(fresh, folder, site)
        finally:
            remove_work(fresh)
        matched = match_after(published, folder, profiles, site)
    return Replayed(
        runs=tuple(replayed),
        damage=tuple(dict.fromkeys(damage)),
        held_back=held_back,
        published=published,
        baseline=baseline,
        matched=matched,
    )


def baseline_runs(folder: DataFolder, landing: Landing) -> list[RecordedRun]:
    """Returns the runs that the baseline holds, in their order; none where there is no baseline.

    Raises DataFolderUnusable where the nights that were taken out of the landing are not in it, WarehouseError where it cannot be read.
    """
    found: list[RecordedRun] = []
    if folder.baseline.is_file():
        with reading(folder.baseline) as connection:
            found = recorded_runs(connection)
    pruned = Pruned.of(landing)
    if pruned is not None and pruned.last_run not in {run.run_id for run in found}:
        raise DataFolderUnusable(
            f"The nights up to {pruned.until} were taken out of {landing.folder}, and {folder.baseline}, which is to hold them, "
            f"{'is of an earlier time' if found else 'is missing'}; put it back from the same backup as the landing."
        )
    return found


def start_anew(fresh: Path, folder: DataFolder) -> None:
    """Puts a copy of the baseline at `fresh`, or nothing where there is none: what a replay loads its runs into."""
    remove_work(fresh)
    if folder.baseline.is_file():
        try:
            shutil.copyfile(folder.baseline, fresh)
        except OSError as error:
            raise DataFolderUnusable(f"{folder.baseline} cannot be copied to {fresh}: {error.strerror or error}.") from error


def load_landed(
    connection: Connection,
    landed: Sequence[LandedRun],
    landing: Landing,
    *,
    corrections: Sequence[Correction],
    over: Over,
    on_left_out: Callable[[str], None],
) -> list[ReplayedRun]:
    """Loads the landed runs that the work file does not hold yet, in their order. Returns what became of each."""
    recorded = recorded_runs(connection)
    held = {run.run_id for run in recorded}
    loaded_until = max((run.night for run in recorded if run.loaded), default=date.min)
    waiting = [run for run in landed if run.run_id not in held]
    replayed: list[ReplayedRun] = []
    for run in counted("Replaying", waiting, len(waiting)):
        was = Run(run_id=run.run_id, kind=run.kind, night=run.night, started_at=run.started_at)
        if run.night < loaded_until:
            # It was refused when it was landed, for the same reason: nights are loaded in their order.
            on_left_out(f"The run {run.run_id} of {run.night} was landed after {loaded_until} was loaded; it is left out.")
            # It may have been loaded after all, where a night before it was held back then and is not now: then it must not be lost.
            late = Loaded(state="held back", message=f"landed after {loaded_until} was loaded", counts=None, levelled=0, checks=())
            replayed.append(ReplayedRun(run=was, loaded=late))
            continue
        with brought_again(run, landing, over, on_left_out) as brought:
            loaded = load(connection, was, brought.staged, corrections=corrections, over=over)
        replayed.append(ReplayedRun(run=was, loaded=loaded))
        if loaded.state != "held back":
            loaded_until = run.night
    return replayed


def lost(replayed: Sequence[ReplayedRun], was_published: frozenset[str]) -> str | None:
    """Returns why what was published would be lost, None where nothing would."""
    stopped = [one for one in replayed if one.loaded.state == "held back" and one.run.run_id in was_published]
    if not stopped:
        return None
    nights = ", ".join(f"{one.run.night} ({one.loaded.message})" for one in stopped)
    return f"what was published before would be lost: {nights}"


def _nothing_is_good(connection: Connection, replayed: Sequence[ReplayedRun]) -> str | None:
    if any(run.loaded for run in recorded_runs(connection)):
        return None
    return f"every run is held back by a check: {replayed[-1].loaded.message if replayed else 'none could be loaded'}"


def _take_over(fresh: Path, folder: DataFolder, site: Site) -> Published:
    """The new work file takes the old one's place, at once, and is published."""
    take_place(fresh, folder.work)
    with step("Publishing"), closing(open_work(folder.work)) as connection:
        return publish(connection, folder.publication, site)
