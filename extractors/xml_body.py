"""A body that should be XML: its items, or what it is instead. Nothing outside of it is ever loaded."""

import re
from html import unescape
from typing import Any

from lxml import etree

from extractors.entries import Unread
from extractors.errors import SourceChanged, SourceUnavailable
from extractors.fields import fold
from extractors.json_body import what_else
from extractors.reading import Answer

Element = Any  # lxml ships no types

_BOM = b"\xef\xbb\xbf"
_PAGE = re.compile(rb"\s*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
# A page's title stands near its beginning; the rest of a page that should not be there is not worth parsing.
_PAGE_HEAD = 50_000
# One that is never closed goes on to the end: looking for its end anew from each would take for ever.
_OPAQUE = re.compile(rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL)
_MOST_BROKEN = 100  # more items than this are no slips: it is another format
# What XML 1.0 allows nowhere, and pasted texts hold.
_NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_AMPERSAND = re.compile(rb"&(?!#\d{1,7};|#x[0-9a-fA-F]{1,6};|(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,30};)?")


def items_of(answer: Answer, *, root: str, item: str, identifier: str) -> list[Element | Unread]:
    """Returns the elements called `item` of an answer whose root is called `root`, in their order.

    Slips that can be meant in one way only (a bare `&`, `&nbsp;`) are mended. An item that still is not well-formed is
    Unread, with what its `identifier` holds; the others do not suffer from it. Raises SourceUnavailable where the answer
    breaks off or holds nothing, SourceChanged where it is something else (a page: by what name it goes).
    """
    body = _NOT_XML.sub(b" ", answer.body.removeprefix(_BOM)).strip()
    if not body:
        raise SourceUnavailable(f"The answer from {answer.url} holds nothing at all.")
    if body[:1] != b"<" or _PAGE.match(body):
        raise SourceChanged(f"{answer.url} answered {what_else(body)} where XML was expected.")
    bare = _without_texts(body)
    if re.search(rb"<!DOCTYPE|<!ENTITY", bare, re.IGNORECASE):
        # No feed needs one; it could make the reader expand or load what it names.
        raise SourceChanged(f"{answer.url} answered XML with a document type, which is not read.")
    name = re.escape(root.encode())
    if re.search(rb"<%b\b" % name, bare) and not re.search(rb"(?:</%b\s*>|<%b\b[^<>]*/>)\s*\Z" % (name, name), bare):
        raise SourceUnavailable(f"The answer from {answer.url} breaks off after {len(body):,} bytes.")
    body = _mended(body)
    try:
        found = _parsed(body)
    except etree.XMLSyntaxError as error:
        return _one_by_one(answer, body, root, item, identifier, str(error.msg))
    if name_of(found) != root:
        raise SourceChanged(f"{answer.url} answered XML of another kind (<{name_of(found)[:40]}>) where <{root}> was expected.")
    return [each for each in found.iter() if name_of(each) == item]


def xml_of(answer: Answer, *, root: str, item: str) -> Element:
    """Returns what `items_of` does as the children of one element; an item that is not well-formed has nothing but its `id`."""
    found = etree.Element(root)
    for each in items_of(answer, root=root, item=item, identifier="id"):
        if isinstance(each, Unread):
            etree.SubElement(etree.SubElement(found, item), "id").text = each.identifier
        else:
            found.append(each)
    return found


def name_of(element: Element) -> str:
    """Returns an element's name without its namespace; of a comment none."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: Element | None, name: str) -> list[Element]:
    """Returns the elements of this name that stand directly in it."""
    return [] if element is None else [each for each in element if name_of(each) == name]


def child(element: Element | None, name: str) -> Element | None:
    """Returns the first of them."""
    return next(iter(children(element, name)), None)


def text_of(element: Element | None) -> str | None:
    """Returns the text of an element."""
    return None if element is None else "".join(element.itertext()).strip() or None


def html_of(element: Element | None) -> str | None:
    """Returns what stands in an element: its text, and where HTML was put there as it is, that HTML."""
    if element is None:
        return None
    pieces = [element.text or "", *(etree.tostring(each, encoding="unicode") for each in element)]
    return "".join(pieces).strip() or None


def _parsed(body: bytes) -> Element:
    return etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True))


def _one_by_one(answer: Answer, body: bytes, root: str, item: str, identifier: str, error: str) -> list[Element | Unread]:
    """Returns what `items_of` does, of an answer that is not well-formed somewhere."""
    bare = _without_texts(body)
    declared = re.match(rb"<\?xml\b[^<>]*\?>", body)
    opening = re.search(rb"<%b\b[^<>]*>" % re.escape(root.encode()), bare)
    # With the encoding that is declared, and the prefixes of names.
    before = (declared[0] if declared else b"") + (opening[0] if opening else b"<x>")
    after = b"</%b>" % (root.encode() if opening else b"x")
    found: list[Element | Unread] = []
    broken = 0
    for start, end in _spans(bare, item):
        try:
            found.append(child(_parsed(before + body[start:end] + after), item))
        except etree.XMLSyntaxError as why:
            stated = re.search(rb"<%b(?:\s[^<>]*)?>([^<>]{1,200})</" % re.escape(identifier.encode()), bare[start:end])
            number = fold(stated[1].decode("utf-8", "replace")) if stated else None
            said = f"it is not well-formed: {fold(str(why.msg))[:200]}"
            found.append(Unread(identifier=number or None, title=None, reason="unreadable", detail=said))
            broken += 1
            if broken > _MOST_BROKEN:
                break
    if broken == len(found) or broken > _MOST_BROKEN:
        raise SourceChanged(f"{answer.url} answered something like XML that cannot be read: {fold(error)[:200]}.")
    return found


def _spans(bare: bytes, item: str) -> list[tuple[int, int]]:
    """Returns where the items begin and end; none where beginnings and ends do not take turns, so that nobody can say it."""
    spans = []
    start = None
    for tag in re.finditer(rb"<(/?)%b(?:\s[^<>]*?)?(/?)>" % re.escape(item.encode()), bare):
        if bool(tag[1]) is (start is None):
            return []
        if tag[1] or tag[2]:
            spans.append((tag.start() if start is None else start, tag.end()))
            start = None
        else:
            start = tag.start()
    return spans if start is None else []


def _without_texts(body: bytes) -> bytes:
    """Returns the XML with blanks for what is no markup though it may look like it, all else at its place."""
    return _OPAQUE.sub(lambda found: b" " * len(found[0]), body)


def _mended(body: bytes) -> bytes:
    """Returns the XML with bare ampersands escaped and HTML's names of characters as these characters."""
    pieces = []
    at = 0
    for opaque in _OPAQUE.finditer(body):
        pieces += [_AMPERSAND.sub(_escaped, body[at : opaque.start()]), opaque[0]]
        at = opaque.end()
    return b"".join([*pieces, _AMPERSAND.sub(_escaped, body[at:])])


def _escaped(found: re.Match[bytes]) -> bytes:
    if found[1] is None:
        return b"&amp;"
    stated = found[0].decode("ascii")
    meant = unescape(stated)
    named = meant != stated and not meant.isascii()
    return "".join(f"&#{ord(each)};" for each in meant).encode() if named else b"&amp;" + found[0][1:]
