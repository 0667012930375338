"""Recruitee's careers API: one answer a site, the text in two fields and again in each translation, figures as texts."""

import re
from dataclasses import replace
from datetime import datetime
from urllib.parse import quote

from extractors.asking.visit import Visit
from extractors.board import Board
from extractors.entries import Form, read_entries
from extractors.fields import Entry, currency, inner, instant, language, money_in_digits, objects, places, web_url, words
from extractors.json_body import rows_of
from extractors.normalise.pay import NO_PAY, Pay, one_range, pay_in_words, with_pay
from extractors.normalise.stated_places import in_parts, several
from extractors.platform import Address, Platform, found_in
from extractors.posting import JobPosting, Parsed, WorkMode
from extractors.reading import Answer

PLATFORM = Platform(name="Recruitee", takes_url=True)
_ADDRESSES = (re.compile(r"https?://(?!(?:www|api|app|docs|support|help)\.)(?P<token>[\w-]+)\.recruitee\.com(?=[/?#]|$)"),)

_MODES: dict[str, WorkMode] = {"remote": "remote", "hybrid": "hybrid", "on_site": "onsite"}
_UNITS = {"hour": "HOUR", "day": "DAY", "week": "WEEK", "month": "MONTH", "year": "YEAR"}


def board_at(url: str) -> Address | None:
    """Returns the site of a Recruitee address. (An employer's own name for it does not tell.)"""
    return found_in(url, *_ADDRESSES)


def fetch(board: Board, visit: Visit) -> tuple[Answer, ...]:
    """Returns the one answer that holds the site. Raises what `Visit` raises."""
    site = board.url or f"https://{quote(board.token, safe='')}.recruitee.com"
    return (visit.get(f"{site}/api/offers/"),)


def parse(board: Board, answers: tuple[Answer, ...]) -> Parsed:
    """Returns postings and rejections. Raises SourceChanged where the answer has another shape."""
    return read_entries(board, rows_of(answers[0], "offers"), _FORM)


def _withheld(entry: Entry) -> str | None:
    status = words(entry.get("status"))
    return f"`status` is {status[:40]!r}" if status not in (None, "published") else None


def _text(entry: Entry) -> str | None:
    pieces = [entry.get(name) for name in ("description", "requirements")]
    return "\n".join(piece for piece in pieces if isinstance(piece, str) and piece.strip()) or None


def _build(entry: Entry, posting: JobPosting) -> JobPosting:
    stated = objects(entry.get("locations")) or [{**entry, "state": entry.get("state_name")}]
    where, read = several(in_parts(item.get("city"), item.get("state"), item.get("country"), item.get("country_code")) for item in stated)
    pay, in_words = _pay(inner(entry, "salary"))
    modes = [mode for name, mode in _MODES.items() if entry.get(name) is True]
    return replace(
        with_pay(posting, pay),
        department=words(entry.get("department")),
        job_location=where or places([entry.get("location")]),
        places=read,
        work_mode=modes[0] if len(modes) == 1 else "unknown",  # several where one may choose
        employment_type=words(entry.get("employment_type_code")),
        salary_text=in_words,
        date_posted=_instant(entry.get("published_at")),
        valid_through=_instant(entry.get("close_at")),
        date_modified=_instant(entry.get("updated_at")),
        in_language=_language(entry),
        url=web_url(entry.get("careers_url")),
        apply_url=web_url(entry.get("careers_apply_url")),
    )


def _pay(salary: Entry) -> tuple[Pay, str | None]:
    least, most = money_in_digits(salary.get("min")), money_in_digits(salary.get("max"))
    period = words(salary.get("period"))
    unit = _UNITS.get(period.casefold()) if period else None
    code = currency(salary.get("currency"))
    pay = Pay(least=least, most=most, currency=code, unit=unit)
    # A figure without its right unit would be read as a wrong one.
    return NO_PAY if period and unit is None else one_range([pay]), pay_in_words(pay, code, f"per {period}" if period else None)


def _instant(value: object) -> datetime | None:
    # Stated as 2026-08-05 09:41:37 UTC.
    return instant(value.strip().removesuffix(" UTC") if isinstance(value, str) else value)


def _language(entry: Entry) -> str | None:
    """Returns the language whose translation is the text itself."""
    same = [
        code
        for code, text in inner(entry, "translations").items()
        if isinstance(text, dict) and text.get("description") == entry.get("description") and text.get("title") == entry.get("title")
    ]
    return language(same[0]) if len(same) == 1 else None


_FORM = Form(identifier="id", title="title", description="description", text=_text, build=_build, withheld=_withheld)
