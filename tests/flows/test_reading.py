"""A file that is read in parts is read as if it were read whole, landed so, and read again."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors import file_parts
from extractors.errors import BadFile
from extractors.file_parts import part_answer, parts_of
from extractors.files import file_answer, file_board, parse_file
from extractors.landing import Landing
from flows.reading import read_files
from flows.workers import here
from tests.flows.nights import explore_roles
from warehouse.staging import rejections_table, staged

PRODUCT = "<p>You own the roadmap of one product. Write to jo@hedge.example.</p>"


def is_candidate(title: str) -> bool:
    from classifiers import is_candidate

    return is_candidate(title)


def write(path: Path, rows: Sequence[Any]) -> Path:
    path.write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def row(number: int | str, title: str = "Product Manager", place: str = "Leeds", company: str | None = "Hedge & Co") -> dict[str, object]:
    return {"id": str(number), "title": title, "description": PRODUCT, "location": place, "company": company}


ROWS = [row(number, title) for number, title in enumerate(["Product Manager", "Chef", "Senior Product Manager (m/w/d)", "Nurse"] * 5)]


MANY = [row(number, "Chef") for number in range(120)]  # more than are looked at to see which columns there are


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of three rows or so."""
    monkeypatch.setattr(file_parts, "PART_BYTES", 400)


@given(lines=st.lists(st.text(alphabet="ab\r ", max_size=30), max_size=40), ends=st.booleans(), size=st.integers(1, 60))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_parts_are_the_file_cut_between_lines(lines: list[str], ends: bool, size: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("cut") / "rows.jsonl"
    content = "\n".join([json.dumps(row(1)), *(json.dumps(line) if line.strip() else line for line in lines)]).encode() + (
        b"\n" if ends else b""
    )
    path.write_bytes(content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(file_parts, "PART_BYTES", size)
        parts = parts_of(path)
    bodies = [part_answer(part).body for part in parts]
    assert b"".join(bodies) == content
    assert all(body.endswith(b"\n") for body in bodies[:-1])
    assert all(bodies)


def read(path: Path, landing: Landing, company: str = "") -> tuple[list[Any], list[Any], list[Any], int]:
    """What the staged tables hold of a file that is read in parts: postings, rejections, blocks; and how many parts there were."""
    with read_files({path: file_board(path, company)}, None, landing, here, {}) as (brought, reads):
        tables = brought.staged
        postings = tables.postings()
        blocks = tables.blocks(postings["posting_key"].combine_chunks())
        assert brought.boards[0].postings == len(postings)
        return (
            sorted(postings.to_pylist(), key=str),
            tables.rejections.to_pylist(),
            sorted(blocks.to_pylist(), key=str),
            len(reads[path].parts),
        )


def whole(path: Path, company: str = "") -> tuple[list[Any], list[Any], list[Any]]:
    from extractors.reading import BoardRead

    board, answer = file_board(path, company), file_answer(path)
    parsed = parse_file(board, answer, wants=is_candidate)
    one = BoardRead(
        board=board, state="read", fetched_at=answer.fetched_at, postings=parsed.postings, rejections=parsed.rejections, complete=False
    )
    tables = staged([one], is_candidate)
    postings = tables.postings()
    with_text = postings.filter(postings["is_candidate"])["posting_key"].combine_chunks()
    blocks = tables.blocks(with_text)
    return (
        sorted(postings.to_pylist(), key=str),
        rejections_table([one]).to_pylist(),
        sorted(blocks.to_pylist(), key=str),
    )


CASES = {
    "sound": ROWS,
    "rejected": [*ROWS, {"title": "Product Manager"}, "[]", row(77, ""), {**row(78), "description": " "}, row("")],
    "the same twice": [*ROWS, *ROWS[:7], ROWS[3]],
    "in other places": [*ROWS, row(0, place="York"), row(1, "Chef", place="York"), row(0, place="Bath")],
    "says something else": [*ROWS, row(0, "Group Product Manager"), row(4, "Baker"), row(0, "Group Product Manager"), ROWS[4]],
    "columns that come late": [*ROWS, {**ROWS[0], "id": "late", "url": "https://hedge.example/jobs/late", "work_mode": "remote"}],
}


@pytest.mark.parametrize("case", CASES)
def test_in_parts_as_whole(case: str, tmp_path: Path) -> None:
    path = write(tmp_path / "rows.jsonl", CASES[case])
    postings, rejections, blocks, parts = read(path, Landing(tmp_path / "landing"))
    assert parts > 5
    assert (postings, rejections, blocks) == whole(path)
    assert {found["description"] is None for found in postings if found["title"] == "Chef"} == {True}
    assert all("e-mail removed" in found["description"] for found in postings if "Product" in found["title"])


def test_what_is_wrong_is_named_with_its_line_and_nothing_stays(tmp_path: Path) -> None:
    landing = Landing(tmp_path / "landing")
    path = write(tmp_path / "rows.jsonl", [*MANY, "{torn", *ROWS])
    with pytest.raises(BadFile, match=rf"rows.jsonl, line {len(MANY) + 1}: not JSON"):
        read(path, landing)
    assert not list(landing.folder.rglob("*.zst"))
    assert not [left for left in landing.folder.iterdir() if left.name.startswith(".")]
    nameless = [row(number, company=None if number == 17 else "Hedge & Co") for number in range(20)]
    write(path, nameless)
    result = explore_roles("ingest", path, "--data", tmp_path / "data")
    assert result.exit_code == 2
    assert "1 without a company (rows 18)" in result.stderr
    assert not list((tmp_path / "data").rglob("*.zst"))


def roles(data: Path) -> list[Any]:
    result = explore_roles("sql", "--data", data, "--json", "SELECT title, level, confidence, first_seen FROM roles ORDER BY ALL")
    assert result.exit_code == 0, result.stderr
    found: list[Any] = json.loads(result.stdout)
    return found


def test_a_file_in_parts_is_landed_and_replayed(tmp_path: Path) -> None:
    data = tmp_path / "data"
    path = write(tmp_path / "rows.jsonl", [{**ROWS[number], "title": f"Product Manager {number}"} for number in range(20)])
    assert explore_roles("ingest", path, "--data", data).exit_code == 0
    before = roles(data)
    assert len(before) == 20
    assert len(list(data.rglob("*.zst"))) > 5
    again = explore_roles("replay", "--data", data)
    assert again.exit_code == 0, again.stderr
    assert roles(data) == before
    # A part that is damaged: the file counts as not read, and says so.
    next(iter(sorted((data / "landing" / "objects").rglob("*.zst")))).write_bytes(b"torn")
    damaged = explore_roles("replay", "--data", data)
    assert "is damaged" in damaged.stderr
    assert roles(data) == before  # nothing that was published is lost


def test_a_file_that_is_what_it_was_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPLORE_ROLES_PROCESSES", "1")
    data = tmp_path / "data"
    path = write(tmp_path / "rows.jsonl", [*ROWS, {"id": "no title", "description": PRODUCT}, *ROWS[:3]])
    assert explore_roles("ingest", path, "--data", data, "--night", "2026-11-01").exit_code == 0
    before = postings(data)

    def read_again(_: object) -> None:
        raise AssertionError("it is read again")

    with monkeypatch.context() as patch:
        patch.setattr("flows.reading.read_part", read_again)
        same = explore_roles("ingest", path, "--data", data, "--night", "2026-11-02", "--json")
    assert same.exit_code == 0, same.stderr
    counts = json.loads(same.stdout)["counts"]
    assert counts | {"opened": 0, "edited": 0, "boards_unchanged": 1, "rejections": 1, "postings": len(ROWS)} == counts
    assert postings(data) == [row | {"last_seen": "2026-11-02"} for row in before]
    # What is otherwise, be it a row, a column's name or an object of the landing that is gone, is read.
    for number, change in enumerate(("a row", "the employer", "an object"), 3):
        if change == "a row":
            write(path, [*ROWS, {"id": "no title", "description": PRODUCT}, row(99)])
        if change == "an object":
            next(iter((data / "landing" / "objects").rglob("*.zst"))).unlink()
        employer = ("--company", "Another") if change == "the employer" else ()
        with monkeypatch.context() as patch:
            patch.setattr("flows.reading.read_part", read_again)
            told = explore_roles("ingest", path, "--data", data, "--night", f"2026-11-0{number}", *employer)
        assert "it is read again" in told.stderr, change
        assert explore_roles("ingest", path, "--data", data, "--night", f"2026-11-0{number}", *employer).exit_code == 0


def postings(data: Path) -> list[Any]:
    result = explore_roles("sql", "--data", data, "--json", "FROM store.postings ORDER BY ALL")
    assert result.exit_code == 0, result.stderr
    found: list[Any] = json.loads(result.stdout)
    return found
