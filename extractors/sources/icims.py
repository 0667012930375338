"""iCIMS' career portals: pages of a list without texts, and a page for each posting, as they are made for frames in employers' sites.

A board's token is the first part of its host: `careers-acme` for careers-acme.icims.com.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from extractors.asking.visit import Visit
from extractors.board import Board
from extractors.entries import Form, read_entries, with_details
from extractors.errors import SourceChanged, SourceUnavailable
from extractors.fields import Entry, places, shows_text, web_url, words
from extractors.pages import schema_org
from extractors.pages.html_body import attribute, line, page_of, title_of
from extractors.pages.structured_data import job_postings
from extractors.platform import Address, Platform, found_in
from extractors.posting import JobPosting, Parsed, WorkMode
from extractors.reading import Answer

PLATFORM = Platform(name="iCIMS", takes_url=True)
_ADDRESSES = (
    re.compile(
        r"https?://(?!(?:www|api|login|developer|developers|community|support|help|info|status|marketplace|media|cdn\w*)\.)"
        r"(?P<token>[\w-]+)\.icims\.com(?=[/?#]|$)"
    ),
)

_POSTING = re.compile(r"/jobs/(\d+)(?:/[^/?#]+)?/job/?$")
_OF_PAGES = re.compile(r"\bpage\s+(\d{1,4})\s+of\s+(\d{1,4})\b", re.IGNORECASE)
_PLACE = re.compile(r"location", re.IGNORECASE)
_DEPARTMENT = re.compile(r"(?:department|category|job category|job family|function)", re.IGNORECASE)
_TYPE = re.compile(r"(?:type|position type|employment type|job type)", re.IGNORECASE)
_NONE = re.compile(r"no jobs were found", re.IGNORECASE)
# "US-TX-Austin | US-Remote"
_SEVERAL = re.compile(r"\s*\|\s*")
_REMOTE = re.compile(r"(?:[A-Z]{2}-)*Remote", re.IGNORECASE)
# For people who listen to pages: "Job Title", "Location".
_SPOKEN = "sr-only"


def board_at(url: str) -> Address | None:
    """Returns the portal of an iCIMS address. (An employer's own name for it does not tell.)"""
    return found_in(url, *_ADDRESSES)


def fetch(board: Board, visit: Visit) -> tuple[Answer, ...]:
    """Returns the pages of the list, then the pages of the postings that are wanted. Raises what `Visit` raises.

    The list ends with the page that says that it is the last, or brings nothing new. Raises SourceUnavailable where it
    does so before the last page that it speaks of.
    """
    pages: list[Answer] = []
    rows: dict[str, Entry] = {}
    last: int | None = None
    while True:
        answer = visit.page(f"{_site(board)}/jobs/search?ss=1&in_iframe=1&pr={len(pages)}")
        page = page_of(answer)
        found = {str(row["id"]): row for row in _rows(board, answer, page, is_first=not pages)}
        # A page that does not say it may be an error's.
        last = _last_page(page) or last
        brings_none = not found.keys() - rows.keys()
        if brings_none and last is not None and len(pages) < last and (rows or last > 1):
            raise SourceUnavailable(f"{answer.url} brings no posting that is not on the pages before, of {last} that there are.")
        pages.append(answer)
        rows |= found
        if brings_none or (last is not None and len(pages) >= last):
            break
    wanted = [str(row["page"]) for row in rows.values() if visit.wants(str(row["title"] or ""))]
    return (*pages, *visit.details(dict.fromkeys(wanted), pages=True))


def parse(board: Board, answers: tuple[Answer, ...]) -> Parsed:
    """Returns postings and rejections. Raises SourceChanged where a page of the list has another shape."""
    listing = [answer for answer in answers if not _POSTING.search(urlsplit(answer.url).path)]
    rows: dict[str, Entry] = {}
    for place, answer in enumerate(listing):
        for row in _rows(board, answer, page_of(answer), is_first=place == 0):
            rows.setdefault(str(row["id"]), row)
    entries, positions, passed_over = with_details(
        list(rows.values()),
        [answer for answer in answers if _POSTING.search(urlsplit(answer.url).path)],
        form=_FORM,
        address=lambda row: str(row["page"]) if row["title"] else None,
        combine=_combined,
    )
    return replace(read_entries(board, entries, _FORM, positions=positions), passed_over=passed_over)


def _site(board: Board) -> str:
    return board.url or f"https://{quote(board.token, safe='')}.icims.com"


def _last_page(page: BeautifulSoup) -> int | None:
    """Returns how many pages the list says it has, where it says so in English."""
    said = next((found for text in page.find_all(string=_OF_PAGES) if (found := _OF_PAGES.search(text))), None)
    return int(said[2]) if said else None


def _rows(board: Board, answer: Answer, page: BeautifulSoup, *, is_first: bool) -> Sequence[Entry]:
    """Returns the postings of a page of the list. Raises SourceChanged where it has none, and is not the end of a list or says so."""
    rows: dict[str, Entry] = {}
    for link in page.find_all("a", href=True):
        where = _page_of_posting(board, attribute(link, "href"))
        title = line(link.find(["h1", "h2", "h3", "h4"])) or line(link, without=_SPOKEN)
        if where is None:
            continue
        number = str(_POSTING.search(urlsplit(where).path)[1])  # type: ignore[index]
        card = link.find_parent("li") or link.find_parent("tr")
        # Another link to the same page may be a picture.
        if number not in rows or rows[number]["title"] is None:
            rows[number] = {"id": number, "title": title, "page": where, "stated": _stated(card) if card else {}}
    if not rows and b"iCIMS_" not in answer.body:
        raise SourceChanged(f"{answer.url} answered {title_of(page)} where a list of postings was expected.")
    if not rows and (page.find(class_="iCIMS_JobCardItem") or (is_first and not page.find(string=_NONE))):
        raise SourceChanged(f"{answer.url} answered a list of which no posting can be read.")
    return list(rows.values())


def _page_of_posting(board: Board, href: str) -> str | None:
    """Returns where a posting's own page is, if this links to one of the platform's or of the board's own host."""
    try:
        parts = urlsplit(urljoin(_site(board), href.strip()))
    except ValueError:
        return None
    at_home = parts.netloc == urlsplit(_site(board)).netloc or parts.netloc.lower().endswith(".icims.com")
    if not at_home or parts.scheme != "https" or not _POSTING.search(parts.path):
        return None
    return web_url(f"https://{parts.netloc}{parts.path}?in_iframe=1")


def _stated(part: Tag) -> dict[str, str]:
    """Returns what a card or a posting's head states, by its labels."""
    found: dict[str, str] = {}
    for label in part.find_all(class_=["field-label", "iCIMS_JobHeaderField"]):
        beside = label.find_parent("dt") or label
        value = line(beside.find_next_sibling(["dd", "span", "div"]))
        if (name := line(label)) and value and "title" not in name.casefold():
            found.setdefault(name, value)
    return found


def _combined(row: Entry, answer: Answer) -> Entry:
    found = job_postings(answer.body)
    stated = next((entry for entry in found.entries if entry.get("description")), None)
    if stated is not None:
        return {**row, **schema_org.as_entry(stated, url=answer.url, fetched_at=answer.fetched_at), "id": row["id"], "listed": row}
    page = page_of(answer)
    pieces = []
    for section in page.find_all(class_="iCIMS_Expandable_Text"):
        heading = section.find_previous(class_="iCIMS_InfoField_Job")
        pieces.append((f"<h3>{heading.decode_contents()}</h3>\n" if heading else "") + section.decode_contents())
    text = "\n".join(pieces)
    if not shows_text(text):
        raise SourceChanged(f"{answer.url}: {found.nothing}.")
    head = {name: value for group in page.find_all(class_="iCIMS_JobHeaderGroup") for name, value in _stated(group).items()}
    return {**row, "description": text, "url": row["page"], "listed": {**row, "stated": {**_object(row["stated"]), **head}}}


def _object(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _build(entry: Entry, posting: JobPosting) -> JobPosting:
    """Returns the posting as its page has it in schema.org's form, and as the list and the page's head have it where that says nothing."""
    paged = schema_org.build(entry, posting) if "employer" in entry else posting
    listed = _object(_object(entry.get("listed")).get("stated"))
    where = places(part for name, value in listed.items() if _PLACE.search(name) for part in _SEVERAL.split(str(value)))
    url = (paged.url or str(entry["page"])).removesuffix("?in_iframe=1")
    mode: WorkMode = "remote" if where and all(_REMOTE.fullmatch(place) for place in where) else "unknown"
    return replace(
        paged,
        department=paged.department or _named(listed, _DEPARTMENT),
        job_location=paged.job_location or where,
        work_mode=mode if paged.work_mode == "unknown" else paged.work_mode,
        employment_type=paged.employment_type or _named(listed, _TYPE),
        url=url,
        apply_url=paged.apply_url and paged.apply_url.removesuffix("?in_iframe=1"),
    )


def _named(stated: Entry, label: re.Pattern[str]) -> str | None:
    return next((words(value) for name, value in stated.items() if label.fullmatch(name.strip(" :"))), None)


_FORM = Form(identifier="id", title="title", description="description", build=_build)
