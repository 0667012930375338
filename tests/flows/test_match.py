"""`explore-roles match`: what a profile is told of a small published file of made-up roles."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.flows.nights import explore_roles
from tests.warehouse.feed_role import a_role
from tests.warehouse.made_up_matching import write_roles

ROLES = [
    a_role(
        id="r1", title="Associate Product Manager", company="Larkspur Lane Learning", industry="education", level="apm",
        verdict="Associate product manager", min_years=None, places_read=[{"city": "Leeds", "region": "England", "country": "GB"}],
        work_mode="remote", applicant_location=["GB"], skills=[{"name": "analytics", "quote": "You know SQL.", "section": "requirements"}],
    ),
    a_role(
        id="r2", min_years=1.0, title="Associate\x1b[31m Product Manager", company="{role} & <b>Sons</b>", industry="gaming", level="apm",
        verdict="Associate product manager", places_read=[{"city": "Paris", "region": None, "country": "FR"}], work_mode="onsite",
    ),
    a_role(id="r3", min_years=1.0, title="Group Product Manager", level="group", verdict="Group product manager", work_mode="remote",
           places_read=[{"city": "Leeds", "region": "England", "country": "GB"}], applicant_location=["GB"]),
    a_role(id="r4", min_years=1.0, title="Group Product Manager, Paris", level="group", verdict="Group product manager", work_mode="onsite",
           places_read=[{"city": "Paris", "region": None, "country": "FR"}]),
]  # fmt: skip
TEACHER = """
[background]
occupation = "teacher"
years = 9
[must]
places = ["United Kingdom"]
[nice]
title_words = ["{role} associate"]
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    (folder / "published").mkdir()
    with duckdb.connect(str(folder / "published" / "roles.duckdb")) as connection:
        write_roles(connection, ROLES)
    return folder


def test_levels_roles_reasons_and_what_was_left_out(data: Path, tmp_path: Path) -> None:
    told = answer(data, tmp_path, TEACHER)
    assert [(one["level"], one["whose"], one["odds"]) for one in told["targets"] if one["aim"]] == [
        ("apm", "own", "realistic"),
        ("apm", "other", "possible"),
        ("mid", "own", "hard"),
    ]
    assert [role["id"] for role in told["roles"]] == ["r1"]
    reasons = {reason["condition"]: reason for reason in told["roles"][0]["reasons"]}
    assert (reasons["level"]["speaks"], reasons["industry"]["state"], reasons["places"]["speaks"]) == ("for", "met", "for")
    assert (reasons["analytics"]["speaks"], reasons["analytics"]["quote"]) == ("against", "You know SQL.")
    assert told["roles"][0]["points"] == sum(reason["points"] for reason in told["roles"][0]["reasons"])
    assert {one["condition"]: one["roles"] for one in told["almost"]} == {"places": 1, "level": 1}
    assert (told["looked_at"], told["fits"], told["ruled_out_by_several"]) == (4, 1, 1)
    assert [(gap["skill"], gap["roles"]) for gap in told["gaps"]] == [("analytics", 1)]


def test_what_a_profile_says_is_repeated_as_it_is(data: Path, tmp_path: Path) -> None:
    reasons = answer(data, tmp_path, TEACHER)["roles"][0]["reasons"]
    [title] = [reason for reason in reasons if reason["condition"] == "title_words"]
    assert title["says"] == "Its title does not say what you look for ({role} associate)"


def test_for_a_person(data: Path, tmp_path: Path) -> None:
    shown = explore_roles("match", profile(tmp_path, '[background]\noccupation = "teacher"'), "--data", data)
    assert shown.exit_code == 0, shown.stderr
    said = " ".join(shown.stdout.split())
    for words in (
        "→ Associate product manager in education: realistic.",
        "Taken from your occupation: the industry you know is education.",
        "2 of 4 open roles fit; 2 ruled out by one thing alone",
        "− Asks for quantitative work, which your profile does not show: a course in data analytics builds it",
        "“You know SQL.”",
        "2 but for the level (level)",
        "no endorsement",
    ):
        assert words in said
    assert "\x1b[31m" not in shown.stdout
    assert "{role} & <b>Sons</b>" in said


def test_nothing_of_a_profile_is_kept(data: Path, tmp_path: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in data.rglob("*")}
    answer(data, tmp_path, TEACHER)
    assert {path: path.stat().st_mtime_ns for path in data.rglob("*")} == before


def test_what_cannot_be_used_ends_with_its_code(data: Path, tmp_path: Path) -> None:
    bad = explore_roles("match", profile(tmp_path, '[must]\nlevels = ["senor"]'), "--data", data)
    assert (bad.exit_code, "must.levels.0" in bad.stderr) == (2, True)
    nothing = explore_roles("match", profile(tmp_path, TEACHER), "--data", tmp_path / "empty")
    assert (nothing.exit_code, "Nothing is published" in nothing.stderr) == (2, True)
    assert explore_roles("match", tmp_path / "none.toml", "--data", data).exit_code == 2


def profile(folder: Path, content: str) -> Path:
    file = folder / "profile.toml"
    file.write_text(content, encoding="utf-8")
    return file


def answer(data: Path, folder: Path, content: str) -> Any:
    result = explore_roles("match", profile(folder, content), "--data", data, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)
