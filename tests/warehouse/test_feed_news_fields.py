"""What of a role's newer fields is news: what it tells an applicant, not the sentence that tells it."""

from typing import Any

import pytest

from tests.warehouse.feed_role import NIGHT, a_role
from warehouse.feed.role import changed

SQL = {"name": "analytics", "quote": "You know SQL.", "section": "requirements"}
STRATEGY = {"name": "strategy", "quote": "You set the strategy.", "section": "duties"}

GERMAN = {"language": "de", "quote": "You speak German."}


def told(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    old, new = (a_role(**said) for said in (before, after))
    for role in (old, new):
        del role["change"]
    return changed(old, new, NIGHT)


@pytest.mark.parametrize(
    ("field", "before", "after"),
    [
        ("skills", [SQL], [SQL, STRATEGY]),
        ("skills", [SQL], []),
        ("visa_sponsorship", None, {"stated": "no", "quote": "No sponsorship."}),
        ("visa_sponsorship", {"stated": "yes", "quote": "We sponsor."}, {"stated": "no", "quote": "We don't sponsor."}),
        (
            "job_start",
            {"text": "Summer 2027", "quote": "It starts in Summer 2027."},
            {"text": "Fall 2027", "quote": "It starts in Fall 2027."},
        ),
        ("years_in", ["product"], []),
        ("languages", [], [GERMAN]),
        ("knowledge", [], [{"name": "health", "quote": "You know clinics."}]),
        ("studies", None, {"stated": "recent", "quote": "For recent graduates."}),
        ("training_programme", False, True),
    ],
)
def test_what_an_applicant_would_notice_is_news(field: str, before: Any, after: Any) -> None:
    assert told({field: before}, {field: after}) == [field]


@pytest.mark.parametrize(
    ("field", "before", "after"),
    [
        ("skills", [SQL, STRATEGY], [STRATEGY, {**SQL, "quote": "Fluent in SQL", "section": "preferred"}]),
        ("visa_sponsorship", {"stated": "yes", "quote": "We sponsor."}, {"stated": "yes", "quote": "Visas are sponsored."}),
        (
            "job_start",
            {"text": "Summer 2027", "quote": "It starts in Summer 2027."},
            {"text": "summer, 2027", "quote": "Begins summer, 2027."},
        ),
        ("years_quote", "5+ years.", "Five years or more."),
        ("languages", [GERMAN], [{**GERMAN, "quote": "You are fluent in German."}]),
        ("work_mode_text", None, "Remote."),
    ],
)
def test_another_sentence_for_the_same_is_none(field: str, before: Any, after: Any) -> None:
    assert told({field: before}, {field: after}) == []


def test_a_role_of_an_older_feed_gets_the_fields_as_news() -> None:
    fields = ("years_quote", "skills", "visa_sponsorship", "job_start", "languages", "knowledge", "studies", "training_programme")
    new = a_role()
    old = {name: value for name, value in new.items() if name not in fields}
    for role in (old, new):
        del role["change"]
    assert changed(old, new, NIGHT) == list(fields)
