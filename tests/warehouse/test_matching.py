"""The set of profiles, held against the real postings beside the project: what each list must be like, whatever is in it."""

import json
import tomllib
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.warehouse.made_up_matching import EVERY, Said, said
from tests.warehouse.plain_matching import plain_match
from tests.warehouse.plain_roles import PlainRole, plain_role
from tests.warehouse.real_roles import NIGHT, publish_real_roles
from tests.warehouse.test_advice import EXPECTED, PROFILES
from warehouse.database import open_published
from warehouse.matching.advice import advise
from warehouse.matching.answer import Answer, answer
from warehouse.matching.profile import Profile, read_profile
from warehouse.matching.tables import fold

pytestmark = pytest.mark.long  # fifty profiles, held against hundreds of roles in three ways

NAMES = sorted(EXPECTED)
_FIRST = 10
READING = Path(__file__).parents[2] / "benchmarks" / "matching_reading.toml"


@pytest.fixture(scope="session")
def real_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish_real_roles(tmp_path_factory.mktemp("real"))


@pytest.fixture(scope="session")
def real(real_file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with closing(open_published(real_file)) as connection:
        yield connection


@pytest.fixture(scope="session")
def plain_roles(real: duckdb.DuckDBPyConnection) -> list[PlainRole]:
    return [plain_role(json.loads(role), opened) for role, opened in real.execute("SELECT role, opened_night FROM feed_roles").fetchall()]


@pytest.fixture(scope="session")
def lists(real: duckdb.DuckDBPyConnection) -> dict[str, Said]:
    return dict(zip(NAMES, said(real, [profile(name) for name in NAMES], top=EVERY), strict=True))


@cache
def profile(name: str) -> Profile:
    return read_profile(PROFILES / f"{name}.toml")


@pytest.mark.parametrize("name", NAMES)
def test_plain_python_says_the_same_of_the_real_postings(name: str, lists: dict[str, Said], plain_roles: list[PlainRole]) -> None:
    got, expected = lists[name], plain_match(plain_roles, profile(name), NIGHT, top=EVERY)
    assert (got.fits, got.almost, got.found) == (expected.fits, expected.almost, expected.found)
    for role, reasons in got.reasons.items():
        assert reasons.items() <= expected.states[role].items()


@pytest.mark.parametrize("name", NAMES)
def test_every_posting_is_accounted_for(name: str, real_file: Path, lists: dict[str, Said]) -> None:
    told: Answer = answer(real_file, profile(name), top=_FIRST)
    assert told.looked_at == told.fits + sum(almost.count for almost in told.almost) + told.ruled_out_by_several
    assert told.ruled_out_by_several >= 0
    assert len(told.found) == min(_FIRST, told.fits)
    assert {almost.condition: almost.count for almost in told.almost} == {name: len(ids) for name, ids in lists[name].almost.items()}
    assert [found.points for found in told.found] == sorted((found.points for found in told.found), reverse=True)
    for found in told.found:
        assert sum(reason.points for reason in found.reasons) == found.points


@pytest.mark.parametrize("name", NAMES)
def test_the_first_ten_are_of_the_levels_to_aim_for(name: str, real_file: Path) -> None:
    told = answer(real_file, profile(name), top=_FIRST)
    if EXPECTED[name].get("nothing"):
        assert told.fits == 0
        assert told.almost or told.ruled_out_by_several == told.looked_at
        return
    levels = [found.role["level"] for found in told.found]
    assert levels
    assert sum(level in EXPECTED[name]["mostly"] for level in levels) >= 0.7 * len(levels)
    listed = {chance.level for chance in advise(profile(name)).listed}
    for found in told.found:
        assert found.role["level"] in listed or (found.role["unclear"] and found.role["runner_up"] in listed)


@pytest.mark.parametrize("name", NAMES)
def test_what_must_be_is_nowhere_plainly_otherwise(name: str, lists: dict[str, Said], plain_roles: list[PlainRole]) -> None:
    """Of each must that a posting can be silent on: silence rules nothing out, and who says otherwise is out."""
    must, right, avoided = profile(name).must, profile(name).right_to_work, {fold(company) for company in profile(name).avoid.companies}
    out = {condition: lists[name].almost.get(condition, frozenset()) for condition in ("work_mode", "salary", "places", "work_from")}
    for role in plain_roles:
        silent = {
            "work_mode": not role.words["work_mode"],
            "salary": role.pay is None,
            "places": not role.places and not role.covered,
            "work_from": not role.places and not role.covered,
        }
        assert [condition for condition, ids in out.items() if role.id in ids and silent[condition]] == []
        if role.id not in lists[name].fits:
            continue
        assert role.company not in avoided
        assert not must.work_mode or silent["work_mode"] or role.words["work_mode"] & {*must.work_mode}
        if must.salary and role.pay is not None and role.currency == must.salary.currency:
            assert role.pay >= must.salary.least
        countries = {*role.covered} or {country for _, _, country in role.places}
        if right.countries and not right.with_visa and countries:
            assert countries & {*right.countries, "*", None}


def test_one_of_london_is_shown_nothing_elsewhere(lists: dict[str, Said], plain_roles: list[PlainRole]) -> None:
    fits = [role for role in plain_roles if role.id in lists["designer"].fits]
    assert fits
    for role in fits:
        told = {city for city, _, country in role.places if country in ("GB", None)} | {
            country for country in role.covered if country == "GB"
        }
        assert told & {"London", None, "GB"} or "*" in role.covered or not role.places


def test_an_employer_to_avoid_is_named_as_what_was_left_out(lists: dict[str, Said], plain_roles: list[PlainRole]) -> None:
    left_out = {role.company for role in plain_roles if role.id in lists["avoids_companies"].almost["avoid_companies"]}
    assert left_out == {"stripe", "uber", "capital one"}


def test_whoever_takes_anything_gets_all_that_is_within_reach(lists: dict[str, Said], plain_roles: list[PlainRole]) -> None:
    told = lists["everything_fits"]
    assert len(told.fits) > 0.8 * len(plain_roles)
    assert set(told.almost) <= {"reach", "studies"}
    too_many = {role.id for role in plain_roles if (role.years or 0) >= 8}  # more than a third above the five years of product work
    assert {role.id for role in plain_roles} - told.fits == too_many | {role.id for role in plain_roles if role.studies}


def test_the_industry_one_knows_comes_first(lists: dict[str, Said], plain_roles: list[PlainRole]) -> None:
    industries = {role.id: role.industry for role in plain_roles}
    first = [industries[role] for role, _ in lists["teacher"].found[:3]]
    assert "education" in first


def test_a_must_level_far_off_is_shown_with_its_odds(lists: dict[str, Said]) -> None:
    odds = {reasons["must", "level"][0] for reasons in lists["level_far_off"].reasons.values()}
    assert odds <= {"very_hard", "unclear"}


def test_who_pays_in_no_known_figure_is_not_ruled_out_by_pay(lists: dict[str, Said], plain_roles: list[PlainRole]) -> None:
    fits = [role for role in plain_roles if role.id in lists["pay_that_nobody_pays"].fits]
    assert fits
    assert [role for role in fits if role.pay is not None and role.currency == "USD"] == []


def test_hostile_words_come_back_as_they_were(real: duckdb.DuckDBPyConnection, real_file: Path) -> None:
    before: Any = real.execute("SELECT count(*) FROM feed_roles").fetchone()
    told = answer(real_file, profile("hostile_words"), top=_FIRST)
    assert real.execute("SELECT count(*) FROM feed_roles").fetchone() == before
    assert all("{" not in (reason.says or "") for found in told.found for reason in found.reasons)


def test_judgements_are_of_these_profiles_and_in_three_words() -> None:
    table = tomllib.loads(READING.read_text(encoding="utf-8"))
    assert len(table["judged"]) == 36
    assert set(table["judged"]) == set(table["stands_for"]) <= set(NAMES)
    assert set(table["few"]) | set(table["later"]) | set(table["last"]) <= set(table["judged"])
    assert not set(table["later"]) & set(table["last"])
    judgements = [judgement for roles in table["judged"].values() for judgement in roles.values()]
    assert {judgement["fits"] for judgement in judgements} == {"yes", "acceptable", "no"}
    assert all(judgement["why"] for judgement in judgements)


@pytest.mark.parametrize("name", ["teacher", "product_two_years", "product_nine_years_managing"])
def test_quotes_are_the_posting_s_own_words(name: str, real_file: Path) -> None:
    for found in answer(real_file, profile(name), top=50).found:
        own = json.dumps(found.role, ensure_ascii=False)
        for reason in found.reasons:
            assert reason.speaks != "for" or "not stated" not in (reason.says or "")
            if reason.quote:
                assert json.dumps(reason.quote.rstrip("…"), ensure_ascii=False)[1:-1] in own
