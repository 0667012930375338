"""We Work Remotely's feeds: the company stands before the role in the title, and places contradict each other."""

import re
from dataclasses import replace
from urllib.parse import quote, urlsplit

from extractors.asking.visit import Visit
from extractors.board import Board
from extractors.employer import employer
from extractors.entries import Form, read_entries
from extractors.feed_rows import feed_rows
from extractors.fields import Entry, web_url, words
from extractors.fields import places as stated_places
from extractors.normalise.dates import read_date
from extractors.platform import Address, Platform
from extractors.posting import JobPosting, Parsed
from extractors.reading import Answer

PLATFORM = Platform(
    name="We Work Remotely", aggregator=True, attribution="Link back to the posting on We Work Remotely, and name it as the source."
)

# The nouns that name a role, in a title with several colons.
_ROLE = re.compile(
    r"\b(?:manager|engineer|developer|designer|director|lead|head|owner|analyst|scientist|architect|specialist|consultant|coordinator"
    r"|executive|representative|assistant|associate|administrator|recruiter|researcher|writer|editor|marketer|strategist|officer|president"
    r"|vp|accountant|support|intern)s?\b",
    re.IGNORECASE,
)


def board_at(url: str) -> Address | None:
    """Returns the feed of a category's page, or the whole one."""
    parts = urlsplit(url)
    if (parts.hostname or "").removeprefix("www.") != "weworkremotely.com":
        return None
    steps = [step.removesuffix(".rss") for step in parts.path.split("/") if step]
    return Address(token=steps[1] if len(steps) == 2 and steps[0] == "categories" else "all")


def fetch(board: Board, visit: Visit) -> tuple[Answer, ...]:
    """Returns the one answer; the token is a category (`remote-product-jobs`), or `all`. Raises what `Visit` raises."""
    path = "remote-jobs" if board.token == "all" else f"categories/{quote(board.token, safe='')}"
    return (visit.get(f"https://weworkremotely.com/{path}.rss", accept="application/rss+xml, application/xml;q=0.9"),)


def parse(board: Board, answers: tuple[Answer, ...]) -> Parsed:
    """Returns postings and rejections, a window. Raises SourceChanged where it is no feed, SourceUnavailable where it breaks off."""
    rows = [_apart(row) for row in feed_rows(answers[0])]
    return replace(read_entries(board, rows, _FORM), complete=False)


def _apart(row: Entry) -> Entry:
    """Returns the row with company and role apart.

    Either may hold colons too: the role begins with the first piece behind one that names a role, or behind the first where none does.
    """
    title = words(row.get("title")) or ""
    company, *others = title.split(": ")
    if not "".join(others).strip():
        return {**row, "role": title or None}
    first = next((place for place, piece in enumerate(others) if _ROLE.search(piece)), 0)
    return {**row, "company": ": ".join([company, *others[:first]]), "role": ": ".join(others[first:])}


def _build(entry: Entry, posting: JobPosting) -> JobPosting:
    # `country` and `state` are the company's more often than the job's ("Anywhere in the World", and California).
    region = words(entry.get("region"))
    categories = entry.get("categories")
    url = web_url(entry.get("link"))
    return replace(
        posting,
        hiring_organization=employer(entry.get("company")),
        department=", ".join(name for item in categories if (name := words(item))) or None if isinstance(categories, list) else None,
        job_location=stated_places([region]),
        work_mode="remote",
        employment_type=words(entry.get("type")),
        date_posted=read_date(entry.get("published")).when,
        valid_through=read_date(entry.get("expires_at")).when,
        url=url,
        apply_url=url,
    )


_FORM = Form(identifier="id", title="role", description="text", build=_build)
