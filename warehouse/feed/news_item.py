"""A role as an item of news: what RSS, Atom and JSON Feed all say of it, made once."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import nh3

from warehouse.feed.clean import line, link
from warehouse.feed.levels import levels
from warehouse.feed.role import Role
from warehouse.feed.season import opened_before
from warehouse.feed.site import Site
from warehouse.feed.syndication import NewsItem
from warehouse.feed.words import area_name, capital, if_it_is, pay, template, words

# Lists of feed readers are narrow, and a title may be as long as an employer likes.
_LONGEST_NAME = 300  # characters
_LONGEST_QUOTE = 1000
_MOST_QUOTES = 6
_MOST_PLACES = 8

# Whatever the template should let through by mistake: no element but these, no attribute but href, no address but the web's. Links are
# followed (no nofollow), as some sources ask whose postings they are.
_HARMLESS = nh3.Cleaner(
    tags={"a", "blockquote", "br", "em", "li", "p", "strong", "ul"},
    attributes={"a": {"href"}},
    url_schemes={"http", "https"},
    url_relative="deny",
    link_rel="noopener",
)


def news_item(role: Role, site: Site) -> NewsItem:
    """Returns the role as an item of news. Nothing in it but the role decides what it says, so the same role gives the same bytes."""
    opened_night = role["change"]["opened_night"]
    title, company = _named(role["title"]), _named(role["company"])
    shown = _shown(role, site, company)
    return NewsItem(
        id=urn(f"{role['id']}:{opened_night}"),
        page=shown["page"],
        url=shown["url"],
        title=f"{title} – {company}",
        company=company,
        summary=_summary(shown),
        content=_HARMLESS.clean(template("news_item.html").render(role=shown)),
        tags=list(dict.fromkeys(filter(None, (_level_tag(role), shown["industry"], *shown["specialties"])))),
        opened=datetime.fromisoformat(opened_night).replace(tzinfo=UTC),
        stated=_stated(role, shown, title),
    )


def urn(name: str) -> str:
    """Returns a URI for what has this name: the same wherever and whenever it is made (RFC 4122, version 5)."""
    return uuid5(NAMESPACE_URL, f"explore-roles:{name.encode(errors='replace').decode()}").urn


def _level_tag(role: Role) -> str | None:
    # Tags are told as facts: of a level that is unclear there is none.
    return None if role["unclear"] else _named(role["level_name"])


def _shown(role: Role, site: Site, company: str) -> dict[str, Any]:
    """What the template shows."""
    attribution = role["attribution"] and _named(role["attribution"])
    verdict = _named(role["verdict"])
    return {
        "company": company,
        "verdict": capital(verdict),
        "sure": _named(role["sure"]),
        "correction": role["correction"] and {name: _named(text) for name, text in role["correction"].items()},
        "conflict": role["conflict"],
        "quotes": list(
            dict.fromkeys(
                (_said(found["quote"], _LONGEST_QUOTE), words("section").get(found["section"], "the posting"))
                for found in role["evidence"][:_MOST_QUOTES]
            )
        ),
        "places": [_named(place) for place in role["places"][:_MOST_PLACES]],
        "places_left_out": len(role["places"][_MOST_PLACES:]),
        "work": _work(role),
        "pay": role["salary"] and _named(pay(role["salary"])),
        "industry": role["industry"] and _named(role["industry"]),
        "specialties": [words("specialties").get(name) or _named(name) for name in role["specialties"]],
        "skills": [words("skills").get(skill["name"]) or _named(skill["name"]) for skill in role["skills"]],
        "visas": role["visa_sponsorship"] and words("visas").get(role["visa_sponsorship"]["stated"]),
        "opened_before": opened_before(role.get("opened_in", [])),
        "starts": role["job_start"] and capital(_named(role["job_start"]["text"])),
        # A date to come is a slip of the employer's pen.
        "posted": _named(role["posted"]) if role["posted"] and role["posted"] <= role["change"]["night"] else None,
        "page": site.role_page(role["id"]),
        "url": _address(role["url"]),
        "apply_url": _address(role["apply_url"]),
        "source_name": _named(role["source_name"]),
        "credit": words("link_back").get(role["source"]) or f"Source: {_named(role['source_name'])}",
        "attribution": attribution,
        "how_to": _how_to(role["level"]),
        "how_to_what": if_it_is(role["level"]) if role["unclear"] else "How to get such a role",
    }


def _summary(shown: Mapping[str, Any]) -> str:
    sure = "" if shown["sure"] == "unclear" else f" ({shown['sure']})"
    facts = (shown["verdict"] + sure, "; ".join(shown["places"]), shown["work"], shown["pay"])
    return line(" · ".join(filter(None, facts)), 2 * _LONGEST_NAME)


def _stated(role: Role, shown: Mapping[str, Any], title: str) -> dict[str, Any]:
    of_the_role = {name: role[name] for name in _STATED}
    return {
        **{name: _named(value) if isinstance(value, str) else value for name, value in of_the_role.items()},
        "title": title,
        **{name: shown[name] for name in ("company", "industry")},
        "places": [_named(place) for place in role["places"]],
        "specialties": [_named(name) for name in role["specialties"]],
        "salary": shown["pay"],
        "skills": [_named(skill["name"]) for skill in role["skills"]],
        "visa_sponsorship": role["visa_sponsorship"] and _named(role["visa_sponsorship"]["stated"]),
        "job_start": role["job_start"] and _named(role["job_start"]["text"]),
        **{name: shown[name] for name in ("apply_url", "source_name", "attribution")},
    }


# What is told to machines as the role has it.
_STATED = (
    "id", "level", "verdict", "confidence", "sure", "unclear", "runner_up", "conflict", "training_programme", "work_mode", "posted",
    "first_seen", "source",
)  # fmt: skip


def _work(role: Role) -> str:
    """Returns how one works there and from where, where that is told."""
    mode = words("work_mode").get(role["work_mode"], "")
    places = ", ".join(_named(area_name(place)) for place in role["applicant_location"][:_MOST_PLACES])
    if not places:
        return mode
    return f"{mode} from {places}" if mode else f"From {places}"


@cache
def _how_to(level: str) -> list[str]:
    return next((list(row["how_to"]) for row in levels()["levels"] if row["level"] == level), [])


def _named(text: str) -> str:
    return _said(text, _LONGEST_NAME)


def _said(text: str, longest: int) -> str:
    """Returns the text as XML and UTF-8 take it: halves of surrogate pairs can be written in neither."""
    return line(text[: 4 * longest].encode(errors="replace").decode(), longest)


def _address(url: str | None) -> str | None:
    return link(url and url.encode(errors="replace").decode())
