"""Lists that are read page by page: where they end, and that a short or a strange one is never taken for a whole one."""

import json
from collections.abc import Mapping

import pytest

from extractors.asking.visit import Visit
from extractors.board import Board
from extractors.errors import SourceChanged, SourceGone, SourceUnavailable
from extractors.pages.html_body import page_of
from extractors.platform import Address
from extractors.reading import Answer
from extractors.sources import sources
from tests.extractors.asking import session_for
from tests.extractors.golden import answer_of
from tests.extractors.misbehaving import Request, serving

ICIMS = Board(source="icims", token="careers-tidewick", company="Tidewick")
JOBVITE = Board(source="jobvite", token="mossgate", company="Mossgate")
AVATURE = Board(source="avature", token="fellmark/careers", company="Fellmark")
PHENOM = Board(source="phenom", token="careers.oakmere.example", company="Oakmere", url="https://careers.oakmere.example")
ASHBY = Board(source="ashby", token="hollowreed", company="Hollow Reed")
REST, PAGE = "api.ashbyhq.com/posting-api/job-board/hollowreed?includeCompensation=true", "jobs.ashbyhq.com/api/non-user-graphql"


def _fetched(board: Board, played: Mapping[str, tuple[int, str]]) -> tuple[tuple[Answer, ...], list[str]]:
    """Returns what a board's module fetches where the longest address that fits says what is answered, and what it asked for."""
    asked: list[str] = []

    def play(request: Request) -> None:
        url = request.headers["Host"] + request.path
        if not request.path.startswith(("/robots.txt", "/.well-known/")):
            asked.append(url)
        fitting = [start for start in played if url.startswith(start)]
        status, body = played[max(fitting, key=len)] if fitting else (404, "")
        request.answer(status, body.encode(), None, Content_Type="text/html")

    with serving(play) as served, session_for(served, retries=0) as session:
        try:
            answers = sources()[board.source].fetch(board, Visit(session=session, wants=lambda _: False))
        except SourceChanged as error:
            error.add_note(f"asked: {asked}")
            raise
    return answers, asked


def _page(body: str) -> tuple[int, str]:
    return 200, f'<html><head><meta name="avature.portal.id" content="4"></head><body class="iCIMS_">{body}</body></html>'


ICIMS_CARD = '<li class="iCIMS_JobCardItem"><a href="/jobs/{0}/x/job"><h3>Diver</h3></a></li>'
AVATURE_CARD = '<article class="article--result"><a href="/careers/JobDetail/X/{0}">Weaver</a></article>'


def test_icims_ends_with_the_page_that_says_that_it_is_the_last() -> None:
    pages = {
        f"careers-tidewick.icims.com/jobs/search?ss=1&in_iframe=1&pr={n}": _page(f"Page {n + 1} of 2" + ICIMS_CARD.format(n))
        for n in (0, 1)
    }
    answers, asked = _fetched(ICIMS, pages)
    assert len(answers) == len(asked) == 2


def test_icims_that_repeats_a_page_before_the_last_is_short() -> None:
    with pytest.raises(SourceUnavailable, match="of 3 that there are"):
        _fetched(ICIMS, {"careers-tidewick.icims.com/jobs/search": _page("Page 1 of 3" + ICIMS_CARD.format(1))})


def test_a_page_of_icims_that_does_not_say_how_many_there_are_is_not_the_last() -> None:
    search = "careers-tidewick.icims.com/jobs/search?ss=1&in_iframe=1&pr="
    with pytest.raises(SourceUnavailable, match="of 3 that there are"):
        _fetched(ICIMS, {f"{search}0": _page("Page 1 of 3" + ICIMS_CARD.format(1)), f"{search}1": _page("Sorry, something went wrong")})
    pages = {f"{search}{n}": _page("Page 1 of 3" * (n == 0) + ICIMS_CARD.format(n)) for n in range(3)}
    assert len(_fetched(ICIMS, pages)[0]) == 3


@pytest.mark.parametrize(
    ("board", "body"),
    [(ICIMS, '<li class="iCIMS_JobCardItem">Diver</li>'), (AVATURE, "1-10 of 19 results"), (ICIMS, "Maintenance"), (AVATURE, "")],
)
def test_a_list_without_a_posting_that_can_be_read_is_not_empty(board: Board, body: str) -> None:
    with pytest.raises(SourceChanged, match="no posting can be read"):
        _fetched(board, {"": _page(body)})


@pytest.mark.parametrize("board", [ICIMS, AVATURE, JOBVITE])
def test_another_page_is_no_list(board: Board) -> None:
    with pytest.raises(SourceChanged, match="'Just a moment'") as error:
        _fetched(board, {"": (200, "<html><title>Just a moment</title><body>Wait</body></html>")})
    assert not isinstance(error.value, SourceGone)


def test_avature_that_sends_a_page_less_than_it_says_is_short() -> None:
    with pytest.raises(SourceUnavailable, match="30 postings and sent 1"):
        _fetched(AVATURE, {"": _page(AVATURE_CARD.format(1) + "<div>1-1 of 30 results</div>")})


def test_jobvites_own_page_says_that_there_is_no_such_site() -> None:
    with pytest.raises(SourceGone, match="'Job Seeker Support'"):
        _fetched(JOBVITE, {"": (200, "<html><title>Job Seeker Support</title><body>Jobvite</body></html>")})


def test_a_jobvite_search_that_is_shorter_than_it_says_is_unavailable() -> None:
    row = '<a class="jv-job-item" href="/mossgate/job/o1"><div class="jv-job-list-name">Mason</div></a> 1-1 of 4'
    with pytest.raises(SourceUnavailable, match="4 postings and sent 1"):
        _fetched(JOBVITE, {"jobs.jobvite.com/mossgate/jobs": _page("Search"), "jobs.jobvite.com/mossgate/search": _page(row)})


JOBVITE_ROW = '<a class="jv-job-item" href="/mossgate/job/o{0}"><div class="jv-job-list-name">Mason</div></a>'


def _searched(*pages: str) -> tuple[Answer, ...]:
    """Returns the pages of a Jobvite search."""
    search = "jobs.jobvite.com/mossgate/search?fr=true&nl=1&p="
    played = {f"{search}{number}": _page(f'<div class="jv-job-list">{body}</div>') for number, body in enumerate(pages)}
    return _fetched(JOBVITE, {"jobs.jobvite.com/mossgate/jobs": _page("Search"), **played})[0]


def test_a_page_of_a_jobvite_search_that_does_not_say_how_many_there_are_is_not_the_last() -> None:
    first, second = JOBVITE_ROW.format(1) + " 1-1 of 3", JOBVITE_ROW.format(2)
    with pytest.raises(SourceUnavailable, match="3 postings and sent 1"):
        _searched(first, "")
    answers = _searched(first, second, JOBVITE_ROW.format(3) + " 3-3 of 3")
    assert sources()["jobvite"].parse(JOBVITE, answers).complete


def test_a_jobvite_search_that_spoke_of_more_than_came_is_a_window() -> None:
    answers = _searched(JOBVITE_ROW.format(1) + " 1-1 of 3", "1-0 of 0")
    assert not sources()["jobvite"].parse(JOBVITE, answers).complete


@pytest.mark.parametrize(
    ("legend", "second", "whole"),
    [
        ("", AVATURE_CARD.format(2), True),
        ("", AVATURE_CARD.format(1), True),  # the same page once more
        ("", "No results were found", False),
        ("", "", False),
        ("<div>1-1 of 1 results</div>", "", True),
    ],
)
def test_a_page_of_avature_that_another_leads_to_holds_a_posting(legend: str, second: str, whole: bool) -> None:
    site = "fellmark.avature.net/careers/SearchJobs"
    leads_on = f'<a href="https://{site}/?jobOffset=1">Next</a>'
    answers, _ = _fetched(AVATURE, {site: _page(AVATURE_CARD.format(1) + legend + leads_on), f"{site}/?jobOffset=1": _page(second)})
    assert len(answers) == 2
    assert sources()["avature"].parse(AVATURE, answers).complete is whole


def test_phenom_that_sends_a_piece_less_than_it_says_is_short() -> None:
    piece = json.dumps({"refineSearch": {"totalHits": 500, "data": {"jobs": [{"jobSeqNo": "A1", "title": "Forester"}]}}})
    with pytest.raises(SourceUnavailable, match="500 postings and sent 1"):
        _fetched(PHENOM, {"careers.oakmere.example/widgets": (200, piece)})


def test_a_phenom_site_that_wants_a_session_says_what_to_do() -> None:
    with pytest.raises(SourceChanged, match="/search-results"):
        _fetched(PHENOM, {"careers.oakmere.example/widgets": (200, '{"tokenAvailable": false}')})


@pytest.mark.parametrize("page", [(404, ""), (403, ""), (400, "{}"), (200, '{"data": {"jobBoard": null}}')])
def test_an_ashby_board_that_neither_way_knows_is_gone(page: tuple[int, str]) -> None:
    with pytest.raises(SourceGone, match="no such board") as error:
        _fetched(ASHBY, {PAGE: page})
    assert error.value.__notes__ == [f"asked: {[REST, PAGE + '?op=ApiJobBoardWithTeams']}"]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_an_ashby_board_that_cannot_be_had_now_is_asked_for_nowhere_else(status: int) -> None:
    with pytest.raises(SourceUnavailable, match=rf"api\.ashbyhq\.com answered with status {status}"):
        _fetched(ASHBY, {REST: (status, ""), PAGE: (200, '{"data": {"jobBoard": {"jobPostings": [], "teams": []}}}')})


def test_an_ashby_page_that_cannot_be_had_now_is_no_news() -> None:
    with pytest.raises(SourceUnavailable, match=r"jobs\.ashbyhq\.com answered with status 503"):
        _fetched(ASHBY, {PAGE: (503, "")})


def test_an_ashby_page_that_wants_another_query_has_changed() -> None:
    with pytest.raises(SourceChanged, match="Cannot query field") as error:
        _fetched(ASHBY, {PAGE: (200, '{"errors": [{"message": "Cannot query field"}], "data": null}')})
    assert not isinstance(error.value, SourceGone)


@pytest.mark.parametrize(
    ("source", "url", "address"),
    [
        ("icims", "https://careers-tidewick.icims.com/jobs/4101/diver/job?in_iframe=1", Address(token="careers-tidewick")),
        ("icims", "https://www.icims.com/products", None),
        ("icims", "https://icims.com.evil.example/jobs", None),
        ("jobvite", "https://jobs.jobvite.com/mossgate/job/oA1b2", Address(token="mossgate")),
        ("jobvite", "https://jobs.jobvite.com/careers/mossgate/jobs", Address(token="mossgate")),
        ("jobvite", "https://jobs.jobvite.com/careers", None),
        (
            "jobvite",
            "http://hire.jobvite.com/CompanyJobs/Careers.aspx?k=JobListing&c=qMoss1",
            Address(token="qMoss1", url="https://app.jobvite.com/CompanyJobs/Xml.aspx?c=qMoss1"),
        ),
        ("avature", "https://fellmark.avature.net/careers/JobDetail/Weaver/7", Address(token="fellmark/careers")),
        (
            "avature",
            "https://fellmark.avature.net/es_ES/careers/SearchJobs",
            Address(token="fellmark/careers", url="https://fellmark.avature.net/es_ES/careers"),
        ),
        ("avature", "https://fellmark.avature.net/_cms/4/image/logo", None),
        ("avature", "https://fellmark.avature.net/", None),
        (
            "phenom",
            "https://Careers.oakmere.example/us/en/job/OAKMUSR1001EXTERNALENUS/Forester",
            Address(token="careers.oakmere.example", url="https://careers.oakmere.example/us/en"),
        ),
        ("phenom", "https://careers.oakmere.example/us/en/job/1001/Forester", None),
        ("phenom", "https://careers.oakmere.example/job/INTERNAL-EXTERNAL", None),
    ],
)
def test_addresses_are_told(source: str, url: str, address: Address | None) -> None:
    assert sources()[source].board_at(url) == address


def test_a_page_that_breaks_off_is_unavailable() -> None:
    with pytest.raises(SourceUnavailable, match="breaks off"):
        page_of(answer_of(b"<html><body><ul><li>Div"))


@pytest.mark.parametrize("body", [b'{"jobs": []}', b"<?xml version='1.0'?><result></result>", b"Forbidden"])
def test_what_is_no_page_has_changed(body: bytes) -> None:
    with pytest.raises(SourceChanged, match="where a page was expected"):
        page_of(answer_of(body))
