"""SmartRecruiters' posting API: a list in pages of a hundred, without texts; each posting's text in an answer of its own."""

import re
from collections.abc import Iterable
from dataclasses import replace
from html import escape
from urllib.parse import quote

from extractors.asking.visit import Visit
from extractors.board import Board
from extractors.entries import Form, read_entries, with_details
from extractors.errors import SourceChanged, SourceUnavailable
from extractors.fields import Entry, identifier, inner, instant, language, places, shows_text, web_url, words
from extractors.json_body import json_of, rows_in
from extractors.normalise.places import known_place
from extractors.platform import Address, Platform, found_in
from extractors.posting import JobPosting, Parsed, WorkMode
from extractors.reading import Answer

PLATFORM = Platform(name="SmartRecruiters")
_ADDRESSES = (
    re.compile(r"https?://jobs\.smartrecruiters\.com/(?:oneclick-ui|external-referrals)/company/(?P<token>[\w.%-]+)"),
    re.compile(
        r"https?://(?:jobs|careers)\.smartrecruiters\.com/(?!(?:oneclick-ui|external-referrals|sr-jobs|static)\b)(?P<token>[\w.%-]+)"
    ),
    re.compile(r"https?://api\.smartrecruiters\.com/v1/companies/(?P<token>[\w.%-]+)"),
)

_AT_MOST = 100  # entries a page
_SECTIONS = ("companyDescription", "jobDescription", "qualifications", "additionalInformation")


def board_at(url: str) -> Address | None:
    """Returns the company of a SmartRecruiters address."""
    return found_in(url, *_ADDRESSES)


def fetch(board: Board, visit: Visit) -> tuple[Answer, ...]:
    """Returns the pages of the list and the answers of the postings whose titles are wanted. Raises what `Visit` raises.

    A company that does not exist answers as one that has no postings does: with an empty list.
    """
    pages: list[Answer] = []
    wanted: dict[str, None] = {}
    seen: set[str] = set()
    offset = 0
    total: int | None = None
    while True:
        page = visit.get(f"{_postings(board)}?limit={_AT_MOST}&offset={offset}")
        pages.append(page)
        rows, stated = _page(page)
        total = max((number for number in (total, stated) if number is not None), default=None)
        new = {number for row in rows if isinstance(row, dict) and (number := identifier(row.get("id")))} - seen
        for row in rows:
            if isinstance(row, dict) and (where := _detail(board, row)) and visit.wants(words(row.get("name")) or ""):
                wanted[where] = None
        offset += len(rows)
        # A page that holds nothing new is the one before once more: asking on would never end.
        if not new or (total is not None and offset >= total) or (total is None and len(rows) < _AT_MOST):
            return (*pages, *visit.details(wanted))
        seen |= new


def parse(board: Board, answers: tuple[Answer, ...]) -> Parsed:
    """Returns postings and rejections.

    The read is a window where an earlier page spoke of more entries than came. Raises SourceChanged where the list has another
    shape, SourceUnavailable where it holds fewer entries than its last page says.
    """
    pages = [answer for answer in answers if not answer.url.startswith(f"{_postings(board)}/")]
    details = [answer for answer in answers if answer.url.startswith(f"{_postings(board)}/")]
    if not pages:
        raise SourceChanged(f"None of the {len(answers)} answers is a list of postings.")
    rows: list[object] = []
    totals: list[int] = []
    for page in pages:
        found, total = _page(page)
        rows += found
        totals += [total] if total is not None else []
    held = _entries_in(rows)
    if totals and held < totals[-1]:
        raise SourceUnavailable(f"{pages[-1].url} says that there are {totals[-1]} entries, of which {held} were sent.")
    entries, positions, passed_over = with_details(
        rows,
        details,
        form=_FORM,
        address=lambda row: _detail(board, row),
        combine=lambda row, answer: {**row, **_read(answer), "id": row["id"]},
    )
    parsed = read_entries(board, entries, _FORM, positions=positions)
    return replace(parsed, passed_over=passed_over, complete=held >= max(totals, default=0))


def _postings(board: Board) -> str:
    return f"https://api.smartrecruiters.com/v1/companies/{quote(board.token, safe='')}/postings"


def _page(answer: Answer) -> tuple[list[object], int | None]:
    """Returns the entries of a page, and how many there are on all pages."""
    document = json_of(answer)
    total = document.get("totalFound") if isinstance(document, dict) else None
    return rows_in(document, answer, "content"), total if isinstance(total, int) and not isinstance(total, bool) else None


def _entries_in(rows: Iterable[object]) -> int:
    """Returns how many entries these are, of which one may have moved from one page to the next meanwhile."""
    named = [identifier(row.get("id")) if isinstance(row, dict) else None for row in rows]
    return len({name for name in named if name}) + named.count(None)


def _detail(board: Board, row: Entry) -> str | None:
    number = identifier(row.get("id"))
    return f"{_postings(board)}/{quote(number, safe='')}" if number else None


def _read(answer: Answer) -> Entry:
    document = json_of(answer)
    if not isinstance(document, dict):
        raise SourceChanged(f"{answer.url} answered something else than an object.")
    return document


def _withheld(entry: Entry) -> str | None:
    if entry.get("active") is False:
        return "`active` is false"
    visibility = words(entry.get("visibility"))
    return f"`visibility` is {visibility[:40]!r}" if visibility not in (None, "PUBLIC") else None


def _text(entry: Entry) -> str | None:
    sections = inner(inner(entry, "jobAd"), "sections")
    pieces: list[str] = []
    for name in _SECTIONS:
        heading, text = words(inner(sections, name).get("title")), inner(sections, name).get("text")
        if isinstance(text, str) and shows_text(text):
            pieces += [f"<h3>{escape(heading)}</h3>", text] if heading else [text]
    return "\n".join(pieces) or None


def _build(entry: Entry, posting: JobPosting) -> JobPosting:
    location = inner(entry, "location")
    city, region, country = (words(location.get(name)) for name in ("city", "region", "country"))
    place = known_place(city, region, country)
    return replace(
        posting,
        department=words(inner(entry, "department").get("label")),
        job_location=places([_in_words(location)]),
        places=(place,) if place else (),
        work_mode=_mode(location),
        employment_type=words(inner(entry, "typeOfEmployment").get("label")),
        date_posted=instant(entry.get("releasedDate")),
        in_language=language(inner(entry, "language").get("code")),
        url=web_url(entry.get("postingUrl")),
        apply_url=web_url(entry.get("applyUrl")),
    )


def _in_words(location: Entry) -> str | None:
    """Returns the place as it is shown, without the empty middle of "Berlin, , Germany"."""
    if shown := words(location.get("fullLocation")):
        parts = shown.split(",")
    else:
        stated = [words(location.get(name)) or "" for name in ("city", "region", "country")]
        parts = [*stated[:2], stated[2].upper() if len(stated[2]) == 2 else stated[2]]
    return ", ".join(part.strip() for part in parts if part.strip()) or None


def _mode(location: Entry) -> WorkMode:
    """Returns the work mode where one of the flags is up: that both are down is also said of postings that nobody set them for."""
    remote, hybrid = location.get("remote") is True, location.get("hybrid") is True
    if remote == hybrid:
        return "unknown"
    return "remote" if remote else "hybrid"


_FORM = Form(identifier="id", title="name", description="jobAd", text=_text, build=_build, withheld=_withheld)
