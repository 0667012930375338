"""What all tests of the extractors share."""

import pytest

from extractors.asking import session


@pytest.fixture(autouse=True)
def _short_back_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "BACKOFF_FIRST", 0.01)
