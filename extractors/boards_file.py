"""Adds a row to the list of boards where it belongs, and leaves every other line as it was."""

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path

from extractors.board import ROW_HEADER, Board, boards_in, load_boards
from extractors.errors import BadBoards
from extractors.on_disk import held, write_whole
from extractors.typed import typed_text

_HEADING = re.compile(r"^# --- (?P<industry>.+?) ---\s*$")


def add_board(path: Path, board: Board) -> None:
    """Adds the board's row to the list at `path`.

    Raises BadBoards where the list cannot be used, without the row or with it, and OSError where it cannot be written; it is
    then as it was.
    """
    load_boards(path)
    target = path.resolve()  # a link stays a link
    with held(target):
        text = with_board(typed_text(target, "list of boards", BadBoards), board)
        boards_in(text, path)
        write_whole(target, text.encode())


def with_board(text: str, board: Board) -> str:
    """Returns the text of a list of boards with this board's row: under its industry, before the next company by name; at the
    end where the list has no such heading. Raises BadBoards where the text has it already."""
    rows = tomllib.loads(text).get("board", [])
    for number, row in enumerate(rows, 1):
        if (row.get("source"), str(row.get("token")).casefold()) == (board.source, board.token.casefold()):
            raise BadBoards(f"{board.key} is there already: row {number}, {row.get('company')!r}.")
    end = "\r\n" if "\r\n" in text else "\n"
    # Not splitlines(), to which characters that may stand in a name end a line too.
    lines = [f"{line}\n" for line in (text.rstrip("\r\n") + end).split("\n")[:-1]]
    place = _place(lines, [str(row.get("company", "")) for row in rows], board)
    added = [line + end for line in row_of(board)]
    added = [end, *added] if place == len(lines) else [*added, end]
    return "".join([*lines[:place], *added, *lines[place:]])


def row_of(board: Board) -> list[str]:
    """Returns the lines of a board's row."""
    stated = {
        "source": board.source,
        "token": board.token,
        "company": board.company,
        "industry": board.industry,
        "region": board.region,
        "url": board.url,
        "brand": board.brand,
    }
    return ["[[board]]", *(f"{name} = {_quoted(value)}" for name, value in stated.items() if value is not None)]


def _quoted(value: str) -> str:
    """Returns a TOML basic string."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in escaped) + '"'


def _place(lines: Sequence[str], companies: Sequence[str], board: Board) -> int:
    """Returns the line before which the row is put; `companies` are those of the rows that are there, in order."""
    begin = next((n for n, line in enumerate(lines) if (found := _HEADING.match(line)) and found["industry"] == board.industry), None)
    starts = [n for n, line in enumerate(lines) if ROW_HEADER.match(line)]
    if begin is None or len(starts) != len(companies):
        return len(lines)
    end = next((n for n in range(begin + 1, len(lines)) if _HEADING.match(lines[n])), len(lines))
    later = (
        start
        for start, company in zip(starts, companies, strict=True)
        if begin < start < end and company.casefold() > board.company.casefold()
    )
    place = next(later, end)
    # What is said directly above a row or a heading belongs to it.
    while place < len(lines) and place > begin + 1 and lines[place - 1].lstrip().startswith("#"):
        place -= 1
    return place
