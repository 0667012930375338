"""Phenom's career sites, which are under their employers' own names: a list in pieces without texts, and a page for each posting.

A board's `url` is where its pages begin, with country and language if they have them (https://careers.acme.example/us/en); its
token is the host. Where a site does not answer programs there, its list is in the search page (a `url` that ends in
/search-results); sites in front of iCIMS have an interface of another shape (a `url` that ends in /api/jobs).
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import quote, urlsplit

from extractors.asking.visit import Visit
from extractors.board import Board
from extractors.entries import Form, read_entries, with_details
from extractors.errors import SourceChanged, SourceUnavailable
from extractors.fields import Entry, identifier, inner, objects, places, shows_text, web_url, words
from extractors.json_body import json_of
from extractors.normalise.dates import read_date
from extractors.normalise.places import known_place
from extractors.pages import schema_org
from extractors.pages.html_body import page_of, title_of
from extractors.pages.structured_data import decoded, job_postings
from extractors.platform import Address, Platform
from extractors.posting import JobPosting, Parsed, Place, WorkMode
from extractors.reading import Answer

PLATFORM = Platform(name="Phenom", has_url=True)
# Nothing but the number that Phenom gives its postings tells these sites from others: tenant, requisition, EXTERNAL, language.
_ADDRESS = re.compile(
    r"https?://(?P<host>[\w.-]+)(?P<start>(?:/[a-z]{2,6}/[a-z]{2})?)/job/[A-Z]{4,12}[A-Z0-9-]{4,40}EXTERNAL[A-Z]{4,8}(?=[/?#]|$)"
)

_PIECE = 100
_START = re.compile(r"/([a-z]{2,6})/([a-z]{2})")
_DDO = re.compile(r"phApp\.ddo\s*=\s*")
_MODES: dict[str, WorkMode] = {
    "remote": "remote", "fully remote": "remote", "hybrid": "hybrid", "on-site": "onsite", "onsite": "onsite", "on site": "onsite",
}  # fmt: skip


def board_at(url: str) -> Address | None:
    """Returns the site of a posting's address that has Phenom's form. (Other addresses of a site do not tell.)"""
    if (found := _ADDRESS.match(url)) is None:
        return None
    return Address(token=found["host"].lower(), url=f"https://{found['host'].lower()}{found['start']}")


def fetch(board: Board, visit: Visit) -> tuple[Answer, ...]:
    """Returns the pieces of the list, then the pages of the postings that are wanted and have no text there.

    Raises what `Visit` raises, SourceUnavailable where a whole piece of what the list says that it has does not come.
    """
    pieces: list[Answer] = []
    seen: set[str] = set()
    sent = largest = 0
    while True:
        pieces.append(_piece(board, visit, len(pieces), sent))
        rows, total = _listed(pieces[-1])
        found = {_number(row) or f"row {sent + place}" for place, row in enumerate(rows)}
        brings_none = found <= seen
        seen |= found
        sent, largest = sent + len(rows), max(largest, len(rows))
        if brings_none or sent >= total:
            break
    if len(seen) + max(largest, 1) <= total:
        raise SourceUnavailable(f"{pieces[0].url} says that it has {total} postings and sent {len(seen)}.")
    wanted = [_page(board, row) for row in _distinct(pieces)[0] if isinstance(row, dict) and visit.wants(words(row.get("title")) or "")]
    return (*pieces, *visit.details(dict.fromkeys(url for url in wanted if url), pages=True))


def parse(board: Board, answers: tuple[Answer, ...]) -> Parsed:
    """Returns postings and rejections. Raises SourceChanged where a piece of the list has another shape.

    The read is a window where fewer postings came than the list says it has, as it moved while it was read.
    """
    start = f"{_start(board)}/job"
    listing = [answer for answer in answers if not answer.url.startswith((f"{start}/", f"{start}s/"))]
    rows, total = _distinct(listing)
    entries, positions, passed_over = with_details(
        [{**row, "number": _number(row)} if isinstance(row, dict) else row for row in rows],
        [answer for answer in answers if answer not in listing],
        form=_FORM,
        address=lambda row: _page(board, row) if words(row.get("title")) else None,
        combine=_combined,
    )
    parsed = read_entries(board, [_flat(board, entry) for entry in entries], _FORM, positions=positions)
    return replace(parsed, passed_over=passed_over, complete=len(rows) >= total)


def _start(board: Board) -> str:
    """Returns where the pages of the site begin."""
    return (board.url or f"https://{quote(board.token, safe='')}").removesuffix("/search-results").removesuffix("/api/jobs")


def _piece(board: Board, visit: Visit, number: int, offset: int) -> Answer:
    url = board.url or _start(board)
    if url.endswith("/search-results"):
        return visit.page(f"{url}?from={offset}&s=1")
    if url.endswith("/api/jobs"):
        return visit.get(f"{url}?page={number + 1}&limit={_PIECE}")
    parts = urlsplit(url)
    asked: dict[str, object] = {"ddoKey": "refineSearch", "jobs": True, "counts": False, "from": offset, "size": _PIECE}
    asked |= {"deviceType": "desktop", "pageName": "search-results", "siteType": "external", "keywords": "", "selected_fields": {}}
    if found := _START.fullmatch(parts.path):
        asked |= {"country": found[1], "lang": f"{found[2]}_{found[1]}"}
    return visit.post(f"https://{parts.netloc}/widgets", asked)


def _listed(answer: Answer) -> tuple[list[object], int]:
    """Returns the rows of a piece, and how many the whole list is said to have."""
    document = _ddo(answer) if answer.body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else json_of(answer)
    if not isinstance(document, dict):
        raise SourceChanged(f"{answer.url} answered no object where a list of postings was expected.")
    found = document.get("refineSearch") or document.get("eagerLoadRefineSearch")
    if isinstance(found, dict):
        rows, total = inner(found, "data").get("jobs"), found.get("totalHits")
    else:
        stated = document.get("jobs")
        rows, total = [_inside(row) for row in stated] if isinstance(stated, list) else None, document.get("totalCount")
    if not isinstance(rows, list) or not isinstance(total, int) or isinstance(total, bool):
        why = " (it wants a session: give its /search-results as the board's url)" if "tokenAvailable" in document else ""
        raise SourceChanged(f"{answer.url} answered an object without a list of postings and their number{why}.")
    return rows, total


def _inside(row: object) -> object:
    return row["data"] if isinstance(row, dict) and isinstance(row.get("data"), dict) else row


def _ddo(answer: Answer) -> object:
    """Returns what a page holds for its own scripts."""
    page = decoded(answer.body)
    start = _DDO.search(page)
    if start is None:
        raise SourceChanged(f"{answer.url} answered {title_of(page_of(answer))}, which holds no list of postings.")
    try:
        _, end = json.JSONDecoder().raw_decode(page, start.end())
    except (ValueError, RecursionError):
        raise SourceChanged(f"{answer.url} holds a list of postings that cannot be read.") from None
    return json_of(replace(answer, body=page[start.end() : end].encode("utf-8", "surrogatepass")))


def _number(row: object) -> str | None:
    """Returns a posting's own number: a requisition's may be several postings', one in each language."""
    if not isinstance(row, dict):
        return None
    return next((found for name in ("jobSeqNo", "slug", "jobId", "req_id", "reqId") if (found := identifier(row.get(name)))), None)


def _distinct(listing: Sequence[Answer]) -> tuple[list[object], int]:
    """Returns the rows of all pieces, without those that came before, and how many there should be."""
    kept: list[object] = []
    total = 0
    before: set[str] = set()
    for number, answer in enumerate(listing):
        rows, said = _listed(answer)
        total = said if number == 0 else total
        kept += [row for row in rows if _number(row) not in before]
        before |= {found for row in rows if (found := _number(row))}
    return kept, total


def _page(board: Board, row: Entry) -> str | None:
    """Returns a posting's own page; None where the list has its text, or no number for it."""
    if shows_text(_said(row, "description") or "") or (number := _number(row)) is None:
        return None
    kind = "jobs" if "slug" in row and "jobSeqNo" not in row else "job"
    return f"{_start(board)}/{kind}/{quote(number.encode('utf-8', 'replace'), safe='')}"


def _said(row: Entry, name: str) -> str | None:
    value = row.get(name)
    return value if isinstance(value, str) else None


def _combined(row: Entry, answer: Answer) -> Entry:
    found = job_postings(answer.body)
    stated = next((entry for entry in found.entries if entry.get("description")), None)
    if stated is not None:
        return {**row, "page": schema_org.as_entry(stated, url=answer.url, fetched_at=answer.fetched_at)}
    try:
        document = _ddo(answer)
    except (SourceChanged, SourceUnavailable):
        document = None
    detail = inner(document if isinstance(document, dict) else {}, "jobDetail")
    job = inner(inner(detail, "data"), "job")
    if not shows_text(_said(job, "description") or ""):
        raise SourceChanged(f"{answer.url}: {found.nothing}.")
    return {**row, "description": job["description"]}


def _flat(board: Board, entry: object) -> object:
    """Returns an entry with what a Form asks for."""
    if not isinstance(entry, dict):
        return entry
    page = inner(entry, "page")
    text = _said(entry, "description") or _said(page, "description")
    return {**entry, "text": text, "shown": _page(board, {**entry, "description": None})}


def _build(entry: Entry, posting: JobPosting) -> JobPosting:
    """Returns the posting as its list has it, with what its page states besides."""
    page = inner(entry, "page")
    paged = schema_org.build({**page, "employer": None}, posting) if page else posting
    where, read = _where(entry)
    # The page may know the places in parts; of several it mostly has one.
    by_page = len(paged.job_location) >= max(len(where), 1)
    said = [words(entry.get(name)) for name in ("checkRemote", "remoteType", "RemoteType", "workplaceType", "remote")]
    mode = next((_MODES[text.casefold()] for text in said if text and text.casefold() in _MODES), paged.work_mode)
    posted = next((date.when for name in ("postedDate", "posted_date") if (date := read_date(entry.get(name))).when), None)
    return replace(
        paged,
        department=_department(entry) or paged.department,
        job_location=paged.job_location if by_page else where,
        places=paged.places if by_page else read,
        work_mode=mode,
        employment_type=words(entry.get("type")) or words(entry.get("employment_type")) or paged.employment_type,
        date_posted=posted or paged.date_posted,
        date_posted_relative=paged.date_posted_relative and posted is None,
        valid_through=paged.valid_through or read_date(entry.get("posting_expiry_date")).when,
        date_modified=paged.date_modified or read_date(entry.get("update_date")).when,
        url=paged.url or web_url(entry.get("shown")),
        apply_url=web_url(entry.get("applyUrl")) or web_url(entry.get("apply_url")) or paged.apply_url,
    )


def _where(entry: Entry) -> tuple[tuple[str, ...], tuple[Place, ...]]:
    """Returns the places as stated, and as they are stated in parts if all of them are."""
    others = objects(entry.get("additional_locations"))
    several = entry.get("multi_location")
    if isinstance(several, list) and len(several) > 1:
        return places(several[:1], several[1:]), ()
    stated = [_place(item) for item in (entry, *others)]
    named = [words(entry.get(name)) for name in ("location", "cityStateCountry", "full_location")]
    texts = places([text for text, _ in stated[:1]], [text for text, _ in stated[1:]])
    if not others and (first := next((text for text in named if text), None)):
        texts = (first,)
    read = tuple(dict.fromkeys(place for _, place in stated if place))
    return texts, read if len(read) == len(texts) else ()


def _place(item: Entry) -> tuple[str | None, Place | None]:
    parts = [words(item.get(name)) for name in ("city", "state", "country")]
    text = ", ".join(dict.fromkeys(part for part in parts if part)) or words(item.get("location_name"))
    code = words(item.get("country_code")) or parts[2]
    return text, known_place(parts[0], parts[1], code) if any(parts) else None


def _department(entry: Mapping[str, object]) -> str | None:
    """Returns the department, or the category, of which there may be several."""
    category = entry.get("category")
    stated = category if isinstance(category, list) else [category]
    named = dict.fromkeys(text for value in stated if (text := words(value)))
    return words(entry.get("department")) or ", ".join(named) or None


_FORM = Form(
    identifier="number",
    title="title",
    description="description",
    text=lambda entry: _said(entry, "text"),
    build=_build,
)
