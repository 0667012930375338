"""Matching once more, one profile and one role at a time in plain Python, from what the tables of warehouse/matching say of it.

It shares with the SQL only how profiles, places and words are read; the tests hold the one against the other, and the benchmark does, too.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from heapq import nsmallest
from typing import Any

from tests.warehouse.plain_roles import ANYWHERE, PlainRole, Where
from warehouse.matching.profile import LEVELS, Profile, Wishes, places_of
from warehouse.matching.standing import Standing, standing_of
from warehouse.matching.tables import fold, tables

ODDS = ("realistic", "possible", "hard", "very_hard")  # the best first
RULED_OUT = "unmet"
_WITH_ONE_WORD = ("work_mode", "industries", "specialties", "employment_types")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainAnswer:
    """What came of one profile: the roles that fit, those that one must alone rules out, and the best with points and states."""

    fits: frozenset[str]
    almost: Mapping[str, frozenset[str]]
    found: tuple[tuple[str, int], ...]
    states: Mapping[str, Mapping[tuple[str, str], tuple[str, int]]] = field(default_factory=dict)  # of those found


Check = Callable[[PlainRole], str]
Asked = tuple[str, str, Check, Mapping[str, int]]  # kind, condition, in which state a role is, points by state


def plain_match(roles: Sequence[PlainRole], profile: Profile, night: date, *, top: int) -> PlainAnswer:
    """Returns what the roles are to a profile: each role is asked for each must until two fail."""
    asked = list(_asked(profile, night))
    musts = [one for one in asked if one[0] == "must"]
    others = [one for one in asked if one[0] != "must"]
    fits: list[tuple[PlainRole, int]] = []
    almost: dict[str, set[str]] = defaultdict(set)
    for role in roles:
        failed, points = None, 0
        for _, condition, check, worth in musts:
            state = check(role)
            if state != RULED_OUT:
                points += worth.get(state, 0)
            elif failed is None:
                failed = condition
            else:
                break
        else:
            if failed is None:
                fits.append((role, points + sum(worth.get(check(role), 0) for _, _, check, worth in others)))
            else:
                almost[failed].add(role.id)
    best = nsmallest(top, fits, key=lambda one: (-one[1], _newest_first(one[0].first_seen), one[0].id))
    return PlainAnswer(
        fits=frozenset(role.id for role, _ in fits),
        almost={condition: frozenset(ids) for condition, ids in almost.items()},
        found=tuple((role.id, points) for role, points in best),
        states={role.id: states_of(role, asked) for role, _ in best},
    )


def asked_of(profile: Profile, night: date) -> list[Asked]:
    """Returns each condition of a profile, as something that can be asked of a role."""
    return list(_asked(profile, night))


def states_of(role: PlainRole, asked: Iterable[Asked]) -> dict[tuple[str, str], tuple[str, int]]:
    """Returns the state of a role and its points, by kind and condition."""
    states = {(kind, condition): (check(role), worth) for kind, condition, check, worth in asked}
    return {what: (state, worth.get(state, 0)) for what, (state, worth) in states.items()}


def plain_targets(profile: Profile) -> dict[tuple[str, str], tuple[str, bool]]:
    """Returns the odds of each level at employers of one's own industry and at others, and whether to aim for it."""
    standing = standing_of(profile)
    rules = {(level, whose): plain_rule(level, whose, standing) for level in LEVELS for whose in ("own", "other")}
    return {what: (rule["odds"], rule["aim"]) for what, rule in rules.items()}


def plain_rule(level: str, whose: str, standing: Standing) -> Mapping[str, Any]:
    """Returns the rule of advice.toml that speaks for a level."""
    held = [
        rule
        for rule in tables()["advice"]["rule"]
        if level in rule["levels"] and rule["industry"] in ("any", whose) and _holds(rule["when"], standing)
    ]
    # The best odds speak; of equals the rule that asks for more; then the first name.
    best: Mapping[str, Any] = sorted(held, key=lambda rule: (ODDS.index(rule["odds"]), -len(rule["when"]), rule["name"]))[0]
    return best


def _holds(when: Mapping[str, Any], standing: Standing) -> bool:
    for name, wanted in when.items():
        if name == "wants":
            held = any(level in standing.wants for level in wanted)
        elif isinstance(wanted[0], str):
            held = getattr(standing, name) in wanted
        else:
            held = wanted[0] <= getattr(standing, name) < wanted[1]
        if not held:
            return False
    return True


def _asked(profile: Profile, night: date) -> Iterator[Asked]:
    weights, standing = tables()["weights"], standing_of(profile)
    yield "must", "level", _level(profile, standing), weights["level"]
    for condition, check in _musts_of_the_person(profile):
        yield "must", condition, check, weights["must"][condition]
    for condition, check in _wishes(profile.must, night):
        yield "must", condition, check, weights["must"][condition]
    for condition, check in _wishes(profile.nice, night):
        yield "nice", condition, check, weights["nice"][condition]
    if profile.nice.levels:
        yield "nice", "levels", lambda role: _yes(role.level in profile.nice.levels), weights["nice"]["levels"]
    if standing.track == "graduate" and not profile.nice.training_programme:
        yield "nice", "training_programme", lambda role: _yes(role.programme), weights["nice"]["training_programme"]
    for condition, check in _always(profile, standing, night):
        yield "always", condition, check, weights["always"][condition]


def _yes(held: bool) -> str:
    return "met" if held else RULED_OUT


def _level(profile: Profile, standing: Standing) -> Check:
    targets = plain_targets(profile)
    states = list(tables()["weights"]["level"])  # the first that holds counts

    def listed(level: str | None, whose: str) -> str | None:
        if level is None or (whose == "own" and standing.industry is None):
            return None
        odds, aim = targets[level, whose]
        shown = level in profile.must.levels if profile.must.levels else aim or level in profile.nice.levels
        return odds if shown else None

    def check(role: PlainRole) -> str:
        own = standing.industry is not None and role.industry == standing.industry
        found = {listed(role.level, "own" if own else "other")}
        if role.unclear and listed(role.runner_up, "own" if own else "other"):
            found.add("unclear")
        return next((state for state in states if state in found), RULED_OUT)

    return check


def _musts_of_the_person(profile: Profile) -> Iterator[tuple[str, Check]]:
    right, standing = profile.right_to_work, standing_of(profile)
    yield "reach", lambda role: _within_reach(role, standing)
    yield "studies", lambda role: _meant_for(role, profile)
    if spoken := frozenset(profile.background.languages):
        yield "languages", lambda role: _spoken(role, spoken)
    if standing.track not in ("core", "product"):
        yield "knowledge", lambda role: _known(role, standing)
    if profile.avoid.companies:
        avoided = set(map(fold, profile.avoid.companies))
        yield "avoid_companies", lambda role: RULED_OUT if role.company in avoided else "silent"
    reached = frozenset((*right.countries, *right.with_visa))
    if reached:
        yield "work_from", lambda role: _from_one_of(role, reached, "met", "unknown")
    if right.with_visa:
        at_home = frozenset(right.countries)

        def visa(role: PlainRole) -> str:
            free = _from_one_of(role, at_home, "free", "silent") if at_home else RULED_OUT
            if free == "free" or role.visa != "yes":
                return free if free != RULED_OUT else "unknown" if role.visa is None else RULED_OUT
            return "met"

        yield "visa", visa


def _from_one_of(role: PlainRole, countries: frozenset[str], inside: str, untold: str) -> str:
    """Whether one may work from one of these countries: what is said of applicants counts, and without it the places."""
    stated = role.covered or tuple(country for _, _, country in role.places) or (None,)
    if ANYWHERE in stated or not countries.isdisjoint(stated):
        return inside
    return untold if None in stated else RULED_OUT


def _wishes(wishes: Wishes, night: date) -> Iterator[tuple[str, Check]]:
    if places := places_of(wishes.places):
        wanted = tuple((place.city, place.region, place.country) for place in places)
        yield "places", lambda role: _placed(role, wanted)
    for condition in _WITH_ONE_WORD:
        if words := frozenset(getattr(wishes, condition)):
            yield condition, _word_check(condition, words)
    if salary := wishes.salary:

        def pays(role: PlainRole) -> str:
            if role.pay is None or role.currency != salary.currency:
                return "unknown"
            return _yes(role.pay >= salary.least)

        yield "salary", pays
    if wishes.salary_stated:
        yield "salary_stated", lambda role: _yes(role.states_pay)
    if wishes.companies:
        companies = set(map(fold, wishes.companies))
        yield "companies", lambda role: _yes(role.company in companies)
    if wishes.title_words:
        phrases = [f" {fold(words)} " for words in wishes.title_words]
        yield "title_words", lambda role: _yes(any(phrase in role.title for phrase in phrases))
    if wishes.training_programme:
        yield "training_programme", lambda role: _yes(role.programme)
    if wishes.opened_within_days is not None:
        after = night - timedelta(days=wishes.opened_within_days)
        yield "opened_within_days", lambda role: _yes(role.opened > after)


def _word_check(condition: str, words: frozenset[str]) -> Check:
    untold = RULED_OUT if condition == "specialties" else "unknown"  # a role without a specialty is none of any

    def check(role: PlainRole) -> str:
        stated = role.words[condition]
        return _yes(not words.isdisjoint(stated)) if stated else untold

    return check


def _placed(role: PlainRole, wanted: tuple[Where, ...]) -> str:
    if not role.places and not role.covered:
        return "unknown"
    states = {_inside(place, wish) for wish in wanted for place in role.places}
    states |= {_reaches(country, wish[2]) for wish in wanted for country in role.covered}
    return next((state for state in ("met", "unknown") if state in states), RULED_OUT)


def _inside(place: Where, wish: Where) -> str:
    """Whether a place lies in what is wanted. A region that is not told is no matter where the city is the same."""
    if any(one is not None and other is not None and one != other for one, other in zip(place, wish, strict=True)):
        return RULED_OUT
    (city, region, country), (wanted_city, wanted_region, wanted_country) = place, wish
    told = (wanted_country is None or country is not None) and (wanted_city is None or city is not None)
    return "met" if told and (wanted_region is None or region is not None or wanted_city is not None) else "unknown"


def _reaches(country: str | None, wanted: str | None) -> str:
    return "unknown" if country is None else _yes(country in (ANYWHERE, wanted))


def _always(profile: Profile, standing: Standing, night: date) -> Iterator[tuple[str, Check]]:
    yield "years", lambda role: _years(role, standing)
    if standing.industry is not None:
        yield "industry", lambda role: "unknown" if role.industry is None else _yes(role.industry == standing.industry)
    for skill in ("analytics", "research", "strategy"):
        yield skill, _skill_check(skill, skill in profile.background.skills)
    if not profile.background.languages:
        yield "languages", lambda role: "unknown" if role.languages - {"en"} else "free"
    if standing.track in ("core", "product"):
        yield "knowledge", lambda role: _known(role, standing)
    technical = standing.track == "product" or standing.field in ("engineering", "analytics")
    yield "technical", lambda role: _yes(technical or role.words["specialties"] <= {"growth"})
    yield "fresh", lambda role: _yes(not role.stale)
    yield "sure", lambda role: _yes(not role.unclear)
    of_an_intern = "near" if profile.background.enrolled or profile.background.recent_graduate else RULED_OUT
    yield "internship", lambda role: of_an_intern if role.internship else "met"
    yield "new", lambda role: _yes(role.opened > night - timedelta(days=7))


def _skill_check(skill: str, shown: bool) -> Check:
    return lambda role: _yes(shown) if skill in role.asks else "unknown"


def _counted(role: PlainRole, standing: Standing) -> tuple[float, float]:
    """Years that count for sure, and those that perhaps do.

    All years count where one's own field is among those that are asked for, product years where product management is or any kind. What
    else somebody did perhaps counts, but for years of product management alone.
    """
    all_years = max(standing.product_years, standing.industry_years)
    close = standing.track in ("core", "product")
    if role.years_in == ("product",):
        return standing.product_years, 0
    if not role.years_in:
        return standing.product_years, (all_years if close or _expert(role, standing) else standing.product_years)
    own = _FIELDS.get(standing.field)
    sure = all_years if own in role.years_in else standing.product_years if "product" in role.years_in else 0
    return sure, (all_years if close else 0)


def _expert(role: PlainRole, standing: Standing) -> bool:
    """Whether somebody who has done no product work knows the industry of the employer."""
    return standing.product_years == 0 and standing.industry is not None and role.industry == standing.industry


_FIELDS = {"engineering": "technology", "analytics": "analytics", "design": "design", "research": "research"}


def _years(role: PlainRole, standing: Standing) -> str:
    if role.years is None:
        return "unknown"
    if standing.product_years >= max(2 * role.years, role.years + 5):
        return "beneath"
    sure, perhaps = _counted(role, standing)
    if sure >= role.years:
        return "met"
    if sure >= role.years - 1:
        return "near"
    return "perhaps" if perhaps >= role.years else RULED_OUT


def _within_reach(role: PlainRole, standing: Standing) -> str:
    if role.years is None:
        return "silent"
    reach = tables()["weights"]["reach"]
    near = max(reach["years"], reach["share"] * role.years, reach["expert"] if _expert(role, standing) else 0)
    return "silent" if role.years - max(_counted(role, standing)) <= near else RULED_OUT


def _spoken(role: PlainRole, spoken: frozenset[str]) -> str:
    if not role.languages:
        return "silent"
    return _yes(role.languages <= spoken)


def _known(role: PlainRole, standing: Standing) -> str:
    return _yes(role.knowledge <= set(standing.knows)) if role.knowledge else "unknown"


def _meant_for(role: PlainRole, profile: Profile) -> str:
    background = profile.background
    if role.studies is None:
        return "silent"
    return _yes(background.enrolled or (role.studies == "recent" and background.recent_graduate))


def _newest_first(day: str) -> int:
    return -date.fromisoformat(day).toordinal()
