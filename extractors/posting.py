"""What a parser returns: postings, and rejections for the entries that are none. Field names follow schema.org's JobPosting."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

WorkMode = Literal["remote", "hybrid", "onsite", "unknown"]
# schema.org's values of employmentType, as Google's job-posting rules list them.
EmploymentType = Literal["FULL_TIME", "PART_TIME", "CONTRACTOR", "TEMPORARY", "INTERN", "VOLUNTEER", "PER_DIEM", "OTHER"]

# The closed list of reasons for which an entry of an answer is no posting.
Reason = Literal[
    "not an object",
    "no identifier",
    "no title",
    "no description",
    "duplicate identifier",
    "not listed",
    "too large",
    "unreadable",  # what should hold it (a page, a block of JSON) cannot be read
    "page missing",  # it is listed, but its own page was not to be had
    "page gone",  # it is listed, but its own page is gone (404, or nothing stated any more), while others of the board are there
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place, as far as what was stated names one place and no other."""

    city: str | None = None  # its usual English or local name, as GeoNames writes it
    region: str | None = None  # the state or province, by name
    country: str | None = None  # ISO 3166-1 alpha-2


@dataclass(frozen=True, slots=True, kw_only=True)
class JobPosting:
    """One posting as its board states it. What is not stated is None, never a guess."""

    source: str
    board: str  # the board's token
    identifier: str  # the platform's id, unique within the board
    title: str  # without gender marks, requisition ids and doubled blanks
    title_stated: str | None = None  # as stated, white space folded, where that is not the title
    description: str  # HTML, or plain text; contact data masked; empty where it was not read, as the title is none that is wanted
    hiring_organization: str  # the company's name for display
    industry: str | None = None
    department: str | None = None
    job_location: tuple[str, ...] = ()  # places as stated, in order, without doubles
    places: tuple[Place, ...] = ()  # the same, read; what names no one place is left out
    work_mode: WorkMode = "unknown"
    applicant_location: tuple[str, ...] = ()  # where one may work from when remote: ISO 3166-1 codes, or names such as EMEA, Worldwide
    employment_type: str | None = None  # as stated
    employment_types: tuple[EmploymentType, ...] = ()  # the same in schema.org's values
    base_salary_min: float | None = None
    base_salary_max: float | None = None
    salary_currency: str | None = None  # ISO 4217 as stated
    salary_unit: str | None = None  # schema.org unitText: HOUR, DAY, WEEK, MONTH, YEAR
    salary_text: str | None = None  # as stated, in words
    salary_year_min: float | None = None  # what base_salary_min comes to in a year, where the unit is stated
    salary_year_max: float | None = None
    date_posted: datetime | None = None  # UTC; theirs, and it moves
    date_posted_relative: bool = False  # stated as "3 days ago": counted back from when it was read
    valid_through: datetime | None = None  # UTC; until when the employer says that it stands
    date_modified: datetime | None = None  # UTC
    in_language: str | None = None  # BCP 47 as stated
    url: str | None = None  # http(s) only
    apply_url: str | None = None  # http(s) only
    found_at: str | None = None  # the page that states it, where the board lists pages and no ids

    @property
    def key(self) -> str:
        """`source:board:identifier`, unique over everything that is read."""
        return f"{self.source}:{self.board}:{self.identifier}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """One entry of an answer that is no posting, with what is needed to find it again."""

    source: str
    board: str
    position: int  # where it stood in the answer, from 0 (for a file: the row, from 1)
    identifier: str | None
    title: str | None
    reason: Reason
    detail: str  # for a person: what was there instead


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What one board's answers hold."""

    postings: tuple[JobPosting, ...] = field(default=())
    rejections: tuple[Rejection, ...] = field(default=())
    there: tuple[str, ...] = ()  # pages that are listed, of which nothing was read: what was found there may be there still
    passed_over: int = 0  # entries whose text was not asked for, as their title is none that is wanted
    complete: bool = True  # False for a window (the latest hundred, a file): what it does not hold is not thereby absent
