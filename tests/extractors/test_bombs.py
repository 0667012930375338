"""A few bytes that unpack to gigabytes, nest without an end, or name themselves: what is read of them is bounded, and said."""

import gzip
import json
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from extractors import file_rows
from extractors.errors import BadFile, SourceChanged, SourceUnavailable
from extractors.feed_rows import feed_rows
from extractors.files import read_postings
from extractors.json_body import json_of
from extractors.pages.structured_data import job_postings
from extractors.reading import Answer
from tests.extractors.asking import fails
from tests.extractors.misbehaving import says

ZEROS = b"[" + b" " * 50_000_000
PACKED: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "gzip, gzip": lambda body: gzip.compress(gzip.compress(body)),
    "gzip, deflate, gzip": lambda body: gzip.compress(zlib.compress(gzip.compress(body))),
}


@pytest.mark.parametrize("encoding", PACKED)
def test_an_answer_however_packed_stops_at_the_limit(encoding: str) -> None:
    fails(says(200, PACKED[encoding](ZEROS), Content_Encoding=encoding), SourceChanged, "larger than 1,000,000 bytes", retries=0)


def test_an_answer_that_is_packed_in_a_way_nobody_asked_for_is_refused() -> None:
    packed = ", ".join(["gzip"] * 50)
    fails(says(200, b"x" * 100, Content_Encoding=packed), SourceUnavailable, "could not be read|closed", retries=0)


def _refused(path: Path) -> str:
    assert path.stat().st_size < 1_000_000
    with pytest.raises(BadFile) as raised:
        read_postings(path)
    return str(raised.value)


@pytest.mark.parametrize(("name", "head", "line"), [("a.jsonl.gz", b'{"id": "', 1), ("a.csv.gz", b"id,title,description\n1,x,", 2)])
def test_a_line_without_an_end_is_no_row(tmp_path: Path, name: str, head: bytes, line: int) -> None:
    (tmp_path / name).write_bytes(gzip.compress(head + b"a" * 68_000_000))
    assert _refused(tmp_path / name).endswith(f"{name}, line {line}: longer than 67,108,864 bytes, which no row is.")


def test_rows_without_an_end_are_no_postings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_rows, "_UNPACKED_ANYWAY", 1_000_000)
    row = json.dumps({"id": "1", "title": "x", "description": "a " * 50_000}).encode() + b"\n"
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(row * 100))
    text = pa.DictionaryArray.from_arrays(pa.array([0] * 100), pa.array(["a " * 50_000])).cast(pa.string())
    table = pa.table({"id": [str(number) for number in range(100)], "title": ["x"] * 100, "description": text})
    pq.write_table(table, tmp_path / "a.parquet", compression="zstd")
    for name in ("a.jsonl.gz", "a.parquet"):
        assert "unpacks to more than 200 times as many" in _refused(tmp_path / name)


def test_json_that_nests_without_an_end_is_refused(tmp_path: Path) -> None:
    deep = b"[" * 500_000 + b"]" * 500_000
    with pytest.raises(SourceChanged, match="cannot be read"):
        json_of(_answer(deep))
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"id": "1", "title": "x", "description": ' + deep + b"}\n")
    with pytest.raises(BadFile, match="line 1: not JSON: depth limit"):
        read_postings(path)
    page = b'<script type="application/ld+json">{"@type": "JobPosting", "x": ' + deep + b"}</script>"
    assert job_postings(page).entries == ()


LAUGHS = b"<!DOCTYPE rss [<!ENTITY a0 'ha'>" + b"".join(b"<!ENTITY a%d '%s'>" % (n + 1, b"&a%d;" % n * 10) for n in range(9)) + b"]>"
OUTSIDE = b"<!DOCTYPE rss [<!ENTITY a9 SYSTEM 'file:///etc/hostname'>]>"
PARAMETER = b"<!DOCTYPE rss [<!ENTITY % a SYSTEM 'file:///etc/hostname'> %a; <!ENTITY a9 'x'>]>"


@pytest.mark.parametrize("declared", [LAUGHS, OUTSIDE, PARAMETER], ids=["laughs", "outside", "parameter"])
def test_a_feed_expands_and_loads_nothing(declared: bytes) -> None:
    body = declared + b"<rss version='2.0'><channel><item><title>x&a9;y</title><link>https://a.example/1</link></item></channel></rss>"
    try:
        [row] = feed_rows(_answer(body))
    except SourceChanged:
        return
    told = str(row)
    assert len(told) < 1_000
    assert Path("/etc/hostname").read_text().strip() not in told


def _answer(body: bytes) -> Answer:
    return Answer(url="https://a.example/x", status=200, content_type="", body=body, fetched_at=datetime(2026, 11, 20, tzinfo=UTC))
