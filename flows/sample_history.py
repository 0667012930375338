"""Many nights of the sample's employers in one go, for the charts and answers of docs/analysts.md; nothing is asked of a network.

Every posting of `flows/sample` is played as three openings, each with a team of its own in the title. When an opening comes, goes,
changes its title or comes back is drawn from its identifier, so that the same nights are the same history everywhere. Only the last
night is checked: the checks cost more than all the rest of so small a night.

By hand: `python -m flows.sample_history --data FOLDER [--nights 42] [--until 2026-11-22]`.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from math import log
from pathlib import Path

from extractors.board import Board, load_boards
from extractors.errors import SourceGone, SourceUnavailable
from extractors.posting import JobPosting
from extractors.read import failed_read, parse_board
from extractors.reading import Answer, BoardRead
from flows.carry import Brought, Run, load, load_and_level
from flows.errors import BadInput
from flows.folders import DataFolderUnusable, data_folder
from flows.workers import here
from warehouse.corrections import Correction, load_corrections
from warehouse.database import Connection, open_work, transaction
from warehouse.errors import WarehouseError
from warehouse.load import finish_run, settle_levels
from warehouse.publish import Published, publish
from warehouse.roles import assign_roles

SAMPLE = Path(__file__).with_name("sample")
LAST_NIGHT = date(2026, 11, 22)  # for which the sample was written
NIGHTS = 42

_TEAMS = (
    "Accounts",
    "Alerts",
    "Insights",
    "Integrations",
    "Internal Tools",
    "Mobile",
    "Notifications",
    "Partners",
    "Permissions",
    "Reporting",
    "Self-Service",
    "Trust",
)
_LEAST_DAYS = 4  # that an opening stays; a fortnight longer on average

# Boards with something to see: down of late; empty for one night; read since half-way only.
_DOWN_OF_LATE, _EMPTIED, _ADDED_LATER = "lever:wrenfield", "ashby:Tidewright", "ashby:mossgate"

_CORRECTED_NIGHTS = 10  # for so many nights there has been this correction
_CORRECTIONS = """\
[[level]]
posting = "greenhouse:quillmarkpay:8119312"
level = "group"
expects = "principal"
reason = "the recruiter says that two product managers will report to it"
who = "B. E."
on = {on}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A posting as it stands on its board from one night to another, both included and counted from 0."""

    posting: JobPosting
    first: int
    last: int


def play(data: Path, *, nights: int = NIGHTS, until: date = LAST_NIGHT) -> Published:
    """Loads so many nights into an empty data folder, the last of them `until`, and publishes the last. Returns what was published.

    Raises BadInput where the folder is another run's already, DataFolderUnusable or WarehouseError where it cannot be written (or a check
    holds the last night back).
    """
    began = until - timedelta(days=nights - 1)
    boards = {board.key: board for board in load_boards(SAMPLE / "boards.toml")}
    sample = read_sample(boards)
    stays = {key: _stays(read.postings, nights) for key, read in sample.items()}
    with data_folder(data) as folder:
        written = folder.path / "corrections.toml"
        if there := [path for path in (folder.work, written, folder.published) if path.exists()]:
            raise BadInput(f"{there[0]} is there already: name an empty folder, or remove this one first.")
        written.write_text(_CORRECTIONS.format(on=until - timedelta(days=_CORRECTED_NIGHTS)), encoding="utf-8")
        corrections = load_corrections(written, today=until)
        with closing(open_work(folder.work)) as connection:
            connection.execute("SET threads = 1")  # there is so little in a night that a second one costs more than it brings
            for number in range(nights):
                night = began + timedelta(days=number)
                at = datetime.combine(night, time(3), UTC)
                reads = [
                    _read(sample[key], stays[key], number, nights, at) for key in boards if key != _ADDED_LATER or number >= nights // 2
                ]
                corrected = number >= nights - _CORRECTED_NIGHTS
                run = Run(run_id=f"history-{night}", kind="nightly", night=night, started_at=at)
                if number < nights - 1:
                    _load(connection, run, reads, corrections if corrected else ())
                elif (last := load(connection, run, Brought.of(reads).staged, corrections=corrections)).state == "held back":
                    raise WarehouseError(f"the checks hold the last night back: {last.message}")
            return publish(connection, folder.publication)


def _load(connection: Connection, run: Run, reads: Sequence[BoardRead], corrections: Sequence[Correction]) -> None:
    """What `flows.carry.load` does, but for the checks."""
    with transaction(connection):
        counts, _ = load_and_level(connection, run, Brought.of(reads).staged, corrections, here)
        assign_roles(connection, run.run_id)
        settle_levels(connection, run.run_id)
        finished = run.started_at + timedelta(minutes=9)
        finish_run(connection, run.run_id, state="degraded" if counts.degraded else "good", finished_at=finished)


def read_sample(boards: Mapping[str, Board]) -> dict[str, BoardRead]:
    """Returns what each board answers in the sample, by the boards' keys; one that has no answer there is gone."""
    found = {}
    at = datetime.now(UTC)
    for key, board in boards.items():
        file = SAMPLE / board.source / f"{board.token}.json"
        if file.is_file():
            answer = Answer(url="", status=200, content_type="application/json", body=file.read_bytes(), fetched_at=at)
            found[key] = parse_board(board, (answer,))
        else:
            found[key] = failed_read(board, SourceGone("The platform says that there is no such board (404)."))
    return found


def _stays(postings: Sequence[JobPosting], nights: int) -> tuple[Stay, ...]:
    played = [(posting, number) for posting in postings for number in range(3)]
    return tuple(stay for posting, number in played for stay in _life(_as_played(posting, number), number, nights))


def _as_played(posting: JobPosting, number: int) -> JobPosting:
    """The posting, or (but for the first time) one like it: another team, and an identifier of its own."""
    if number == 0:
        return posting
    team = _TEAMS[(int(_drawn(posting.key, "team") * len(_TEAMS)) + number) % len(_TEAMS)]
    title = posting.title.replace(" (", ", ").replace(" | ", ", ").partition(", ")[0]
    return replace(posting, identifier=f"{posting.identifier}-{number}", title=f"{title}, {team}", title_stated=None)


def _life(posting: JobPosting, number: int, nights: int) -> Iterator[Stay]:
    """When the posting stands on its board, and as what."""

    def drawn(what: str) -> float:
        return _drawn(posting.key, what)

    first = 0 if number == 0 and drawn("there") < 0.85 else int(drawn("first") * nights)
    last = first + _LEAST_DAYS + int(-log(1 - drawn("days")) * 14)
    again = last + 4 + int(drawn("again") * 6)
    fate = drawn("fate")
    if fate < 0.2 and posting.title.startswith("Product Manager"):
        half_way = (first + last) // 2
        yield Stay(posting=posting, first=first, last=half_way)
        yield Stay(posting=replace(posting, title=f"Senior {posting.title}", title_stated=None), first=half_way + 1, last=last)
    else:
        yield Stay(posting=posting, first=first, last=last)
    if fate > 0.93:
        yield Stay(posting=posting, first=again, last=again + _LEAST_DAYS)
    elif fate > 0.86:
        yield Stay(posting=replace(posting, identifier=f"{posting.identifier}-again"), first=again, last=again + _LEAST_DAYS)


def _drawn(*what: str) -> float:
    """A number from 0 up to 1 that hangs on the words alone."""
    return int.from_bytes(sha256("|".join(what).encode()).digest()[:6], "big") / 2**48


def _read(sample: BoardRead, stays: Sequence[Stay], number: int, nights: int, at: datetime) -> BoardRead:
    """What the board answers on the night of this number, counted from 0."""
    left = nights - number
    if sample.board.key == _EMPTIED and left == nights // 3:
        return replace(sample, fetched_at=at, postings=())
    down = (sample.board.key == _DOWN_OF_LATE and left <= 2) or (number > 0 and _drawn(sample.board.key, str(number)) < 0.02)
    if down and sample.state == "read":
        return replace(failed_read(sample.board, SourceUnavailable("The platform answered 503, three times in a row.")), fetched_at=at)
    began = at - timedelta(days=number)
    postings = tuple(
        replace(stay.posting, date_posted=began + timedelta(days=stay.first)) for stay in stays if stay.first <= number <= stay.last
    )
    return replace(sample, fetched_at=at, postings=postings)


def main(arguments: Sequence[str]) -> int:
    """Plays the nights that the arguments ask for. Returns an exit code: 0 published, 2 bad arguments, 5 a folder that cannot be used."""
    asked = argparse.ArgumentParser(prog="python -m flows.sample_history", description="Plays many nights of the sample's employers.")
    asked.add_argument("--data", type=Path, required=True, help="An empty data folder.")
    asked.add_argument("--nights", type=int, default=NIGHTS, choices=range(2, 1001), metavar="2..1000")
    asked.add_argument("--until", type=date.fromisoformat, default=LAST_NIGHT, metavar="YYYY-MM-DD", help="The last night.")
    options = asked.parse_args(arguments)
    try:
        published = play(options.data, nights=options.nights, until=options.until)
    except BadInput as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except (DataFolderUnusable, WarehouseError) as error:
        sys.stderr.write(f"{error}\n")
        return 5
    sys.stdout.write(f"{options.nights} nights until {published.night}, {published.roles} roles: {published.path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
