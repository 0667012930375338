"""The command `match`: which level to aim for, which roles fit a profile and why, and what was left out."""

from pathlib import Path
from typing import Annotated

import typer

from flows.exits import told_plainly
from flows.folders import DataFolder
from flows.options import AsJson, Data
from flows.published import published_file
from flows.settings import load_settings
from flows.terminal import console


def match(
    profile: Annotated[Path, typer.Argument(help="A profile, TOML or JSON (docs/matching.md says what stands in one).", metavar="PROFILE")],
    top: Annotated[int, typer.Option(min=1, max=1_000, help="How many roles to show.")] = 10,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Hold a profile against the open roles: levels to aim for, roles with reasons for and against, and what one thing alone ruled out.

    Everything happens on this machine; nothing of the profile is kept.
    """
    with told_plainly():
        settings = load_settings()
        from flows.show_match import answer_as_json, show_answer
        from warehouse.matching.answer import answer
        from warehouse.matching.profile import read_profile

        stated = read_profile(profile)
        told = answer(published_file(DataFolder(path=data or settings.data).published), stated, top=top)
        if as_json:
            typer.echo(answer_as_json(told))
        else:
            show_answer(console(), told, stated.name)
