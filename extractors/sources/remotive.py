"""Remotive's API: all its remote jobs, or those of one category, in one answer; pay in free words."""

from dataclasses import replace
from urllib.parse import quote, urlsplit

from extractors.asking.visit import Visit
from extractors.board import Board
from extractors.employer import employer
from extractors.entries import Form, read_entries
from extractors.fields import Entry, web_url, words
from extractors.fields import places as stated_places
from extractors.json_body import rows_of
from extractors.normalise.dates import read_date
from extractors.normalise.pay import with_pay
from extractors.normalise.pay_words import read_pay
from extractors.platform import Address, Platform
from extractors.posting import JobPosting, Parsed
from extractors.reading import Answer

PLATFORM = Platform(name="Remotive", aggregator=True, attribution="Link back to the posting on Remotive, and name Remotive as the source.")


def board_at(url: str) -> Address | None:
    """Returns the list of a category's page, or the whole one."""
    parts = urlsplit(url)
    if (parts.hostname or "").removeprefix("www.") not in ("remotive.com", "remotive.io"):
        return None
    steps = [step for step in parts.path.split("/") if step]
    return Address(token=steps[1] if len(steps) >= 2 and steps[0] in ("remote-jobs", "remote") else "all")


def fetch(board: Board, visit: Visit) -> tuple[Answer, ...]:
    """Returns the one answer; the token is a category (`product`), or `all`. Raises what `Visit` raises."""
    category = "" if board.token == "all" else f"?category={quote(board.token, safe='')}"
    return (visit.get(f"https://remotive.com/api/remote-jobs{category}"),)


def parse(board: Board, answers: tuple[Answer, ...]) -> Parsed:
    """Returns postings and rejections. Raises SourceChanged where the answer has another shape."""
    return read_entries(board, rows_of(answers[0], "jobs"), _FORM)


def _build(entry: Entry, posting: JobPosting) -> JobPosting:
    salary = words(entry.get("salary"))
    pay = read_pay(salary or "")
    url = web_url(entry.get("url"))
    return replace(
        with_pay(posting, pay),
        hiring_organization=employer(entry.get("company_name")),
        department=words(entry.get("category")),
        job_location=stated_places([entry.get("candidate_required_location")]),
        work_mode="remote",
        employment_type=words(entry.get("job_type")),
        salary_text=salary,
        date_posted=read_date(entry.get("publication_date")).when,
        url=url,
        apply_url=url,
    )


_FORM = Form(identifier="id", title="title", description="description", build=_build)
