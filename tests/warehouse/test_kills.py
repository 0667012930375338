"""Nights that are killed at random moments: a short campaign of benchmarks/kills.py, and that what it looks with sees damage."""

from pathlib import Path

import duckdb
import pytest

from benchmarks.kills import Plan, campaign
from benchmarks.kills import wrong as findings
from tests.warehouse.factories import board, failed, night, posting, read, run_night
from tests.warehouse.killed_night import STAGES, Size
from tests.warehouse.wholeness import differing, published_content, unsound_feed, unwhole
from warehouse.publish import Published, publish


@pytest.mark.long
def test_what_is_published_is_the_old_or_the_new_night_and_the_next_run_goes_on(tmp_path: Path) -> None:
    # One in each stage, all in a row on one night: of undisturbed nights, which take longest, as few as can be.
    plan = Plan(kills=len(STAGES), seed=5, size=Size(boards=3, postings=16), begins=((0,),), in_a_row=(len(STAGES), len(STAGES)))
    kills = campaign(plan, tmp_path)
    assert findings(kills) == []
    assert len(kills) == plan.kills
    # On a busy machine a kill may come when the next stage has begun; that they are spread does not depend on it.
    assert len({kill.stage for kill in kills}) >= 4


@pytest.fixture
def published(work: duckdb.DuckDBPyConnection, tmp_path: Path) -> Published:
    run_night(work, "night-0", night(0), [read(posting("1"), posting("2")), failed(board("harbour"))])
    return publish(work, tmp_path / "published")


def damage(path: Path, sql: str) -> None:
    path.chmod(0o644)
    with duckdb.connect(str(path)) as connection:
        connection.execute(sql)


def test_damage_would_be_seen(published: Published) -> None:
    before = published_content(published.path)
    assert unwhole(published.path) == []
    damage(published.path, "UPDATE store.postings SET title = title || '!' WHERE identifier = '1'")
    assert differing(published_content(published.path), before) == ["store.postings: 2 rows, expected 2"]
    damage(published.path, "DELETE FROM store.evidence; DELETE FROM store.role_postings WHERE posting_key LIKE '%:2'")
    wrong = unwhole(published.path)
    assert {"check evidence_missing fails", "check pm_without_role fails", "orphans in roles without evidence"} <= set(wrong)
    assert any(line.startswith("meta states (2, 2, 2) postings, roles and feed roles, but there are (1, ") for line in wrong)
    root, manifest = published.feed.root, published.feed.manifest
    said = manifest.read_bytes()
    assert unsound_feed(root) == []
    manifest.write_bytes(said.replace(b'"roles":2,', b'"roles":3,', 1))
    assert unsound_feed(root) == ["the feed states 3 roles and holds 2"]
    manifest.write_bytes(said[: len(said) // 2])
    with pytest.raises(ValueError, match=r"delimiter|Unterminated|Expecting"):
        unsound_feed(root)
    manifest.write_bytes(said)
    (root / "feeds" / "all.rss").write_text("half")
    [page] = (root / "feed" / "v2" / "roles").glob("*.json")
    page.write_bytes(page.read_bytes().replace(b'"sequence":1,"night"', b'"sequence":2,"night"', 1))
    assert unsound_feed(root) == [
        f"feed/v2/roles/{page.name} is not what the manifest lists",
        "feeds/all.rss is not what the manifest lists",
        "the feed's checksum is not that of its roles",
    ]
