"""The command of those who correct: `corrections check`. What takes long to load is loaded when the command needs it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.exits import told_plainly
from flows.folders import DataFolder
from flows.options import AsJson, Data
from flows.settings import load_settings
from flows.terminal import console, say, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from warehouse.corrections import Correction

Row = dict[str, Any]

# What a state asks for; the first three are the view's, the other two are of a file that was changed since the last run.
_ADVICE = {
    "mended": "the same would stand without it now: take it out",
    "moved": "something else than expected would stand without it now: look again",
    "unused": "what it corrects is not there: see whether the key or name is right, or take it out",
    "new": "the next run applies it",
    "taken back": "no longer in the file; the next run undoes it",
}
_STYLES = {"in force": "green", "mended": "yellow", "moved": "yellow", "unused": "yellow", "new": "cyan", "taken back": "cyan"}

corrections = typer.Typer(
    name="corrections",
    help="Correct a level, a merge, a company or a board by hand (docs/corrections.md).",
    no_args_is_help=True,
    rich_markup_mode=None,
)


# With one command alone Typer would leave out its name.
@corrections.callback()
def _corrections() -> None: ...


@corrections.command()
def check(
    file: Annotated[
        Path | None, typer.Argument(help="The file; without it EXPLORE_ROLES_CORRECTIONS, or DATA/corrections.toml.", metavar="FILE")
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Find what is wrong with the corrections, and say of each whether it is in force and still needed.

    The states are those of the last run that was published. Ends with exit code 2 where a row cannot be used.
    """
    with told_plainly():
        settings = load_settings()
        from warehouse.corrections import corrections_of

        folder, named = DataFolder(path=data or settings.data), file or settings.corrections
        rows = standing(corrections_of(folder.path, named), _published(folder.published))
        if as_json:
            typer.echo(json.dumps(rows, default=str, indent=1))
        else:
            _show(console(), rows)
            if not rows:
                say(f"There are no corrections in {named or folder.path}.")


def standing(written: Sequence[Correction], published: Sequence[Row]) -> list[Row]:
    """Returns the corrections as rows with the states that the last run left them in, then those that the file no longer has."""
    known = {_key(row): row for row in published}
    rows: list[Row] = []
    for correction in written:
        row = asdict(correction)
        was = known.pop(_key(row), {"state": "new", "source_value": None})
        rows.append({**row, "source_value": was["source_value"], "state": was["state"]})
    return rows + [{**row, "position": None, "state": "taken back"} for row in known.values()]


def _key(row: Row) -> tuple[str, str, str]:
    return row["correction_id"], row["target"], row["field"]


def _published(path: Path) -> list[Row]:
    """Returns the rows of the view `corrections`; none where nothing is published yet, or by a version that knew no corrections."""
    if not path.is_file():
        return []
    from warehouse.ask import run_sql

    # A file that an older version published has none.
    if not run_sql(path, "FROM information_schema.tables WHERE table_schema = 'main' AND table_name = 'corrections'")[1]:
        return []
    names, rows = run_sql(path, "FROM corrections ORDER BY kind, target, field")
    return [dict(zip(names, row, strict=True)) for row in rows]


def _show(out: Console, rows: Sequence[Row]) -> None:
    width = max(map(len, _STYLES)) + 2
    for row in rows:
        place = "" if row["position"] is None else f" row {row['position']}"
        says = row["field"] if row["value"] is None else f"{row['field']} {row['value']}"
        line = shown(f"{row['state']:<{width}}", _STYLES.get(row["state"], "")) + shown(f"[[{row['kind']}]]{place}  ", "dim")
        line += shown(f"{row['target']}: ") + shown(says, "bold")
        if row["source_value"] is not None:
            line += shown(f"  (without it: {row['source_value']})", "dim")
        out.print(line, soft_wrap=True)
        out.print(shown(" " * width + f"{row['who']}, {row['made_on']}: {row['reason']}", "dim"), soft_wrap=True)
    states = Counter(row["state"] for row in rows)
    if states:
        say(", ".join(f"{number:,} {state}" for state, number in states.most_common()))
    for state, advice in _ADVICE.items():
        if states[state]:
            say(f"{state}: {advice}", "dim")
