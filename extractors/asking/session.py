"""One polite way to ask a platform: limits per host, time and size; retries that wait as long as they are told to."""

import logging
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from requests_ratelimiter import LimiterSession
from urllib3.exceptions import HTTPError, InvalidHeader
from urllib3.util.retry import Retry

from extractors.asking.adapter import PRIVATE, BoundedAdapter
from extractors.asking.body import whole_body
from extractors.asking.failures import NotNow, failure, is_connected
from extractors.asking.redirects import redirected
from extractors.asking.turns import RETRY_AFTER_MAX, Turns, left_alone
from extractors.errors import SourceChanged, SourceGone, SourceMoved, SourceRefuses, SourceUnavailable
from extractors.json_body import cut_short
from extractors.reading import Answer

BACKOFF_FIRST = 0.5
BACKOFF_MAX = 20.0
# A platform that has not even taken the call by now is away; answers themselves may take long (Ashby: 10 s).
CONNECT_TIMEOUT_MAX = 10.0
MAX_REDIRECTS = 5
_RETRIED = frozenset({408, 429, 500, 502, 503, 504})
# These tell the whole address in their logs, and with it the keys in its query.
_TELL_ADDRESSES = ("requests_ratelimiter", "urllib3")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one answer may cost."""

    timeout: float  # seconds without a byte
    retries: int  # tries after the first
    max_bytes: int  # of the body, decompressed
    max_seconds: float  # until the headers are there, and again until the body is whole


def _nothing() -> None:
    return None


def _anywhere(_: str) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """How an address is asked for, beyond a plain GET."""

    known: Answer | None = None  # the answer of an earlier night: the host may say that it still stands
    json: object = None  # the body of a POST
    accept: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)  # told to the first host only
    secrets: Mapping[str, str] = field(default_factory=dict)  # of the query; neither kept with the answer nor told in a message
    returned: frozenset[int] = frozenset()  # statuses besides 200 that are an answer too
    empty: bool = False  # whether an answer may hold nothing at all
    count: Callable[[], None] = _nothing  # called before each request
    may: Callable[[str], None] = _anywhere  # called with each address that a redirect leads to; raises where it may not be asked


class PoliteSession(LimiterSession):
    """A session that several threads may share; every request, retries and redirects too, counts against its host's limit."""

    def __init__(self, *, user_agent: str, limits: Limits, per_second: float, at_once: int, play_at: str | None) -> None:
        # One request an interval. With a burst of more, or whole seconds, a host would get a volley and then a pause.
        super().__init__(per_second=per_second, burst=1 / per_second)
        self.limits = limits
        self.play_at = play_at
        self.headers.update({"User-Agent": user_agent, "Accept": "application/json", "Accept-Encoding": "gzip"})
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        # Without this, requests would send what it finds in a .netrc file.
        self.auth = _no_credentials
        self.adapters.clear()
        self.mount("https://", BoundedAdapter(headers_within=limits.max_seconds, play_at=play_at))
        if play_at is not None:
            # What is played here must not go out through a proxy that the environment names.
            self.trust_env = False
            self.mount(play_at, BoundedAdapter(headers_within=limits.max_seconds, play_at=play_at))
        self.turns = Turns(at_once)
        self._lock = threading.Lock()
        self._asking: dict[str, threading.Lock] = {}
        self.leaves: dict[str, Any] = {}  # what sites said about being read, by site

    def resolve_redirects(self, *_: Any, **__: Any) -> Iterator[Any]:
        """Returns nothing: redirects are followed one by one in this module. Requests' own way would first read the
        whole body of the redirect, however large, and trip over an address that is none."""
        return iter(())

    def asking_leave(self, site: str) -> AbstractContextManager[object]:
        """Returns what to hold while a site is asked whether it may be read: one thread asks, the others wait for what it says."""
        with self._lock:
            return self._asking.setdefault(site, threading.Lock())


def polite_session(
    *,
    user_agent: str,
    timeout: float = 30.0,
    retries: int = 3,
    per_second: float = 2.0,
    at_once: int = 4,
    max_bytes: int = 64 * 1024 * 1024,
    max_seconds: float = 120.0,
    play_at: str | None = None,
) -> PoliteSession:
    """Returns a session that obeys these limits; close it after use (it is a context manager).

    `user_agent` should say who asks and where to complain. `per_second` and
    `at_once` (answers under way) are for one host. `play_at`
    (`http://127.0.0.1:PORT`) sends every request there instead, path and query unchanged, with the platform's name in
    the `Host` header; all else stays as it is. Raises ValueError for limits that make no sense.
    """
    if min(timeout, per_second, at_once, max_bytes, max_seconds) <= 0 or retries < 0:
        raise ValueError("timeout, per_second, at_once, max_bytes and max_seconds must be above 0, retries 0 or more")
    if play_at is not None and (urlsplit(play_at).scheme != "http" or not urlsplit(play_at).hostname):
        raise ValueError(f"play_at is {play_at!r}: write it as http://127.0.0.1:PORT")
    for name in _TELL_ADDRESSES:
        logging.getLogger(name).setLevel(logging.ERROR)
    limits = Limits(timeout=timeout, retries=retries, max_bytes=max_bytes, max_seconds=max_seconds)
    return PoliteSession(
        user_agent=user_agent, limits=limits, per_second=per_second, at_once=at_once, play_at=play_at and play_at.rstrip("/")
    )


def fetch_answer(session: PoliteSession, url: str, ask: Ask | None = None) -> Answer:
    """Returns the answer to a GET (a POST where `ask` has a body), whole, with status 200 or one that `ask` names.

    Raises SourceUnavailable where it is worth another try (no connection, 429, 5xx, too slow, cut short, nothing at
    all), SourceGone for 404 and 410, SourceRefuses where the host reserves its texts from mining, SourceChanged for
    everything else (refused, too large, a redirect that is not followed).
    """
    ask = ask or Ask()
    for attempt in range(session.limits.retries + 1):
        try:
            return _follow(session, url, ask)
        except SourceUnavailable as error:
            if attempt == session.limits.retries or isinstance(error, NotNow):
                raise
            jitter = random.uniform(0.5, 1.5)  # noqa: S311 - it keeps threads apart and hides nothing
            time.sleep(min(BACKOFF_MAX, BACKOFF_FIRST * 2**attempt) * jitter)
    raise AssertionError("the last attempt returns or raises")


def _follow(session: PoliteSession, url: str, ask: Ask) -> Answer:
    asked = f"{url}{'&' if '?' in url else '?'}{urlencode(ask.secrets)}" if ask.secrets else url
    for _ in range(MAX_REDIRECTS + 1):
        try:
            with session.turns.turn_with(_host(asked)):
                ask.count()
                with _send(session, asked, url, ask) as response:
                    session.turns.connected(_host(asked), there=True)
                    if not response.is_redirect:
                        return _answer(session, response, url, ask)
                    asked = redirected(asked, response.headers["Location"], session.play_at)
        except (requests.ConnectionError, requests.Timeout, HTTPError, OSError, UnicodeError) as error:
            raise _failed(session, asked, url, error) from None
        # Not while this host's turn is held: whether the next one may be read is asked of it first.
        ask.may(asked)
    raise SourceMoved(f"{_host(url)} redirects more than {MAX_REDIRECTS} times.")


def _failed(session: PoliteSession, asked: str, url: str, error: Exception) -> SourceUnavailable | SourceChanged:
    """Returns what to raise instead: the errors of requests and urllib3 repeat addresses and headers, and the keys in them."""
    if isinstance(error, requests.exceptions.InvalidProxyURL):
        return SourceChanged(f"{url} cannot be asked: the proxy that the environment names is none that is used (http or https).")
    if isinstance(error, UnicodeError) or (
        isinstance(error, requests.RequestException) and not isinstance(error, requests.ConnectionError | requests.Timeout)
    ):
        return SourceChanged(f"{url} cannot be asked ({type(error).__name__}).")
    if PRIVATE in str(error):
        return SourceChanged(f"{_host(asked)} is {PRIVATE} and is not asked.")
    within = _timeouts(session)
    if not is_connected(error):
        session.turns.connected(_host(asked), there=False)
    said = failure(error, connect_within=within[0], silent_for=within[1], whole_within=session.limits.max_seconds)
    return SourceUnavailable(f"{_host(asked)}: {said}.")


def _send(session: PoliteSession, asked: str, url: str, ask: Ask) -> requests.Response:
    headers = {"Accept": ask.accept} if ask.accept else {}
    if _host(asked) == _host(url):
        headers |= ask.headers
    if ask.known is not None and ask.known.etag:
        headers["If-None-Match"] = ask.known.etag
    if ask.known is not None and ask.known.last_modified:
        headers["If-Modified-Since"] = ask.known.last_modified
    method = "GET" if ask.json is None else "POST"
    return session.request(method, asked, json=ask.json, headers=headers, stream=True, allow_redirects=False, timeout=_timeouts(session))


def _timeouts(session: PoliteSession) -> tuple[float, float]:
    return min(session.limits.timeout, CONNECT_TIMEOUT_MAX), session.limits.timeout


def _answer(session: PoliteSession, response: requests.Response, url: str, ask: Ask) -> Answer:
    host, status = _host(response.url), response.status_code
    if response.headers.get("TDM-Reservation", "").strip() == "1":
        raise SourceRefuses(f"{host} reserves this from text and data mining (tdm-reservation); it is not read.")
    if status == 304 and ask.known is not None:
        return replace(ask.known, url=url, confirmed_at=datetime.now(UTC))
    if status == 200 or status in ask.returned:
        body = whole_body(response.raw, host, max_bytes=session.limits.max_bytes, max_seconds=session.limits.max_seconds)
        if status == 200 and not body.strip() and not ask.empty:
            raise SourceUnavailable(f"{host} answered nothing at all.")
        if status == 200 and cut_short(body):
            raise SourceUnavailable(f"{host}: the answer breaks off after {len(body):,} bytes.")
        return Answer(
            url=url,
            status=status,
            content_type=response.headers.get("Content-Type", ""),
            body=body,
            fetched_at=datetime.now(UTC),
            etag=_validator(response.headers.get("ETag")),
            last_modified=_validator(response.headers.get("Last-Modified")),
        )
    if status in (404, 410):
        raise SourceGone(f"{host} has no such board (status {status}). Check the token, or take the row out if the board has moved.")
    asked = _retry_after(response)
    if asked and (status in _RETRIED or status >= 500):
        session.turns.leave_alone(host, asked)
        if asked > RETRY_AFTER_MAX:
            raise left_alone(f"{host} answered with status {status} and asks to be left alone for {asked:.0f} s.", asked)
    if status in _RETRIED or status >= 500:
        raise SourceUnavailable(f"{host} answered with status {status}.")
    if status in (401, 403):
        raise SourceRefuses(f"{host} answered with status {status} (it refuses this reader) where a list of postings was expected.")
    raise SourceChanged(f"{host} answered with status {status} where a list of postings was expected.")


def _validator(said: str | None) -> str | None:
    """Returns what may be sent back in a header: a host may say anything, of any length."""
    return said if said and len(said) <= 200 and said.isascii() and said.isprintable() else None


def _retry_after(response: requests.Response) -> float:
    said = response.headers.get("Retry-After")
    try:
        return Retry(retry_after_max=10**9).parse_retry_after(said) if said else 0.0
    except (InvalidHeader, OverflowError, ValueError):
        return 0.0


def _host(url: str) -> str:
    return urlsplit(url).netloc


def _no_credentials(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
