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
    fetched_at: datetime  # UTC, when the body came: what it dates "3 days ago" is counted from there
    etag: str | None = None  # the validators that came with it, to ask next time whether it changed
    last_modified: str | None = None
    confirmed_at: datetime | None = None  # UTC, when the host said that it is what it was (304): the body is the one that was kept

    @property
    def asked_at(self) -> datetime:
        """When the host gave it or confirmed it, UTC."""
        return self.confirmed_at or self.fetched_at

    @property
    def unchanged(self) -> bool:
        """Whether the body is that of an earlier night."""
        return self.confirmed_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRead:
    """One read of one board. Only state `read` says anything about which postings are open."""

    board: Board
    state: ReadState
    fetched_at: datetime  # UTC, when the first answer came or was confirmed (or when the failure was)
    postings: tuple[JobPosting, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    message: str | None = None  # for a person, when state is not `read`
    seconds: float = 0.0
    bytes_read: int = 0  # of the bodies, without those that were unchanged
    requests: int = 0  # redirects and retries included
    unchanged: bool = False  # every answer is what it was: nothing was sent again
    passed_over: int = 0  # entries whose text was not asked for, as their title is none that is wanted
    # Pages (`found_at` of a posting) that are listed, of which nothing was read: what was found there is neither seen nor absent.
    there: tuple[str, ...] = ()
    content_hash: str | None = None  # of all that was read, and of what read it; of files alone
    same: bool = False  # it is what it was when it was last loaded: its postings are those of that load, and are not here
    complete: bool = True  # False for a file and for a window: what it does not hold is not thereby absent
