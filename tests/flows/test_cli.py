"""The command line: what it writes, for people and for programs, and how it ends."""

import csv
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from classifiers import classify, rulebook_version
from flows.exits import EXIT_CODES, Exit
from flows.playback import Playback
from tests.flows.nights import FIRST, GROUP, OTHER, SENIOR, Town, explore_roles, greenhouse

ROOT = Path(__file__).parents[2]
COLUMNS = [
    "id",
    "family",
    "level",
    "confidence",
    "runner_up",
    "basis",
    "conflict",
    "zero_to_one",
    "multiple_roadmaps",
    "direct_reports",
    "people_mentoring",
    "training_programme",
    "existing_product",
    "company_strategy",
    "min_years",
    "years_are_pm",
    "evidence",
    "rulebook",
    "verdict",
    "specialties",
    "skills",
    "visa_sponsorship",
    "job_start",
    "years_in",
    "languages",
    "studies",
    "knowledge",
]
ROWS = [
    {"id": "b", "title": "Senior Product Manager, Data Platform", "description": SENIOR},
    {"id": "a", "title": "Software Engineer", "description": OTHER},
    {"id": "c", "title": "Group Product Manager", "description": GROUP},
]


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with Playback({}) as playback:
        yield Town(folder=tmp_path, playback=playback)


def parquet(path: Path) -> None:
    pq.write_table(pa.Table.from_pylist(ROWS), path)


def comma_separated(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.DictWriter(file, ["id", "title", "description"])
        lines.writeheader()
        lines.writerows(ROWS)


def json_lines(path: Path) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")


def read_rows(path: Path) -> list[dict[str, Any]]:
    if path.suffix == ".parquet":
        rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
        return rows
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_help_loads_nothing_that_takes_long() -> None:
    heavy = "{'prefect', 'spacy', 'duckdb', 'pyarrow', 'requests', 'bs4'}"
    code = f"import flows.cli, sys; print({heavy} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True).stdout == "set()\n"


def test_version() -> None:
    assert re.fullmatch(r"explore-roles \d+\.\d+\.\d+\n", explore_roles("--version").stdout)


def test_every_exit_code_is_documented() -> None:
    decision = (ROOT / "docs" / "decisions" / "0001-exit-codes.md").read_text(encoding="utf-8")
    for code in Exit:
        assert re.search(rf"\b{code.value} \w", EXIT_CODES), code
        assert f"| {code.value} |" in decision, code
    assert " ".join(EXIT_CODES.split()[:6]) in " ".join(explore_roles("--help").stdout.split())


def test_a_wrong_argument_is_bad_input() -> None:
    assert explore_roles("run", "--night", "yesterday").exit_code == Exit.BAD_INPUT
    assert explore_roles("run", "--sample", "--boards", "boards.toml").exit_code == Exit.BAD_INPUT
    assert explore_roles("no-such-command").exit_code == Exit.BAD_INPUT


@pytest.mark.parametrize("write", [parquet, comma_separated, json_lines])
@pytest.mark.parametrize("out", ["out.parquet", "out.csv", "out.jsonl"])
def test_classify_keeps_its_contract(tmp_path: Path, write: Any, out: str) -> None:
    ending = {parquet: ".parquet", comma_separated: ".csv", json_lines: ".jsonl"}[write]
    write(tmp_path / f"in{ending}")
    result = explore_roles("classify", tmp_path / f"in{ending}", "-o", tmp_path / out)
    assert result.exit_code == 0, result.stderr
    assert "3 postings levelled" in result.stderr
    rows = read_rows(tmp_path / out)
    assert [list(row) for row in rows] == [COLUMNS] * 3
    assert [row["id"] for row in rows] == ["b", "a", "c"]
    assert [row["family"] for row in rows] == ["pm", "not_pm", "pm"]
    assert [row["level"] or None for row in rows] == ["senior", None, "group"]
    assert {row["rulebook"] for row in rows} == {rulebook_version()}
    assert [row["verdict"] for row in rows] == ["Senior product manager", "Not a product-management role", "Group product manager"]
    both = "platform; data" if out.endswith(".csv") else ["platform", "data"]
    assert [row["specialties"] for row in rows] == [both, type(both)(), type(both)()]
    assert [row["skills"] for row in rows][1] == type(both)()
    assert [row["visa_sponsorship"] for row in rows] == ["absent"] * 3
    text = classify(ROWS[0]["title"], SENIOR).text
    for found in json.loads(rows[0]["evidence"]):
        assert list(found) == ["rule", "quote", "start", "end", "section", "context", "weight"]
        assert found["quote"] == (ROWS[0]["title"] if found["section"] == "title" else text)[found["start"] : found["end"]]


def test_classify_onto_standard_output(tmp_path: Path) -> None:
    json_lines(tmp_path / "in.jsonl")
    result = explore_roles("classify", tmp_path / "in.jsonl")
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["b", "a", "c"]


def test_classify_with_other_names_for_columns(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("ref,name,body\n7,Senior Product Manager,5+ years of product management\n", encoding="utf-8")
    result = explore_roles("classify", tmp_path / "in.csv", "--columns", "id=ref, title=name,description=body")
    assert json.loads(result.stdout)["id"] == "7"
    for wrong in ("id", "id=", "key=ref"):
        assert explore_roles("classify", tmp_path / "in.csv", "--columns", wrong).exit_code == Exit.BAD_INPUT


def test_classify_blind_does_not_see_the_title(tmp_path: Path) -> None:
    rows = [
        {"id": str(number), "title": title, "description": SENIOR} for number, title in enumerate(("Product Manager", "Head of Product"))
    ]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    seen = [json.loads(line) for line in explore_roles("classify", tmp_path / "in.jsonl").stdout.splitlines()]
    blind = [json.loads(line) for line in explore_roles("classify", tmp_path / "in.jsonl", "--blind").stdout.splitlines()]
    assert seen[1]["level"] == "above"
    assert blind[0] == blind[1] | {"id": "0"}
    assert all(found["section"] != "title" for row in blind for found in json.loads(row["evidence"]))


def test_classify_loses_no_row(tmp_path: Path) -> None:
    rows = [ROWS[0], {"id": "x", "title": None, "description": OTHER}, {"title": "Product Manager", "description": SENIOR}]
    lines = [*map(json.dumps, rows), "[]", json.dumps({"id": "y", "title": "Product Manager", "description": ""})]
    (tmp_path / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    result = explore_roles("classify", tmp_path / "in.jsonl")
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(row["id"], row["family"]) for row in found] == [("b", "pm"), ("x", "not_pm"), (None, "pm"), (None, "not_pm"), ("y", "pm")]
    assert result.exit_code == 0
    assert "no title: 1 (rows 2)" in result.stderr
    assert "no id: 1 (rows 3)" in result.stderr
    assert "no description: 1 (rows 5)" in result.stderr


def test_classify_writes_only_what_it_can(tmp_path: Path) -> None:
    json_lines(tmp_path / "in.jsonl")
    for out in (tmp_path / "out.xlsx", tmp_path / "nowhere" / "out.csv"):
        result = explore_roles("classify", tmp_path / "in.jsonl", "-o", out)
        assert result.exit_code == Exit.BAD_INPUT
        assert str(out) in result.stderr


def test_explain_a_posting_and_a_row(tmp_path: Path) -> None:
    page = tmp_path / "posting.html"
    page.write_text(SENIOR, encoding="utf-8")
    shown = explore_roles("explain", page, "--title", "Senior Product Manager").stdout
    quote = "5+ years of product management experience."
    assert re.search(rf"{re.escape(quote)}\[\d+\]", shown), shown
    assert "What the level rests on" in shown
    told = json.loads(explore_roles("explain", page, "--title", "Senior Product Manager", "--json").stdout)
    assert told["level"] == "senior"
    assert {found["quote"] for found in told["evidence"]} <= {told["text"][found["start"] : found["end"]] for found in told["evidence"]} | {
        "Senior Product Manager",
        "Senior",
    }
    json_lines(tmp_path / "in.jsonl")
    assert "group" in explore_roles("explain", tmp_path / "in.jsonl", "--id", "c").stdout
    assert explore_roles("explain", tmp_path / "in.jsonl", "--id", "nobody").exit_code == Exit.BAD_INPUT
    assert explore_roles("explain", tmp_path / "in.jsonl").exit_code == Exit.BAD_INPUT
    assert explore_roles("explain", tmp_path / "nowhere.html").exit_code == Exit.BAD_INPUT


def test_explain_a_published_role_and_ask_the_published_file(begun: Town) -> None:
    (role,) = [role for role in begun.roles() if role["level"] == "group"]
    shown = explore_roles("explain", role["role_id"], "--data", begun.data).stdout
    assert "Manage a team of three product managers who report to you." in shown
    assert f"confidence  {role['confidence']:.2f}" in shown
    for unknown in ("r0000000000000000", "r' OR 1=1 --"):
        assert explore_roles("explain", unknown, "--data", begun.data).exit_code == Exit.BAD_INPUT
    assert "Group Product Manager" in explore_roles("sql", "FROM roles", "--data", begun.data).stdout
    for refused in ("SELEC 1", "DROP VIEW roles", "SELECT 1; SELECT 2", "FROM read_csv('/etc/hostname')", "COPY roles TO 'roles.csv'"):
        result = explore_roles("sql", refused, "--data", begun.data)
        assert result.exit_code == Exit.BAD_INPUT, refused
        assert result.stderr.startswith("error: ")


def test_a_posting_cannot_command_the_terminal(town: Town) -> None:
    title = "Senior Product Manager [red]x[/red] [/b] \x1b[31mred\x1b]0;title\x07 \u202eback"
    town.play({"garden": greenhouse((1, title, SENIOR + "<p>\x1b[2J\x9b</p>"))})
    results = [town.night(FIRST, "garden")]
    (role,) = town.roles()
    results += [explore_roles(*command, "--data", town.data) for command in (("sql", "FROM roles"), ("explain", role["role_id"]))]
    for result in results:
        assert result.exit_code == 0, result.stderr
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", result.output)
    assert "[red]x[/red] [/b]" in " ".join(results[2].output.split())


def test_an_unexpected_error_is_no_traceback(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.look_up.open_published", lambda *_: 1 / 0)
    town.data.mkdir()
    (town.data / "published").mkdir()
    town.published.touch()
    result = explore_roles("explain", "r0000000000000000", "--data", town.data)
    assert result.exit_code == Exit.UNEXPECTED
    assert "ZeroDivisionError" in result.stderr
    assert "Traceback" not in result.stderr
    kept = explore_roles("explain", "r0000000000000000", "--data", town.data, env={"EXPLORE_ROLES_DEBUG": "1"})
    assert isinstance(kept.exception, ZeroDivisionError)
