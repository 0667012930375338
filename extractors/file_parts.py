"""Large files in parts, of which each is read by itself: JSON lines are cut between lines, every other file is one part."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote, urlencode

from extractors.board import Board
from extractors.errors import BadFile
from extractors.fields import identifier as identifier_of
from extractors.file_rows import kind_of_file
from extractors.files import FileRow, answer_rows, columns_of, file_answer, parse_rows
from extractors.landing_line import Whence
from extractors.posting import Parsed
from extractors.reading import Answer

# Some thousand postings: enough to be worth a task, and little enough that a few are in memory at once.
PART_BYTES = 32 * 1024 * 1024
_PIECE = 1024 * 1024  # stays in a core's cache while its sum is taken


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePart:
    """A stretch of a file: the bytes from `begin` to `end`."""

    path: Path
    begin: int
    end: int
    columns: Mapping[str, str]  # ours -> theirs: as given, or, where the file is cut, all that it has
    cut: bool
    fetched_at: datetime


def parts_of(path: Path, columns: Mapping[str, str] | None = None) -> list[FilePart]:
    """Returns the parts of a file, in order, each of about PART_BYTES where the file can be cut. Raises BadFile."""
    now = datetime.now(UTC)
    try:
        end = path.stat().st_size
        if kind_of_file(path.name) not in (".jsonl", ".ndjson") or end <= PART_BYTES:
            return [FilePart(path=path, begin=0, end=end, columns=columns or {}, cut=False, fetched_at=now)]
        found = columns_of(path, columns)
        with path.open("rb") as stream:
            cuts = list(_cuts(stream.fileno(), end))
    except OSError as error:
        raise BadFile(f"{path} cannot be read: {error.strerror or error}.") from None
    return [
        FilePart(path=path, begin=begin, end=until, columns=found, cut=True, fetched_at=now)
        for begin, until in zip([0, *cuts], [*cuts, end], strict=True)
    ]


def part_answer(part: FilePart, *, before: int = 0) -> Answer:
    """Returns a part as an answer, to be kept and read again; `before` is the number of lines before it. Raises BadFile."""
    if not part.cut:
        return file_answer(part.path, part.columns)
    try:
        with part.path.open("rb") as stream:
            stream.seek(part.begin)
            body = stream.read(part.end - part.begin)
    except OSError as error:
        raise BadFile(f"{part.path} cannot be read: {error.strerror or error}.") from None
    if len(body) < part.end - part.begin:
        raise BadFile(f"{part.path} became shorter while it was read; take it again when it is whole.")
    return Answer(
        url=part_address(part, before), status=200, content_type=kind_of_file(part.path.name), body=body, fetched_at=part.fetched_at
    )


def part_sum(part: FilePart) -> tuple[Whence, int]:
    """Returns what the landing would say of a part, and how many lines it has: without reading it at once. Raises BadFile."""
    if not part.cut:
        answer = part_answer(part)
        return Whence.of(answer), answer.body.count(b"\n")
    whole, lines, left = sha256(), 0, part.end - part.begin
    try:
        with part.path.open("rb", buffering=0) as stream:
            stream.seek(part.begin)
            while left and (some := stream.read(min(left, _PIECE))):
                whole.update(some)
                lines, left = lines + some.count(b"\n"), left - len(some)
    except OSError as error:
        raise BadFile(f"{part.path} cannot be read: {error.strerror or error}.") from None
    whence = Whence(
        url=part_address(part, 0),
        status=200,
        content_type=kind_of_file(part.path.name),
        fetched_at=part.fetched_at,
        sha256=whole.hexdigest(),
        size=part.end - part.begin - left,
    )
    return whence, lines


def part_address(part: FilePart, before: int) -> str:
    """Returns the address of a part of a file that is cut, as its answer has it."""
    return f"file:{quote(part.path.name)}?{urlencode(sorted(part.columns.items()))}#{before}"


def lines_before(part: FilePart) -> int:
    """Returns how many lines of its file stand before a part, counted in the file."""
    count, left = 0, part.begin
    with part.path.open("rb") as stream:
        while left:
            some = stream.read(min(left, PART_BYTES))
            count, left = count + some.count(b"\n"), left - len(some)
    return count


def parse_together(
    board: Board,
    answers: Iterable[Answer],
    identifiers: frozenset[str],
    fetched_at: datetime,
    *,
    wants: Callable[[str], bool] | None = None,
) -> Parsed:
    """Returns what the rows of these identifiers are, which stand in more than one part of a file. Raises BadFile."""
    return parse_rows(board, _of(answers, identifiers), fetched_at, wants=wants)


def _of(answers: Iterable[Answer], identifiers: frozenset[str]) -> Iterator[FileRow]:
    for answer in answers:
        for row in answer_rows(answer):
            if row.problem is None and identifier_of(row.values.get("id")) in identifiers:
                yield row


def _cuts(descriptor: int, end: int) -> Iterator[int]:
    """Yields where a line begins, about every PART_BYTES."""
    place = PART_BYTES
    while place < end:
        # From the byte before: a line may begin just here.
        place = _next_line(descriptor, place - 1, end)
        if place >= end:
            return
        yield place
        place += PART_BYTES


def _next_line(descriptor: int, place: int, end: int) -> int:
    while place < end:
        some = os.pread(descriptor, 1 << 16, place)
        found = some.find(b"\n")
        if found >= 0:
            return place + found + 1
        if not some:
            return end
        place += len(some)
    return end
