import hashlib

import duckdb

from extractors.posting import JobPosting
from tests.warehouse.factories import board, failed, night, posting, read, rows, run_night, verdict

SAME = "<p>You own the whole roadmap of our orchard planner, from the first sketch to the thousandth grower who relies on it.</p>"


def opening(identifier: str, **fields: object) -> JobPosting:
    return posting(identifier, **{"description": SAME} | fields)


def assigned(work: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return dict(rows(work, "SELECT split_part(posting_key, ':', 3), role_id FROM store.role_postings"))


def test_a_role_is_named_after_its_first_posting(work: duckdb.DuckDBPyConnection) -> None:
    run_night(work, "a", night(0), [read(posting("1"))])
    name = "r" + hashlib.sha256(b"greenhouse:orchard:1").hexdigest()[:16]
    assert rows(work, "SELECT role_id, rule FROM store.role_postings") == [(name, "founder")]


def test_only_the_same_company_title_and_text_make_one_role(work: duckdb.DuckDBPyConnection) -> None:
    other = board("harbour")
    shouting = board("meadow", company="ORCHARD")
    postings = [
        opening("1"),
        opening("2", job_location=("Bath",)),  # a copy for another city
        opening("3", title="senior product manager"),  # the same words
        opening("4", title="Senior Product Manager, Growth"),
        opening("5", description=SAME.replace("thousandth", "millionth")),
    ]
    reads = [read(*postings), read(opening("6", on=other), on=other), read(opening("7", on=shouting), on=shouting)]
    run_night(work, "a", night(0), reads)
    roles = assigned(work)
    assert roles["1"] == roles["2"] == roles["3"] == roles["7"]
    assert len(set(roles.values())) == 4
    assert rows(work, "SELECT rule, count(*) FROM store.role_postings GROUP BY rule ORDER BY rule") == [
        ("founder", 4),
        ("same_text", 3),
    ]
    assert rows(work, "SELECT places, postings FROM roles WHERE postings > 1") == [(["Leeds", "York", "Bath"], 4)]


def test_numbers_of_requisitions_tell_openings_apart(work: duckdb.DuckDBPyConnection) -> None:
    title = "Product Manager"
    postings = [opening(str(number), title=title, title_stated=f"{title} (R-1002{number})") for number in (1, 2)]
    again = opening("3", title=title, title_stated=f"{title} - R-10021")
    run_night(work, "a", night(0), [read(*postings, again)])
    roles = assigned(work)
    assert roles["1"] == roles["3"] != roles["2"]


def test_a_text_too_short_to_tell_joins_nothing(work: duckdb.DuckDBPyConnection) -> None:
    short = "<p>See our site.</p>"
    run_night(work, "a", night(0), [read(posting("1", description=short), posting("2", description=short))])
    assert len(set(assigned(work).values())) == 2


def test_a_repost_joins_and_edits_never_move_a_posting(work: duckdb.DuckDBPyConnection) -> None:
    anchor = posting("9")
    run_night(work, "a", night(0), [read(opening("1"), opening("2"), anchor)])
    for number in (1, 2):
        run_night(work, f"gone-{number}", night(number), [read(opening("2", title="Group Product Manager"), anchor)])
    before = assigned(work)
    assert before["1"] == before["2"]
    run_night(work, "b", night(3), [read(opening("2", title="Group Product Manager"), opening("3"), anchor)])
    after = assigned(work)
    assert after["3"] == before["1"], "a repost under a new id is the role it was, though the first posting is closed"
    assert after["2"] == before["2"], "an edit does not move a posting"
    run_night(work, "c", night(4), [read(opening("4", title="Group Product Manager"), anchor)])
    assert assigned(work)["4"] == before["2"], "current words decide, not those of long ago"


def test_a_role_is_open_while_one_posting_is(work: duckdb.DuckDBPyConnection) -> None:
    anchor = posting("9")
    run_night(work, "a", night(0), [read(opening("1"), opening("2", job_location=("Bath",)), anchor)])
    state = "SELECT state, closed_at, places, url, stale FROM roles WHERE postings = 2"
    assert rows(work, state) == [("open", None, ["Leeds", "York", "Bath"], "https://jobs.example/orchard/1", False)]
    for number in (1, 2):
        run_night(work, f"b-{number}", night(number), [read(opening("2", job_location=("Bath",)), anchor)])
    assert rows(work, state) == [("open", None, ["Bath"], "https://jobs.example/orchard/2", False)]
    for number in (3, 4):
        run_night(work, f"c-{number}", night(number), [read(anchor)])
    assert rows(work, state) == [("closed", night(4), ["Leeds", "York", "Bath"], "https://jobs.example/orchard/1", False)]
    assert rows(work, "SELECT count(*) FROM explore_roles") == [(1,)]


def test_a_frozen_role_stays_in_the_feed_and_is_stale(work: duckdb.DuckDBPyConnection) -> None:
    other = board("harbour")
    sound = read(posting("1", on=other), on=other)
    run_night(work, "a", night(0), [read(posting("1")), sound])
    run_night(work, "b", night(1), [failed(state="gone"), sound])
    assert rows(work, "SELECT company, stale, last_seen FROM explore_roles ORDER BY company") == [
        ("Harbour", False, night(1)),
        ("Orchard", True, night(0)),
    ]
    assert rows(work, "SELECT board, state, last_sound_night, open_roles FROM source_health ORDER BY board") == [
        ("harbour", "read", night(1), 1),
        ("orchard", "gone", night(0), 1),
    ]


def test_a_board_that_is_no_longer_tried_goes_stale(work: duckdb.DuckDBPyConnection) -> None:
    other = board("harbour")
    run_night(work, "a", night(0), [read(posting("1"))])
    for number in (7, 8):
        run_night(work, f"b-{number}", night(number), [read(posting("1", on=other), on=other)])
        assert rows(work, "SELECT stale FROM roles WHERE company = 'Orchard'") == [(number == 8,)]


def test_views_tell_pm_roles_on_and_above_the_ladder(work: duckdb.DuckDBPyConnection) -> None:
    levels = {"1": ("pm", "group", 0.9), "2": ("pm", "above", 0.9), "3": ("not_pm", None, 0.9), "4": ("pm", "apm", 0.49)}

    def classify(found: object) -> object:
        family, level, confidence = levels[found.posting_key[-1]]  # type: ignore[attr-defined]
        return verdict(found, family=family, level=level, confidence=confidence)  # type: ignore[arg-type]

    run_night(work, "a", night(0), [read(*(posting(name) for name in levels))], classify=classify)  # type: ignore[arg-type]
    assert rows(work, "SELECT split_part(posting_key, ':', 3), level, level_name, unclear FROM roles ORDER BY ALL") == [
        ("1", "group", "Group product manager, with direct reports", False),
        ("2", "above", "Director or above", False),
        ("4", "apm", "Associate product manager", True),
    ]
    assert rows(work, "SELECT level FROM explore_roles ORDER BY ALL") == [("apm",), ("group",)]
    assert rows(work, "SELECT count(*) FROM evidence") == [(6,)]
