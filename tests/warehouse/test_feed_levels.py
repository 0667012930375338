"""The five levels in plain words: whole, in order, and called as everywhere else."""

import json
import tomllib
from importlib.resources import files
from typing import Any

import jsonschema
import pytest

from classifiers.plain_words import LEVEL_NAMES
from warehouse.feed.levels import levels, sure_word
from warehouse.feed.role import FEED_VERSION


def test_the_five_levels_have_the_names_that_verdicts_have() -> None:
    told = [(level["level"], level["name"]) for level in levels()["levels"]]
    assert told == [pair for pair in LEVEL_NAMES.items() if pair[0] != "above"]


@pytest.mark.parametrize("level", levels()["levels"], ids=lambda level: level["level"])
def test_a_level_says_what_it_shows_what_is_taken_for_it_and_how_to_get_there(level: dict[str, Any]) -> None:
    assert set(level) == {"level", "name", "in_short", "shows", "not_to_confuse", "how_to"}
    sentences = [level["in_short"], *level["shows"], *level["not_to_confuse"], *level["how_to"]]
    assert all(len(level[name]) >= 2 for name in ("shows", "not_to_confuse", "how_to"))
    assert all(sentence == " ".join(sentence.split()) and sentence[-1] in ".?:" for sentence in sentences)
    assert all(sentence[0].isupper() or not sentence[0].isalpha() for sentence in sentences)


def test_the_documented_advice_is_given() -> None:
    advice = {level["level"]: " ".join(level["how_to"]) for level in levels()["levels"]}
    assert all(name in advice["apm"] for name in ("Multiverse", "edX", "Toast", "Restaurant365", "the moment a programme opens"))
    courses = ("University of Virginia", "Google's data analytics", "University of Michigan")
    assert all(course in advice[level] for course in courses for level in ("apm", "mid"))
    # None is endorsed, and the text says so wherever it names one.
    named = [sentence for row in levels()["levels"] for sentence in row["how_to"] if any(course in sentence for course in courses)]
    assert named
    assert all("named as examples, not endorsed" in sentence for sentence in named)
    assert "mentor" in advice["mid"]
    assert "very hard" in advice["senior"]
    assert "manage people" in advice["principal"]
    assert "manage people" in advice["group"]


@pytest.mark.parametrize(
    ("confidence", "word"),
    [
        *((1.0, "very sure"), (0.9, "very sure"), (0.8999, "fairly sure"), (0.75, "fairly sure")),
        *((0.7499, "rather sure"), (0.5, "rather sure"), (0.4999, "unclear"), (0.0, "unclear")),
    ],
)
def test_a_confidence_has_a_word(confidence: float, word: str) -> None:
    assert sure_word(confidence, corrected=False) == word
    assert sure_word(confidence, corrected=True) == "corrected by a person"


def test_unclear_begins_where_verdicts_say_it() -> None:
    tables = tomllib.loads((files("classifiers") / "tables" / "levels.toml").read_text(encoding="utf-8"))
    begins = [row["from"] for row in levels()["confidence"]["words"]]
    assert begins == sorted(begins, reverse=True)
    assert tables["show"]["unclear_below"] == begins[-2]


def test_what_is_rather_sure_is_no_promise() -> None:
    means = {row["word"]: row["means"] for row in levels()["confidence"]["words"]}
    assert "right" not in means["rather sure"]


def test_it_is_what_the_schema_of_the_feed_describes() -> None:
    schema = json.loads((files("warehouse") / "feed" / "schema.json").read_bytes())
    jsonschema.Draft202012Validator(schema).validate(json.loads(json.dumps(levels())))
    assert levels()["version"] == FEED_VERSION
