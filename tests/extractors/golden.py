"""The fixtures of platforms: an answer, and what it must be read as."""

import json
from dataclasses import MISSING, asdict, fields, replace
from datetime import UTC, datetime
from pathlib import Path

from extractors.board import Board
from extractors.posting import JobPosting, Parsed, Rejection
from extractors.reading import Answer
from extractors.sources import sources

FIXTURES = Path(__file__).parents[1] / "fixtures"
_KINDS = {".json": "application/json", ".xml": "application/xml", ".html": "text/html", ".txt": "text/plain"}
SHARED = Path(__file__).parents[2].parent / "shared"


def cases() -> list[Path]:
    """Returns the folders of all cases."""
    return sorted(path.parent for source in sources() for path in (FIXTURES / source).glob("*/expected.json"))


def case_of(folder: Path) -> tuple[Board, tuple[Answer, ...]]:
    """Returns the board of a case, and its answers.

    A case is one `response.*`, or an `answers.json`: {"board": {"token": "...", "region": ..., "url": ...}, "answers": [{"url":
    "https://...", "file": "list.json", "status": 200, "content_type": "application/json"}, ...]}. A POST's address has the JSON
    that was sent behind a `#`, with sorted keys and no blanks.
    """
    source = folder.parent.name
    if not (folder / "answers.json").exists():
        [body] = folder.glob("response.*")
        return board_of(source), (answer_of(body.read_bytes(), content_type=_KINDS[body.suffix]),)
    stated = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    answers = tuple(
        answer_of(
            (folder / item["file"]).read_bytes() if "file" in item else b"",
            item["url"],
            status=item.get("status", 200),
            content_type=item.get("content_type") or _KINDS[Path(item.get("file", "x.json")).suffix],
        )
        for item in stated["answers"]
    )
    return replace(board_of(source), **stated.get("board", {})), answers


def board_of(source: str, token: str = "example") -> Board:
    """Returns a board of this platform."""
    return Board(source=source, token=token, company="Example Company", industry="consumer")


def answer_of(body: bytes, url: str = "https://board.example/jobs", *, status: int = 200, content_type: str = "application/json") -> Answer:
    """Returns a body as an answer."""
    return Answer(url=url, status=status, content_type=content_type, body=body, fetched_at=datetime(2026, 11, 22, tzinfo=UTC))


def parse(source: str, body: bytes) -> Parsed:
    """Returns what the platform's module makes of a body."""
    return sources()[source].parse(board_of(source), (answer_of(body),))


def stated(item: JobPosting | Rejection) -> dict[str, object]:
    """Returns what an item says beyond its defaults, as it stands in JSON; without what is the same for the whole board."""
    left_out = {field.name for field in fields(item) if field.default is not MISSING and getattr(item, field.name) == field.default}
    left_out |= {"source", "board", "industry"}
    left_out |= {"hiring_organization"} if getattr(item, "hiring_organization", None) == "Example Company" else set()
    found: dict[str, object] = {name: value for name, value in asdict(item).items() if name not in left_out}
    return {name: _plain(value) for name, value in found.items()}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):  # a place
        return {name: inner for name, inner in value.items() if inner is not None}
    return [_plain(inner) for inner in value] if isinstance(value, tuple | list) else value
