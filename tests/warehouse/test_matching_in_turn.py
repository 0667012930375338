"""Each condition in turn: of roles that are alike but for it, the better fit stands no lower."""

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from tests.warehouse.feed_role import a_role, pay, place
from tests.warehouse.made_up_matching import Stated, profile_of, said, write_roles
from warehouse.matching.profile import LEVELS


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(tmp_path_factory.mktemp("turns") / "roles.duckdb", config={"threads": 1}) as connection:
        yield connection


_LEEDS, _SEATTLE = place("Leeds", "England", "GB"), place("Seattle", "Washington", "US")
_WISHED: dict[str, tuple[Any, list[dict[str, Any]]]] = {
    # Of each wish what it is, and roles that are alike but for that, the best first.
    "levels": (["mid"], [{"level": "mid"}, {"level": "senior"}]),
    "places": (["Leeds"], [{"places_read": [_LEEDS]}, {"places_read": [place(None, None, "GB")]}, {"places_read": [_SEATTLE]}]),
    "work_mode": (["remote"], [{"work_mode": "remote"}, {"work_mode": "unknown"}, {"work_mode": "onsite"}]),
    "salary": (
        {"least": 60_000, "currency": "EUR"},
        [
            {"salary": pay(5_000, 6_000, "EUR", "MONTH")},
            {"salary": pay(9_000, 9_000, "USD", "MONTH")},
            {"salary": pay(4_000, 4_999, "EUR", "MONTH")},
        ],
    ),
    "salary_stated": (True, [{"salary": pay(1, 1, "SEK", "MONTH")}, {"salary": None}]),
    "industries": (["health"], [{"industry": "health"}, {"industry": None}, {"industry": "gaming"}]),
    "specialties": (["ai"], [{"specialties": ["ai", "data"]}, {"specialties": []}]),
    "employment_types": (
        ["PART_TIME"],
        [{"employment_types": [t]} if t else {"employment_types": []} for t in ("PART_TIME", "", "FULL_TIME")],
    ),
    "companies": (["CAFÉ and co", "café & co"], [{"company": "Cafe & Co."}, {"company": "Other Café & Co."}]),
    "title_words": (["growth"], [{"title": "PM, Growth"}, {"title": "PM, Regrowth"}]),
    "training_programme": (True, [{"training_programme": True}, {"training_programme": False}]),
    "opened_within_days": (7, [{"change": a_role()["change"] | {"opened_night": day}} for day in ("2026-11-14", "2026-11-13")]),
}
_PERSON: dict[str, tuple[Stated, list[dict[str, Any]]]] = {
    # The same of what is weighed for everybody, and of who may work where.
    "years": ({"product": {"years": 4}}, [{"min_years": years} for years in (4.0, 4.5, None, 8.0)]),
    "years beneath": ({"product": {"years": 10}}, [{"min_years": years} for years in (6.0, 5.0)]),
    "technical": ({"background": {"occupation": "nurse"}}, [{"specialties": kinds} for kinds in (["growth"], ["ai", "growth"])]),
    "industry": ({"background": {"industry": "health"}}, [{"industry": name} for name in ("health", None, "gaming")]),
    "skills": (
        {"background": {"skills": ["analytics"]}},
        [{"skills": [{"name": name, "quote": "x", "section": "duties"}] if name else []} for name in ("analytics", "", "research")],
    ),
    "years in a field": (
        {"background": {"occupation": "software engineer", "years": 6}},
        [{"min_years": 5.0, "years_are_pm": False, "years_in": fields} for fields in (["analytics", "technology"], ["analytics"])]
        + [{"min_years": 5.0, "years_are_pm": False, "years_in": ["product"]}],
    ),
    "reach": (
        {"background": {"occupation": "nurse", "years": 9}},
        [{"min_years": years, "years_are_pm": True} for years in (1.0, 1.5)],
    ),
    "reach in one's own industry": (
        {"background": {"occupation": "nurse", "years": 9}},
        [{"min_years": 3.0, "years_are_pm": False, "years_in": [], "industry": name} for name in ("health", "gaming")],
    ),
    "reach of who has done product work": ({"product": {"years": 4}}, [{"min_years": years, "years_are_pm": True} for years in (6.0, 6.5)]),
    "languages": (
        {"background": {"languages": ["English", "de"]}},
        [{"languages": [{"language": code, "quote": "x"} for code in codes]} for codes in (("de", "en"), (), ("de", "fr"))],
    ),
    "languages untold": ({}, [{"languages": [{"language": code, "quote": "x"}]} for code in ("en", "fr")]),
    "knowledge": (
        {"background": {"industry": "health", "knows": ["crypto"]}},
        [{"knowledge": [{"name": name, "quote": "x"} for name in names]} for names in (("health", "crypto"), (), ("crypto", "gaming"))],
    ),
    "knowledge of who has done product work": (
        {"product": {"years": 4}, "background": {"knows": ["software development"]}},
        [{"knowledge": [{"name": name, "quote": "x"}] if name else []} for name in ("software development", None, "gaming")],
    ),
    "studies": (
        {"background": {"recent_graduate": True}},
        [{"studies": said and {"stated": said, "quote": "x"}} for said in ("recent", None, "enrolled")],
    ),
    "internship": ({"background": {"enrolled": True}}, [{"title": "Junior PM"}, {"title": "PM Internship"}]),
    "internship for who does not study": ({"background": {"occupation": "nurse"}}, [{"title": "Junior PM"}, {"title": "PM Internship"}]),
    "level": (
        {"background": {"occupation": "teacher", "years": 9}},
        [
            {"level": "apm", "industry": "education"},
            {"level": "mid", "industry": "education"},
            {"level": "mid", "industry": None},
            {"level": "mid"},
        ],
    ),
    "fresh": ({}, [{"stale": False}, {"stale": True}]),
    "sure": ({}, [{"unclear": False}, {"unclear": True}]),
    "work_from": (
        {"right_to_work": {"countries": ["GB"]}},
        [{"places_read": [_LEEDS]}, {"places_read": []}, {"places_read": [_SEATTLE]}],
    ),
    "no visa needed": (
        {"right_to_work": {"countries": ["GB"], "with_visa": ["US"]}},
        [
            {"places_read": [_LEEDS], "visa_sponsorship": None},
            {"places_read": [_SEATTLE], "visa_sponsorship": {"stated": "yes", "quote": "x"}},
            {"places_read": [_SEATTLE], "visa_sponsorship": None},
            {"places_read": [_SEATTLE], "visa_sponsorship": {"stated": "no", "quote": "x"}},
        ],
    ),
    "avoid_companies": ({"avoid": {"companies": ["acme"]}}, [{"company": "Acme Two"}, {"company": "ACME!"}]),
}
_IN_TURN = [
    *(
        pytest.param({kind: {name: wish}}, roles, id=f"{kind} {name}")
        for name, (wish, roles) in _WISHED.items()
        for kind in ("must", "nice")
    ),
    *(pytest.param(stated, roles, id=name) for name, (stated, roles) in _PERSON.items()),
]


@pytest.mark.parametrize(("stated", "fields"), _IN_TURN)
def test_a_better_fit_stands_no_lower(file: duckdb.DuckDBPyConnection, stated: Stated, fields: list[dict[str, Any]]) -> None:
    """The better one has the later id, so that it stands first for its points alone."""
    levels = {} if "levels" in str(stated) or "teacher" in str(stated) else {"levels": list(LEVELS)}
    alike = a_role(level="mid", first_seen="2026-11-20", applicant_location=[], min_years=None, languages=[])
    roles = [alike | changed | {"id": f"r{len(fields) - number:016x}"} for number, changed in enumerate(fields)]
    write_roles(file, roles)
    [told] = said(file, [profile_of(stated | {"must": stated.get("must", {}) | levels})])
    points = dict(told.found)
    shown = [role["id"] for role in roles if role["id"] in points]
    assert shown == [role["id"] for role in roles][: len(shown)]  # who is ruled out fits worst
    assert shown
    assert [points[role] for role in shown] == sorted(points.values(), reverse=True)
    assert len(shown) < len(roles) or points[shown[0]] > points[shown[-1]]
