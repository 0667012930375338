"""A role as schema.org's JobPosting, by the rules of Google's job search.

https://developers.google.com/search/docs/appearance/structured-data/job-posting: what it requires must be there, what it recommends is
there where the employer states it, and nothing is made up. A role that cannot be stated so is not stated at all: without the employer's own
date of posting, for one, or with one that is to come. The employer's own number of the job is not known here: there is no `identifier`.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache
from math import isfinite
from typing import Any

import pycountry

from warehouse.feed.clean import as_json
from warehouse.feed.posting_html import posting_html
from warehouse.feed.role import Role
from warehouse.feed.site import Site
from warehouse.feed.words import country_name, state_name

# The values that Google knows; those of a role are the same words.
_EMPLOYMENT = frozenset({"FULL_TIME", "PART_TIME", "CONTRACTOR", "TEMPORARY", "INTERN", "VOLUNTEER", "PER_DIEM", "OTHER"})
_UNITS = frozenset({"HOUR", "DAY", "WEEK", "MONTH", "YEAR"})
_MONTHS_A_YEAR = 12
_TAGS_OF_A_LINE = len("<h3></h3>")


def job_posting(role: Role, text: str, site: Site, night: date) -> dict[str, Any] | None:
    """Returns the role as a JobPosting, or None where it has not what Google requires, has expired, or its source's terms forbid it."""
    return job_posting_with(role, posting_html(text), site, night)


def job_posting_with(role: Role, description: str, site: Site, night: date) -> dict[str, Any] | None:
    """Returns the same where the text is HTML already, as `posting_html` writes it."""
    valid_through = role["valid_through"]
    # The terms of job sites keep their postings from other job sites, Google's among them.
    if role["aggregator"] or (valid_through is not None and valid_through < night.isoformat()):
        return None
    # A page from which nobody can apply is no job posting to Google, nor is one that says no more than its title.
    if (role["apply_url"] or role["url"]) is None or len(description) <= len(role["title"]) + _TAGS_OF_A_LINE:
        return None
    where, posted = _where(role), role["posted"]
    if where is None or posted is None or posted > night.isoformat():
        return None
    stated: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": role["title"],
        "description": _for_google(description),
        "datePosted": posted,
        "hiringOrganization": {"@type": "Organization", "name": role["company"]},
        "url": site.role_page(role["id"]),
    }
    if role["url"] is not None:
        stated["sameAs"] = role["url"]
    if valid_through is not None:
        stated["validThrough"] = valid_through
    types = [kind for kind in role["employment_types"] if kind in _EMPLOYMENT]
    if types:
        stated["employmentType"] = _one_or_all(types)
    stated |= where
    if pay := _pay(role["salary"]):
        stated["baseSalary"] = pay
    if months := round((role["min_years"] or 0) * _MONTHS_A_YEAR):
        stated["experienceRequirements"] = {"@type": "OccupationalExperienceRequirements", "monthsOfExperience": months}
    return stated


def in_script(posting: dict[str, Any]) -> str:
    """Returns the JobPosting as JSON that may stand inside a script element."""
    return as_json(posting).decode()


def _where(role: Role) -> dict[str, Any] | None:
    """Where the work is and whence one may apply; None where no country is told, which Google requires in one or the other."""
    places = [place for place in role["places_read"] or () if place.get("country")]
    # A country alone is no place of work beside one that is told more closely, nor of a remote job: there it says where one may be.
    offices = [_place(place) for place in places if place.get("city") or place.get("region")]
    # Search engines are told what the employer states, not what its text was taken to say.
    if role["work_mode"] != "remote" or role["work_mode_text"] is not None:
        return {"jobLocation": _one_or_all(offices or [_place(place) for place in places])} if places else None
    areas = _areas(role["applicant_location"] or [place["country"] for place in places if not (place.get("city") or place.get("region"))])
    if not offices and all(area["@type"] == "AdministrativeArea" for area in areas):
        return None
    told: dict[str, Any] = {"jobLocationType": "TELECOMMUTE"}
    if offices:
        told["jobLocation"] = _one_or_all(offices)
    if areas:
        told["applicantLocationRequirements"] = _one_or_all(areas)
    return told


def _areas(locations: Iterable[str]) -> list[dict[str, str]]:
    """Countries and their parts by name, and areas such as EMEA. The whole world is no area: it asks for nothing."""
    areas = {}
    for location in locations:
        if name := country_name(location):
            areas[name] = "Country"
        elif name := state_name(location):
            areas[name] = "State"
        elif location != "Worldwide":
            areas[location] = "AdministrativeArea"
    return [{"@type": kind, "name": name} for name, kind in areas.items()]


def _place(read: dict[str, str | None]) -> dict[str, Any]:
    parts = {"addressLocality": read.get("city"), "addressRegion": read.get("region"), "addressCountry": read["country"]}
    return {"@type": "Place", "address": {"@type": "PostalAddress"} | {name: part for name, part in parts.items() if part}}


def _pay(salary: dict[str, Any] | None) -> dict[str, Any] | None:
    """The pay where the employer states it whole: an amount, its currency and its unit."""
    if salary is None or salary["unit"] not in _UNITS or not _is_currency(salary["currency"]):
        return None
    least, most = salary["min"], salary["max"]
    amounts = [amount for amount in (least, most) if amount is not None]
    if not amounts or amounts != sorted(amounts) or not all(isfinite(amount) and amount > 0 for amount in amounts):
        return None
    value: dict[str, Any] = {"@type": "QuantitativeValue", "unitText": salary["unit"]}
    if least == most:
        value["value"] = least
    else:
        value |= {name: amount for name, amount in (("minValue", least), ("maxValue", most)) if amount is not None}
    return {"@type": "MonetaryAmount", "currency": salary["currency"], "value": value}


@cache
def _is_currency(code: str | None) -> bool:
    return code is not None and pycountry.currencies.get(alpha_3=code) is not None


def _for_google(description: str) -> str:
    """The text without marks. Google knows paragraphs and lists, and lets other tags be: a heading is a paragraph of its own, in bold."""
    return description.replace("<mark>", "").replace("</mark>", "").replace("<h3>", "<p><strong>").replace("</h3>", "</strong></p>")


def _one_or_all(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values
