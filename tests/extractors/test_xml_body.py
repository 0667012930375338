"""Answers that should be XML: read, mended where that is safe, or refused with a reason."""

import pytest

from extractors.entries import Unread
from extractors.errors import SourceChanged, SourceUnavailable
from extractors.xml_body import items_of, text_of, xml_of
from tests.extractors.golden import answer_of

ONE = b"<jobs><job><id>1</id><name>Product Manager</name></job></jobs>"


def read(body: bytes) -> list[str | None]:
    items = items_of(answer_of(body), root="jobs", item="job", identifier="id")
    return [f"unreadable {item.identifier}" if isinstance(item, Unread) else text_of(item) for item in items]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "holds nothing at all"),
        (b" \xef\xbb\xbf ", "where XML was expected"),
        (b"<!DOCTYPE html><html><head><title>Work with us</title></head></html>", "calls itself 'Work with us'"),
        (b"<html><body><p>No feed</p></body></html>", "a page without a title"),
        (b'{"jobs": []}', "text that begins"),
        (b"<positions></positions>", "another kind"),
        (b'<!DOCTYPE jobs [<!ENTITY a SYSTEM "file:///etc/hostname">]><jobs><job><id>&a;</id></job></jobs>', "document type"),
        (b"<jobs><job><id>1</job></id></jobs>", "cannot be read"),
        (b"<jobs><job><id>1</id><job><id>2</id></job></jobs>", "cannot be read"),
    ],
)
def test_refuses_what_is_no_such_feed(body: bytes, said: str) -> None:
    with pytest.raises((SourceChanged, SourceUnavailable), match=said):
        read(body)


@pytest.mark.parametrize("cut", range(7, len(ONE)))
def test_a_feed_that_breaks_off_is_unavailable(cut: int) -> None:
    with pytest.raises(SourceUnavailable, match="breaks off"):
        read(ONE[:cut])


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (b"R&D", "R&D"),
        (b"R&amp;D", "R&D"),
        (b"A&nbsp;B", "A\u00a0B"),
        (b"caf&eacute;", "caf\u00e9"),
        (b"&bogus; &#9; &#x26;", "&bogus; \t &"),
        (b"a\x0bb", "a b"),
        (b"<![CDATA[R&D &nbsp; </job>]]>", "R&D &nbsp; </job>"),
        (b"<!-- </job> -->x", "x"),
    ],
)
def test_mends_what_can_be_meant_in_one_way_only(text: bytes, meant: str) -> None:
    assert read(b"<jobs><job>" + text + b"</job></jobs>") == [meant]


def test_one_item_that_is_not_well_formed_costs_itself_only() -> None:
    body = b"<jobs><job>a</job><job><id>7</id><br></job><job/><job>b<![CDATA[<job>]]></job></jobs>"
    assert read(body) == ["a", "unreadable 7", None, "b<job>"]
    assert [text_of(item) for item in xml_of(answer_of(body), root="jobs", item="job")] == ["a", "7", None, "b<job>"]


def test_bytes_that_are_no_letters_cost_their_item_only() -> None:
    assert read(b"<jobs><job>caf\xe9</job><job>caf\xc3\xa9</job></jobs>") == ["unreadable None", "caf\u00e9"]
    latin = b'<?xml version="1.0" encoding="ISO-8859-1"?><jobs><job>caf\xe9</job><job><br></job></jobs>'
    assert read(latin) == ["caf\u00e9", "unreadable None"]


def test_an_empty_feed_is_no_error() -> None:
    assert read(b"<jobs/>") == read(b"\xef\xbb\xbf<?xml version='1.0'?><jobs>\n</jobs>\n") == []
