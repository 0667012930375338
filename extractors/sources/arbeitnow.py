"""Arbeitnow's job board API: pages of a hundred, mostly German; it names no pay."""

from dataclasses import replace
from urllib.parse import urlsplit

from extractors.asking.visit import Visit
from extractors.board import Board
from extractors.employer import employer
from extractors.entries import Form, read_entries
from extractors.fields import Entry, inner, web_url, words
from extractors.fields import places as stated_places
from extractors.json_body import json_of, rows_of
from extractors.normalise.dates import read_date
from extractors.platform import Address, Platform
from extractors.posting import JobPosting, Parsed
from extractors.reading import Answer

PLATFORM = Platform(
    name="Arbeitnow", aggregator=True, attribution="Link back to the posting on Arbeitnow, and name Arbeitnow as the source."
)
_MOST_PAGES = 100


def board_at(url: str) -> Address | None:
    """Returns the one list that the site is."""
    return Address(token="all") if (urlsplit(url).hostname or "").removeprefix("www.") == "arbeitnow.com" else None


def fetch(board: Board, visit: Visit) -> tuple[Answer, ...]:
    """Returns the pages by their number: `links.next` is only asked whether there is another, as it carries a search of its own.

    Raises what `Visit` raises.
    """
    del board
    pages: list[Answer] = []
    for number in range(1, _MOST_PAGES + 1):
        pages.append(visit.get(f"https://www.arbeitnow.com/api/job-board-api?page={number}"))
        if not rows_of(pages[-1], "data") or not _leads_on(pages[-1]):
            break
    return tuple(pages)


def parse(board: Board, answers: tuple[Answer, ...]) -> Parsed:
    """Returns postings and rejections; a window where the last page that was read leads to another, be it empty itself.

    Raises SourceChanged where an answer has another shape.
    """
    rows = [row for answer in answers for row in rows_of(answer, "data")]
    return replace(read_entries(board, rows, _FORM), complete=not _leads_on(answers[-1]))


def _leads_on(answer: Answer) -> bool:
    document = json_of(answer)
    links = inner(document, "links") if isinstance(document, dict) else {}
    return words(links.get("next")) is not None


def _build(entry: Entry, posting: JobPosting) -> JobPosting:
    kinds = entry.get("job_types")
    stated = [kind for item in kinds if (kind := words(item))] if isinstance(kinds, list) else []
    url = web_url(entry.get("url"))
    return replace(
        posting,
        hiring_organization=employer(entry.get("company_name")),
        job_location=stated_places([entry.get("location")]),
        # False says nothing of hybrid work, so that it is no `onsite`.
        work_mode="remote" if entry.get("remote") is True else "unknown",
        employment_type=", ".join(stated) or None,
        date_posted=read_date(entry.get("created_at")).when,
        url=url,
        apply_url=url,
    )


_FORM = Form(identifier="slug", title="title", description="description", build=_build)
