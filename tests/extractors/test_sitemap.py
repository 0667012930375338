"""Sitemaps: read whole, or named as none or as cut short; an address is never half of one."""

import gzip
import random
import time
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.pages.sitemap import MAX_ENTRIES, CutShort, Listed, NoSitemap, read_sitemap
from tests.extractors.mutating import mutated_bytes

ONE = "https://careers.driftmoor.example/jobs/1"
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def urls(body: bytes) -> list[str]:
    """Returns the addresses of a sitemap."""
    return [listed.url for listed in read_sitemap(body).pages]


@pytest.mark.parametrize(
    "body",
    [
        f"<urlset {NS}><url><loc>{ONE}</loc></url></urlset>".encode(),
        f"<urlset><url><loc>\n {ONE}\n</loc></url></urlset>".encode(),
        f"<s:urlset xmlns:s='http://www.sitemaps.org/schemas/sitemap/0.9'><s:url><s:loc>{ONE}</s:loc></s:url></s:urlset>".encode(),
        f"\ufeff<?xml version='1.0'?><!-- made by hand --><urlset><url><loc><![CDATA[{ONE}]]></loc></url></urlset>".encode(),
        f"<?xml version='1.0' encoding='utf-16'?><urlset><url><loc>{ONE}</loc></url></urlset>".encode("utf-16"),
        gzip.compress(f"<urlset><url><loc>{ONE}</loc></url></urlset>".encode(), mtime=0),
        gzip.compress(b"<urlset><url>", mtime=0) + gzip.compress(f"<loc>{ONE}</loc></url></urlset>".encode(), mtime=0),
        f"\n{ONE}\r\n{ONE}\n\n".encode(),
        f"<urlset xmlns:i='http://www.google.com/schemas/sitemap-image/1.1'><url><i:loc>https://a.example/i.png</i:loc><loc>{ONE}</loc></url></urlset>".encode(),
        f"<urlset><url><loc>{ONE}</loc></url><url><loc>javascript:alert(1)</loc></url><url/><url><loc>/jobs/2</loc></url></urlset>".encode(),
    ],
)
def test_one_address_however_it_is_written(body: bytes) -> None:
    assert urls(body) == [ONE]


def test_an_index_lists_sitemaps_and_the_day_they_changed() -> None:
    found = read_sitemap(f"<sitemapindex {NS}><sitemap><loc>{ONE}.xml</loc><lastmod>2026-11-02</lastmod></sitemap></sitemapindex>".encode())
    assert found.pages == ()
    assert found.maps == (Listed(url=f"{ONE}.xml", lastmod=datetime(2026, 11, 2, tzinfo=UTC)),)


def test_a_bare_ampersand_is_part_of_its_address() -> None:
    assert urls(b"<urlset><url><loc>https://a.example/?a=1&b=2&amp;c=3</loc></url></urlset>") == ["https://a.example/?a=1&b=2&c=3"]


def test_entities_are_not_read() -> None:
    body = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname"><!ENTITY b "c">]><urlset><url><loc>https://a.example/&a;</loc></url></urlset>'
    assert urls(b'<?xml version="1.0"?>' + body) == []
    assert urls(b'<?xml version="1.0"?>' + body.replace(b"&a;", b"&b;")) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x1f\x8b",
        b"<!doctype html><title>Not found</title>",
        b"<?xml version='1.0'?><rss/>",
        b"<?xml version='1.0'?>",
        b"Not found",
        b'{"a": 1}',
        gzip.compress(b"\0" * 60_000_000, mtime=0),
        b"\x1f\x8b" + b"x" * 50,
        b"<urlset",
    ],
)
def test_what_is_none_is_named(body: bytes) -> None:
    with pytest.raises((NoSitemap, CutShort), match=r"\w"):
        read_sitemap(body)


@pytest.mark.parametrize("cut", [30, 60, 80, 100])
def test_what_breaks_off_is_not_taken_for_all(cut: int) -> None:
    body = f"<urlset {NS}><url><loc>{ONE}</loc></url></urlset>".encode()
    with pytest.raises((CutShort, NoSitemap)):
        read_sitemap(body[:cut])
    with pytest.raises(CutShort):
        read_sitemap(gzip.compress(body)[:-cut])


def test_one_file_lists_no_more_than_the_protocol_lets_it() -> None:
    rows = "".join(f"<url><loc>{ONE}{number}</loc></url>" for number in range(MAX_ENTRIES + 1))
    found = read_sitemap(f"<urlset>{rows}</urlset>".encode())
    assert (len(found.pages), found.whole) == (MAX_ENTRIES, False)
    assert read_sitemap("\n".join(f"{ONE}{number}" for number in range(MAX_ENTRIES + 1)).encode()).whole is False


@pytest.mark.parametrize(
    "body", [b"<urlset>" * 200_000, b"<urlset>" + b"&" * 500_000 + b"</urlset>", b"<!--" * 200_000, b"<urlset>" + b"<!--" * 200_000]
)
def test_no_sitemap_is_dear(body: bytes) -> None:
    began = time.process_time()
    with suppress(NoSitemap, CutShort):
        assert read_sitemap(body).pages == ()
    assert time.process_time() - began < 3


# The end tag broken so that the recovering reader names an element `https:`.
BROKEN_TAG = b"<urlset><url><https:>//a.example/</loc></url></urlset>"


def test_a_broken_tag_is_no_exception() -> None:
    assert urls(BROKEN_TAG) == []


@given(seed=st.integers(0, 2**32))
@settings(max_examples=200, deadline=None)
def test_a_mutated_sitemap_is_read_or_refused(seed: int) -> None:
    dice = random.Random(seed)
    body = f"<?xml version='1.0'?>\n<urlset {NS}><url><loc>{ONE}?a=1&amp;b=2</loc><lastmod>2026-11-02</lastmod></url></urlset>".encode()
    body = mutated_bytes(body, dice)
    if dice.random() < 0.2:
        body = mutated_bytes(gzip.compress(body), dice)
    with suppress(NoSitemap, CutShort):
        found = read_sitemap(body)
        assert all(listed.url.startswith("http") for listed in (*found.pages, *found.maps))
