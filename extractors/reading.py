"""What a night brings home from one board: raw answers, and the board's postings or the reason why there are none."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from extractors.board import Board
from extractors.posting import JobPosting, Rejection

ReadState = Literal["read", "unavailable", "changed", "gone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One raw HTTP answer (or one ingested file)."""

    url: str  # of a file: `file:NAME?ours=theirs`, its name without folders and its column map
    status: int
    content_type: str
    body: bytes
    fetched_at: datetime  # UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRead:
    """One read of one board. Only state `read` says anything about which postings are open."""

    board: Board
    state: ReadState
    fetched_at: datetime  # UTC, of the first answer (or of the failure)
    postings: tuple[JobPosting, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    message: str | None = None  # for a person, when state is not `read`
    seconds: float = 0.0
    bytes_read: int = 0
    complete: bool = True  # False for an ingested file: what it does not hold is not thereby absent
