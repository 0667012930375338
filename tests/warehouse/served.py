"""A publication of made-up roles to serve: the tables that the API answers from, and a site. The same roles every time."""

import socket
import time
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from random import Random
from threading import Thread
from typing import Any

import duckdb
import orjson
import pyarrow as pa
import uvicorn

from warehouse.feed.folder import Generation
from warehouse.serve import create_app
from warehouse.serve.asked import Wanted

Role = dict[str, Any]

NIGHT = date(2026, 11, 23)
SEQUENCE = 41
LEVELS = {
    "apm": "Associate product manager",
    "mid": "Product manager",
    "senior": "Senior product manager",
    "principal": "Principal product manager",
    "group": "Group product manager",
}
INDUSTRIES = ("gaming", "fintech", "health", "farming", "travel", None)
SPECIALTIES = ("ai", "growth", "platform", "data", "technical")
PLACES = (
    ("Stockholm, Sweden", "Stockholm", "Stockholm", "SE", "SEK"),
    ("Leeds, United Kingdom", "Leeds", "England", "GB", "GBP"),
    ("Zürich, Switzerland", "Zürich", "Zurich", "CH", "CHF"),
    ("Austin, TX", "Austin", "Texas", "US", "USD"),
    ("Lyon, France", "Lyon", "Auvergne-Rhône-Alpes", "FR", "EUR"),
)
_FIRST = ("Saltmeadow", "Orchard", "Copper", "Lantern", "Fjord", "Quarry", "Heron", "Maple", "Tidal", "Velvet", "Café Ümlaut")
_SECOND = ("Games", "Bank", "Clinic", "Farms", "Travel", "Robotics", "Cloud", "Market", "Studio", "Freight")
_FIELDS = ("Payments", "Growth", "Live Economy", "Search", "Onboarding", "Data Platform", "Identity", "Checkout", "Mobile", "AI Assistants")
_SIGNALS = ("years", "launch", "ownership", "direct_reports", "roadmap")
_QUOTES = (
    "{years}+ years of product management on {field}",
    "You will own the roadmap of {field} from first sketch to launch",
    "Work with engineering and design to ship {field} to {number} customers",
    "You have taken a product from nothing to its first {number} paying users",
    "Report what was learnt of {field} to the company's leadership every quarter",
)
_SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "zu")
_WORDS = tuple("".join(parts) for parts in product(_SYLLABLES, repeat=3))  # so many that most are rare, as in real texts


def role_id(number: int) -> str:
    """Returns the id of the role of that number."""
    return f"r{number * 0x9E3779B97F4A7C15 % 2**64:016x}"


def made_role(number: int, *, mark: str = "run-1", **fields: Any) -> Role:
    """Returns the role of that number; `mark` is in it (as its source_name), and `fields` take the place of what it would have."""
    dice = Random(number)  # one seed a role: a role is the same whatever stands beside it
    level = dice.choice(tuple(LEVELS))
    field = dice.choice(_FIELDS)
    places = dice.sample(PLACES, dice.choice((1, 1, 1, 2)))
    opened = dice.randrange(1, SEQUENCE + 1)
    opened_night = NIGHT - timedelta(days=SEQUENCE - opened)
    year = round(dice.uniform(50, 190)) * 1000.0
    salary = {"min": year, "max": year * 1.2, "currency": places[0][4], "unit": "YEAR", "text": f"{year:,.0f} - {year * 1.2:,.0f}"}
    url = f"https://jobs.example/{number}"
    role = {
        "id": role_id(number),
        "title": f"{LEVELS[level]}, {field}",
        "company": f"{dice.choice(_FIRST)} {dice.choice(_SECOND)}",
        "industry": dice.choice(INDUSTRIES),
        "specialties": sorted(dice.sample(SPECIALTIES, dice.choice((0, 0, 1, 2)))),
        "level": level,
        "level_name": LEVELS[level],
        "verdict": LEVELS[level],
        "confidence": round(dice.uniform(0.4, 1), 2),
        "sure": "fairly sure",
        "unclear": dice.random() < 0.1,
        "runner_up": dice.choice((*LEVELS, "above", None)),
        "conflict": dice.random() < 0.1,
        "correction": None,
        "apm_watch": level == "apm",
        "evidence": [
            {
                "quote": " ".join(
                    (
                        quote.format(years=dice.randrange(1, 12), field=field, number=dice.randrange(10, 10_000)),
                        *dice.sample(_WORDS, 4),
                    )
                ),
                "section": dice.choice(("requirements", "duties")),
                "rule": f"rule {dice.randrange(80)}",
                "signal": dice.choice(_SIGNALS),
                "context": "asserted",
            }
            for quote in dice.sample(_QUOTES, dice.randrange(1, 6))
        ],
        "places": [place[0] for place in places],
        "places_read": [{"city": place[1], "region": place[2], "country": place[3]} for place in places],
        "work_mode": dice.choice(("remote", "hybrid", "onsite", "unknown")),
        "work_mode_text": None,
        "applicant_location": dice.choice(([], [], ["Europe", "GB"], ["US"])),
        "employment_types": ["FULL_TIME"],
        "salary": {**salary, "year_min": year, "year_max": year * 1.2, "from_text": False} if dice.random() < 0.5 else None,
        "min_years": float(dice.randrange(1, 12)),
        "years_are_pm": True,
        "years_in": ["product"],
        "years_quote": "Years of product management",
        "skills": [{"name": "analytics", "quote": "Fluent in SQL", "section": "requirements"}] if number % 3 == 0 else [],
        "visa_sponsorship": {"stated": "yes", "quote": "We sponsor visas"} if number % 4 == 1 else None,
        "job_start": {"text": "Summer 2027", "quote": "It starts in Summer 2027"} if number % 9 == 1 else None,
        "languages": [{"language": "de", "quote": "Fluent in German"}] if number % 5 == 2 else [],
        "knowledge": [],
        "studies": {"stated": "enrolled", "quote": "You are enrolled"} if number % 13 == 4 else None,
        "training_programme": number % 17 == 3,
        "posted": str(opened_night - timedelta(days=dice.randrange(20))) if dice.random() < 0.8 else None,
        "valid_through": None,
        "first_seen": str(opened_night),
        "stale": dice.random() < 0.05,
        "url": url,
        "apply_url": f"{url}/apply",
        "source": dice.choice(("lever", "greenhouse", "remotive")),
        "source_name": mark,
        "aggregator": False,
        "attribution": None,
        "change": {
            "kind": "opened",
            "sequence": opened,
            "night": str(opened_night),
            "run_id": "run-1",
            "opened": opened,
            "opened_night": str(opened_night),
            "fields": {},
        },
    }
    return role | fields


def made_roles(count: int, *, mark: str = "run-1") -> list[Role]:
    """Returns the first so many roles."""
    return [made_role(number, mark=mark) for number in range(count)]


def updated(role: Role, sequence: int, fields: Mapping[str, int]) -> Role:
    """Returns the role as last changed at that sequence; `fields` says at which sequence each field last did."""
    night = str(NIGHT - timedelta(days=SEQUENCE - sequence))
    return role | {"change": role["change"] | {"kind": "updated", "sequence": sequence, "night": night, "fields": dict(fields)}}


def gone(number: int, *, sequence: int = SEQUENCE, into: str | None = None, kind: str = "closed") -> Role:
    """Returns the tombstone of a role."""
    night = NIGHT - timedelta(days=SEQUENCE - sequence)
    kind = kind if into is None else "merged"
    row = {"id": role_id(number), "kind": kind, "merged_into": into, "night": night, "sequence": sequence}
    return row | {"title": f"Product manager {number}", "company": "Heron Bank"}


def write_published(
    path: Path,
    roles: Sequence[Role],
    *,
    tombstones: Iterable[Role] = (),
    run_id: str = "run-1",
    night: date = NIGHT,
    sequence: int = SEQUENCE,
    oldest: int = 0,
    feed: str = "feed-1",
) -> None:
    """Writes the published file, beside what is there, and gives it its name when it is whole, as a publication does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".roles-{run_id}.duckdb")
    fresh.unlink(missing_ok=True)
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute(f"ATTACH '{fresh}' AS published (STORAGE_VERSION 'v1.4.0', BLOCK_SIZE 16384); USE published")
        made = pa.Table.from_pylist([_row(role) for role in roles], schema=_SCHEMA)
        connection.register("made", made)
        connection.execute("CREATE TABLE feed_roles AS FROM made ORDER BY first_seen DESC, id")
        connection.execute(
            "CREATE TABLE feed_gone (id VARCHAR, kind VARCHAR, merged_into VARCHAR, night DATE, sequence BIGINT, title VARCHAR, "
            "company VARCHAR)"
        )
        for one in tombstones:
            connection.execute("INSERT INTO feed_gone VALUES ($id, $kind, $merged_into, $night, $sequence, $title, $company)", one)
        connection.execute(
            "CREATE TABLE feed_state AS SELECT ? AS feed, ?::BIGINT AS sequence, ?::BIGINT AS oldest, ?::DATE AS night",
            [feed, sequence, oldest, night],
        )
        connection.execute(
            "CREATE TABLE meta AS SELECT 7 AS schema_version, ? AS run_id, ?::DATE AS night, "
            "TIMESTAMP '2026-11-23 03:10:00' AS published_at, 'rules-1' AS rulebook, 'good' AS state, 0 AS warnings, "
            "?::BIGINT AS postings, ?::BIGINT AS roles, ?::BIGINT AS feed_roles, "
            "[{'source': 'lever', 'newest_night': ?::DATE, 'boards': 300::BIGINT, 'boards_read': 298::BIGINT}] AS freshness",
            [run_id, night, len(roles), len(roles), len(roles), night],
        )
        connection.execute(
            "CREATE TABLE sources AS SELECT 'lever' AS source, 'Lever' AS name, false AS aggregator, NULL::VARCHAR AS attribution"
        )
        connection.execute("USE memory; DETACH published")
    fresh.replace(path)


def folded(text: str) -> str:
    """Returns the text in lower case without accents, as the column `search` has it."""
    return "".join(letter for letter in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(letter))


def searched(role: Role) -> str:
    """Returns what a role is found by words of."""
    words = (role["title"], role["company"], role["industry"] or "", role["level_name"], *role["places"], *role["specialties"])
    return folded(" ".join((*words, *(found["quote"] for found in role["evidence"]))))


def _row(role: Role) -> dict[str, Any]:
    salary = role["salary"] or {}
    change = role["change"]
    read = role["places_read"]
    return {
        **{name: role[name] for name in _SCHEMA.names if name in role},
        "sequence": change["sequence"],
        "opened": change["opened"],
        "opened_night": date.fromisoformat(change["opened_night"]),
        "role": orjson.dumps(role).decode(),
        "countries": sorted({place["country"] for place in read}),
        "cities": sorted({place["city"] for place in read}),
        "regions": sorted({place["region"] for place in read}),
        "salary_currency": salary.get("currency"),
        "salary_year_min": salary.get("year_min"),
        "salary_year_max": salary.get("year_max"),
        "posted": date.fromisoformat(role["posted"]) if role["posted"] else None,
        "first_seen": date.fromisoformat(role["first_seen"]),
        "search": searched(role),
    }


_TEXTS = pa.list_(pa.string())
_SCHEMA = pa.schema(
    {
        "id": pa.string(),
        "sequence": pa.int64(),
        "opened": pa.int64(),
        "opened_night": pa.date32(),
        "role": pa.string(),
        "title": pa.string(),
        "company": pa.string(),
        "industry": pa.string(),
        "level": pa.string(),
        "confidence": pa.float64(),
        "unclear": pa.bool_(),
        "conflict": pa.bool_(),
        "stale": pa.bool_(),
        "apm_watch": pa.bool_(),
        "work_mode": pa.string(),
        "specialties": _TEXTS,
        "countries": _TEXTS,
        "cities": _TEXTS,
        "regions": _TEXTS,
        "applicant_location": _TEXTS,
        "salary_currency": pa.string(),
        "salary_year_min": pa.float64(),
        "salary_year_max": pa.float64(),
        "posted": pa.date32(),
        "first_seen": pa.date32(),
        "source": pa.string(),
        "search": pa.string(),
    }
)


def is_meant(role: Role, wanted: Wanted) -> bool:
    """Whether a role is meant, read off the role itself."""
    places = role["places_read"]
    salary = role["salary"] or {"currency": None, "year_min": -1, "year_max": -1}
    has = {
        "level": [role["level"]],
        "industry": [role["industry"]],
        "company": [role["company"]],
        "country": [place["country"] for place in places],
        "region": [place["region"] for place in places],
        "city": [place["city"] for place in places],
        "from_": role["applicant_location"],
        "work_mode": [role["work_mode"]],
        "specialty": role["specialties"],
        "source": [role["source"]],
    }
    flags = {"unclear": role["unclear"], "stale": role["stale"], "apm_watch": role["level"] == "apm"}
    posted = role["posted"]
    return (
        all(
            not getattr(wanted, name) or {folded(value) for value in getattr(wanted, name)} & {folded(value or "") for value in values}
            for name, values in has.items()
        )
        and all(getattr(wanted, name) in (None, flag) for name, flag in flags.items())
        and (wanted.since is None or date.fromisoformat(role["first_seen"]) >= wanted.since)
        and (wanted.posted_since is None or (posted is not None and date.fromisoformat(posted) >= wanted.posted_since))
        and (wanted.min_confidence is None or role["confidence"] >= wanted.min_confidence)
        and (wanted.currency is None or salary["currency"] == wanted.currency)
        and (wanted.salary_min is None or salary["year_max"] >= wanted.salary_min)
        and (wanted.salary_max is None or 0 <= salary["year_min"] <= wanted.salary_max)
    )


def write_site(publication: Path, files: Mapping[str, bytes]) -> None:
    """Puts these files in the place of the site, as a publication does."""
    publication.mkdir(parents=True, exist_ok=True)
    generation = Generation(publication)
    for path, content in files.items():
        generation.put(path, content)
    generation.stand()


@contextmanager
def serving(publication: Path) -> Iterator[str]:
    """Serves the folder over a real socket, in a thread of its own; gives the address it is served at."""
    server = uvicorn.Server(uvicorn.Config(create_app(publication), log_level="error", timeout_graceful_shutdown=1))
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listening:
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        thread = Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        give_up = time.monotonic() + 10
        while not server.started:
            if time.monotonic() > give_up or not thread.is_alive():
                raise TimeoutError("the server does not start")
            time.sleep(0.005)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)


ROLES = (
    *made_roles(300),
    made_role(
        1000,
        title="Product Manager, Bücher & Zeitungen",
        company="Ærø <Café> Naïve",
        evidence=[{"quote": "Own the roadmap, payments first", "section": "duties", "rule": "x", "signal": "y", "context": "asserted"}],
    ),
    updated(made_role(1001), SEQUENCE, {"salary": SEQUENCE, "title": 38}),
)
TOMBSTONES = (gone(2000, sequence=40), gone(2001, into=role_id(3)), gone(2002, sequence=20, kind="left"))
