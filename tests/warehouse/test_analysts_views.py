"""The analysts' views over a few made-up nights, and the two that count over time against plain Python."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.classification import Classification, Evidence
from tests.warehouse.factories import FIRST_NIGHT, board, failed, load_only, night, posting, read, rows, run_night, verdict
from warehouse.database import open_published, open_work
from warehouse.load import PendingPosting
from warehouse.publish import publish
from warehouse.statements import names, statement

ORCHARD, HARBOUR = board("orchard"), board("harbour", industry="shipping")
LEVELS = {"Associate": "apm", "Senior": "senior", "Group": "group", "Director": "above"}
VIEWS = (
    "apm_watch",
    "company_mix",
    "dictionary",
    "fill_rates",
    "level_by_day",
    "opening_curve",
    "opening_duration",
    "openings",
    "salary_by_level",
    "title_vs_evidence",
)


def found(quote: str, text: str, signal: str, weight: float) -> Evidence:
    start = text.index(quote)
    return Evidence(
        rule=signal,
        signal=signal,
        quote=quote,
        start=start,
        end=start + len(quote),
        section="duties",
        context="asserted",
        weight=weight,
        counted=True,
    )


def classify(pending: PendingPosting) -> Classification:
    """Levels by the title's first word; quotes the sentences that hold a telling word."""
    plain = verdict(pending)
    level: Any = LEVELS.get(pending.title.split()[0], "mid")
    said: dict[str, Any] = {"level": level, "specialties": ("data",) if "data" in plain.text else ()}
    sentences = [sentence.strip() for sentence in plain.text.split(".")]
    quotes = list(plain.evidence[1:])
    for word, signal, weight in (("rotate", "training_programme", 1.5), ("reports", "direct_reports", -2.0), ("years", "years", 0.5)):
        quotes += [found(sentence, plain.text, signal, weight) for sentence in sentences if word in sentence]
    if "rotate" in plain.text:
        said["training_programme"] = "yes"
    if level == "group":
        said |= {"conflict": True, "basis": "no direct reports (the title says group, the text alone principal)"}
    return verdict(pending, evidence=tuple(quotes), **said)


def opening(identifier: str, title: str, text: str, **fields: Any) -> Any:
    return posting(identifier, title=title, description=f"<p>{text}</p>", **fields)


YEARLY = {"salary_currency": "GBP", "salary_unit": "YEAR"}
PAID: dict[str, Any] = {"base_salary_min": 60_000.0, "base_salary_max": 80_000.0, "salary_year_min": 60_000.0, "salary_year_max": 80_000.0}
ONE = opening("1", "Senior Product Manager, Cider", "You press apples", **PAID, **YEARLY)
TWO = opening("2", "Product Manager, Hives", "You keep bees and their data", base_salary_min=50_000.0, **YEARLY)
TWO_RAISED = opening("2", "Senior Product Manager, Hives", "You keep bees and their data", base_salary_min=70_000.0, **YEARLY)
THREE = opening("3", "Group Product Manager, Grafting", "Bring nine years of grafting. You have no direct reports. Two years will not do")
FOUR = opening("4", "Product Manager, Wells", "You dig for water where none is", salary_text="competitive")
EIGHT = opening("8", "Product Manager, Sheds", "You mend what the wind took")
NINE = opening("9", "Associate Product Manager", "You rotate through three orchards. You learn to prune")
FIVE = opening(
    "5", "Senior Product Manager, Quays", "You berth ships", on=HARBOUR, base_salary_max=900.0, salary_currency="NOK", salary_unit="DAY"
)
SIX = opening("6", "Director of Product Manager Growth", "You steer the harbour", on=HARBOUR)


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """Eight nights: a board that fails once, one that is read for the first time on the third, a posting that changes its level."""
    told = [
        [read(ONE, TWO, NINE)],
        [read(ONE, TWO, NINE, THREE, FOUR)],
        [failed(ORCHARD), read(FIVE, on=HARBOUR)],
        [read(ONE, TWO_RAISED, NINE, THREE, EIGHT), read(FIVE, on=HARBOUR)],
        [read(ONE, TWO_RAISED, THREE), read(FIVE, on=HARBOUR)],
        [read(ONE, TWO_RAISED, THREE), read(FIVE, SIX, on=HARBOUR)],
        [read(ONE, TWO_RAISED, THREE, FOUR), read(FIVE, SIX, on=HARBOUR)],
        [read(ONE, TWO_RAISED, THREE, FOUR), failed(HARBOUR)],
    ]
    with open_work(tmp_path_factory.mktemp("views") / "work.duckdb") as work:
        for number, reads in enumerate(told):
            _, checks = run_night(work, f"run {number}", night(number), reads, classify=classify)
            assert not [check for check in checks if check.stops]
        yield work


@pytest.fixture(scope="module")
def published(nights: duckdb.DuckDBPyConnection, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(nights, tmp_path_factory.mktemp("views") / "published").path


def test_the_views_say_the_same_in_the_published_file(nights: duckdb.DuckDBPyConnection, published: Path) -> None:
    with open_published(published) as copy:
        for view in VIEWS:
            if view == "dictionary":  # the work file's views are for the run alone, and say nothing of themselves
                assert rows(copy, "SELECT count(*) FROM dictionary WHERE comment IS NULL") == [(0,)]
                continue
            assert sorted(map(repr, rows(copy, f"FROM {view}"))) == sorted(map(repr, rows(nights, f"FROM {view}"))) != [], view


def test_every_view_says_its_grain_first(published: Path) -> None:
    with open_published(published) as copy:
        comments = dict(
            rows(
                copy,
                "SELECT schema_name || '.' || view_name, comment FROM duckdb_views() WHERE NOT internal "
                "UNION ALL SELECT schema_name || '.' || table_name, comment FROM duckdb_tables() WHERE NOT internal",
            )
        )
    for name in names("views"):
        sql = statement("views", name)
        view = re.search(r"^CREATE OR REPLACE VIEW (\S+) AS$", sql, re.M)
        if view is None:
            assert sql.startswith("-- Two table macros: one row per "), name
            continue
        comment = comments[view[1] if "." in view[1] else f"main.{view[1]}"]
        assert f"-- {comment}\n" == sql[: sql.index("\n") + 1], name
        assert "One row per " in comment or "one row per " in comment, name


def test_level_by_day(nights: duckdb.DuckDBPyConnection) -> None:
    assert rows(nights, "SELECT count(*), count(DISTINCT night) FROM level_by_day") == [(40, 8)]
    changes = "found, opened, reopened, closed, relevelled_in, relevelled_out"
    told = rows(
        nights,
        f"SELECT night - DATE '{FIRST_NIGHT}', level, open_roles, frozen_roles, {changes} FROM level_by_day "
        "WHERE open_roles + closed + relevelled_out > 0 ORDER BY night, level",
    )
    assert told == [
        (0, "apm", 1, 0, 1, 0, 0, 0, 0, 0),
        (0, "mid", 1, 0, 1, 0, 0, 0, 0, 0),
        (0, "senior", 1, 0, 1, 0, 0, 0, 0, 0),
        (1, "apm", 1, 0, 0, 0, 0, 0, 0, 0),
        (1, "group", 1, 0, 0, 1, 0, 0, 0, 0),
        (1, "mid", 2, 0, 0, 1, 0, 0, 0, 0),
        (1, "senior", 1, 0, 0, 0, 0, 0, 0, 0),
        (2, "apm", 1, 1, 0, 0, 0, 0, 0, 0),
        (2, "group", 1, 1, 0, 0, 0, 0, 0, 0),
        (2, "mid", 2, 2, 0, 0, 0, 0, 0, 0),
        (2, "senior", 2, 1, 1, 0, 0, 0, 0, 0),
        (3, "apm", 1, 0, 0, 0, 0, 0, 0, 0),
        (3, "group", 1, 0, 0, 0, 0, 0, 0, 0),
        (3, "mid", 2, 0, 0, 1, 0, 0, 0, 1),
        (3, "senior", 3, 0, 0, 0, 0, 0, 1, 0),
        (4, "apm", 1, 0, 0, 0, 0, 0, 0, 0),
        (4, "group", 1, 0, 0, 0, 0, 0, 0, 0),
        (4, "mid", 1, 0, 0, 0, 0, 1, 0, 0),
        (4, "senior", 3, 0, 0, 0, 0, 0, 0, 0),
        (5, "apm", 0, 0, 0, 0, 0, 1, 0, 0),
        (5, "group", 1, 0, 0, 0, 0, 0, 0, 0),
        (5, "mid", 0, 0, 0, 0, 0, 1, 0, 0),
        (5, "senior", 3, 0, 0, 0, 0, 0, 0, 0),
        (6, "group", 1, 0, 0, 0, 0, 0, 0, 0),
        (6, "mid", 1, 0, 0, 0, 1, 0, 0, 0),
        (6, "senior", 3, 0, 0, 0, 0, 0, 0, 0),
        (7, "group", 1, 0, 0, 0, 0, 0, 0, 0),
        (7, "mid", 1, 0, 0, 0, 0, 0, 0, 0),
        (7, "senior", 3, 1, 0, 0, 0, 0, 0, 0),
    ]
    standing = "SELECT level, count(*) FROM roles JOIN store.levels USING (level) WHERE state <> 'closed' AND on_ladder GROUP BY level"
    assert dict(rows(nights, standing)) == {"group": 1, "mid": 1, "senior": 3}


def test_openings_and_their_durations(nights: duckdb.DuckDBPyConnection) -> None:
    told = "SELECT r.title, o.level, o.state, days, opening_seen, end_seen FROM openings AS o JOIN roles AS r USING (role_id)"
    assert rows(nights, f"{told} ORDER BY r.posting_key") == [
        (FIVE.title, "senior", "frozen", 5, False, False),
        (SIX.title, "above", "frozen", 2, True, False),
        (ONE.title, "senior", "open", 8, False, False),
        (TWO_RAISED.title, "senior", "open", 8, False, False),
        (THREE.title, "group", "open", 7, True, False),
        (FOUR.title, "mid", "open", 7, True, False),
        (EIGHT.title, "mid", "closed", 1, True, True),
        (NINE.title, "apm", "closed", 4, False, True),
    ]
    assert rows(nights, "FROM opening_duration") == [
        ("apm", 0, 0, 0, 0, 1, None, None, None),
        ("mid", 2, 1, 1, 0, 0, 1, 1, None),
        ("senior", 0, 0, 0, 0, 3, None, None, None),
        ("group", 1, 0, 1, 0, 0, None, None, None),
        ("above", 1, 0, 1, 0, 0, None, None, None),
        ("all", 4, 1, 3, 0, 4, 1, None, None),
    ]


def test_a_role_that_is_lost_with_its_board_is_not_seen_to_end(work: duckdb.DuckDBPyConnection) -> None:
    gone = [[read(ONE), failed(HARBOUR, "gone")]] * 5
    for number, reads in enumerate([[read(ONE), read(on=HARBOUR)], [read(ONE), read(FIVE, on=HARBOUR)], *gone]):
        load_only(work, str(number), night(number), reads)
    assert rows(work, "SELECT days, opening_seen, end_seen FROM openings WHERE company = 'Harbour'") == [(1, True, False)]
    assert rows(work, "SELECT roles_counted, closed, still_open, lost_with_board, left_out FROM opening_duration") == [(1, 0, 0, 1, 1)] * 2
    assert rows(work, "SELECT night, closed FROM level_by_day WHERE closed > 0") == [(night(6), 1)]


def test_company_mix(nights: duckdb.DuckDBPyConnection) -> None:
    assert rows(nights, "FROM company_mix") == [
        ("Orchard", "farming", 4, 0, 1, 2, 0, 1, 0, 0.75, ["data"], ["greenhouse:orchard"], night(1)),
        ("Harbour", "shipping", 2, 0, 0, 1, 0, 0, 1, 1.0, [], ["greenhouse:harbour"], night(5)),
    ]


def test_title_vs_evidence(nights: duckdb.DuckDBPyConnection) -> None:
    told = "SELECT title, title_level, text_level, level, confidence, quote_for, quote_against FROM title_vs_evidence"
    assert rows(nights, told) == [
        (THREE.title, "group", "principal", "group", 0.8, "Bring nine years of grafting", "You have no direct reports")
    ]


def test_salary_by_level(nights: duckdb.DuckDBPyConnection) -> None:
    assert rows(nights, "FROM salary_by_level") == [
        (*("senior", "GBP", "YEAR", 3, 2), *(62_500.0, 65_000.0, 67_500.0), *(70_000.0,) * 3, *(80_000.0,) * 3)
        + (60_000.0, 70_000.0, 80_000.0, 0),
        (*("senior", "NOK", "DAY", 3, 1), *(None,) * 3, *(None,) * 3, *(900.0,) * 3, *(None,) * 3, 0),
    ]


def test_apm_watch(nights: duckdb.DuckDBPyConnection) -> None:
    told = "SELECT title, level, training_programme, programme_quote, first_seen, state, closed_at, reopened_at FROM apm_watch"
    assert rows(nights, told) == [(NINE.title, "apm", "yes", "You rotate through three orchards", night(0), "closed", night(5), None)]


def test_a_programme_that_comes_back_is_the_newest(work: duckdb.DuckDBPyConnection) -> None:
    later = opening("7", "Group Product Manager, Rotations", "You let graduates rotate", on=HARBOUR)
    for number, reads in enumerate(
        [[read(NINE, ONE)], [read(ONE)], [read(ONE), read(later, on=HARBOUR)], [read(NINE, ONE), read(later, on=HARBOUR)]]
    ):
        run_night(work, str(number), night(number), reads, classify=classify)
    assert rows(work, "SELECT level, first_seen, reopened_at, times_reopened FROM apm_watch") == [
        ("apm", night(0), night(3), 1),
        ("group", night(2), None, 0),
    ]


def test_the_dictionary_tells_every_column(published: Path) -> None:
    with open_published(published) as copy:
        tables = {table for (table,) in rows(copy, "SELECT DISTINCT table_name FROM dictionary")}
        assert {*VIEWS, "roles", "roles_history", "evidence", "source_health", "rejections", "run_log", "meta"} <= tables
        assert rows(copy, "SELECT table_name, column_name FROM dictionary WHERE coalesce(comment, '') = ''") == []
        assert rows(copy, "SELECT data_type, comment FROM dictionary WHERE table_name = 'roles' AND column_name = 'first_seen'") == [
            ("DATE", "First night on which any of its postings was there.")
        ]


# What follows holds the arithmetic of a view against the plainest Python, over tables made up in its place.


def views_over(*files: str, **tables: tuple[str, list[tuple[Any, ...]]]) -> duckdb.DuckDBPyConnection:
    """A database in memory with these tables (by columns and rows) and the levels, and these views over them."""
    connection = duckdb.connect()
    connection.execute(
        "CREATE SCHEMA store; CREATE TABLE store.levels (level VARCHAR, level_name VARCHAR, rank INTEGER, on_ladder BOOLEAN)"
    )
    connection.execute(
        "INSERT INTO store.levels VALUES ('mid', 'Mid', 1, true), ('senior', 'Senior', 2, true), ('above', 'Above', 3, false)"
    )
    for name, (columns, content) in tables.items():
        table = name.replace("__", ".")
        connection.execute(f"CREATE TABLE {table} ({columns})")
        if content:
            connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(content[0]))})", content)
    for file in files:
        connection.execute(statement("views", file))
    return connection


def kaplan_meier(lives: list[tuple[int, bool]]) -> list[tuple[int, int, int, Fraction]]:
    """The steps of the curve: days, at risk, closed, share open for longer."""
    share, curve = Fraction(1), []
    for days in sorted({days for days, ended in lives if ended}):
        at_risk = sum(lived >= days for lived, _ in lives)
        closed = sum(lived == days and ended for lived, ended in lives)
        share *= 1 - Fraction(closed, at_risk)
        curve.append((days, at_risk, closed, share))
    return curve


LIFE = st.tuples(st.sampled_from(["mid", "senior"]), st.integers(1, 9), st.booleans(), st.booleans())


@settings(max_examples=25, deadline=None)
@given(st.lists(LIFE, min_size=1, max_size=40))
def test_durations_are_those_of_kaplan_and_meier(lives: list[tuple[str, int, bool, bool]]) -> None:
    columns = "level VARCHAR, days BIGINT, opening_seen BOOLEAN, end_seen BOOLEAN, state VARCHAR"
    content = [(*life, "closed" if life[3] else "open") for life in lives]
    with views_over("23_opening_curve", "24_opening_duration", openings=(columns, content)) as connection:
        told = rows(connection, "FROM opening_curve")
        quartiles = {row[0]: row[1:] for row in rows(connection, "FROM opening_duration")}
    assert set(quartiles) == {"all", *(level for level, *_ in lives)}
    for level, row in quartiles.items():
        seen = [(days, ended) for of, days, opened, ended in lives if opened and level in (of, "all")]
        curve = kaplan_meier(seen)
        assert [step[1:4] for step in told if step[0] == level] == [step[:3] for step in curve]
        assert [step[4] for step in told if step[0] == level] == pytest.approx([float(step[3]) for step in curve])
        reached = tuple(next((days for days, *_, share in curve if share <= left), None) for left in (0.75, 0.5, 0.25))
        left_out = sum(not opened for of, _, opened, _ in lives if level in (of, "all"))
        ended = sum(ended for _, ended in seen)
        assert row == (len(seen), ended, len(seen) - ended, 0, left_out, *reached)


Shown = tuple[str, str] | None  # level and state
Counts = Counter[tuple[date, str, str]]

# What a role is on each of six nights: its level where it stands, and whether it is closed; None where it is none of product management.
LIVES = st.lists(
    st.tuples(
        st.lists(
            st.sampled_from([None, ("mid", "open"), ("senior", "open"), ("senior", "frozen"), ("above", "open"), ("mid", "closed")]),
            min_size=6,
            max_size=6,
        ),
        st.booleans(),  # whether it was there before the first of these
        st.booleans(),  # whether its opening was seen
    ),
    max_size=8,
)


@settings(max_examples=25, deadline=None)
@given(LIVES)
def test_levels_by_day_are_those_that_counting_finds(roles: list[tuple[list[Shown], bool, bool]]) -> None:
    days = [FIRST_NIGHT + timedelta(days=number) for number in range(6)]
    spans: list[tuple[Any, ...]] = []
    sightings: list[tuple[str, date, bool]] = []
    counted: Counts = Counter()
    for number, (life, was_there, seen) in enumerate(roles):
        shown = [place for place, what in enumerate(life) if what]
        if not shown:
            continue
        sightings.append((str(number), days[0] - timedelta(days=9) if was_there else days[shown[0]], seen))
        for place, what in enumerate(life):
            before = life[place - 1] if place else None
            _count(counted, days[place], before, what, first=place == shown[0] and not was_there, seen=seen)
            if what is None:
                continue
            if before == what:
                spans[-1] = (*spans[-1][:2], days[place] + timedelta(days=1), *what)
            else:
                spans.append((str(number), days[place], days[place] + timedelta(days=1), *what))
    spans = [(*span[:2], None if span[2] > days[-1] else span[2], *span[3:]) for span in spans]
    tables: dict[str, tuple[str, list[tuple[Any, ...]]]] = {
        "roles_history": ("role_id VARCHAR, valid_from DATE, valid_to DATE, level VARCHAR, state VARCHAR", spans),
        "store__role_sightings": ("role_id VARCHAR, first_seen DATE, opening_seen BOOLEAN", sightings),
        "store__runs": ("night DATE, state VARCHAR", [(day, "good") for day in days] + [(days[-1] + timedelta(days=1), "held back")]),
    }
    with views_over("21_level_by_day", **tables) as connection:
        told = rows(connection, "SELECT * EXCLUDE (level_name) FROM level_by_day")
    kinds = ("open", "frozen", "found", "opened", "reopened", "closed", "relevelled in", "relevelled out")
    assert told == [(day, level, *(counted[day, level, kind] for kind in kinds)) for day in days for level in ("mid", "senior")]


def _count(
    counted: Counter[tuple[date, str, str]],
    day: date,
    before: tuple[str, str] | None,
    what: tuple[str, str] | None,
    *,
    first: bool,
    seen: bool,
) -> None:
    was = before[0] if before and before[1] != "closed" else None
    if what and what[1] != "closed":
        counted[day, what[0], "open"] += 1
        counted[day, what[0], "frozen"] += what[1] == "frozen"
        if first:
            counted[day, what[0], "opened" if seen else "found"] += 1
        elif was is None:
            counted[day, what[0], "reopened" if before else "relevelled in"] += 1
        elif was != what[0]:
            counted[day, what[0], "relevelled in"] += 1
            counted[day, was, "relevelled out"] += 1
    elif was:
        counted[day, was, "closed" if what else "relevelled out"] += 1
