"""Adzuna's search API, one country a board: product-management jobs of many sites, each with the beginning of its text only.

Read where the environment has a key (developer.adzuna.com); what is kept of an address never holds it.
"""

import re
from dataclasses import replace
from urllib.parse import urlsplit

from extractors.asking.visit import Visit
from extractors.board import Board
from extractors.employer import employer
from extractors.entries import Form, read_entries
from extractors.fields import Entry, inner, money, plain, web_url, words
from extractors.fields import places as stated_places
from extractors.json_body import rows_of
from extractors.normalise.dates import read_date
from extractors.platform import Address, Platform
from extractors.posting import JobPosting, Parsed
from extractors.reading import Answer

PLATFORM = Platform(
    name="Adzuna",
    token=re.compile(r"[a-z]{2}"),
    aggregator=True,
    keys=("ADZUNA_APP_ID", "ADZUNA_APP_KEY"),
    attribution="Show the words 'Jobs by Adzuna' with a link to Adzuna beside its postings.",
)
_PAGE, _MOST_PAGES = 50, 10
# Its site of each country that the API has, by what follows `adzuna.`.
_COUNTRIES = {
    "at": "at", "com.au": "au", "be": "be", "com.br": "br", "ca": "ca", "ch": "ch", "de": "de", "es": "es", "fr": "fr", "co.uk": "gb",
    "in": "in", "it": "it", "com.mx": "mx", "nl": "nl", "co.nz": "nz", "pl": "pl", "sg": "sg", "com": "us", "co.za": "za",
}  # fmt: skip


def board_at(url: str) -> Address | None:
    """Returns the country of one of Adzuna's sites."""
    site, _, ending = (urlsplit(url).hostname or "").removeprefix("www.").partition(".")
    country = _COUNTRIES.get(ending) if site == "adzuna" else None
    return Address(token=country) if country else None


def fetch(board: Board, visit: Visit) -> tuple[Answer, ...]:
    """Returns the pages of the newest, until one is short; the token is a country (`gb`). Raises what `Visit` raises."""
    secrets = {"app_id": visit.keys["ADZUNA_APP_ID"], "app_key": visit.keys["ADZUNA_APP_KEY"]}
    pages: list[Answer] = []
    for number in range(1, _MOST_PAGES + 1):
        query = f"results_per_page={_PAGE}&what_phrase=product+manager&sort_by=date&content-type=application/json"
        pages.append(visit.get(f"https://api.adzuna.com/v1/api/jobs/{board.token}/search/{number}?{query}", secrets=secrets))
        if len(rows_of(pages[-1], "results")) < _PAGE:
            break
    return tuple(pages)


def parse(board: Board, answers: tuple[Answer, ...]) -> Parsed:
    """Returns postings and rejections, a window. Raises SourceChanged where an answer has another shape."""
    rows = [_plain(row) if isinstance(row, dict) else row for answer in answers for row in rows_of(answer, "results")]
    return replace(read_entries(board, rows, _FORM), complete=False)


def _plain(row: Entry) -> Entry:
    """Returns the row with a title without the marks that show what was searched for."""
    title = row.get("title")
    return {**row, "title": plain(title)} if isinstance(title, str) else row


def _build(entry: Entry, posting: JobPosting) -> JobPosting:
    # A figure that Adzuna worked out itself is none that the employer stated. Unit and currency are stated nowhere.
    predicted = str(entry.get("salary_is_predicted", "0")) not in ("0", "False")
    least = None if predicted else money(entry.get("salary_min"))
    most = None if predicted else money(entry.get("salary_max"))
    upside_down = least is not None and most is not None and least > most
    kinds = [words(entry.get("contract_time")), words(entry.get("contract_type"))]
    url = web_url(entry.get("redirect_url"))
    return replace(
        posting,
        hiring_organization=employer(inner(entry, "company").get("display_name")),
        department=words(inner(entry, "category").get("label")),
        job_location=stated_places([inner(entry, "location").get("display_name")]),
        employment_type=", ".join(kind for kind in kinds if kind) or None,
        base_salary_min=None if upside_down else least,
        base_salary_max=None if upside_down else most,
        date_posted=read_date(entry.get("created")).when,
        url=url,
        apply_url=url,
    )


_FORM = Form(identifier="id", title="title", description="description", build=_build)
