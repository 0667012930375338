"""The sitemap (sitemaps.org, protocol 0.9), and robots.txt, which names it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from urllib.parse import quote, urlsplit

from lxml import etree

from warehouse.feed.site import File, Site

_Address = tuple[str, date]

# The protocol's own limits for one file.
_MOST_ADDRESSES = 50_000
_MOST_BYTES = 50 * 1024 * 1024


def sitemap_files(pages: Iterable[tuple[str, date]], site: Site) -> Iterator[File]:
    """Yields sitemap-<n>.xml and at last sitemap.xml, their index, of the pages (path in the folder, night of the last change).

    They lie in the root: a sitemap may name only what lies in its own folder or below.

    Yields nothing where there are no pages: the protocol has no empty sitemap.
    """
    index: list[_Address] = []
    for addresses, document in _sitemaps([(site.url + _as_address(path), changed) for path, changed in pages]):
        path = f"sitemap-{len(index) + 1}.xml"
        index.append((site.url + path, max(changed for _, changed in addresses)))
        yield path, document
    if index:
        yield "sitemap.xml", _document("sitemapindex", "sitemap", index)


def robots_file(site: Site) -> File:
    """Returns robots.txt: crawlers read the pages, not the news, in which job sites' postings stand as well.

    What the pages themselves fetch (feed/) they may read, or they would see an empty list.

    They read it at the root of a host only; one that stands deeper is for whoever copies it there.
    """
    path = urlsplit(site.url).path
    return "robots.txt", f"User-agent: *\nDisallow: {path}feeds/\n\nSitemap: {site.url}sitemap.xml\n".encode()


def _sitemaps(addresses: Sequence[_Address]) -> Iterator[tuple[Sequence[_Address], bytes]]:
    for start in range(0, len(addresses), _MOST_ADDRESSES):
        some = addresses[start : start + _MOST_ADDRESSES]
        document = _document("urlset", "url", some)
        if len(document) <= _MOST_BYTES or len(some) == 1:
            yield some, document
        else:
            for half in (some[: len(some) // 2], some[len(some) // 2 :]):
                yield from _sitemaps(half)


def _document(root: str, row: str, addresses: Iterable[_Address]) -> bytes:
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    top = etree.Element(f"{{{namespace}}}{root}", nsmap={None: namespace})
    for address, changed in addresses:
        entry = etree.SubElement(top, f"{{{namespace}}}{row}")
        etree.SubElement(entry, f"{{{namespace}}}loc").text = address
        etree.SubElement(entry, f"{{{namespace}}}lastmod").text = changed.isoformat()
    document: bytes = etree.tostring(top, xml_declaration=True, encoding="UTF-8")
    return document


def _as_address(path: str) -> str:
    """Returns the path with everything percent-encoded that may not stand in an address's path or query (RFC 3986)."""
    return quote(path, safe="/?!$&'()*+,;=:@%", errors="replace")
