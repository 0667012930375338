"""The documented advice: every rule is run with its own examples, and every profile of the set is told what it should be."""

import tomllib
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from tests.warehouse.made_up_matching import profile_of, stated_profiles
from tests.warehouse.plain_matching import plain_rule, plain_targets
from warehouse.matching.advice import ODDS, WHOSE, advise, holds
from warehouse.matching.profile import LEVELS, read_profile
from warehouse.matching.standing import Standing, standing_of
from warehouse.matching.tables import industry_called, tables

PROFILES = Path(__file__).parent / "profiles"
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads((Path(__file__).parent / "expected_targets.toml").read_text(encoding="utf-8"))
RULES: list[dict[str, Any]] = tables()["advice"]["rule"]
NOTES: list[dict[str, Any]] = tables()["advice"]["note"]
_NAMED = [pytest.param(row, id=row["name"]) for row in (*RULES, *NOTES)]


def standing(stated: dict[str, Any]) -> Standing:
    return Standing(**stated | ({"wants": tuple(stated["wants"])} if "wants" in stated else {}))


@pytest.mark.parametrize("row", _NAMED)
def test_a_row_holds_for_its_example_and_not_for_the_other(row: dict[str, Any]) -> None:
    assert holds(row["when"], standing(row["example"]))
    assert "not_example" in row or not row["when"], "what does not hold for everybody shows for whom"
    assert "not_example" not in row or not holds(row["when"], standing(row["not_example"]))


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule["name"]) for rule in RULES])
def test_a_rule_speaks_for_its_example(rule: dict[str, Any]) -> None:
    """A rule that another always outdoes is dead."""
    at = standing(rule["example"])
    assert any(plain_rule(level, whose, at)["name"] == rule["name"] for level in rule["levels"] for whose in WHOSE)


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule["name"]) for rule in RULES])
def test_a_rule_is_written_as_it_is_read(rule: dict[str, Any]) -> None:
    assert set(rule["levels"]) <= set(LEVELS)
    assert rule["industry"] in ("any", *WHOSE)
    assert rule["odds"] in ODDS
    assert rule["because"].endswith(".")
    assert set(rule["when"]) <= set(Standing.__dataclass_fields__)


def test_names_are_given_once() -> None:
    names = [row["name"] for row in (*RULES, *NOTES)]
    assert len(set(names)) == len(names)


def test_everybody_has_something_to_aim_for_and_every_level_a_word() -> None:
    grid = product(
        ("graduate", "core", "other", "product"),
        (0, 1, 2, 5, 20),
        (0, 0.5, 1, 2, 3.5, 4, 6, 7.9, 8, 30),
        (0, 1, 3),
        (0, 2),
        ("yes", "no", "either"),
    )
    for track, industry_years, product_years, done, reports, manage in grid:
        at = Standing(
            track=track,  # type: ignore[arg-type]
            industry_years=industry_years,
            product_years=product_years,
            launches=done,
            roadmaps=done,
            reports=reports,
            manage=manage,
        )
        for whose in WHOSE:
            assert any(plain_rule(level, whose, at)["aim"] for level in LEVELS), at


@settings(max_examples=200, deadline=None)
@given(stated=stated_profiles)
def test_the_order_of_the_rules_is_no_matter(stated: dict[str, Any]) -> None:
    profile = profile_of(stated)
    told = {(chance.level, chance.whose): (chance.odds, chance.aim) for chance in advise(profile).chances}
    assert told == plain_targets(profile)


def test_the_set_of_profiles_has_its_expectations() -> None:
    assert sorted(EXPECTED) == sorted(path.stem for path in PROFILES.glob("*.toml"))
    assert len(EXPECTED) >= 28


def test_the_set_of_profiles_reaches_every_rule_but_those_for_nobody() -> None:
    heard = {chance.rule for name in EXPECTED for chance in advise(read_profile(PROFILES / f"{name}.toml")).chances}
    assert {rule["name"] for rule in RULES} - heard == set()


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_profile_is_told_its_levels_and_notes(name: str) -> None:
    advice = advise(read_profile(PROFILES / f"{name}.toml"))
    expected = EXPECTED[name]
    aims = {whose: {chance.level: chance.odds for chance in advice.chances if chance.aim and chance.whose == whose} for whose in WHOSE}
    assert aims["other"] == expected["other"]
    assert ("own" in expected) == (advice.standing.industry is not None)
    assert aims["own"] == expected.get("own", aims["own"])
    told = {note["says"]: note["name"] for note in NOTES}
    assert [told[note] for note in advice.notes if note in told] == expected["notes"]
    assert len(advice.notes) - len(expected["notes"]) == advice.standing.industry_from_occupation


@pytest.mark.parametrize(
    ("occupation", "track", "industry"),
    [
        ("High school teacher", "other", "education"),
        ("TEACHERS' assistant", "other", "education"),
        ("Sous-chef", "other", "restaurant technology"),
        ("nurse practitioner (ICU)", "other", "health"),
        ("Sr. Software Engineer II", "core", None),
        ("Data Scientists", "core", None),
        ("UX/UI Designer", "core", None),
        ("Market researcher", "core", None),
        ("Product manager", "product", None),
        ("Group Product Managers", "product", None),
        ("ex-Product Owner, now sailor", "product", None),
        ("Engineer turned teacher", "core", None),
        ("warehouse manager", "other", "mobility and logistics"),
        ("juggler", "other", None),
        ("engineered", "other", None),
        ("", "other", None),
        ("産品經理", "other", None),
    ],
)
def test_an_occupation_is_read_from_its_words(occupation: str, track: str, industry: str | None) -> None:
    at = standing_of(profile_of({"background": {"occupation": occupation}} if occupation else {}))
    assert (at.track, at.industry) == (track, industry)


def test_what_is_stated_comes_before_what_the_words_say() -> None:
    at = standing_of(profile_of({"background": {"occupation": "teacher", "field": "design", "industry": "banking"}}))
    assert (at.track, at.industry, at.industry_from_occupation) == ("core", "fintech", False)


def test_tables_name_industries_of_the_list() -> None:
    known = set(tables()["industries"])
    assert set(tables()["occupations"]["industry"]) <= known
    for industry, words in tables()["industries"].items():
        assert [word for word in (industry, *words) if industry_called(word) != industry] == []


def test_the_documentation_has_the_weights_as_they_are() -> None:
    documented = (Path(__file__).parents[2] / "docs" / "matching.md").read_text(encoding="utf-8")
    table = documented.split("<!-- weights -->\n")[1].split("<!-- /weights -->")[0].splitlines()
    weights = tables()["weights"]
    rows = [("level", "must", weights["level"])] + [
        (name, kind, weights[kind][name]) for kind in ("must", "nice", "always") for name in weights[kind]
    ]
    assert table[2:] == [
        f"| `{name}` | {kind} | " + ", ".join(f"{state} {points}".replace("_", " ") for state, points in row.items()) + " |"
        for name, kind, row in rows
    ]
