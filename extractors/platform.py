"""What is known of a platform beside how it is read."""

import re
from collections.abc import Container
from dataclasses import dataclass
from re import Pattern
from urllib.parse import unquote

# Tokens end up in URLs and in names of tables' keys. Spaces: Ashby takes names of organisations as they are written.
# A slash where the platform's own address has two parts (Workday: tenant and site).
TOKEN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ._-]{0,98}[A-Za-z0-9_-])?")
TWO_PARTS = re.compile(rf"{TOKEN.pattern}/{TOKEN.pattern}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """A source as people know it, and what a board of it must say."""

    name: str  # as people write it
    regions: tuple[str, ...] = ()  # the instances that a board may name
    token: Pattern[str] = TOKEN  # the form of a board's token
    has_url: bool = False  # a board names the address where it is, as its token does not lead there
    takes_url: bool = False  # it may: many employers keep their board under a name of their own
    aggregator: bool = False  # it collects what others publish: its postings name their employers themselves
    keys: tuple[str, ...] = ()  # environment variables without which it is not asked
    attribution: str | None = None  # what its terms ask of those who show its postings

    def missing_keys(self, held: Container[str]) -> tuple[str, ...]:
        """Returns those of its keys that are not held."""
        return tuple(key for key in self.keys if key not in held)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A board as an address names it."""

    token: str
    region: str | None = None
    url: str | None = None  # where the board is, for a platform of which the token does not say it


def found_in(url: str, *patterns: Pattern[str], region: str | None = None) -> Address | None:
    """Returns the board that the first fitting pattern finds, by its groups `token` and, where it has one, `region`."""
    for pattern in patterns:
        if found := pattern.match(url):
            groups = found.groupdict()
            return Address(token=unquote(groups["token"]), region=groups.get("region") or region)
    return None
