"""Personio's XML feed: one answer a board, the text in named sections, no address of its own for a posting."""

import re
from dataclasses import replace
from html import escape
from urllib.parse import quote

from extractors.asking.visit import Visit
from extractors.board import Board
from extractors.entries import Form, Unread, read_entries
from extractors.fields import Entry, currency, inner, instant, money_in_digits, places, shows_text, web_url, words
from extractors.normalise.pay import NO_PAY, Pay, one_range, pay_in_words, with_pay
from extractors.platform import Address, Platform, found_in
from extractors.posting import JobPosting, Parsed, WorkMode
from extractors.reading import Answer
from extractors.xml_body import Element, child, children, html_of, items_of, name_of, text_of

# Feeds are kept at personio.de, of some employers at personio.com alone.
PLATFORM = Platform(name="Personio", regions=("com",))
_ADDRESSES = (re.compile(r"https?://(?!www\.)(?P<token>[\w-]+)\.jobs\.personio\.(?:(?P<region>com)|de)(?=[/?#]|$)"),)

# An office that is none: "Remote", "Remote (Germany)", "100% Home Office". Not "Berlin or remote".
_REMOTE = re.compile(r"(?:(?:fully|100 ?%) )?(?:remote|home[ -]?office)\b(?:(?! or | oder )[^/&;|])*", re.IGNORECASE)
_WITH_FIELDS = frozenset({"additionalOffices", "jobDescriptions", "salaryInformation"})
_UNITS = {"hourly": "HOUR", "daily": "DAY", "weekly": "WEEK", "monthly": "MONTH", "yearly": "YEAR"}


def board_at(url: str) -> Address | None:
    """Returns the board of a Personio address."""
    return found_in(url, *_ADDRESSES)


def fetch(board: Board, visit: Visit) -> tuple[Answer, ...]:
    """Returns the one answer that holds the board, in the languages in which its employer wrote it. Raises what `Visit` raises."""
    return (visit.get(f"{_site(board)}/xml", accept="application/xml, text/xml"),)


def parse(board: Board, answers: tuple[Answer, ...]) -> Parsed:
    """Returns postings and rejections.

    Raises SourceChanged where the answer is no feed (many boards that are not there answer with a page), SourceUnavailable
    where it breaks off.
    """
    positions = items_of(answers[0], root="workzag-jobs", item="position", identifier="id")
    return read_entries(board, [item if isinstance(item, Unread) else _entry(board, item) for item in positions], _FORM)


def _site(board: Board) -> str:
    return f"https://{quote(board.token, safe='')}.jobs.personio.{board.region or 'de'}"


def _entry(board: Board, position: Element) -> dict[str, object]:
    """Returns the fields that stand directly in a position: its sections have names of their own."""
    entry: dict[str, object] = {}
    for element in position:
        if name_of(element) not in _WITH_FIELDS:
            entry.setdefault(name_of(element), text_of(element))
    offices = [child(position, "office"), *children(child(position, "additionalOffices"), "office")]
    entry["offices"] = [text_of(office) for office in offices]
    for pay in children(position, "salaryInformation"):
        entry["salaryInformation"] = {name_of(element): text_of(element) for element in pay}
    for sections in children(position, "jobDescriptions"):
        entry["jobDescriptions"] = "\n".join(piece for section in children(sections, "jobDescription") for piece in _section(section))
    entry["site"] = _site(board)
    return entry


def _section(section: Element) -> list[str]:
    heading, text = words(text_of(child(section, "name"))), html_of(child(section, "value"))
    if text is None or not shows_text(text):
        return []
    return [f"<h3>{escape(heading)}</h3>", text] if heading else [text]


def _build(entry: Entry, posting: JobPosting) -> JobPosting:
    offices = entry.get("offices")
    where = places(offices[:1], offices[1:]) if isinstance(offices, list) else ()
    kind, schedule = words(entry.get("employmentType")), words(entry.get("schedule"))
    pay, in_words = _pay(inner(entry, "salaryInformation"))
    url = web_url(f"{entry.get('site')}/job/{quote(posting.identifier, safe='')}")
    return replace(
        with_pay(posting, pay),
        department=words(entry.get("department")),
        job_location=where,
        work_mode=_mode(where),
        employment_type=schedule or kind if kind in (None, "permanent") else kind,
        salary_text=in_words,
        date_posted=instant(entry.get("createdAt")),
        url=url,
        apply_url=url,
    )


def _mode(where: tuple[str, ...]) -> WorkMode:
    return "remote" if where and all(_REMOTE.fullmatch(office) for office in where) else "unknown"


def _pay(stated: Entry) -> tuple[Pay, str | None]:
    least, most = money_in_digits(stated.get("min")), money_in_digits(stated.get("max"))
    interval = words(stated.get("type"))
    unit = _UNITS.get(interval.casefold()) if interval else None
    code = currency(stated.get("currencyCode"))
    pay = Pay(least=least, most=most, currency=code, unit=unit)
    # A figure without its right unit would be read as a wrong one.
    return NO_PAY if interval and unit is None else one_range([pay]), pay_in_words(pay, code, interval)


_FORM = Form(identifier="id", title="name", description="jobDescriptions", build=_build)
