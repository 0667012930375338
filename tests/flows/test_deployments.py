"""What prefect.yaml deploys, on a Prefect server of its own: nights that are triggered wait for each other, and show what they came to."""

import fcntl
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest
import yaml

from flows.play_folder import folder_answers, folder_pages
from flows.playback import Playback, PlayedAnswer
from tests.flows.nights import FIRST, GARDEN, Town, explore_roles, greenhouse

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "flows" / "sample"
PROGRAMME = "<p>Our associate product manager programme is an 18-month rotational programme for recent graduates, in three teams.</p>"


@dataclass(frozen=True, kw_only=True)
class Server:
    """A Prefect server, and the environment of those who ask it."""

    api: str
    environment: dict[str, str]

    def run(self, *command: str) -> str:
        """Returns what the command of this environment said, which must not fail."""
        program = [str(Path(sys.executable).with_name(command[0])), *command[1:]]
        done = subprocess.run(
            program, cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def ask(self, path: str, body: object) -> Any:
        """Returns what the API answers to a POST."""
        headers = {"Content-Type": "application/json"}
        with urlopen(Request(self.api + path, data=json.dumps(body).encode(), headers=headers), timeout=30) as answer:
            return json.load(answer)

    def trigger(self, deployment: str) -> str:
        """Returns the id of a run of this deployment that is to begin at once."""
        told = self.run("prefect", "deployment", "run", deployment)
        return told.split("UUID: ")[1].split()[0]

    def runs(self, *ids: str) -> dict[str, dict[str, Any]]:
        """Returns these runs by their ids."""
        found = self.ask("/flow_runs/filter", {"flow_runs": {"id": {"any_": ids}}})
        return {run["id"]: run for run in found}

    def ended(self, *ids: str) -> list[dict[str, Any]]:
        """Returns these runs when all of them have ended."""
        give_up = time.monotonic() + 150
        while True:
            runs = self.runs(*ids)
            if all(run["state_type"] in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED") for run in runs.values()):
                return [runs[one] for one in ids]
            assert time.monotonic() < give_up, {one: run["state_name"] for one, run in runs.items()}
            time.sleep(0.5)


@contextmanager
def process(log: Path, command: list[str], environment: dict[str, str]) -> Iterator[None]:
    with log.open("wb") as output, subprocess.Popen(command, cwd=log.parent, env=environment, stdout=output, stderr=output) as started:
        try:
            yield
        finally:
            started.terminate()
            try:
                started.wait(20)
            except subprocess.TimeoutExpired:
                started.kill()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_SERVER_SERVICES_", "EXPLORE_ROLES_"))}
    environment |= {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1", "PREFECT_WORKER_QUERY_SECONDS": "1"}
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port), "--no-ui"]
    api = f"http://127.0.0.1:{port}/api"
    with process(tmp_path / "server.log", command, environment):
        give_up = time.monotonic() + 120
        while True:
            try:
                urlopen(f"{api}/health", timeout=5).close()
                break
            except (URLError, OSError):
                assert time.monotonic() < give_up, (tmp_path / "server.log").read_text()
                time.sleep(0.2)
        yield Server(api=api, environment=environment | {"PREFECT_API_URL": api})


@pytest.mark.long
def test_nights_of_a_worker_wait_for_each_other(server: Server, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with Playback(folder_answers(SAMPLE), pages=folder_pages(SAMPLE)) as playback:
        server.environment.update(
            EXPLORE_ROLES_DATA=str(data), EXPLORE_ROLES_BOARDS=str(SAMPLE / "boards.toml"), EXPLORE_ROLES_PLAY_AT=playback.url
        )
        server.run("prefect", "work-pool", "create", "explore-roles", "--type", "process")
        server.run("prefect", "work-pool", "set-concurrency-limit", "explore-roles", "1")
        server.run("prefect", "deploy", "--all", "--no-prompt")
        assert "explore-roles:greenhouse  4 at once" in server.run("explore-roles", "limits")
        command = [sys.executable, "-m", "prefect", "worker", "start", "--pool", "explore-roles"]
        with process(tmp_path / "worker.log", command, server.environment):
            deployments = ("nightly/every-night", "nightly/every-night", "nightly/weekly-full", "relevel/by-hand", "apm-watch/hourly")
            runs = server.ended(*map(server.trigger, deployments))
            assert [run["state_name"] for run in runs] == ["Completed"] * 5, (tmp_path / "worker.log").read_text()
            # Whatever order they came in, each began when another had ended.
            spans = sorted((run["start_time"], run["end_time"]) for run in runs)
            assert all(ended <= began for (_, ended), (began, _) in pairwise(spans)), spans

            with (data / ".lock").open() as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                (refused,) = server.ended(server.trigger("nightly/every-night"))
    assert refused["state_name"] == "Failed"
    assert f"Another run is at work in {data}" in refused["state"]["message"]

    assert (data / "published" / "roles.duckdb").is_file()
    assert runs[0]["state"]["message"].startswith("degraded: 1 of 13 boards could not be read")
    reports = server.ask("/artifacts/filter", {"artifacts": {"key": {"any_": ["nightly"]}}})
    assert {report["flow_run_id"] for report in reports} >= {run["id"] for run in runs[:3]}
    assert "# Night of " in reports[0]["data"]
    assert "removed" in server.run("explore-roles", "limits", "--remove")


def test_every_deployment_stays_in_the_one_pool() -> None:
    deployments = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    assert {deployment["work_pool"]["name"] for deployment in deployments} == {"explore-roles"}
    assert all(deployment["concurrency_limit"]["limit"] == 1 for deployment in deployments)
    assert {deployment["name"] for deployment in deployments if deployment["schedules"]} == {"every-night", "weekly-full", "hourly"}


def test_limits_want_a_server() -> None:
    result = explore_roles("limits")
    assert result.exit_code == 2
    assert "PREFECT_API_URL is not set" in result.stderr


@pytest.mark.long
def test_the_watch_reads_the_boards_of_associate_roles(town: Town) -> None:
    associate = greenhouse((31, "Associate Product Manager Programme", PROGRAMME))
    town.play({"garden": GARDEN, "pond": associate})
    environment = {"EXPLORE_ROLES_PLAY_AT": town.playback.url}
    where = ("--watched", "--data", town.data, "--boards", town.boards("garden", "pond"), "--json")

    result = explore_roles("run", *where, env=environment)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "nothing is read before the next night" in result.stderr, "as nothing was published"
    assert not town.data.exists()

    assert town.night(FIRST, "garden").exit_code == 0
    result = explore_roles("run", *where, env=environment)
    assert "nothing is read before the next night" in result.stderr, "as no such role is known"

    assert town.night(FIRST, "garden", "pond").exit_code == 0
    result = explore_roles("run", *where, env=environment)
    assert result.exit_code == 0, result.stderr
    assert [board["board"] for board in json.loads(result.stdout)["boards"]] == ["greenhouse:pond"]
    assert explore_roles("run", *where, "--full").exit_code == 2

    # A board that was taken out of the list is asked no more.
    result = explore_roles("run", *where[:3], "--boards", town.boards("garden"), env=environment)
    assert "nothing is read before the next night" in result.stderr


def test_a_full_night_takes_no_hosts_word(town: Town) -> None:
    """The board's answer has a tag: an ordinary night asks whether it still holds, a full one asks for all of it."""
    town.play({"garden": PlayedAnswer(status=200, headers={"Content-Type": "application/json", "ETag": '"a"'}, body=GARDEN)})
    asked = []
    for options in ((), (), ("--full",)):
        seen = len(town.playback.requests)
        assert town.night(FIRST, "garden", options=options).exit_code == 0
        asked.append([request.headers.get("if-none-match") for request in town.playback.requests[seen:]])
    assert asked == [[None], ['"a"'], [None]]


@pytest.fixture(scope="module")
def playing() -> Iterator[Playback]:
    with Playback({}) as playback:
        yield playback


@pytest.fixture
def town(tmp_path: Path, playing: Playback) -> Town:
    return Town(folder=tmp_path, playback=playing)
