"""The commands that look after the data folder: `tidy`, `feed`. What they need is loaded when they are run."""

from typing import Annotated

import typer

from flows.exits import Exit, reader_may_leave, told_plainly
from flows.folders import data_folder
from flows.options import AsJson, Data
from flows.progress import watched_by
from flows.published import published_file
from flows.settings import load_settings
from flows.terminal import Bars, console, say


def tidy(
    data: Data = None,
    keep_nights: Annotated[
        int | None,
        typer.Option(min=1, help="Leave the newest N nights in the landing (or EXPLORE_ROLES_KEEP_NIGHTS); 90 where none is given."),
    ] = None,
    keep_versions: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Drop what postings were before they changed, where that ended before the newest N nights (or "
            "EXPLORE_ROLES_KEEP_VERSIONS); nothing where none is given.",
        ),
    ] = None,
    despite_damage: Annotated[
        bool, typer.Option("--despite-damage", help="Take nights out of the landing even where something in it cannot be read any more.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Change nothing; say what would be done.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make the data folder smaller, and say how large everything in it is.

    Nights that leave the landing are loaded into DATA/baseline.duckdb first, from which `replay` then starts; where a check now stops
    one that was published, nothing is changed (exit code 3). The work file is written anew, without the room that deleted rows left.
    """
    with told_plainly():
        settings = load_settings()
        from flows.show_tidy import show_tidied, tidied_as_json
        from flows.tidy import tidy as tidied

        with Bars() as bars, watched_by(bars):
            came = tidied(
                data=data or settings.data,
                keep_nights=keep_nights or settings.keep_nights,
                keep_versions=keep_versions or settings.keep_versions,
                dry_run=dry_run,
                despite_damage=despite_damage,
                corrections=settings.corrections,
                working=settings.working,
                on_told=lambda message: say(message, "yellow"),
            )
        with reader_may_leave():
            if as_json:
                typer.echo(tidied_as_json(came))
            else:
                show_tidied(console(), came)
        if came.held_back:
            raise typer.Exit(Exit.HELD_BACK)


def feed(data: Data = None) -> None:
    """Write the folder for the website again from the published file, without a run.

    To be run where EXPLORE_ROLES_SITE has changed, or where the folder was lost. It takes the place of the old one at once.
    """
    with told_plainly():
        settings = load_settings()
        from warehouse.feed.write import write_feed

        with data_folder(data or settings.data) as folder:
            written = write_feed(published_file(folder.published), folder.publication, settings.served_at)
        typer.echo(str(written.root))
