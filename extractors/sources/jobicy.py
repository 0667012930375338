"""Jobicy's API: the latest hundred remote jobs, of everything or of one industry; lists and titles with HTML entities in them."""

from dataclasses import replace
from html import unescape
from urllib.parse import quote, urlsplit

from extractors.asking.visit import Visit
from extractors.board import Board
from extractors.employer import employer
from extractors.entries import Form, read_entries
from extractors.fields import Entry, currency, money_in_digits, web_url, words
from extractors.fields import places as stated_places
from extractors.json_body import rows_of
from extractors.normalise.dates import read_date
from extractors.normalise.pay import NO_PAY, Pay, one_range, pay_in_words, with_pay
from extractors.platform import Address, Platform
from extractors.posting import JobPosting, Parsed
from extractors.reading import Answer

PLATFORM = Platform(name="Jobicy", aggregator=True, attribution="Link back to the posting on Jobicy, and name Jobicy as the source.")
_UNITS = {"hourly": "HOUR", "daily": "DAY", "weekly": "WEEK", "monthly": "MONTH", "yearly": "YEAR", "annual": "YEAR", "annually": "YEAR"}


def board_at(url: str) -> Address | None:
    """Returns the one list that the site is."""
    return Address(token="all") if (urlsplit(url).hostname or "").removeprefix("www.") == "jobicy.com" else None


def fetch(board: Board, visit: Visit) -> tuple[Answer, ...]:
    """Returns the one answer; the token is an industry of the site's, or `all`. Raises what `Visit` raises."""
    industry = "" if board.token == "all" else f"&industry={quote(board.token, safe='')}"
    return (visit.get(f"https://jobicy.com/api/v2/remote-jobs?count=100{industry}"),)


def parse(board: Board, answers: tuple[Answer, ...]) -> Parsed:
    """Returns postings and rejections, a window. Raises SourceChanged where the answer has another shape."""
    rows = [_unescaped(row) if isinstance(row, dict) else row for row in rows_of(answers[0], "jobs")]
    return replace(read_entries(board, rows, _FORM), complete=False)


def _unescaped(row: Entry) -> Entry:
    title = row.get("jobTitle")
    return {**row, "jobTitle": unescape(title)} if isinstance(title, str) else row


def _build(entry: Entry, posting: JobPosting) -> JobPosting:
    yearly = "annualSalaryMin" in entry or "annualSalaryMax" in entry
    period = words(entry.get("salaryPeriod"))
    stated = Pay(
        least=money_in_digits(entry.get("annualSalaryMin" if yearly else "salaryMin")),
        most=money_in_digits(entry.get("annualSalaryMax" if yearly else "salaryMax")),
        currency=currency(entry.get("salaryCurrency")),
        unit="YEAR" if yearly else _UNITS.get(period.casefold()) if period else None,
    )
    # "biweekly": a figure without its right unit would be read as a wrong one.
    readable = period is None or stated.unit is not None
    pay = one_range([stated]) if readable else NO_PAY
    url = web_url(entry.get("url"))
    geo = words(entry.get("jobGeo"))
    return replace(
        with_pay(posting, pay),
        hiring_organization=employer(_plain(entry.get("companyName"))),
        department=", ".join(_listed(entry.get("jobIndustry"))) or None,
        job_location=stated_places([part.strip() for part in geo.split(",")] if geo else ()),
        work_mode="remote",
        employment_type=", ".join(_listed(entry.get("jobType"))) or None,
        salary_text=None if readable else pay_in_words(stated, stated.currency, period),
        date_posted=read_date(entry.get("pubDate")).when,
        url=url,
        apply_url=url,
    )


def _listed(value: object) -> list[str]:
    return [name for item in (value if isinstance(value, list) else [value]) if (name := words(_plain(item)))]


def _plain(value: object) -> object:
    return unescape(value) if isinstance(value, str) else value


_FORM = Form(identifier="id", title="jobTitle", description="jobDescription", build=_build)
