"""Verdicts: the documented rules for deciding, and laws that hold for any posting."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers import classify, classify_all
from classifiers.classification import Classification

DUTIES = "<h2>What you'll do</h2><ul><li>Own the roadmap of the checkout and improve it with the team.</li>{}</ul>"
ASKS = "<h2>Requirements</h2><ul><li>{}</li></ul>"


def verdict(title: str, duties: str = "", asks: str = "Curiosity.", blind: bool = False) -> Classification:
    return classify(title, DUTIES.format(f"<li>{duties}</li>" if duties else "") + ASKS.format(asks), blind)


RULES_FOR_DECIDING = [
    ("Product Manager", "", "Curiosity.", "mid"),
    ("Product Manager", "Launch new products from the ground up.", "6+ years of product management experience.", "senior"),
    ("Product Manager", "", "3+ years of product management experience.", "mid"),
    ("Associate Product Manager", "", "1 year of experience.", "apm"),
    ("Senior Product Manager", "", "5+ years of product management experience.", "senior"),
    ("Senior Product Manager", "You will manage a team of three product managers.", "6+ years of product management experience.", "group"),
    (
        "Senior Product Manager",
        "You may manage a team of product managers over time.",
        "6+ years of product management experience.",
        "senior",
    ),
    ("Principal Product Manager", "", "8+ years of product management experience.", "principal"),
    ("Principal Product Manager", "You have three direct reports and hire product managers.", "Curiosity.", "group"),
    ("Group Product Manager", "", "8+ years of product management experience.", "group"),
    (
        "Group Product Manager",
        "This is an individual contributor role without direct reports.",
        "8+ years of product management experience.",
        "principal",
    ),
    ("Staff Product Manager", "", "5+ years of product management experience.", "senior"),
    ("Staff Product Manager", "", "10+ years of product management experience.", "principal"),
    ("Lead Product Manager", "You manage a team of four product managers.", "Curiosity.", "group"),
    ("Manager, Product Management", "You manage a team of four product managers.", "Curiosity.", "group"),
    ("Manager, Product Management", "", "3+ years of product management experience.", "mid"),
    ("Director of Product", "", "10+ years of product management experience.", "above"),
    ("Product Manager II", "", "Curiosity.", "mid"),
]


@pytest.mark.parametrize(("title", "duties", "asks", "level"), RULES_FOR_DECIDING)
def test_rules_for_deciding(title: str, duties: str, asks: str, level: str) -> None:
    assert verdict(title, duties, asks).level == level


def test_a_level_comes_with_its_evidence() -> None:
    found = verdict(
        "Senior Product Manager", "You will manage a team of three product managers.", "6+ years of product management experience."
    )
    assert found.direct_reports == "yes"
    assert found.conflict
    assert (found.min_years, found.years_are_pm) == (6, True)
    deciding = max((row for row in found.evidence if row.section != "title"), key=lambda row: row.weight)
    assert deciding.rule == "manages_product_managers"
    assert deciding.quote == "You will manage a team of three product managers."
    assert "manages product managers" in found.basis


def test_what_was_found_but_not_counted_stays_visible() -> None:
    found = verdict("Product Manager", asks="Experience managing a team of product managers.")
    row = next(row for row in found.evidence if row.signal == "direct_reports")
    assert (row.counted, row.context, row.weight) == (False, "prior", 0.0)
    assert found.direct_reports == "absent"


def test_other_trades_have_no_level() -> None:
    found = classify("Product Marketing Manager", DUTIES.format(""))
    assert (found.family, found.level, found.evidence) == ("not_pm", None, ())


def test_a_pm_who_manages_projects_is_none() -> None:
    assert classify("Senior PM", "<p>Keep construction projects on schedule.</p>").family == "not_pm"
    assert classify("Senior PM", "<p>Own the product roadmap with other product managers.</p>").family == "pm"


@pytest.mark.parametrize(
    "text", ["", "   ", "<p></p>", "x", "产品经理负责产品路线图。" * 50, "<b>" * 2_000, "word " * 400_000, "\u202e" * 100]
)
def test_poor_input_gives_a_cautious_verdict(text: str) -> None:
    found = classify("Product Manager", text)
    assert found.level == "mid"
    assert classify("Product Manager", text, blind=True).family == ("pm" if "产品" in text else "not_pm")


def test_blind_does_not_depend_on_the_level_word() -> None:
    text = DUTIES.format("<li>As our Principal Product Manager you launch new products from the ground up.</li>") + ASKS.format(
        "4+ years of product management."
    )
    titles = ("Product Manager", "Senior Product Manager", "Group Product Manager")
    verdicts = {dataclasses.replace(classify(title, text, blind=True), text="") for title in titles}
    assert len({(found.level, found.confidence) for found in verdicts}) == 1
    assert not [row for found in verdicts for row in found.evidence if row.section == "title"]


def test_classify_all_is_lazy_and_in_order() -> None:
    read: list[int] = []

    def pairs() -> list[tuple[str, str]]:
        for number, title in enumerate(("Product Manager", "Senior Product Manager", "Product Designer")):
            read.append(number)
            yield title, DUTIES.format("")

    found = classify_all(pairs())  # type: ignore[arg-type]
    assert read == []
    assert next(found).level == "mid"
    assert read == [0]
    assert [row.level for row in found] == ["senior", None]


SENTENCES = st.sampled_from(
    [
        "You will manage a team of three product managers.",
        "No direct reports.",
        "Build the platform from the ground up.",
        "Own a portfolio of products.",
        "5+ years of product management experience.",
        "Mentor junior product managers.",
        "<h2>Requirements</h2>",
        "<h2>Nice to have</h2>",
        "<li>Recent graduates welcome</li>",
        "Üñïçødé & <b>markup",
        "</p></div>",
        "İstanbul’da 3–5 yrs",
        "We grew from 0 to 1.",
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["Product Manager", "Senior Product Manager", "Group Product Manager", "Lead Product Manager", "Director of Product"]),
    st.lists(st.one_of(SENTENCES, st.text(max_size=60)), max_size=12),
    st.booleans(),
)
def test_laws_of_a_verdict(title: str, sentences: list[str], blind: bool) -> None:
    description = " ".join(sentences)
    found = classify(title, description, blind)
    assert found == classify(title, description, blind)
    if blind and found.family == "not_pm":
        assert (found.level, found.evidence) == (None, ())
        return
    assert found.family == "pm"
    assert found.level is not None
    assert found.level != found.runner_up
    assert 0 < found.confidence < 1
    for row in found.evidence:
        source = title if row.section == "title" else found.text
        assert source[row.start : row.end] == row.quote
        assert row.counted or row.weight == 0
