"""Stored profiles, from the command line: matched after whatever publishes, told in the run's report, and never a reason to end it."""

import fcntl
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from flows.match_stored import Matched
from flows.outcome import RunOutcome
from flows.playback import Playback
from flows.report import as_markdown
from tests.flows.nights import FIRST, GARDEN, SECOND, SENIOR, THIRD, Town, explore_roles, greenhouse

ANN = '[background]\nindustry = "fintech"\n[product]\nyears = 6\nlaunches = 2\n'
SHED = (4, "Senior Product Manager, Sheds", SENIOR)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with Playback({}) as playback:
        made = Town(folder=tmp_path, playback=playback)
        made.play({"garden": GARDEN})
        yield made


def put(town: Town, name: str = "ann.toml", text: str = ANN) -> None:
    folder = town.data / "profiles"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def more(town: Town) -> None:
    town.play({"garden": greenhouse((1, "Senior Product Manager, Planning", SENIOR), SHED)})


def listed(town: Town) -> dict[str, dict[str, Any]]:
    result = explore_roles("profiles", "list", "--data", town.data, "--json")
    assert result.exit_code == 0, result.stderr
    return {one["id"]: one for one in json.loads(result.stdout)}


def test_nights_match_and_say_so(town: Town) -> None:
    put(town)
    result = town.night(FIRST, "garden")
    assert result.exit_code == 0, result.stderr
    assert "matches  1 profile, 0 new" in result.stdout
    assert "warning" not in result.stdout
    more(town)
    result = town.night(SECOND, "garden")
    assert "matches  1 profile, 1 new" in result.stdout
    [one] = listed(town).values()
    assert (one["fits"], one["new"], one["night"]) == (2, 1, SECOND)
    feed = json.loads(Path(one["feed"]).read_bytes())
    assert feed["items"][0]["title"].startswith("Senior Product Manager, Sheds")
    assert feed["items"][0]["url"].startswith("http://127.0.0.1:8000/roles/")
    [row] = town.sql("SELECT m.profile, m.rank, m.title, r.company FROM matches AS m JOIN roles AS r USING (role_id) WHERE m.new")
    assert (row["profile"], row["title"]) == ("ann", "Senior Product Manager, Sheds")
    shown = explore_roles("profiles", "list", "--data", town.data)
    assert (shown.exit_code, "ann" in shown.stdout) == (0, True)
    told = json.loads(explore_roles("profiles", "match", "--data", town.data, "--json").stdout)
    assert told == {"profiles": 1, "unusable": [], "new": 0, "begins": None}


def test_nothing_of_a_profile_is_published(town: Town) -> None:
    put(town, "ann-of-the-garden.toml", 'name = "Ann of the Garden"\n' + ANN)
    town.night(FIRST, "garden")
    for path in (town.data / "published").rglob("*"):
        assert not path.is_file() or b"nn-of-the-garden" not in path.read_bytes()
        assert not path.is_file() or b"Ann of the Garden" not in path.read_bytes()


def test_without_profiles_there_are_no_matches(town: Town) -> None:
    result = town.night(FIRST, "garden", options=("--json",))
    assert json.loads(result.stdout)["matches"] is None
    assert not (town.data / "matches").exists()
    for command in ("check", "match"):
        result = explore_roles("profiles", command, "--data", town.data)
        assert (result.exit_code, "EXPLORE_ROLES_PROFILES" in result.stderr) == (2, True), command
    result = explore_roles("profiles", "list", "--data", town.data)
    assert (result.exit_code, "profiles match" in result.stderr) == (5, True)


def test_a_profile_that_cannot_be_used_is_told_by_name(town: Town) -> None:
    put(town)
    put(town, "bob.toml", "product.years = 'many'\n")
    put(town, "\x1b[31m.toml", "")
    result = town.night(FIRST, "garden", options=("--strict",))
    assert result.exit_code == 0
    assert "matches  1 profile, 2 unusable, 0 new" in result.stdout
    assert "bob.toml: product.years: " in result.stdout
    assert "\x1b" not in result.stdout
    check = explore_roles("profiles", "check", "--data", town.data)
    assert check.exit_code == 2
    assert "senior: realistic" in check.stdout
    assert "bob.toml: product.years: " in check.stderr
    told = json.loads(explore_roles("profiles", "check", "--data", town.data, "--json").stdout)
    assert [one["id"] for one in told["profiles"]] == ["ann"]
    assert {"level": "senior", "industry": "own", "odds": "realistic"} in told["profiles"][0]["aims"]
    assert len(told["unusable"]) == 2
    assert "cannot be used as it stands" in explore_roles("profiles", "list", "--data", town.data).stderr


def test_profiles_that_cannot_be_read_never_touch_the_publication(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPLORE_ROLES_PROFILES", str(town.folder / "nowhere"))
    result = town.night(FIRST, "garden")
    assert result.exit_code == 0
    assert "the profiles were not matched, their last matches stay: There are no profiles at" in result.stdout
    assert len(town.roles()) == 2
    strict = town.night(SECOND, "garden", options=("--strict", "--json"))
    assert strict.exit_code == 4
    assert len(json.loads(strict.stdout)["matches"]["problems"]) == 1


def test_an_unexpected_error_never_touches_it_either(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    put(town)

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr("flows.match_stored.keep_matches", broken)
    result = town.night(FIRST, "garden")
    assert result.exit_code == 0
    assert "an unexpected error (ZeroDivisionError: by zero)" in result.stdout
    assert len(town.roles()) == 2


def test_a_store_that_is_gone_is_no_store_without_profiles(begun: Town) -> None:
    put(begun)
    assert explore_roles("profiles", "match", "--data", begun.data).exit_code == 0
    (begun.data / "profiles").rename(begun.data / "elsewhere")
    result = begun.night(SECOND, "garden")
    assert "the profiles were not matched" in result.stdout
    assert "remove that folder" in result.stdout
    assert set(listed(begun)) == {"ann"}
    (begun.data / "profiles").mkdir()
    assert begun.night(THIRD, "garden").exit_code == 0
    assert listed(begun) == {}


@pytest.mark.long
def test_whatever_publishes_matches(begun: Town) -> None:
    put(begun)
    relevelled = json.loads(explore_roles("relevel", "--data", begun.data, "--json").stdout)
    assert relevelled["matches"] == {"profiles": 1, "unusable": [], "new": 0, "problems": []}
    file = begun.folder / "more.jsonl"
    file.write_text(json.dumps({"id": "1", "title": "Senior Product Manager, Hoses", "description": SENIOR, "company": "Hose"}))
    ingested = explore_roles("ingest", file, "--data", begun.data, "--night", SECOND, "--json")
    assert json.loads(ingested.stdout)["matches"]["new"] == 1, ingested.stderr
    replayed = explore_roles("replay", "--data", begun.data)
    assert replayed.exit_code == 0, replayed.stderr
    assert "matches  1 profile, 0 new" in replayed.stdout
    assert json.loads(explore_roles("replay", "--data", begun.data, "--json").stdout)["matches"]["profiles"] == 1


def test_profiles_may_stand_in_a_table(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    table = town.folder / "people.jsonl"
    table.write_text(json.dumps({"id": "ann", "profile": {"product": {"years": 6}}}) + "\n")
    monkeypatch.setenv("EXPLORE_ROLES_PROFILES", str(table))
    put(town, "not-this-one.toml")
    assert town.night(FIRST, "garden").exit_code == 0
    assert set(listed(town)) == {"ann"}


def test_one_run_at_a_time_matches(begun: Town) -> None:
    put(begun)
    with (begun.data / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        result = explore_roles("profiles", "match", "--data", begun.data)
    assert (result.exit_code, "Another run is at work" in result.stderr) == (5, True)


def test_the_report_tells_it_in_one_line_and_each_problem() -> None:
    unusable = tuple(f"p{number}.toml: <b>wrong</b>" for number in range(12))
    now = datetime.now(UTC)
    outcome = RunOutcome(
        run_id="a",
        kind="nightly",
        night=date(2026, 11, 20),
        state="good",
        message=None,
        started_at=now,
        finished_at=now,
        boards=(),
        counts=None,
        levelled=0,
        relevelled=0,
        checks=(),
        published=None,
        published_before=False,
        matched=Matched(profiles=1200, unusable=unusable, new=41),
    )
    report = as_markdown(outcome)
    assert "- matches: 1,200 profiles, 12 unusable, 41 new" in report
    assert report.count("profile not matched") == 10
    assert "and 2 more profiles" in report
    assert "<b>" not in report
