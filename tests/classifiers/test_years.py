"""Years of experience: the figure a posting requires, and whose it is."""

import time

import pytest

from classifiers.sections import read_sentences
from classifiers.text import read_document
from classifiers.years import MAX_FIGURES, find_years, required_years

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
    # how figures are written
    ("5\\+ years of product management experience", 5, True),
    ("5\\-7 years in product management", 5, True),
    ("5-8 years' product management experience", 5, True),
    ("Between 5 and 8 years of product management experience", 5, True),
    ("5 yrs. of experience as a product manager", 5, True),
    ("Curious people only.4+ years as a product manager", 4, True),
    ("At least 6 months of product experience", 0.5, True),
    ("Years of experience: 6 in product management", 6, True),
    ("8+ years of experience (3+ in product management)", 3, True),
    ("8+ years of experience, at least 3 as a product manager", 3, True),
    ("Three to five (3-5) years of product management experience", 3, True),
    ("5+ years (3+ with a further degree) of experience as a product manager", 5, True),
    ("2 year(s) of product management experience", 2, True),
    ("Zero years of experience needed", 0, False),
    # the trade stands in front
    ("A record of things people love in product management (4+ years) at any scale", 4, True),
    ("Product management experience of at least 4 years", 4, True),
    ("A product manager with 5 years of work experience", 5, False),
    # names of the trade
    ("4+ years in product, ideally close to UX", 4, True),
    ("2 years in a product department", 2, True),
    ("4+ years in a product-focused role", 4, True),
    ("6+ years as a technical product owner/manager", 6, True),
    ("5+ years of SaaS product management experience", 5, True),
    ("5+ years of B2B SaaS experience", 5, False),
    ("4 years managing technically complex products", 4, True),
    ("5+ years of product development", 5, False),
    ("5+ years of experience working with product managers", 5, False),
    ("3+ years of experience, preferably in product management", 3, False),
    ("3 years of experience in a similar role", 3, True),
    ("3 anni di esperienza in ruolo analogo", 3, True),
    ("Au moins 5 ans d'expérience en gestion de produit", 5, True),
    ("Al menos 4 años de experiencia en gestión de producto", 4, True),
    ("Minimaal 3 jaar ervaring als product manager", 3, True),
    # its own other names are no other profession
    ("5+ years of product management or product strategy experience", 5, True),
    ("3+ years of product management or equivalent experience", 3, True),
    ("5+ years in product strategy/management", 5, True),
    ("5+ years of product management experience, strong SQL or analytics skills", 5, True),
    ("5+ years of product management in banking or consulting firms", 5, True),
    # another profession counts as well
    ("5+ years of product or program management", 5, False),
    ("6 years of program or product management experience", 6, False),
    ("5 Jahre Erfahrung als Product Owner oder Business Analyst", 5, False),
    ("3+ years of product management or data experience", 3, False),
    ("3+ years in product management or founding a startup", 3, False),
    ("4+ years of product management (or product marketing) experience", 4, False),
    ("4+ years of product management in a start-up or a general management role", 4, False),
    ("6 years as a product manager for a drone maker, or as a developer", 6, False),
    ("8+ years in product management, business systems, or information systems", 8, False),
    ("3 years in product positions such as analyst and product owner", 3, False),
    ("5 years of service management or service product management", 5, False),
    # several figures
    ("10+ years of experience with 5+ years as a business analyst or product manager", 5, False),
    ("A degree or 6 years of experience, and 2 years of work in logistics", 2, False),
    ("Degree in a related field preferred 7+ years of experience in logistics", 7, False),
    ("MBA preferred, 5+ years of product management experience", 5, True),
    ("Great with SaaS, ideally in logistics.3+ years of product management experience", 3, True),
]

NOT_ASKED = [
    "Acme has been in business for 30 years.",
    "You must be at least 18 years of age.",
    "Options vest over 4 years.",
    "Over the past 5 years we have tripled our revenue.",
    "A 3-year roadmap is yours to write.",
    "We have 20 years of experience in building products.",
    "You own a 5-year product management strategy.",
    "Acme has been serving customers with experience for 25 years.",
    "Six years of formal education.",
    "Two years of experience per year of college count as well.",
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


@pytest.mark.parametrize(
    "sentence",
    [
        "A strong signal is 2+ years of product management experience",
        "5+ years of product management experience (preferred)",
        "5+ years of experience in product management for enterprise customers in a fast-paced setting preferred",
    ],
)
def test_figures_that_are_wished_for(sentence: str) -> None:
    assert read(f"<h2>Requirements</h2><ul><li>{sentence}</li></ul>") == (None, None)


def test_a_figure_far_into_a_text_without_line_breaks() -> None:
    document = read_document("You keep the backlog and talk to people " * 60 + "and bring 4+ years of product management experience")
    finds = find_years(document.text, read_sentences(document))
    assert [(find.years, find.is_pm) for find in finds] == [(4, True)]
    assert "4+ years" in document.text[finds[0].start : finds[0].end]
    assert finds[0].end - finds[0].start < 1_000


@pytest.mark.parametrize(
    "unit",
    ["1 yr ", "5 years product management, a, b, ", "5 years product/product/", "at least 5 in ", "or a or a ", "preferred 5 years, "],
)
def test_hostile_repeats_stay_fast(unit: str) -> None:
    document = read_document("5 years of experience " + unit * (40_000 // len(unit)))
    sentences = read_sentences(document)
    started = time.perf_counter()
    assert len(find_years(document.text, sentences)) <= MAX_FIGURES
    assert time.perf_counter() - started < 2


def test_required_beats_preferred_and_product_beats_general() -> None:
    text = (
        "<h2>Requirements</h2><ul><li>8 years of work experience</li><li>4+ years of product management experience</li></ul>"
        "<h2>Preferred</h2><ul><li>9 years of product management experience</li></ul>"
    )
    assert read(text) == (4, True)
