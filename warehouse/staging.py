"""Reads and verdicts as Arrow tables: the fast way into DuckDB."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from typing import Any, TypeVar

import pyarrow as pa

from classifiers.classification import STATED_SIGNALS, Classification
from extractors.board import Board
from extractors.posting import JobPosting
from extractors.reading import BoardRead
from warehouse.canonical import blocks, digest, finite, folded, folded_or_none, hashes, one_line, sound, sound_or_none, utc

Item = TypeVar("Item")

# The description's hash of a posting whose description was not read.
NOT_READ = ""

# Enough rows to be fast, few enough that a column of descriptions stays far below what one Arrow array holds.
_ROWS = 5_000

_TEXT, _WHOLE, _REAL, _TRUTH, _MOMENT = pa.string(), pa.int64(), pa.float64(), pa.bool_(), pa.timestamp("us")


def _schema(*columns: tuple[str, pa.DataType]) -> pa.Schema:
    """A schema from names, separated by blanks, and the type that they share."""
    return pa.schema([pa.field(name, kind) for names, kind in columns for name in names.split()])


_READS = _schema(
    ("board_key source board company industry state", _TEXT),
    ("complete", _TRUTH),
    ("fetched_at", _MOMENT),
    ("message", _TEXT),
    ("seconds", _REAL),
    ("bytes_read requests", _WHOLE),
    ("unchanged", _TRUTH),
    ("passed_over", _WHOLE),
    ("there", pa.list_(_TEXT)),
    ("content_hash", _TEXT),
    ("same", _TRUTH),
)
_PLACE = pa.struct([pa.field(name, _TEXT) for name in ("city", "region", "country")])
_POSTINGS = _schema(
    ("posting_key board_key source board identifier title title_stated description hiring_organization industry department", _TEXT),
    ("job_location", pa.list_(_TEXT)),
    ("places", pa.list_(_PLACE)),
    ("work_mode work_mode_text", _TEXT),
    ("applicant_location", pa.list_(_TEXT)),
    ("employment_type", _TEXT),
    ("employment_types", pa.list_(_TEXT)),
    ("base_salary_min base_salary_max", _REAL),
    ("salary_currency salary_unit salary_text", _TEXT),
    ("salary_year_min salary_year_max", _REAL),
    ("salary_from_text", _TRUTH),
    ("date_posted", _MOMENT),
    ("date_posted_relative", _TRUTH),
    ("valid_through date_modified", _MOMENT),
    ("in_language", _TEXT),
    ("language_from_text", _TRUTH),
    ("url apply_url found_at", _TEXT),
    ("is_candidate", _TRUTH),
    ("description_hash reading_hash row_hash", _TEXT),
)
_BLOCKS = _schema(("posting_key", _TEXT), ("blocks", pa.binary()))
_REJECTIONS = _schema(
    ("rejection_key board_key source board", _TEXT),
    ("position", _WHOLE),
    ("identifier title reason detail", _TEXT),
)
_VERDICTS = _schema(
    ("posting_key rulebook verdict_hash text_hash text family level", _TEXT),
    ("confidence", _REAL),
    ("runner_up basis", _TEXT),
    ("conflict", _TRUTH),
    (" ".join(STATED_SIGNALS), _TEXT),
    ("min_years", _REAL),
    ("years_are_pm", _TRUTH),
    ("specialties skills", pa.list_(_TEXT)),
    ("visa_sponsorship job_start", _TEXT),
    ("years_in languages knowledge", pa.list_(_TEXT)),
    ("studies", _TEXT),
)
_EVIDENCE = _schema(
    ("posting_key rulebook", _TEXT),
    ("position", _WHOLE),
    ("rule signal quote", _TEXT),
    ("quote_start quote_end", _WHOLE),
    ("section context", _TEXT),
    ("weight", _REAL),
    ("counted", _TRUTH),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """What a run brought home, as the tables that a load reads: one row a board, one row a posting, one a rejection."""

    reads: pa.Table
    postings: Callable[[], pa.Table]  # asked for where they are loaded, as they may lie in a file that is mapped for so long
    rejections: pa.Table
    blocks: Callable[[pa.Array], pa.Table]  # of the postings of these keys, as `blocks_table` has them
    loaded: Callable[[], None] = lambda: None  # to be called when all is loaded, so that what was mapped need not stay in memory


def staged(reads: Iterable[BoardRead], is_candidate: Callable[[str], bool]) -> Staged:
    """The reads as tables, whatever their order."""
    single = one_a_board(reads)
    return Staged(
        reads=reads_table(single),
        postings=lambda: postings_table(single, is_candidate),
        rejections=rejections_table(single),
        blocks=lambda keys: blocks_table(single, keys),
    )


def one_a_board(reads: Iterable[BoardRead]) -> list[BoardRead]:
    """One read a board and one posting an identifier, whatever the order of `reads`: what two reads of one board hold is put together."""
    groups: dict[str, list[BoardRead]] = {}
    for read in reads:
        groups.setdefault(read.board.key, []).append(read)
    return [_once_each(_together(groups[key])) for key in sorted(groups)]


def _once_each(read: BoardRead) -> BoardRead:
    same: dict[str, list[JobPosting]] = {}
    for posting in read.postings:
        same.setdefault(posting.key, []).append(posting)
    if len(same) == len(read.postings):
        return read
    # Of doubles the one kept does not depend on their order.
    return replace(read, postings=tuple(group[0] if len(group) == 1 else min(group, key=repr) for group in same.values()))


def _together(group: list[BoardRead]) -> BoardRead:
    if len(group) == 1:
        return group[0]
    readable = [read for read in group if read.state == "read"]
    first = min(readable or group, key=lambda read: (read.state, read.message or "", read.fetched_at))
    return replace(
        first,
        board=min((read.board for read in group), key=lambda board: (board.company, board.industry or "")),
        postings=tuple(posting for read in readable for posting in read.postings),
        rejections=tuple(rejection for read in readable for rejection in read.rejections),
        seconds=sum(read.seconds for read in group),
        bytes_read=sum(read.bytes_read for read in group),
        requests=sum(read.requests for read in group),
        unchanged=all(read.unchanged for read in group),
        passed_over=sum(read.passed_over for read in readable),
        there=tuple(page for read in readable for page in read.there),
        complete=any(read.complete for read in readable or group),
    )


def reads_table(reads: Sequence[BoardRead]) -> pa.Table:
    """One row a read."""
    return _table(
        _READS,
        (
            (*_board(read.board), sound(read.board.company), sound_or_none(read.board.industry), read.state, read.complete)
            + (utc(read.fetched_at), sound_or_none(read.message), read.seconds, read.bytes_read)
            + (read.requests, read.unchanged, read.passed_over, [folded(page) for page in read.there], read.content_hash, read.same)
            for read in reads
        ),
    )


def postings_table(reads: Sequence[BoardRead], is_candidate: Callable[[str], bool]) -> pa.Table:
    """One row a posting; the description only where the title passes the gate."""
    gate = cache(is_candidate)
    return _table(_POSTINGS, (_posting(read.board.key, posting, gate) for read in reads for posting in read.postings))


def _posting(board_key: str, posting: JobPosting, gate: Callable[[str], bool]) -> tuple[Any, ...]:
    title = one_line(posting.title)
    candidate = gate(title)
    sums = hashes(posting)
    return (
        *(sound(posting.key), sound(board_key), sound(posting.source), sound(posting.board), sound(posting.identifier)),
        *(title, folded_or_none(posting.title_stated), sound(posting.description) if candidate else None),
        *(folded(posting.hiring_organization), folded_or_none(posting.industry), folded_or_none(posting.department)),
        _once(posting.job_location),
        list(dict.fromkeys(tuple(sound_or_none(part) for part in (place.city, place.region, place.country)) for place in posting.places)),
        *(posting.work_mode, None, _once(posting.applicant_location)),
        *(folded_or_none(posting.employment_type), list(posting.employment_types)),
        *(finite(posting.base_salary_min), finite(posting.base_salary_max)),
        *(folded_or_none(posting.salary_currency), folded_or_none(posting.salary_unit), folded_or_none(posting.salary_text)),
        *(finite(posting.salary_year_min), finite(posting.salary_year_max), False),
        *(utc(posting.date_posted), posting.date_posted_relative, utc(posting.valid_through), utc(posting.date_modified)),
        *(folded_or_none(posting.in_language), False, folded_or_none(posting.url), folded_or_none(posting.apply_url)),
        folded_or_none(posting.found_at),
        *(candidate, sums.description if posting.description else NOT_READ, sums.reading if candidate else "", sums.row),
    )


def _once(names: Iterable[str]) -> list[str]:
    """The names with their white space folded, in order, each once."""
    return list(dict.fromkeys(folded(name) for name in names))


def blocks_table(reads: Sequence[BoardRead], keys: pa.Array) -> pa.Table:
    """One row a posting of these keys: the blocks of its description."""
    wanted = set(keys.to_pylist())
    keyed = ((sound(posting.key), posting.description) for read in reads for posting in read.postings)
    return _table(_BLOCKS, ((key, blocks(description)) for key, description in keyed if key in wanted))


def rejections_table(reads: Sequence[BoardRead]) -> pa.Table:
    """One row a rejection, under the key that tells the same one on another night."""
    return _table(
        _REJECTIONS,
        (
            (digest("\0".join((read.board.key, rejection.identifier or f"#{rejection.position}", rejection.reason))), *_board(read.board))
            + (rejection.position, sound_or_none(rejection.identifier), sound_or_none(rejection.title), rejection.reason)
            + (sound(rejection.detail),)
            for read in reads
            for rejection in read.rejections
        ),
    )


def _board(board: Board) -> tuple[str, str, str]:
    return sound(board.key), sound(board.source), sound(board.token)


def verdicts_tables(items: Iterable[tuple[str, Classification]]) -> Iterator[tuple[pa.Table, pa.Table]]:
    """Verdicts and their evidence, some thousand verdicts at a time, so that `items` may be lazy."""
    for chunk in chunks(items, _ROWS):
        yield (
            _table(_VERDICTS, (_verdict(key, verdict) for key, verdict in chunk)),
            _table(
                _EVIDENCE,
                (
                    (sound(key), sound(verdict.rulebook), position, sound(found.rule), sound(found.signal), sound(found.quote))
                    + (found.start, found.end, found.section, found.context, found.weight, found.counted)
                    for key, verdict in chunk
                    for position, found in enumerate(verdict.evidence)
                ),
            ),
        )


def _verdict(key: str, verdict: Classification) -> tuple[Any, ...]:
    return (
        *(sound(key), sound(verdict.rulebook), _verdict_hash(verdict)),
        *(digest(verdict.text), sound(verdict.text), verdict.family, verdict.level),
        *(verdict.confidence, verdict.runner_up, sound(verdict.basis), verdict.conflict),
        *(getattr(verdict, signal) for signal in STATED_SIGNALS),
        *(finite(verdict.min_years), verdict.years_are_pm, list(verdict.specialties), list(verdict.skills)),
        *(verdict.visa_sponsorship, sound_or_none(verdict.job_start)),
        *(list(verdict.years_in), list(verdict.languages), list(verdict.knowledge), verdict.studies),
    )


def _verdict_hash(verdict: Classification) -> str:
    """The sum of all that a verdict says, so that two rulebooks which say the same share it."""
    return digest(repr(replace(verdict, rulebook="")))


def chunks(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """The items in order, `size` at a time."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


def _table(schema: pa.Schema, rows: Iterable[tuple[Any, ...]]) -> pa.Table:
    batches = []
    for chunk in chunks(rows, _ROWS):
        columns = zip(*chunk, strict=True)
        batches.append(pa.record_batch([pa.array(column, kind) for column, kind in zip(columns, schema.types, strict=True)], schema=schema))
    return pa.Table.from_batches(batches, schema=schema)
