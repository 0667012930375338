"""Job sites page by page, over real sockets: where the reading ends, and that a short page is not taken for the end of the world."""

import json
import re

import pytest

from extractors.asking.visit import Visit
from extractors.errors import SourceUnavailable
from extractors.sources import sources
from tests.extractors.asking import session_for
from tests.extractors.golden import board_of
from tests.extractors.misbehaving import Play, Request, serving

KEYS = {"ADZUNA_APP_ID": "made-up-id", "ADZUNA_APP_KEY": "made-up-secret"}


def _pages(source: str, play: Play, token: str = "all") -> tuple[list[str], bool]:
    """Returns what was asked for, and whether what came of it is the whole."""
    with serving(play) as served, session_for(served, retries=0) as session:
        board = board_of(source, token)
        answers = sources()[source].fetch(board, Visit(session=session, keys=KEYS))
        return [path for _, path in served.requests], sources()[source].parse(board, answers).complete


def _full(key: str, size: int, pages: int) -> Play:
    """Returns a play of full pages, with a last one that is not."""

    def play(request: Request) -> None:
        number = int((re.search(r"(?:offset=|page=|search/)(\d+)", request.path) or ["", "0"])[1])
        page = number // size if "offset=" in request.path else number
        rows = [{"id": f"{page}-{row}"} for row in range(size if page < pages else 1)]
        request.answer(200, json.dumps({key: rows}).encode())

    return play


def test_adzuna_ends_at_the_first_page_that_is_not_full() -> None:
    asked, complete = _pages("adzuna", _full("results", 50, pages=3), token="gb")
    assert [path.split("?")[0] for path in asked] == [f"/v1/api/jobs/gb/search/{number}" for number in (1, 2, 3)]
    assert not complete


def test_adzuna_ends_after_ten_pages_all_the_same() -> None:
    assert len(_pages("adzuna", _full("results", 50, pages=99), token="gb")[0]) == 10


def test_himalayas_reads_the_newest_five_hundred() -> None:
    asked, complete = _pages("himalayas", _full("jobs", 20, pages=9_999))
    assert (len(asked), asked[-1], complete) == (25, "/jobs/api?limit=20&offset=480", False)
    assert len(_pages("himalayas", _full("jobs", 20, pages=2))[0]) == 3


def _muse(fails_at: int | None) -> Play:
    def play(request: Request) -> None:
        number = int(request.path.rpartition("page=")[2])
        body = json.dumps({"page_count": 3, "results": [{"id": number}]}).encode()
        request.answer(503 if number == fails_at else 200, body)

    return play


def test_a_later_page_of_the_muse_that_fails_does_not_cost_the_ones_before_it() -> None:
    assert _pages("the_muse", _muse(None)) == ([f"/api/public/jobs?page={number}" for number in range(3)], True)
    assert _pages("the_muse", _muse(2)) == ([f"/api/public/jobs?page={number}" for number in range(3)], False)
    with pytest.raises(SourceUnavailable):
        _pages("the_muse", _muse(0))


def test_arbeitnow_without_an_end_is_a_window() -> None:
    def play(request: Request) -> None:
        request.answer(200, b'{"data":[{"slug":"x"}],"links":{"next":"https://www.arbeitnow.com/api/job-board-api?page=2"}}')

    asked, complete = _pages("arbeitnow", play)
    assert (len(asked), complete) == (100, False)
