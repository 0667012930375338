"""robots.txt and the reservation from text and data mining, over real sockets: asked once a site, and obeyed."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from extractors.asking.visit import Visit
from extractors.errors import SourceRefuses, SourceUnavailable
from tests.extractors.asking import session_for
from tests.extractors.misbehaving import Clock, Request, Served, serving

PAGE = b"<html><head><title>Jobs</title></head><body>Product Manager</body></html>"
URL = "https://careers.driftmoor.example/jobs/1?lang=en"


def visited(
    robots: tuple[int, bytes] = (404, b""),
    reserved: tuple[int, bytes] = (404, b""),
    page: bytes = PAGE,
    urls: tuple[str, ...] = (URL,),
    **headers: str,
) -> Served:
    """Reads pages of a site that has these files, and returns what it was asked."""

    def play(request: Request) -> None:
        if request.path == "/robots.txt":
            request.answer(*robots)
        elif request.path == "/.well-known/tdmrep.json":
            request.answer(*reserved)
        else:
            request.answer(200, page, None, **headers)

    with serving(play) as served, session_for(served, retries=0) as session:
        visit = Visit(session=session)
        for url in urls:
            assert visit.page(url).body == page
        assert visit.requests == len(served.requests)
    return served


def test_a_site_is_asked_once_whether_it_may_be_read() -> None:
    served = visited(urls=(URL, URL + "2", URL + "3"))
    assert [path for _, path in served.requests][:2] == ["/robots.txt", "/.well-known/tdmrep.json"]
    assert len(served.requests) == 5


@pytest.mark.parametrize(
    "robots",
    [
        b"User-agent: *\nDisallow: /jobs/",
        b"User-agent: explore-roles\nDisallow: /\n\nUser-agent: *\nAllow: /",
        b"User-agent: *\nDisallow: /*?lang=",
        b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /jobs\r\n",
    ],
)
def test_robots_txt_is_obeyed(robots: bytes) -> None:
    with pytest.raises(SourceRefuses, match=r"robots\.txt"):
        visited(robots=(200, robots))


@pytest.mark.parametrize(
    "robots",
    [
        (200, b""),
        (200, b"User-agent: otherbot\nDisallow: /"),
        (200, b"User-agent: *\nDisallow: /\n\nUser-agent: explore-roles\nDisallow:"),
        (200, b"<html>no robots.txt here</html>"),
        (200, b"User-agent: *\nDisallow: /jobs/\nAllow: /jobs/1"),
        (403, b"no"),
        (410, b""),
        (402, b""),
        (409, b""),
        (418, b""),
        (499, b""),
    ],
)
def test_what_is_not_forbidden_is_read(robots: tuple[int, bytes]) -> None:
    visited(robots=robots)


@pytest.mark.parametrize("status", [408, 429, 503])
def test_a_robots_txt_that_cannot_be_had_forbids_all_for_now(status: int) -> None:
    with pytest.raises(SourceUnavailable):
        visited(robots=(status, b""))


@pytest.mark.parametrize("target", ["https://closed.driftmoor.example/private/1", "/private/1"])
@pytest.mark.parametrize("refusal", ["/robots.txt", "/.well-known/tdmrep.json"])
def test_where_a_page_leads_is_asked_whether_it_may_be_read_too(target: str, refusal: str) -> None:
    refused = b"User-agent: *\nDisallow: /private" if refusal == "/robots.txt" else b'[{"location": "/private", "tdm-reservation": 1}]'

    def play(request: Request) -> None:
        if request.path == refusal:
            request.answer(200, refused)
        elif request.path == "/jobs/1?lang=en":
            request.answer(302, b"", None, Location=target)
        else:
            request.answer(200 if "private" in request.path else 404, PAGE)

    with serving(play) as served, session_for(served, retries=0, at_once=1) as session:
        with pytest.raises(SourceRefuses, match="/private/1"):
            Visit(session=session).page(URL)
        assert "/private/1" not in [path for _, path in served.requests]
        # Of a single posting it is that posting's own matter, with a posting before and behind it.
        answers = Visit(session=session).details([URL + "&page=1", URL, URL + "&page=2"], pages=True)
    assert [answer.status for answer in answers] == [404, 503, 404]
    assert "/private/1" not in [path for _, path in served.requests]


def test_only_the_beginning_of_an_endless_robots_txt_is_read() -> None:
    visited(robots=(200, b"# filler\n" * 60_000 + b"User-agent: *\nDisallow: /"))


def test_the_wait_that_a_site_asks_for_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr("extractors.asking.turns.time", clock)
    visited(robots=(200, b"User-agent: *\nCrawl-delay: 7"), urls=(URL, URL))
    assert clock.slept == [7, 7]
    visited(robots=(200, b"User-agent: *\nCrawl-delay: 90000"))
    assert clock.slept[2:] == [60]


def test_the_wait_that_a_site_asks_for_is_kept_however_many_threads_ask() -> None:
    arrived: list[float] = []

    def play(request: Request) -> None:
        if request.path == "/robots.txt":
            request.answer(200, b"User-agent: *\nCrawl-delay: 0.15")
        elif request.path.startswith("/.well-known/"):
            request.answer(404)
        else:
            arrived.append(time.monotonic())
            request.answer(503 if len(arrived) == 1 else 200, PAGE)

    with serving(play) as served, session_for(served, retries=1) as session, ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda number: Visit(session=session).page(f"{URL}{number}"), range(4)))
    assert len(arrived) == 5
    # A slow machine can make any of them later than it was sent, by which the next one then seems to come early.
    assert arrived[-1] - arrived[0] >= 4 * 0.15 - 0.1


def test_a_reservation_in_the_header_is_obeyed() -> None:
    with pytest.raises(SourceRefuses, match="tdm-reservation"):
        visited(TDM_Reservation="1")
    visited(TDM_Reservation="0")


def test_a_reservation_in_the_page_is_obeyed() -> None:
    with pytest.raises(SourceRefuses, match="meta tag"):
        visited(page=b'<html><head><META content="1" name="TDM-Reservation"></head></html>')
    visited(page=b'<meta name="tdm-reservation" content="0"><p>We wrote of tdm-reservation: 1</p>')


def test_a_reservation_for_paths_is_obeyed() -> None:
    rows = [{"location": "/news/*", "tdm-reservation": 1}, {"location": "/jobs/", "tdm-reservation": 1}]
    with pytest.raises(SourceRefuses, match=r"tdmrep\.json"):
        visited(reserved=(200, json.dumps(rows).encode()))
    # The first location that fits decides.
    visited(reserved=(200, json.dumps([{"location": "/jobs/1*", "tdm-reservation": 0}, *rows]).encode()))


@pytest.mark.parametrize(
    "reserved", [b"<html></html>", b"{}", b"[1, null, {}]", b'[{"location": 5}]', b'[{"location": "/x$"}]', b"[" * 99 + b"]" * 99]
)
def test_a_reservation_file_that_makes_no_sense_reserves_nothing(reserved: bytes) -> None:
    visited(reserved=(200, reserved))
