"""The session of a run, as the settings want it."""

from extractors.asking.session import PoliteSession, polite_session
from flows.settings import Settings


def session_of(settings: Settings, play_at: str | None = None) -> PoliteSession:
    """Returns a session with the limits of the settings; `play_at` goes before theirs."""
    return polite_session(
        user_agent=settings.user_agent,
        timeout=settings.timeout,
        retries=settings.retries,
        per_second=settings.per_second,
        at_once=settings.at_once,
        max_bytes=settings.max_bytes,
        max_seconds=settings.max_seconds,
        play_at=play_at or settings.play_at,
    )
