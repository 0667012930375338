"""Profiles that are matched in the browser and in SQL, and the roles for it: one of each branch of the advice, and the awkward ones."""

from datetime import date, timedelta
from typing import Any

from tests.feed_page.made_up import made_up_roles

Stated = dict[str, Any]

PROFILES: dict[str, Stated] = {
    "a graduate": {"background": {"occupation": "Student", "recent_graduate": True}, "must": {"places": ["Europe", "London, England, GB"]}},
    "a student": {"background": {"occupation": "Student", "enrolled": True, "languages": ["en", "German"]}},
    "a teacher": {
        "background": {
            "occupation": "High school teacher", "years": 11, "skills": ["research"], "languages": ["English"],
            "knows": ["gaming", "Programming"],
        },
        "right_to_work": {"countries": ["GB", "IE"]},
        "nice": {"industries": ["education", "health"], "work_mode": ["remote"], "salary": {"least": 60_000, "currency": "GBP"}},
    },
    "from food service": {
        "background": {"occupation": "Restaurant manager", "industry": "food service", "years": 3},
        "nice": {"levels": ["senior"]},
    },
    "an engineer": {
        "background": {"occupation": "Software engineer", "industry": "banking", "years": 10, "skills": ["analytics", "strategy"]},
        "right_to_work": {"countries": ["DE"], "with_visa": ["US", "CH"]},
        "must": {"work_mode": ["remote", "hybrid"], "employment_types": ["FULL_TIME"]},
        "nice": {"specialties": ["ai", "data"], "places": ["Berlin, DE"], "title_words": ["Payments", "data platform"]},
    },
    "an analyst at the beginning": {"background": {"occupation": "Data Analyst", "years": 1}, "must": {"training_programme": True}},
    "a first year": {"product": {"years": 0.5}, "must": {"opened_within_days": 14}, "nice": {"opened_within_days": 3}},
    "a product manager": {
        "background": {"industry": "fintech", "years": 5},
        "product": {"years": 3, "launches": 1, "manage": "no"},
        "must": {"salary": {"least": 120_000, "currency": "USD"}, "places": ["US", "California, US"]},
        "nice": {"salary": {"least": 150_000, "currency": "USD"}, "salary_stated": True},
    },
    "a senior": {
        "product": {"years": 6, "roadmaps": 2, "launches": 2, "manage": "either"},
        "avoid": {"companies": ["Tallowby Games", "CREME BRULEE bank"]},
        "must": {"salary_stated": True, "industries": ["gaming", "media and entertainment", "travel"]},
    },
    "a principal": {"product": {"years": 10, "roadmaps": 4, "manage": "no"}, "nice": {"work_mode": ["onsite"], "levels": ["principal"]}},
    "a group PM who wants no reports": {
        "product": {"years": 12, "roadmaps": 3, "reports": 5, "manage": "no"},
        "must": {"levels": ["group", "principal"], "places": ["SE", "Austin, Texas, US"]},
    },
    "a group PM": {"background": {"skills": ["analytics", "research", "strategy"]}, "product": {"years": 9, "reports": 2, "manage": "yes"}},
    "nothing fits": {
        "background": {"occupation": "Nurse", "years": 20},
        "must": {"companies": ["Nowhere Inc"], "title_words": ["zebra"], "places": ["Tokyo, JP"]},
    },
    "everything may": {"must": {"levels": ["apm", "mid", "senior", "principal", "group"], "places": ["Worldwide"]}},
    "contradictory": {
        "background": {"occupation": "Product Owner", "industry": "gaming", "years": 4},
        "must": {"levels": ["mid"], "work_mode": ["onsite"], "companies": ["Brindle Labs", "Foxglove Health"], "specialties": ["growth"]},
        "nice": {"levels": ["group"], "work_mode": ["remote"], "companies": ["Brindle Labs"]},
        "avoid": {"companies": ["Brindle Labs"]},
        "right_to_work": {"countries": ["JP"], "with_visa": ["JP", "DE"]},
    },
    "a visa alone": {"background": {"field": "design"}, "right_to_work": {"with_visa": ["CA", "BR", "PL", "GB"]}},
}  # fmt: skip


def varied_roles(count: int) -> list[dict[str, Any]]:
    """Returns made-up roles, in the index's order, with more of what is awkward: nothing told of a place, years in any field, odd areas."""
    roles = made_up_roles(count, seed=7)
    for number, role in enumerate(roles):
        role["years_are_pm"] = None if role["min_years"] is None else (True, False, None)[number % 3]
        role["years_in"] = (["product", "technology"], [], ["technology"], ["business"], ["analytics", "design"])[number % 5]
        role["employment_types"] = [["FULL_TIME"], ["CONTRACTOR", "PART_TIME"], [], ["INTERN"]][number % 4]
        if number % 7 == 2:
            role["places_read"] = [{"city": None, "region": None, "country": None}]
        if number % 7 == 4:
            role["places_read"] = [
                *role["places_read"],
                {"city": "Cambridge", "region": None, "country": None},
                {"city": None, "region": "California", "country": "US"},
            ]
        if number % 19 == 6:
            role["places_read"] = []
            role["places"] = []
        if number % 23 == 6:
            role["applicant_location"] = ["Somewhere", "Iberia", "EU"]
        if role["salary"] and number % 9 == 1:
            role["salary"] |= {"year_max": None, "from_text": True}
        if role["salary"] and number % 9 == 2:
            role["salary"] |= {"year_max": None, "year_min": None}
        if number % 37 == 5:
            role["title"] = f"{role['title']} (Internship)"
        if number % 13 == 1:  # opened again
            role["change"]["opened_night"] = (date.fromisoformat(role["first_seen"]) + timedelta(days=number % 5)).isoformat()
    roles.sort(key=lambda role: str(role["id"]))
    return sorted(roles, key=lambda role: str(role["first_seen"]), reverse=True)
