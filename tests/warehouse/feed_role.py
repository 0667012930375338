"""A made-up role as the feed states it, for the tests of what is written from it."""

from datetime import date
from typing import Any

from warehouse.feed.role import Role
from warehouse.feed.site import Site

SITE = Site(url="https://roles.example.org/")
NIGHT = date(2026, 11, 23)
TEXT = "\n".join(
    [
        "Saltmeadow Games makes games for ferries.",
        "What you'll do",
        "Own the whole roadmap of the live economy",
        "Launch a second currency from nothing",
        "What you bring",
        "5+ years of product management on live games.",
        "A sense of fun & balance",
    ]
)


def a_role(**fields: Any) -> Role:
    """Returns a role with everything in it; `fields` take the place of what it would have."""
    role: Role = {
        "id": "r02a7fda7c5913274",
        "title": "Senior Product Manager, Live Economy",
        "company": "Saltmeadow Games",
        "industry": "gaming",
        "specialties": ["ai"],
        "level": "senior",
        "level_name": "Senior product manager",
        "verdict": "Senior product manager",
        "confidence": 0.96,
        "sure": "very sure",
        "unclear": False,
        "runner_up": "principal",
        "conflict": False,
        "correction": None,
        "apm_watch": False,
        "evidence": [
            evidence("Senior Product Manager, Live Economy", section="title", rule="title: senior", signal="title_level"),
            evidence("5+ years of product management on live games.", rule="years: 5 of product management", signal="years"),
            evidence("Launch a second currency from nothing", section="duties", rule="launches_new_product", signal="zero_to_one"),
        ],
        "places": ["Stockholm, Sweden"],
        "places_read": [place("Stockholm", "Stockholm", "SE")],
        "work_mode": "hybrid",
        "work_mode_text": None,
        "applicant_location": [],
        "employment_types": ["FULL_TIME"],
        "salary": pay(58_000.0, 69_000.0, "SEK", "MONTH"),
        "min_years": 5.0,
        "years_are_pm": True,
        "years_in": ["product"],
        "years_quote": "5+ years of product management on live games.",
        "skills": [{"name": "analytics", "quote": "You read your own dashboards & SQL.", "section": "requirements"}],
        "visa_sponsorship": {"stated": "yes", "quote": "We sponsor visas."},
        "job_start": {"text": "March 2027", "quote": "You start in March 2027."},
        "languages": [],
        "knowledge": [],
        "studies": None,
        "training_programme": False,
        "posted": "2026-10-28",
        "valid_through": "2026-12-31",
        "first_seen": "2026-11-22",
        "stale": False,
        "url": "https://jobs.lever.co/saltmeadow/1",
        "apply_url": "https://jobs.lever.co/saltmeadow/1/apply",
        "source": "lever",
        "source_name": "Lever",
        "aggregator": False,
        "attribution": None,
        "change": {
            "kind": "opened",
            "sequence": 41,
            "night": "2026-11-22",
            "run_id": "20261122T030000Z-7f21c4",
            "opened": 41,
            "opened_night": "2026-11-22",
            "fields": {},
        },
    }
    return role | fields


def evidence(quote: str, *, section: str = "requirements", rule: str = "a_rule", signal: str = "ownership") -> dict[str, str]:
    return {"quote": quote, "section": section, "rule": rule, "signal": signal, "context": "asserted"}


def place(city: str | None, region: str | None, country: str | None) -> dict[str, str | None]:
    return {"city": city, "region": region, "country": country}


def pay(least: float | None, most: float | None, currency: str | None, unit: str | None, **fields: Any) -> dict[str, Any]:
    """Returns a salary; its year is that of a month."""
    year_min, year_max = (None if end is None else end * 12 for end in (least, most))
    salary = {"min": least, "max": most, "currency": currency, "unit": unit, "text": None, "year_min": year_min, "year_max": year_max}
    return salary | {"from_text": False} | fields
