"""The sample night: whole, in the platforms' shapes, labelled throughout, and about nobody who exists."""

import html
import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from extractors.board import load_boards
from flows.play_folder import folder_answers
from flows.playback import Playback

SAMPLE = Path(__file__).parents[2] / "flows" / "sample"
NIGHT = datetime(2026, 11, 22, tzinfo=UTC)
FILES = sorted(SAMPLE.glob("*/*.json")) + sorted(SAMPLE.glob("second/*/*.json"))
FILES = [file for file in FILES if file.parent.name in ("greenhouse", "lever", "ashby")]
PLATFORMS_OWN = {"jobs.lever.co", "jobs.ashbyhq.com", "job-boards.greenhouse.io"}

GREENHOUSE_KEYS = {
    "absolute_url",
    "content",
    "departments",
    "first_published",
    "id",
    "internal_job_id",
    "location",
    "metadata",
    "offices",
} | {
    "requisition_id",
    "title",
    "updated_at",
}
LEVER_KEYS = {"additional", "applyUrl", "categories", "createdAt", "description", "hostedUrl", "id", "lists", "text", "workplaceType"}
ASHBY_KEYS = {"compensation", "descriptionHtml", "employmentType", "id", "isListed", "isRemote", "jobUrl", "location", "publishedAt"} | {
    "secondaryLocations",
    "shouldDisplayCompensationOnJobPostings",
    "title",
    "workplaceType",
}


def name(file: Path) -> str:
    return file.relative_to(SAMPLE).as_posix()


def read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


def entries(file: Path) -> list[Any]:
    answer = read(file)
    return answer if file.parent.name == "lever" else answer["jobs"]


def is_sound(entry: Any) -> bool:
    """Written without the project's parsers: the sample says by itself what is a posting."""
    if not isinstance(entry, dict) or not entry.get("id") or entry.get("isListed") is False:
        return False
    title = entry.get("title", entry.get("text"))
    text = entry.get("content", entry.get("descriptionHtml", entry.get("description")))
    return bool(title and title.strip() and text and text.strip())


def sound(files: list[Path]) -> dict[str, dict[str, Any]]:
    return {str(entry["id"]): entry for file in files for entry in entries(file) if is_sound(entry)}


FIRST = [file for file in FILES if "second" not in file.parts]
SECOND = [file for file in FILES if "second" in file.parts]


@pytest.mark.parametrize("file", FILES, ids=name)
def test_an_answer_has_its_platforms_shape(file: Path) -> None:
    answer = read(file)
    if file.parent.name == "greenhouse":
        assert set(answer) == {"jobs", "meta"}
        assert answer["meta"] == {"total": len(answer["jobs"])}
        keys = GREENHOUSE_KEYS
    elif file.parent.name == "lever":
        assert isinstance(answer, list)
        keys = LEVER_KEYS
    else:
        assert set(answer) == {"jobs", "apiVersion"}
        assert answer["apiVersion"] == "1"
        keys = ASHBY_KEYS
    postings = [entry for entry in entries(file) if is_sound(entry)]
    assert len(postings) >= 4
    for posting in postings:
        assert keys <= set(posting)


@pytest.mark.parametrize("file", [file for file in FILES if file.parent.name == "greenhouse"], ids=name)
def test_greenhouse_content_is_escaped_once(file: Path) -> None:
    for job in entries(file):
        if job["content"]:
            assert "<" not in job["content"]
            assert html.unescape(job["content"]).startswith("<")


def test_the_list_names_every_board_and_one_that_is_closed() -> None:
    listed = {(board.source, board.token) for board in load_boards(SAMPLE / "boards.toml")}
    played = set(folder_answers(SAMPLE))
    assert len(listed) == 13
    assert listed - played == {("lever", "driftwood-labs")}
    assert played <= listed
    assert Counter(source for source, _ in played) == {"greenhouse": 4, "lever": 4, "ashby": 4}


def test_the_second_night_is_of_boards_of_the_first() -> None:
    assert set(folder_answers(SAMPLE / "second")) == {("lever", "stonewick"), ("ashby", "copperbeck")}


def test_every_posting_is_labelled_and_nothing_else() -> None:
    postings, labels = sound(FIRST), read(SAMPLE / "expected.json")
    assert set(labels) == set(postings)
    assert len(postings) == sum(is_sound(entry) for file in FIRST for entry in entries(file))
    for identifier, label in labels.items():
        posting = postings[identifier]
        assert label["title"] == " ".join(posting.get("title", posting.get("text")).split())
        assert (label["level"] is None) == (label["family"] == "not_pm")
        assert label["why"]


def test_the_counts_are_those_of_the_readme() -> None:
    labels = read(SAMPLE / "expected.json").values()
    assert Counter(label["level"] for label in labels) == {
        "apm": 6,
        "mid": 14,
        "senior": 11,
        "principal": 6,
        "group": 5,
        "above": 3,
        None: 19,
    }
    broken = [entry for file in FIRST for entry in entries(file) if not is_sound(entry)]
    assert len(broken) == 6
    readme = " ".join((SAMPLE / "README.md").read_text(encoding="utf-8").split())
    assert "64 postings and six entries that are none" in readme
    assert (
        "6 apm, 14 mid (of which one is a copy, and one the same text in another city), 11 senior, 6 principal, 5 group, 3 above" in readme
    )


def test_one_opening_stands_twice_on_its_board_word_for_word_and_one_text_in_two_cities() -> None:
    jobs = {job["id"]: job for job in entries(SAMPLE / "greenhouse/pinebarrow.json")}
    one, other = jobs[8331767], jobs[8351290]
    assert one["content"] == other["content"]
    assert (one["title"], one["location"]) == (other["title"], other["location"])
    riders = [entry for entry in entries(SAMPLE / "lever/wrenfield.json") if entry["text"] == "Product Manager, Courier App"]
    assert len(riders) == 2
    assert riders[0]["description"] == riders[1]["description"]
    assert riders[0]["categories"]["location"] != riders[1]["categories"]["location"]


def posted(posting: dict[str, Any]) -> datetime:
    if "createdAt" in posting:
        return datetime.fromtimestamp(posting["createdAt"] / 1000, UTC)
    return datetime.fromisoformat(posting.get("first_published") or posting["publishedAt"])


def test_postings_were_posted_within_sixty_days() -> None:
    for posting in sound(FIRST).values():
        assert NIGHT - timedelta(days=60) <= posted(posting) < NIGHT, posting["id"]
        if "updated_at" in posting:
            assert posted(posting) <= datetime.fromisoformat(posting["updated_at"]) < NIGHT, posting["id"]
    for posting in sound(SECOND).values():
        assert posted(posting) < NIGHT + timedelta(days=1)


@pytest.mark.parametrize("file", [*FILES, SAMPLE / "boards.toml", SAMPLE / "README.md"], ids=name)
def test_no_address_leads_to_anybody(file: Path) -> None:
    text = html.unescape(file.read_text(encoding="utf-8"))
    hosts = {urlsplit(url).hostname or "" for url in re.findall(r"https?://[^\s\"'<>]+", text)}
    assert {host for host in hosts if host not in PLATFORMS_OWN and not host.endswith(".example")} == set()
    bare = set(re.findall(r"\b(?:[\w-]+\.)+(?:com|org|net|io|co|de|uk|ai|dev|app|eu)\b", text))
    assert bare <= PLATFORMS_OWN
    token = file.name.removesuffix(".json")
    for url in re.findall(r"https://(?:jobs\.lever\.co|jobs\.ashbyhq\.com|job-boards\.greenhouse\.io)/[^\s\"]+", text):
        assert urlsplit(url).path.split("/")[1] == token


def test_contact_data_stands_in_two_texts_and_is_nobodys() -> None:
    mail = re.compile(r"[\w.+-]+@[\w.-]+\w")
    with_mail = {
        identifier: mail.findall(json.dumps(posting)) for identifier, posting in sound(FIRST).items() if "@" in json.dumps(posting)
    }
    assert len(with_mail) == 2
    assert all(address.endswith(".example") for addresses in with_mail.values() for address in addresses)


def test_the_second_night_closes_two_opens_one_and_retitles_one() -> None:
    def titles(file: Path) -> dict[str, str]:
        return {entry["id"]: entry.get("text", entry.get("title")) for entry in entries(file) if is_sound(entry)}

    before, after = titles(SAMPLE / "lever/stonewick.json"), titles(SAMPLE / "second/lever/stonewick.json")
    assert sorted(before[key] for key in before.keys() - after.keys()) == ["Product Analyst", "Product Manager, Detection"]
    assert [after[key] for key in after.keys() - before.keys()] == ["Product Manager, Secrets"]
    assert [(before[key], after[key]) for key in before.keys() & after.keys() if before[key] != after[key]] == [
        ("Staff Product Manager, Identity", "Principal Product Manager, Identity")
    ]
    quiet, later = SAMPLE / "ashby/copperbeck.json", SAMPLE / "second/ashby/copperbeck.json"
    assert titles(quiet) == titles(later)
    assert quiet.read_text() != later.read_text()
    labels = {**read(SAMPLE / "expected.json"), **read(SAMPLE / "second/expected.json")}
    for identifier, title in after.items():
        assert labels[identifier]["title"] == title


def test_the_sample_is_played_over_a_socket_with_its_closed_board() -> None:
    with Playback(folder_answers(SAMPLE)) as playback:

        def get(host: str, target: str) -> requests.Response:
            return requests.get(playback.url + target, headers={"Host": host}, timeout=10)

        for file in FIRST:
            target = {
                "greenhouse": ("boards-api.greenhouse.io", f"/v1/boards/{file.stem}/jobs?content=true"),
                "lever": ("api.lever.co", f"/v0/postings/{file.stem}?mode=json"),
                "ashby": ("api.ashbyhq.com", f"/posting-api/job-board/{file.stem}?includeCompensation=true"),
            }[file.parent.name]
            assert get(*target).content == file.read_bytes()
        assert get("api.lever.co", "/v0/postings/driftwood-labs?mode=json").status_code == 404
