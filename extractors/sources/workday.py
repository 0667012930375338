"""Workday's candidate experience API (CXS): pages of twenty without texts, and an answer for each posting.

A board's token is what stands in the address of its careers page: `acme.wd5/External` for acme.wd5.myworkdayjobs.com/External
and, with the region `myworkdaysite`, for wd5.myworkdaysite.com/recruiting/acme/External.
"""

import json
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import quote

from extractors.asking.visit import Visit
from extractors.board import Board
from extractors.entries import Form, Unread, read_entries, with_details
from extractors.errors import SourceChanged, SourceUnavailable
from extractors.fields import Entry, identifier, inner, instant, places, web_url, words
from extractors.json_body import json_of, rows_in
from extractors.normalise.dates import read_date
from extractors.normalise.places import known_place, read_place, read_places
from extractors.normalise.work_mode import remote_in_doubt
from extractors.platform import TWO_PARTS, Address, Platform
from extractors.posting import JobPosting, Parsed, Place, WorkMode
from extractors.reading import Answer

PLATFORM = Platform(name="Workday", regions=("myworkdaysite",), token=TWO_PARTS)
_TENANTS_OWN = r"https?://(?P<tenant>[\w-]+)\.(?P<where>wd\d+)\.myworkdayjobs\.com"
_SHARED = r"https?://(?P<where>wd\d+)\.(?P<region>myworkdaysite)\.com"
_LOCALE = r"(?:[a-z]{2}(?:-[A-Za-z]{2,4})?/)?"
_ADDRESSES = (
    re.compile(rf"{_TENANTS_OWN}/wday/cxs/[\w-]+/(?P<site>[\w.-]+)"),
    re.compile(rf"{_TENANTS_OWN}/{_LOCALE}(?!wday/|job/|[a-z]{{2}}-[A-Z]{{2}}/?$)(?P<site>[\w.-]+)"),
    re.compile(rf"{_SHARED}/wday/cxs/(?P<tenant>[\w-]+)/(?P<site>[\w.-]+)"),
    re.compile(rf"{_SHARED}/{_LOCALE}recruiting/(?P<tenant>[\w-]+)/(?P<site>[\w.-]+)"),
)

# More it does not send at once.
_PAGE = 20
# Many tenants claim no more than this, whatever they have, and show their first page again from here on.
_MOST = 2_000
_PATH = re.compile(r"/[^\s?#]+")
# The same requisition put up again or on another site; "R-2593225" is no copy of "R".
_COPY = re.compile(r"-\d{1,2}$")
_SEVERAL = re.compile(r"\d+ Locations?", re.IGNORECASE)
_REMOTE_PLACE = re.compile(r"\bremote\b", re.IGNORECASE)
# Employers word it themselves; what says two things ("Remote or Hybrid", "Remote Eligible") says none of the whole posting.
_MODES: tuple[tuple[WorkMode, re.Pattern[str]], ...] = (
    ("remote", re.compile(r"(?:(?:fully|100%|full[- ]time) )?remote(?: (?:work(?:er|ing)?|employee|position))?", re.IGNORECASE)),
    ("hybrid", re.compile(r"hybrid(?: (?:remote|work(?:er|ing)?|employee|position))?|partially remote", re.IGNORECASE)),
    ("onsite", re.compile(r"on[- ]?site(?: (?:work(?:er|ing)?|employee|position))?|in[- ](?:office|person)", re.IGNORECASE)),
)


def board_at(url: str) -> Address | None:
    """Returns the site of a Workday address, in any of its languages."""
    for pattern in _ADDRESSES:
        if found := pattern.match(url):
            groups = found.groupdict()
            return Address(token=f"{groups['tenant']}.{groups['where']}/{groups['site']}", region=groups.get("region"))
    return None


def fetch(board: Board, visit: Visit) -> tuple[Answer, ...]:
    """Returns the pages of the list, then the answers of the postings that are wanted. Raises what `Visit` raises.

    A site that claims 2,000 postings or more is searched for "product", as its list may end there: its first page decides it,
    so that it is the same search night after night. Raises SourceUnavailable where a whole page of what is claimed does not come.
    """
    url = f"{_bases(board)[0]}/jobs"
    answers = [visit.post(url, _asking(0))]
    search = "product" if _total(answers[0]) >= _MOST else ""
    pages = [visit.post(url, _asking(0, search))] if search else answers[:]
    claimed = min(_total(pages[0]), _MOST)
    pages += _further_pages(url, visit, pages[0], claimed, search)
    rows, _ = _distinct(pages)
    if len(rows) + _PAGE <= claimed:
        raise SourceUnavailable(f"{url} says that it has {claimed} postings and sent {len(rows)}.")
    wanted = [_address(board, row) for row in rows if isinstance(row, dict) and visit.wants(words(row.get("title")) or "")]
    return (*(answers if search else ()), *pages, *visit.details(dict.fromkeys(url for url in wanted if url)))


def parse(board: Board, answers: tuple[Answer, ...]) -> Parsed:
    """Returns postings and rejections. Raises SourceChanged where a page of the list has another shape.

    Where the site was searched (see `fetch`), what the search no longer finds is gone, as the same search found it before; only
    a site that grows beyond 2,000 postings loses, once, those in which the word does not stand. The read is a window where the
    search itself finds 2,000 and more, or where fewer came than were claimed, as the list moved while it was read.
    """
    listing = [answer for answer in answers if _is_list(answer)]
    if not listing:
        raise SourceChanged(f"{answers[0].url} is no page of a list of postings.")
    search = _searched_for(listing[-1])
    pages = [page for page in listing if _searched_for(page) == search]
    rows, stood = _distinct(pages)
    total = _total(pages[0])
    numbered, requisitions = _with_requisitions(board, rows)
    entries, positions, passed_over = with_details(
        numbered,
        [answer for answer in answers if not _is_list(answer)],
        form=_FORM,
        address=lambda row: _address(board, row),
        combine=lambda row, answer: _combined(board, row, answer),
    )
    entries, positions = _one_a_requisition(entries, [stood[place] for place in positions], requisitions)
    parsed = read_entries(board, entries, _FORM, positions=positions)
    return replace(parsed, passed_over=passed_over, complete=len(rows) >= total and total < _MOST)


def _bases(board: Board) -> tuple[str, str]:
    """Returns what the addresses of a board begin with: those of its answers, and those of its pages."""
    where, _, site = board.token.partition("/")
    tenant, _, number = where.partition(".")
    host, tenant, site = (quote(part, safe="") for part in (number if board.region else where, tenant, site))
    if board.region:
        return f"https://{host}.myworkdaysite.com/wday/cxs/{tenant}/{site}", f"https://{host}.myworkdaysite.com/recruiting/{tenant}/{site}"
    return f"https://{host}.myworkdayjobs.com/wday/cxs/{tenant}/{site}", f"https://{host}.myworkdayjobs.com/{site}"


def _asking(offset: int, search: str = "") -> dict[str, object]:
    return {"appliedFacets": {}, "limit": _PAGE, "offset": offset, "searchText": search}


def _is_list(answer: Answer) -> bool:
    """Says whether it answered to a POST, as the pages of the list do; or was kept without its address."""
    return "#" in answer.url or "/wday/cxs/" not in answer.url


def _searched_for(page: Answer) -> str:
    _, _, asked = page.url.partition("#")
    return str(json.loads(asked)["searchText"]) if asked else ""


def _further_pages(url: str, visit: Visit, first: Answer, claimed: int, search: str) -> Iterator[Answer]:
    """Returns the pages behind the first; one that brings nothing new is the last."""
    seen = _paths(first)
    for offset in range(_PAGE, claimed, _PAGE):
        page = visit.post(url, _asking(offset, search))
        yield page
        if _paths(page) <= seen:
            return
        seen |= _paths(page)


def _total(first: Answer) -> int:
    """Returns how many postings a first page claims; later ones say 0."""
    document = json_of(first)
    rows = rows_in(document, first, "jobPostings")
    total = document.get("total") if isinstance(document, dict) else None
    if not isinstance(total, int) or total < len(rows):
        raise SourceChanged(f"{first.url} sent {len(rows)} postings and says that there are {str(total)[:20]}.")
    return total


def _paths(page: Answer) -> set[str]:
    rows = rows_in(json_of(page), page, "jobPostings")
    return {path for row in rows if isinstance(row, dict) and isinstance(path := row.get("externalPath"), str)}


def _distinct(pages: Sequence[Answer]) -> tuple[list[object], list[int]]:
    """Returns the rows of all pages, without those that came before, and where each stood."""
    rows: list[object] = []
    stood: list[int] = []
    seen: set[str] = set()
    every = [row for page in pages for row in rows_in(json_of(page), page, "jobPostings")]
    for position, row in enumerate(every):
        path = row.get("externalPath") if isinstance(row, dict) else None
        if isinstance(path, str):
            if path in seen:
                continue
            seen.add(path)
        rows.append(row)
        stood.append(position)
    return rows, stood


def _with_requisitions(board: Board, rows: Sequence[object]) -> tuple[list[object], dict[str | None, str | None]]:
    """Returns the rows with the id of each, and which requisition each id is one of.

    A requisition that is put up several times differs in its path only: `_R1`, `_R1-1`. The shortest has its number, the others what their
    paths end in. Told from the list alone, so that a page that fails for a night changes no id.
    """
    endings = {_ending(row) for row in rows if isinstance(row, dict)}
    ids: dict[int, str | None] = {}
    requisitions: dict[str | None, str | None] = {}
    taken: set[str | None] = set()
    listed = [(place, row) for place, row in enumerate(rows) if isinstance(row, dict) and _address(board, row) is not None]
    for place, row in sorted(listed, key=lambda pair: _rank(pair[1])):
        requisition = _requisition(row, endings)
        ids[place] = identifier(_segment(row)) if requisition in taken else requisition
        taken.add(requisition)
        requisitions[ids[place]] = requisition
    return [_numbered(row, ids.get(place)) for place, row in enumerate(rows)], requisitions


def _numbered(row: object, number: str | None) -> object:
    if not isinstance(row, dict):
        return row
    title = words(row.get("title"))
    if number is None:
        # Tenants show such rows in place of postings.
        return Unread(identifier=None, title=title, reason="no identifier", detail="`externalPath` is no path of a posting")
    if title is None:
        return Unread(identifier=number, title=None, reason="no title", detail="the list has no `title`")
    return {**row, "requisition": number}


def _address(board: Board, row: Entry) -> str | None:
    """Returns where a posting's own answer is, None where the row has no path."""
    path = row.get("externalPath")
    if not isinstance(path, str) or not _PATH.fullmatch(path) or ".." in path or len(path) > 1_000:
        return None
    return _bases(board)[0] + _quoted(path)


def _quoted(path: str) -> str:
    return quote(path.encode("utf-8", "replace"), safe="/%:@!$&'()*+,;=~")


def _ending(row: Entry) -> str:
    """Returns what a path ends in behind the title."""
    return _segment(row).rpartition("_")[2]


def _requisition(row: Entry, endings: Container[str]) -> str | None:
    """Returns the requisition that a path ends in: without a copy's number where that form is named too, here or by another row."""
    ending = _ending(row)
    if not any(letter.isdigit() for letter in ending):
        return identifier(_segment(row))
    bullets = row.get("bulletFields")
    named = {identifier(bullet) for bullet in bullets} if isinstance(bullets, list) else set()
    without = _COPY.sub("", ending)
    is_copy = without in named or (without in endings and ending not in named)
    return identifier(without if is_copy and any(letter.isdigit() for letter in without) else ending)


def _combined(board: Board, row: Entry, answer: Answer) -> Entry:
    document = json_of(answer)
    stated = document.get("jobPostingInfo") if isinstance(document, dict) else None
    if not isinstance(stated, dict):
        raise SourceChanged(f"{answer.url} holds no `jobPostingInfo`.")
    path = str(row["externalPath"])
    additional = stated.get("additionalLocations")
    named = [_place(stated.get("location")), *map(_place, additional if isinstance(additional, list) else ())]
    listed = words(row.get("locationsText"))
    return {
        **stated,
        "externalPath": path,
        "title": words(stated.get("title")) or row.get("title"),
        "requisition": row.get("requisition"),
        "where": [place for place in named if place] or ([listed] if listed and not _SEVERAL.fullmatch(listed) else []),
        "mode": words(stated.get("remoteType")) or words(row.get("remoteType")),
        "postedOn": words(stated.get("postedOn")) or words(row.get("postedOn")),
        "url": web_url(stated.get("externalUrl")) or web_url(_bases(board)[1] + _quoted(path)),
        "fetched_at": answer.fetched_at,
    }


def _place(value: object) -> str | None:
    return words(value.get("descriptor")) if isinstance(value, dict) else words(value)


def _one_a_requisition(
    entries: list[object], positions: list[int], requisitions: Mapping[str | None, str | None]
) -> tuple[list[object], list[int]]:
    """Returns the entries with those of one requisition put together where they say the same.

    Where one of them could not be read, what they say together is not known tonight: none of them is read.
    """
    lead = {entry.identifier for entry in entries if isinstance(entry, Unread) and entry.reason == "page gone"}
    torn = {requisitions.get(entry.identifier) for entry in entries if isinstance(entry, Unread) and entry.reason != "page gone"} - {None}
    first: dict[str, dict[str, object]] = {}
    kept: list[tuple[int, object]] = []
    for entry, position in sorted(zip(entries, positions, strict=True), key=lambda pair: _rank(pair[0])):
        number = entry.get("requisition") if isinstance(entry, dict) else None
        if isinstance(entry, dict) and isinstance(number, str) and "where" in entry:
            requisition = requisitions.get(number) or number
            if requisition in torn:
                said = f"another page of its requisition {requisition} could not be read"
                entry = Unread(identifier=number, title=words(entry.get("title")), reason="unreadable", detail=said)
            else:
                if requisition in lead and requisition not in first:
                    # The page that had the requisition's number is gone, and this one is what is left of it.
                    entry = {**entry, "requisition": requisition}
                before = first.setdefault(requisition, entry)
                if before is not entry and _says(before) == _says(entry):
                    before["where"] = [*_where(before), *_where(entry)]
                    continue
        kept.append((position, entry))
    kept.sort(key=lambda pair: pair[0])
    return [entry for _, entry in kept], [position for position, _ in kept]


def _says(entry: Entry) -> tuple[object, object]:
    return entry.get("title"), entry.get("jobDescription")


def _where(entry: Entry) -> list[object]:
    stated = entry.get("where")
    return stated if isinstance(stated, list) else []


def _rank(entry: object) -> tuple[int, str]:
    segment = _segment(entry) if isinstance(entry, dict) else ""
    return len(segment), segment


def _segment(entry: Entry) -> str:
    """Returns the last part of a posting's path: its title and requisition."""
    path = entry.get("externalPath")
    return path.rstrip("/").rpartition("/")[2] if isinstance(path, str) else ""


def _withheld(entry: Entry) -> str | None:
    return "`posted` is false" if entry.get("posted") is False else None


def _build(entry: Entry, posting: JobPosting) -> JobPosting:
    stated = _where(entry)
    where = places(stated[:1], stated[1:])
    posted, relative = _posted(entry)
    url = web_url(entry.get("url"))
    return replace(
        posting,
        job_location=where,
        places=_read_places(entry, where),
        work_mode=_mode(words(entry.get("mode")), where),
        employment_type=words(entry.get("timeType")),
        date_posted=posted,
        date_posted_relative=relative,
        valid_through=instant(entry.get("endDate")),
        url=url,
        apply_url=url,
    )


def _posted(entry: Entry) -> tuple[datetime | None, bool]:
    """Returns when it was posted: `startDate` is a date, `postedOn` is counted back and ends at "30+ Days Ago"."""
    fetched_at, started = entry.get("fetched_at"), instant(entry.get("startDate"))
    if not isinstance(fetched_at, datetime):
        return None, False
    if started is not None and started <= fetched_at + timedelta(days=1):
        return started, False
    read = read_date(words(entry.get("postedOn")), fetched_at=fetched_at)
    return read.when, read.relative and read.when is not None


def _read_places(entry: Entry, where: tuple[str, ...]) -> tuple[Place, ...]:
    """Returns the places, the first of which is in the country that the posting states; nothing where it states none."""
    country = inner(inner(entry, "jobRequisitionLocation"), "country") or inner(entry, "country")
    stated = words(country.get("alpha2Code")) or words(country.get("descriptor"))
    if stated is None:
        return ()
    first = (read_place(where[0], country=stated) if where else None) or known_place(None, None, stated)
    return tuple(dict.fromkeys([*([first] if first else []), *read_places(where[1:])]))


def _mode(stated: str | None, where: tuple[str, ...]) -> WorkMode:
    if stated:
        return next((mode for mode, pattern in _MODES if pattern.fullmatch(stated)), "unknown")
    return "remote" if where and all(_REMOTE_PLACE.search(place) and not remote_in_doubt(place) for place in where) else "unknown"


_FORM = Form(identifier="requisition", title="title", description="jobDescription", build=_build, withheld=_withheld)
