"""Boards that are read in part: windows of job sites, lists that moved while they were read, pages that could not be had."""

from typing import Any

import duckdb

from extractors.posting import JobPosting
from extractors.reading import BoardRead
from tests.warehouse.factories import board, failed, load_only, moment, night, posting, read, rejection, rows, run_night

SQUARE = board("square", source="remotive")


def window(*postings: JobPosting) -> BoardRead:
    return read(*postings, on=SQUARE, complete=False)


def test_a_window_closes_by_date_or_after_thirty_nights(work: duckdb.DuckDBPyConnection) -> None:
    dated = posting("1", on=SQUARE, valid_through=moment(5), title="Product Manager, Squares")
    undated = posting("2", on=SQUARE, title="Product Manager, Circles")
    later = posting("3", on=SQUARE, valid_through=moment(90), title="Product Manager, Cubes")
    other = posting("9", on=SQUARE, title="Cook")  # an empty window would be suspect
    told: list[Any] = []
    for number in (0, 1, 5, 6, 29, 30, 31):
        answer = window(dated, undated, later, other) if number == 0 else failed(SQUARE) if number == 29 else window(other)
        load_only(work, str(number), night(number), [answer])
        told += rows(work, "SELECT list(state || ' ' || coalesce(closed_because, '') ORDER BY identifier)[:3] FROM store.postings")
    assert told == [
        (["open ", "open ", "open "],),
        (["open ", "open ", "open "],),
        (["open ", "open ", "open "],),  # its last day
        (["closed expired", "open ", "open "],),
        (["closed expired", "frozen ", "frozen "],),
        (["closed expired", "closed unseen", "closed unseen"],),
        (["closed expired", "closed unseen", "closed unseen"],),
    ]
    assert rows(work, "SELECT right(posting_key, 1), night, after FROM events WHERE kind = 'closed' ORDER BY ALL") == [
        ("1", night(6), "expired"),
        ("2", night(30), "unseen"),
        ("3", night(30), "unseen"),
    ]
    assert rows(work, "SELECT DISTINCT absences FROM store.postings") == [(0,)]
    assert rows(work, "SELECT DISTINCT opening_seen, end_seen FROM openings") == [(False, False)], "nobody saw them come or go"
    _, checks = run_night(work, "back", night(32), [window(dated)])
    assert [check.name for check in checks if check.stops] == []
    assert rows(work, "SELECT state, closed_because FROM postings WHERE identifier = '1'") == [("open", None)], "what is shown is there"


def test_an_empty_window_is_suspect_and_a_short_one_is_not(work: duckdb.DuckDBPyConnection) -> None:
    for number, count in enumerate((9, 1, 0, 0, 0)):
        load_only(work, str(number), night(number), [window(*(posting(str(one), on=SQUARE) for one in range(count)))])
    states = rows(work, "SELECT list(state ORDER BY night) FROM store.board_reads")
    assert states == [(["read", "read", "suspect", "suspect", "read"],)]
    assert rows(work, "SELECT DISTINCT state FROM store.postings") == [("open",)]


def test_a_date_closes_nothing_on_a_board_that_shows_all(work: duckdb.DuckDBPyConnection) -> None:
    stays = posting("1", valid_through=moment(-400))
    for number in range(3):
        run_night(work, str(number), night(number), [read(stays), read(posting("1", on=SQUARE), on=SQUARE)])
    run_night(work, "gone", night(3), [read(posting("2")), read(posting("1", on=SQUARE), on=SQUARE)])
    assert rows(work, "SELECT state, absences FROM store.postings WHERE posting_key = 'greenhouse:orchard:1'") == [("open", 1)]


def states(work: duckdb.DuckDBPyConnection) -> list[Any]:
    return rows(work, "SELECT identifier, state, closed_because FROM store.postings ORDER BY ALL")


def test_a_list_that_moved_while_it_was_read_closes_nothing(work: duckdb.DuckDBPyConnection) -> None:
    dated = posting("0", valid_through=moment(-400))
    others = [posting(str(number), title=f"Product Manager {number}") for number in range(1, 8)]
    for number in range(3):
        load_only(work, f"whole {number}", night(number), [read(dated, *others)])
    load_only(work, "short", night(3), [read(*others[:-1], complete=False)])
    load_only(work, "empty", night(4), [read(complete=False)])
    assert rows(work, "SELECT state FROM store.board_reads WHERE run_id = 'empty'") == [("suspect",)]
    load_only(work, "whole again", night(5), [read(dated, *others)])
    for number in (6, 20, 39):
        load_only(work, f"down {number}", night(number), [failed()])
    load_only(work, "short after long", night(40), [read(*others[:-1], complete=False)])
    assert {state for _, state, _ in states(work)} == {"open"}
    load_only(work, "absent", night(41), [read(*others[:-1])])
    load_only(work, "absent again", night(42), [read(*others[:-1])])
    assert [row for row in states(work) if row[1] != "open"] == [("0", "closed", "absent"), ("7", "closed", "absent")]


def test_a_board_that_becomes_a_window_is_one_after_some_time(work: duckdb.DuckDBPyConnection) -> None:
    load_only(work, "whole", night(0), [read(posting("1"), posting("2"))])
    for number in (30, 60, 61):
        load_only(work, str(number), night(number), [read(posting("2"), complete=False)])
    assert states(work) == [("1", "closed", "unseen"), ("2", "open", None)]


def test_what_stands_on_a_page_that_was_not_read_is_neither_seen_nor_absent(work: duckdb.DuckDBPyConnection) -> None:
    pages = [f"https://orchard.example/jobs/{number}" for number in range(4)]
    postings = [posting(f"R-{number}", title=f"Product Manager {number}", found_at=page) for number, page in enumerate(pages)]
    missing = rejection(0, identifier=pages[0], reason="page missing")
    gone = rejection(1, identifier=pages[1], reason="page gone")
    load_only(work, "0", night(0), [read(*postings)])
    for number in (1, 2):
        load_only(work, str(number), night(number), [read(postings[3], rejections=(missing, gone), there=(pages[0],))])
    assert states(work) == [("R-0", "open", None), ("R-1", "closed", "absent"), ("R-2", "closed", "absent"), ("R-3", "open", None)]
    assert rows(work, "SELECT absences, last_seen FROM store.postings WHERE identifier = 'R-0'") == [(0, night(0))]
    elsewhere = read(posting("R-0", on=SQUARE, found_at=pages[0]), on=SQUARE)
    load_only(work, "3", night(3), [elsewhere, read(postings[3], there=(pages[0],))])
    load_only(work, "4", night(4), [read(on=SQUARE, there=(pages[1],)), read(postings[3])])
    load_only(work, "5", night(5), [read(postings[3])])
    assert states(work)[0] == ("R-0", "closed", "absent"), "the page is no longer listed"


def test_a_page_that_moves_is_no_edit(work: duckdb.DuckDBPyConnection) -> None:
    for number in (0, 1):
        load_only(work, str(number), night(number), [read(posting("1", found_at=f"https://orchard.example/jobs/{number}"))])
    assert rows(work, "SELECT found_at FROM store.postings") == [("https://orchard.example/jobs/1",)]
    assert rows(work, "SELECT DISTINCT kind FROM store.events") == [("opened",)]


def test_its_own_board_tells_when_a_role_went_and_a_copy_in_a_window_does_not(work: duckdb.DuckDBPyConnection) -> None:
    there, other = posting("1"), posting("2", title="Cook")
    same = {"hiring_organization": there.hiring_organization, "description": there.description}
    copy = posting("9", on=SQUARE, valid_through=moment(2), **same)
    run_night(work, "before", night(0), [read(other)])
    for number in (1, 2):
        run_night(work, str(number), night(number), [read(there, other), window(copy)])
    for number in (3, 4):
        run_night(work, str(number), night(number), [read(other), window(posting("8", on=SQUARE, title="Cook"))])
    assert rows(work, "SELECT state, closed_because FROM store.postings WHERE identifier IN ('1', '9') ORDER BY ALL") == [
        ("closed", "absent"),
        ("closed", "expired"),
    ]
    assert rows(work, "SELECT opening_seen, end_seen FROM openings") == [(True, True)]


def test_a_read_that_failed_says_nothing_of_how_whole_it_is(work: duckdb.DuckDBPyConnection) -> None:
    load_only(work, "0", night(0), [failed(SQUARE), read(posting("1"))])
    assert rows(work, "SELECT board, complete FROM source_health ORDER BY ALL") == [("orchard", True), ("square", None)]
