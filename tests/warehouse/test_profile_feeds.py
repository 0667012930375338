"""A profile's feed: what feed readers are told of roles that fit, and that nothing in it does any harm."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tests.warehouse.feed_role import SITE
from tests.warehouse.matched_town import ANN, MatchedTown, on, template, where_ann_looks
from warehouse.feed.site import Site
from warehouse.matching.announcement import announcement
from warehouse.matching.kept import keep_matches
from warehouse.matching.tables import tables

ATOM = "{http://www.w3.org/2005/Atom}"
NASTY = "<script>alert('1')</script> & \"quoted\" ]]> \u202eevil\x00\x1b[31m javascript:alert(1) {{ 7*7 }}"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return template(tmp_path_factory.mktemp("matched"), roles=6)


@pytest.fixture
def town(source: Path, tmp_path: Path) -> Iterator[MatchedTown]:
    with where_ann_looks(source, tmp_path) as town:
        yield town


def feeds(town: MatchedTown) -> Path:
    return town.matches.parent / "feeds"


def row(**fields: Any) -> dict[str, Any]:
    """Returns a row of `profile_announced` as the feeds get it."""
    reasons = [
        reason("level", "realistic", "for", "Senior product manager: realistic", "Own the whole roadmap"),
        reason("analytics", "unmet", "against", "Asks for quantitative work, which your profile does not show", "SQL & numbers"),
        reason("salary", "unknown", "unknown", "Its pay cannot be held against what you ask for"),
    ]
    told: dict[str, Any] = {
        "profile": "ann",
        "role_id": "r02a7fda7c5913274",
        "opening": "r02a7fda7c5913274:20261101T000000Z:4",
        "opened_night": "2026-11-20",
        "night": "2026-11-21",
        "first": False,
        "points": 61,
        "gone": None,
        "gone_night": None,
        "title": "Senior Product Manager, Bees",
        "company": "Apiary & Sons",
        "level": "senior",
        "verdict": "Senior product manager",
        "places": ["Leeds, United Kingdom"],
        "reasons": reasons,
    }
    return told | fields


def reason(condition: str, state: str, speaks: str, says: str, quote: str | None = None) -> dict[str, Any]:
    return {"kind": "always", "condition": condition, "state": state, "points": 1, "speaks": speaks, "says": says, "quote": quote}


def test_an_item_says_what_speaks_for_it_against_it_and_what_is_not_stated() -> None:
    item = announcement(row(), "token", SITE)
    assert item.title == "Senior Product Manager, Bees – Apiary & Sons"
    assert item.page == "https://roles.example.org/roles/r02a7fda7c5913274.html"
    content = item.content
    headings = ["What speaks for it", "What speaks against it", "What its posting does not say", "Skills to build"]
    assert [heading for heading in headings if heading in content] == headings
    assert sorted(map(content.index, headings)) == list(map(content.index, headings))
    assert "“Own the whole roadmap”" in content
    assert "a course in data analytics builds it, such as Google&#x27;s data analytics certificate" in content
    assert tables()["courses"]["note"] in content
    assert (item.tags, item.changed) == (["Senior product manager"], None)


def test_a_level_that_is_unclear_is_no_tag() -> None:
    assert announcement(row(verdict="unclear, between Senior product manager and Product manager"), "token", SITE).tags == []


@pytest.mark.parametrize(("gone", "title"), [("closed", "Closed: Senior Product Manager, Bees"), ("left", "Senior Product Manager, Bees")])
def test_what_is_gone_says_so(gone: str, title: str) -> None:
    item = announcement(row(gone=gone, gone_night="2026-11-23"), "token", SITE)
    assert item.title.startswith(title)
    assert item.content.startswith("<p><strong>")
    assert ("no longer" in item.content, "no longer" in item.summary) == (True, True)
    assert item.changed is not None
    assert item.id == announcement(row(), "token", SITE).id


def test_hostile_words_are_shown_as_words() -> None:
    hostile = row(
        title=NASTY,
        company=NASTY,
        verdict=NASTY,
        places=[NASTY] * 12,
        reasons=[reason("level", "met", speaks, NASTY, NASTY) for speaks in ("for", "against", "unknown")],
    )
    item = announcement(hostile, "token", SITE)
    found = _Elements()
    found.feed(item.content)
    assert found.names <= {"p", "strong", "em", "ul", "li", "br", "a"}
    assert found.attributes == {("href", item.page)}
    for text in (item.title, item.company, item.summary, item.content):
        assert not re.search(r"[\x00-\x09\x0b-\x1f\u202a-\u202e]", text)
    assert "and 4 more" in item.content


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[tuple[str, str | None]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes.update(attrs)


def test_both_formats_tell_the_same(town: MatchedTown) -> None:
    town.look()
    nasty = NASTY.replace("'", "''").replace("\x00", "")
    town.set(f"title = '{nasty} 02', company = '{nasty}'", "02")
    town.opens("02")
    town.look()
    town.closes("00")
    town.look()
    feed = town.feed()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["home_page_url"] == "https://roles.example.org/"
    assert [item["_explore_roles"]["gone"] for item in feed["items"]].count("closed") == 1
    assert feed["items"][0]["date_published"] == f"{on(2)}T00:00:00Z"
    [gone] = [item for item in feed["items"] if item["_explore_roles"]["gone"]]
    assert gone["date_modified"] == f"{on(3)}T00:00:00Z"
    written = (feeds(town) / f"{town.token()}.atom").read_bytes()
    root = etree.fromstring(written)
    entries = root.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}id") for entry in entries] == [item["id"] for item in feed["items"]]
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [item["title"] for item in feed["items"]]
    assert [entry.findtext(f"{ATOM}content") for entry in entries] == [item["content_html"] for item in feed["items"]]
    assert root.findtext(f"{ATOM}updated") == f"{on(3)}T00:00:00+00:00"
    for name in (".json", ".atom"):
        assert b"<script" not in (feeds(town) / f"{town.token()}{name}").read_bytes()


def test_a_feed_without_items_is_a_feed(town: MatchedTown) -> None:
    town.profiles["ann"] = {**ANN, "must": {"title_words": ["nothing of the kind"]}}
    town.look()
    assert town.items() == []
    assert etree.fromstring((feeds(town) / f"{town.token()}.atom").read_bytes()).findall(f"{ATOM}entry") == []


def test_what_says_the_same_is_not_written_again(town: MatchedTown) -> None:
    town.profiles["bob"] = {**ANN, "must": {"title_words": ["05"]}}
    town.look()
    written = {path.name: path.stat().st_mtime_ns for path in feeds(town).iterdir()}
    town.opens("02")
    town.look()
    again = {path.name: path.stat().st_mtime_ns for path in feeds(town).iterdir()}
    assert {name for name in written if again[name] != written[name]} == {f"{town.token()}.json", f"{town.token()}.atom"}


def test_a_feed_that_was_removed_comes_back(town: MatchedTown) -> None:
    town.look()
    for path in feeds(town).iterdir():
        path.unlink()
    (feeds(town) / "left-over.json").write_text("{}")
    town.match()
    assert {path.name for path in feeds(town).iterdir()} == {
        *("robots.txt", "index.html"),
        *(f"{town.token()}{ending}" for ending in (".json", ".atom")),
    }
    assert len(town.items()) == 2


def test_another_address_of_the_site_is_in_all_feeds_at_once(town: MatchedTown) -> None:
    town.look()
    keep_matches(town.published, town.store(), town.matches.parent, Site(url="https://elsewhere.example/"))
    assert {item["url"].split("/roles/")[0] for item in town.feed()["items"]} == {"https://elsewhere.example"}


def test_robots_and_those_who_guess_find_nothing(town: MatchedTown) -> None:
    town.look()
    assert re.fullmatch(r"[0-9a-f]{32}", town.token())
    assert (feeds(town) / "robots.txt").read_text() == "User-agent: *\nDisallow: /\n"
    assert "noindex" in (feeds(town) / "index.html").read_text()
