"""What holds of matching whatever the roles and profiles are: the same answer as plain Python's, and laws that keep it honest."""

import random
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.warehouse.made_up_matching import (
    COMPANIES,
    EMPLOYMENT,
    EVERY,
    INDUSTRIES,
    LADDERS,
    MODES,
    NIGHT,
    SPECIALTIES,
    WORDS,
    Said,
    Stated,
    made_up_roles,
    profile_of,
    said,
    stated_profiles,
    wishes,
    write_roles,
)
from tests.warehouse.plain_matching import asked_of, plain_match, states_of
from tests.warehouse.plain_roles import PlainRole, plain_role
from warehouse.feed.role import Role
from warehouse.matching.profile import LEVELS
from warehouse.matching.standing import standing_of
from warehouse.matching.tables import tables

pytestmark = pytest.mark.long

# What an answer costs hangs little on how many profiles it is for: so a few examples with many profiles each.
_tried = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
_some_profiles = st.lists(stated_profiles, min_size=1, max_size=15)
# The states of a condition, the best first.
_BEST_FIRST = {
    "level": ("realistic", "possible", "hard", "very_hard", "unknown", "unclear", "unmet"),
    "visa": ("free", "met", "silent", "unknown", "unmet"),
    "languages": ("free", "met", "silent", "unknown", "unmet"),
}
_OF_MOST = ("met", "near", "beneath", "silent", "unknown", "perhaps", "unmet")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(tmp_path_factory.mktemp("laws") / "roles.duckdb", config={"threads": 1}) as connection:
        yield connection


def plain(roles: Sequence[Role]) -> list[PlainRole]:
    return [plain_role(role, NIGHT.fromisoformat(role["change"]["opened_night"])) for role in roles]


def answers(file: duckdb.DuckDBPyConnection, roles: Sequence[Role], profiles: Sequence[Stated]) -> list[Said]:
    write_roles(file, roles)
    return said(file, [profile_of(one) for one in profiles])


def of_each(
    file: duckdb.DuckDBPyConnection, roles: Sequence[Role], profiles: Sequence[Stated], forms: Callable[[Stated], Sequence[Stated]]
) -> list[list[Said]]:
    """Returns what is said of each profile in each of its forms."""
    asked = [forms(one) for one in profiles]
    told = iter(answers(file, roles, [form for some in asked for form in some]))
    return [[next(told) for _ in some] for some in asked]


def musts(stated: Stated, **more: Any) -> Stated:
    return stated | {"must": stated.get("must", {}) | more}


@_tried
@given(roles=made_up_roles(), profiles=_some_profiles)
def test_plain_python_says_the_same(file: duckdb.DuckDBPyConnection, roles: list[Role], profiles: list[Stated]) -> None:
    read = plain(roles)
    for stated, told in zip(profiles, answers(file, roles, profiles), strict=True):
        expected = plain_match(read, profile_of(stated), NIGHT, top=EVERY)
        assert (told.fits, told.count) == (expected.fits, len(expected.fits))
        assert told.almost == expected.almost
        assert told.found == expected.found
        for role, reasons in told.reasons.items():
            assert reasons.items() <= expected.states[role].items()


@_tried
@given(roles=made_up_roles(), profiles=_some_profiles, top=st.integers(1, 5))
def test_the_first_few_are_the_first_of_all(file: duckdb.DuckDBPyConnection, roles: list[Role], profiles: list[Stated], top: int) -> None:
    every = answers(file, roles, profiles)
    few = said(file, [profile_of(one) for one in profiles], top=top)
    for some, all_of_them in zip(few, every, strict=True):
        assert some.found == all_of_them.found[:top]
        assert (some.fits, some.almost) == (all_of_them.fits, all_of_them.almost)


@_tried
@given(roles=made_up_roles(), profiles=_some_profiles)
def test_reasons_add_up_to_the_points(file: duckdb.DuckDBPyConnection, roles: list[Role], profiles: list[Stated]) -> None:
    for told in answers(file, roles, profiles):
        assert {role: sum(points for _, points in told.reasons[role].values()) for role, _ in told.found} == dict(told.found)


@_tried
@given(roles=made_up_roles(), profiles=_some_profiles)
def test_no_role_is_counted_twice(file: duckdb.DuckDBPyConnection, roles: list[Role], profiles: list[Stated]) -> None:
    for told in answers(file, roles, profiles):
        groups = [told.fits, *told.almost.values()]
        assert sum(map(len, groups)) == len(frozenset().union(*groups)) <= len(roles)
        assert sorted(role for role, _ in told.found) == sorted(told.fits)


@_tried
@given(roles=made_up_roles(), profiles=_some_profiles, more=wishes)
def test_a_must_more_adds_no_role(file: duckdb.DuckDBPyConnection, roles: list[Role], profiles: list[Stated], more: Stated) -> None:
    """Levels are the exception that docs/matching.md names: the advice says which are shown, and naming some takes its place."""

    def forms(stated: Stated) -> list[Stated]:
        had = stated.get("must", {})
        return [stated, musts(stated, **{name: wish for name, wish in more.items() if not had.get(name) and name != "levels"})]

    for without, with_it in of_each(file, roles, profiles, forms):
        assert with_it.fits <= without.fits


@_tried
@given(roles=made_up_roles(), profiles=_some_profiles, company=st.sampled_from(("Saltmeadow Games", "zurich olwerke")))
def test_a_company_more_to_avoid_adds_no_role(
    file: duckdb.DuckDBPyConnection, roles: list[Role], profiles: list[Stated], company: str
) -> None:
    def forms(stated: Stated) -> list[Stated]:
        return [stated, stated | {"avoid": {"companies": [*stated.get("avoid", {}).get("companies", ()), company]}}]

    for without, with_it in of_each(file, roles, profiles, forms):
        assert with_it.fits <= without.fits


@_tried
@given(roles=made_up_roles(), profiles=_some_profiles, ladder=st.sampled_from(LADDERS))
def test_a_wider_place_removes_no_role(
    file: duckdb.DuckDBPyConnection, roles: list[Role], profiles: list[Stated], ladder: tuple[str, ...]
) -> None:
    for steps in of_each(file, roles, profiles, lambda stated: [musts(stated, places=[step]) for step in ladder]):
        for narrow, wide in pairwise(steps):
            assert narrow.fits <= wide.fits


_LISTS: dict[str, Sequence[str]] = {
    "levels": LEVELS,
    "places": [step for ladder in LADDERS for step in ladder],
    "work_mode": MODES,
    "industries": INDUSTRIES,
    "specialties": SPECIALTIES,
    "employment_types": EMPLOYMENT,
    "companies": COMPANIES,
    "title_words": WORDS,
}


@pytest.mark.parametrize("name", _LISTS)
@settings(_tried, max_examples=2)
@given(roles=made_up_roles(), profiles=_some_profiles, chosen=st.data())
def test_one_more_in_a_list_removes_no_role(
    file: duckdb.DuckDBPyConnection, name: str, roles: list[Role], profiles: list[Stated], chosen: st.DataObject
) -> None:
    words = chosen.draw(st.lists(st.sampled_from(_LISTS[name]), min_size=2, max_size=4, unique=True))
    for steps in of_each(file, roles, profiles, lambda stated: [musts(stated, **{name: words[: many + 1]}) for many in range(len(words))]):
        for shorter, longer in pairwise(steps):
            assert shorter.fits <= longer.fits


@_tried
@given(roles=made_up_roles(), profiles=_some_profiles, countries=st.lists(st.sampled_from(("DE", "US", "GB")), min_size=2, unique=True))
def test_one_more_country_to_work_in_removes_no_role(
    file: duckdb.DuckDBPyConnection, roles: list[Role], profiles: list[Stated], countries: list[str]
) -> None:
    # Whoever may come with a visa sees more; whoever needs none there any more sees more still.
    steps = [{"countries": countries[:-1]}, {"countries": countries}, {"countries": countries, "with_visa": ["SE"]}]
    steps.append({"countries": [*countries, "SE"]})
    for told in of_each(file, roles, profiles, lambda stated: [stated | {"right_to_work": step} for step in steps]):
        for narrow, wide in pairwise(told):
            assert narrow.fits <= wide.fits


@_tried
@given(roles=made_up_roles(), profiles=_some_profiles, floors=st.lists(st.integers(20_000, 120_000), min_size=2, max_size=6))
def test_a_higher_salary_floor_adds_no_role(
    file: duckdb.DuckDBPyConnection, roles: list[Role], profiles: list[Stated], floors: list[int]
) -> None:
    def forms(stated: Stated) -> list[Stated]:
        return [musts(stated, salary={"least": floor, "currency": "EUR"}) for floor in sorted(floors)]

    for told in of_each(file, roles, profiles, forms):
        for lower, higher in pairwise(told):
            assert higher.fits <= lower.fits


@_tried
@given(roles=made_up_roles(most=20), profiles=_some_profiles)
def test_who_fits_no_worse_in_anything_stands_no_lower(file: duckdb.DuckDBPyConnection, roles: list[Role], profiles: list[Stated]) -> None:
    for stated, told in zip(profiles, answers(file, roles, profiles), strict=True):
        asked = asked_of(profile_of(stated), NIGHT)
        states = {role.id: {what: state for what, (state, _) in states_of(role, asked).items()} for role in plain(roles)}
        points = dict(told.found)
        for one, better in states.items():
            for other, worse in states.items():
                if other in points and _no_worse(better, worse):
                    assert one in points
                    assert points[one] >= points[other]


def _no_worse(better: dict[tuple[str, str], str], worse: dict[tuple[str, str], str]) -> bool:
    apart = [what for what, state in worse.items() if state != better[what]]
    return all(_rank(what[1], better[what]) <= _rank(what[1], worse[what]) for what in apart)


def _rank(condition: str, state: str) -> int:
    return _BEST_FIRST.get(condition, _OF_MOST).index(state)


@_tried
@given(roles=made_up_roles(), profiles=st.lists(stated_profiles, min_size=2, max_size=15), seed=st.integers(0, 1_000))
def test_the_order_of_what_comes_in_is_no_matter(
    file: duckdb.DuckDBPyConnection, roles: list[Role], profiles: list[Stated], seed: int
) -> None:
    dice = random.Random(seed)
    expected = answers(file, roles, profiles)
    order = dice.sample(range(len(profiles)), len(profiles))
    shuffled = answers(file, dice.sample(roles, len(roles)), [profiles[number] for number in order])
    assert [shuffled[order.index(number)] for number in range(len(profiles))] == expected
    assert answers(file, roles, profiles[:1]) == expected[:1]


_NOTHING_SAID: dict[str, dict[str, Any]] = {
    "industry": {"industry": None},
    "places": {"places_read": [], "applicant_location": []},
    "work_mode": {"work_mode": "unknown"},
    "salary": {"salary": None},
    "employment_types": {"employment_types": []},
    "visa": {"visa_sponsorship": None},
    "years": {"min_years": None},
    "skills": {"skills": []},
}


@_tried
@given(roles=made_up_roles(most=6), profiles=_some_profiles)
def test_what_is_not_stated_rules_nothing_out(file: duckdb.DuckDBPyConnection, roles: list[Role], profiles: list[Stated]) -> None:
    # Who works on site, if only on some days, may not apply from elsewhere, whatever is said: with the mode untold that counts again.
    there = ("onsite", "hybrid")
    told_twice = [(role, name) for role in roles for name in _NOTHING_SAID if name != "work_mode" or role["work_mode"] not in there]
    silent = [role | _NOTHING_SAID[name] | {"id": f"{role['id']}-{name}"} for role, name in told_twice]
    for stated, told in zip(profiles, answers(file, [*roles, *silent], profiles), strict=True):
        asks_for_pay = stated.get("must", {}).get("salary_stated", False)
        known = standing_of(profile_of(stated)).industry
        for role, name in told_twice:
            # An employer whose industry is not known is none of the industry that somebody knows, where one may reach further.
            own = name == "industry" and role["industry"] == known
            if role["id"] in told.fits and not own and not (name == "salary" and asks_for_pay):
                assert f"{role['id']}-{name}" in told.fits


def test_weights_are_in_order() -> None:
    weights = tables()["weights"]
    assert weights["level"]["realistic"] >= weights["level"]["possible"] >= weights["level"]["hard"] >= weights["level"]["very_hard"] >= 0
    for kind in ("must", "nice", "always"):
        for condition, states in weights[kind].items():
            told = [points for state in _OF_MOST if (points := states.get(state)) is not None]
            assert told == sorted(told, reverse=True), (kind, condition)
            assert min(told) >= 0, (kind, condition)
