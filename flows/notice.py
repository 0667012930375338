"""What the watch tells: a message of a few openings, as plain text and as HTML.

Titles, companies and quotes are strangers' words, and go where a line break is a header, an angle bracket an element, "@here" an alarm for
a whole office, and "[x](y)" a link. So they are tamed once, for every place alike; the links are our own.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from warehouse.feed.clean import line
from warehouse.feed.levels import sure_word
from warehouse.feed.season import opened_before
from warehouse.feed.site import Site
from warehouse.feed.words import capital, several, words
from warehouse.watch import Opening

MOST_ROLES = 20  # in one message; the others are counted
_LONGEST_NAME = 150
_LONGEST_QUOTE = 300
_MOST_PLACES = 4

# What chats and templates obey, as signs that look like it and are nothing to them.
_LIKE = str.maketrans("<>[]{}|*_~`\\", "‹›()()∣∗ˍ∼'∕")
# What makes a mention, an address, a link or an entity of the word behind it: a sign of no width comes between.
_JOINED = re.compile(r"([@!#&.:/])(?=[\w/#])")
_APART = "\\1\u2060"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A message: the same in two forms."""

    subject: str  # one line of text
    text: str
    html: str  # p, strong, br and a alone


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """A role in words: its head, lines of facts, and the address of its page."""

    head: str
    facts: tuple[str, ...]
    page: str


def notice(openings: Sequence[Opening], site: Site, most: int = MOST_ROLES) -> Notice:
    """Returns the message that tells of these openings: of the first `most` of them in words, of the others how many there are."""
    shown, left = [_told(one, site) for one in openings[:most]], len(openings) - most
    count = f"{len(openings):,} associate roles or programmes have opened"
    first = f"{count}." if len(openings) != 1 else "An associate role or programme has opened."
    rest = f"{left:,} more:" if shown else "See them:"
    all_of_them = f"{site.url}?level=apm"
    text = [first, *("\n".join((one.head, *(f"  {fact}" for fact in one.facts), f"  {one.page}")) for one in shown)]
    html = [_paragraph(escape(first)), *map(_role, shown)]
    if left > 0:
        text.append(f"{rest} {all_of_them}")
        html.append(_paragraph(f"{escape(rest)} {_link(all_of_them)}"))
    subject = f"{count}" if len(openings) != 1 else f"{tamed(openings[0].title)} – {tamed(openings[0].company)}"
    return Notice(subject=f"APM watch: {subject}", text="\n\n".join(text), html="\n".join(html))


def fitting(openings: Sequence[Opening], site: Site, longest: int) -> Notice:
    """Returns the message with as many roles in words as `longest` characters hold, at most MOST_ROLES; a text message may hold none."""
    most = min(MOST_ROLES, len(openings))
    made = notice(openings, site, most)
    while most and max(len(made.text), len(made.html)) > longest:
        most -= 1
        made = notice(openings, site, most)
    return made


def trial(site: Site) -> Notice:
    """Returns a message that only says that messages arrive."""
    says = "This is a trial message of the APM watch: what opens will be told here."
    return Notice(subject="APM watch: a trial message", text=f"{says}\n{site.url}", html=_paragraph(f"{escape(says)}<br>{_link(site.url)}"))


def tamed(text: str, longest: int = _LONGEST_NAME) -> str:
    """Returns a stranger's text as one line of words that reads the same, and does nothing wherever it is shown."""
    return _JOINED.sub(_APART, line(text, longest).translate(_LIKE))


def _told(one: Opening, site: Site) -> _Told:
    places = several(map(tamed, one.places), _MOST_PLACES)
    facts = (
        " · ".join(filter(None, (places, words("work_mode").get(one.work_mode, "")))),
        _level(one),
        f"Why: “{tamed(one.quote, _LONGEST_QUOTE)}”" if one.quote else "",
        season(one),
        _opened(one),
    )
    return _Told(
        head=f"{tamed(one.title)} – {tamed(one.company)}",
        facts=tuple(filter(None, facts)),
        page=site.role_page(one.role_id),
    )


def season(one: Opening) -> str:
    """Returns what is known of the role's season, in words; empty where nothing is."""
    starts = f"starts {tamed(one.job_start)}" if one.job_start else ""
    before = f"{tamed(one.company)} opened such roles in {opened_before(one.opened_in)}" if one.opened_in else ""
    known = "; ".join(filter(None, (starts, before)))
    return f"Season: {known}" if known else ""


def _level(one: Opening) -> str:
    sure = sure_word(one.confidence, corrected=one.corrected)
    level = capital(one.verdict) if one.verdict.startswith("unclear") else f"{one.verdict} ({sure})"
    return f"Level: {level}" + (". A programme: apply early" if one.programme else "")


def _opened(one: Opening) -> str:
    day = f"{one.opened_on.day} {one.opened_on:%B %Y}"
    match one.opening:
        case "reopened":
            return f"Open again since {day}"
        case "found":
            return f"First seen on {day}; it may have opened before"
        case _:
            return f"Opened on {day}"


def _role(one: _Told) -> str:
    # Each fact on a line of its own: the link's line holds nobody's words but ours.
    return _paragraph("<br>".join((f"<strong>{escape(one.head)}</strong>", *map(escape, one.facts), _link(one.page))))


def _link(url: str) -> str:
    return f'<a href="{escape(url)}">{escape(url)}</a>'


def _paragraph(html: str) -> str:
    return f"<p>{html}</p>"
