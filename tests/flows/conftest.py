"""Set before anything imports Prefect or the flows: a Prefect home of the tests' own, and retries that do not wait."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.flows.nights import Town

os.environ.pop("PREFECT_API_URL", None)
_given = os.environ.get("PREFECT_HOME")
# Tests that run side by side, or after each other, must not share Prefect's database: what one left on its schedule would run in the
# next. A copy of one that is migrated already saves ten seconds.
os.environ["PREFECT_HOME"] = tempfile.mkdtemp(prefix="explore-roles-prefect-")
atexit.register(shutil.rmtree, os.environ["PREFECT_HOME"], ignore_errors=True)
if _given is not None and Path(_given).is_dir():
    shutil.copytree(_given, os.environ["PREFECT_HOME"], dirs_exist_ok=True)
# What a server does beside answering; nights that begin at once and end here need nothing of it. The schedule's own server does it all.
for _name in (
    *("CANCELLATION_CLEANUP", "CLEANUP_RECONCILER", "EVENT_PERSISTER", "FOREMAN", "LATE_RUNS", "PAUSE_EXPIRATIONS", "REPOSSESSOR"),
    *("SCHEDULER", "TASK_RUN_RECORDER", "TRIGGERS"),
):
    os.environ[f"PREFECT_SERVER_SERVICES_{_name}_ENABLED"] = "false"
for _name in [name for name in os.environ if name.startswith("EXPLORE_ROLES_")]:
    del os.environ[_name]
os.environ["EXPLORE_ROLES_BOARD_RETRY_DELAY"] = "0.05"
os.environ["EXPLORE_ROLES_RETRIES"] = "0"
os.environ["EXPLORE_ROLES_PER_SECOND"] = "200"
os.environ["EXPLORE_ROLES_TIMEOUT"] = "5"


@pytest.fixture(scope="session", autouse=True)
def prefect_without_waiting() -> Iterator[None]:
    """Nights that wait for nothing of Prefect's own.

    For the thread of its sign of life every three minutes each run waits half a second at its end. And where one night follows
    another at once, as only here, the server still writes down the first in its SQLite, answers 503, and is asked again after two seconds.
    """
    from prefect.client import base  # only now that its home is set
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    with pytest.MonkeyPatch.context() as patch, temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        patch.setattr(base, "clamped_poisson_interval", lambda seconds, _: seconds / 20)
        yield


@pytest.fixture(scope="session")
def first_night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder as the night FIRST over the board `garden` leaves it: what most tests begin with, so it is done once."""
    from flows.playback import Playback
    from tests.flows.nights import FIRST, GARDEN, Town

    with Playback({}) as playback:
        town = Town(folder=tmp_path_factory.mktemp("first-night"), playback=playback)
        town.play({"garden": GARDEN})
        result = town.night(FIRST, "garden")
        assert result.exit_code == 0, result.stderr
    return town.data


@pytest.fixture
def begun(town: "Town", first_night: Path) -> "Town":
    """The module's town after the night FIRST over the board `garden`, which answers as it did then. No request of that night is known."""
    from tests.flows.nights import GARDEN

    shutil.copytree(first_night, town.data, symlinks=True)
    town.play({"garden": GARDEN})
    return town
