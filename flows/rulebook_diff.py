"""Two rulebooks held against each other over the same postings: which levels change, which rules did it, and is it for the better?"""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

from classifiers.classification import Level
from classifiers.rulebook_check import RulebookCheck
from classifiers.title_words import LADDER
from flows.errors import BadInput
from flows.progress import counted, step
from flows.rulebook_postings import Labels, Posting
from flows.rulebook_reading import Reading, check, read_chunk, reading_with
from flows.rulebook_reasons import Reason, answerable, reasons
from flows.rulebook_rows import RowDifference, row_differences
from flows.rulebooks import CURRENT, PUBLISHED, Rulebook, open_rulebook
from flows.workers import WorkersFailed

CHUNK = 100  # postings that a process is given at a time
MOVED = 0.1  # a confidence that changes by more is told

Outcome = Literal["right", "wrong"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one rulebook says of a posting, without its reasons."""

    level: Level | None  # None: no product management
    confidence: float
    runner_up: Level | None
    unclear: bool
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A posting of which the two rulebooks say different things."""

    id: str
    key: str | None
    title: str
    company: str
    old: Said
    new: Said
    reasons: tuple[Reason, ...]  # what speaks most for the change first
    labelled: bool
    label: Level | None
    became: Outcome | None  # by its label; None without one, and where it was wrong and still is


@dataclass(slots=True, kw_only=True)
class Answerable:
    """How many changed postings a rule, or a row of levels.toml without a sentence, has moved."""

    gained: int = 0
    lost: int = 0
    reweighed: int = 0
    right: int = 0  # of the labelled ones among them
    wrong: int = 0

    @property
    def postings(self) -> int:
        """All of them."""
        return self.gained + self.lost + self.reweighed


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """How often a rulebook is right about the level of the postings that are labelled product management."""

    accuracy: float
    macro_f1: float  # over the levels that are labelled


@dataclass(slots=True, kw_only=True)
class RulebookDiff:
    """Everything that there is to say about the two."""

    over: str  # what was read, in words
    old: str
    new: str
    old_version: str
    new_version: str
    blind: bool
    rows: list[RowDifference] | None  # None where the old tables are not known
    failing: dict[str, tuple[str, ...]]  # rulebook -> sentences of its own that it fails
    postings: int = 0
    levels: Counter[tuple[str, str]] = field(default_factory=Counter)  # (old level, new level) -> postings, those that stay too
    changed: list[Change] = field(default_factory=list)  # in level, or from product management and to it
    moved: list[Change] = field(default_factory=list)  # in confidence alone
    became_unclear: int = 0
    became_clear: int = 0
    labels: int | None = None  # rows of the file of labels; None where none was given
    labelled: int = 0  # of the postings
    labelled_pm: int = 0
    before: Accuracy | None = None
    after: Accuracy | None = None

    def answerable(self) -> list[tuple[str, str, Answerable]]:
        """Returns (rule, row of levels.toml, counts) of whatever spoke for a change of level, the most frequent first."""
        found: dict[tuple[str, str], Answerable] = {}
        for change in self.changed:
            for rule, row, kind in dict.fromkeys(_answerable(change)):
                counts = found.setdefault((rule, row), Answerable())
                setattr(counts, kind, getattr(counts, kind) + 1)
                if change.became:
                    setattr(counts, change.became, getattr(counts, change.became) + 1)
        return [(*key, counts) for key, counts in sorted(found.items(), key=lambda item: (-item[1].postings, item[0]))]


def diff(
    old: Rulebook | None,
    new: Rulebook,
    postings: Iterable[Posting],
    *,
    over: str,
    labels: Labels | None = None,
    blind: bool = False,
    processes: int = 1,
) -> RulebookDiff:
    """Reads every posting with both rulebooks (`old` None: takes what was published of it) and returns where they differ.

    A few chunks of postings are in memory at a time, and of those that differ what is told. Raises BadInput where a rulebook cannot be
    used, WorkersFailed when a process dies, and whatever `postings` raise.
    """
    each = max(1, processes // 2) if old else processes
    try:
        with ExitStack() as stack:
            of_new = stack.enter_context(reading_with(new.folder, each))
            of_old = stack.enter_context(reading_with(old.folder, each)) if old else None
            with step("Checking the rulebooks"):
                failing = _checked([(new, of_new), *([(old, of_old)] if old and of_old else [])])
            came = RulebookDiff(
                over=over,
                old=old.name if old else PUBLISHED,
                new=new.name,
                old_version=old.version if old else "",
                new_version=new.version,
                blind=blind,
                rows=row_differences(old.tables, new.tables) if old else None,
                failing=failing,
                labels=None if labels is None else len(labels),
            )
            _compare(came, counted("Levelling", _read(postings, of_old, of_new, blind, each + 1)), labels or {})
    except BrokenProcessPool as error:
        raise WorkersFailed("A process that was levelling postings was ended from outside (out of memory?).") from error
    shipped = open_rulebook(CURRENT)
    if old is None and came.old_version == shipped.version:
        came.rows = row_differences(shipped.tables, new.tables)
    return came


def check_alone(book: Rulebook) -> RulebookCheck:
    """Returns what is wrong with a rulebook. Raises WorkersFailed when the process that looks dies."""
    try:
        with reading_with(book.folder, 1) as pool, step("Checking the rulebook"):
            return pool.submit(check).result()
    except BrokenProcessPool as error:
        raise WorkersFailed("The process that was reading the rulebook was ended from outside (out of memory?).") from error


def _checked(books: Sequence[tuple[Rulebook, Executor]]) -> dict[str, tuple[str, ...]]:
    """What sentences of their own the rulebooks fail. Raises BadInput where one of them cannot be used at all."""
    failing: dict[str, tuple[str, ...]] = {}
    for book, checked in [(book, pool.submit(check)) for book, pool in books]:
        found = checked.result()
        if found.broken:
            raise BadInput(f"The rulebook {book.name} cannot be used:\n  " + "\n  ".join(found.broken))
        if found.failing:
            failing[book.name] = found.failing
    return failing


def _read(
    postings: Iterable[Posting], old: Executor | None, new: Executor, blind: bool, waiting: int
) -> Iterator[tuple[Posting, Reading, Reading]]:
    """Each posting with both readings, in order."""
    running: deque[tuple[list[Posting], Future[list[Reading]] | None, Future[list[Reading]]]] = deque()
    source = iter(postings)
    while (chunk := list(islice(source, CHUNK))) or running:
        if chunk:
            pairs = [posting.pair for posting in chunk]
            running.append((chunk, old.submit(read_chunk, pairs, blind) if old else None, new.submit(read_chunk, pairs, blind)))
        if len(running) > waiting or not chunk:
            read, was, now = running.popleft()
            before = was.result() if was else [posting.published for posting in read]
            for posting, one, other in zip(read, before, now.result(), strict=True):
                if one is None:
                    raise TypeError(f"nothing was published of {posting.id}")
                yield posting, one, other


def _compare(came: RulebookDiff, read: Iterable[tuple[Posting, Reading, Reading]], labels: Labels) -> None:
    versions: Counter[str] = Counter()
    judged: list[tuple[Level, Level | None, Level | None]] = []
    for posting, old, new in read:
        came.postings += 1
        came.levels[old.level or "not_pm", new.level or "not_pm"] += 1
        came.became_unclear += new.unclear and not old.unclear
        came.became_clear += old.unclear and not new.unclear
        if posting.rulebook:
            versions[posting.rulebook] += 1
        name = posting.id if posting.id in labels else posting.key or ""
        labelled, label = name in labels, labels.get(name)
        came.labelled += labelled
        if label is not None:
            judged.append((label, old.level, new.level))
        if old.level != new.level:
            came.changed.append(_change(posting, old, new, labelled, label))
        elif abs(new.confidence - old.confidence) > MOVED:
            came.moved.append(_change(posting, old, new, labelled, label))
    came.old_version = came.old_version or ", ".join(version for version, _ in versions.most_common()) or "none"
    came.changed.sort(key=_order)
    came.moved.sort(key=lambda change: (-abs(change.new.confidence - change.old.confidence), change.id))
    came.labelled_pm = len(judged)
    if judged:
        came.before = _accuracy([(label, old_level) for label, old_level, _ in judged])
        came.after = _accuracy([(label, new_level) for label, _, new_level in judged])


def _change(posting: Posting, old: Reading, new: Reading, labelled: bool, label: Level | None) -> Change:
    was_right, is_right = (labelled and reading.level == label for reading in (old, new))
    return Change(
        id=posting.id,
        key=posting.key,
        title=posting.title,
        company=posting.company,
        old=_said(old),
        new=_said(new),
        reasons=reasons(old, new),
        labelled=labelled,
        label=label,
        became="right" if is_right and not was_right else "wrong" if was_right and not is_right else None,
    )


def _said(reading: Reading) -> Said:
    return Said(**{name: getattr(reading, name) for name in Said.__slots__})


def _answerable(change: Change) -> Iterator[tuple[str, str, str]]:
    """(rule, row of levels.toml, gained, lost or reweighed) of whatever spoke for a change."""
    if change.new.level is None:
        yield f"no product management: {change.new.basis}", "", "gained"
    elif change.old.level is None:
        yield f"no product management: {change.old.basis}", "", "lost"
    for reason in change.reasons:
        if reason.push > 0:
            yield from ((rule, reason.row, reason.kind) for rule in answerable(reason))


def _order(change: Change) -> tuple[object, ...]:
    """What needs a look first: what became wrong, then right, then what else is labelled; of these the widest steps, the surest first."""
    rank = {"wrong": 0, "right": 1, None: 2 if change.labelled else 3}[change.became]
    rungs = [LADDER.index(said.level) if said.level else -len(LADDER) for said in (change.old, change.new)]
    return rank, -abs(rungs[0] - rungs[1]), -change.new.confidence, change.id


def _accuracy(pairs: Sequence[tuple[Level, Level | None]]) -> Accuracy:
    f1 = []
    for level in {label for label, _ in pairs}:
        hit = sum(label == found == level for label, found in pairs)
        f1.append(2 * hit / (sum(label == level for label, _ in pairs) + sum(found == level for _, found in pairs)))
    return Accuracy(accuracy=sum(label == found for label, found in pairs) / len(pairs), macro_f1=sum(f1) / len(f1))
