"""A role as a profile's feed announces it: what it is, and what speaks for it, against it, and is not stated."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from html import escape
from typing import Any

from warehouse.feed.clean import line
from warehouse.feed.news_item import urn
from warehouse.feed.site import Site
from warehouse.feed.syndication import NewsItem
from warehouse.feed.words import capital, level_names, several
from warehouse.matching.tables import course, tables

_LONGEST_NAME = 300  # characters
_LONGEST_QUOTE = 500
_MOST_PLACES = 8
_HEADINGS = {"for": "What speaks for it", "against": "What speaks against it", "unknown": "What its posting does not say"}
_GONE = {
    "closed": "This opening is no longer listed: it has closed since.",
    "left": "Still open, but no longer read as a role of these levels: look at the posting.",
}
_MARKS = {"closed": "Closed: ", "left": ""}


def announcement(row: Mapping[str, Any], token: str, site: Site) -> NewsItem:
    """Returns a row of `profile_announced` as an item of the feed of this token: the same row gives the same item.

    `opened` is the night on which it was announced, `changed` that on which it was found to be gone.
    """
    title, company = line(row["title"], _LONGEST_NAME), line(row["company"], _LONGEST_NAME)
    gone, page = row["gone"], site.role_page(row["role_id"])
    verdict, places = (
        capital(line(row["verdict"], _LONGEST_NAME)),
        several((line(place, _LONGEST_NAME) for place in row["places"]), _MOST_PLACES),
    )
    return NewsItem(
        id=urn(f"match:{token}:{row['opening']}"),
        page=page,
        title=f"{_MARKS.get(gone, '')}{title} – {company}",
        company=company,
        summary=line(" · ".join(filter(None, (_GONE.get(gone), verdict, places))), 2 * _LONGEST_NAME),
        content="\n".join(_content(row, company, verdict, places, page)),
        tags=[level_names()[row["level"]]] if not row["verdict"].startswith("unclear") else [],
        opened=_moment(row["night"]),
        changed=_moment(row["gone_night"]) if gone else None,
        stated={
            "role": row["role_id"],
            "level": row["level"],
            "verdict": verdict,
            "points": row["points"],
            "first_look": row["first"],
            "opened_night": row["opened_night"],
            "gone": gone,
        },
    )


def _content(row: Mapping[str, Any], company: str, verdict: str, places: str, page: str) -> Iterator[str]:
    if row["gone"]:
        yield f"<p><strong>{_GONE[row['gone']]}</strong></p>"
    yield f"<p><strong>{escape(verdict)}</strong> at {escape(company)}{escape(f', {places}') if places else ''}</p>"
    if not row["first"]:
        yield "<p>It fits for the first time.</p>"
    for speaks, heading in _HEADINGS.items():
        said = [_reason(reason) for reason in row["reasons"] if reason["speaks"] == speaks and reason["says"]]
        if said:
            yield f"<p><strong>{heading}</strong></p>\n<ul>\n{''.join(said)}</ul>"
    yield from _courses(row["reasons"])
    yield f'<p><a href="{escape(page)}">This role on Explore Roles</a></p>'


def _reason(reason: Mapping[str, Any]) -> str:
    quote = f"<br>“{escape(line(reason['quote'], _LONGEST_QUOTE))}”" if reason["quote"] else ""
    return f"<li>{escape(line(reason['says']))}{quote}</li>\n"


def _courses(reasons: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    gaps = [escape(gap) for reason in reasons if reason["state"] == "unmet" and (gap := _to_build(reason["condition"]))]
    if gaps:
        yield f"<p><strong>Skills to build</strong></p>\n<ul>\n{''.join(f'<li>{gap}</li>{chr(10)}' for gap in gaps)}</ul>"
        yield f"<p><em>{escape(tables()['courses']['note'])}</em></p>"


def _to_build(skill: str) -> str | None:
    """What builds a skill, in words; None for what is no skill."""
    row = course(skill)
    return None if row is None else f"{capital(row['name'])}: {row['kind']} builds it, such as {row['course']}"


def _moment(night: str) -> datetime:
    return datetime.combine(date.fromisoformat(night), datetime.min.time(), UTC)
