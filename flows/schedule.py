"""A night every night. Prefect's scheduler needs a server; where none is named, one runs here, for as long as the schedule does."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing import active_children
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from flows.errors import BadInput
from flows.folders import data_folder
from flows.terminal import say

_START_WITHIN = 120.0  # seconds: a new Prefect home is migrated first, which took 20 s on a slow machine
_STOP_WITHIN = 10.0


# What Prefect itself takes for a schedule. In a process of its own: one that has imported Prefect would not see a server started later.
_NO_CRON, _NO_TIMEZONE = 3, 4
_CHECK = f"""
import sys
from prefect.client.schemas.schedules import CronSchedule
_, cron, timezone = sys.argv
for status, given in (({_NO_CRON}, {{"cron": cron}}), ({_NO_TIMEZONE}, {{"cron": "0 3 * * *", "timezone": timezone}})):
    try:
        CronSchedule(**given)
    except ValueError:
        sys.exit(status)
"""


class ServerFailed(RuntimeError):
    """The local Prefect server did not start, or its log says why not."""


def serve_nightly(*, cron: str, timezone: str, now: bool, boards: Path | None, data: Path) -> None:
    """Serves the nightly flow until interrupted. Raises BadInput for a cron or time zone that is none, ServerFailed."""
    _check(cron, timezone)
    # Nobody shows a report here: what a run has to say goes to the log, which is this terminal or the journal.
    if os.environ.get("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL") == "CRITICAL":
        os.environ["PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"] = "INFO"
    with data_folder(data) as folder:
        log = folder.path.resolve() / "prefect-server.log"
    with prefect_server(log):
        from prefect.schedules import Cron

        from flows.nightly import nightly

        parameters = {"data": str(data.resolve()), "boards": str(boards.resolve()) if boards else None}
        if now:
            nightly(**parameters, return_state=True)
        say(f"Scheduled: {cron} ({timezone}), into {data}. Ctrl-C ends it.")
        serve(nightly, schedule=Cron(cron, timezone=timezone), parameters=parameters)


def _check(cron: str, timezone: str) -> None:
    """Raises BadInput unless the two make a schedule."""
    status = subprocess.run([sys.executable, "-c", _CHECK, cron, timezone], stdin=subprocess.DEVNULL, check=False).returncode
    if status == _NO_CRON:
        raise BadInput(f"--cron {cron!r} is no schedule: minute hour day month weekday, as in 0 3 * * *")
    if status == _NO_TIMEZONE:
        raise BadInput(f"--timezone {timezone!r} is no time zone; as in Europe/London")


def serve(flow: Any, **how: Any) -> None:
    """Serves a flow of an importable module until interrupted, one run at a time; `how` is `flow.serve`'s."""
    from prefect.types.entrypoint import EntrypointType

    try:
        # By module, not by file: a scheduled run imports it in a process of its own, wherever that is started.
        flow.serve(name=flow.name, limit=1, print_starting_message=False, entrypoint_type=EntrypointType.MODULE_PATH, **how)
    finally:
        _end_runs()


def _end_runs() -> None:
    """Ends the runs that are under way. Prefect leaves them to themselves on SIGTERM, and would then wait for them for ever."""
    runs = active_children()
    for run in runs:
        run.terminate()
    for run in runs:
        run.join(_STOP_WITHIN)
        if run.is_alive():
            run.kill()


@contextmanager
def prefect_server(log: Path) -> Iterator[str]:
    """The API's address of the Prefect server that PREFECT_API_URL names, or of a local one that runs until the block ends.

    To be entered before Prefect is imported, which reads the address then. Raises ServerFailed.
    """
    if named := os.environ.get("PREFECT_API_URL"):
        yield named
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    say("Starting a local Prefect server …", "dim")
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port), "--no-ui"]
    # Until Prefect listens for it, SIGTERM would end us on the spot and leave the server behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with log.open("ab") as output:
        # In a session of its own: Ctrl-C reaches us first, and we have things to tell the server before it ends.
        server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)
    try:
        _await(server, port, log)
        os.environ["PREFECT_API_URL"] = f"http://127.0.0.1:{port}/api"
        yield os.environ["PREFECT_API_URL"]
    finally:
        os.environ.pop("PREFECT_API_URL", None)
        server.terminate()
        try:
            server.wait(_STOP_WITHIN)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _await(server: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    give_up = time.monotonic() + _START_WITHIN
    while time.monotonic() < give_up:
        if server.poll() is not None:
            raise ServerFailed(f"The local Prefect server ended by itself (status {server.returncode}); {log} says why.")
        try:
            with urlopen(f"http://127.0.0.1:{port}/api/health", timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise ServerFailed(f"The local Prefect server did not start within {timedelta(seconds=_START_WITHIN)}; {log} says why.")
