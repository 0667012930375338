"""Whole boards as they were captured, read by `explore-roles run` at the platforms' own paths: FORMATS.md says what is in them."""

import json

import pytest

from flows.playback import Playback
from tests.captures import COUNTS, LATER_COUNTS, captured_answers
from tests.flows.nights import explore_roles

BOARDS = """
industries = ["fintech", "consumer"]

[[board]]
source = "greenhouse"
token = "stripe"
company = "Stripe"
industry = "fintech"

[[board]]
source = "lever"
token = "matchgroup"
company = "Match Group"
industry = "consumer"

[[board]]
source = "ashby"
token = "ramp"
company = "Ramp"
industry = "fintech"
"""


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, dict[str, int]]]:
    """What three nights came to: the first capture, then the one of six weeks later, twice (a posting closes on its second absence)."""
    first, later = captured_answers(), captured_answers(later=True)
    tmp_path = tmp_path_factory.mktemp("captured")
    boards = tmp_path / "boards.toml"
    boards.write_text(BOARDS, encoding="utf-8")
    told = []
    with Playback(first) as playback:
        for night, answers in (("2026-11-20", first), ("2026-11-21", later), ("2026-11-22", later)):
            playback.play(answers)
            result = explore_roles(
                *("run", "--boards", boards, "--data", tmp_path, "--night", night, "--json"), env={"EXPLORE_ROLES_PLAY_AT": playback.url}
            )
            assert result.exit_code == 0, result.stderr
            told.append(json.loads(result.stdout))
    return told


@pytest.mark.long
def test_every_posting_is_read_and_none_that_is_sound_is_rejected(nights: list[dict[str, dict[str, int]]]) -> None:
    for night, counts in zip(nights, (COUNTS, LATER_COUNTS, LATER_COUNTS), strict=True):
        assert night["state"] == "good"
        assert night["counts"]["rejections"] == 0
        assert night["counts"]["postings"] == sum(counts.values())


@pytest.mark.long
def test_a_board_six_weeks_later(nights: list[dict[str, dict[str, int]]]) -> None:
    first, second, third = (night["counts"] for night in nights)
    assert first["opened"] == sum(COUNTS.values())
    assert (second["opened"], second["retitled"], second["closed"]) == (46, 9, 0)
    assert (third["opened"], third["retitled"], third["closed"]) == (0, 0, 38)
    assert (third["edited"], third["reopened"]) == (0, 0)
