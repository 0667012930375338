"""Language, pay and way of working that a candidate's text tells where its board says nothing."""

from dataclasses import replace
from typing import Any

import duckdb
import pytest

import extractors.normalise.pay_words
import extractors.normalise.text_language
import extractors.normalise.work_mode_text
from extractors.normalise.pay import Pay
from extractors.posting import JobPosting, Place
from tests.warehouse.factories import night, posting, read, rows, run_night
from warehouse.errors import WarehouseError

TEXT = (
    "<p>You own the whole roadmap of our orchard planner and speak with the growers who rely on it every day of the year.</p>"
    "<p>The base salary range for this role is $120,000 - $150,000 per year.</p>"
)
DEUTSCH = "<p>Sie verantworten die Planung unserer Obstgärten und sprechen jeden Tag mit den Menschen, die sich auf sie verlassen.</p>"
PAY = "base_salary_min, base_salary_max, salary_currency, salary_unit, salary_year_min, salary_year_max, salary_from_text"


def told(identifier: str, **fields: Any) -> JobPosting:
    return posting(identifier, **{"description": TEXT, "places": (Place(country="US"),)} | fields)


def test_pay_and_language_are_read_from_the_text_of_candidates_alone(work: duckdb.DuckDBPyConnection) -> None:
    run_night(work, "a", night(0), [read(told("1"), told("2", title="Cook"), told("3", description=DEUTSCH))])
    assert rows(work, f"SELECT identifier, {PAY} FROM store.postings ORDER BY ALL") == [
        ("1", 120_000.0, 150_000.0, "USD", "YEAR", 120_000.0, 150_000.0, True),
        ("2", *(None,) * 6, False),
        ("3", *(None,) * 6, False),
    ]
    assert rows(work, "SELECT identifier, in_language, language_from_text FROM store.postings ORDER BY ALL") == [
        ("1", "en", True),
        ("2", None, False),
        ("3", "de", True),
    ]
    assert "$120,000 - $150,000" in rows(work, "SELECT salary_text FROM roles WHERE posting_key LIKE '%:1'")[0][0]
    assert rows(work, "SELECT filled['salary'], filled['in_language'] FROM source_health") == [(0.0, 0.0)], "its board states neither"
    assert rows(work, "SELECT salary_currency, stating, from_text FROM salary_by_level") == [("USD", 1, 1)]


def test_what_the_board_states_goes_before_its_text(work: duckdb.DuckDBPyConnection) -> None:
    run_night(
        work,
        "a",
        night(0),
        [read(told("1", base_salary_min=1.0, in_language="fr"), told("2", salary_text="fair", in_language="de-AT"))],
    )
    assert rows(work, f"SELECT {PAY}, in_language, language_from_text FROM store.postings ORDER BY identifier") == [
        (1.0, *(None,) * 5, False, "fr", False),
        (*(None,) * 6, False, "de-AT", False),
    ]


def test_what_stands_in_the_text_is_read_once_and_is_no_edit(work: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def pay_in_text(_: str, *, country: str | None = None) -> tuple[Pay, str]:
        asked.append(f"pay in {country}")
        return Pay(least=5_000.0, currency="USD", unit="MONTH"), "from $5,000 a month"

    def language_of(_: str) -> str:
        asked.append("language")
        return "nl"

    silent = told("1", description="<p>You own it.</p>")
    stated = replace(silent, base_salary_min=5_000.0, salary_currency="USD", salary_unit="MONTH", salary_text="$5,000", in_language="nl")
    run_night(work, "a", night(0), [read(silent)])
    monkeypatch.setattr(extractors.normalise.pay_words, "pay_in_text", pay_in_text)
    monkeypatch.setattr(extractors.normalise.text_language, "language_of", language_of)
    run_night(work, "b", night(1), [read(silent)])
    assert asked == [], "a candidate that is as it was is not read again"
    moved = replace(silent, valid_through=None, date_posted=None)
    run_night(work, "c", night(2), [read(moved)])
    assert sorted(asked) == ["language", "pay in US"]
    assert rows(work, "SELECT salary_year_min, in_language FROM roles") == [(60_000.0, "nl")]
    assert rows(work, "SELECT kind FROM events") == [("opened",)]
    # From then on the board states the same itself, and then no more: these are edits of what it states.
    run_night(work, "d", night(3), [read(stated)])
    run_night(work, "e", night(4), [read(silent)])
    fields = ["base_salary_min", "salary_currency", "salary_unit", "salary_text", "in_language"]
    assert rows(work, "SELECT run_id, kind, fields FROM events WHERE run_id > 'a' ORDER BY ALL") == [
        ("d", "edited", fields),
        ("e", "edited", fields),
    ]
    assert rows(work, "SELECT valid_from, salary_from_text FROM posting_history ORDER BY ALL") == [
        (night(0), True),
        (night(3), False),
        (night(4), True),
    ]


def test_a_full_disk_is_said(work: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch) -> None:
    def language_of(_: str) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(extractors.normalise.text_language, "language_of", language_of)
    with pytest.raises(WarehouseError, match=r"No space left on device.*temporary folder"):
        run_night(work, "a", night(0), [read(told("1"))])
    assert rows(work, "SELECT count(*) FROM store.runs") == [(0,)]


HYBRID = (
    "<p>You own the whole roadmap of our orchard planner and speak with the growers who rely on it every day of the year.</p>"
    "<p>This role is hybrid, three days a week in our Bristol office.</p><p>#LI-Hybrid</p>"
)
SENTENCE = "This role is hybrid, three days a week in our Bristol office."


def test_the_way_of_working_is_read_from_the_text_of_candidates_whose_board_states_none(work: duckdb.DuckDBPyConnection) -> None:
    silent, stated, cook = (
        told("1", description=HYBRID),
        told("2", description=HYBRID, work_mode="remote"),
        told("3", description=HYBRID, title="Cook"),
    )
    run_night(work, "a", night(0), [read(silent, stated, cook, told("4"))])
    assert rows(work, "SELECT identifier, work_mode, work_mode_text FROM store.postings ORDER BY ALL") == [
        ("1", "hybrid", SENTENCE),
        ("2", "remote", None),
        ("3", "unknown", None),
        ("4", "unknown", None),
    ]
    assert rows(work, "SELECT work_mode, work_mode_text FROM postings WHERE identifier = '1'") == [("hybrid", SENTENCE)]
    assert rows(work, "SELECT filled['work_mode'] FROM source_health") == [(0.25,)], "the board states it of one"
    assert rows(work, "SELECT share FROM fill_rates WHERE field = 'work_mode'") == [(0.25,)]


def test_a_way_of_working_told_by_the_text_is_no_edit_until_the_board_states_one(
    work: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = told("1", description=HYBRID)
    monkeypatch.setattr(extractors.normalise.work_mode_text, "work_mode_in_text", lambda _: None)
    run_night(work, "a", night(0), [read(silent)])
    assert rows(work, "SELECT work_mode, work_mode_text FROM roles") == [("unknown", None)]
    monkeypatch.undo()
    run_night(work, "b", night(1), [read(replace(silent, date_posted=None))])
    assert rows(work, "SELECT work_mode, work_mode_text FROM roles") == [("hybrid", SENTENCE)]
    monkeypatch.setattr(extractors.normalise.work_mode_text, "work_mode_in_text", lambda _: ("onsite", "You work in our office."))
    run_night(work, "c", night(2), [read(silent)])
    assert rows(work, "SELECT work_mode, work_mode_text FROM explore_roles") == [("onsite", "You work in our office.")]
    assert rows(work, "SELECT kind FROM events") == [("opened",)], "only the reading changed"
    # From then on the board states it itself, and then no more: these are edits of what it states.
    run_night(work, "d", night(3), [read(replace(silent, work_mode="hybrid"))])
    run_night(work, "e", night(4), [read(silent)])
    assert rows(work, "SELECT run_id, kind, fields FROM events WHERE run_id > 'a' ORDER BY ALL") == [
        ("d", "edited", ["work_mode"]),
        ("e", "edited", ["work_mode"]),
    ]
    told_then = [
        (night(0), "onsite", "You work in our office."),
        (night(3), "hybrid", None),
        (night(4), "onsite", "You work in our office."),
    ]
    assert rows(work, "SELECT valid_from, work_mode, work_mode_text FROM posting_history ORDER BY ALL") == told_then
    assert rows(work, "SELECT valid_from, work_mode FROM roles_history ORDER BY ALL") == [(since, mode) for since, mode, _ in told_then]


def test_of_a_role_what_a_board_states_goes_before_what_the_text_of_the_posting_shown_tells(work: duckdb.DuckDBPyConnection) -> None:
    shown, copy = told("1", description=HYBRID), told("2", description=HYBRID)
    run_night(work, "a", night(0), [read(shown)])
    run_night(work, "b", night(1), [read(shown, copy)])
    assert rows(work, "SELECT postings, work_mode, work_mode_text FROM roles") == [(2, "hybrid", SENTENCE)]
    run_night(work, "c", night(2), [read(shown, replace(copy, work_mode="onsite"))])
    assert rows(work, "SELECT postings, work_mode, work_mode_text FROM roles") == [(2, "onsite", None)]
    assert rows(work, "SELECT work_mode FROM roles_history ORDER BY valid_from") == [("hybrid",), ("hybrid",), ("onsite",)]
    # It is back to the text once that posting is gone.
    run_night(work, "d", night(3), [read(shown)])
    run_night(work, "e", night(4), [read(shown)])
    assert rows(work, "SELECT postings, work_mode, work_mode_text FROM roles") == [(2, "hybrid", SENTENCE)]
    assert rows(work, "SELECT work_mode FROM roles_history WHERE valid_to IS NULL") == [("hybrid",)]
