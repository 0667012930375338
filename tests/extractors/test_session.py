"""The session over real sockets: what it asks, what it follows, what it takes for an answer."""

import gzip
import logging
import shutil
import ssl
import subprocess
import traceback
from pathlib import Path

import pytest

from extractors.asking.redirects import redirected
from extractors.asking.session import Ask, fetch_answer, polite_session
from extractors.asking.visit import Visit
from extractors.board import Board
from extractors.errors import SourceChanged, SourceGone, SourceMoved, SourceUnavailable
from extractors.read import read_board
from tests.extractors.asking import ONE, URL, fails, fetched, session_for
from tests.extractors.misbehaving import Clock, Play, Request, in_turn, says, serving


def test_an_answer_comes_whole_and_the_platform_is_asked_as_it_wants() -> None:
    answer, served = fetched(says(200, ONE, Content_Type="application/json"))
    assert (answer.url, answer.status, answer.content_type, answer.body) == (URL, 200, "application/json", ONE)
    assert answer.fetched_at.utcoffset() is not None
    assert served.requests == [("api.lever.co", "/v0/postings/driftmoor?mode=json")]
    asked = served.headers[0]
    assert asked["accept"] == "application/json"
    assert asked["user-agent"].startswith("explore-roles-tests/0 (+https://")
    assert not {"authorization", "cookie"} & asked.keys()


@pytest.mark.parametrize("status", [404, 410])
def test_a_board_that_is_gone_is_asked_for_once(status: int) -> None:
    served = fails(says(status, b'{"ok":false,"error":"Document not found"}'), SourceGone, f"no such board.*{status}")
    assert len(served.requests) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 406, 204])
def test_a_refusal_is_not_asked_again(status: int) -> None:
    with serving(says(status, b"")) as served, session_for(served) as session:
        with pytest.raises(SourceChanged, match=str(status)) as raised:
            fetch_answer(session, URL)
        assert not isinstance(raised.value, SourceGone)
    assert len(served.requests) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_may_pass_is_asked_again(status: int) -> None:
    answer, served = fetched(in_turn(says(status, b"sorry"), says(200, ONE)))
    assert answer.body == ONE
    assert len(served.requests) == 2


def test_what_does_not_pass_ends_after_the_retries() -> None:
    assert len(fails(says(500, b"sorry"), SourceUnavailable, "status 500", retries=2).requests) == 3


def test_retry_after_is_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr("extractors.asking.turns.time", clock)
    with serving(in_turn(says(429, b"", Retry_After="7"), says(200, ONE))) as served, session_for(served) as session:
        assert fetch_answer(session, URL).body == ONE
    assert clock.slept == [7]


def test_a_host_that_asks_for_an_hour_is_left_alone_by_all() -> None:
    with serving(says(429, b"", Retry_After="3600")) as served, session_for(served) as session:
        with pytest.raises(SourceUnavailable, match="left alone for 3600 s") as raised:
            fetch_answer(session, URL)
        assert raised.value.retry_after == 3600
        with pytest.raises(SourceUnavailable, match="asked to be left alone"):
            fetch_answer(session, "https://api.lever.co/v0/postings/another?mode=json")
        assert len(served.requests) == 1
        with pytest.raises(SourceUnavailable):
            fetch_answer(session, "https://api.ashbyhq.com/posting-api/job-board/ferncombe")
        assert [host for host, _ in served.requests] == ["api.lever.co", "api.ashbyhq.com"]


@pytest.mark.parametrize("said", ["soon", "-5", "", "Wed, 21 Oct 2015 07:28:00 GMT", "1e9999"])
def test_a_retry_after_that_makes_no_sense_is_no_wait(said: str) -> None:
    assert fetched(in_turn(says(503, b"", Retry_After=said), says(200, ONE)))[0].body == ONE


def _closes(request: Request) -> None:
    request.hang_up()


def _half(request: Request) -> None:
    request.answer(200, ONE[:40], length=len(ONE))


@pytest.mark.parametrize(
    ("play", "match"),
    [
        (_closes, "closed before the answer was whole"),
        (_half, "shorter than it was announced"),
        (says(200, b""), "nothing at all"),
        (says(200, b" \n "), "nothing at all"),
        (says(200, ONE[:-20]), "breaks off"),
        (says(200, b'{"jobs":[{"id":1}'), "breaks off"),
        (says(200, b"\x1f\x8bnonsense", Content_Encoding="gzip"), "could not be read"),
    ],
    ids=["closed", "short body", "empty", "blank", "cut JSON", "cut behind a bracket", "not gzip"],
)
def test_what_is_not_whole_is_unavailable_and_asked_again(play: Play, match: str) -> None:
    assert len(fails(play, SourceUnavailable, match, retries=1).requests) == 2


def test_no_server_at_all_is_unavailable() -> None:
    with serving(says()) as served:
        pass
    with session_for(served, retries=0) as session, pytest.raises(SourceUnavailable, match="refused"):
        fetch_answer(session, URL)


@pytest.mark.parametrize("cut", [1, 8, 9, 20, 40])
def test_a_gzip_that_breaks_off_is_not_whole(cut: int) -> None:
    page = gzip.compress(b"<html>" + ONE * 3 + b"</html>")[:-cut]
    fails(says(200, page, Content_Encoding="gzip"), SourceUnavailable, "breaks off", retries=0)


def test_a_name_that_does_not_exist_is_unavailable() -> None:
    with polite_session(user_agent="tests", retries=0) as session, pytest.raises(SourceUnavailable, match=r"name is not known|refused"):
        fetch_answer(session, "https://nobody.invalid/jobs")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl, which makes the certificate")
def test_a_certificate_that_nobody_vouches_for_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"]
        + ["-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "cert.pem")],
        check=True,
        capture_output=True,
    )
    monkeypatch.setattr("extractors.asking.adapter._public", lambda sock: sock)  # this machine stands in for the world
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    with serving(says(200, ONE), context) as served, polite_session(user_agent="tests", retries=0) as session:
        with pytest.raises(SourceUnavailable, match="certificate"):
            fetch_answer(session, served.url.replace("http:", "https:").replace("127.0.0.1", "localhost"))
        assert served.requests == []


def test_gzip_and_chunks_are_read() -> None:
    assert fetched(says(200, gzip.compress(ONE), Content_Encoding="gzip"))[0].body == ONE

    def chunked(request: Request) -> None:
        request.send_response(200)
        request.send_header("Transfer-Encoding", "chunked")
        request.end_headers()
        request.wfile.write(b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (ONE[:10], ONE[10:])) + b"0\r\n\r\n")

    assert fetched(chunked)[0].body == ONE


def test_redirects_are_followed_within_the_platform_and_counted() -> None:
    answer, served = fetched(
        in_turn(
            says(301, b"", Location="/v0/postings/driftmoor2?mode=json"),
            says(302, b"", Location="https://api.eu.lever.co/x"),
            says(200, ONE),
        )
    )
    assert answer.url == URL
    assert served.requests[1:] == [("api.lever.co", "/v0/postings/driftmoor2?mode=json"), ("api.eu.lever.co", "/x")]
    assert len(fails(says(302, b"", Location=URL), SourceChanged, "redirects more than 5 times").requests) == 6


@pytest.mark.parametrize(
    "target",
    [
        "http://api.lever.co/v0/postings/driftmoor",
        "file:///etc/passwd",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://[::1]/",
        "https://10.1.2.3/x",
        "https://169.254.169.254/latest/meta-data",
        "https://metadata.google.internal/",
        "javascript:alert(1)",
        "https://[not-an-address",
    ],
)
def test_redirects_to_where_nothing_is_to_be_had_are_not_followed(target: str) -> None:
    served = fails(says(302, b"", Location=target), SourceChanged, "not followed")
    assert len(served.requests) == 1


@pytest.mark.parametrize("name", ["a" * 70 + ".example", "a..example", ".example", "\u2100.example"])
def test_a_redirect_to_what_can_be_no_name_is_not_followed(name: str) -> None:
    with pytest.raises(SourceMoved, match="no address and is not followed"):
        redirected(URL, f"https://{name}/", None)


def test_a_message_about_a_redirect_tells_neither_its_query_nor_half_of_it() -> None:
    for target in ("http://elsewhere.example/x?app_key=made-up#made-up", "http://someone:made-up@elsewhere.example/x"):
        with pytest.raises(SourceMoved, match=r"redirects to http://elsewhere\.example/x, which is not https"):
            redirected(URL, target, None)
    with pytest.raises(SourceMoved, match="redirects to an address of 225 characters, which"):
        redirected(URL, "http://elsewhere.example/" + "x" * 200, None)


def _spoils_headers(request: Request) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\n: nothing\r\nno header\r\n\r\n[]")
    request.hang_up()


@pytest.mark.parametrize("play", [says(429, b""), _spoils_headers, _closes], ids=["429", "headers that are none", "closed"])
def test_neither_logs_nor_tracebacks_tell_a_secret(play: Play, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    told, secret = "", "made-up-secret"
    with serving(play) as served, session_for(served, retries=0) as session:
        try:
            fetch_answer(session, URL, Ask(secrets={"app_key": secret}))
        except SourceUnavailable as error:
            told = "".join(traceback.format_exception(error))
    assert secret in served.requests[0][1]
    assert secret not in caplog.text + told


def test_a_redirect_to_the_server_that_plays_is_followed() -> None:
    with serving(in_turn(lambda request: request.answer(302, b"", Location=f"{request.served.url}/there"), says(200, ONE))) as served:
        with session_for(served) as session:
            assert fetch_answer(session, URL).body == ONE
        assert served.requests[1] == (served.url.removeprefix("http://"), "/there")


def test_plain_http_is_not_spoken_to_the_world() -> None:
    with polite_session(user_agent="tests", retries=0) as session, pytest.raises(SourceChanged, match="cannot be asked"):
        fetch_answer(session, "http://api.lever.co/v0/postings/driftmoor")


def test_neither_a_proxy_nor_credentials_of_the_machine_come_into_play(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".netrc").write_text("machine api.lever.co login someone password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    answer, served = fetched(says(200, ONE, Set_Cookie="a=b; Path=/"))
    assert answer.body == ONE
    assert "authorization" not in served.headers[0]


def test_cookies_are_not_kept() -> None:
    with serving(says(200, ONE, Set_Cookie="a=b; Path=/")) as served, session_for(served) as session:
        fetch_answer(session, URL)
        fetch_answer(session, URL)
    assert "cookie" not in served.headers[1]


def test_a_board_is_read_or_says_why_not() -> None:
    board = Board(source="lever", token="driftmoor", company="Driftmoor")
    with (
        serving(
            in_turn(says(200, ONE), says(200, b"<html><title>Derby App</title></html>"), says(200, b'{"jobs":[]}'), says(404), says(500))
        ) as served,
        session_for(served, retries=0) as session,
    ):
        states = []
        for _ in range(5):
            read, answers = read_board(board, Visit(session=session))
            states.append((read.state, len(read.postings), len(answers), (read.message or "")[:200]))
    assert [state[:3] for state in states] == [("read", 1, 1), ("changed", 0, 1), ("changed", 0, 1), ("gone", 0, 0), ("unavailable", 0, 0)]
    assert "a page that calls itself 'Derby App'" in states[1][3]
    assert "an object with `jobs` where a list was expected" in states[2][3]


@pytest.mark.parametrize(
    ("board", "asked"),
    [
        (
            Board(source="greenhouse", token="nimbuslane", company="x"),
            ("boards-api.greenhouse.io", "/v1/boards/nimbuslane/jobs?content=true&pay_transparency=true"),
        ),
        (
            Board(source="greenhouse", token="nimbuslane", company="x", region="eu"),
            ("boards-api.greenhouse.io", "/v1/boards/nimbuslane/jobs?content=true&pay_transparency=true"),
        ),
        (Board(source="lever", token="driftmoor", company="x"), ("api.lever.co", "/v0/postings/driftmoor?mode=json")),
        (Board(source="lever", token="driftmoor", company="x", region="eu"), ("api.eu.lever.co", "/v0/postings/driftmoor?mode=json")),
        (
            Board(source="ashby", token="Fern Combe", company="x"),
            ("api.ashbyhq.com", "/posting-api/job-board/Fern%20Combe?includeCompensation=true"),
        ),
        (
            Board(source="ashby", token="../x?y", company="x"),
            ("api.ashbyhq.com", "/posting-api/job-board/..%2Fx%3Fy?includeCompensation=true"),
        ),
    ],
)
def test_platforms_are_asked_at_their_own_address(board: Board, asked: tuple[str, str]) -> None:
    with serving(says(404)) as served, session_for(served) as session:
        assert read_board(board, Visit(session=session))[0].state == "gone"
    assert served.requests[0] == asked
    # Ashby's own page may still know a board that its API denies.
    assert {host for host, _ in served.requests[1:]} <= {"jobs.ashbyhq.com"}
