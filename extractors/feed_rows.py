"""RSS and Atom feeds as rows, by feedparser: their entries under its names, whatever dialect the feed is written in."""

import re
from html import unescape

import feedparser

from extractors.errors import SourceChanged, SourceUnavailable
from extractors.fields import Entry
from extractors.reading import Answer

# A feed that breaks off is read by feedparser as far as it goes: what is missing must not look closed.
# A comment ends where it first may: to try its other ends as well would take for ever, where there are some dozens.
_END = re.compile(rb"</(?:\w+:)?(?:rss|feed|rdf)\s*>\s*+(?:<!--(?>.*?-->)\s*+)*+$", re.IGNORECASE | re.DOTALL)
_LOOKS_LIKE_A_FEED = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf)[\s>]", re.IGNORECASE)
# "<strong>Location:</strong> Berlin": how feeds without fields of their own name them in the text.
_LABEL = re.compile(r"<(strong|b)>\s*([A-Za-z ]{3,20}?)\s*:\s*</\1>\s*([^<]{1,300})", re.IGNORECASE)
_HEAD = 4_096
# A job site's feed has some megabytes; feedparser takes about five seconds for each of hostile markup.
_LARGEST = 20_000_000


def feed_rows(answer: Answer) -> list[dict[str, object]]:
    """Returns the entries of a feed: `id`, `title`, `link`, `text` (HTML, made harmless), `published`, `categories`, and what else
    the feed has under names of its own.

    Raises SourceUnavailable where it breaks off, SourceChanged where it is no feed.
    """
    if not _LOOKS_LIKE_A_FEED.search(answer.body[:_HEAD]):
        raise SourceChanged(f"{answer.url} answered no feed (RSS or Atom): it begins {answer.body[:60]!r}.")
    if not _END.search(answer.body[-_HEAD:]):
        raise SourceUnavailable(f"The feed from {answer.url} breaks off after {len(answer.body):,} bytes.")
    if len(answer.body) > _LARGEST:
        raise SourceChanged(f"The feed from {answer.url} has {len(answer.body):,} bytes; at most {_LARGEST:,} are read.")
    try:
        feed = feedparser.parse(answer.body, response_headers={"content-type": answer.content_type or "application/xml"})
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        # It reads nearly everything, and trips over what is stranger (a NUL in the name of the encoding).
        raise SourceChanged(f"{answer.url} answered something like a feed that cannot be read: {error}.") from None
    if not feed.version and not feed.entries:
        raise SourceChanged(f"{answer.url} answered something like a feed that cannot be read: {feed.get('bozo_exception')}.")
    return [_row(entry) for entry in feed.entries]


def labelled(text: object) -> Entry:
    """Returns what a text names in bold before a colon, by the label in lower case: {"company": "Acme", "location": "Berlin"}."""
    if not isinstance(text, str):
        return {}
    found: dict[str, object] = {}
    for _, label, value in _LABEL.findall(text[:20_000]):
        found.setdefault(" ".join(label.casefold().split()), " ".join(unescape(value).split()))
    return found


def _row(entry: "feedparser.FeedParserDict") -> dict[str, object]:
    row: dict[str, object] = {name: value for name, value in entry.items() if isinstance(value, str)}
    texts = [item.get("value") for item in entry.get("content", ()) if isinstance(item, dict)]
    longest = max((text for text in (*texts, entry.get("summary")) if isinstance(text, str)), key=len, default=None)
    link = entry.get("link")
    return {
        **row,
        "id": entry.get("id") or link,
        "title": entry.get("title"),
        "link": link,
        "text": longest,
        "published": entry.get("published") or entry.get("updated"),
        "categories": [tag.get("term") for tag in entry.get("tags", ()) if isinstance(tag, dict)],
    }
