"""robots.txt and the reservation from text and data mining, over real sockets: asked once a site, and obeyed."""

import json

import pytest

from extractors.asking.visit import Visit
from extractors.errors import SourceRefuses, SourceUnavailable
from tests.extractors.asking import session_for
from tests.extractors.misbehaving import Request, Served, serving

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
    ],
)
def test_what_is_not_forbidden_is_read(robots: tuple[int, bytes]) -> None:
    visited(robots=robots)


def test_a_robots_txt_that_cannot_be_had_forbids_all_for_now() -> None:
    with pytest.raises(SourceUnavailable):
        visited(robots=(503, b""))


def test_only_the_beginning_of_an_endless_robots_txt_is_read() -> None:
    visited(robots=(200, b"# filler\n" * 60_000 + b"User-agent: *\nDisallow: /"))


def test_the_wait_that_a_site_asks_for_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("extractors.asking.session.time.sleep", slept.append)
    visited(robots=(200, b"User-agent: *\nCrawl-delay: 7"), urls=(URL, URL))
    assert [round(seconds) for seconds in slept] == [7, 7]


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
