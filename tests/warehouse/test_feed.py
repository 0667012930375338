import json
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import jsonschema
import pytest

from extractors.posting import Place
from tests.warehouse.factories import board, failed, moment, night, posting, read, run_night, verdict
from warehouse.errors import WarehouseError
from warehouse.feed import FeedFiles, write_feed
from warehouse.publish import publish


def feed_of(work: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, Any]:
    """The feed as published now, held against its schema."""
    places = publish(work, folder).feed
    assert places.schema.read_bytes() == (files("warehouse") / "feed_schema.json").read_bytes()
    feed: dict[str, Any] = json.loads(places.roles.read_bytes())
    schema = json.loads(places.schema.read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(feed)
    return feed


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
    feed = feed_of(work, tmp_path)
    assert feed["version"] == "1.3"
    assert feed["generated_from"] == {"run_id": "b", "night": "2026-11-02", "rulebook": "test-1"}
    assert feed["freshness"] == {
        "sources": [{"source": "greenhouse", "newest_night": "2026-11-02", "boards": 2, "boards_read": 1}],
        "stale_boards": [
            {
                "source": "greenhouse",
                "board": "harbour",
                "company": "Harbour",
                "state": "unavailable",
                "last_sound_night": "2026-11-01",
                "open_roles": 1,
            }
        ],
    }
    assert feed["count"] == len(feed["roles"]) == 2
    by_company = {role["company"]: role for role in feed["roles"]}
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
        "unclear": False,
        "runner_up": "mid",
        "conflict": False,
        "correction": None,
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
        "posted": "2026-11-01",
        "valid_through": "2026-12-11",
        "first_seen": "2026-11-01",
        "last_seen": "2026-11-02",
        "stale": False,
        "url": "https://jobs.example/orchard/1",
        "apply_url": "https://jobs.example/orchard/1/apply",
        "source": "greenhouse",
    }
    assert by_company["Harbour"]["salary"] is None


def test_the_newest_come_first(work: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    run_night(work, "a", night(0), [read(posting("1"), posting("2"))])
    run_night(work, "b", night(1), [read(posting("1"), posting("2"), posting("3"), posting("4"))])
    roles = feed_of(work, tmp_path)["roles"]
    assert [role["first_seen"] for role in roles] == ["2026-11-02"] * 2 + ["2026-11-01"] * 2
    assert [role["id"] for role in roles[:2]] == sorted(role["id"] for role in roles[:2])


def test_a_feed_without_roles_is_sound(work: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    run_night(work, "a", night(0), [read(posting("1", title="Cook"))])
    assert feed_of(work, tmp_path)["roles"] == []


def test_bytes_that_are_the_same_are_left_alone(work: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    run_night(work, "a", night(0), [read(posting("1"))])
    places = publish(work, tmp_path).feed
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino) for path in (places.roles, places.schema)}
    publish(work, tmp_path)
    write_feed(tmp_path / "roles.duckdb", tmp_path)
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino) for path in before} == before


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
    feed = feed_of(work, tmp_path)
    text = FeedFiles.under(tmp_path).roles.read_text(encoding="utf-8")
    assert not set(text) & set("<>&\x00\x1b\u202e\u2028")
    assert {(role["url"], role["apply_url"]) for role in feed["roles"]} == {
        (None, "https://jobs.example/1"),
        (None, None),
        (None, "HTTPS://jobs.example/3?a=1&b=2"),
    }
    assert all("</script><script>alert(1)</script>& [31m evil" in role["title"] for role in feed["roles"])


def test_a_feed_without_a_published_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="no published file"):
        write_feed(tmp_path / "roles.duckdb", tmp_path)


def test_a_feed_folder_that_cannot_be_written_is_said(work: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    run_night(work, "a", night(0), [read(posting("1"))])
    publish(work, tmp_path)
    (tmp_path / "elsewhere").write_text("a file where the folder should be")
    with pytest.raises(WarehouseError, match=r"writing the feed under .*elsewhere"):
        write_feed(tmp_path / "roles.duckdb", tmp_path / "elsewhere")


def test_what_shows_a_specialty_is_no_reason_for_the_level(work: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    def tagged(found: Any) -> Any:
        said = verdict(found, specialties=("ai",))
        tag = replace(said.evidence[1], rule="specialty: ai", signal="specialty", quote=found.title[:6], end=6, weight=0.0)
        return replace(said, evidence=(*said.evidence, tag))

    run_night(work, "a", night(0), [read(posting("1"))], classify=tagged)
    (role,) = feed_of(work, tmp_path)["roles"]
    assert role["specialties"] == ["ai"]
    assert {found["signal"] for found in role["evidence"]} == {"company_strategy", "title_level"}
    found = work.execute("SELECT quote, counted, weight FROM evidence WHERE signal = 'specialty'").fetchall()
    assert found == [("Senior", True, 0.0)]
