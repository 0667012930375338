"""Made-up roles and profiles for matching, a file that holds such roles, and what matching says of them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import duckdb
import orjson
import pyarrow as pa
from hypothesis import strategies as st

from tests.warehouse.feed_role import a_role, pay, place
from warehouse.feed.role import Role
from warehouse.load import registered
from warehouse.matching.match import match
from warehouse.matching.profile import LEVELS, Profile, as_profile

Stated = dict[str, Any]  # a profile as somebody writes it

NIGHT = date(2026, 11, 20)
EVERY = 10_000  # more than any file here has roles
INDUSTRIES = ("education", "health", "fintech")
COMPANIES = ("Saltmeadow Games", "Zürich Ölwerke", "Café & Co.", "<b>Bold</b> 'Ltd'; --")
MODES = ("remote", "hybrid", "onsite")
SPECIALTIES = ("ai", "growth", "platform", "data", "technical")
EMPLOYMENT = ("FULL_TIME", "PART_TIME", "INTERN")
LANGUAGES = ("en", "de", "fr")
SKILLS = ("analytics", "research", "strategy")
CURRENCIES = ("EUR", "USD")
PAYS = (40_000, 60_000, 80_000)
WORDS = ("growth", "payments", "live economy", "Öl")
# Cities with what they lie in, the narrowest first; each step is wider than the one before.
LADDERS = (
    ("Munich, Germany", "Bavaria, Germany", "DE", "DACH", "Europe", "EMEA", "Worldwide"),
    ("Leeds, United Kingdom", "England, United Kingdom", "GB", "UK and Ireland", "Europe", "EMEA", "Worldwide"),
    ("Seattle, WA", "Washington, United States", "US", "North America", "Americas", "Worldwide"),
    ("Stockholm, Sweden", "SE", "Nordics", "Northern Europe", "Europe", "Worldwide"),
)
_PLACES = (
    place("Munich", "Bavaria", "DE"),
    place("Munich", None, "DE"),
    place("Munich", None, None),
    place(None, "Bavaria", "DE"),
    place(None, None, "DE"),
    place("Leeds", "England", "GB"),
    place("Leeds", None, "GB"),
    place(None, "England", "GB"),
    place("Seattle", "Washington", "US"),
    place(None, None, "US"),
    place("Stockholm", "Stockholm", "SE"),
    place("Stockholm", None, "SE"),
    place(None, None, None),
)
_APPLICANTS = ("Worldwide", "DACH", "Europe", "US", "US-CA", "GB", "DE", "Middle-earth")


def _maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def _some(words: Sequence[str], most: int = 2) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(words), max_size=most, unique=True)


def _role(**drawn: Any) -> Role:
    opened = NIGHT - timedelta(days=drawn.pop("age"))
    change = {**a_role()["change"], "opened_night": opened.isoformat()}
    return a_role(change=change, **drawn)


salaries = st.none() | st.builds(
    lambda least, more, currency: pay(least and least / 12, None if more is None else (least or 30_000) / 12 + more, currency, "MONTH"),
    _maybe(st.sampled_from(PAYS)),
    _maybe(st.sampled_from((0, 1_000, 2_000))),
    st.sampled_from(CURRENCIES),
)
made_up_role = st.builds(
    _role,
    title=st.sampled_from(
        (
            "Product Manager, Growth",
            "Payments Product Manager",
            "PM – Live-Economy",
            "Ölproduktmanager",
            "Intern (PM)",
            "Product Internal",
            "???",
        )
    ),
    company=st.sampled_from(COMPANIES),
    industry=_maybe(st.sampled_from(INDUSTRIES)),
    specialties=_some(SPECIALTIES),
    level=st.sampled_from(LEVELS),
    runner_up=_maybe(st.sampled_from(LEVELS)),
    unclear=st.sampled_from((False, False, True)),
    places_read=st.lists(st.sampled_from(_PLACES), max_size=2),
    work_mode=st.sampled_from((*MODES, "unknown")),
    applicant_location=_some(_APPLICANTS),
    employment_types=_some(EMPLOYMENT),
    salary=salaries,
    min_years=_maybe(st.sampled_from((0.0, 0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 10.0))),
    years_are_pm=st.sampled_from((True, False, None)),
    years_in=_some(("product", "technology", "analytics", "business"), 2),
    skills=st.lists(st.sampled_from(SKILLS), unique=True, max_size=3).map(
        lambda names: [{"name": name, "quote": f"You bring {name} & more.", "section": "requirements"} for name in names]
    ),
    visa_sponsorship=_maybe(st.sampled_from(("yes", "no")).map(lambda said: {"stated": said, "quote": f"Sponsorship: {said}."})),
    languages=st.lists(st.sampled_from(LANGUAGES), unique=True, max_size=2).map(
        lambda codes: [{"language": code, "quote": f"You speak {code}."} for code in codes]
    ),
    knowledge=st.lists(st.sampled_from((*INDUSTRIES, "software development")), unique=True, max_size=2).map(
        lambda names: [{"name": name, "quote": f"You know {name}."} for name in names]
    ),
    studies=_maybe(st.sampled_from(("enrolled", "recent")).map(lambda said: {"stated": said, "quote": f"You are {said}."})),
    training_programme=st.booleans(),
    stale=st.booleans(),
    first_seen=st.sampled_from(("2026-11-18", "2026-11-19", "2026-11-20")),
    age=st.sampled_from((0, 6, 7, 8, 29, 30)),
)


def made_up_roles(most: int = 12) -> st.SearchStrategy[list[Role]]:
    """Returns a strategy for lists of different roles."""
    return st.lists(made_up_role, min_size=1, max_size=most).map(
        lambda roles: [role | {"id": f"r{number * 7919 % 997:016x}"} for number, role in enumerate(roles)]
    )


def _stated(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


wishes = _stated(
    levels=_some(LEVELS),
    places=_some(sum(LADDERS, ())),
    work_mode=_some(MODES),
    salary=st.fixed_dictionaries({"least": st.sampled_from(PAYS), "currency": st.sampled_from(CURRENCIES)}),
    salary_stated=st.booleans(),
    industries=_some(INDUSTRIES),
    specialties=_some(SPECIALTIES),
    employment_types=_some(EMPLOYMENT),
    companies=_some(COMPANIES),
    title_words=_some(WORDS),
    training_programme=st.booleans(),
    opened_within_days=st.sampled_from((1, 7, 8, 30)),
)
_backgrounds = _stated(
    occupation=st.sampled_from(("teacher", "Krankenschwester / nurse", "Software Engineer", "UX Researcher", "product manager", "juggler")),
    field=st.sampled_from(("product", "engineering", "other")),
    industry=st.sampled_from(INDUSTRIES),
    years=st.sampled_from((0, 1, 2, 4, 5, 9, 15)),
    recent_graduate=st.booleans(),
    enrolled=st.booleans(),
    languages=_some(LANGUAGES),
    knows=_some((*INDUSTRIES, "software development")),
    skills=_some(SKILLS, 3),
)
_experience = st.just({}) | st.fixed_dictionaries(
    {"years": st.sampled_from((0.5, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15))},
    optional={
        "launches": st.sampled_from((0, 1, 2)),
        "roadmaps": st.sampled_from((0, 1, 2, 3)),
        "reports": st.sampled_from((0, 1, 4)),
        "manage": st.sampled_from(("yes", "no", "either")),
    },
)
_COUNTRIES = ("DE", "GB", "US", "SE", "FR")
stated_profiles = st.fixed_dictionaries(
    {},
    optional={
        "background": _backgrounds,
        "product": _experience,
        "right_to_work": _stated(countries=_some(_COUNTRIES), with_visa=_some(_COUNTRIES)),
        "must": wishes,
        "nice": wishes,
        "avoid": _stated(companies=_some(COMPANIES)),
    },
)


def profile_of(stated: Stated) -> Profile:
    """Returns the profile that is stated."""
    return as_profile(stated, "a made-up profile")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What matching says of one profile, all roles that fit in their order."""

    fits: frozenset[str]
    count: int  # of those that fit, as matching counts them
    almost: dict[str, frozenset[str]]
    found: tuple[tuple[str, int], ...] = ()
    reasons: dict[str, dict[tuple[str, str], tuple[str, int]]] = field(default_factory=dict)  # role: kind, condition: state, points


def write_roles(connection: duckdb.DuckDBPyConnection, roles: Sequence[Role], night: date = NIGHT) -> None:
    """Puts roles into a file as a publication does, as far as matching reads it; those that were there are gone."""
    table = pa.Table.from_pylist(
        [
            {
                **{name: role[name] for name in ("id", "title", "company")},
                "opened_night": date.fromisoformat(role["change"]["opened_night"]),
                "role": orjson.dumps(role).decode(),
            }
            for role in roles
        ]
    )
    with registered(connection, made_up=table):
        connection.execute("CREATE OR REPLACE TABLE feed_roles AS FROM made_up")
    connection.execute("CREATE OR REPLACE TABLE meta AS SELECT $night::DATE AS night, 'made-up' AS run_id", {"night": night})


def said(connection: duckdb.DuckDBPyConnection, profiles: Sequence[Profile], *, top: int = EVERY) -> list[Said]:
    """Returns what matching says of each profile."""
    answers: list[Said] = []
    for some in match(connection, profiles, top=top):
        fits = _by_profile(connection, "SELECT profile, id FROM match_fits JOIN match_roles ON get_bit(roles, n) = 1")
        almost = _by_profile(connection, "SELECT profile, condition, id FROM match_almost JOIN match_roles ON get_bit(roles, n) = 1")
        counted = dict(connection.execute("SELECT profile, fits FROM match_fits").fetchall())
        found = _by_profile(connection, "SELECT profile, id, points FROM match_found ORDER BY profile, rank")
        reasons = _by_profile(
            connection,
            "SELECT profile, id, kind, condition, state, r.points FROM match_reasons AS r JOIN match_found USING (profile, rank)",
        )
        for number in some:
            of_role: dict[str, dict[tuple[str, str], tuple[str, int]]] = defaultdict(dict)
            for one, kind, condition, state, points in reasons[number]:
                assert (kind, condition) not in of_role[one], "a reason stands twice"
                of_role[one][kind, condition] = (state, points)
            ruled_out: dict[str, set[str]] = defaultdict(set)
            for condition, one in almost[number]:
                ruled_out[condition].add(one)
            answers.append(
                Said(
                    fits=frozenset(one for (one,) in fits[number]),
                    count=counted.get(number, 0),
                    almost={condition: frozenset(ids) for condition, ids in ruled_out.items()},
                    found=tuple(found[number]),
                    reasons=dict(of_role),
                )
            )
    return answers


def _by_profile(connection: duckdb.DuckDBPyConnection, sql: str) -> dict[int, list[tuple[Any, ...]]]:
    rows: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for number, *row in connection.execute(sql).fetchall():
        rows[number].append(tuple(row))
    return rows
