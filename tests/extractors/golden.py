"""The fixtures of platforms: an answer, and what it must be read as."""

from dataclasses import MISSING, asdict, fields
from datetime import UTC, datetime
from pathlib import Path

from extractors.board import Board
from extractors.posting import JobPosting, Parsed, Rejection
from extractors.reading import Answer
from extractors.sources import sources

FIXTURES = Path(__file__).parents[1] / "fixtures"
SHARED = Path(__file__).parents[2].parent / "shared"


def cases() -> list[Path]:
    """Returns the folders of all cases."""
    return sorted(path.parent for source in sources() for path in (FIXTURES / source).glob("*/response.json"))


def board_of(source: str, token: str = "example") -> Board:
    """Returns a board of this platform."""
    return Board(source=source, token=token, company="Example Company", industry="consumer")


def answer_of(body: bytes, url: str = "https://board.example/jobs") -> Answer:
    """Returns a body as an answer."""
    return Answer(url=url, status=200, content_type="application/json", body=body, fetched_at=datetime(2026, 11, 22, tzinfo=UTC))


def parse(source: str, body: bytes) -> Parsed:
    """Returns what the platform's module makes of a body."""
    return sources()[source].parse(board_of(source), (answer_of(body),))


def stated(item: JobPosting | Rejection) -> dict[str, object]:
    """Returns what an item says beyond its defaults, as it stands in JSON; without what is the same for the whole board."""
    left_out = {field.name for field in fields(item) if field.default is not MISSING and getattr(item, field.name) == field.default}
    left_out |= {"source", "board", "hiring_organization", "industry"}
    found: dict[str, object] = {name: value for name, value in asdict(item).items() if name not in left_out}
    return {name: _plain(value) for name, value in found.items()}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
