"""Fields of knowledge that a posting asks for: every field's own examples, what takes one back, and laws for any posting."""

import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers import Classification, classify
from classifiers.applicants import find_told
from classifiers.knowledge import knowledge_phrases
from classifiers.phrases import find_phrases
from classifiers.rulebook_knowledge import knowledge_failures
from classifiers.sections import read_sentences
from classifiers.tables import read_table
from classifiers.text import read_document

FIELDS: list[dict[str, Any]] = read_table("knowledge.toml")["field"]
MATCHING = Path(__file__).parents[2] / "warehouse" / "matching"


def under(heading: str, *sentences: str, title: str = "Product Manager") -> Classification:
    return classify(title, f"<h2>{heading}</h2>" + "".join(f"<p>{sentence}</p>" for sentence in sentences))


def told(found: Classification) -> list[tuple[str, str, str]]:
    return [(row.rule, row.section, row.quote) for row in found.evidence if row.signal == "knowledge"]


def test_the_fields_are_the_industries_and_crafts_that_people_name() -> None:
    industries, occupations = (
        tomllib.loads((MATCHING / name).read_text(encoding="utf-8")) for name in ("industries.toml", "occupations.toml")
    )
    assert [row["name"] for row in FIELDS] == [*industries, *(row["knows"] for row in occupations.values() if "knows" in row)]


def test_no_phrase_is_of_two_fields() -> None:
    fields: dict[str, set[str]] = {}
    for phrase, name, kind in knowledge_phrases():
        if kind == "words":
            fields.setdefault(phrase, set()).add(name)
    assert {phrase: names for phrase, names in fields.items() if len(names) > 1} == {}


@pytest.mark.parametrize(("name", "text"), [(row["name"], text) for row in FIELDS for text in row["examples"]])
def test_a_field_is_asked_for(name: str, text: str) -> None:
    found = under("Requirements", text)
    assert name in found.knowledge
    assert (f"knowledge: {name}", "requirements", text) in told(found)


@pytest.mark.parametrize("text", [text for row in FIELDS for text in row["not_examples"]])
def test_no_field_is_asked_for(text: str) -> None:
    assert under("Requirements", text).knowledge == ()


def test_what_its_rows_do_not_keep_is_said() -> None:
    silent = under("Requirements", "Own the roadmap.")
    lines = list(knowledge_failures(lambda *_: silent))
    assert len(lines) == sum(len(row["examples"]) for row in FIELDS)
    assert lines[0].startswith("knowledge.toml, field artificial intelligence: its example is not found: ")
    loud = under("Requirements", "Blockchain experience.")
    assert any("it must leave this counter-example alone, and tells crypto" in line for line in knowledge_failures(lambda *_: loud))


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("Experience in payments, lending or banking.", ("fintech",)),
        ("Experience in fintech or insurance.", ()),
        ("Experience in fintech/insurance.", ()),
        ("Experience in payments and insurance.", ("fintech", "insurance")),
        ("Experience in payments, billing or reporting.", ()),
        ("Experience in software, infrastructure, or fintech.", ()),
        ("Experience in fintech, payments, or enterprise-scale financial services.", ("fintech",)),
        ("Experience in payments or other complex regulated industries.", ()),
        ("Experience in payments, treasury, or similar financial services.", ("fintech",)),
        ("5+ years in a capital markets business, derivatives market or fintech or related fields.", ("fintech",)),
        ("Experience in payments, banking or insurance or related fields.", ()),
        ("6+ years in the ad tech industry, preferably, at an independent house or agency.", ("marketing technology",)),
        ("6+ years of product management, preferably in the ad tech industry.", ()),
        ("Delivered on the company's 3-year AI strategy.", ()),
        ("Deep CRM specialization (Salesforce or HubSpot).", ("productivity",)),
        ("Hands-on familiarity with agent frameworks such as Alpha, Beta, or similar.", ("artificial intelligence",)),
        ("Experience building or managing blockchain products or platforms.", ("crypto",)),
        ("Delivery in tech/AI/digital, with a proven track record.", ()),
        ("Track record in tech/AI/digital.", ()),
        ("A fast-paced place of experience (consulting firm, banking, start-up).", ()),
        ("5+ years of product management experience, ideally in fintech.", ()),
        ("Ideally 5+ years of experience in fintech.", ()),
        ("Fintech experience is required, healthcare experience is a plus.", ("fintech",)),
        ("Experience with complex products such as payments.", ()),
        ("Familiarity with payments.", ()),
        ("Basic knowledge of payments.", ()),
        ("Strong knowledge of payments.", ("fintech",)),
        ("Experience and interest in AI.", ()),
        ("Experience using AI to write specifications.", ()),
        ("Experience working closely with security and data engineering teams.", ()),
        ("Bachelor's degree in biology, or equivalent experience.", ()),
        ("A cybersecurity background is a must.Bachelor's degree in a related field.", ("security",)),
        ("Will you need experience in payments?", ()),
        ("Experience in payments is not required.", ()),
        ("5+ years of experience, including 2+ years building AI features.", ("artificial intelligence",)),
        ("You may have worked with SAP.", ()),
        ("A user experience for the retail platform.", ()),
        ("Gain experience in payments.", ()),
    ],
)
def test_choices_hedges_and_neighbours(text: str, fields: tuple[str, ...]) -> None:
    assert under("Requirements", text).knowledge == fields


@pytest.mark.parametrize(
    ("heading", "text", "fields"),
    [
        ("Nice to have", "5+ years in fintech.", ()),
        ("Nice to have", "Working knowledge of payments is required.", ("fintech",)),
        ("About us", "We have 20 years of experience in payments.", ()),
        ("Benefits", "Five years of experience in health care.", ()),
        ("Responsibilities", "Build payments with your experience in lending.", ()),
        ("Responsibilities", "Minimum 10 years of experience in the automotive industry.", ("mobility and logistics",)),
        ("Details", "Experience in payments.", ()),
        ("Details", "You have experience in payments.", ("fintech",)),
        ("Details", "Experience in payments is a must.", ("fintech",)),
        ("Details", "Our engineers have 20 years of experience in payments.", ()),
    ],
)
def test_where_it_stands_counts(heading: str, text: str, fields: tuple[str, ...]) -> None:
    assert under(heading, text).knowledge == fields


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("Required qualifications, capabilities and skills", ("fintech",)),
        ("The Experience You’ll Need", ("fintech",)),
        ("What we're looking for in the role", ("fintech",)),
        ("Additional desired skills:", ()),
        ("It would be nice if you had", ()),
        ("Gather requirements", ()),
        ("What are we looking for in all of our many teams?", ()),
    ],
)
def test_a_line_that_is_no_heading_opens_a_section(line: str, fields: tuple[str, ...]) -> None:
    duties, asked = "<h2>Responsibilities</h2><p>Own the roadmap.</p>", f"<p>{line}</p><ul><li>Knowledge of payments.</li></ul>"
    assert classify("Product Manager", f"{duties}{asked}").knowledge == fields
    assert classify("Product Manager", f"{duties}{asked}{duties}<p>Experience in crypto.</p>").knowledge == fields


@pytest.mark.parametrize("first", ["Required qualifications", "Required qualifications, capabilities and skills"])
def test_the_last_such_line_counts(first: str) -> None:
    asked = f"<p>{first}</p><p>Knowledge of payments.</p>"
    wished = "<p>Preferred qualifications, capabilities and skills</p><p>Knowledge of AI.</p>"
    assert classify("Product Manager", f"<h2>Responsibilities</h2><p>Own the roadmap.</p>{asked}{wished}").knowledge == ("fintech",)


def test_a_field_is_told_once_by_its_plainest_sentence() -> None:
    found = under("Requirements", "Knowledge of AI.", "5+ years in payments.", "Experience in banking.", "3+ years of machine learning.")
    assert found.knowledge == ("artificial intelligence", "fintech")
    assert told(found) == [
        ("knowledge: artificial intelligence", "requirements", "3+ years of machine learning."),
        ("knowledge: fintech", "requirements", "5+ years in payments."),
    ]
    assert all((row.context, row.weight, row.counted) == ("asserted", 0.0, True) for row in found.evidence if row.signal == "knowledge")


def test_it_changes_no_level() -> None:
    plain, full = (under("Requirements", "Own the backlog.", *text) for text in ((), ("Experience in payments.", "Blockchain expertise.")))
    assert (plain.level, plain.confidence, plain.runner_up) == (full.level, full.confidence, full.runner_up)
    assert full.knowledge == ("crypto", "fintech")


def test_other_trades_are_told_none() -> None:
    assert under("Requirements", "Experience in payments.", title="AI Engineer").knowledge == ()


def test_a_page_without_full_stops_is_read_whole() -> None:
    page = " ".join(["Own the roadmap of the product and ship it with the team"] * 12)
    text = f"Experience in payments, {page}, {page}, expertise in robotics, {page}"
    found = under("Requirements", text)
    assert found.knowledge == ("fintech", "hardware and robotics")
    assert all(row.quote in text and len(row.quote) <= 320 for row in found.evidence if row.signal == "knowledge")


MORE = "Requirements:\nExperience in AI/ML (LLMs) or crypto. 5+ years in payments; İ \u2028 ﬀ \u16a0\u16a0 must have robotics expertise"


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=300), st.sampled_from(("", MORE)))
def test_quotes_are_exact_whatever_the_text(text: str, more: str) -> None:
    found = classify("Product Manager", f"{text} {more} {text}")
    rows = [row for row in found.evidence if row.signal == "knowledge"]
    assert [row.rule for row in rows] == [f"knowledge: {name}" for name in found.knowledge]
    assert all(row.quote and found.text[row.start : row.end] == row.quote for row in rows)


@pytest.mark.parametrize(
    "text",
    [
        "experience in payments " * 5_000,
        "experience " * 12_000 + "payments",
        "payments, " * 12_000 + "or x",
        "years a, b, c, " * 8_000 + "or payments",
        "ai/ml " * 18_000,
        "or ai " * 18_000,
        "experience (" * 6_000 + "payments, x",
        "Experience in payments. " * 5_000,
        "\u16a0 ai " * 20_000,
        "experience in such as like e.g ai ideally " * 3_000,
        "degree in " * 10_000 + "biology",
    ],
)
def test_hostile_texts_are_read_in_bounded_time(text: str) -> None:
    document = read_document(f"<h2>Requirements</h2><p>{text}</p>")
    sentences = read_sentences(document)
    before = time.perf_counter()
    find_told("Product Manager", document.text, sentences, find_phrases(document.text, sentences))
    assert time.perf_counter() - before < 1
