"""Plays captured answers of the platforms on this machine, at the platforms' own paths; nothing leaves it.

One server plays every platform: they are told apart by the `Host` header, as behind any shared address. What is not
captured is answered as the platform answers for a board that it does not have.
What lies in a folder is played by `flows.play_folder`.
"""

import json
import socketserver
import sys
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

JSON = "application/json; charset=utf-8"
TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayedAnswer:
    """One answer as it goes over the socket; stated headers replace the usual ones (a wrong Content-Length too)."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    hang_up: bool = False  # close the connection without a word


# What a board answers: one answer for always, or several for one request each, of which the last is then repeated.
Playable = PlayedAnswer | bytes | Path | tuple[PlayedAnswer | bytes | Path, ...]
BoardKey = tuple[str, str]  # (source, token)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayedRequest:
    """One request that the server got, and the status that it was answered with."""

    host: str
    target: str  # path and query as they were sent
    headers: Mapping[str, str]  # names in lower case
    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Platform:
    source: str
    path: str  # what stands before the token
    end: str  # what stands after it
    query: tuple[str, str]  # without it the platform answers something else than what was captured
    unknown: PlayedAnswer
    without_query: PlayedAnswer


def _needs(query: str) -> PlayedAnswer:
    message = f"Playback: the answers played here are those to ?{query}; ask for that.\n"
    return PlayedAnswer(status=400, headers={"Content-Type": TEXT}, body=message.encode())


_LEVER = _Platform(
    source="lever",
    path="/v0/postings/",
    end="",
    query=("mode", "json"),
    unknown=PlayedAnswer(status=404, headers={"Content-Type": JSON}, body=b'{"ok":false,"error":"Document not found"}'),
    # Lever itself answers a page for people, under this title.
    without_query=PlayedAnswer(
        headers={"Content-Type": "text/html; charset=utf-8"},
        body=b"<!DOCTYPE html><html><head><title>Derby App</title></head><body></body></html>",
    ),
)
_GREENHOUSE = _Platform(
    source="greenhouse",
    path="/v1/boards/",
    end="/jobs",
    query=("content", "true"),
    unknown=PlayedAnswer(status=404, headers={"Content-Type": JSON}, body=b'{"status":404,"error":"Job not found"}'),
    without_query=_needs("content=true"),
)
_ASHBY = _Platform(
    source="ashby",
    path="/posting-api/job-board/",
    end="",
    query=("includeCompensation", "true"),
    unknown=PlayedAnswer(status=404, headers={"Content-Type": TEXT}, body=b"Not Found"),
    without_query=_needs("includeCompensation=true"),
)
_PLATFORMS = {
    "boards-api.greenhouse.io": _GREENHOUSE,
    "api.lever.co": _LEVER,
    "api.eu.lever.co": _LEVER,
    "api.ashbyhq.com": _ASHBY,
}
SOURCES = tuple(sorted({platform.source for platform in _PLATFORMS.values()}))


class Playback:
    """Plays answers from `with Playback(answers) as playback:` on, at `playback.url`, until the block ends."""

    def __init__(self, answers: Mapping[BoardKey, Playable], *, pages: Mapping[str, Playable] | None = None, port: int = 0) -> None:
        """Plays boards by their key and other answers by their address, at a free port unless one is given.

        Raises ValueError for a source that cannot be played, OSError when the port is taken.
        """
        self._lock = threading.Lock()
        self._requests: deque[PlayedRequest] = deque()
        self.play(answers, pages)
        self._server = _Server(("127.0.0.1", port), _Handler, self)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="playback", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """Where the answers are played, without a slash at the end."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def requests(self) -> tuple[PlayedRequest, ...]:
        """Every request so far, in the order in which they were answered."""
        return tuple(self._requests)

    def play(self, answers: Mapping[BoardKey, Playable], pages: Mapping[str, Playable] | None = None) -> None:
        """Plays these answers from now on (another night). Raises ValueError for a source that cannot be played."""
        for source, token in answers:
            if source not in SOURCES:
                raise ValueError(f"{source}:{token}: cannot be played; sources that can: {', '.join(SOURCES)}")
        with self._lock:
            self._answers = {key: _in_turn(playable) for key, playable in answers.items()}
            self._pages = {url: _in_turn(playable) for url, playable in (pages or {}).items()}
            self._hosts = {urlsplit(url).netloc for url in self._pages}

    def answer(self, host: str, target: str, headers: Mapping[str, str], sent: bytes | None = None) -> PlayedAnswer:
        """Returns what the platform at this host answers to this path and query (and to what was sent by POST); keeps the request."""
        name = host.partition(":")[0].lower()
        try:
            answer = self._page(name, target, sent) or self._find(name, target)
        except OSError as error:
            answer = PlayedAnswer(status=500, headers={"Content-Type": TEXT}, body=f"Playback: {error}\n".encode())
        kept = PlayedRequest(host=name, target=target, headers={key.lower(): value for key, value in headers.items()}, status=answer.status)
        self._requests.append(kept)
        return answer

    def _page(self, host: str, target: str, sent: bytes | None) -> PlayedAnswer | None:
        if host not in self._hosts:
            return None
        url = f"https://{host}{target}"
        if sent is not None:
            with suppress(ValueError):
                url += "#" + json.dumps(json.loads(sent), sort_keys=True, separators=(",", ":"))
        with self._lock:
            playables = self._pages.get(url)
            if playables is None:
                # A host of a board that is played by its key may have pages as well.
                return None if host in _PLATFORMS else PlayedAnswer(status=404, headers={"Content-Type": TEXT}, body=b"Not Found")
            playable = playables.popleft() if len(playables) > 1 else playables[0]
        return _ready(playable)

    def _find(self, host: str, target: str) -> PlayedAnswer:
        platform = _PLATFORMS.get(host)
        if platform is None:
            message = f"Playback: {host or 'a request without a Host header'} is not played here; hosts: {', '.join(_PLATFORMS)}\n"
            return PlayedAnswer(status=421, headers={"Content-Type": TEXT}, body=message.encode())
        url = urlsplit(target)
        query = parse_qs(url.query)
        token = url.path.removeprefix(platform.path).removesuffix(platform.end)
        if url.path != f"{platform.path}{token}{platform.end}" or not token or "/" in token:
            return platform.unknown
        with self._lock:
            playables = self._answers.get((platform.source, unquote(token)))
            if playables is None:
                return platform.unknown
            playable = playables.popleft() if len(playables) > 1 else playables[0]
        name, value = platform.query
        if query.get(name) != [value]:
            return platform.without_query
        answer = _ready(playable)
        return _page(answer, query) if platform is _LEVER and query.keys() & {"skip", "limit"} else answer


def _in_turn(playable: Playable) -> deque[PlayedAnswer | bytes | Path]:
    answers = deque(playable if isinstance(playable, tuple) else (playable,))
    if not answers:
        raise ValueError("a board needs at least one answer to play")
    return answers


def _ready(playable: PlayedAnswer | bytes | Path) -> PlayedAnswer:
    if isinstance(playable, PlayedAnswer):
        return playable
    return PlayedAnswer(headers={"Content-Type": JSON}, body=playable.read_bytes() if isinstance(playable, Path) else playable)


def _page(answer: PlayedAnswer, query: Mapping[str, Sequence[str]]) -> PlayedAnswer:
    """Lever alone has pages: without them a reader that asks for the next page would never come to an end."""
    try:
        postings = json.loads(answer.body)
        skip, limit = (int(query[name][0]) if name in query else None for name in ("skip", "limit"))
    except ValueError:
        return answer
    if not isinstance(postings, list):
        return answer
    page = postings[skip:][:limit]
    return PlayedAnswer(status=answer.status, headers=answer.headers, body=json.dumps(page).encode())


class _Server(ThreadingHTTPServer):
    daemon_threads = True  # a client that keeps its connection must not hold up the end
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler], playback: Playback) -> None:
        self.playback = playback
        super().__init__(address, handler)

    def server_bind(self) -> None:
        # Not HTTPServer's own: that asks the name service for this machine's full name.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        # A client that gives up half-way (a cap, a time-out) is its own business.
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one piece: else each answer waits for a delayed acknowledgement
    server: _Server

    def do_POST(self) -> None:
        self._play(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def do_GET(self) -> None:
        self._play(None)

    def _play(self, sent: bytes | None) -> None:
        answer = self.server.playback.answer(self.headers.get("Host", ""), self.path, dict(self.headers.items()), sent)
        if answer.hang_up:
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in {"Content-Type": TEXT, "Content-Length": str(len(answer.body)), **answer.headers}.items():
            self.send_header(name, value)
        if answer.headers.get("Content-Length", str(len(answer.body))) != str(len(answer.body)):
            self.send_header("Connection", "close")  # else the client waits for what never comes
        self.end_headers()
        self.wfile.write(answer.body)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Requests are kept, not printed."""
