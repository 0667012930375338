"""Readers that only fetch what moved end with exactly the feed, whatever happened and however long they were away."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import duckdb
import pytest

from tests.warehouse.factories import board, night, posting, read, run_night
from tests.warehouse.feed_reader import code, consumer, full_feed, invalid, manifest
from tests.warehouse.feed_town import Town
from warehouse.feed.role import NEWS
from warehouse.feed.site import FeedFiles
from warehouse.publish import publish

ROLES = 24
NIGHTS = 60


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, empty_work: Path) -> Path:
    folder = tmp_path_factory.mktemp("template")
    shutil.copyfile(empty_work, folder / "work.duckdb")
    with duckdb.connect(folder / "work.duckdb") as work:
        boards = [board(f"orchard{number}") for number in range(ROLES)]
        reads = [read(posting("1", on=on, title=f"Senior Product Manager, Orchard {on.token}"), on=on) for on in boards]
        run_night(work, "a", night(0), reads)
        return publish(work, folder / "published").path


@pytest.fixture
def town(template: Path, tmp_path: Path) -> Iterator[Town]:
    made = Town(template, tmp_path, seed=20261123)
    with made.connection:
        yield made


def without_change(role: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in role.items() if name != "change"}


def told_rightly(before: dict[str, Any], after: dict[str, Any]) -> None:
    """What a reader is told of roles since its cursor is what differs from what it held."""
    cursor = before["sequence"]
    for identifier, role in after["roles"].items():
        held, change = before["roles"].get(identifier), role["change"]
        if change["sequence"] <= cursor:
            assert role == held
        elif change["opened"] <= cursor:
            named = {name for name, sequence in change["fields"].items() if sequence > cursor}
            assert named, "an update that names no field"
            assert {name for name, heard in NEWS.items() if heard(held[name]) != heard(role[name])} <= named
        else:
            assert change["kind"] in ("opened", "reopened", "updated")
    assert all(role["change"]["sequence"] <= after["sequence"] for role in after["roles"].values())


@pytest.mark.long
def test_a_reader_of_deltas_ends_with_the_full_feed(town: Town) -> None:
    refresh = consumer()
    readers: dict[int, dict[str, Any]] = {1: {}, 2: {}, 7: {}, 25: {}}  # each reads every so many nights
    begun_anew = dict.fromkeys(readers, 0)
    for number in range(NIGHTS):
        # Nights that were skipped: one now and then, once so many that tombstones are dropped.
        town.night += timedelta(days=100 if number == 40 else town.random.choice((1, 1, 1, 2)))
        for _ in range(town.random.randrange(8)):
            town.move()
        root = town.publish(whole=False)
        if number % 10 == 5:  # a run again on the same night, with and without anything new
            town.move()
            root = town.publish(whole=False)
        if number == 50:
            (town.folder / "roles.duckdb").unlink()
            root = town.publish(whole=False)
        full = full_feed(root)
        assert full.keys() == town.open_now()
        for every, copy in readers.items():
            if number % every == 0:
                before = json.loads(json.dumps(copy))
                refresh(root.as_uri() + "/", copy)
                assert copy["roles"] == full, f"the reader of every {every} nights, after night {number}"
                if before and before["feed"] == copy["feed"] and before["sequence"] >= manifest(root)["oldest"]:
                    told_rightly(before, copy)
                else:
                    begun_anew[every] += 1
    # At first; after the file was lost; and where the 100 nights without a publication outlasted tombstones that one had not read yet.
    assert begun_anew == {1: 2, 2: 3, 7: 3, 25: 2}


def test_what_is_no_news_moves_no_file(town: Town) -> None:
    root = town.publish()
    before = {path.name: path.stat().st_ino for path in (root / "feed" / "v2" / "roles").iterdir()}
    news = {path.name: path.stat().st_ino for path in (root / "feeds").rglob("*.*")}
    assert before
    sequence = manifest(root)["sequence"]
    town.night += timedelta(days=1)
    for one in town.ids:
        for _ in range(4):
            town.is_polished(one)
    root = town.publish()
    assert manifest(root)["sequence"] == sequence
    assert manifest(root)["night"] == town.night.isoformat()
    assert {path.name: path.stat().st_ino for path in (root / "feed" / "v2" / "roles").iterdir()} == before
    assert {path.name: path.stat().st_ino for path in (root / "feeds").rglob("*.*")} == news


def test_one_role_that_changed_moves_its_file_and_no_other(town: Town) -> None:
    first = manifest(town.publish())
    town.night += timedelta(days=1)
    town.connection.execute("UPDATE roles SET work_mode = 'hybrid', posted = posted + 9 WHERE role_id = ?", [town.ids[0]])
    root = town.publish()
    second = manifest(root)
    assert [page["roles"] for page in second["pages"]] == [1, ROLES - 1]
    role = full_feed(root)[town.ids[0]]
    assert role["change"]["kind"] == "updated"
    assert role["change"]["fields"] == {"work_mode": second["sequence"]}
    # What is no news by itself is refreshed where there is some.
    assert role["posted"] == "2026-11-10"
    # Whoever read the manifest a moment ago still finds what it lists; a publication later it is gone.
    assert (root / first["pages"][0]["path"]).is_file()
    town.publish()
    assert not (FeedFiles.under(town.folder).root / first["pages"][0]["path"]).exists()


def test_what_left_is_told_for_90_days(town: Town) -> None:
    town.publish()
    one, other, third = town.ids[:3]
    town.night += timedelta(days=1)
    town.closes(one)
    town.connection.execute("DELETE FROM roles WHERE role_id = ?", [other])
    town.connection.execute("UPDATE store.role_postings SET role_id = ? WHERE role_id = ?", [third, other])
    root = town.publish()
    [page] = [page for page in manifest(root)["pages"] if page["gone"]]
    told = {gone["id"]: gone for gone in json.loads((root / page["path"]).read_bytes())["gone"]}
    assert {identifier: (gone["kind"], gone["merged_into"]) for identifier, gone in told.items()} == {
        one: ("closed", None),
        other: ("merged", third),
    }
    assert "noindex" in (root / "roles" / f"{one}.html").read_text()
    assert third in (root / "roles" / f"{other}.html").read_text()
    town.night += timedelta(days=89)
    town.opens(one)
    root = town.publish()
    assert manifest(root)["gone"] == 1
    assert full_feed(root)[one]["change"]["kind"] == "reopened"
    assert manifest(root)["oldest"] == 0
    town.night += timedelta(days=1)
    root = town.publish()
    assert (manifest(root)["gone"], manifest(root)["oldest"]) == (0, 2)
    assert not (root / "roles" / f"{other}.html").exists()
    assert invalid(root) == []


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        (None, "2026-12-20", True),
        ("2026-12-20", None, True),
        ("2026-12-20", "2026-12-21", False),  # set anew every night, and far away still
        ("2026-12-20", "2026-12-10", True),  # it ends sooner
        ("2026-11-05", "2026-12-05", True),  # the one that was told has come near
    ],
)
def test_a_date_until_which_a_role_stands_is_told_when_it_matters(town: Town, before: str | None, now: str | None, told: bool) -> None:
    identifier = town.ids[0]
    for stands in (before, now):
        day = stands and date.fromisoformat(stands)
        town.connection.execute("UPDATE roles SET valid_through = ? WHERE role_id = ?", [day, identifier])
        role = full_feed(town.publish())[identifier]
    assert (role["valid_through"] == now) == told


def test_a_file_that_keeps_the_feed_otherwise_begins_it_anew(town: Town) -> None:
    first = manifest(town.publish())
    (town.folder / "roles.duckdb").chmod(0o644)
    with duckdb.connect(town.folder / "roles.duckdb") as published:
        published.execute("ALTER TABLE feed_gone RENAME COLUMN merged_into TO other")
    second = manifest(town.publish())
    assert (first["sequence"], second["sequence"]) == (1, 1)
    assert second["feed"] != first["feed"]


def test_a_file_put_back_from_a_backup_is_seen_by_the_checksum(town: Town) -> None:
    """The line of publications then has another history under the same numbers."""
    refresh, copy = consumer(), dict[str, Any]()
    town.publish()
    kept = (town.folder / "roles.duckdb").read_bytes()
    town.connection.execute("UPDATE roles SET work_mode = 'remote' WHERE role_id = ?", [town.ids[0]])
    refresh(town.publish().as_uri() + "/", copy)
    (town.folder / "roles.duckdb").chmod(0o644)
    (town.folder / "roles.duckdb").write_bytes(kept)
    town.connection.execute("UPDATE roles SET work_mode = 'hybrid' WHERE role_id = ?", [town.ids[0]])
    base = town.publish().as_uri() + "/"
    with pytest.raises(ValueError, match="call again"):
        refresh(base, copy)
    refresh(base, copy := {})
    assert copy["roles"][town.ids[0]]["work_mode"] == "hybrid"


def test_a_cache_with_an_older_manifest_takes_nothing_away(town: Town, tmp_path: Path) -> None:
    refresh, copy = consumer(), dict[str, Any]()
    older = shutil.copytree(town.publish(), tmp_path / "older")
    town.edits(town.ids[0])
    refresh(town.publish().as_uri() + "/", copy)
    before = json.dumps(copy)
    assert refresh(older.as_uri() + "/", copy) == (copy["sequence"], [], [])
    assert json.dumps(copy) == before


def test_a_chain_of_merges_leads_to_its_end(town: Town) -> None:
    town.publish()
    first, second, third = town.ids[:3]
    for one, other in ((first, second), (second, third)):
        town.connection.execute("DELETE FROM roles WHERE role_id = ?", [one])
        town.connection.execute("UPDATE store.role_postings SET role_id = ? WHERE role_id = ?", [other, one])
        root = town.publish()
    gone = {found["id"]: found for page in manifest(root)["pages"] for found in json.loads((root / page["path"]).read_bytes())["gone"]}
    assert {name: found["merged_into"] for name, found in gone.items()} == {first: third, second: third}


def test_a_role_that_is_read_as_a_directors_is_not_said_to_be_closed(town: Town) -> None:
    town.publish()
    town.connection.execute("UPDATE roles SET level = 'above' WHERE role_id = ?", [town.ids[0]])
    root = town.publish()
    [gone] = [one for page in manifest(root)["pages"] for one in json.loads((root / page["path"]).read_bytes())["gone"]]
    assert gone["kind"] == "left"
    assert "closed" not in (root / "roles" / f"{town.ids[0]}.html").read_text()


@pytest.mark.parametrize(
    "sql", ["title = 'Product Manager, C++'", "salary_text = '$90k'", "salary_year_min = 1", "first_seen = first_seen - 1"]
)
def test_what_people_would_notice_is_told(town: Town, sql: str) -> None:
    identifier = town.ids[0]
    town.connection.execute("UPDATE roles SET title = 'Product Manager, C#', salary_text = '€90k', salary_year_min = 2, salary_min = NULL")
    if "year" in sql:
        town.connection.execute("UPDATE roles SET salary_min = 5")
    before = full_feed(town.publish())[identifier]
    town.connection.execute(f"UPDATE roles SET {sql} WHERE role_id = ?", [identifier])
    assert full_feed(town.publish())[identifier]["change"]["sequence"] == before["change"]["sequence"] + 1


def test_somebody_who_holds_the_file_to_write_keeps_nobody_waiting(town: Town) -> None:
    first = manifest(town.publish())
    (town.folder / "roles.duckdb").chmod(0o644)
    holding = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", holding, str(town.folder / "roles.duckdb")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        town.edits(town.ids[0])
        second = manifest(town.publish())
        holder.communicate("")
    assert (second["feed"], second["sequence"]) == (first["feed"], 2)
    assert not list(town.folder.glob(".roles-before*"))


def test_damage_deep_in_the_file_of_before_begins_the_feed_anew(town: Town) -> None:
    first = manifest(town.publish())
    path = town.folder / "roles.duckdb"
    path.chmod(0o644)
    content = bytearray(path.read_bytes())
    for block in range(len(content) // 3, len(content), 16_384):  # the feed's tables come last; what the file begins with is whole
        content[block + 5_000 : block + 5_400] = bytes(400)
    path.write_bytes(content)
    second = manifest(town.publish())
    assert second["feed"] != first["feed"]


def test_a_damaged_file_of_before_begins_the_feed_anew(town: Town) -> None:
    first = manifest(town.publish())
    (town.folder / "roles.duckdb").chmod(0o644)
    (town.folder / "roles.duckdb").write_bytes(b"no database")
    second = manifest(town.publish())
    assert second["feed"] != first["feed"]
    assert second["sequence"] == 1


def test_the_consumer_in_javascript_does_the_same(town: Town) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed: it runs the JavaScript of docs/feed.md")
    (town.folder / "refresh.mjs").write_text(
        code("javascript")
        + "const copy = JSON.parse(process.argv[3]); await refresh(process.argv[2], copy); console.log(JSON.stringify(copy));"
    )
    town.publish()
    quiet = type("Quiet", (SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(quiet, directory=town.folder / "site")) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        base, copy = f"http://127.0.0.1:{server.server_port}/", {}
        for _ in range(2):
            command = [node, str(town.folder / "refresh.mjs"), base, json.dumps(copy)]
            copy = json.loads(subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout)
            assert copy["roles"] == full_feed(town.folder / "site")
            town.night += timedelta(days=1)
            for _ in range(20):
                town.move()
            town.publish()
        server.shutdown()
