"""What a parser returns: postings, and rejections for the entries that are none. Field names follow schema.org's JobPosting."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

WorkMode = Literal["remote", "hybrid", "onsite", "unknown"]

# The closed list of reasons for which an entry of an answer is no posting.
Reason = Literal[
    "not an object",
    "no identifier",
    "no title",
    "no description",
    "duplicate identifier",
    "not listed",
    "too large",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobPosting:
    """One posting as its board states it. What is not stated is None, never a guess."""

    source: str
    board: str  # the board's token
    identifier: str  # the platform's id, unique within the board
    title: str  # white space folded, otherwise as stated
    description: str  # HTML, or plain text; contact data masked
    hiring_organization: str  # the company's name for display
    industry: str | None = None
    department: str | None = None
    job_location: tuple[str, ...] = ()  # places as stated, in order, without doubles
    work_mode: WorkMode = "unknown"
    employment_type: str | None = None  # as stated
    base_salary_min: float | None = None
    base_salary_max: float | None = None
    salary_currency: str | None = None  # ISO 4217 as stated
    salary_unit: str | None = None  # schema.org unitText: HOUR, DAY, WEEK, MONTH, YEAR
    salary_text: str | None = None  # as stated, in words
    date_posted: datetime | None = None  # UTC; theirs, and it moves
    date_modified: datetime | None = None  # UTC
    in_language: str | None = None  # BCP 47 as stated
    url: str | None = None  # http(s) only
    apply_url: str | None = None  # http(s) only

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
