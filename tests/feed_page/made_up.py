"""A folder as it is served, with roles of made-up employers: what the Explore Roles page is tried and measured on."""

import hashlib
import json
import random
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from shutil import copytree
from typing import Any

from warehouse.feed.levels import levels
from warehouse.matching.published import matching

PAGE = Path(__file__).parents[2] / "warehouse" / "feed" / "page"
NIGHT = date(2026, 11, 23)
LEVELS = {
    "apm": ("Associate product manager", ("Associate Product Manager", "Junior Product Manager", "APM, Rotational Programme")),
    "mid": ("Product manager", ("Product Manager", "Product Manager II", "Product Owner")),
    "senior": ("Senior product manager", ("Senior Product Manager", "Sr. Product Manager", "Product Manager III")),
    "principal": ("Principal product manager", ("Principal Product Manager", "Senior Staff Product Manager", "Lead Product Manager")),
    "group": ("Group product manager", ("Group Product Manager", "Group PM")),
}
SUBJECTS = (
    "Payments", "Checkout", "Search", "Onboarding", "Live Economy", "Trust & Safety", "Data Platform", "Growth", "Mobile", "Pricing",
    "Claims", "Fleet", "Identity", "Developer Experience", "AI Assistants",
    "Loyalty", "Logistics", "Café Ordering", "Billing", "Notifications",
)  # fmt: skip
FIRST = ("Saltmeadow", "Brindle", "Quillfern", "Ostervik", "Tallowby", "Mirrorlake", "Pennywhistle", "Harrowgate", "Lumensand",
         "Crème Brûlée", "Northing", "Foxglove", "Understory", "Kettleby", "Zwölfender", "Bluebarrow")  # fmt: skip
SECOND = ("Games", "Labs", "Systems", "Bank", "Health", "Works", "Robotics", "Retail", "Energy", "Cloud", "Media", "Travel")
INDUSTRIES = ("artificial intelligence", "biotech", "consumer", "developer tools", "e-commerce", "education", "energy and climate",
              "fintech", "gaming", "health", "insurance", "media and entertainment", "mobility and logistics",
              "real estate", "security", "travel")  # fmt: skip
CITIES = (
    ("Stockholm", "SE", "Sweden"), ("Göteborg", "SE", "Sweden"), ("London", "GB", "England"), ("Berlin", "DE", "Germany"),
    ("München", "DE", "Germany"), ("New York", "US", "NY"), ("San Francisco", "US", "CA"), ("Austin", "US", "TX"),
    ("Toronto", "CA", "Ontario"), ("Bengaluru", "IN", "India"), ("São Paulo", "BR", "Brazil"), ("Zürich", "CH", "Switzerland"),
    ("Paris", "FR", "France"),
    ("Tokyo", "JP", "Japan"), ("Kraków", "PL", "Poland"),
)  # fmt: skip
REGIONS = {"London": "England", "New York": "New York", "San Francisco": "California", "Austin": "Texas", "Toronto": "Ontario"}
FROM = (("Europe",), ("US",), ("EMEA",), ("Worldwide",), ("GB", "IE"), ("US-CA",), ("DE",))
PAY = {"USD": 1.0, "EUR": 0.8, "GBP": 0.7, "SEK": 9.0}
SPECIALTIES = ("ai", "growth", "platform", "data", "technical")
ATTRIBUTION = "Link back to the posting on Remotive, and name Remotive as the source."
QUOTES = (
    ("requirements", "years", "years: 5 of product management", "5+ years of product management on products that people use every day"),
    ("duties", "zero_to_one", "zero to one", "You will take a new product from 0 to 1 with a small team"),
    ("duties", "roadmap", "whole roadmap", "Own the whole roadmap of a complex product, from discovery to launch"),
    ("company", "zero_to_one", "zero to one", "We grew from 0 to 1 million customers in two years"),
)


SKILLS = {
    "analytics": "Comfortable with SQL and A/B tests",
    "research": "You run interviews with users",
    "strategy": "You write product strategy",
}
VISAS = {"yes": "We sponsor visas", "no": "We are not able to sponsor visas"}


def asked_and_offered(number: int) -> dict[str, Any]:
    """Returns what a role tells an applicant beside its level."""
    visa = ("yes", "no", None, None)[number % 4]
    return {
        "skills": [
            {"name": name, "quote": quote, "section": "requirements"}
            for at, (name, quote) in enumerate(SKILLS.items())
            if (number + at) % 3 == 0 and number % 5
        ],
        "visa_sponsorship": visa and {"stated": visa, "quote": VISAS[visa]},
        "job_start": {"text": "Summer 2027", "quote": "The programme begins in Summer 2027"} if number % 11 == 3 else None,
        "languages": [
            {"language": code, "quote": f"You speak {code}."} for code in ((), ("de",), (), ("de", "en"), ("fr",), (), ())[number % 7]
        ],
        "knowledge": [
            {"name": name, "quote": f"You know {name}."} for name in ((), ("gaming",), (), ("fintech", "gaming"), ())[number % 5]
        ],
        "studies": {"stated": ("enrolled", "recent")[number % 2], "quote": "For who studies"} if number % 19 == 3 else None,
        "training_programme": number % 23 == 3,
    }


def made_up_role(dice: random.Random, number: int) -> dict[str, Any]:
    """Returns one role, as the feed's pages hold it."""
    level = dice.choices(tuple(LEVELS), (4, 40, 34, 14, 8))[0]
    name, titles = LEVELS[level]
    city, country, land = CITIES[dice.randrange(len(CITIES))]
    mode = dice.choice(("remote", "hybrid", "onsite", "unknown"))
    confidence = round(dice.uniform(0.4, 1.0), 2)
    unclear = confidence < 0.5
    runner_up = {"apm": "mid", "mid": "senior", "senior": "mid", "principal": "group", "group": "above"}[level]
    between = {code: words for code, (words, _) in LEVELS.items()} | {"above": "Director or above"}
    first_seen = NIGHT - timedelta(days=number * 120 // 50_000 if number > 2_000 else number // 20)
    identifier = "r" + hashlib.sha256(str(number).encode()).hexdigest()[:16]
    currency = dice.choice(tuple(PAY))
    low = round(dice.uniform(60, 180) * PAY[currency]) * 1000
    section, signal, rule, quote = QUOTES[number % len(QUOTES)]
    page = f"https://jobs.example/{identifier}"
    sure = "unclear" if unclear else "rather sure" if confidence < 0.75 else "fairly sure" if confidence < 0.9 else "very sure"
    up_to = number % 13 == 6  # says but the most that it pays
    found_on = ("remotive", "Remotive", True) if number % 31 == 9 else ("lever", "Lever", False)
    not_counted = dice.choice(("negated", "prospective"))
    return {
        "id": identifier, "title": f"{dice.choice(titles)}, {dice.choice(SUBJECTS)}",
        "company": f"{dice.choice(FIRST)} {dice.choice(SECOND)}",
        "industry": dice.choice((None, *INDUSTRIES)), "specialties": [name for name in SPECIALTIES if dice.random() < 0.15],
        "level": level, "level_name": name, "verdict": f"unclear, between {name} and {between[runner_up]}" if unclear else name,
        "confidence": confidence, "sure": sure, "unclear": unclear, "runner_up": runner_up, "conflict": number % 17 == 3,
        "correction": {"reason": "The team is led, not managed.", "made_on": "2026-11-02"} if number % 41 == 5 else None,
        "evidence": [
            {"quote": quote, "section": section, "rule": rule, "signal": signal, "context": "asserted"},
            {"quote": "No direct reports at first; you may manage a team later", "section": "duties", "rule": "manages",
             "signal": "direct_reports", "context": not_counted},
        ],
        "places": [f"{city}, {land}"] + (["Remote"] if mode == "remote" else []),
        "places_read": [{"city": city, "region": REGIONS.get(city), "country": country}],
        "work_mode": mode, "work_mode_text": "Come as you are, twice a week" if mode == "hybrid" else None,
        "applicant_location": list(dice.choice(FROM)) if mode == "remote" else [], "employment_types": ["FULL_TIME"],
        "salary": None if dice.random() < 0.6 else {
            "min": None if up_to else low, "max": low + 20_000, "currency": currency, "unit": "YEAR",
            "text": f"up to {low + 20_000:,} {currency} a year" if up_to else f"{low:,} - {low + 20_000:,} {currency} a year",
            "year_min": None if up_to else low, "year_max": low + 20_000, "from_text": False,
        },
        "min_years": (years := dice.choice((None, 1.0, 5.0))), "years_are_pm": None if years is None else True,
        "years_in": [] if years is None else ["product"],
        "years_quote": None if years is None else f"{years:g}+ years of product management",
        **asked_and_offered(number),
        "posted": None if number % 5 == 4 else (first_seen - timedelta(days=dice.randrange(40))).isoformat(), "valid_through": None,
        "first_seen": first_seen.isoformat(), "stale": number % 29 == 7, "url": page, "apply_url": f"{page}/apply",
        "source": found_on[0], "source_name": found_on[1], "aggregator": found_on[2],
        "attribution": ATTRIBUTION if found_on[2] else None, "apm_watch": level == "apm",
        "change": {"kind": "opened", "sequence": 41, "night": NIGHT.isoformat(), "opened": 41, "opened_night": first_seen.isoformat(),
                   "run_id": "made-up", "fields": {}},
    }  # fmt: skip


def made_up_roles(count: int, seed: int = 6) -> list[dict[str, Any]]:
    """Returns roles, newest first; the same for the same seed."""
    dice = random.Random(seed)
    return [made_up_role(dice, number) for number in range(count)]


def write_site(
    root: Path, roles: Sequence[dict[str, Any]], *, night: date = NIGHT, sequence: int = 41, pages: int | None = None, **summary: Any
) -> Path:
    """Writes the folder for these roles, newest first, and returns it. Only the first `pages` pages of roles are written, or all."""
    if not (root / "index.html").exists():  # the next night's page is the same, and this one's may be being read
        copytree(PAGE, root, dirs_exist_ok=True)
    paths: list[str] = []
    for number, start in enumerate(range(0, len(roles), 100)):
        if pages is None or number < pages:
            page = {"version": "2.1.0", "sequence": sequence, "roles": list(roles[start : start + 100])}
            paths.append(_write(root, f"feed/v2/roles/{sequence}-{number}", page)["path"])
        else:
            paths.append(f"feed/v2/roles/{sequence}-{number}.{number:08x}.json")
    cuts = [0, *range(100, len(roles), 5000), len(roles)]
    index = [
        _write(root, f"feed/v2/index/{number}", index_file(roles[start:end], paths[start // 100 : -(-end // 100)], start % 100))
        | {"roles": end - start}
        for number, (start, end) in enumerate(pairwise(cuts))
    ]
    late = (night - timedelta(days=3)).isoformat()
    read = {"newest_night": night.isoformat(), "aggregator": False, "attribution": None}
    said = {
        "version": "2.1.0", "night": night.isoformat(), "run_id": "made-up", "state": "good", "sequence": sequence, "rulebook": "0123abcd",
        "roles": len(roles), "levels": {level: sum(role["level"] == level for role in roles) for level in LEVELS},
        "sources": [
            read | {"source": "lever", "name": "Lever", "boards": 300, "boards_read": 298},
            {"source": "remotive", "name": "Remotive", "newest_night": late, "boards": 1, "boards_read": 0, "aggregator": True,
             "attribution": ATTRIBUTION},
        ],
        "boards": 301, "boards_read": 298, "stale_roles": sum(role["stale"] for role in roles), "oldest_night": late,
        "index": index, "levels_path": "feed/v2/levels.json", "matching_path": "feed/v2/matching.json",
    } | summary  # fmt: skip
    _place(root / "feed/v2/levels.json", levels())
    _place(root / "feed/v2/matching.json", matching())
    _place(root / "feed/v2/summary.json", said)
    return root


def index_file(roles: Sequence[dict[str, Any]], pages: Sequence[str], offset: int = 0) -> dict[str, Any]:
    """Returns the columns of these roles; the first of them is number `offset` of the first page."""
    names: dict[str, dict[str, int]] = {
        name: {} for name in ("companies", "industries", "sources", "places", "countries", "regions", "cities", "from", "specialties")
    } | {name: {} for name in ("skills", "languages", "knowledge", "years_in", "employment_types")}  # fmt: skip
    places_read: dict[tuple[str | None, ...], int] = {}

    def number(column: str, name: str) -> int:
        return names[column].setdefault(name, len(names[column]))

    def several(column: str, read: Callable[[dict[str, Any]], Iterable[str | None]]) -> list[list[int]]:
        return [[number(column, name) for name in dict.fromkeys(read(role)) if name is not None] for role in roles]

    def plain(name: str) -> list[Any]:
        return [role[name] for role in roles]

    def of_salary(name: str) -> list[Any]:
        return [role["salary"] and role["salary"][name] for role in roles]

    columns = {
        **{name: plain(name) for name in ("id", "title", "level", "confidence", "work_mode")},
        **{name: plain(name) for name in ("posted", "first_seen", "runner_up", "min_years")},
        "opened_night": [role["change"]["opened_night"] for role in roles],
        **{name: [int(role[name]) for role in roles] for name in ("unclear", "conflict", "stale", "training_programme")},
        "company": [number("companies", role["company"]) for role in roles],
        "industry": [-1 if role["industry"] is None else number("industries", role["industry"]) for role in roles],
        "source": [number("sources", role["source_name"]) for role in roles],
        "regions": several("regions", lambda role: (place["region"] for place in role["places_read"])),
        "specialties": several("specialties", lambda role: role["specialties"]),
        "places": several("places", lambda role: role["places"]),
        "countries": several("countries", lambda role: (place["country"] for place in role["places_read"])),
        "cities": several("cities", lambda role: (place["city"] for place in role["places_read"])),
        "from": several("from", lambda role: role["applicant_location"]),
        "skills": several("skills", lambda role: (skill["name"] for skill in role["skills"])),
        "employment_types": several("employment_types", lambda role: role["employment_types"]),
        "places_read": [
            list(dict.fromkeys(places_read.setdefault(tuple(place.values()), len(places_read)) for place in role["places_read"]))
            for role in roles
        ],
        "languages": several("languages", lambda role: (one["language"] for one in role["languages"])),
        "studies": [role["studies"] and role["studies"]["stated"] for role in roles],
        "years_in": several("years_in", lambda role: role["years_in"]),
        "knowledge": several("knowledge", lambda role: (one["name"] for one in role["knowledge"])),
        "visa": [{"yes": 1, "no": 0}[role["visa_sponsorship"]["stated"]] if role["visa_sponsorship"] else -1 for role in roles],
        "years_are_pm": [-1 if role["years_are_pm"] is None else int(role["years_are_pm"]) for role in roles],
        "salary": of_salary("text"), "year_min": of_salary("year_min"), "year_max": of_salary("year_max"),
        "currency": of_salary("currency"),
        "page": [(offset + at) // 100 for at in range(len(roles))],
    }  # fmt: skip
    return {
        "version": "2.1.0",
        "count": len(roles),
        **{name: list(held) for name, held in names.items()},
        "places_read": [list(place) for place in places_read],
        "pages": list(pages),
        "roles": columns,
    }


def _write(root: Path, path: str, content: dict[str, Any]) -> dict[str, Any]:
    data = json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()
    digest = hashlib.sha256(data).hexdigest()
    path = f"{path}.{digest[:8]}.json"
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(data)
    return {"path": path, "bytes": len(data), "sha256": digest}


def _place(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
