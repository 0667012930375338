"""Breezy's careers pages: one list without texts, which stand on the postings' own pages in schema.org's form."""

import re
from dataclasses import replace
from urllib.parse import quote

from extractors.asking.visit import Visit
from extractors.board import Board
from extractors.entries import Form, read_entries, with_details
from extractors.errors import SourceChanged
from extractors.fields import Entry, identifier, inner, instant, objects, places, web_url, words
from extractors.json_body import rows_of
from extractors.normalise.pay_words import read_pay
from extractors.normalise.places import known_place
from extractors.pages import schema_org
from extractors.pages.structured_data import job_postings
from extractors.platform import Address, Platform, found_in
from extractors.posting import JobPosting, Parsed, WorkMode
from extractors.reading import Answer

PLATFORM = Platform(name="Breezy HR")
_ADDRESSES = (
    re.compile(
        r"https?://(?!(?:www|app|api|attachments-cdn|assets-cdn|gallery-cdn|help|developer|marketing)\.)(?P<token>[\w-]+)\.breezy\.hr(?=[/?#]|$)"
    ),
)


def board_at(url: str) -> Address | None:
    """Returns the company of a Breezy address."""
    return found_in(url, *_ADDRESSES)


def fetch(board: Board, visit: Visit) -> tuple[Answer, ...]:
    """Returns the list, then the pages of the postings that are wanted. Raises what `Visit` raises."""
    answer = visit.get(f"{_site(board)}/json")
    rows = rows_of(answer, None)
    wanted = [_address(board, row) for row in rows if isinstance(row, dict) and visit.wants(words(row.get(_FORM.title)) or "")]
    return (answer, *visit.details(dict.fromkeys(url for url in wanted if url), pages=True))


def parse(board: Board, answers: tuple[Answer, ...]) -> Parsed:
    """Returns postings and rejections. Raises SourceChanged where the list has another shape."""
    entries, positions, passed_over = with_details(
        rows_of(answers[0], None), answers[1:], form=_FORM, address=lambda row: _address(board, row), combine=_combined
    )
    return replace(read_entries(board, entries, _FORM, positions=positions), passed_over=passed_over)


def _site(board: Board) -> str:
    return f"https://{quote(board.token, safe='')}.breezy.hr"


def _address(board: Board, row: Entry) -> str | None:
    """Returns the page of a posting at the platform's own host, as the one that a row names may be anywhere; None for no posting."""
    name = identifier(row.get("friendly_id")) or identifier(row.get("id"))
    return f"{_site(board)}/p/{quote(name, safe='')}" if name and words(row.get(_FORM.title)) else None


def _combined(row: Entry, answer: Answer) -> Entry:
    found = job_postings(answer.body)
    if not found.entries:
        raise SourceChanged(f"{answer.url}: {found.nothing}.")
    page = schema_org.as_entry(found.entries[0], url=answer.url, fetched_at=answer.fetched_at)
    return {**page, "id": row.get("id"), "name": row.get("name"), "row": row, "url": web_url(row.get("url")) or answer.url}


def _build(entry: Entry, posting: JobPosting) -> JobPosting:
    """Returns the posting as its page has it, with what the list states in its place."""
    paged, row = schema_org.build(entry, posting), inner(entry, "row")
    first, *others = objects(row.get("locations")) or [inner(row, "location")]
    stated = [first, *sorted(others, key=lambda item: _place(item) or "")]
    where = places([_place(first)], map(_place, others))
    read = [
        place
        for item in stated
        if (place := known_place(words(item.get("city")), words(inner(item, "state").get("name")), words(inner(item, "country").get("id"))))
    ]
    pay_text = words(row.get("salary"))
    pay = read_pay(pay_text or "", country=words(inner(first, "country").get("id")))
    has_figures = pay.least is not None or pay.most is not None
    url = web_url(entry.get("url"))
    return replace(
        paged,
        department=words(row.get("department")) or paged.department,
        job_location=where or paged.job_location,
        places=tuple(dict.fromkeys(read)) if where else paged.places,
        work_mode=_mode(stated, paged.work_mode),
        employment_type=words(inner(row, "type").get("name")) or paged.employment_type,
        base_salary_min=pay.least if has_figures else paged.base_salary_min,
        base_salary_max=pay.most if has_figures else paged.base_salary_max,
        salary_currency=pay.currency if has_figures else paged.salary_currency,
        salary_unit=pay.unit if has_figures else paged.salary_unit,
        salary_text=pay_text or paged.salary_text,
        date_posted=instant(row.get("published_date")) or paged.date_posted,
        date_posted_relative=paged.date_posted_relative and instant(row.get("published_date")) is None,
        url=url,
        apply_url=url,
    )


def _place(item: Entry) -> str | None:
    """Returns a place as it is named, with its country where the name ("New York, NY", "Berlin, DE") does not end with it."""
    country = inner(item, "country")
    name = words(item.get("name")) or ", ".join(part for part in (words(item.get("city")), words(inner(item, "state").get("name"))) if part)
    named, code = words(country.get("name")), words(country.get("id"))
    ends_with_it = name.rpartition(",")[2].strip() in (named, code)
    return ", ".join(part for part in (name, None if ends_with_it else named) if part) or None


def _mode(stated: list[Entry], paged: WorkMode) -> WorkMode:
    """Returns the work mode: `is_remote` is true or false, or not there, and of one place it says nothing of another."""
    return "remote" if all(item.get("is_remote") is True for item in stated) else paged


_FORM = Form(identifier="id", title="name", description="description", build=_build)
