"""The command line, `explore-roles`."""

from typing import Annotated

import typer

from flows.commands_boards import boards
from flows.commands_corrections import corrections
from flows.commands_keep import feed, tidy
from flows.commands_limits import limits
from flows.commands_match import match
from flows.commands_night import ingest, relevel, replay, run, schedule
from flows.commands_profiles import profiles
from flows.commands_read import classify, explain, sql
from flows.commands_rulebook import rulebook
from flows.commands_serve import serve
from flows.commands_watch import watch
from flows.exits import EXIT_CODES

app = typer.Typer(
    name="explore-roles",
    help="Finds product-management roles on employers' job boards and says at which level each is, with the sentences that show it.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120},
)

for _command in (run, replay, relevel, ingest, classify, explain, match, sql, schedule, serve, feed, tidy, watch, limits):
    app.command()(_command)
app.add_typer(rulebook)
app.add_typer(corrections)
app.add_typer(boards)
app.add_typer(profiles)


def _say_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"explore-roles {version('explore-roles')}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[bool, typer.Option("--version", help="Say the version and end.", callback=_say_version, is_eager=True)] = False,
) -> None:
    """Finds product-management roles on employers' job boards and says at which level each is, with the sentences that show it."""
    del version


if __name__ == "__main__":
    app()
