"""The news feeds, read by parsers and held against schemas that are not ours."""

import json
import re
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import duckdb
import feedparser
import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from warehouse.feed import news_item
from warehouse.feed.clean import line
from warehouse.feed.levels import levels
from warehouse.feed.news import NewsFeed, news_files
from warehouse.feed.news_item import urn
from warehouse.feed.role import Role
from warehouse.feed.site import Site
from warehouse.statements import statement

SITE = Site(url="https://roles.example.org/explore/")
SCHEMAS = Path(__file__).parents[1] / "schemas"
# RFC 9562: a namespace for URNs that is registered, and a name made of a name (version 5) in it.
URN_UUID = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
ATOM = {"a": "http://www.w3.org/2005/Atom"}
HOSTILE = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "\" onmouseover='alert(1)'",
    "<style>*{background:url(//evil.example)}</style>",
    "]]>",
    "<!--",
    "-->",
    "<![CDATA[",
    "<?xml version='1.0'?>",
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;",
    "{{ 7 * 7 }}{% raw %}",
    "=HYPERLINK(\"//evil.example\")",
    "\u202egnp.exe\u2066\u200f",
    "\x00\x0b\x1b[31m\x85\ufffe\uffff\ufeff",
    "\ud800",
    "\udfff\U0001f9ed",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "https://jobs.example.org/\" onclick=\"alert(1)",
)  # fmt: skip


def role(number: int = 1, opened_night: str = "2026-11-22", **said: Any) -> Role:
    return {
        "id": f"r{number:016x}", "title": "Senior Product Manager, Live Economy", "company": "Saltmeadow Games", "industry": "gaming",
        "specialties": ["ai", "growth"], "level": "senior", "level_name": "Senior product manager", "verdict": "Senior product manager",
        "confidence": 0.99, "sure": "very sure", "unclear": False, "runner_up": "principal", "conflict": False, "correction": None,
        "evidence": [
            {"quote": "Own pricing & the roadmap of our market", "section": "duties", "rule": "r", "signal": "s", "context": "asserted"},
            {"quote": "5+ years on live games", "section": "requirements", "rule": "r", "signal": "years", "context": "asserted"},
        ],
        "places": ["Stockholm, Sweden", "Remote - Europe"], "places_read": [{"city": "Stockholm", "region": "Stockholm", "country": "SE"}],
        "work_mode": "remote", "applicant_location": ["Europe", "GB"], "employment_types": ["FULL_TIME"],
        "salary": {
            "min": 58000.0, "max": 69000.0, "currency": "SEK", "unit": "MONTH", "text": "58,000 - 69,000 SEK per month",
            "year_min": 696000.0, "year_max": 828000.0, "from_text": False,
        },
        "min_years": 5.0, "years_are_pm": True, "years_quote": "5+ years on live games",
        "skills": [{"name": "analytics", "quote": "Fluent in SQL & dashboards", "section": "requirements"}],
        "visa_sponsorship": {"stated": "no", "quote": "We cannot sponsor visas"},
        "job_start": {"text": "summer 2027", "quote": "It starts in summer 2027"}, "training_programme": False,
        "posted": "2026-10-28", "valid_through": None, "first_seen": "2026-11-22", "stale": False,
        "url": "https://jobs.example.org/1?a=b&c=d", "apply_url": "https://jobs.example.org/1/apply",
        "source": "lever", "source_name": "Lever", "aggregator": False, "attribution": None,
        "change": {"kind": "opened", "sequence": 41, "night": "2026-11-23", "opened": 12, "opened_night": opened_night, "fields": {}},
    } | said  # fmt: skip


def written(*roles: Role) -> tuple[bytes, bytes, bytes]:
    """One feed of these roles, as RSS, Atom and JSON, each well-formed."""
    feed = NewsFeed(name="level/senior", title="Senior roles", description="Newly opened, with reasons & quotes", roles=roles)
    files = dict(news_files([feed], SITE))
    assert list(files) == ["feeds/level/senior.rss", "feeds/level/senior.atom", "feeds/level/senior.json"]
    rss, atom, as_json = files.values()
    for document in (rss, atom):
        ElementTree.fromstring(document)  # noqa: S314  # expat reads strictly; what it reads was written here
    return rss, atom, as_json


def parsed(document: bytes) -> Any:
    """What feedparser reads, as if it trusted the feed."""
    read = feedparser.parse(document, sanitize_html=False, resolve_relative_uris=False)
    assert not read.bozo, read.get("bozo_exception")
    return read


def shown(html: str) -> str:
    """The text of an item's content as a browser's parser reads it; fails where there is anything but plain elements and web links."""
    body = LexborHTMLParser(html).body
    assert body is not None
    for node in body.traverse(include_text=False):
        assert node.tag in {"body", "a", "blockquote", "br", "em", "li", "p", "strong", "ul"}, node.html
        assert set(node.attributes) <= ({"href", "rel"} if node.tag == "a" else set()), node.html
        assert urlsplit(node.attributes.get("href") or "https:").scheme in {"http", "https"}, node.html
    return body.text(separator=" ")


# ---------------------------------------------------------------------------------------------------------------- by others' means


@pytest.fixture(scope="module")
def atom_grammar() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(SCHEMAS / "atom.rng"))


def check_atom(document: bytes, grammar: etree.RelaxNG) -> None:
    feed = etree.fromstring(document)
    grammar.assertValid(feed)
    # The Schematron rules of RFC 4287, appendix B, and what its sections 4.1.1 and 4.1.2 forbid besides.
    authors = feed.xpath("a:author", namespaces=ATOM)
    entries = feed.xpath("a:entry", namespaces=ATOM)
    assert authors or all(entry.xpath("a:author", namespaces=ATOM) for entry in entries)
    for entry in (feed, *entries):
        assert len(entry.xpath("a:link[@rel='alternate' or not(@rel)]", namespaces=ATOM)) == 1
    told = [tuple(entry.xpath("(a:id | a:updated)/text()", namespaces=ATOM)) for entry in entries]
    assert len(set(told)) == len(told)
    assert len(feed.xpath("a:link[@rel='self']", namespaces=ATOM)) == 1
    assert all(URN_UUID.fullmatch(text) for text in feed.xpath("//a:id/text()", namespaces=ATOM))


# RSS has no official schema: these are the requirements of the RSS 2.0 specification and of the RSS Advisory Board's best practices profile
# (https://www.rssboard.org/rss-profile): which elements there are, whether there may be more than one, and what stands in them.
def _url(text: str) -> bool:
    return urlsplit(text).scheme in {"http", "https"} and bool(urlsplit(text).netloc)


def _rfc_822_date(text: str) -> bool:
    return bool(re.fullmatch(r"\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} [+-]\d{4}", text)) and parsedate_to_datetime(text) is not None


RSS_CHANNEL: dict[str, tuple[int, int | None, Callable[[str], bool]]] = {
    "title": (1, 1, bool),
    "link": (1, 1, _url),
    "description": (1, 1, bool),
    "language": (1, 1, lambda text: text == "en"),
    "lastBuildDate": (0, 1, _rfc_822_date),
    "item": (0, None, lambda _: True),
    "{http://www.w3.org/2005/Atom}link": (1, 1, lambda text: not text),
}
RSS_ITEM: dict[str, tuple[int, int | None, Callable[[str], bool]]] = {
    "title": (1, 1, bool),
    "link": (1, 1, _url),
    "description": (1, 1, bool),
    "pubDate": (1, 1, _rfc_822_date),
    "guid": (1, 1, bool),
    "category": (0, None, bool),
    # `author` is for e-mail addresses; without one it is dc:creator.
    "{http://purl.org/dc/elements/1.1/}creator": (1, 1, bool),
    "{http://purl.org/rss/1.0/modules/content/}encoded": (1, 1, bool),
}


def check_rss(document: bytes) -> None:
    rss = etree.fromstring(document)
    (channel,) = rss
    assert (rss.tag, rss.get("version"), channel.tag) == ("rss", "2.0", "channel")
    items = channel.findall("item")
    for element, rules in [(channel, RSS_CHANNEL), *((item, RSS_ITEM) for item in items)]:
        assert {child.tag for child in element} <= set(rules)
        for name, (least, most, holds) in rules.items():
            found = element.findall(name)
            assert least <= len(found) <= (most or len(found)), name
            assert all(holds(child.text or "") and (child.tag == "item" or len(child) == 0) for child in found), name
    for guid in channel.iter("guid"):
        assert guid.get("isPermaLink") == "false"
    guids = [guid.text for guid in channel.iter("guid")]
    assert len(set(guids)) == len(guids)
    own = channel.find("{http://www.w3.org/2005/Atom}link").attrib
    assert own == {"rel": "self", "href": SITE.url + "feeds/level/senior.rss", "type": "application/rss+xml"}


def check_json(document: bytes) -> Any:
    feed = json.loads(document)
    schema = json.loads((SCHEMAS / "json_feed.json").read_bytes())
    jsonschema.Draft7Validator(schema, format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER).validate(feed)
    assert len({item["id"] for item in feed["items"]}) == len(feed["items"])
    assert not set(b"<>&") & set(document)  # it may stand inside a script element
    return feed


@pytest.mark.parametrize("count", [0, 1, 3])
def test_every_form_holds_by_its_own_rules(count: int, atom_grammar: etree.RelaxNG) -> None:
    rss, atom, as_json = written(*(role(number, f"2026-11-{22 - number}") for number in range(count)))
    check_rss(rss)
    check_atom(atom, atom_grammar)
    feed = check_json(as_json)
    assert (feed["home_page_url"], feed["feed_url"]) == (SITE.url, SITE.url + "feeds/level/senior.json")
    for read in (parsed(rss), parsed(atom)):
        assert (read.feed.title, read.feed.subtitle) == ("Senior roles", "Newly opened, with reasons & quotes")
        assert [entry.id for entry in read.entries] == [item["id"] for item in feed["items"]]
        assert [entry.published_parsed[:3] for entry in read.entries] == [(2026, 11, 22 - number) for number in range(count)]
    assert [parsed(rss).version, parsed(atom).version] == ["rss20", "atom10"]


def test_the_grammar_of_atom_refuses_what_is_none(atom_grammar: etree.RelaxNG) -> None:
    _, atom, _ = written(role())
    for right, wrong in (
        (b"<updated>2026-11-22T", b"<updated>2026-11-22 "),
        (b'type="html"', b'type="hypertext"'),
        (b"<title>", b"<title/><title>"),
    ):
        assert right in atom
        assert not atom_grammar.validate(etree.fromstring(atom.replace(right, wrong)))


# ---------------------------------------------------------------------------------------------------------------- what it says


def test_what_a_reader_sees_of_a_role() -> None:
    rss, atom, as_json = written(role())
    (entry,), (item,) = parsed(atom).entries, json.loads(as_json)["items"]
    assert entry.title == item["title"] == "Senior Product Manager, Live Economy – Saltmeadow Games"
    assert entry.link == item["url"] == SITE.role_page("r0000000000000001")
    assert item["external_url"] == "https://jobs.example.org/1?a=b&c=d"
    assert entry.author == parsed(rss).entries[0].author == item["authors"][0]["name"] == "Saltmeadow Games"
    assert [tag.term for tag in entry.tags] == item["tags"] == ["Senior product manager", "gaming", "AI", "growth"]
    assert item["summary"] == (
        "Senior product manager (very sure) · Stockholm, Sweden; Remote - Europe · Remote from Europe, United Kingdom"
        " · 58,000 - 69,000 SEK per month"
    )
    assert unescape(entry.summary) == unescape(parsed(rss).entries[0].summary) == item["summary"]
    assert entry.content[0].value == parsed(rss).entries[0].content[0].value == item["content_html"]
    text = shown(item["content_html"])
    for said in (
        "(very sure) at Saltmeadow Games",
        "Where: Stockholm, Sweden; Remote - Europe",
        "Work: Remote from Europe, United Kingdom",
        "Pay as stated: 58,000 - 69,000 SEK per month",
        "Industry: gaming",
        "Specialties: AI, growth",
        "Skills asked for: analytics and experiments",
        "Visas: not sponsored",
        "Starts: Summer 2027",
        "Own pricing & the roadmap of our market",
        "5+ years on live games",
        "Source: Lever",
        *next(row["how_to"] for row in levels()["levels"] if row["level"] == "senior"),
    ):
        assert said in text
    assert "disagree" not in text
    links = [node.attributes["href"] for node in LexborHTMLParser(item["content_html"]).css("a")]
    assert links == [item["url"], "https://jobs.example.org/1/apply", item["external_url"]]
    assert item["_explore_roles"] | {"level": "senior", "company": "Saltmeadow Games", "confidence": 0.99} == item["_explore_roles"]


def test_what_is_not_known_is_not_said() -> None:
    bare = role(
        industry=None, specialties=[], evidence=[], places=[], work_mode="unknown", applicant_location=[], salary=None, posted=None,
        url=None, apply_url=None, skills=[], visa_sponsorship=None, job_start=None,
    )  # fmt: skip
    *_, as_json = written(bare)
    (item,) = check_json(as_json)["items"]
    text = shown(item["content_html"])
    assert not any(
        word in text
        for word in ("Where", "Work", "Pay", "Industry", "Specialties", "Posted", "Why", "Apply", "None", "Skills", "Visas", "Starts")
    )
    assert "Source: Lever" in text
    assert "external_url" not in item
    assert item["summary"] == "Senior product manager (very sure)"


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (
            {"verdict": "unclear, between Senior product manager and Product manager", "sure": "unclear", "unclear": True},
            "Unclear, between Senior product manager and Product manager at Saltmeadow Games",
        ),
        ({"conflict": True}, "the text of the posting disagree"),
        ({"correction": {"reason": "Manages two people", "made_on": "2026-11-02"}}, "set this level on 2026-11-02: Manages two people"),
        ({"work_mode": "unknown"}, "Work: From Europe, United Kingdom"),
        ({"applicant_location": [], "work_mode": "onsite"}, "Work: On site"),
        ({"places": [f"Town {number}" for number in range(11)]}, "Town 7, and 3 more"),
        (
            {"salary": {"min": 90000.0, "max": None, "currency": "GBP", "unit": "YEAR", "text": None}},
            "Pay as stated: from 90,000 GBP a year",
        ),
        (
            {"salary": {"min": None, "max": 90000.0, "currency": "GBP", "unit": "YEAR", "text": None}},
            "Pay as stated: up to 90,000 GBP a year",
        ),
        (
            {"salary": {"min": 22.5, "max": 24.75, "currency": "GBP", "unit": "HOUR", "text": None}},
            "Pay as stated: 22.5 to 24.75 GBP an hour",
        ),
        (
            {"salary": {"min": 9e4, "max": 9e4, "currency": "GBP", "unit": "YEAR", "text": "90,000 GBP; plus a share of the ferry"}},
            "Pay as stated: 90,000 GBP Industry",
        ),
        ({"posted": "2026-11-20"}, "Posted: 2026-11-20"),
        ({"evidence": [{"quote": "Sail the ferry", "section": "unknown"}]}, "Sail the ferry — the posting"),
        ({"source": "adzuna", "source_name": "Adzuna", "attribution": "Show the words 'Jobs by Adzuna'"}, "Jobs by Adzuna"),
        ({"source": "remotive", "source_name": "Remotive", "attribution": "Name Remotive as the source."}, "Source: Remotive"),
    ],
)
def test_what_is_out_of_the_ordinary_is_said(said: dict[str, Any], text: str) -> None:
    (item,) = json.loads(written(role(**said))[2])["items"]
    assert text in " ".join(shown(item["content_html"]).split())


def test_a_level_that_is_unclear_is_not_told_as_a_fact() -> None:
    verdict = "unclear, between Senior product manager and Product manager"
    *_, as_json = written(role(verdict=verdict, sure="unclear", unclear=True, confidence=0.4))
    (item,) = json.loads(as_json)["items"]
    assert item["tags"] == ["gaming", "AI", "growth"]
    assert item["summary"].startswith(f"U{verdict[1:]} · Stockholm")
    text = shown(item["content_html"])
    assert "If it is a senior product manager role" in text
    assert "How to get such a role" not in text


def test_what_the_rules_had_read_is_no_reason_for_a_level_that_a_person_set() -> None:
    *_, as_json = written(role(correction={"reason": "Manages two people", "made_on": "2026-11-02"}))
    text = shown(json.loads(as_json)["items"][0]["content_html"])
    assert "What the rules had read in it" in text
    assert "Why this level" not in text


def test_a_date_of_posting_that_is_to_come_is_not_told() -> None:
    *_, as_json = written(role(posted="2027-01-01"))
    assert "Posted" not in shown(json.loads(as_json)["items"][0]["content_html"])


def test_what_a_source_asks_for_is_told_to_machines() -> None:
    *_, as_json = written(role(attribution="Name Remotive as the source."))
    assert json.loads(as_json)["items"][0]["_explore_roles"]["attribution"] == "Name Remotive as the source."


def test_a_source_that_asks_for_a_followed_link_gets_one() -> None:
    (item,) = json.loads(written(role())[2])["items"]
    rels = {node.attributes["rel"] for node in LexborHTMLParser(item["content_html"]).css("a")}
    assert rels == {"noopener"}


# ---------------------------------------------------------------------------------------------------------------- what is news


def test_an_edit_is_no_news_and_a_role_that_opens_again_is() -> None:
    first, edited, again = (
        json.loads(written(one)[2])["items"][0]["id"]
        for one in (role(), role(title="Senior PM", salary=None), role(opened_night="2027-03-01"))
    )
    # Written down, as readers would see all roles again if it ever came out otherwise.
    assert first == edited == "urn:uuid:80d5d086-1cbb-5a88-aa45-126275d63bf6"
    assert again == "urn:uuid:02800829-59da-5e10-b766-06033378cd03"


@pytest.mark.parametrize(
    ("nights", "told"),
    [
        ([30, 30, 200], 100),  # quiet nights: as many as there were before
        ([150, 150, 50], 300),  # busy ones: all of the newest two, that who looks every night misses none
        ([150, 10], 160),
        ([1, 99, 50], 100),
        ([3], 3),
        ([700, 700], 300),
    ],
)
def test_a_feed_holds_all_that_opened_in_the_newest_two_nights(nights: list[int], told: int) -> None:
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE feed_roles (id VARCHAR, opened_night DATE, role VARCHAR, level VARCHAR, industry VARCHAR, apm_watch BOOLEAN)"
        )
        for back, count in enumerate(nights):
            connection.execute(
                "INSERT INTO feed_roles SELECT format('r{}-{:04d}', ?, i), DATE '2026-11-23' - 3 * ?, ? || '-' || i, 'apm', 'gaming', true"
                " FROM range(?) t(i)",
                [back, back, str(back), count],
            )
        rows = connection.execute(statement("queries", "feed_news")).fetchall()
    kinds = {(kind, subject) for kind, subject, _ in rows}
    assert kinds == {("all", None), ("level", "apm"), ("industry", "gaming"), ("apm-watch", None)}
    for of in kinds:
        of_feed = [tuple(map(int, role.split("-"))) for *kind, role in rows if tuple(kind) == of]
        assert of_feed == sorted((back, at) for back, count in enumerate(nights) for at in range(count))[:told]


def test_every_feed_has_an_id_of_its_own_that_stays() -> None:
    feeds = [NewsFeed(name=name, title="t", description="d", roles=()) for name in ("all", "level/senior", "industry/gaming", "apm-watch")]
    atoms = {path: etree.fromstring(content) for path, content in news_files(feeds, SITE) if path.endswith(".atom")}
    ids = [atom.findtext("a:id", namespaces=ATOM) for atom in atoms.values()]
    assert len(set(ids)) == len(feeds)
    assert ids[0] == urn("feed:all") == "urn:uuid:e27ea7e2-b03e-5084-b158-71074448be5a"
    assert all(atom.get("{http://www.w3.org/XML/1998/namespace}lang") == "en" for atom in atoms.values())


def test_the_same_roles_give_the_same_bytes_on_any_day() -> None:
    roles = [role(1, "2031-05-02"), role(2, "2031-05-01")]
    assert written(*roles) == written(*roles)
    rss, atom, as_json = (document.decode() for document in written(*roles))
    dated = re.findall(r"\d{4}-\d\d-\d\dT[^<\"]+", atom + as_json)
    assert set(dated) == {"2031-05-02T00:00:00+00:00", "2031-05-01T00:00:00+00:00", "2031-05-02T00:00:00Z", "2031-05-01T00:00:00Z"}
    assert re.findall(r"<lastBuildDate>([^<]+)", rss) == re.findall(r"<pubDate>([^<]+)", rss)[:1] == ["Fri, 02 May 2031 00:00:00 +0000"]
    empty = b"".join(written())
    assert set(re.findall(rb"\b\d{4}\b", re.sub(URN_UUID.pattern.encode(), b"", empty.split(b"2005/Atom")[-1]))) <= {b"1970", b"0000"}


# ---------------------------------------------------------------------------------------------------------------- hostile strings


def hostile_role(text: str) -> Role:
    """A role with the text wherever a stranger's can stand."""
    return role(
        title=text, company=text, industry=text, specialties=[text], level_name=text, verdict=text, sure=text, places=[text, text],
        evidence=[{"quote": text, "section": text, "rule": text, "signal": text, "context": text}], applicant_location=[text],
        salary={"min": None, "max": None, "currency": text, "unit": text, "text": text}, posted=text, url=text, apply_url=text,
        skills=[{"name": text, "quote": text, "section": text}], visa_sponsorship={"stated": text, "quote": text},
        job_start={"text": text, "quote": text},
        source=text, source_name=text, attribution=text, work_mode=text, correction={"reason": text, "made_on": text},
    )  # fmt: skip


def check_harmless(hostile: Role, grammar: etree.RelaxNG) -> None:
    title, company = (line(hostile[name].encode(errors="replace").decode(), 300) for name in ("title", "company"))
    rss, atom, as_json = written(hostile)
    check_atom(atom, grammar)
    (item,) = check_json(as_json)["items"]
    (entry,), (rss_entry,) = parsed(atom).entries, parsed(rss).entries
    assert re.findall(rb"<(?:script|img|svg|style|iframe|!DOCTYPE|!\[CDATA)", rss + atom, re.IGNORECASE) == []
    # Exactly what was said, as text.
    assert item["title"] == f"{title} – {company}"
    assert entry.title == item["title"].strip()
    raw = etree.fromstring(rss)
    assert raw.findtext("channel/item/title") == item["title"].translate({ord("<"): "‹", ord(">"): "›"})
    assert not set("<>") & set("".join(raw.xpath("//item/title/text() | //category/text() | //*[local-name() = 'creator']/text()")))
    for content in (item["content_html"], entry.content[0].value, rss_entry.content[0].value, entry.summary, rss_entry.summary):
        text = " ".join(shown(content).split())
        assert company.strip() in text or content in (entry.summary, rss_entry.summary)
    for found in hostile["evidence"]:
        assert line(found["quote"].encode(errors="replace").decode()) in " ".join(shown(entry.content[0].value).split())
    for link in (item["url"], item.get("external_url", SITE.url), item["_explore_roles"]["apply_url"] or SITE.url):
        assert re.fullmatch(r"https?://[^\s<>\"]+", link)
    unseen = r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
    assert not re.search(unseen, rss.decode() + atom.decode() + json.dumps(json.loads(as_json), ensure_ascii=False))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_strings_come_out_harmless(text: str, atom_grammar: etree.RelaxNG) -> None:
    check_harmless(hostile_role(text), atom_grammar)
    check_rss(written(role(title=text, evidence=[{"quote": text, "section": "duties"}], places=[text], url=text))[0])


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_template_lets_through_by_mistake_is_taken_out(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    mistaken = "<p onclick='x'>{{ role.company | safe }}<a href='{{ role.company | safe }}'>Apply</a></p>"
    monkeypatch.setattr(news_item, "template", lambda _: Environment(autoescape=True).from_string(mistaken))
    (item,) = json.loads(written(role(company=text))[2])["items"]
    shown(item["content_html"])


STRINGS = st.lists(st.sampled_from(HOSTILE) | st.text(st.characters(exclude_categories=()), max_size=12), max_size=3).map("".join)


@settings(max_examples=40, deadline=None)
@given(said=st.fixed_dictionaries({
    **dict.fromkeys(("title", "company", "level_name", "verdict", "sure", "source", "source_name", "work_mode"), STRINGS),
    **{name: st.none() | STRINGS for name in ("industry", "url", "apply_url", "attribution", "posted", "runner_up")},
    **{name: st.lists(STRINGS, max_size=3) for name in ("specialties", "places", "applicant_location")},
    "evidence": st.lists(st.fixed_dictionaries({"quote": STRINGS, "section": STRINGS}), max_size=3),
    "correction": st.none() | st.fixed_dictionaries({"reason": STRINGS, "made_on": STRINGS}),
}))  # fmt: skip
def test_any_strings_come_out_as_text(said: dict[str, Any], atom_grammar: etree.RelaxNG) -> None:
    check_harmless(role(**said), atom_grammar)


def test_a_title_of_a_megabyte_is_cut() -> None:
    long = "<b>Product manager " * 60_000
    began = time.perf_counter()
    rss, atom, as_json = written(hostile_role(long))
    assert time.perf_counter() - began < 2
    assert max(map(len, (rss, atom, as_json))) < 60_000
    (item,) = json.loads(as_json)["items"]
    assert item["title"].split(" – ")[0].endswith("…")
    assert len(item["title"]) <= 603
