"""What each platform's `fetch` asks for, over real sockets: the answers of each fixture where they stand, and no others."""

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from extractors.asking.visit import Visit
from extractors.reading import Answer
from extractors.sources import sources
from tests.extractors.asking import session_for
from tests.extractors.golden import case_of, cases
from tests.extractors.misbehaving import Play, Request, serving

KEYS = {"ADZUNA_APP_ID": "made-up-id", "ADZUNA_APP_KEY": "made-up-secret", "USAJOBS_EMAIL": "made-up", "USAJOBS_KEY": "made-up-key"}
# What a site is asked before its pages are read; these have no such file.
LEAVE = ("/robots.txt", "/.well-known/tdmrep.json")


def plays(answers: tuple[Answer, ...]) -> Play:
    """Returns a play that gives these answers at their addresses, and 404 everywhere else."""
    held = {answer.url: answer for answer in answers}

    def play(request: Request) -> None:
        secret_free = request.path.split("&app_id=")[0].split("?app_id=")[0]
        url = f"https://{request.headers['Host']}{secret_free}"
        if request.command == "POST":
            url += "#" + json.dumps(json.loads(request.sent), sort_keys=True, separators=(",", ":"))
        answer = held.get(url)
        if answer is None:
            request.answer(404, b"not here")
        else:
            request.answer(answer.status, answer.body, None, Content_Type=answer.content_type)

    return play


@pytest.mark.parametrize(
    "case", [case for case in cases() if (case / "answers.json").exists()], ids=lambda case: f"{case.parent.name}/{case.name}"
)
def test_asks_for_what_the_fixture_holds(case: Path) -> None:
    board, answers = case_of(case)
    with serving(plays(answers)) as served, session_for(served, retries=0) as session:
        visit = Visit(session=session, wants=lambda title: "product" in title.casefold(), keys=KEYS)
        fetched = sources()[board.source].fetch(board, visit)
    assert [(answer.url, answer.status, answer.body) for answer in fetched] == [
        (answer.url, answer.status, answer.body) for answer in answers
    ]
    asked = [path for _, path in served.requests if path not in LEAVE]
    assert len(asked) == len(answers)
    assert len(served.requests) == visit.requests
    for answer in fetched:
        assert urlsplit(answer.url).scheme == "https"
        assert not [secret for secret in KEYS.values() if secret in answer.url]
