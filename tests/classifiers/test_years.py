"""Years of experience: the figure a posting requires, and whose it is."""

import pytest

from classifiers.sections import read_sentences
from classifiers.text import read_document
from classifiers.years import find_years, required_years

# sentence in the requirements, years, of product management
ASKED = [
    ("5+ years of product management experience", 5, True),
    ("3-5 years in product management", 3, True),
    ("At least three years as a Product Manager", 3, True),
    ("7–10 years of product management experience, ideally in fintech", 7, True),
    ("Minimum of 2 yrs of experience as a PM", 2, True),
    ("3 (three) years of product management experience", 3, True),
    ("3+ years of managing product managers, 8+ years as a product manager", 8, True),
    ("Over 5 years of experience in product management at our kind of company", 5, True),
    ("18 months of product management experience", 1.5, True),
    ("8+ years of experience in product management, consulting or engineering", 8, False),
    ("4 years of software engineering experience", 4, False),
    ("6 years in product design", 6, False),
    ("10+ years of experience, including 5+ years of product management", 5, True),
    (
        "Bachelor's degree and 5 years of product management experience, or Master's degree and 3 years of product management experience",
        5,
        True,
    ),
]

NOT_ASKED = [
    "Acme has been in business for 30 years.",
    "You must be at least 18 years of age.",
    "Options vest over 4 years.",
    "Over the past 5 years we have tripled our revenue.",
    "A 3-year roadmap is yours to write.",
    "We have 20 years of experience in building products.",
    "You own a 5-year product management strategy.",
    "You rotate through three product teams of six months each and leave as a product manager.",
]


def read(text: str) -> tuple[float | None, bool | None]:
    document = read_document(text)
    found = required_years(find_years(document.text, read_sentences(document)))
    return (found.years, found.is_pm) if found else (None, None)


@pytest.mark.parametrize(("sentence", "years", "is_pm"), ASKED)
def test_required_years(sentence: str, years: float, is_pm: bool) -> None:
    assert read(f"<h2>Requirements</h2><ul><li>{sentence}</li></ul>") == (years, is_pm)


@pytest.mark.parametrize("sentence", NOT_ASKED)
def test_other_years_are_not_experience(sentence: str) -> None:
    assert read(f"<h2>About us</h2><p>{sentence}</p>") == (None, None)


def test_preferred_years_are_not_required() -> None:
    assert read("<h2>Nice to have</h2><ul><li>5+ years of product management experience</li></ul>") == (None, None)
    assert read("<h2>Requirements</h2><ul><li>Ideally 5+ years of product management experience</li></ul>") == (None, None)


def test_required_beats_preferred_and_product_beats_general() -> None:
    text = (
        "<h2>Requirements</h2><ul><li>8 years of work experience</li><li>4+ years of product management experience</li></ul>"
        "<h2>Preferred</h2><ul><li>9 years of product management experience</li></ul>"
    )
    assert read(text) == (4, True)
