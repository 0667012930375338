"""The life of postings over random nights, against a model of the rules in plain Python."""

import random
import tempfile
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from statistics import median

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.board import Board
from extractors.reading import BoardRead
from tests.warehouse.factories import board, failed, load_only, moment, night, posting, read, rejection, rows, run_night, stored
from tests.warehouse.work_files import copied_work

# Of the last board an answer shows but a window of its postings.
BOARDS = (board("orchard"), board("harbour"), board("square", source="remotive"))
WINDOW = BOARDS[2]
IDENTIFIERS = tuple("abcdef")
UNREADABLE = -1

# What a board answers on a night: the postings there and in which version (or that their entry cannot be read), and how many entries it
# passed over; or no sound answer.
Listing = dict[str, int]
Told = tuple[Listing, int] | None
versions = st.sampled_from((0, 1, 2, 0, 1, 2, UNREADABLE))
listings = st.one_of(
    st.dictionaries(st.sampled_from(IDENTIFIERS), versions),
    # Mostly full boards, so that medians are high enough for a collapse.
    st.fixed_dictionaries(dict.fromkeys(IDENTIFIERS, st.integers(0, 2))),
)
collapses = st.dictionaries(st.sampled_from(IDENTIFIERS), versions, max_size=1)
answers = st.one_of(*(st.tuples(listings, st.sampled_from((0, 0, 0, 7))) for _ in range(3)), st.tuples(collapses, st.just(0)), st.none())
# Some nights are as far apart as a window's posting is waited for.
steps = st.sampled_from((0, 1, 1, 2, 2, 29, 30))
nights = st.lists(st.tuples(steps, st.tuples(answers, answers, answers)), min_size=1, max_size=6)


@dataclass
class Posting:
    version: int
    first_seen: date
    last_seen: date
    absences: int = 0
    last_absent: date | None = None
    closed_at: date | None = None
    closed_because: str | None = None
    state: str = "open"
    unknown_since: date | None = None
    times_reopened: int = 0
    valid_from: date | None = None


@dataclass
class Model:
    postings: dict[str, Posting] = field(default_factory=dict)
    events: set[tuple[date, int, str, str]] = field(default_factory=set)
    versions: set[tuple[str, date | None, date, str]] = field(default_factory=set)  # those that ended
    # Per board, the last answer of each night: how it was judged, and how many postings it held.
    history: dict[str, dict[date, tuple[str, int]]] = field(default_factory=dict)
    believed: dict[str, set[date]] = field(default_factory=dict)

    def load(self, run: int, on: date, told: tuple[Told, ...]) -> None:
        for place, answer in zip(BOARDS, told, strict=True):
            mine = {key: known for key, known in self.postings.items() if key.startswith(f"{place.key}:")}
            if self._judge(place, on, answer) != "read":
                for key, known in mine.items():
                    if known.state == "open":
                        known.state, known.unknown_since = "frozen", on
                        self.events.add((on, run, key, "frozen"))
                continue
            assert answer is not None
            there = {f"{place.key}:{identifier}": version for identifier, version in answer[0].items()}
            for key, version in there.items():
                if version != UNREADABLE:
                    self._see(run, on, key, version)
            for key, known in mine.items():
                if there.get(key, UNREADABLE) == UNREADABLE and known.state != "closed":
                    if key not in there:
                        (self._lapse if place == WINDOW else self._miss)(run, on, key, known)
                    if known.state == "frozen":
                        known.state, known.unknown_since = "open", None
                        self.events.add((on, run, key, "thawed"))

    def _judge(self, place: Board, on: date, answer: Told) -> str:
        history = self.history.setdefault(place.key, {})
        believed = self.believed.setdefault(place.key, set())
        if answer is None:
            return "unavailable"
        listing, passed_over = answer
        unsound = sum(version == UNREADABLE for version in listing.values())
        listed = len(listing) - unsound + passed_over
        earlier = sorted((then, *told) for then, told in history.items() if then < on)
        start = max((then for then in believed if then < on), default=date.min)
        sound = [(then, count) for then, state, count in earlier if state == "read" and then >= start][-7:]
        middle = median(count for _, count in sound) if sound else 0
        floor = middle / 3 if middle >= 5 and place != WINDOW else 0
        collapsed = (listed == 0 and middle >= 1) or listed < floor
        streak = sum(1 for then, state, _ in earlier if state == "suspect" and then > sound[-1][0]) if sound else 0
        believed.discard(on)
        if collapsed and listed + unsound < max(floor, 1) and streak >= 2:
            believed.add(on)
        state = "suspect" if (collapsed or (listed == 0 and unsound)) and on not in believed else "read"
        history[on] = (state, listed)
        return state

    def _see(self, run: int, on: date, key: str, version: int) -> None:
        known = self.postings.get(key)
        if known is None:
            self.postings[key] = Posting(version=version, first_seen=on, last_seen=on, valid_from=on)
            self.events.add((on, run, key, "opened"))
            return
        if known.state == "closed":
            self.events.add((on, run, key, "reopened"))
        if known.state == "frozen":
            self.events.add((on, run, key, "thawed"))
        if known.version != version:
            self.events.add((on, run, key, "edited"))
            if 2 in (known.version, version):
                self.events.add((on, run, key, "retitled"))
            if known.valid_from != on:
                self.versions.add((key, known.valid_from, on, title(known.version)))
        self.postings[key] = Posting(
            version=version,
            first_seen=known.first_seen,
            last_seen=on,
            times_reopened=known.times_reopened + (known.state == "closed"),
            valid_from=known.valid_from if known.version == version else on,
        )

    def _miss(self, run: int, on: date, key: str, known: Posting) -> None:
        if on > known.last_seen and (known.last_absent is None or on > known.last_absent):
            known.absences += 1
            known.last_absent = on
            if known.absences == 2:
                self._close(run, on, key, known, "absent")

    def _lapse(self, run: int, on: date, key: str, known: Posting) -> None:
        until = valid_through(known.version)
        if known.last_seen < on and until is not None and until.date() < on:
            self._close(run, on, key, known, "expired")
        elif (on - known.last_seen).days >= 30:
            self._close(run, on, key, known, "unseen")

    def _close(self, run: int, on: date, key: str, known: Posting, because: str) -> None:
        known.state, known.closed_at, known.closed_because, known.unknown_since = "closed", on, because, None
        self.events.add((on, run, key, "closed"))


def title(version: int) -> str:
    return "Product Manager" + " II" * (version == 2)


def valid_through(version: int) -> datetime | None:
    return moment(3) if version == 1 else None


def as_read(place: Board, answer: Told) -> BoardRead:
    """Version 1 differs from 0 in its text (and in a date, which is no edit), version 2 in its text and title."""
    if answer is None:
        return failed(place)
    listing, passed_over = answer
    return read(
        *(
            posting(identifier, on=place, description=f"<p>Text {version}.</p>", title=title(version), valid_through=valid_through(version))
            for identifier, version in listing.items()
            if version != UNREADABLE
        ),
        on=place,
        rejections=tuple(
            rejection(position, on=place, identifier=identifier, reason="unreadable")
            for position, (identifier, version) in enumerate(listing.items())
            if version == UNREADABLE
        ),
        passed_over=passed_over,
        complete=place != WINDOW,
    )


@pytest.mark.long
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plan=nights)
def test_postings_live_by_the_rules(empty_work: Path, plan: list[tuple[int, tuple[Told, ...]]]) -> None:
    model = Model()
    on = night(0)
    with tempfile.TemporaryDirectory() as folder, copied_work(empty_work, Path(folder)) as connection:
        for run, (step, told) in enumerate(plan):
            on = date.fromordinal(on.toordinal() + step)  # a step of 0: another run in the same night
            reads = [as_read(place, answer) for place, answer in zip(BOARDS, told, strict=True)]
            load_only(connection, f"run-{run}", on, reads)
            model.load(run, on, told)
            before = stored(connection)
            load_only(connection, f"run-{run}-again", on, list(reversed(reads)))
            assert stored(connection) == before, "the same reads again changed something"
        found = rows(
            connection,
            "SELECT posting_key, title, first_seen, last_seen, absences, last_absent, closed_at, closed_because, state, "
            "unknown_since, times_reopened, valid_from FROM store.postings ORDER BY ALL",
        )
        expected = sorted(
            (
                *(key, title(known.version), known.first_seen, known.last_seen),
                *(known.absences, known.last_absent, known.closed_at, known.closed_because, known.state),
                *(known.unknown_since, known.times_reopened, known.valid_from),
            )
            for key, known in model.postings.items()
        )
        assert found == expected
        events = {
            (then, int(run.split("-")[1]), key, kind)
            for then, run, key, kind in rows(connection, "SELECT night, run_id, posting_key, kind FROM store.events")
        }
        assert events == model.events
        versions = rows(connection, "SELECT posting_key, valid_from, valid_to, title FROM store.posting_versions")
        assert set(versions) == model.versions
        assert len(versions) == len(model.versions)
        # What is told of each night as of that night is what stood then: the last states of the last night are those of the tables.
        standing = rows(connection, f"SELECT posting_key, title, state FROM postings_as_of(DATE '{on}') ORDER BY ALL")
        assert standing == rows(
            connection, "SELECT posting_key, title, state FROM store.postings JOIN store.role_postings USING (posting_key) ORDER BY ALL"
        )


@pytest.mark.long
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plan=nights, seed=st.integers(0, 2**16))
def test_order_of_boards_and_postings_does_not_matter(empty_work: Path, plan: list[tuple[int, tuple[Told, ...]]], seed: int) -> None:
    chance = random.Random(seed)
    found = []
    for shuffled in (False, True):
        on = night(0)
        with tempfile.TemporaryDirectory() as folder, copied_work(empty_work, Path(folder)) as connection:
            for run, (step, told) in enumerate(plan):
                on = date.fromordinal(on.toordinal() + step)
                reads = [as_read(place, answer) for place, answer in zip(BOARDS, told, strict=True)]
                if shuffled:
                    reads = [replace(one, postings=tuple(chance.sample(one.postings, len(one.postings)))) for one in reads]
                    chance.shuffle(reads)
                load_only(connection, f"run-{run}", on, reads)
            found.append(stored(connection))
    assert found[0] == found[1]


def test_a_posting_closes_on_its_second_absence_and_comes_back(work: duckdb.DuckDBPyConnection) -> None:
    both, one = read(posting("1"), posting("2")), read(posting("1"))
    plan = [both, one, failed(), one, one, both]
    states = []
    for number, answer in enumerate(plan):
        sound_elsewhere = read(posting("9", on=board("harbour")), on=board("harbour"))
        run_night(work, f"run-{number}", night(number), [answer, sound_elsewhere])
        states += rows(work, "SELECT state, absences, closed_at FROM store.postings WHERE identifier = '2'")
    assert states == [
        ("open", 0, None),
        ("open", 1, None),
        ("frozen", 1, None),
        ("closed", 2, night(3)),
        ("closed", 2, night(3)),
        ("open", 0, None),
    ]
    kinds = rows(work, "SELECT kind, night FROM store.events WHERE posting_key LIKE '%:2' ORDER BY night")
    assert kinds == [("opened", night(0)), ("frozen", night(2)), ("closed", night(3)), ("reopened", night(5))]


OPENINGS = ("prune the apple trees", "plant the pear trees")
# Each opening may be listed under two ids; on a night a listing may hold an entry twice.
reposts = st.lists(st.tuples(st.integers(1, 2), st.frozensets(st.sampled_from(("0a", "0b", "1a", "1b"))), st.booleans()), max_size=6)


@pytest.mark.long
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plan=reposts)
def test_an_opening_under_another_id_is_the_role_it_was(empty_work: Path, plan: list[tuple[int, frozenset[str], bool]]) -> None:
    """What is listed under two ids is one role, and what comes back under the other id once the first was missed is a repost."""
    missed: dict[str, int] = {}  # of each posting ever seen: nights of sound reads without it since it was last there
    told: list[tuple[date, str]] = []
    on = night(0)
    with tempfile.TemporaryDirectory() as folder, copied_work(empty_work, Path(folder)) as connection:
        for run, (step, listing, doubled) in enumerate(plan):
            on = date.fromordinal(on.toordinal() + step)
            postings = [
                posting(
                    key, title=f"Product Manager {key[0]}", description=f"<p>You {OPENINGS[int(key[0])]}. {'And more of it. ' * 12}</p>"
                )
                for key in sorted(listing)
            ]
            # An anchor keeps the board from looking empty.
            load_only(
                connection, f"run-{run}", on, [read(*postings, *(postings if doubled else ()), posting("z", title="Product Manager z"))]
            )
            for opening in "01":
                new = sorted(key for key in listing if key[0] == opening and key not in missed)
                others = [key for key in missed if key[0] == opening]
                if new and others and not any(key in listing for key in others):
                    told.append((on, new[0]))
            missed = {key: 0 if key in listing else count + 1 for key, count in missed.items()} | dict.fromkeys(listing, 0)
        found = rows(connection, "SELECT night, split_part(posting_key, ':', 3) FROM store.events WHERE kind = 'reposted' ORDER BY ALL")
        assert found == sorted(told)
        openings = "list_distinct(list(split_part(posting_key, ':', 3)[1]))"
        members = rows(connection, f"SELECT role_id, {openings} FROM store.role_postings GROUP BY ALL")
        assert sorted(first for _, (first,) in members) == sorted({key[0] for key in missed} | ({"z"} if plan else set()))
        assert rows(connection, "SELECT posting_key, count(*) FROM store.postings GROUP BY ALL HAVING count(*) > 1") == []
