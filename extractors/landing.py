"""Keeps every raw answer, by content, with when and whence, so that any night can be read again without the network.

`objects/ab/abcd….zst` holds a body, named by the SHA-256 of what it holds and shared between nights.
`index/2026-11-22.jsonl` has a line for each board read of that night, in the order in which they happened.
"""

import fcntl
import hashlib
import logging
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal

import zstandard

from extractors.board import Board
from extractors.errors import LandingFailed
from extractors.landing_line import Line, LineUnreadable, Whence, read_line, write_line
from extractors.on_disk import sync, write_whole
from extractors.reading import Answer, BoardRead, ReadState

log = logging.getLogger(__name__)

RunKind = Literal["nightly", "ingest"]
_LEVEL = 6  # of zstd: the answers of a night are kept for months
# A board that no night could read for so long is read whole again; and a night begins without reading years of lines.
_KNOWN_NIGHTS = 14
# So that a host (or a cache before it) which says for ever that nothing changed is asked for the whole answer now and then.
_CONFIRMED_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class LandedRead:
    """One read of one board as it was kept: its answers, or why there are none."""

    board: Board
    state: ReadState
    fetched_at: datetime
    message: str | None
    seconds: float
    answers: tuple[Answer, ...]
    requests: int = 0
    parts: tuple[Whence, ...] = ()  # of a file that was landed in parts, and is to be read part by part


@dataclass(frozen=True, slots=True, kw_only=True)
class LandedRun:
    """One run as it was kept."""

    night: date
    run_id: str
    kind: RunKind
    started_at: datetime  # when its first board was kept
    _reads: Callable[[], Iterator[LandedRead]]

    def reads(self) -> Iterator[LandedRead]:
        """Returns the run's board reads one after the other, their answers loaded as they come."""
        return self._reads()


class Landing:
    """A folder of raw answers. `on_damage` is told of each damaged object or line, which never stops the others."""

    def __init__(self, folder: Path, *, on_damage: Callable[[str], None] | None = None) -> None:
        self.folder = folder
        self._on_damage = on_damage or log.error
        self._lock = threading.Lock()

    @property
    def objects(self) -> Path:
        """The folder of the bodies."""
        return self.folder / "objects"

    @property
    def index(self) -> Path:
        """The folder of the lines, a file a night."""
        return self.folder / "index"

    def keep(self, night: date, run_id: str, board: Board, read: BoardRead, answers: tuple[Answer, ...]) -> None:
        """Keeps one board read: its answers first, the line that names them last, so that no line points at nothing.

        May be called from several threads. Raises LandingFailed where the folder cannot be written.
        """
        self.keep_line(night, run_id, board, read, tuple(self.keep_answer(answer)[0] for answer in answers))

    def keep_answer(self, answer: Answer, *, level: int = _LEVEL) -> tuple[Whence, bool]:
        """Keeps an answer's body, packed at this level of zstd's. Returns what a line says of it, and whether it was not there before.

        May be called from several processes. Raises LandingFailed where the folder cannot be written.
        """
        whence = Whence.of(answer)
        try:
            return whence, self._keep_object(whence.sha256, answer.body, level)
        except OSError as error:
            raise self._failed(error) from error

    def holds(self, whence: Whence) -> bool:
        """Returns whether the body of an answer is there; whether it is sound shows when it is read."""
        return self._object(whence.sha256).is_file()

    def load_answer(self, whence: Whence) -> Answer:
        """Returns an answer that was kept. Raises AnswerDamaged."""
        return whence.answer(self._load_object(whence.sha256, whence.size))

    def drop_answers(self, whences: Iterable[Whence]) -> None:
        """Takes out answers that no line names, as what kept them has failed."""
        for whence in whences:
            self._object(whence.sha256).unlink(missing_ok=True)

    def keep_line(self, night: date, run_id: str, board: Board, read: BoardRead, answers: tuple[Whence, ...]) -> None:
        """Keeps the line of a board read whose answers are kept already. Raises LandingFailed where the folder cannot be written."""
        line = Line(
            when=datetime.now(UTC),
            night=night,
            run_id=run_id,
            board=board,
            state=read.state,
            message=read.message,
            seconds=read.seconds,
            fetched_at=read.fetched_at,
            answers=answers,
            requests=read.requests,
        )
        try:
            self._append(night, write_line(line))
        except OSError as error:
            raise self._failed(error) from error

    def _failed(self, error: OSError) -> LandingFailed:
        return LandingFailed(
            f"Answers cannot be kept in {self.folder}: {error.strerror or error}. "
            "Make room there, make it writable, or name another data folder."
        )

    def runs(self) -> Iterator[LandedRun]:
        """Returns the runs in the order in which they happened; none where nothing was kept yet."""
        found: dict[tuple[date, str], LandedRun] = {}
        for path in sorted(self.index.glob("*.jsonl")):
            for line in self.lines(path, report=True):
                key = (line.night, line.run_id)
                if key not in found or line.when < found[key].started_at:
                    found[key] = LandedRun(
                        night=line.night,
                        run_id=line.run_id,
                        kind="ingest" if line.board.source == "file" else "nightly",
                        started_at=line.when,
                        _reads=lambda path=path, run_id=line.run_id: self._reads_of(path, run_id),  # type: ignore[misc]
                    )
        yield from sorted(found.values(), key=lambda run: (run.started_at, run.night, run.run_id))

    def known_answers(self) -> Callable[[str, str], Answer | None]:
        """Returns what looks up the last answer that an address of a board gave, of those that a host may be asked about again.

        That is `(board_key, url) -> Answer`, or None where none was kept lately or its body is damaged.
        """
        held: dict[tuple[str, str], Whence] = {}
        for path in sorted(self.index.glob("*.jsonl"))[-_KNOWN_NIGHTS:]:
            for line in self.lines(path, report=False):
                for whence in line.answers:
                    tagged = whence.etag or whence.last_modified
                    if line.state == "read" and whence.status == 200 and tagged and line.when - whence.fetched_at < _CONFIRMED_FOR:
                        held[line.board.key, whence.url] = whence
                    else:
                        held.pop((line.board.key, whence.url), None)

        def known(board_key: str, url: str) -> Answer | None:
            whence = held.get((board_key, url))
            if whence is None:
                return None
            try:
                return whence.answer(self._load_object(whence.sha256, whence.size))
            except AnswerDamaged as damage:
                # Told where it is read again; here the answer is simply asked for anew.
                log.warning("%s; it is asked for again", damage)
                return None

        return known

    def lines(self, path: Path, *, report: bool) -> Iterator[Line]:
        """Returns the whole lines of an index file; those that are damaged are left out, and told of where `report` is set."""
        try:
            content = path.read_bytes()
        except OSError as error:
            raise LandingFailed(f"{path} cannot be read: {error.strerror or error}.") from error
        *whole, torn = content.split(b"\n")
        for number, text in enumerate(whole, 1):
            try:
                yield read_line(text)
            except LineUnreadable as error:
                if report:
                    self._on_damage(f"{path}, line {number} is damaged and left out: {error}")
        if torn and report:
            log.warning("%s ends in a torn line of %d bytes (a run was killed while it wrote); it is left out", path, len(torn))

    def _reads_of(self, path: Path, run_id: str) -> Iterator[LandedRead]:
        # A board that was read twice in one run (a retry by hand) counts as it was read last.
        last = {line.board.key: line for line in self.lines(path, report=False) if line.run_id == run_id}
        for line in last.values():
            yield self._landed(line)

    def _landed(self, line: Line) -> LandedRead:
        state, message = line.state, line.message
        parts = line.answers if any("#" in whence.url for whence in line.answers if line.board.source == "file") else ()
        answers: list[Answer] = []
        for whence in () if parts else line.answers:
            try:
                body = self._load_object(whence.sha256, whence.size)
            except AnswerDamaged as damage:
                said = f"{damage} (an answer of {line.board.key} in the night of {line.night}). The other boards are not touched by this."
                self._on_damage(said)
                # Frozen, as if the board had not answered that night: what cannot be read says nothing of what is open.
                state, message, answers = "unavailable", said, []
                break
            answers.append(whence.answer(body))
        return LandedRead(
            board=line.board,
            state=state,
            fetched_at=line.fetched_at,
            message=message,
            seconds=line.seconds,
            answers=tuple(answers),
            requests=line.requests,
            parts=parts,
        )

    def _object(self, sha256: str) -> Path:
        return self.objects / sha256[:2] / f"{sha256}.zst"

    def _keep_object(self, sha256: str, body: bytes, level: int) -> bool:
        path = self._object(sha256)
        if path.exists():
            # What is there is trusted only after a look: an answer kept under a damaged object would be lost.
            with suppress(AnswerDamaged):
                self._load_object(sha256, len(body))
                return False
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, zstandard.ZstdCompressor(level=level, write_checksum=True).compress(body))
        return True

    def _load_object(self, sha256: str, size: int) -> bytes:
        path = self._object(sha256)
        try:
            with path.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as reader:
                # One byte more than there should be, so that a wrong object cannot fill the memory.
                body = reader.read(size + 1)
        except FileNotFoundError:
            raise AnswerDamaged(f"{path} is missing") from None
        except (OSError, zstandard.ZstdError) as error:
            raise AnswerDamaged(f"{path} is damaged: {error}") from error
        if hashlib.sha256(body).hexdigest() != sha256:
            raise AnswerDamaged(f"{path} is damaged: it does not hold what its name says")
        return body

    def _append(self, night: date, line: bytes) -> None:
        path = self.index / f"{night.isoformat()}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        new = not path.exists()
        with self._lock, path.open("a+b", buffering=0) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            _cut_torn_line(file.fileno(), path)
            written = os.write(file.fileno(), line)
            if written != len(line):
                os.ftruncate(file.fileno(), os.fstat(file.fileno()).st_size - written)
                raise OSError("only a part of the line could be written (no space left?)")
            os.fsync(file.fileno())
        if new:
            sync(path.parent)


class AnswerDamaged(Exception):
    """An object of the landing does not hold what it should."""


def _cut_torn_line(descriptor: int, path: Path) -> None:
    """Takes away what a killed run left of a line, so that the next line stands by itself."""
    end = os.fstat(descriptor).st_size
    if end == 0 or os.pread(descriptor, 1, end - 1) == b"\n":
        return
    keep = end
    while keep > 0:
        start = max(0, keep - 65_536)
        found = os.pread(descriptor, keep - start, start).rfind(b"\n")
        if found >= 0:
            keep = start + found + 1
            break
        keep = start
    log.warning("%s ended in a torn line of %d bytes (a run was killed while it wrote); it is taken out", path, end - keep)
    os.ftruncate(descriptor, keep)
