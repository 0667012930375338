"""Ashby's job board API: one answer a board, pay in tiers that come in another order each time.

An employer may keep its board out of that interface and show it all the same: then the board's own page is asked as a browser
asks it (GraphQL), for a list without texts and for the text of each posting.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import quote

from extractors.asking.visit import Visit
from extractors.board import Board
from extractors.entries import Form, read_entries, with_details
from extractors.errors import SourceChanged, SourceGone
from extractors.fields import Entry, currency, inner, instant, money, objects, places, web_url, words
from extractors.fields import identifier as identifier_of
from extractors.json_body import json_of, rows_in, rows_of
from extractors.normalise.gazetteer import fold_name
from extractors.normalise.pay import NO_PAY, Pay, one_range, with_pay
from extractors.normalise.places import applicant_locations, known_place, read_place, read_places
from extractors.platform import Address, Platform, found_in
from extractors.posting import JobPosting, Parsed, Place, WorkMode
from extractors.reading import Answer

PLATFORM = Platform(name="Ashby")
_ADDRESSES = (
    re.compile(r"https?://jobs\.ashbyhq\.com/(?!api/)(?P<token>[\w.%-]+)"),
    re.compile(r"https?://api\.ashbyhq\.com/posting-api/job-board/(?P<token>[\w.%-]+)"),
)

_PAGE_LIST = "https://jobs.ashbyhq.com/api/non-user-graphql?op=ApiJobBoardWithTeams"
_PAGE_POSTING = "https://jobs.ashbyhq.com/api/non-user-graphql?op=ApiJobPosting"
_LIST = (
    "query ApiJobBoardWithTeams($organizationHostedJobsPageName: String!) {"
    " jobBoard: jobBoardWithTeams(organizationHostedJobsPageName: $organizationHostedJobsPageName) {"
    " teams { id name parentTeamId }"
    " jobPostings { id title teamId locationName workplaceType employmentType compensationTierSummary"
    " secondaryLocations { locationName } } } }"
)
_POSTING = (
    "query ApiJobPosting($organizationHostedJobsPageName: String!, $jobPostingId: String!) {"
    " jobPosting(organizationHostedJobsPageName: $organizationHostedJobsPageName, jobPostingId: $jobPostingId) {"
    " id title departmentName descriptionHtml } }"
)

_MODES: dict[str, WorkMode] = {"remote": "remote", "hybrid": "hybrid", "onsite": "onsite"}
_REMOTE = re.compile(r"\bremote\b|\banywhere\b", re.IGNORECASE)
_INTERVAL = re.compile(r"1 (HOUR|DAY|WEEK|MONTH|YEAR)")


def board_at(url: str) -> Address | None:
    """Returns the board of an Ashby address."""
    return found_in(url, *_ADDRESSES)


def fetch(board: Board, visit: Visit) -> tuple[Answer, ...]:
    """Returns the one answer that holds the board; or what says that there is none, the list of the board's own page, and the
    postings there that are wanted.

    Raises what `Visit` raises: SourceGone where neither knows the board. What cannot be had now (429, 5xx) is asked for nowhere else.
    """
    name = quote(board.token, safe="")
    url = f"https://api.ashbyhq.com/posting-api/job-board/{name}?includeCompensation=true"
    try:
        return (visit.get(url),)
    except SourceGone as gone:
        said = Answer(url=url, status=404, content_type="", body=b"", fetched_at=datetime.now(UTC))
        try:
            listing = visit.post(_PAGE_LIST, _asking("ApiJobBoardWithTeams", _LIST, organizationHostedJobsPageName=board.token))
        except SourceChanged:
            # Only the interface is made for programs: what the page's way says instead of a list is no news of the board.
            raise gone from None
    wanted = [
        identifier_of(row.get("id"))
        for row in _rows_of_page(listing)
        if isinstance(row, dict) and visit.wants(words(row.get("title")) or "")
    ]
    return (said, listing, *[_posting(board, identifier, visit) for identifier in dict.fromkeys(wanted) if identifier])


def parse(board: Board, answers: tuple[Answer, ...]) -> Parsed:
    """Returns postings and rejections. Raises SourceChanged where the answer has another shape."""
    if (listing := next((answer for answer in answers if answer.url.startswith(_PAGE_LIST)), None)) is None:
        return read_entries(board, rows_of(answers[0], "jobs"), _FORM)
    teams = _teams(listing)
    entries, positions, passed_over = with_details(
        _rows_of_page(listing),
        [replace(answer, url=_asked_for(answer)) for answer in answers if answer.url.startswith(_PAGE_POSTING)],
        form=_FORM,
        address=lambda row: identifier_of(row.get("id")) if words(row.get("title")) else None,
        combine=lambda row, answer: _combined(board, row, answer, teams),
    )
    return replace(read_entries(board, entries, _FORM, positions=positions), passed_over=passed_over)


def _asking(operation: str, query: str, **variables: str) -> dict[str, object]:
    return {"operationName": operation, "query": query, "variables": variables}


def _posting(board: Board, identifier: str, visit: Visit) -> Answer:
    """Returns the answer about one posting. Raises SourceChanged where what answered the list has nothing for a posting."""
    asked = _asking("ApiJobPosting", _POSTING, organizationHostedJobsPageName=board.token, jobPostingId=identifier)
    try:
        return visit.post(_PAGE_POSTING, asked)
    except SourceGone as error:
        raise SourceChanged(f"{_PAGE_POSTING} is not there any more, where the list of postings is.") from error


def _asked_for(answer: Answer) -> str:
    """Returns of which posting an answer is, by what was sent for it (of which the query may have been another then)."""
    try:
        sent = json.loads(answer.url.partition("#")[2])
    except ValueError:
        return ""
    return identifier_of(inner(sent, "variables").get("jobPostingId")) or "" if isinstance(sent, dict) else ""


def _job_board(listing: Answer) -> Entry:
    """Returns the board that the page's list holds. Raises SourceGone where there is none, SourceChanged where it has another shape."""
    document = json_of(listing)
    data = document.get("data") if isinstance(document, dict) else None
    if not isinstance(data, dict) or "jobBoard" not in data or (isinstance(document, dict) and document.get("errors")):
        raise SourceChanged(f"{_PAGE_LIST} answered no `jobBoard`{_complaint(document)}.")
    if data["jobBoard"] is None:
        raise SourceGone("jobs.ashbyhq.com has no such board. Check the token, or take the row out if the board has moved.")
    return inner(data, "jobBoard")


def _complaint(document: object) -> str:
    said = (
        [text for error in objects(document.get("errors")) if (text := words(error.get("message")))] if isinstance(document, dict) else []
    )
    return f" ({said[0][:120]})" if said else ""


def _rows_of_page(listing: Answer) -> list[object]:
    return rows_in(_job_board(listing), listing, "jobPostings")


def _teams(listing: Answer) -> dict[str, tuple[str, str | None]]:
    """Returns the name of each team, and which team it is a part of, by its id."""
    return {
        identifier: (name, identifier_of(team.get("parentTeamId")))
        for team in objects(_job_board(listing).get("teams"))
        if (identifier := identifier_of(team.get("id"))) and (name := words(team.get("name")))
    }


def _combined(board: Board, row: Entry, answer: Answer, teams: Mapping[str, tuple[str, str | None]]) -> Entry:
    """Returns a row of the page's list and its own answer as an entry of the interface."""
    document = json_of(answer)
    data = inner(document, "data") if isinstance(document, dict) else {}
    if not isinstance(data.get("jobPosting"), dict):
        raise SourceChanged(f"{_PAGE_POSTING} holds no posting for it{_complaint(document)}.")
    stated = inner(data, "jobPosting")
    team, above = teams.get(identifier_of(row.get("teamId")) or "", (None, None))
    identifier = (identifier_of(row.get("id")) or "").encode("utf-8", "replace")
    shown = f"https://jobs.ashbyhq.com/{quote(board.token, safe='')}/{quote(identifier, safe='')}"
    return {
        **row,
        "descriptionHtml": stated.get("descriptionHtml"),
        "location": row.get("locationName"),
        "secondaryLocations": [{"location": place.get("locationName")} for place in objects(row.get("secondaryLocations"))],
        "department": words(stated.get("departmentName")) or teams.get(above or "", (None, None))[0],
        "team": team,
        "compensation": {"compensationTierSummary": row.get("compensationTierSummary")},
        "jobUrl": shown,
        "applyUrl": f"{shown}/application",
    }


def _withheld(entry: Entry) -> str | None:
    return "`isListed` is false" if entry.get("isListed") is False else None


def _text(entry: Entry) -> str | None:
    for name in ("descriptionHtml", "descriptionPlain"):
        text = entry.get(name)
        if isinstance(text, str) and text.strip():
            return text
    return None


def _build(entry: Entry, posting: JobPosting) -> JobPosting:
    pay, pay_text = _pay(entry)
    department = [words(entry.get("department")), words(entry.get("team"))]
    others = objects(entry.get("secondaryLocations"))
    where = places([_place(entry)], map(_place, others))
    mode = _mode(entry)
    read, applicants = _read_places([entry, *others], where)
    return replace(
        with_pay(posting, pay),
        department=" / ".join(dict.fromkeys(name for name in department if name)) or None,
        job_location=where,
        places=read,
        work_mode=mode,
        applicant_location=applicants if mode == "remote" else (),
        employment_type=words(entry.get("employmentType")),
        salary_text=pay_text,
        date_posted=instant(entry.get("publishedAt")),
        url=web_url(entry.get("jobUrl")),
        apply_url=web_url(entry.get("applyUrl")),
    )


def _place(entry: Entry) -> str | None:
    if stated := words(entry.get("location")):
        return stated
    return ", ".join(dict.fromkeys(part for part in _address(entry) if part)) or None


def _address(entry: Entry) -> tuple[str | None, str | None, str | None]:
    address = inner(inner(entry, "address"), "postalAddress")
    city, region, country = (words(address.get(name)) for name in ("addressLocality", "addressRegion", "addressCountry"))
    return city, region, country


def _read_places(stated: Iterable[Entry], where: Iterable[str]) -> tuple[tuple[Place, ...], tuple[str, ...]]:
    """Returns the places in their order, and where one may work from, if it is remote work: what they say, or their address's country."""
    read: dict[str, list[Place]] = {}
    applicants: dict[str, list[str]] = {}
    for item in stated:
        text = words(_place(item)) or ""  # as it stands among the places, cut if it is long
        found = _read(item)
        read.setdefault(text.casefold(), []).extend(found)
        # A city says where an office is, not where one may work from.
        countries = [place.country for place in found if place.country and not place.city]
        applicants.setdefault(text.casefold(), []).extend(applicant_locations([text]) or countries)
    keys = [text.casefold() for text in where]
    return (
        tuple(dict.fromkeys(place for key in keys for place in read[key])),
        tuple(dict.fromkeys(name for key in keys for name in applicants[key])),
    )


def _read(item: Entry) -> tuple[Place, ...]:
    """Returns the places of one location: as it is named, and in the country of its address unless it names another place than that."""
    text, (city, region, country) = words(item.get("location")), _address(item)
    addressed = known_place(city, region, country)
    if addressed is None:
        return read_places([text or ""])
    if text is None or fold_name(text) == fold_name(city or ""):
        return (addressed,)
    hinted = read_place(text, country=addressed.country) if addressed.country else None
    if hinted and hinted.country == addressed.country and (hinted.city == addressed.city or None in (hinted.city, addressed.city)):
        return (addressed if addressed.city and hinted.city and not hinted.region else hinted,)
    if found := read_places([text]):
        return found
    # "Remote" is not at the address, "Headquarters" is.
    return (Place(country=addressed.country),) if _REMOTE.search(text) and addressed.country else (addressed,)


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
