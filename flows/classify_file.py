"""Levels a file of postings: one row out for each row in, in the same order, whatever is wrong with it."""

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from extractors.files import FileRow, read_file
from flows.levelling import Pair, level
from flows.progress import counted
from flows.verdict_rows import verdict_row, writer
from flows.workers import Working, workers

_BATCH = 2000
_KEPT = 5  # row numbers that are told for each thing that is wrong


@dataclass(kw_only=True, slots=True)
class Tally:
    """What came of a file, counted while it is read."""

    rows: int = 0
    levels: Counter[str] = field(default_factory=Counter)  # by level; `not_pm` for the other family
    wrong: Counter[str] = field(default_factory=Counter)  # what rows lack -> how many of them
    where: dict[str, list[int]] = field(default_factory=dict)  # the same -> the first of them, by number

    def note(self, row: FileRow) -> None:
        """Counts what the row lacks."""
        lacks = [row.problem] if row.problem else [f"no {name}" for name in ("id", "title", "description") if getattr(row, name) is None]
        for lack in lacks:
            # A problem may quote the row: what it is comes before the first colon.
            kind = lack.split(":")[0]
            self.wrong[kind] += 1
            self.where.setdefault(kind, [])
            if len(self.where[kind]) < _KEPT:
                self.where[kind].append(row.number)


def classify_file(
    path: Path, out: Path | None, *, columns: Mapping[str, str] | None = None, blind: bool = False, working: Working | None = None
) -> Tally:
    """Levels the postings of a file into `out`, or as JSON lines onto standard output. Returns what came of them.

    A row without title or description is levelled by what it has (without a title nothing is product management, unless `blind`), a
    row without id keeps its place with a null id: no row is left out. Memory holds a few thousand rows, whatever the file's size.
    Raises BadFile, BadInput, WorkersFailed.
    """
    tally = Tally()
    waiting: deque[str | None] = deque()

    def pairs() -> Iterator[Pair]:
        for row in read_file(path, columns):
            tally.note(row)
            waiting.append(row.id)
            yield row.title or "", row.description or ""

    with writer(out) as write, workers(working or Working()) as over:
        verdicts = counted("Levelling", level(pairs(), blind=blind, over=over))
        while batch := list(islice(verdicts, _BATCH)):
            write([verdict_row(waiting.popleft(), verdict) for verdict in batch])
            tally.rows += len(batch)
            tally.levels.update(verdict.level or verdict.family for verdict in batch)
    return tally
