"""News for feed readers: RSS 2.0, Atom and JSON Feed 1.1 of the roles that opened last."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from warehouse.feed.news_item import news_item, urn
from warehouse.feed.role import Role
from warehouse.feed.site import File, Site
from warehouse.feed.syndication import Atom, NewsItem, Rss, json_feed, xml_feed


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
        for ending, form in (("rss", Rss), ("atom", Atom)):
            yield (
                f"feeds/{feed.name}.{ending}",
                xml_feed(
                    form, news, title=feed.title, link=site.url, description=feed.description,
                    feed_guid=urn(f"feed:{feed.name}"), own_address=_address(feed, site, ending),
                ),
            )  # fmt: skip
        yield (
            f"feeds/{feed.name}.json",
            json_feed(news, site, title=feed.title, description=feed.description, address=_address(feed, site, "json")),
        )


def _address(feed: NewsFeed, site: Site, ending: str) -> str:
    return f"{site.url}feeds/{quote(feed.name)}.{ending}"
