"""Which board an address belongs to; and what a page of the employer's own says of it, over real sockets."""

import pytest

from extractors.asking.visit import Visit
from extractors.errors import SourceChanged
from extractors.recognise import recognise, recognise_page
from extractors.sources import sources
from tests.extractors.asking import session_for
from tests.extractors.misbehaving import Request, serving

ADDRESSES = {
    "https://boards.greenhouse.io/acorn/jobs/123": "greenhouse:acorn",
    "https://job-boards.eu.greenhouse.io/acorn/jobs/123?gh_src=x": "greenhouse:acorn eu",
    "https://boards.greenhouse.io/embed/job_board?for=acorn": "greenhouse:acorn",
    "https://boards.greenhouse.io/embed/job_app?token=12&for=acorn": "greenhouse:acorn",
    "https://boards-api.greenhouse.io/v1/boards/acorn/jobs": "greenhouse:acorn",
    "https://jobs.lever.co/acorn/0a1b2c3d-0000-0000-0000-000000000000/apply": "lever:acorn",
    "https://jobs.eu.lever.co/acorn": "lever:acorn eu",
    "https://jobs.ashbyhq.com/Acorn%20Mill/0a1b": "ashby:Acorn Mill",
    "https://jobs.smartrecruiters.com/AcornMill/743999-product-manager": "smartrecruiters:AcornMill",
    "https://careers.smartrecruiters.com/AcornMill": "smartrecruiters:AcornMill",
    "https://apply.workable.com/acorn/j/ABCDEF1234/": "workable:acorn",
    "https://acorn.recruitee.com/o/product-manager": "recruitee:acorn",
    "https://acorn.jobs.personio.de/job/123": "personio:acorn",
    "https://acorn.jobs.personio.com/job/123?language=en": "personio:acorn com",
    "https://acorn.teamtailor.com/jobs/123-product-manager": "teamtailor:acorn",
    "https://acorn.bamboohr.com/careers/12": "bamboohr:acorn",
    "https://acorn.breezy.hr/p/abc-product-manager": "breezy:acorn",
    "https://ats.rippling.com/acorn/jobs/0a1b": "rippling:acorn",
    "https://ats.rippling.com/en-GB/acorn/jobs": "rippling:acorn",
    "https://acorn.pinpointhq.com/en/postings/0a1b": "pinpoint:acorn",
    "https://acorn.wd5.myworkdayjobs.com/en-US/External/job/Leeds/Product-Manager_R-1": "workday:acorn.wd5/External",
    "https://acorn.wd5.myworkdayjobs.com/External": "workday:acorn.wd5/External",
    "https://careers-acorn.icims.com/jobs/123/product-manager/job": "icims:careers-acorn",
    "https://jobs.jobvite.com/acorn/job/oAbCdEf": "jobvite:acorn",
    "https://acorn.avature.net/careers/JobDetail/Leeds/123": "avature:acorn/careers",
    "https://remotive.com/remote-jobs/product/x-1": "remotive:product",
    "https://weworkremotely.com/categories/remote-product-jobs": "we_work_remotely:remote-product-jobs",
    "https://www.adzuna.co.uk/jobs/land/ad/1": "adzuna:gb",
    "https://adzuna.com.br/search": "adzuna:br",
    "https://www.adzuna.nl/": "adzuna:nl",
    "https://jobs.acorn.example/feed.rss": "rss:jobs.acorn.example",
}


@pytest.mark.parametrize(("url", "key"), ADDRESSES.items())
def test_an_address_says_which_board_it_is(url: str, key: str) -> None:
    found = recognise(url)
    assert found is not None
    token, _, region = key.partition(":")[2].partition(" ") if found.source not in ("ashby",) else (key.partition(":")[2], "", "")
    assert (found.source, found.address.token, found.address.region) == (key.partition(":")[0], token, region or None)
    assert sources()[found.source].PLATFORM.token.fullmatch(found.address.token)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("HTTPS://Jobs.Lever.CO/acme/", "lever:acme"),
        ("Https://JOBS.ASHBYHQ.COM/Acorn%20Mill/0a1b", "ashby:Acorn Mill"),
        ("HTTPS://Jobs.Acorn.example/Feed.RSS", "rss:jobs.acorn.example https://jobs.acorn.example/Feed.RSS"),
    ],
)
def test_scheme_and_host_may_be_in_capitals(url: str, key: str) -> None:
    found = recognise(url)
    assert found is not None
    assert f"{found.source}:{found.address.token}" + (f" {found.address.url}" if found.address.url else "") == key


@pytest.mark.parametrize("url", ADDRESSES)
def test_no_two_platforms_claim_an_address(url: str) -> None:
    assert len([name for name, source in sources().items() if source.board_at(url) is not None]) == 1


@pytest.mark.parametrize(
    "url",
    [
        "https://acorn.example/careers",
        "https://acorn.example/jobs/search?gh_jid=123",
        "https://boards.greenhouse.io/",
        "https://www.lever.co/careers",
        "https://notlever.co/jobs.lever.co/acorn",
        "https://evil.example/https://jobs.lever.co/acorn",
        "https://jobs.lever.co.evil.example/acorn",
        "https://www.linkedin.com/jobs/feed.xml",
        "https://de.indeed.com/rss",
        "HTTPS://www.Glassdoor.co.uk/feed",
        "https://www.adzuna.example/jobs",
        "javascript:alert(1)",
        "https://[bad",
        "https://\u2100.example/feed.rss",
        "",
    ],
)
def test_an_address_that_does_not_say_it_is_not_guessed(url: str) -> None:
    assert recognise(url) is None


def _page(body: str, url: str = "https://acorn.example/careers?gh_jid=12") -> str:
    def play(request: Request) -> None:
        request.answer(200 if request.path.startswith("/careers") else 404, body.encode(), None, Content_Type="text/html")

    with serving(play) as served, session_for(served) as session:
        found = recognise_page(url, Visit(session=session))
    address = found.address
    return f"{found.source}:{address.token}" + (f" {address.region}" if address.region else "") + (f" {address.url}" if address.url else "")


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ('<script src="https://boards.greenhouse.io/embed/job_board/js?for=acorn"></script>', "greenhouse:acorn"),
        ('<script src="https://boards.eu.greenhouse.io/embed/job_board/js?for=acorn"></script>', "greenhouse:acorn eu"),
        ('<script>{"u":"https:\\/\\/boards-api.greenhouse.io\\/v1\\/boards\\/acorn\\/jobs"}</script>', "greenhouse:acorn"),
        ('<a href="https://[bad">a</a><a href="https://jobs.lever.co/acorn">b</a>', "lever:acorn"),
        ('<a href="https://boards.greenhouse.io/acorn/jobs/1">a</a><a href="https://jobs.lever.co/other">b</a>', "greenhouse:acorn"),
    ],
)
def test_a_page_of_the_employers_own_links_to_its_board(body: str, key: str) -> None:
    assert _page(body, f"https://acorn.example/careers{'?gh_jid=12' if 'greenhouse' in key else ''}") == key


def test_a_page_with_postings_in_schema_orgs_form_is_a_board_itself() -> None:
    body = '<script type="application/ld+json">{"@type":"JobPosting","title":"Product Manager","description":"Own it."}</script>'
    assert _page(body, "HTTPS://Acorn.example/careers/") == "career_page:acorn.example https://acorn.example/careers"


@pytest.mark.parametrize(
    ("body", "match"),
    [
        ("<p>We are hiring!</p>", "does not say on which platform"),
        ('<a href="https://jobs.lever.co/a">a</a><a href="https://jobs.lever.co/b">b</a>', "several boards as often"),
    ],
)
def test_a_page_that_does_not_say_it_is_not_guessed(body: str, match: str) -> None:
    with pytest.raises(SourceChanged, match=match):
        _page(body, "https://acorn.example/careers")
