"""Tidying makes the data folder smaller, and never makes a replay tell another history; a backup brings everything back."""

import json
import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import flows.replay
import flows.tidy
from extractors.board import Board
from extractors.landing import LandedRun, Landing
from extractors.landing_retention import Pruning
from extractors.read import parse_board
from extractors.reading import Answer, BoardRead
from flows.carry import Brought, Loaded, Run, carry_through
from flows.folders import DataFolder, DataFolderUnusable
from flows.replay import replay
from flows.settings import Settings
from flows.tidy import NothingToTidy, Tidied, last_night_to_go, tidy
from tests.flows.nights import GARDEN, OTHER, SENIOR, explore_roles, greenhouse
from tests.warehouse.feed_reader import full_feed
from warehouse.contents import reading, recorded_runs
from warehouse.database import open_published, transaction
from warehouse.load import begin_run, finish_run
from warehouse.staging import Staged

NIGHTS = tuple(date(2026, 11, 17) + timedelta(days=number) for number in range(4))
FEWER = greenhouse((1, "Senior Product Manager, Planning", SENIOR), (2, "Software Engineer", OTHER))
RETITLED = greenhouse((1, "Lead Product Manager, Planning", SENIOR), (2, "Software Engineer", OTHER))
BOARD = Board(source="greenhouse", token="garden", company="Garden")
HISTORY = [f"FROM {view} ORDER BY ALL" for view in ("roles", "events", "evidence", "postings", "rejections", "source_health")]
RUNS = "SELECT sequence, run_id, kind, night, state, boards, postings, candidates, level_mix FROM run_log ORDER BY sequence"


def land(folder: DataFolder, night: date, content: bytes) -> tuple[Run, BoardRead]:
    now = datetime.now(UTC)
    answer = Answer(url="https://boards.garden.example/", status=200, content_type="application/json", body=content, fetched_at=now)
    run = Run(run_id=f"run-{night}", kind="nightly", night=night, started_at=now)
    read = parse_board(BOARD, (answer,), seconds=0.1)
    Landing(folder.landing).keep(night, run.run_id, BOARD, read, (answer,))
    return run, read


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three nights, loaded and published: on the third a posting closes, and another is retitled."""
    folder = DataFolder(path=tmp_path_factory.mktemp("lived") / "data")
    for night, content in zip(NIGHTS, (GARDEN, FEWER, RETITLED), strict=False):
        run, read = land(folder, night, content)
        carry_through(Brought.of([read]), run, folder, Settings())
    return folder.path


@pytest.fixture
def folder(lived: Path, tmp_path: Path) -> DataFolder:
    """A data folder of three nights, to be written."""
    return DataFolder(path=Path(shutil.copytree(lived, tmp_path / "data")))


@pytest.fixture
def only_landed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataFolder:
    """Four nights in the landing. A run is loaded by writing down that it was, so that what has to do with files alone is quick."""

    def load(connection: Any, run: Run, brought: Staged, **_: object) -> Loaded:
        assert brought.reads["board_key"].to_pylist() == [BOARD.key]
        with transaction(connection):
            begin_run(connection, run_id=run.run_id, kind=run.kind, night=run.night, started_at=run.started_at)
            finish_run(connection, run.run_id, state="good", finished_at=run.started_at)
        return Loaded(state="good", message=None, counts=None, levelled=0, checks=())

    folder = DataFolder(path=tmp_path / "data")
    for night, content in zip(NIGHTS, (GARDEN, FEWER, FEWER, RETITLED), strict=True):
        land(folder, night, content)
    monkeypatch.setattr(flows.replay, "load", load)
    monkeypatch.setattr(flows.replay, "publish", lambda *_: None)
    monkeypatch.setattr(flows.tidy, "vacuum", lambda _: None)
    return folder


def history(folder: DataFolder) -> list[Any]:
    """All that was published, but for when."""
    with open_published(folder.published) as connection:
        told: list[Any] = [connection.execute(query).fetchall() for query in (*HISTORY, RUNS)]
    return [*told, full_feed(folder.publication / "site")]


def landed_nights(folder: DataFolder) -> list[str]:
    return sorted(path.stem for path in (folder.landing / "index").iterdir())


def answers(folder: DataFolder) -> int:
    return len(list((folder.landing / "objects").rglob("*.zst")))


def files(folder: DataFolder) -> list[str]:
    return sorted(path.name for path in folder.path.iterdir() if path.is_file())


def nights_in(file: Path) -> list[date]:
    with reading(file) as connection:
        return [run.night for run in recorded_runs(connection)]


def replayed(folder: DataFolder) -> list[date]:
    came = replay(data=folder.path)
    assert came.held_back is None
    return [one.run.night for one in came.runs]


def tidied(folder: DataFolder, keep_nights: int | None = 2, **options: Any) -> Tidied:
    return tidy(data=folder.path, keep_nights=keep_nights, **options)


def test_a_backup_of_a_pruned_folder_brings_everything_back(folder: DataFolder, tmp_path: Path) -> None:
    before = history(folder)
    came = tidied(folder, keep_nights=1)
    assert came.taken_out
    assert (came.taken_out.until, came.taken_out.runs) == (NIGHTS[1], 2)
    assert landed_nights(folder) == [str(NIGHTS[2])]
    assert answers(folder) == 1
    assert files(folder) == [".lock", "baseline.duckdb", "work.duckdb"]
    assert history(folder) == before
    restored = DataFolder(path=tmp_path / "restored")
    for name in ("landing", "published"):
        shutil.copytree(folder.path / name, restored.path / name)
    shutil.copy(folder.baseline, restored.baseline)
    again = replay(data=restored.path)
    assert (again.baseline, [one.run.night for one in again.runs]) == (NIGHTS[1], [NIGHTS[2]])
    assert again.published
    assert history(restored) == before


def test_the_baseline_moves_on_and_is_not_done_without(only_landed: DataFolder) -> None:
    assert tidied(only_landed, keep_nights=3).taken_out
    assert nights_in(only_landed.baseline) == [NIGHTS[0]]
    older = shutil.copy(only_landed.baseline, only_landed.path / "older")
    came = tidied(only_landed, keep_nights=1)
    assert came.taken_out
    assert (came.taken_out.until, came.taken_out.runs) == (NIGHTS[2], 2)
    assert nights_in(only_landed.baseline) == list(NIGHTS[:3])
    assert replayed(only_landed) == [NIGHTS[3]]
    assert nights_in(only_landed.work) == list(NIGHTS)
    shutil.move(older, only_landed.baseline)
    told = rf"nights up to {NIGHTS[2]} were taken out .* %s; put it back"
    for command in (replayed, tidied):
        with pytest.raises(DataFolderUnusable, match=told % "is of an earlier time"):
            command(only_landed)
    only_landed.baseline.unlink()
    with pytest.raises(DataFolderUnusable, match=told % "is missing"):
        replayed(only_landed)
    assert nights_in(only_landed.work) == list(NIGHTS)


def test_by_default_everything_stays(only_landed: DataFolder) -> None:
    came = tidied(only_landed, keep_nights=None)
    assert (came.taken_out, came.versions_before) == (None, None)
    assert came.after == came.before
    assert landed_nights(only_landed) == [str(night) for night in NIGHTS]
    assert files(only_landed) == [".lock"]


class Killed(BaseException):
    """Stands for the end of the process."""


def after_the_baseline(*given: Path) -> None:
    take_place(*given)
    raise Killed


def half_of_the_index(pruning: Pruning) -> None:
    pruning.index[0].unlink()
    raise Killed


def the_index_alone(pruning: Pruning) -> None:
    for path in pruning.index:
        path.unlink()
    raise Killed


take_place = flows.tidy.take_place
# What is done at last, and how many nights it leaves in the landing.
KILLS: dict[str, tuple[Any, str, Callable[..., None], int]] = {
    "after the baseline took its place": (flows.tidy, "take_place", after_the_baseline, 4),
    "amid the index": (Pruning, "carry_out", half_of_the_index, 3),
    "between index and objects": (Pruning, "carry_out", the_index_alone, 2),
}


@pytest.mark.parametrize("when", KILLS)
def test_a_kill_leaves_a_folder_that_replays_to_the_same_history(only_landed: DataFolder, when: str) -> None:
    where, name, broken, nights = KILLS[when]
    with pytest.MonkeyPatch.context() as patched, suppress(Killed):
        patched.setattr(where, name, broken)
        tidied(only_landed)
    assert len(landed_nights(only_landed)) == nights
    assert replayed(only_landed) == list(NIGHTS[2:]), "no night is loaded twice"
    assert nights_in(only_landed.work) == list(NIGHTS)
    tidied(only_landed)
    assert (landed_nights(only_landed), answers(only_landed)) == ([str(night) for night in NIGHTS[2:]], 2)
    assert nights_in(only_landed.baseline) == list(NIGHTS[:2])
    assert files(only_landed) == [".lock", "baseline.duckdb", "work.duckdb"]


@pytest.mark.parametrize("knows", ["published", "work"])
def test_a_night_that_a_check_now_stops_keeps_all_nights(folder: DataFolder, monkeypatch: pytest.MonkeyPatch, knows: str) -> None:
    stopped = Loaded(state="held back", message="feed_collapsed: far fewer roles", counts=None, levelled=0, checks=())
    monkeypatch.setattr(flows.replay, "load", lambda *_, **__: stopped)
    shutil.rmtree(folder.publication) if knows == "work" else folder.work.unlink()
    came = tidied(folder, keep_versions=1)
    assert came.held_back
    assert f"{NIGHTS[0]} (feed_collapsed" in came.held_back
    assert (came.taken_out, came.after, came.versions_before) == (None, None, None)
    assert (landed_nights(folder), answers(folder)) == ([str(night) for night in NIGHTS[:3]], 3)
    assert not folder.baseline.exists()
    assert not list(folder.path.glob("tidy*"))


def test_damage_is_told_and_nothing_goes_unless_it_is_accepted(only_landed: DataFolder) -> None:
    index = only_landed.landing / "index"
    [line] = Landing(only_landed.landing).lines(index / f"{NIGHTS[0]}.jsonl", report=True)
    sha256 = line.answers[0].sha256
    (only_landed.landing / "objects" / sha256[:2] / f"{sha256}.zst").write_bytes(b"rotten")
    told: list[str] = []
    came = tidied(only_landed, on_told=told.append)
    assert came.held_back
    assert sha256 in came.held_back
    assert "--despite-damage" in came.held_back
    assert len(told) == 1
    with (index / f"{NIGHTS[3]}.jsonl").open("ab") as file:
        file.write(b"damaged\n")
    came = tidied(only_landed, keep_nights=4)
    assert came.held_back
    assert "line 2 is damaged" in came.held_back
    assert (landed_nights(only_landed), answers(only_landed)) == ([str(night) for night in NIGHTS], 3)
    assert tidied(only_landed, despite_damage=True).held_back is None
    assert landed_nights(only_landed) == [str(night) for night in NIGHTS[2:]]


def test_a_dry_run_changes_nothing_and_says_what_would_go(folder: DataFolder) -> None:
    before = {path: path.read_bytes() for path in folder.path.rglob("*") if path.is_file()}
    came = tidied(folder, keep_nights=1, dry_run=True)
    assert {path: path.read_bytes() for path in folder.path.rglob("*") if path.is_file() and path.name != ".lock"} == before
    assert came.taken_out
    assert (came.taken_out.until, came.taken_out.runs, len(came.taken_out.pruning.objects)) == (NIGHTS[1], 2, 2)
    assert (came.dry_run, came.after) == (True, None)


def test_old_versions_are_dropped_from_the_work_file_and_the_baseline(only_landed: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[date] = []

    def drop(connection: Any, before: date) -> dict[str, int]:
        asked.append(before)
        connection.execute("DELETE FROM store.levels")
        return {"levels": 6}

    def levels(file: Path) -> int:
        with reading(file) as connection:
            [(count,)] = connection.execute("SELECT count(*) FROM store.levels").fetchall()
        return int(count)

    monkeypatch.setattr(flows.tidy, "drop_old_versions", drop)
    replayed(only_landed)
    came = tidied(only_landed, None, keep_versions=3, dry_run=True)
    assert (came.versions_before, came.versions, levels(only_landed.work)) == (NIGHTS[1], {"levels": 6}, 6)
    assert tidied(only_landed, keep_versions=3).versions == {"levels": 6}
    assert (asked, levels(only_landed.work), levels(only_landed.baseline)) == ([NIGHTS[1]] * 3, 0, 0)


def landed(number: int, night: date) -> LandedRun:
    return LandedRun(
        night=night,
        run_id=f"r{number}",
        kind="nightly",
        started_at=datetime(2026, 11, 20, tzinfo=UTC) + timedelta(hours=number),
        _reads=lambda: iter(()),
    )


@pytest.mark.parametrize(
    ("nights", "keep", "until"),
    [
        ((0, 1, 2), 1, 1),
        ((0, 1, 2), 2, 0),
        ((0, 1, 2), 3, None),
        ((0, 0, 1, 1), 1, 0),
        ((), 1, None),
        # Night 1 was landed after night 2, and a replay leaves it out for that: it must not go without night 2.
        ((0, 2, 1, 3), 2, 0),
        ((0, 2, 1, 3), 1, 2),
        # A night far ahead by mistake: whatever is landed later is left out, so it stays behind it.
        ((0, 3, 1, 2), 1, 0),
    ],
)
def test_what_goes_happened_before_all_that_stays(nights: tuple[int, ...], keep: int, until: int | None) -> None:
    runs = [landed(number, NIGHTS[night]) for number, night in enumerate(nights)]
    assert last_night_to_go(runs, keep, ()) == (None if until is None else NIGHTS[until])


def test_what_the_baseline_holds_may_always_go() -> None:
    runs = [landed(number, NIGHTS[night]) for number, night in enumerate((0, 2, 1, 3))]
    assert last_night_to_go(runs, 2, ("r0", "r2")) == NIGHTS[1]


def test_there_must_be_something_to_tidy(tmp_path: Path) -> None:
    with pytest.raises(NothingToTidy, match="no data folder"):
        tidy(data=tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()
    with pytest.raises(NothingToTidy, match="nothing in"):
        tidy(data=tmp_path)


def test_the_command_says_how_large_everything_is(only_landed: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    replayed(only_landed)
    where = ("--data", only_landed.path)
    dry = explore_roles("tidy", *where, "--keep-nights", 3, "--dry-run")
    assert dry.exit_code == 0, dry.stderr
    assert f"Would take the nights up to {NIGHTS[0]} (1) and 1 answers out of the landing" in dry.stdout
    assert "Nothing was changed" in dry.stdout
    done = explore_roles("tidy", *where, "--json", env={"EXPLORE_ROLES_KEEP_NIGHTS": "3"})
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["taken_out"]["nights"] == [str(NIGHTS[0])]
    assert [len(told[when]["landing"]["nights"]) for when in ("before", "after")] == [4, 3]
    assert told["after"]["baseline"] == only_landed.baseline.stat().st_size
    assert told["after"]["work"]["bytes"] == only_landed.work.stat().st_size
    assert {one["table"] for one in told["after"]["work"]["tables"]} >= {"postings", "events", "evidence"}
    assert explore_roles("tidy", *where, "--keep-nights", 0).exit_code == 2
    assert explore_roles("tidy", "--data", only_landed.path / "nowhere").exit_code == 2
    monkeypatch.setattr(flows.tidy, "lost", lambda *_: "what was published before would be lost")
    held = explore_roles("tidy", *where, "--keep-nights", 1)
    assert held.exit_code == 3
    assert "Held back: what was published before would be lost. Nothing was changed." in " ".join(held.stdout.split())
