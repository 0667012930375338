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
