"""Languages and studies that a posting asks for: every row's own examples, what takes them back, and laws for any posting."""

import time
from typing import Any

import pycountry
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers import Classification, classify
from classifiers.applicants import find_told
from classifiers.languages import language_names, language_phrases
from classifiers.phrases import find_phrases
from classifiers.sections import read_sentences
from classifiers.tables import read_table
from classifiers.text import read_document

TABLE: dict[str, Any] = read_table("applicants.toml")
NAMES: list[dict[str, Any]] = read_table("languages.toml")["language"]
STUDIES = {"enrolled": "enrolled", "recent": "recent", "dated": "recent", "open": None}


def under(heading: str, *sentences: str, title: str = "Product Manager", blind: bool = False) -> Classification:
    return classify(title, f"<h2>{heading}</h2>" + "".join(f"<p>{sentence}</p>" for sentence in sentences), blind)


def told(found: Classification) -> list[tuple[str, str, str]]:
    return [(row.rule, row.section, row.quote) for row in found.evidence if row.signal in ("language", "studies")]


def examples(key: str, rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
    pairs = [example.partition(": ") for row in rows for example in row[key]]
    return [(wanted, text) for wanted, _, text in pairs]


def counter_examples(key: str, rows: list[dict[str, Any]]) -> list[str]:
    return [text for row in rows for text in row[key]]


@pytest.mark.parametrize(("codes", "text"), examples("examples", TABLE["asking"]))
def test_a_language_is_asked_for(codes: str, text: str) -> None:
    for heading in ("Requirements", "Responsibilities", "Details", "About us"):
        found = under(heading, text)
        assert " ".join(found.languages) == codes
        assert [rule for rule, _, _ in told(found)] == [f"language: {code}" for code in codes.split()]


@pytest.mark.parametrize("text", counter_examples("not_examples", TABLE["asking"]))
def test_no_language_is_asked_for(text: str) -> None:
    assert under("Requirements", text).languages == ()


@pytest.mark.parametrize(("codes", "title"), examples("title_examples", [TABLE["languages"]]))
def test_a_title_asks_for_a_language(codes: str, title: str) -> None:
    found = under("Requirements", "Own the roadmap of the product.", title=title)
    assert " ".join(found.languages) == codes
    assert told(found) == [(f"language: {code}", "title", title) for code in codes.split()]


@pytest.mark.parametrize("title", TABLE["languages"]["title_not_examples"])
def test_a_title_that_asks_for_none(title: str) -> None:
    assert under("Requirements", "Own the roadmap of the product.", title=title).languages == ()


@pytest.mark.parametrize("row", NAMES, ids=lambda row: row["code"])
def test_every_language_is_known_by_its_names(row: dict[str, Any]) -> None:
    assert pycountry.languages.get(alpha_2=row["code"]) is not None
    for name in [row["name"], *row["words"]]:
        assert under("Requirements", f"Fluent in {name}.").languages == (row["code"],), name
    for name in row["skills"]:
        assert under("Requirements", f"Gute {name}.").languages == (row["code"],), name


def test_no_name_is_of_two_languages() -> None:
    phrases = [phrase for phrase, _, _ in language_phrases()]
    assert len(phrases) == len(set(phrases))
    assert len(language_names()) == len(NAMES)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Fluent in English (C1) and German (B2).", ("de", "en")),
        ("Fluent in Dutch, English and either French or German.", ()),
        ("Fluent in English and at least one of French, Spanish or German.", ("en",)),
        ("Excellent English skills, and preferably also German.", ("en",)),
        ("English is a must and German is a plus.", ("en",)),
        ("German at C1 or above.", ("de",)),
        ("Bilingual in French/English.", ("en", "fr")),
        ("Fluent in French/English.", ()),
        ("Excellent command of the English language or Dutch language.", ()),
        ("Fluency in Spanish and/ or Portuguese.", ()),
        ("An understanding of the Spanish 'creator' market.", ()),
        ("Fluent in Mandarin or Cantonese.", ("zh",)),
        ("Bilingual English/Spanish is preferred.", ()),
        ("Gute Deutschkenntnisse sind von VorteilDas bieten wir.", ()),
        ("Our customers speak German fluently.", ()),
        ("Help learners become fluent in Spanish.", ()),
        ("We translate the app into German with native speakers.", ()),
        ("No German required, English is enough.", ()),
        ("Please send your CV in fluent English.", ()),
        ("English lessons for those who speak little English.", ()),
        ("Good taste, and polish in every corner.", ()),
        ("Fluent in Polish.", ("pl",)),
        ("We hire regardless of native language, English included.", ()),
        ("Fluent in TypeScript, our programming language.", ()),
    ],
)
def test_lists_choices_and_hedges(text: str, codes: tuple[str, ...]) -> None:
    assert under("Requirements", text).languages == codes


def test_a_page_without_full_stops_is_read_whole() -> None:
    page = " ".join(["Own the roadmap of the product and ship it with the team"] * 5)
    text = f"Fluent in English, {page} fluent in German, {page} fluent in Dutch, which would be a plus {page} fluent in French, and {page}"
    found = under("Requirements", text)
    assert found.languages == ("de", "en", "fr")
    assert all(row.quote in text and len(row.quote) <= 320 for row in found.evidence if row.signal == "language")


def test_what_would_be_nice_is_not_asked_for() -> None:
    assert under("Nice to have", "Fluent in German.", "You are currently enrolled in a Bachelor's program.").languages == ()
    assert under("Nice to have", "You are currently enrolled in a Bachelor's program.").studies is None
    assert under("Benefits", "You are currently enrolled in a Bachelor's program.").studies is None


def test_a_language_is_told_by_its_plainest_sentence() -> None:
    found = under("Requirements", "Good English and German skills.", "Fluent in English.", "English at C1.")
    assert told(found) == [
        ("language: de", "requirements", "Good English and German skills."),
        ("language: en", "requirements", "Fluent in English."),
    ]
    found = under("Requirements", "Fluent in Spanish and English.", title="Product Manager (Spanish speaking)")
    assert told(found) == [
        ("language: en", "requirements", "Fluent in Spanish and English."),
        ("language: es", "title", "Product Manager (Spanish speaking)"),
    ]
    assert all((row.context, row.weight, row.counted) == ("asserted", 0.0, True) for row in found.evidence if row.signal == "language")


@pytest.mark.parametrize(("name", "text"), [(row["name"], text) for row in TABLE["study"] for text in row["examples"]])
def test_who_may_apply(name: str, text: str) -> None:
    for heading in ("Requirements", "Details"):
        found = under(heading, text)
        assert found.studies == STUDIES[name]
        assert [rule for rule, _, _ in told(found)] == ([f"studies: {STUDIES[name]}"] if STUDIES[name] else [])


@pytest.mark.parametrize(("name", "text"), [(row["name"], text) for row in TABLE["study"] for text in row["not_examples"]])
def test_who_else_may_apply(name: str, text: str) -> None:
    found = under("Requirements", text).studies
    assert found is not None if name == "open" else found is None


@pytest.mark.parametrize(("studies", "title"), examples("title_examples", [TABLE["studies"]]))
def test_a_title_says_who_may_apply(studies: str, title: str) -> None:
    found = find_told(title, "", (), find_phrases("", ()))
    assert found.studies == studies
    assert [(row.rule, row.quote) for row in found.evidence if row.signal == "studies"] == [(f"studies: {studies}", title)]


@pytest.mark.parametrize("title", TABLE["studies"]["title_not_examples"])
def test_a_title_that_does_not(title: str) -> None:
    assert find_told(title, "", (), find_phrases("", ())).studies is None


@pytest.mark.parametrize(
    ("sentences", "studies", "quote"),
    [
        (("Graduating in 2027.", "Currently pursuing a Master's degree."), "enrolled", "Currently pursuing a Master's degree."),
        (("Currently pursuing a Master's degree.", "We look for recent graduates."), "recent", "We look for recent graduates."),
        (("You are a current student or recent graduate.",), "recent", "You are a current student or recent graduate."),
        (("Recent graduates are welcome.", "You must be enrolled at a university."), "enrolled", "You must be enrolled at a university."),
        (("Are you currently enrolled in a degree program?",), None, None),
        (("Our students are enrolled in a degree program.",), None, None),
        (("Reimbursement of tuition where you are pursuing a degree.",), None, None),
        (("You have a Bachelor's degree, or are pursuing one.",), None, None),
    ],
)
def test_the_closest_door_counts(sentences: tuple[str, ...], studies: str | None, quote: str | None) -> None:
    found = under("Requirements", *sentences)
    assert found.studies == studies
    assert [row.quote for row in found.evidence if row.signal == "studies"] == ([quote] if quote else [])


def test_they_change_no_level() -> None:
    more = ("Fluent in German and English.", "Must speak French.", "You graduated within the last 24 months.")
    plain, full = (under("Requirements", "Own the backlog.", *text) for text in ((), more))
    assert (plain.level, plain.confidence, plain.runner_up) == (full.level, full.confidence, full.runner_up)
    assert (full.languages, full.studies) == (("de", "en", "fr"), "recent")


def test_blind_the_title_says_neither() -> None:
    title = "Product Manager, New Grad (German speaking)"
    text = "You keep the roadmap of the product."
    assert (under("Details", text, title=title).languages, under("Details", text, title=title).studies) == (("de",), "recent")
    blind = under("Details", text, title=title, blind=True)
    assert (blind.languages, blind.studies) == ((), None)


def test_other_trades_are_told_neither() -> None:
    found = under("Requirements", "Fluent in German.", "Must be enrolled in a Bachelor's program.", title="AI Engineer")
    assert (found.languages, found.studies) == ((), None)


MORE = "Fluent in German & English (C1). Must be enrolled in an MBA program. İ français\u2028 ﬀ \u16a0\u16a2"


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=80), st.text(max_size=400), st.sampled_from(("", MORE)))
def test_quotes_are_exact_whatever_the_text(title: str, text: str, more: str) -> None:
    found = classify(f"Product Manager, New Grad, German speaking {title}", f"{text} {more} {text}")
    whole = " ".join(f"Product Manager, New Grad, German speaking {title}".encode("utf-8", "replace").decode().split())
    rows = [row for row in found.evidence if row.signal in ("language", "studies")]
    for row in rows:
        assert (whole if row.section == "title" else found.text)[row.start : row.end] == row.quote
        assert row.quote
    assert [row.rule for row in rows if row.signal == "language"] == [f"language: {code}" for code in found.languages]
    assert sum(row.signal == "studies" for row in rows) == (found.studies is not None)
    assert list(found.languages) == sorted(set(found.languages))


@pytest.mark.parametrize(
    "text",
    [
        "fluent in german " * 6_000,
        "german and " * 12_000,
        "german, french or " * 6_000,
        "fluent " * 12_000 + "german",
        "\u16a0\u16a2 german " * 8_000,
        "Fluent in German. " * 6_000,
        "must be enrolled in a degree " * 4_000,
        "pursuing or " * 10_000 + "degree",
        "recent graduates. " * 6_000,
        "enrolled. " * 10_000,
        "Polish polish İ " * 6_000,
    ],
)
def test_hostile_texts_are_read_in_bounded_time(text: str) -> None:
    document = read_document(f"<h2>Requirements</h2><p>{text}</p>")
    sentences = read_sentences(document)
    before = time.perf_counter()
    find_told("german or french speaking new grad " * 8, document.text, sentences, find_phrases(document.text, sentences))
    assert time.perf_counter() - before < 1
