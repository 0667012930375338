"""Postings out of files: a Parquet, CSV or JSON lines file is read as a board is, rows in, postings and rejections out."""

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import IO
from urllib.parse import parse_qsl, quote, unquote, urlencode

from extractors.board import Board
from extractors.entries import Form, read_entries, rejection
from extractors.errors import BadFile
from extractors.fields import Entry, currency, fold, instant, language, money_in_digits, places, web_url, words
from extractors.file_rows import kind_of_file, rows_of_file
from extractors.normalise.dates import read_date
from extractors.normalise.pay import NO_PAY, Pay, one_range
from extractors.normalise.pay_words import read_pay
from extractors.normalise.work_mode import all_remote
from extractors.posting import JobPosting, Parsed, WorkMode
from extractors.reading import Answer, BoardRead

REQUIRED = ("id", "title", "description")
OPTIONAL = (
    "company",
    "industry",
    "department",
    "location",
    "work_mode",
    "employment_type",
    "salary_min",
    "salary_max",
    "salary_currency",
    "salary_period",
    "salary_text",
    "posted_at",
    "lang",
    "url",
    "apply_url",
    "html_escaped",
)

_SHOWN_COLUMNS = 30
_BASIC = re.compile(r"\d{8}(?:T\d{4,6}Z?)?")
_MODES: dict[str, WorkMode] = {"remote": "remote", "hybrid": "hybrid", "onsite": "onsite", "on-site": "onsite"}
_UNITS = {"hour": "HOUR", "hourly": "HOUR", "day": "DAY", "daily": "DAY", "week": "WEEK", "weekly": "WEEK"}
_UNITS |= {"month": "MONTH", "monthly": "MONTH", "year": "YEAR", "yearly": "YEAR", "annual": "YEAR", "annually": "YEAR"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """One row under our names. What is absent or empty is None."""

    number: int  # Parquet: the row, from 1; CSV and JSON lines: the line on which it begins
    id: str | None
    title: str | None
    description: str | None
    values: Mapping[str, object]  # every column that was found, by our name
    problem: str | None = None  # why this is no row, where it is none


def read_file(path: Path, columns: Mapping[str, str] | None = None) -> Iterator[FileRow]:
    """Returns the rows of a file one after the other, with only a batch of them in memory.

    `columns` says what our columns are called there (ours -> theirs); others are looked for under our own name.
    Raises BadFile where the file, or a part of it, cannot be read, or has not the columns that it must have.
    """
    try:
        with path.open("rb") as stream:
            yield from _rows(str(path), stream, columns or {})
    except OSError as error:
        raise BadFile(f"{path} cannot be read: {error.strerror or error}.") from None


def read_postings(path: Path, columns: Mapping[str, str] | None = None, *, board: Board | None = None) -> BoardRead:
    """Returns a file's postings as the read of a board (of source `file`; named after the file where none is given).

    The read is never complete: what a file does not hold is not thereby closed. Raises BadFile.
    """
    board = board or file_board(path)
    answer = file_answer(path, columns)
    parsed = parse_file(board, answer)
    return BoardRead(
        board=board,
        state="read",
        fetched_at=answer.fetched_at,
        postings=parsed.postings,
        rejections=parsed.rejections,
        bytes_read=len(answer.body),
        complete=False,
    )


def file_board(path: Path, company: str = "", industry: str | None = None) -> Board:
    """Returns the board that stands for a file; `company` is for rows that name none."""
    return Board(source="file", token=fold(path.name)[:100] or "file", company=company, industry=industry)


def file_answer(path: Path, columns: Mapping[str, str] | None = None) -> Answer:
    """Returns a whole file as an answer, to be kept and read again; its address holds the column map. Raises BadFile."""
    kind = kind_of_file(path.name)
    _known(str(path), columns or {})
    try:
        body = path.read_bytes()
    except OSError as error:
        raise BadFile(f"{path} cannot be read: {error.strerror or error}.") from None
    url = f"file:{quote(path.name)}" + (f"?{urlencode(sorted(columns.items()))}" if columns else "")
    return Answer(url=url, status=200, content_type=kind, body=body, fetched_at=datetime.now(UTC))


def parse_file(board: Board, answer: Answer, *, wants: Callable[[str], bool] | None = None) -> Parsed:
    """Returns postings and rejections of a file, or a part of one, that was kept as an answer. Raises BadFile.

    `wants` is `read_entries`': the texts of other postings are not read.
    """
    return parse_rows(board, answer_rows(answer), answer.fetched_at, wants=wants)


def answer_rows(answer: Answer) -> Iterator[FileRow]:
    """Returns the rows of a file, or a part of one, that was kept as an answer, with their numbers in the file. Raises BadFile."""
    address, _, before = answer.url.removeprefix("file:").partition("#")
    name, _, query = address.partition("?")
    yield from _rows(unquote(name), io.BytesIO(answer.body), dict(parse_qsl(query)), before=int(before) if before else None)


def parse_rows(board: Board, rows: Iterable[FileRow], fetched_at: datetime, *, wants: Callable[[str], bool] | None = None) -> Parsed:
    """Returns postings and rejections of rows; what `rows` raises comes through."""
    entries: list[object] = []
    numbers: list[int] = []
    broken = []
    for row in rows:
        if row.problem is not None:
            broken.append(rejection(board, row.number, "not an object", row.problem))
        else:
            entries.append(row.values)
            numbers.append(row.number)
    form = Form(
        identifier="id",
        title="title",
        description="description",
        text=_description,
        build=lambda entry, posting: _build(entry, posting, fetched_at),
    )
    parsed = read_entries(board, entries, form, positions=numbers, wants=wants)
    rejections = sorted((*parsed.rejections, *broken), key=lambda refused: refused.position)
    return replace(parsed, rejections=tuple(rejections), complete=False)


def columns_of(path: Path, columns: Mapping[str, str] | None = None) -> dict[str, str]:
    """Returns which of our columns the file has, and what they are called there. Raises BadFile."""
    found: dict[str, str] = {}
    try:
        with path.open("rb") as stream:
            next(_rows(str(path), stream, columns or {}, names=found), None)
    except OSError as error:
        raise BadFile(f"{path} cannot be read: {error.strerror or error}.") from None
    return found


def _rows(
    name: str, stream: IO[bytes], columns: Mapping[str, str], *, before: int | None = None, names: dict[str, str] | None = None
) -> Iterator[FileRow]:
    """Yields the rows; `before` is the number of lines before the stream where that is a part of a file, and `columns` all of its columns.

    `names` is filled with ours -> theirs.
    """
    _known(name, columns)
    names = {} if names is None else names

    def choose(there: Sequence[str]) -> list[str]:
        # The first lines of a part may lack a column that the file's first lines have.
        names.update(_names(name, there, columns) if before is None else columns)
        return list(dict.fromkeys(names.values()))

    for number, row in rows_of_file(name, stream, choose, before=before or 0):
        if isinstance(row, str):
            yield FileRow(number=number, id=None, title=None, description=None, values={}, problem=row)
            continue
        values = {ours: row.get(theirs) for ours, theirs in names.items()}
        yield FileRow(
            number=number, id=_text(values["id"]), title=_text(values["title"]), description=_text(values["description"]), values=values
        )


def _known(name: str, columns: Mapping[str, str]) -> None:
    unknown = sorted(set(columns) - {*REQUIRED, *OPTIONAL})
    if unknown:
        raise BadFile(f"{name}: there is no column of ours called {', '.join(unknown)}; there are {', '.join((*REQUIRED, *OPTIONAL))}.")


def _names(name: str, there: Sequence[str], columns: Mapping[str, str]) -> dict[str, str]:
    """Returns ours -> theirs for all columns that the file has. Raises BadFile where one that must be there is not."""
    names = {ours: columns.get(ours, ours) for ours in (*REQUIRED, *OPTIONAL)}
    missing = [
        theirs if ours == theirs else f"{theirs} (for {ours})"
        for ours, theirs in names.items()
        if (ours in REQUIRED or ours in columns) and theirs not in there
    ]
    if missing:
        shown = ", ".join(str(column)[:60] for column in there[:_SHOWN_COLUMNS]) + (", …" if len(there) > _SHOWN_COLUMNS else "")
        raise BadFile(
            f"{name} has no column {', '.join(missing)}; there are: {shown or 'none'}. "
            "Say which is which with a column map, such as title=job_title."
        )
    return {ours: theirs for ours, theirs in names.items() if theirs in there}


def _text(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value) if str(value).strip() else None


def _description(entry: Entry) -> str | None:
    text = entry.get("description")
    if not isinstance(text, str):
        return None
    return unescape(text) if entry.get("html_escaped") in (True, "true", "True", "1", 1) else text


def _build(entry: Entry, posting: JobPosting, fetched_at: datetime) -> JobPosting:
    period = words(entry.get("salary_period"))
    unit = _UNITS.get(period.casefold().removeprefix("per ").strip()) if period else None
    stated = Pay(
        least=money_in_digits(entry.get("salary_min")),
        most=money_in_digits(entry.get("salary_max")),
        currency=currency(entry.get("salary_currency")),
        unit=unit,
    )
    in_words = words(entry.get("salary_text"))
    pay = one_range([stated])
    if pay == NO_PAY and in_words:
        pay = _completed(read_pay(in_words), stated)
    location = entry.get("location")
    where = places(location if isinstance(location, list) else [location])
    posted = read_date(entry.get("posted_at"), fetched_at=fetched_at)
    # One copy of so wide a row for all: each takes as long as reading its JSON.
    return replace(
        posting,
        base_salary_min=pay.least,
        base_salary_max=pay.most,
        salary_currency=pay.currency,
        salary_unit=pay.unit,
        hiring_organization=words(entry.get("company")) or posting.hiring_organization,
        industry=words(entry.get("industry")) or posting.industry,
        department=words(entry.get("department")),
        job_location=where,
        work_mode=_mode(words(entry.get("work_mode")), where),
        employment_type=words(entry.get("employment_type")),
        salary_text=in_words,
        date_posted=posted.when or _basic(entry.get("posted_at")),
        date_posted_relative=posted.relative,
        in_language=language(entry.get("lang")),
        url=web_url(entry.get("url")),
        apply_url=web_url(entry.get("apply_url")),
    )


def _completed(pay: Pay, stated: Pay) -> Pay:
    """Returns pay read from words with the currency and unit of their columns, where the words name none."""
    return replace(pay, currency=pay.currency or stated.currency, unit=pay.unit or stated.unit) if pay != NO_PAY else pay


def _basic(stated: object) -> datetime | None:
    """Returns a date in ISO 8601's basic form (20261101, 20261101T100000Z), which elsewhere is rather a number."""
    return instant(stated) if isinstance(stated, str) and _BASIC.fullmatch(stated.strip()) else None


def _mode(stated: str | None, where: tuple[str, ...]) -> WorkMode:
    if stated is None:
        return "remote" if where and all_remote(where) else "unknown"
    return _MODES.get(stated.casefold(), "unknown")
