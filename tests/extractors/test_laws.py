"""Laws of the parsers: any JSON of the right outer shape is read, and the order of an answer's arrays says nothing."""

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.posting import Parsed
from tests.extractors.golden import FIXTURES, cases, parse

# The platforms of which one answer is a list of whole postings.
ENVELOPE = {"greenhouse": "jobs", "ashby": "jobs", "lever": None}
CASES = [case for case in cases() if case.parent.name in ENVELOPE and (case / "response.json").exists()]
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just("<p>x</p>") | st.just("2026-01-01T00:00:00Z")
)
KEYS = sorted(
    {key for case in CASES for key in json.dumps(json.loads((case / "response.json").read_bytes())).split('"') if key.isidentifier()}
)
ANY_JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=5), inner, max_size=6),
    max_leaves=12,
)


def _body(source: str, rows: list[Any]) -> bytes:
    envelope = ENVELOPE[source]
    return json.dumps(rows if envelope is None else {envelope: rows}).encode()


def _rows(source: str, document: Any) -> list[Any]:
    envelope = ENVELOPE[source]
    rows: list[Any] = document if envelope is None else document[envelope]
    return rows


ALL_ROWS = {
    source: [
        row for case in CASES if case.parent.name == source for row in _rows(source, json.loads((case / "response.json").read_bytes()))
    ]
    for source in ENVELOPE
}


def _check(parsed: Parsed, entries: int) -> None:
    identifiers = [posting.identifier for posting in parsed.postings]
    assert len(identifiers) == len(set(identifiers))
    assert len(parsed.postings) + len(parsed.rejections) <= entries
    for posting in parsed.postings:
        assert posting.identifier
        assert posting.title
        assert posting.description
        for text in (posting.title, posting.description, *posting.job_location):
            text.encode("utf-8")
        assert posting.base_salary_min is None or posting.base_salary_max is None or posting.base_salary_min <= posting.base_salary_max


@pytest.mark.parametrize("source", sorted(ENVELOPE))
@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_entries_are_read_without_an_exception(source: str, data: st.DataObject) -> None:
    rows = data.draw(st.lists(ANY_JSON, max_size=4))
    _check(parse(source, _body(source, rows)), len(rows))


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    if isinstance(value, dict):
        return found + [inner for key in value for inner in _paths(value[key], (*path, key))]
    if isinstance(value, list):
        return found + [inner for place in range(len(value)) for inner in _paths(value[place], (*path, place))]
    return found


@pytest.mark.parametrize("source", sorted(ENVELOPE))
@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_changed_field_costs_its_own_entry_at_most(source: str, data: st.DataObject) -> None:
    """One value somewhere in a sound answer becomes something else: all other entries stay as they were."""
    rows = copy.deepcopy(_rows(source, json.loads((FIXTURES / source / "plain" / "response.json").read_bytes())))
    before = {posting.identifier: posting for posting in parse(source, _body(source, rows)).postings}
    path = data.draw(st.sampled_from(_paths(rows)))
    place: Any = rows
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = data.draw(ANY_JSON)
    parsed = parse(source, _body(source, rows))
    _check(parsed, len(rows))
    changed = list(before)[path[0]]
    after = {posting.identifier: posting for posting in parsed.postings}
    # Unless it took the name of another entry, which is then named as a rejection.
    if not any(rejection.reason == "duplicate identifier" for rejection in parsed.rejections):
        assert all(after[identifier] == posting for identifier, posting in before.items() if identifier != changed)


def _shuffled(value: Any, data: st.DataObject) -> Any:
    """Returns the same with every list in another order, but for texts in several pieces, whose order is the text."""
    if isinstance(value, dict):
        return {key: inner if key in ("lists", "jobs") else _shuffled(inner, data) for key, inner in value.items()}
    if isinstance(value, list):
        return data.draw(st.permutations([_shuffled(inner, data) for inner in value]))
    return value


@pytest.mark.parametrize("source", sorted(ENVELOPE))
@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_order_says_nothing(source: str, data: st.DataObject) -> None:
    rows = ALL_ROWS[source]
    before, after = parse(source, _body(source, rows)), parse(source, _body(source, _shuffled(rows, data)))
    assert set(after.postings) == set(before.postings)
    assert sorted((r.reason, str(r.identifier)) for r in after.rejections) == sorted(
        (r.reason, str(r.identifier)) for r in before.rejections
    )
