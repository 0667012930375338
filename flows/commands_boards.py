"""The commands about the list of boards: `boards check`, `boards add`. What takes long to load is loaded when a command needs it."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.errors import BadInput
from flows.exits import Exit, told_plainly
from flows.options import AsJson, check_industry
from flows.settings import Settings, load_settings
from flows.terminal import console, say, shown

if TYPE_CHECKING:
    from extractors.asking.session import PoliteSession
    from extractors.asking.visit import Visit
    from extractors.board import Board
    from extractors.recognise import Recognised
    from flows.board_check import Checked

_STYLES = {
    "answers": "green",
    "empty": "yellow",
    "moved": "cyan",
    "gone": "red",
    "refuses": "red",
    "changed": "red",
    "unavailable": "yellow",
}
_ADVICE = {
    "empty": "answers, and lists nothing: no opening now, or another token",
    "moved": "answers elsewhere: look at the board named there, and change the row",
    "gone": "its platform knows no such board: take the row out, or find where it went (boards add URL)",
    "refuses": "does not want to be read by programs: take the row out",
    "changed": "answers something that is not its platform's format: look at it",
    "unavailable": "did not answer this time: ask again later",
    "off": "its platform wants a key: see docs/sources.md",
}

boards = typer.Typer(
    name="boards",
    help="Look after the list of boards: which still answer, and add another.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

File = Annotated[
    Path | None, typer.Option("--boards", help="The list; without it EXPLORE_ROLES_BOARDS, or the one that ships.", metavar="FILE")
]


@boards.command()
def check(
    file: File = None,
    only: Annotated[list[str] | None, typer.Option(help="This board only; may be given again.", metavar="SOURCE:TOKEN")] = None,
    source: Annotated[list[str] | None, typer.Option(help="This platform's boards only; may be given again.", metavar="SOURCE")] = None,
    as_json: AsJson = False,
) -> None:
    """Ask each board whether it is there: which answer, which moved, which are gone. Nothing is kept, loaded or changed.

    A board that is gone is looked for on other platforms under the same name. Ends with 0 whatever the boards say, as they are not ours;
    with 3 where not one of them answered at all.
    """
    with told_plainly():
        settings = load_settings()
        from classifiers import is_candidate
        from extractors.board import load_boards
        from flows.asking import session_of
        from flows.board_check import check_boards, none_answered

        chosen = _chosen(list(load_boards(file or settings.boards_path)), only or [], source or [])
        found: list[Checked] = []
        with session_of(settings) as session:
            asked = check_boards(chosen, session, wants=is_candidate, keys=settings.keys, at_once=settings.boards_at_once)
            # Closed as soon as somebody has enough: the operator (Ctrl-C), or whoever reads along (`| head`).
            with closing(asked):
                for checked in asked:
                    found.append(checked)
                    if not as_json:
                        _show(checked)
        if as_json:
            typer.echo(json.dumps([asdict(checked) for checked in sorted(found, key=lambda one: one.board.key)], indent=1))
        else:
            _sum_up(found)
        if none_answered(found):
            say("not one board answered: is there a network?", "yellow")
            raise typer.Exit(Exit.HELD_BACK)


def _sum_up(found: list[Checked]) -> None:
    standings = Counter(checked.standing for checked in found)
    say(f"{len(found):,} boards: " + ", ".join(f"{number:,} {standing}" for standing, number in standings.most_common()))
    for standing, advice in _ADVICE.items():
        if any(checked.standing == standing for checked in found):
            say(f"{standing}: {advice}", "dim")


@boards.command()
def add(
    url: Annotated[str, typer.Argument(help="The address of a careers page, or of one posting.", metavar="URL")],
    company: Annotated[str | None, typer.Option(help="The employer's name, as people write it.", metavar="NAME")] = None,
    industry: Annotated[str | None, typer.Option(help="One of the industries listed at the top of the file.", metavar="NAME")] = None,
    file: File = None,
    unasked: Annotated[bool, typer.Option("--unasked", help="Add the row without asking the board whether it is there.")] = False,
) -> None:
    """Recognise platform and token in a careers address, ask the board, and add its row to the list.

    An address under the employer's own name (with ?gh_jid= or not) is read, and what it links to tells the platform.
    """
    with told_plainly():
        settings = load_settings()
        from extractors.boards_file import row_of
        from flows.asking import session_of

        path = file or settings.boards_path
        _check_names(company, industry, path)
        with session_of(settings) as session:
            recognised = _recognised(url, session, settings)
            board = _board(recognised, company, industry)
            if not unasked:
                _ask(board, _visit(session, settings))
        _write(path, board)
        say(f"Added to {path} ({recognised.how}):")
        typer.echo("\n".join(row_of(board)))


def _check_names(company: str | None, industry: str | None, path: Path) -> None:
    from extractors.board import company_name

    if company is not None and company_name(company) is None:
        raise BadInput(f"--company {company!r} cannot be a name: some words on one line, 120 characters at most.")
    check_industry(industry, path)


def _recognised(url: str, session: PoliteSession, settings: Settings) -> Recognised:
    """Returns the board of the address. Where the address alone does not tell it, its page is read."""
    from extractors.board import forbidden
    from extractors.errors import SourceChanged, SourceGone, SourceUnavailable
    from extractors.fields import web_url
    from extractors.recognise import recognise, recognise_page

    if web_url(url) is None:
        raise BadInput(f"{url!r} is no address of a page: copy it whole, with https://.")
    if site := forbidden(url):
        raise BadInput(f"{site} is not read: its terms forbid it. Name the employer's own careers page, or a posting on it.")
    if (recognised := recognise(url)) is not None:
        return recognised
    try:
        return recognise_page(f"https://{url.partition('://')[2]}", _visit(session, settings))
    except SourceGone:
        raise BadInput(f"There is no such page: {url}. Check the address.") from None
    except SourceUnavailable as error:
        raise BadInput(
            f"{url} could not be asked: {error} Try again later, or give an address that itself tells the board "
            "(https://jobs.lever.co/acme): with --unasked such a board is added without asking."
        ) from None
    except SourceChanged as error:
        raise BadInput(str(error)) from None


def _board(recognised: Recognised, company: str | None, industry: str | None) -> Board:
    from extractors.board import Board, company_name

    address = recognised.address
    board = Board(
        source=recognised.source,
        token=address.token,
        company=company_name(company or "") or "",
        industry=industry,
        region=address.region,
        url=address.url,
    )
    if not board.company:
        raise BadInput(f"{board.key}: say whose board it is: --company 'Acme' (and --industry, one of those at the top of the list).")
    return board


def _ask(board: Board, visit: Visit) -> None:
    """Returns when the board has answered, and says how much it lists. Raises BadInput where it does not."""
    from extractors.read import read_board
    from extractors.sources import sources
    from flows.board_check import needs

    if lacking := needs(board, visit.keys):
        raise BadInput(f"{board.key} {lacking}: see docs/sources.md, or add its row without asking it: --unasked.")
    read, _ = read_board(board, visit)
    if read.state == "gone":
        at = board.url or f"{sources()[board.source].PLATFORM.name}: {board.token!r}"
        raise BadInput(f"There is no such board at {at}. Check the address.")
    if read.state == "unavailable":
        raise BadInput(f"{board.key} could not be asked: {read.message} Try again later, or add its row without asking it: --unasked.")
    if read.state != "read":
        raise BadInput(f"{board.key} does not answer as a board: {read.message}")
    say(f"{board.key} lists {len(read.postings) + read.passed_over:,} postings.")


def _write(path: Path, board: Board) -> None:
    from extractors.boards_file import add_board

    try:
        add_board(path, board)
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror or error}. Name a list of your own with --boards.") from None


def _chosen(listed: list[Board], only: list[str], source: list[str]) -> list[Board]:
    unknown = sorted({*only} - {board.key for board in listed}) + sorted({*source} - {board.source for board in listed})
    if unknown:
        raise BadInput(f"Not in the list of boards: {', '.join(unknown)}.")
    return [board for board in listed if (not only or board.key in only) and (not source or board.source in source)]


def _visit(session: PoliteSession, settings: Settings) -> Visit:
    from extractors.asking.visit import Visit

    return Visit(session=session, wants=lambda _: False, keys=settings.keys)


def _show(checked: Checked) -> None:
    line = shown(f"{checked.standing:<12}", _STYLES.get(checked.standing, "dim")) + shown(checked.board.key, "bold")
    if checked.listed:
        line += shown(f"  {checked.listed:,} postings, {checked.wanted:,} of product management", "dim")
    if checked.elsewhere:
        line += shown(f"  now {', '.join(checked.elsewhere)}?")
    elif checked.message:
        line += shown(f"  {checked.message}", "dim")
    console().print(line, soft_wrap=True)
