"""RemoteOK's API: the latest hundred or so, of everything or of one tag; the first element is about the terms."""

import re
from dataclasses import replace
from urllib.parse import quote, urlsplit

from extractors.asking.visit import Visit
from extractors.board import Board
from extractors.employer import employer
from extractors.entries import Form, read_entries
from extractors.fields import Entry, money, web_url, words
from extractors.fields import places as stated_places
from extractors.json_body import rows_of
from extractors.normalise.dates import read_date
from extractors.normalise.places import read_places
from extractors.normalise.work_mode import remote_in_doubt, without_denial
from extractors.platform import Address, Platform
from extractors.posting import JobPosting, Parsed, WorkMode
from extractors.reading import Answer

PLATFORM = Platform(
    name="RemoteOK",
    aggregator=True,
    attribution="Link back to the posting on RemoteOK, with a link that is followed (no nofollow), and name Remote OK as the source.",
)
# Despite its name the site lists local jobs as well ("Shop Assistant Cammeray"): only these words make one remote.
_ANYWHERE = ("remote", "worldwide", "anywhere")
_TAG = re.compile(r"/remote-([a-z0-9][a-z0-9+-]{0,60})-jobs\b")


def board_at(url: str) -> Address | None:
    """Returns the list of a tag (`/remote-product-jobs`), or the one that the site is."""
    parts = urlsplit(url)
    if (parts.hostname or "").removeprefix("www.") != "remoteok.com":
        return None
    tag = _TAG.match(parts.path)
    return Address(token=tag[1] if tag else "all")


def fetch(board: Board, visit: Visit) -> tuple[Answer, ...]:
    """Returns the one answer; the token is a tag, or `all`. Raises what `Visit` raises."""
    tag = "" if board.token == "all" else f"?tags={quote(board.token, safe='')}"
    return (visit.get(f"https://remoteok.com/api{tag}"),)


def parse(board: Board, answers: tuple[Answer, ...]) -> Parsed:
    """Returns postings and rejections, a window. Raises SourceChanged where the answer has another shape."""
    rows = rows_of(answers[0], None)
    kept = [(place, row) for place, row in enumerate(rows) if not (isinstance(row, dict) and "legal" in row and "id" not in row)]
    parsed = read_entries(board, [row for _, row in kept], _FORM, positions=[place for place, _ in kept])
    return replace(parsed, complete=False)


def _build(entry: Entry, posting: JobPosting) -> JobPosting:
    location = (words(entry.get("location")) or "").strip(" ,")
    least, most = money(entry.get("salary_min")), money(entry.get("salary_max"))  # 0 means unknown
    url = _own_page(web_url(entry.get("url")))
    anywhere = any(word in location.casefold() for word in _ANYWHERE)
    mode: WorkMode = "remote" if anywhere and not remote_in_doubt(location) else "unknown"
    office = without_denial(location)
    # The site states yearly dollars; it says so nowhere in the answer, so that currency and unit stay open.
    return replace(
        posting,
        hiring_organization=employer(entry.get("company")),
        job_location=() if office == "" else stated_places([location]),
        places=read_places([office]) if office else (),
        work_mode=mode,
        base_salary_min=least if least is None or most is None or least <= most else None,
        base_salary_max=most if least is None or most is None or least <= most else None,
        date_posted=read_date(entry.get("date")).when or read_date(entry.get("epoch")).when,
        url=url,
        apply_url=_own_page(web_url(entry.get("apply_url"))) or url,
    )


def _own_page(url: str | None) -> str | None:
    """Returns the address unless it is the site's front page, which some rows share."""
    return url if url and urlsplit(url).path.strip("/") else None


_FORM = Form(identifier="id", title="position", description="description", build=_build)
