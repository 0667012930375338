"""Ramp's board as it was captured twice, six weeks apart: what FORMATS.md counts in it is what the events tell."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import duckdb
import pytest

from extractors.board import Board
from extractors.read import parse_board
from extractors.reading import Answer, BoardRead
from tests.captures import CAPTURES
from tests.warehouse.factories import night, rows, run_night
from warehouse.database import open_work

RAMP = Board(source="ashby", token="ramp", company="Ramp")


def captured(name: str) -> BoardRead:
    path = CAPTURES / "ashby" / name
    if not path.is_file():
        pytest.skip(f"needs the captured board beside the project: {path}")
    answer = Answer(
        url="https://api.ashbyhq.com/posting-api/job-board/ramp",
        status=200,
        content_type="application/json",
        body=path.read_bytes(),
        fetched_at=datetime(2026, 11, 1, tzinfo=UTC),
    )
    return parse_board(RAMP, (answer,))


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    later = captured("enjoiyourlife_ramp_full.json")
    with open_work(tmp_path_factory.mktemp("ramp") / "work.duckdb") as work:
        for number, answer in enumerate((captured("gareth_ashby.json"), later, later, later)):
            run_night(work, f"run-{number}", night(number), [answer])
        yield work


def test_the_events_are_those_that_happened(nights: duckdb.DuckDBPyConnection) -> None:
    told: dict[int, Counter[str]] = {number: Counter() for number in range(4)}
    for on, kind in rows(nights, "SELECT night, kind FROM store.events"):
        told[(on - night(0)).days][kind] += 1
    assert told[0] == {"opened": 112}
    # The text of all 74 postings that are in both captures changed: in 55 of them only as a line of perks went everywhere.
    assert told[1] == {"opened": 46, "retitled": 9, "edited": 35, "template_edited": 55}
    assert told[2] == {"closed": 38}
    assert told[3] == {}


def test_an_edit_names_what_changed(nights: duckdb.DuckDBPyConnection) -> None:
    fields = rows(
        nights, "SELECT field, count(*) FROM (SELECT unnest(fields) AS field FROM store.events WHERE kind = 'edited') GROUP BY ALL"
    )
    told = dict(fields)
    # Re-ordered lists and moved dates of posting, of which the captures are full, are none of them.
    assert (told["description"], told["work_mode"], told["job_location"], told["salary_text"]) == (19, 3, 6, 16)
    modes = "SELECT v.work_mode, p.work_mode, count(*) FROM store.posting_versions AS v JOIN store.postings AS p USING (posting_key)"
    assert rows(nights, f"{modes} WHERE p.work_mode <> v.work_mode GROUP BY ALL") == [("remote", "hybrid", 3)]


def test_a_version_is_a_real_change(nights: duckdb.DuckDBPyConnection) -> None:
    assert rows(nights, "SELECT count(*) FROM store.posting_versions") == [(36,)]
    changed = "SELECT count(DISTINCT posting_key) FROM store.events WHERE kind IN ('edited', 'retitled')"
    assert rows(nights, changed) == [(36,)]
