"""What is read from what a board states: kept, brought up to date without being news, and counted by field."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from extractors.posting import JobPosting, Place
from tests.warehouse.factories import board, failed, load_only, moment, night, posting, read, rejection, rows, run_night
from warehouse.database import open_published
from warehouse.publish import publish

LEEDS, SPAIN = Place(city="Leeds", region="England", country="GB"), Place(country="ES")
FULL = posting(
    "1",
    title="Senior Product Manager",
    title_stated="Senior Product Manager (m/w/d)",
    department="Product",
    places=(LEEDS, SPAIN, LEEDS),
    work_mode="remote",
    applicant_location=("GB", "EMEA"),
    employment_type="Full-time",
    employment_types=("FULL_TIME",),
    base_salary_min=4_000.0,
    salary_currency="GBP",
    salary_unit="MONTH",
    salary_text="from £4,000 a month",
    salary_year_min=48_000.0,
    date_posted_relative=True,
    valid_through=moment(40),
    in_language="en",
)
KEPT = (
    "title, title_stated, places, applicant_location, employment_types, salary_year_min, salary_year_max, salary_from_text, "
    "date_posted_relative, valid_through, in_language, language_from_text"
)


def test_what_a_board_states_is_kept_and_shown(work: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    run_night(work, "a", night(0), [read(FULL)])
    leeds, spain = ({"city": place.city, "region": place.region, "country": place.country} for place in (LEEDS, SPAIN))
    stated = (FULL.title, FULL.title_stated, [leeds, spain], ["GB", "EMEA"], ["FULL_TIME"], 48_000.0, None, False)
    kept = (*stated, True, moment(40).replace(tzinfo=None), "en", False)
    assert rows(work, f"SELECT {KEPT} FROM store.postings") == [kept]
    with open_published(publish(work, tmp_path).path) as published:
        assert rows(published, f"SELECT {KEPT} FROM postings") == [kept]
        history = "title, title_stated, places, applicant_location, employment_types, salary_year_min, salary_year_max, salary_from_text"
        assert rows(published, f"SELECT {history} FROM posting_history") == [stated]
        assert rows(published, "SELECT places, places_read, salary_year_min FROM roles_history") == [
            (["Leeds", "York"], [leeds, spain], 48_000.0)
        ]
        assert rows(published, "SELECT title_stated, places, places_read, in_language, valid_through FROM roles") == [
            (FULL.title_stated, ["Leeds", "York"], [leeds, spain], "en", moment(40).date())
        ]


@pytest.mark.parametrize(
    "now",
    [
        {"places": (LEEDS,)},
        {"applicant_location": ("GB",)},
        {"employment_types": ("OTHER",)},
        {"salary_year_min": 52_000.0},
        {"title": "Senior Product Manager (m/w/d)", "title_stated": None},
        {"title_stated": "Senior  Product Manager (w/m/d)"},
        {"date_posted_relative": False},
        {"valid_through": moment(50)},
    ],
    ids=lambda now: next(iter(now)),
)
def test_what_is_read_otherwise_is_stored_and_is_no_news(work: duckdb.DuckDBPyConnection, now: dict[str, Any]) -> None:
    run_night(work, "a", night(0), [read(FULL)])
    before = rows(work, f"SELECT {KEPT} FROM store.postings")
    counts, _ = run_night(work, "b", night(1), [read(replace(FULL, **now))])
    assert rows(work, f"SELECT {KEPT} FROM store.postings") != before
    assert (counts.edited, counts.retitled) == (0, 0)
    assert rows(work, "SELECT kind FROM store.events") == [("opened",)]
    assert rows(work, "SELECT count(*) FROM store.posting_versions") == [(0,)]
    assert rows(work, "SELECT valid_from FROM store.postings") == [(night(0),)]


def test_a_version_keeps_what_was_read_then(work: duckdb.DuckDBPyConnection) -> None:
    run_night(work, "a", night(0), [read(FULL)])
    moved = replace(
        FULL, job_location=("York",), places=(SPAIN,), title="Lead Product Manager", title_stated="Lead Product Manager (w/m/d)"
    )
    run_night(work, "b", night(1), [read(moved)])
    assert rows(work, "SELECT title_stated, len(places), salary_year_min FROM posting_history ORDER BY valid_from") == [
        (FULL.title_stated, 2, 48_000.0),
        (moved.title_stated, 1, 48_000.0),
    ]
    assert rows(work, "SELECT kind, fields FROM store.events WHERE run_id = 'b' ORDER BY ALL") == [
        ("edited", ["job_location"]),
        ("retitled", ["title"]),
    ]


def bare(identifier: str, **fields: Any) -> JobPosting:
    return posting(identifier, job_location=(), date_posted=None, apply_url=None, **fields)


def test_what_a_board_fills_is_counted_by_field(work: duckdb.DuckDBPyConnection) -> None:
    harbour, empty = board("harbour"), board("meadow")
    reads = [
        read(FULL, bare("2", title="Cook", work_mode="remote"), bare("3", title="Cook"), bare("4", title="Cook", salary_text="fair")),
        read(bare("1", on=harbour), on=harbour),
        read(on=empty, requests=1),
    ]
    run_night(work, "a", night(0), reads)
    told = dict(rows(work, "SELECT board_key, filled FROM store.board_reads"))
    assert told["greenhouse:orchard"] == {
        **dict.fromkeys(("department", "job_location", "places", "country", "employment_types", "salary"), 0.25),
        **dict.fromkeys(("date_posted", "valid_through", "in_language", "apply_url"), 0.25),
        **dict.fromkeys(("work_mode", "applicant_location", "salary_text"), 0.5),
        "url": 1.0,
    }
    assert "applicant_location" not in told["greenhouse:harbour"], "it has no remote posting"
    assert told["greenhouse:meadow"] == {}
    # A night on which a board cannot be read leaves its latest sound read to speak.
    run_night(work, "b", night(1), [failed(harbour), reads[0]])
    assert rows(work, "SELECT * FROM fill_rates WHERE field IN ('applicant_location', 'url', 'work_mode')") == [
        ("greenhouse", "applicant_location", 1, 2, 0.5),
        ("greenhouse", "url", 2, 5, 1.0),
        ("greenhouse", "work_mode", 2, 5, 0.4),
    ]


def test_what_reading_took_is_kept(work: duckdb.DuckDBPyConnection) -> None:
    bad = (rejection(1, reason="unreadable"), rejection(2, reason="page missing"), rejection(3, reason="unreadable"))
    counts, _ = run_night(work, "a", night(0), [read(FULL, rejections=bad, requests=4, passed_over=7, unchanged=True)])
    assert (counts.passed_over, counts.requests, counts.boards_unchanged) == (7, 4, 1)
    assert rows(work, "SELECT requests, unchanged, passed_over, rejections, rejected FROM source_health") == [
        (4, True, 7, 3, {"page missing": 1, "unreadable": 2})
    ]
    assert rows(work, "SELECT requests, boards_unchanged, passed_over FROM run_log") == [(4, 1, 7)]
    # Two reads of one board are one.
    run_night(work, "b", night(1), [read(FULL, requests=1, unchanged=True, passed_over=2), read(requests=2), failed()])
    assert rows(work, "SELECT requests, unchanged, passed_over, rejected FROM source_health") == [(3, False, 2, {})]


def test_a_board_of_which_all_was_passed_over_is_read_soundly(work: duckdb.DuckDBPyConnection) -> None:
    for number in range(2):
        _, checks = run_night(work, f"run-{number}", night(number), [read(passed_over=300)])
        assert [check.name for check in checks if not check.passed] == []
    assert rows(work, "SELECT state, postings, recent_median FROM source_health") == [("read", 0, 300)]
    # The same board with nothing at all has collapsed.
    _, checks = run_night(work, "c", night(2), [read()])
    assert "nothing_read" in [check.name for check in checks if check.stops]


@pytest.mark.parametrize(("passed_over", "state"), [(60, "read"), (10, "suspect")])
def test_a_collapse_is_of_all_that_a_board_lists(work: duckdb.DuckDBPyConnection, passed_over: int, state: str) -> None:
    load_only(work, "a", night(0), [read(FULL, posting("2"), passed_over=98)])
    load_only(work, "b", night(1), [read(FULL, passed_over=passed_over)])
    assert rows(work, "SELECT state, recent_median FROM source_health") == [(state, 100)]


def test_an_entry_that_cannot_be_read_is_there(work: duckdb.DuckDBPyConnection) -> None:
    both = read(posting("1"), posting("2"))
    spoilt = read(posting("1"), rejections=(rejection(1, identifier="2", reason="page missing"),))
    unlisted = read(posting("1"), rejections=(rejection(1, identifier="2", reason="not listed"),))
    states = []
    for number, answer in enumerate((both, spoilt, spoilt, spoilt, failed(), spoilt, unlisted, spoilt, unlisted)):
        load_only(work, str(number), night(number), [answer])
        states += rows(work, "SELECT state, absences FROM store.postings WHERE identifier = '2'")
    assert states == [*[("open", 0)] * 4, ("frozen", 0), ("open", 0), ("open", 1), ("open", 1), ("closed", 2)]
    assert rows(work, "SELECT last_seen FROM store.postings WHERE identifier = '2'") == [(night(0),)]
    load_only(work, "last", night(9), [spoilt])
    assert rows(work, "SELECT state FROM store.postings WHERE identifier = '2'") == [("closed",)], "what could not be read reopens nothing"
