"""The session's limits over real sockets: time, size, and requests a host."""

import gzip
import socket
import threading
import time
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from extractors.asking import adapter, turns
from extractors.asking.session import fetch_answer, polite_session
from extractors.asking.turns import Turns
from extractors.errors import SourceChanged, SourceUnavailable
from tests.extractors.asking import ONE, URL, fails, session_for
from tests.extractors.misbehaving import Clock, Play, Request, Served, answers, drips, says, serving


def _says_nothing(request: Request) -> None:
    request.served.over.wait(20)


def test_silence_ends_at_the_timeout() -> None:
    served = fails(_says_nothing, SourceUnavailable, "silent for 0.2 s", timeout=0.2, retries=0)
    assert len(served.requests) == 1


def _pours(piece: bytes, first: bytes = b"") -> Play:
    def sends(request: Request) -> None:
        request.wfile.write(first)
        while not request.served.over.is_set():
            request.wfile.write(piece)

    return sends


_GZIP = b"\x1f\x8b\x08\x00\0\0\0\0\0\xff"
_GZIP_WITH_NAME = b"\x1f\x8b\x08\x08\0\0\0\0\0\xff"


@pytest.mark.parametrize(
    "play",
    [
        answers(drips(b"["), Content_Length="100000"),
        answers(drips(b"[")),
        answers(drips(b"a", first=_GZIP_WITH_NAME), Content_Encoding="gzip"),
        answers(_pours(b"\x00\x00\x00\xff\xff" * 4_000, first=_GZIP), Content_Encoding="gzip"),
        answers(drips(b"a", first=b"2\r\n[]\r\n2;"), Transfer_Encoding="chunked"),
        answers(drips(b"a: b\r\n", first=b"2\r\n[]\r\n0\r\n"), Transfer_Encoding="chunked"),
        answers(_pours(b"a: b\r\n" * 5_000, first=b"2\r\n[]\r\n0\r\n"), Transfer_Encoding="chunked"),
    ],
    ids=["body", "body without a length", "name in gzip", "gzip of nothing", "length of a chunk", "trailers", "flood of trailers"],
)
def test_a_body_without_an_end_ends_at_the_deadline_and_is_not_asked_again(play: Play) -> None:
    served = fails(play, SourceUnavailable, "not whole after 0.3 s", timeout=5, max_seconds=0.3, retries=2)
    assert len(served.requests) == 1


def test_a_drip_of_headers_ends_at_the_deadline() -> None:
    play = drips(b"x", first=b"HTTP/1.1 200 OK\r\nX-Slow: ")
    fails(play, SourceUnavailable, "headers came too slowly: not whole after 0.3 s", timeout=5, max_seconds=0.3, retries=0)


def test_a_proxy_that_drips_ends_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    with _dripping(b"HTTP/1.1 200 OK\r\nX-Slow: ") as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        with (
            polite_session(user_agent="tests", timeout=5, max_seconds=0.3, retries=0) as session,
            pytest.raises(SourceUnavailable, match=r"connection came about too slowly: not whole after 0\.3 s"),
        ):
            fetch_answer(session, URL)


def test_encryption_that_drips_ends_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "_public", lambda sock: sock)  # this machine stands in for the world
    # A record of 16,384 bytes, of which one comes at a time.
    with (
        _dripping(b"\x16\x03\x03\x40\x00") as port,
        polite_session(user_agent="tests", timeout=5, max_seconds=0.3, retries=0) as session,
        pytest.raises(SourceUnavailable, match="connection came about too slowly"),
    ):
        fetch_answer(session, f"https://localhost:{port}/")


@contextmanager
def _dripping(first: bytes) -> Iterator[int]:
    """Runs a server that speaks no HTTP: it drips from the start. Returns its port."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with server.accept()[0] as connection, suppress(OSError):
                connection.recv(4096)
                connection.sendall(first)
                while not over.wait(0.05):
                    connection.sendall(b"x")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        over.set()
        thread.join()


def test_a_proxy_that_cannot_be_bounded_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "socks5://127.0.0.1:9")
    with polite_session(user_agent="tests", retries=0) as session, pytest.raises(SourceChanged, match="the proxy that the environment"):
        fetch_answer(session, URL)


def _addresses(monkeypatch: pytest.MonkeyPatch, *ports: int) -> None:
    """Lets every name be looked up to these ports of this machine."""
    real = socket.getaddrinfo

    def looked_up(host: str, port: int, *args: Any, **named: Any) -> Any:
        return real(host, port, *args, **named) if host == "127.0.0.1" else [real("127.0.0.1", at, *args, **named)[0] for at in ports]

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)


def test_all_addresses_of_a_host_together_get_the_time_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    shares: list[float] = []

    def silent(_: object, timeout: float, **__: object) -> socket.socket:
        shares.append(timeout)
        time.sleep(timeout)
        raise TimeoutError

    _addresses(monkeypatch, *range(1, 11))
    monkeypatch.setattr(adapter, "create_connection", silent)
    with (
        polite_session(user_agent="tests", timeout=0.3, retries=0) as session,
        pytest.raises(SourceUnavailable, match=r"no connection within 0\.3 s"),
    ):
        fetch_answer(session, "https://many.example/")
    assert len(shares) > 5
    assert sum(shares) <= 0.3


def test_the_next_address_is_asked_where_the_first_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(says()) as gone:
        pass
    with serving(says(200, ONE)) as served, session_for(served, timeout=1) as session:
        _addresses(monkeypatch, _port(gone), _port(served))
        for scheme in list(session.adapters):
            session.mount(scheme, adapter.BoundedAdapter(headers_within=1, play_at=f"http://played.example:{_port(gone)}"))
        assert fetch_answer(session, URL).body == ONE


def _port(served: Served) -> int:
    return int(served.url.rpartition(":")[2])


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


def test_a_host_that_asks_for_an_hour_gets_no_more_than_was_under_way() -> None:
    def play(request: Request) -> None:
        time.sleep(0.1)
        request.answer(429, b"", None, Retry_After="3600")

    def asks(_: int) -> None:
        with pytest.raises(SourceUnavailable, match="left alone"):
            fetch_answer(session, URL)

    with serving(play) as served, session_for(served, retries=0, at_once=2) as session, ThreadPoolExecutor(8) as threads:
        list(threads.map(asks, range(8)))
    assert len(served.requests) <= 2


@pytest.mark.parametrize("wrong", [{"timeout": 0.0}, {"per_second": -1.0}, {"max_bytes": 0}, {"max_seconds": 0.0}, {"retries": -1}])
def test_limits_that_make_no_sense_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="above 0"):
        polite_session(user_agent="tests", **wrong)  # type: ignore[arg-type]


def test_an_address_that_cannot_be_played_at_is_refused() -> None:
    with pytest.raises(ValueError, match="play_at"):
        polite_session(user_agent="tests", play_at="127.0.0.1:80")


def test_a_host_that_no_connection_leads_to_is_given_up_after_some_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = Clock()
    monkeypatch.setattr(turns, "time", now)
    host = Turns(at_once=4)

    def asks(*, there: bool) -> None:
        with host.turn_with("h"):
            host.connected("h", there=there)

    for _ in range(20):
        asks(there=False)
    assert now.slept == [30.0], "all wait after each ten"
    asks(there=True)
    now.sleep(300.0)
    for _ in range(11):
        asks(there=False)
    assert host.may_ask("h"), "it went on for half a minute only"
    now.sleep(300.0)
    asks(there=False)
    assert not host.may_ask("h")
    with pytest.raises(SourceUnavailable, match=r"no connection in 12 tries \(no network\?\); it is asked again in 900 s"):
        asks(there=False)
    host.connected("h", there=True)  # of one who was under way
    asks(there=True)
    now.sleep(5.0)
    assert host.may_ask("h")


def test_what_finds_no_connection_is_counted() -> None:
    with serving(says(200, ONE)) as served:
        gone = served.url
    with polite_session(user_agent="tests", retries=0, per_second=1000, play_at=gone) as session:
        for _ in range(3):
            with pytest.raises(SourceUnavailable, match="refused"):
                fetch_answer(session, URL)
        assert session.turns._lost["api.lever.co"] == 3
