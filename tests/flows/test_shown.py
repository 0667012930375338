"""What a person sees: whole at any width, said once, and said rightly."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from extractors.board import Board
from extractors.errors import SourceUnavailable
from extractors.landing import Landing
from extractors.read import failed_read
from flows.playback import Playback, PlayedAnswer
from flows.show import LEVELS
from tests.flows.nights import FIRST, GARDEN, OTHER, POND, SECOND, SENIOR, Town, explore_roles, greenhouse

ROOT = Path(__file__).parents[2]
MOVED = PlayedAnswer(headers={"Content-Type": "text/html"}, body=b"<html><title>We have moved to another place</title></html>")


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with Playback({}) as playback:
        yield Town(folder=tmp_path, playback=playback)


@pytest.mark.parametrize("width", [80, 60])
def test_what_happened_to_a_board_stands_whole_at_any_width(town: Town, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    town.play({"garden": GARDEN, "hedge": MOVED, "lawn": PlayedAnswer(status=503)})
    shown = town.night(FIRST, "garden", "hedge", "lawn", "a-long-name-that-nobody-can-cut-short").stdout
    joined = " ".join(shown.split())
    troubled = town.sql("SELECT source, board, state, message FROM source_health WHERE state <> 'read'")
    assert len(troubled) == 3
    for board in troubled:
        assert f"{board['source']}:{board['board']} {board['state']}: {' '.join(board['message'].split())}" in joined
    for line in shown.splitlines():
        assert not line.startswith(("┃", "│")) or line.endswith(("┃", "│")), line
    for level, name in LEVELS.items():
        assert set(name.split()) | {f"({level})"} <= set(shown.split())


def test_of_many_boards_only_those_in_trouble_are_shown(town: Town) -> None:
    many = [f"plot{number}" for number in range(42)]
    town.play({"garden": GARDEN, **dict.fromkeys(many[:40], POND)})
    shown = town.night(FIRST, "garden", *many).stdout
    assert "Boards  41 read, 2 gone, of 43" in shown
    assert [line.split()[0] for line in shown.splitlines() if line.startswith("greenhouse:")] == ["greenhouse:plot40", "greenhouse:plot41"]


def test_levels_have_the_names_of_the_published_file(begun: Town) -> None:
    names = begun.sql("SELECT level, level_name FROM store.levels WHERE on_ladder ORDER BY rank")
    assert [(row["level"], row["level_name"].split(",")[0]) for row in names] == list(LEVELS.items())


def test_a_night_that_is_held_back_says_why_once(town: Town) -> None:
    never = town.night(FIRST, "garden", "pond")
    assert never.exit_code == 3
    assert never.stdout.count("nothing_read") == 1
    assert "nothing_read: the whole run brought home not one posting, nor one that was passed over by its title (" in never.stdout
    assert "there is no earlier publication" in never.stdout
    assert "last publication" not in never.stdout
    town.play({"garden": GARDEN})
    town.night(FIRST, "garden")
    town.play({})
    assert "the last publication stays as it was" in town.night(SECOND, "garden").stdout


def test_a_replay_is_a_whole_line_a_run(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    town.play({"garden": GARDEN})
    town.night(FIRST, "garden")
    town.play({"garden": GARDEN, "pond": POND})
    town.night(SECOND, "garden", "pond", "moved")
    lines = explore_roles("replay", "--data", town.data).stdout.splitlines()
    assert lines[:3] == [
        "Replayed 2 runs",
        f"{FIRST}  good       1/1 boards, 3 postings, 3 opened, 0 closed, 2 levelled",
        f"{SECOND}  degraded   2/3 boards, 5 postings, 2 opened, 0 closed, 1 levelled",
    ]


def test_sql_shows_lists_and_structures_for_reading(begun: Town) -> None:
    wide = ", ".join(f"{number} AS number{number}" for number in range(8))
    for more in ("1 AS one", wide):
        query = f"SELECT ['Leeds', 'York'] AS places, [{{'a': 'é'}}] AS found, {{'least': 1}} AS pay, []::INT[] AS none, {more}"
        shown = explore_roles("sql", query, "--data", begun.data, env={"COLUMNS": "120"}).stdout
        for value in ("Leeds; York", '[{"a": "é"}]', '{"least": 1}'):
            assert value in shown
        assert "'" not in shown


@pytest.mark.parametrize(
    "command",
    [
        ["sql", "SELECT title FROM roles, range(2000)", "--limit", "5000"],
        ["sql", "SELECT title FROM roles", "--json"],
        ["classify", "rows.jsonl"],
        ["explain", "rows.jsonl"],
    ],
)
def test_a_reader_who_leaves_early_is_no_error(begun: Town, command: list[str]) -> None:
    (begun.folder / "rows.jsonl").write_text(json.dumps({"id": "a", "title": "Product Manager", "description": SENIOR}), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "EXPLORE_ROLES_DATA": str(begun.data)}
    readable, writable = os.pipe()
    os.close(readable)
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "flows.cli", *command],
            cwd=begun.folder,
            env=environment,
            stdout=writable,
            stderr=subprocess.PIPE,
            check=False,
        )
    finally:
        os.close(writable)
    assert ended.returncode == 0, ended.stderr
    assert b"error" not in ended.stderr.lower()
    assert b"Broken" not in ended.stderr


def test_a_reader_who_leaves_early_hides_no_exit_code(town: Town) -> None:
    # A night of which no board could be read: replayed, it is held back.
    board = Board(source="greenhouse", token="garden", company="Garden")
    Landing(town.data / "landing").keep(date.fromisoformat(FIRST), "r1", board, failed_read(board, SourceUnavailable("silent")), ())
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    readable, writable = os.pipe()
    os.close(readable)
    command = [sys.executable, "-m", "flows.cli", "replay", "--data", town.data]
    ended = subprocess.run(command, cwd=town.folder, env=environment, stdout=writable, stderr=writable, check=False)
    os.close(writable)
    assert ended.returncode == 3


def test_a_night_that_is_no_date() -> None:
    for wrong in ("2026-13-40", "yesterday", "20261123"):
        result = explore_roles("run", "--night", wrong)
        assert result.exit_code == 2
        assert "a night looks like 2026-11-23" in result.stderr


def test_what_weighs_nothing_is_not_what_the_level_rests_on(town: Town) -> None:
    town.play({"garden": greenhouse((1, "Product Manager", "<h2>What you will do</h2><p>Own the roadmap of our app.</p>" + SENIOR))})
    shown = town.night(FIRST, "garden").stdout
    (role,) = town.roles()
    told = explore_roles("explain", role["role_id"], "--data", town.data).stdout
    found = town.sql("FROM evidence")
    headings = {
        "What the level rests on": [row for row in found if row["counted"] and row["weight"]],
        "Found, without weight for this level": [row for row in found if row["counted"] and not row["weight"]],
    }
    for heading, rows in headings.items():
        assert rows, heading
        section = told.split(heading)[1].split("Found, ")[0]
        assert len(re.findall(r"^ *\[\d+\] ", section, re.M)) == len(rows)
    assert not re.search(r"[+-]0\.00", told.split("What the level rests on")[1].split("Found, ")[0])
    few = shown.split("A few roles")[1].split("\n\n")[0]
    quotes = re.findall(r"“([^”]+)”", " ".join(few.split()))
    assert quotes
    assert len(quotes) == len(set(quotes))
    assert set(quotes) <= {" ".join(row["quote"].split()) for row in headings["What the level rests on"]}


def test_rows_of_a_file_have_an_employer_and_rejections_have_their_rows(town: Town) -> None:
    file = town.folder / "postings.csv"
    lines = ["id,title,description,company,employer"]
    lines += [f"{number},Product Manager {number},{OTHER},{'' if number in (3, 4) else 'Hedge'},Pond" for number in range(1, 6)]
    lines += [",Product Manager,text,Hedge,Pond", "8,,text,Hedge,Pond", "9,,text,Hedge,Pond"]
    file.write_text("\n".join(line.replace(OTHER, "text") for line in lines) + "\n", encoding="utf-8")
    nobody = explore_roles("ingest", file, "--data", town.data)
    assert nobody.exit_code == 2
    assert "postings.csv" in nobody.stderr
    assert "2 without a company (rows 4, 5)" in nobody.stderr
    assert "--company" in nobody.stderr
    assert "map a column" in nobody.stderr
    assert not list(town.data.glob("landing/objects/*/*"))
    assert not (town.data / "landing/index").exists()
    assert not (town.data / "published").exists()
    mapped = explore_roles("ingest", file, "--columns", "company=employer", "--data", town.data)
    assert mapped.exit_code == 0, mapped.stderr
    assert "postings.csv: no identifier: 1 (rows 7); rejected" in mapped.stderr
    assert "postings.csv: no title: 2 (rows 8, 9); rejected" in mapped.stderr
    assert {row["company"] for row in town.roles()} == {"Pond"}
