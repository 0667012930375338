"""An employer's own career site: its sitemap or its list page leads to pages that state their posting in schema.org's form."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from bs4.exceptions import ParserRejectedMarkup
from bs4.filter import SoupStrainer
from protego import Protego

from extractors.asking.permission import PRODUCT
from extractors.asking.visit import Visit
from extractors.board import Board
from extractors.entries import Unread, missing_page, read_entries
from extractors.errors import SourceChanged, SourceUnavailable
from extractors.fields import Entry, inner, words
from extractors.pages.addresses import canonical, over_https, same_site
from extractors.pages.posting_addresses import PostingAddress, posting_address
from extractors.pages.schema_org import FORM, as_entry
from extractors.pages.schema_values import each
from extractors.pages.sitemap import CutShort, NoSitemap, Sitemap, read_sitemap
from extractors.pages.structured_data import decoded, job_postings
from extractors.platform import Address, Platform
from extractors.posting import Parsed
from extractors.reading import Answer

# The token is the host, so that a site has one board however its address is written.
PLATFORM = Platform(name="career page", has_url=True)

# Of a site with more, the first so many: a shop's sitemaps of products are no list of postings.
_MOST_MAPS = 20
_MAX_DEPTH = 2  # an index of indexes
# Pages whose addresses do not tell their titles are read one by one; of more than so many only the first are.
_MOST_UNTOLD = 200
_ABOUT_JOBS = re.compile(
    r"job|career|vacan|position|opening|stelle|karriere|empleo|oferta|vaga|emploi|offre|lavoro|praca|requisition", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listing:
    """What the answers that list postings say."""

    addresses: tuple[PostingAddress, ...]
    stated: tuple[Entry, ...]  # postings that a list page itself states in full
    has_sitemap: bool
    whole: bool  # and not the first of several pages, or short of a sitemap
    problems: tuple[str, ...]


def board_at(url: str) -> Address | None:  # noqa: ARG001 - every platform's module has the same form
    """Returns None: that a page states its postings in this form shows only when it is read."""
    return None


def fetch(board: Board, visit: Visit) -> tuple[Answer, ...]:
    """Returns the pages and sitemaps that list postings, and then those postings' own pages of which the title is wanted.

    Raises what `Visit` raises.
    """
    start = _start(board)
    first = visit.page(start)
    lists = [first, *_sitemaps(visit, start, _sitemap_of(first))]
    had = {answer.url for answer in lists}
    listing = _listing(board, lists)
    held = {canonical(str(entry["url"])) for entry in listing.stated}
    told = [address for address in listing.addresses if address.titles and any(visit.wants(title) for title in address.titles)]
    untold = [address for address in listing.addresses if not address.titles][:_MOST_UNTOLD]
    wanted = {address.url for address in (*told, *untold) if canonical(address.url) not in held}
    asked = [url for address in listing.addresses if (url := address.url) in wanted and url not in had and _may_read(visit, url)]
    return (*lists, *visit.details(asked, pages=True))


def parse(board: Board, answers: tuple[Answer, ...]) -> Parsed:
    """Returns postings and rejections.

    Raises SourceChanged where nothing says which postings there are (no sitemap, no postings, no addresses of any), and
    SourceUnavailable where a sitemap breaks off.
    """
    start = _start(board)
    listing = _listing(board, answers)
    if not listing.addresses and not listing.stated and not listing.has_sitemap:
        why = f" ({'; '.join(listing.problems)})" if listing.problems else ""
        raise SourceChanged(f"{start} neither states postings nor leads to pages or a sitemap that could{why}.")
    details = {answer.url: answer for answer in answers}
    entries: list[object] = []
    positions: list[int] = []
    pages: list[str] = []
    left: list[str] = []
    passed_over = 0
    held = {canonical(str(entry["url"])) for entry in listing.stated}
    for position, address in enumerate(listing.addresses):
        if canonical(address.url) in held:
            continue
        answer = details.get(address.url)
        if answer is None:
            passed_over += 1
            left.append(canonical(address.url))
            continue
        entries.append(_of_page(address, answer))
        pages.append(canonical(address.url))
        positions.append(position)
    entries = _without_doubtful_ids(_believed(entries))
    there = [page for page, entry in zip(pages, entries, strict=True) if isinstance(entry, Unread) and entry.reason != "page gone"]
    entries += listing.stated
    positions += range(len(listing.addresses), len(listing.addresses) + len(listing.stated))
    entries, positions = _sorted_out(entries, positions)
    parsed = read_entries(board, entries, FORM, positions=positions)
    return replace(parsed, passed_over=passed_over, there=(*there, *left), complete=listing.whole)


def _start(board: Board) -> str:
    return board.url or f"https://{board.token}"


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def _sitemaps(visit: Visit, start: str, first: Sitemap | None) -> list[Answer]:
    """Returns the sitemaps that the site names (where it names none, the usual one), those of an index too.

    Raises SourceUnavailable where one of them fails, or is missing that was there within the last nights.
    """
    answers: list[Answer] = []
    seen = {start}
    if first is None:
        wave = [url for url in _named_in_robots(visit, start) if same_site(url, _host(start))] or [_usual_sitemap(start)]
    else:
        wave = _worth_reading(first, start)
    for _ in range(_MAX_DEPTH + 1):
        wave = [url for url in dict.fromkeys(wave) if url not in seen][: _MOST_MAPS - len(answers)]
        seen.update(wave)
        found = visit.details(wave, pages=True)
        answers += found
        wave = []
        for answer in found:
            sitemap = _sitemap_of(answer)
            if answer.status not in (200, 404, 410) or (sitemap is None and _was_a_sitemap(visit, answer.url)):
                raise SourceUnavailable(f"The sitemap {answer.url} could not be had: without it a list of postings is short.")
            wave += [] if sitemap is None else _worth_reading(sitemap, start)
    return answers


def _usual_sitemap(start: str) -> str:
    return urljoin(start, "/sitemap.xml")


def _was_a_sitemap(visit: Visit, url: str) -> bool:
    """Says whether a sitemap was there on an earlier night."""
    return (known := visit.known(url)) is not None and _sitemap_of(known) is not None


def _robots(visit: Visit, url: str) -> Protego | None:
    """Returns the robots.txt of the address's site, if it has one that was read when leave was asked for another page."""
    parts = urlsplit(url)
    leave = visit.session.leaves.get(f"{parts.scheme}://{parts.netloc}")
    return None if leave is None else leave.robots


def _may_read(visit: Visit, url: str) -> bool:
    """Says whether robots.txt lets this page be read, as far as it is known: one page that it does not must not cost the others."""
    robots = _robots(visit, url)
    return robots is None or robots.can_fetch(url, PRODUCT)


def _named_in_robots(visit: Visit, start: str) -> list[str]:
    """Returns the `Sitemap:` lines of the site's robots.txt."""
    robots = _robots(visit, start)
    return [] if robots is None else sorted(map(over_https, robots.sitemaps))


def _worth_reading(index: Sitemap, start: str) -> list[str]:
    """Returns the sitemaps of an index: those whose names speak of jobs, or all where none does."""
    urls = [over_https(listed.url) for listed in index.maps if same_site(listed.url, _host(start))]
    return [url for url in urls if _ABOUT_JOBS.search(urlsplit(url).path)] or urls


def _sitemap_of(answer: Answer) -> Sitemap | None:
    """Returns the answer as a sitemap, or None where it is something else. Raises SourceUnavailable where it breaks off."""
    if answer.status != 200:
        return None
    try:
        return read_sitemap(answer.body)
    except NoSitemap:
        return None
    except CutShort as error:
        raise SourceUnavailable(f"The sitemap {answer.url} is not whole: {error}.") from None


def _listing(board: Board, answers: Sequence[Answer]) -> _Listing:
    """Returns what the start page and the sitemaps among the answers say."""
    start = _start(board)
    urls: list[str] = []
    stated: list[Entry] = []
    problems: list[str] = []
    sitemaps = {answer.url: sitemap for answer in answers if (sitemap := _sitemap_of(answer)) is not None}
    is_last = True
    for answer in answers:
        if (sitemap := sitemaps.get(answer.url)) is not None:
            urls += [listed.url for listed in sitemap.pages]
        elif answer.status == 200 and answer.url == start:
            found = job_postings(answer.body)
            problems += found.problems
            stated += [entry for item in found.entries if (entry := _on_a_list(item, answer))["description"] is not None]
            links, is_last = _links(answer)
            urls += links
    addresses: dict[str, PostingAddress] = {}
    for url in urls:
        if (address := posting_address(url, _host(start))) is not None and canonical(url) != canonical(start):
            addresses.setdefault(canonical(url), address)
    read = all(url in sitemaps for sitemap in sitemaps.values() for url in _worth_reading(sitemap, start))
    # What is neither the start, nor a sitemap, nor a posting's page was named as a sitemap; but for the one that was only guessed at. One
    # that is not there (404) and was not lately (`fetch` looks) is a line of robots.txt that nobody took out.
    known = {start, _usual_sitemap(start), *sitemaps}
    lost = any(answer.status == 200 and answer.url not in known and canonical(answer.url) not in addresses for answer in answers)
    return _Listing(
        addresses=tuple(addresses.values()),
        stated=tuple(stated),
        has_sitemap=bool(sitemaps),
        whole=read and not lost and all(sitemap.whole for sitemap in sitemaps.values()) and (is_last or bool(sitemaps)),
        problems=tuple(problems),
    )


def _on_a_list(stated: Entry, answer: Answer) -> dict[str, object]:
    """Returns a posting that a list states: its own address is the one that it states itself, as far as it is on the same site."""
    entry = as_entry(stated, url=answer.url, fetched_at=answer.fetched_at)
    own = str(entry["url"])
    return as_entry(stated, url=own, fetched_at=answer.fetched_at) if same_site(own, _host(answer.url)) else entry


def _links(answer: Answer) -> tuple[list[str], bool]:
    """Returns where a page leads, and whether it is the last of its list."""
    try:
        soup = BeautifulSoup(decoded(answer.body), "lxml", parse_only=SoupStrainer(["a", "link"], href=True))
    except ParserRejectedMarkup:
        return [], True
    found = []
    for anchor in soup.find_all("a", href=True):
        with suppress(ValueError):  # no address
            found.append(urljoin(answer.url, str(anchor["href"]).strip()))
    return found, soup.find(rel="next") is None


def _believed(entries: Sequence[object]) -> list[object]:
    """Returns the entries; that pages are gone is believed where others of the site state their postings."""
    if any(isinstance(entry, dict) for entry in entries):
        return list(entries)
    return [
        replace(entry, reason="page missing") if isinstance(entry, Unread) and entry.reason == "page gone" else entry for entry in entries
    ]


def _without_doubtful_ids(entries: Sequence[object]) -> list[object]:
    """Returns the entries; while a page cannot be read, those that share their id under other titles are not read either.

    Whether such an id is a posting's or its employer's is told by how many titles have it (see `_sorted_out`): not by what came of a night.
    """
    if not any(isinstance(entry, Unread) and entry.reason != "page gone" for entry in entries):
        return list(entries)
    titles: dict[object, set[object]] = {}
    for entry in entries:
        if isinstance(entry, dict):
            titles.setdefault(entry["id"], set()).add(entry["title"])
    said = "its id is another page's too, and a page of this site could not be read"
    return [
        Unread(identifier=str(entry["found_at"]), title=words(entry["title"]), reason="unreadable", detail=said)
        if isinstance(entry, dict) and len(titles[entry["id"]]) > 1
        else entry
        for entry in entries
    ]


def _of_page(address: PostingAddress, answer: Answer) -> Entry | Unread:
    """Returns the one posting that a page is about."""
    title = address.titles[-1] if address.titles else None
    if answer.status != 200:
        return missing_page(answer, identifier=canonical(address.url), title=title, some_are_there=True)
    found = job_postings(answer.body)
    entries = [as_entry(stated, url=answer.url, fetched_at=answer.fetched_at) for stated in found.entries]
    if len(entries) > 1:
        # Beside the posting itself such pages state others like it, by name and address only.
        own = [entry for entry in entries if canonical(str(entry["url"])) == canonical(answer.url) and _own_url(entry)]
        whole = [entry for entry in entries if entry["description"] is not None]
        entries = next((some for some in (own, whole) if len(some) == 1), entries)
    if len(entries) == 1:
        return {**entries[0], "found_at": canonical(address.url)}
    detail = f"the page states {len(entries)} postings, and not which of them it is about" if entries else found.nothing
    # Sites leave the page of a filled posting and take what it stated out of it, as Google's rules for job postings ask.
    is_gone = not entries and not found.problems
    return Unread(identifier=canonical(address.url), title=title, reason="page gone" if is_gone else "unreadable", detail=detail)


def _own_url(entry: Entry) -> bool:
    stated = entry["stated"]
    return isinstance(stated, dict) and "url" in stated


def _sorted_out(entries: list[object], positions: list[int]) -> tuple[list[object], list[int]]:
    """Returns the entries, ids put right: one that stands for many titles is the employer's and none of a posting; one posting that
    has a page for each of its places is one entry with all places."""
    titles: dict[object, set[object]] = {}
    for entry in entries:
        if isinstance(entry, dict):
            titles.setdefault(entry["id"], set()).add(entry["title"])
    found: list[object] = []
    at: list[int] = []
    first: dict[tuple[object, ...], dict[str, object]] = {}
    for position, entry in zip(positions, entries, strict=True):
        if isinstance(entry, dict):
            # Two titles may be one posting in two languages.
            if len(titles[entry["id"]]) > 2:
                entry = {**entry, "id": canonical(str(entry["url"]))}
            key = (entry["id"], entry["title"], entry["description"])
            if key in first:
                first[key]["stated"] = _together(inner(first[key], "stated"), inner(entry, "stated"))
                continue
            first[key] = entry = {**entry}
        found.append(entry)
        at.append(position)
    return found, at


def _together(one: Entry, other: Entry) -> dict[str, object]:
    """Returns what two pages of one posting state, with the places and the pay of both."""
    both = {}
    for name in ("jobLocation", "baseSalary"):
        values = each(one.get(name))
        both[name] = values + [value for value in each(other.get(name)) if value not in values]
    return {**one, **both}
