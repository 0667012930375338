"""The data folder made smaller: nights taken out of the landing, old versions dropped, the work file vacuumed; and how large all is.

Nothing leaves the landing before a replay can do without it. The nights that go are first replayed into the baseline, a work file of
their own, and the order of what follows is such that a kill anywhere leaves a folder that replays to the same history:

1. the new baseline takes the old one's place (the nights are in both: a replay loads no run that the baseline holds);
2. the landing notes what is taken out of it (a replay without that baseline is refused from here on);
3. the index files of the nights go (their objects are left over: the next tidying finds them);
4. the objects go that no other night names.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from extractors.landing import LandedRun, Landing
from extractors.landing_retention import LandingSize, Pruned, Pruning, measure, plan_pruning
from flows.carry import open_for_a_run
from flows.errors import BadInput
from flows.folders import DataFolder, data_folder
from flows.progress import step
from flows.replay import ReplayedRun, baseline_runs, load_landed, lost, start_anew
from flows.workers import Working, workers
from warehouse.contents import TableSize, reading, recorded_runs, table_sizes
from warehouse.corrections import Correction, corrections_of
from warehouse.database import open_work, transaction
from warehouse.feed.site import FeedFiles
from warehouse.housekeeping import drop_old_versions
from warehouse.look_up import published_runs
from warehouse.vacuum import remove_work, take_place, vacuum


class NothingToTidy(BadInput):
    """There is no data folder there, or nothing in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How large everything in the data folder is, in bytes; 0 for what is not there."""

    landing: LandingSize
    baseline: int
    work: int
    tables: tuple[TableSize, ...]  # of the work file
    published: int
    feed: int

    @property
    def bytes(self) -> int:
        """All of it."""
        return self.landing.bytes + self.baseline + self.work + self.published + self.feed


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOut:
    """What left the landing, or would."""

    until: date | None  # the nights up to this one; None where only left-overs of a kill go
    runs: int  # that had to be loaded into the baseline for it
    pruning: Pruning


@dataclass(frozen=True, slots=True, kw_only=True)
class Tidied:
    """What tidying came to, or, after a dry run, would come to."""

    dry_run: bool
    before: Sizes
    after: Sizes | None  # None where nothing was changed
    taken_out: TakenOut | None  # None where all nights stay
    versions_before: date | None  # versions that ended before this night were dropped; None where all stay
    versions: Mapping[str, int]  # rows dropped, by table
    held_back: str | None  # why nothing was changed, else None


class _DryRun(Exception):
    """Ends a transaction of which nothing is to stay."""


def tidy(
    *,
    data: Path,
    keep_nights: int | None = None,
    keep_versions: int | None = None,
    dry_run: bool = False,
    despite_damage: bool = False,
    corrections: Path | None = None,
    working: Working | None = None,
    on_told: Callable[[str], None] | None = None,
) -> Tidied:
    """Leaves the newest `keep_nights` nights in the landing and drops the versions that ended before the newest `keep_versions` nights
    of the work file (None keeps all of either), then vacuums the work file.

    `on_told` hears of what cannot be read and what is left out. Where a check now stops what was published before, or where something
    in the landing is damaged and `despite_damage` is not set, nothing is changed. `corrections` names their file, where it is not the
    data folder's own. Returns what it came to. Raises NothingToTidy, BadCorrections, DataFolderUnusable, LandingFailed or WarehouseError.
    """
    if not data.is_dir():
        raise NothingToTidy(f"There is no data folder {data}; name another with --data, or make one with `explore-roles run`.")
    tell = on_told or (lambda _: None)
    damage: list[str] = []

    def damaged(message: str) -> None:
        damage.append(message)
        tell(message)

    def refused(replayed: Sequence[ReplayedRun] = ()) -> str | None:
        if damage and not despite_damage:
            return (
                f"{damage[0]}{f' And {len(damage) - 1:,} more.' if damage[1:] else ''} Put it back from a backup, or, where it is lost for "
                "good, tidy with --despite-damage: the board then counts as not read in that night"
            )
        return lost(replayed, published_runs(folder.published) | _good_runs(folder.work))

    with data_folder(data) as folder:
        landing = Landing(folder.landing, on_damage=damaged)
        if not folder.work.is_file() and not landing.index.is_dir():
            raise NothingToTidy(f"There is nothing in {folder.path} yet; `explore-roles run` does a night.")
        for left_over in (_fresh(folder), folder.path / "replay.duckdb"):
            remove_work(left_over)
        if folder.work.is_file() and not dry_run:
            open_for_a_run(folder.work)
        before = _sizes(folder, landing)
        versions_before = None if keep_versions is None else _before(folder.work, keep_versions)
        taken_out, held_back = None, None
        if keep_nights is not None:
            going, taken_out = _plan(folder, landing, keep_nights)
            held_back = refused()
            if not dry_run and not held_back and taken_out.until is not None:
                held_back = _move_baseline(
                    folder,
                    landing,
                    going,
                    taken_out.until,
                    versions_before,
                    corrections=corrections_of(folder.path, corrections),
                    working=working or Working(),
                    refused=refused,
                    on_left_out=tell,
                )
        if held_back:
            return Tidied(
                dry_run=dry_run, before=before, after=None, taken_out=None, versions_before=None, versions={}, held_back=held_back
            )
        if not dry_run and taken_out is not None:
            with step("Taking nights out"):
                taken_out.pruning.carry_out()
        versions = _drop_versions(folder.work, versions_before, dry_run=dry_run)
        if not dry_run and folder.work.is_file():
            with step("Vacuuming"):
                vacuum(folder.work)
        return Tidied(
            dry_run=dry_run,
            before=before,
            after=None if dry_run else _sizes(folder, landing),
            taken_out=taken_out,
            versions_before=versions_before,
            versions=versions,
            held_back=None,
        )


def last_night_to_go(landed: Sequence[LandedRun], keep_nights: int, held: Collection[str]) -> date | None:
    """Returns the night up to which everything can be taken out so that `keep_nights` stay, None where all has to stay.

    A replay loads the runs in the order in which they happened, and leaves out what came after a later night. What goes must therefore
    have happened before all that stays; where a night was read late, more stays for a while. `held` are the runs that the baseline has.
    """
    nights = sorted({run.night for run in landed})
    waiting = [run for run in landed if run.run_id not in held]
    for night in reversed(nights[:-keep_nights]):
        going = [run.started_at for run in waiting if run.night <= night]
        staying = [run.started_at for run in waiting if run.night > night]
        if not going or not staying or max(going) < min(staying):
            return night
    return None


def _plan(folder: DataFolder, landing: Landing, keep_nights: int) -> tuple[list[LandedRun], TakenOut]:
    """What would go, and the runs among it that the baseline does not hold yet."""
    landed = list(landing.runs())
    held = {run.run_id for run in baseline_runs(folder, landing)}
    until = last_night_to_go(landed, keep_nights, held)
    going = [run for run in landed if until is not None and run.night <= until and run.run_id not in held]
    return going, TakenOut(until=until, runs=len(going), pruning=plan_pruning(landing, until))


def _move_baseline(
    folder: DataFolder,
    landing: Landing,
    going: Sequence[LandedRun],
    until: date,
    versions_before: date | None,
    *,
    corrections: Sequence[Correction],
    working: Working,
    refused: Callable[[Sequence[ReplayedRun]], str | None],
    on_left_out: Callable[[str], None],
) -> str | None:
    """Makes the baseline hold every night up to `until`, and the landing say so. Returns why it was left as it was, else None."""
    if going:
        fresh = _fresh(folder)
        try:
            start_anew(fresh, folder)
            with closing(open_work(fresh)) as connection, workers(working) as over:
                replayed = load_landed(connection, going, landing, corrections=corrections, over=over, on_left_out=on_left_out)
            if why := refused(replayed):
                return why
            _drop_versions(fresh, versions_before, dry_run=False)
            vacuum(fresh)
            take_place(fresh, folder.baseline)
        finally:
            remove_work(fresh)
    Pruned(until=until, last_run=baseline_runs(folder, landing)[-1].run_id).write(landing)
    return None


def _good_runs(work: Path) -> frozenset[str]:
    if not work.is_file():
        return frozenset()
    with reading(work) as connection:
        return frozenset(run.run_id for run in recorded_runs(connection) if run.loaded)


def _before(work: Path, keep_versions: int) -> date | None:
    """The first of the newest nights of the work file, None where it has no more than these."""
    if not work.is_file():
        return None
    with reading(work) as connection:
        nights = sorted({run.night for run in recorded_runs(connection) if run.loaded})
    return nights[-keep_versions] if len(nights) > keep_versions else None


def _drop_versions(work: Path, before: date | None, *, dry_run: bool) -> dict[str, int]:
    if before is None or not work.is_file():
        return {}
    dropped: dict[str, int] = {}
    with suppress(_DryRun), closing(open_work(work)) as connection, transaction(connection):
        dropped = dict(drop_old_versions(connection, before))
        if dry_run:
            raise _DryRun
    return dropped


def _fresh(folder: DataFolder) -> Path:
    return folder.path / "tidy.duckdb"


def _sizes(folder: DataFolder, landing: Landing) -> Sizes:
    with step("Measuring"):
        return Sizes(
            landing=measure(landing),
            baseline=_size(folder.baseline),
            work=_size(folder.work),
            tables=tuple(table_sizes(folder.work)) if folder.work.is_file() else (),
            published=_size(folder.published),
            feed=sum(_size(path) for path in FeedFiles.under(folder.publication).root.resolve().rglob("*")),
        )


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0
