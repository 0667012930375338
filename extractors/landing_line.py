"""One line of the landing's index: a board read, and where each of its answers is kept."""

import hashlib
import re
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Self, get_args

import orjson

from extractors.board import Board
from extractors.reading import Answer, ReadState

_SHA256 = re.compile(r"[0-9a-f]{64}")


class LineUnreadable(ValueError):
    """The line is not one that was written whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whence:
    """An answer without its body, and the name under which the body is kept."""

    url: str
    status: int
    content_type: str
    fetched_at: datetime
    sha256: str
    size: int  # of the body, in bytes
    etag: str | None = None
    last_modified: str | None = None
    confirmed_at: datetime | None = None

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """Returns what the index says of this answer."""
        return cls(
            url=answer.url,
            status=answer.status,
            content_type=answer.content_type,
            fetched_at=answer.fetched_at,
            sha256=hashlib.sha256(answer.body).hexdigest(),
            size=len(answer.body),
            etag=answer.etag,
            last_modified=answer.last_modified,
            confirmed_at=answer.confirmed_at,
        )

    def answer(self, body: bytes) -> Answer:
        """Returns the answer with its body."""
        return Answer(
            url=self.url,
            status=self.status,
            content_type=self.content_type,
            body=body,
            fetched_at=self.fetched_at,
            etag=self.etag,
            last_modified=self.last_modified,
            confirmed_at=self.confirmed_at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A board read as the index names it."""

    when: datetime  # when it was kept
    night: date
    run_id: str
    board: Board
    state: ReadState
    message: str | None
    seconds: float
    fetched_at: datetime
    answers: tuple[Whence, ...]
    requests: int = 0


def write_line(line: Line) -> bytes:
    """Returns the line with its end."""
    return orjson.dumps(asdict(line), option=orjson.OPT_APPEND_NEWLINE)


def read_line(text: bytes) -> Line:
    """Returns the line that stands there. Raises LineUnreadable where none does."""
    try:
        stated = orjson.loads(text)
        line = Line(
            when=datetime.fromisoformat(stated["when"]),
            night=date.fromisoformat(stated["night"]),
            run_id=_text(stated["run_id"]),
            board=_board(stated["board"]),
            state=stated["state"],
            message=stated["message"],
            seconds=float(stated["seconds"]),
            fetched_at=datetime.fromisoformat(stated["fetched_at"]),
            answers=tuple(_whence(item) for item in stated["answers"]),
            requests=int(stated.get("requests", 0)),
        )
    except (ValueError, TypeError, KeyError) as error:
        raise LineUnreadable(f"{type(error).__name__}: {error}") from None
    if line.state not in get_args(ReadState):
        raise LineUnreadable(f"there is no state {line.state!r}")
    return line


def _board(stated: dict[str, str | None]) -> Board:
    return Board(
        source=_text(stated["source"]),
        token=_text(stated["token"]),
        company=_text(stated["company"]),
        industry=stated.get("industry"),
        region=stated.get("region"),
        url=stated.get("url"),
        brand="department" if stated.get("brand") == "department" else None,
    )


def _whence(stated: dict[str, str]) -> Whence:
    sha256 = stated["sha256"]
    # It becomes a path.
    if not _SHA256.fullmatch(sha256):
        raise ValueError(f"{sha256[:80]!r} is no SHA-256")
    return Whence(
        url=_text(stated["url"]),
        status=int(stated["status"]),
        content_type=_text(stated["content_type"]),
        fetched_at=datetime.fromisoformat(stated["fetched_at"]),
        sha256=sha256,
        size=int(stated["size"]),
        etag=stated.get("etag"),
        last_modified=stated.get("last_modified"),
        confirmed_at=datetime.fromisoformat(confirmed) if (confirmed := stated.get("confirmed_at")) else None,
    )


def _text(value: str | None) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} where a text should be")
    return value
