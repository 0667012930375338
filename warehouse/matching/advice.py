"""Which levels to aim for, and how likely each is: the rules of advice.toml, held against where somebody stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from warehouse.matching.profile import LEVELS, Level, Profile
from warehouse.matching.standing import Standing, standing_of
from warehouse.matching.tables import tables

Odds = Literal["realistic", "possible", "hard", "very_hard"]
ODDS: tuple[Odds, ...] = ("realistic", "possible", "hard", "very_hard")
Whose = Literal["own", "other"]
WHOSE: tuple[Whose, ...] = ("own", "other")
_NUMBERS = ("industry_years", "product_years", "launches", "roadmaps", "reports")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """How likely a role at a level is, at employers of one's own industry or at others."""

    level: Level
    whose: Whose
    odds: Odds
    aim: bool  # whether the advice is to aim for it
    because: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What the documented advice says to somebody."""

    standing: Standing
    chances: tuple[Chance, ...]  # every level, at one's own industry and others, in the ladder's order
    listed: tuple[Chance, ...]  # those whose roles are shown: what the `must` names; else what to aim for and what is wanted besides
    notes: tuple[str, ...]


def advise(profile: Profile) -> Advice:
    """Returns the advice for a profile."""
    standing = standing_of(profile)
    chances = tuple(_chance(level, whose, standing) for level in LEVELS for whose in WHOSE)
    wanted = profile.nice.levels
    listed = tuple(
        chance
        for chance in chances
        if (chance.level in profile.must.levels if profile.must.levels else chance.aim or chance.level in wanted)
    )
    return Advice(standing=standing, chances=chances, listed=listed, notes=tuple(_notes(standing)))


def holds(when: Mapping[str, Any], standing: Standing) -> bool:
    """Whether all that a rule asks for holds."""
    for name, asked in when.items():
        if name in _NUMBERS:
            least, below = asked
            if not least <= getattr(standing, name) < below:
                return False
        elif name == "wants":
            if not set(asked) & set(standing.wants):
                return False
        elif getattr(standing, name) not in asked:
            return False
    return True


def _chance(level: Level, whose: Whose, standing: Standing) -> Chance:
    rules = [
        rule
        for rule in tables()["advice"]["rule"]
        if level in rule["levels"] and rule["industry"] in ("any", whose) and holds(rule["when"], standing)
    ]
    rule = min(rules, key=lambda rule: (ODDS.index(rule["odds"]), -len(rule["when"]), rule["name"]))
    return Chance(level=level, whose=whose, odds=rule["odds"], aim=rule["aim"], because=rule["because"], rule=rule["name"])


def _notes(standing: Standing) -> Iterator[str]:
    for note in tables()["advice"]["note"]:
        if holds(note["when"], standing):
            yield note["says"]
    if standing.industry_from_occupation:
        yield f"Taken from your occupation: the industry you know is {standing.industry}. Set background.industry where it is another."
