"""Every captured answer is read with its source: as many postings as were counted, or it is said why not; ids and fields sound."""

import pytest

from extractors.errors import SourceChanged
from tests.extractors.captured import CAPTURES, NOT_READ, PAYLOADS, Capture, counted
from tests.extractors.mutating import sound

needs_captures = pytest.mark.skipif(not PAYLOADS.is_dir(), reason=f"no captured answers here ({PAYLOADS} does not exist)")


@needs_captures
@pytest.mark.parametrize("capture", CAPTURES, ids=lambda capture: capture.files[-1])
def test_a_capture_is_read_whole(capture: Capture) -> None:
    if capture.refused is not None:
        with pytest.raises(SourceChanged, match=capture.refused):
            capture.parsed()
        parsed_count = 0
    else:
        parsed = capture.parsed()
        sound(parsed)
        parsed_count = len(parsed.postings)
        for posting in parsed.postings:
            assert posting.title == " ".join(posting.title.split())
            assert posting.url is not None
    assert parsed_count == capture.read
    if capture.why is None:
        assert capture.read == sum(counted()[file] for file in capture.files)


@needs_captures
def test_no_capture_is_left_out() -> None:
    read = {file for capture in CAPTURES for file in capture.files}
    assert read | set(NOT_READ) == set(counted())
    assert not read & set(NOT_READ)
    assert all(NOT_READ.values())
