import errno
import gzip
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
import zstandard

from extractors.posting import Place
from tests.warehouse.factories import board, failed, moment, night, posting, read, run_night, verdict
from tests.warehouse.feed_reader import full_feed, invalid, manifest, page_of
from tests.warehouse.work_files import copied_work
from warehouse.errors import WarehouseError
from warehouse.feed.site import LOCAL, FeedFiles, Site
from warehouse.feed.write import write_feed
from warehouse.publish import publish


@pytest.fixture(scope="module")
def one_night(tmp_path_factory: pytest.TempPathFactory, empty_work: Path) -> Path:
    """A folder with a work file of one posting, and what was published of it."""
    folder = tmp_path_factory.mktemp("one-night")
    with copied_work(empty_work, folder) as work:
        run_night(work, "a", night(0), [read(posting("1"))])
        publish(work, folder / "published")
    return folder


@pytest.fixture
def loaded(one_night: Path, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A work file of one posting."""
    with copied_work(one_night / "work.duckdb", tmp_path) as connection:
        yield connection


@pytest.fixture
def published(one_night: Path, tmp_path: Path) -> FeedFiles:
    """What was published of it, in `tmp_path`."""
    shutil.copytree(one_night / "published", tmp_path, symlinks=True, dirs_exist_ok=True)
    return FeedFiles.under(tmp_path)


def feed_of(work: duckdb.DuckDBPyConnection, folder: Path) -> list[dict[str, Any]]:
    """The roles of the feed as published now, held against its schema."""
    root = publish(work, folder).feed.root
    assert (root / "feed" / "v2" / "schema.json").read_bytes() == (files("warehouse") / "feed" / "schema.json").read_bytes()
    assert invalid(root) == []
    return list(full_feed(root).values())


def test_the_feed_holds_open_roles_with_their_reasons(work: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    harbour = board("harbour")
    paid = posting(
        "1",
        base_salary_min=90_000.0,
        salary_currency="GBP",
        salary_unit="YEAR",
        salary_text="from £90k",
        salary_year_min=90_000.0,
        work_mode="hybrid",
        places=(Place(city="Leeds", region="England", country="GB"), Place(country="GB")),
        applicant_location=("GB", "EMEA"),
        employment_types=("FULL_TIME",),
        valid_through=moment(40),
    )
    run_night(work, "a", night(0), [read(paid), read(posting("2", on=harbour), on=harbour)])
    run_night(work, "b", night(1), [read(paid, posting("3", title="Cook")), failed(harbour)])
    roles = feed_of(work, tmp_path)
    root = FeedFiles.under(tmp_path).root
    said = manifest(root)
    meta = {name: said[name] for name in ("version", "run_id", "night", "rulebook", "state", "sequence", "oldest", "roles", "gone")}
    assert meta == {
        "version": "2.1.0",
        "run_id": "b",
        "night": "2026-11-02",
        "rulebook": "test-1",
        "state": "degraded",
        "sequence": 1,
        "oldest": 0,
        "roles": 2,
        "gone": 0,
    }
    greenhouse = {
        "source": "greenhouse",
        "name": "Greenhouse",
        "aggregator": False,
        "attribution": None,
        "newest_night": "2026-11-02",
        "boards": 2,
        "boards_read": 1,
        "open_roles": 2,
    }
    stale = {
        "source": "greenhouse",
        "board": "harbour",
        "company": "Harbour",
        "state": "unavailable",
        "last_sound_night": "2026-11-01",
        "open_roles": 1,
    }
    health = page_of(root, "feed/v2/health.json")
    assert (health["sources"], health["stale_boards"]) == ([greenhouse], [stale])
    summary = page_of(root, "feed/v2/summary.json")
    assert (summary["boards"], summary["boards_read"], summary["stale_roles"], summary["oldest_night"]) == (2, 1, 1, "2026-11-02")
    assert len(roles) == 2
    by_company = {role["company"]: role for role in roles}
    role = by_company["Orchard"]
    assert by_company["Harbour"]["stale"]
    assert role == {
        "id": role["id"],
        "title": "Senior Product Manager",
        "company": "Orchard",
        "industry": "farming",
        "specialties": ["ai", "platform"],
        "level": "senior",
        "level_name": "Senior product manager",
        "verdict": "Senior product manager",
        "confidence": 0.8,
        "sure": "fairly sure",
        "unclear": False,
        "runner_up": "mid",
        "conflict": False,
        "correction": None,
        "apm_watch": False,
        "evidence": [
            {"quote": "Senior Product Manager", "section": "title", "rule": "title_word", "signal": "title_level", "context": "asserted"},
            {
                "quote": "You own the whole roadmap of our orchard planner",
                "section": "duties",
                "rule": "own_roadmap",
                "signal": "company_strategy",
                "context": "asserted",
            },
        ],
        "places": ["Leeds", "York"],
        "places_read": [{"city": "Leeds", "region": "England", "country": "GB"}, {"city": None, "region": None, "country": "GB"}],
        "work_mode": "hybrid",
        "work_mode_text": None,
        "applicant_location": ["GB", "EMEA"],
        "employment_types": ["FULL_TIME"],
        "salary": {
            "min": 90000.0,
            "max": None,
            "currency": "GBP",
            "unit": "YEAR",
            "text": "from £90k",
            "year_min": 90000.0,
            "year_max": None,
            "from_text": False,
        },
        "min_years": 5.0,
        "years_are_pm": True,
        "years_in": ["product"],
        "years_quote": None,
        "skills": [],
        "visa_sponsorship": None,
        "job_start": None,
        "languages": [],
        "knowledge": [],
        "studies": None,
        "training_programme": False,
        "posted": "2026-11-01",
        "valid_through": "2026-12-11",
        "first_seen": "2026-11-01",
        "stale": False,
        "url": "https://jobs.example/orchard/1",
        "apply_url": "https://jobs.example/orchard/1/apply",
        "source": "greenhouse",
        "source_name": "Greenhouse",
        "aggregator": False,
        "attribution": None,
        "change": {
            "kind": "opened",
            "sequence": 1,
            "night": "2026-11-02",
            "run_id": "b",
            "opened": 1,
            "opened_night": "2026-11-01",
            "fields": {},
        },
    }
    assert by_company["Harbour"]["salary"] is None


def test_the_index_holds_every_role_the_newest_first(work: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    run_night(work, "a", night(0), [read(posting("1"), posting("2", industry=None))])
    run_night(work, "b", night(1), [read(posting("1"), posting("2", industry=None), posting("3"), posting("4", work_mode="remote"))])
    roles = {role["id"]: role for role in feed_of(work, tmp_path)}
    root = FeedFiles.under(tmp_path).root
    [listed] = manifest(root)["index"]
    index = page_of(root, listed["path"])
    columns = index["roles"]
    assert columns["first_seen"] == ["2026-11-02"] * 2 + ["2026-11-01"] * 2
    assert columns["id"][:2] == sorted(columns["id"][:2])
    assert {len(column) for column in columns.values()} == {index["count"]} == {listed["roles"]} == {4}
    for number, identifier in enumerate(columns["id"]):
        role = roles[identifier]
        assert index["companies"][columns["company"][number]] == role["company"]
        assert [index["places"][place] for place in columns["places"][number]] == role["places"]
        assert (columns["industry"][number] == -1) == (role["industry"] is None)
        assert identifier in (root / index["pages"][columns["page"][number]]).read_text()
        assert columns["work_mode"][number] == role["work_mode"]


def test_a_feed_without_roles_is_sound(work: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    run_night(work, "a", night(0), [read(posting("1", title="Cook"))])
    assert feed_of(work, tmp_path) == []
    assert manifest(FeedFiles.under(tmp_path).root)["sequence"] == 0


def test_each_listed_file_is_there_whole_and_packed(published: FeedFiles) -> None:
    root = published.root
    said = manifest(root)
    listed = [*said["pages"], *said["index"], *said["files"]]
    assert {"feeds/all.rss", "feeds/apm-watch.atom", "feeds/level/group.json", "feeds/industry/farming.rss", "feed/v2/levels.json"} <= {
        found["path"] for found in listed
    }
    for found in listed:
        content = (root / found["path"]).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (found["bytes"], found["sha256"])
    packed = [path for path in root.rglob("*.*") if path.suffix in (".gz", ".zst")]
    assert len(packed) > 10
    for path in packed:
        unpacked = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else zstandard.decompress(path.read_bytes())
        assert unpacked == path.with_suffix("").read_bytes()


def test_parquet_holds_what_the_pages_hold(work: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    paid = posting("2", salary_text="from £90k", base_salary_min=90_000.0, salary_currency="GBP", places=(Place(city="Leeds"),))
    run_night(work, "a", night(0), [read(posting("1"), paid)])
    roles = {role["id"]: role for role in feed_of(work, tmp_path)}
    rows = pq.read_table(FeedFiles.under(tmp_path).root / "feed" / "v2" / "roles.parquet").to_pylist()
    for row in rows:
        role = roles.pop(row["id"])
        assert row.pop("sequence") == role.pop("change")["sequence"]
        assert json.loads(json.dumps(row, default=str)) == role
    assert not roles


def test_bytes_that_are_the_same_are_left_alone(loaded: duckdb.DuckDBPyConnection, published: FeedFiles, tmp_path: Path) -> None:
    root = published.root

    def found() -> dict[str, tuple[int, int]]:
        return {
            path.relative_to(root).as_posix(): (path.stat().st_mtime_ns, path.stat().st_ino) for path in root.rglob("*") if path.is_file()
        }

    before = found()
    publish(loaded, tmp_path)
    assert found() == before


def test_a_packed_file_that_was_damaged_is_mended(published: FeedFiles, tmp_path: Path) -> None:
    packed = published.root / "feed" / "v2" / "levels.json.gz"
    whole = packed.read_bytes()
    packed.write_bytes(b"junk")
    write_feed(tmp_path / "roles.duckdb", tmp_path, LOCAL)
    assert packed.read_bytes() == whole


def test_without_hard_links_files_keep_their_dates(
    loaded: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    root = publish(loaded, tmp_path).feed.root
    [page] = (root / "feed" / "v2" / "roles").glob("*.json")
    os.utime(root / "robots.txt", (1, 1))
    run_night(loaded, "b", night(1), [read(posting("1"), posting("2"))])
    publish(loaded, tmp_path)
    assert (root / "robots.txt").stat().st_mtime == 1
    assert page.is_file(), "whoever has read the manifest before still finds what it lists"


@pytest.mark.parametrize("there", ["link", "file"])
def test_what_somebody_else_put_there_is_left_alone(loaded: duckdb.DuckDBPyConnection, tmp_path: Path, there: str) -> None:
    (tmp_path / "www").mkdir()
    if there == "link":
        (tmp_path / "site").symlink_to("www")
    else:
        (tmp_path / "site").write_text("mine")
    with pytest.raises(WarehouseError, match="site is something else"):
        publish(loaded, tmp_path)
    assert (tmp_path / "site").is_symlink() == (there == "link")


def test_an_old_feed_that_cannot_be_removed_takes_nothing_with_it(loaded: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "feed").mkdir()
    (tmp_path / "feed" / "v1").symlink_to(tmp_path / "elsewhere")
    assert publish(loaded, tmp_path).feed.manifest.is_file()


@pytest.mark.usefixtures("published")
def test_the_folder_can_be_written_for_another_address(tmp_path: Path) -> None:
    file = tmp_path / "roles.duckdb"
    before = file.read_bytes()
    root = write_feed(file, tmp_path, Site(url="https://roles.example/jobs/")).root
    for path in ("feeds/all.rss", "sitemap.xml", "robots.txt"):
        assert "https://roles.example/jobs/" in (root / path).read_text()
        assert "127.0.0.1" not in (root / path).read_text()
    assert file.read_bytes() == before


def test_the_first_version_of_the_feed_is_taken_away(loaded: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    old = tmp_path / "feed" / "v1"
    old.mkdir(parents=True)
    (old / "roles.json").write_text("{}")
    publish(loaded, tmp_path)
    assert not (tmp_path / "feed").exists()


def test_hostile_words_and_links_do_no_harm(work: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    nasty = "</script><script>alert(1)</script>&\x00\x1b[31m\u202eevil\u2028"
    on = board("orchard", company=f"Orchard {nasty}")
    links = {
        "1": ("javascript:alert(1)", "https://jobs.example/1"),
        "2": ("https://jobs.example/\x002", "data:text/html,x"),
        "3": ("//jobs.example/3", "HTTPS://jobs.example/3?a=1&b=2"),
        "4": ("https://", 'https://jobs.example/"onmouseover="x'),
        "5": ("http://[bad", None),
    }
    postings = [
        posting(
            *(identifier,),
            on=on,
            title=f"Product Manager {identifier} {nasty}",
            description=f"<p>{nasty} {identifier}. You own it.</p>",
            job_location=(nasty,),
            places=(Place(city=nasty),),
            applicant_location=(nasty,),
            salary_text=nasty,
            url=url,
            apply_url=apply_url,
        )
        for identifier, (url, apply_url) in links.items()
    ]

    def quoting(found: Any) -> Any:
        said = verdict(found)
        quote = said.text[:60]
        return replace(said, evidence=(replace(said.evidence[0], quote=quote, end=len(quote)), said.evidence[1]))

    run_night(work, "a", night(0), [read(*postings, on=on)], classify=quoting)
    # A board that cannot be read is named as well, by the company that its list says.
    run_night(work, "b", night(1), [read(*postings, on=on), failed(board("harbour", company=f"Harbour {nasty}"))], classify=quoting)
    roles = feed_of(work, tmp_path)
    for path in (FeedFiles.under(tmp_path).root / "feed" / "v2").rglob("*.json"):
        if path.name != "schema.json":
            assert not set(path.read_text(encoding="utf-8")) & set("<>&\x00\x1b\u202e\u2028"), path
    assert {(role["url"], role["apply_url"]) for role in roles} == {
        (None, "https://jobs.example/1"),
        (None, None),
        (None, "HTTPS://jobs.example/3?a=1&b=2"),
    }
    assert all("</script><script>alert(1)</script>& [31m evil" in role["title"] for role in roles)


def test_a_feed_without_a_published_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="no published file"):
        write_feed(tmp_path / "roles.duckdb", tmp_path, LOCAL)


@pytest.mark.usefixtures("published")
def test_a_feed_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("a file where the folder should be")
    with pytest.raises(WarehouseError, match=r"writing the feed under .*elsewhere"):
        write_feed(tmp_path / "roles.duckdb", tmp_path / "elsewhere", LOCAL)


def telling(found: Any) -> Any:
    """A verdict that tells an applicant everything, each by a part of the text."""
    said = verdict(
        found, skills=("analytics", "strategy"), visa_sponsorship="no", job_start="Summer 2027", training_programme="yes", min_years=5.0
    )
    words = iter(said.text.split())
    tells = (
        ("skill: analytics", "skill"),
        ("skill: strategy", "skill"),
        ("visa sponsorship: no", "visa_sponsorship"),
        ("job start: Summer 2027", "job_start"),
        ("years: 5 of product management", "years"),
    )
    rows = []
    for rule, signal in tells:
        quote = next(words)
        start = said.text.index(quote)
        rows.append(
            replace(
                said.evidence[1],
                rule=rule,
                signal=signal,
                quote=quote,
                start=start,
                end=start + len(quote),
                section="requirements",
                weight=0.0,
            )
        )
    return replace(said, evidence=(*said.evidence, *rows, replace(rows[-1], counted=False, quote="You", start=0, end=3)))


def test_what_an_applicant_is_told_stands_in_the_feed(work: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    run_night(
        work,
        "a",
        night(0),
        [read(posting("1"), posting("2"))],
        classify=lambda found: telling(found) if "1" in found.posting_key[-1] else verdict(found),
    )
    roles = {role["url"][-1]: role for role in feed_of(work, tmp_path)}
    told, plain = roles["1"], roles["2"]
    assert [(skill["name"], skill["quote"], skill["section"]) for skill in told["skills"]] == [
        ("analytics", "You", "requirements"),
        ("strategy", "own", "requirements"),
    ]
    assert told["visa_sponsorship"] == {"stated": "no", "quote": "the"}
    assert told["job_start"] == {"text": "Summer 2027", "quote": "whole"}
    assert told["years_quote"] == "roadmap"
    assert (told["training_programme"], told["apm_watch"]) == (True, True)
    assert {found["signal"] for found in told["evidence"]} == {"company_strategy", "title_level"}
    assert (plain["skills"], plain["visa_sponsorship"], plain["job_start"], plain["training_programme"]) == ([], None, None, False)
    root = FeedFiles.under(tmp_path).root
    [listed] = manifest(root)["index"]
    index = page_of(root, listed["path"])
    columns = index["roles"]
    at = columns["id"].index(told["id"])
    assert [index["skills"][skill] for skill in columns["skills"][at]] == ["analytics", "strategy"]
    assert (columns["visa"][at], columns["training_programme"][at], columns["years_are_pm"][at]) == (0, 1, 1)
    assert (columns["visa"][1 - at], columns["training_programme"][1 - at], columns["skills"][1 - at]) == (-1, 0, [])


def test_the_index_points_to_places_and_kinds_of_employment(work: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    leeds = Place(city="Leeds", region="England", country="GB")
    some = posting("1", places=(leeds, Place(country="GB")), employment_types=("FULL_TIME", "INTERN"))
    run_night(work, "a", night(0), [read(some, posting("2", places=(leeds,)))], classify=lambda found: verdict(found, years_are_pm=None))
    feed_of(work, tmp_path)
    root = FeedFiles.under(tmp_path).root
    index = page_of(root, manifest(root)["index"][0]["path"])
    columns = index["roles"]
    found = [[index["places_read"][place] for place in places] for places in columns["places_read"]]
    assert sorted(found, key=len) == [[["Leeds", "England", "GB"]], [["Leeds", "England", "GB"], [None, None, "GB"]]]
    assert len(index["places_read"]) == 2
    kinds = [[index["employment_types"][kind] for kind in kinds] for kinds in columns["employment_types"]]
    assert sorted(kinds) == [[], ["FULL_TIME", "INTERN"]]
    assert columns["years_are_pm"] == [-1, -1]


def test_what_shows_a_specialty_is_no_reason_for_the_level(work: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    def tagged(found: Any) -> Any:
        said = verdict(found, specialties=("ai",))
        tag = replace(said.evidence[1], rule="specialty: ai", signal="specialty", quote=found.title[:6], end=6, weight=0.0)
        return replace(said, evidence=(*said.evidence, tag))

    run_night(work, "a", night(0), [read(posting("1"))], classify=tagged)
    (role,) = feed_of(work, tmp_path)
    assert role["specialties"] == ["ai"]
    assert {found["signal"] for found in role["evidence"]} == {"company_strategy", "title_level"}
    found = work.execute("SELECT quote, counted, weight FROM evidence WHERE signal = 'specialty'").fetchall()
    assert found == [("Senior", True, 0.0)]
