"""Boards as they were captured whole from the platforms; they lie beside the project and are no part of it."""

from pathlib import Path

import pytest

from flows.playback import BoardKey, Playable

CAPTURES = Path(__file__).parents[1].parent / "shared" / "payloads"

_FIRST_NIGHT = {
    ("greenhouse", "stripe"): "greenhouse/enjoiyourlife_stripe_full.json",
    ("lever", "matchgroup"): "lever/enjoiyourlife_lever_test.json",
    ("ashby", "ramp"): "ashby/gareth_ashby.json",
}
# Six weeks after the first one; the other two boards were captured once.
_LATER_NIGHT = {**_FIRST_NIGHT, ("ashby", "ramp"): "ashby/enjoiyourlife_ramp_full.json"}

COUNTS = {("greenhouse", "stripe"): 547, ("lever", "matchgroup"): 82, ("ashby", "ramp"): 112}
LATER_COUNTS = {**COUNTS, ("ashby", "ramp"): 120}


def captured_answers(*, later: bool = False) -> dict[BoardKey, Playable]:
    """Returns what to play on the first night, or on a later one. Skips the test where the captures are absent."""
    files = {key: CAPTURES / name for key, name in (_LATER_NIGHT if later else _FIRST_NIGHT).items()}
    missing = [str(file) for file in files.values() if not file.is_file()]
    if missing:
        pytest.skip(f"needs the captured boards beside the project: {', '.join(missing)}")
    return dict(files)
