"""Teamtailor's two feeds: a JSON Feed with schema.org's JobPosting, and an RSS with what that leaves out."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import quote, urlsplit

from extractors.asking.visit import Visit
from extractors.board import Board
from extractors.entries import Unread, read_entries
from extractors.errors import SourceChanged, SourceGone, SourceUnavailable
from extractors.fields import Entry, identifier, inner, web_url, words
from extractors.json_body import json_of, rows_in
from extractors.normalise.stated_places import Stated, in_parts, several
from extractors.pages import schema_org
from extractors.platform import Address, Platform, found_in
from extractors.posting import JobPosting, Parsed, WorkMode
from extractors.reading import Answer
from extractors.xml_body import Element, child, children, html_of, items_of, text_of

PLATFORM = Platform(name="Teamtailor", regions=("na",), takes_url=True)
_ADDRESSES = (
    re.compile(
        r"https?://(?!(?:www|app|api|docs|support|help|assets[\w-]*|images)\.)(?P<token>[\w-]+)(?:\.(?P<region>na))?\.teamtailor\.com(?=[/?#]|$)"
    ),
)

# The RSS has a hundred entries unless it is asked for more, and no pages.
_RSS_PATH = "/jobs.rss?per_page=10000"
_RSS_CAPS = (100, 10_000)
_MODES: dict[str, WorkMode] = {"fully": "remote", "hybrid": "hybrid"}


def board_at(url: str) -> Address | None:
    """Returns the site of a Teamtailor address. (An employer's own name for it does not tell.)"""
    return found_in(url, *_ADDRESSES)


def fetch(board: Board, visit: Visit) -> tuple[Answer, ...]:
    """Returns the pages of the JSON Feed and the RSS; of a site that has only one of the two, that one. Raises what `Visit` raises."""
    pages: list[Answer] = []
    address: str | None = f"{_site(board)}/jobs.json"
    try:
        while address is not None:
            pages.append(visit.get(address))
            address = _next(board, pages)
    except SourceGone:
        if pages:
            raise SourceUnavailable(f"{address} is not there, to which the page before leads.") from None
    try:
        return (*pages, visit.get(f"{_site(board)}{_RSS_PATH}", accept="application/rss+xml, application/xml"))
    except SourceGone:
        if not pages:
            raise
        return tuple(pages)


def parse(board: Board, answers: tuple[Answer, ...]) -> Parsed:
    """Returns postings and rejections.

    Raises SourceChanged where the answers have another shape, SourceUnavailable where one breaks off or a page is missing.
    """
    feeds = [answer for answer in answers if not _is_rss(answer)]
    rss = next((answer for answer in answers if _is_rss(answer)), None)
    if not feeds and rss is not None:
        items = _items(rss)
        # As many as it gives to those who do not ask for more, or as were asked for: there may be more.
        return replace(read_entries(board, [_of_rss(item, rss) for item in items], _FORM), complete=len(items) not in _RSS_CAPS)
    if _next(board, feeds) is not None:
        raise SourceUnavailable(f"{feeds[-1].url} leads to a further page, which was not sent.")
    beside: dict[str, Element] = {}
    # A site may answer with a page: what the JSON Feed holds is whole without it.
    with suppress(SourceChanged):
        for item in _items(rss) if rss is not None else ():
            if not isinstance(item, Unread) and (guid := words(text_of(child(item, "guid")))):
                beside[guid] = item
    entries = [_of_feed(row, feed, beside) for feed in feeds for row in rows_in(json_of(feed), feed, "items")]
    return read_entries(board, entries, _FORM)


def _site(board: Board) -> str:
    region = f".{board.region}" if board.region else ""
    return board.url or f"https://{quote(board.token, safe='')}{region}.teamtailor.com"


def _is_rss(answer: Answer) -> bool:
    return urlsplit(answer.url).path.endswith(".rss") or b"<rss" in answer.body[:1_000]


def _next(board: Board, pages: list[Answer]) -> str | None:
    """Returns where the page after these is, on the board's own site whatever host the feed names; None behind the last."""
    document = json_of(pages[-1])
    rows = rows_in(document, pages[-1], "items")
    stated = web_url(document.get("next_url")) if isinstance(document, dict) else None
    query = urlsplit(stated).query if stated else ""
    address = f"{_site(board)}/jobs.json?{query}"
    # A page that is empty, or the one before once more, would lead on for ever.
    if not rows or not query or address in {page.url for page in pages} or any(page.body == pages[-1].body for page in pages[:-1]):
        return None
    return address


def _items(rss: Answer) -> list[Element | Unread]:
    return items_of(rss, root="rss", item="item", identifier="guid")


def _of_feed(row: object, feed: Answer, beside: Mapping[str, Element]) -> object:
    """Returns an item of the JSON Feed as an entry, with what the RSS says of it."""
    if not isinstance(row, dict):
        return row
    stated = dict(inner(row, "_jobposting"))
    for name, instead in (("title", "title"), ("description", "content_html"), ("datePosted", "date_published"), ("url", "url")):
        if not words(stated.get(name)):
            stated[name] = row.get(instead)
    return _entry(stated, feed, number=row.get("id"), item=beside.get(identifier(row.get("id")) or ""))


def _of_rss(item: Element | Unread, rss: Answer) -> object:
    if isinstance(item, Unread):
        return item
    stated = {
        "title": text_of(child(item, "title")),
        "description": html_of(child(item, "description")),
        "url": text_of(child(item, "link")),
        "datePosted": _date(text_of(child(item, "pubDate"))),
    }
    return _entry(stated, rss, number=text_of(child(item, "guid")), item=item)


def _entry(stated: Entry, answer: Answer, *, number: object, item: Element | None) -> dict[str, object]:
    url = stated.get("url")
    entry = schema_org.as_entry(stated, url=url if isinstance(url, str) else "", fetched_at=answer.fetched_at)
    # The same in both feeds; the number that schema.org's identifier holds is in one only.
    return {**entry, "id": number, "item": item}


def _date(stated: str | None) -> str | None:
    """Returns a date as e-mails write it in ISO's form."""
    try:
        found: datetime = parsedate_to_datetime(stated or "")
    except (ValueError, OverflowError):
        return None
    return found.isoformat()


def _build(entry: Entry, posting: JobPosting) -> JobPosting:
    found = schema_org.build(entry, posting)
    item = entry.get("item")
    if item is None:
        return found
    mode = _MODES.get(words(text_of(child(item, "remoteStatus"))) or "", found.work_mode)
    where, read = several(_where(location, mode) for location in children(child(item, "locations"), "location"))
    if where:
        found = replace(found, job_location=where, places=read)
    return replace(found, work_mode=mode, department=words(text_of(child(item, "department"))) or found.department)


def _where(location: Element, mode: WorkMode) -> Stated:
    """Returns a place. It has a name that the employer gave it ("EU", "Head office") and the address of an office.

    For a remote posting the name says where; the address is only that under which the place was entered.
    """
    name, city, country = (words(text_of(child(location, part))) for part in ("name", "city", "country"))
    text, place = in_parts(city, None, country)
    if name is None or text is None:
        return text or name, place
    if city is not None and city.casefold() in name.casefold():
        return text, place
    return (name, None) if mode == "remote" else (f"{name} ({text})", place)


_FORM = replace(schema_org.FORM, build=_build)
