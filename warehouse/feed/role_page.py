"""A role's own page, and the note that stands in its place when it is gone.

No scripts, and nothing from elsewhere; what is stated for machines stands in a data block. Every word of a posting is text, never markup.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from math import floor
from typing import Any
from urllib.parse import urlsplit

from classifiers.languages import language_names
from warehouse.feed.clean import line
from warehouse.feed.job_posting import in_script, job_posting_with
from warehouse.feed.levels import levels
from warehouse.feed.posting_html import posting_html
from warehouse.feed.role import Role
from warehouse.feed.site import Site
from warehouse.feed.words import amounts, area_name, capital, duration, if_it_is, level_names, pay, template, words, years_of

_LONGEST_HEADING = 110  # characters of the window's title, and of previews
_LONGEST_SUMMARY = 200
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_YEARS = re.compile(r"years: (\S+) of (.+)")  # how rules that found a figure are called
_NUMERALS = re.compile(r"\b[ivx]+\b")


def role_page(role: Role, text: str, site: Site, night: date) -> bytes:
    """Returns the page of an open role, with its JobPosting where it may be stated as one."""
    # The title is no part of the text, though its words may stand there.
    written = posting_html(text, [found["quote"] for found in role["evidence"] if found["section"] != "title"])
    posting = job_posting_with(role, written, site, night)
    names = level_names()
    name = names.get(role["level"]) or role["level_name"]
    such_roles, such_roles_words = _such_roles(role)
    besides = any(found["section"] != "title" for found in role["evidence"])
    expired = role["valid_through"] is not None and role["valid_through"] < night.isoformat()
    apply = role["apply_url"] or role["url"]
    shown = {
        "role": role,
        "name": name,
        "address": site.role_page(role["id"]),
        "heading": line(f"{role['title']} at {role['company']}", _LONGEST_HEADING),
        "summary": line(_summary(role, name), _LONGEST_SUMMARY),
        "posting": in_script(posting) if posting else None,
        "such_roles": f"../index.html{such_roles}",
        "such_roles_words": such_roles_words,
        "ladder": _ladder(role["level"], role["runner_up"]) if role["unclear"] else _ladder(role["level"]),
        "apply": apply,
        "host": urlsplit(apply).hostname if apply else None,
        "posting_link": role["url"] if role["url"] != apply else None,
        # Sources that ask for a link back ask for one that search engines follow; other addresses are strangers' links.
        "rel": "noopener" if role["attribution"] else "noopener nofollow",
        "facts": list(_facts(role)),
        "days": [(term, day, _day(day)) for term, day in _days(role, night, expired=expired)],
        "expired": expired,
        "verdict": capital(role["verdict"]),
        "corrected_on": _day(role["correction"]["made_on"]) if role["correction"] else None,
        # Down: what is called fairly sure must not read as what is called very sure. What binary fractions lose is given back.
        "percent": floor(role["confidence"] * 100 + 1e-9),
        "means": _meaning(role["sure"]),
        "look": besides and role["sure"] == "fairly sure",
        "runner_up": names.get(role["runner_up"], "Director or above" if role["runner_up"] else None) if not role["unclear"] else None,
        "evidence": [(found["quote"], _told(found)) for found in role["evidence"]],
        "advice": _advice(role["level"], unclear=role["unclear"]),
        "text": written,
        "marked": "<mark>" in written,
        "link_back": role["url"] if role["attribution"] else None,
        "link_back_words": words("link_back").get(role["source"], f"The posting on {role['source_name']}"),
    }
    return template("role.html").render(shown).encode()


def gone_page(gone: dict[str, Any], site: Site) -> bytes:
    """Returns the note that a role is closed, or is listed together with another one."""
    shown = {
        "gone": gone,
        "address": site.role_page(gone["id"]),
        "heading": line(f"No longer listed: {gone['title']}, {gone['company']}", _LONGEST_HEADING),
        "into": f"{gone['merged_into']}.html" if gone["merged_into"] else None,
        "night": _day(gone["night"]),
    }
    return template("gone.html").render(shown).encode()


def _such_roles(role: Role) -> tuple[str, str]:
    """What the list is asked for, and what it shows then. A level that is unclear is told as both that it may be, or not at all."""
    if not role["unclear"]:
        return f"?level={role['level']}", "All open roles at this level"
    if role["runner_up"] in level_names():
        return f"?level={role['level']}&level={role['runner_up']}", "All open roles at these two levels"
    return "", "All open roles"


def _facts(role: Role) -> Iterator[tuple[str, str, str | None]]:
    if role["industry"]:
        yield "Industry", capital(role["industry"]), None
    if role["places"]:
        yield "Where", "; ".join(role["places"]), None
    if mode := _said("work_mode", role["work_mode"]):
        yield "Office or home", mode, role["work_mode_text"] and f"“{role['work_mode_text']}”"
    if role["applicant_location"]:
        yield "Work from", "; ".join(area_name(at) for at in role["applicant_location"]), None
    if role["salary"]:
        yield from _pay(role["salary"])
    if role["employment_types"]:
        kinds = ", ".join(_said("employment_types", kind) or kind for kind in role["employment_types"])
        yield "Employment", capital(kinds), None
    if asked := duration(role["min_years"] or 0):
        of = years_of(role["years_are_pm"], role["years_in"])
        yield "Experience asked for", f"{asked} or more", None if of == "experience" else f"of {of}"
    if role["specialties"]:
        yield "Specialties", ", ".join(_said("specialties", name) or name for name in role["specialties"]), None
    if role["skills"]:
        yield "Skills asked for", capital(", ".join(_said("skills", skill["name"]) or skill["name"] for skill in role["skills"])), None
    if role["visa_sponsorship"] and (visas := _said("visas", role["visa_sponsorship"]["stated"])):
        yield "Visas", capital(visas), f"“{role['visa_sponsorship']['quote']}”"
    if role["languages"]:
        yield "Languages asked for", ", ".join(language_names().get(one["language"], one["language"]) for one in role["languages"]), None
    if role["knowledge"]:
        yield "Knowledge asked for", capital("; ".join(one["name"] for one in role["knowledge"])), None
    if role["studies"] and (who := _said("studies", role["studies"]["stated"])):
        yield "Meant for", capital(who), f"“{role['studies']['quote']}”"
    if role["training_programme"]:
        yield "Programme", "A rotation or training programme", None
    if role["job_start"]:
        yield "Starts", capital(role["job_start"]["text"]), None


def _pay(salary: dict[str, Any]) -> Iterator[tuple[str, str, str | None]]:
    stated, text = pay(salary), salary["text"]
    if stated:
        yield "Pay", stated, "(from the posting's text)" if salary["from_text"] else None
    if text and stated != text:
        yield "In the employer's words", text, None
    if salary["unit"] != "YEAR" and (year := amounts(salary["year_min"], salary["year_max"])):
        yield "Pay in a year", f"about {year} {salary['currency'] or ''}".rstrip(), None


def _days(role: Role, night: date, *, expired: bool) -> Iterator[tuple[str, str]]:
    # A date of posting that is to come is a slip of the employer's pen.
    if role["posted"] and role["posted"] <= night.isoformat():
        yield "Posted", role["posted"]
    yield "First seen here", role["first_seen"]
    if role["valid_through"]:
        yield "Was open until" if expired else "Open until", role["valid_through"]


def _summary(role: Role, name: str) -> str:
    where = f" in {', '.join(role['places'][:2])}" if role["places"] else ""
    mode = f", {told.lower()}" if (told := _said("work_mode", role["work_mode"])) else ""
    quote = next((found["quote"] for found in role["evidence"] if found["section"] != "title"), None)
    if role["correction"]:
        why = f"Corrected by a person: “{role['correction']['reason']}”"
    elif quote:
        why = f"{'What it was read from' if role['unclear'] else 'Why this level'}: “{quote}”"
    else:
        why = f"{if_it_is(role['level'])}: how to get it." if role["unclear"] else "Why this level, and how to get such a role."
    # A level that is unclear is not told as a fact.
    level = f"{capital(role['verdict'])}," if role["unclear"] else name
    return f"{level} at {role['company']}{where}{mode}. {why}"


def _told(found: dict[str, str]) -> str:
    """What a quote speaks of and where it stands, in words."""
    rule, signal = found["rule"], found["signal"]
    if signal == "title_level" and rule == "title: no level word":
        of = "The title leaves the level to the text" if _in_brackets(found["quote"]) else "The title has no word for a level"
    elif signal == "title_level":
        word = _NUMERALS.sub(lambda numeral: numeral[0].upper(), rule.removeprefix("title: "))
        of = f"The title's own word: {word}"
    elif signal == "years" and (years := _YEARS.fullmatch(rule)):
        of = f"{years[1]} {'year' if years[1] == '1' else 'years'} of {years[2]}"
    else:
        of = capital(_signal(signal))
    # Of the title it is said already.
    where = _said("section", found["section"]) if found["section"] != "title" else None
    return "; ".join(filter(None, (of, where, _said("context", found["context"]))))


def _in_brackets(title: str) -> bool:
    """Whether the title names a level, but one that the text must settle: "(Senior) Product Manager"."""
    from classifiers.titles import read_title  # as below

    return read_title(title).optional


@cache
def _signal(signal: str) -> str:
    from classifiers.scorer import in_words  # brings spaCy with it, which nothing else here needs

    return in_words(f"signal.{signal}")


@cache
def _day(day: str) -> str:
    stated = date.fromisoformat(day)
    return f"{stated.day} {_MONTHS[stated.month - 1]} {stated.year}"


def _said(table: str, value: str | None) -> str | None:
    """Returns how the page says a field's value; None where it says nothing."""
    return words(table).get(value) if value is not None else None


@cache
def _meaning(sure: str) -> str:
    confidence = levels()["confidence"]
    return next((row["means"] for row in _rows(confidence) if row["word"] == sure), "")


def _rows(confidence: dict[str, Any]) -> Iterable[dict[str, Any]]:
    return [*confidence["words"], confidence["corrected"]]


@cache
def _ladder(level: str, *between: str | None) -> str:
    """The picture of a level: five steps, filled up to it; where it is unclear, it and what it may be besides (`between`) are hatched."""
    steps = list(level_names())
    hatched = {level, *between} if between else set()
    reached = min((steps.index(step) for step in hatched or {level} if step in steps), default=-1)
    states = ["between" if step in hatched else "reached" if index <= reached else "open" for index, step in enumerate(steps)]
    return template("ladder.html").render(states=states)


@cache
def _advice(level: str, *, unclear: bool) -> str:
    found = [row for row in levels()["levels"] if row["level"] == level]
    return template("advice.html").render(level=found[0], condition=if_it_is(level) if unclear else None) if found else ""
