"""schema.org's JobPosting, however a page words it, as an entry and a posting.

https://developers.google.com/search/docs/appearance/structured-data/job-posting says what employers are asked for.
"""

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import escape, unescape

from extractors.entries import Form
from extractors.fields import Entry, inner, language, plain, web_url
from extractors.fields import identifier as identifier_of
from extractors.normalise.pay import with_pay
from extractors.pages.addresses import canonical
from extractors.pages.schema_dates import stated_dates
from extractors.pages.schema_pay import stated_pay
from extractors.pages.schema_places import applicants, is_remote, stated_places
from extractors.pages.schema_values import each, name_of, said
from extractors.posting import JobPosting, WorkMode

_TAGS = r"/?(?:p|br|div|span|ul|ol|li|strong|b|em|i|u|a|h[1-6]|table|tr|td)\b"
_RAW_TAG = re.compile(rf"<{_TAGS}", re.IGNORECASE)
_ESCAPED_TAG = re.compile(rf"&(?:amp;)?lt;{_TAGS}", re.IGNORECASE)
_ESCAPED_LINE_BREAK = re.compile(r"&(?:amp;)+#(?:x0*[ad]|0*1[03]);", re.IGNORECASE)
# Not behind a drive's colon, and not before a small letter (C:\new).
_SPELT_LINE_BREAK = re.compile(r"(?<![A-Za-z]:)(?<!\\)(?:\\r)?\\n(?![a-z])")
# Parts of the text that some sites state beside the description, with the heading that they get.
_PARTS = {
    "responsibilities": "Responsibilities",
    "qualifications": "Qualifications",
    "skills": "Skills",
    "experienceRequirements": "Experience",
    "educationRequirements": "Education",
}
# jobLocationType has one value of its own, TELECOMMUTE; the others are what sites make of it.
_MODES: dict[str, WorkMode] = {
    "telecommute": "remote",
    "telecommuting": "remote",
    "remote": "remote",
    "fully remote": "remote",
    "hybrid": "hybrid",
    "onsite": "onsite",
    "on-site": "onsite",
    "on site": "onsite",
}


def as_entry(stated: Entry, *, url: str, fetched_at: datetime) -> dict[str, object]:
    """Returns a JobPosting object (as `job_postings` finds them) with what a Form asks for: id, title, description and url.

    `url` is the address under which it was found. A posting that states no id has its address, without what only counts
    visitors, for one. `stated` and `fetched_at` are kept for `build`, `employer` is the hiring organization where it is named.
    """
    return {
        "id": _identifier(stated) or canonical(url),
        "title": said(stated.get("title")) or said(stated.get("name")),
        "description": _text(stated),
        "url": _own_address(stated) or web_url(url),
        "employer": name_of(stated.get("hiringOrganization")),
        "stated": dict(stated),
        "fetched_at": fetched_at,
    }


def build(entry: Entry, posting: JobPosting) -> JobPosting:
    """Returns the posting with all that the entry states beside its text."""
    stated = inner(entry, "stated")
    fetched_at, page = entry.get("fetched_at"), entry.get("found_at")
    where, read = stated_places(stated, company=posting.hiring_organization)
    mode = _work_mode(stated, where)
    countries = {place.country for place in read}
    pay, in_words = stated_pay(stated, country=countries.pop() if len(countries) == 1 else None)
    dates = stated_dates(stated, fetched_at if isinstance(fetched_at, datetime) else datetime.now(UTC))
    url = web_url(entry.get("url"))
    types = dict.fromkeys(text for value in each(stated.get("employmentType")) if (text := said(value)))
    return replace(
        with_pay(posting, pay),
        department=name_of(stated.get("department")) or name_of(inner(stated, "hiringOrganization").get("department")),
        job_location=where,
        places=read,
        work_mode=mode,
        applicant_location=applicants(stated, is_remote=mode == "remote"),
        employment_type=", ".join(types) or None,
        salary_text=in_words,
        date_posted=dates.posted,
        date_posted_relative=dates.posted_relative,
        valid_through=dates.valid_through,
        date_modified=dates.modified,
        in_language=_language(stated.get("inLanguage")),
        url=url,
        apply_url=_apply_url(stated, url),
        found_at=page if isinstance(page, str) else None,
    )


def _identifier(stated: Entry) -> str | None:
    """Returns the posting's id; the employer's name, which some sites write there, is none."""
    for value in each(stated.get("identifier")):
        number = value.get("value") if isinstance(value, dict) else value
        if isinstance(number, float) and number.is_integer():
            number = int(number)
        found = identifier_of(number)
        if found and said(found) and found != "0" and found.casefold() != (name_of(stated.get("hiringOrganization")) or "").casefold():
            return found
    return None


def _text(stated: Entry) -> str | None:
    """Returns the description, and what is stated beside it and not in it too."""
    pieces = [text for value in each(stated.get("description")) if (text := _html(value))]
    held = plain(" ".join(pieces))
    for name, heading in _PARTS.items():
        for value in each(stated.get(name)):
            text = _html(value.get("description") if isinstance(value, dict) else value)
            if text and (bare := plain(text)) and bare not in held and said(bare):
                pieces.append(f"<h3>{escape(heading)}</h3>\n{text}")
                held += bare
    return "\n".join(pieces) or None


def _html(value: object) -> str | None:
    """Returns a text with the escapes taken back that were put on once too often."""
    if not isinstance(value, str) or not value.strip():
        return None
    text = _ESCAPED_LINE_BREAK.sub("\n", value)
    for _ in range(2):
        # Some sites put one sound tag around a text that is escaped as a whole.
        if len(_ESCAPED_TAG.findall(text)) <= len(_RAW_TAG.findall(text)):
            break
        text = unescape(text)
    return _SPELT_LINE_BREAK.sub("\n", text)


def _work_mode(stated: Entry, where: tuple[str, ...]) -> WorkMode:
    modes = {_MODES.get((said(value) or "").casefold().replace("_", "-"), "unknown") for value in each(stated.get("jobLocationType"))}
    modes.discard("unknown")
    if not modes and (is_remote(stated) or (where and all(_MODES.get(place.casefold()) == "remote" for place in where))):
        return "remote"
    return modes.pop() if len(modes) == 1 else "unknown"


def _language(value: object) -> str | None:
    for stated in each(value):
        if isinstance(stated, dict):
            stated = next((tag for key in ("alternateName", "name") if (tag := language(stated.get(key)))), None)
        if tag := language(stated):
            return tag
    return None


def _own_address(stated: Entry) -> str | None:
    """Returns the address that the posting gives itself, unless it is the site's front page."""
    for value in each(stated.get("url")):
        if (url := web_url(value)) and url.partition("://")[2].partition("/")[2]:
            return url
    return None


def _apply_url(stated: Entry, url: str | None) -> str | None:
    target = inner(stated, "potentialAction").get("target")
    if address := web_url(target.get("urlTemplate") if isinstance(target, dict) else target):
        return address
    return url if (said(stated.get("directApply")) or "").casefold() == "true" or stated.get("directApply") is True else None


FORM = Form(identifier="id", title="title", description="description", text=lambda entry: _text_of(entry.get("description")), build=build)


def _text_of(value: object) -> str | None:
    return value if isinstance(value, str) else None
