"""Files of postings: Parquet, CSV and JSON lines, and what is wrong with them in words."""

import csv
import gzip
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from extractors.board import Board
from extractors.errors import BadFile
from extractors.files import file_answer, file_board, read_file, read_postings
from extractors.landing import Landing
from extractors.read import parse_board, read_again
from tests.extractors.golden import FIXTURES, SHARED

ROWS: list[dict[str, Any]] = [
    {
        "id": "1",
        "title": " Product  Manager ",
        "description": "You own\none feature.",
        "company": "Nimbus Lane",
        "salary_min": 50000.0,
        "salary_period": "year",
    },
    {
        "id": "2",
        "title": "Product Owner, “Maps”",
        "description": '<p>Comma, quote " and ünïcode; mail a.b@c.example</p>',
        "company": None,
        "salary_min": None,
        "salary_period": None,
    },
    {"id": None, "title": "No id", "description": "Text.", "company": None, "salary_min": None, "salary_period": None},
    {"id": "4", "title": "", "description": "Text.", "company": None, "salary_min": None, "salary_period": None},
    {"id": "5", "title": "No text", "description": " ", "company": None, "salary_min": None, "salary_period": None},
]


def _parquet(path: Path, rows: list[dict[str, Any]]) -> None:
    pq.write_table(pa.Table.from_pylist(rows), path)


def _csv(path: Path, rows: list[dict[str, Any]], delimiter: str = ",") -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    _bytes(path, text.getvalue().encode())


def _jsonl(path: Path, rows: list[dict[str, Any]]) -> None:
    _bytes(path, "".join(json.dumps(row) + "\n" for row in rows).encode())


def _bytes(path: Path, content: bytes) -> None:
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)


WRITERS: list[tuple[str, Callable[[Path, list[dict[str, Any]]], None]]] = [
    ("rows.parquet", _parquet),
    ("rows.csv", _csv),
    ("rows.csv.gz", _csv),
    ("ROWS.JSONL", _jsonl),
    ("rows.ndjson", _jsonl),
    ("rows.jsonl.gz", _jsonl),
]


@pytest.mark.parametrize(("name", "write"), WRITERS, ids=[name for name, _ in WRITERS])
def test_all_kinds_read_alike(tmp_path: Path, name: str, write: Callable[[Path, list[dict[str, Any]]], None]) -> None:
    write(tmp_path / name, ROWS)
    rows = list(read_file(tmp_path / name))
    assert [row.id for row in rows] == ["1", "2", None, "4", "5"]
    assert rows[0].description == "You own\none feature."
    read = read_postings(tmp_path / name, board=Board(source="file", token="rows", company="From the board"))
    assert (read.state, read.complete, read.board.token) == ("read", False, "rows")
    assert [(posting.identifier, posting.title, posting.hiring_organization) for posting in read.postings] == [
        ("1", "Product Manager", "Nimbus Lane"),
        ("2", "Product Owner, “Maps”", "From the board"),
    ]
    assert (read.postings[0].base_salary_min, read.postings[0].salary_unit) == (50000.0, "YEAR")
    assert "[e-mail removed]" in read.postings[1].description
    assert [(rejection.identifier, rejection.reason) for rejection in read.rejections] == [
        (None, "no identifier"),
        ("4", "no title"),
        ("5", "no description"),
    ]
    assert len({rejection.position for rejection in read.rejections}) == 3
    assert min(rejection.position for rejection in read.rejections) >= 3


def test_a_column_map_names_theirs(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    _csv(path, [{"job_id": "1", "job_title": "Product Manager", "text": "Words.", "title": "Dr", "firm": "Nimbus Lane"}], delimiter=";")
    columns = {"id": "job_id", "title": "job_title", "description": "text", "company": "firm"}
    (posting,) = read_postings(path, columns).postings
    assert (posting.identifier, posting.title, posting.description, posting.hiring_organization) == (
        "1",
        "Product Manager",
        "Words.",
        "Nimbus Lane",
    )
    assert posting.key == "file:rows.csv:1"


def test_every_optional_column_is_read(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    row = {
        "id": 7,
        "title": "Product Manager",
        "description": "&lt;p&gt;Words.&lt;/p&gt;",
        "html_escaped": True,
        "company": "Nimbus Lane",
        "industry": "travel",
        "department": "Product",
        "location": ["Leeds", "Ghent"],
        "work_mode": "Remote",
        "employment_type": "Full-time",
        "salary_min": 40,
        "salary_max": 50,
        "salary_currency": "GBP",
        "salary_period": "hourly",
        "salary_text": "£40 to £50 an hour",
        "posted_at": datetime(2026, 1, 2, tzinfo=UTC),
        "lang": "en",
        "url": "https://nimbuslane.example/7",
        "apply_url": "javascript:alert(1)",
    }
    _parquet(path, [row])
    (posting,) = read_postings(path).postings
    assert (posting.identifier, posting.description, posting.industry, posting.department) == ("7", "<p>Words.</p>", "travel", "Product")
    assert (posting.job_location, posting.work_mode, posting.employment_type) == (("Leeds", "Ghent"), "remote", "Full-time")
    assert (posting.base_salary_min, posting.base_salary_max, posting.salary_currency, posting.salary_unit) == (40.0, 50.0, "GBP", "HOUR")
    assert (posting.salary_text, posting.in_language) == ("£40 to £50 an hour", "en")
    assert posting.date_posted == datetime(2026, 1, 2, tzinfo=UTC)
    assert (posting.url, posting.apply_url) == ("https://nimbuslane.example/7", None)


def _refused(path: Path, match: str, columns: dict[str, str] | None = None) -> None:
    with pytest.raises(BadFile, match=match) as raised:
        list(read_file(path, columns))
    assert path.name in str(raised.value)
    with pytest.raises(BadFile, match=match):
        read_postings(path, columns)


@pytest.mark.parametrize(("name", "write"), WRITERS, ids=[name for name, _ in WRITERS])
def test_wrong_columns_are_named_with_those_that_are_there(
    tmp_path: Path, name: str, write: Callable[[Path, list[dict[str, Any]]], None]
) -> None:
    write(tmp_path / name, [{"id": "1", "job_title": "Product Manager", "body": "Words."}])
    _refused(tmp_path / name, r"no column title, description; there are: id, job_title, body\. Say which is which")
    _refused(tmp_path / name, r"no column headline \(for title\), description", {"title": "headline"})
    _refused(tmp_path / name, r"no column of ours called tittle; there are id, title, description", {"tittle": "job_title"})


def test_a_mapped_column_must_be_there_even_where_it_is_optional(tmp_path: Path) -> None:
    _csv(tmp_path / "rows.csv", ROWS)
    _refused(tmp_path / "rows.csv", r"no column place \(for location\)", {"location": "place"})


@pytest.mark.parametrize("content", [b"", b"PAR1 nonsense PAR1", b"PAR1", bytes(5000)])
def test_an_unreadable_parquet_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "rows.parquet").write_bytes(content)
    _refused(tmp_path / "rows.parquet", "cannot be read as Parquet")


def test_a_parquet_that_is_damaged_further_on_is_named(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    _parquet(path, ROWS * 500)
    content = bytearray(path.read_bytes())
    content[20:400] = bytes(380)
    path.write_bytes(content)
    _refused(path, "cannot be read as Parquet")


def test_a_csv_that_is_not_utf_8_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes("id,title,description\n1,Product Manager,Words\n2,Chef de produit confirmé,Texte\n".encode("latin-1"))
    _refused(path, r"line 3: not UTF-8 \(byte e9\)")


def test_a_csv_with_a_mark_at_its_beginning_is_read(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_bytes(b"\xef\xbb\xbfid\ttitle\tdescription\r\n1\tProduct Manager\tWords\r\n\r\n")
    assert [row.id for row in read_file(tmp_path / "rows.csv")] == ["1"]


def test_csv_rows_with_other_cells_than_the_header_are_rejected_by_line(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(
        'id,title,description\n1,Product Manager,"Words\non two lines"\n'
        "2,Product, Manager,Words\n3,Product Manager\n4,Product Manager,Words\n"
    )
    read = read_postings(path)
    assert [posting.identifier for posting in read.postings] == ["1", "4"]
    assert [(rejection.position, rejection.reason, rejection.detail) for rejection in read.rejections] == [
        (4, "not an object", "the row has 4 cells where the first line names 3"),
        (5, "not an object", "the row has 2 cells where the first line names 3"),
    ]


def test_a_cell_may_hold_a_whole_page(tmp_path: Path) -> None:
    _csv(tmp_path / "rows.csv", [{"id": "1", "title": "Product Manager", "description": "Words. " * 100_000}])
    assert len(next(read_file(tmp_path / "rows.csv")).description or "") == 700_000
    _csv(tmp_path / "huge.csv", [{"id": "1", "title": "Product Manager", "description": "Words. " * 400_000}])
    assert [rejection.reason for rejection in read_postings(tmp_path / "huge.csv").rejections] == ["too large"]


def test_json_lines_that_are_none_are_named_by_their_line(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    good = json.dumps(ROWS[0])
    path.write_text(f"{good}\n\n{good[:-5]}\n")
    _refused(path, "line 3: not JSON")
    path.write_bytes(good.encode() + b'\n{"id":"\xff"}\n')
    _refused(path, "line 2: not JSON")
    path.write_text(f"{good}\n[1]\n3\n")
    assert [rejection.reason for rejection in read_postings(path).rejections] == ["not an object"] * 2


def test_columns_of_json_lines_may_come_late(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    _jsonl(path, [{"id": str(number), "title": "PM"} for number in range(50)] + [ROWS[0] | {"id": "x"}])
    assert [posting.identifier for posting in read_postings(path).postings] == ["x"]
    _jsonl(path, [ROWS[0] | {"id": str(number)} for number in range(350)])
    assert [row.id for row in read_file(path)] == [str(number) for number in range(350)]


@pytest.mark.parametrize("name", ["rows.csv", "rows.jsonl"])
def test_an_empty_file_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"")
    _refused(tmp_path / name, "is empty")


@pytest.mark.parametrize("name", ["rows.csv.gz", "rows.jsonl.gz"])
def test_gzip_that_is_none_or_is_cut_short_is_named(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"id,title,description\n")
    _refused(path, "cannot be unpacked")
    (_csv if "csv" in name else _jsonl)(path, ROWS * 1000)
    path.write_bytes(path.read_bytes()[:-50])
    _refused(path, "cannot be unpacked")


def test_a_file_that_is_not_there_or_of_another_kind_is_named(tmp_path: Path) -> None:
    _refused(tmp_path / "rows.csv", "No such file")
    (tmp_path / "folder.csv").mkdir()
    _refused(tmp_path / "folder.csv", "directory")
    (tmp_path / "rows.xlsx").write_bytes(b"x")
    _refused(tmp_path / "rows.xlsx", r"files that can be read end in \.parquet, \.csv")


def test_rows_come_one_batch_at_a_time(tmp_path: Path) -> None:
    """A damaged end does not keep the first rows back: nobody reads ahead to the end of the file."""
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(ROWS[0]) + "\n" for _ in range(5000)) + "nonsense\n")
    rows = read_file(path)
    assert [next(rows).number for _ in range(3000)] == list(range(1, 3001))
    with pytest.raises(BadFile, match="line 5001"):
        list(rows)


def test_an_ingested_file_is_landed_and_read_again_with_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "some rows?.csv"
    _csv(path, [{"job id": "1", "title": "Product Manager", "description": "Words."}])
    board = file_board(path, company="Nimbus Lane")
    answer = file_answer(path, {"id": "job id"})
    assert answer.url == "file:some%20rows%3F.csv?id=job+id"
    read = parse_board(board, (answer,))
    assert (read.state, read.complete, len(read.postings)) == ("read", False, 1)
    landing = Landing(tmp_path / "landing")
    landing.keep(datetime(2026, 11, 22, tzinfo=UTC).date(), "r1", board, read, (answer,))
    (run,) = landing.runs()
    assert run.kind == "ingest"
    assert [read_again(landed) for landed in run.reads()] == [read]


def test_a_bad_file_as_a_board_is_a_state_not_an_exception(tmp_path: Path) -> None:
    (tmp_path / "rows.parquet").write_bytes(b"nonsense")
    answer = file_answer(tmp_path / "rows.parquet")
    read = parse_board(file_board(tmp_path / "rows.parquet"), (answer,))
    assert read.state == "changed"
    assert "cannot be read as Parquet" in (read.message or "")


def test_the_fixture_reads_as_it_stands() -> None:
    read = read_postings(FIXTURES / "files" / "postings.csv", {"id": "reference", "description": "text"})
    assert [(posting.identifier, posting.title, posting.job_location, posting.in_language) for posting in read.postings] == [
        ("NL-1", "Product Manager, Billing", ("Leeds",), "en"),
        ("NL-3", "Chef de produit", ("Lyon",), "fr"),
    ]
    assert [(rejection.position, rejection.reason) for rejection in read.rejections] == [(4, "no title")]


def test_real_postings_are_read_without_a_rejection() -> None:
    path = SHARED / "postings" / "pm.parquet"
    if not path.exists():
        pytest.skip(f"no real postings here ({path} does not exist)")
    read = read_postings(path)
    assert (len(read.postings), read.rejections) == (969, ())
    assert sum("&lt;p" in posting.description for posting in read.postings) == 0


def test_what_is_stated_in_words_is_read_as_on_a_board(tmp_path: Path) -> None:
    stated = [
        {"posted_at": "3 days ago", "location": "Remote - EMEA", "salary_text": "€80,000 - €100,000 per year"},
        {"posted_at": "20261101T100000Z", "location": "Lyon", "salary_text": "60.000 €", "salary_currency": "EUR", "salary_period": "year"},
        {"posted_at": "01/11/2026", "location": "Berlin or remote", "salary_text": "competitive", "salary_period": "year"},
    ]
    rows = [{"id": str(n), "title": "PM", "description": "You own it.", "company": "Acme", **row} for n, row in enumerate(stated)]
    columns = dict.fromkeys(key for row in rows for key in row)
    _csv(tmp_path / "said.csv", [{key: row.get(key, "") for key in columns} for row in rows])
    read = read_postings(tmp_path / "said.csv")
    ago, basic, unclear = read.postings
    assert ago.date_posted is not None
    assert ((read.fetched_at - ago.date_posted).days, ago.date_posted_relative) == (3, True)
    assert (ago.work_mode, ago.applicant_location) == ("remote", ("EMEA",))
    assert (ago.base_salary_min, ago.base_salary_max, ago.salary_currency, ago.salary_unit) == (80_000, 100_000, "EUR", "YEAR")
    assert basic.date_posted == datetime(2026, 11, 1, 10, tzinfo=UTC)
    assert (basic.base_salary_min, basic.salary_unit, basic.salary_year_min) == (60_000, "YEAR", 60_000)
    assert (unclear.date_posted, unclear.work_mode, unclear.base_salary_min, unclear.salary_unit) == (None, "unknown", None, None)
