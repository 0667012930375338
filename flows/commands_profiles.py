"""The commands of those who match stored profiles: `profiles check`, `list`, `match`. What takes long to load is loaded when needed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typer

from flows.exits import Exit, told_plainly
from flows.folders import DataFolder, data_folder
from flows.options import AsJson, Data
from flows.settings import load_settings
from flows.terminal import console, say, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warehouse.matching.stored import Store

profiles = typer.Typer(
    name="profiles",
    help="Match stored profiles after each publication, with a feed for each (docs/matches.md).",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@profiles.command()
def check(data: Data = None, as_json: AsJson = False) -> None:
    """Read the stored profiles and say what each would aim at. Ends with exit code 2 where one cannot be used.

    They are where EXPLORE_ROLES_PROFILES says (a folder of .toml and .json files, or one table), or in DATA/profiles.
    """
    with told_plainly():
        settings = load_settings()
        from flows.match_stored import stored_profiles

        store = stored_profiles(DataFolder(path=data or settings.data), settings.profiles)
        told = _told(store)
        if as_json:
            typer.echo(json.dumps({"profiles": told, "unusable": [one.message for one in store.unusable]}, indent=1))
        else:
            _show_aims(told)
            for one in store.unusable:
                say(one.message, "red")
            unusable = f", {len(store.unusable):,} that cannot be used" if store.unusable else ""
            say(f"{len(told):,} {'profile' if len(told) == 1 else 'profiles'}{unusable} in {store.path}.", "dim")
        if store.unusable:
            raise typer.Exit(Exit.BAD_INPUT)


@profiles.command("list")
def list_(data: Data = None, as_json: AsJson = False) -> None:
    """List the profiles as they were matched last: how many roles fit, how many of them are new, and where each feed lies."""
    with told_plainly():
        settings = load_settings()
        from warehouse.matching.kept import matched_profiles

        found = matched_profiles(DataFolder(path=data or settings.data).matches)
        if as_json:
            typer.echo(json.dumps(found, default=str, indent=1))
        else:
            _show(("profile", "name", "night", "fit", "new", "feed"), [_row(one) for one in found])
            for one in found:
                if one["message"]:
                    say(f"{one['id']} cannot be used as it stands: {one['message']}", "red")


@profiles.command()
def match(data: Data = None, as_json: AsJson = False) -> None:
    """Match the stored profiles with what is published now, as each publication does by itself.

    What was announced is not announced again.
    """
    with told_plainly():
        settings = load_settings()
        from flows.match_stored import match_stored
        from flows.published import published_file

        with data_folder(data or settings.data) as folder:
            came = match_stored(published_file(folder.published), folder, settings.profiles, settings.served_at)
        for problem in came.problems:
            say(problem, "yellow")
        if as_json:
            typer.echo(json.dumps({"profiles": came.profiles, "unusable": came.unusable, "new": came.new, "begins": came.begins}, indent=1))
        else:
            say(f"matches: {came.summary}; {folder.matches}")


def _told(store: Store) -> list[dict[str, Any]]:
    from warehouse.matching.advice import advise

    told = []
    for one in store.profiles:
        advice = advise(one.profile)
        told.append(
            {
                "id": one.id,
                "name": one.profile.name,
                "track": advice.standing.track,
                "industry": advice.standing.industry,
                "aims": [{"level": chance.level, "industry": chance.whose, "odds": chance.odds} for chance in advice.chances if chance.aim],
                "levels": sorted({chance.level for chance in advice.listed}, key=[chance.level for chance in advice.chances].index),
            }
        )
    return told


def _show_aims(told: Sequence[dict[str, Any]]) -> None:
    from warehouse.matching.tables import tables

    odds = tables()["advice"]["odds"]
    rows = [
        (
            one["id"],
            one["name"],
            "; ".join(dict.fromkeys(f"{aim['level']}: {odds[aim['odds']]}" for aim in one["aims"])),
            ", ".join(one["levels"]),
        )
        for one in told
    ]
    _show(("profile", "name", "aims at", "levels that are matched"), rows)


def _row(one: dict[str, Any]) -> tuple[object, ...]:
    return one["id"], one["name"], one["night"], one["fits"], one["new"], one["feed"]


def _show(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    from rich.table import Column, Table

    table = Table(*(Column(heading, overflow="fold") for heading in headings))
    for row in rows:
        table.add_row(*(shown(cell) for cell in row))
    console().print(table)
