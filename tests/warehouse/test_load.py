from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import duckdb
import pytest

from tests.warehouse.factories import (
    RULEBOOK,
    board,
    failed,
    is_candidate,
    load_only,
    moment,
    night,
    posting,
    read,
    rejection,
    rows,
    run_night,
    stored,
    verdict,
)
from warehouse.database import transaction
from warehouse.errors import WarehouseError
from warehouse.load import begin_run, load_reads, load_verdicts, pending, settle_levels


def test_the_same_night_twice_changes_nothing(work: duckdb.DuckDBPyConnection) -> None:
    harbour = board("harbour")
    first = [read(posting("1"), posting("2"), posting("3", title="Cook")), read(posting("1", on=harbour), on=harbour)]
    second = [read(posting("1", title="Group Product Manager"), rejections=(rejection(1),)), failed(harbour)]
    third = [read(posting("1"), posting("4"), rejections=(rejection(1),)), read(on=harbour)]
    for number, reads in enumerate((first, second, third, third)):
        run_night(work, f"run-{number}", night(number), reads)
        before = stored(work)
        run_night(work, f"run-{number}-again", night(number), reads)
        assert stored(work) == before


def test_a_moved_date_a_reordered_list_and_white_space_are_no_edit(work: duckdb.DuckDBPyConnection) -> None:
    was = posting("1", department="Product")
    run_night(work, "a", night(0), [read(was)])
    now = replace(
        was,
        date_posted=moment(9),
        date_modified=moment(9),
        job_location=("York", "Leeds"),
        description=was.description.replace(" ", "\u00a0\n "),
        department=" Product ",
    )
    counts, _ = run_night(work, "b", night(1), [read(now)])
    assert (counts.edited, counts.retitled) == (0, 0)
    assert rows(work, "SELECT date_posted, job_location FROM store.postings") == [(moment(9).replace(tzinfo=None), ["York", "Leeds"])]
    counts, _ = run_night(work, "c", night(2), [read(replace(now, job_location=was.job_location))])
    assert counts.edited == 0
    assert rows(work, "SELECT job_location FROM store.postings") == [(["Leeds", "York"],)], "what is shown follows the board"


def test_edits_name_the_fields_that_changed(work: duckdb.DuckDBPyConnection) -> None:
    run_night(work, "a", night(0), [read(posting("1"), posting("2"))])
    edited = posting("1", work_mode="remote", base_salary_min=90_000.0, salary_currency="GBP", title="Lead Product Manager")
    run_night(work, "b", night(1), [read(edited, posting("2"))])
    assert rows(work, "SELECT kind, fields, before, title FROM store.events WHERE run_id = 'b' ORDER BY kind") == [
        ("edited", ["work_mode", "base_salary_min", "salary_currency"], None, "Lead Product Manager"),
        ("retitled", ["title"], "Senior Product Manager", "Lead Product Manager"),
    ]


def test_letters_spelt_otherwise_are_no_other_title(work: duckdb.DuckDBPyConnection) -> None:
    run_night(work, "a", night(0), [read(posting("1", title="Product Manager México (m/w/d)"))])  # as older versions wrote it
    counts, _ = run_night(
        work, "b", night(1), [read(posting("1", title="Product Manager México", title_stated="Product Manager Me\u0301xico (m/w/d)"))]
    )
    assert (counts.retitled, counts.edited) == (0, 0)


def test_a_change_in_the_list_of_boards_is_no_edit(work: duckdb.DuckDBPyConnection) -> None:
    run_night(work, "a", night(0), [read(posting("1"))])
    renamed = board(company="Orchard Group", industry="food")
    counts, _ = run_night(work, "b", night(1), [read(posting("1", on=renamed), on=renamed)])
    assert counts.edited == 0
    assert rows(work, "SELECT company, industry FROM roles") == [("Orchard Group", "food")]


def test_the_description_is_kept_only_behind_the_title_gate(work: duckdb.DuckDBPyConnection) -> None:
    run_night(work, "a", night(0), [read(posting("1"), posting("2", title="Cook"))])
    kept = rows(work, "SELECT identifier, is_candidate, description IS NOT NULL, length(description_hash) FROM store.postings ORDER BY ALL")
    assert kept == [("1", True, True, 64), ("2", False, False, 64)]
    run_night(work, "b", night(1), [read(posting("1", title="Cook"), posting("2"))])
    assert rows(work, "SELECT identifier, description IS NOT NULL FROM store.postings ORDER BY ALL") == [("1", False), ("2", True)]


def test_one_posting_twice_in_a_load_is_kept_once_whatever_the_order(work: duckdb.DuckDBPyConnection) -> None:
    one, other = posting("1"), posting("1", department="Growth")
    kept = []
    for number, reads in enumerate(([read(one, other, one, other)], [read(other), read(one)], [read(other, one)])):
        run_night(work, f"run-{number}", night(0), reads)
        kept += rows(work, "SELECT department FROM store.postings")
        assert rows(work, f"SELECT postings FROM store.board_reads WHERE run_id = 'run-{number}'") == [(1,)]
    assert len(set(kept)) == 1


def test_two_reads_of_one_board_are_put_together(work: duckdb.DuckDBPyConnection) -> None:
    run_night(work, "a", night(0), [read(posting("1")), failed(), read(posting("2"), complete=False)])
    assert rows(work, "SELECT identifier FROM store.postings ORDER BY ALL") == [("1",), ("2",)]
    assert rows(work, "SELECT state, complete, postings FROM store.board_reads") == [("read", True, 2)]


def test_what_a_file_does_not_hold_is_not_absent(work: duckdb.DuckDBPyConnection) -> None:
    run_night(work, "a", night(0), [read(posting("1"), posting("2"))])
    for number in (1, 2, 3):
        run_night(work, f"file-{number}", night(number), [read(posting("1"), complete=False)], kind="ingest")
    assert rows(work, "SELECT identifier, state, absences, last_seen FROM store.postings ORDER BY ALL") == [
        ("1", "open", 0, night(3)),
        ("2", "open", 0, night(0)),
    ]


def full(count: int) -> list[object]:
    return [posting(str(number), title="Cook" if number else "Product Manager") for number in range(count)]


@pytest.mark.parametrize(
    ("usual", "then", "states"),
    [
        (9, 3, ["read"]),  # exactly a third is not fewer than a third
        (9, 2, ["suspect", "suspect", "read"]),
        (4, 1, ["read"]),  # too small a board to tell
        (4, 0, ["suspect", "suspect", "read"]),
        (1, 0, ["suspect", "suspect", "read"]),
    ],
)
def test_a_collapse_is_suspect_until_its_third_night(work: duckdb.DuckDBPyConnection, usual: int, then: int, states: list[str]) -> None:
    number = 0
    for _ in range(3):
        load_only(work, f"run-{number}", night(number), [read(*full(usual))])  # type: ignore[arg-type]
        number += 1
    found = []
    for _ in states:
        load_only(work, f"run-{number}", night(number), [read(*full(then))])  # type: ignore[arg-type]
        load_only(work, f"run-{number}-again", night(number), [read(*full(then))])  # type: ignore[arg-type]
        found += rows(work, f"SELECT state FROM store.board_reads WHERE run_id = 'run-{number}'")
        number += 1
    assert [state for (state,) in found] == states
    # Only believed reads count as absences: nothing has closed yet, and the next such night closes what is gone.
    assert rows(work, "SELECT count(*) FROM store.postings WHERE state = 'closed'") == [(0,)]
    load_only(work, "last", night(number), [read(*full(then))])  # type: ignore[arg-type]
    assert rows(work, "SELECT count(*) FROM store.postings WHERE state = 'closed'") == [(usual - then,)]


def test_a_suspect_answer_changes_no_posting(work: duckdb.DuckDBPyConnection) -> None:
    load_only(work, "a", night(0), [read(*full(9))])  # type: ignore[arg-type]
    counts = load_only(work, "b", night(1), [read(posting("0", title="Product Manager II"), posting("new"))])
    assert (counts.boards_suspect, counts.opened, counts.retitled) == (1, 0, 0)
    assert rows(work, "SELECT DISTINCT state, last_seen, title LIKE '%II' FROM store.postings") == [("frozen", night(0), False)]


def test_a_failed_night_between_does_not_end_a_collapse_and_a_sound_one_does(work: duckdb.DuckDBPyConnection) -> None:
    plan = [9, 1, None, 1, 9, 1, 1, 1]
    for number, count in enumerate(plan):
        load_only(work, f"run-{number}", night(number), [failed() if count is None else read(*full(count))])  # type: ignore[arg-type]
    found = rows(work, "SELECT state, believed FROM store.board_reads ORDER BY night")
    assert [state for state, _ in found] == ["read", "suspect", "unavailable", "suspect", "read", "suspect", "suspect", "read"]
    assert [believed for _, believed in found] == [False] * 7 + [True]


def test_an_answer_of_which_nothing_can_be_read_is_never_believed(work: duckdb.DuckDBPyConnection) -> None:
    load_only(work, "first", night(0), [read(*full(9))])  # type: ignore[arg-type]
    unreadable = read(rejections=tuple(rejection(position, identifier=str(position)) for position in range(9)))
    for number in range(1, 7):
        load_only(work, f"run-{number}", night(number), [unreadable])
    assert rows(work, "SELECT DISTINCT state FROM store.board_reads WHERE night > DATE '2026-11-01'") == [("suspect",)]
    assert rows(work, "SELECT DISTINCT state FROM store.postings") == [("frozen",)]


def test_entries_that_are_merely_unlisted_are_believed_gone(work: duckdb.DuckDBPyConnection) -> None:
    load_only(work, "first", night(0), [read(*full(9))])  # type: ignore[arg-type]
    unlisted = read(rejections=tuple(rejection(position, identifier=str(position), reason="not listed") for position in range(9)))
    for number in range(1, 5):
        load_only(work, f"run-{number}", night(number), [unlisted])
    assert rows(work, "SELECT DISTINCT state FROM store.postings") == [("closed",)]


def test_a_rejection_that_stays_is_one_row(work: duckdb.DuckDBPyConnection) -> None:
    for number in range(3):
        bad = (rejection(number, identifier="7", reason="no description", detail="empty"), rejection(5))
        run_night(work, f"run-{number}", night(number), [read(posting("1"), rejections=bad)])
    assert rows(work, "SELECT position, identifier, reason, first_seen, last_seen FROM rejections ORDER BY ALL") == [
        (2, "7", "no description", night(0), night(2)),
        (5, None, "no title", night(0), night(2)),
    ]


def test_hostile_words_are_data(work: duckdb.DuckDBPyConnection) -> None:
    nasty = "'; DROP TABLE store.postings; -- \ud800 \x00 \U0001f600 \u202e <b>&"
    on = board("orchard", company=nasty)
    stated = posting(
        "1",
        on=on,
        title=f"Product Manager {nasty}",
        description=nasty * 3,
        job_location=(nasty,),
        base_salary_min=float("nan"),
        salary_text=nasty,
    )
    counts, checks = run_night(
        work, "a", night(0), [read(stated, on=on, rejections=(rejection(0, title=nasty, detail=nasty),), message=nasty)]
    )
    assert counts.postings == 1
    assert [check.name for check in checks if check.stops] == []
    clean = nasty.replace("\ud800", "?")
    assert rows(work, "SELECT title, salary_min FROM roles") == [(f"Product Manager {clean}", None)]
    assert rows(work, "SELECT quote FROM evidence WHERE section = 'title'") == [(f"Product Manager {clean}",)]


def test_moments_are_kept_in_utc(work: duckdb.DuckDBPyConnection) -> None:
    there = datetime(2026, 11, 1, 1, 30, tzinfo=timezone(timedelta(hours=5)))
    run_night(work, "a", night(0), [read(posting("1", date_posted=there))])
    assert rows(work, "SELECT date_posted FROM postings") == [(datetime(2026, 10, 31, 20, 30, tzinfo=UTC).replace(tzinfo=None),)]


def test_nights_are_loaded_in_order(work: duckdb.DuckDBPyConnection) -> None:
    run_night(work, "a", night(5), [read(posting("1"))])
    with pytest.raises(WarehouseError, match="2026-11-05 comes before 2026-11-06"), transaction(work):
        begin_run(work, run_id="b", kind="nightly", night=night(4), started_at=moment())
    with pytest.raises(WarehouseError, match="named a already"), transaction(work):
        begin_run(work, run_id="a", kind="nightly", night=night(5), started_at=moment())
    with pytest.raises(WarehouseError, match="no run named c"), transaction(work):
        load_reads(work, "c", night(5), [], is_candidate=is_candidate)


def test_an_error_in_the_middle_leaves_nothing(work: duckdb.DuckDBPyConnection) -> None:
    run_night(work, "a", night(0), [read(posting("1"))])
    before = stored(work)

    def failing() -> object:
        yield from ()
        raise RuntimeError("the classifier broke")

    def load() -> None:
        with transaction(work):
            begin_run(work, run_id="b", kind="nightly", night=night(1), started_at=moment())
            load_reads(work, "b", night(1), [read(posting("2"))], is_candidate=is_candidate)
            load_verdicts(work, "b", failing())  # type: ignore[arg-type]

    with pytest.raises(RuntimeError, match="classifier"):
        load()
    assert stored(work) == before
    assert rows(work, "SELECT run_id FROM store.runs") == [("a",)]
    run_night(work, "b", night(1), [read(posting("1"))])


def test_a_verdict_is_shared_by_postings_of_the_same_content(work: duckdb.DuckDBPyConnection) -> None:
    same = posting("1").description
    with transaction(work):
        begin_run(work, run_id="a", kind="nightly", night=night(0), started_at=moment())
        load_reads(work, "a", night(0), [read(posting("1"), posting("2", description=same), posting("3"))], is_candidate=is_candidate)
        waiting = pending(work, RULEBOOK)
        assert [found.posting_key[-1] for found in waiting] == ["1", "3"]
        assert waiting[0].description == same
        assert load_verdicts(work, "a", ((found.posting_key, verdict(found)) for found in waiting + waiting)) == 4
        assert pending(work, RULEBOOK) == []
        assert len(pending(work, "test-2")) == 2
        # The same verdict handed over twice, or under the other posting's key, is no second verdict.
        again = [("greenhouse:orchard:2", verdict(waiting[0])), ("greenhouse:orchard:1", verdict(waiting[0]))]
        load_verdicts(work, "a", again + again)
    assert rows(work, "SELECT count(*) FROM store.classifications") == [(2,)]
    assert rows(work, "SELECT count(*) FROM store.evidence") == [(4,)]


def test_verdicts_on_unknown_postings_or_of_two_rulebooks_are_refused(work: duckdb.DuckDBPyConnection) -> None:
    run_night(work, "a", night(0), [read(posting("1"), posting("2"))])
    with transaction(work):
        begin_run(work, run_id="b", kind="nightly", night=night(0), started_at=moment())
        first, second = pending(work, "test-2")
    with pytest.raises(WarehouseError, match="greenhouse:orchard:none"), transaction(work):
        load_verdicts(work, "b", [("greenhouse:orchard:none", verdict(first))])
    with pytest.raises(WarehouseError, match="test-2, test-3"), transaction(work):
        load_verdicts(work, "b", [(first.posting_key, verdict(first, "test-2")), (second.posting_key, verdict(second, "test-3"))])


def test_the_newest_rulebook_speaks_and_an_older_one_can_be_taken_back(work: duckdb.DuckDBPyConnection) -> None:
    answer = [read(posting("1"))]
    run_night(work, "a", night(0), answer)
    run_night(work, "b", night(1), answer, rulebook="test-2", classify=lambda found: verdict(found, "test-2", level="principal"))
    assert rows(work, "SELECT level, rulebook FROM roles") == [("principal", "test-2")]
    with transaction(work):
        begin_run(work, run_id="c", kind="nightly", night=night(2), started_at=datetime(2026, 11, 3, tzinfo=UTC), rulebook=RULEBOOK)
        load_reads(work, "c", night(2), answer, is_candidate=is_candidate)
        assert settle_levels(work, "c") == 1
    assert rows(work, "SELECT level, rulebook FROM roles") == [("senior", RULEBOOK)]
    assert rows(work, "SELECT night, before, after, rulebook_before, rulebook FROM events WHERE kind = 'relevelled' ORDER BY night") == [
        (night(1), "senior", "principal", RULEBOOK, "test-2"),
        (night(2), "principal", "senior", "test-2", RULEBOOK),
    ]
    assert rows(work, "SELECT count(*) FROM store.classifications") == [(2,)]
