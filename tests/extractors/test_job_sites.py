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

KEYS = {"ADZUNA_APP_ID": "made-up-id", "ADZUNA_APP_KEY": "made-up-secret", "USAJOBS_EMAIL": "made-up", "USAJOBS_KEY": "made-up-key"}


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


def _bodies(*bodies: object) -> Play:
    """Returns a play that answers one after another."""
    left = iter(bodies)
    return lambda request: request.answer(200, json.dumps(next(left)).encode())


def test_an_empty_page_of_the_muse_is_not_the_end() -> None:
    first, empty = {"page_count": 2, "results": [{"id": 1}]}, {"page_count": 2, "results": []}
    assert _pages("the_muse", _bodies(first, empty))[1] is False
    assert _pages("the_muse", _bodies({"page_count": 1, "results": []}))[1] is True


def _usajobs(*ids: str, found: object) -> object:
    items = [{"MatchedObjectId": number} for number in ids]
    return {"SearchResult": {"SearchResultItems": items, "SearchResultCountAll": found, "UserArea": {"NumberOfPages": "2"}}}


@pytest.mark.parametrize(
    ("second", "whole"),
    [
        (_usajobs("3", found=3), True),
        (_usajobs("3", found=None), True),
        (_usajobs("2", found=3), False),
        (_usajobs(found=0), False),
    ],
    ids=["as it says", "said once", "the same again", "an empty page"],
)
def test_usajobs_is_whole_where_as_many_came_as_were_found(second: object, whole: bool) -> None:
    assert _pages("usajobs", _bodies(_usajobs("1", "2", found="3"), second))[1] is whole


@pytest.mark.parametrize(("next_page", "whole"), [("https://www.arbeitnow.com/api/job-board-api?page=3", False), (None, True)])
def test_an_empty_page_of_arbeitnow_that_leads_on_is_not_the_end(next_page: str | None, whole: bool) -> None:
    first = {"data": [{"slug": "x"}], "links": {"next": "https://www.arbeitnow.com/api/job-board-api?page=2"}}
    asked, complete = _pages("arbeitnow", _bodies(first, {"data": [], "links": {"next": next_page}}))
    assert (len(asked), complete) == (2, whole)


def test_arbeitnow_without_an_end_is_a_window() -> None:
    def play(request: Request) -> None:
        request.answer(200, b'{"data":[{"slug":"x"}],"links":{"next":"https://www.arbeitnow.com/api/job-board-api?page=2"}}')

    asked, complete = _pages("arbeitnow", play)
    assert (len(asked), complete) == (100, False)
