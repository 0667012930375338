"""What libraries log while they are handed a secret: listened to, and kept from every log.

Their lines, and those of the libraries under them, hold addresses with passwords and tokens in them.
"""

import logging
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress

# Loggers that speak of an address: a filter hears its own logger alone, so those below are named one by one.
_OURS = "apprise"  # nobody else's in this program: none of its lines goes anywhere
_SHARED = (
    *("urllib3.connectionpool", "urllib3.util.retry", "requests_oauthlib.oauth1_auth", "requests_oauthlib.oauth2_session"),
    *("httpx", "httpcore.connection", "httpcore.http11", "httpcore.http2", "httpcore.proxy"),
)
_KEPT = 200  # lines of one listener
_LONGEST = 500


class Overheard:
    """The lines that were logged in one thread while it was listened to."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.complaints = 0  # how many of them were warnings or worse

    def hear(self, record: logging.LogRecord) -> None:
        """Takes one more line."""
        self.complaints += record.levelno >= logging.WARNING
        with suppress(TypeError, ValueError):  # its arguments do not fit its words
            self.lines = [*self.lines[1 - _KEPT :], record.getMessage()[:_LONGEST]]


class _Ear(logging.Filter):
    def __init__(self) -> None:
        super().__init__()
        self.listeners: dict[int | None, list[Overheard]] = defaultdict(list)

    def filter(self, record: logging.LogRecord) -> bool:
        listeners = self.listeners.get(record.thread)
        if listeners:
            if record.name == _OURS:  # those below speak of Prefect's server too
                listeners[-1].hear(record)
            return False
        return record.name != _OURS


_EAR = _Ear()


@contextmanager
def overheard() -> Iterator[Overheard]:
    """What is logged of services in this thread until the block ends is heard by whoever stands in it, and by nobody else."""
    for name in (_OURS, *_SHARED):
        logging.getLogger(name).addFilter(_EAR)
    # Why a service could not be reached, Apprise says on this level alone.
    logging.getLogger(_OURS).setLevel(logging.DEBUG)
    here = threading.get_ident()
    listener = Overheard()
    _EAR.listeners[here].append(listener)
    try:
        yield listener
    finally:
        _EAR.listeners[here].remove(listener)
        if not _EAR.listeners[here]:
            del _EAR.listeners[here]
