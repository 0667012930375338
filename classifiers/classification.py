"""A verdict on one posting, with everything that is needed to justify it."""

from dataclasses import dataclass
from typing import Literal

Family = Literal["pm", "not_pm"]
Level = Literal["apm", "mid", "senior", "principal", "group", "above"]
Stated = Literal["yes", "no", "absent"]
YearsIn = Literal["product", "technology", "analytics", "design", "research", "business"]
Studies = Literal["enrolled", "recent"]
Context = Literal["asserted", "negated", "other_person", "prospective", "prior"]
Section = Literal["title", "duties", "requirements", "preferred", "company", "benefits", "compensation", "legal", "unknown"]

# The documented distinctions that a verdict reports as yes, no or absent: fields of `Classification`, in its order.
STATED_SIGNALS = (
    "zero_to_one",
    "multiple_roadmaps",
    "direct_reports",
    "people_mentoring",
    "training_programme",
    "existing_product",
    "company_strategy",
)

# The signals of what a verdict tells beside the level: they never weigh.
TOLD_SIGNALS = ("specialty", "skill", "visa_sponsorship", "job_start", "language", "studies", "knowledge")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One sentence (or title) that a rule found: `text[start:end] == quote`, in `Classification.text` (section `title`: in the title)."""

    rule: str  # the rule's name in the rulebook
    signal: str  # what it speaks of: zero_to_one, multiple_roadmaps, direct_reports, years, title_level, specialty, skill, ...
    quote: str
    start: int
    end: int
    section: Section
    context: Context
    weight: float  # what it added to the level's lead over the runner-up; 0 when found but not counted
    counted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """Family, level and reasons of one posting. Names are the contract of `explore-roles classify`."""

    family: Family
    level: Level | None  # None when family is not_pm
    confidence: float  # 0..1; of the verdicts published at 0.8, 80 % are meant to be right
    runner_up: Level | None
    basis: str  # one line: what the level rests on
    conflict: bool  # the employer's level word and the text disagree
    zero_to_one: Stated
    multiple_roadmaps: Stated
    direct_reports: Stated  # `no` = the posting states that there are none
    people_mentoring: Stated
    training_programme: Stated
    existing_product: Stated
    company_strategy: Stated
    min_years: float | None
    years_are_pm: bool | None
    years_in: tuple[YearsIn, ...]  # the fields in which they are asked; empty where any counts, or it is not told
    specialties: tuple[str, ...]  # what kind of product management: ai, growth ... in the order of tables/specialties.toml
    skills: tuple[str, ...]  # what it asks of the applicant: analytics, research, strategy, in the order of tables/applicants.toml
    visa_sponsorship: Stated  # `no` = the posting states that visas are not sponsored
    job_start: str | None  # when the job or programme starts, as stated: "Summer 2027"
    languages: tuple[str, ...]  # languages that it asks for outright (ISO 639-1), in alphabetical order
    studies: Studies | None  # only for who is enrolled in studies, or has just finished them
    knowledge: tuple[str, ...]  # fields of knowledge that it asks for outright, in the order of tables/knowledge.toml
    evidence: tuple[Evidence, ...]
    rulebook: str  # the rulebook's version, changes with any change of a table
    text: str  # the plain text that was read: what the evidence's offsets point into
