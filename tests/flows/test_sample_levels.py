"""The sample's postings get the levels and specialties that a reader gave them from the same words (flows/sample/expected.json)."""

import json
from datetime import UTC, datetime
from pathlib import Path

from classifiers import classify
from extractors.board import load_boards
from extractors.posting import JobPosting
from extractors.read import parse_board
from extractors.reading import Answer

SAMPLE = Path(__file__).parents[2] / "flows" / "sample"
EXPECTED = json.loads((SAMPLE / "expected.json").read_text(encoding="utf-8"))


def sample_postings() -> list[JobPosting]:
    postings: list[JobPosting] = []
    for board in load_boards(SAMPLE / "boards.toml"):
        file = SAMPLE / board.source / f"{board.token}.json"
        if file.is_file():
            answer = Answer(url="", status=200, content_type="application/json", body=file.read_bytes(), fetched_at=datetime.now(UTC))
            postings += parse_board(board, (answer,)).postings
    return postings


def test_the_sample_is_levelled_as_a_reader_levelled_it() -> None:
    verdicts = {posting.identifier: classify(posting.title, posting.description) for posting in sample_postings()}
    assert verdicts.keys() == EXPECTED.keys()
    wrong = {
        EXPECTED[identifier]["title"]: (EXPECTED[identifier]["level"], verdict.level, verdict.basis)
        for identifier, verdict in verdicts.items()
        if (verdict.family, verdict.level) != (EXPECTED[identifier]["family"], EXPECTED[identifier]["level"])
    }
    assert not wrong
    tagged = {identifier: list(verdict.specialties) for identifier, verdict in verdicts.items() if verdict.specialties}
    assert tagged == {identifier: row["specialties"] for identifier, row in EXPECTED.items() if "specialties" in row}
