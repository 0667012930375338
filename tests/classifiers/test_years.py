"""Years of experience: the figure a posting requires, and whose it is."""

import time

import pytest

from classifiers.sections import read_sentences
from classifiers.text import read_document
from classifiers.years import MAX_FIGURES, YearsFind, find_years, required_years

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
    ("three to six years building products", 3, True),
    ("eight years of product work", 8, True),
    ("eight years of product ownership", 8, True),
    ("3+ years of software, hardware, or data product management", 3, True),
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
    ("5+years product management / business analyst experience", 5, False),
    ("6+ years of product management or product-focused founder experience", 6, False),
    ("2+ years in product management (best as an owner) or working as an analyst", 2, False),
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

# sentence in the requirements, the fields of its years
FIELDS = [
    # all that is asked is of one field, or of another name of it
    ("5+ years of product management experience", "product"),
    ("5+ years of product management or related experience", "product"),
    ("3+ years of product management or an equivalent role", "product"),
    ("Minimum 4 years delivering reliable and friendly products", "product"),
    ("5-10 years of owning product outcomes", "product"),
    ("3+ years building hardware or software products", "product"),
    ("6+ years of product management or product-minded founder experience", "product"),
    ("4+ years of product management or founder-level experience in building developer-facing products", "product"),
    ("5+ years in product or as a founder", "product"),
    ("5 years in software engineering, data engineering or a related field", "technology"),
    ("4+ years of front-end or back-end development or programming", ""),
    ("3+ years of ServiceNow experience", "technology"),
    ("5+ years of software engineering experience in consulting firms", ""),
    ("5+ years of engineering experience in healthcare, with strong analytics skills", "technology"),
    ("5+ years of engineering experience (C++ required)", "technology"),
    ("4 years as a data or business analyst", "analytics"),
    ("3+ years of business intelligence experience", "analytics"),
    ("5+ years in UX/UI design", "design"),
    ("3+ years as a UX researcher at a software company", "research"),
    ("3+ years in management consulting or investment banking", "business"),
    ("2-3 years of sales and marketing experience in the drinks industry", "business"),
    ("4+ years of project management experience", "business"),
    # several fields count
    ("5 years of product management, consulting or similar", "product business"),
    ("5 years of product management, marketing or a related field", "product business"),
    ("5 years of software engineering or product management", "product technology"),
    ("5+ years of product management / technical business analyst experience", "product analytics"),
    ("3 years of product management, data analysis or engineering", "product technology analytics"),
    ("8+ years of product, program or project management", "product business"),
    ("8+ years of technical product or program management", "product technology"),
    ("8+ years in product, strategy & operations, consulting, or similar hybrid fields", "product business"),
    ("6 years as a product manager, founder or engineer", "product technology"),
    ("3+ years in product management, design, or engineering", "product technology design"),
    ("3 years as a product owner or designer—ideally in logistics", "product design"),
    ("5+ years of product design or UX research", "design research"),
    ("5 years in consulting, engineering or product design", "technology design business"),
    ("4+ years as a business analyst or project manager", "analytics business"),
    (
        "At least 3 years of product management experience or at least 3 years of experience in UX design or data science",
        "product analytics design",
    ),
    ("3+ years of software development or business analyst experience in a technology business", "technology analytics"),
    # an item is not known, or whether one of two is enough
    ("4 years of engineering or 6 years of consulting", ""),
    ("3 years of product management or 5 years of engineering", ""),
    ("3 years of product management or 3 years of teaching", ""),
    ("3 years of product management or 3 years of engineering or 3 years of teaching", ""),
    ("5 years of product management, engineering or teaching", ""),
    ("3+ years of design or research experience", ""),
    ("5 years of experience in engineering and product design", ""),
    ("4 years in product or graphic design", ""),
    ("10 years of experience in marketing/business analytics", ""),
    ("5 years in product, illustration or graphic design", ""),
    ("6 years of product management (or teaching), or sales", ""),
    ("5+ years of product management or similar roles (e.g. consulting, teaching)", ""),
    ("5 years of product management, IT (networks), business analysis or teaching", ""),
    ("6 years as a product manager for a drone maker, or as a developer", ""),
    ("5 years in product management, " + "engineering, " * 12 + "or teaching", ""),
    ("4 years in product or sales" + " leadership" * 30, ""),
    # any counts
    ("4 years of product management or other relevant experience of any kind", ""),
    ("3+ years as a product manager, engineer or relevant experience", ""),
    ("5 years of professional experience", ""),
    ("5+ years of relevant experience", ""),
    ("3 years of industry or consulting experience", ""),
    ("3 years of accounting or other relevant experience", ""),
    ("4+ years of relevant experience (e.g. product manager, founder, engineer)", ""),
    ("7 years of information technology experience in project management or business analysis", ""),
    # a domain, an employer, colleagues
    ("8+ years of experience in payments", ""),
    ("5+ years in healthcare", ""),
    ("5 years in the banking and financial services industry", ""),
    ("5+ years of experience with enterprise software products", ""),
    ("5+ years of experience working with engineers and designers", ""),
    ("4 years of experience in a technology company", ""),
    ("3+ years in a fast-paced setting (e.g. consulting, banking or design)", ""),
    ("5+ years of product development", ""),
    ("6 years shipping great products as a software engineer", ""),
]

# The line or sentence in front of a figure that is a sentence of its own; years, of product management, their field
ALONE = [
    ("Previous experience in a Product Management role. Minimum of 5 years.", (5, True, "product")),
    ("Previous experience in an Analyst or Product Management role. Minimum of 5 years.", (5, False, "product analytics")),
    ("Experience in a product management role</p><p>At least 4 years", (4, True, "product")),
    ("Background in software engineering.</p><p>Minimum 3 years.", (3, False, "technology")),
    ("Years of experience:</p><p>10 - 15 years", (10, False, "")),
    ("Experience level:</p><p>5 years</p><p>3+ years as a product manager", (3, True, "product")),
    ("Experience level:</p><p>5 years</p><p>4 years of work experience", (4, False, "")),
]
NOT_ALONE = [
    "Term of the contract. Minimum of 2 years.",
    "Position term:</p><p>12 months",
    "Experience with contracts is good to have. Minimum of 5 years.",
    "Experience in a product management role.</p><p>The licence lasts</p><p>5 years",
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


def in_requirements(lines: str) -> YearsFind | None:
    document = read_document(f"<h2>Requirements</h2>{lines}")
    return required_years(find_years(document.text, read_sentences(document)))


@pytest.mark.parametrize(("sentence", "fields"), FIELDS)
def test_the_fields_of_the_years(sentence: str, fields: str) -> None:
    found = in_requirements(f"<ul><li>{sentence}</li></ul>")
    assert found is not None
    assert found.years_in == tuple(fields.split())


@pytest.mark.parametrize(("sentence", "read_as"), ALONE)
def test_a_figure_alone_is_of_what_stands_before_it(sentence: str, read_as: tuple[float, bool, str]) -> None:
    found = in_requirements(f"<p>{sentence}</p>")
    assert found is not None
    assert (found.years, found.is_pm, " ".join(found.years_in)) == read_as


@pytest.mark.parametrize("sentence", NOT_ALONE)
def test_a_figure_alone_behind_other_words_is_nobodys(sentence: str) -> None:
    assert in_requirements(f"<p>{sentence}</p>") is None


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
    [
        *("1 yr ", "5 years product management, a, b, ", "5 years product/product/", "at least 5 in ", "or a or a ", "preferred 5 years, "),
        *(
            "5 years of experience in a ",
            "5 years engineering or engineering, ",
            "5 years building and or/ & ",
            "minimum of at least ( 5 years. ",
        ),
        *(
            "5 years in as of the senior lead related, ",
            "5 years data, software or ai ",
            "Experience.\n5 years.\n",
            "5 years product or product, ",
            "5 years product (",
            "5 years or 5 years ",
        ),
    ],
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
