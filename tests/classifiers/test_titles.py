"""Titles as a grammar: family and level words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers import is_candidate
from classifiers.titles import read_title

# title, level that its words say (None: no level word), kind of the word
PM = [
    ("Product Manager", None, "none"),
    ("Product Manager, Senior Living", None, "none"),
    ("Product Manager, Consumer Group", None, "none"),
    ("Product Manager, Lead Generation", None, "none"),
    ("Senior Product Manager", "senior", "plain"),
    ("Sr. Product Manager - Growth", "senior", "plain"),
    ("Product Manager, Senior", "senior", "plain"),
    ("Product Manager III, Navigation", "senior", "plain"),
    ("Product Manager II", "mid", "two"),
    ("Product Manager I (Hybrid)", "mid", "one"),
    ("Associate Product Manager", "apm", "plain"),
    ("Assoc. Product Manager", "apm", "plain"),
    ("Junior Product Manager (f/m/d)", "apm", "plain"),
    ("Product Management Intern (Summer 2027)", "apm", "plain"),
    ("APM Rotational Program", "apm", "plain"),
    ("APM, Growth", "apm", "apm"),
    ("Senior Product Manager - Observability (APM)", "senior", "plain"),
    ("Product Manager, Lead", "senior", "lead"),
    ("GPM, Ads", "group", "plain"),
    ("Staff Product Manager, Mobile", "senior", "staff"),
    ("Sr. Staff Product Manager", "principal", "plain"),
    ("Lead Product Manager", "senior", "lead"),
    ("Principal Product Manager - Technical", "principal", "plain"),
    ("Principal, Product Manager – Data [Ads]", "principal", "plain"),
    ("Group Product Manager, Storage", "group", "plain"),
    ("Founding Product Manager", None, "none"),
    ("Technical Product Manager", None, "none"),
    ("Manager, Product Management", "mid", "manager_of"),
    ("Sr Manager, Product Management", "senior", "manager_of"),
    ("Director, Product Management", "above", "plain"),
    ("Associate Director - Product Manager, Ratings", "above", "plain"),
    ("Head of Product, Lending", "above", "plain"),
    ("VP of Product", "above", "grade"),
    ("Chief Product Officer", "above", "plain"),
    ("Product Director", "above", "plain"),
    ("Corporate Vice President, Product Manager", None, "none"),
    ("AI/ML Product Manager - Vice President", None, "none"),
    ("Senior Associate, Product Manager", None, "none"),
    ("Produktmanager (w/m/div.)", None, "none"),
    ("Senior Produktmanager (m/w/d)", "senior", "plain"),
    ("Jefe de producto", None, "none"),
    ("Product Manager（プロダクトマネージャー）", None, "none"),
]

NOT_PM = [
    "Product Marketing Manager",
    "Associate Product Marketing Manager",
    "Associate Director, Product Marketing",
    "Technical Program Manager",
    "Senior Project Manager",
    "Product Owner",
    "Product Designer",
    "Product Analyst",
    "Production Manager",
    "Head of Product Design",
    "Head of Product Data Science",
    "Head of Product & Tech Operations",
    "Director of Product Marketing",
    "Product Management Analyst",
    "Senior Technical Sourcer, Product Management",
    "Engineering Manager, Product",
    "Warehouse Associate (PM Shift)",
    "Software Engineer",
    "Principal TPM, APM Insights",
    "Chief of Staff, Product",
    "EA to the Chief Product Officer",
    "",
    "   ",
]


@pytest.mark.parametrize(("title", "level", "kind"), PM)
def test_product_management_titles(title: str, level: str | None, kind: str) -> None:
    reading = read_title(title)
    assert (reading.family, reading.level, reading.kind) == ("pm", level, kind)
    assert is_candidate(title)


@pytest.mark.parametrize("title", NOT_PM)
def test_other_titles(title: str) -> None:
    assert read_title(title).family == "not_pm"
    assert not is_candidate(title)


@pytest.mark.parametrize(
    ("title", "lower", "higher"),
    [
        ("Senior/Principal Product Manager", "senior", "principal"),
        ("Product Manager / Sr. Product Manager", None, "senior"),
        ("Senior or Principal Product Manager", "senior", "principal"),
        ("Senior Product Manager / Principal Product Manager", "senior", "principal"),
    ],
)
def test_two_levels_in_one_title(title: str, lower: str | None, higher: str) -> None:
    reading = read_title(title)
    assert (reading.level, reading.other, reading.optional) == (lower, higher, True)


@given(st.text(max_size=400))
def test_any_title_is_read(title: str) -> None:
    reading = read_title(title)
    assert (reading.level is None) or reading.family == "pm"
    assert 0 <= reading.start <= reading.end <= len(title)


@given(st.sampled_from([title for title, _, _ in PM]), st.sampled_from(["upper", "lower"]))
def test_case_says_nothing(title: str, case: str) -> None:
    changed = title.upper() if case == "upper" else title.lower()
    if len(changed) == len(title):
        assert read_title(changed).level == read_title(title).level
