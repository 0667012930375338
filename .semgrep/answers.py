import gzip
import zlib

import requests
import zstandard
from lxml import etree


def found(url, body):
    # ruleid: asked-past-the-session
    requests.get(url, timeout=5)
    # ruleid: unpacked-without-a-bound
    gzip.decompress(body)
    # ruleid: unpacked-without-a-bound
    zstandard.ZstdDecompressor().decompress(body)
    # ruleid: unpacked-without-a-bound
    zlib.decompressobj(31).decompress(body)
    # ruleid: xml-that-loads-or-expands
    etree.fromstring(body)
    # ruleid: xml-that-loads-or-expands
    etree.fromstring(body, etree.XMLParser(no_network=True))


def not_found(session, url, body):
    # ok: asked-past-the-session
    session.get(url)
    # ok: asked-past-the-session
    isinstance(body, requests.Response)
    # ok: unpacked-without-a-bound
    zlib.decompressobj(31).decompress(body, 1_000)
    # ok: unpacked-without-a-bound
    zstandard.ZstdDecompressor().stream_reader(body).read(1_000)
    # ok: xml-that-loads-or-expands
    etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True))
