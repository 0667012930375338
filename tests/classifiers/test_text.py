"""Descriptions as text and sections, whatever they came as."""

import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers import classify
from classifiers.sections import heading_section, read_sentences
from classifiers.text import MAX_CHARACTERS, read_document

MARKUP = (
    "<h2>What you'll do</h2>"
    "<ul><li>Own the roadmap &amp; ship</li><li>Talk to users</li></ul><p><strong>Requirements</strong></p><p>3 years.</p>"
)


def lines(description: str) -> list[str]:
    document = read_document(description)
    return [document.text[block.start : block.end] for block in document.blocks]


def test_html_and_its_escaped_form_read_alike() -> None:
    assert (
        lines(MARKUP)
        == lines(html.escape(MARKUP))
        == ["What you'll do", "Own the roadmap & ship", "Talk to users", "Requirements", "3 years."]
    )


def test_literal_tags_in_text_survive_one_unescaping() -> None:
    assert lines("&lt;p&gt;Generics such as List&amp;lt;T&amp;gt;&lt;/p&gt;") == ["Generics such as List<T>"]


def test_script_and_style_are_silent() -> None:
    assert lines("<p>Own it</p><script>alert('x')</script><style>p{}</style>") == ["Own it"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Requirements:\n- 3 years\n- SQL", ["requirements", "requirements"]),
        ("**About the Role**\n\nYou own billing.\n\n## Nice to have\n* MBA", ["duties", "preferred"]),
        ("RESPONSIBILITIES\nOwn the roadmap.\nBENEFITS\nDental.", ["duties", "benefits"]),
    ],
)
def test_sections_of_plain_text(text: str, expected: list[str]) -> None:
    assert [sentence.section for sentence in read_sentences(read_document(text))] == expected


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("What you’ll do:", "duties"),
        ("Minimum Qualifications", "requirements"),
        ("Preferred Qualifications", "preferred"),
        ("About Acme", "company"),
        ("Ihr Profil", "requirements"),
        ("Vos missions", "duties"),
        ("Pay Transparency", "compensation"),
        ("Equal Opportunity Employer", "legal"),
        ("Strategy & Roadmap", None),
    ],
)
def test_headings(heading: str, section: str | None) -> None:
    assert heading_section(heading) == section


def test_lost_line_breaks_are_found() -> None:
    text = (
        "Our client is an education company with a solid staff of people who care about teaching. " * 4
        + "Responsibilities:Own the roadmap for the appsInteract with sales to gather requirements"
        + "Prepare the roadmapWork with engineers to ship"
        + "Requirements:4+ years of product managementExperience with Scrum and KanbanStrong wireframing experience"
    )
    document = read_document(text)
    found = {document.text[sentence.start : sentence.end]: sentence.section for sentence in read_sentences(document)}
    assert [section for sentence, section in found.items() if "4+ years" in sentence] == ["requirements"]


@settings(max_examples=200)
@given(st.text(max_size=2_000))
def test_any_text_is_read_and_offsets_hold(description: str) -> None:
    document = read_document(description)
    for block in document.blocks:
        assert 0 <= block.start < block.end <= len(document.text)
    previous = 0
    for sentence in read_sentences(document):
        assert previous <= sentence.start < sentence.end <= len(document.text)
        previous = sentence.start


HOSTILE = {
    "nothing": "",
    "controls": "\x00\x01",
    "half a surrogate pair": "a \ud800 b",
    "open brackets": "<" * 5_000,
    "a bracket and blanks": "<" + " " * 20_000,
    "escaped bracket and blanks": "&lt;" + " " * 500_000,
    "nested": "<div>" * 3_000 + "deep" + "</div>" * 3_000,
    "nested lists": "<ul><li>" * 45_000,
    "unclosed items": "<li>x" * 300_000,
    "one word": "a" * 500_000,
    "many words": "<p>" + "word " * 400_000 + "</p>",
    "blanks": "a" + " " * 2_000_000 + "b",
    "separators": "<p>a" + "\u2028" * 58_000,
    "combining marks": "<p>" + "\u0315\u0316\u0334" * 700_000,
    "heading of marks": "<h1>a" + "!" * 59_000 + "a</h1>",
    "heading of words": "<h1>" + "a " * 1_000_000,
    "markdown heading": "# a" + " " * 4_000 + "b",
    "headings": "Requirements: " * 150_000,
    "years": "5+ years of product management or " * 60_000,
    "comment": "<!-- <p>x</p> -->",
    "mathematical letters": "𝔓𝔯𝔬𝔡𝔲𝔠𝔱 " * 50,
}


@pytest.mark.timeout(30)
@pytest.mark.parametrize("description", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_input_ends_soon_and_small(description: str) -> None:
    document = read_document(description)
    assert len(document.text) <= MAX_CHARACTERS
    read_sentences(document)
    classify("Product Manager", description)
    classify("Senior Product Manager " + "x " * 1_000, description, blind=True)


def test_text_below_the_deepest_level_is_not_lost() -> None:
    assert lines("<div>" * 250 + "deep text" + "</div>" * 250) == ["deep text"]


def test_a_typed_bullet_is_no_part_of_the_sentence() -> None:
    assert lines("<p>• Own it</p>") == lines("<ul><li>Own it</li></ul>") == ["Own it"]
