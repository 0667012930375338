"""Sound answers with something wrong in them: postings or rejections come of it, or the board's own error; never another exception."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.errors import SourceChanged, SourceUnavailable
from extractors.sources import sources
from tests.extractors.golden import case_of, cases
from tests.extractors.mutating import mutated_answer, sound

CASES = {source: [case for case in cases() if case.parent.name == source] for source in sources()}


@pytest.mark.parametrize("source", sorted(CASES))
@given(seed=st.integers(0, 2**32))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_mutated_answer_is_read_or_refused(source: str, seed: int) -> None:
    dice = random.Random(seed)
    case: Path = dice.choice(CASES[source])
    board, answers = case_of(case)
    place = dice.randrange(len(answers))
    changed = [*answers]
    changed[place] = mutated_answer(answers[place], dice)
    try:
        parsed = sources()[source].parse(board, tuple(changed))
    except (SourceChanged, SourceUnavailable):
        return
    sound(parsed)
