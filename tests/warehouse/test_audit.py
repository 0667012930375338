from collections.abc import Iterator

import duckdb
import pytest

from tests.warehouse.factories import board, failed, load_only, night, posting, read, rows, run_night, stored, verdict
from warehouse.audit import audit
from warehouse.database import open_work, transaction
from warehouse.statements import names, statement

# What makes each check fail on a warehouse that was sound: SQL, once a sound night was loaded.
SABOTAGE = {
    "duplicate_keys": "INSERT INTO store.postings SELECT * FROM store.postings LIMIT 1",
    "orphans": "DELETE FROM store.boards",
    "impossible_dates": "UPDATE store.postings SET last_seen = last_seen + 400",
    "candidate_without_verdict": "DELETE FROM store.classifications",
    "pm_without_role": "DELETE FROM store.role_postings",
    "evidence_missing": "UPDATE store.evidence SET counted = false",
    "quote_not_in_text": "UPDATE store.evidence SET quote_start = quote_start + 1 WHERE section <> 'title'",
    "feed_fields_missing": "UPDATE store.postings SET hiring_organization = ' '",
    "feed_link_missing": "UPDATE store.postings SET url = NULL, apply_url = NULL",
    "level_not_settled": "UPDATE store.posting_levels SET level = 'mid'",
    "correction_outdated": (
        "INSERT INTO store.corrections VALUES ('c', 'level', 'file:nowhere:1', 'level', 'mid', NULL, 'so', 'Ann', DATE '2026-11-01', 1)"
    ),
    "confidence_out_of_range": "UPDATE store.classifications SET confidence = 'nan'::DOUBLE",
    "unknown_values": "UPDATE store.classifications SET runner_up = 'wizard'",
    "nothing_read": "UPDATE store.board_reads SET postings = 0",
    "only_failed_boards": "UPDATE store.board_reads SET state = 'changed'",
    "board_collapsed": "UPDATE store.board_reads SET state = 'suspect' WHERE board_key LIKE '%harbour'",
    "boards_failed": "UPDATE store.board_reads SET state = 'gone'",
    "level_mix_shifted": "UPDATE store.runs SET level_mix = MAP {'mid': 10, 'senior': 50} WHERE run_id = 'before'",
    "feed_collapsed": "UPDATE store.runs SET level_mix = MAP {'senior': 200} WHERE run_id = 'before'",
}


def test_each_check_has_its_sabotage_and_says_what_it_means() -> None:
    assert set(names("checks")) == set(SABOTAGE)
    for name in names("checks"):
        severity, says = statement("checks", name).splitlines()[:2]
        assert severity in ("-- severity: stop", "-- severity: warn")
        assert says.startswith("-- says: ")
        assert len(says) > 20


@pytest.fixture(scope="module")
def two_nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A work file in which nothing is wrong but one board that failed."""
    harbour = board("harbour")
    with open_work(tmp_path_factory.mktemp("audit") / "work.duckdb") as work:
        sound = [read(*(posting(str(number)) for number in range(60))), read(posting("1", on=harbour), on=harbour)]
        load_only(work, "before", night(0), sound)
        load_only(work, "now", night(1), sound + [failed(board("meadow"))])
        # The verdicts are of the night before; the check on quotes looks at those of this run alone.
        work.execute("UPDATE store.classifications SET run_id = 'now'")
        assert [result.name for result in audit(work, "now") if not result.passed] == []
        yield work


@pytest.mark.parametrize("name", sorted(SABOTAGE))
def test_a_check_fails_on_spoilt_rows(two_nights: duckdb.DuckDBPyConnection, name: str) -> None:
    two_nights.begin()
    try:
        two_nights.execute(SABOTAGE[name])
        found = {result.name: result for result in audit(two_nights, "now")}
        recorded = rows(two_nights, f"SELECT failing, sample FROM store.check_results WHERE run_id = 'now' AND name = '{name}'")
    finally:
        two_nights.rollback()
    assert found[name].failing > 0
    assert 1 <= len(found[name].sample) <= 5
    assert recorded == [(found[name].failing, list(found[name].sample))]


def test_a_stop_check_rolls_the_night_back_and_leaves_its_record(work: duckdb.DuckDBPyConnection) -> None:
    run_night(work, "a", night(0), [read(posting("1"))])
    before = stored(work)
    _, results = run_night(work, "b", night(1), [failed()])
    assert [result.name for result in results if result.stops] == ["nothing_read", "only_failed_boards"]
    assert stored(work) == before
    assert rows(work, "SELECT run_id, state, failed_checks FROM run_log ORDER BY sequence") == [
        ("a", "good", []),
        ("b", "held back", ["boards_failed", "nothing_read", "only_failed_boards"]),
    ]
    counts, results = run_night(work, "c", night(1), [read(posting("1"))])
    assert (counts.opened, [result.name for result in results if not result.passed]) == (0, [])


def test_a_false_quote_holds_the_night_back(work: duckdb.DuckDBPyConnection) -> None:
    def lying(found: object) -> object:
        return verdict(found, text="Some other text entirely.")  # type: ignore[arg-type]

    _, results = run_night(work, "a", night(0), [read(posting("1"))], classify=lying)  # type: ignore[arg-type]
    assert [result.name for result in results if result.stops] == ["quote_not_in_text"]
    assert rows(work, "SELECT count(*) FROM store.postings") == [(0,)]


def test_offsets_count_characters_not_bytes_or_what_looks_like_one(work: duckdb.DuckDBPyConnection) -> None:
    odd = "<p>👩‍🌾 e\u0301tude \u0000 naïve — you own the roadmap 🍎. More.</p>"
    _, results = run_night(work, "a", night(0), [read(posting("1", description=odd, title="👩‍🌾 Product Manager e\u0301"))])
    assert [result.name for result in results if result.stops] == []


def test_a_collapsed_board_warns(work: duckdb.DuckDBPyConnection) -> None:
    many = [posting(str(number)) for number in range(9)]
    harbour = board("harbour")
    other = read(posting("1", on=harbour), on=harbour)
    run_night(work, "a", night(0), [read(*many), other])
    counts, results = run_night(work, "b", night(1), [read(many[0]), other])
    assert counts.degraded
    warned = {result.name: result.sample for result in results if not result.passed}
    assert list(warned) == ["board_collapsed"]
    assert "read 1 postings where 9 were usual" in warned["board_collapsed"][0]


def test_audit_needs_a_run(work: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(Exception, match="no run named x"), transaction(work):
        audit(work, "x")
