"""schema.org's JobPosting as a posting: what is stated or nothing, in every form that pages give it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.board import Board
from extractors.entries import read_entries
from extractors.pages.addresses import canonical, same_site, site_of
from extractors.pages.posting_addresses import posting_address
from extractors.pages.schema_org import FORM, as_entry
from extractors.posting import JobPosting, Parsed, Place
from tests.extractors.mutating import ODD, sound

BOARD = Board(source="career_page", token="careers.driftmoor.example", company="Driftmoor Ferries")
URL = "https://careers.driftmoor.example/jobs/product-manager-7?utm_source=map#apply"
NOW = datetime(2026, 11, 22, 8, 30, 5, tzinfo=UTC)


def read(stated: dict[str, Any]) -> Parsed:
    """Returns what becomes of one JobPosting object."""
    return read_entries(BOARD, [as_entry(stated, url=URL, fetched_at=NOW)], FORM)


def posting(**stated: Any) -> JobPosting:
    """Returns a sound posting that states this beside its title and text."""
    [found] = read({"title": "Product Manager", "description": "<p>You own ferries.</p>"} | stated).postings
    return found


def address(**parts: Any) -> dict[str, Any]:
    """Returns a Place with an address of these parts."""
    return {"@type": "Place", "address": {"@type": "PostalAddress", **parts}}


@pytest.mark.parametrize(
    ("stated", "identifier"),
    [
        (7, "7"),
        (7.0, "7"),
        ("R-7", "R-7"),
        ({"@type": "PropertyValue", "name": "Driftmoor", "value": 7}, "7"),
        ([None, {"value": ""}, {"value": "R-7"}], "R-7"),
        ("Driftmoor", "https://careers.driftmoor.example/jobs/product-manager-7"),
        ("UNAVAILABLE", "https://careers.driftmoor.example/jobs/product-manager-7"),
        ({"name": "Driftmoor"}, "https://careers.driftmoor.example/jobs/product-manager-7"),
        (None, "https://careers.driftmoor.example/jobs/product-manager-7"),
        (True, "https://careers.driftmoor.example/jobs/product-manager-7"),
    ],
)
def test_the_id_is_stated_or_the_address(stated: object, identifier: str) -> None:
    assert posting(identifier=stated, hiringOrganization="Driftmoor").identifier == identifier


@pytest.mark.parametrize(
    ("description", "text"),
    [
        ("&lt;p&gt;Ferries &amp;amp; trains&lt;/p&gt;", "<p>Ferries &amp; trains</p>"),
        ("&amp;lt;p&amp;gt;Ferries&amp;lt;/p&amp;gt;", "<p>Ferries</p>"),
        ("<p>Know &lt;div&gt;</p>", "<p>Know &lt;div&gt;</p>"),
        ("<p>a</p>&amp;#xa;&amp;#10;<p>b</p>", "<p>a</p>\n\n<p>b</p>"),
        ("<p>a</p>\\n\\r\\n<p>C:\\new</p>", "<p>a</p>\n\n<p>C:\\new</p>"),
        (["<p>a</p>", "<p>b</p>"], "<p>a</p>\n<p>b</p>"),
    ],
)
def test_escapes_that_were_put_on_once_too_often_come_off(description: object, text: str) -> None:
    assert posting(description=description).description == text


def test_what_stands_beside_the_description_and_not_in_it_is_text_too() -> None:
    found = posting(responsibilities="Own the roadmap.", qualifications=["<p>You own  ferries.</p>", "Null"], skills={"name": "x"})
    assert found.description == "<p>You own ferries.</p>\n<h3>Responsibilities</h3>\nOwn the roadmap."


@pytest.mark.parametrize(
    "stated", [{"title": None}, {"title": "UNAVAILABLE"}, {"title": ["a"]}, {"description": None}, {"description": "<p></p>"}]
)
def test_without_title_or_text_it_is_none(stated: dict[str, Any]) -> None:
    [refused] = read({"title": "Product Manager", "description": "You own ferries."} | stated).rejections
    assert refused.reason in ("no title", "no description")


def test_the_title_may_be_called_name_and_is_unescaped() -> None:
    assert posting(title=None, name="Manager, R&amp;D").title == "Manager, R&D"


@pytest.mark.parametrize(
    ("location", "stated", "places"),
    [
        (
            address(addressLocality="Austin", addressRegion="TX", addressCountry="US"),
            ("Austin, TX, US",),
            (Place(city="Austin", region="Texas", country="US"),),
        ),
        (address(addressLocality="Lyon", addressCountry={"name": "France"}), ("Lyon, France",), None),
        ([address(addressCountry="US"), address(addressCountry="us")], ("US",), (Place(country="US"),)),
        ({"address": "Oslo, Norway"}, ("Oslo, Norway",), None),
        ("Oslo, Norway", ("Oslo, Norway",), None),
        ({"name": "Oslo"}, ("Oslo",), None),
        ({"name": "Driftmoor Ferries"}, (), ()),
        ({"name": "Driftmoor Holding"}, (), ()),
        (address(addressLocality="Not Specified", addressCountry="Null"), (), ()),
        (address(streetAddress="1 Quay"), ("1 Quay",), ()),
        ({"addressLocality": "Oslo", "addressCountry": "NO"}, ("Oslo, NO",), None),
        ({"address": [{"addressLocality": "Oslo"}, {"addressLocality": "Bergen"}]}, ("Oslo", "Bergen"), None),
        (None, (), ()),
        (7, (), ()),
    ],
)
def test_places_are_stated_in_many_forms(location: object, stated: tuple[str, ...], places: tuple[Place, ...] | None) -> None:
    found = posting(jobLocation=location, hiringOrganization={"name": "Driftmoor Holding"})
    assert found.job_location == stated
    if places is not None:
        assert found.places == places


@pytest.mark.parametrize(
    ("stated", "mode", "where"),
    [
        ({"jobLocationType": "TELECOMMUTE", "applicantLocationRequirements": {"name": "US"}}, "remote", ("US",)),
        (
            {"jobLocationType": ["", "TELECOMMUTE"], "applicantLocationRequirements": [{"name": "Germany"}, "Austria"]},
            "remote",
            ("DE", "AT"),
        ),
        ({"remote": "true"}, "remote", ()),
        ({"remote": True}, "remote", ()),
        ({"remote": "false"}, "unknown", ()),
        ({"jobLocation": {"@type": "VirtualLocation"}}, "remote", ()),
        ({"jobLocation": "Remote"}, "remote", ()),
        ({"jobLocationType": "am Arbeitsplatz (z.B. Büro)"}, "unknown", ()),
        ({"jobLocationType": "TELECOMMUTE HYBRID"}, "unknown", ()),
        (
            {"jobLocation": address(streetAddress="1 Quay", addressLocality="Hull"), "applicantLocationRequirements": {"name": "US"}},
            "unknown",
            (),
        ),
        ({"applicantLocationRequirements": {"name": "US"}}, "unknown", ("US",)),
    ],
)
def test_remote_is_stated_or_unknown(stated: dict[str, Any], mode: str, where: tuple[str, ...]) -> None:
    found = posting(**stated)
    assert (found.work_mode, found.applicant_location) == (mode, where)


def money(value: object, **outer: Any) -> dict[str, Any]:
    """Returns a MonetaryAmount."""
    return {"@type": "MonetaryAmount", "currency": "EUR", "value": value, **outer}


@pytest.mark.parametrize(
    ("salary", "least", "most", "unit"),
    [
        (money({"minValue": 60000, "maxValue": 70000, "unitText": "YEAR"}), 60000, 70000, "YEAR"),
        (money({"minValue": "60,000", "maxValue": "70,000.50", "unitText": ""}, unitText="year"), 60000, 70000.5, "YEAR"),
        (money({"value": 30, "unitText": "HOUR"}), 30, 30, "HOUR"),
        (money("30", unitText="PER HOUR"), 30, 30, "HOUR"),
        (money(None, minValue=5000, maxValue=6000, unitText="MONTH"), 5000, 6000, "MONTH"),
        (money({"minValue": 60000, "unitText": "ANNUAL"}), 60000, None, "YEAR"),
        (money({"minValue": 30, "unitText": "HOUR"}, unitText="YEAR"), None, None, None),
        (money({"minValue": 3000, "unitText": "BIWEEKLY"}), None, None, None),
        (money({"minValue": 0, "maxValue": 0, "unitText": "YEAR"}), None, None, None),
        (money({"minValue": 9, "maxValue": 3, "unitText": "HOUR"}), None, None, None),
        (money({"minValue": 1e400, "unitText": "HOUR"}), None, None, None),
        (money({"value": "Competitive", "unitText": "YEAR"}), None, None, None),
        ([money({"value": 60000, "unitText": "YEAR"}), money({"value": 30, "unitText": "HOUR"})], None, None, None),
        (money({"minValue": "60.000", "maxValue": "75.000", "unitText": "YEAR"}), None, None, None),
        (money({"minValue": "60000.000", "maxValue": "75000.50", "unitText": "YEAR"}), 60000, 75000.5, "YEAR"),
        (money("60.000", unitText="YEAR"), None, None, None),
        (money({"value": "60000-70000", "unitText": "YEAR"}), 60000, 70000, "YEAR"),
        (money("€60,000 - €70,000", unitText="YEAR"), 60000, 70000, "YEAR"),
        (money("$60,000 - $70,000", unitText="YEAR"), None, None, None),
        (money("€30 per hour", unitText="YEAR"), None, None, None),
        (money({"value": "60000-70000", "unitText": "BIWEEKLY"}), None, None, None),
        ("€60,000 - €70,000 per year", 60000, 70000, "YEAR"),
        ("Null", None, None, None),
    ],
)
def test_pay_has_figures_only_where_all_agrees(salary: object, least: float | None, most: float | None, unit: str | None) -> None:
    found = posting(baseSalary=salary)
    assert (found.base_salary_min, found.base_salary_max, found.salary_unit) == (least, most, unit)
    assert found.salary_currency == ("EUR" if least else None)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"value": "60000-70000", "unitText": "YEAR"}, "60000-70000 EUR YEAR"),
        ({"minValue": "60.000", "maxValue": "75.000"}, "60.000 - 75.000 EUR"),
        ({"minValue": "€60,000"}, "€60,000 EUR"),
        ({"minValue": 60000, "maxValue": "€75,000"}, "60,000 - €75,000 EUR"),
        ({"value": "Competitive", "unitText": "YEAR"}, "Competitive"),
        (["From 60.000", "Competitive"], "From 60.000; Competitive EUR"),
        ({"minValue": "Negotiable", "value": 60000}, "60,000 EUR"),
        ({"minValue": "0", "maxValue": 0, "unitText": "YEAR"}, None),
        ({}, None),
    ],
)
def test_pay_that_is_no_figure_stays_in_words(value: object, text: str | None) -> None:
    assert posting(baseSalary=money(value)).salary_text == text


@pytest.mark.parametrize(
    ("currency", "code"), [("€", "EUR"), ("eur", "EUR"), ("$", None), ("Null", None), ("", None), ("руб.", "RUB"), ("RUR", "RUB")]
)
def test_currencies_are_codes_or_signs_of_one(currency: str, code: str | None) -> None:
    found = posting(baseSalary={"value": 60000, "currency": currency})
    assert (found.base_salary_min, found.salary_currency) == (60000, code)


@pytest.mark.parametrize(
    ("stated", "posted", "until"),
    [
        ({"datePosted": "2026-11-02", "validThrough": "2026-11-20"}, "2026-11-02", "2026-11-20"),
        ({"datePosted": "2019-08-01 17:48:55", "validThrough": "1970-01-01T00:00:00"}, "2019-08-01", None),
        ({"datePosted": "Wed Aug 05 02:00:00 UTC 2026", "validThrough": "Not Specified"}, "2026-08-05", None),
        ({"datePosted": "2024-11-22T08:30:01Z", "validThrough": "2027-11-22T08:30:01Z"}, None, None),
        ({"datePosted": "2024-11-22T08:30:01Z"}, None, None),
        ({"datePosted": "2024-11-22T09:45:00Z"}, "2024-11-22", None),
        ({"datePosted": "2026-11-22T08:30:01Z"}, "2026-11-22", None),
        ({"datePosted": "2024-03-01T09:30:15.5Z", "validThrough": "2027-03-01T09:30:15.5Z"}, None, None),
        ({"datePosted": "2024-03-01", "validThrough": "2027-03-01"}, "2024-03-01", "2027-03-01"),
        ({"datePosted": "2024-02-29T08:30:00Z", "validThrough": "2027-02-28T08:30:00Z"}, None, None),
        ({"datePosted": {"a": 1}, "validThrough": [None]}, None, None),
    ],
)
def test_dates_are_the_postings_own(stated: dict[str, Any], posted: str | None, until: str | None) -> None:
    found = posting(**stated)
    assert (found.date_posted and found.date_posted.date().isoformat()) == posted
    assert (found.valid_through and found.valid_through.date().isoformat()) == until


def test_the_rest() -> None:
    found = posting(
        employmentType=["FULL_TIME", "Null", "Permanent"],
        inLanguage={"@type": "Language", "name": "German", "alternateName": "de"},
        directApply="true",
        url="https://careers.driftmoor.example/jobs/7",
        hiringOrganization={"name": "Driftmoor Ferries", "department": {"name": "Timetables"}},
    )
    assert found.employment_type == "FULL_TIME, Permanent"
    assert (found.in_language, found.department) == ("de", "Timetables")
    assert found.url == found.apply_url == "https://careers.driftmoor.example/jobs/7"
    assert found.hiring_organization == "Driftmoor Ferries"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "/jobs/7", "https://careers.driftmoor.example/", None, 7, {"@id": "x"}])
def test_the_address_is_the_pages_where_none_is_stated(url: object) -> None:
    found = posting(url=url)
    assert (found.url, found.apply_url) == (URL, None)


@pytest.mark.parametrize(
    ("organization", "name"),
    [("Acme", "Acme"), ({"name": "Acme"}, "Acme"), ([{"legalName": "Acme GmbH"}], "Acme GmbH"), ("https://acme.example", None), ({}, None)],
)
def test_the_employer_is_named_for_those_that_collect(organization: object, name: str | None) -> None:
    assert as_entry({"hiringOrganization": organization}, url=URL, fetched_at=NOW)["employer"] == name


KEYS = sorted(
    {
        "identifier",
        "title",
        "name",
        "description",
        "skills",
        "hiringOrganization",
        "jobLocation",
        "jobLocationType",
        "employmentType",
        "baseSalary",
    }
    | {"applicantLocationRequirements", "datePosted", "validThrough", "url", "inLanguage", "department", "potentialAction", "remote"}
    | {"address", "addressLocality", "addressCountry", "value", "minValue", "unitText", "currency", "streetAddress", "target"}
)
ODD_VALUES = st.recursive(
    st.sampled_from([value for value in ODD if not isinstance(value, list | dict)]) | st.text(max_size=20) | st.integers() | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)


@given(stated=st.dictionaries(st.sampled_from(KEYS), ODD_VALUES, max_size=8))
@settings(max_examples=200, deadline=None)
def test_whatever_is_stated_nothing_is_raised(stated: dict[str, Any]) -> None:
    sound(read(stated))
    sound(read({"title": "Product Manager", "description": "You own ferries."} | stated))


@pytest.mark.parametrize(
    ("url", "titles"),
    [
        ("https://www.driftmoor.example/careers/senior-product-manager-12345", ("senior product manager",)),
        ("https://careers.driftmoor.example/job/Hull-Product-Manager/1234567800/", ("hull product manager",)),
        ("https://jobs.driftmoor.example/job/hull/product-manager/123/456", ("hull", "product manager", "hull product manager")),
        ("http://driftmoor.example/karriere/stellenangebote/produktmanager-m-w-d.html", ("produktmanager m w d",)),
        ("https://driftmoor.example/en/jobs/00df0928-b013-448c-b3dd-6c6fb80eadc2", ()),
        ("https://driftmoor.example/jobs/JR0012345", ()),
        ("https://driftmoor.example/careers?gh_jid=123", ()),
        ("https://careers.driftmoor.example/product-manager", ("product manager",)),
        ("https://driftmoor.example/careers/benefits", None),
        ("https://driftmoor.example/careers", None),
        ("https://driftmoor.example/jobs/location/new-york", None),
        ("https://driftmoor.example/jobs/product-manager.pdf", None),
        ("https://driftmoor.example/blog/product-manager-job", None),
        ("https://elsewhere.example/jobs/product-manager", None),
        ("ftp://driftmoor.example/jobs/product-manager", None),
        ("https://[driftmoor.example/jobs/product-manager", None),
    ],
)
def test_addresses_of_postings_are_told_by_their_words(url: str, titles: tuple[str, ...] | None) -> None:
    found = posting_address(url, "www.driftmoor.example")
    assert (found and found.titles) == titles
    assert found is None or found.url.startswith("https://")


def test_addresses_of_one_page_and_of_one_site() -> None:
    assert canonical("HTTPS://A.example/Jobs/1/;jsessionid=4?gh_src=x&id=2&utm_medium=y#top") == "https://a.example/Jobs/1?id=2"
    assert canonical("http://[") == "http://["
    assert [site_of(host) for host in ("careers.a.example", "www.a.co.uk", "a.example", "", "10.0.0.1")] == [
        "a.example",
        "a.co.uk",
        "a.example",
        "",
        "10.0.0.1",
    ]
    assert not same_site("https://a.co.uk", "b.co.uk")
