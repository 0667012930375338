"""What there are news feeds of: all roles, each level, each industry, and the watch for associate roles."""

import re
from collections.abc import Iterator

import duckdb
import orjson

from warehouse.database import rows
from warehouse.feed.news import NewsFeed
from warehouse.feed.role import Role
from warehouse.feed.words import level_names
from warehouse.statements import statement

ROLES_A_FEED = 300  # at most; which ones, queries/feed_news.sql says
_NO_SLUG = re.compile(r"[^a-z0-9]+")


def news_feeds(connection: duckdb.DuckDBPyConnection) -> Iterator[NewsFeed]:
    """Returns the news feeds. Those of every level, and of every industry that is read or was, are there even while they are empty."""
    newest: dict[tuple[str, str | None], list[Role]] = {}
    seasons = {row["role_id"]: row["opened_in"] for row in rows(connection, statement("queries", "feed_seasons"))}
    for row in rows(connection, statement("queries", "feed_news")):
        role: Role = orjson.loads(row["role"])
        # In every feed, as one item stands for a role wherever it is told.
        newest.setdefault((row["kind"], row["subject"]), []).append(role | {"opened_in": seasons.get(role["id"], [])})
    yield NewsFeed(
        name="all",
        title="Explore Roles: product-management roles",
        description="Newly opened product-management roles of all levels, each with the sentences that show its level.",
        roles=newest.get(("all", None), []),
    )
    yield NewsFeed(
        name="apm-watch",
        title="Explore Roles: APM watch",
        description="Associate product-management roles and training programmes that have opened.",
        roles=newest.get(("apm-watch", None), []),
    )
    for level, name in level_names().items():
        yield NewsFeed(
            name=f"level/{level}",
            title=f"Explore Roles: {name}",
            description=f"Newly opened roles at the level {name!r}, each with the sentences that show it.",
            roles=newest.get(("level", level), []),
        )
    by_slug: dict[str, list[str]] = {}
    for row in rows(connection, statement("queries", "feed_industries")):
        if slug := _NO_SLUG.sub("-", row["industry"].lower()).strip("-"):
            by_slug.setdefault(slug, []).append(row["industry"])
    for slug, industries in sorted(by_slug.items()):
        yield NewsFeed(
            name=f"industry/{slug}",
            title=f"Explore Roles: {industries[0]}",
            description=f"Newly opened product-management roles in {industries[0]}.",
            roles=_newest([role for industry in industries for role in newest.get(("industry", industry), [])]),
        )


def _newest(roles: list[Role]) -> list[Role]:
    by_id = sorted(roles, key=lambda role: str(role["id"]))
    return sorted(by_id, key=lambda role: str(role["change"]["opened_night"]), reverse=True)[:ROLES_A_FEED]
