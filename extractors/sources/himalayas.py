"""Himalayas' API: pages of twenty, newest first, of which the newest five hundred are read; all of it is remote."""

from dataclasses import replace
from urllib.parse import urlsplit

from extractors.asking.visit import Visit
from extractors.board import Board
from extractors.employer import employer
from extractors.entries import Form, read_entries
from extractors.fields import Entry, currency, money, web_url, words
from extractors.fields import places as stated_places
from extractors.json_body import rows_of
from extractors.normalise.dates import read_date
from extractors.normalise.pay import NO_PAY, Pay, one_range, pay_in_words, with_pay
from extractors.normalise.places import applicant_locations
from extractors.platform import Address, Platform
from extractors.posting import JobPosting, Parsed
from extractors.reading import Answer

PLATFORM = Platform(
    name="Himalayas", aggregator=True, attribution="Link back to the posting on Himalayas, and name Himalayas as the source."
)
_PAGE, _NEWEST = 20, 500
_UNITS = {"annual": "YEAR", "annually": "YEAR", "yearly": "YEAR", "year": "YEAR", "monthly": "MONTH", "month": "MONTH"}
_UNITS |= {"weekly": "WEEK", "week": "WEEK", "daily": "DAY", "day": "DAY", "hourly": "HOUR", "hour": "HOUR"}


def board_at(url: str) -> Address | None:
    """Returns the one list that the site is."""
    return Address(token="all") if (urlsplit(url).hostname or "").removeprefix("www.") == "himalayas.app" else None


def fetch(board: Board, visit: Visit) -> tuple[Answer, ...]:
    """Returns the pages of the newest postings, until one is short. Raises what `Visit` raises."""
    del board
    pages: list[Answer] = []
    for offset in range(0, _NEWEST, _PAGE):
        pages.append(visit.get(f"https://himalayas.app/jobs/api?limit={_PAGE}&offset={offset}"))
        if len(rows_of(pages[-1], "jobs")) < _PAGE:
            break
    return tuple(pages)


def parse(board: Board, answers: tuple[Answer, ...]) -> Parsed:
    """Returns postings and rejections, a window. Raises SourceChanged where an answer has another shape."""
    rows = [row for answer in answers for row in rows_of(answer, "jobs")]
    return replace(read_entries(board, rows, _FORM), complete=False)


def _build(entry: Entry, posting: JobPosting) -> JobPosting:
    period = words(entry.get("salaryPeriod"))
    stated = Pay(
        least=money(entry.get("minSalary")),
        most=money(entry.get("maxSalary")),
        currency=currency(entry.get("currency")),
        unit=_UNITS.get(period.casefold()) if period else None,
    )
    # "biweekly": a figure without its right unit would be read as a wrong one.
    readable = period is None or stated.unit is not None
    pay = one_range([stated]) if readable else NO_PAY
    allowed = entry.get("locationRestrictions")
    where = stated_places(allowed if isinstance(allowed, list) else ())
    url = web_url(entry.get("guid")) or web_url(entry.get("applicationLink"))
    return replace(
        with_pay(posting, pay),
        hiring_organization=employer(entry.get("companyName"), entry.get("companySlug")),
        job_location=where,
        work_mode="remote",
        applicant_location=applicant_locations(where),
        employment_type=words(entry.get("employmentType")),
        salary_text=None if readable else pay_in_words(stated, stated.currency, period),
        date_posted=read_date(entry.get("pubDate")).when,
        valid_through=read_date(entry.get("expiryDate")).when,
        url=url,
        apply_url=web_url(entry.get("applicationLink")) or url,
    )


_FORM = Form(identifier="guid", title="title", description="description", build=_build)
