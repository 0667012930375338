"""`boards check` and `boards add`: what they say of boards that answer, moved or are gone, and where a new row goes."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from extractors.asking.session import polite_session
from extractors.board import Board, load_boards
from extractors.reading import Answer
from extractors.sources import sources
from flows.board_check import Checked, Standing, check_boards
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
    "https://later.example/robots.txt": PlayedAnswer(status=503, body=b"busy"),
    "https://www.moat.example/robots.txt": PlayedAnswer(headers={"Content-Type": "text/plain"}, body=b"User-agent: *\nDisallow: /private"),
}


@pytest.fixture
def boards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = tmp_path / "boards.toml"
    path.write_text(LIST, encoding="utf-8")
    answers: dict[tuple[str, str], Playable] = {
        ("greenhouse", "garden"): GARDEN,
        ("greenhouse", "pond"): POND,
        ("lever", "later"): PlayedAnswer(status=503, body=b"busy"),
        ("lever", "other"): b"<html><title>Moved</title></html>",
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


@pytest.mark.parametrize(
    ("standings", "code"), [(["unavailable", "off"], 3), (["unavailable", "gone"], 0), (["unavailable", "empty"], 0), (["off"], 0)]
)
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_check_that_no_board_answers_says_so(
    boards: Path, monkeypatch: pytest.MonkeyPatch, standings: list[Standing], code: int, options: list[str]
) -> None:
    found = [Checked(board=board, standing=standing) for board, standing in zip(_boards_on_lever("a", "b"), standings, strict=False)]

    def checks(*_: object, **__: object) -> Iterator[Checked]:
        yield from found

    monkeypatch.setattr("flows.board_check.check_boards", checks)
    result = explore_roles("boards", "check", "--boards", boards, *options)
    assert (result.exit_code, result.stderr.endswith("not one board answered: is there a network?\n")) == (code, code == 3)
    assert not options or len(json.loads(result.stdout)) == len(standings)


def _boards_on_lever(*tokens: str) -> list[Board]:
    return [Board(source="lever", token=token, company=token) for token in tokens]


def _empty(board: Board) -> tuple[Answer, ...]:
    return (Answer(url=f"https://{board.token}.example", status=200, content_type="", body=b"[]", fetched_at=datetime.now(UTC)),)


def test_a_mistake_about_one_board_costs_that_board_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def fetch(board: Board, _: object) -> tuple[Answer, ...]:
        if board.token == "odd":
            raise UnicodeError("label too long")
        return _empty(board)

    monkeypatch.setattr(sources()["lever"], "fetch", fetch)
    with polite_session(user_agent="tests") as session:
        checked = list(check_boards(_boards_on_lever("a", "odd", "b"), session, wants=bool, keys={}, at_once=1))
    assert {one.board.token: one.standing for one in checked} == {"a": "empty", "odd": "changed", "b": "empty"}
    assert "UnicodeError: label too long" in {one.message for one in checked if one.message}.pop()


def test_a_check_that_is_ended_asks_no_further_board(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def fetch(board: Board, _: object) -> tuple[Answer, ...]:
        asked.append(board.token)
        time.sleep(0.02)
        return _empty(board)

    monkeypatch.setattr(sources()["lever"], "fetch", fetch)
    with polite_session(user_agent="tests") as session:
        checks = check_boards(_boards_on_lever(*map(str, range(50))), session, wants=bool, keys={}, at_once=2)
        next(checks)
        checks.close()
    assert len(asked) < 25


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt(), 130), (BrokenPipeError(), 0)])
def test_check_ends_where_the_operator_or_the_reader_has_enough(
    boards: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int
) -> None:
    ended = []

    def checks(chosen: list[Board], *_: object, **__: object) -> Iterator[Checked]:
        try:
            for board in chosen:
                yield Checked(board=board, standing="empty")
        finally:
            ended.append(board.key)

    def shown(_: Checked) -> None:
        raise error

    monkeypatch.setattr("flows.board_check.check_boards", checks)
    monkeypatch.setattr("flows.commands_boards._show", shown)
    result = explore_roles("boards", "check", "--boards", boards)
    assert (result.exit_code, ended) == (code, ["greenhouse:garden"])


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
        (
            ["https://job-boards.greenhouse.io/nobody", "--company", "X"],
            "There is no such board at Greenhouse: 'nobody'. Check the address.",
        ),
        (["https://jobs.lever.co/later", "--company", "X"], "lever:later could not be asked: api.lever.co answered with status 503"),
        (["https://jobs.lever.co/later", "--company", "X"], "--unasked"),
        (["https://jobs.lever.co/other", "--company", "X"], "lever:other does not answer as a board"),
        (["https://job-boards.greenhouse.io/garden", "--company", "X"], "is there already: row 1, 'Garden'"),
        (
            ["https://job-boards.greenhouse.io/pond", "--company", "X", "--industry", "moats"],
            "'moats' is none of gardening, ponds (the list",
        ),
        (["https://job-boards.greenhouse.io/pond", "--company", " "], "--company ' ' cannot be a name"),
        (["https://www.moat.example/nothing", "--company", "X"], "There is no such page: https://www.moat.example/nothing."),
        (["https://www.LinkedIn.com/company/moat/jobs", "--company", "X"], "LinkedIn is not read: its terms forbid it"),
        (["https://de.indeed.com/jobs", "--company", "X", "--unasked"], "Indeed is not read"),
        (["https://www.moat.example/careers", "--company", "X"], "does not say on which platform"),
        (["HTTP://www.moat.example/careers", "--company", "X"], "does not say on which platform"),
        (["https://www.moat.example/private", "--company", "X"], "does not let /private be read"),
        (["https://later.example/careers", "--company", "X"], "https://later.example/careers could not be asked: "),
        (["https://www.adzuna.co.uk/jobs", "--company", "X"], "adzuna:gb needs ADZUNA_APP_ID and ADZUNA_APP_KEY in the environment"),
        (["https://www.usajobs.gov/search", "--company", "X"], "needs USAJOBS_EMAIL and USAJOBS_KEY in the environment"),
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


def test_names_are_looked_at_before_anybody_is_asked(boards: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.commands_boards._recognised", lambda *_: pytest.fail("asked"))
    for wrong in (["--company", ""], ["--company", "A\nB"], ["--company", "A", "--industry", "moats"]):
        assert _add("https://www.moat.example/careers", *wrong, "--boards", str(boards))[0] == 2


def test_a_board_can_be_added_unasked(boards: Path) -> None:
    code, said = _add("https://jobs.lever.co/ditch", "--company", "Ditch", "--industry", "ponds", "--unasked")
    assert code == 0, said
    assert "lever:ditch" in {board.key for board in load_boards(boards)}
