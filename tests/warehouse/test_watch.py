"""The watch for associate roles and programmes: when each opened, and the months in which its employer opened such roles before."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from classifiers.classification import Classification, Evidence
from extractors.board import Board
from extractors.reading import BoardRead
from tests.warehouse.factories import board, failed, posting, read, rows, run_night, verdict
from warehouse.errors import WarehouseError
from warehouse.feed.season import opened_before
from warehouse.load import PendingPosting
from warehouse.publish import publish
from warehouse.watch import newest_night, openings

ORCHARD, HARBOUR = board("orchard"), board("harbour", industry="shipping")
SEPTEMBER, NOVEMBER = date(2025, 9, 3), date(2026, 11, 2)
RETURNED = "SELECT opened_on, opening, opened_in FROM apm_watch"


def classify(pending: PendingPosting) -> Classification:
    """An associate where the title says so; a programme where the text rotates."""
    plain = verdict(pending)
    said: dict[str, Any] = {"level": "apm" if "Associate" in pending.title else "senior"}
    if "rotate" in plain.text:
        said |= {"training_programme": "yes", "evidence": (*plain.evidence, _programme(plain.text))}
    return verdict(pending, **said)


def _programme(text: str) -> Evidence:
    sentence = next(part.strip() for part in text.split(".") if "rotate" in part)
    start = text.index(sentence)
    return Evidence(
        rule="rotation",
        signal="training_programme",
        quote=sentence,
        start=start,
        end=start + len(sentence),
        section="duties",
        context="asserted",
        weight=1.5,
        counted=True,
    )


def role(identifier: str, title: str = "Associate Product Manager", on: Board = ORCHARD, **fields: Any) -> Any:
    return posting(
        identifier, title=title, description=f"<p>You rotate through orchard {identifier}. You learn to prune.</p>", on=on, **fields
    )


PLAIN = posting("9", title="Senior Product Manager, Cider", description="<p>You press apples. You mend what the wind took.</p>")


def do(work: duckdb.DuckDBPyConnection, on: date, *reads: BoardRead) -> None:
    _, checks = run_night(work, f"{on}", on, reads, classify=classify)
    assert not [check for check in checks if check.stops]


@pytest.fixture
def years(work: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """A programme that was seen to open in September 2025 and closed since; a senior role holds the board open."""
    do(work, SEPTEMBER, read(PLAIN))
    do(work, SEPTEMBER + timedelta(1), read(PLAIN, role("1")))
    do(work, SEPTEMBER + timedelta(30), read(PLAIN))
    do(work, SEPTEMBER + timedelta(31), read(PLAIN))
    return work


def test_what_was_there_on_a_boards_first_night_was_not_seen_to_open(work: duckdb.DuckDBPyConnection) -> None:
    do(work, SEPTEMBER, read(PLAIN, role("1")))
    do(work, NOVEMBER, read(PLAIN, role("1"), role("2", "Associate Product Manager, Hives")))
    assert rows(work, f"{RETURNED} ORDER BY opened_on") == [(SEPTEMBER, "found", []), (NOVEMBER, "opened", [])]


def test_another_programme_of_the_employer_tells_the_months_before(years: duckdb.DuckDBPyConnection) -> None:
    other = role("7", "Associate Product Manager, Quays", on=HARBOUR)
    do(years, NOVEMBER, read(PLAIN, role("2", "Associate Product Manager, Hives")), read(other, on=HARBOUR))
    told = rows(years, "SELECT company, title, opened_on, opening, opened_in FROM apm_watch ORDER BY company, title")
    assert told == [
        ("Harbour", "Associate Product Manager, Quays", NOVEMBER, "found", []),
        ("Orchard", "Associate Product Manager", SEPTEMBER + timedelta(1), "opened", []),
        ("Orchard", "Associate Product Manager, Hives", NOVEMBER, "opened", ["2025-09"]),
    ]


def test_a_programme_that_comes_back_has_opened_again(years: duckdb.DuckDBPyConnection) -> None:
    do(years, NOVEMBER, read(PLAIN, role("1")))
    assert rows(years, RETURNED) == [(NOVEMBER, "reopened", ["2025-09"])]


def test_a_second_place_that_comes_back_opens_nothing_again(work: duckdb.DuckDBPyConnection) -> None:
    text = (
        "<p>You rotate through three orchards a year. You learn to prune, to graft and to press. You sell what you made at the market.</p>"
    )
    leeds, york = (
        posting(name, title="Associate Product Manager", description=text, job_location=(town,))
        for name, town in (("1", "Leeds"), ("2", "York"))
    )
    for number, there in enumerate([[PLAIN], [PLAIN, leeds, york], [PLAIN, leeds], [PLAIN, leeds], [PLAIN, leeds, york]]):
        do(work, NOVEMBER + timedelta(number), read(*there))
    assert rows(work, "SELECT opened_on, opening, times_reopened FROM apm_watch") == [(NOVEMBER + timedelta(1), "opened", 1)]


def test_what_went_and_came_back_with_its_board_has_not_opened_again(work: duckdb.DuckDBPyConnection) -> None:
    there = read(PLAIN, role("1"))
    do(work, SEPTEMBER, read(PLAIN))
    do(work, SEPTEMBER + timedelta(1), there)
    other = read(posting("5", on=HARBOUR, title="Senior Product Manager, Quays"), on=HARBOUR)
    for number in range(2, 8):
        do(work, SEPTEMBER + timedelta(number), failed(ORCHARD, "gone", "404"), other)
    assert rows(work, "SELECT state FROM apm_watch") == [("closed",)]
    do(work, NOVEMBER, there, other)
    assert rows(work, f"{RETURNED}") == [(SEPTEMBER + timedelta(1), "opened", [])]
    assert rows(work, "SELECT state, times_reopened FROM apm_watch") == [("open", 1)]


def test_an_edit_opens_nothing(years: duckdb.DuckDBPyConnection) -> None:
    hives = role("2", "Senior Product Manager, Hives")
    plain = posting("2", title=hives.title, description="<p>You keep bees. You sell honey.</p>")
    do(years, NOVEMBER, read(PLAIN, plain))
    do(years, NOVEMBER + timedelta(1), read(PLAIN, hives))
    assert rows(years, f"{RETURNED} LIMIT 1") == [(NOVEMBER, "opened", ["2025-09"])]


def test_openings_are_read_from_the_published_file(years: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    do(years, NOVEMBER, read(PLAIN, role("1"), posting("2", title="Associate Product Manager, Hives", description="<p>You keep bees.</p>")))
    file = publish(years, tmp_path / "published").path
    told = openings(file, NOVEMBER)
    assert newest_night(file) == NOVEMBER
    assert [(one.title, one.opening, one.programme, one.quote) for one in told] == [
        ("Associate Product Manager", "reopened", True, "You rotate through orchard 1"),
        ("Associate Product Manager, Hives", "opened", False, "You keep bees"),
    ]
    assert told[0].opened_in == ("2025-09",)
    assert openings(file, NOVEMBER + timedelta(1)) == []


def test_a_file_of_an_older_version_is_named(tmp_path: Path) -> None:
    old = tmp_path / "roles.duckdb"
    with duckdb.connect(old) as connection:
        connection.execute("CREATE TABLE meta AS SELECT DATE '2026-11-01' AS night; CREATE VIEW apm_watch AS SELECT 'r1' AS role_id")
    with pytest.raises(WarehouseError, match="an older version published it"):
        openings(old, NOVEMBER)


def test_the_feed_of_the_watch_tells_the_season(years: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    do(years, NOVEMBER, read(PLAIN, role("1"), role("2", "Associate Product Manager, Hives")))
    publish(years, tmp_path / "published")
    items = json.loads((tmp_path / "published" / "site" / "feeds" / "apm-watch.json").read_bytes())["items"]
    assert len(items) == 2
    for item in items:
        assert "<li>Season: Orchard opened associate roles or programmes in September 2025</li>" in item["content_html"]
    of_all = json.loads((tmp_path / "published" / "site" / "feeds" / "all.json").read_bytes())["items"]
    assert sum("Season:" in item["content_html"] for item in of_all) == 2


@pytest.mark.parametrize(
    ("months", "words"),
    [
        ((), ""),
        (("2025-09",), "September 2025"),
        (("2025-09", "2026-09"), "September 2025 and September 2026"),
        (("2024-09", "2025-09", "2026-01"), "September 2024, September 2025 and January 2026"),
        (
            tuple(f"2026-{month:02}" for month in range(1, 9)),
            "March 2026, April 2026, May 2026, June 2026, July 2026, August 2026, and in 2 months before",
        ),
    ],
)
def test_months_in_words(months: tuple[str, ...], words: str) -> None:
    assert opened_before(months) == words
