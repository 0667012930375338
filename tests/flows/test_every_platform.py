"""A night over one board of every platform, played from the fixtures; and another one on which nothing changed."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from extractors.board import Board
from extractors.sources import sources
from flows.playback import Playable, Playback, PlayedAnswer
from tests.extractors.golden import FIXTURES, case_of
from tests.flows.nights import FIRST, SECOND, explore_roles

KEYS = {"ADZUNA_APP_ID": "id-of-ours", "ADZUNA_APP_KEY": "secret-of-ours", "USAJOBS_EMAIL": "we@ours.example", "USAJOBS_KEY": "key-of-ours"}
# Its fixtures are single answers, played by the platform's own rules.
BY_KEY = ("greenhouse", "lever", "ashby")


def _row(board: Board) -> str:
    stated = {"source": board.source, "token": board.token, "company": board.company, "region": board.region, "url": board.url}
    return "\n[[board]]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in stated.items() if value is not None)


@pytest.fixture
def played(tmp_path: Path) -> tuple[Path, Mapping[tuple[str, str], Playable], dict[str, Playable]]:
    rows: list[str] = []
    answers: dict[tuple[str, str], Playable] = {}
    pages: dict[str, Playable] = {}
    for source in sources():
        board, held = case_of(FIXTURES / source / "plain")
        rows.append(_row(board))
        if source in BY_KEY:
            answers[source, board.token] = held[0].body
            continue
        for answer in held:
            url = answer.url
            if source == "adzuna":
                url += f"&app_id={KEYS['ADZUNA_APP_ID']}&app_key={KEYS['ADZUNA_APP_KEY']}"
            headers = {"Content-Type": answer.content_type, "ETag": '"of-the-first-night"'}
            pages[url] = PlayedAnswer(status=answer.status, headers=headers, body=answer.body)
    path = tmp_path / "boards.toml"
    path.write_text("".join(rows), encoding="utf-8")
    return path, answers, pages


def _rows(data: Path, query: str) -> list[dict[str, Any]]:
    result = explore_roles("sql", query, "--json", "--data", data)
    assert result.exit_code == 0, result.stderr
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


@pytest.mark.long
def test_a_night_over_every_platform(
    played: tuple[Path, Mapping[tuple[str, str], Playable], dict[str, Playable]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    boards, answers, pages = played
    data = tmp_path / "data"
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    with Playback(answers, pages=pages) as playback:
        monkeypatch.setenv("EXPLORE_ROLES_PLAY_AT", playback.url)
        first = explore_roles("run", "--data", data, "--boards", boards, "--night", FIRST)
        assert first.exit_code == 0, first.stderr
        health = {row["source"]: row for row in _rows(data, "FROM source_health")}
        assert health.keys() == set(sources())
        assert {source: row["message"] for source, row in health.items() if row["state"] != "read"} == {}
        before = _rows(data, "SELECT role_id, title, state FROM roles ORDER BY ALL")
        assert before
        for source in sources():
            assert health[source]["postings"] + health[source]["passed_over"] >= 1, source
            assert health[source]["requests"] >= 1
        # The next night every host that named a validator says that nothing changed.
        playback.play(
            answers, {url: PlayedAnswer(status=304) for url in pages if "#" not in url} | {u: p for u, p in pages.items() if "#" in u}
        )
        second = explore_roles("run", "--data", data, "--boards", boards, "--night", SECOND)
        assert second.exit_code == 0, second.stderr
    again = {row["source"]: row for row in _rows(data, "FROM source_health")}
    assert {source: row["message"] for source, row in again.items() if row["state"] != "read"} == {}
    for source, row in again.items():
        if source not in BY_KEY and not any("#" in answer.url for answer in case_of(FIXTURES / source / "plain")[1]):
            assert (row["unchanged"], row["bytes_read"]) == (True, 0), source
        assert row["postings"] == health[source]["postings"], source
    assert _rows(data, "SELECT role_id, title, state FROM roles ORDER BY ALL") == before
    # Keys go to their hosts alone.
    secrets = [value.encode() for value in KEYS.values()]
    for path in data.rglob("*"):
        if path.is_file() and path.suffix != ".zst":
            content = path.read_bytes()
            assert not [secret for secret in secrets if secret in content], path
    assert not [secret for secret in KEYS.values() if secret in first.output + second.output]


def test_job_sites_without_a_key_are_off(
    played: tuple[Path, Mapping[tuple[str, str], Playable], dict[str, Playable]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    boards, answers, pages = played
    for name in KEYS:
        monkeypatch.delenv(name, raising=False)
    with Playback(answers, pages=pages) as playback:
        monkeypatch.setenv("EXPLORE_ROLES_PLAY_AT", playback.url)
        options = ["--only", "adzuna:gb", "--only", "greenhouse:example"]
        result = explore_roles("run", "--data", tmp_path / "data", "--boards", boards, "--night", FIRST, *options)
    assert result.exit_code == 0, result.stderr
    assert [row["source"] for row in _rows(tmp_path / "data", "FROM source_health")] == ["greenhouse"]
    assert not [request for request in playback.requests if "adzuna" in request.host]
