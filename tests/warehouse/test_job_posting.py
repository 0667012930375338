"""A role's JobPosting: what Google requires is there, nothing is made up, and it is what other readers and our own read from it."""

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph, Literal, URIRef, namespace
from rdflib.term import Node
from selectolax.lexbor import LexborHTMLParser

from extractors.board import Board
from extractors.entries import read_entries
from extractors.pages.schema_org import FORM, as_entry
from extractors.posting import JobPosting, Place
from tests.warehouse.feed_role import NIGHT, SITE, TEXT, a_role, pay, place
from warehouse.feed.job_posting import in_script, job_posting, job_posting_with
from warehouse.feed.posting_html import posting_html

SCHEMA = "https://schema.org/"


@cache
def table(name: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent.parent / "schemas" / f"{name}.toml").read_text(encoding="utf-8"))


def stated(text: str = TEXT, **fields: Any) -> dict[str, Any]:
    """The JobPosting of a role that has these fields; there must be one, and it must keep the rules."""
    posting = job_posting(a_role(**fields), text, SITE, NIGHT)
    assert posting is not None
    assert broken_rules(posting) == []
    assert outside_schema_org(posting) == []
    return posting


def none(text: str = TEXT, **fields: Any) -> bool:
    return job_posting(a_role(**fields), text, SITE, NIGHT) is None


# -- Google's table ----------------------------------------------------------------------------------------------------------------------


def at(posting: Any, path: str) -> list[Any]:
    """All values at a path; lists are gone through."""
    values = [posting]
    for name in path.split("."):
        values = [inner for value in values if isinstance(value, dict) and name in value for inner in each(value[name])]
    return values


def each(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def broken_rules(posting: dict[str, Any]) -> list[str]:
    """What Google's table asks for and the posting does not keep."""
    google = table("google_job_posting")
    broken = [f"{path} is missing" for path in google["required"] if not all(at(posting, path)) or not at(posting, path)]
    countries = [area for area in at(posting, "applicantLocationRequirements") if area["@type"] in ("Country", "State")]
    if not countries and not at(posting, "jobLocation.address.addressCountry"):
        broken.append("no country is told")
    if posting.get("jobLocationType") != "TELECOMMUTE" and "jobLocation" not in posting:
        broken.append("a job in a place has no jobLocation")
    for name, paths in google["required_with"].items():
        for path in paths:
            outer = path.rpartition(".")[0]
            if name in posting and len(at(posting, path)) != (len(at(posting, outer)) if outer else 1):
                broken.append(f"{path} is missing beside {name}")
    for path, rule in (google["required"] | google["required_place"] | google["recommended"]).items():
        for value in at(posting, path):
            kind = value.get("@type") if isinstance(value, dict) else "text"
            if "type" in rule and kind not in rule["type"]:
                broken.append(f"{path} is a {kind}")
            if "one_of" in rule and value not in rule["one_of"]:
                broken.append(f"{path} is {value}")
            if rule.get("form") == "date" and not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
                broken.append(f"{path} is {value}")
    tags = set(re.findall(r"</?(\w+)[^>]*>", posting["description"] or ""))
    if other := tags - set(google["description"]["shown"]) - set(google["description"]["let_be"]):
        broken.append(f"the description has {other}")
    if not tags & set(google["description"]["shown"]) or posting["description"] == posting["title"]:
        broken.append("the description is no HTML text of its own")
    if "validThrough" in posting and posting["validThrough"] < NIGHT.isoformat():
        broken.append("it has expired")
    return broken


# -- schema.org's definitions, over RDF --------------------------------------------------------------------------------------------------


def graph_of(posting: dict[str, Any]) -> Graph:
    """The posting as an RDF reader takes it, with schema.org's names from a context of our own: nothing is fetched."""
    local = posting | {"@context": {"@vocab": SCHEMA, "url": {"@type": "@id"}, "sameAs": {"@type": "@id"}}}
    return Graph().parse(data=json.dumps(local), format="json-ld")


def outside_schema_org(posting: dict[str, Any]) -> list[str]:
    """Each triple that schema.org's definitions do not allow: a property that its type does not have, or a value of another type."""
    graph, found = graph_of(posting), []
    assert len(list(graph.subjects(namespace.RDF.type, namespace.SDO.JobPosting))) == 1
    for subject, predicate, value in graph:
        if predicate == namespace.RDF.type:
            continue
        kind, name = type_of(graph, subject), str(predicate).removeprefix(SCHEMA)
        expected = next((ranges for above in lineage(kind) if (ranges := table("schema_org")["types"].get(above, {}).get(name))), None)
        if expected is None:
            found.append(f"{kind} has no {name}")
        elif not set(kinds_of(graph, value)) & set(expected):
            found.append(f"{kind}.{name} is {value!r}")
    return found


def lineage(kind: str) -> list[str]:
    return [kind, *table("schema_org")["above"].get(kind, [])]


def type_of(graph: Graph, node: Node) -> str:
    [kind] = graph.objects(node, namespace.RDF.type)
    assert kind in namespace.SDO  # rdflib's own list of schema.org's names
    return str(kind).removeprefix(SCHEMA)


def kinds_of(graph: Graph, value: Node) -> Iterator[str]:
    if isinstance(value, URIRef):
        yield "URL"
    elif not isinstance(value, Literal):
        yield from lineage(type_of(graph, value))
    elif value.datatype in (namespace.XSD.integer, namespace.XSD.double):
        yield "Number"
    else:
        yield "Text"
        if re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)):
            yield "Date"


def test_the_tables_name_nothing_that_schema_org_has_not() -> None:
    for kind, properties in table("schema_org")["types"].items():
        assert namespace.SDO[kind] in namespace.SDO
        assert all(namespace.SDO[name] in namespace.SDO for name in properties)
    google = table("google_job_posting")
    paths = [*google["required"], *google["required_place"], *google["recommended"]]
    assert all(namespace.SDO[name] in namespace.SDO for path in paths for name in path.split("."))


SPOILT: list[tuple[str, dict[str, Any]]] = [
    ("title is missing", {"title": ""}),
    ("description is missing", {"description": None}),
    ("hiringOrganization.name is missing", {"hiringOrganization": {"@type": "Organization"}}),
    ("datePosted is 2026-10-28T00:00", {"datePosted": "2026-10-28T00:00"}),
    ("no country is told", {"jobLocation": {"@type": "Place", "address": {"@type": "PostalAddress", "addressLocality": "Leeds"}}}),
    ("employmentType is full time", {"employmentType": "full time"}),
    ("jobLocationType is HOME", {"jobLocationType": "HOME"}),
    ("baseSalary is a Number", {"baseSalary": {"@type": "Number"}}),
    ("identifier.value is missing beside identifier", {"identifier": {"@type": "PropertyValue", "name": "Saltmeadow Games"}}),
    ("the description has {'a'}", {"description": "<p><a>Here</a></p>"}),
    ("it has expired", {"validThrough": "2026-11-22"}),
    ("JobPosting has no salary", {"salary": 3}),
    ("JobPosting.jobLocation is rdflib.term.Literal('Leeds')", {"jobLocation": "Leeds"}),
    ("JobPosting.sameAs", {"sameAs": {"@type": "Place"}}),
]


@pytest.mark.parametrize(("noticed", "spoilt"), SPOILT)
def test_what_breaks_the_rules_is_noticed(noticed: str, spoilt: dict[str, Any]) -> None:
    posting = stated() | spoilt
    assert any(noticed in said for said in broken_rules(posting) + outside_schema_org(posting))


# -- What is stated ----------------------------------------------------------------------------------------------------------------------


def test_all_that_google_requires_and_all_recommended_that_the_employer_states() -> None:
    posting = stated()
    assert {name: posting[name] for name in posting if name not in ("description", "@context")} == {
        "@type": "JobPosting",
        "title": "Senior Product Manager, Live Economy",
        "datePosted": "2026-10-28",
        "hiringOrganization": {"@type": "Organization", "name": "Saltmeadow Games"},
        "url": "https://roles.example.org/roles/r02a7fda7c5913274.html",
        "sameAs": "https://jobs.lever.co/saltmeadow/1",
        "validThrough": "2026-12-31",
        "employmentType": "FULL_TIME",
        "jobLocation": {
            "@type": "Place",
            "address": {"@type": "PostalAddress", "addressLocality": "Stockholm", "addressRegion": "Stockholm", "addressCountry": "SE"},
        },
        "baseSalary": {
            "@type": "MonetaryAmount",
            "currency": "SEK",
            "value": {"@type": "QuantitativeValue", "unitText": "MONTH", "minValue": 58_000.0, "maxValue": 69_000.0},
        },
        "experienceRequirements": {"@type": "OccupationalExperienceRequirements", "monthsOfExperience": 60},
    }
    assert posting["@context"] == SCHEMA


def test_the_text_is_html_of_headings_paragraphs_and_lists() -> None:
    assert stated()["description"] == (
        "<p>Saltmeadow Games makes games for ferries.</p>\n"
        "<p><strong>What you'll do</strong></p>\n"
        "<ul>\n<li>Own the whole roadmap of the live economy</li>\n<li>Launch a second currency from nothing</li>\n</ul>\n"
        "<p><strong>What you bring</strong></p>\n"
        "<ul>\n<li>5+ years of product management on live games.</li>\n<li>A sense of fun &amp; balance</li>\n</ul>"
    )


def test_what_the_employer_does_not_state_is_not_there() -> None:
    bare = {"valid_through": None, "employment_types": [], "salary": None, "min_years": None, "url": None}
    posting = stated(**bare)
    assert set(posting) == {
        *("@context", "@type", "title", "description", "datePosted", "hiringOrganization", "url", "jobLocation"),
    }


def test_several_kinds_of_employment_are_a_list_and_unknown_ones_are_left_out() -> None:
    assert stated(employment_types=["FULL_TIME", "PART_TIME", "SOMETIMES"])["employmentType"] == ["FULL_TIME", "PART_TIME"]
    assert "employmentType" not in stated(employment_types=["SOMETIMES"])


def test_no_job_is_stated_without_the_employers_own_date_or_with_one_that_is_to_come() -> None:
    assert none(posted=None)
    assert none(posted="2026-11-24")
    assert stated(posted="2026-11-23")["datePosted"] == "2026-11-23"


@pytest.mark.parametrize(("years", "months"), [(None, None), (0.0, None), (0.02, None), (0.5, 6), (2.5, 30), (5.0, 60)])
def test_experience_is_stated_in_months_where_there_is_one(years: float | None, months: int | None) -> None:
    found = stated(min_years=years).get("experienceRequirements")
    assert found == (months and {"@type": "OccupationalExperienceRequirements", "monthsOfExperience": months})


def test_the_marks_of_a_page_are_not_in_what_is_stated() -> None:
    posting = job_posting_with(a_role(), posting_html(TEXT, ["A sense of fun & balance"]), SITE, NIGHT)
    assert posting is not None
    assert broken_rules(posting) == []
    assert "<li>A sense of fun &amp; balance</li>" in posting["description"]


def test_a_role_that_is_shown_from_memory_is_stated() -> None:
    assert stated(stale=True) == stated()


@pytest.mark.parametrize(
    ("salary", "value"),
    [
        (pay(58_000.0, 58_000.0, "SEK", "MONTH"), {"value": 58_000.0}),
        (pay(58_000.0, None, "SEK", "MONTH"), {"minValue": 58_000.0}),
        (pay(None, 69_000.0, "SEK", "MONTH"), {"maxValue": 69_000.0}),
        (pay(58_000.0, 69_000.0, "SEK", "MONTH", from_text=True), {"minValue": 58_000.0, "maxValue": 69_000.0}),
        (pay(58_000.0, 69_000.0, None, "MONTH"), None),
        (pay(58_000.0, 69_000.0, "KR", "MONTH"), None),
        (pay(58_000.0, 69_000.0, "QQQ", "MONTH"), None),
        (pay(58_000.0, 69_000.0, "SEK", None), None),
        (pay(58_000.0, 69_000.0, "SEK", "FORTNIGHT"), None),
        (pay(None, None, "SEK", "MONTH", text="Competitive"), None),
        (pay(69_000.0, 58_000.0, "SEK", "MONTH"), None),
        (pay(0.0, 58_000.0, "SEK", "MONTH"), None),
        (pay(float("nan"), None, "SEK", "MONTH"), None),
        (pay(float("inf"), None, "SEK", "MONTH"), None),
        (None, None),
    ],
)
def test_pay_is_stated_where_amount_currency_and_unit_are(salary: dict[str, Any] | None, value: dict[str, float] | None) -> None:
    found = stated(salary=salary).get("baseSalary")
    told = {"@type": "QuantitativeValue", "unitText": "MONTH"}
    assert found == (None if value is None else {"@type": "MonetaryAmount", "currency": "SEK", "value": told | value})


# -- Where -------------------------------------------------------------------------------------------------------------------------------

LEEDS, US, NOWHERE = place("Leeds", "England", "GB"), place(None, None, "US"), place("Springfield", None, None)
TEXAS = place(None, "Texas", "US")
COUNTRY_US, COUNTRY_GB = ({"@type": "Country", "name": name} for name in ("United States", "United Kingdom"))


@pytest.mark.parametrize("mode", ["hybrid", "onsite", "unknown"])
def test_a_job_in_a_place_is_never_remote(mode: str) -> None:
    posting = stated(work_mode=mode, places_read=[LEEDS, NOWHERE, US], applicant_location=["GB"])
    assert posting["jobLocation"]["address"]["addressLocality"] == "Leeds"  # beside it a country alone says nothing
    assert "jobLocationType" not in posting
    assert "applicantLocationRequirements" not in posting
    region = stated(work_mode=mode, places_read=[US, TEXAS])
    assert at(region, "jobLocation.address") == [{"@type": "PostalAddress", "addressRegion": "Texas", "addressCountry": "US"}]
    only_countries = stated(work_mode=mode, places_read=[US, place(None, None, "GB")])
    assert at(only_countries, "jobLocation.address.addressCountry") == ["US", "GB"]
    assert none(work_mode=mode, places_read=[NOWHERE])
    assert none(work_mode=mode, places_read=[])
    assert none(work_mode=mode, places_read=None)


@pytest.mark.parametrize(
    ("places", "applicants", "offices", "areas"),
    [
        ([], ["US"], [], [COUNTRY_US]),
        ([], ["US", "GB"], [], [COUNTRY_US, COUNTRY_GB]),
        ([], ["US-CA"], [], [{"@type": "State", "name": "California, United States"}]),
        ([], ["EMEA", "GB"], [], [{"@type": "AdministrativeArea", "name": "EMEA"}, COUNTRY_GB]),
        ([], ["KR"], [], [{"@type": "Country", "name": "South Korea"}]),
        ([LEEDS], [], ["Leeds"], []),
        ([LEEDS], ["EMEA"], ["Leeds"], [{"@type": "AdministrativeArea", "name": "EMEA"}]),
        ([LEEDS], ["Worldwide"], ["Leeds"], []),
        ([US], [], [], [COUNTRY_US]),
        ([US, LEEDS], [], ["Leeds"], [COUNTRY_US]),
        ([US], ["GB"], [], [COUNTRY_GB]),
    ],
)
def test_a_remote_job_says_where_one_may_be(
    places: list[Any], applicants: list[str], offices: list[str], areas: list[dict[str, str]]
) -> None:
    posting = stated(work_mode="remote", places_read=places, applicant_location=applicants)
    assert posting["jobLocationType"] == "TELECOMMUTE"
    assert at(posting, "jobLocation.address.addressLocality") == offices
    assert at(posting, "applicantLocationRequirements") == areas


def test_the_office_of_a_remote_job_may_be_known_by_its_region_alone() -> None:
    posting = stated(work_mode="remote", places_read=[TEXAS, US], applicant_location=["GB"])
    assert at(posting, "jobLocation.address.addressRegion") == ["Texas"]
    # Such a place is no area from which one may apply.
    assert "applicantLocationRequirements" not in stated(work_mode="remote", places_read=[TEXAS], applicant_location=[])


@pytest.mark.parametrize("applicants", [[], ["Worldwide"], ["EMEA"], ["EMEA", "Worldwide"]])
def test_a_remote_job_that_names_no_country_is_not_stated(applicants: list[str]) -> None:
    assert none(work_mode="remote", places_read=[NOWHERE], applicant_location=applicants)


# -- What is not stated at all -----------------------------------------------------------------------------------------------------------


def test_no_job_is_stated_that_has_expired() -> None:
    assert none(valid_through="2026-11-22")
    assert stated(valid_through="2026-11-23")["validThrough"] == "2026-11-23"


def test_no_job_is_stated_without_a_text_or_a_way_to_apply_or_against_the_terms_of_its_source() -> None:
    assert none("")
    assert none(" \n\n")
    assert none("Senior Product Manager, Live Economy")
    assert none(url=None, apply_url=None)
    assert none(aggregator=True)


# -- What comes out harmless -------------------------------------------------------------------------------------------------------------

HOSTILE = (
    "</script><script>alert(1)</script>",
    "<!-- <script>",
    "]]>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "<svg/onload=alert(1)><style>*{}</style>",
    "&lt;b&gt; & &amp;",
    "a\u2028b\u2029c",
    "=cmd|' /C calc'!A0",
)


@pytest.mark.parametrize("odd", HOSTILE)
def test_the_script_holds_no_sign_of_markup_and_reads_back_as_it_was(odd: str) -> None:
    posting = stated(odd + "\n" + TEXT, title=odd, company=odd)
    written = in_script(posting)
    assert not re.search("[<>&\u2028\u2029]", written)
    assert json.loads(written) == posting
    assert posting["title"] == odd
    html = LexborHTMLParser(posting["description"])
    assert {node.tag for node in html.css("body *")} <= {"p", "ul", "li", "strong"}
    assert not any(node.attributes for node in html.css("body *"))
    if odd.isprintable():
        assert html.css_first("body p").text() == odd  # its words are all there, as words


words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60)
countries = st.sampled_from(["US", "GB", "SE", "DE", "KR"])
roles = st.builds(
    a_role,
    title=words,
    company=words,
    work_mode=st.sampled_from(["remote", "hybrid", "onsite", "unknown"]),
    places_read=st.lists(st.builds(place, st.none() | words, st.none() | words, countries | st.none()), min_size=1, max_size=3),
    applicant_location=st.lists(countries | st.sampled_from(["EMEA", "Worldwide", "US-CA", "Nordics"]), max_size=3),
    employment_types=st.lists(st.sampled_from(["FULL_TIME", "INTERN", "OTHER", "odd"]), max_size=3, unique=True),
    salary=st.none()
    | st.builds(
        pay,
        st.none() | st.floats(),
        st.none() | st.floats(),
        st.sampled_from(["SEK", "USD", "Kr", None]),
        st.sampled_from(["HOUR", "YEAR", "AGE", None]),
    ),
    min_years=st.none() | st.floats(0, 40),
    posted=st.none() | st.dates(date(2025, 1, 1), date(2027, 12, 31)).map(date.isoformat),
    valid_through=st.none() | st.dates(date(2026, 11, 20), date(2027, 12, 31)).map(date.isoformat),
    aggregator=st.sampled_from([False, False, False, True]),
)


@settings(max_examples=50, deadline=None)
@given(role=roles, text=st.lists(words, min_size=1, max_size=8).map("\n".join))
def test_whatever_a_role_holds_its_job_posting_keeps_the_rules_or_there_is_none(role: Any, text: str) -> None:
    posting = job_posting(role, text, SITE, NIGHT)
    if posting is not None:
        assert broken_rules(posting) == []
        assert outside_schema_org(posting) == []
        assert json.loads(in_script(posting)) == posting
        assert not role["aggregator"]


# -- Our own reader ----------------------------------------------------------------------------------------------------------------------


def read_back(posting: dict[str, Any]) -> JobPosting:
    """The posting as our reader of career pages takes it."""
    board = Board(source="career_page", token="roles.example.org", company="not named")
    entry = as_entry(posting, url=posting["url"], fetched_at=datetime(2026, 11, 23, 4, 0, tzinfo=UTC))
    [read] = read_entries(board, [entry], FORM).postings
    return read


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, {"work_mode": "unknown", "places": (Place(city="Stockholm", region="Stockholm", country="SE"),)}),
        ({"work_mode": "remote", "applicant_location": ["GB", "US"]}, {"work_mode": "remote", "applicant_location": ("GB", "US")}),
        ({"work_mode": "remote", "applicant_location": ["US-CA"]}, {"work_mode": "remote", "applicant_location": ("US-CA",)}),
    ],
)
def test_our_own_reader_of_career_pages_reads_the_same_posting(fields: dict[str, Any], expected: dict[str, Any]) -> None:
    read = read_back(stated(**fields))
    assert (read.title, read.identifier) == ("Senior Product Manager, Live Economy", SITE.role_page("r02a7fda7c5913274"))
    assert (read.base_salary_min, read.base_salary_max, read.salary_currency, read.salary_unit) == (58_000.0, 69_000.0, "SEK", "MONTH")
    assert read.date_posted == datetime(2026, 10, 28, tzinfo=UTC)
    assert read.valid_through == datetime(2026, 12, 31, tzinfo=UTC)
    assert read.employment_types == ("FULL_TIME",)
    assert {name: getattr(read, name) for name in expected} == expected
