"""News for feed readers: RSS 2.0, Atom and JSON Feed 1.1 of the roles that opened last."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from io import StringIO
from typing import Any
from urllib.parse import quote

import orjson
from feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed

from warehouse.feed.clean import as_json
from warehouse.feed.news_item import NewsItem, news_item, urn
from warehouse.feed.role import Role
from warehouse.feed.site import File, Site

# Many readers take an RSS title for HTML, whatever it is: there an angle bracket is written as one that opens no element.
_NO_ELEMENT = str.maketrans("<>", "‹›")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsFeed:
    """The roles of one feed."""

    name: str  # its path under feeds/, as in level/apm
    title: str
    description: str
    roles: Sequence[Role]  # newest first


def news_files(feeds: Iterable[NewsFeed], site: Site) -> Iterator[File]:
    """Yields each feed as feeds/<name>.rss, .atom and .json: the same roles give the same bytes, whenever they are written."""
    items: dict[str, NewsItem] = {}  # a role stands in several feeds
    for feed in feeds:
        for role in feed.roles:
            if role["id"] not in items:
                items[role["id"]] = news_item(role, site)
        news = [items[role["id"]] for role in feed.roles]
        yield f"feeds/{feed.name}.rss", _xml(_Rss, feed, news, site, "rss")
        yield f"feeds/{feed.name}.atom", _xml(_Atom, feed, news, site, "atom")
        yield f"feeds/{feed.name}.json", _json(feed, news, site)


class _DatedByItems(SyndicationFeed):  # type: ignore[misc]  # ships no types
    """A feed whose date is that of its newest item, and never the clock's."""

    def latest_post_date(self) -> datetime:
        latest: datetime = super().latest_post_date() if self.items else datetime(1970, 1, 1, tzinfo=UTC)
        return latest


class _Rss(_DatedByItems, Rss201rev2Feed):  # type: ignore[misc]
    """RSS with the whole content beside the summary (content:encoded)."""

    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), "xmlns:content": "http://purl.org/rss/1.0/modules/content/"}

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        handler.addQuickElement("atom:link", None, {"rel": "self", "href": self.feed["own_address"], "type": "application/rss+xml"})

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        plain = {name: item[name].translate(_NO_ELEMENT) for name in ("title", "author_name")}
        categories = [category.translate(_NO_ELEMENT) for category in item["categories"]]
        super().add_item_elements(handler, item | plain | {"categories": categories})
        handler.addQuickElement("content:encoded", item["content"])


class _Atom(_DatedByItems, Atom1Feed):  # type: ignore[misc]
    """Atom, with the feed's own address."""

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        handler.addQuickElement("link", None, {"rel": "self", "href": self.feed["own_address"], "type": "application/atom+xml"})


def _xml(form: type[SyndicationFeed], feed: NewsFeed, news: Iterable[NewsItem], site: Site, ending: str) -> bytes:
    document = form(
        title=feed.title,
        link=site.url,
        description=feed.description,
        language="en",
        author_name="Explore Roles",
        feed_guid=urn(f"feed:{feed.name}"),
        own_address=_address(feed, site, ending),
    )
    for item in news:
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
            updateddate=item.opened,
        )
    written = StringIO()
    document.write(written, "utf-8")
    return written.getvalue().encode()


def _json(feed: NewsFeed, news: Iterable[NewsItem], site: Site) -> bytes:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": site.url,
        "feed_url": _address(feed, site, "json"),
        "description": feed.description,
        "authors": [{"name": "Explore Roles", "url": site.url}],
        "language": "en",
        "_explore_roles": {"about": site.url},
        "items": [_json_item(item) for item in news],
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
        "authors": [{"name": item.company}],
        "tags": item.tags,
        "_explore_roles": item.stated,
    }


def _address(feed: NewsFeed, site: Site, ending: str) -> str:
    return f"{site.url}feeds/{quote(feed.name)}.{ending}"
