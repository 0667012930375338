"""Every rule finds its own examples and leaves its counter-examples alone."""

import pytest

from classifiers.evidence import Find, find_evidence
from classifiers.rules import engine, read_rules
from classifiers.sections import Sentence, read_sentences
from classifiers.text import read_document

RULES = read_rules()


def finds_in(text: str, section: str = "duties") -> list[Find]:
    document = read_document(text)
    sentences = tuple(
        Sentence(start=sentence.start, end=sentence.end, section=section, bullet=sentence.bullet)  # type: ignore[arg-type]
        for sentence in read_sentences(document)
    )
    return find_evidence(document.text, sentences, engine())


def counted(text: str, section: str = "duties") -> set[str]:
    return {find.rule.name for find in finds_in(text, section) if find.counted}


@pytest.mark.parametrize(("rule", "sentence"), [(rule.name, text) for rule in RULES for text in rule.examples])
def test_rule_finds_its_example(rule: str, sentence: str) -> None:
    section = next(iter(sorted(next(row for row in RULES if row.name == rule).sections)))
    assert rule in counted(sentence, section)


@pytest.mark.parametrize(("rule", "sentence"), [(rule.name, text) for rule in RULES for text in rule.not_examples])
def test_rule_leaves_its_counter_example(rule: str, sentence: str) -> None:
    assert rule not in counted(sentence)


CONTEXTS = [
    ("You will manage a team of three product managers.", "asserted"),
    ("You will not manage a team of product managers.", "negated"),
    ("This job has no direct reports.", "negated"),
    ("Direct reports: none", "negated"),
    ("We're hiring product managers.", "other_person"),
    ("Reporting to the VP, you'll manage a team of three product managers.", "asserted"),
    ("Lead a team of product managers to improve the customer experience.", "asserted"),
    ("Our company grew from 0 to 1 million users.", "negated"),
    ("Our platform was built from the ground up.", "other_person"),
    ("You report to the Director, who leads a team of product managers.", "other_person"),
    ("You may manage a team of product managers.", "prospective"),
    ("Build and lead a team of product managers over time.", "prospective"),
    ("Experience managing a team of product managers.", "prior"),
    ("Proven track record of building products from the ground up.", "prior"),
    ("You will build the ledger from the ground up.", "asserted"),
]


@pytest.mark.parametrize(("sentence", "context"), CONTEXTS)
def test_context_of_a_match(sentence: str, context: str) -> None:
    found = {
        find.context for find in finds_in(sentence) if find.rule.signal in ("direct_reports", "zero_to_one") and find.rule.value == "yes"
    }
    assert found == {context}


def test_a_company_blurb_is_no_duty() -> None:
    text = "<h2>About us</h2><p>We grew from 0 to 1 million users with new products.</p><h2>What you'll do</h2><p>Own billing.</p>"
    document = read_document(text)
    launches = [find for find in find_evidence(document.text, read_sentences(document), engine()) if find.rule.signal == "zero_to_one"]
    assert not [find for find in launches if find.counted and find.rule.name == "launches_new_product"]


def test_every_rule_speaks_of_a_signal_and_names_are_unique() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert {rule.value for rule in RULES} <= {"yes", "no"}


def test_a_rule_without_examples_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    row = {"name": "x", "signal": "s", "value": "yes", "sections": ["duties"], "patterns": ["a"], "examples": ["a"], "not_examples": []}
    monkeypatch.setattr("classifiers.rules.rule_tables", lambda: [row])
    with pytest.raises(ValueError, match="rule x needs at least one sentence"):
        read_rules()


def test_an_incomplete_rule_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("classifiers.rules.rule_tables", lambda: [{"name": "broken"}])
    with pytest.raises(ValueError, match="rule broken lacks 'signal'"):
        read_rules()
