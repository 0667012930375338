"""Jobvite's career sites: a list without texts, and a page for each posting; or the XML feed of a company.

A board's token is the first part of its address: `acme` for jobs.jobvite.com/acme/jobs. With the address of a feed
(https://app.jobvite.com/CompanyJobs/Xml.aspx?c=...) as the board's `url` that feed is read in place of the list.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from extractors.asking.visit import Visit
from extractors.board import Board
from extractors.entries import Form, read_entries, with_details
from extractors.errors import SourceChanged, SourceGone, SourceUnavailable
from extractors.fields import Entry, identifier, places, shows_text, web_url, words
from extractors.normalise.dates import read_date
from extractors.pages import schema_org
from extractors.pages.html_body import attribute, classes, line, page_of, title_of
from extractors.pages.structured_data import job_postings
from extractors.platform import Address, Platform, found_in
from extractors.posting import JobPosting, Parsed
from extractors.reading import Answer
from extractors.xml_body import Element, child, children, text_of, xml_of

PLATFORM = Platform(name="Jobvite", takes_url=True)
_HOST = "https://jobs.jobvite.com"
_ADDRESSES = (re.compile(r"https?://jobs\.jobvite\.com/(?:careers/)?(?!api/|careers(?:[/?#]|$)|support|error)(?P<token>[\w.%-]+)"),)
_FEED = re.compile(
    r"https?://(?:app|hire|www)\.jobvite\.com/CompanyJobs/(?:Xml|Careers|Job)\.aspx\?(?:[^#]*&)?c=(?P<token>\w+)", re.IGNORECASE
)

_POSTING = re.compile(r"/(?:careers/)?[^/]+/job/([A-Za-z0-9]+)/?$")
# "1-50 of 241", on the pages of a search.
_RANGE = re.compile(r"\b(\d{1,6})\s*-\s*(\d{1,6})\s+of\s+(\d{1,6})\b")
_EMPTY = re.compile(r"\s*(?:There are currently no open jobs|No results found)\.?\s*$")
_SEVERAL = re.compile(r"\d+ Locations?", re.IGNORECASE)
_BADGE = "jv-tag-new"


def board_at(url: str) -> Address | None:
    """Returns the site of a Jobvite address, or the feed of one that names a company by its number."""
    if found := _FEED.match(url):
        return Address(token=found["token"], url=f"https://app.jobvite.com/CompanyJobs/Xml.aspx?c={found['token']}")
    return found_in(url, *_ADDRESSES)


def fetch(board: Board, visit: Visit) -> tuple[Answer, ...]:
    """Returns the list or the feed, then the pages of the postings that are wanted and have no text there.

    Raises what `Visit` raises, SourceGone where the site leads to Jobvite's own pages, SourceUnavailable where a list is
    shorter than it says.
    """
    if board.url is not None:
        listing = [visit.get(board.url, accept="application/xml")]
    else:
        # So that an employer's own site, which keeps the list in a frame, is not shown in its stead.
        listing = [visit.page(f"{_HOST}/{quote(board.token, safe='')}/jobs?fr=true&nl=1")]
        if _is_entrance(listing[0]):
            listing += _searched(board, visit)
    rows = _distinct(listing)
    wanted = [str(row["page"]) for row in rows if row["page"] and not row["description"] and visit.wants(str(row["title"] or ""))]
    return (*listing, *visit.details(dict.fromkeys(wanted), pages=True))


def parse(board: Board, answers: tuple[Answer, ...]) -> Parsed:
    """Returns postings and rejections; a window where a page of the search spoke of more than came.

    Raises SourceChanged where the list has another shape, SourceGone where it is Jobvite's own page.
    """
    listing = [answer for answer in answers if not _POSTING.search(urlsplit(answer.url).path)]
    rows = _distinct(listing)
    shown = [_range(answer) for answer in listing if urlsplit(answer.url).path.endswith("/search")]
    most = max((total for _, total in filter(None, shown)), default=0)
    entries, positions, passed_over = with_details(
        rows,
        [answer for answer in answers if answer not in listing],
        form=_FORM,
        address=lambda row: str(row["page"]) if row["title"] and row["page"] and not row["description"] else None,
        combine=_combined,
    )
    return replace(read_entries(board, entries, _FORM, positions=positions), passed_over=passed_over, complete=len(rows) >= most)


def _searched(board: Board, visit: Visit) -> list[Answer]:
    """Returns the pages of the search for everything."""
    pages: list[Answer] = []
    seen: set[str] = set()
    total = 0
    while True:
        pages.append(visit.page(f"{_HOST}/{quote(board.token, safe='')}/search?fr=true&nl=1&p={len(pages)}"))
        found = {str(row["id"]) for row in _distinct(pages[-1:])}
        shown = _range(pages[-1])
        brings_none = not found - seen
        seen |= found
        # A page that does not say it may be an error's: what the one before said holds.
        until, total = shown or (len(seen), total)
        if until < total and not brings_none:
            continue
        if len(seen) < total:
            raise SourceUnavailable(f"{pages[-1].url} says that there are {total} postings and sent {len(seen)}.")
        return pages


def _range(answer: Answer) -> tuple[int, int] | None:
    """Returns up to which posting a page of a search goes, and how many there are, where it says so."""
    shown = _RANGE.search(page_of(answer).get_text(" "))
    return (int(shown[2]), int(shown[3])) if shown else None


def _is_entrance(answer: Answer) -> bool:
    """Says whether this page has no list, or a part of one, and a search that has it whole."""
    page = page_of(answer)
    if page.find("p", string=_EMPTY):
        return False
    links = [line(link) or "" for link in page.find_all("a", href=re.compile(r"/search(?:\?|$)"))]
    return not page.find("a", href=_POSTING) or any(re.match(r"(?:show|see|view) (?:more|all)", text, re.IGNORECASE) for text in links)


def _distinct(listing: Sequence[Answer]) -> list[Entry]:
    rows: dict[str, Entry] = {}
    for place, answer in enumerate(listing):
        if answer.body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<?xml", b"<result")):
            stated: list[Entry] = [_from_feed(job, answer) for job in children(xml_of(answer, root="result", item="job"), "job")]
        else:
            stated = _from_page(answer, is_last=place == len(listing) - 1)
        for row in stated:
            key = str(row["id"] or f"without one: {len(rows)}")
            if key not in rows or rows[key]["title"] is None:
                rows[key] = row
    return list(rows.values())


def _from_page(answer: Answer, *, is_last: bool) -> list[Entry]:
    page = page_of(answer)
    rows: list[Entry] = []
    for link in page.find_all("a", href=True):
        where = _page_of_posting(attribute(link, "href"))
        if where is None:
            continue
        row = next((above for above in link.parents if above.name == "tr" or {"tr", "jv-job"} & set(classes(above))), link)
        place = row.find(class_="jv-job-list-location") or (link.find("span", class_=False) if "jv-job-name" in classes(link) else None)
        rows.append(
            {
                "id": _POSTING.search(urlsplit(where).path)[1],  # type: ignore[index]
                "title": _title(link, place),
                "page": where,
                "places": [line(place)],
                "description": None,
            }
        )
    if not rows and is_last and not page.find("p", string=_EMPTY):
        if not page.find(class_=re.compile(r"^jv-")):
            error = SourceGone if b"jobvite" in answer.body[:50_000].lower() else SourceChanged
            raise error(f"{answer.url} leads to {title_of(page)}, which is no list of postings. Check the token.")
        if not page.find(class_="jv-job-list"):
            raise SourceChanged(f"{answer.url} answered {title_of(page)}, in which no list of postings can be found.")
    return rows


def _title(link: Tag, place: Tag | None) -> str | None:
    """Returns what a link says, without the place that some sites put into it, and without the badge of a new posting."""
    named = link.find(class_="jv-job-list-name") or link.find(class_="title")
    if named is None and place is not None and place in link.descendants:
        said, where = line(link, without=_BADGE) or "", line(place) or ""
        return said.removesuffix(where).strip() or None
    return line(named or link, without=_BADGE)


def _page_of_posting(href: str) -> str | None:
    try:
        parts = urlsplit(urljoin(_HOST, href.strip()))
    except ValueError:
        return None
    if parts.scheme != "https" or parts.netloc != urlsplit(_HOST).netloc or not _POSTING.search(parts.path):
        return None
    return web_url(f"{_HOST}{parts.path}")


def _from_feed(job: Element, answer: Answer) -> Entry:
    said = {name: text_of(child(job, name)) for name in ("id", "title", "category", "location", "date", "description", "jobtype")}
    shown = text_of(child(job, "detail-url")) or ""
    return {
        **said,
        "id": identifier(said["id"]),
        "title": words(said["title"]),
        "page": _page_of_posting(shown.replace("http://", "https://", 1)),
        "places": [said["location"]],
        "shown": web_url(shown),
        "apply": web_url(text_of(child(job, "apply-url"))),
        "fetched_at": answer.fetched_at,
    }


def _combined(row: Entry, answer: Answer) -> Entry:
    found = job_postings(answer.body)
    stated = next((entry for entry in found.entries if entry.get("description")), None)
    if stated is not None:
        page = schema_org.as_entry(stated, url=answer.url, fetched_at=answer.fetched_at)
        return {**row, **page, "id": row["id"], "title": row["title"] or page["title"]}
    block = page_of(answer).find(class_="jv-job-detail-description")
    text = block.decode_contents() if block else ""
    if not shows_text(text):
        raise SourceChanged(f"{answer.url}: {found.nothing}.")
    return {**row, "description": text, "meta": _meta(page_of(answer))}


def _meta(page: BeautifulSoup) -> list[str]:
    """Returns what stands below a posting's title: its department, then its places."""
    meta = page.find(class_="jv-job-detail-meta")
    return [text for piece in meta.stripped_strings if (text := words(piece))] if meta else []


def _build(entry: Entry, posting: JobPosting) -> JobPosting:
    """Returns the posting as its page has it in schema.org's form, and as the list, the feed and the page's head have it besides."""
    paged = schema_org.build(entry, posting) if "employer" in entry else posting
    meta = entry.get("meta")
    head = meta if isinstance(meta, list) else []
    listed = places(place for place in _list(entry.get("places")) if not _SEVERAL.fullmatch(words(place) or ""))
    url = paged.url or web_url(entry.get("shown")) or web_url(entry.get("page"))
    return replace(
        paged,
        department=paged.department or words(entry.get("category")) or (head[0] if len(head) > 1 else None),
        job_location=paged.job_location or listed or places(head[1:]),
        employment_type=paged.employment_type or words(entry.get("jobtype")),
        date_posted=paged.date_posted or read_date(words(entry.get("date")), month_first=True).when,
        url=url,
        apply_url=paged.apply_url or web_url(entry.get("apply")),
    )


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


_FORM = Form(identifier="id", title="title", description="description", build=_build)
