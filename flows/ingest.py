"""Files of postings, carried through like a night: read, landed, loaded, levelled, checked and published."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from extractors.errors import BadFile
from extractors.files import file_answer, file_board, read_postings
from extractors.landing import Landing
from flows.carry import carry_through, new_run, open_for_a_run
from flows.folders import data_folder
from flows.outcome import RunOutcome
from flows.progress import counted
from flows.settings import Settings


def ingest(
    files: Sequence[Path],
    *,
    data: Path,
    settings: Settings,
    columns: Mapping[str, str] | None = None,
    company: str = "",
    industry: str | None = None,
    night: date | None = None,
) -> RunOutcome:
    """Ingests the files as one run; each of them is a board of its own, named after the file. Returns what it came to.

    Raises BadFile before anything is kept when one of them cannot be read; DataFolderUnusable, LandingFailed or WarehouseError.
    """
    boards = {path: file_board(path, company, industry) for path in files}
    names = [board.token for board in boards.values()]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise BadFile(f"Two of the files are named {', '.join(twice)}; a file's name tells its postings apart, so rename one.")
    reads = {path: read_postings(path, columns, board=board) for path, board in counted("Reading files", boards.items(), len(boards))}
    with data_folder(data) as folder:
        open_for_a_run(folder.work)
        run = new_run("ingest", night)
        landing = Landing(folder.landing)
        for path, read in reads.items():
            landing.keep(run.night, run.run_id, read.board, read, (file_answer(path, columns),))
        return carry_through(list(reads.values()), run=run, work=folder.work, publication=folder.publication, processes=settings.processes)
