"""The Muse's public API: pages by their number from 0, of everything or of one category; it names no pay."""

from dataclasses import replace
from urllib.parse import quote, urlsplit

from extractors.asking.visit import Visit
from extractors.board import Board
from extractors.employer import employer
from extractors.entries import Form, read_entries
from extractors.errors import SourceUnavailable
from extractors.fields import Entry, inner, objects, web_url, words
from extractors.fields import places as stated_places
from extractors.json_body import json_of, rows_of
from extractors.normalise.dates import read_date
from extractors.platform import Address, Platform
from extractors.posting import JobPosting, Parsed
from extractors.reading import Answer

PLATFORM = Platform(name="The Muse", aggregator=True, attribution="Link back to the posting on The Muse, and name The Muse as the source.")
# The API refuses pages from here on.
_MOST_PAGES = 99


def board_at(url: str) -> Address | None:
    """Returns the one list that the site is."""
    return Address(token="all") if (urlsplit(url).hostname or "").removeprefix("www.") == "themuse.com" else None


def fetch(board: Board, visit: Visit) -> tuple[Answer, ...]:
    """Returns the pages; the token is a category (`Product Management`), or `all`.

    A later page that cannot be had does not cost the ones before it: they are a window then. Raises what `Visit` raises about the first.
    """
    category = "" if board.token == "all" else f"category={quote(board.token, safe='')}&"
    pages: list[Answer] = []
    for number in range(_MOST_PAGES):
        try:
            pages.append(visit.get(f"https://www.themuse.com/api/public/jobs?{category}page={number}"))
        except SourceUnavailable:
            if not pages:
                raise
            break
        if number + 1 >= _page_count(pages[0]) or not rows_of(pages[-1], "results"):
            break
    return tuple(pages)


def parse(board: Board, answers: tuple[Answer, ...]) -> Parsed:
    """Returns postings and rejections; a window where a page is missing or empty. Raises SourceChanged for another shape."""
    pages = [rows_of(answer, "results") for answer in answers]
    parsed = read_entries(board, [row for page in pages for row in page], _FORM)
    # A list without postings is one page, which is empty.
    return replace(parsed, complete=len(pages) >= _page_count(answers[0]) and all(pages[1:]))


def _page_count(answer: Answer) -> int:
    document = json_of(answer)
    stated = document.get("page_count") if isinstance(document, dict) else None
    return stated if isinstance(stated, int) and not isinstance(stated, bool) and stated > 0 else 1


def _build(entry: Entry, posting: JobPosting) -> JobPosting:
    named = [name for item in objects(entry.get("locations")) if (name := words(item.get("name")))]
    remote = [name for name in named if "flexible" in name.casefold() or "remote" in name.casefold()]
    company = inner(entry, "company")
    url = web_url(inner(entry, "refs").get("landing_page"))
    return replace(
        posting,
        hiring_organization=employer(company.get("name"), company.get("short_name")),
        department=", ".join(name for item in objects(entry.get("categories")) if (name := words(item.get("name")))) or None,
        job_location=stated_places(named[:1], named[1:]),
        # "Flexible / Remote" beside an office says that there is a choice, of which nobody tells which.
        work_mode="remote" if remote and len(remote) == len(named) else "unknown",
        date_posted=read_date(entry.get("publication_date")).when,
        url=url,
        apply_url=url,
    )


_FORM = Form(identifier="id", title="name", description="contents", build=_build)
