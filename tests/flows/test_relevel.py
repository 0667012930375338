"""Corrections and new rules, applied to what is stored, by the command line."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.playback import Playback
from tests.flows.nights import FIRST, GARDEN, Town, explore_roles

WRONG = """
[[level]]
posting = "greenhouse:garden:1"
level = "principal"
expects = "senior"
reason = "the recruiter says so"
who = "Ann Example"
on = 2026-11-20
"""


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with Playback({}) as playback:
        yield Town(folder=tmp_path, playback=playback)


def test_corrections_are_applied_to_what_is_stored_and_can_be_taken_back(begun: Town) -> None:
    requests = len(begun.playback.requests)
    file = begun.data / "corrections.toml"
    file.write_text(WRONG, encoding="utf-8")
    corrected = explore_roles("relevel", "--data", begun.data, "--json")
    assert corrected.exit_code == 0, corrected.stderr
    assert (json.loads(corrected.stdout)["kind"], json.loads(corrected.stdout)["relevelled"]) == ("relevel", 1)
    levels = {role["posting_key"]: (role["level"], role["classified_level"]) for role in begun.roles()}
    assert levels == {"greenhouse:garden:1": ("principal", "senior"), "greenhouse:garden:3": ("group", "group")}
    assert "in force" in explore_roles("corrections", "check", "--data", begun.data).stdout
    file.write_text("", encoding="utf-8")
    assert explore_roles("relevel", "--data", begun.data).exit_code == 0
    assert {role["level"] for role in begun.roles()} == {"senior", "group"}
    moves = begun.sql("SELECT before, after FROM events WHERE kind = 'relevelled' ORDER BY before DESC")
    assert [(move["before"], move["after"]) for move in moves] == [("senior", "principal"), ("principal", "senior")]
    assert len(begun.playback.requests) == requests, "no board is asked"


def test_bad_corrections_end_a_run_before_a_board_is_asked(town: Town) -> None:
    town.play({"garden": GARDEN})
    town.data.mkdir()
    (town.data / "corrections.toml").write_text(WRONG.replace("principal", "wizard"), encoding="utf-8")
    result = town.night(FIRST, "garden")
    assert result.exit_code == 2
    assert "[[level]] row 1" in result.stderr
    assert not town.playback.requests


def test_nothing_is_levelled_anew_where_nothing_is_loaded(town: Town) -> None:
    result = explore_roles("relevel", "--data", town.data)
    assert result.exit_code == 2
    assert "Nothing is loaded" in result.stderr
