"""A board: one employer's job list on one platform (a row of boards.toml)."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from extractors.errors import BadBoards
from extractors.sources import sources
from extractors.typed import listed, typed_text

# Tokens end up in URLs and in names of tables' keys. Spaces: Ashby takes names of organisations as they are written.
_TOKEN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ._-]{0,98}[A-Za-z0-9_-])?")
_ROW_HEADER = re.compile(r"\s*\[\[\s*board\s*\]\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    source: str  # the platform: the name of a module under extractors/sources
    token: str  # the employer's name there, as it stands in the platform's URLs
    company: str  # the employer's name as people write it
    industry: str | None = None  # one of the industries listed in boards.toml
    region: str | None = None  # where the platform runs several instances: which one

    @property
    def key(self) -> str:
        """`source:token`, unique over all boards."""
        return f"{self.source}:{self.token}"


_Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$")]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    source: str
    token: str
    company: _Words
    industry: _Words | None = None
    region: str | None = None


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    industries: list[_Words] = Field(default_factory=list)
    board: list[dict[str, object]] = Field(default_factory=list)


def default_boards_path() -> Path:
    """Returns where the boards that ship with the project stand."""
    return Path(__file__).with_name("boards.toml")


def load_boards(path: Path) -> tuple[Board, ...]:
    """Returns the boards listed in a TOML file, in its order.

    Raises BadBoards where the file cannot be read, is not TOML, or has rows that cannot be used; all bad rows are named
    at once, so that one pass mends them.
    """
    text = typed_text(path, "list of boards", BadBoards)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadBoards(f"{path} is not valid TOML: {error}. Mend that place; strings need quotes, a row begins with [[board]].") from None
    try:
        file = _File.model_validate(table)
    except ValidationError as error:
        raise BadBoards(f"{path}: {_first(error)}. At the top there is `industries = [...]`, then one [[board]] a row.") from None
    if not file.board:
        raise BadBoards(f"{path} lists no board: add rows that begin with [[board]] (source, token, company, industry).")
    lines = [number for number, line in enumerate(text.splitlines(), 1) if _ROW_HEADER.match(line)]
    boards: list[Board] = []
    problems: list[str] = []
    seen: dict[str, int] = {}
    for number, row in enumerate(file.board, 1):
        board, found = _board(row, frozenset(file.industries))
        if board is not None:
            earlier = seen.setdefault(board.key.casefold(), number)
            if earlier != number:
                found.append(f"the board {board.key} stands in row {earlier} already; keep one of the two")
            boards.append(board)
        where = f"row {number}" + (f" (line {lines[number - 1]})" if len(lines) == len(file.board) else "")
        problems += [f"{where}: {problem}" for problem in found]
    if problems:
        raise BadBoards(f"{path} has rows that cannot be used:{listed(problems)}")
    return tuple(boards)


def _board(row: Mapping[str, object], industries: frozenset[str]) -> tuple[Board | None, list[str]]:
    """Returns the row as a board, or None, and what is wrong with the row."""
    try:
        read = _Row.model_validate(row)
    except ValidationError as error:
        return None, [f"{_first(error)} (token {row.get('token')!r})"]
    found = []
    platform = sources().get(read.source)
    if platform is None:
        found.append(f"unknown source {read.source!r}; there are {', '.join(sorted(sources()))}")
    elif read.region is not None and read.region not in platform.REGIONS:
        there = ", ".join(platform.REGIONS) or "none: leave it out"
        found.append(f"unknown region {read.region!r} of {read.source}; there are {there}")
    if not _TOKEN.fullmatch(read.token) or ".." in read.token:
        found.append(f"the token {read.token!r} cannot be one: copy it from the board's URL (letters, digits, space . _ -)")
    if read.industry is not None and read.industry not in industries:
        found.append(f"industry {read.industry!r} of {read.token!r} is not in the list `industries` at the top of the file")
    board = Board(source=read.source, token=read.token, company=read.company, industry=read.industry, region=read.region)
    return board, found


def _first(error: ValidationError) -> str:
    """Returns the first thing that pydantic found, in words."""
    problem = error.errors(include_url=False)[0]
    name = ".".join(str(part) for part in problem["loc"])
    said = {"missing": "is missing", "extra_forbidden": "is not a key of this table"}
    return f"`{name}` " + said.get(problem["type"], f"is not as it should be: {problem['msg']}")
