"""The command that serves what was published: `serve`. Whatever takes long to load is loaded when it is run."""

import asyncio
import errno
import logging
import resource
import socket
from contextlib import suppress
from ipaddress import ip_address
from typing import Annotated

import typer

from flows.errors import BadInput
from flows.exits import told_plainly
from flows.folders import DataFolder
from flows.options import Data
from flows.settings import load_settings
from flows.terminal import say

_ENDING = 5  # seconds that answers under way have to end in
_WAITING = 128  # connections that wait until they are taken
_AT_ONCE = 1_000  # connections that are answered, where so many files may be open; others are told to come again


def serve(
    data: Data = None,
    host: Annotated[str, typer.Option(help="The address to listen at; 0.0.0.0 or :: for every network of this machine.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to listen at; 0 for any that is free.")] = 8000,
) -> None:
    """Serve the feed, its page and a query API over what was published.

    It goes on answering while a new night is published, and then answers from that. Made for this machine: it asks nobody who they are
    and limits nobody. Put a proxy in front of it before others may reach it.
    """
    with told_plainly():
        settings = load_settings()
        folder = DataFolder(path=data or settings.data)
        from flows.published import published_file

        published_file(folder.published)
        with _listening(host, port) as listening:
            import uvicorn

            from warehouse.serve import create_app

            # Says what is wrong with a publication that cannot be answered from.
            logging.basicConfig(format="%(levelname)s: %(message)s", level=logging.WARNING)
            config = uvicorn.Config(
                create_app(folder.publication),
                log_level="warning",
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=_ENDING,
                backlog=_WAITING,
                limit_concurrency=_at_once(),
            )
            logging.getLogger("uvicorn.error").addFilter(_is_news)
            _say_where(listening)
            uvicorn.Server(config).run(sockets=[listening])


def _listening(host: str, port: int) -> socket.socket:
    """Returns a socket that listens. Raises BadInput where none can."""
    if not host.strip():
        raise BadInput("--host is empty; name an address to listen at (0.0.0.0 or :: for every network of this machine).")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    both = host == "::" and socket.has_dualstack_ipv6()  # every network: also those that speak IPv4
    try:
        listening = socket.create_server((host, port), family=family, backlog=_WAITING, dualstack_ipv6=both)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise BadInput(f"Port {port} is taken by another program; name another with --port (0 for any that is free).") from None
        if error.errno == errno.EACCES:
            raise BadInput(f"Port {port} may only be used by the system's administrator; name another with --port.") from None
        raise BadInput(f"--host {host} is no address of this machine ({error.strerror or error}).") from None
    except UnicodeError:
        raise BadInput(f"--host {host} is no address.") from None
    # asyncio sets this only where a socket names its protocol, and this one does not: without it every second answer waits 40 ms.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def _at_once() -> int:
    """Lets this process open as many files as it may. Returns how many connections to answer at once: each has at most one file open."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):  # macOS names a bound that it does not grant
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return _AT_ONCE if files == resource.RLIM_INFINITY else max(1, min(_AT_ONCE, files // 3))


def _is_news(record: logging.LogRecord) -> bool:
    """Whether to log it: not that an answer was cut off because the server ends."""
    return not (record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError))


def _say_where(listening: socket.socket) -> None:
    host, port, *_ = listening.getsockname()
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    say(f"Explore Roles   {address}/\nfor programs    {address}/feed/v2/manifest.json\nquery API       {address}/api/docs\nCtrl-C ends it.")
    if not ip_address(host).is_loopback:
        say("Others can reach this: it asks nobody who they are and limits nobody. Put a proxy in front of it.", "yellow")
