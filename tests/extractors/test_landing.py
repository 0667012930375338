"""The landing keeps raw answers so that any night can be read again, and outlives kills, full disks and rot."""

import logging
import os
import signal
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from extractors.board import Board
from extractors.errors import LandingFailed, SourceGone, SourceUnavailable
from extractors.landing import LandedRun, Landing
from extractors.read import failed_read, parse_board, read_again
from extractors.reading import Answer, BoardRead
from tests.extractors.golden import FIXTURES

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
LEVER = Board(source="lever", token="driftmoor", company="Driftmoor", industry="travel", region="eu")
ASHBY = Board(source="ashby", token="ferncombe", company="Ferncombe")


def _answer(board: Board, case: str = "plain") -> Answer:
    body = (FIXTURES / board.source / case / "response.json").read_bytes()
    return Answer(
        url=f"https://{board.source}.example/{case}", status=200, content_type="application/json", body=body, fetched_at=datetime.now(UTC)
    )


def _keep(landing: Landing, night: date, run_id: str, board: Board, *answers: Answer) -> BoardRead:
    read = parse_board(board, answers, seconds=1.5)
    landing.keep(night, run_id, board, read, answers)
    return read


def _objects(folder: Path) -> list[Path]:
    return sorted((folder / "objects").rglob("*.zst"))


def _again(run: LandedRun) -> list[BoardRead]:
    return [read_again(landed) for landed in run.reads()]


def test_what_was_kept_is_read_again_without_the_network(tmp_path: Path) -> None:
    landing = Landing(tmp_path)
    lever = _keep(landing, MONDAY, "r1", LEVER, _answer(LEVER))
    gone, away = failed_read(ASHBY, SourceGone("no such board"), seconds=2.0), failed_read(LEVER, SourceUnavailable("status 500"))
    landing.keep(MONDAY, "r1", ASHBY, gone, ())
    landing.keep(TUESDAY, "r2", LEVER, away, ())
    first, second = Landing(tmp_path).runs()
    assert (first.night, first.run_id, first.kind) == (MONDAY, "r1", "nightly")
    assert _again(first) == [lever, gone]
    assert _again(second) == [away]


def test_an_answer_that_could_not_be_read_is_kept_for_a_better_parser(tmp_path: Path) -> None:
    landing = Landing(tmp_path)
    page = Answer(
        url="https://x.example/", status=200, content_type="text/html", body=b"<html><title>Hi</title>", fetched_at=datetime.now(UTC)
    )
    read = _keep(landing, MONDAY, "r1", LEVER, page)
    assert read.state == "changed"
    (run,) = landing.runs()
    assert _again(run) == [read]
    assert [landed.answers for landed in run.reads()] == [(page,)]


def test_the_same_content_is_kept_once(tmp_path: Path) -> None:
    landing = Landing(tmp_path)
    for night, run_id in ((MONDAY, "r1"), (TUESDAY, "r2"), (TUESDAY, "r3")):
        _keep(landing, night, run_id, LEVER, _answer(LEVER))
    assert len(_objects(tmp_path)) == 1
    _keep(landing, TUESDAY, "r4", LEVER, _answer(LEVER, "pay"))
    assert len(_objects(tmp_path)) == 2
    assert all(path.parent.name == path.name[:2] for path in _objects(tmp_path))


def test_runs_come_in_the_order_in_which_they_happened(tmp_path: Path) -> None:
    """Not in that of their nights: a night may be read late."""
    landing = Landing(tmp_path)
    for night, run_id in ((TUESDAY, "z"), (MONDAY, "y"), (TUESDAY, "x")):
        _keep(landing, night, run_id, LEVER, _answer(LEVER))
        time.sleep(0.002)
    assert [run.run_id for run in landing.runs()] == ["z", "y", "x"]
    assert all(len(list(run.reads())) == 1 for run in landing.runs())


def test_a_board_kept_twice_in_a_run_counts_as_it_was_last(tmp_path: Path) -> None:
    landing = Landing(tmp_path)
    landing.keep(MONDAY, "r1", LEVER, failed_read(LEVER, SourceUnavailable("away")), ())
    read = _keep(landing, MONDAY, "r1", LEVER, _answer(LEVER))
    (run,) = landing.runs()
    assert _again(run) == [read]


def test_an_empty_landing_has_no_runs(tmp_path: Path) -> None:
    assert list(Landing(tmp_path / "nowhere").runs()) == []


def test_a_torn_last_line_is_left_out_and_repaired(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    landing = Landing(tmp_path)
    read = _keep(landing, MONDAY, "r1", LEVER, _answer(LEVER))
    index = tmp_path / "index" / "2026-11-23.jsonl"
    whole = index.read_bytes()
    index.write_bytes(whole + whole[: len(whole) // 2])
    with caplog.at_level(logging.WARNING):
        (run,) = landing.runs()
        assert _again(run) == [read]
    assert "torn line" in caplog.text
    _keep(landing, MONDAY, "r2", ASHBY, _answer(ASHBY))
    assert index.read_bytes().startswith(whole)
    assert index.read_bytes().count(b"\n") == 2
    assert [run.run_id for run in landing.runs()] == ["r1", "r2"]


def test_a_torn_only_line_is_repaired_too(tmp_path: Path) -> None:
    index = tmp_path / "index" / "2026-11-23.jsonl"
    index.parent.mkdir()
    index.write_bytes(b'{"when":"20' + b"x" * 100_000)
    landing = Landing(tmp_path)
    _keep(landing, MONDAY, "r1", LEVER, _answer(LEVER))
    assert index.read_bytes().count(b"\n") == 1
    assert [run.run_id for run in landing.runs()] == ["r1"]


@pytest.mark.parametrize(
    "damaged",
    [b"not json", b"{}", b"[1]", b"\xff\xfe", b'{"when":"2026-11-23T00:00:00+00:00","night":"x"}', b""],
)
def test_a_damaged_line_is_named_and_stops_nothing(tmp_path: Path, damaged: bytes) -> None:
    told: list[str] = []
    landing = Landing(tmp_path, on_damage=told.append)
    _keep(landing, MONDAY, "r1", LEVER, _answer(LEVER))
    index = tmp_path / "index" / "2026-11-23.jsonl"
    index.write_bytes(index.read_bytes() + damaged + b"\n")
    _keep(landing, MONDAY, "r1", ASHBY, _answer(ASHBY))
    (run,) = landing.runs()
    assert [landed.board for landed in run.reads()] == [LEVER, ASHBY]
    assert len(told) == 1
    assert f"{index}, line 2 is damaged" in told[0]


def test_a_line_cannot_name_a_file_outside(tmp_path: Path) -> None:
    told: list[str] = []
    landing = Landing(tmp_path, on_damage=told.append)
    _keep(landing, MONDAY, "r1", LEVER, _answer(LEVER))
    index = tmp_path / "index" / "2026-11-23.jsonl"
    sha256 = _objects(tmp_path)[0].stem
    index.write_bytes(index.read_bytes().replace(sha256.encode(), b"../../../../etc/passwd"))
    assert list(landing.runs()) == []
    assert "no SHA-256" in told[0]


@pytest.mark.parametrize("how", ["missing", "rotten", "cut", "other content", "empty"])
def test_a_damaged_object_is_named_and_stops_nothing(tmp_path: Path, how: str) -> None:
    told: list[str] = []
    landing = Landing(tmp_path, on_damage=told.append)
    _keep(landing, MONDAY, "r1", LEVER, _answer(LEVER))
    (path,) = _objects(tmp_path)
    sound = _keep(landing, MONDAY, "r1", ASHBY, _answer(ASHBY))
    content = path.read_bytes()
    if how == "missing":
        path.unlink()
    else:
        other = next(other for other in _objects(tmp_path) if other != path).read_bytes()
        middle = len(content) // 2
        rotten = content[:middle] + bytes([content[middle] ^ 0xFF]) + content[middle + 1 :]
        path.write_bytes({"rotten": rotten, "cut": content[:-10], "other content": other, "empty": b""}[how])
    (run,) = landing.runs()
    reads = _again(run)
    assert [read.board for read in reads] == [LEVER, ASHBY]
    assert (reads[0].state, reads[0].postings) == ("unavailable", ())
    assert str(path) in (reads[0].message or "")
    assert reads[1] == sound
    assert len(told) == 1
    assert "lever:driftmoor" in told[0]
    # The next time the same answer comes, the object is mended.
    _keep(landing, TUESDAY, "r2", LEVER, _answer(LEVER))
    assert [read.state for run in landing.runs() for read in _again(run)] == ["read"] * 3


def test_threads_keep_side_by_side(tmp_path: Path) -> None:
    landing = Landing(tmp_path)
    boards = [Board(source="lever", token=f"site-{number}", company="x") for number in range(40)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda board: _keep(landing, MONDAY, "r1", board, _answer(LEVER)), boards))
    (run,) = landing.runs()
    assert sorted(landed.board.token for landed in run.reads()) == sorted(board.token for board in boards)
    assert len(_objects(tmp_path)) == 1


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    in_the_way = tmp_path / "landing"
    in_the_way.write_text("a file stands where the folder should be")
    with pytest.raises(LandingFailed, match=r"Answers cannot be kept in .*landing.*another data folder"):
        _keep(Landing(in_the_way), MONDAY, "r1", LEVER, _answer(LEVER))
    with pytest.raises(OSError, match="cannot be kept"):
        Landing(in_the_way).keep(MONDAY, "r1", LEVER, failed_read(LEVER, SourceUnavailable("away")), ())


def test_a_full_disk_leaves_no_half_of_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    landing = Landing(tmp_path)
    _keep(landing, MONDAY, "r1", LEVER, _answer(LEVER))

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LandingFailed, match=r"No space left on device\. Make room"):
        _keep(landing, MONDAY, "r1", ASHBY, _answer(ASHBY))
    monkeypatch.undo()
    assert not [path for path in tmp_path.rglob("*") if path.name.endswith(".part")]
    (run,) = landing.runs()
    assert [landed.board for landed in run.reads()] == [LEVER]


def test_a_kill_leaves_every_line_whole_with_its_objects(tmp_path: Path) -> None:
    script = textwrap.dedent(
        """
        import sys
        from datetime import UTC, date, datetime
        from pathlib import Path
        from extractors.board import Board
        from extractors.landing import Landing
        from extractors.reading import Answer, BoardRead

        landing, number = Landing(Path(sys.argv[1])), 0
        while True:
            number += 1
            board = Board(source="lever", token=f"site-{number}", company="x")
            now = datetime.now(UTC)
            answer = Answer(url="https://x.example/", status=200, content_type="", body=b"[%d]" % number * 5000, fetched_at=now)
            landing.keep(date(2026, 11, 23), "r1", board, BoardRead(board=board, state="read", fetched_at=now), (answer,))
            print(number, flush=True)
        """
    )
    root = Path(__file__).parents[2]
    process = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], cwd=root, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if int(line) >= 30:
            break
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    told: list[str] = []
    landing = Landing(tmp_path, on_damage=told.append)
    (run,) = landing.runs()
    landed = list(run.reads())
    assert told == []
    assert len(landed) >= 30
    assert all(read.answers and read.state == "read" for read in landed)
    _keep(landing, MONDAY, "r2", LEVER, _answer(LEVER))
    assert [run.run_id for run in landing.runs()] == ["r1", "r2"]


def _known(folder: Path, url: str) -> Answer | None:
    return Landing(folder).known_answers()(LEVER.key, url)


def test_an_answer_that_can_be_asked_about_again_is_known(tmp_path: Path) -> None:
    landing = Landing(tmp_path)
    tagged = replace(_answer(LEVER), etag='"1"')
    _keep(landing, MONDAY, "r1", LEVER, tagged, replace(_answer(LEVER, "pay"), url="https://lever.example/untagged"))
    assert _known(tmp_path, tagged.url) == tagged
    assert _known(tmp_path, "https://lever.example/untagged") is None
    assert Landing(tmp_path).known_answers()(ASHBY.key, tagged.url) is None
    # The latest counts, and one without a tag ends it.
    _keep(landing, TUESDAY, "r2", LEVER, replace(_answer(LEVER, "pay"), url=tagged.url, etag='"2"'))
    newer = _known(tmp_path, tagged.url)
    assert newer is not None
    assert newer.etag == '"2"'
    _keep(landing, TUESDAY, "r3", LEVER, replace(_answer(LEVER), url=tagged.url))
    assert _known(tmp_path, tagged.url) is None


def test_what_was_not_read_or_is_damaged_is_asked_for_anew(tmp_path: Path) -> None:
    landing = Landing(tmp_path)
    tagged = replace(_answer(LEVER), etag='"1"')
    landing.keep(MONDAY, "r1", LEVER, failed_read(LEVER, SourceUnavailable("odd"), answers=(tagged,)), (tagged,))
    assert _known(tmp_path, tagged.url) is None
    _keep(landing, TUESDAY, "r2", LEVER, tagged)
    [path] = _objects(tmp_path)
    path.write_bytes(b"rot")
    assert _known(tmp_path, tagged.url) is None


def test_what_was_only_confirmed_for_a_week_is_asked_for_anew(tmp_path: Path) -> None:
    landing, now = Landing(tmp_path), datetime.now(UTC)
    for days, known in ((6, True), (8, False)):
        confirmed = replace(_answer(LEVER), etag='"1"', fetched_at=now - timedelta(days=days), confirmed_at=now)
        _keep(landing, MONDAY, f"r{days}", LEVER, confirmed)
        assert (_known(tmp_path, confirmed.url) == confirmed) is known


def test_an_unchanged_answer_and_its_requests_are_kept_as_such(tmp_path: Path) -> None:
    landing = Landing(tmp_path)
    same = replace(_answer(LEVER), etag='"1"', confirmed_at=datetime.now(UTC))
    read = parse_board(LEVER, (same,), requests=3)
    assert (read.unchanged, read.bytes_read, read.requests) == (True, 0, 3)
    landing.keep(MONDAY, "r1", LEVER, read, (same,))
    [run] = Landing(tmp_path).runs()
    assert _again(run) == [read]
