from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.warehouse.served import INDUSTRIES, LEVELS, ROLES, SPECIALTIES, TOMBSTONES, folded, is_meant, role_id, write_published
from warehouse.serve import cursor
from warehouse.serve.asked import RolesAsked
from warehouse.serve.listing import Listing, read_listing
from warehouse.serve.matching import in_order, matching
from warehouse.serve.terms import words_of


@pytest.fixture(scope="module")
def listing(tmp_path_factory: pytest.TempPathFactory) -> Listing:
    path = tmp_path_factory.mktemp("published") / "roles.duckdb"
    write_published(path, ROLES, tombstones=TOMBSTONES, oldest=15)
    return read_listing(path)


def asked(query: str) -> RolesAsked:
    """What a query string asks for."""
    values: dict[str, Any] = {}
    for name, value in httpx.QueryParams(query).multi_items():
        many = name in ("level", "industry", "company", "country", "region", "city", "from", "work_mode", "specialty", "source")
        values[name] = [*values.get(name, []), value] if many else value
    return RolesAsked.model_validate(values)


def found(listing: Listing, query: str) -> list[str]:
    """The ids of the roles that are meant, in order."""
    return [listing.ids[number] for number in in_order(listing, asked(query)).numbers]


def some(values: Any) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), max_size=2, unique=True)


QUESTIONS = st.fixed_dictionaries(
    {},
    optional={
        "level": some(list(LEVELS)),
        "industry": some([industry for industry in INDUSTRIES if industry]),
        "company": some(["COPPER games", "Cafe Umlaut Bank", "Nobody"]),
        "country": some(["SE", "gb", "US"]),
        "region": some(["Texas", "auvergne-rhone-alpes"]),
        "city": some(["Zurich", "Leeds"]),
        "from": some(["Europe", "US"]),
        "work_mode": some(["remote", "hybrid", "unknown"]),
        "specialty": some(list(SPECIALTIES)),
        "source": some(["lever", "remotive"]),
        "since": st.sampled_from(["2026-11-01", "2026-11-23", "9999-12-31"]),
        "posted_since": st.sampled_from(["2026-11-01", "0001-01-01"]),
        "min_confidence": st.sampled_from([0, 0.7, 1]),
        "unclear": st.booleans(),
        "stale": st.booleans(),
        "apm_watch": st.booleans(),
        "currency": st.sampled_from(["EUR", "SEK"]),
        "sort": st.sampled_from(["newest", "confidence", "company", "relevance"]),
    },
) | st.fixed_dictionaries(
    {
        "currency": st.just("EUR"),
        "salary_min": st.sampled_from([0, 100_000]),
        "salary_max": st.sampled_from([90_000, 10**9]),
        "sort": st.just("salary"),
    }
)


@given(question=QUESTIONS)
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_every_filter_finds_what_the_roles_themselves_say(listing: Listing, question: dict[str, Any]) -> None:
    wanted = RolesAsked.model_validate(question)
    expected = {role["id"]: role for role in ROLES if is_meant(role, wanted)}
    matched = [listing.ids[number] for number in in_order(listing, wanted).numbers]
    assert sorted(matched) == sorted(expected)
    keys = {
        "newest": lambda role: (-date.fromisoformat(role["first_seen"]).toordinal(), role["id"]),
        "confidence": lambda role: (-role["confidence"], role["id"]),
        "company": lambda role: (folded(role["company"]), role["id"]),
        "salary": lambda role: (-(role["salary"] or {"year_max": -1})["year_max"], role["id"]),
    }
    assert matched == [role["id"] for role in sorted(expected.values(), key=keys.get(wanted.sort, keys["newest"]))]
    mask = matching(listing, wanted)
    for field, values in (("level", lambda role: [role["level"]]), ("specialty", lambda role: role["specialties"])):
        counts = Counter(value for role in expected.values() for value in values(role))
        assert listing.terms[field].counted(mask) == dict(counts)


@given(question=QUESTIONS, limit=st.integers(1, 200))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_the_pages_of_an_answer_are_the_answer(listing: Listing, question: dict[str, Any], limit: int) -> None:
    matched = in_order(listing, RolesAsked.model_validate(question))
    pages: list[int] = []
    place = None
    while True:
        shown, place = matched.after(place, limit)
        pages += shown
        if place is None:
            break
        place = cursor.read("question", cursor.written("question", place))
    assert pages == matched.numbers.tolist()


def test_words_are_found_in_any_order_from_their_beginning_without_accents(listing: Listing) -> None:
    wanted = role_id(1000)
    for q in (
        "zeitungen bücher",
        "BUCH zeit",
        "cafe NAIVE",
        "ærø",
        "roadmap, payments!",
        "<café>",
        '"roadmap payments"',
        '"the roadmap pay"',
    ):
        assert wanted in found(listing, urlencode({"q": q})), q
    for q in ('"payments roadmap"', "ucher", "bücher nothing", "!!!", '"manager bücher x"'):
        assert wanted not in found(listing, urlencode({"q": q})), q


def test_words_find_what_the_roles_say(listing: Listing) -> None:
    texts = {
        role["id"]: words_of(" ".join((role["title"], role["company"], *role["places"], *(one["quote"] for one in role["evidence"]))))
        for role in ROLES
    }
    for word in ("pay", "growth", "zur", "a"):
        expected = {name for name, words in texts.items() if any(one.startswith(word) for one in words)}
        assert expected <= set(found(listing, f"q={word}"))
    assert found(listing, "q=zzzz") == []


def test_relevance_puts_titles_with_more_of_the_words_first(listing: Listing) -> None:
    titles = {role["id"]: folded(role["title"]) for role in ROLES}
    seen = {role["id"]: role["first_seen"] for role in ROLES}
    ordered = found(listing, "q=payments+manager&sort=relevance")
    scores = [("payments" in titles[name]) + ("manager" in titles[name]) for name in ordered]
    assert scores == sorted(scores, reverse=True)
    assert set(scores) == {1, 2}, "one names payments only in what shows its level"
    for score in set(scores):
        nights = [seen[name] for name, own in zip(ordered, scores, strict=True) if own == score]
        assert nights == sorted(nights, reverse=True)


def test_a_cursor_goes_on_in_another_night(tmp_path: Path) -> None:
    before, after = ROLES[:200], [role | {"source_name": "run-2"} for role in ROLES[50:300]]
    write_published(tmp_path / "1.duckdb", before)
    write_published(tmp_path / "2.duckdb", after, run_id="run-2")
    first, second = (read_listing(tmp_path / f"{name}.duckdb") for name in (1, 2))
    question = asked("limit=60&sort=confidence")
    shown, place = in_order(first, question).after(None, 60)
    rest, _ = in_order(second, question).after(place, 1_000)
    names = [first.ids[number] for number in shown] + [second.ids[number] for number in rest]
    assert len(names) == len(set(names))
    stayed = {role["id"] for role in ROLES[50:200]}
    assert stayed <= set(names), "what is in both nights comes once"
