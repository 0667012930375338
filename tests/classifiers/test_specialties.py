"""The tags of a job: every row's own examples, where a sentence counts and where not, and laws for any posting."""

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers import classify
from classifiers.phrases import find_phrases
from classifiers.sections import read_sentences
from classifiers.specialties import find_specialties
from classifiers.tables import read_table
from classifiers.text import read_document

ROWS: list[dict[str, Any]] = read_table("specialties.toml")["specialty"]
NAMES = [row["name"] for row in ROWS]
DUTIES = "<h2>Responsibilities</h2><p>{}</p>"
AI_DUTIES = "Own the roadmap of our conversational AI agents. Ship generative AI features that customers trust."


def tags(title: str, description: str = "") -> tuple[str, ...]:
    document = read_document(description)
    sentences = read_sentences(document)
    return find_specialties(title, document.text, sentences, find_phrases(document.text, sentences)["specialties"])[0]


def pairs(field: str) -> list[tuple[str, str]]:
    return [(row["name"], text) for row in ROWS for text in row[field]]


@pytest.mark.parametrize(("name", "title"), pairs("title_examples"))
def test_a_title_says_a_specialty(name: str, title: str) -> None:
    assert name in tags(title)


@pytest.mark.parametrize(("name", "title"), pairs("title_not_examples"))
def test_a_title_that_only_looks_like_one(name: str, title: str) -> None:
    assert name not in tags(title)


@pytest.mark.parametrize(("name", "text"), pairs("examples"))
def test_duties_say_a_specialty(name: str, text: str) -> None:
    assert name in tags("", DUTIES.format(text))


@pytest.mark.parametrize(("name", "text"), pairs("not_examples"))
def test_duties_that_only_look_like_one(name: str, text: str) -> None:
    assert name not in tags("", DUTIES.format(text))


@pytest.mark.parametrize(
    "text",
    [
        f"<h2>About us</h2><p>{AI_DUTIES}</p>",
        f"<h2>Benefits</h2><p>{AI_DUTIES}</p>",
        "<h2>Equal opportunity</h2><p>We build AI models and use AI systems to read applications. Drive AI, own AI agents.</p>",
        DUTIES.format(
            "We use machine learning models in our hiring process. Our AI systems rank candidates; own your interview with our AI agents."
        ),
        DUTIES.format("Own the till of our AI-powered company. Use AI tools to draft your notes. Work with AI engineers."),
        DUTIES.format("AI. Machine learning. LLMs. Agents. AI again."),
    ],
    ids=["company", "benefits", "legal", "hiring", "tools", "mentions alone"],
)
def test_what_is_not_the_jobs_subject(text: str) -> None:
    assert "ai" not in tags("Product Manager, Till", text)


def test_a_tag_explains_itself() -> None:
    found = classify(
        "Senior Product Manager, AI Platform", DUTIES.format(AI_DUTIES) + "<h2>Requirements</h2><p>5+ years with ML models.</p>"
    )
    assert found.specialties == ("ai", "platform")
    rows = [row for row in found.evidence if row.signal == "specialty"]
    assert [(row.rule, row.section, row.quote) for row in rows] == [
        ("specialty: ai", "title", "AI"),
        ("specialty: ai", "duties", "Own the roadmap of our conversational AI agents."),
        ("specialty: ai", "duties", "Ship generative AI features that customers trust."),
        ("specialty: ai", "requirements", "5+ years with ML models."),
        ("specialty: platform", "title", "Platform"),
    ]
    assert all((row.context, row.weight, row.counted) == ("asserted", 0.0, True) for row in rows)


def test_tags_change_no_level() -> None:
    plain, tagged = (
        classify(title, DUTIES.format("Own the backlog.")) for title in ("Senior Product Manager", "Senior Product Manager, AI")
    )
    assert (plain.level, plain.confidence) == (tagged.level, tagged.confidence)


def test_blind_the_title_gives_no_tag_wherever_it_stands() -> None:
    title = "AI Product Manager"
    text = DUTIES.format("As our AI Product Manager you keep the roadmap of the product.")
    assert classify(title, text).specialties == ("ai",)
    assert classify(title, text, blind=True).specialties == ()
    assert classify(title, DUTIES.format(AI_DUTIES + " You own our product roadmap."), blind=True).specialties == ("ai",)


def test_other_trades_have_no_tag() -> None:
    assert classify("AI Engineer", DUTIES.format(AI_DUTIES)).specialties == ()


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=80), st.text(max_size=400), st.sampled_from(("", AI_DUTIES, "İ own the API. ﬀ AI-agents/ AI—tools\u2028")))
def test_quotes_are_exact_whatever_the_text(title: str, text: str, more: str) -> None:
    found = classify(f"AI Product Manager, Data {title}", f"{text} {more} {text}")
    assert [name for name in NAMES if name in found.specialties] == list(found.specialties)
    whole = " ".join(f"AI Product Manager, Data {title}".encode("utf-8", "replace").decode().split())
    for row in found.evidence:
        assert (whole if row.section == "title" else found.text)[row.start : row.end] == row.quote
        assert row.quote


@pytest.mark.parametrize("text", ["own ai tools " * 9_000, "Own the AI agents. " * 9_000, "ai" * 60_000, "İown ai " * 9_000])
def test_hostile_texts_are_read_in_bounded_time(text: str) -> None:
    document = read_document(DUTIES.format(text))
    sentences = read_sentences(document)
    before = time.perf_counter()
    found = find_phrases(document.text, sentences, [(place, place + 1) for place in range(300)])
    find_specialties("ai " * 100, document.text, sentences, found["specialties"])
    assert time.perf_counter() - before < 1
