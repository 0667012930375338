"""A role's page, and the note that it is gone: what they say, and that no stranger's text gets out of its place."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from classifiers.text import read_document
from extractors.board import Board
from extractors.entries import read_entries
from extractors.pages.schema_org import FORM, as_entry
from extractors.pages.structured_data import job_postings
from tests.warehouse.feed_role import NIGHT, SITE, TEXT, a_role, evidence, pay
from warehouse.feed.role_page import gone_page, role_page

GONE = {
    "id": "r0000000000000001",
    "kind": "closed",
    "merged_into": None,
    "night": "2026-11-20",
    "sequence": 40,
    "title": "Product Manager, Ledger",
    "company": "Quillmark Pay",
}
POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"


def page(text: str = TEXT, **fields: Any) -> LexborHTMLParser:
    """The page of a role with these fields; whatever they are it must stand."""
    return sound(role_page(a_role(**fields), text, SITE, NIGHT))


def sound(content: bytes) -> LexborHTMLParser:
    """The page, parsed, once a parser that we did not write has found no mistake in it and nothing in it can do anything."""
    html5lib.HTMLParser(strict=True).parse(content.decode("utf-8"))
    parsed = LexborHTMLParser(content)
    assert {node.tag for node in parsed.css("*")} <= KNOWN_TAGS
    scripts = parsed.css("script")
    assert all(dict(script.attributes) == {"type": "application/ld+json"} for script in scripts)
    assert len(scripts) <= 1
    for node in parsed.css("*"):
        assert not any(name.startswith("on") or name in ("style", "src") for name in node.attributes)
        href = node.attributes.get("href") or ""
        assert href.startswith(("../", "#", "r")) or urlsplit(href).scheme in ("", "http", "https")
    assert parsed.css_first("meta[http-equiv=Content-Security-Policy]").attributes["content"] == POLICY
    return parsed


KNOWN_TAGS = {
    *("html", "head", "meta", "title", "link", "script", "body", "header", "nav", "main", "article", "section", "footer"),
    *("h1", "h2", "h3", "p", "a", "span", "strong", "dl", "div", "dt", "dd", "time", "ul", "ol", "li", "mark", "meter", "blockquote", "q"),
    *("svg", "rect"),
}


def words(parsed: LexborHTMLParser, selector: str = "body") -> str:
    return " ".join(" ".join(node.text() for node in parsed.css(selector)).split())


def facts(parsed: LexborHTMLParser) -> dict[str, str]:
    return {words(row, "dt"): words(row, "dd") for row in map(_inner, parsed.css("dl div"))}


def _inner(node: Any) -> LexborHTMLParser:
    return LexborHTMLParser(node.html)


def meta(parsed: LexborHTMLParser, name: str) -> str | None:
    found = parsed.css_first(f'meta[name="{name}"], meta[property="{name}"]')
    return found.attributes["content"] if found else None


# -- What it says ------------------------------------------------------------------------------------------------------------------------


def test_the_page_says_everything_that_is_known_of_a_role() -> None:
    parsed = page()
    assert words(parsed, "h1") == "Senior Product Manager, Live Economy"
    assert words(parsed, ".company") == "Saltmeadow Games"
    assert facts(parsed) == {
        "Industry": "Gaming",
        "Where": "Stockholm, Sweden",
        "Office or home": "Hybrid",
        "Pay": "58,000 to 69,000 SEK a month",
        "Pay in a year": "about 696,000 to 828,000 SEK",
        "Employment": "Full time",
        "Experience asked for": "5 years or more of product management",
        "Specialties": "AI",
        "Skills asked for": "Analytics and experiments",
        "Visas": "Sponsored “We sponsor visas.”",
        "Starts": "March 2027",
        "Posted": "28 October 2026",
        "First seen here": "22 November 2026",
        "Open until": "31 December 2026",
    }
    assert words(parsed, ".verdict") == "Senior product manager"
    assert words(parsed, ".sure strong") == "96 %, very sure."
    assert parsed.css_first("meter").attributes["value"] == "0.96"
    assert words(parsed, ".next") == "The next likely level: Principal product manager."
    assert [words(_inner(node)) for node in parsed.css(".evidence li")] == [
        "Senior Product Manager, Live Economy The title's own word: senior",
        "5+ years of product management on live games. 5 years of product management; in what they ask for",
        "Launch a second currency from nothing A launch from nothing; in what you would do",
    ]
    assert "How to get such a role" in words(parsed, ".advice")
    assert "four to six years in product" in words(parsed, ".advice")
    assert "Source: Lever." in words(parsed, "footer")


def test_the_sentences_of_the_level_are_marked_in_their_places_and_the_title_is_not_looked_for() -> None:
    parsed = page(TEXT + "\nSenior Product Manager, Live Economy wanted")
    assert [node.text() for node in parsed.css(".posting mark")] == [
        "Launch a second currency from nothing",
        "5+ years of product management on live games.",
    ]
    assert [node.text() for node in parsed.css(".posting h3")] == ["What you'll do", "What you bring"]


def test_quotes_that_overlap_run_over_lines_or_are_not_there_do_no_harm() -> None:
    quotes = [evidence(quote) for quote in ("a <b>c", "b>c\nd", "nowhere", "", "…", "amp", "lt", "end & st…", "st")]
    parsed = page("x a <b>c\nd e\nthe end & still", evidence=quotes)
    assert [node.text() for node in parsed.css(".posting mark")] == ["a <b>c", "d", "end & st"]
    assert words(parsed, ".posting") == "x a <b>c d e the end & still"


def test_links_lead_to_the_posting_the_list_and_the_news_of_the_level() -> None:
    parsed = page()
    hrefs = {node.attributes["href"]: node.attributes.get("rel") for node in parsed.css("body a")}
    assert hrefs == {
        "#main": None,
        "../index.html": None,
        "../index.html?level=senior": None,
        "../index.html#level-senior": None,
        "https://jobs.lever.co/saltmeadow/1/apply": "noopener nofollow",
        "https://jobs.lever.co/saltmeadow/1": "noopener nofollow",
        **{f"../feeds/level/senior.{kind}": None for kind in ("rss", "atom", "json")},
    }
    assert words(parsed, ".button") == "Apply at jobs.lever.co"
    links = [(node.attributes["rel"], node.attributes["href"]) for node in parsed.css("head link")]
    assert ("canonical", "https://roles.example.org/roles/r02a7fda7c5913274.html") in links
    assert ("stylesheet", "../assets/role.css") in links
    assert [href for rel, href in links if rel == "alternate"] == [f"../feeds/level/senior.{kind}" for kind in ("rss", "atom", "json")]


def test_what_machines_read_of_the_page_says_the_same() -> None:
    parsed = page()
    assert words(parsed, "title") == meta(parsed, "og:title") == "Senior Product Manager, Live Economy at Saltmeadow Games"
    summary = meta(parsed, "description") or ""
    assert summary == meta(parsed, "og:description")
    assert summary.startswith("Senior product manager at Saltmeadow Games in Stockholm, Sweden, hybrid. Why this level: “5+ years")
    assert meta(parsed, "og:url") == "https://roles.example.org/roles/r02a7fda7c5913274.html"
    assert meta(parsed, "robots") is None


def test_a_page_is_the_same_bytes_every_night_while_nothing_changes() -> None:
    later = NIGHT.replace(day=30)
    assert role_page(a_role(), TEXT, SITE, NIGHT) == role_page(a_role(), TEXT, SITE, later)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"stale": True}, "Shown from memory."),
        ({"conflict": True}, "The title and the text disagree."),
        ({"correction": {"reason": "Read by hand.", "made_on": "2026-11-02"}}, "Corrected by a person on 2 November 2026: Read by hand."),
        ({"evidence": []}, "No sentence of the posting decides the level by itself."),
        (
            {"unclear": True, "verdict": "unclear, between Senior product manager and Product manager", "confidence": 0.4},
            "Unclear, between",
        ),
        ({"runner_up": "above"}, "The next likely level: Director or above."),
        ({"salary": pay(58_000.0, None, "SEK", "MONTH")}, "Pay from 58,000 SEK a month"),
        ({"salary": pay(22.5, 24.75, "GBP", "HOUR")}, "Pay 22.5 to 24.75 GBP an hour"),
        (
            {"salary": pay(58_000.0, None, "SEK", "MONTH", text="from 58 000 kr", from_text=True)},
            "from 58 000 kr (from the posting's text)",
        ),
        ({"salary": pay(None, 60.0, "USD", "HOUR")}, "up to 60 USD an hour"),
        ({"salary": pay(None, None, None, None, text="Competitive")}, "Pay Competitive"),
        ({"applicant_location": ["Europe", "GB", "US-CA"]}, "Work from Europe; United Kingdom; California, United States"),
        ({"min_years": 1.0, "years_are_pm": False, "years_in": []}, "Experience asked for 1 year or more Specialties"),
        ({"min_years": 0.5, "years_are_pm": False, "years_in": []}, "Experience asked for 6 months or more Specialties"),
        ({"min_years": 2.5, "years_are_pm": False, "years_in": []}, "Experience asked for 2.5 years or more Specialties"),
        (
            {"min_years": 4.0, "years_are_pm": False, "years_in": ["product", "technology"]},
            "4 years or more of experience in product management or technical work",
        ),
        ({"work_mode_text": "You work <b>from home</b>."}, "Office or home Hybrid “You work <b>from home</b>.”"),
        ({"languages": [{"language": "sv", "quote": "x"}, {"language": "xx", "quote": "x"}]}, "Languages asked for Swedish, xx"),
        ({"knowledge": [{"name": "crypto", "quote": "x"}, {"name": "health", "quote": "x"}]}, "Knowledge asked for Crypto; health"),
        ({"studies": {"stated": "recent", "quote": "New grads"}}, "Meant for People who have just finished their studies “New grads”"),
        ({"valid_through": "2026-11-22"}, "The employer's own date has passed; it may be filled."),
        ({"valid_through": "2026-11-22"}, "Was open until 22 November 2026"),
        ({"valid_through": "2026-11-23"}, "Open until 23 November 2026"),
        ({"sure": "fairly sure"}, "At least 3 of 4 such levels are meant to be right. It is worth a look at the sentences below."),
    ],
)
def test_what_is_out_of_the_ordinary_is_said(fields: dict[str, Any], told: str) -> None:
    assert told in words(page(**fields))


@pytest.mark.parametrize(
    ("fields", "not_told"),
    [
        ({"posted": "2026-11-24"}, "Posted"),
        ({"min_years": 0.0}, "Experience"),
        ({"min_years": 0.02}, "Experience"),
        ({"valid_through": "2026-11-23"}, "has passed"),
        ({"salary": pay(None, None, "USD", "YEAR")}, "Pay"),
        ({"salary": pay(9e4, 9e4, "USD", "YEAR")}, "Pay in a year"),
        ({"salary": pay(9e4, 9e4, "USD", "MONTH", text="90,000 USD")}, "In the employer's words"),
        ({"sure": "fairly sure", "evidence": [evidence("Senior", section="title", rule="title: senior", signal="title_level")]}, "a look"),
        ({"unclear": True, "verdict": "unclear, perhaps Senior product manager", "runner_up": "mid"}, "The next likely level"),
    ],
)
def test_what_would_mislead_is_not_said(fields: dict[str, Any], not_told: str) -> None:
    assert not_told not in words(page(**fields))


def test_what_an_employer_writes_of_pay_is_cut_where_its_figures_are_known_and_stands_below_whole() -> None:
    text = "58,000 to 69,000 SEK; plus " + "a share of the ferry, " * 10 + "x"
    for whole, begun in ((text, "58,000 to 69,000 SEK"), ("y" * 200, "y" * 119 + "…")):
        told = facts(page(salary=pay(58e3, 69e3, "SEK", "MONTH", text=whole)))
        assert (told["Pay"], told["In the employer's words"]) == (begun, whole)
        assert facts(page(salary=pay(None, None, None, None, text=whole)))["Pay"] == whole


@pytest.mark.parametrize(
    ("confidence", "percent"), [(0.8996, 89), (0.7499, 74), (0.4996, 49), (0.9, 90), (0.29, 29), (0.57, 57), (1.0, 100), (0.0, 0)]
)
def test_a_confidence_is_rounded_down(confidence: float, percent: int) -> None:
    assert words(page(confidence=confidence, sure="sure"), ".sure strong") == f"{percent} %, sure."


def test_what_a_confidence_means_is_said_beside_it() -> None:
    assert words(page(), ".sure span") == "96 %, very sure. At least 9 of 10 such levels are meant to be right."


UNCLEAR = {"unclear": True, "sure": "unclear", "confidence": 0.4}
BETWEEN = "unclear, between Senior product manager and Principal product manager"


@pytest.mark.parametrize(
    ("fields", "states"),
    [
        ({"level": "apm"}, "reached open open open open"),
        ({"level": "senior"}, "reached reached reached open open"),
        ({"level": "group"}, "reached reached reached reached reached"),
        ({"level": "senior", "runner_up": "principal", **UNCLEAR}, "reached reached between between open"),
        ({"level": "senior", "runner_up": "mid", **UNCLEAR}, "reached between between open open"),
        ({"level": "senior", "runner_up": None, **UNCLEAR}, "reached reached between open open"),
        ({"level": "group", "runner_up": "above", **UNCLEAR}, "reached reached reached reached between"),
    ],
)
def test_the_picture_of_a_level(fields: dict[str, Any], states: str) -> None:
    assert [rect.attributes["class"] for rect in page(**fields).css(".head svg rect")] == states.split()


def test_a_level_that_is_unclear_is_not_told_as_a_fact() -> None:
    parsed = page(verdict=BETWEEN, **UNCLEAR)
    summary = meta(parsed, "description") or ""
    assert summary.startswith(f"U{BETWEEN[1:]}, at Saltmeadow Games")
    assert meta(parsed, "og:description") == summary
    assert words(parsed, "nav") == "All open roles at these two levels"
    lists = [node.attributes["href"] for node in parsed.css("nav a, .level a")]
    assert lists == ["../index.html?level=senior&level=principal"] * 2
    assert words(parsed, ".advice").startswith("How to get such a role If it is a senior product manager role: ")
    assert (
        words(page(level="apm", level_name="…", verdict=BETWEEN, **UNCLEAR), ".advice strong")
        == "If it is an associate product manager role:"
    )


@pytest.mark.parametrize("runner_up", [None, "above"])
def test_where_no_other_level_is_likely_the_list_is_of_all_roles(runner_up: str | None) -> None:
    parsed = page(verdict="unclear, perhaps Senior product manager", evidence=[], runner_up=runner_up, **UNCLEAR)
    assert words(parsed, "nav") == "All open roles"
    assert {node.attributes["href"] for node in parsed.css("nav a, .level a")} == {"../index.html"}
    assert "shown with the two" not in words(parsed, ".sure")
    assert (meta(parsed, "description") or "").startswith("Unclear, perhaps Senior product manager, at Saltmeadow Games")


def test_what_the_rules_had_read_is_no_reason_for_a_level_that_a_person_set() -> None:
    parsed = page(correction={"reason": "Read by hand.", "made_on": "2026-11-02"}, sure="corrected by a person")
    assert words(parsed, ".why h3") == "What the rules had read in it"
    assert words(parsed, ".legend") == "The sentences that the rules had read are marked."
    assert (meta(parsed, "description") or "").endswith("hybrid. Corrected by a person: “Read by hand.”")
    assert not page().css(".why h3")
    assert words(page(), ".legend") == "The sentences that the level rests on are marked."


@pytest.mark.parametrize(
    ("title", "rule", "told"),
    [
        ("Product Manager", "title: no level word", "The title has no word for a level"),
        ("(Senior) Product Manager", "title: no level word", "The title leaves the level to the text"),
        ("Product Manager II", "title: ii", "The title's own word: II"),
        ("Product Manager, Civil", "title: civil", "The title's own word: civil"),
    ],
)
def test_what_is_said_of_a_title(title: str, rule: str, told: str) -> None:
    found = evidence(title, section="title", rule=rule, signal="title_level")
    assert words(page(evidence=[found]), ".told") == told


@pytest.mark.parametrize(
    ("context", "told"),
    [
        ("asserted", "A launch from nothing; in what they ask for"),
        ("negated", "A launch from nothing; in what they ask for; the sentence says no"),
        ("prior", "A launch from nothing; in what they ask for; asked of the candidate"),
    ],
)
def test_what_is_to_be_kept_in_mind_of_a_sentence_is_said(context: str, told: str) -> None:
    assert words(page(evidence=[evidence("Launch", signal="zero_to_one") | {"context": context}]), ".told") == told


def test_a_correction_takes_the_place_of_a_confidence() -> None:
    parsed = page(correction={"reason": "Read by hand.", "made_on": "2026-11-02"}, confidence=1.0, sure="corrected by a person")
    assert not parsed.css("meter")


def test_a_role_of_which_little_is_known_has_a_page_too() -> None:
    nothing: dict[str, Any] = dict.fromkeys(
        ["industry", "runner_up", "salary", "min_years", "years_are_pm", "years_quote", "posted", "valid_through", "url"]
        + ["visa_sponsorship", "job_start"]
    )
    empty: dict[str, Any] = {
        name: [] for name in ("specialties", "evidence", "places", "places_read", "applicant_location", "employment_types", "skills")
    }
    parsed = page("", **nothing, **empty, apply_url=None, work_mode="unknown")
    assert facts(parsed) == {"First seen here": "22 November 2026"}
    assert not parsed.css(".links")
    assert not parsed.css("script")
    assert words(parsed, "section:last-of-type p") == "The source gives no text."


def test_a_page_without_a_text_leads_to_the_posting() -> None:
    for url, apply_url in (("https://jobs.example/1", "https://jobs.example/2"), (None, "https://jobs.example/1")):
        parsed = page("", url=url, apply_url=apply_url)
        assert words(parsed, "section:last-of-type p") == "The source gives no text. See the posting itself."
        assert parsed.css_first("section:last-of-type p a").attributes["href"] == "https://jobs.example/1"


def test_a_line_that_says_what_the_next_ones_are_about_is_no_item() -> None:
    below = ["Health insurance for you and for your family", "A pass for every ferry of the line"]
    parsed = page(
        "\n".join(["Benefits", "A desk of your own", "Lunch", "United States", *below, "Sweden", "Norway", *below, "Pension"]), evidence=[]
    )
    tags = [(node.tag, node.text()) for node in parsed.css(".posting p, .posting li")]
    assert [text for tag, text in tags if tag == "p"] == ["United States", "Norway"]
    assert len(tags) == 10
    # Short items among short ones, and what ends like a sentence, stay where they are.
    for label in ("lunch", "A lunch.", "AI"):
        assert not page("\n".join(["Benefits", "A desk of your own", label, *below]), evidence=[]).css(".posting p")


def test_the_terms_of_a_source_decide_the_link_back_and_a_job_site_is_kept_from_search_engines() -> None:
    own, asks = page(attribution="Link back."), page(aggregator=True)
    assert meta(own, "robots") is None
    assert meta(asks, "robots") == "noindex"
    assert {node.attributes["rel"] for node in own.css(".links a, footer a[href^=http]")} == {"noopener"}
    assert {node.attributes["rel"] for node in asks.css(".links a")} == {"noopener nofollow"}
    assert len(own.css("footer a[href^=http]")) == 1
    assert not asks.css("footer a[href^=http]")


def test_the_posting_is_linked_once() -> None:
    assert len(page(apply_url="https://jobs.lever.co/saltmeadow/1").css(".links a")) == 1


# -- What the terms of sources ask -------------------------------------------------------------------------------------------------------


def test_a_job_sites_posting_is_linked_as_its_terms_ask_and_is_kept_from_search_engines() -> None:
    asks = "Link back to the posting on Remotive, and name Remotive as the source."
    parsed = page(
        source="remotive", source_name="Remotive", aggregator=True, attribution=asks, url="https://remotive.example/1", apply_url=None
    )
    [back] = parsed.css("footer a[href^=http]")
    assert (back.text(), back.attributes["href"], back.attributes["rel"]) == (
        "The posting on Remotive",
        "https://remotive.example/1",
        "noopener",
    )
    assert meta(parsed, "robots") == "noindex"
    assert not parsed.css("script")
    adzuna = page(source="adzuna", source_name="Adzuna", aggregator=True, attribution="…", url="https://adzuna.example/1")
    assert words(adzuna, "footer a[href^=http]") == "Jobs by Adzuna"


def test_no_expired_job_is_stated_as_a_job() -> None:
    assert page().css("script")
    assert not page(valid_through="2026-11-22").css("script")


# -- Read back ---------------------------------------------------------------------------------------------------------------------------


def test_our_own_reader_reads_the_same_posting_from_the_page() -> None:
    found = job_postings(role_page(a_role(), TEXT + "\n</script> & <b>", SITE, NIGHT))
    assert found.problems == ()
    board = Board(source="career_page", token="roles.example.org", company="not named")
    [entry] = [as_entry(one, url=str(one["url"]), fetched_at=datetime(2026, 11, 23, 4, tzinfo=UTC)) for one in found.entries]
    [posting] = read_entries(board, [entry], FORM).postings
    assert entry["employer"] == "Saltmeadow Games"
    assert (posting.title, posting.job_location) == ("Senior Product Manager, Live Economy", ("Stockholm, SE",))
    assert (posting.base_salary_min, posting.base_salary_max, posting.salary_currency, posting.salary_unit) == (58e3, 69e3, "SEK", "MONTH")
    assert read_document(posting.description).text == TEXT + "\n</script> & <b>"


# -- Gone --------------------------------------------------------------------------------------------------------------------------------


def test_a_closed_role_leaves_a_note() -> None:
    parsed = sound(gone_page(GONE, SITE))
    assert words(parsed, "h1") == "Product Manager, Ledger"
    assert words(parsed, ".notice") == "This role closed on 20 November 2026. Its source no longer lists it."
    assert meta(parsed, "robots") == "noindex"
    assert parsed.css_first("link[rel=canonical]").attributes["href"] == "https://roles.example.org/roles/r0000000000000001.html"
    assert not parsed.css("script")
    assert [node.attributes["href"] for node in parsed.css("main a")] == ["../index.html"]


def test_a_merged_role_leads_to_the_one_that_it_is_listed_with() -> None:
    parsed = sound(gone_page(GONE | {"kind": "merged", "merged_into": "r0000000000000002"}, SITE))
    assert parsed.css_first(".notice a").attributes["href"] == "r0000000000000002.html"
    assert "listed together with" in words(parsed, ".notice")


# -- Hostile -----------------------------------------------------------------------------------------------------------------------------

HOSTILE = (
    "</script><script>alert(1)</script>",
    "</title></head><body onload=alert(1)>",
    "<!--<script>",
    "--><img src=x onerror=alert(1)>",
    "]]>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "<style>*{display:none}</style>",
    "{{ 7 * 7 }}{% raw %}",
    "&#60;script&#62;",
    "<mark></p></li></ul><h3>",
    "=HYPERLINK(1)",
    "a\u2028b\u2029c",
)


def hostile_role(odd: str) -> dict[str, Any]:
    """A role in which every field that a stranger writes holds the odd text."""
    return {
        "title": odd,
        "company": odd,
        "industry": odd,
        "specialties": [odd],
        "verdict": odd,
        "evidence": [evidence(odd), evidence(odd, section="title"), evidence(odd, rule=odd, signal=odd)],
        "places": [odd, odd],
        "places_read": [{"city": odd, "region": odd, "country": "SE"}],
        "applicant_location": [odd],
        "employment_types": [odd],
        "salary": pay(1.0, 2.0, "SEK", "MONTH", text=odd),
        "correction": {"reason": odd, "made_on": "2026-11-02"},
        "source": odd,
        "source_name": odd,
        "attribution": odd,
        "url": "https://jobs.example/?a='&b=" + "x" * 50,
    }


@pytest.mark.parametrize("odd", HOSTILE)
def test_hostile_text_is_shown_as_text(odd: str) -> None:
    parsed = page(odd + "\n" + TEXT + "\n" + odd, **hostile_role(odd))
    told = " ".join(odd.split())
    assert words(parsed, "h1") == words(parsed, ".company") == told
    assert words(parsed, ".posting").count(told) >= 2
    assert len(parsed.css("script")) == 1
    sound(gone_page(GONE | {"title": odd, "company": odd}, SITE))


def test_a_megabyte_of_a_title_is_a_page_all_the_same() -> None:
    parsed = LexborHTMLParser(role_page(a_role(title="<b>" * 350_000), TEXT, SITE, NIGHT))
    assert len(words(parsed, "title")) <= 110
    assert len(words(parsed, "h1")) == 1_050_000
    assert not parsed.css("b")


strangers = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("<>&\"'/=-!"), min_size=1, max_size=30)


@settings(max_examples=30, deadline=None)
@given(odd=strangers, text=st.lists(strangers | st.sampled_from([*TEXT.split("\n"), "R&D, a < b"]), max_size=6).map("\n".join))
def test_whatever_strangers_write_the_page_is_well_formed_and_harmless(odd: str, text: str) -> None:
    role = a_role(**hostile_role(odd), work_mode="remote")
    role["evidence"] += [evidence(text[2:9]), evidence(text[4:20]), evidence("amp"), evidence("t")]
    parsed = sound(role_page(role, text, SITE, NIGHT))
    assert "".join(words(parsed, ".posting").split()) == "".join(text.split())
    assert "".join(words(parsed, "h1").split()) == "".join(odd.split())
