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
    etag: str | None = None  # the validators that came with it, to ask next time whether it changed
    last_modified: str | None = None
    unchanged: bool = False  # the host said that it is what it was (304): the body is the one that was kept


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
    bytes_read: int = 0  # of the bodies, without those that were unchanged
    requests: int = 0  # redirects and retries included
    unchanged: bool = False  # every answer is what it was: nothing was sent again
    passed_over: int = 0  # entries whose text was not asked for, as their title is none that is wanted
    complete: bool = True  # False for a file and for a window: what it does not hold is not thereby absent
