"""Which platform keeps a board, by the address of a careers page or of one of its postings, or by what such a page links to."""

import re
from collections import Counter
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote, urlsplit

from extractors.asking.visit import Visit
from extractors.board import forbidden
from extractors.errors import SourceChanged
from extractors.pages.structured_data import job_postings
from extractors.platform import Address
from extractors.sources import sources

# What an address may be made of inside a page's HTML or scripts (where slashes are often written `\/`).
_LINK = re.compile(r"https?:(?:\\?/){2}[^\s\"'<>\\]{4,300}(?:\\/[^\s\"'<>\\]{0,200}){0,12}")
# Scheme and host, of which the case says nothing; what follows them is as it stands.
_HOST = re.compile(r"^[^/?#]*//[^/?#]*")
# A page with more links than this is no careers page of one employer.
_MOST_LINKS = 5_000
# Parts of platforms' own addresses that stand where a token would.
_NO_TOKEN = frozenset(
    {"embed", "api", "static", "assets", "cdn", "js", "css", "www", "app", "jobs", "careers", "help", "support", "widget"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """A board and how it was told."""

    source: str
    address: Address
    how: str  # for a person


def recognise(url: str) -> Recognised | None:
    """Returns the board that an address belongs to, or None where the address alone does not say it, or its site is not to be read."""
    url = _lowered(url)
    if forbidden(url):
        return None
    try:
        for name, source in sources().items():
            if (found := source.board_at(url)) is not None and found.token.casefold() not in _NO_TOKEN:
                return Recognised(source=name, address=found, how=f"the address is one of {source.PLATFORM.name}'s")
    except ValueError:  # `https://[x` on a page looks like an address, and is none
        return None
    return None


def recognise_page(url: str, visit: Visit) -> Recognised:
    """Returns the board behind a careers page under the employer's own name (with `gh_jid`, too), by reading that page.

    Raises SourceChanged where nothing there tells it, and what `Visit.page` raises.
    """
    url = _lowered(url)
    page = visit.page(url).body
    text = unescape(page.decode("utf-8", "replace"))
    found: Counter[tuple[str, Address]] = Counter()
    for link in _LINK.findall(text)[:_MOST_LINKS]:
        if (seen := recognise(unquote(link.replace("\\/", "/")))) is not None:
            found[seen.source, seen.address] += 1
    if "gh_jid=" in url:
        found = Counter({key: count for key, count in found.items() if key[0] == "greenhouse"})
    if found:
        [(best, count), *others] = found.most_common()
        if others and others[0][1] == count:
            named = ", ".join(f"{source}:{address.token}" for (source, address), _ in found.most_common(5))
            raise SourceChanged(
                f"{url} links to several boards as often ({named}): give the address of a posting on the one that is meant."
            )
        return Recognised(source=best[0], address=best[1], how=f"the page links to it {count} times")
    if job_postings(page).entries:
        parts = urlsplit(url)
        address = Address(token=parts.netloc, url=f"https://{parts.netloc}{parts.path}".rstrip("/"))
        return Recognised(source="career_page", address=address, how="the page holds a posting in schema.org's form")
    raise SourceChanged(f"{url} does not say on which platform its board is: give the address of one of its postings.")


def _lowered(url: str) -> str:
    return _HOST.sub(lambda found: found[0].lower(), url)
