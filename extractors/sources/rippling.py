"""Rippling's job boards: pages with a row for each place of a posting, without texts, and an answer for each posting.

The list is that of version 2, which is paged from 0 and states more of places; the bare list of version 1 is read too.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from urllib.parse import quote

from extractors.asking.visit import Visit
from extractors.board import Board
from extractors.entries import Form, read_entries, with_details
from extractors.errors import SourceChanged, SourceUnavailable
from extractors.fields import Entry, currency, identifier, inner, instant, language, money, objects, places, web_url, words
from extractors.json_body import json_of, rows_in
from extractors.normalise.pay import NO_PAY, Pay, one_range, pay_in_words, with_pay
from extractors.normalise.places import known_place, read_places
from extractors.platform import Address, Platform, found_in
from extractors.posting import EmploymentType, JobPosting, Parsed, Place, WorkMode
from extractors.reading import Answer

PLATFORM = Platform(name="Rippling")
_ADDRESSES = (
    re.compile(r"https?://ats\.(?:\w+\.)?rippling\.com/(?:[a-z]{2}-[A-Z]{2}/)?(?!api/|_next/|static/)(?P<token>[\w.-]+)"),
    re.compile(r"https?://ats\.(?:\w+\.)?rippling\.com/api/v[12]/board/(?P<token>[\w.-]+)"),
    re.compile(r"https?://api\.rippling\.com/platform/api/ats/v[12]/board/(?P<token>[\w.-]+)"),
)

_PAGE = 50
_MODES: dict[str, WorkMode] = {"remote": "remote", "hybrid": "hybrid", "on_site": "onsite", "onsite": "onsite", "on-site": "onsite"}
_MODE_BEFORE = re.compile(r"(remote|hybrid|on-?site)\b", re.IGNORECASE)
# `employmentType.label` is one of these codes, and `id` what the employer calls it: the names are the wrong way round.
_TYPES: dict[str, EmploymentType] = {
    "SALARIED_FT": "FULL_TIME",
    "HOURLY_FT": "FULL_TIME",
    "SALARIED_PT": "PART_TIME",
    "HOURLY_PT": "PART_TIME",
    "CONTRACTOR": "CONTRACTOR",
    "TEMP": "TEMPORARY",
    "INTERN": "INTERN",
}
_UNITS = {
    "hour": "HOUR", "hourly": "HOUR", "day": "DAY", "daily": "DAY", "week": "WEEK", "weekly": "WEEK", "month": "MONTH", "monthly": "MONTH",
    "year": "YEAR", "yearly": "YEAR", "annual": "YEAR", "annually": "YEAR",
}  # fmt: skip


def board_at(url: str) -> Address | None:
    """Returns the board of a Rippling address."""
    return found_in(url, *_ADDRESSES)


def fetch(board: Board, visit: Visit) -> tuple[Answer, ...]:
    """Returns the pages of the list, then the answers of the postings that are wanted.

    Raises what `Visit` raises, and SourceUnavailable where the pages hold fewer rows than they say.
    """
    url = f"https://ats.rippling.com/api/v2/board/{quote(board.token, safe='')}/jobs?page={{}}&pageSize={_PAGE}"
    pages = [visit.get(url.format(0))]
    while len(pages) < _number(pages[0], "totalPages"):
        page = visit.get(url.format(len(pages)))
        if _rows(page) in ([], _rows(pages[-1])):
            break
        pages.append(page)
    rows = [row for page in pages for row in _rows(page)]
    if (came := _distinct(pages)) < _number(pages[0], "totalItems"):
        raise SourceUnavailable(f"{pages[0].url} says that there are {_number(pages[0], 'totalItems')} rows; {came} came.")
    wanted = [_address(board, row) for row in rows if isinstance(row, dict) and visit.wants(words(row.get(_FORM.title)) or "")]
    return (*pages, *visit.details(dict.fromkeys(url for url in wanted if url)))


def parse(board: Board, answers: tuple[Answer, ...]) -> Parsed:
    """Returns postings and rejections. Raises SourceChanged where a page of the list has another shape."""
    pages = [answer for answer in answers if not _is_posting(answer)]
    if not pages:
        raise SourceChanged(f"{answers[0].url} is no list of postings.")
    listed = [row for page in pages for row in _rows(page)]
    rows, stood = _one_a_posting(listed)
    entries, positions, passed_over = with_details(
        rows,
        [answer for answer in answers if _is_posting(answer)],
        form=_FORM,
        address=lambda row: _address(board, row),
        combine=lambda row, answer: _combined(board, row, answer),
    )
    parsed = read_entries(board, entries, _FORM, positions=[stood[place] for place in positions])
    return replace(parsed, passed_over=passed_over, complete=_distinct(pages) >= _number(pages[0], "totalItems"))


def _is_posting(answer: Answer) -> bool:
    return re.search(r"/jobs/[^/]+$", answer.url) is not None


def _rows(page: Answer) -> list[object]:
    document = json_of(page)
    return document if isinstance(document, list) else rows_in(document, page, "items")


def _distinct(pages: Iterable[Answer]) -> int:
    """Returns how many rows came, without those that moved to a later page meanwhile and came once more."""
    seen: set[tuple[object, ...] | None] = set()
    came = 0
    for page in pages:
        keys = [_key(row) for row in _rows(page)]
        came += sum(key is None or key not in seen for key in keys)
        seen.update(keys)
    return came


def _key(row: object) -> tuple[object, ...] | None:
    """Returns what tells a row from the others of its posting; None for a row that is no posting."""
    if not isinstance(row, dict) or (number := _identifier(row)) is None:
        return None
    stated = [(_label(place), words(place.get("workplaceType"))) for place in _stated_places(row)]
    return number, words(row.get("name")), words(row.get("language")), *stated


def _number(page: Answer, name: str) -> int:
    """Returns a number that a page of the list states, 0 where it states none (version 1)."""
    document = json_of(page)
    number = document.get(name) if isinstance(document, dict) else None
    return number if isinstance(number, int) else 0


def _address(board: Board, row: Entry) -> str | None:
    """Returns where a posting's own answer is; None for a row that is no posting."""
    number = _identifier(row)
    board_url = f"https://api.rippling.com/platform/api/ats/v1/board/{quote(board.token, safe='')}"
    return f"{board_url}/jobs/{quote(number, safe='')}" if number and words(row.get(_FORM.title)) else None


def _identifier(row: Entry) -> str | None:
    return identifier(row.get("id")) or identifier(row.get("uuid"))


def _one_a_posting(listed: Sequence[object]) -> tuple[list[object], list[int]]:
    """Returns the rows with those of one posting put together, and where the first of each stood."""
    rows: list[object] = []
    stood: list[int] = []
    held: dict[tuple[str, str | None], dict[str, object]] = {}
    for position, row in enumerate(listed):
        number = _identifier(row) if isinstance(row, dict) else None
        if isinstance(row, dict) and number:
            key = number, words(row.get("name"))
            if key in held:
                # None of them is the first: rows may come in another order each night.
                held[key]["where"] = sorted([*_places(held[key]), *_stated_places(row)], key=lambda place: _label(place) or "")
                continue
            row = held[key] = {**row, "id": number, "where": _stated_places(row)}
        rows.append(row)
        stood.append(position)
    return rows, stood


def _stated_places(row: Entry) -> list[Entry]:
    """Returns the places of a row: several with their parts (version 2), or one by its label."""
    return objects(row.get("locations")) or [{"name": inner(row, "workLocation").get("label")}]


def _places(entry: Entry) -> list[Entry]:
    return objects(entry.get("where"))


def _combined(board: Board, row: Entry, answer: Answer) -> Entry:
    stated = json_of(answer)
    if not isinstance(stated, dict) or not {"name", "description"} & stated.keys():
        raise SourceChanged(f"{answer.url} holds no posting.")
    named = stated.get("workLocations")
    also = [{"name": name} for name in named] if isinstance(named, list) and not any(_label(place) for place in _places(row)) else []
    shown = f"https://ats.rippling.com/{quote(board.token, safe='')}/jobs/{quote(str(row['id']), safe='')}"
    return {
        **stated,
        "id": row["id"],
        "name": row.get("name"),
        "where": [*_places(row), *also],
        "department": inner(row, "department") or inner(stated, "department") or {"name": stated.get("department")},
        "language": row.get("language"),
        "url": web_url(row.get("url")) or web_url(stated.get("url")) or shown,
    }


def _text(entry: Entry) -> str | None:
    """Returns the role's text, then the company's."""
    text = entry.get("description")
    pieces = [text.get("role"), text.get("company")] if isinstance(text, dict) else [text]
    return "\n".join(piece for piece in pieces if isinstance(piece, str) and piece.strip()) or None


def _build(entry: Entry, posting: JobPosting) -> JobPosting:
    where = _places(entry)
    department, kind = inner(entry, "department"), inner(entry, "employmentType")
    code = words(kind.get("label"))
    ranges = objects(entry.get("payRangeDetails"))
    pay = _pay(ranges)
    url = web_url(entry.get("url"))
    return replace(
        with_pay(posting, pay),
        department=words(department.get("name")) or words(department.get("label")),
        job_location=places(map(_label, where[:1]), map(_label, where[1:])),
        places=_read_places(where),
        work_mode=_mode(where),
        employment_type=words(kind.get("id")) or code,
        employment_types=(_TYPES[code],) if code in _TYPES else (),
        salary_text="; ".join(dict.fromkeys(text for item in ranges if (text := _in_words(item)))) or None,
        date_posted=instant(entry.get("createdOn")),
        in_language=language(entry.get("language")),
        url=url,
        apply_url=url,
    )


def _label(place: Entry) -> str | None:
    parts = (words(place.get(name)) for name in ("city", "state", "country"))
    return words(place.get("name")) or ", ".join(dict.fromkeys(part for part in parts if part)) or None


def _read_places(where: Iterable[Entry]) -> tuple[Place, ...]:
    found: list[Place] = []
    for place in where:
        city, state, country = (words(place.get(name)) for name in ("city", "state", "country"))
        if known := known_place(city, state, words(place.get("countryCode")) or country):
            found.append(known)
        else:
            found += read_places([_label(place) or ""])
    return tuple(dict.fromkeys(found))


def _mode(where: Sequence[Entry]) -> WorkMode:
    """Returns the work mode where it is the same at all places; version 1 has it before a place's name: "Remote (Ohio, US)"."""
    modes: set[WorkMode] = set()
    for place in where:
        said = _MODE_BEFORE.match(_label(place) or "")
        stated = words(place.get("workplaceType")) or (said[1] if said else "")
        modes.add(_MODES.get(stated.casefold(), "unknown"))
    return modes.pop() if len(modes) == 1 else "unknown"


def _pay(ranges: Iterable[Entry]) -> Pay:
    stated = []
    for item in ranges:
        frequency = words(item.get("frequency"))
        unit = _UNITS.get(frequency.casefold()) if frequency else None
        if frequency and unit is None:
            # A figure without its right unit would be read as a wrong one.
            return NO_PAY
        least, most = money(item.get("rangeStart")), money(item.get("rangeEnd"))
        stated.append(Pay(least=least, most=most, currency=currency(item.get("currency")), unit=unit))
    return one_range(stated)


def _in_words(item: Entry) -> str | None:
    pay = Pay(least=money(item.get("rangeStart")), most=money(item.get("rangeEnd")))
    place = item.get("location")
    label = words(place) or (_label(place) if isinstance(place, dict) else None)
    return pay_in_words(pay, currency(item.get("currency")), words(item.get("frequency")), f"({label})" if label else None)


_FORM = Form(identifier="id", title="name", description="description", text=_text, build=_build)
