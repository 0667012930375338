"""Sitemaps (https://www.sitemaps.org/protocol.html): XML or text, packed or not; and indexes of them."""

import re
import zlib
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from extractors.fields import instant, web_url

# The protocol's own limits on one file.
MAX_ENTRIES = 50_000
MAX_BYTES = 50 * 1024 * 1024
_GZIP = b"\x1f\x8b"
# A comment ends where it first may: to try its other ends as well would take for ever, where there are some dozens.
_ENDS = re.compile(rb"</\s*(?:[\w.-]{1,40}:)?(?:urlset|sitemapindex)\s*>\s*+(?:<!--(?>.{0,2000}?-->)\s*+)*+$", re.DOTALL)
_BARE = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
_LOOKS_LIKE_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!--|(?:[\w.-]{1,40}:)?(?:urlset|sitemapindex)\b)|\xff\xfe<|\xfe\xff\x00<")


class NoSitemap(ValueError):
    """It is something else (a page that says that there is none); the message says what is wrong."""


class CutShort(ValueError):
    """It is a sitemap, and breaks off: what it lists is not all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One address of a sitemap."""

    url: str
    lastmod: datetime | None = None  # UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """What one file lists, in its order and without doubles."""

    pages: tuple[Listed, ...] = ()
    maps: tuple[Listed, ...] = ()  # further sitemaps
    whole: bool = True  # False where it lists more than the protocol lets one file list


def read_sitemap(body: bytes) -> Sitemap:
    """Returns what a sitemap lists. Raises NoSitemap, or CutShort."""
    if body.startswith(_GZIP):
        body = _unpacked(body)
    return _read_xml(body) if _LOOKS_LIKE_XML.match(body) else _read_text(body)


def _unpacked(body: bytes) -> bytes:
    """Returns what is packed in one or several pieces; no more of it than a sitemap may have."""
    found = bytearray()
    try:
        while body.startswith(_GZIP):
            unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
            found += unpacker.decompress(body, MAX_BYTES + 1 - len(found))
            if len(found) > MAX_BYTES:
                raise NoSitemap(f"unpacked it has more than {MAX_BYTES:,} bytes")
            if not unpacker.eof:
                raise CutShort("the packed file breaks off")
            body = unpacker.unused_data
    except zlib.error as error:
        raise NoSitemap(f"it cannot be unpacked ({error})") from None
    return bytes(found)


def _read_xml(body: bytes) -> Sitemap:
    root = _root(body)
    kind = _name(root)
    if kind not in ("urlset", "sitemapindex"):
        raise NoSitemap(f"it is XML of another kind (<{kind[:40]}>)")
    pages: dict[str, Listed] = {}
    maps: dict[str, Listed] = {}
    whole = True
    for item in root:
        name = _name(item)
        if name not in ("url", "sitemap"):
            continue
        if len(pages) + len(maps) == MAX_ENTRIES:
            whole = False
            break
        said = {_name(part): (part.text or "").strip() for part in list(item)[:50] if _is_text(part, item)}
        if (url := web_url(said.get("loc"))) is not None:
            (pages if name == "url" else maps).setdefault(url, Listed(url=url, lastmod=instant(said.get("lastmod"))))
    return Sitemap(pages=tuple(pages.values()), maps=tuple(maps.values()), whole=whole)


def _root(body: bytes) -> etree._Element:
    if len(body) > MAX_BYTES:
        raise NoSitemap(f"it has more than {MAX_BYTES:,} bytes")
    try:
        return _parsed(body, recover=False)
    except etree.XMLSyntaxError as error:
        if not _ENDS.search(body[-3_000:]) and b"\x00" not in body[:100]:
            if re.search(rb"<(?:[\w.-]{1,40}:)?(?:urlset|sitemapindex)\b", body[:5_000]):
                raise CutShort(f"it breaks off ({error.msg})") from None
            raise NoSitemap(f"it is no XML ({error.msg})") from None
    # A bare & in an address is the slip that whole sitemaps have.
    try:
        return _parsed(_BARE.sub(b"&amp;", body) if b"\x00" not in body[:100] else body, recover=True)
    except etree.XMLSyntaxError as error:
        raise NoSitemap(f"it is no XML ({error.msg})") from None


def _parsed(body: bytes, *, recover: bool) -> etree._Element:
    parser = etree.XMLParser(
        recover=recover, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    root: etree._Element | None = etree.fromstring(body, parser)
    if root is None:
        raise NoSitemap("it is no XML")
    return root


def _name(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _is_text(part: etree._Element, item: etree._Element) -> bool:
    """Says whether it is one of the protocol's own elements (not an image's address), and nothing but text (no entity left as it is)."""
    return isinstance(part.tag, str) and part.tag.rpartition("}")[0] == item.tag.rpartition("}")[0] and not len(part)


def _read_text(body: bytes) -> Sitemap:
    """Returns the addresses of a text that has one a line, and nothing else."""
    begins = body[:4_000].decode("utf-8-sig", "replace").split(maxsplit=1)
    if not begins or web_url(begins[0]) is None:
        raise NoSitemap("it is neither XML nor a list of addresses")
    lines = [line.strip() for line in body[:MAX_BYTES].decode("utf-8-sig", "replace").splitlines() if line.strip()]
    urls = dict.fromkeys(url for line in lines[:MAX_ENTRIES] if (url := web_url(line)) is not None)
    return Sitemap(pages=tuple(Listed(url=url) for url in urls), whole=len(lines) <= MAX_ENTRIES and len(body) <= MAX_BYTES)
