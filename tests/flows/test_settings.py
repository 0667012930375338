"""Settings come from the environment, and a wrong one is named."""

from pathlib import Path

import pytest

from flows.settings import BadSettings, load_settings
from tests.flows.nights import explore_roles


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPLORE_ROLES_DATA", "/srv/roles")
    monkeypatch.setenv("EXPLORE_ROLES_PER_SECOND", "0.5")
    monkeypatch.setenv("EXPLORE_ROLES_CONTACT", "https://roles.example/about")
    settings = load_settings()
    assert settings.data == Path("/srv/roles")
    assert settings.per_second == 0.5
    assert settings.user_agent.startswith("explore-roles/")
    assert settings.user_agent.endswith("(+https://roles.example/about)")


@pytest.mark.parametrize("value", ["k\u2013x9q", "k\nx9q", "k\x07x9q"])
def test_a_key_that_cannot_be_sent_is_named_and_not_told(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("USAJOBS_EMAIL", " we@roles.example\n")
    monkeypatch.setenv("USAJOBS_KEY", value)
    with pytest.raises(BadSettings, match="USAJOBS_KEY: holds a character that no key has") as raised:
        dict(load_settings().keys)
    assert "x9q" not in str(raised.value)
    assert "USAJOBS_EMAIL" not in str(raised.value)
    result = explore_roles("boards", "check")
    assert (result.exit_code, "USAJOBS_KEY" in result.stderr) == (2, True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EXPLORE_ROLES_TIMEOUT", "soon"),
        ("EXPLORE_ROLES_RETRIES", "-1"),
        ("EXPLORE_ROLES_PER_SECOND", "0"),
        ("EXPLORE_ROLES_PLAY_AT", "http://roles.example:80"),
        ("EXPLORE_ROLES_CONTACT", "two\r\nlines"),
    ],
)
def test_a_wrong_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings, match=name):
        load_settings()
    result = explore_roles("sql", "FROM roles")
    assert result.exit_code == 2
    assert name in result.stderr
