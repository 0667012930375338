"""How a session reaches a host: with an end to the wait for headers, and, for playback, at another address."""

import ipaddress
import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.response import HTTPResponse

# As many threads may share a session without making new connections all the time.
_POOL_SIZE = 32
TOO_SLOW = "the headers came too slowly"
PRIVATE = "an address of a private network"


class BoundedAdapter(HTTPAdapter):
    """An adapter of which headers that drip in byte by byte cannot hold a thread for ever.

    A socket's timeout only counts the silence between two bytes; the body is watched by its reader, the headers here.
    With `play_at` the request goes to that address; the session does not notice, so that limits, redirects and
    errors stay those of the platform.
    """

    def __init__(self, *, headers_within: float, play_at: str | None) -> None:
        self._headers_within = headers_within
        self._play_at = play_at
        super().__init__(pool_maxsize=_POOL_SIZE, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Sets up connections that are cut when their headers take too long."""
        super().init_poolmanager(*args, **kwargs)
        within, played = self._headers_within, self._play_at is not None

        class Plain(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return super()._new_conn() if played or self.proxy else _public(super()._new_conn())

            def getresponse(self) -> HTTPResponse:  # type: ignore[override]
                with _Cut(self.sock, within):
                    return super().getresponse()

        class Secure(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return super()._new_conn() if played or self.proxy else _public(super()._new_conn())

            def getresponse(self) -> HTTPResponse:  # type: ignore[override]
                with _Cut(self.sock, within):
                    return super().getresponse()

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}

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


def _public(sock: socket.socket) -> socket.socket:
    """Returns the socket if it leads out: a name may be looked up to one address when it is checked and to another when it is asked."""
    peer = ipaddress.ip_address(str(sock.getpeername()[0]).split("%")[0])
    if not peer.is_global:
        sock.close()
        raise ConnectionAbortedError(PRIVATE)
    return sock


class _Cut:
    """Cuts a socket off unless what is done meanwhile ends in time."""

    def __init__(self, sock: socket.socket, seconds: float) -> None:
        self._sock = sock
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._is_cut = False

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        if self._is_cut:
            # The reader takes the end of a connection for the end of the headers, and would go on to an empty body.
            raise ConnectionAbortedError(TOO_SLOW)

    def _cut(self) -> None:
        self._is_cut = True
        with suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)
