"""What the documents promise holds: their SQL gives the answers that they print, and their notebook runs."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from flows.sample_history import main, play
from warehouse.ask import run_sql

pytestmark = pytest.mark.long  # six weeks of nights

ROOT = Path(__file__).parents[2]
CHART = ROOT / "docs" / "levels_over_time.svg"
# A query, and the table that follows it, where one does.
QUESTION = re.compile(r"```sql\n(?P<sql>.+?)```\n(?:\n(?P<answer>(?:\|[^\n]*\n)+))?", re.S)
QUESTIONS = [(found["sql"], found["answer"]) for found in QUESTION.finditer((ROOT / "docs" / "analysts.md").read_text(encoding="utf-8"))]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder that the page tells its readers to make."""
    folder = tmp_path_factory.mktemp("history")
    play(folder)
    return folder


@pytest.fixture(scope="module")
def published(data: Path) -> Path:
    return data / "published" / "roles.duckdb"


@pytest.mark.parametrize(("sql", "answer"), QUESTIONS)
def test_a_question_to_the_published_file(published: Path, sql: str, answer: str | None) -> None:
    columns, rows = run_sql(published, sql)
    assert columns
    if answer is None:
        return
    printed = [[cell.strip() for cell in line.strip("\n").removeprefix("|").removesuffix("|").split("|")] for line in answer.splitlines()]
    assert printed[0] == columns
    assert printed[2:] == [["; ".join(value) if isinstance(value, list) else str(value) for value in row] for row in rows]


def test_there_are_ten_questions_with_answers_or_more() -> None:
    assert sum(answer is not None for _, answer in QUESTIONS) >= 10


def test_the_page_names_every_view(published: Path) -> None:
    page = (ROOT / "docs" / "analysts.md").read_text(encoding="utf-8")
    _, rows = run_sql(published, "SELECT DISTINCT table_name FROM dictionary")
    assert {view for (view,) in rows} == set(re.findall(r"^\| `(\w+)` \|", page, re.M))


def test_the_history_is_the_same_everywhere(published: Path) -> None:
    _, runs = run_sql(
        published, "SELECT count(*), min(night)::VARCHAR, max(night)::VARCHAR, list(DISTINCT state ORDER BY state) FROM run_log"
    )
    assert runs == [(42, "2026-10-12", "2026-11-22", ["degraded", "good"])]
    _, kinds = run_sql(published, "SELECT DISTINCT kind FROM events")
    assert {kind for (kind,) in kinds} >= {"opened", "closed", "reopened", "reposted", "retitled", "relevelled", "frozen", "thawed"}
    _, failed = run_sql(published, "SELECT sum(boards_failed) > 5, sum(boards_suspect), max(boards_retired) FROM run_log")
    assert failed == [(True, 1, 1)]


def test_a_history_is_not_played_over_another(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(data)]) == 2
    assert "work.duckdb is there already" in capsys.readouterr().err


@pytest.mark.skipif(
    not (find_spec("nbclient") and find_spec("ipykernel")), reason="nbclient and ipykernel, which run notebooks, are not here"
)
def test_the_notebook_runs(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import nbformat
    from nbclient import NotebookClient
    from traitlets.config import Config

    notebook = nbformat.read(ROOT / "docs" / "levels_over_time.ipynb", as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells), "the notebook is kept without its outputs"
    monkeypatch.setenv("EXPLORE_ROLES_PUBLISHED", str(published))
    monkeypatch.setenv("EXPLORE_ROLES_CHART", str(tmp_path / "chart.svg"))
    # Over a socket file, not over a port of this machine.
    NotebookClient(notebook, timeout=60, config=Config({"KernelManager": {"transport": "ipc"}})).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    assert sum("image/png" in output.get("data", {}) for output in outputs) == 4
    assert "Saltmeadow Games" in outputs[-1]["text"]
    words = [re.findall(r">([^<>]+)</text>", path.read_text(encoding="utf-8")) for path in (tmp_path / "chart.svg", CHART)]
    assert words[0] == words[1], "docs/levels_over_time.svg is not what the notebook draws: draw it again with EXPLORE_ROLES_CHART"
    assert len(words[0]) > 10


@pytest.mark.parametrize("page", sorted(path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"))))
def test_links_lead_somewhere(page: str) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / page).read_text(encoding="utf-8")):
        assert ((ROOT / page).parent / target).exists(), target
