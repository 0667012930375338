import urllib.robotparser
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from lxml import etree
from protego import Protego

from warehouse.feed import sitemap
from warehouse.feed.site import Site
from warehouse.feed.sitemap import robots_file, sitemap_files

SITE = Site(url="https://roles.example.org/explore/")
SCHEMAS = Path(__file__).parents[1] / "schemas"
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
NIGHT = date(2026, 11, 22)


def sitemaps(pages: Iterable[tuple[str, date]]) -> dict[str, etree._Element]:
    """The files by their paths, each held against the official schema of its kind."""
    files = {path: etree.fromstring(content) for path, content in sitemap_files(pages, SITE)}
    for path, document in files.items():
        schema = "siteindex.xsd" if path == "sitemap.xml" else "sitemap.xsd"
        etree.XMLSchema(etree.parse(SCHEMAS / schema)).assertValid(document)
    return files


def addresses(document: etree._Element) -> list[str]:
    return [str(loc.text) for loc in document.iter(LOC)]


def test_the_index_names_the_sitemaps_and_when_a_page_of_theirs_changed_last() -> None:
    files = sitemaps([("", NIGHT), ("roles/r02.html", date(2026, 11, 20)), ("roles/r03.html", date(2026, 11, 23))])
    assert list(files) == ["sitemap-1.xml", "sitemap.xml"]
    assert addresses(files["sitemap-1.xml"]) == [SITE.url, SITE.url + "roles/r02.html", SITE.url + "roles/r03.html"]
    assert [element.text for element in files["sitemap.xml"].iter() if len(element) == 0] == [SITE.url + "sitemap-1.xml", "2026-11-23"]
    assert list(sitemap_files([], SITE)) == []
    # A sitemap may name only what lies in its own folder or below: that is the root.
    assert not any("/" in path for path in files)


def test_addresses_are_percent_encoded_and_escaped() -> None:
    hostile = "roles/é <b>\"'&.html?level=senior&x=]]>#\ud800\x00"
    (address,) = addresses(sitemaps([(hostile, NIGHT)])["sitemap-1.xml"])
    assert address == SITE.url + "roles/%C3%A9%20%3Cb%3E%22'&.html?level=senior&x=%5D%5D%3E%23?%00"


def test_no_sitemap_holds_more_than_50_000_addresses() -> None:
    pages = [(f"roles/r{number:016x}.html", NIGHT) for number in range(50_001)]
    files = sitemaps(pages)
    assert [len(document) for document in files.values()] == [50_000, 1, 2]
    assert [address for path in ("sitemap-1.xml", "sitemap-2.xml") for address in addresses(files[path])] == [
        SITE.url + path for path, _ in pages
    ]


def test_no_sitemap_is_larger_than_the_protocol_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "_MOST_BYTES", 1000)
    files = dict(sitemap_files([(f"roles/{number}.html", NIGHT) for number in range(40)], SITE))
    assert all(len(content) <= 1000 for path, content in files.items() if path != "sitemap.xml")
    found = [address for path, content in files.items() if path != "sitemap.xml" for address in addresses(etree.fromstring(content))]
    assert found == [f"{SITE.url}roles/{number}.html" for number in range(40)]
    assert addresses(etree.fromstring(files["sitemap.xml"])) == [SITE.url + path for path in files if path != "sitemap.xml"]


def test_robots_txt_lets_crawlers_in_and_names_the_sitemap() -> None:
    path, content = robots_file(SITE)
    assert path == "robots.txt"
    read = Protego.parse(content.decode())
    assert list(read.sitemaps) == [SITE.url + "sitemap.xml"]
    assert read.can_fetch(SITE.url + "roles/r02.html", "anybot")
    assert read.can_fetch(SITE.url + "sitemap-1.xml", "anybot")
    assert read.can_fetch(SITE.url + "feed/v2/manifest.json", "anybot")
    assert not read.can_fetch(SITE.url + "feeds/all.rss", "anybot")
    also_read = urllib.robotparser.RobotFileParser()
    also_read.parse(content.decode().splitlines())
    assert also_read.site_maps() == [SITE.url + "sitemap.xml"]
    assert also_read.can_fetch("anybot", SITE.url)
    assert not also_read.can_fetch("anybot", SITE.url + "feeds/all.rss")
