"""One polite way to ask a platform: limits per host, time and size; retries that wait as long as they are told to."""

import ipaddress
import random
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests_ratelimiter import LimiterSession
from urllib3.exceptions import HTTPError, IncompleteRead, InvalidHeader, ProtocolError
from urllib3.util.retry import Retry

from extractors.adapter import TOO_SLOW, BoundedAdapter
from extractors.errors import SourceChanged, SourceGone, SourceUnavailable
from extractors.json_body import cut_short
from extractors.reading import Answer

# Longer than this a night does not wait for one host: it leaves the host alone instead, for as long as it asked.
RETRY_AFTER_MAX = 60.0
BACKOFF_FIRST = 0.5
BACKOFF_MAX = 20.0
# A platform that has not even taken the call by now is away; answers themselves may take long (Ashby: 10 s).
CONNECT_TIMEOUT_MAX = 10.0
MAX_REDIRECTS = 5
_RETRIED = frozenset({408, 429, 500, 502, 503, 504})
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one answer may cost."""

    timeout: float  # seconds without a byte
    retries: int  # tries after the first
    max_bytes: int  # of the body, decompressed
    max_seconds: float  # until the headers are there, and again until the body is whole


class _NotNow(SourceUnavailable):
    """Worth a retry, but not by this session within this night's minute."""


class PoliteSession(LimiterSession):
    """A session that several threads may share; every request, retries and redirects too, counts against its host's limit."""

    def __init__(self, *, user_agent: str, limits: Limits, per_second: float, play_at: str | None) -> None:
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
        self._quiet_until: dict[str, float] = {}
        self._quiet_lock = threading.Lock()

    def resolve_redirects(self, *_: Any, **__: Any) -> Iterator[Any]:
        """Returns nothing: redirects are followed one by one in this module. Requests' own way would first read the
        whole body of the redirect, however large, and trip over an address that is none."""
        return iter(())

    def leave_alone(self, host: str, seconds: float) -> None:
        """Nothing more is asked of this host until so many seconds have gone by."""
        with self._quiet_lock:
            self._quiet_until[host] = max(self._quiet_until.get(host, 0.0), time.monotonic() + seconds)

    def quiet_for(self, host: str) -> float:
        """Returns for how many seconds this host still wants to be left alone."""
        with self._quiet_lock:
            return max(0.0, self._quiet_until.get(host, 0.0) - time.monotonic())


def polite_session(
    *,
    user_agent: str,
    timeout: float = 30.0,
    retries: int = 3,
    per_second: float = 2.0,
    max_bytes: int = 64 * 1024 * 1024,
    max_seconds: float = 120.0,
    play_at: str | None = None,
) -> PoliteSession:
    """Returns a session that obeys these limits; close it after use (it is a context manager).

    `user_agent` should say who asks and where to complain. `per_second` is for one host. `play_at`
    (`http://127.0.0.1:PORT`) sends every request there instead, path and query unchanged, with the platform's name in
    the `Host` header; all else stays as it is. Raises ValueError for limits that make no sense.
    """
    if min(timeout, per_second, max_bytes, max_seconds) <= 0 or retries < 0:
        raise ValueError("timeout, per_second, max_bytes and max_seconds must be above 0, retries 0 or more")
    if play_at is not None and (urlsplit(play_at).scheme != "http" or not urlsplit(play_at).hostname):
        raise ValueError(f"play_at is {play_at!r}: write it as http://127.0.0.1:PORT")
    limits = Limits(timeout=timeout, retries=retries, max_bytes=max_bytes, max_seconds=max_seconds)
    return PoliteSession(user_agent=user_agent, limits=limits, per_second=per_second, play_at=play_at and play_at.rstrip("/"))


def fetch_answer(session: PoliteSession, url: str) -> Answer:
    """Returns the answer to a GET, whole, with status 200.

    Raises SourceUnavailable where it is worth another try (no connection, 429, 5xx, too slow, cut short, nothing at
    all), SourceGone for 404 and 410, SourceChanged for everything else (refused, too large, a redirect that is not followed).
    """
    for attempt in range(session.limits.retries + 1):
        try:
            return _follow(session, url)
        except SourceUnavailable as error:
            if attempt == session.limits.retries or isinstance(error, _NotNow):
                raise
            jitter = random.uniform(0.5, 1.5)  # noqa: S311 - it keeps threads apart and hides nothing
            time.sleep(min(BACKOFF_MAX, BACKOFF_FIRST * 2**attempt) * jitter)
    raise AssertionError("the last attempt returns or raises")


def _follow(session: PoliteSession, url: str) -> Answer:
    asked = url
    for _ in range(MAX_REDIRECTS + 1):
        _wait_for(session, asked)
        try:
            with session.get(asked, stream=True, allow_redirects=False, timeout=_timeouts(session)) as response:
                if not response.is_redirect:
                    return _answer(session, response, url)
                asked = _redirected(session, asked, response.headers["Location"])
        except (requests.ConnectionError, requests.Timeout, HTTPError, OSError) as error:
            if isinstance(error, requests.RequestException) and not isinstance(error, requests.ConnectionError | requests.Timeout):
                raise SourceChanged(f"{asked} cannot be asked: {error}.") from error
            raise SourceUnavailable(f"{_host(asked)}: {_words(error, session.limits)}.") from error
    raise SourceChanged(f"{_host(url)} redirects more than {MAX_REDIRECTS} times.")


def _timeouts(session: PoliteSession) -> tuple[float, float]:
    return min(session.limits.timeout, CONNECT_TIMEOUT_MAX), session.limits.timeout


def _wait_for(session: PoliteSession, url: str) -> None:
    quiet = session.quiet_for(_host(url))
    if quiet > RETRY_AFTER_MAX:
        raise _left_alone(f"{_host(url)} asked to be left alone; {quiet:.0f} s of that are left.", quiet)
    if quiet:
        time.sleep(quiet)


def _answer(session: PoliteSession, response: requests.Response, url: str) -> Answer:
    host, status = _host(response.url), response.status_code
    if status == 200:
        body = _body(session.limits, response, host)
        if not body.strip():
            raise SourceUnavailable(f"{host} answered nothing at all.")
        if cut_short(body):
            raise SourceUnavailable(f"{host}: the answer breaks off after {len(body):,} bytes.")
        content_type = response.headers.get("Content-Type", "")
        return Answer(url=url, status=status, content_type=content_type, body=body, fetched_at=datetime.now(UTC))
    if status in (404, 410):
        raise SourceGone(f"{host} has no such board (status {status}). Check the token, or take the row out if the board has moved.")
    asked = _retry_after(response)
    if asked and (status in _RETRIED or status >= 500):
        session.leave_alone(host, asked)
        if asked > RETRY_AFTER_MAX:
            raise _left_alone(f"{host} answered with status {status} and asks to be left alone for {asked:.0f} s.", asked)
    if status in _RETRIED or status >= 500:
        raise SourceUnavailable(f"{host} answered with status {status}.")
    refused = " (it refuses this reader)" if status in (401, 403) else ""
    raise SourceChanged(f"{host} answered with status {status}{refused} where a list of postings was expected.")


def _left_alone(message: str, retry_after: float) -> SourceUnavailable:
    error = _NotNow(message)
    error.retry_after = retry_after
    return error


def _body(limits: Limits, response: requests.Response, host: str) -> bytes:
    """Returns the whole body, read piece by piece so that neither a flood, a bomb nor a drip gets past its limit."""
    # Counted from here, not from the call: that may have waited for its turn with this host.
    deadline = time.monotonic() + limits.max_seconds
    body = bytearray()
    while True:
        piece = response.raw.read1(_CHUNK, decode_content=True)
        if not piece:
            return bytes(body)
        body += piece
        if len(body) > limits.max_bytes:
            raise SourceChanged(
                f"{host}: the answer is larger than {limits.max_bytes:,} bytes; raise that limit if the board is truly so large."
            )
        if time.monotonic() > deadline:
            raise _NotNow(f"{host}: the answer was not whole after {limits.max_seconds:g} s ({len(body):,} bytes).")


def _redirected(session: PoliteSession, asked: str, location: str) -> str:
    try:
        target = urljoin(asked, location)
        parts = urlsplit(target)
    except ValueError:
        raise SourceChanged(f"{_host(asked)} redirects to {location[:200]!r}, which is no address and is not followed.") from None
    if session.play_at is not None and target.startswith(session.play_at + "/"):
        return target
    if parts.scheme != "https" or not parts.hostname:
        raise SourceChanged(f"{_host(asked)} redirects to {target[:200]}, which is not https and is not followed.")
    if not _is_public(parts.hostname, look_up=session.play_at is None):
        raise SourceChanged(f"{_host(asked)} redirects to {target[:200]}, a private address, and is not followed.")
    return target


def _is_public(host: str, *, look_up: bool) -> bool:
    """Says whether no address of this host is private, loopback or otherwise not of the open internet."""
    try:
        addresses = [ipaddress.ip_address(host.strip("[]"))]
    except ValueError:
        if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
            return False
        if not look_up:
            return True
        addresses = [
            ipaddress.ip_address(str(found[4][0]).split("%")[0]) for found in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
        ]
    return all(address.is_global for address in addresses)


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


def _words(error: BaseException, limits: Limits) -> str:
    """Returns why a connection failed, without the wrapping of three libraries."""
    text = str(error)
    if TOO_SLOW in text:
        return f"{TOO_SLOW}: not whole after {limits.max_seconds:g} s"
    if isinstance(error, requests.ConnectTimeout):
        return f"no connection within {min(limits.timeout, CONNECT_TIMEOUT_MAX):g} s"
    if isinstance(error, requests.Timeout) or "timed out" in text.lower():
        return f"silent for {limits.timeout:g} s"
    if isinstance(error, IncompleteRead) or "IncompleteRead" in text:
        return "the answer is shorter than it was announced"
    if "Connection refused" in text:
        return "the connection was refused"
    if "NameResolutionError" in text or isinstance(error, socket.gaierror):
        return "the name is not known here (no network?)"
    if isinstance(error, requests.exceptions.SSLError):
        return "the certificate or the encryption did not hold"
    if isinstance(error, ProtocolError) or "RemoteDisconnected" in text or "Connection" in text:
        return "the connection was closed before the answer was whole"
    return f"the answer could not be read ({type(error).__name__})"
