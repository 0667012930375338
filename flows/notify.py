"""The watch tells: what opened since each target was last told, to each of them once.

A message that does not arrive is tried again the next time, to that target alone. What happens here never ends a night.
"""

import fcntl
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

from flows.errors import BadInput
from flows.folders import DataFolder, DataFolderUnusable
from flows.notice import Notice, fitting, trial
from flows.notify_state import Heard, State, state_of
from flows.notify_targets import BadTarget, Target, deliver, targets_of
from flows.published import published_file
from flows.settings import Settings
from warehouse.errors import WarehouseError
from warehouse.publish import Published
from warehouse.watch import Opening, newest_night, openings

FIRST_DAYS = 7  # a new target hears of what opened in so many days before, not of all that is open
_LOCK = ".watch.lock"
_LOOK_AGAIN = 0.1  # seconds, while another process tells


class NoTargets(BadInput):
    """The setting names nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What became of one target."""

    target: str  # its number and kind, never its address
    openings: tuple[Opening, ...] = ()  # of what it was told, or is still to be told
    problem: str | None = None  # why it was not
    bad: bool = False  # whether its entry in the setting has to be corrected


@dataclass(frozen=True, slots=True, kw_only=True)
class Notified:
    """What the watch did with one publication."""

    night: date | None = None
    deliveries: tuple[Delivery, ...] = ()
    problem: str | None = None  # why nobody could be told

    @property
    def problems(self) -> tuple[str, ...]:
        """In words, who was not told, and why."""
        whole = () if self.problem is None else (f"the watch told nobody: {self.problem}",)
        return (*whole, *(f"the watch did not tell {one.target}: {one.problem}{_then(one)}" for one in self.deliveries if one.problem))

    @property
    def summary(self) -> str:
        """In words, what was told to how many."""
        told = [one for one in self.deliveries if one.problem is None and one.openings]
        if not told:
            return "nothing new to tell" if not self.problems else "told nobody"
        roles = {opening.role_id for one in told for opening in one.openings}
        openings = f"{len(roles):,} {'opening' if len(roles) == 1 else 'openings'}"
        return f"told {len(told)} of {len(self.deliveries)} targets of {openings}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Due:
    """What one target is to hear, and what it has heard before and will have heard after that."""

    target: Target
    key: str
    news: tuple[Opening, ...]
    before: Heard
    after: Heard


def notify(folder: DataFolder, settings: Settings, *, dry_run: bool = False) -> Notified:
    """Tells each target what opened since it was last told. Returns what became of each; with `dry_run`, what each would be told.

    Raises NoTargets, NothingPublished, DataFolderUnusable or WarehouseError: nobody was told then.
    """
    named = targets_named(settings)
    published = published_file(folder.published)
    with _one_at_a_time(folder.path, settings.notify_seconds):
        state = state_of(folder.path)
        night, due = _due([one for one in named if isinstance(one, Target)], state, published)
        problems: Mapping[str, str | None] = {}
        if not dry_run:
            state.targets |= {one.key: one.before for one in due}
            state.keep(night)  # before anybody is told: what cannot be kept would be told every time
            problems = _sent(
                {one.target: fitting(one.news, settings.served_at, one.target.longest) for one in due if one.news},
                settings.notify_seconds,
                lambda told: _keep(state, night, [one for one in due if one.target in told]),
            )
            _keep(state, night, [one for one in due if not one.news])
    return Notified(night=night, deliveries=_deliveries(named, problems, {one.target: one.news for one in due}))


def notify_after(published: Published | None, folder: Path, settings: Settings) -> Notified | None:
    """Tells of a publication. Returns what became of it, None where nothing was published or nobody wants to be told; never raises."""
    if published is None or settings.notify is None:
        return None
    try:
        return notify(DataFolder(path=folder), settings)
    except (BadInput, DataFolderUnusable, WarehouseError) as error:
        return Notified(problem=str(error))
    except Exception as error:  # noqa: BLE001  the night is published, whatever happens here
        # Its words may hold an address.
        return Notified(problem=f"an unexpected error ({type(error).__name__}); `explore-roles watch` tries again")


def try_out(settings: Settings) -> Notified:
    """Sends each target a message that only says that messages arrive. Returns what became of each. Raises NoTargets."""
    named = targets_named(settings)
    message = trial(settings.served_at)
    problems = _sent({one: message for one in named if isinstance(one, Target)}, settings.notify_seconds, lambda _: None)
    return Notified(deliveries=_deliveries(named, problems, {}))


def _deliveries(
    named: Sequence[Target | BadTarget], problems: Mapping[str, str | None], news: Mapping[Target, tuple[Opening, ...]]
) -> tuple[Delivery, ...]:
    return tuple(
        Delivery(target=one.label, problem=one.reason, bad=True)
        if isinstance(one, BadTarget)
        else Delivery(target=one.label, openings=news.get(one, ()), problem=problems.get(one.label))
        for one in named
    )


def targets_named(settings: Settings) -> list[Target | BadTarget]:
    """Returns whom EXPLORE_ROLES_NOTIFY names. Raises NoTargets where it names nobody."""
    setting = settings.notify.get_secret_value() if settings.notify else ""
    if not setting.strip():
        raise NoTargets("EXPLORE_ROLES_NOTIFY is not set: whom to tell, as in mailto://… or slack://… (docs/watch.md).")
    return targets_of(setting, settings.served_at.url)


def _due(targets: Sequence[Target], state: State, published: Path) -> tuple[date, list[_Due]]:
    """Returns the night of the publication, and what each target is to hear of it."""
    night = newest_night(published)
    first = night - timedelta(days=FIRST_DAYS)
    keys = {target: state.key(target.address) for target in targets}
    known = {target: state.targets.get(key) for target, key in keys.items()}
    watched = openings(published, min((heard.since if heard else first for heard in known.values()), default=night))
    return night, [_to_hear(target, keys[target], known[target] or _new(first, watched), night, watched) for target in targets]


def _new(first: date, watched: Sequence[Opening]) -> Heard:
    # What was there when its board was first read has not opened as far as anybody knows, and may be all that there is.
    return Heard(since=first, told={one.role_id: one.opened_on for one in watched if one.opening == "found"})


def _to_hear(target: Target, key: str, heard: Heard, night: date, watched: Sequence[Opening]) -> _Due:
    news = tuple(one for one in watched if one.opened_on >= heard.since and heard.told.get(one.role_id, date.min) < one.opened_on)
    since = max(heard.since, night)
    told = heard.told | {one.role_id: one.opened_on for one in news}
    # What opened before that is no news any more, whether it was told or not: it need not be kept.
    after = Heard(since=since, told={role: opened for role, opened in told.items() if opened >= since})
    return _Due(target=target, key=key, news=news, before=heard, after=after)


def _keep(state: State, night: date, told: Sequence[_Due]) -> None:
    if told:
        state.targets |= {one.key: one.after for one in told}
        state.keep(night)


def _sent(messages: Mapping[Target, Notice], seconds: float, on_told: Callable[[set[Target]], None]) -> dict[str, str | None]:
    """Sends each target its message, all at the same time. Returns why one did not arrive, None where it did, by the target's label.

    `on_told` is called with each that arrived, at once: whoever was told is not told again, whatever happens to the others.
    """
    answers: Queue[tuple[Target, str | None]] = Queue()
    for target, message in messages.items():
        # Not waited for at the program's end: a service may keep a connection open for ever.
        Thread(target=lambda to=target, what=message: answers.put((to, deliver(to, what))), daemon=True).start()
    came: dict[str, str | None] = {target.label: f"it did not answer within {seconds:g} seconds" for target in messages}
    give_up = time.monotonic() + seconds
    for _ in messages:
        try:
            target, problem = answers.get(timeout=max(0.0, give_up - time.monotonic()))
        except Empty:
            break
        came[target.label] = problem
        if problem is None:
            on_told({target})
    return came


def _then(one: Delivery) -> str:
    return "; correct it in EXPLORE_ROLES_NOTIFY" if one.bad else "; it is tried again the next time"


@contextmanager
def _one_at_a_time(folder: Path, seconds: float) -> Iterator[None]:
    """Waits for another process that tells: it may tell of an older publication. Raises DataFolderUnusable where that takes longer than
    `seconds`, or the folder cannot be written.
    """
    give_up = time.monotonic() + seconds
    try:
        lock = (folder / _LOCK).open("a")
    except OSError as error:
        raise DataFolderUnusable(f"The data folder {folder} cannot be written ({error.strerror}).") from error
    with lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() >= give_up:
                    raise DataFolderUnusable(
                        f"Another watch is still telling what opened in {folder}; try again when it has ended."
                    ) from error
            time.sleep(_LOOK_AGAIN)
        yield
