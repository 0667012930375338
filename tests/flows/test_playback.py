"""The playback server over real sockets: paths, hosts, the platforms' own "no such board", and what tests ask of it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from flows.play_folder import folder_answers, main
from flows.playback import Playable, Playback, PlayedAnswer
from tests.captures import COUNTS, LATER_COUNTS, captured_answers

HOSTS = {"greenhouse": "boards-api.greenhouse.io", "lever": "api.lever.co", "ashby": "api.ashbyhq.com"}
TARGETS = {
    "greenhouse": "/v1/boards/{}/jobs?content=true",
    "lever": "/v0/postings/{}?mode=json",
    "ashby": "/posting-api/job-board/{}?includeCompensation=true",
}


def get(playback: Playback, source: str, token: str, *, host: str | None = None, target: str | None = None) -> requests.Response:
    url = playback.url + (target or TARGETS[source].format(token))
    return requests.get(url, headers={"Host": host or HOSTS[source]}, timeout=10)


@pytest.fixture
def playback() -> Iterator[Playback]:
    answers: dict[tuple[str, str], Playable] = {
        ("greenhouse", "acorn"): b'{"jobs":[{"id":1}],"meta":{"total":1}}',
        ("lever", "acorn"): b'[{"id":"a"},{"id":"b"},{"id":"c"}]',
        ("ashby", "Acorn Mill"): b'{"jobs":[],"apiVersion":"1"}',
    }
    with Playback(answers) as playing:
        yield playing


def test_the_same_token_is_another_board_on_each_platform(playback: Playback) -> None:
    assert get(playback, "greenhouse", "acorn").json()["meta"] == {"total": 1}
    assert [posting["id"] for posting in get(playback, "lever", "acorn").json()] == ["a", "b", "c"]
    assert get(playback, "ashby", "acorn").status_code == 404


def test_a_token_with_a_blank_is_found_under_its_escaped_form(playback: Playback) -> None:
    assert get(playback, "ashby", "Acorn%20Mill").json() == {"jobs": [], "apiVersion": "1"}


def test_levers_european_host_plays_the_same_boards(playback: Playback) -> None:
    assert len(get(playback, "lever", "acorn", host="api.eu.lever.co").json()) == 3


def test_the_host_may_come_with_a_port_and_in_capitals(playback: Playback) -> None:
    assert get(playback, "lever", "acorn", host="API.lever.co:443").status_code == 200


@pytest.mark.parametrize(
    ("source", "body"),
    [
        ("greenhouse", '{"status":404,"error":"Job not found"}'),
        ("lever", '{"ok":false,"error":"Document not found"}'),
        ("ashby", "Not Found"),
    ],
)
@pytest.mark.parametrize("token", ["nobody", "..%2Facorn", "acorn%2F", "%00"])
def test_an_unknown_board_is_the_platforms_own_404(playback: Playback, source: str, body: str, token: str) -> None:
    answer = get(playback, source, token)
    assert (answer.status_code, answer.text) == (404, body)


@pytest.mark.parametrize("target", ["/", "/v0/postings/", "/v0/postings/acorn/a?mode=json", "/v1/boards/acorn/jobs?content=true"])
def test_another_path_is_a_404(playback: Playback, target: str) -> None:
    assert get(playback, "lever", "acorn", target=target).status_code == 404


def test_an_unknown_host_is_told_which_there_are(playback: Playback) -> None:
    answer = get(playback, "lever", "acorn", host="jobs.acorn.example")
    assert answer.status_code == 421
    assert "jobs.acorn.example" in answer.text
    assert "api.lever.co" in answer.text


def test_without_its_parameter_nothing_captured_is_played(playback: Playback) -> None:
    assert get(playback, "greenhouse", "acorn", target="/v1/boards/acorn/jobs").status_code == 400
    assert get(playback, "ashby", "", target="/posting-api/job-board/Acorn%20Mill?includeCompensation=false").status_code == 400
    page = get(playback, "lever", "acorn", target="/v0/postings/acorn")
    assert page.headers["Content-Type"].startswith("text/html")
    assert "Derby App" in page.text


def test_lever_has_pages(playback: Playback) -> None:
    ids = [
        [posting["id"] for posting in get(playback, "lever", "", target=f"/v0/postings/acorn?mode=json&skip={skip}&limit=2").json()]
        for skip in (0, 2, 4)
    ]
    assert ids == [["a", "b"], ["c"], []]


def test_several_answers_are_played_in_turn_and_the_last_for_ever() -> None:
    busy = PlayedAnswer(status=429, headers={"Retry-After": "1"}, body=b"slow down")
    with Playback({("lever", "acorn"): (busy, b"[]")}) as playing:
        answers = [get(playing, "lever", "acorn") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [429, 200, 200]
    assert answers[0].headers["Retry-After"] == "1"


def test_another_night_can_be_played_while_it_runs(playback: Playback) -> None:
    playback.play({("lever", "acorn"): b"[]"})
    assert get(playback, "lever", "acorn").json() == []
    assert get(playback, "greenhouse", "acorn").status_code == 404


def test_it_can_hang_up_and_it_can_promise_more_than_it_sends() -> None:
    cut_short = PlayedAnswer(headers={"Content-Length": "1000", "Content-Type": "application/json"}, body=b'{"jobs":[')
    with Playback({("lever", "gone"): PlayedAnswer(hang_up=True), ("greenhouse", "short"): cut_short}) as playing:
        with pytest.raises(requests.ConnectionError):
            get(playing, "lever", "gone")
        with pytest.raises(requests.exceptions.ChunkedEncodingError):
            get(playing, "greenhouse", "short")
        assert [request.status for request in playing.requests] == [200, 200]


def test_the_log_says_what_was_asked_by_whom_and_how_it_was_answered(playback: Playback) -> None:
    get(playback, "lever", "acorn")
    get(playback, "ashby", "nobody")
    first, second = playback.requests
    assert (first.host, first.target, first.status) == ("api.lever.co", "/v0/postings/acorn?mode=json", 200)
    assert first.headers["user-agent"].startswith("python-requests/")
    assert (second.host, second.status) == ("api.ashbyhq.com", 404)


def test_a_connection_is_kept_for_the_next_request(playback: Playback) -> None:
    with requests.Session() as session:
        for _ in range(3):
            session.get(playback.url + "/v0/postings/acorn?mode=json", headers={"Host": "api.lever.co"}, timeout=10).raise_for_status()
        (pool,) = (session.get_adapter(playback.url).poolmanager.pools._container).values()  # type: ignore[attr-defined]
        assert pool.num_connections == 1


def test_nothing_answers_after_the_end() -> None:
    with Playback({}) as playing:
        url = playing.url
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=10)


def test_a_file_that_vanished_is_named(tmp_path: Path) -> None:
    with Playback({("lever", "acorn"): tmp_path / "acorn.json"}) as playing:
        answer = get(playing, "lever", "acorn")
    assert answer.status_code == 500
    assert "acorn.json" in answer.text


def test_a_source_that_cannot_be_played_is_refused() -> None:
    with pytest.raises(ValueError, match=r"teletext:acorn: cannot be played; sources that can: ashby, greenhouse, lever"):
        Playback({("teletext", "acorn"): b""})
    with pytest.raises(ValueError, match="at least one answer"):
        Playback({("lever", "acorn"): ()})


def test_a_folder_is_read_by_source_and_token(tmp_path: Path) -> None:
    for name in (
        "lever/acorn.json",
        "ashby/Acorn Mill.json",
        "lever/notes.txt",
        "second/lever/late.json",
        "teletext/acorn.json",
        "acorn.json",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("[]")
    assert folder_answers(tmp_path) == {
        ("lever", "acorn"): tmp_path / "lever/acorn.json",
        ("ashby", "Acorn Mill"): tmp_path / "ashby/Acorn Mill.json",
    }


def test_an_empty_folder_is_an_error_that_says_what_was_expected(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(FileNotFoundError, match="nothing to play; expected files such as"):
        folder_answers(tmp_path)
    assert main([str(tmp_path)]) == 2
    assert main([]) == 2
    said = capsys.readouterr().err
    assert str(tmp_path) in said
    assert "usage:" in said


def test_a_folder_is_played_by_hand(tmp_path: Path) -> None:
    (tmp_path / "lever").mkdir()
    (tmp_path / "lever/acorn.json").write_text('[{"id": "by hand"}]')
    command = [sys.executable, "-m", "flows.play_folder", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2], env=dict(os.environ)) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline() + process.stdout.readline()
            assert "lever:acorn" in said
            url = next(word for word in said.split() if word.startswith("http://127.0.0.1:"))
            answer = requests.get(f"{url}/v0/postings/acorn?mode=json", headers={"Host": "api.lever.co"}, timeout=10)
            assert answer.json() == [{"id": "by hand"}]
        finally:
            process.terminate()


@pytest.mark.parametrize(("later", "counts"), [(False, COUNTS), (True, LATER_COUNTS)])
def test_whole_captured_boards_are_played_byte_for_byte(later: bool, counts: dict[tuple[str, str], int]) -> None:
    answers = captured_answers(later=later)
    with Playback(answers) as playing:
        for (source, token), count in counts.items():
            answer = get(playing, source, token)
            file = answers[source, token]
            assert isinstance(file, Path)
            assert answer.content == file.read_bytes()
            entries = json.loads(answer.content)
            assert len(entries if isinstance(entries, list) else entries["jobs"]) == count
