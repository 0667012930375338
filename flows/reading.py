"""Files of postings, read part by part into the tables of a load; landed again the same way.

What came of the parts lies in a mapped file while it is loaded: a million postings need not be in memory at once.
"""

import gc
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from mmap import MADV_DONTNEED, PROT_READ, mmap
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

import pyarrow as pa
import pyarrow.compute as pc

from extractors.board import Board
from extractors.errors import BadFile, LandingFailed
from extractors.fields import words
from extractors.file_parts import FilePart, lines_before, parse_together, part_address, part_answer, part_sum, parts_of
from extractors.files import answer_rows, parse_file
from extractors.landing import AnswerDamaged, LandedRun, Landing
from extractors.landing_line import Whence
from extractors.posting import JobPosting, Parsed, Rejection
from extractors.read import failed_read, read_again
from extractors.reading import Answer, BoardRead
from flows.carry import Brought
from flows.outcome import health
from flows.progress import counted
from flows.same_file import content_hash
from flows.workers import Over
from warehouse.load import Content
from warehouse.staging import NOT_READ, Staged, blocks_table, postings_table, reads_table, rejections_table, staged

# Of zstd: a file's parts are many, and packing them as closely as a night's answers takes as long as reading them.
_LEVEL = 1
_TWICE = "duplicate identifier"
_SCRATCH = ".reading-"


# Of the tables a board, in their order.
_EMPTY = (postings_table([], bool), blocks_table([], pa.array([], pa.string())))


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRead:
    """What one part of a file holds."""

    whence: Whence
    new: bool  # whether its body was not in the landing before
    lines: int
    postings: pa.Table
    blocks: pa.Table
    rejections: tuple[Rejection, ...]
    nameless: tuple[int, ...]  # rows that name no employer, where the board names none either


@dataclass(slots=True, kw_only=True)
class FileRead:
    """A file as it is put together from its parts."""

    board: Board
    parts: list[Whence] = field(default_factory=list)
    fresh: list[Whence] = field(default_factory=list)  # those that were not in the landing before
    rejections: list[Rejection] = field(default_factory=list)
    nameless: list[int] = field(default_factory=list)
    postings: int = 0
    lines: int = 0
    same: bool = False  # it is what it was when it was last loaded, and was not read again

    @property
    def read(self) -> BoardRead:
        """The file as the read of a board, without its postings."""
        return BoardRead(
            board=self.board,
            state="read",
            fetched_at=self.parts[0].fetched_at,
            rejections=tuple(self.rejections),
            bytes_read=0 if self.same else sum(part.size for part in self.parts),
            unchanged=self.same,
            content_hash=content_hash(self.board, self.parts),
            same=self.same,
            complete=False,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """A part to read: of a file, which is landed on the way, or landed already."""

    board: Board
    landing: Path
    part: FilePart | Whence


@contextmanager
def read_files(
    boards: Mapping[Path, Board], columns: Mapping[str, str] | None, landing: Landing, over: Over, known: Mapping[str, Content]
) -> Iterator[tuple[Brought, dict[Path, FileRead]]]:
    """What the files hold, as a run brings it home, and each file's read; the tables are gone when the block ends.

    A file that is what it was when it was last loaded (`known`, by board) is not read again. The parts are in the landing then, and no line
    names them yet. Raises BadFile, LandingFailed, and what `over` raises; what was landed is then taken out again.
    """
    cut = {path: parts_of(path, columns) for path in boards}
    reads = {path: _same(boards[path], cut[path], landing, over, known) or FileRead(board=board) for path, board in boards.items()}
    jobs = [
        (path, _Job(board=boards[path], landing=landing.folder, part=part))
        for path, parts in cut.items()
        for part in parts
        if not reads[path].same
    ]
    with _Tables(landing.folder) as tables:
        try:
            for (path, job), came in zip(jobs, counted("Reading files", over(read_part, [job for _, job in jobs]), len(jobs)), strict=True):
                _add(reads[path], came, tables, job.part)
            single = [_once(read, landing, tables) for path, read in reads.items() if len(cut[path]) > 1 and not read.same]
        except BaseException:
            landing.drop_answers(part for read in reads.values() for part in read.fresh)
            raise
        yield _brought(list(reads.values()), tables, [one for one in single if one]), reads


@contextmanager
def brought_again(run: LandedRun, landing: Landing, over: Over, on_damage: Callable[[str], None]) -> Iterator[Brought]:
    """What a landed run brought home, read again without the network; the tables are gone when the block ends.

    `on_damage` is told of parts of files that cannot be read any more: their file counts as not read. Raises what `over` raises.
    """
    from classifiers import is_candidate  # brings spaCy with it

    boards: list[BoardRead] = []
    files: list[FileRead] = []
    twice: list[_Twice] = []
    with _Tables(landing.folder) as tables:
        for landed in run.reads():
            if not landed.parts:
                boards.append(read_again(landed))
                continue
            file = FileRead(board=landed.board)
            jobs = [_Job(board=landed.board, landing=landing.folder, part=part) for part in landed.parts]
            try:
                for came in over(read_part, jobs):
                    _add(file, came, tables, came.whence)
                files.append(file)
                if found := _once(file, landing, tables):
                    twice.append(found)
            except (AnswerDamaged, BadFile) as error:
                said = f"{error} (a part of {landed.board.key} in the night of {run.night}). The other boards are not touched by this."
                on_damage(said)
                boards.append(replace(failed_read(landed.board, error), state="unavailable", message=said, fetched_at=landed.fetched_at))
        yield _together(Brought(boards=tuple(map(health, boards)), staged=staged(boards, is_candidate)), _brought(files, tables, twice))


def read_part(job: _Job) -> PartRead:
    """Returns what a part of a file holds. Raises BadFile, AnswerDamaged, LandingFailed."""
    collects = gc.isenabled()
    gc.disable()  # some thousand postings at once, and not a cycle among them: looking for one takes a sixth of the time
    try:
        return _read_part(job)
    finally:
        if collects:
            gc.enable()


def _read_part(job: _Job) -> PartRead:
    from classifiers import is_candidate  # brings spaCy with it

    landing = Landing(job.landing)
    if isinstance(job.part, Whence):
        answer, new, whence = landing.load_answer(job.part), False, job.part
    else:
        answer = part_answer(job.part)
    try:
        parsed = parse_file(job.board, answer, wants=is_candidate)
    except BadFile:
        if isinstance(job.part, FilePart) and job.part.cut:
            # Once more with the number of the lines before it, which its message is to name.
            parse_file(job.board, part_answer(job.part, before=lines_before(job.part)))
        raise
    if isinstance(job.part, FilePart):
        whence, new = landing.keep_answer(answer, level=_LEVEL)
    read = BoardRead(board=job.board, state="read", fetched_at=answer.fetched_at, postings=parsed.postings, complete=False)
    postings, blocks = _tables_of(read)
    return PartRead(
        whence=whence,
        new=new,
        lines=answer.body.count(b"\n"),
        postings=postings,
        blocks=blocks,
        rejections=parsed.rejections,
        nameless=tuple(_nameless(job.board, answer, parsed.postings)),
    )


def _tables_of(read: BoardRead) -> tuple[pa.Table, pa.Table]:
    """Returns the rows of the read's postings, and the blocks of the descriptions that were read."""
    from classifiers import is_candidate

    postings = postings_table([read], is_candidate)
    with_text = pc.filter(postings["posting_key"], pc.not_equal(postings["description_hash"], NOT_READ)).combine_chunks()
    return postings, blocks_table([read], with_text)


def _same(board: Board, parts: Sequence[FilePart], landing: Landing, over: Over, known: Mapping[str, Content]) -> FileRead | None:
    """The file as it was when it was last loaded, where it is the same still; else None."""
    if board.key not in known:
        return None
    file = FileRead(board=board, postings=known[board.key].postings, same=True)
    for part, (whence, lines) in zip(parts, over(part_sum, parts), strict=True):
        file.parts.append(replace(whence, url=part_address(part, file.lines)) if part.cut else whence)
        file.lines += lines
    there = all(landing.holds(part) for part in file.parts)
    return file if there and content_hash(board, file.parts) == known[board.key].content_hash else None


def _nameless(board: Board, answer: Answer, postings: Sequence[JobPosting]) -> Iterator[int]:
    # Who names no employer has the board's name for one; only then the rows are looked at again.
    if board.company.strip() or all(posting.hiring_organization != board.token for posting in postings):
        return
    for row in answer_rows(answer):
        if row.id and row.title and row.description and not words(row.values.get("company")):
            yield row.number


def _add(file: FileRead, came: PartRead, tables: "_Tables", part: FilePart | Whence) -> None:
    """Puts a part's read to the file's, with the numbers that its rows have in the file."""
    whence, before = came.whence, 0
    if isinstance(part, FilePart) and part.cut:
        before = file.lines
        whence = replace(whence, url=part_address(part, before))
    file.parts.append(whence)
    if came.new:
        file.fresh.append(whence)
    file.rejections += [replace(refused, position=refused.position + before) for refused in came.rejections]
    file.nameless += [number + before for number in came.nameless]
    file.lines += came.lines
    file.postings += len(came.postings)
    tables.add(file.board, came.postings, came.blocks)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Twice:
    """Postings whose rows stand in several parts of a file, read together."""

    keys: pa.Array
    postings: pa.Table
    blocks: pa.Table


def _once(file: FileRead, landing: Landing, tables: "_Tables") -> _Twice | None:
    """What stands in several parts of the file, read together; None where nothing does."""
    from classifiers import is_candidate

    keys = tables.of(file.board)[0]["posting_key"].combine_chunks()
    counted_keys = pc.value_counts(keys)
    twice = counted_keys.field("values").filter(pc.greater(counted_keys.field("counts"), 1))
    if not len(twice):
        return None
    start = len(f"{file.board.key}:")
    identifiers = frozenset(key[start:] for key in twice.to_pylist())
    answers = (landing.load_answer(part) for part in file.parts)
    parsed: Parsed = parse_together(file.board, answers, identifiers, file.parts[0].fetched_at, wants=is_candidate)
    read = BoardRead(board=file.board, state="read", fetched_at=file.parts[0].fetched_at, postings=parsed.postings, complete=False)
    others = [refused for refused in file.rejections if refused.reason != _TWICE or refused.identifier not in identifiers]
    file.rejections = sorted((*others, *parsed.rejections), key=lambda refused: refused.position)
    file.postings += len(parsed.postings) - sum(pc.is_in(keys, value_set=twice).to_pylist())
    postings, blocks = _tables_of(read)
    return _Twice(keys=twice, postings=postings, blocks=blocks)


def _brought(files: Sequence[FileRead], tables: "_Tables", twice: Sequence[_Twice]) -> Brought:
    read = [file for file in files if not file.same]

    def postings() -> pa.Table:
        found = pa.concat_tables([_EMPTY[0], *(tables.of(file.board)[0] for file in read)])
        for one in twice:
            found = pa.concat_tables([_without(found, one.keys), one.postings])
        return found

    def blocks(keys: pa.Array) -> pa.Table:
        found = pa.concat_tables([_EMPTY[1], *(tables.of(file.board)[1] for file in read)])
        for one in twice:
            found = pa.concat_tables([_without(found, one.keys), one.blocks])
        return found.filter(pc.is_in(found["posting_key"], value_set=keys))

    reads = [file.read for file in files]
    return Brought(
        boards=tuple(replace(health(file.read), postings=file.postings) for file in files),
        staged=Staged(
            reads=reads_table(reads),
            postings=postings,
            rejections=rejections_table(reads),
            blocks=blocks,
            loaded=tables.leave,
        ),
    )


def _without(table: pa.Table, keys: pa.Array) -> pa.Table:
    return table.filter(pc.invert(pc.is_in(table["posting_key"], value_set=keys)))


def _together(one: Brought, other: Brought) -> Brought:
    return Brought(
        boards=(*one.boards, *other.boards),
        staged=Staged(
            reads=pa.concat_tables([one.staged.reads, other.staged.reads]),
            postings=lambda: pa.concat_tables([one.staged.postings(), other.staged.postings()]),
            rejections=pa.concat_tables([one.staged.rejections, other.staged.rejections]),
            blocks=lambda keys: pa.concat_tables([one.staged.blocks(keys), other.staged.blocks(keys)]),
            loaded=other.staged.loaded,
        ),
    )


class _Tables:
    """Tables a board, in files that are written part by part and mapped when they are read."""

    def __init__(self, landing: Path) -> None:
        self._scratch = landing
        self._stack = ExitStack()
        self._mapped: list[mmap] = []
        self._writers: dict[str, list[tuple[Path, pa.ipc.RecordBatchFileWriter]]] = {}

    def __enter__(self) -> Self:
        self._scratch.mkdir(parents=True, exist_ok=True)
        for left_over in self._scratch.glob(f"{_SCRATCH}*"):  # of a run that was killed: nobody else is at work in this folder
            shutil.rmtree(left_over, ignore_errors=True)
        self._folder = Path(self._stack.enter_context(TemporaryDirectory(prefix=_SCRATCH, dir=self._scratch)))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def add(self, board: Board, *tables: pa.Table) -> None:
        """Writes what a part of the board's file holds. Raises LandingFailed where there is no room."""
        try:
            if board.key not in self._writers:
                paths = [self._folder / f"{len(self._writers)}-{place}.arrow" for place in range(len(tables))]
                self._writers[board.key] = [(path, pa.ipc.new_file(path, table.schema)) for path, table in zip(paths, tables, strict=True)]
            for (_, writer), table in zip(self._writers[board.key], tables, strict=True):
                writer.write_table(table)
        except OSError as error:
            raise LandingFailed(f"What files hold cannot be kept in {self._folder}: {error}. Make room there.") from error

    def of(self, board: Board) -> list[pa.Table]:
        """Returns the board's tables, which is then whole."""
        found = []
        for path, writer in self._writers[board.key]:
            writer.close()
            with path.open("rb") as file:
                mapped = mmap(file.fileno(), 0, prot=PROT_READ)
            self._mapped.append(mapped)
            found.append(pa.ipc.open_file(pa.py_buffer(mapped)).read_all())
        return found

    def leave(self) -> None:
        """Lets the system have the memory back in which the tables are; DuckDB holds on to them until its transaction ends."""
        for mapped in self._mapped:
            mapped.madvise(MADV_DONTNEED)
