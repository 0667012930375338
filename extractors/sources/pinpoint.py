"""Pinpoint's careers sites: one answer a site, the text in several parts, each under a heading of the employer's own."""

import re
from dataclasses import replace
from html import escape
from urllib.parse import quote

from extractors.asking.visit import Visit
from extractors.board import Board
from extractors.entries import Form, read_entries
from extractors.fields import Entry, currency, inner, instant, money, places, web_url, words
from extractors.json_body import rows_of
from extractors.normalise.pay import NO_PAY, Pay, one_range, with_pay
from extractors.normalise.pay_words import read_pay
from extractors.normalise.places import known_place
from extractors.platform import Address, Platform, found_in
from extractors.posting import JobPosting, Parsed, WorkMode
from extractors.reading import Answer

PLATFORM = Platform(name="Pinpoint")
_ADDRESSES = (
    re.compile(r"https?://(?!(?:www|app|api|help|support|developers?|docs|status|go)\.)(?P<token>[\w-]+)\.pinpointhq\.com(?=[/?#]|$)"),
)

_SECTIONS = ("key_responsibilities", "skills_knowledge_expertise", "benefits")
_MODES: dict[str, WorkMode] = {"remote": "remote", "hybrid": "hybrid", "onsite": "onsite"}
_UNITS = {"hour": "HOUR", "day": "DAY", "week": "WEEK", "month": "MONTH", "year": "YEAR"}


def board_at(url: str) -> Address | None:
    """Returns the site of a Pinpoint address."""
    return found_in(url, *_ADDRESSES)


def fetch(board: Board, visit: Visit) -> tuple[Answer, ...]:
    """Returns the one answer that holds the site. Raises what `Visit` raises."""
    return (visit.get(f"{_site(board)}/postings.json"),)


def parse(board: Board, answers: tuple[Answer, ...]) -> Parsed:
    """Returns postings and rejections. Raises SourceChanged where the answer has another shape."""
    rows = rows_of(answers[0], "data")
    return read_entries(board, [{**row, "site": _site(board)} if isinstance(row, dict) else row for row in rows], _FORM)


def _site(board: Board) -> str:
    return f"https://{quote(board.token, safe='')}.pinpointhq.com"


def _text(entry: Entry) -> str | None:
    """Returns the whole text: the description, then the other parts under their headings."""
    text = entry.get("description")
    pieces = [text] if isinstance(text, str) and text.strip() else []
    for name in _SECTIONS:
        heading, text = words(entry.get(f"{name}_header")), entry.get(name)
        if isinstance(text, str) and text.strip():
            pieces.append((f"<h3>{escape(heading)}</h3>\n" if heading else "") + text)
    return "\n".join(pieces) or None


def _build(entry: Entry, posting: JobPosting) -> JobPosting:
    location = inner(entry, "location")
    city, province = words(location.get("city")), words(location.get("province"))
    place = known_place(city, province, None) if city or province else None
    pay, pay_text = _pay(entry)
    url = _url(entry)
    return replace(
        with_pay(posting, pay),
        department=_department(entry),
        job_location=places([_place(location)]),
        places=(place,) if place and (place.country or not words(location.get("name"))) else (),
        work_mode=_MODES.get((words(entry.get("workplace_type")) or "").casefold(), "unknown"),
        employment_type=words(entry.get("employment_type_text")) or words(entry.get("employment_type")),
        salary_text=pay_text,
        valid_through=instant(entry.get("deadline_at")),
        url=url,
        apply_url=url,
    )


def _department(entry: Entry) -> str | None:
    """Returns the department, which stands under the job or in the posting itself."""
    return words(inner(inner(entry, "job"), "department").get("name")) or words(inner(entry, "department").get("name"))


def _place(location: Entry) -> str | None:
    """Returns a place as it is named, with city and province where the name ("Head office") has them not."""
    stated = ""
    for name in ("name", "city", "province"):
        part = words(location.get(name))
        if part and part.casefold() not in stated.casefold():
            stated = f"{stated}, {part}" if stated else part
    return stated or None


def _pay(entry: Entry) -> tuple[Pay, str | None]:
    """Returns base pay as figures and in words; nothing where the employer hides it."""
    if entry.get("compensation_visible") is False:
        return NO_PAY, None
    text, frequency = words(entry.get("compensation")), words(entry.get("compensation_frequency"))
    least, most = money(entry.get("compensation_minimum")), money(entry.get("compensation_maximum"))
    if least is None and most is None:
        return read_pay(text or ""), text
    unit = _UNITS.get(frequency.casefold()) if frequency else None
    if frequency and unit is None:
        # "two_weeks": a figure without its right unit would be read as a wrong one.
        return NO_PAY, text
    return one_range([Pay(least=least, most=most, currency=currency(entry.get("compensation_currency")), unit=unit)]), text


def _url(entry: Entry) -> str | None:
    path = entry.get("path")
    return web_url(entry.get("url")) or (web_url(f"{entry['site']}{path}") if isinstance(path, str) and path.startswith("/") else None)


_FORM = Form(identifier="id", title="title", description="description", text=_text, build=_build)
