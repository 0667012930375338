"""Every fixture of every platform reads as its expected.json says."""

import json
from collections import Counter
from pathlib import Path

import pytest

from extractors.posting import JobPosting
from extractors.sources import sources
from tests.extractors.golden import SHARED, case_of, cases, parse, stated


def _name(case: Path) -> str:
    return f"{case.parent.name}/{case.name}"


@pytest.mark.parametrize("case", cases(), ids=_name)
def test_reads_as_expected(case: Path) -> None:
    board, answers = case_of(case)
    parsed = sources()[board.source].parse(board, answers)
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    assert [stated(posting) for posting in parsed.postings] == expected["postings"]
    assert [stated(rejection) for rejection in parsed.rejections] == expected["rejections"]
    assert parsed.passed_over == expected.get("passed_over", 0)
    assert list(parsed.there) == expected.get("there", [])
    assert parsed.complete == expected.get("complete", True)
    for posting in parsed.postings:
        assert (posting.source, posting.board) == (case.parent.name, board.token)


def test_every_platform_has_fixtures() -> None:
    assert {case.parent.name for case in cases()} == set(sources())


# What PROVENANCE.tsv counts in the captures of whole boards.
WHOLE_BOARDS = [
    ("greenhouse", "enjoiyourlife_stripe_full.json", 547),
    ("lever", "enjoiyourlife_lever_test.json", 82),
    ("ashby", "gareth_ashby.json", 112),
    ("ashby", "enjoiyourlife_ramp_full.json", 120),
]


def _captured(source: str, file: str) -> tuple[JobPosting, ...]:
    path = SHARED / "payloads" / source / file
    if not path.exists():
        pytest.skip(f"no captured answers here ({path} does not exist)")
    parsed = parse(source, path.read_bytes())
    assert parsed.rejections == ()
    return parsed.postings


@pytest.mark.parametrize(("source", "file", "count"), WHOLE_BOARDS)
def test_reads_every_posting_of_a_whole_real_board(source: str, file: str, count: int) -> None:
    postings = _captured(source, file)
    assert len(postings) == count
    assert len({posting.identifier for posting in postings}) == count
    for posting in postings:
        assert posting.title == " ".join(posting.title.split()) != ""
        assert len(posting.description) > 200
        assert "&lt;p" not in posting.description
        assert posting.job_location
        assert posting.date_posted is not None
        assert posting.url is not None
        assert posting.apply_url is not None


def test_the_counts_in_provenance_are_these() -> None:
    path = SHARED / "payloads" / "PROVENANCE.tsv"
    if not path.exists():
        pytest.skip(f"no captured answers here ({path} does not exist)")
    counted = {
        row[0]: int(row[5])
        for row in (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
        if row[5:6] and row[5].isdigit()
    }
    assert [counted[f"{source}/{file}"] for source, file, _ in WHOLE_BOARDS] == [count for _, _, count in WHOLE_BOARDS]


def test_two_captures_of_one_board_differ_as_counted() -> None:
    before = {posting.identifier: posting for posting in _captured("ashby", "gareth_ashby.json")}
    after = {posting.identifier: posting for posting in _captured("ashby", "enjoiyourlife_ramp_full.json")}
    both = before.keys() & after.keys()
    retitled = [identifier for identifier in both if before[identifier].title != after[identifier].title]
    assert (len(before.keys() - after.keys()), len(after.keys() - before.keys()), len(retitled)) == (38, 46, 9)
    shuffled = [
        identifier
        for identifier in both
        if set(before[identifier].job_location) == set(after[identifier].job_location)
        and before[identifier].job_location != after[identifier].job_location
    ]
    assert shuffled == []


def test_remote_is_not_said_of_hybrid_postings() -> None:
    modes = Counter(posting.work_mode for posting in _captured("ashby", "enjoiyourlife_ramp_full.json"))
    assert modes == {"hybrid": 95, "remote": 16, "onsite": 9}


def test_hidden_pay_is_not_told() -> None:
    path = SHARED / "payloads" / "ashby" / "enjoiyourlife_ramp_full.json"
    postings = {posting.identifier: posting for posting in _captured("ashby", path.name)}
    hidden = [job["id"] for job in json.loads(path.read_bytes())["jobs"] if job["shouldDisplayCompensationOnJobPostings"] is False]
    assert hidden
    assert {(postings[job].base_salary_min, postings[job].salary_text) for job in hidden} == {(None, None)}
