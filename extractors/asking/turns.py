"""When a host may be asked: so many at once, nobody while it wants to be left alone, and one after another where it wants a pause."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from extractors.asking.failures import NotNow

# Longer than this a night does not wait for one host: it leaves the host alone instead, for as long as it asked.
RETRY_AFTER_MAX = 60.0
# After so many tries in a row without a connection to a host all wait for half a minute, as after a restart of a router; where that goes on
# for five minutes nobody tries for fifteen. Without a network a night of a thousand boards would else spend hours on finding that out.
_WAIT_AFTER, _WAIT = 10, 30.0
_GIVE_UP_AFTER, _GIVE_UP = 300.0, 900.0


class Turns:
    """Whose turn it is with which host; several threads may share it."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._turns: dict[str, threading.Semaphore] = {}
        self._quiet_until: dict[str, float] = {}
        self._pace: dict[str, float] = {}
        self._asked_at: dict[str, float] = {}  # the last time that somebody asked, or is going to
        self._lost: Counter[str] = Counter()
        self._lost_since: dict[str, float] = {}
        self._given_up_until: dict[str, float] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn_with(self, host: str) -> Iterator[None]:
        """Holds a turn with this host, once it may be asked. Raises NotNow where it wants to be left alone for too long."""
        while True:
            self._wait_for(host)
            with self._turns_of(host):
                self._keep_pace(host)
                # Another thread may have heard, while this one waited for its turn, that the host wants to be left alone.
                if not self.quiet_for(host):
                    yield
                    return

    def leave_alone(self, host: str, seconds: float) -> None:
        """Nothing more is asked of this host until so many seconds have gone by."""
        with self._lock:
            self._quiet_until[host] = max(self._quiet_until.get(host, 0.0), time.monotonic() + seconds)

    def quiet_for(self, host: str) -> float:
        """Returns for how many seconds this host still wants to be left alone."""
        with self._lock:
            return max(0.0, self._quiet_until.get(host, 0.0) - time.monotonic())

    def connected(self, host: str, *, there: bool) -> None:
        """Keeps count of the tries in a row that found no connection to this host."""
        now = time.monotonic()
        with self._lock:
            if there:
                self._lost[host] = 0
                self._given_up_until.pop(host, None)
                return
            lost = self._lost[host] = self._lost[host] + 1
            since = self._lost_since[host] = now if lost == 1 else self._lost_since[host]
            if lost >= _WAIT_AFTER and now - since >= _GIVE_UP_AFTER:
                self._given_up_until[host] = now + _GIVE_UP
        if lost % _WAIT_AFTER == 0:
            self.leave_alone(host, _WAIT)

    def may_ask(self, host: str) -> bool:
        """Says whether this host may be asked, after a short wait at most."""
        return not self._given_up_for(host) and self.quiet_for(host) <= RETRY_AFTER_MAX

    def keep_apart(self, host: str, seconds: float) -> None:
        """From now on so many seconds go by between two requests to this host, whoever makes them."""
        with self._lock:
            self._pace[host] = min(seconds, RETRY_AFTER_MAX)

    def _given_up_for(self, host: str) -> float:
        with self._lock:
            return max(0.0, self._given_up_until.get(host, 0.0) - time.monotonic())

    def _turns_of(self, host: str) -> threading.Semaphore:
        with self._lock:
            return self._turns.setdefault(host, threading.Semaphore(self._at_once))

    def _wait_for(self, host: str) -> None:
        if given_up := self._given_up_for(host):
            with self._lock:
                lost = self._lost[host]
            why = f"{host}: no connection in {lost} tries (no network?); it is asked again in {given_up:.0f} s at the earliest."
            raise left_alone(why, given_up)
        quiet = self.quiet_for(host)
        if quiet > RETRY_AFTER_MAX:
            raise left_alone(f"{host} asked to be left alone; {quiet:.0f} s of that are left.", quiet)
        if quiet:
            time.sleep(quiet)

    def _keep_pace(self, host: str) -> None:
        with self._lock:
            now = time.monotonic()
            at = self._asked_at[host] = max(now, self._asked_at.get(host, 0.0) + self._pace.get(host, 0.0))
        if at > now:
            time.sleep(at - now)


def left_alone(message: str, retry_after: float) -> NotNow:
    """Returns what to raise about a host that wants to be left alone for longer than a night waits."""
    error = NotNow(message)
    error.retry_after = retry_after
    return error
