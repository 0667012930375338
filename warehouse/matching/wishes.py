"""What a profile asks of a role, condition by condition: the rows that are held against the roles in SQL."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import pyarrow as pa

from warehouse.matching.advice import Advice
from warehouse.matching.profile import SKILLS, Profile, Wishes, places_of
from warehouse.matching.tables import fold

Kind = Literal["must", "nice", "always"]
Row = dict[str, Any]
_STATES = ("free", "met", "near", "beneath", "perhaps", "unknown")  # the best first
# Fields of occupations, as postings name the field in which they ask for years.
_FIELDS_OF_YEARS = {"engineering": "technology", "analytics": "analytics", "design": "design", "research": "research"}
_NEW = 7  # days for which a role is new

# A condition may have several rows: it is met where one of them is. What a row has no word for is null.
SCHEMA = pa.schema(
    [
        ("profile", pa.int32()),
        ("kind", pa.string()),
        ("condition", pa.string()),
        ("word", pa.string()),
        ("odds", pa.string()),
        ("industry", pa.string()),
        ("own", pa.bool_()),
        ("city", pa.string()),
        ("region", pa.string()),
        ("country", pa.string()),
        ("amount", pa.float64()),
        ("other_amount", pa.float64()),
        ("words", pa.list_(pa.string())),
    ]
)


def wanted(profile: Profile, advice: Advice) -> Iterator[Row]:
    """Yields the rows of a profile, without `profile`."""
    yield from _levels(advice)
    yield from _of_the_person(profile, advice)
    for kind, wishes in (("must", profile.must), ("nice", profile.nice)):
        for row in _wishes(wishes, kind):
            yield {"kind": kind, **row}


def _levels(advice: Advice) -> Iterator[Row]:
    industry = advice.standing.industry
    for chance in advice.listed:
        if industry is None and chance.whose == "own":
            continue  # no employer is of the industry that somebody knows, where that is not told
        own = None if industry is None else chance.whose == "own"
        yield {"kind": "must", "condition": "level", "word": chance.level, "odds": chance.odds, "industry": industry, "own": own}


def _of_the_person(profile: Profile, advice: Advice) -> Iterator[Row]:
    standing = advice.standing
    years = {
        "word": _FIELDS_OF_YEARS.get(standing.field),
        "amount": standing.product_years,
        "other_amount": standing.years,
        "own": standing.close,
        "industry": standing.industry,
    }
    yield {"kind": "always", "condition": "years", **years}
    yield {"kind": "must", "condition": "reach", **years}
    yield {"kind": "must", "condition": "studies", "words": _studies(profile)}
    spoken = sorted(profile.background.languages)
    yield {"kind": "must" if spoken else "always", "condition": "languages", "words": spoken}
    # Who comes from elsewhere brings the knowledge of a field instead of product work: where that of another is asked for, nothing is left.
    yield {"kind": "always" if standing.close else "must", "condition": "knowledge", "words": sorted(standing.knows)}
    if standing.industry is not None:
        yield {"kind": "always", "condition": "industry", "industry": standing.industry}
    for skill in SKILLS:
        yield {"kind": "always", "condition": skill, "own": skill in profile.background.skills}
    near = standing.track == "product" or standing.field in ("engineering", "analytics")
    yield {"kind": "always", "condition": "technical", "own": near}
    yield {"kind": "always", "condition": "fresh", "word": "yes"}
    yield {"kind": "always", "condition": "sure", "word": "yes"}
    yield {"kind": "always", "condition": "new", "amount": _NEW}
    yield {"kind": "always", "condition": "internship", "own": bool(_studies(profile))}
    if standing.track == "graduate" and not profile.nice.training_programme:
        yield {"kind": "nice", "condition": "training_programme", "word": "yes"}
    if profile.avoid.companies:
        yield {"kind": "must", "condition": "avoid_companies", "words": sorted(map(fold, profile.avoid.companies))}
    right = profile.right_to_work
    for country in dict.fromkeys((*right.countries, *right.with_visa)):
        yield {"kind": "must", "condition": "work_from", "country": country}
    if right.with_visa:
        yield {"kind": "must", "condition": "visa"}
        for country in right.countries:
            yield {"kind": "must", "condition": "visa", "country": country}


def _studies(profile: Profile) -> list[str]:
    """Whom a role may be meant for, of those who study or have just done so, for it to be meant for this person, too."""
    background = profile.background
    enrolled = ["enrolled"] if background.enrolled else []
    return [*enrolled, *(["recent"] if background.enrolled or background.recent_graduate else [])]


def _wishes(wishes: Wishes, kind: str) -> Iterator[Row]:
    if kind == "nice":  # as a must they say which levels are listed at all
        yield from ({"condition": "levels", "word": level} for level in wishes.levels)
    yield from ({"condition": "places", "city": p.city, "region": p.region, "country": p.country} for p in places_of(wishes.places))
    for condition in ("work_mode", "industries", "specialties", "employment_types"):
        yield from ({"condition": condition, "word": word} for word in getattr(wishes, condition))
    if wishes.salary is not None:
        yield {"condition": "salary", "word": wishes.salary.currency, "amount": wishes.salary.least}
    if wishes.salary_stated:
        yield {"condition": "salary_stated", "word": "yes"}
    if wishes.companies:
        yield {"condition": "companies", "words": sorted(map(fold, wishes.companies))}
    yield from ({"condition": "title_words", "word": fold(words)} for words in wishes.title_words)
    if wishes.training_programme:
        yield {"condition": "training_programme", "word": "yes"}
    if wishes.opened_within_days is not None:
        yield {"condition": "opened_within_days", "amount": wishes.opened_within_days}


def grades(weights: Mapping[str, Any]) -> Iterator[Row]:
    """Yields the points of weights.toml: kind, condition, state, points, and rank: of the states of a condition the least counts."""
    for rank, (odds, points) in enumerate(weights["level"].items()):
        yield {"kind": "must", "condition": "level", "state": odds, "points": points, "rank": rank}
    for kind in ("must", "nice", "always"):
        for condition, states in weights[kind].items():
            for state, points in states.items():
                yield {"kind": kind, "condition": condition, "state": state, "points": points, "rank": _STATES.index(state)}
