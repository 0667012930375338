"""Nights for the tests: made-up boards played by a local server, read by the command line as it stands."""

import html
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import Result
from typer.testing import CliRunner

from flows.cli import app
from flows.playback import Playable, Playback

FIRST, SECOND, THIRD = "2026-11-20", "2026-11-21", "2026-11-22"

SENIOR = (
    "<h2>About us</h2><p>We make garden tools for people with small gardens.</p>"
    "<h2>What you will do</h2><ul><li>Own the whole roadmap of our planning app, from discovery to launch.</li>"
    "<li>Launch a new product from scratch and bring it to its first thousand customers.</li></ul>"
    "<h2>Requirements</h2><ul><li>5+ years of product management experience.</li></ul>"
)
GROUP = (
    "<h2>What you will do</h2><ul><li>Manage a team of three product managers who report to you.</li>"
    "<li>Own several products and their roadmaps.</li></ul>"
    "<h2>Requirements</h2><ul><li>9+ years of product management experience.</li></ul>"
)
OTHER = "<p>You write the software of our planning app, in a team of four, and look after it when it is live.</p>"

Job = tuple[int, str, str]  # id, title, text


def greenhouse(*jobs: Job) -> bytes:
    """Returns a board's answer in Greenhouse's shape."""
    rows = [
        {
            "id": number,
            "title": title,
            "content": html.escape(text),
            "absolute_url": f"https://jobs.garden.example/openings?gh_jid={number}",
            "location": {"name": "Leeds"},
            "updated_at": "2026-11-12T06:01:10-05:00",
            "first_published": "2026-11-09T10:12:41-05:00",
            "metadata": None,
        }
        for number, title, text in jobs
    ]
    return json.dumps({"jobs": rows, "meta": {"total": len(rows)}}).encode()


GARDEN = greenhouse((1, "Senior Product Manager, Planning", SENIOR), (2, "Software Engineer", OTHER), (3, "Group Product Manager", GROUP))
POND = greenhouse((11, "Product Manager, Ponds", SENIOR.replace("5+", "3+")), (12, "Gardener", OTHER))


@dataclass(frozen=True, kw_only=True)
class Town:
    """A data folder, a list of boards, and the server that plays them."""

    folder: Path
    playback: Playback

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def published(self) -> Path:
        return self.data / "published" / "roles.duckdb"

    def boards(self, *tokens: str) -> Path:
        """Writes the list of boards: the tokens of Greenhouse boards."""
        path = self.folder / "boards.toml"
        rows = "".join(f'\n[[board]]\nsource = "greenhouse"\ntoken = "{token}"\ncompany = "{token.title()}"\n' for token in tokens)
        path.write_text(f'industries = ["gardening"]\n{rows}', encoding="utf-8")
        return path

    def play(self, answers: Mapping[str, Playable]) -> None:
        """Plays these answers from now on: token -> answer."""
        self.playback.play({("greenhouse", token): answer for token, answer in answers.items()})

    def night(self, night: str, *tokens: str, options: Sequence[str] = ()) -> Result:
        """Does a night over the boards, through the command line."""
        boards = self.boards(*tokens)
        return explore_roles(
            "run", "--data", self.data, "--boards", boards, "--night", night, *options, env={"EXPLORE_ROLES_PLAY_AT": self.playback.url}
        )

    def roles(self) -> list[dict[str, Any]]:
        """Returns the published roles."""
        return self.sql("FROM roles ORDER BY title")

    def sql(self, query: str) -> list[dict[str, Any]]:
        """Returns what the published file answers."""
        result = explore_roles("sql", query, "--json", "--data", self.data)
        assert result.exit_code == 0, result.stderr
        rows: list[dict[str, Any]] = json.loads(result.stdout)
        return rows


def explore_roles(*arguments: object, env: Mapping[str, str] | None = None) -> Result:
    """Returns how `explore-roles` with these arguments ended, and what it wrote."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments], env=dict(env or {}))
