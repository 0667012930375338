"""Workday's lists: pages of twenty, claims that end at 2,000, searches, and lists that move while they are read."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import pytest

from extractors.asking.visit import Visit
from extractors.errors import SourceUnavailable
from extractors.platform import Address
from extractors.posting import Parsed
from extractors.reading import Answer
from extractors.sources.workday import board_at, fetch, parse
from tests.extractors.golden import answer_of, board_of

BOARD = replace(board_of("workday"), token="acme.wd5/External")
Row = dict[str, object]


def rows(count: int, title: str = "Operator") -> list[Row]:
    return [{"title": f"{title} {number}", "externalPath": f"/job/Kiel/{title}-{number}_R{number}"} for number in range(count)]


@dataclass(kw_only=True)
class Site:
    """A visit of a site with these postings; from `ends` on it shows its first page again. `found` is what a search finds."""

    listed: Sequence[Row]
    claimed: int | None = None
    ends: int = 2_000
    found: Sequence[Row] = ()
    requests: int = 0

    def wants(self, title: str) -> bool:
        return title.startswith("Product")

    def post(self, url: str, body: dict[str, Any]) -> Answer:
        self.requests += 1
        assert body.keys() == {"appliedFacets", "limit", "offset", "searchText"}
        assert body["limit"] == 20
        here = self.found if body["searchText"] else self.listed
        start = 0 if body["offset"] >= self.ends else body["offset"]
        claimed = min(len(here), self.ends) if self.claimed is None else self.claimed
        page = {"total": 0 if start else claimed, "jobPostings": here[start : start + 20]}
        return answer_of(json.dumps(page).encode(), f"{url}#{json.dumps(body)}")

    def details(self, urls: Iterable[str]) -> tuple[Answer, ...]:
        answers = tuple(answer_of(b'{"jobPostingInfo": {"jobDescription": "<p>Own it.</p>"}}', url) for url in urls)
        self.requests += len(answers)
        return answers


def read(site: Site) -> Parsed:
    return parse(BOARD, fetch(BOARD, cast(Visit, site)))


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (1, 1), (20, 1), (21, 2), (40, 2), (150, 8)])
def test_all_pages_are_read_and_no_more(count: int, pages: int) -> None:
    site = Site(listed=rows(count))
    parsed = read(site)
    assert (parsed.passed_over, parsed.complete, site.requests) == (count, True, pages)


def test_a_site_that_claims_two_thousand_is_searched() -> None:
    site = Site(listed=rows(2_500), found=[*rows(30), *rows(3, "Product-Lead")])
    parsed = read(site)
    assert (len(parsed.postings), parsed.passed_over, parsed.complete) == (3, 30, True)
    assert site.requests == 1 + 2 + 3


def test_a_site_of_many_thousands_is_searched() -> None:
    site = Site(listed=rows(18_000), ends=99_999, found=rows(5, "Product-Lead"))
    parsed = read(site)
    assert (len(parsed.postings), parsed.complete, site.requests) == (5, True, 1 + 1 + 5)


def test_a_search_that_finds_two_thousand_is_a_window() -> None:
    site = Site(listed=rows(2_500), found=rows(2_100))
    parsed = read(site)
    assert (parsed.passed_over, parsed.complete, site.requests) == (2_000, False, 1 + 100)


def test_a_list_that_moved_while_it_was_read_is_a_window() -> None:
    listed = rows(45)
    parsed = read(Site(listed=[*listed[:39], listed[0], *listed[39:44]], claimed=45))
    assert (parsed.passed_over, parsed.complete) == (44, False)


def test_a_list_that_ends_a_page_too_soon_is_none() -> None:
    with pytest.raises(SourceUnavailable, match="says that it has 60 postings and sent 40"):
        read(Site(listed=rows(40), claimed=60))


def test_a_first_page_that_comes_again_is_the_end() -> None:
    with pytest.raises(SourceUnavailable, match="says that it has 500 postings and sent 60"):
        read(Site(listed=rows(500), claimed=500, ends=60))


@pytest.mark.parametrize(
    ("url", "token", "region"),
    [
        ("https://acme.wd5.myworkdayjobs.com/External", "acme.wd5/External", None),
        ("https://acme.wd5.myworkdayjobs.com/External?q=product", "acme.wd5/External", None),
        ("https://acme.wd12.myworkdayjobs.com/en-US/External_Careers/job/Kiel/Product-Manager_R1", "acme.wd12/External_Careers", None),
        ("https://acme.wd3.myworkdayjobs.com/de/careers/", "acme.wd3/careers", None),
        ("https://acme.wd3.myworkdayjobs.com/wday/cxs/acme/careers/jobs", "acme.wd3/careers", None),
        ("https://wd5.myworkdaysite.com/recruiting/acme/careers/job/Kiel/x_R1", "acme.wd5/careers", "myworkdaysite"),
        ("https://wd5.myworkdaysite.com/en-US/recruiting/acme/careers", "acme.wd5/careers", "myworkdaysite"),
        ("https://wd5.myworkdaysite.com/wday/cxs/acme/careers/jobs", "acme.wd5/careers", "myworkdaysite"),
    ],
)
def test_an_address_names_tenant_and_site(url: str, token: str, region: str | None) -> None:
    assert board_at(url) == Address(token=token, region=region)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.workday.com/en-us/company/careers.html",
        "https://acme.wd5.myworkdayjobs.com/",
        "https://acme.wd5.myworkdayjobs.com/en-US",
        "https://acme.wd5.myworkdayjobs.com.evil.example/External",
        "https://evil.example/acme.wd5.myworkdayjobs.com/External",
    ],
)
def test_other_addresses_are_none(url: str) -> None:
    assert board_at(url) is None


def detail(number: str, text: str = "Own it.", **fields: object) -> bytes:
    return json.dumps({"jobPostingInfo": {"jobDescription": f"<p>{text}</p>", "jobReqId": number, **fields}}).encode()


def told(listed: Sequence[Row], *details: bytes | int) -> Parsed:
    """Returns what is read of a list and of the answers (or statuses) of its postings."""
    url = "https://acme.wd5.myworkdayjobs.com/wday/cxs/acme/External"
    asked = json.dumps({"appliedFacets": {}, "limit": 20, "offset": 0, "searchText": ""})
    page = answer_of(json.dumps({"total": len(listed), "jobPostings": listed}).encode(), f"{url}/jobs#{asked}")
    pages = [
        answer_of(b"", f"{url}{row['externalPath']}", status=body)
        if isinstance(body, int)
        else answer_of(body, f"{url}{row['externalPath']}")
        for row, body in zip(listed, details, strict=True)
    ]
    return parse(BOARD, (page, *pages))


def ids(parsed: Parsed) -> tuple[list[str], list[tuple[str | None, str]]]:
    return sorted(posting.identifier for posting in parsed.postings), [(bad.identifier, bad.reason) for bad in parsed.rejections]


ONE, COPY, OTHER = (
    {"title": "Product Lead", "externalPath": f"/job/Kiel/Product-Lead_{ending}", "bulletFields": ["Kiel"]}
    for ending in ("R-100", "R-100-1", "R-7")
)


def test_a_page_that_fails_changes_no_id() -> None:
    a, b, c = detail("R-100", "Own ferries."), detail("R-100", "Own trains."), detail("JR7")
    assert ids(told([ONE, COPY, OTHER], a, b, c)) == (["Product-Lead_R-100-1", "R-100", "R-7"], [])
    for first, second in ((503, b), (a, 503)):
        found, refused = ids(told([ONE, COPY, OTHER], first, second, c))
        assert found == ["R-7"]
        assert [number for number, _ in refused] == ["R-100", "Product-Lead_R-100-1"]
    assert ids(told([ONE, COPY, OTHER], a, b, 503))[1] == [("R-7", "page missing")]
    assert ids(told([ONE, COPY, OTHER], a, 404, c)) == (["R-100", "R-7"], [("Product-Lead_R-100-1", "page gone")])
    assert ids(told([ONE, COPY, OTHER], 404, b, c)) == (["R-100", "R-7"], [("R-100", "page gone")]), "what is left of the requisition"


def test_what_two_pages_of_a_requisition_say_alike_is_one_posting() -> None:
    places = [detail("R-100", location=place) for place in ("Kiel", "Lyon")]
    [posting] = told([ONE, COPY], *places).postings
    assert (posting.identifier, posting.job_location) == ("R-100", ("Kiel", "Lyon"))


def test_a_number_that_only_looks_like_a_copys_is_the_requisitions() -> None:
    row: Row = {"title": "Product Lead", "externalPath": "/job/Kiel/Product-Lead_2024-12", "bulletFields": ["Kiel"]}
    assert ids(told([row], detail("2024-12"))) == (["2024-12"], [])
    assert ids(told([row], 503)) == ([], [("2024-12", "page missing")])
    assert ids(told([{**row, "bulletFields": ["2024"]}], detail("2024"))) == (["2024"], [])
