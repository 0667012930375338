"""Where a redirect may lead: to a host of the open internet, over https."""

from urllib.parse import SplitResult, urljoin, urlsplit

from extractors.asking.public import is_public
from extractors.errors import SourceMoved


def redirected(asked: str, location: str, play_at: str | None) -> str:
    """Returns the address that a redirect names. Raises SourceMoved where it is none that may be followed, OSError where its
    name cannot be looked up.

    With `play_at` names are not looked up: everything is asked there, whatever it is called.
    """
    host = urlsplit(asked).netloc
    try:
        target = urljoin(asked, location)
        parts = urlsplit(target)
        if play_at is not None and target.startswith(play_at + "/"):
            return target
        if parts.scheme != "https" or not parts.hostname:
            raise SourceMoved(f"{host} redirects to {_shown(parts)}, which is not https and is not followed.")
        if not is_public(parts.hostname, look_up=play_at is None):
            raise SourceMoved(f"{host} redirects to {_shown(parts)}, a private address, and is not followed.")
    except ValueError:
        # UnicodeError is one of them: a name that no resolver is asked for (its parts empty, or too long).
        raise SourceMoved(f"{host} redirects to what is no address and is not followed.") from None
    return target


def _shown(target: SplitResult) -> str:
    """Returns an address as a message may tell it: its query may repeat the keys of ours, and half a key would not be known for one."""
    shown = f"{target.scheme}://{target.hostname or ''}{target.path}"
    return shown if len(shown) <= 200 else f"an address of {len(shown):,} characters"
