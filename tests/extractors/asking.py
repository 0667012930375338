"""Asks a misbehaving server with a real session."""

import pytest

from extractors.asking.session import PoliteSession, fetch_answer, polite_session
from extractors.reading import Answer
from tests.extractors.misbehaving import Play, Served, serving

URL = "https://api.lever.co/v0/postings/driftmoor?mode=json"
ONE = b'[{"id":"a","text":"Product Manager","description":"<p>You own one feature.</p>"}]'


def session_for(
    served: Served,
    *,
    timeout: float = 5.0,
    retries: int = 2,
    per_second: float = 500.0,
    at_once: int = 32,
    max_bytes: int = 1_000_000,
    max_seconds: float = 10.0,
) -> PoliteSession:
    """Returns a session whose platforms are all played by this server."""
    return polite_session(
        user_agent="explore-roles-tests/0 (+https://explore.example/contact)",
        timeout=timeout,
        retries=retries,
        per_second=per_second,
        at_once=at_once,
        max_bytes=max_bytes,
        max_seconds=max_seconds,
        play_at=served.url,
    )


def fetched(play: Play) -> tuple[Answer, Served]:
    """Returns what a session makes of this play, and what the server got."""
    with serving(play) as served, session_for(served) as session:
        return fetch_answer(session, URL), served


def fails(play: Play, error: type[Exception], match: str, *, timeout: float = 5.0, retries: int = 2, max_seconds: float = 10.0) -> Served:
    """Checks that this play ends in this error, and returns what the server got."""
    with serving(play) as served, session_for(served, timeout=timeout, retries=retries, max_seconds=max_seconds) as session:
        with pytest.raises(error, match=match):
            fetch_answer(session, URL)
        return served
