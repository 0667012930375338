"""The command of those who wait for programmes to open: `watch`. What takes long to load is loaded when the command needs it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.errors import BadInput
from flows.exits import Exit, reader_may_leave, told_plainly
from flows.folders import DataFolder
from flows.options import AsJson, Data
from flows.settings import load_settings
from flows.terminal import console, say, say_error, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from flows.notify import Delivery, Notified
    from flows.settings import Settings
    from warehouse.watch import Opening


def watch(
    data: Data = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell nobody, keep nothing; show what would be told.")] = False,
    trial: Annotated[bool, typer.Option("--trial", help="Send a message that only says that messages arrive, and nothing else.")] = False,
    as_json: AsJson = False,
) -> None:
    """Tell of the associate roles and programmes that opened, or opened again, since it was last told.

    Whom to tell is in EXPLORE_ROLES_NOTIFY: e-mail, Slack, webhooks and whatever else Apprise or Prefect's notification blocks reach
    (docs/watch.md). Each of them hears of an opening once. Nights do this by themselves after they publish. Ends with exit code 4 where
    somebody could not be told; that is tried again the next time.
    """
    with told_plainly():
        if trial and dry_run:
            raise BadInput("--trial sends a message, and --dry-run sends none; leave one of them out.")
        settings = load_settings()
        from flows.notify import notify, try_out

        folder = DataFolder(path=data or settings.data)
        came = try_out(settings) if trial else notify(folder, settings, dry_run=dry_run)
        with reader_may_leave():
            if as_json:
                typer.echo(json.dumps(_as_json(came), indent=1))
            elif trial:
                _show_trial(console(), came)
            else:
                _show(console(), came, settings, dry_run)
        for problem in came.problems:
            say_error(problem)
        if any(one.bad for one in came.deliveries):
            raise typer.Exit(Exit.BAD_INPUT)
        if came.problems:
            raise typer.Exit(Exit.DEGRADED)


def _show_trial(out: Console, came: Notified) -> None:
    for one in came.deliveries:
        out.print(shown(f"{one.target}: {'not sent' if one.problem else 'sent'}"), soft_wrap=True)


def _show(out: Console, came: Notified, settings: Settings, dry_run: bool) -> None:
    """Prints how many openings each target hears of, and the message that tells of all of them."""
    from flows.notice import fitting

    for one in came.deliveries:
        if one.problem is None:
            number = f"{len(one.openings):,} {'opening' if len(one.openings) == 1 else 'openings'}"
            says = f"would be told of {number}" if dry_run else f"told of {number}"
            out.print(shown(f"{one.target}: {says if one.openings else 'nothing new'}"), soft_wrap=True)
    if news := _of_all([one for one in came.deliveries if one.problem is None]):
        message = fitting(news, settings.served_at, longest=1_000_000)
        for text in ("", message.subject, "", *message.text.split("\n")):
            out.print(shown(text), soft_wrap=True)
    elif not came.problems:
        say(f"Nothing has opened since, up to the night of {came.night}.", "dim")


def _of_all(deliveries: Sequence[Delivery]) -> Sequence[Opening]:
    """Returns all that these hear of, programmes first, then the newest."""
    found = {opening.role_id: opening for one in deliveries for opening in one.openings}
    return sorted(found.values(), key=lambda one: (not one.programme, -one.opened_on.toordinal(), one.company, one.title, one.role_id))


def _as_json(came: Notified) -> dict[str, Any]:
    return {
        "night": came.night and came.night.isoformat(),
        "targets": [
            {"target": one.target, "openings": [opening.role_id for opening in one.openings], "problem": one.problem, "bad": one.bad}
            for one in came.deliveries
        ],
        "openings": [{**asdict(one), "opened_on": one.opened_on.isoformat()} for one in _of_all(came.deliveries)],
    }
