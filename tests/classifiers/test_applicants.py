"""What a posting tells an applicant: every row's own examples, which sentence is quoted, and laws for any posting."""

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers import Classification, classify
from classifiers.applicants import find_told
from classifiers.phrases import find_phrases
from classifiers.sections import read_sentences
from classifiers.tables import read_table
from classifiers.text import read_document

TABLE: dict[str, Any] = read_table("applicants.toml")
NAMES = [row["name"] for row in TABLE["skill"]]
SIGNALS = ("skill", "visa_sponsorship", "job_start")


def under(heading: str, *sentences: str, title: str = "Product Manager", blind: bool = False) -> Classification:
    return classify(title, f"<h2>{heading}</h2>" + "".join(f"<p>{sentence}</p>" for sentence in sentences), blind)


def examples(kind: str, *keys: str) -> list[tuple[str, str]]:
    return [(row["name"], text) for row in TABLE[kind] for key in keys for text in row[key]]


def told(found: Classification) -> list[tuple[str, str, str]]:
    return [(row.rule, row.section, row.quote) for row in found.evidence if row.signal in SIGNALS]


@pytest.mark.parametrize(("name", "text"), examples("skill", "examples"))
def test_requirements_ask_for_a_skill(name: str, text: str) -> None:
    assert name in under("Requirements", text).skills
    assert name in under("Nice to have", text).skills


@pytest.mark.parametrize(("name", "text"), examples("skill", "not_examples"))
def test_requirements_that_only_look_like_it(name: str, text: str) -> None:
    assert name not in under("Requirements", text).skills


@pytest.mark.parametrize(("name", "text"), examples("skill", "duties_examples"))
def test_duties_ask_for_a_skill_outright(name: str, text: str) -> None:
    assert name in under("Responsibilities", text).skills


@pytest.mark.parametrize(("name", "text"), examples("skill", "duties_not_examples"))
def test_duties_that_ask_for_nothing(name: str, text: str) -> None:
    assert name not in under("Responsibilities", text).skills


@pytest.mark.parametrize("heading", ["About us", "Benefits", "Equal opportunity"])
def test_what_the_company_says_of_itself_asks_for_nothing(heading: str) -> None:
    assert under(heading, "Experience with SQL.", "We run user research.", "We define product strategy.").skills == ()


@pytest.mark.parametrize("name", ["yes", "no", "open"])
def test_what_is_said_of_visas(name: str) -> None:
    row = next(row for row in TABLE["visa"] if row["name"] == name)
    stated = "absent" if name == "open" else name
    for text in row["examples"]:
        for heading in ("Benefits", "Requirements", "About us", "Equal opportunity"):
            assert under(heading, text).visa_sponsorship == stated, text
    for text in row["not_examples"]:
        assert under("Benefits", text).visa_sponsorship != stated, text


def test_who_says_yes_and_no_says_neither() -> None:
    found = under("Benefits", "We sponsor visas.", "This team is not able to sponsor visas.")
    assert (found.visa_sponsorship, told(found)) == ("absent", [])
    found = under("Benefits", "We sponsor visas!", "However, we can't sponsor visas for every role.")
    assert (found.visa_sponsorship, told(found)) == ("yes", [("visa sponsorship: yes", "benefits", "We sponsor visas!")])


@pytest.mark.parametrize(
    "text",
    [
        "Must be authorised to work in the US.",
        "Visa is a leader in payments; you join Visa's support team.",
        "The executive sponsor is not in the room.",
        "Sell sponsorship packages to brands.",
        "We consider all applicants without regard to immigration status.",
    ],
)
def test_what_is_no_word_on_sponsorship(text: str) -> None:
    assert under("Requirements", text).visa_sponsorship == "absent"


@pytest.mark.parametrize(("name", "text"), examples("start", "examples"))
def test_when_it_starts(name: str, text: str) -> None:
    found = under("Details", text)
    assert found.job_start is not None, name
    assert found.job_start in text


@pytest.mark.parametrize(("name", "text"), examples("start", "not_examples"))
def test_what_is_no_start(name: str, text: str) -> None:
    assert under("Details", text).job_start is None, name


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("The internship runs from June to August 2027.", "June to August 2027"),
        ("Start date: 1st of September 2027.", "1st of September 2027"),
        ("Start date: September 1, 2027.", "September 1, 2027"),
        ("Start date: early 2027.", "early 2027"),
        ("Start date: Q3 2027.", "Q3 2027"),
        ("Start date: Summer/Fall 2027.", "Summer/Fall 2027"),
        ("Start dates may be delayed.", None),
        ("See https://jobs.example/summer-2027-intern for more.", None),
        ("Apply by 15 November 2027 for the programme.", None),
        ("Applications close in March 2027; interns must graduate in June 2028.", None),
        ("Our company started in March 2021.", None),
    ],
)
def test_a_start_is_told_in_the_postings_words(text: str, start: str | None) -> None:
    assert under("Details", text).job_start == start


@pytest.mark.parametrize(
    ("title", "text", "start", "quote"),
    [
        ("Product Management Intern (Summer 2027)", "Start date: May 2027.", "Summer 2027", "Product Management Intern (Summer 2027)"),
        ("[2027] Product Management Intern", "It starts in May 2027, an internship.", "May 2027", "It starts in May 2027, an internship."),
        ("[2027] Product Management Intern", "Own it.", "2027", "[2027] Product Management Intern"),
        ("Product Manager (2027 Graduates)", "Own it.", None, None),
        ("Product Manager", "Class of 2027 welcome.", None, None),
    ],
)
def test_a_title_says_the_start(title: str, text: str, start: str | None, quote: str | None) -> None:
    found = under("Details", text, title=title)
    assert found.job_start == start
    assert [row.quote for row in found.evidence if row.signal == "job_start"] == ([quote] if quote else [])


def test_each_is_told_by_its_plainest_sentence() -> None:
    found = classify(
        "Product Manager",
        "<h2>Responsibilities</h2><p>Run A/B tests.</p><h2>Nice to have</h2><p>Experience with SQL.</p>"
        "<h2>Requirements</h2><p>Strategic thinker.</p><p>Cohort analysis.</p>"
        "<p>Experience with data analysis.</p><p>Proven product strategy.</p>"
        "<h2>Benefits</h2><p>Visa sponsorship available.</p><p>You start in May 2027.</p>",
    )
    assert told(found) == [
        ("skill: analytics", "requirements", "Experience with data analysis."),
        ("skill: strategy", "requirements", "Proven product strategy."),
        ("visa sponsorship: yes", "benefits", "Visa sponsorship available."),
        ("job start: May 2027", "benefits", "You start in May 2027."),
    ]
    assert (found.skills, found.visa_sponsorship, found.job_start) == (("analytics", "strategy"), "yes", "May 2027")
    rows = [row for row in found.evidence if row.signal in SIGNALS]
    assert all((row.context, row.weight, row.counted) == ("asserted", 0.0, True) for row in rows)


def test_it_changes_no_level() -> None:
    more = ("Experience with SQL.", "No visa sponsorship.", "Start date: May 2027.")
    plain, full = (under("Requirements", "Own the backlog.", *text) for text in ((), more))
    assert (plain.level, plain.confidence) == (full.level, full.confidence)


def test_blind_the_title_says_no_start() -> None:
    title = "Product Management Intern (Summer 2027)"
    text = f"As our {title} you keep the roadmap of the product."
    assert under("Details", text, title=title).job_start == "Summer 2027"
    assert under("Details", text, title=title, blind=True).job_start is None


def test_other_trades_are_told_nothing() -> None:
    found = under("Requirements", "Experience with SQL.", "We sponsor visas.", "Start date: May 2027.", title="AI Engineer")
    assert (found.skills, found.visa_sponsorship, found.job_start) == ((), "absent", None)


MORE = "Requirements: SQL & user research. No visa sponsorship. Start date: May 2027. İ A/B—tests\u2028 ﬀ"


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=80), st.text(max_size=400), st.sampled_from(("", MORE)))
def test_quotes_are_exact_whatever_the_text(title: str, text: str, more: str) -> None:
    found = classify(f"Product Management Intern 2027 {title}", f"{text} {more} {text}")
    assert [name for name in NAMES if name in found.skills] == list(found.skills)
    whole = " ".join(f"Product Management Intern 2027 {title}".encode("utf-8", "replace").decode().split())
    for row in found.evidence:
        assert (whole if row.section == "title" else found.text)[row.start : row.end] == row.quote
        assert row.quote
    assert sum(row.signal == "skill" for row in found.evidence) == len(found.skills)


@pytest.mark.parametrize(
    "text",
    [
        "experience with sql " * 6_000,
        "we sponsor visas not " * 6_000,
        "not " * 20_000 + "sponsor visas",
        "start date start date " * 6_000,
        "the internship starts in summer " * 5_000,
        "sponsor. " * 12_000,
        "İstart sql visa " * 6_000,
    ],
)
def test_hostile_texts_are_read_in_bounded_time(text: str) -> None:
    document = read_document(f"<h2>Requirements</h2><p>{text}</p>")
    sentences = read_sentences(document)
    before = time.perf_counter()
    find_told("intern 2027 " * 30, document.text, sentences, find_phrases(document.text, sentences))
    assert time.perf_counter() - before < 1
