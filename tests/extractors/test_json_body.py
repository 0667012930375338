"""A body that should be JSON: what it is instead is said in words."""

import pytest

from extractors.board import Board
from extractors.errors import SourceChanged, SourceUnavailable
from extractors.json_body import cut_short, json_of, rows_of
from extractors.read import parse_board
from extractors.sources import sources
from tests.extractors.golden import FIXTURES, answer_of, board_of


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"<!DOCTYPE html><html><head><title>Derby\n App</title></head></html>", "a page that calls itself 'Derby App'"),
        (b"  <html><h1>Just a moment...</h1>", "a page that calls itself 'Just a moment...'"),
        (b"<html></html>", "a page without a title"),
        (b"<?xml version='1.0'?><jobs/>", "an XML document"),
        (b"Not Found", "text that begins 'Not Found'"),
        (b"\x89PNG\r\n", "text that begins"),
        (b"[1,,2]", "something like JSON that cannot be read"),
        (b"[" * 5000 + b"]" * 5000, "something like JSON that cannot be read"),
        (b'["\xff"]', "something like JSON that cannot be read"),
    ],
)
def test_what_is_no_json_says_what_it_is(body: bytes, says: str) -> None:
    with pytest.raises(SourceChanged, match="answered") as raised:
        json_of(answer_of(body))
    assert says in str(raised.value)
    assert "https://board.example/jobs" in str(raised.value)


@pytest.mark.parametrize("body", [b"", b" \n", b"\xef\xbb\xbf"])
def test_nothing_is_unavailable(body: bytes) -> None:
    with pytest.raises(SourceUnavailable, match="nothing at all"):
        json_of(answer_of(body))


@pytest.mark.parametrize("source", ["greenhouse", "lever", "ashby"])
def test_an_answer_cut_anywhere_is_unavailable(source: str) -> None:
    """Nowhere does a piece of an answer pass for a shorter board, or for one that changed its format."""
    whole = (FIXTURES / source / "plain" / "response.json").read_bytes().strip()
    for length in range(1, len(whole)):
        assert cut_short(whole[:length]), whole[:length][-40:]
    assert not cut_short(whole)
    assert parse_board(board_of(source), (answer_of(whole[: len(whole) // 2]),)).state == "unavailable"


def test_marks_and_halves_of_signs_pass() -> None:
    assert json_of(answer_of(b'\xef\xbb\xbf ["\\ud83d"]\n')) == ["\ud83d"]


@pytest.mark.parametrize(
    ("body", "key", "says"),
    [
        (b'{"jobs":{}}', "jobs", "an object with `jobs` where an object with a list `jobs`"),
        (b'{"a":1,"b":2}', "jobs", "an object with `a`, `b`"),
        (b"{}", "jobs", "an object with no keys"),
        (b"[]", "jobs", "a list where an object with a list `jobs`"),
        (b'{"jobs":[]}', None, "an object with `jobs` where a list"),
        (b'{"ok":false,"error":"Document not found"}', None, "the error 'Document not found'"),
        (b'{"\\ud800":1}', "jobs", "an object with `\ufffd` where"),
        (b'{"error":"\\ud800 oh"}', None, "the error '\ufffd oh'"),
        (b"null", None, "a bare NoneType"),
        (b'"x"', "jobs", "a bare str"),
    ],
)
def test_another_outer_shape_is_named(body: bytes, key: str | None, says: str) -> None:
    with pytest.raises(SourceChanged) as raised:
        rows_of(answer_of(body), key)
    assert says in str(raised.value)
    assert str(raised.value).encode()  # the landing keeps it as UTF-8


def test_a_board_that_sends_fewer_than_it_says_is_unavailable() -> None:
    read = parse_board(board_of("greenhouse"), (answer_of(b'{"jobs":[],"meta":{"total":40}}'),))
    assert (read.state, read.postings) == ("unavailable", ())
    assert "says that it has 40 entries and sent 0" in (read.message or "")


def test_a_mistake_in_a_platforms_module_costs_its_own_board_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("oh")

    monkeypatch.setattr(sources()["lever"], "parse", broken)
    read = parse_board(board_of("lever"), (answer_of(b"[]"),))
    assert (read.state, read.message) == ("changed", "The answer could not be read: KeyError: 'oh'")


def test_a_source_that_is_no_more_is_a_state() -> None:
    board = Board(source="myspace", token="x", company="x")
    assert "no source 'myspace'" in (parse_board(board, (answer_of(b"[]"),)).message or "")
    assert parse_board(board, ()).state == "unavailable"
