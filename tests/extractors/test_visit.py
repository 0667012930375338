"""A visit over real sockets: conditional requests, details that fail, bounds, secrets, and as many answers at once as a host may give."""

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, quote_plus

import pytest

from extractors.asking.session import polite_session
from extractors.asking.visit import Visit
from extractors.errors import SourceChanged, SourceRefuses, SourceUnavailable
from extractors.reading import Answer
from tests.extractors.asking import ONE, URL, session_for
from tests.extractors.misbehaving import Play, Request, in_turn, says, serving

KEPT = Answer(
    url=URL,
    status=200,
    content_type="application/json",
    body=ONE,
    fetched_at=datetime(2026, 11, 20, tzinfo=UTC),
    etag='W/"17-a"',
    last_modified="Fri, 20 Nov 2026 01:00:00 GMT",
)


def test_what_did_not_change_is_not_sent_again() -> None:
    def play(request: Request) -> None:
        same = request.headers.get("If-None-Match") == 'W/"17-a"'
        request.answer(304 if same else 200, b"" if same else b"[1]", None, ETag='W/"17-a"')

    with serving(play) as served, session_for(served) as session:
        answer = Visit(session=session, known={URL: KEPT}.get).get(URL)
    assert (answer.body, answer.status, answer.unchanged, answer.etag) == (ONE, 200, True, KEPT.etag)
    assert answer.fetched_at == KEPT.fetched_at
    assert answer.confirmed_at is not None
    assert answer.confirmed_at > KEPT.fetched_at
    assert served.headers[0]["if-modified-since"] == KEPT.last_modified
    assert served.sent == 0


def test_what_changed_comes_whole_with_its_new_validators() -> None:
    with serving(says(200, b"[2]", ETag='"18"', Last_Modified="Sat, 21 Nov 2026 01:00:00 GMT")) as served, session_for(served) as session:
        answer = Visit(session=session, known={URL: KEPT}.get).get(URL)
    assert (answer.body, answer.unchanged, answer.etag, answer.last_modified) == (b"[2]", False, '"18"', "Sat, 21 Nov 2026 01:00:00 GMT")


def test_an_answer_that_nobody_kept_cannot_be_unchanged() -> None:
    with serving(says(304, b"")) as served, session_for(served) as session, pytest.raises(SourceChanged, match="304"):
        Visit(session=session).get(URL)


@pytest.mark.parametrize("tag", ["x" * 300, "\u00e4", 'a"b\t'])
def test_a_validator_that_could_spoil_a_header_is_not_kept(tag: str) -> None:
    def play(request: Request) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nETag: " + tag.encode("utf-8") + b"\r\n\r\n[]")

    with serving(play) as served, session_for(served) as session:
        assert Visit(session=session).get(URL).etag is None


def test_a_post_is_kept_under_what_it_asked() -> None:
    def play(request: Request) -> None:
        request.answer(200, request.sent)

    with serving(play) as served, session_for(served) as session:
        answer = Visit(session=session).post(URL, {"offset": 0, "limit": 20})
    assert answer.body == b'{"offset": 0, "limit": 20}'
    assert answer.url == URL + '#{"limit":20,"offset":0}'


def test_one_posting_that_fails_does_not_cost_the_board() -> None:
    def play(request: Request) -> None:
        broken = {"/2": 500, "/3": 404}.get(request.path, 200)
        request.answer(broken, b"{}")

    with serving(play) as served, session_for(served, retries=0) as session:
        visit = Visit(session=session)
        answers = visit.details(f"https://api.lever.co/{number}" for number in range(1, 5))
    assert [answer.status for answer in answers] == [200, 503, 404, 200]
    assert visit.requests == 4


@pytest.mark.parametrize(
    ("play", "status"),
    [
        (says(302, b"", Location="http://www.driftmoor.example/careers"), 503),
        (says(302, b"", Location="/2"), 503),
        (says(302, b"", Location="https://10.1.2.3/"), 503),
        (says(400, b"no"), 503),
        (says(406, b"no"), 503),
        (says(401, b"no"), 401),
        (says(403, b"no"), 403),
        (says(200, b"[" + b" " * 1_000_000 + b"]"), 503),
    ],
    ids=["to http", "in a circle", "to a private address", "400", "406", "401", "403", "too large"],
)
def test_one_posting_that_is_none_does_not_cost_the_board(play: Play, status: int) -> None:
    def plays(request: Request) -> None:
        if request.path == "/2":
            play(request)
        else:
            request.answer(200, b"{}")

    with serving(plays) as served, session_for(served, retries=0) as session:
        answers = Visit(session=session).details(f"https://api.lever.co/{number}" for number in range(1, 4))
    assert [answer.status for answer in answers] == [200, status, 200]


def test_a_posting_that_is_reserved_is_the_boards_matter() -> None:
    with serving(says(200, b"{}", TDM_Reservation="1")) as served, session_for(served) as session, pytest.raises(SourceRefuses):
        Visit(session=session).details(["https://api.lever.co/1"])
    assert len(served.requests) == 1


@pytest.mark.parametrize("status", [500, 400, 401, 403])
def test_postings_that_fail_in_a_row_are_no_accident(status: int) -> None:
    with serving(says(status, b"")) as served, session_for(served, retries=0) as session, pytest.raises(SourceUnavailable):
        Visit(session=session).details(f"https://api.lever.co/{number}" for number in range(20))
    assert len(served.requests) == 4


def test_a_host_that_wants_to_be_left_alone_ends_the_visit() -> None:
    with (
        serving(says(429, b"", Retry_After="3600")) as served,
        session_for(served) as session,
        pytest.raises(SourceUnavailable, match="left alone"),
    ):
        Visit(session=session).details(f"https://api.lever.co/{number}" for number in range(20))
    assert len(served.requests) == 1


def test_a_board_takes_so_many_requests_and_no_more() -> None:
    with serving(says(200, ONE)) as served, session_for(served) as session:
        visit = Visit(session=session, max_requests=3)
        with pytest.raises(SourceChanged, match="more than 3 requests"):
            visit.details(f"https://api.lever.co/{number}" for number in range(20))
    assert len(served.requests) == 3


def test_retries_and_redirects_count_as_requests() -> None:
    play = in_turn(says(500, b""), says(302, b"", Location="/elsewhere"), says(200, ONE))
    with serving(play) as served, session_for(served) as session:
        visit = Visit(session=session)
        visit.get(URL)
    assert visit.requests == len(served.requests) == 3


def test_a_board_that_takes_too_long_is_unavailable() -> None:
    with serving(says(200, ONE)) as served, session_for(served) as session:
        visit = Visit(session=session, max_seconds=0.2)
        visit.get(URL)
        time.sleep(0.25)
        with pytest.raises(SourceUnavailable, match=r"not whole after 0\.2 s"):
            visit.get(URL)
        # Nor is that a matter of the one posting that it happens at.
        with pytest.raises(SourceUnavailable, match=r"not whole after 0\.2 s"):
            visit.details([URL])
    assert len(served.requests) == 1


def test_secrets_are_told_to_the_host_and_to_nobody_else() -> None:
    with serving(in_turn(says(200, ONE), says(403, b"no made-up-secret"))) as served, session_for(served) as session:
        visit = Visit(session=session)
        answer = visit.get(
            "https://api.adzuna.com/v1/search?page=1", secrets={"app_key": "made-up-secret"}, headers={"X-Key": "made-up-two"}
        )
        assert answer.url == "https://api.adzuna.com/v1/search?page=1"
        assert served.requests[0][1] == "/v1/search?page=1&app_key=made-up-secret"
        assert served.headers[0]["x-key"] == "made-up-two"
        with pytest.raises(SourceChanged) as raised:
            visit.get("https://api.adzuna.com/v1/search", secrets={"app_key": "made-up-secret"})
    assert "made-up-secret" not in str(raised.value)


def test_a_redirect_elsewhere_is_told_no_secret() -> None:
    play = in_turn(says(302, b"", Location="https://elsewhere.example/x"), says(200, ONE))
    with serving(play) as served, session_for(served) as session:
        Visit(session=session).get(URL, headers={"Authorization-Key": "made-up-secret"})
    assert served.headers[0]["authorization-key"] == "made-up-secret"
    assert "authorization-key" not in served.headers[1]


def test_a_redirect_that_repeats_a_secret_does_not_leak_it_in_words() -> None:
    def play(request: Request) -> None:
        request.answer(302, b"", None, Location="http://elsewhere.example" + request.path)

    with serving(play) as served, session_for(served) as session, pytest.raises(SourceChanged, match="not https") as raised:
        Visit(session=session).get(URL, secrets={"app_key": "made-up-secret"})
    assert "made-up-secret" not in str(raised.value)


@pytest.mark.parametrize(
    "written",
    [quote, quote_plus, lambda secret: quote(secret, safe=""), lambda secret: quote(secret, safe="").lower()],
    ids=["quote", "quote_plus", "all of it", "in small letters"],
)
def test_a_secret_is_not_told_as_addresses_write_it(written: Any) -> None:
    secret = "made up/secret+="
    play = says(302, b"", Location=f"http://elsewhere.example/{written(secret)}/x")
    with serving(play) as served, session_for(served) as session, pytest.raises(SourceChanged, match="not https") as raised:
        Visit(session=session).get(URL, secrets={"app_key": secret})
    assert "http://elsewhere.example/[removed]/x" in str(raised.value)


@pytest.mark.parametrize("secret", ["made-up\nsecret", "made\u2013up", " made-up"])
def test_a_secret_that_no_header_can_hold_is_not_told(secret: str) -> None:
    with serving(says(200, ONE)) as served, session_for(served) as session, pytest.raises(SourceChanged, match="cannot be asked") as raised:
        Visit(session=session).get(URL, headers={"X-Key": secret}, secrets={"empty": ""})
    assert "made" not in str(raised.value)
    assert served.requests == []


def test_one_host_gives_only_so_many_answers_at_once() -> None:
    under_way: list[int] = [0, 0]  # now, most
    lock = threading.Lock()

    def play(request: Request) -> None:
        with lock:
            under_way[0] += 1
            under_way[1] = max(under_way)
        time.sleep(0.05)
        with lock:
            under_way[0] -= 1
        request.answer(200, ONE)

    with serving(play) as served, session_for(served, at_once=3) as session, ThreadPoolExecutor(12) as threads:
        visit = Visit(session=session)
        list(threads.map(lambda number: visit.get(f"https://api.lever.co/{number}"), range(24)))
    assert under_way[1] <= 3
    assert len(served.requests) == 24


def test_a_name_that_leads_to_a_private_address_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name was looked up to a public address when it was checked, and leads home when it is asked."""
    with serving(says(200, ONE)) as served:
        port = int(served.url.rsplit(":", 1)[1])
        real = socket.getaddrinfo
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **named: real("127.0.0.1", port, **named))
        with polite_session(user_agent="tests", retries=0) as session, pytest.raises(SourceChanged, match="private network"):
            Visit(session=session).get("https://rebound.example/jobs")
    assert served.requests == []


def test_the_same_visit_counts_what_is_told() -> None:
    answers: list[Any] = []
    with serving(says(200, ONE, ETag='"1"')) as served, session_for(served) as session:
        visit = Visit(session=session)
        answers += [visit.get(URL), visit.get(URL)]
    assert visit.requests == 2 == len(answers)
