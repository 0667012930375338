"""Whether a site lets programs read its pages: robots.txt (RFC 9309), and its reservation from text and data mining (TDMRep).

The official interfaces of platforms are made for programs and are not asked about; pages and sitemaps are.
TDMRep: the final report of the W3C community group of that name (2024); a header, a meta tag, or /.well-known/tdmrep.json.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

import orjson
from bs4 import BeautifulSoup
from bs4.filter import SoupStrainer
from protego import Protego

from extractors.asking.session import Ask, PoliteSession, fetch_answer
from extractors.errors import SourceChanged, SourceRefuses, SourceUnavailable
from extractors.reading import Answer

# The name under which a robots.txt may speak of this reader (the first word of its user agent).
PRODUCT = "explore-roles"
# RFC 9309, 2.3.1.3: any of these says that there is no such file, save the two that say "not now".
_NONE_THERE = frozenset(range(400, 500)) - {408, 429}
# RFC 9309, 2.5: at least so much of a robots.txt is to be read; what comes after it is not.
_ROBOTS_READ = 500 * 1024
_META = re.compile(rb"tdm-reservation", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """What a site said about being read."""

    robots: Protego | None  # None: it has no robots.txt, so that all may be read
    reserved: tuple[tuple[str, bool], ...]  # paths with * and $, and whether they are reserved from mining


def ask_leave(session: PoliteSession, url: str, count: Callable[[], None]) -> None:
    """Returns when the site lets this page be read by programs; what the site says is asked for once a session.

    Raises SourceRefuses where it does not; SourceUnavailable where its robots.txt cannot be had for another reason than
    that there is none (RFC 9309, 2.3.1.4: then nothing may be read).
    """
    parts = urlsplit(url)
    site = f"{parts.scheme}://{parts.netloc}"
    with session.asking_leave(site):
        leave = session.leaves.get(site)
        if leave is None:
            leave = session.leaves[site] = Leave(robots=_robots(session, site, count), reserved=_reserved(session, site, count))
    if leave.robots is not None:
        if not leave.robots.can_fetch(url, PRODUCT):
            raise SourceRefuses(f"The robots.txt of {parts.netloc} does not let {parts.path or '/'} be read by programs.")
        if delay := leave.robots.crawl_delay(PRODUCT):
            session.turns.keep_apart(parts.netloc, float(delay))
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    for pattern, is_reserved in leave.reserved:
        if _fits(pattern, path):
            if is_reserved:
                raise SourceRefuses(f"{parts.netloc} reserves {parts.path or '/'} from text and data mining (tdmrep.json).")
            return


def check_reserved(answer: Answer) -> None:
    """Raises SourceRefuses where the page itself says that it is reserved from text and data mining."""
    if not _META.search(answer.body):
        return
    soup = BeautifulSoup(answer.body, "lxml", parse_only=SoupStrainer("meta"))
    for meta in soup.find_all("meta"):
        if str(meta.get("name", "")).strip().lower() == "tdm-reservation" and str(meta.get("content", "")).strip() == "1":
            raise SourceRefuses(f"{answer.url} is reserved from text and data mining (its meta tag says so).")


def _robots(session: PoliteSession, site: str, count: Callable[[], None]) -> Protego | None:
    answer = _asked(session, f"{site}/robots.txt", count)
    if answer is None:
        return None
    return Protego.parse(answer.body[:_ROBOTS_READ].decode("utf-8-sig", "replace"))


def _reserved(session: PoliteSession, site: str, count: Callable[[], None]) -> tuple[tuple[str, bool], ...]:
    try:
        answer = _asked(session, f"{site}/.well-known/tdmrep.json", count)
        stated = orjson.loads(answer.body) if answer is not None else []
    except (SourceUnavailable, SourceChanged, orjson.JSONDecodeError):
        # Few sites have it; others answer with an error or with a page of their own. The header and the meta tag can still say it.
        return ()
    rows = [row for row in stated if isinstance(row, dict)] if isinstance(stated, list) else []
    return tuple((row["location"], row.get("tdm-reservation") == 1) for row in rows if isinstance(row.get("location"), str))


def _asked(session: PoliteSession, url: str, count: Callable[[], None]) -> Answer | None:
    """Returns the file, or None where the site says that there is none."""
    ask = Ask(accept="*/*", returned=_NONE_THERE, empty=True, count=count)
    answer = fetch_answer(session, url, ask)
    return answer if answer.status == 200 else None


def _fits(pattern: str, path: str) -> bool:
    """Says whether a location of tdmrep.json speaks of this path: as in robots.txt, `*` is anything and `$` the end."""
    pattern = pattern[:500].replace("[", "[[]").replace("?", "[?]")
    return fnmatchcase(path, pattern[:-1] if pattern.endswith("$") else pattern + "*")
