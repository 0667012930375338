"""How a session reaches a host: with an end to every wait, and, for playback, at another address."""

import socket
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Self
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, LocationParseError, NameResolutionError, NewConnectionError
from urllib3.poolmanager import ProxyManager
from urllib3.response import HTTPResponse
from urllib3.util.connection import create_connection

from extractors.asking.public import is_public, leads_out

# As many threads may share a session without making new connections all the time.
_POOL_SIZE = 32
SLOW_CONNECTION = "the connection came about too slowly"
SLOW_HEADERS = "the headers came too slowly"
PRIVATE = "an address of a private network"


class TooSlow(ConnectionAbortedError):
    """What was to be done on a connection was not done in time, and the connection was cut."""


class Cut:
    """Cuts a connection unless what is done meanwhile ends in time; raises TooSlow then.

    A socket's own timeout only counts the silence between two bytes: what drips is never silent.
    """

    def __init__(self, seconds: float, says: str, sock: socket.socket | None = None) -> None:
        self._says = says
        self._sock = sock
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._is_cut = False

    def watch(self, sock: socket.socket) -> None:
        """Says what to cut, where that was not there at the start."""
        self._sock = sock
        if self._is_cut:
            self._cut()

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._timer.cancel()
        # Whatever else went wrong came of the cut; or nothing did: the reader takes the end of a connection for the end of the answer.
        if self._is_cut and (kind is None or issubclass(kind, Exception)):
            raise TooSlow(self._says)

    def forget(self) -> None:
        """Closes the socket that was watched: the host would not be told of the end of a connection of which a second handle stays."""
        if self._sock is not None:
            self._sock.close()
        self._sock = None

    def _cut(self) -> None:
        self._is_cut = True
        if self._sock is not None:
            # Below any encryption (a proxy's, too, that wraps a second socket): that layer must not change under the thread that reads it.
            with suppress(OSError):
                socket.socket.shutdown(getattr(self._sock, "socket", self._sock), socket.SHUT_RDWR)


class _Bounded(HTTPConnection):
    """A connection that leads out, and has so many seconds to come about, and again until the headers are there."""

    within: float
    played: bool
    _cut: Cut

    def connect(self) -> None:
        # Names, proxies and encryption each have their say here, and each may drip.
        with Cut(self.within, SLOW_CONNECTION) as self._cut:
            try:
                super().connect()
            finally:
                self._cut.forget()

    def _new_conn(self) -> socket.socket:
        # A proxy looks names up itself: what is no name can be judged here alone.
        if self.proxy and not is_public(self._tunnel_host or "", look_up=False):
            raise ConnectionAbortedError(PRIVATE)
        sock = _reached(self)
        if not (self.played or self.proxy):
            _public(sock)
        # A second handle on it: encryption takes the first one over.
        self._cut.watch(sock.dup())
        return sock

    def getresponse(self) -> HTTPResponse:  # type: ignore[override]
        sock = self.sock
        with Cut(self.within, SLOW_HEADERS, sock):
            response = super().getresponse()
        # For the one who reads the body: the connection itself may have let go of it by then.
        response.sock = sock  # type: ignore[attr-defined]
        return response


class BoundedAdapter(HTTPAdapter):
    """An adapter whose connections are `_Bounded`, through a proxy too; the body is watched by its reader.

    With `play_at` the request goes to that address; the session does not notice, so that limits, redirects and
    errors stay those of the platform.
    """

    def __init__(self, *, headers_within: float, play_at: str | None) -> None:
        self._play_at = play_at
        is_played = play_at is not None

        class Plain(_Bounded):
            within = headers_within
            played = is_played

        class Secure(_Bounded, HTTPSConnection):
            within = headers_within
            played = is_played

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        self._pools = {"http": PlainPool, "https": SecurePool}
        super().__init__(pool_maxsize=_POOL_SIZE, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Sets up connections that are cut when they take too long."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> ProxyManager:
        """Returns what makes connections through this proxy, with the same bounds. Raises InvalidProxyURL for a SOCKS proxy."""
        if proxy.lower().startswith("socks"):
            # Its connections are of another kind, which nothing here could bound.
            raise requests.exceptions.InvalidProxyURL("SOCKS proxies are not used")
        manager: ProxyManager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = self._pools
        return manager

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Returns the response, under the address that was asked for. Raises what requests raises."""
        sent = request
        if self._play_at is not None and request.url is not None and not request.url.startswith(self._play_at + "/"):
            asked = urlsplit(request.url)
            sent = request.copy()
            sent.url = f"{self._play_at}{asked.path or '/'}" + (f"?{asked.query}" if asked.query else "")
            sent.headers["Host"] = asked.netloc
        response = super().send(sent, stream=stream, timeout=timeout, verify=verify, cert=cert, proxies=proxies)
        response.request = request
        response.url = request.url or ""
        return response


def _reached(connection: HTTPConnection) -> socket.socket:
    """Returns a socket to the first address of a host that answers. Raises what urllib3 raises.

    urllib3 itself gives each address the whole time, and a host may have any number of them: here they share it evenly.
    """
    host, timeout = connection._dns_host, connection.timeout
    until = time.monotonic() + timeout if timeout else None
    last: OSError | None = None
    try:
        found = socket.getaddrinfo(host.strip("[]"), connection.port, type=socket.SOCK_STREAM)
        for left, (*_, address) in zip(range(len(found), 0, -1), found, strict=True):
            share = (until - time.monotonic()) / left if until else None
            if share is not None and share <= 0:
                break
            try:
                sock = create_connection(
                    (str(address[0]), int(address[1])),
                    share,
                    source_address=connection.source_address,
                    socket_options=connection.socket_options,
                )
            except OSError as error:
                last = error
            else:
                sock.settimeout(timeout)
                return sock
    except UnicodeError:
        raise LocationParseError(f"{host!r}, label empty or too long") from None
    except socket.gaierror as error:
        raise NameResolutionError(connection.host, connection, error) from error
    if isinstance(last, TimeoutError):
        raise ConnectTimeoutError(connection, f"Connection to {connection.host} timed out. (connect timeout={timeout})") from last
    raise NewConnectionError(connection, f"Failed to establish a new connection: {last}") from last


def _public(sock: socket.socket) -> socket.socket:
    """Returns the socket if it leads out: a name may be looked up to one address when it is checked and to another when it is asked."""
    if not leads_out(str(sock.getpeername()[0])):
        sock.close()
        raise ConnectionAbortedError(PRIVATE)
    return sock
