"""Hacker News' monthly "Who is hiring?": the comments of the newest thread, through Algolia's API; a role a posting.

A comment has no fields: by custom its first line is `Company | Role | Place | Remote | ...`. What that line does not say is not known.
The thread is found by its author (the account that opens it every month) and its title, as searches find other threads as well.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import unescape
from urllib.parse import urlsplit

from extractors.asking.visit import Visit
from extractors.board import Board
from extractors.employer import employer
from extractors.entries import Form, Unread, read_entries
from extractors.errors import SourceChanged
from extractors.fields import Entry, identifier, plain, web_url, words
from extractors.fields import places as stated_places
from extractors.json_body import json_of, rows_in, rows_of
from extractors.normalise.dates import read_date
from extractors.normalise.pay import with_pay
from extractors.normalise.pay_words import read_pay
from extractors.normalise.work_mode import remote_in_doubt, without_denial
from extractors.platform import Address, Platform
from extractors.posting import JobPosting, Parsed, WorkMode
from extractors.reading import Answer

PLATFORM = Platform(name="Hacker News: Who is hiring?", aggregator=True, attribution="Link back to the comment on Hacker News.")
_API = "https://hn.algolia.com/api/v1"
_THREADS = f"{_API}/search_by_date?tags=story,author_whoishiring&hitsPerPage=10"

_FIRST_LINE = re.compile(r"<p>|<pre>|\n\n")
_BETWEEN = re.compile(r"\s*[|•·]\s*|\s+[—–]\s+|\s+-\s+")
_ROLES_BETWEEN = re.compile(r"\s*(?:[,;/+]|\band\b|&)\s*")
# The nouns that name a role; a part of the first line without one is a place, a way of working, or pay.
_ROLE = re.compile(
    r"\b(?:engineers?|engineering|developers?|devs?|managers?|designers?|scientists?|analysts?|architects?|leads?|directors?|head|vp|cto|cpo|ceo"
    r"|owners?|researchers?|programmers?|administrators?|recruiters?|writers?|marketers?|consultants?|specialists?|associates?|interns?|sre|devops"
    r"|product|sales|founding|fullstack|full[- ]stack|back[- ]?end|front[- ]?end|operations)\b",
    re.IGNORECASE,
)
_HEAD = re.compile(
    r"\b(?:engineer|developer|manager|designer|scientist|analyst|architect|lead|owner|director|researcher)s?\b", re.IGNORECASE
)
# What a place is not made of.
_NO_PLACE = re.compile(
    r"\b(?:remote|hybrid|on-?site|in[- ](?:office|person)|full[- ]?time|visa|sponsorship|only|equity|or|and|either|both|no)\b|[\W\d_]",
    re.IGNORECASE,
)
_MODES: tuple[tuple[re.Pattern[str], WorkMode], ...] = (
    (re.compile(r"\bhybrid\b", re.IGNORECASE), "hybrid"),
    (re.compile(r"\b(?:on-?site|in[- ](?:office|person))\b", re.IGNORECASE), "onsite"),
    (re.compile(r"\bremote\b", re.IGNORECASE), "remote"),
)
_EITHER = re.compile(r"\bor\b|\band\b|[/,&+]", re.IGNORECASE)
# Of the threads for people who offer themselves, and for those who look for them by the piece.
_SEEKER = re.compile(r"\W*seeking\W+(?:work|freelanc)", re.IGNORECASE)
_KIND = re.compile(r"^(?:full[- ]?time|part[- ]?time|contract(?:or)?|intern(?:s|ship)?|freelance|permanent)\b.*", re.IGNORECASE)
_PAY = re.compile(r"[$€£¥]\s?\d|\d\s?[kK]\b")
_LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)


def board_at(url: str) -> Address | None:
    """Returns the one list that there is, for an address of the site."""
    return Address(token="who-is-hiring") if urlsplit(url).hostname == "news.ycombinator.com" else None


def fetch(board: Board, visit: Visit) -> tuple[Answer, ...]:
    """Returns the list of threads and the newest one. Raises SourceChanged where there is none, and what `Visit` raises."""
    del board
    threads = visit.get(_THREADS)
    for thread in rows_of(threads, "hits"):
        title = words(thread.get("title")) if isinstance(thread, dict) else None
        number = identifier(thread.get("objectID")) if isinstance(thread, dict) else None
        if title and number and number.isdigit() and "who is hiring" in title.casefold():
            return threads, visit.get(f"{_API}/items/{number}")
    raise SourceChanged(f"{threads.url} names no thread 'Who is hiring?'.")


def parse(board: Board, answers: tuple[Answer, ...]) -> Parsed:
    """Returns postings and rejections: of a thread with its comments, or of a search's hits, which are a window.

    Raises SourceChanged for another shape.
    """
    answer = answers[-1]
    document = json_of(answer)
    whole = isinstance(document, dict) and "children" in document
    comments = rows_in(document, answer, "children" if whole else "hits")
    entries: list[object] = []
    positions: list[int] = []
    for position, comment in enumerate(comments):
        found = list(_roles(comment)) if isinstance(comment, dict) else [comment]
        entries += found
        positions += [position] * len(found)
    return replace(read_entries(board, entries, _FORM, positions=positions), complete=whole)


def _roles(comment: Entry) -> Iterator[object]:
    """Returns a comment's roles as entries; what is no offer comes back as the reason why not."""
    number = identifier(comment.get("id")) or identifier(comment.get("objectID"))
    text = comment.get("text") if "text" in comment else comment.get("comment_text")

    def refuse(detail: str) -> Unread:
        return Unread(identifier=number, title=None, reason="not listed", detail=detail)

    if not isinstance(text, str) or not text.strip():
        yield refuse("the comment was taken back")
        return
    if (story := comment.get("story_id")) is not None and comment.get("parent_id") not in (None, story):
        yield refuse("a reply to an offer, or to another reply")
        return
    parts = [part for part in _BETWEEN.split(plain(_FIRST_LINE.split(text, maxsplit=1)[0])[:1_000]) if part]
    if parts and _SEEKER.match(parts[0]):
        yield refuse("it seeks work or freelancers")
        return
    titles = [part for part in parts[1:] if _ROLE.search(part) and not _LINK.search(part) and not _KIND.match(part) and len(part) < 150]
    if not titles:
        yield refuse("its first line names no role")
        return
    entry = {**comment, "number": number, "said": text, "parts": parts, "titles": titles}
    roles = [role for title in titles for role in _each(title)]
    for role in dict.fromkeys(roles):
        slug = re.sub(r"[^a-z0-9]+", "-", role.casefold()).strip("-")
        yield {**entry, "identifier": f"{number}/{slug}" if number and len(roles) > 1 else number, "role": role}


def _each(title: str) -> list[str]:
    """Returns the roles of "Backend Engineer, Product Manager"; "Manager, Product" stays the one that it is."""
    parts = [part for part in _ROLES_BETWEEN.split(title) if part]
    return parts if len(parts) > 1 and all(_HEAD.search(part) and len(part.split()) > 1 for part in parts) else [title]


def _text(entry: Entry) -> str | None:
    text = entry.get("said")
    return unescape(text) if isinstance(text, str) and "<" not in text else text if isinstance(text, str) else None


def _build(entry: Entry, posting: JobPosting) -> JobPosting:
    stated = entry.get("parts")
    titles = entry.get("titles")
    parts = [str(part) for part in stated] if isinstance(stated, list) else []
    others = [part for part in parts[1:] if not isinstance(titles, list) or part not in titles]
    salary = next((part for part in others if _PAY.search(part)), None)
    kind = next((part for part in others if _KIND.match(part)), None)
    where = [part for part in others if part not in (salary, kind) and not _LINK.search(part) and _is_place(part)]
    pay = read_pay(salary or "")
    url = web_url(f"https://news.ycombinator.com/item?id={entry.get('number')}")
    return replace(
        with_pay(posting, pay),
        hiring_organization=employer(re.sub(r"\s*\((?:https?:|www\.).*", "", parts[0])) if parts else posting.hiring_organization,
        job_location=stated_places(where),
        work_mode=_mode(others),
        employment_type=words(kind),
        salary_text=words(salary),
        date_posted=read_date(entry.get("created_at")).when or read_date(entry.get("created_at_i")).when,
        url=url,
        apply_url=url,
    )


def _mode(parts: Sequence[str]) -> WorkMode:
    """Returns the work mode that the parts name, if it is one: "Remote or onsite" leaves it open."""
    modes = {mode for part in parts for mode in _modes(part)}
    return modes.pop() if len(modes) == 1 else "unknown"


def _modes(part: str) -> set[WorkMode]:
    rest = without_denial(part)
    if rest is not None:
        return {"onsite", *_modes(rest)}
    named = {mode for pattern, mode in _MODES if pattern.search(part)}
    if "hybrid" in named and not _EITHER.search(part):
        return {"hybrid"}  # "Hybrid, remote" are two; "Hybrid remote" is one
    return {"unknown"} if named == {"remote"} and remote_in_doubt(part) else named


def _is_place(part: str) -> bool:
    bare = _NO_PLACE.sub("", part)
    return len(bare) >= 2 and len(part) <= 80


_FORM = Form(identifier="identifier", title="role", description="said", text=_text, build=_build)
