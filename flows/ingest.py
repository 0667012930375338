"""Files of postings, carried through like a night: read, landed, loaded, levelled, checked and published."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from extractors.errors import BadFile
from extractors.files import file_board
from extractors.landing import Landing
from flows.carry import carry_through, known_contents, new_run
from flows.errors import BadInput
from flows.folders import data_folder
from flows.notify import notify_after
from flows.outcome import RunOutcome
from flows.reading import read_files
from flows.settings import Settings
from flows.workers import workers
from warehouse.corrections import corrections_of

_KEPT = 5  # row numbers that are told for each thing that is wrong


def ingest(
    files: Sequence[Path],
    *,
    data: Path,
    settings: Settings,
    columns: Mapping[str, str] | None = None,
    company: str = "",
    industry: str | None = None,
    night: date | None = None,
    on_rejected: Callable[[str], None] | None = None,
) -> RunOutcome:
    """Ingests the files as one run; each of them is a board of its own, named after the file. Returns what it came to.

    `on_rejected` is told of the rows that were no postings, a line a file and reason. Raises BadFile or BadInput before anything is
    kept when a file (the corrections too) cannot be read, or a row in it has no employer; DataFolderUnusable, LandingFailed or
    WarehouseError.
    """
    boards = {path: file_board(path, company, industry) for path in files}
    names = [board.token for board in boards.values()]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise BadFile(f"Two of the files are named {', '.join(twice)}; a file's name tells its postings apart, so rename one.")
    with data_folder(data) as folder:
        corrections = corrections_of(folder.path, settings.corrections)
        known = known_contents(folder.work)
        run = new_run("ingest", night)
        landing = Landing(folder.landing)
        with workers(settings.working) as over, read_files(boards, columns, landing, over, known) as (brought, reads):
            for path, read in reads.items():
                if read.nameless:
                    landing.drop_answers(part for one in reads.values() for part in one.fresh)
                    raise _without_employer(path, read.nameless)
            for read in reads.values():
                landing.keep_line(run.night, run.run_id, read.board, read.read, tuple(read.parts))
            outcome = carry_through(brought, run, folder, settings, corrections, over=over)
    for path, read in reads.items():
        wrong: dict[str, list[int]] = defaultdict(list)
        for refused in read.rejections:
            wrong[refused.reason].append(refused.position)
        for reason, rows in wrong.items():
            if on_rejected:
                on_rejected(f"{path}: {reason}: {len(rows):,} ({_rows(rows)}); rejected")
    return replace(outcome, notified=notify_after(outcome.published, data, settings))


def _without_employer(path: Path, nameless: Sequence[int]) -> BadInput:
    return BadInput(
        f"{path} does not say whose postings these are: {len(nameless):,} without a company ({_rows(nameless)}). "
        "Name the employer with --company, or map a column, as in --columns company=employer."
    )


def _rows(numbers: Sequence[int]) -> str:
    return f"rows {', '.join(map(str, numbers[:_KEPT]))}{', …' if len(numbers) > _KEPT else ''}"
