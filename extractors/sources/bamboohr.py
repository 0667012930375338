"""BambooHR's careers pages: one list without texts and dates, and an answer for each posting."""

import re
from dataclasses import replace
from urllib.parse import quote

from extractors.asking.visit import Visit
from extractors.board import Board
from extractors.entries import Form, read_entries, with_details
from extractors.errors import SourceChanged, SourceUnavailable
from extractors.fields import Entry, identifier, inner, instant, places, web_url, words
from extractors.json_body import json_of, rows_in
from extractors.normalise.pay import with_pay
from extractors.normalise.pay_words import read_pay
from extractors.normalise.places import country_code, known_place
from extractors.platform import Address, Platform, found_in
from extractors.posting import JobPosting, Parsed, WorkMode
from extractors.reading import Answer

PLATFORM = Platform(name="BambooHR")
_ADDRESSES = (
    re.compile(
        r"https?://(?!(?:www|app|help|api|documentation|resources|partners|marketplace|images\d?)\.)(?P<token>[\w-]+)\.bamboohr\.com(?=[/?#]|$)"
    ),
)

_MODES: dict[str, WorkMode] = {"0": "onsite", "1": "remote", "2": "hybrid"}
# What a status may say beside "Open" of a posting that is still in the list.
_SHUT = frozenset({"closed", "draft", "on hold", "filled", "canceled", "cancelled"})


def board_at(url: str) -> Address | None:
    """Returns the company of a BambooHR address."""
    return found_in(url, *_ADDRESSES)


def fetch(board: Board, visit: Visit) -> tuple[Answer, ...]:
    """Returns the list, then the answers of the postings that are wanted.

    Raises what `Visit` raises, and SourceUnavailable where the list holds fewer postings than it says.
    """
    answer = visit.get(f"{_site(board)}/list")
    rows, total = _listed(answer)
    if len(rows) < total:
        raise SourceUnavailable(f"{answer.url} says that it has {total} postings and sent {len(rows)}.")
    wanted = [_address(board, row) for row in rows if isinstance(row, dict) and visit.wants(words(row.get(_FORM.title)) or "")]
    return (answer, *visit.details(dict.fromkeys(url for url in wanted if url)))


def parse(board: Board, answers: tuple[Answer, ...]) -> Parsed:
    """Returns postings and rejections. Raises SourceChanged where the list has another shape."""
    rows, total = _listed(answers[0])
    entries, positions, passed_over = with_details(
        rows, answers[1:], form=_FORM, address=lambda row: _address(board, row), combine=lambda row, answer: _combined(board, row, answer)
    )
    return replace(read_entries(board, entries, _FORM, positions=positions), passed_over=passed_over, complete=len(rows) >= total)


def _site(board: Board) -> str:
    return f"https://{quote(board.token, safe='')}.bamboohr.com/careers"


def _listed(answer: Answer) -> tuple[list[object], int]:
    """Returns the rows of the list, and how many it says that there are."""
    document = json_of(answer)
    rows = rows_in(document, answer, "result")
    total = inner(document, "meta").get("totalCount") if isinstance(document, dict) else None
    return rows, total if isinstance(total, int) else len(rows)


def _address(board: Board, row: Entry) -> str | None:
    """Returns where a posting's own answer is; None for a row that is no posting."""
    number = identifier(row.get("id"))
    return f"{_site(board)}/{quote(number, safe='')}/detail" if number and words(row.get(_FORM.title)) else None


def _combined(board: Board, row: Entry, answer: Answer) -> Entry:
    document = json_of(answer)
    stated = inner(inner(document, "result"), "jobOpening") if isinstance(document, dict) else {}
    if not stated:
        raise SourceChanged(f"{answer.url} holds no `jobOpening`.")
    own = f"{_site(board)}/{quote(identifier(row.get('id')) or '', safe='')}"
    return {
        **row,
        **{name: value for name, value in stated.items() if value not in (None, "")},
        # The list has a province where the detail has a country.
        "location": _stated(inner(row, "location")) | _stated(inner(stated, "location")),
        "atsLocation": _stated(inner(row, "atsLocation")) | _stated(inner(stated, "atsLocation")),
        "id": row.get("id"),
        "url": web_url(stated.get("jobOpeningShareUrl")) or own,
    }


def _stated(place: Entry) -> dict[str, object]:
    return {name: text for name, value in place.items() if (text := words(value))}


def _withheld(entry: Entry) -> str | None:
    status = words(entry.get("jobOpeningStatus"))
    return f"its status is {status!r}" if status and status.casefold() in _SHUT else None


def _build(entry: Entry, posting: JobPosting) -> JobPosting:
    city, region, country = _where(entry)
    place = known_place(city, region, country)
    pay_text = words(entry.get("compensation"))
    pay = read_pay(pay_text or "", country=country_code(country) if country else None)
    url = web_url(entry.get("url"))
    return replace(
        with_pay(posting, pay),
        department=words(entry.get("departmentLabel")),
        job_location=places([", ".join(part for part in (city, region, country) if part)]),
        places=(place,) if place else (),
        work_mode=_mode(entry),
        employment_type=words(entry.get("employmentStatusLabel")) or words(entry.get("employmentType")),
        salary_text=pay_text,
        date_posted=instant(entry.get("datePosted")),
        url=url,
        apply_url=url,
    )


def _where(entry: Entry) -> tuple[str | None, str | None, str | None]:
    """Returns city, state and country: of `location`, or where that is all empty (as remote postings have it) of `atsLocation`."""
    place = inner(entry, "location") or inner(entry, "atsLocation")
    region = words(place.get("state")) or words(place.get("province"))
    return words(place.get("city")), region, words(place.get("addressCountry")) or words(place.get("country"))


def _mode(entry: Entry) -> WorkMode:
    stated = words(entry.get("locationType"))
    if stated is not None and stated in _MODES:
        return _MODES[stated]
    return "remote" if entry.get("isRemote") in (True, 1, "1") else "unknown"


_FORM = Form(identifier="id", title="jobOpeningName", description="description", build=_build, withheld=_withheld)
