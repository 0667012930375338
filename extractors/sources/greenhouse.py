"""Greenhouse's Job Board API: one answer a board, texts escaped as HTML entities."""

import re
from dataclasses import replace
from html import unescape
from urllib.parse import quote

from extractors.asking.visit import Visit
from extractors.board import Board
from extractors.entries import Form, read_entries
from extractors.errors import SourceUnavailable
from extractors.fields import Entry, currency, inner, instant, language, money, objects, places, plain, web_url, words
from extractors.json_body import json_of, rows_in
from extractors.normalise.pay import Pay, one_range, with_pay
from extractors.normalise.pay_notes import heads_base_pay, says_total
from extractors.normalise.work_mode import all_remote
from extractors.platform import Address, Platform, found_in
from extractors.posting import JobPosting, Parsed, WorkMode
from extractors.reading import Answer

# Boards of the European data centre have their pages at another host; the API answers for them at the same one.
PLATFORM = Platform(name="Greenhouse", regions=("eu",))
_ADDRESSES = (
    re.compile(r"https?://(?:job-)?boards(?:\.(?P<region>eu))?\.greenhouse\.io/(?!embed/)(?P<token>[\w.-]+)"),
    re.compile(
        r"https?://(?:job-)?boards(?:\.(?P<region>eu))?\.greenhouse\.io/embed/job_(?:board|app)(?:/js)?\?(?:[^#]*&)?for=(?P<token>[\w.-]+)"
    ),
    re.compile(r"https?://boards-api\.greenhouse\.io/v1/boards/(?P<token>[\w.-]+)"),
)

_RAW_TAG = re.compile(r"<[a-zA-Z/!]")
_COST_CENTRE = re.compile(r"^\d{3,6}[ -]+(?=\S)")
_SEVERAL = re.compile(r"\s*[;|]\s*")
_REMOTE = re.compile(r"\bremote\b", re.IGNORECASE)
_MODE_ALONE: dict[str, WorkMode] = {
    "remote": "remote",
    "hybrid": "hybrid",
    "onsite": "onsite",
    "on-site": "onsite",
    "on site": "onsite",
    "in office": "onsite",
    "in-office": "onsite",
}
_MODE_WITH_PLACE = re.compile(r"(?:(hybrid)|(on-?site|in[- ]office))\b", re.IGNORECASE)
_UNITS = (
    (re.compile(r"\b(?:hour|hourly|hr)\b", re.IGNORECASE), "HOUR"),
    (re.compile(r"\b(?:day|daily)\b", re.IGNORECASE), "DAY"),
    (re.compile(r"\bweek(?:ly)?\b", re.IGNORECASE), "WEEK"),
    (re.compile(r"\bmonth(?:ly)?\b", re.IGNORECASE), "MONTH"),
    (re.compile(r"\b(?:year|yearly|annual|annually|annum)\b", re.IGNORECASE), "YEAR"),
)


def board_at(url: str) -> Address | None:
    """Returns the board of a Greenhouse address. (A page of the employer's own that ends in ?gh_jid= does not name it.)"""
    return found_in(url, *_ADDRESSES)


def fetch(board: Board, visit: Visit) -> tuple[Answer, ...]:
    """Returns the one answer that holds the board. Raises what `Visit` raises."""
    token = quote(board.token, safe="")
    return (visit.get(f"https://boards-api.greenhouse.io/v1/boards/{token}/jobs?content=true&pay_transparency=true"),)


def parse(board: Board, answers: tuple[Answer, ...]) -> Parsed:
    """Returns postings and rejections.

    Raises SourceChanged where the answer has another shape, SourceUnavailable where it holds fewer entries than it says.
    """
    document = json_of(answers[0])
    rows = rows_in(document, answers[0], "jobs")
    total = inner(document, "meta").get("total") if isinstance(document, dict) else None
    if isinstance(total, int) and len(rows) < total:
        raise SourceUnavailable(f"{answers[0].url} says that it has {total} entries and sent {len(rows)}.")
    return read_entries(board, rows, _FORM)


def _text(entry: Entry) -> str | None:
    content = entry.get("content")
    if not isinstance(content, str):
        return None
    # Once, and only once: a second time would make tags of what the text shows as `<T>`. A text with tags was never escaped.
    return content if _RAW_TAG.search(content) else unescape(content)


def _build(entry: Entry, posting: JobPosting) -> JobPosting:
    stated_place = words(inner(entry, "location").get("name"))
    where, mode = _where(entry, stated_place)
    departments = [name for item in objects(entry.get("departments")) if (name := words(item.get("name")))]
    ranges = objects(entry.get("pay_input_ranges"))
    pay = one_range([_pay(item) for item in ranges if _is_base(item)])
    url = web_url(entry.get("absolute_url"))
    return replace(
        with_pay(posting, pay),
        department=", ".join(sorted(dict.fromkeys(_COST_CENTRE.sub("", name) for name in departments))) or None,
        job_location=where,
        work_mode=mode,
        salary_text="; ".join(sorted(dict.fromkeys(text for item in ranges if (text := _in_words(item))))) or None,
        date_posted=instant(entry.get("first_published")),
        date_modified=instant(entry.get("updated_at")),
        in_language=language(entry.get("language")),
        url=url,
        apply_url=url,
    )


def _where(entry: Entry, stated: str | None) -> tuple[tuple[str, ...], WorkMode]:
    """Returns the places, and the work mode where the place says it of the whole posting.

    Offices are how an employer sorts its board ("Canada Locations"); they speak only where the place itself names none.
    """
    mode = _MODE_ALONE.get((stated or "").casefold())
    several = [part for part in _SEVERAL.split(stated) if part] if stated and mode is None else []
    if found := places(several[:1], several[1:]):
        return found, _mode(found)
    offices = [item.get("location") if words(item.get("location")) else item.get("name") for item in objects(entry.get("offices"))]
    return places((), offices) or places([stated]), mode or "unknown"


def _mode(found: tuple[str, ...]) -> WorkMode:
    if all_remote(found):
        return "remote"
    modes: set[WorkMode] = set()
    for place in found:
        said = _MODE_WITH_PLACE.search(place)
        modes.add(("hybrid" if said[1] else "onsite") if said and not _REMOTE.search(place) else "unknown")
    return modes.pop() if len(modes) == 1 else "unknown"


def _is_base(item: Entry) -> bool:
    """Says whether a range is base pay: others (target earnings, a bonus) stand beside it under titles of their own."""
    return heads_base_pay(words(item.get("title")) or "") and not says_total(_blurb(item) or "")


def _pay(item: Entry) -> Pay:
    least, most = money(item.get("min_cents")), money(item.get("max_cents"))
    said = {unit for pattern, unit in _UNITS if pattern.search(words(item.get("title")) or "")}
    return Pay(
        least=least / 100 if least else None,
        most=most / 100 if most else None,
        currency=currency(item.get("currency_type")),
        unit=said.pop() if len(said) == 1 else None,
    )


def _in_words(item: Entry) -> str | None:
    least, most = money(item.get("min_cents")), money(item.get("max_cents"))
    figures = " - ".join(f"{amount / 100:,.0f}" for amount in (least, most) if amount)
    parts = [words(item.get("title")), f"{figures} {currency(item.get('currency_type')) or ''}".strip()]
    parts.append(_blurb(item))
    return ", ".join(part for part in parts if part) if figures else None


def _blurb(item: Entry) -> str | None:
    blurb = item.get("blurb")
    return words(plain(blurb)) if isinstance(blurb, str) else None


_FORM = Form(identifier="id", title="title", description="content", text=_text, build=_build)
