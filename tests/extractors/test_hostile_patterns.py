"""Bodies and texts that were written to hold a reader up: each is read, or refused, in a moment. One that is not ends in the timeout."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from bs4 import Tag

from extractors.asking.permission import check_reserved
from extractors.board import Board
from extractors.errors import BadFile, SourceChanged, SourceUnavailable
from extractors.feed_rows import feed_rows, labelled
from extractors.files import parse_file
from extractors.json_body import json_of, what_else
from extractors.pages.html_body import line, page_of
from extractors.pages.sitemap import CutShort, NoSitemap, read_sitemap
from extractors.reading import Answer
from extractors.xml_body import items_of

pytestmark = pytest.mark.timeout(60)
LONG = 1_000_000
BOARD = Board(source="file", token="x", company="X")
# What patterns of ours begin with, go on over, or stop before.
PIECES = """
a|1|<|&|-|(|[|{|,|.|;|:|/|\\|"|'|#|@|$|€|*|1,|1.|1-|1 000 |$1-|1k-|$1 to |up to |USD 1|CA$|per |a.|a@|a@a.|https://a.|
+1 (|(0|0 0 |5+ years |5 to |five or |London, |London / |New York, NY; |remote, |hybrid in |or |and |, or |no |not |
2026-|12/|January 1 |summer 2027 |degree in |English and |product |manages product managers |reports to |senior |<p>|
<div |<!--|-->|<!---->|<!-- -->|&#|&lt;|</|]]>|<![CDATA[|<b>Company:</b> |<strong>a |<strong>a :|<item>|<job>|</job>|
<url><loc>|<script>|<meta name=|<title>|\\u|\\"|"a":|[{|//|/*|%|=|À|\u0301|\u202e|\U0001f600
""".replace("\n", "").split("|")
PIECES += [" ", "\t", "\n", " \n", "\n\n", "a ", "|"]


def _answer(body: bytes, kind: str = "") -> Answer:
    return Answer(url="file:x.jsonl", status=200, content_type=kind, body=body, fetched_at=datetime(2026, 11, 20, tzinfo=UTC))


def _row(**stated: str) -> object:
    row = {"id": "1", "title": "Product Manager", "description": "<p>You own one feature.</p>", **stated}
    return parse_file(BOARD, _answer(json.dumps(row).encode() + b"\n", ".jsonl"))


def _items(body: bytes) -> object:
    return items_of(_answer(body), root="jobs", item="job", identifier="id")


def _element(text: str) -> Tag | None:
    return page_of(_answer(f"<html><p><i class='badge'>new</i>{text[:100_000]}</p></html>".encode())).p


_COLUMNS = ("title", "description", "company", "department", "location", "employment_type", "salary_text", "posted_at", "url")
READERS: dict[str, Callable[[str], object]] = {
    **{f"the column {name}": lambda text, name=name: _row(**{name: text}) for name in _COLUMNS},  # type: ignore[misc]
    "labels in a text": labelled,
    "behind a feed": lambda text: feed_rows(_answer(b"<rss version='2.0'><channel></channel></rss>" + text[:4_000].encode())),
    "behind a sitemap": lambda text: read_sitemap(b"<urlset><url><loc>https://a.example/</loc></url></urlset>" + text[:2_900].encode()),
    "in a sitemap": lambda text: read_sitemap(b"<urlset><url><loc>" + text.encode() + b"</loc></url></urlset>"),
    "a sitemap of lines": lambda text: read_sitemap(text.encode()),
    "behind XML": lambda text: _items(b"<jobs><job><id>1</id></job></jobs>" + text.encode()),
    "in XML": lambda text: _items(b"<jobs><job><id>" + text.encode() + b"</id></job></jobs>"),
    "a line of a page": lambda text: line(_element(text)),
    "a line of a page, without a badge": lambda text: line(_element(text), without="badge"),
    "in JSON": lambda text: json_of(_answer(b'{"jobs": [' + text.encode())),
    "where JSON should be": lambda text: what_else(text.encode()),
    "a page that may be reserved": lambda text: check_reserved(_answer(b'<meta name="tdm-reservation" ' + text[:100_000].encode())),
}  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("reader", READERS)
def test_a_megabyte_of_the_same_holds_nobody_up(reader: str) -> None:
    for piece in PIECES:
        for end in ("", "!x"):
            with suppress(SourceChanged, SourceUnavailable, NoSitemap, CutShort, BadFile):  # refused is as good as read
                READERS[reader]((piece * (LONG // len(piece) + 1))[:LONG] + end)


@pytest.mark.parametrize("piece", ["<!---->", "<!-- -->", "<!---->\n"])
@pytest.mark.parametrize("reader", ["behind a feed", "behind a sitemap"])
def test_comments_behind_the_end_hold_nobody_up(reader: str, piece: str) -> None:
    """Each comment more doubled the time, and no other board was read meanwhile."""
    with pytest.raises((SourceUnavailable, CutShort, NoSitemap)):
        READERS[reader](piece * 300 + "x")


def test_a_page_where_json_should_be_holds_nobody_up() -> None:
    assert what_else(b"<div " * 20_000) == "a page without a title"


def test_a_feed_that_is_larger_than_any_job_sites_is_not_read() -> None:
    with pytest.raises(SourceChanged, match="at most 20,000,000 are read"):
        feed_rows(_answer(b"<rss><channel>" + b" " * 20_000_000 + b"</channel></rss>"))


def test_a_line_of_blanks_or_of_open_tags_holds_nobody_up() -> None:
    for text in (" " * 300_000, "<b>a" * 5_000):
        assert line(page_of(_answer(f"<html><p>one {text} , two</p></html>".encode())).p) is not None
