"""The session's limits over real sockets: time, size, and requests a host."""

import gzip
import threading
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import pytest

from extractors.asking.session import fetch_answer, polite_session
from extractors.errors import SourceChanged, SourceUnavailable
from tests.extractors.asking import ONE, fails, session_for
from tests.extractors.misbehaving import Play, Request, says, serving


def _says_nothing(request: Request) -> None:
    request.served.over.wait(20)


def test_silence_ends_at_the_timeout() -> None:
    served = fails(_says_nothing, SourceUnavailable, "silent for 0.2 s", timeout=0.2, retries=0)
    assert len(served.requests) == 1


def _drips_body(request: Request) -> None:
    request.send_response(200)
    request.send_header("Content-Length", "100000")
    request.end_headers()
    while not request.served.over.wait(0.05):
        request.wfile.write(b"[")
        request.wfile.flush()


def _drips_headers(request: Request) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not request.served.over.wait(0.05):
        request.wfile.write(b"x")
        request.wfile.flush()


def test_a_drip_ends_at_the_deadline_and_is_not_asked_again() -> None:
    served = fails(_drips_body, SourceUnavailable, "not whole after 0.4 s", timeout=5, max_seconds=0.4, retries=2)
    assert len(served.requests) == 1


def test_a_drip_of_headers_ends_at_the_deadline() -> None:
    fails(_drips_headers, SourceUnavailable, "headers came too slowly: not whole after 0.4 s", timeout=5, max_seconds=0.4, retries=0)


def _floods(request: Request) -> None:
    request.send_response(200)
    request.send_header("Content-Length", str(200 * 1024 * 1024))
    request.end_headers()
    for _ in range(200):
        request.wfile.write(b" " * 1024 * 1024)
        request.served.sent += 1024 * 1024


def _floods_a_redirect(request: Request) -> None:
    request.send_response(302)
    request.send_header("Location", "http://elsewhere.example/")
    request.send_header("Content-Length", str(200 * 1024 * 1024))
    request.end_headers()
    for _ in range(200):
        request.wfile.write(b" " * 1024 * 1024)
        request.served.sent += 1024 * 1024


def test_the_body_of_a_redirect_is_not_read() -> None:
    assert fails(_floods_a_redirect, SourceChanged, "not https and is not followed").sent < 50 * 1024 * 1024


def _chunks(request: Request) -> None:
    request.send_response(200)
    request.send_header("Transfer-Encoding", "chunked")
    request.end_headers()
    for _ in range(200):
        request.wfile.write(b"100000\r\n" + b" " * 0x100000 + b"\r\n")
        request.served.sent += 0x100000


@pytest.mark.parametrize("play", [_floods, _chunks])
def test_a_flood_is_stopped_at_the_limit(play: Play) -> None:
    served = fails(play, SourceChanged, "larger than 1,000,000 bytes")
    assert len(served.requests) == 1
    # What sockets buffer on both sides is all that goes out beyond the limit.
    assert served.sent < 50 * 1024 * 1024


def test_a_bomb_is_stopped_at_the_limit_of_what_it_unpacks_to() -> None:
    bomb = gzip.compress(b" " * (200 * 1024 * 1024), compresslevel=9)
    tracemalloc.start()
    try:
        fails(says(200, bomb, Content_Encoding="gzip"), SourceChanged, "larger than 1,000,000 bytes")
        assert tracemalloc.get_traced_memory()[1] < 20 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_each_host_gets_no_more_than_its_limit_however_many_threads_ask() -> None:
    """Counts what the server got, and since when: at five a second the n-th request cannot have come before (n - 1) / 5 s.

    Retries count too. A slow machine only makes the requests later, never earlier.
    """
    arrived: list[tuple[float, str]] = []
    lock = threading.Lock()

    def play(request: Request) -> None:
        with lock:
            arrived.append((time.monotonic(), request.headers["Host"]))
            failing = len(arrived) % 4 == 0
        request.answer(503 if failing else 200, ONE)

    with serving(play) as served, session_for(served, per_second=5, retries=5) as session:
        urls = [f"https://{host}/v0/postings/{number}" for number in range(6) for host in ("api.lever.co", "api.ashbyhq.com")]
        started = time.monotonic()
        with ThreadPoolExecutor(12) as threads:
            answers = list(threads.map(lambda url: fetch_answer(session, url), urls))
    assert [answer.body for answer in answers] == [ONE] * 12
    assert len(arrived) > 12
    for host in ("api.lever.co", "api.ashbyhq.com"):
        times = sorted(at - started for at, of in arrived if of == host)
        assert len(times) >= 6
        assert all(at >= number / 5 - 0.1 for number, at in enumerate(times)), (host, times)


@pytest.mark.parametrize("wrong", [{"timeout": 0.0}, {"per_second": -1.0}, {"max_bytes": 0}, {"max_seconds": 0.0}, {"retries": -1}])
def test_limits_that_make_no_sense_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="above 0"):
        polite_session(user_agent="tests", **wrong)  # type: ignore[arg-type]


def test_an_address_that_cannot_be_played_at_is_refused() -> None:
    with pytest.raises(ValueError, match="play_at"):
        polite_session(user_agent="tests", play_at="127.0.0.1:80")
