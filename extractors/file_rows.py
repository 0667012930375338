"""Rows of files, one after the other: Parquet, CSV and JSON lines, whatever their columns are called."""

import csv
import gzip
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import SEEK_END
from itertools import count
from pathlib import PurePath
from typing import IO, cast

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from extractors.errors import BadFile

KINDS = (".parquet", ".csv", ".jsonl", ".ndjson", ".csv.gz", ".jsonl.gz", ".ndjson.gz")

# A row that cannot be one says why; the others go on.
Row = Mapping[str, object] | str
# Told the columns that are there; says which of them to read, and raises where one is missing.
Choose = Callable[[Sequence[str]], Sequence[str]]

_BATCH_ROWS = 500
# A cell may hold a whole page; the module's own limit of 128 kB is below real descriptions.
_LONGEST_CELL = 16 * 1024 * 1024
_SNIFFED_ROWS = 100
# A row has a few kilobytes; one of gigabytes is no row, and the readers below ask for several times its length.
_LONGEST_LINE = 64 * 1024 * 1024
# Postings pack to a tenth, and where all of them repeat one text to a fiftieth.
_MOST_UNPACKED = 200  # times what the file has
_UNPACKED_ANYWAY = 256 * 1024 * 1024


def kind_of_file(name: str) -> str:
    """Returns which of `KINDS` a file is, by its name. Raises BadFile for others."""
    lower = PurePath(name).name.lower()
    for kind in sorted(KINDS, key=len, reverse=True):
        if lower.endswith(kind):
            return kind
    raise BadFile(f"{name}: files that can be read end in {', '.join(KINDS)}.")


def rows_of_file(name: str, stream: IO[bytes], choose: Choose, *, before: int = 0) -> Iterator[tuple[int, Row]]:
    """Returns the rows with their numbers, from 1: for CSV and JSON lines the line on which the row begins.

    `before` is the number of lines that stand before the stream, where that is a part of a file of JSON lines.
    Only a batch at a time is in memory. Raises BadFile, also midway, naming the file and the place.
    """
    kind = kind_of_file(name)
    if kind == ".parquet":
        yield from _parquet(name, stream, choose)
        return
    unpacked = cast(IO[bytes], gzip.GzipFile(fileobj=stream)) if kind.endswith(".gz") else stream
    lines = _bounded(name, unpacked, _size(stream), before)
    try:
        yield from _csv(name, lines, choose) if kind.startswith(".csv") else _json_lines(name, lines, choose, before)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise BadFile(f"{name} cannot be unpacked: {error}. It is not gzip, or it was cut short.") from None


def _size(stream: IO[bytes]) -> int:
    size = stream.seek(0, SEEK_END)
    stream.seek(0)
    return size


def _bounded(name: str, stream: IO[bytes], size: int, before: int) -> Iterator[bytes]:
    """Returns the lines of a file of this size. Raises BadFile where one of them, or all of them together, cannot be rows of postings."""
    unpacked = 0
    for number in count(before + 1):
        line = stream.readline(_LONGEST_LINE + 1)
        if not line:
            return
        if len(line) > _LONGEST_LINE:
            raise BadFile(f"{name}, line {number}: longer than {_LONGEST_LINE:,} bytes, which no row is.")
        unpacked += len(line)
        _no_bomb(name, unpacked, size)
        yield line


def _no_bomb(name: str, unpacked: int, size: int) -> None:
    if unpacked > max(_UNPACKED_ANYWAY, _MOST_UNPACKED * size):
        raise BadFile(f"{name} has {size:,} bytes and unpacks to more than {_MOST_UNPACKED} times as many: unpack it, and look what it is.")


def _parquet(name: str, stream: IO[bytes], choose: Choose) -> Iterator[tuple[int, Row]]:
    number = unpacked = 0
    try:
        size = _size(stream)
        file = pq.ParquetFile(stream)
        columns = list(choose(file.schema_arrow.names))
        for batch in file.iter_batches(batch_size=_BATCH_ROWS, columns=columns):
            unpacked += batch.nbytes
            _no_bomb(name, unpacked, size)
            for row in batch.to_pylist():
                number += 1
                yield number, row
    except (pa.ArrowException, OSError) as error:
        where = f" after row {number}" if number else ""
        raise BadFile(f"{name} cannot be read as Parquet{where}: {' '.join(str(error).split())[:200]}.") from None


def _csv(name: str, stream: Iterator[bytes], choose: Choose) -> Iterator[tuple[int, Row]]:
    csv.field_size_limit(_LONGEST_CELL)
    lines = _Lines(name, stream)
    header_line = next(lines, "")
    if not header_line.strip():
        raise BadFile(f"{name} is empty: its first line should name the columns.")
    delimiter = max(",;\t", key=header_line.count)
    header = [cell.strip() for cell in next(csv.reader([header_line], delimiter=delimiter))]
    wanted = list(choose(header))
    twice = sorted({column for column in wanted if header.count(column) > 1})
    if twice:
        raise BadFile(f"{name} has the column {', '.join(twice)} more than once.")
    places = {column: header.index(column) for column in wanted}
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        begins = lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise BadFile(f"{name}, line {begins}: not CSV: {error}.") from None
        if not cells:
            continue
        if len(cells) != len(header):
            yield begins, f"the row has {len(cells)} cells where the first line names {len(header)}"
        else:
            yield begins, {column: cells[place] or None for column, place in places.items()}


def _json_lines(name: str, stream: Iterator[bytes], choose: Choose, before: int) -> Iterator[tuple[int, Row]]:
    """Reads the first rows ahead, as only they can say which columns there are."""
    ahead: list[tuple[int, object]] = []
    wanted: Sequence[str] | None = None
    for number, value in _values(name, stream, before):
        ahead.append((number, value))
        if wanted is None and len(ahead) < _SNIFFED_ROWS:
            continue
        wanted = wanted or choose(_keys(ahead))
        yield from _picked(ahead, wanted)
        ahead.clear()
    if wanted is None:
        if not ahead:
            raise BadFile(f"{name} is empty: a JSON object is expected on each line.")
        wanted = choose(_keys(ahead))
    yield from _picked(ahead, wanted)


def _values(name: str, stream: Iterator[bytes], before: int) -> Iterator[tuple[int, object]]:
    for number, line in enumerate(stream, before + 1):
        text = (line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line).strip()
        if text:
            try:
                yield number, orjson.loads(text)
            except orjson.JSONDecodeError as error:
                raise BadFile(f"{name}, line {number}: not JSON: {error}. One JSON object a line is expected.") from None


def _keys(ahead: Sequence[tuple[int, object]]) -> list[str]:
    return list(dict.fromkeys(key for _, value in ahead if isinstance(value, dict) for key in value))


def _picked(ahead: Sequence[tuple[int, object]], wanted: Sequence[str]) -> Iterator[tuple[int, Row]]:
    for number, value in ahead:
        yield number, {key: value.get(key) for key in wanted} if isinstance(value, dict) else "the line holds no JSON object"


class _Lines(Iterator[str]):
    """The lines of a UTF-8 text, with the number of the last one; a byte that is not UTF-8 is named by its line."""

    def __init__(self, name: str, stream: Iterator[bytes]) -> None:
        self._name = name
        self._stream = stream
        self.number = 0

    def __next__(self) -> str:
        line = next(self._stream)
        self.number += 1
        try:
            text = line.decode("utf-8-sig" if self.number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            shown = error.object[error.start : error.start + 1].hex()
            raise BadFile(
                f"{self._name}, line {self.number}: not UTF-8 (byte {shown}). Save the file as UTF-8, for example from Latin-1."
            ) from None
        return text.replace("\0", " ")
