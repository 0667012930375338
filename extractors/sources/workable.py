"""Workable's widget: the whole account in one answer, an entry once a country. Lists of its newer API are read too."""

import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote

from extractors.asking.visit import Visit
from extractors.board import Board
from extractors.entries import Form, read_entries
from extractors.fields import Entry, identifier, instant, language, objects, web_url, words
from extractors.json_body import json_of, rows_in
from extractors.normalise.stated_places import in_parts, several
from extractors.platform import Address, Platform, found_in
from extractors.posting import JobPosting, Parsed, WorkMode
from extractors.reading import Answer

PLATFORM = Platform(name="Workable")
_ADDRESSES = (
    # A short link (apply.workable.com/j/...) does not name the account.
    re.compile(r"https?://apply\.workable\.com/(?!(?:j|api|careers)(?:[/?#]|$))(?P<token>[\w-]+)"),
    re.compile(r"https?://apply\.workable\.com/api/v\d/(?:widget/)?accounts/(?P<token>[\w-]+)"),
    re.compile(r"https?://www\.workable\.com/api/accounts/(?P<token>[\w-]+)"),
    re.compile(
        r"https?://(?!(?:www|apply|jobs|help|resources|developers|app|id|careers|get|try)\.)(?P<token>[\w-]+)\.workable\.com(?=[/?#]|$)"
    ),
)

_MODES: dict[str, WorkMode] = {"remote": "remote", "hybrid": "hybrid", "on_site": "onsite"}
_MODE_FIELDS = ("workplace", "telecommuting", "remote")
_Key = tuple[str | None, str | None]


def board_at(url: str) -> Address | None:
    """Returns the account of a Workable address."""
    return found_in(url, *_ADDRESSES)


def fetch(board: Board, visit: Visit) -> tuple[Answer, ...]:
    """Returns the one answer that holds the account. Raises what `Visit` raises."""
    return (visit.get(f"https://apply.workable.com/api/v1/widget/accounts/{quote(board.token, safe='')}?details=true"),)


def parse(board: Board, answers: tuple[Answer, ...]) -> Parsed:
    """Returns postings and rejections. Raises SourceChanged where the answer has another shape."""
    document = json_of(answers[0])
    newer = isinstance(document, dict) and "results" in document and "jobs" not in document
    rows = rows_in(document, answers[0], "results" if newer else "jobs")
    total = document.get("total") if newer and isinstance(document, dict) else None
    of_two_modes = _of_two_modes(row for row in rows if isinstance(row, dict))
    parsed = read_entries(board, [_entry(board, row, of_two_modes) if isinstance(row, dict) else row for row in rows], _FORM)
    return replace(parsed, complete=not isinstance(total, int) or len(rows) >= total)


def _of_two_modes(rows: Iterable[Entry]) -> set[_Key]:
    """Returns the postings whose rows, one a country, say different things of where one works."""
    said: dict[_Key, set[WorkMode]] = {}
    for row in rows:
        said.setdefault(_key(row), set()).add(_mode(row))
    return {key for key, modes in said.items() if len(modes) > 1}


def _key(row: Entry) -> _Key:
    return identifier(row.get("shortcode")), words(row.get("title"))


def _entry(board: Board, row: Entry, of_two_modes: set[_Key]) -> dict[str, object]:
    """Returns a row under the widget's names, without the work mode if it is not that of the whole posting.

    The newer API names the id alike, and no address.
    """
    entry = {name: value for name, value in row.items() if name not in _MODE_FIELDS or _key(row) not in of_two_modes}
    code = identifier(row.get("shortcode"))
    if code and not words(row.get("url")) and not words(row.get("shortlink")):
        entry["url"] = f"https://apply.workable.com/{quote(board.token, safe='')}/j/{quote(code, safe='')}/"
    return entry


def _withheld(entry: Entry) -> str | None:
    if entry.get("isInternal") is True:
        return "`isInternal` is true"
    # In the widget `state` is a part of the country.
    state = words(entry.get("state")) if "isInternal" in entry else None
    return f"`state` is {state[:40]!r}" if state not in (None, "published") else None


def _text(entry: Entry) -> str | None:
    """Returns the text; the newer API has it in three fields."""
    pieces = [entry.get(name) for name in ("description", "requirements", "benefits")]
    return "\n".join(piece for piece in pieces if isinstance(piece, str) and piece.strip()) or None


def _build(entry: Entry, posting: JobPosting) -> JobPosting:
    shown = [item for item in objects(entry.get("locations")) if item.get("hidden") is not True] or [_own(entry)]
    where, read = several(in_parts(item.get("city"), item.get("region"), item.get("country"), item.get("countryCode")) for item in shown)
    stated = entry.get("department")
    departments = stated if isinstance(stated, list) else [stated]
    url = web_url(entry.get("url")) or web_url(entry.get("shortlink"))
    return replace(
        posting,
        department=" / ".join(dict.fromkeys(name for item in departments if (name := words(item)))) or None,
        job_location=where,
        places=read,
        work_mode=_mode(entry),
        employment_type=words(entry.get("employment_type")) or words(entry.get("type")),
        date_posted=instant(entry.get("published_on")) or instant(entry.get("published")),
        in_language=language(entry.get("language")),
        url=url,
        apply_url=web_url(entry.get("application_url")) or url,
    )


def _own(entry: Entry) -> Entry:
    """Returns the place that stands in the entry itself (in the newer API, under `location`)."""
    nested = entry.get("location")
    return nested if isinstance(nested, dict) else {**entry, "region": entry.get("state")}


def _mode(entry: Entry) -> WorkMode:
    """Returns the work mode; that a flag is down is also said of postings that nobody set it for."""
    if stated := words(entry.get("workplace")):
        return _MODES.get(stated.casefold(), "unknown")
    return "remote" if entry.get("telecommuting") is True or entry.get("remote") is True else "unknown"


_FORM = Form(identifier="shortcode", title="title", description="description", text=_text, build=_build, withheld=_withheld)
