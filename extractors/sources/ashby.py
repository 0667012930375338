"""Ashby's job board API: one answer a board, pay in tiers that come in another order each time."""

import re
from urllib.parse import quote

from extractors.board import Board
from extractors.entries import Essentials, Form, read_entries
from extractors.fields import Entry, currency, inner, instant, money, objects, places, web_url, words
from extractors.json_body import rows_of
from extractors.pay import NO_PAY, Pay, one_range
from extractors.posting import JobPosting, Parsed, WorkMode
from extractors.reading import Answer
from extractors.session import PoliteSession, fetch_answer

REGIONS: tuple[str, ...] = ()

_MODES: dict[str, WorkMode] = {"remote": "remote", "hybrid": "hybrid", "onsite": "onsite"}
_INTERVAL = re.compile(r"1 (HOUR|DAY|WEEK|MONTH|YEAR)")


def fetch(board: Board, session: PoliteSession) -> tuple[Answer, ...]:
    """Returns the one answer that holds the board. Raises what `fetch_answer` raises."""
    name = quote(board.token, safe="")
    return (fetch_answer(session, f"https://api.ashbyhq.com/posting-api/job-board/{name}?includeCompensation=true"),)


def parse(board: Board, answers: tuple[Answer, ...]) -> Parsed:
    """Returns postings and rejections. Raises SourceChanged where the answer has another shape."""
    return read_entries(board, rows_of(answers[0], "jobs"), _FORM)


def _withheld(entry: Entry) -> str | None:
    return "`isListed` is false" if entry.get("isListed") is False else None


def _text(entry: Entry) -> str | None:
    for name in ("descriptionHtml", "descriptionPlain"):
        text = entry.get(name)
        if isinstance(text, str) and text.strip():
            return text
    return None


def _build(board: Board, entry: Entry, essentials: Essentials) -> JobPosting:
    pay, pay_text = _pay(entry)
    department = [words(entry.get("department")), words(entry.get("team"))]
    return JobPosting(
        source=board.source,
        board=board.token,
        identifier=essentials.identifier,
        title=essentials.title,
        description=essentials.description,
        hiring_organization=board.company or board.token,
        industry=board.industry,
        department=" / ".join(dict.fromkeys(name for name in department if name)) or None,
        job_location=places([_place(entry)], [_place(other) for other in objects(entry.get("secondaryLocations"))]),
        work_mode=_mode(entry),
        employment_type=words(entry.get("employmentType")),
        base_salary_min=pay.least,
        base_salary_max=pay.most,
        salary_currency=pay.currency,
        salary_unit=pay.unit,
        salary_text=pay_text,
        date_posted=instant(entry.get("publishedAt")),
        url=web_url(entry.get("jobUrl")),
        apply_url=web_url(entry.get("applyUrl")),
    )


def _place(entry: Entry) -> str | None:
    if stated := words(entry.get("location")):
        return stated
    address = inner(inner(entry, "address"), "postalAddress")
    parts = [words(address.get(name)) for name in ("addressLocality", "addressRegion", "addressCountry")]
    return ", ".join(dict.fromkeys(part for part in parts if part)) or None


def _mode(entry: Entry) -> WorkMode:
    """Returns the work mode: `isRemote` is true of most hybrid postings too, so it speaks only where nothing else does."""
    if stated := words(entry.get("workplaceType")):
        return _MODES.get(stated.casefold().replace("-", ""), "unknown")
    return "remote" if entry.get("isRemote") is True else "unknown"


def _pay(entry: Entry) -> tuple[Pay, str | None]:
    """Returns base pay as figures and all pay in words; nothing where the employer hides it."""
    compensation = inner(entry, "compensation")
    if entry.get("shouldDisplayCompensationOnJobPostings") is False:
        return NO_PAY, None
    text = words(compensation.get("compensationTierSummary")) or words(compensation.get("scrapeableCompensationSalarySummary"))
    salaries = [part for part in objects(compensation.get("summaryComponents")) if part.get("compensationType") == "Salary"]
    ranges = []
    for part in salaries:
        stated = words(part.get("interval"))
        interval = _INTERVAL.fullmatch(stated) if stated else None
        if stated not in (None, "NONE") and interval is None:
            # "2 WEEK": a figure without its right unit would be read as a wrong one.
            return NO_PAY, text
        unit = interval[1] if interval else None
        ranges.append(
            Pay(least=money(part.get("minValue")), most=money(part.get("maxValue")), currency=currency(part.get("currencyCode")), unit=unit)
        )
    return one_range(ranges), text


_FORM = Form(identifier="id", title="title", description="descriptionHtml", text=_text, build=_build, withheld=_withheld)
