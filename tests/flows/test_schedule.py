"""A schedule fires: with no server started by hand, and nothing is left running behind it."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows.playback import Playback, PlayedAnswer
from tests.flows.nights import FIRST, GARDEN, Town, explore_roles

ROOT = Path(__file__).parents[2]

# What `explore-roles schedule` does, but every few seconds and for a night of our own.
EVERY_FEW_SECONDS = """
import sys
from pathlib import Path
from flows.schedule import prefect_server, serve

if __name__ == "__main__":
    data, boards, night = sys.argv[1:]
    with prefect_server(Path(data).with_name("server.log")):
        from flows.nightly import nightly
        serve(nightly, interval=4, parameters={"data": data, "boards": boards, "night": night})
"""


def running(words: str) -> list[str]:
    """Returns the command lines of running processes that hold these words."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if words in command:
            found.append(command)
    return found


@pytest.mark.long
@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="looks for left-over processes in /proc")
def test_a_schedule_fires_by_itself(tmp_path: Path) -> None:
    script = tmp_path / "every_few_seconds.py"
    script.write_text(EVERY_FEW_SECONDS, encoding="utf-8")
    with Playback({}) as playback:
        town = Town(folder=tmp_path, playback=playback)
        town.play({"garden": GARDEN, "hedge": PlayedAnswer(status=503)})
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_SERVER_SERVICES_")}
        environment |= {"EXPLORE_ROLES_PLAY_AT": playback.url, "PYTHONPATH": str(ROOT)}
        environment["PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"] = "INFO"
        environment["PREFECT_RUNNER_POLL_FREQUENCY"] = "1"  # seconds; ten, otherwise
        command = [sys.executable, script, town.data, town.boards("garden", "pond", "hedge"), FIRST]
        with (
            (tmp_path / "schedule.log").open("wb") as log,
            subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log) as scheduled,
        ):
            try:
                give_up = time.monotonic() + 90
                # The last line of a night's report.
                while "website: " not in (told := (tmp_path / "schedule.log").read_text()):
                    assert scheduled.poll() is None, told
                    assert time.monotonic() < give_up, told
                    time.sleep(0.2)
                assert town.published.exists(), told
            finally:
                scheduled.send_signal(signal.SIGTERM)
                scheduled.wait(60)
    assert {role["level"] for role in town.roles()} == {"senior", "group"}
    for line in (
        r"WARNING .* greenhouse:pond  gone: .*\(status 404\)",
        r"WARNING .* greenhouse:hedge  unavailable: .*503",
        r"WARNING .* warning: boards_failed: ",
        rf"INFO .* analysts: {town.published}",
    ):
        assert re.search(line, told), told
    assert "Traceback" not in told
    assert not re.search(r"ERROR .*read board|ERROR .*greenhouse:", told), told
    assert running(str(script)) == []
    (port,) = {line.split("127.0.0.1:")[1].split("/")[0].split()[0] for line in _addresses(tmp_path / "server.log")}
    assert running(f"--port {port}") == []


def _addresses(log: Path) -> list[str]:
    return [line for line in log.read_text(errors="replace").splitlines() if "127.0.0.1:" in line]


def test_a_schedule_that_is_none(tmp_path: Path) -> None:
    for option, given, told in (
        ("--cron", "every night", "error: --cron 'every night' is no schedule: minute hour day month weekday, as in 0 3 * * *"),
        ("--timezone", "Mars/X", "error: --timezone 'Mars/X' is no time zone; as in Europe/London"),
    ):
        result = explore_roles("schedule", "--data", tmp_path / "data", option, given)
        assert result.exit_code == 2, result.output
        assert result.stderr.splitlines() == [told], "and no server was started"
    assert not (tmp_path / "data").exists()


def test_nothing_phones_home() -> None:
    code = (
        "import flows, json; from prefect.settings import get_current_settings as now; from prefect._internal.analytics.enabled import *;"
        "print(json.dumps([now().server.analytics_enabled, is_telemetry_enabled()]))"
    )
    environment = {
        name: value for name, value in os.environ.items() if name not in ("DO_NOT_TRACK", "CI", "PREFECT_SERVER_ANALYTICS_ENABLED")
    }
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout
    assert json.loads(told) == [False, False]
