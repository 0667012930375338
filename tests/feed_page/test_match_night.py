"""The page that matches on a folder that a night published, served as it is served to people, beside the SQL on that night's file."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import httpx
import pytest
from playwright.sync_api import Browser, expect

from extractors.posting import Place
from tests.feed_page.conftest import open_tab
from tests.feed_page.test_match_sql import MATCHED, reasons
from tests.warehouse.factories import board, night, posting, read, run_night, verdict
from tests.warehouse.feed_reader import invalid
from tests.warehouse.served import serving
from warehouse.database import open_published, open_work
from warehouse.matching.match import match
from warehouse.matching.profile import as_profile
from warehouse.matching.published import matching
from warehouse.publish import publish

STATED: dict[str, Any] = {
    "background": {"occupation": "UX researcher", "industry": "fintech", "years": 6},
    "product": {"years": 5, "launches": 1},
    "right_to_work": {"countries": ["GB"], "with_visa": ["DE"]},
    "must": {"work_mode": ["hybrid", "remote"], "places": ["Leeds, England, GB", "DACH"]},
    "nice": {"salary": {"least": 70_000, "currency": "GBP"}, "employment_types": ["FULL_TIME"]},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published night of a few roles."""
    folder = tmp_path_factory.mktemp("night")
    places = (Place(city="Leeds", region="England", country="GB"), Place(city="Berlin", region="Berlin", country="DE"), Place(country="US"))
    made = [
        posting(
            str(number),
            on=board("harbour", industry="fintech"),
            title=f"Product Manager {number}",
            description=f"<p>You own product number {number}.</p>",
            work_mode=("hybrid", "remote", "onsite")[number % 3],
            places=(places[number % 4 % 3],),
            applicant_location=("GB",) if number % 3 == 1 else (),
            employment_types=("FULL_TIME",) if number % 2 else (),
            base_salary_min=60_000.0 + number * 2_000,
            salary_currency="GBP",
            salary_unit="YEAR",
            salary_text="stated",
            salary_year_min=60_000.0 + number * 2_000,
        )
        for number in range(12)
    ]
    with closing(open_work(folder / "work.duckdb")) as connection:
        run_night(connection, "a", night(0), [read(*made[4:], on=board("harbour", industry="fintech"))], classify=verdict)
        run_night(connection, "b", night(1), [read(*made, on=board("harbour", industry="fintech"))], classify=verdict)
        publish(connection, folder / "published")
    return folder / "published"


@pytest.fixture(scope="module")
def base(folder: Path) -> Iterator[str]:
    with serving(folder) as address:
        yield f"{address}/"


def test_the_feed_holds_what_the_page_matches_with(folder: Path, base: str) -> None:
    root = folder / "site"
    assert invalid(root) == []
    summary = json.loads((root / "feed/v2/summary.json").read_text("utf-8"))
    assert json.loads((root / summary["matching_path"]).read_text("utf-8")) == matching()
    manifest = json.loads((root / "feed/v2/manifest.json").read_text("utf-8"))
    assert summary["matching_path"] in {file["path"] for file in manifest["files"]}
    answer = httpx.get(f"{base}match.html")
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


def test_a_published_night_is_matched_as_its_file_is(browser: Browser, folder: Path, base: str) -> None:
    with closing(open_published(folder / "roles.duckdb")) as connection:
        best, told = in_sql(connection)
    assert len(best) >= 4
    with open_tab(browser, base) as tab:
        page = tab.page
        page.goto(f"{base}match.html")
        page.wait_for_selector("main[data-read=all]")
        here = page.evaluate(MATCHED, [STATED, 50])
        assert [tuple(one) for one in here["best"]] == best
        assert reasons(here["reasons"]) == reasons(told)
        page.locator("#load").set_input_files(
            {"name": "profile.json", "mimeType": "application/json", "buffer": json.dumps(STATED).encode()}
        )
        expect(page.locator("#entries > .entry")).to_have_count(len(best))
        shown = page.eval_on_selector_all("#entries > .entry", "all => all.map((one) => [one.dataset.role, Number(one.dataset.points)])")
        assert [tuple(one) for one in shown] == best


def in_sql(connection: duckdb.DuckDBPyConnection) -> tuple[list[Any], list[Any]]:
    for _ in match(connection, [as_profile(STATED, "stated")]):
        best = connection.execute("SELECT id, points FROM match_found ORDER BY rank").fetchall()
        told = connection.execute(
            """
            SELECT f.id, r.kind, r.condition, r.state, r.points, r.speaks, r.says, r.quote
            FROM match_reasons AS r JOIN match_found AS f USING (n)
            """
        ).fetchall()
    return best, told
