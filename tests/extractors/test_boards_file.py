"""A row goes where it belongs, and every other line stays as it was."""

import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.board import Board, load_boards
from extractors.boards_file import add_board, row_of, with_board
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


@pytest.mark.parametrize(
    ("header", "order"),
    [
        ("  [[board]]", ["Dynamo", "Driftmoor", "Ferncombe", "Pebble & Sons"]),
        ('[["board"]]', ["Dynamo", "Driftmoor", "Pebble & Sons", "Ferncombe"]),  # where rows begin cannot be told: at the end
    ],
)
def test_rows_that_begin_in_another_way_are_added_to(header: str, order: list[str]) -> None:
    text = with_board(LIST.replace("[[board]]", header), _board("Ferncombe"))
    assert [row["company"] for row in tomllib.loads(text)["board"]] == order
    assert text.count(header) == 3


def test_lines_end_as_they_did() -> None:
    text = with_board(LIST.replace("\n", "\r\n") + "\r\n", _board("Ferncombe"))
    assert text == with_board(LIST, _board("Ferncombe")).replace("\n", "\r\n")
    assert text != with_board(LIST, _board("Ferncombe"))


def test_a_separator_in_a_name_ends_no_line() -> None:
    text = LIST.replace("Pebble & Sons", "Pebble\u2028Sons")
    assert with_board(text, _board("Ferncombe")) == with_board(LIST, _board("Ferncombe")).replace("Pebble & Sons", "Pebble\u2028Sons")


@pytest.mark.parametrize(
    ("company", "below", "above"),
    [
        ("Ferncombe", 'company = "Ferncombe"', "# Pebble was bought in May.\n# It keeps its board."),
        ("Ash", 'company = "Ash"', "# Driftmoor says so itself."),
        ("Zinc", 'company = "Zinc"', "# Of travel we know little."),
    ],
)
def test_what_is_said_above_a_row_or_heading_stays_with_it(company: str, below: str, above: str) -> None:
    text = LIST.replace(
        '[[board]]\nsource = "greenhouse"', '# Pebble was bought in May.\n# It keeps its board.\n[[board]]\nsource = "greenhouse"'
    )
    text = text.replace(
        '---\n\n[[board]]\nsource = "lever"\ntoken = "drift',
        '---\n# Driftmoor says so itself.\n[[board]]\nsource = "lever"\ntoken = "drift',
    )
    text = text.replace("# --- travel", "# Of travel we know little.\n# --- travel")
    industry = "energy" if company == "Zinc" else "travel"
    after = with_board(text, _board(company, industry))
    assert after.replace("\n".join([*row_of(_board(company, industry)), "", ""]), "") == text
    assert after.index("# --- energy") < after.index(below) < after.index(above)
    assert (after.index("# --- travel") < after.index(below)) == (industry == "travel")


def _listed(path: Path) -> Path:
    path.write_text(LIST, encoding="utf-8")
    return path


def test_a_link_stays_a_link_and_what_it_leads_to_gets_the_row(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    _listed(kept / "mine.toml")
    link = tmp_path / "boards.toml"
    link.symlink_to("kept/mine.toml")
    add_board(link, _board("Acorn"))
    assert link.readlink() == Path("kept/mine.toml")
    assert "ashby:new" in {board.key for board in load_boards(kept / "mine.toml")}


def test_rows_that_are_added_at_once_are_all_there(tmp_path: Path) -> None:
    path = _listed(tmp_path / "boards.toml")
    with ThreadPoolExecutor(8) as threads:
        added = [threads.submit(add_board, path, _board(f"Acorn {n}", token=f"acorn{n}")) for n in range(24)]
    assert [future.exception() for future in added] == [None] * len(added)
    assert len(load_boards(path)) == 3 + len(added)
    assert [file.name for file in tmp_path.iterdir()] == ["boards.toml"]


@pytest.mark.parametrize(("industry", "says"), [("moats", "industry 'moats'"), ("travel", "row 2")])
def test_a_list_that_cannot_be_used_with_the_row_stays_as_it_was(tmp_path: Path, industry: str, says: str) -> None:
    path = _listed(tmp_path / "boards.toml")
    token = "new" if industry == "moats" else ".."
    with pytest.raises(BadBoards, match=r"boards\.toml has rows that cannot be used") as raised:
        add_board(path, _board("Acorn", industry, token))
    assert says in str(raised.value)
    assert path.read_text(encoding="utf-8") == LIST
    assert [file.name for file in tmp_path.iterdir()] == ["boards.toml"]


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_any_name_is_written_so_that_it_reads_as_it_was(name: str) -> None:
    [row] = tomllib.loads("\n".join(row_of(_board(name, None))))["board"]
    assert row["company"] == name
