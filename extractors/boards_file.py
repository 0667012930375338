"""Adds a row to the list of boards where it belongs, and leaves every other line as it was."""

import re
import tomllib

from extractors.board import Board
from extractors.errors import BadBoards

_HEADING = re.compile(r"^# --- (?P<industry>.+?) ---\s*$")
_ROW = re.compile(r"^\[\[\s*board\s*\]\]")


def with_board(text: str, board: Board) -> str:
    """Returns the text of a list of boards with this board's row: under its industry, before the next company by name; at the
    end where the list has no such heading. Raises BadBoards where the text has it already."""
    held = tomllib.loads(text).get("board", [])
    for number, row in enumerate(held, 1):
        if (row.get("source"), str(row.get("token")).casefold()) == (board.source, board.token.casefold()):
            raise BadBoards(f"{board.key} is there already: row {number}, {row.get('company')!r}.")
    lines = text.rstrip("\n").split("\n")
    place = _place(lines, board)
    row = row_of(board)
    if place >= len(lines):
        return "\n".join([*lines, "", *row]) + "\n"
    return "\n".join([*lines[:place], *row, "", *lines[place:]]) + "\n"


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


def _place(lines: list[str], board: Board) -> int:
    """Returns the line before which the row is put."""
    begin = next((n for n, line in enumerate(lines) if (found := _HEADING.match(line)) and found["industry"] == board.industry), None)
    if begin is None:
        return len(lines)
    end = next((n for n in range(begin + 1, len(lines)) if _HEADING.match(lines[n])), len(lines))
    starts = [n for n in range(begin + 1, end) if _ROW.match(lines[n])]
    for start, stop in zip(starts, [*starts[1:], end], strict=True):
        [row] = tomllib.loads("\n".join(lines[start:stop]))["board"]
        if str(row.get("company", "")).casefold() > board.company.casefold():
            return start
    return end
