"""The page that matches, held against the SQL: the same levels, the same roles in the same order, the same reasons."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from playwright.sync_api import Browser, Page

from tests.feed_page.conftest import open_tab
from tests.feed_page.made_up import NIGHT, write_site
from tests.feed_page.match_profiles import PROFILES, varied_roles
from tests.feed_page.serving import serve
from warehouse.matching.advice import advise
from warehouse.matching.match import match
from warehouse.matching.profile import as_profile

TOP = 25

# What the page makes of a profile, by its own modules, without its form.
MATCHED = """async ([stated, top]) => {
  const { Publication, readSummary } = await import("./assets/feed.js");
  const { advise } = await import("./assets/match_advice.js");
  const { match } = await import("./assets/match_find.js");
  const { KnownPlaces } = await import("./assets/match_places.js");
  const { readProfile } = await import("./assets/match_profile.js");
  const { quotesOf, reasonsOf } = await import("./assets/match_reasons.js");
  const { readTables } = await import("./assets/match_tables.js");
  const { asked } = await import("./assets/match_wishes.js");
  const publication = (window.kept ??= new Publication(await readSummary()));
  while (!publication.complete) await publication.readNext();
  const { roles, summary } = publication;
  const tables = await readTables(summary.matching_path);
  const { profile, problems } = readProfile(stated, tables);
  const advice = advise(profile, tables);
  const groups = asked(profile, advice, new KnownPlaces(roles), tables);
  const found = match(roles, groups, tables, summary.night);
  const best = Array.from(found.fits.subarray(0, top));
  const reasons = [];
  for (const row of best) {
    const quotes = quotesOf(await publication.readRole(roles.id[row], roles.card(row).page));
    for (const { kind, condition, state, points, speaks, says } of reasonsOf(row, { roles, groups, found, profile, advice, tables })) {
      reasons.push([roles.id[row], kind, condition, state, points, speaks, says, quotes.get(condition) ?? null]);
    }
  }
  return {
    problems,
    chances: advice.chances.map((one) => [one.level, one.whose, one.odds, one.aim, one.because]),
    notes: advice.notes,
    fits: found.fits.length,
    best: best.map((row) => [roles.id[row], found.points[row]]),
    reasons,
    almost: Object.fromEntries([...found.almost].map(([condition, rows]) => [condition, rows.length])),
    several: found.several,
    all: roles.count,
  };
}"""


@pytest.fixture(scope="module")
def roles() -> list[dict[str, Any]]:
    return varied_roles(700)


@pytest.fixture(scope="module")
def page(browser: Browser, roles: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    root = write_site(tmp_path_factory.mktemp("match"), roles)
    with serve(root) as base, open_tab(browser, base) as tab:
        tab.page.goto(f"{base}match.html")
        tab.page.wait_for_selector("main[data-read=all]")
        yield tab.page


@pytest.fixture(scope="module")
def in_sql(roles: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What the SQL makes of every profile, by its name, on a file with the same roles."""
    path: Path = tmp_path_factory.mktemp("sql") / "roles.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE meta AS SELECT ?::DATE AS night", [NIGHT])
        connection.execute("CREATE TABLE feed_roles (id VARCHAR, title VARCHAR, company VARCHAR, opened_night DATE, role JSON)")
        connection.executemany(
            "INSERT INTO feed_roles VALUES (?, ?, ?, ?, ?)",
            [(role["id"], role["title"], role["company"], role["change"]["opened_night"], json.dumps(role)) for role in roles],
        )
        yield matched(connection)


def matched(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    profiles = [as_profile(stated, name) for name, stated in PROFILES.items()]
    of: dict[str, Any] = {}
    for done in match(connection, profiles, top=TOP):
        for number in done:
            ask = connection.execute
            best = ask("SELECT id, points FROM match_found WHERE profile = ? ORDER BY rank", [number]).fetchall()
            reasons = ask(
                """
                SELECT f.id, r.kind, r.condition, r.state, r.points, r.speaks, r.says, r.quote
                FROM match_reasons AS r JOIN match_found AS f USING (profile, rank) WHERE profile = ?
                """,
                [number],
            ).fetchall()
            almost = ask("SELECT condition, bit_count(roles) FROM match_almost WHERE profile = ?", [number]).fetchall()
            [(fits,)] = ask("SELECT fits FROM match_fits WHERE profile = ?", [number]).fetchall()
            of[list(PROFILES)[number]] = {"best": best, "reasons": reasons, "almost": dict(almost), "fits": fits}
    return of


@pytest.mark.parametrize("name", PROFILES)
def test_the_page_matches_as_the_sql_does(page: Page, in_sql: dict[str, Any], name: str) -> None:
    here = page.evaluate(MATCHED, [PROFILES[name], TOP])
    there = in_sql[name]
    advice = advise(as_profile(PROFILES[name], name))
    assert here["problems"] == []
    assert here["chances"] == [[one.level, one.whose, one.odds, one.aim, one.because] for one in advice.chances]
    assert set(here["notes"]) <= set(advice.notes)
    assert here["fits"] == there["fits"]
    assert [tuple(one) for one in here["best"]] == there["best"]
    assert here["almost"] == there["almost"]
    assert here["fits"] + sum(here["almost"].values()) + here["several"] == here["all"]
    assert reasons(here["reasons"]) == reasons(there["reasons"])


def reasons(rows: list[Any]) -> dict[tuple[str, str, str], tuple[Any, ...]]:
    """By role, kind and condition: state, points, for or against, words, quote. The browser has names of its own for parts of countries."""
    return {
        tuple(row[:3]): (*row[3:6], row[6] and row[6].replace("United States (CA)", "California, United States").casefold(), row[7])
        for row in rows
    }


def test_the_profiles_are_varied_enough(in_sql: dict[str, Any]) -> None:
    assert sum(found["fits"] > 0 for found in in_sql.values()) >= 12
    assert in_sql["nothing fits"]["fits"] == 0
    states = {row[3] for found in in_sql.values() for row in found["reasons"]}
    assert states >= {"met", "near", "perhaps", "unknown", "unmet", "realistic", "possible", "hard", "very_hard", "unclear"}
    assert {condition for found in in_sql.values() for condition in found["almost"]} >= {"level", "places", "work_from", "visa", "salary"}
