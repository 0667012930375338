"""Nights of the warehouse that are killed (SIGKILL) at random moments: what is published then, and does the next run go on?

    python benchmarks/kills.py [--kills N] [--seed N] [--boards N] [--postings N] [--folder FOLDER]

Each night runs in a process of its own, with made-up boards and verdicts. A kill comes at a random moment after the begin of a random
stage. After each, what is published must be whole and exactly that of an undisturbed night, the one before or this one; so must a
copy of the work file. Then the same night again, or the next one, is run with no repair in between, and must leave what a history
without kills leaves. Ends with 1 where anything is torn or lost, or a run does not go on.

Where the next night is run though the load of the killed one was not kept, that night is missing in the history without kills, too:
what it read is not lost, but in the landing, which is no part of this.

A kill is not a power cut: what a process has written stays with the operating system.
"""

import argparse
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from tests.warehouse.killed_night import STAGES, Nights, Order, Size, Stage
from tests.warehouse.wholeness import TRY, Content, Publication, differing, publication, unsound_feed, unwhole, work_content
from warehouse.errors import WarehouseError
from warehouse.feed.site import FeedFiles
from warehouse.publish import PUBLISHED_NAME

WORK_NAME = "work.duckdb"
HEADING = ("killed in", "kills", "load kept", "published: old night", "new night", "feed still old", "next run went on", "torn", "lost")

History = tuple[int, ...]  # the nights that are loaded, in their order


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a campaign does. Fewer different histories are quicker, as each is also done undisturbed."""

    kills: int
    seed: int
    size: Size
    begins: tuple[History, ...] = ((), (0,))  # what may be loaded, undisturbed, before the first kill of a folder
    longest: int = 2  # nights in a folder, before the next kill comes in a new one
    in_a_row: tuple[int, int] = (1, 4)  # how many kills, at least and at most, before a run is left in peace


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """What a history of nights leaves behind when nobody disturbs it."""

    folder: Path
    work: Content
    published: Publication
    took: dict[Stage, float]  # of its last night


@dataclass(slots=True, kw_only=True)
class Kill:
    """One kill, and what was found."""

    stage: Stage
    loaded: bool  # whether the night's load stands in the work file
    file_is_new: bool
    feed_is_new: bool
    torn: list[str]  # what was found wrong right after it
    followed_by: str = ""  # the same night, or the next
    stuck: list[str] = field(default_factory=list)  # why the next run did not go on
    lost: list[str] = field(default_factory=list)  # what differs from the undisturbed history afterwards


class Campaign:
    """Kills in one folder, with the twins that they are held against."""

    def __init__(self, nights: Nights, folder: Path, plan: Plan) -> None:
        self.nights, self.plan, self.folder = nights, plan, folder / "disturbed"
        self.chance = random.Random(plan.seed)
        self._twins_folder = folder / "twins"
        self._twins: dict[History, Twin] = {}
        self._tries = 0
        self._stages: list[Stage] = []  # to kill in; each comes once before any comes again
        self._sound: set[str] = set()  # contents that were looked at closely

    def twin(self, history: History) -> Twin:
        """What the history leaves behind undisturbed; worked out once."""
        if history not in self._twins:
            folder = self._twins_folder / ("-".join(map(str, history)) or "none")
            folder.mkdir(parents=True)
            took: dict[Stage, float] = {}
            if history:
                shutil.copytree(self.twin(history[:-1]).folder, folder, dirs_exist_ok=True)
                ended = self.nights.do(self._order(folder, history[-1], run_id=f"night-{history[-1]}"))
                if ended.status != 0:
                    raise RuntimeError(f"an undisturbed night ended with status {ended.status}")
                took = ended.took
            self._twins[history] = Twin(folder=folder, work=self._work(folder), published=publication(folder), took=took)
        return self._twins[history]

    def kills(self) -> Iterator[Kill]:
        """The planned kills, a few in a row on the same night, each row followed by a run that is left in peace."""
        history, wanted = self._begin_anew(), self.plan.kills
        while wanted > 0:
            if len(history) >= self.plan.longest:
                history = self._begin_anew()
            number = history[-1] + 1 if history else 0
            row: list[Kill] = []
            for _ in range(min(self.chance.randint(*self.plan.in_a_row), wanted)):
                row += self._kill(history, number, row[-1] if row else None)
            if not row:
                continue  # every night ended before its kill: not a kill
            wanted -= len(row)
            history = self._go_on(history, number, row)
            yield from row

    def _begin_anew(self) -> History:
        history = self.chance.choice(self.plan.begins)
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.twin(history).folder, self.folder)
        return history

    def _kill(self, history: History, number: int, before: Kill | None) -> Iterator[Kill]:
        old, new = self.twin(history), self.twin((*history, number))
        if not self._stages:
            self._stages = self.chance.sample(STAGES, k=len(STAGES))
        stage = self._stages.pop()
        after = self.chance.uniform(0, new.took[stage])
        ended = self.nights.do(self._order(self.folder, number, kill_in=stage, kill_after=after))
        if not ended.killed:
            if ended.status:
                if not before:
                    raise RuntimeError(f"a night was not killed, but ended with status {ended.status}")
                before.stuck.append(f"the run after it ended with status {ended.status}")
            return
        work, torn = self._work_of_a_copy()
        found, wrong = self._published(old, new)
        torn += wrong
        loaded = work == new.work
        if not loaded and work != old.work:
            torn.append(f"the work file is neither of the old nor of the new night: {'; '.join(differing(work, new.work))}")
        kill = Kill(
            stage=ended.stage,
            loaded=loaded,
            file_is_new=found.file == new.published.file,
            feed_is_new=found.feed == new.published.feed,
            torn=torn,
        )
        if (kill.feed_is_new and not kill.file_is_new) or (kill.file_is_new and not kill.loaded):
            torn.append("the feed is ahead of the file, or the file ahead of the work file")
        if before:
            before.followed_by = "the same night"
            if (before.loaded and not loaded) or (before.file_is_new and not kill.file_is_new):
                before.lost.append("the run after it took back what was there")
        yield kill

    def _go_on(self, history: History, number: int, row: Sequence[Kill]) -> History:
        """Runs the same night again, or the next one, in peace, and holds what is there then against the twin. Returns the history now."""
        last = row[-1]
        same = self.chance.random() < 0.5
        last.followed_by = "the same night" if same else "the next night"
        there = (*history, number) if same or last.loaded else history
        then = there if same else (*there, number + 1)
        expected = self.twin(then)
        ended = self.nights.do(self._order(self.folder, then[-1]))
        if ended.status != 0:
            last.stuck.append(f"the run after it ended with status {ended.status}")
            return self._begin_anew()
        left = _names(self.folder)
        if left != _names(expected.folder):
            last.lost.append(f"files that should not be there, or are not: {left}")
        work, wrong = self._work_of_a_copy()
        _, torn = self._published(expected, expected)
        last.lost += [*wrong, *torn, *differing(work, expected.work)]
        return then

    def _order(self, folder: Path, number: int, run_id: str | None = None, kill_in: Stage | None = None, kill_after: float = 0.0) -> Order:
        self._tries += 1
        return Order(
            work=folder / WORK_NAME,
            publication=folder,
            number=number,
            run_id=run_id or f"night-{number}{TRY}{self._tries}",
            size=self.plan.size,
            kill_in=kill_in,
            kill_after=kill_after,
        )

    def _published(self, old: Twin, new: Twin) -> tuple[Publication, list[str]]:
        """What is published now, and what is wrong with it."""
        try:
            found = publication(self.folder)
            wrong = self._looked_at_closely(found)
        except (WarehouseError, duckdb.Error, ValueError) as error:
            return Publication(file=None, feed=None), [f"what is published cannot be read: {error}"]
        if found.file not in (old.published.file, new.published.file):
            wrong.append(f"the file is neither of the old nor of the new night: {differing(found.file or {}, new.published.file or {})}")
        if found.feed not in (old.published.feed, new.published.feed):
            wrong.append("the feed is neither of the old nor of the new night")
        return found, wrong

    def _looked_at_closely(self, found: Publication) -> list[str]:
        """What is wrong with the file and with the feed, each seen in itself; the same content is looked at once."""
        wrong = []
        if found.file and str(found.file) not in self._sound:
            wrong += unwhole(self.folder / PUBLISHED_NAME)
        if found.feed and found.feed not in self._sound:
            wrong += unsound_feed(FeedFiles.under(self.folder).root)
        if not wrong:
            self._sound |= {str(found.file), str(found.feed)}
        return wrong

    def _work_of_a_copy(self) -> tuple[Content, list[str]]:
        try:
            return self._work(self.folder), []
        except duckdb.Error as error:
            return {}, [f"the work file cannot be opened: {error}"]

    def _work(self, folder: Path) -> Content:
        """What the work file holds. A copy is opened, log and all: to open the file itself would already mend it."""
        with tempfile.TemporaryDirectory(dir=folder.parent) as copies:
            for path in folder.glob(f"{WORK_NAME}*"):
                shutil.copy(path, copies)
            return work_content(Path(copies) / WORK_NAME)


def _names(folder: Path) -> list[str]:
    """What lies in a folder. The folder that is served, whose name is made of dice, counts as one: its manifest says what must be in it."""
    return sorted(".site" if path.name.startswith(".site-") else path.name for path in folder.iterdir())


def as_table(kills: Sequence[Kill]) -> str:
    """The figures as a Markdown table, a row for each stage."""
    lines: list[Sequence[str]] = [HEADING, ["---", *["--:"] * (len(HEADING) - 1)]]
    for name, some in [*((stage, [kill for kill in kills if kill.stage == stage]) for stage in STAGES), ("all", kills)]:
        figures = (
            len(some),
            sum(kill.loaded for kill in some),
            sum(not kill.file_is_new for kill in some),
            sum(kill.file_is_new for kill in some),
            sum(kill.file_is_new and not kill.feed_is_new for kill in some),
            sum(not kill.stuck for kill in some),
            sum(bool(kill.torn) for kill in some),
            sum(bool(kill.lost) for kill in some),
        )
        lines.append([name, *map(str, figures)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def wrong(kills: Sequence[Kill]) -> list[str]:
    """A line for each thing that must not be."""
    return [
        f"kill {place} ({kill.stage}; then {kill.followed_by}): {what}"
        for place, kill in enumerate(kills, 1)
        for what in (*kill.torn, *kill.stuck, *kill.lost)
    ]


def campaign(plan: Plan, folder: Path, tell: Callable[[Sequence[Kill]], None] = lambda _: None) -> list[Kill]:
    """Kills as planned, in the folder. Returns what was found after each."""
    found = []
    with Nights() as nights:
        for kill in Campaign(nights, folder, plan).kills():
            found.append(kill)
            tell(found)
    return found


def main() -> int:
    """Prints the table, and what went wrong; returns 1 where something did."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--boards", type=int, default=30)
    parser.add_argument("--postings", type=int, default=100, help="a board")
    parser.add_argument("--folder", type=Path, help="where the files are made; a temporary one otherwise")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        plan = Plan(kills=given.kills, seed=given.seed, size=Size(boards=given.boards, postings=given.postings))
        kills = campaign(
            plan, Path(folder), lambda kills: print(f"\r{len(kills)} kills, {len(wrong(kills))} findings", end="", file=sys.stderr)
        )
    print("", file=sys.stderr)
    print(as_table(kills))
    followed = Counter(kill.followed_by for kill in kills)
    print(f"\nFollowed by {', '.join(f'{followed[what]} times {what}' for what in sorted(followed))}. Seed {given.seed}.")
    for line in (found := wrong(kills)):
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
