"""USAJOBS' search API: the United States' public service; a board is a search for words in the title.

Read where the environment has a key (developer.usajobs.gov), which goes into a header.
"""

from dataclasses import replace
from urllib.parse import quote, urlsplit

from extractors.asking.visit import Visit
from extractors.board import Board
from extractors.employer import employer
from extractors.entries import Form, read_entries
from extractors.errors import SourceUnavailable
from extractors.fields import Entry, identifier, inner, money_in_digits, objects, web_url, words
from extractors.fields import places as stated_places
from extractors.json_body import json_of, rows_in
from extractors.normalise.dates import read_date
from extractors.normalise.pay import Pay, one_range, with_pay
from extractors.platform import Address, Platform
from extractors.posting import JobPosting, Parsed, WorkMode
from extractors.reading import Answer

PLATFORM = Platform(name="USAJOBS", aggregator=True, keys=("USAJOBS_EMAIL", "USAJOBS_KEY"))
_PAGE, _MOST_PAGES = 250, 20
_UNITS = {"PA": "YEAR", "PER YEAR": "YEAR", "PH": "HOUR", "PER HOUR": "HOUR", "PD": "DAY", "PER DAY": "DAY"}
_UNITS |= {"PM": "MONTH", "PER MONTH": "MONTH"}
_TEXTS = (("Summary", "JobSummary"), ("Duties", "MajorDuties"), ("Requirements", "Requirements"), ("Education", "Education"))


def board_at(url: str) -> Address | None:
    """Returns the search for product managers, whatever page of the site this is."""
    return Address(token="product manager") if (urlsplit(url).hostname or "").removeprefix("www.") == "usajobs.gov" else None


def fetch(board: Board, visit: Visit) -> tuple[Answer, ...]:
    """Returns all pages of a search for the token in titles. Raises what `Visit` raises."""
    headers = {"User-Agent": visit.keys["USAJOBS_EMAIL"], "Authorization-Key": visit.keys["USAJOBS_KEY"]}
    pages: list[Answer] = []
    for number in range(1, _MOST_PAGES + 1):
        query = f"PositionTitle={quote(board.token, safe='')}&ResultsPerPage={_PAGE}&Page={number}&Fields=full"
        pages.append(visit.get(f"https://data.usajobs.gov/api/search?{query}", headers=headers))
        rows, pages_stated = _result(pages[-1])
        if not rows or number >= pages_stated:
            break
    return tuple(pages)


def parse(board: Board, answers: tuple[Answer, ...]) -> Parsed:
    """Returns postings and rejections; a window where fewer entries came than the search says it has.

    Raises SourceChanged for another shape, SourceUnavailable where a page is missing.
    """
    pages_stated = _result(answers[0])[1]
    if len(answers) < min(pages_stated, _MOST_PAGES):
        raise SourceUnavailable(f"{answers[0].url} says that it has {pages_stated} pages, of which {len(answers)} are here.")
    rows = [_flat(row) if isinstance(row, dict) else row for answer in answers for row in _result(answer)[0]]
    named = [identifier(row.get("id")) if isinstance(row, dict) else None for row in rows]
    came = len({name for name in named if name}) + named.count(None)
    return replace(read_entries(board, rows, _FORM), complete=pages_stated <= _MOST_PAGES and came >= max(map(_found, answers)))


def _result(answer: Answer) -> tuple[list[object], int]:
    document = json_of(answer)
    result = inner(document, "SearchResult") if isinstance(document, dict) else {}
    return rows_in(result, answer, "SearchResultItems"), max(_whole(inner(result, "UserArea").get("NumberOfPages")), 1)


def _found(answer: Answer) -> int:
    """Returns how many entries a search says it has on all pages, 0 where it does not say."""
    document = json_of(answer)
    return _whole(inner(document, "SearchResult").get("SearchResultCountAll")) if isinstance(document, dict) else 0


def _whole(stated: object) -> int:
    try:
        return int(str(stated))
    except ValueError:
        return 0


def _flat(row: Entry) -> Entry:
    stated = inner(row, "MatchedObjectDescriptor")
    details = inner(inner(stated, "UserArea"), "Details")
    return {**stated, **{f"details_{name}": value for name, value in details.items()}, "id": row.get("MatchedObjectId")}


def _text(entry: Entry) -> str | None:
    pieces = []
    for heading, name in _TEXTS:
        value = entry.get(f"details_{name}")
        parts = [part for part in (value if isinstance(value, list) else [value]) if isinstance(part, str) and part.strip()]
        if parts:
            pieces.append(f"<h3>{heading}</h3>" + "".join(f"<p>{part}</p>" for part in parts))
    summary = entry.get("QualificationSummary")
    if isinstance(summary, str) and summary.strip():
        pieces.append(f"<h3>Qualifications</h3><p>{summary}</p>")
    return "\n".join(pieces) or None


def _build(entry: Entry, posting: JobPosting) -> JobPosting:
    paid = objects(entry.get("PositionRemuneration"))
    pay = one_range([_pay(item) for item in paid])
    places = [item.get("LocationName") for item in objects(entry.get("PositionLocation"))]
    links = entry.get("ApplyURI")
    url = web_url(entry.get("PositionURI"))
    return replace(
        with_pay(posting, pay),
        hiring_organization=employer(entry.get("OrganizationName")),
        department=words(entry.get("DepartmentName")),
        job_location=stated_places(places[:1], places[1:]) or stated_places([entry.get("PositionLocationDisplay")]),
        work_mode=_mode(entry),
        employment_type=", ".join(name for item in objects(entry.get("PositionSchedule")) if (name := words(item.get("Name")))) or None,
        date_posted=read_date(entry.get("PublicationStartDate")).when,
        valid_through=read_date(entry.get("ApplicationCloseDate")).when,
        url=url,
        apply_url=next((found for link in links if (found := web_url(link))), url) if isinstance(links, list) else url,
    )


def _mode(entry: Entry) -> WorkMode:
    return "remote" if entry.get("details_RemoteIndicator") in (True, "True", "true") else "unknown"


def _pay(item: Entry) -> Pay:
    unit = _UNITS.get((words(item.get("RateIntervalCode")) or "").upper())
    least, most = money_in_digits(item.get("MinimumRange")), money_in_digits(item.get("MaximumRange"))
    # Paid by the United States: the API names no currency because there is but one.
    return Pay(least=least, most=most, currency="USD", unit=unit) if unit else Pay()


_FORM = Form(identifier="id", title="PositionTitle", description="details_MajorDuties", text=_text, build=_build)
