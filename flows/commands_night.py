"""The commands that do runs: `run`, `replay`, `relevel`, `ingest`, `schedule`. What takes long to load is loaded where it is needed."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.errors import BadInput
from flows.exits import Exit, reader_may_leave, told_plainly
from flows.options import AsJson, Columns, Data, check_industry, column_map
from flows.progress import watched_by
from flows.settings import load_settings
from flows.terminal import Bars, console, say

if TYPE_CHECKING:
    from flows.outcome import RunOutcome


def _date(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no date; a night looks like 2026-11-23") from None


Night = Annotated[
    date | None,
    typer.Option(parser=_date, help="The night that the run stands for, today's (UTC) where none is given.", metavar="DATE"),
]
Strict = Annotated[
    bool, typer.Option("--strict", help="End with exit code 4 when the run is degraded, or the stored profiles could not be matched.")
]
Boards = Annotated[
    Path | None, typer.Option(help="The list of boards to read, instead of the one that ships with the package.", metavar="FILE")
]


def run(
    sample: Annotated[
        bool, typer.Option("--sample", help="Read the made-up employers that ship with the package, on this machine alone.")
    ] = False,
    second: Annotated[
        bool, typer.Option("--second", help="With --sample: the same employers a little later: a role opens, one closes, some change.")
    ] = False,
    boards: Boards = None,
    data: Data = None,
    night: Night = None,
    only: Annotated[list[str] | None, typer.Option(help="Read this board only; may be given again.", metavar="SOURCE:TOKEN")] = None,
    watched: Annotated[
        bool, typer.Option("--watched", help="Read only the boards on which associate roles or programmes are or were.")
    ] = False,
    full: Annotated[
        bool, typer.Option("--full", help="Ask for every answer whole: take no host's word that one is what it was on an earlier night.")
    ] = False,
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Do one night: read all boards, level their product-management roles, check, and publish.

    The published files are in DATA/published: roles.duckdb for analysts, the folder site for a website (see `serve`). With --sample they
    are in DATA/sample/published, so that made-up roles never mix with real ones.
    """
    with told_plainly(), ExitStack() as stack:
        settings = load_settings()
        data = data or settings.data
        play_at = None
        if second and not sample:
            raise BadInput("--second goes with --sample: it is what the sample's employers publish a little later.")
        if watched and (only or full or night):
            raise BadInput(
                "--watched chooses the boards by itself, for today's night, and asks as a night does; leave out --only, --full, --night."
            )
        if sample:
            if boards is not None:
                raise BadInput("--sample brings boards of its own; leave out --boards, or --sample.")
            from flows.play_folder import folder_answers, folder_pages
            from flows.playback import Playback

            played = Path(__file__).parent / "sample"
            answers = folder_answers(played) | (folder_answers(played / "second") if second else {})
            play_at = stack.enter_context(Playback(answers, pages=folder_pages(played))).url
            boards, data = played / "boards.toml", data / "sample"
        if not as_json:
            say("Starting; Prefect takes some seconds to load …", "dim")
        from flows.deployed import SKIPPED, apm_watch
        from flows.nightly import nightly

        where: dict[str, Any] = {"data": data.resolve(), "boards": boards, "play_at": play_at, "return_state": True}
        with Bars() as bars, watched_by(bars):
            state: Any = apm_watch(**where) if watched else nightly(night=night, only=tuple(only or ()), full=full, **where)
        if state.name == SKIPPED:
            say(state.message)
            return
        _finish(state.result(raise_on_failure=False), strict, as_json)


def ingest(
    files: Annotated[list[Path], typer.Argument(help="Parquet, CSV or JSON lines (.parquet, .csv, .jsonl; the last two also .gz).")],
    columns: Columns = None,
    company: Annotated[str, typer.Option(help="The employer, for rows that name none.")] = "",
    industry: Annotated[str | None, typer.Option(help="Its industry, one of those in the list of boards, for rows that name none.")] = None,
    data: Data = None,
    night: Night = None,
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Take postings from files, carry them through like a night, and publish."""
    with told_plainly():
        settings = load_settings()
        check_industry(industry, settings.boards_path)
        from flows.ingest import ingest as ingested

        with Bars() as bars, watched_by(bars):
            outcome = ingested(
                files,
                data=data or settings.data,
                settings=settings,
                columns=column_map(columns),
                company=company,
                industry=industry,
                night=night,
                on_rejected=lambda message: say(message, "yellow"),
            )
        _finish(outcome, strict, as_json)


def replay(data: Data = None, as_json: AsJson = False) -> None:
    """Read everything that was ever landed again, without the network, into a new work file, and publish that.

    To be run after an update: better rules and parsers then re-read history. The old work file stays until the new one has passed its
    checks; when a night that was published does not pass them any more, nothing is replaced (exit code 3).
    """
    with told_plainly():
        settings = load_settings()
        from flows.notify import notify_after
        from flows.replay import replay as replayed
        from flows.show import replayed_as_json, show_replayed

        with Bars() as bars, watched_by(bars):
            came = replayed(
                data=data or settings.data,
                site=settings.served_at,
                corrections=settings.corrections,
                profiles=settings.profiles,
                working=settings.working,
                on_damage=lambda message: say(message, "yellow"),
            )
            came = replace(came, notified=notify_after(came.published, data or settings.data, settings))
        with reader_may_leave():
            if as_json:
                typer.echo(replayed_as_json(came))
            else:
                show_replayed(console(), came)
        if came.published is None:
            raise typer.Exit(Exit.HELD_BACK)


def relevel(data: Data = None, as_json: AsJson = False) -> None:
    """Level the stored texts anew with the present rules and corrections, without reading a board, and publish.

    To be run after an update of the rules, or of corrections.toml, that should not wait for the next night. Old verdicts stay; each role
    whose level changes gets an event that names both rulebooks.
    """
    with told_plainly():
        settings = load_settings()
        from flows.relevel import relevel as relevelled

        with Bars() as bars, watched_by(bars):
            outcome = relevelled(data=data or settings.data, settings=settings)
        _finish(outcome, strict=False, as_json=as_json)


def schedule(
    cron: Annotated[str, typer.Option(help="When: minute, hour, day of the month, month, day of the week.")] = "0 3 * * *",
    timezone: Annotated[str, typer.Option(help="The time zone in which that is meant, as in Europe/London.")] = "UTC",
    now: Annotated[bool, typer.Option("--now", help="Do a night at once as well.")] = False,
    boards: Boards = None,
    data: Data = None,
) -> None:
    """Do a night every night, until interrupted.

    Prefect keeps the time. Where PREFECT_API_URL names a Prefect server, that one is used; without it a local one runs as long
    as this does.
    """
    with told_plainly():
        settings = load_settings()
        from flows.schedule import serve_nightly

        serve_nightly(cron=cron, timezone=timezone, now=now, boards=boards, data=data or settings.data)


def _finish(came: object, strict: bool, as_json: bool) -> None:
    """Shows a run and ends the program as it went; `came` is the outcome, or the error that the run ended with."""
    from flows.outcome import RunOutcome
    from flows.show import outcome_as_json, show_outcome

    if isinstance(came, BaseException):
        raise came
    if not isinstance(came, RunOutcome):
        raise TypeError(f"the run ended with {came!r}")
    with reader_may_leave():
        if as_json:
            typer.echo(outcome_as_json(came))
        else:
            show_outcome(console(), came)
    if code := _exit(came, strict):
        raise typer.Exit(code)


def _exit(outcome: RunOutcome, strict: bool) -> Exit:
    if outcome.published is None:
        return Exit.HELD_BACK
    unmatched = outcome.matched is not None and outcome.matched.problem is not None
    return Exit.DEGRADED if strict and (outcome.state == "degraded" or unmatched) else Exit.GOOD
