"""Lists that hold less than they say: the board was not read, as nothing may close for it."""

import json
from collections.abc import Mapping
from typing import cast

import pytest

from extractors.asking.visit import Visit
from extractors.errors import SourceUnavailable
from extractors.reading import Answer
from extractors.sources import sources
from tests.extractors.golden import answer_of, board_of

RIPPLING = "https://ats.rippling.com/api/v2/board/example/jobs?page={}&pageSize=50"
ROW = {"id": "a", "name": "Operator", "locations": []}


class Kept:
    """A visit that gives these answers."""

    def __init__(self, answers: Mapping[str, object]) -> None:
        self.answers = answers

    def get(self, url: str) -> Answer:
        return answer_of(json.dumps(self.answers[url]).encode(), url)

    def details(self, urls: Mapping[str, None]) -> tuple[Answer, ...]:
        assert not urls
        return ()

    def wants(self, _: str) -> bool:
        return False


def page(number: int, *rows: object) -> dict[str, object]:
    return {"items": list(rows), "page": number, "pageSize": 50, "totalItems": 2, "totalPages": 2}


@pytest.mark.parametrize(
    ("source", "answers"),
    [
        ("bamboohr", {"https://example.bamboohr.com/careers/list": {"meta": {"totalCount": 2}, "result": [{"id": "1"}]}}),
        ("rippling", {RIPPLING.format(0): page(0, ROW), RIPPLING.format(1): page(1)}),
        ("rippling", {RIPPLING.format(0): page(0, ROW), RIPPLING.format(1): page(0, ROW)}),
    ],
    ids=["fewer rows", "an empty page", "the same page again"],
)
def test_a_short_list_is_not_read(source: str, answers: Mapping[str, object]) -> None:
    with pytest.raises(SourceUnavailable, match=r"2 (?:postings|rows)"):
        sources()[source].fetch(board_of(source), cast(Visit, Kept(answers)))
