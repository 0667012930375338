"""`boards check` and `boards add`: what they say of boards that answer, moved or are gone, and where a new row goes."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractors.board import load_boards
from flows.playback import Playable, Playback, PlayedAnswer
from tests.flows.nights import GARDEN, POND, explore_roles

LIST = """industries = ["gardening", "ponds"]

# --- gardening ---

[[board]]
source = "greenhouse"
token = "garden"
company = "Garden"
industry = "gardening"

# --- ponds ---

[[board]]
source = "greenhouse"
token = "lost"
company = "Lost"
industry = "ponds"

[[board]]
source = "lever"
token = "gone"
company = "Gone"
industry = "ponds"

# --- job sites ---

[[board]]
source = "adzuna"
token = "gb"
company = "Adzuna"
"""
PAGE = b'<html><body><script src="https://boards.greenhouse.io/embed/job_board/js?for=pond"></script></body></html>'
PAGES: dict[str, Playable] = {
    "https://www.pond.example/careers?gh_jid=11": PlayedAnswer(headers={"Content-Type": "text/html"}, body=PAGE),
    "https://www.moat.example/careers": PlayedAnswer(headers={"Content-Type": "text/html"}, body=b"<p>We are hiring.</p>"),
    "https://www.moat.example/robots.txt": PlayedAnswer(headers={"Content-Type": "text/plain"}, body=b"User-agent: *\nDisallow: /private"),
}


@pytest.fixture
def boards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = tmp_path / "boards.toml"
    path.write_text(LIST, encoding="utf-8")
    answers: dict[tuple[str, str], Playable] = {
        ("greenhouse", "garden"): GARDEN,
        ("greenhouse", "pond"): POND,
        ("ashby", "lost"): b'{"jobs":[{"id":"a","title":"Product Manager","descriptionHtml":"<p>Own it.</p>"}],"apiVersion":"1"}',
    }
    with Playback(answers, pages=PAGES) as playback:
        monkeypatch.setenv("EXPLORE_ROLES_PLAY_AT", playback.url)
        monkeypatch.setenv("EXPLORE_ROLES_BOARDS", str(path))
        yield path


def test_check_says_which_boards_answer_moved_or_are_gone(boards: Path) -> None:
    before = boards.read_bytes()
    result = explore_roles("boards", "check", "--json")
    assert result.exit_code == 0, result.stderr
    found = {f"{row['board']['source']}:{row['board']['token']}": row for row in json.loads(result.stdout)}
    standing = {key: row["standing"] for key, row in found.items()}
    assert standing == {"greenhouse:garden": "answers", "greenhouse:lost": "moved", "lever:gone": "gone", "adzuna:gb": "off"}
    assert (found["greenhouse:garden"]["listed"], found["greenhouse:garden"]["wanted"]) == (3, 2)
    assert found["greenhouse:lost"]["elsewhere"] == ["ashby:lost"]
    assert "ADZUNA_APP_KEY" in found["adzuna:gb"]["message"]
    assert boards.read_bytes() == before


def test_check_for_people_says_what_to_do(boards: Path) -> None:
    result = explore_roles("boards", "check", "--boards", boards, "--source", "greenhouse", "--source", "lever")
    assert result.exit_code == 0
    assert "3 postings, 2 of product management" in result.stdout
    assert "now ashby:lost?" in result.stdout
    assert "take the row out" in result.stderr + result.stdout
    assert "adzuna" not in result.stdout
    unknown = explore_roles("boards", "check", "--only", "greenhouse:nobody")
    assert (unknown.exit_code, "greenhouse:nobody" in unknown.stderr) == (2, True)


def _add(*arguments: str) -> tuple[int, str]:
    result = explore_roles("boards", "add", *arguments)
    return result.exit_code, result.stdout + result.stderr


@pytest.mark.parametrize("url", ["https://job-boards.greenhouse.io/pond/jobs/11", "https://www.pond.example/careers?gh_jid=11"])
def test_add_puts_a_board_that_answers_where_it_belongs(boards: Path, url: str) -> None:
    code, said = _add(url, "--company", "Kettle Pond", "--industry", "ponds")
    assert code == 0, said
    assert "lists 2 postings" in said
    assert [board.company for board in load_boards(boards)] == ["Garden", "Kettle Pond", "Lost", "Gone", "Adzuna"]
    assert "# --- job sites ---" in boards.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["https://job-boards.greenhouse.io/pond"], "--company"),
        (["https://job-boards.greenhouse.io/nobody", "--company", "X"], "does not answer as a board"),
        (["https://job-boards.greenhouse.io/garden", "--company", "X"], "is there already: row 1, 'Garden'"),
        (
            ["https://job-boards.greenhouse.io/pond", "--company", "X", "--industry", "moats"],
            "industry 'moats' of 'pond' is not in the list",
        ),
        (["https://www.moat.example/careers", "--company", "X"], "does not say on which platform"),
        (["https://www.moat.example/private", "--company", "X"], "does not let /private be read"),
        (["https://nowhere.example/careers", "--company", "X"], "nowhere.example"),
        (["moat", "--company", "X"], "no address of a page"),
        (["https://job-boards.greenhouse.io/pond", "--company", "X", "--boards", "nowhere.toml"], "nowhere.toml does not exist"),
    ],
)
def test_add_says_what_is_wrong_and_changes_nothing(boards: Path, arguments: list[str], said: str) -> None:
    code, answer = _add(*arguments)
    assert code == 2
    assert said in " ".join(answer.split())
    assert "Traceback" not in answer
    assert boards.read_text(encoding="utf-8") == LIST
    assert [path.name for path in boards.parent.iterdir()] == ["boards.toml"]


def test_a_board_can_be_added_unasked(boards: Path) -> None:
    code, said = _add("https://jobs.lever.co/ditch", "--company", "Ditch", "--industry", "ponds", "--unasked")
    assert code == 0, said
    assert "lever:ditch" in {board.key for board in load_boards(boards)}
