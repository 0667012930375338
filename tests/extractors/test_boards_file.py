"""A row goes where it belongs, and every other line stays as it was."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.board import Board
from extractors.boards_file import row_of, with_board
from extractors.errors import BadBoards

LIST = """# Whence the rows come.
industries = [
    "travel", # stays
    "energy",
]

# --- energy ---

[[board]]
source = "lever"
token = "dynamo"
company = "Dynamo"
industry = "energy"

# --- travel ---

[[board]]
source = "lever"
token = "driftmoor"
company = "Driftmoor"
industry = "travel"

[[board]]
source = "greenhouse"
token = "pebble"
company = "Pebble & Sons"
industry = "travel"
"""


def _board(company: str, industry: str | None = "travel", token: str = "new") -> Board:
    return Board(source="ashby", token=token, company=company, industry=industry, url=None)


@pytest.mark.parametrize(
    ("company", "industry", "order"),
    [
        ("Acorn", "travel", ["Dynamo", "Acorn", "Driftmoor", "Pebble & Sons"]),
        ("Ferncombe", "travel", ["Dynamo", "Driftmoor", "Ferncombe", "Pebble & Sons"]),
        ("zebra", "travel", ["Dynamo", "Driftmoor", "Pebble & Sons", "zebra"]),
        ("Zebra", "energy", ["Dynamo", "Zebra", "Driftmoor", "Pebble & Sons"]),
        ("Nowhere", None, ["Dynamo", "Driftmoor", "Pebble & Sons", "Nowhere"]),
    ],
)
def test_the_row_stands_under_its_industry_by_company(company: str, industry: str | None, order: list[str]) -> None:
    text = with_board(LIST, _board(company, industry))
    assert [row["company"] for row in tomllib.loads(text)["board"]] == order
    assert [line for line in text.splitlines() if line and line not in row_of(_board(company, industry))] == [
        line for line in LIST.splitlines() if line and line not in row_of(_board(company, industry))
    ]
    assert "\n\n\n" not in text


def test_a_board_that_is_there_is_not_added_again() -> None:
    with pytest.raises(BadBoards, match="row 2, 'Driftmoor'"):
        with_board(LIST, Board(source="lever", token="DRIFTMOOR", company="Other"))


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_any_name_is_written_so_that_it_reads_as_it_was(name: str) -> None:
    [row] = tomllib.loads("\n".join(row_of(_board(name, None))))["board"]
    assert row["company"] == name
