"""Files and folders that are not what they should be, through the command line: told in a line, and nothing beside them is touched."""

import csv
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from extractors.landing_line import LineUnreadable, read_line
from flows.exits import Exit
from flows.playback import Playback
from tests.flows.nights import SECOND, Town, explore_roles


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with Playback({}) as playback:
        yield Town(folder=tmp_path / "town", playback=playback)


FORMULAS = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1", '=HYPERLINK("https://a.example")']


def test_no_cell_of_a_table_is_a_formula(tmp_path: Path) -> None:
    rows = [{"id": formula, "title": "Product Manager", "description": "You own one feature."} for formula in FORMULAS]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    result = explore_roles("classify", tmp_path / "in.jsonl", "--out", tmp_path / "out.csv")
    assert result.exit_code == 0, result.stderr
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        _, *cells = csv.reader(file)
    assert [row[0] for row in cells] == [f"'{formula}" for formula in FORMULAS]
    assert not [cell for row in cells for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_a_bomb_is_not_ingested(tmp_path: Path) -> None:
    path = tmp_path / "jobs.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"id": "' + b"a" * 68_000_000))
    result = explore_roles("ingest", path, "--company", "X", "--data", tmp_path / "data")
    assert (result.exit_code, "line 1: longer than" in result.stderr) == (Exit.BAD_INPUT, True), result.stderr


def test_files_of_any_name_are_ingested_and_shown_as_they_are(tmp_path: Path) -> None:
    names = ("..", "a\nb", "\x1b[31mred", "-rf", "$(id)", "'; DROP TABLE roles; --", "%2e%2e%2fx", "?x=1#y", "\u202ex")
    row = {"id": "1", "title": "Product Manager", "description": "You own one feature. 5+ years of product management."}
    (tmp_path / "in").mkdir()
    paths = [tmp_path / "in" / f"{name}.jsonl" for name in names]
    for path in paths:
        path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    for command in (("ingest", *paths, "--company", "X"), ("replay",)):
        result = explore_roles(*command, "--data", tmp_path / "data")
        assert result.exit_code == 0, result.stderr
        assert not {"\x1b", "\u202e"} & set(result.output)
    assert {path.name for path in tmp_path.iterdir()} == {"in", "data"}
    assert {path.name for path in (tmp_path / "in").iterdir()} == {path.name for path in paths}
    told = explore_roles("sql", "SELECT count(DISTINCT board) AS boards FROM source_health", "--json", "--data", tmp_path / "data")
    assert json.loads(told.stdout) == [{"boards": len(names)}]


_WHEN = "2026-11-20T00:00:00+00:00"
ANSWER = {"url": "https://a.example/", "status": 200, "content_type": "", "fetched_at": _WHEN, "sha256": "0" * 64, "size": 1}
BOARD = {"source": "greenhouse", "token": "garden", "company": "Garden"}
LINE = {"when": _WHEN, "night": "2026-11-20", "run_id": "a", "state": "read", "message": None, "seconds": 1, "fetched_at": _WHEN}
LINE |= {"board": BOARD, "answers": [ANSWER]}


@pytest.mark.parametrize("sha256", ["../../etc/passwd", "0" * 63, "0" * 64 + "\n", "0" * 62 + "/.", "/" + "0" * 63, "A" * 64])
def test_a_line_of_the_landing_leads_nowhere_else(sha256: str) -> None:
    assert read_line(orjson.dumps(LINE)).board.token == "garden"
    with pytest.raises(LineUnreadable):
        read_line(orjson.dumps({**LINE, "answers": [{**ANSWER, "sha256": sha256}]}))


def test_a_title_of_several_lines_is_one_in_the_log(begun: Town, capfd: pytest.CaptureFixture[str]) -> None:
    broken = json.dumps({"error": "x\r\n2026-11-20 00:00:00 ERROR forged\x1b[2J"}).encode()
    begun.play({"garden": broken})
    result = begun.night(SECOND, "garden")
    told = result.output + "".join(capfd.readouterr())
    assert "forged" in told
    assert not [line for line in told.splitlines() if line.startswith("2026-11-20 00:00:00 ERROR")]
    assert "\x1b[2J" not in told


@pytest.mark.parametrize("where", ["landing", "landing/index", "published"])
def test_a_link_in_the_data_folder_leads_a_night_to_no_other_files(begun: Town, tmp_path: Path, where: str) -> None:
    """An operator may put a folder on another disk; what a night writes there is its own, and what stood there stays."""
    elsewhere = tmp_path / "elsewhere"
    (begun.data / where).rename(elsewhere)
    (begun.data / where).symlink_to(elsewhere)
    (elsewhere / "mine.txt").write_text("mine", encoding="utf-8")
    result = begun.night(SECOND, "garden")
    assert result.exit_code == 0, result.stderr
    assert (elsewhere / "mine.txt").read_text(encoding="utf-8") == "mine"
    assert (begun.data / where).is_symlink()
