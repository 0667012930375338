"""What was before: versions, levels, states, boards that went for good, corrections and their undoing."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.warehouse.factories import board, failed, night, posting, read, rows, run_night, stored, verdict
from warehouse.corrections import Correction
from warehouse.database import open_published, transaction
from warehouse.housekeeping import drop_old_versions
from warehouse.publish import publish
from warehouse.role_corrections import Member, corrected_roles
from warehouse.roles import role_name

TEXT = "<p>You own the whole roadmap of our orchard planner, from the first sketch to the thousandth grower who relies on it.</p>"
ELSEWHERE = board("harbour")


def elsewhere() -> object:
    return read(posting("h", on=ELSEWHERE, description=TEXT), on=ELSEWHERE)


def correction(kind: str, targets: Sequence[str], field: str, value: str | None = None, expects: str | None = None) -> list[Correction]:
    return [
        Correction(
            correction_id=f"{kind}-1",
            kind=kind,  # type: ignore[arg-type]
            target=target,
            field=field,  # type: ignore[arg-type]
            value=value,
            expects=expects,
            group_id=None,
            reason="the recruiter says so",
            who="Ann Example",
            made_on=date(2026, 11, 1),
            position=1,
        )
        for target in targets
    ]


def test_each_night_can_be_asked_for(work: duckdb.DuckDBPyConnection) -> None:
    run_night(work, "a", night(0), [read(posting("1"), posting("2")), elsewhere()])
    run_night(work, "b", night(1), [read(posting("1", title="Lead Product Manager", work_mode="remote"), posting("2")), elsewhere()])
    run_night(work, "c", night(2), [failed(), elsewhere()])
    run_night(work, "d", night(3), [read(posting("2")), elsewhere()])
    run_night(work, "e", night(4), [read(posting("2")), elsewhere()])
    run_night(work, "f", night(6), [read(posting("1"), posting("2")), elsewhere()])
    seen = [
        rows(work, f"SELECT title, work_mode, state FROM postings_as_of(DATE '{night(number)}') WHERE posting_key LIKE '%orchard:1'")
        for number in range(-1, 7)
    ]
    lead = ("Lead Product Manager", "remote")
    assert seen == [
        [],
        [("Senior Product Manager", "unknown", "open")],
        [(*lead, "open")],
        [(*lead, "frozen")],
        [(*lead, "open")],
        [(*lead, "closed")],
        [(*lead, "closed")],
        [("Senior Product Manager", "unknown", "open")],
    ]
    mixes = rows(work, "SELECT level_mix FROM run_log ORDER BY sequence DESC LIMIT 1")
    assert mixes == [(dict(rows(work, "SELECT level, count(*) FROM explore_roles GROUP BY ALL")),)]
    roles = rows(work, f"SELECT count(*), count(*) FILTER (WHERE state = 'open') FROM roles_as_of(DATE '{night(5)}')")
    assert roles == [(3, 2)]
    assert rows(work, "SELECT days_open, times_reopened, state FROM roles WHERE posting_key LIKE '%orchard:1'") == [(4, 1, "open")]
    spans = rows(work, "SELECT valid_from, valid_to, title, state FROM roles_history WHERE posting_key LIKE '%orchard:1' ORDER BY ALL")
    assert spans == [
        (night(0), night(1), "Senior Product Manager", "open"),
        (night(1), night(2), "Lead Product Manager", "open"),
        (night(2), night(3), "Lead Product Manager", "frozen"),
        (night(3), night(4), "Lead Product Manager", "open"),
        (night(4), night(6), "Lead Product Manager", "closed"),
        (night(6), None, "Senior Product Manager", "open"),
    ]


def test_a_rulebook_that_says_the_same_adds_no_verdict(work: duckdb.DuckDBPyConnection) -> None:
    run_night(work, "a", night(0), [read(posting("1"), posting("2"))])
    said = {"1": "senior", "2": "group"}

    def newer(found: object) -> object:
        return verdict(found, "test-2", level=said[found.posting_key[-1]])  # type: ignore[arg-type, attr-defined]

    run_night(work, "b", night(1), [read(posting("1"), posting("2"))], rulebook="test-2", classify=newer)  # type: ignore[arg-type]
    assert rows(work, "SELECT count(*) FROM store.readings") == [(4,)]
    assert rows(work, "SELECT count(*) FROM store.classifications") == [(3,)], "the verdict that is the same is there once"
    assert rows(work, "SELECT level, rulebook FROM roles ORDER BY ALL") == [("group", "test-2"), ("senior", "test-2")]
    assert rows(work, "SELECT right(posting_key, 1), before, after, rulebook_before, rulebook FROM events WHERE kind = 'relevelled'") == [
        ("2", "senior", "group", "test-1", "test-2")
    ]
    assert rows(work, f"SELECT level FROM roles_as_of(DATE '{night(0)}')") == [("senior",), ("senior",)]


def test_stored_texts_are_levelled_anew_without_a_board(work: duckdb.DuckDBPyConnection) -> None:
    run_night(work, "a", night(0), [read(posting("1"))])
    before = rows(work, "SELECT posting_key, state, absences, last_seen FROM store.postings")
    _, checks = run_night(
        work, "b", night(0), [], kind="relevel", rulebook="test-2", classify=lambda found: verdict(found, "test-2", level="group")
    )
    assert [check.name for check in checks if check.stops] == []
    assert rows(work, "SELECT level, rulebook FROM roles") == [("group", "test-2")]
    assert rows(work, "SELECT posting_key, state, absences, last_seen FROM store.postings") == before
    assert rows(work, "SELECT kind, state FROM run_log ORDER BY sequence") == [("nightly", "good"), ("relevel", "good")]


def test_a_board_that_is_gone_for_good_is_retired_and_comes_back(work: duckdb.DuckDBPyConnection) -> None:
    run_night(work, "a", night(0), [read(posting("1")), elsewhere()])
    states = []
    for number in range(1, 8):
        counts, _ = run_night(work, f"gone-{number}", night(number), [failed(state="gone", message="404"), elsewhere()])
        states.append(
            (counts.degraded, *rows(work, "SELECT state, unknown_since, closed_because FROM postings WHERE board = 'orchard'")[0])
        )
    frozen, closed = (True, "frozen", night(1), None), (None, "closed", None, "board retired")
    assert states[:4] == [frozen] * 4
    assert states[4] == (True, *closed[1:])
    assert states[5:] == [(False, *closed[1:])] * 2, "what is known to be gone degrades no run"
    assert rows(work, "SELECT state, retired_at FROM source_health WHERE board = 'orchard'") == [("retired", night(5))]
    assert rows(work, "SELECT kind, after FROM events WHERE night = DATE '2026-11-06' AND posting_key LIKE '%orchard%'") == [
        ("closed", "board retired")
    ]
    run_night(work, "back", night(9), [read(posting("1")), elsewhere()])
    assert rows(work, "SELECT state, retired_at FROM source_health WHERE board = 'orchard'") == [("read", None)]
    assert rows(work, "SELECT state, times_reopened FROM postings WHERE board = 'orchard'") == [("open", 1)]
    assert rows(work, "SELECT night, kind FROM store.board_events ORDER BY ALL") == [(night(5), "retired"), (night(9), "revived")]


def test_one_other_answer_begins_the_count_anew(work: duckdb.DuckDBPyConnection) -> None:
    run_night(work, "a", night(0), [read(posting("1")), elsewhere()])
    for number in range(1, 9):
        answer = failed(state="unavailable") if number == 4 else failed(state="gone")
        run_night(work, f"b-{number}", night(number), [answer, elsewhere()])
    assert rows(work, "SELECT state FROM postings WHERE board = 'orchard'") == [("frozen",)]


@pytest.mark.parametrize(("value", "state"), [("false", "frozen"), ("true", "closed")])
def test_a_correction_keeps_a_board_or_retires_it_at_once(work: duckdb.DuckDBPyConnection, value: str, state: str) -> None:
    said = correction("board", ["greenhouse:orchard"], "retire", value)
    run_night(work, "a", night(0), [read(posting("1")), elsewhere()])
    for number in range(1, 7 if value == "false" else 2):
        run_night(work, f"gone-{number}", night(number), [failed(state="gone"), elsewhere()], corrections=said)
    assert rows(work, "SELECT state FROM postings WHERE board = 'orchard'") == [(state,)]
    assert rows(work, "SELECT state FROM corrections") == [("in force",)]


def test_a_corrected_level_survives_a_new_rulebook_until_it_is_mended(work: duckdb.DuckDBPyConnection) -> None:
    key = "greenhouse:orchard:1"
    said = correction("level", [key], "level", "group", expects="senior")
    run_night(work, "a", night(0), [read(posting("1"))])
    shown = "SELECT level, classified_level, confidence, correction_id, basis FROM roles"
    run_night(work, "b", night(1), [read(posting("1"))], corrections=said)
    corrected = ("group", "senior", 1.0, "level-1", "corrected: the recruiter says so (the rulebook: senior)")
    assert rows(work, shown) == [corrected]
    assert rows(work, "SELECT correction FROM explore_roles") == [({"reason": "the recruiter says so", "made_on": date(2026, 11, 1)},)]
    assert rows(work, "SELECT before, after, rulebook FROM events WHERE kind = 'relevelled'") == [("senior", "group", "correction level-1")]
    states = []
    for number, level in enumerate(("senior", "mid", "group"), 2):
        run_night(
            *(work, f"c-{number}", night(number), [read(posting("1"))]),
            corrections=said,
            rulebook=f"test-{number}",
            classify=lambda found, level=level, number=number: verdict(found, f"test-{number}", level=level),  # type: ignore[misc]
        )
        states += rows(work, "SELECT level, classified_level, (SELECT state FROM corrections) FROM roles")
    assert states == [("group", "senior", "in force"), ("group", "mid", "moved"), ("group", "group", "mended")]
    assert rows(work, "SELECT failed_checks FROM run_log ORDER BY sequence DESC LIMIT 1") == [(["correction_outdated"],)]
    run_night(work, "d", night(9), [read(posting("1"))], rulebook="test-4")
    assert rows(work, "SELECT level, correction_id, confidence FROM roles") == [("group", None, 0.8)], "taken back: the rulebook speaks"


def test_a_role_is_corrected_by_its_name(work: duckdb.DuckDBPyConnection) -> None:
    copies = [posting(name, description=TEXT, job_location=(place,)) for name, place in (("1", "Leeds"), ("2", "York"))]
    run_night(work, "a", night(0), [read(*copies)])
    [(role_id,)] = rows(work, "SELECT role_id FROM roles")
    said = correction("level", [role_id], "level", "principal", expects="senior")
    run_night(work, "b", night(1), [read(*copies)], corrections=said)
    assert rows(work, "SELECT level, classified_level, correction_id FROM roles") == [("principal", "senior", "level-1")]
    assert rows(work, "SELECT count(*) FROM events WHERE kind = 'relevelled'") == [(2,)], "each of its postings says so"
    assert rows(work, "SELECT source_value, state FROM corrections") == [("senior", "in force")]


def test_what_is_no_product_role_by_a_correction_leaves_and_can_come_back(work: duckdb.DuckDBPyConnection) -> None:
    said = correction("level", ["greenhouse:orchard:1"], "level", "not_pm")
    run_night(work, "a", night(0), [read(posting("1"), posting("2"))])
    run_night(work, "b", night(1), [read(posting("1"), posting("2"))], corrections=said)
    assert rows(work, "SELECT posting_key FROM roles") == [("greenhouse:orchard:2",)]
    assert rows(work, "SELECT count(*) FROM roles_history WHERE valid_to IS NULL") == [(1,)]
    run_night(work, "c", night(2), [read(posting("1"), posting("2"))])
    assert rows(work, "SELECT count(*) FROM roles") == [(2,)]


def test_roles_are_put_together_and_taken_apart_again(work: duckdb.DuckDBPyConnection) -> None:
    keys = ["greenhouse:orchard:1", "greenhouse:orchard:2"]
    answer = [read(posting("1"), posting("2"), posting("3"))]
    run_night(work, "a", night(0), answer)
    roles = dict(rows(work, "SELECT posting_key, role_id FROM store.role_postings"))
    before = stored(work)["role_postings"]
    run_night(work, "b", night(1), answer, corrections=correction("same_role", keys, "role"))
    assert rows(work, "SELECT postings, posting_key FROM roles ORDER BY ALL") == [(1, "greenhouse:orchard:3"), (2, keys[0])]
    assert rows(work, "SELECT kind, before, after FROM events WHERE run_id = 'b'") == [("merged", roles[keys[1]], roles[keys[0]])]
    assert rows(work, "SELECT state FROM corrections") == [("in force",)] * 2
    run_night(work, "c", night(2), answer)
    assert stored(work)["role_postings"] == before, "taken back, everything is as it was found"
    assert rows(work, "SELECT kind, before, after FROM events WHERE run_id = 'c'") == [("separated", roles[keys[0]], roles[keys[1]])]


def test_copies_that_were_joined_are_kept_apart(work: duckdb.DuckDBPyConnection) -> None:
    copies = [posting(name, description=TEXT, job_location=(place,)) for name, place in (("1", "Leeds"), ("2", "York"), ("3", "Bath"))]
    run_night(work, "a", night(0), [read(*copies)])
    assert rows(work, "SELECT postings FROM roles") == [(3,)]
    assert rows(work, "SELECT role_rule, role_score IS NULL FROM postings ORDER BY posting_key")[0] == ("founder", True)
    said = correction("separate_roles", ["greenhouse:orchard:1", "greenhouse:orchard:2"], "role")
    run_night(work, "b", night(1), [read(*copies)], corrections=said)
    assert sorted(rows(work, "SELECT postings FROM roles")) == [(1,), (2,)]
    assert rows(
        work,
        "SELECT count(DISTINCT role_id) FROM store.role_postings WHERE posting_key IN ('greenhouse:orchard:1', 'greenhouse:orchard:2')",
    ) == [(2,)]


def test_a_companys_name_and_industry_are_corrected_where_they_are_shown(work: duckdb.DuckDBPyConnection) -> None:
    said = correction("company", ["ORCHARD"], "display_name", "Orchard & Sons") + correction("company", ["ORCHARD"], "industry", "food")
    run_night(work, "a", night(0), [read(posting("1"))], corrections=said)
    assert rows(work, "SELECT company, industry FROM roles") == [("Orchard & Sons", "food")]
    assert rows(work, "SELECT DISTINCT company FROM events") == [("Orchard & Sons",)]
    assert rows(work, "SELECT hiring_organization FROM store.postings") == [("Orchard",)]
    assert rows(work, "SELECT field, source_value, state FROM corrections ORDER BY ALL") == [
        ("display_name", "Orchard", "in force"),
        ("industry", "farming", "in force"),
    ]
    renamed = board(company="Orchard & Sons", industry="food")
    run_night(work, "b", night(1), [read(posting("1", on=renamed), on=renamed)], corrections=said)
    assert rows(work, "SELECT field, state FROM corrections ORDER BY ALL") == [("display_name", "mended"), ("industry", "unused")]


def test_a_repost_says_which_posting_it_follows(work: duckdb.DuckDBPyConnection) -> None:
    was, again = posting("1", description=TEXT), posting("2", description=TEXT)
    run_night(work, "a", night(0), [read(was), elsewhere()])
    run_night(work, "b", night(1), [read(again), elsewhere()])
    assert rows(work, "SELECT kind, before, after FROM events WHERE run_id = 'b' AND kind <> 'opened'") == [
        ("reposted", "greenhouse:orchard:1", "greenhouse:orchard:2")
    ]
    assert rows(work, "SELECT postings, first_seen, state FROM roles WHERE company = 'Orchard'") == [(2, night(0), "open")]


def test_one_opening_on_two_platforms_is_no_repost(work: duckdb.DuckDBPyConnection) -> None:
    own, copy = posting("1", description=TEXT), posting("9", on=board("farms", source="adzuna", company="Orchard"), description=TEXT)
    run_night(work, "a", night(0), [read(own), read(copy, on=board("farms", source="adzuna", company="Orchard"))])
    assert rows(work, "SELECT kind, count(*) FROM events GROUP BY ALL") == [("opened", 2)]
    assert rows(work, "SELECT postings, posting_key FROM roles") == [(2, "greenhouse:orchard:1")], "the employer's own is shown"


def test_an_opening_that_is_no_product_role_for_a_while(work: duckdb.DuckDBPyConnection) -> None:
    for number, title in enumerate(("Senior Product Manager", "Cook", "Senior Product Manager")):
        run_night(work, f"run-{number}", night(number), [read(posting("1", title=title), posting("2"))])
    told = rows(work, "SELECT night, before, after FROM events WHERE kind = 'relevelled' ORDER BY night")
    assert told == [(night(1), "senior", "not_pm"), (night(2), "not_pm", "senior")]
    nights = [rows(work, f"SELECT count(*) FROM postings_as_of(DATE '{night(number)}')") for number in range(3)]
    assert nights == [[(2,)], [(1,)], [(2,)]]


def test_dropped_versions_leave_the_nights_and_levels_as_they_were(work: duckdb.DuckDBPyConnection) -> None:
    for number in range(6):
        title = "Product Manager" if number < 3 else "Senior Product Manager"
        run_night(work, f"run-{number}", night(number), [read(posting("1", title=title))])
    facts = (
        "SELECT days_open, first_seen FROM roles",
        "SELECT night, level, open_roles, found, relevelled_in FROM level_by_day ORDER BY ALL",
    )
    before = [rows(work, query) for query in facts]
    with transaction(work):
        dropped = drop_old_versions(work, night(4))
    assert dropped["posting_versions"] == 1
    assert [rows(work, query) for query in facts] == before
    assert rows(work, f"SELECT title, state FROM roles_as_of(DATE '{night(1)}')") == [(None, "open")]


def test_what_is_published_of_corrections_is_what_the_run_found(work: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    said = correction("company", ["Harbour"], "industry", "boats")
    cook = read(posting("1", on=ELSEWHERE, title="Cook"), on=ELSEWHERE)
    run_night(work, "a", night(0), [read(posting("1")), cook], corrections=said)
    with open_published(publish(work, tmp_path).path) as published:
        assert rows(published, "FROM corrections") == rows(work, "FROM corrections")
        assert rows(published, "SELECT state FROM corrections") == [("in force",)]


def test_levelling_anew_says_nothing_better_of_the_boards(work: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    run_night(work, "a", night(0), [read(posting("1")), elsewhere()])
    run_night(work, "b", night(1), [failed(), elsewhere()])
    run_night(work, "c", night(1), [], kind="relevel")
    with open_published(publish(work, tmp_path).path) as published:
        assert rows(published, "SELECT run_id, state FROM meta") == [("c", "degraded")]


postings = st.integers(2, 7).flatmap(
    lambda count: st.tuples(*(st.tuples(st.none() | st.integers(0, max(place - 1, 0)), st.integers(0, 2)) for place in range(count)))
)


@given(postings, st.lists(st.sets(st.integers(0, 6), min_size=2, max_size=3), min_size=1, max_size=2))
def test_what_is_kept_apart_is_apart(chain: tuple[tuple[int | None, int], ...], apart: list[set[int]]) -> None:
    """Whatever joined what, and whichever was seen first."""
    members: list[Member] = []
    for place, (joined, seen) in enumerate(chain):
        to = members[joined] if joined is not None and joined < place else None
        role = to.role_id if to else role_name(f"p{place}")
        members.append(Member(posting_key=f"p{place}", role_id=role, joined_to=to and to.posting_key, first_seen=date(2026, 11, 1 + seen)))
    separate = [(f"c{number}", [f"p{place}" for place in sorted(places)]) for number, places in enumerate(apart)]
    roles = corrected_roles(members, same=[], separate=separate, role_name=role_name)
    for _, keys in separate:
        known = [roles[key][0] for key in keys if key in roles]
        assert len(set(known)) == len(known)
    assert corrected_roles(members, same=[], separate=[], role_name=role_name) == {
        member.posting_key: (member.role_id, None) for member in members
    }
