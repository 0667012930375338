"""What leaves the landing is what nothing else names, and a kill in between leaves nothing that cannot be told."""

import shutil
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from extractors.board import Board
from extractors.errors import LandingFailed
from extractors.landing import Landing
from extractors.landing_retention import NightSize, Pruned, Pruning, measure, plan_pruning
from extractors.reading import Answer, BoardRead

FRIDAY, SATURDAY, SUNDAY = date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 22)
NIGHTS = {FRIDAY: ("pond", "garden"), SATURDAY: ("garden", "lawn"), SUNDAY: ("garden",)}  # what was new or the same each night


def keep(landing: Landing, night: date, run_id: str, *texts: str) -> None:
    for text in texts:
        board, now = Board(source="lever", token=text, company="Fernwood"), datetime.now(UTC)
        answer = Answer(url="https://lever.example/", status=200, content_type="application/json", body=text.encode() * 99, fetched_at=now)
        landing.keep(night, run_id, board, BoardRead(board=board, state="read", fetched_at=now), (answer,))
    time.sleep(0.001)


@pytest.fixture
def landing(tmp_path: Path) -> Landing:
    landing = Landing(tmp_path / "landing")
    for night, texts in NIGHTS.items():
        keep(landing, night, f"run-{night}", *texts)
    return landing


def files(landing: Landing) -> set[str]:
    return {path.relative_to(landing.folder).as_posix() for path in landing.folder.rglob("*") if path.is_file()}


def readable(landing: Landing) -> dict[date, list[str]]:
    """Night to the texts that are read again, all of them whole."""
    damage: list[str] = []
    landing = Landing(landing.folder, on_damage=damage.append)
    found = {run.night: [answer.body.decode()[:4] for read in run.reads() for answer in read.answers] for run in landing.runs()}
    assert damage == []
    return found


def test_the_sizes_add_up(landing: Landing) -> None:
    size = measure(landing)
    stored = {path: path.stat().st_size for path in landing.objects.rglob("*.zst")}
    assert (size.objects, size.object_bytes) == (3, sum(stored.values()))
    assert size.index_bytes == sum(path.stat().st_size for path in landing.index.iterdir())
    assert [(one.night, one.runs, one.reads, one.objects) for one in size.nights] == [
        (FRIDAY, 1, 2, 2),
        (SATURDAY, 1, 2, 1),
        (SUNDAY, 1, 1, 0),
    ]
    assert sum(one.bytes for one in size.nights) == size.object_bytes
    assert measure(Landing(landing.folder / "nowhere")).bytes == 0


def test_nights_go_with_what_only_they_name(landing: Landing) -> None:
    before = files(landing)
    pruning = plan_pruning(landing, SATURDAY)
    assert (pruning.nights, len(pruning.index), len(pruning.objects)) == ((FRIDAY, SATURDAY), 2, 2)
    assert pruning.bytes == sum(path.stat().st_size for path in (*pruning.index, *pruning.objects))
    assert files(landing) == before, "planning changes nothing"
    pruning.carry_out()
    assert readable(landing) == {SUNDAY: ["gard"]}
    assert len(files(landing)) == 2
    assert measure(landing).nights == (NightSize(night=SUNDAY, runs=1, reads=1, objects=1, bytes=measure(landing).object_bytes),)


def test_nothing_goes_where_every_night_stays(landing: Landing) -> None:
    for until in (None, date(2026, 11, 19)):
        assert plan_pruning(landing, until) == Pruning(nights=(), index=(), objects=(), bytes=0)


def test_a_kill_between_index_and_objects_leaves_what_the_next_pruning_finds(landing: Landing) -> None:
    first = plan_pruning(landing, FRIDAY)
    for path in first.index:
        path.unlink()
    assert readable(landing) == {SATURDAY: ["gard", "lawn"], SUNDAY: ["gard"]}
    assert plan_pruning(landing, None).objects == first.objects
    plan_pruning(landing, None).carry_out()
    assert readable(landing) == {SATURDAY: ["gard", "lawn"], SUNDAY: ["gard"]}
    assert plan_pruning(landing, None).objects == ()


def test_what_a_kill_left_half_written_goes_and_a_strangers_file_stays(landing: Landing) -> None:
    folder = next(landing.objects.iterdir())
    for name in (".abc.zst.0123.part", "notes.txt", "abc.zst"):
        (folder / name).write_text("x")
    assert [path.name for path in plan_pruning(landing, None).objects] == [".abc.zst.0123.part"]


def test_a_file_with_a_line_of_a_later_night_stays(landing: Landing) -> None:
    friday, sunday = (landing.index / f"{night}.jsonl" for night in (FRIDAY, SUNDAY))
    friday.write_bytes(friday.read_bytes() + sunday.read_bytes())
    assert plan_pruning(landing, SATURDAY).nights == (SATURDAY,)


def test_no_answer_goes_where_the_index_is_lost(landing: Landing) -> None:
    shutil.rmtree(landing.index)
    assert plan_pruning(landing, SUNDAY) == Pruning(nights=(), index=(), objects=(), bytes=0)


def test_the_landing_says_what_was_taken_out(landing: Landing) -> None:
    assert Pruned.of(landing) is None
    for until in (FRIDAY, SATURDAY):
        Pruned(until=until, last_run=f"run-{until}").write(landing)
        assert Pruned.of(landing) == Pruned(until=until, last_run=f"run-{until}")
    assert readable(landing).keys() == NIGHTS.keys(), "the note is no part of the index"


@pytest.mark.parametrize("damage", [b"", b"{}", b"[]", b'{"until":"yesterday","last_run":"a"}', b"\xff"])
def test_a_damaged_note_is_named(landing: Landing, damage: bytes) -> None:
    (landing.folder / "pruned.json").write_bytes(damage)
    with pytest.raises(LandingFailed, match=r"pruned\.json is damaged .*backup"):
        Pruned.of(landing)


def test_what_cannot_be_written_or_removed_is_named(landing: Landing, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", "index/2026-11-20.jsonl")

    pruning = plan_pruning(landing, FRIDAY)
    monkeypatch.setattr(Path, "unlink", refused)
    with pytest.raises(LandingFailed, match=r"2026-11-20\.jsonl cannot be removed: Permission denied.* tidy again"):
        pruning.carry_out()
    monkeypatch.setattr(Path, "open", refused)
    with pytest.raises(LandingFailed, match=r"pruned\.json cannot be written: Permission denied"):
        Pruned(until=FRIDAY, last_run="a").write(landing)
