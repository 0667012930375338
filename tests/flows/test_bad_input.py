"""Bad input, over the whole command line: a clear message, the right exit code, and the last good publication stays."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from flows.playback import Playback, PlayedAnswer
from tests.flows.nights import FIRST, GARDEN, OTHER, POND, SECOND, SENIOR, THIRD, Town, explore_roles, greenhouse

ENOUGH = 50_000  # bytes that an answer may have in these tests
BAD_ANSWERS = {
    "status-404": (PlayedAnswer(status=404, body=b'{"status":404}'), "gone", "404"),
    "status-429": (PlayedAnswer(status=429), "unavailable", "429"),
    "status-500": (PlayedAnswer(status=500), "unavailable", "500"),
    "html": (PlayedAnswer(headers={"Content-Type": "text/html"}, body=b"<html><title>Lunch</title></html>"), "changed", "Lunch"),
    "empty-list": (b'{"jobs": [], "meta": {"total": 0}}', "suspect", "0"),
    "other-shape": (b"[1, 2, 3]", "changed", ""),
    "truncated": (POND[:-40], "unavailable", "breaks off"),
    "cut-on-the-way": (PlayedAnswer(headers={"Content-Length": str(len(POND) + 100)}, body=POND), "unavailable", ""),
    "too-large": (greenhouse((1, "Product Manager", "x" * 2 * ENOUGH)), "changed", "larger than 50,000 bytes"),
    "nothing": (b"", "unavailable", "nothing at all"),
    "hung-up": (PlayedAnswer(hang_up=True), "unavailable", ""),
}  # fmt: skip


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with Playback({}) as playback:
        yield Town(folder=tmp_path, playback=playback)


@pytest.fixture
def published(begun: Town) -> bytes:
    """What a good night published."""
    return begun.published.read_bytes()


@pytest.mark.long
def test_bad_boards_freeze_and_the_others_load(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPLORE_ROLES_MAX_BYTES", str(ENOUGH))
    tokens = ["garden", *BAD_ANSWERS]
    town.play(dict.fromkeys(tokens, POND))
    assert town.night(FIRST, *tokens, options=["--strict"]).exit_code == 0
    bad = {token: answer for token, (answer, _, _) in BAD_ANSWERS.items()}
    for night in (SECOND, THIRD):
        town.play({"garden": GARDEN, **bad})
        result = town.night(night, *tokens, options=["--strict"])
        assert result.exit_code == 4, result.stderr
    health = {row["board"]: row for row in town.sql("FROM source_health")}
    assert {token: health[token]["state"] for token in BAD_ANSWERS} == {token: state for token, (_, state, _) in BAD_ANSWERS.items()}
    for token, (_, _, words) in BAD_ANSWERS.items():
        assert words in health[token]["message"], token
    roles = town.roles()
    assert {role["board"] for role in roles if role["state"] == "frozen" and role["stale"]} == set(BAD_ANSWERS)
    assert {(role["title"], role["state"]) for role in roles if role["board"] == "garden"} == {
        ("Product Manager, Ponds", "closed"),
        ("Senior Product Manager, Planning", "open"),
        ("Group Product Manager", "open"),
    }


def test_entries_that_are_no_postings_are_rejected_by_name(town: Town) -> None:
    whole = json.loads(greenhouse((1, "Senior Product Manager", SENIOR), (2, "Gardener", OTHER), (3, "Buyer", OTHER), (4, "Clerk", OTHER)))
    _, nameless, untitled, silent = whole["jobs"]
    del nameless["id"]
    untitled["title"] = None
    silent["content"] = ""
    town.play({"garden": json.dumps({"jobs": [*whole["jobs"], "a string"]}).encode()})
    result = town.night(FIRST, "garden")
    assert result.exit_code == 0, result.stderr
    assert {(row["position"], row["reason"]) for row in town.sql("FROM rejections")} == {
        (1, "no identifier"),
        (2, "no title"),
        (3, "no description"),
        (4, "not an object"),
    }
    assert [role["title"] for role in town.roles()] == ["Senior Product Manager"]


def test_the_very_first_night_fails(town: Town) -> None:
    town.play({})
    assert town.night(FIRST, "garden", "pond").exit_code == 3
    assert not town.published.exists()
    nothing = explore_roles("sql", "FROM roles", "--data", town.data)
    assert nothing.exit_code == 2
    assert "Nothing is published" in nothing.stderr


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[[board]\nsource = 'greenhouse'", "line 1"),
        ("[[board]]\nsource = 'greenhaus'\ntoken = 'a'\ncompany = 'A'\n", "greenhaus"),
        ("[[board]]\nsource = 'greenhouse'\ntoken = '../../etc'\ncompany = 'A'\n", "../../etc"),
        ("[[board]]\nsource = 'greenhouse'\ncompany = 'A'\n", "token"),
        ("[[board]]\nsource = 'greenhouse'\ntoken = 'a'\ncompany = 'A'\n" * 2, "greenhouse:a"),
        ("industries = []\n", "board"),
    ],
)
def test_a_malformed_list_of_boards(town: Town, published: bytes, content: str, told: str) -> None:
    path = town.folder / "mine.toml"
    path.write_text(content, encoding="utf-8")
    result = explore_roles("run", "--boards", path, "--data", town.data, "--night", SECOND)
    assert result.exit_code == 2
    assert str(path) in result.stderr
    assert told in result.stderr
    assert town.published.read_bytes() == published


def test_a_list_of_boards_that_is_not_there(town: Town) -> None:
    result = explore_roles("run", "--boards", town.folder / "nowhere.toml", "--data", town.data)
    assert result.exit_code == 2
    assert "nowhere.toml" in result.stderr


@pytest.mark.parametrize("place", ["", "landing", "work.duckdb", "published"])
def test_a_data_folder_in_which_something_is_in_the_way(town: Town, place: str) -> None:
    town.play({"garden": GARDEN})
    path = town.data / place
    path.parent.mkdir(parents=True, exist_ok=True)
    if place == "work.duckdb":
        path.mkdir()
    else:
        path.write_text("in the way", encoding="utf-8")
    result = town.night(FIRST, "garden")
    assert result.exit_code == 5, result.stderr
    assert str(path if place else town.data) in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_read_only_data_folder(town: Town, published: bytes) -> None:
    for folder in (town.data, town.data / "published"):
        folder.chmod(0o555)
    try:
        assert town.night(SECOND, "garden").exit_code == 5
    finally:
        for folder in (town.data, town.data / "published"):
            folder.chmod(0o755)
    assert town.published.read_bytes() == published


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system with room for a few hundred kilobytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if mount is None or umount is None or subprocess.run([mount, "-t", "tmpfs", "-o", "size=600k", "none", disk], check=False).returncode:
        pytest.skip("a small file system can only be mounted by root")
    yield disk
    subprocess.run([umount, disk], check=True)


def test_a_full_disk(small_disk: Path, tmp_path: Path) -> None:
    with Playback({}) as playback:
        town = Town(folder=tmp_path, playback=playback)
        (tmp_path / "data").symlink_to(small_disk)
        town.play({"garden": GARDEN})
        result = town.night(FIRST, "garden")
    assert result.exit_code == 5, result.stdout
    assert any(words in result.stderr for words in ("No space left", "disk is full"))
    assert "Traceback" not in result.stderr


def test_a_warehouse_made_by_a_newer_version(town: Town, published: bytes) -> None:
    with duckdb.connect(str(town.data / "work.duckdb")) as work:
        work.execute("INSERT INTO store.migrations VALUES (9999, '9999_later.sql', now()::TIMESTAMP)")
    requests = len(town.playback.requests)
    for result in (town.night(SECOND, "garden"), explore_roles("replay", "--data", town.data)):
        assert result.exit_code == 5
        assert "newer version" in result.stderr
    assert len(town.playback.requests) == requests, "no board is asked in vain"
    assert town.published.read_bytes() == published


def test_a_damaged_work_file_is_rebuilt_from_the_landing(town: Town, published: bytes) -> None:
    roles = town.roles()
    (town.data / "work.duckdb").write_bytes(b"no database" * 1000)
    result = town.night(SECOND, "garden")
    assert result.exit_code == 5
    assert "replay" in result.stderr
    assert town.published.read_bytes() == published
    (town.data / "work.duckdb").rename(town.data / "work.damaged")
    assert explore_roles("replay", "--data", town.data).exit_code == 0
    assert town.roles() == roles


def test_a_work_file_that_another_program_writes(town: Town, published: bytes) -> None:
    holding = f"import duckdb, sys; held = duckdb.connect({str(town.data / 'work.duckdb')!r}); print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", holding], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        result = town.night(SECOND, "garden")
        other.communicate("")
    assert result.exit_code == 5
    assert "another process" in result.stderr
    assert town.published.read_bytes() == published


def test_a_night_before_one_that_is_loaded(town: Town, published: bytes) -> None:
    result = town.night("2026-11-01", "garden")
    assert result.exit_code == 5
    assert "2026-11-01" in result.stderr
    assert town.published.read_bytes() == published
    assert explore_roles("replay", "--data", town.data).exit_code == 0, "what was landed in vain does not spoil the rest"


WRONG_FILES = {
    "wrong-columns.csv": (b"key,name,body\n1,Product Manager,text\n", "id, title, description"),
    "not-utf8.csv": ("id,title,description\n1,Produktmanager für Gärten,Text\n".encode("latin-1"), "UTF-8"),
    "no.parquet": (b"PAR1 but no more than that", "no.parquet"),
    "strange.docx": (b"", "strange.docx"),
}


@pytest.mark.parametrize("name", WRONG_FILES)
def test_a_file_that_cannot_be_read(town: Town, published: bytes, name: str) -> None:
    content, told = WRONG_FILES[name]
    path = town.folder / name
    path.write_bytes(content)
    out = town.folder / "verdicts.csv"
    out.write_text("last week's", encoding="utf-8")
    for result in (
        explore_roles("ingest", path, "--data", town.data, "--night", SECOND),
        explore_roles("classify", path, "-o", out),
        explore_roles("explain", path, "--id", "1"),
    ):
        assert result.exit_code == 2, result.stderr
        assert name in result.stderr
        assert told in result.stderr
    assert out.read_text(encoding="utf-8") == "last week's"
    assert town.published.read_bytes() == published
    assert not list(town.folder.glob(".*.part"))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    result = explore_roles("classify", tmp_path / "nowhere.parquet")
    assert result.exit_code == 2
    assert "nowhere.parquet" in result.stderr
