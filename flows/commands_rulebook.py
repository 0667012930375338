"""The commands of those who write rules: `rulebook export`, `rulebook check`, `rulebook diff`. What takes long to load is loaded late."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated

import typer

from flows.errors import BadInput
from flows.exits import Exit, told_plainly
from flows.folders import DataFolder
from flows.options import AsJson, Columns, Data, column_map
from flows.progress import watched_by
from flows.settings import load_settings
from flows.terminal import Bars, console, say, shown

rulebook = typer.Typer(
    name="rulebook",
    help="Change the tables that levels are decided by, and see what a change does before it is published.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@rulebook.command()
def export(folder: Annotated[Path, typer.Argument(help="A folder that is not there yet, or is empty.", metavar="FOLDER")]) -> None:
    """Write the shipped tables into a new folder, to be changed there."""
    with told_plainly():
        from flows.rulebooks import export_rulebook

        say(f"{export_rulebook(folder)} tables written to {folder}. Change them, then: explore-roles rulebook check {folder}")


@rulebook.command()
def check(
    folder: Annotated[str, typer.Argument(help="A folder of tables, or `current`.", metavar="FOLDER")], as_json: AsJson = False
) -> None:
    """Find what is wrong with a folder of tables.

    All tables are read, all rules compiled, and every rule is held against its own examples and counter-examples. Ends with exit code 2
    where something is wrong.
    """
    with told_plainly():
        from flows.rulebook_diff import check_alone
        from flows.rulebooks import open_rulebook

        book = open_rulebook(folder)
        found = check_alone(book)
        wrong = [*found.broken, *found.failing]
        if as_json:
            typer.echo(
                json.dumps({"rulebook": book.name, "version": book.version, "broken": found.broken, "failing": found.failing}, indent=1)
            )
        else:
            for line in wrong:
                console().print(shown(line), soft_wrap=True)
            say(f"{book.name}, version {book.version}: " + (f"{len(wrong)} wrong" if wrong else "nothing is wrong"))
    if wrong:
        raise typer.Exit(Exit.BAD_INPUT)


@rulebook.command()
def diff(
    old: Annotated[
        str,
        typer.Argument(help="A folder of tables; `current`: the shipped ones; `published`: what the published file says.", metavar="OLD"),
    ],
    new: Annotated[str, typer.Argument(help="A folder of tables, or `current`.", metavar="NEW")],
    file: Annotated[
        Path | None,
        typer.Option(help="Parquet, CSV or JSON lines of postings; without it the roles of the published file.", metavar="FILE"),
    ] = None,
    columns: Columns = None,
    labels: Annotated[
        Path | None,
        typer.Option(help="A file of id, family and level: the levels that some of the postings have in truth.", metavar="FILE"),
    ] = None,
    blind: Annotated[bool, typer.Option("--blind", help="Ignore the titles, and every mention of them in the texts.")] = False,
    limit: Annotated[
        int, typer.Option(min=1, help="How many changed postings, and rows of tables, to show at most (not with --json).")
    ] = 40,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show which levels another rulebook changes.

    Every posting is read with both: over a --file, or over the roles of the published file. Each that changes is shown with the sentences
    and rules that did it, and with --labels it is counted whether the change is for the better.
    """
    with told_plainly():
        settings = load_settings()
        from flows.published import published_file
        from flows.rulebook_diff import diff as compared
        from flows.rulebook_postings import postings_of_file, postings_of_warehouse, read_labels
        from flows.rulebook_show import diff_as_json, show_diff
        from flows.rulebooks import PUBLISHED, open_rulebook

        if new == PUBLISHED:
            raise BadInput("NEW is a folder of tables, or `current`; `published` can only be what was before.")
        if old == PUBLISHED and (file is not None or blind):
            what = "--blind: it was read with its title" if blind else "--file: it is what the published file holds"
            raise BadInput(f"`published` cannot be compared with {what}.")
        if columns is not None and file is None:
            raise BadInput("--columns says what the columns of a --file are called; name the file, or leave it out.")
        books = None if old == PUBLISHED else open_rulebook(old), open_rulebook(new)
        known = None if labels is None else read_labels(labels)
        if file is not None:
            postings, over = postings_of_file(file, column_map(columns)), f"postings of {file}"
        else:
            published = published_file(DataFolder(path=data or settings.data).published)
            postings, over = postings_of_warehouse(published), f"roles of {published}"
        with Bars() as bars, watched_by(bars):
            came = compared(*books, postings, over=over, labels=known, blind=blind, processes=settings.processes or os.cpu_count() or 1)
        if as_json:
            typer.echo(diff_as_json(came))
        else:
            show_diff(console(), came, limit)
