"""What the views say of a verdict is what the classifiers say of it."""

import itertools

import duckdb
import pytest

from classifiers.plain_words import LEVEL_NAMES, verdict_in_words
from classifiers.scorer import setting
from tests.warehouse.factories import night, posting, read, rows, run_night, verdict

LEVELS = tuple(LEVEL_NAMES)
THRESHOLD = setting("show", "unclear_below")
CONFIDENCES = (0.05, THRESHOLD - 0.0001, THRESHOLD, 0.99)
VERDICTS = [
    {"level": level, "runner_up": runner_up, "confidence": confidence}
    for level, runner_up, confidence in itertools.product(LEVELS, (*LEVELS, None), CONFIDENCES)
    if level != runner_up
]


def test_verdicts_read_alike_in_sql_and_python(work: duckdb.DuckDBPyConnection) -> None:
    postings = [posting(str(number)) for number in range(len(VERDICTS))]
    given = {found.key: fields for found, fields in zip(postings, VERDICTS, strict=True)}
    run_night(work, "a", night(0), [read(*postings)], classify=lambda found: verdict(found, **given[found.posting_key]))
    found = rows(work, "SELECT level, confidence, runner_up, unclear, verdict FROM roles")
    assert len(found) == len(VERDICTS)
    for level, confidence, runner_up, unclear, words in found:
        assert words == verdict_in_words(level, confidence, runner_up)
        assert unclear == words.startswith("unclear") == (confidence < THRESHOLD)
    shown = dict(rows(work, "SELECT id, verdict FROM explore_roles"))
    assert shown == dict(rows(work, "SELECT role_id, verdict FROM roles WHERE level <> 'above'"))


def test_levels_have_one_name(work: duckdb.DuckDBPyConnection) -> None:
    assert rows(work, "SELECT level, split_part(level_name, ',', 1) FROM store.levels ORDER BY rank") == list(LEVEL_NAMES.items())


@pytest.mark.parametrize(
    ("level", "confidence", "runner_up", "words"),
    [
        ("senior", 0.5, "mid", "Senior product manager"),
        ("senior", 0.49, "mid", "unclear, between Senior product manager and Product manager"),
        ("mid", 0.3, None, "unclear, perhaps Product manager"),
        (None, 0.95, None, "Not a product-management role"),
        (None, 0.3, None, "unclear, perhaps not a product-management role"),
    ],
)
def test_a_verdict_in_words(level: str | None, confidence: float, runner_up: str | None, words: str) -> None:
    assert verdict_in_words(level, confidence, runner_up) == words  # type: ignore[arg-type]
