"""The forms that feed readers take: RSS 2.0, Atom, JSON Feed 1.1. The same items give the same bytes, whenever they are written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from io import StringIO
from typing import Any

import orjson
from feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed

from warehouse.feed.clean import as_json
from warehouse.feed.site import Site

OURS = "_explore_roles"  # what JSON says beyond its format
_AUTHOR = "Explore Roles"
_LANGUAGE = "en"
# Many readers take an RSS title for HTML, whatever it is: there an angle bracket is written as one that opens no element.
_NO_ELEMENT = str.maketrans("<>", "‹›")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsItem:
    """A role as news. Texts are plain, but for `content`."""

    id: str  # a URI, one for each time that the role opened: an edit never makes it news again
    page: str  # the address of the role's own page
    url: str | None = None  # of the posting
    title: str
    company: str
    summary: str
    content: str  # HTML, harmless
    tags: list[str]
    opened: datetime
    changed: datetime | None = None  # when something became of it that is told in its place
    stated: Mapping[str, Any]  # what machines may want to know besides


class _DatedByItems(SyndicationFeed):  # type: ignore[misc]  # ships no types
    """A feed whose date is that of its newest item, and never the clock's."""

    def latest_post_date(self) -> datetime:
        latest: datetime = super().latest_post_date() if self.items else datetime(1970, 1, 1, tzinfo=UTC)
        return latest


class Rss(_DatedByItems, Rss201rev2Feed):  # type: ignore[misc]
    """RSS with the feed's own address, and the whole content beside the summary (content:encoded)."""

    def rss_attributes(self) -> dict[str, str]:
        """The namespaces of its elements."""
        return {**super().rss_attributes(), "xmlns:content": "http://purl.org/rss/1.0/modules/content/"}

    def add_root_elements(self, handler: Any) -> None:
        """Adds what stands above the items."""
        super().add_root_elements(handler)
        handler.addQuickElement("atom:link", None, {"rel": "self", "href": self.feed["own_address"], "type": "application/rss+xml"})

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """Adds an item."""
        plain = {name: item[name].translate(_NO_ELEMENT) for name in ("title", "author_name")}
        categories = [category.translate(_NO_ELEMENT) for category in item["categories"]]
        super().add_item_elements(handler, item | plain | {"categories": categories})
        handler.addQuickElement("content:encoded", item["content"])


class Atom(_DatedByItems, Atom1Feed):  # type: ignore[misc]
    """Atom, with the feed's own address where that is known."""

    def add_root_elements(self, handler: Any) -> None:
        """Adds what stands above the items."""
        super().add_root_elements(handler)
        if self.feed.get("own_address"):
            handler.addQuickElement("link", None, {"rel": "self", "href": self.feed["own_address"], "type": "application/atom+xml"})


def xml_feed(form: type[SyndicationFeed], items: Iterable[NewsItem], **head: Any) -> bytes:
    """Returns the items in a form; `head` is what feedgenerator takes of the feed itself (title, link, description, feed_guid ...)."""
    document = form(language=_LANGUAGE, author_name=_AUTHOR, **head)
    for item in items:
        document.add_item(
            title=item.title,
            link=item.page,
            description=escape(item.summary),  # both forms take it for HTML
            content=item.content,
            author_name=item.company,
            unique_id=item.id,
            unique_id_is_permalink=False,
            categories=item.tags,
            pubdate=item.opened,
            updateddate=item.changed or item.opened,
        )
    written = StringIO()
    document.write(written, "utf-8")
    return written.getvalue().encode()


def json_feed(
    items: Iterable[NewsItem],
    site: Site,
    *,
    title: str,
    description: str,
    address: str | None = None,
    stated: Mapping[str, Any] | None = None,
) -> bytes:
    """Returns the items as JSON Feed 1.1; `address` is the feed's own, `stated` what machines may want to know of it besides."""
    document: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": site.url,
        **({"feed_url": address} if address else {}),
        "description": description,
        "authors": [{"name": _AUTHOR, "url": site.url}],
        "language": _LANGUAGE,
        OURS: {"about": site.url, **(stated or {})},
        "items": [_json_item(item) for item in items],
    }
    return as_json(document, orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _json_item(item: NewsItem) -> dict[str, Any]:
    return {
        "id": item.id,
        "url": item.page,
        **({"external_url": item.url} if item.url else {}),
        "title": item.title,
        "content_html": item.content,
        "summary": item.summary,
        "date_published": f"{item.opened:%Y-%m-%dT%H:%M:%SZ}",
        **({"date_modified": f"{item.changed:%Y-%m-%dT%H:%M:%SZ}"} if item.changed else {}),
        "authors": [{"name": item.company}],
        "tags": item.tags,
        OURS: item.stated,
    }
