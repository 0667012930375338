"""The JobPosting objects of a page: however they are written, found or named as unreadable, and never at a great price."""

import json
import random
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.pages.ld_repair import REPAIRS, Unreadable, read_block
from extractors.pages.structured_data import decoded, job_postings
from tests.extractors.golden import FIXTURES, SHARED
from tests.extractors.mutating import mutated_bytes, mutated_json

SOUND = {"@context": "https://schema.org", "@type": "JobPosting", "title": "Product Manager", "description": "You own ferries."}


def page(*blocks: str, head: str = "", body: str = "") -> bytes:
    """Returns a page with these blocks of JSON-LD."""
    scripts = "".join(f'<script type="application/ld+json">{block}</script>' for block in blocks)
    return f"<html><head>{head}{scripts}</head><body>{body}</body></html>".encode()


def only(*blocks: str, head: str = "") -> dict[str, Any]:
    """Returns the one posting of a page with these blocks."""
    [entry] = job_postings(page(*blocks, head=head)).entries
    return entry


@pytest.mark.parametrize(
    "block",
    [
        json.dumps({**SOUND, "@type": ["Thing", "JobPosting"]}),
        json.dumps({**SOUND, "@type": "https://schema.org/JobPosting"}),
        json.dumps({**SOUND, "@type": "http:/schema.orgjobPosting"}),
        json.dumps({**SOUND, "@type": "schema:JobPosting"}),
        json.dumps({"@context": "https://schema.org", "type": "JobPosting", "title": "Product Manager", "description": "You own ferries."}),
        json.dumps([[{"@type": "WebSite"}, SOUND]]),
        json.dumps({"@graph": [{"@graph": [SOUND]}]}),
        json.dumps({"@type": "WebPage", "mainEntity": SOUND}),
        json.dumps({"@type": "JobPosting", "Title": "Product Manager", "DESCRIPTION": "You own ferries."}),
        json.dumps(
            {"@type": "JobPosting", "schema:title": "Product Manager", "https://schema.org/description": [{"@value": "You own ferries."}]}
        ),
        json.dumps(SOUND).replace("@", "\\u0040"),
    ],
)
def test_one_posting_however_it_is_wrapped(block: str) -> None:
    entry = only('{"@type": "Organization"}', block)
    assert (entry["title"], entry["description"]) == ("Product Manager", "You own ferries.")


@pytest.mark.parametrize(
    ("repair", "broken"),
    [
        ("without_guards", "//<![CDATA[\n{}\n//]]>"),
        ("without_guards", "<!--\n{}\n-->"),
        ("without_guards", "/* <![CDATA[ */ {} /* ]]> */"),
        ("without_guards", "\ufeff{};"),
        ("without_encoding", "&quot;"),
        ("without_comments", '{"x": 1, // one\n /* two */ "y": {} <!-- three --> }'),
        ("with_sound_escapes", '{"x": "\\$ and \\x", "y": {}}'),
        ("without_needless_commas", '{"x": [1, 2,], "y": {},}'),
        ("with_commas", '{"x": [1 "a" {"b": true "c": null}] "y": {}}'),
    ],
)
def test_each_repair_is_needed_and_does(repair: str, broken: str) -> None:
    sound = json.dumps(SOUND)
    block = sound.replace('"', "&quot;") if broken == "&quot;" else broken.replace("{}", sound)
    assert only(block)["description"] == "You own ferries."
    with pytest.raises(ValueError, match=r"Expecting|Invalid|Extra data|Unexpected|Illegal"):
        json.loads(block, strict=False)
    assert next(each.__name__ for each in REPAIRS if each(block) != block) == repair


def test_what_looks_like_a_mistake_inside_a_text_stays() -> None:
    text = "See https://a.example // b, /* c */ <!-- d --> and ,] ,} \u00a0 \"x\" 'y' $5"
    broken = json.dumps({**SOUND, "description": text})[:-1] + ",}"
    assert only(broken)["description"] == text


def test_control_characters_and_half_surrogate_pairs_are_read() -> None:
    assert only('{"@type": "JobPosting", "title": "A\tB", "description": "one\ntwo\x0b\\ud83d"}')["title"] == "A\tB"


def test_what_is_guessed_must_be_a_posting() -> None:
    assert only('{"@type": "JobPosting", "title": "Product Manager", "description": "You said "yes" to us"}')["description"] == (
        'You said "yes" to us'
    )
    found = job_postings(page('{"@type": "Article", "headline": "A "JobPosting""}'))
    assert found.entries == ()
    assert "cannot be read as JSON" in found.nothing


@pytest.mark.parametrize(
    ("block", "problem"),
    [
        ("", "a JSON-LD block is empty"),
        (" \n ", "a JSON-LD block is empty"),
        ("//<![CDATA[\n//]]>", "a JSON-LD block is empty"),
        ("null", "a JSON-LD block is null"),
        ("not JSON", "a JSON-LD block is no JSON"),
        ('{"@type": "JobPosting", "title": "Product Man', "a JSON-LD block breaks off"),
        ("[" * 2_000 + "]" * 2_000, "a JSON-LD block is nested too deeply"),
        ("{x" + "y" * 2_000_000 + "}", "a JSON-LD block is not JSON, and too large to be mended (2,000,003 characters)"),
    ],
)
def test_what_cannot_be_read_is_named(block: str, problem: str) -> None:
    found = job_postings(page(block))
    assert found.entries == ()
    assert found.nothing.startswith(problem)


def test_a_page_without_any_says_so() -> None:
    assert job_postings(b"<p>Careers</p>").nothing == "the page states no JobPosting"
    assert job_postings(page('{"@type": "Organization"}')).nothing == "the page states no JobPosting"


def test_a_broken_block_costs_no_other() -> None:
    found = job_postings(page("{", json.dumps(SOUND), json.dumps(SOUND)))
    assert len(found.entries) == 1
    assert len(found.problems) == 1


def test_references_are_followed_and_may_go_in_circles() -> None:
    graph = [
        {**SOUND, "hiringOrganization": {"@id": "#org"}, "jobLocation": {"@id": "#nowhere"}},
        {"@id": "#org", "name": "Driftmoor", "owner": {"@id": "#org"}},
    ]
    entry = only(json.dumps({"@graph": graph}))
    assert entry["hiringOrganization"]["name"] == "Driftmoor"
    assert entry["jobLocation"] == "#nowhere"


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>Product Manager - Berlin - Driftmoor</title>", "Product Manager - Berlin"),
        ("<title>Product Manager at Driftmoor</title>", "Product Manager"),
        ("<title>Our careers - Driftmoor</title>", None),
        ("<title>Explore</title>", None),
        ("<title>Driftmoor</title>", None),
        ("", None),
    ],
)
def test_a_title_may_stand_in_the_pages_own(head: str, title: str | None) -> None:
    entry = only(json.dumps({**SOUND, "title": None, "hiringOrganization": {"name": "Driftmoor"}}), head=head)
    assert entry["title"] == title


def test_scripts_of_other_types_and_comments_are_not_read() -> None:
    block = json.dumps(SOUND)
    assert job_postings(f"<!-- <script type='application/ld+json'>{block}</script> --><script>{block}</script>".encode()).entries == ()
    assert job_postings(f"<script type='application/ld&#43;json; charset=utf-8'>{block}</script>".encode()).entries


def test_microdata_is_read_where_there_is_no_json() -> None:
    item = (
        b"<div itemtype='http://schema.org/JobPosting'><h1 itemprop='title'>Product <b>Owner</b></h1>"
        b"<p itemprop='description'>a<br>b</p></div>"
    )
    assert job_postings(item).entries == ({"@type": "JobPosting", "title": "Product Owner", "description": "a<br/>b"},)
    assert [entry["title"] for entry in job_postings(item + page(json.dumps(SOUND))).entries] == ["Product Manager"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_pages_come_in_all_encodings(encoding: str) -> None:
    block = json.dumps({**SOUND, "title": "Fähre"}, ensure_ascii=False)
    text = f'<meta charset="{encoding}"><script type="application/ld+json">{block}</script>'
    assert decoded(text.encode(encoding)).startswith("<meta")
    if encoding != "utf-16":
        [entry] = job_postings(text.encode(encoding)).entries
        assert entry["title"] == "Fähre"


BOMBS = {
    "brackets": page("[" * 500_000),
    "objects": page('{"a":' * 200_000),
    "quotes": page("{" + '"\\' * 300_000 + "}"),
    "comments": page('{"JobPosting"' + "/*<!--" * 100_000 + "}"),
    "commas": page('{"JobPosting"' + ", " * 200_000 + "}"),
    "guessed": page('{"@type": "JobPosting", "description": "' + 'a "b" ' * 10_000 + '"}'),
    "references": page(json.dumps([{"@id": "a", "p": [{"@id": "a"}] * 2_000}, {"@type": "JobPosting", "x": {"@id": "a"}}])),
    "scripts": b'<script type="application/ld+json">' * 50_000,
    "tags": b"ld+json" + b"<div>" * 50_000,
    "items": b'<div itemtype="https://schema.org/JobPosting">' * 10_000,
    "properties": b'<div itemtype="https://schema.org/JobPosting">' + b"<div itemprop=description>" * 3_000 + b"x",
}


@pytest.mark.parametrize("name", sorted(BOMBS))
def test_no_page_is_dear(name: str) -> None:
    began = time.process_time()
    job_postings(BOMBS[name])
    assert time.process_time() - began < 5


PAGES = sorted((FIXTURES / "career_page").glob("*/*.html"))


@given(seed=st.integers(0, 2**32))
@settings(max_examples=150, deadline=None)
def test_any_page_gives_entries_or_problems(seed: int) -> None:
    dice = random.Random(seed)
    body = dice.choice(PAGES).read_bytes()
    if dice.random() < 0.5:
        body = mutated_bytes(body, dice)
    else:
        document = mutated_json(json.loads(json.dumps(SOUND | {"jobLocation": {"address": {"addressLocality": "Hull"}}})), dice)
        body = page(json.dumps(document).replace("</", "<\\/"))
    found = job_postings(body)
    assert found.entries or found.nothing
    for entry in found.entries:
        json.dumps(entry)


@given(text=st.text(alphabet='{}[]",:\\/*<!->&;$ \n@typeJobPosting', max_size=200))
def test_any_text_is_read_or_named(text: str) -> None:
    with suppress(Unreadable):
        read_block(text, accept=lambda _: False)


# What each captured page holds: how many JobPosting objects, or else what is said of it.
EMPTY, NONE = "a JSON-LD block is empty", "the page states no JobPosting"
CAPTURED: dict[str, int | str] = {
    "jsonld/dinie_indeed_job.html": 1,
    "jsonld/headstart_pinpoint_posting_page.html": 1,
    "jsonld/jobseek_jsonld_neura_robotics_manager.html": 1,
    "jsonld/malformed/extruct_JSONLD_with_JS_comment.html": NONE,
    "jsonld/malformed/extruct_JSONLD_with_control_characters_comment.html": NONE,
    "jsonld/malformed/extruct_null_ld_mock.html": "a JSON-LD block is null",
    "jsonld/malformed/handmade_abhibattula.html": 1,
    "jsonld/malformed/jobseek_does_not_use_generic_page_title_without_matching_organization.html": 1,
    "jsonld/malformed/jobseek_extracts_multiple_blocks.html": 1,
    "jsonld/malformed/jobseek_extracts_single_block.html": 1,
    "jsonld/malformed/jobseek_extracts_vagas_style_javascript_cdata_block.html": 1,
    "jsonld/malformed/jobseek_falls_back_to_page_title_when_organization_suffix_matches.html": 1,
    "jsonld/malformed/jobseek_handles_empty_script.html": EMPTY,
    "jsonld/malformed/jobseek_handles_invalid_json.html": "a JSON-LD block is no JSON",
    "jsonld/malformed/jobseek_parse_html_can_ignore_incorrect_address_region.html": 1,
    "jsonld/malformed/jobseek_parse_html_can_ignore_incorrect_provider_locations.html": 1,
    "jsonld/malformed/jobseek_parse_html_can_ignore_provider_generated_posting_date.html": 1,
    "jsonld/malformed/jobseek_parse_html_prefers_jsonld_location_over_meta_location.html": 1,
    "jsonld/malformed/jobseek_parse_html_uses_meta_location_when_jsonld_missing_location.html": 1,
    "jsonld/malformed/jobseek_parses_talentbrew_double_escaped_description_line_breaks.html": 1,
    "jsonld/malformed/jobseek_repairs_talemetry_invalid_dollar_escape.html": 1,
    "html_pages/jobseek_ayuda_en_accion_talentclue_jobpage.html": EMPTY,
    "html_pages/jobseek_ayuda_en_accion_talentclue_jobpage_coord.html": EMPTY,
    "html_pages/jobseek_barcelona_activa_talentclue_jobpage.html": EMPTY,
    "html_pages/jobseek_barcelona_activa_talentclue_jobpage_admin.html": EMPTY,
    "html_pages/jobseek_decathlon_talentclue_jobpage.html": EMPTY,
    "html_pages/jobseek_decathlon_talentclue_jobpage_taller.html": EMPTY,
}


def captured() -> list[Path]:
    """Returns the captured pages. Skips the test where they are absent."""
    files = [*(SHARED / "payloads" / "jsonld").rglob("*.html"), *(SHARED / "payloads" / "html_pages").glob("*.html")]
    if not files:
        pytest.skip(f"no captured pages here ({SHARED / 'payloads' / 'jsonld'} does not exist)")
    return files


def test_captured_pages_are_read_as_counted() -> None:
    for file in captured():
        found = job_postings(file.read_bytes())
        expected = CAPTURED.get(str(file.relative_to(SHARED / "payloads")), NONE)
        if isinstance(expected, int):
            assert len(found.entries) == expected, file.name
        else:
            assert found.entries == (), file.name
            assert found.nothing.startswith(expected), file.name
