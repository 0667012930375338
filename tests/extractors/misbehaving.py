"""A small server that answers as no server should, on real sockets; what it does is a function a path."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(kw_only=True)
class Served:
    """What the server got."""

    url: str
    requests: list[tuple[str, str]] = field(default_factory=list)  # (host, path and query)
    headers: list[dict[str, str]] = field(default_factory=list)
    sent: int = 0  # bytes of bodies, as far as they were counted
    over: threading.Event = field(default_factory=threading.Event)  # set when the test is done: nothing hangs longer


class Request(BaseHTTPRequestHandler):
    """One request; a play answers it with these."""

    protocol_version = "HTTP/1.1"
    served: Served
    play: "Play"

    sent: bytes = b""  # the body of a POST

    def do_POST(self) -> None:
        self.sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.do_GET()

    def do_GET(self) -> None:
        self.served.requests.append((self.headers["Host"], self.path))
        self.served.headers.append({name.lower(): value for name, value in self.headers.items()})
        try:
            self.play(self)
        except OSError:
            self.close_connection = True  # the reader went away, as it should from most of these

    def answer(self, status: int = 200, body: bytes = b"", length: int | None = None, **headers: str) -> None:
        """Sends a whole answer; `length` lies about the body's."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)
        self.served.sent += len(body)
        if length is not None:
            self.hang_up()

    def hang_up(self) -> None:
        """Closes the connection without another word."""
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


Play = Callable[[Request], None]


@contextmanager
def serving(play: Play, context: ssl.SSLContext | None = None) -> Iterator[Served]:
    """Runs a server that answers every request with this play (over TLS, with a context for it)."""

    class Handler(Request):
        pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a reader that hangs up is what most of these plays are about
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    served = Served(url=f"http://127.0.0.1:{server.server_address[1]}")
    Handler.served = served
    Handler.play = staticmethod(play)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        served.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def in_turn(*plays: Play) -> Play:
    """Returns a play that is another one at each request, the last one for all that follow."""
    left = list(plays)
    return lambda request: (left.pop(0) if len(left) > 1 else left[0])(request)


def answers(play: Play, **headers: str) -> Play:
    """Returns a play that sends the head of an answer without a length, and leaves the body to this one until the connection ends."""

    def sends(request: Request) -> None:
        request.send_response(200)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.close_connection = True
        play(request)

    return sends


def drips(byte: bytes, first: bytes = b"") -> Play:
    """Returns a play that sends these bytes, and then this one again and again, twenty times a second."""

    def sends(request: Request) -> None:
        request.wfile.write(first)
        while not request.served.over.wait(0.05):
            request.wfile.write(byte)
            request.wfile.flush()

    return sends


class Clock:
    """Stands in for the module `time`: only sleeping moves it."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def says(status: int = 200, body: bytes = b"[]", **headers: str) -> Play:
    """Returns a play that sends this answer."""
    return lambda request: request.answer(status, body, None, **headers)
