"""Lever's postings API: a bare list, one answer a site, the text in several pieces."""

import re
from dataclasses import replace
from html import escape
from urllib.parse import quote

from extractors.asking.visit import Visit
from extractors.board import Board
from extractors.entries import Form, read_entries
from extractors.fields import Entry, currency, inner, instant_from_milliseconds, money, objects, places, plain, web_url, words
from extractors.json_body import rows_of
from extractors.normalise.pay import NO_PAY, Pay, one_range, pay_in_words, with_pay
from extractors.normalise.pay_notes import says_total
from extractors.normalise.places import applicant_locations, country_code, known_place, read_place, read_places
from extractors.platform import Address, Platform, found_in
from extractors.posting import JobPosting, Parsed, Place, WorkMode
from extractors.reading import Answer

PLATFORM = Platform(name="Lever", regions=("eu",))
_ADDRESSES = (
    re.compile(r"https?://jobs\.(?:(?P<region>eu)\.)?lever\.co/(?P<token>[\w.%-]+)"),
    re.compile(r"https?://api\.(?:(?P<region>eu)\.)?lever\.co/v0/postings/(?P<token>[\w.%-]+)"),
)

_HOSTS = {None: "api.lever.co", "eu": "api.eu.lever.co"}
# The documentation says `on-site`, the answers say `onsite`.
_MODES: dict[str, WorkMode] = {"remote": "remote", "hybrid": "hybrid", "onsite": "onsite", "on-site": "onsite"}
_INTERVAL = re.compile(r"per-(hour|day|week|month|year)-(?:salary|wage)")


def board_at(url: str) -> Address | None:
    """Returns the site of a Lever address."""
    return found_in(url, *_ADDRESSES)


def fetch(board: Board, visit: Visit) -> tuple[Answer, ...]:
    """Returns the one answer that holds the site. Raises what `Visit` raises."""
    return (visit.get(f"https://{_HOSTS[board.region]}/v0/postings/{quote(board.token, safe='')}?mode=json"),)


def parse(board: Board, answers: tuple[Answer, ...]) -> Parsed:
    """Returns postings and rejections. Raises SourceChanged where the answer has another shape."""
    return read_entries(board, rows_of(answers[0], None), _FORM)


def _text(entry: Entry) -> str | None:
    """Returns the whole text: `description` holds opening and body already; lists come as bare items under a heading."""
    pieces = [entry.get("description") if isinstance(entry.get("description"), str) else _paragraphs(entry.get("descriptionPlain"))]
    for item in objects(entry.get("lists")):
        heading, content = words(item.get("text")), item.get("content")
        if isinstance(content, str) and content.strip():
            pieces.append((f"<h3>{escape(heading)}</h3>" if heading else "") + f"<ul>{content}</ul>")
    pieces.append(entry.get("additional") if isinstance(entry.get("additional"), str) else _paragraphs(entry.get("additionalPlain")))
    return "\n".join(piece for piece in pieces if isinstance(piece, str) and piece.strip()) or None


def _paragraphs(text: object) -> str | None:
    return "<p>" + escape(text).replace("\n", "<br>") + "</p>" if isinstance(text, str) and text.strip() else None


def _build(entry: Entry, posting: JobPosting) -> JobPosting:
    categories = inner(entry, "categories")
    everywhere = categories.get("allLocations")
    where = places([categories.get("location")], everywhere if isinstance(everywhere, list) else ())
    country = country_code(words(entry.get("country")) or "")
    mode = _MODES.get((words(entry.get("workplaceType")) or "").casefold(), "unknown")
    salary, note = inner(entry, "salaryRange"), _note(entry)
    pay = NO_PAY if note and says_total(note) else _pay(salary)
    department = [words(categories.get("department")), words(categories.get("team"))]
    return replace(
        with_pay(posting, pay),
        department=" / ".join(dict.fromkeys(name for name in department if name)) or None,
        job_location=where,
        places=_read_places(where, country),
        work_mode=mode,
        applicant_location=_applicants(where, country) if mode == "remote" else (),
        employment_type=words(categories.get("commitment")),
        salary_text=_in_words(salary, note),
        date_posted=instant_from_milliseconds(entry.get("createdAt")),
        url=web_url(entry.get("hostedUrl")),
        apply_url=web_url(entry.get("applyUrl")),
    )


def _read_places(where: tuple[str, ...], country: str | None) -> tuple[Place, ...]:
    """Returns the places, the first of which is in the country that the posting states, unless it names another one itself."""
    if country is None:
        return read_places(where)
    first = read_place(where[0], country=country) if where else None
    stated = known_place(None, None, country)
    named = [first] if first else read_places(where[:1]) or ([stated] if stated else [])
    return tuple(dict.fromkeys([*named, *read_places(where[1:])]))


def _applicants(where: tuple[str, ...], country: str | None) -> tuple[str, ...]:
    """Returns where one may work from: what the places say, or the posting's country where they are none ("Remote")."""
    return applicant_locations(where) or ((country,) if country and not read_places(where) else ())


def _pay(salary: Entry) -> Pay:
    stated = words(salary.get("interval"))
    interval = _INTERVAL.fullmatch(stated) if stated else None
    if stated and interval is None:
        # "bi-weekly-salary", "one-time": a figure without its right unit would be read as a wrong one.
        return NO_PAY
    unit = interval[1].upper() if interval else None
    return one_range(
        [Pay(least=money(salary.get("min")), most=money(salary.get("max")), currency=currency(salary.get("currency")), unit=unit)]
    )


def _note(entry: Entry) -> str | None:
    plainly, html = entry.get("salaryDescriptionPlain"), entry.get("salaryDescription")
    return words(plainly) or (words(plain(html)) if isinstance(html, str) else None)


def _in_words(salary: Entry, note: str | None) -> str | None:
    pay = Pay(least=money(salary.get("min")), most=money(salary.get("max")))
    stated = pay_in_words(pay, currency(salary.get("currency")), words(salary.get("interval")))
    return "; ".join(part for part in (stated, note) if part) or None


_FORM = Form(identifier="id", title="text", description="description", text=_text, build=_build)
