"""A board: one employer's job list on one platform (a row of boards.toml)."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from extractors.errors import BadBoards
from extractors.fields import web_url
from extractors.platform import Platform
from extractors.sources import sources
from extractors.typed import listed, typed_text

# The line that a row begins with.
ROW_HEADER = re.compile(r"\s*\[\[\s*board\s*\]\]")
# Sites whose terms forbid that programs read them; and their hosts (uk.linkedin.com, indeed.co.uk, glassdoor.de).
_FORBIDDEN = {"linkedin": "LinkedIn", "indeed": "Indeed", "glassdoor": "Glassdoor"}
_FORBIDDEN_HOST = re.compile(rf"(?:.+\.)?(?P<site>{'|'.join(_FORBIDDEN)})\.(?:com|(?:com?\.)?[a-z]{{2}})\.?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    source: str  # the platform: the name of a module under extractors/sources
    token: str  # the employer's name there, as it stands in the platform's URLs
    company: str  # the employer's name as people write it
    industry: str | None = None  # one of the industries listed in boards.toml
    region: str | None = None  # where the platform runs several instances: which one
    url: str | None = None  # where the board is, if not where its platform keeps boards: https, without a slash at the end
    brand: Literal["department"] | None = None  # one board for several brands: the field that names the one of a posting

    @property
    def key(self) -> str:
        """`source:token`, unique over all boards."""
        return f"{self.source}:{self.token}"


_Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$")]


_NAME: TypeAdapter[str] = TypeAdapter(_Words)


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    source: str
    token: str
    company: _Words
    industry: _Words | None = None
    region: str | None = None
    url: str | None = None
    brand: Literal["department"] | None = None


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    industries: list[_Words] = Field(default_factory=list)
    board: list[dict[str, object]] = Field(default_factory=list)


def default_boards_path() -> Path:
    """Returns where the boards that ship with the project stand."""
    return Path(__file__).with_name("boards.toml")


def forbidden(url: str) -> str | None:
    """Returns the name of the site at this address where its terms forbid that it is read by programs; None for every other address."""
    try:
        found = _FORBIDDEN_HOST.fullmatch(urlsplit(url).hostname or "")
    except ValueError:
        return None
    return _FORBIDDEN[found["site"]] if found else None


def company_name(text: str) -> str | None:
    """Returns the text as a row may name its company, or None where it cannot be a name (blank, on several lines, too long)."""
    try:
        return _NAME.validate_python(text)
    except ValidationError:
        return None


def load_boards(path: Path) -> tuple[Board, ...]:
    """Returns the boards listed in a TOML file, in its order.

    Raises BadBoards where the file cannot be read, is not TOML, or has rows that cannot be used; all bad rows are named
    at once, so that one pass mends them.
    """
    return boards_in(typed_text(path, "list of boards", BadBoards), path)


def load_industries(path: Path) -> tuple[str, ...]:
    """Returns the industries at the top of a list of boards. Raises BadBoards where it is no such list; its rows are not looked at."""
    return tuple(_file(typed_text(path, "list of boards", BadBoards), path).industries)


def boards_in(text: str, path: Path) -> tuple[Board, ...]:
    """Returns what `load_boards` does, of the text that the file has or is to have."""
    file = _file(text, path)
    if not file.board:
        raise BadBoards(f"{path} lists no board: add rows that begin with [[board]] (source, token, company, industry).")
    lines = [number for number, line in enumerate(text.splitlines(), 1) if ROW_HEADER.match(line)]
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


def _file(text: str, path: Path) -> _File:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadBoards(f"{path} is not valid TOML: {error}. Mend that place; strings need quotes, a row begins with [[board]].") from None
    try:
        return _File.model_validate(table)
    except ValidationError as error:
        raise BadBoards(f"{path}: {_first(error)}. At the top there is `industries = [...]`, then one [[board]] a row.") from None


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
    else:
        found += _of_platform(read, platform.PLATFORM)
    if read.industry is not None and read.industry not in industries:
        found.append(f"industry {read.industry!r} of {read.token!r} is not in the list `industries` at the top of the file")
    return Board(**read.model_dump()), found


def _of_platform(row: _Row, platform: Platform) -> list[str]:
    """Returns what is wrong with the row for its platform."""
    found = []
    if row.region is not None and row.region not in platform.regions:
        there = ", ".join(platform.regions) or "none: leave it out"
        found.append(f"unknown region {row.region!r} of {row.source}; there are {there}")
    if not platform.token.fullmatch(row.token) or ".." in row.token:
        found.append(f"the token {row.token!r} cannot be one: copy it from the board's URL (letters, digits, space . _ -)")
    if row.url is None and platform.has_url:
        found.append(f"{row.token!r} has no `url`: a board of {row.source} says where it is (https://...)")
    if row.url is not None and not (platform.has_url or platform.takes_url):
        found.append(f"{row.token!r} has a `url`, which a board of {row.source} has not: leave it out")
    elif row.url is not None and (web_url(row.url) != row.url or not row.url.startswith("https://") or row.url.endswith("/")):
        found.append(f"the url {row.url!r} of {row.token!r} cannot be used: https://, without a slash at the end")
    if row.url is not None and (site := forbidden(row.url)):
        found.append(f"the url {row.url!r} of {row.token!r} is {site}'s, which is not read: its terms forbid it")
    return found


def _first(error: ValidationError) -> str:
    """Returns the first thing that pydantic found, in words."""
    problem = error.errors(include_url=False)[0]
    name = ".".join(str(part) for part in problem["loc"])
    said = {"missing": "is missing", "extra_forbidden": "is not a key of this table"}
    return f"`{name}` " + said.get(problem["type"], f"is not as it should be: {problem['msg']}")
