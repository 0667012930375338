"""What the documents promise holds: their SQL runs on the sample night, with the answers that they print."""

import re
from pathlib import Path

import pytest

from flows.nightly import nightly
from flows.playback import Playback, folder_answers
from warehouse.ask import run_sql

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "flows" / "sample"
# A query, and the table that follows it, where one does.
QUESTION = re.compile(r"```sql\n(?P<sql>.+?)```\n(?:\n(?P<answer>(?:\|[^\n]*\n)+))?", re.S)
QUESTIONS = [(found["sql"], found["answer"]) for found in QUESTION.finditer((ROOT / "docs" / "analysts.md").read_text(encoding="utf-8"))]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    with Playback(folder_answers(SAMPLE)) as playback:
        nightly(data=folder, boards=SAMPLE / "boards.toml", play_at=playback.url, return_state=True)
    return folder / "published" / "roles.duckdb"


@pytest.mark.parametrize(("sql", "answer"), QUESTIONS)
def test_a_question_to_the_published_file(published: Path, sql: str, answer: str | None) -> None:
    columns, rows = run_sql(published, sql)
    assert columns
    if answer is None:
        return
    printed = [[cell.strip() for cell in line.strip("|\n").split("|")] for line in answer.splitlines()]
    assert printed[0] == columns
    assert printed[2:] == [["; ".join(value) if isinstance(value, list) else str(value) for value in row] for row in rows]


def test_there_are_ten_questions_or_more() -> None:
    assert len(QUESTIONS) >= 10


@pytest.mark.parametrize("page", sorted(path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"))))
def test_links_lead_somewhere(page: str) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / page).read_text(encoding="utf-8")):
        assert ((ROOT / page).parent / target).exists(), target
