"""Nights from boards to publication, as Prefect flows, over real sockets."""

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest
from click.testing import Result
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey

from flows.folders import data_folder
from flows.nightly import nightly
from flows.outcome import RunOutcome
from flows.playback import Playback, PlayedAnswer
from tests.flows.nights import FIRST, GARDEN, GROUP, OTHER, POND, SECOND, SENIOR, THIRD, Town, explore_roles, greenhouse
from tests.warehouse.feed_reader import full_feed

SAMPLE = Path(__file__).parents[2] / "flows" / "sample"
UNAVAILABLE = PlayedAnswer(status=503, body=b"busy")


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with Playback({}) as playback:
        yield Town(folder=tmp_path, playback=playback)


def asked(town: Town, token: str) -> int:
    return sum(f"/boards/{token}/" in request.target for request in town.playback.requests)


def test_a_night_publishes_roles_with_their_evidence(town: Town) -> None:
    town.play({"garden": GARDEN, "pond": POND})
    result = town.night(FIRST, "garden", "pond")
    assert result.exit_code == 0, result.stderr
    assert {role["title"]: role["level"] for role in town.roles()} == {
        "Senior Product Manager, Planning": "senior",
        "Group Product Manager": "group",
        "Product Manager, Ponds": town.roles()[1]["level"],
    }
    roles = full_feed(town.data / "published" / "site").values()
    assert len(roles) == 3
    assert all(role["evidence"] for role in roles)
    assert str(town.published) in result.stdout.replace("\n", "")


def test_the_flow_itself_tells_what_the_night_came_to(town: Town) -> None:
    town.play({"garden": GARDEN})
    state = nightly(
        data=town.data, boards=town.boards("garden", "pond"), night=date.fromisoformat(FIRST), play_at=town.playback.url, return_state=True
    )
    outcome = state.result(raise_on_failure=False)
    assert isinstance(outcome, RunOutcome)
    assert state.is_completed()
    assert state.message == "degraded: 1 of 2 boards could not be read; their postings stay as they were"
    assert outcome.published is not None
    assert [(board.board, board.state, board.postings) for board in outcome.boards] == [
        ("greenhouse:garden", "read", 3),
        ("greenhouse:pond", "gone", 0),
    ]


def test_the_run_report_is_an_artifact(town: Town) -> None:
    town.play(
        {"garden": GARDEN, "pond": PlayedAnswer(headers={"Content-Type": "text/html"}, body=b"<title>*We* moved | <b>away</b></title>")}
    )
    assert town.night(FIRST, "garden", "pond").exit_code == 0
    with get_client(sync_client=True) as client:
        found = client.read_artifacts(artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=["nightly"])), limit=200)
    report = max(found, key=lambda artifact: artifact.created).data
    assert "# Night of 2026-11-20: degraded" in report
    (row,) = [line for line in report.splitlines() if line.startswith("| greenhouse:pond")]
    assert "\\*We\\* moved \\|" in row, "what a board says must not become markup"


def test_only_an_unavailable_board_is_tried_again(town: Town) -> None:
    town.play({"garden": GARDEN, "pond": UNAVAILABLE, "hedge": b"[]", "lawn": (UNAVAILABLE, POND)})
    assert town.night(FIRST, "garden", "pond", "hedge", "lawn", "moved").exit_code == 0
    assert {token: asked(town, token) for token in ("garden", "pond", "hedge", "lawn", "moved")} == {
        "garden": 1,
        "pond": 2,
        "hedge": 1,
        "lawn": 2,
        "moved": 1,
    }
    assert {row["board"]: row["state"] for row in town.sql("FROM source_health")} == {
        "garden": "read",
        "pond": "unavailable",
        "hedge": "changed",
        "lawn": "read",
        "moved": "gone",
    }


def test_a_platform_that_asks_for_a_long_rest_is_not_asked_again(town: Town) -> None:
    town.play({"garden": PlayedAnswer(status=429, headers={"Retry-After": "3600"}), "pond": POND})
    town.night(FIRST, "garden")
    assert asked(town, "garden") == 1


def test_a_posting_closes_on_its_second_absence_and_comes_back(town: Town) -> None:
    town.play({"garden": GARDEN})
    town.night("2026-11-17", "garden")
    town.play({"garden": greenhouse((2, "Software Engineer", OTHER), (3, "Group Product Manager, Tools", GROUP))})
    assert "0 closed, 1 retitled" in town.night("2026-11-18", "garden").stdout
    assert "1 closed, 0 retitled" in town.night("2026-11-19", "garden").stdout
    assert {role["title"]: role["closed_at"] for role in town.roles()} == {
        "Senior Product Manager, Planning": "2026-11-19",
        "Group Product Manager, Tools": None,
    }
    town.play({"garden": GARDEN})
    assert "1 reopened" in town.night("2026-11-20", "garden").stdout
    assert {role["first_seen"] for role in town.roles()} == {"2026-11-17"}


def test_the_same_night_twice_changes_nothing(town: Town) -> None:
    town.play({"garden": GARDEN, "pond": POND})
    town.night(FIRST, "garden", "pond")
    before = town.roles()
    again = town.night(FIRST, "pond", "garden")
    assert "0 opened, 0 closed, 0 retitled, 0 edited (0 more by a template alone), 0 reopened" in again.stdout
    assert "0 in this run" in again.stdout, "nothing had to be levelled anew"
    assert town.roles() == before


def test_a_night_without_one_sound_board_is_held_back(begun: Town) -> None:
    before = begun.published.read_bytes()
    begun.play({"garden": UNAVAILABLE})
    held = begun.night(SECOND, "garden", options=["--json"])
    assert held.exit_code == 3
    told = json.loads(held.stdout)
    assert told["state"] == "held back"
    assert told["published"] is None
    assert {check["name"] for check in told["checks"] if check["severity"] == "stop"} >= {"only_failed_boards"}
    assert begun.published.read_bytes() == before
    begun.play({"garden": GARDEN})
    assert begun.night(THIRD, "garden").exit_code == 0
    assert [row["state"] for row in begun.sql("SELECT state FROM run_log ORDER BY sequence")] == ["good", "held back", "good"]
    assert {role["state"] for role in begun.roles()} == {"open"}


def test_degraded_is_published_and_strict_says_so(town: Town) -> None:
    town.play({"garden": GARDEN})
    assert town.night(FIRST, "garden", "pond").exit_code == 0
    assert town.night(FIRST, "garden", "pond", options=["--strict"]).exit_code == 4
    assert town.night(FIRST, "garden", options=["--strict"]).exit_code == 0


def test_one_board_alone(town: Town) -> None:
    town.play({"garden": GARDEN, "pond": POND})
    assert town.night(FIRST, "garden", "pond", options=["--only", "greenhouse:pond"]).exit_code == 0
    assert asked(town, "garden") == 0
    unknown = town.night(FIRST, "garden", "pond", options=["--only", "greenhouse:nowhere"])
    assert unknown.exit_code == 2
    assert "greenhouse:nowhere" in unknown.stderr


def test_boards_without_their_keys_are_told_of(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPLORE_ROLES_PLAY_AT", town.playback.url)
    monkeypatch.setenv("ADZUNA_APP_ID", "made-up-id")
    for key in ("ADZUNA_APP_KEY", "USAJOBS_EMAIL", "USAJOBS_KEY"):
        monkeypatch.delenv(key, raising=False)
    town.play({"garden": GARDEN})
    boards = town.boards("garden")
    with boards.open("a", encoding="utf-8") as rows:
        for source, token in (("adzuna", "gb"), ("adzuna", "us"), ("usajobs", "product manager")):
            rows.write(f'\n[[board]]\nsource = "{source}"\ntoken = "{token}"\ncompany = "{source}"\n')
    options = ("run", "--data", town.data, "--boards", boards, "--night", FIRST)
    shown = explore_roles(*options)
    assert shown.exit_code == 0, shown.stderr
    off = "off  adzuna:gb, adzuna:us, usajobs:product manager (set ADZUNA_APP_KEY; USAJOBS_EMAIL, USAJOBS_KEY)"
    assert [line.strip() for line in shown.stdout.splitlines() if line.strip().startswith("off")] == [off]
    told = json.loads(explore_roles(*options, "--only", "adzuna:us", "--only", "greenhouse:garden", "--json").stdout)
    assert told["off"] == [{"board": "adzuna:us", "needs": ["ADZUNA_APP_KEY"]}]
    alone = explore_roles(*options, "--only", "adzuna:gb")
    assert alone.exit_code == 2
    assert "adzuna:gb (set ADZUNA_APP_KEY)" in " ".join(alone.stderr.split())


def test_two_runs_do_not_write_one_data_folder(town: Town) -> None:
    town.play({"garden": GARDEN})
    with data_folder(town.data):
        refused = town.night(FIRST, "garden")
    assert refused.exit_code == 5
    assert "Another run" in refused.stderr
    assert asked(town, "garden") == 0


def warehouse_rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Returns all tables of a work file but for when something was done by the clock."""
    clock = {"migrations": "applied_at", "runs": "started_at, finished_at"}
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = connection.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'store'").fetchall()
        return {
            name: connection.execute(
                f"SELECT {f'* EXCLUDE ({clock[name]})' if name in clock else '*'} FROM store.{name} ORDER BY ALL"
            ).fetchall()
            for (name,) in tables
        }


def test_replay_tells_the_same_history_without_the_network(town: Town) -> None:
    town.play({"garden": GARDEN, "pond": POND})
    town.night(FIRST, "garden", "pond")
    town.play({"garden": greenhouse((1, "Senior Product Manager, Planning", SENIOR))})
    town.night(SECOND, "garden", "pond")
    town.night(THIRD, "garden", "pond")
    everything = [f"FROM {view} ORDER BY ALL" for view in ("roles", "roles_history", "evidence", "events", "postings", "rejections")]
    before = [town.sql(query) for query in everything]
    requests = len(town.playback.requests)
    (town.data / "work.duckdb").rename(town.folder / "before.duckdb")
    replayed = explore_roles("replay", "--data", town.data, "--json")
    assert replayed.exit_code == 0, replayed.stderr
    assert [run["state"] for run in json.loads(replayed.stdout)["runs"]] == ["good", "degraded", "degraded"]
    assert [town.sql(query) for query in everything] == before
    # And so is every table of the work file, row for row but for the clock.
    stored = [warehouse_rows(path) for path in (town.folder / "before.duckdb", town.data / "work.duckdb")]
    assert stored[0].keys() == stored[1].keys()
    assert [name for name, rows in stored[0].items() if rows != stored[1][name]] == []
    assert len(town.playback.requests) == requests
    assert sorted(path.name for path in town.data.iterdir() if path.is_file()) == [".lock", "work.duckdb"]


def test_replay_keeps_the_old_files_when_a_check_stops_it(begun: Town) -> None:
    for landed in (begun.data / "landing" / "objects").rglob("*.zst"):
        landed.write_bytes(b"damaged")
    before = begun.published.read_bytes(), (begun.data / "work.duckdb").stat().st_ino
    held = explore_roles("replay", "--data", begun.data)
    assert held.exit_code == 3
    assert "damaged" in held.stderr
    assert "Held back" in held.stdout
    assert (begun.published.read_bytes(), (begun.data / "work.duckdb").stat().st_ino) == before
    assert not list(begun.data.glob("replay*"))


def test_replay_of_nothing(tmp_path: Path) -> None:
    nothing = explore_roles("replay", "--data", tmp_path)
    assert nothing.exit_code == 2
    assert "Nothing is landed" in nothing.stderr


def test_files_are_carried_through_like_a_night(begun: Town) -> None:
    file = begun.folder / "more.jsonl"
    rows = [
        {"ref": "a", "name": "Principal Product Manager", "body": SENIOR.replace("5+", "9+")},
        {"ref": "b", "name": "", "body": OTHER},
        {"ref": "c", "name": "Product Designer", "body": OTHER},
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    result = explore_roles(
        "ingest", file, "--columns", "id=ref,title=name,description=body", "--company", "Hedge & Co", "--data", begun.data, "--night", FIRST
    )
    assert result.exit_code == 0, result.stderr
    assert {role["company"] for role in begun.roles()} == {"Garden", "Hedge & Co"}
    assert [row["reason"] for row in begun.sql("FROM rejections")] == ["no title"]
    file.write_text(json.dumps(rows[2]) + "\n", encoding="utf-8")
    columns = ("--columns", "id=ref,title=name,description=body")
    nobody = explore_roles("ingest", file, *columns, "--data", begun.data, "--night", SECOND)
    assert nobody.exit_code == 2
    assert "--company" in nobody.stderr
    employer = ("--company", "Hedge & Co", "--data", begun.data, "--night", SECOND)
    odd = explore_roles("ingest", file, *columns, *employer, "--industry", "nonsense")
    assert (odd.exit_code, "--industry 'nonsense' is none of artificial intelligence, " in odd.stderr) == (2, True)
    assert explore_roles("ingest", file, *columns, *employer, "--industry", "gaming").exit_code == 0
    assert "closed" not in {role["state"] for role in begun.roles()}, "what a file does not hold is not thereby closed"
    assert explore_roles("replay", "--data", begun.data).exit_code == 0
    assert {role["company"] for role in begun.roles()} == {"Garden", "Hedge & Co"}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """A data folder with the sample's first night, and what the command told of it."""
    data = tmp_path_factory.mktemp("sample")
    return data, explore_roles("run", "--sample", "--data", data, "--night", FIRST, "--json")


def test_the_sample_and_its_second_night(sample: tuple[Path, Result], tmp_path: Path) -> None:
    kept, first = sample
    assert first.exit_code == 0, first.stderr
    shutil.copytree(kept, tmp_path, symlinks=True, dirs_exist_ok=True)
    told = json.loads(first.stdout)
    assert told["state"] == "degraded"
    assert [board["board"] for board in told["boards"] if board["state"] != "read"] == ["lever:driftwood-labs"]
    assert told["counts"]["rejections"] == 6
    expected = json.loads((SAMPLE / "expected.json").read_text())
    rows = json.loads(explore_roles("sql", "FROM postings", "--json", "--data", tmp_path / "sample").stdout)
    found = {row["identifier"]: row["level"] for row in rows}
    assert found.keys() == {identifier for identifier, label in expected.items() if label["family"] == "pm"}
    for night in (SECOND, THIRD):
        result = explore_roles("run", "--sample", "--second", "--data", tmp_path, "--night", night, "--json")
        assert result.exit_code == 0, result.stderr
    query = "SELECT night, kind, title FROM events WHERE night > DATE '2026-11-20' AND kind <> 'edited' ORDER BY ALL"
    events = json.loads(explore_roles("sql", query, "--json", "--data", tmp_path / "sample").stdout)
    # One employer's new line about itself, in all its postings, is no edit of any of them.
    assert {event["night"] for event in events if event["kind"] == "template_edited"} == {SECOND}
    news = [event for event in events if event["kind"] != "template_edited"]
    assert [(event["night"], event["kind"], event["title"]) for event in news] == [
        (SECOND, "opened", "Product Manager, Secrets"),
        (SECOND, "retitled", "Principal Product Manager, Identity"),
        (THIRD, "closed", "Product Manager, Detection"),
    ]


@pytest.mark.parametrize("level", ["apm", "mid", "senior", "principal", "group"])
def test_the_sample_shows_each_level(level: str, sample: tuple[Path, Result]) -> None:
    data, _ = sample
    roles = full_feed(data / "sample" / "published" / "site").values()
    assert any(role["level"] == level and role["evidence"] for role in roles)
