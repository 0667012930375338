"""What reasons are made of: how a role says what a condition asks for, and how a profile does."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from classifiers.languages import language_names
from warehouse.feed.words import area_name, pay, words, years_asked
from warehouse.matching.profile import Profile, Wishes
from warehouse.matching.standing import Standing
from warehouse.matching.tables import fold

_INTERNSHIP = re.compile(r"\b(?:intern|interns|internship|internships)\b")
_MOST_PLACES = 4  # of a role, that are told
_LONGEST_QUOTE = 300  # characters

Said = tuple[str, str, str | None]  # the condition, what the role says of it, and the posting's own words


def of_role(role: Mapping[str, Any]) -> Iterator[Said]:
    """Yields what a role of the feed says of each condition; what it does not state is left out."""
    yield "level", role["verdict"], _level_quote(role["evidence"])
    if role["min_years"] is not None:
        asked, quote = years_asked(role["min_years"], role["years_are_pm"], role.get("years_in") or ()), _cut(role.get("years_quote"))
        yield from (("years", asked, quote), ("reach", asked, quote))
    if role.get("languages"):
        names = [language_names().get(one["language"], one["language"]) for one in role["languages"]]
        yield "languages", " and ".join(names), _cut(role["languages"][0]["quote"])
    if role.get("knowledge"):
        yield "knowledge", " and ".join(one["name"] for one in role["knowledge"]), _cut(role["knowledge"][0]["quote"])
    if role.get("studies"):
        yield "studies", words("studies")[role["studies"]["stated"]], _cut(role["studies"]["quote"])
    elif "INTERN" in role["employment_types"] or _INTERNSHIP.search(fold(role["title"])):
        yield "studies", words("studies")["internship"], None
    for skill in role.get("skills") or ():
        yield skill["name"], skill["name"], _cut(skill["quote"])
    if role["industry"]:
        yield from (("industry", role["industry"], None), ("industries", role["industry"], None))
    where = _where(role)
    if where:
        yield from (("places", where, None), ("work_from", where, None))
    if role["work_mode"] != "unknown":
        yield "work_mode", words("work_mode")[role["work_mode"]], _cut(role.get("work_mode_text"))
    if role["salary"]:
        quote = _cut(role["salary"]["text"]) if role["salary"]["from_text"] else None
        yield from (("salary", pay(role["salary"]), quote), ("salary_stated", pay(role["salary"]), quote))
    if role.get("visa_sponsorship"):
        yield "visa", role["visa_sponsorship"]["stated"], _cut(role["visa_sponsorship"]["quote"])
    if role["specialties"]:
        kinds = ", ".join(words("specialties").get(name, name) for name in role["specialties"])
        yield from (("specialties", kinds, None), ("technical", kinds, None))
    if role["employment_types"]:
        yield "employment_types", ", ".join(words("employment_types").get(name, name) for name in role["employment_types"]), None


def of_profile(profile: Profile, standing: Standing) -> Iterator[tuple[str, str, str]]:
    """Yields kind, condition and what the profile says of it, for the conditions whose reasons repeat it."""
    have = years_asked(standing.product_years, True, ())
    if standing.years > standing.product_years:
        have += f", and {years_asked(standing.years, False, ())}"
    yield from (("always", "years", have), ("must", "reach", have))
    for kind, wishes in (("must", profile.must), ("nice", profile.nice)):
        yield from ((kind, condition, said) for condition, said in _wishes(wishes))


def _wishes(wishes: Wishes) -> Iterator[tuple[str, str]]:
    if wishes.salary is not None:
        yield "salary", f"{wishes.salary.least:,.10g} {wishes.salary.currency} a year"
    yield "specialties", ", ".join(words("specialties").get(name, name) for name in wishes.specialties)
    yield "title_words", ", ".join(wishes.title_words)
    if wishes.opened_within_days is not None:
        yield "opened_within_days", str(wishes.opened_within_days)


def _where(role: Mapping[str, Any]) -> str:
    places = role["places"][:_MOST_PLACES] + (["…"] if len(role["places"]) > _MOST_PLACES else [])
    areas = ", ".join(map(area_name, role["applicant_location"]))
    return "; ".join([*places, *([f"from {areas}"] if areas else [])])


def _level_quote(evidence: list[Mapping[str, str]]) -> str | None:
    # The title stands above the reasons already.
    return _cut(next((found["quote"] for found in evidence if found["section"] != "title"), None))


def _cut(text: str | None) -> str | None:
    if text is None or len(text) <= _LONGEST_QUOTE:
        return text
    return text[: _LONGEST_QUOTE - 1].rstrip() + "…"
