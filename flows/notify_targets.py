"""Who is told: the addresses in EXPLORE_ROLES_NOTIFY, through Apprise or a block of Prefect's.

An address holds passwords and tokens. None of it leaves this module but to the service itself: what is said of a target is its number and
its kind, and why it could not be told is said in words of ours.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.blocks import NAMED, SLUG, load_block
from flows.notice import Notice
from flows.overheard import overheard

if TYPE_CHECKING:
    from apprise import AppriseAsset, NotifyBase

_SCHEME = re.compile(r"([a-z][a-z0-9]{1,19})://", re.I)
_LONGEST_TEXT = 30_000  # characters of a message to a block, which names no bound
_ROOM_FOR_TITLE = 300  # characters, where a service puts it into the message
_NO_NOTIFICATION_BLOCK = "no notification block"

# Why a message did not arrive, read off what libraries say of it; the first that fits is told. `{}` is a status.
_REASONS = (
    (re.compile(r"\berror='?(\d{3})\b|\berror '(\d{3})\b|\((\d{3}), b['\"]"), "it answered {}"),
    (re.compile(r"timed? ?out", re.I), "it did not answer in time"),
    (re.compile(r"refused", re.I), "it takes no connections"),
    (re.compile(r"getaddrinfo|name or service not known|name resolution|nodename nor servname", re.I), "its host is not known"),
    (re.compile(r"certificate|ssl|starttls", re.I), "its certificate or encryption cannot be used"),
    (re.compile(r"unable to find block document", re.I), "Prefect has no block of that name"),
    (re.compile(_NO_NOTIFICATION_BLOCK), "the block is none that notifies"),
    (re.compile(r"connection|disconnected", re.I), "the connection failed"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Somebody to tell."""

    label: str  # its number and kind: all that is ever said of it
    address: str = field(repr=False)  # what tells it from others
    longest: int  # characters that one message may have
    send: Callable[[Notice], bool] = field(repr=False)  # says whether the service took the message; may raise anything


@dataclass(frozen=True, slots=True, kw_only=True)
class BadTarget:
    """An entry of the setting that names nobody who can be told."""

    label: str
    reason: str


def targets_of(setting: str, app_url: str) -> list[Target | BadTarget]:
    """Returns whom the setting names, in its order, each once: addresses, blocks and configuration files, parted by blanks or lines.

    `app_url` is where messages say that they come from.
    """
    whole = setting.strip()
    # The path of a single file may hold blanks.
    entries = [whole] if "://" not in whole and _is_file(whole) else whole.split()
    found: dict[str, Target | BadTarget] = {}
    for number, entry in enumerate(entries, 1):
        for target in _named(entry, f"target {number}", app_url):
            found.setdefault(target.address if isinstance(target, Target) else target.label, target)
    return list(found.values())


def deliver(target: Target, notice: Notice) -> str | None:
    """Sends the message. Returns None, or in words why it did not arrive; never raises, and never tells the address."""
    with overheard() as heard:
        try:
            if target.send(notice):
                return None
            raised, said = None, ""
        except Exception as error:  # noqa: BLE001  whatever a service's module makes of an answer, the others are still told
            raised, said = type(error).__name__, f"{type(error).__name__} {error}"
    reason = _in_words([*heard.lines, said])
    return reason or (f"an unexpected error ({raised})" if raised else "it did not take the message")


def _in_words(lines: list[str]) -> str | None:
    for pattern, words in _REASONS:
        for said in lines:
            if found := pattern.search(said):
                return words.format(next(filter(None, found.groups()), ""))
    return None


def _named(entry: str, label: str, app_url: str) -> Iterator[Target | BadTarget]:
    if entry.startswith(NAMED):
        yield _block(entry.removeprefix(NAMED), label)
    elif "://" in entry:
        yield _service(entry, label, _asset(app_url))
    elif _is_file(entry):
        yield from _configured(Path(entry), label, _asset(app_url))
    else:
        yield BadTarget(label=label, reason="it is neither an address (scheme://…), nor a file, nor prefect-block:TYPE/NAME")


def _is_file(path: str) -> bool:
    try:
        return bool(path) and Path(path).is_file()
    except (OSError, ValueError):  # too long for a path, or with a sign that none has
        return False


def _asset(app_url: str) -> "AppriseAsset":
    """Returns how Apprise presents us. Nothing of a message is fetched from elsewhere, no pictures, and nothing is kept on the disk."""
    from apprise import AppriseAsset

    return AppriseAsset(
        app_id="Explore Roles",
        app_desc="Explore Roles",
        app_url=app_url,
        image_url_mask="",
        image_url_logo="",
        async_mode=False,  # in the thread that listens
        storage_mode="memory",
    )


def _service(url: str, label: str, asset: "AppriseAsset") -> Target | BadTarget:
    from apprise import Apprise

    scheme = _SCHEME.match(url)
    named = f"{label} ({scheme[1].lower()})" if scheme else label
    with overheard():
        try:
            plugin = Apprise.instantiate(url, asset=asset)
        except Exception:  # noqa: BLE001  what it raises of a port that is no number holds the port
            plugin = None
    if plugin is None:
        return BadTarget(label=named, reason="it is no address that Apprise can use: its scheme is unknown, or a part is missing or wrong")
    return _plugged(plugin, named, url, asset)


def _configured(path: Path, label: str, asset: "AppriseAsset") -> Iterator[Target | BadTarget]:
    """The services of a configuration file of Apprise, numbered after the file."""
    from apprise import AppriseConfig

    with overheard() as heard:
        try:
            plugins = AppriseConfig(paths=str(path.absolute()), asset=asset).servers()
        except Exception:  # noqa: BLE001  its words hold the file's
            plugins = []
        for number, plugin in enumerate(plugins, 1):
            address = _address(plugin)
            scheme = _SCHEME.match(address)
            yield _plugged(plugin, f"{label}.{number} ({scheme[1].lower() if scheme else 'of the file'})", _in_order(address), asset)
    if heard.complaints or not plugins:
        what = "an entry of it cannot be used" if heard.complaints else "it names no service"
        yield BadTarget(label=f"{label} (a file)", reason=f"{what}; `apprise --dry-run -vv -b test --config` and its path say more")


def _plugged(plugin: "NotifyBase", label: str, address: str, asset: "AppriseAsset") -> Target:
    from apprise import Apprise, NotifyFormat

    def send(notice: Notice) -> bool:
        service = Apprise(asset=asset)
        service.add(plugin)
        plain = plugin.notify_format == NotifyFormat.TEXT
        # From HTML Apprise makes what each chat takes, with its own escapes; Markdown it would pass on as it is.
        return bool(
            service.notify(
                title=notice.subject[: plugin.title_maxlen] if plugin.title_maxlen > 0 else notice.subject,
                body=notice.text if plain else notice.html,
                body_format=NotifyFormat.TEXT if plain else NotifyFormat.HTML,
            )
        )

    longest = plugin.body_maxlen - (_ROOM_FOR_TITLE if plugin.title_maxlen <= 0 else 0)
    return Target(label=label, address=address, longest=max(longest, 0), send=send)


def _address(plugin: "NotifyBase") -> str:
    return str(plugin.url(privacy=False))  # type: ignore[no-untyped-call]


def _in_order(address: str) -> str:
    # Apprise keeps lists (cc, channels) as sets, and writes them in another order in each process: it would be a new target each time.
    return " ".join(sorted(re.split(r"[/?&=,]|%2C|%20", address)))


def _block(slug: str, label: str) -> Target | BadTarget:
    named = SLUG.fullmatch(slug)
    if named is None:
        return BadTarget(
            label=f"{label} (prefect-block)", reason="it names no block: prefect-block:TYPE/NAME, as in prefect-block:slack-webhook/jobs"
        )

    def send(notice: Notice) -> bool:
        from prefect.blocks.abstract import NotificationBlock

        loaded = load_block(slug)
        if not isinstance(loaded, NotificationBlock):
            raise TypeError(_NO_NOTIFICATION_BLOCK)
        block: Any = loaded  # its type speaks of a coroutine, which it returns where a loop runs
        with block.raise_on_failure():
            block.notify(notice.text, notice.subject)
        return True

    return Target(label=f"{label} (prefect-block, {named['type']})", address=NAMED + slug, longest=_LONGEST_TEXT, send=send)
