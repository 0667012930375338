"""Lists that come in several answers: asked for to their end, and refused where a part is missing."""

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from extractors.asking.visit import Visit
from extractors.errors import SourceChanged, SourceGone, SourceUnavailable
from extractors.reading import Answer
from extractors.sources import sources
from tests.extractors.asking import session_for
from tests.extractors.golden import answer_of, board_of
from tests.extractors.misbehaving import Request, serving

LIST = "https://api.smartrecruiters.com/v1/companies/example/postings"
FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "items": [{"id": "a", "title": "Product Manager", "content_html": "<p>You own it.</p>"}],
}
RSS = b"<rss><channel><item><guid>a</guid><title>Product Manager</title><description>You own it.</description></item></channel></rss>"


def asked_for(source: str, held: Mapping[str, object]) -> tuple[list[str], tuple[Answer, ...]]:
    """Returns which paths a platform's `fetch` asks for where these answer (and all others are not there), and what it returns."""

    def play(request: Request) -> None:
        body = held.get(request.path)
        request.answer(404 if body is None else 200, body if isinstance(body, bytes) else json.dumps(body).encode())

    with serving(play) as served, session_for(served, retries=0) as session:
        answers = sources()[source].fetch(board_of(source), Visit(session=session))
    return [path for _, path in served.requests], answers


def rows(*numbers: int) -> list[dict[str, object]]:
    return [{"id": str(number), "name": "Baker"} for number in numbers]


@pytest.mark.parametrize(
    ("total", "pages"),
    [
        (2, {0: rows(1, 2)}),
        (3, {0: rows(1, 2), 2: rows(3)}),
        (4, {0: rows(1, 2), 2: rows(1, 2)}),  # the same page again
        (4, {0: rows(1, 2), 2: []}),
        (None, {0: rows(1, 2)}),
        (None, {0: rows(*range(100)), 100: rows(100)}),
    ],
)
def test_smartrecruiters_is_asked_until_nothing_new_comes(total: int | None, pages: dict[int, list[object]]) -> None:
    path = "/v1/companies/example/postings?limit=100&offset={}"
    held = {path.format(offset): {"totalFound": total, "content": found} for offset, found in pages.items()}
    asked, answers = asked_for("smartrecruiters", held)
    details = [
        f"/v1/companies/example/postings/{number}" for number in dict.fromkeys(row["id"] for found in pages.values() for row in found)
    ]  # type: ignore[index]
    assert asked == [*held, *details]
    assert len(answers) == len(asked)


@pytest.mark.parametrize("pages", [[rows(1, 2)], [rows(1, 2), rows(1, 2)], [rows(1, 2), []]])
def test_a_list_of_smartrecruiters_that_is_shorter_than_it_says_is_unavailable(pages: list[list[object]]) -> None:
    answers = tuple(
        answer_of(json.dumps({"totalFound": 4, "content": found}).encode(), f"{LIST}?limit=100&offset={number}")
        for number, found in enumerate(pages)
    )
    with pytest.raises(SourceUnavailable, match=r"4 entries, of which 2"):
        sources()["smartrecruiters"].parse(board_of("smartrecruiters"), answers)


@pytest.mark.parametrize(
    ("totals", "whole"),
    [([4, 4], True), ([4, 3], True), ([4, None], True), ([5, 4], False), ([250, 0], False)],
    ids=["as it says", "grown", "said once", "shrunk meanwhile", "a broken page"],
)
def test_a_later_page_of_smartrecruiters_does_not_unsay_the_total(totals: list[int | None], whole: bool) -> None:
    answers = tuple(
        answer_of(json.dumps({"totalFound": total, "content": found}).encode(), f"{LIST}?limit=100&offset={number}")
        for number, (total, found) in enumerate(zip(totals, [rows(1, 2, 3, 4), []], strict=True))
    )
    assert sources()["smartrecruiters"].parse(board_of("smartrecruiters"), answers).complete is whole


def test_smartrecruiters_is_asked_on_where_a_later_page_forgets_the_total() -> None:
    path = "/v1/companies/example/postings?limit=100&offset={}"
    pages = [(3, rows(1)), (0, rows(2)), (3, rows(3))]
    held = {path.format(offset): {"totalFound": total, "content": found} for offset, (total, found) in enumerate(pages)}
    assert asked_for("smartrecruiters", held)[0][:3] == list(held)


RIPPLING = "/api/v2/board/example/jobs?page={}&pageSize=50"
PLACES = ("Hull", "York", "Ripon", "Leeds")


def rippling(*pages: str) -> tuple[Answer, ...]:
    """Returns what is fetched of a list of four rows, of which these letters are on its pages (each in a place of its own)."""
    held: dict[str, object] = {}
    for number, letters in enumerate(pages):
        items = [{"id": "a", "locations": [{"name": PLACES["abcd".index(letter)]}]} for letter in letters]
        held[RIPPLING.format(number)] = {"items": items, "totalItems": 4, "totalPages": len(pages)}
    return asked_for("rippling", held)[1]


def test_a_row_of_rippling_that_moved_to_the_next_page_stands_for_no_other() -> None:
    assert len(rippling("ab", "cd")) == 2
    assert len(rippling("aab", "c")) == 2  # twice on one page is no move
    with pytest.raises(SourceUnavailable, match="4 rows; 3 came"):
        rippling("ab", "bc")


def test_a_list_of_rippling_without_one_of_its_rows_is_a_window() -> None:
    for second, whole in (("cd", True), ("bc", False)):
        answers = tuple(
            answer_of(
                json.dumps({"items": [{"id": letter} for letter in letters], "totalItems": 4}).encode(),
                f"https://ats.rippling.com{RIPPLING.format(number)}",
            )
            for number, letters in enumerate(("ab", second))
        )
        assert sources()["rippling"].parse(board_of("rippling"), answers).complete is whole


def test_a_detail_alone_is_no_list() -> None:
    with pytest.raises(SourceChanged, match="None of the 1 answers is a list"):
        sources()["smartrecruiters"].parse(board_of("smartrecruiters"), (answer_of(b"{}", f"{LIST}/1"),))


JSON_PATH, RSS_PATH = "/jobs.json", "/jobs.rss?per_page=10000"


PAGE_2 = f"{JSON_PATH}?page=2"
SECOND = {"next_url": "https://example.teamtailor.com/jobs.json?page=2"}


@pytest.mark.parametrize(
    ("held", "asked"),
    [
        ({JSON_PATH: FEED, RSS_PATH: RSS}, [JSON_PATH, RSS_PATH]),
        ({JSON_PATH: FEED}, [JSON_PATH, RSS_PATH]),
        ({RSS_PATH: RSS}, [JSON_PATH, RSS_PATH]),
        # It never leaves the board's own host.
        ({JSON_PATH: FEED | {"next_url": "https://elsewhere.example/x?page=2"}, PAGE_2: FEED}, [JSON_PATH, PAGE_2, RSS_PATH]),
        # A page that leads to itself, one that is empty, and addresses that are none.
        ({JSON_PATH: FEED | SECOND, PAGE_2: FEED | SECOND}, [JSON_PATH, PAGE_2, RSS_PATH]),
        ({JSON_PATH: {"items": [], **SECOND}}, [JSON_PATH, RSS_PATH]),
        ({JSON_PATH: FEED | {"next_url": "https://[x?page=2"}}, [JSON_PATH, RSS_PATH]),
        ({JSON_PATH: FEED | {"next_url": 2}}, [JSON_PATH, RSS_PATH]),
    ],
)
def test_teamtailor_is_asked_for_both_feeds(held: dict[str, object], asked: list[str]) -> None:
    paths, answers = asked_for("teamtailor", held)
    assert paths == asked
    assert [answer.url for answer in answers] == [f"https://example.teamtailor.com{path}" for path in asked if path in held]
    parsed = sources()["teamtailor"].parse(board_of("teamtailor"), answers)
    assert len(parsed.postings) == (0 if held.get(JSON_PATH, FEED)["items"] == [] else 1)  # type: ignore[index]


def test_teamtailor_with_neither_feed_is_gone() -> None:
    with pytest.raises(SourceGone):
        asked_for("teamtailor", {})


def test_a_page_that_is_missing_between_makes_the_board_unavailable() -> None:
    first = FEED | SECOND
    with pytest.raises(SourceUnavailable, match="the page before leads"):
        asked_for("teamtailor", {JSON_PATH: first, RSS_PATH: RSS})
    with pytest.raises(SourceUnavailable, match="a further page"):
        sources()["teamtailor"].parse(board_of("teamtailor"), (answer_of(json.dumps(first).encode()),))


def test_an_rss_that_is_a_page_costs_nothing_beside_the_json_feed() -> None:
    page = answer_of(b"<!DOCTYPE html><html><title>Jobs</title></html>", "https://example.teamtailor.com/jobs.rss?per_page=10000")
    board = board_of("teamtailor")
    assert len(sources()["teamtailor"].parse(board, (answer_of(json.dumps(FEED).encode()), page)).postings) == 1
    with pytest.raises(SourceChanged, match="calls itself 'Jobs'"):
        sources()["teamtailor"].parse(board, (page,))


def test_a_hundred_entries_of_an_rss_may_not_be_all() -> None:
    item = RSS.removeprefix(b"<rss><channel>").removesuffix(b"</channel></rss>")
    rss = answer_of(b"<rss><channel>" + b"".join(item.replace(b">a<", b">%d<" % number) for number in range(100)) + b"</channel></rss>")
    parsed = sources()["teamtailor"].parse(board_of("teamtailor"), (rss,))
    assert (len(parsed.postings), parsed.complete) == (100, False)


ADDRESSES = [
    ("https://jobs.smartrecruiters.com/Ferncombe/744000133907678-sr-manager", "smartrecruiters", "Ferncombe", None),
    ("https://careers.smartrecruiters.com/Ferncombe", "smartrecruiters", "Ferncombe", None),
    ("https://jobs.smartrecruiters.com/oneclick-ui/company/Ferncombe/publication/1", "smartrecruiters", "Ferncombe", None),
    ("https://api.smartrecruiters.com/v1/companies/Ferncombe/postings?limit=1", "smartrecruiters", "Ferncombe", None),
    ("https://jobs.smartrecruiters.com/oneclick-ui/x", "smartrecruiters", None, None),
    ("https://apply.workable.com/ferncombe/j/AB12CD34EF/", "workable", "ferncombe", None),
    ("https://apply.workable.com/ferncombe", "workable", "ferncombe", None),
    ("https://ferncombe.workable.com/jobs/1", "workable", "ferncombe", None),
    ("https://apply.workable.com/api/v1/widget/accounts/ferncombe?details=true", "workable", "ferncombe", None),
    ("https://apply.workable.com/j/AB12CD34EF", "workable", None, None),
    ("https://jobs.workable.com/view/x", "workable", None, None),
    ("https://ferncombe.recruitee.com/o/product-manager", "recruitee", "ferncombe", None),
    ("https://www.recruitee.com/pricing", "recruitee", None, None),
    ("https://ferncombe.recruitee.com.elsewhere.example/", "recruitee", None, None),
    ("https://ferncombe.jobs.personio.de/job/1?language=de", "personio", "ferncombe", None),
    ("https://ferncombe.jobs.personio.com", "personio", "ferncombe", "com"),
    ("https://www.personio.de/", "personio", None, None),
    ("https://ferncombe.teamtailor.com/jobs/1-product-manager", "teamtailor", "ferncombe", None),
    ("https://ferncombe.na.teamtailor.com/jobs", "teamtailor", "ferncombe", "na"),
    ("https://app.teamtailor.com/companies/x", "teamtailor", None, None),
]


@pytest.mark.parametrize(("url", "source", "token", "region"), ADDRESSES)
def test_tells_boards_by_their_addresses(url: str, source: str, token: str | None, region: str | None) -> None:
    found = sources()[source].board_at(url)
    assert (found.token, found.region) == (token, region) if found else token is None
    assert [name for name, other in sources().items() if other.board_at(url) is not None] == ([source] if token else [])


def test_a_branded_host_is_where_the_board_says() -> None:
    board = replace(board_of("recruitee"), url="https://jobs.example.example")
    with serving(lambda request: request.answer(200, b'{"offers": []}')) as served, session_for(served) as session:
        [answer] = sources()["recruitee"].fetch(board, Visit(session=session))
    assert answer.url == "https://jobs.example.example/api/offers/"
