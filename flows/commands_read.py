"""The commands that only read: `classify`, `explain`, `sql`. Whatever takes long to load is loaded when a command needs it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.errors import BadInput
from flows.exits import told_plainly
from flows.folders import DataFolder
from flows.options import AsJson, Columns, Data, column_map
from flows.progress import watched_by
from flows.settings import load_settings
from flows.terminal import Bars, console, say, shown

if TYPE_CHECKING:
    from flows.classify_file import Tally
    from flows.explain import Explanation

Blind = Annotated[bool, typer.Option("--blind", help="Ignore the title, and every mention of it in the text.")]

_NARROWEST = 12  # characters that a column needs to be read
_ONE_POSTING = (".html", ".htm", ".txt", ".md")


def classify(
    file: Annotated[Path, typer.Argument(help="Parquet, CSV or JSON lines with id, title and description (text or HTML).")],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Where to: .parquet, .csv or .jsonl; without it JSON lines, here.")
    ] = None,
    blind: Blind = False,
    columns: Columns = None,
) -> None:
    """Level a file of postings: one row out for each row in, in the same order."""
    with told_plainly():
        settings = load_settings()
        from flows.classify_file import classify_file

        with Bars() as bars, watched_by(bars):
            tally = classify_file(file, out, columns=column_map(columns), blind=blind, working=settings.working)
        _tell(tally, out)


def explain(
    what: Annotated[
        str, typer.Argument(help="A role's id (r and 16 hex digits), or a file of postings, or of one posting.", metavar="FILE|ROLE")
    ],
    identifier: Annotated[str | None, typer.Option("--id", help="Which row of the file.")] = None,
    title: Annotated[str | None, typer.Option(help="The title, where the file is one posting (.html, .txt, .md).")] = None,
    blind: Blind = False,
    columns: Columns = None,
    data: Data = None,
    html: Annotated[Path | None, typer.Option("--html", help="Write it as a page for a browser.", metavar="FILE")] = None,
    as_json: AsJson = False,
) -> None:
    """Show how a posting got its level: its text with what was found in it, and why each finding counted or not."""
    with told_plainly():
        settings = load_settings()
        from flows.explain import explanation_as_row
        from flows.explain_terminal import show

        path = Path(what)
        if html is not None and html.is_dir():
            raise BadInput(f"--html {html} is a folder; name a file in it.")
        if html is not None and html.exists() and path.exists() and html.samefile(path):
            raise BadInput(f"--html {html} would overwrite the posting that it explains; give the page another name.")
        if path.exists() or path.suffix:
            explanation = (
                _of_posting(path, title, blind) if path.suffix.lower() in _ONE_POSTING else _of_row(path, identifier, blind, columns)
            )
        else:
            explanation = _of_role(what, DataFolder(path=data or settings.data).published)
        if html is not None:
            _write_page(explanation, html)
        if as_json:
            typer.echo(json.dumps(explanation_as_row(explanation), default=str, indent=1))
        elif html is None:
            show(console(), explanation)


def sql(
    query: Annotated[str, typer.Argument(help="One statement that reads, as in: FROM roles LIMIT 5")],
    limit: Annotated[int, typer.Option(min=1, help="How many rows to show at most (not with --json).")] = 100,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Ask the published file, and the matches of stored profiles; try: SELECT level, count(*) FROM roles GROUP BY ALL."""
    with told_plainly():
        settings = load_settings()
        from flows.published import published_file
        from warehouse.ask import run_sql

        folder = DataFolder(path=data or settings.data)
        names, found = run_sql(published_file(folder.published), query, None if as_json else limit + 1, matches=folder.matches_file)
        if as_json:
            typer.echo(json.dumps([dict(zip(names, row, strict=True)) for row in found], default=str, indent=1))
        else:
            _show_rows(names, found, limit)


def _show_rows(names: list[str], found: list[tuple[Any, ...]], limit: int) -> None:
    from rich.table import Column, Table

    out = console()
    if len(names) * _NARROWEST > out.width:
        # Too many columns to stand side by side: each row is a list of its own.
        for number, row in enumerate(found[:limit], 1):
            out.print(f"row {number}", style="bold", markup=False)
            for name, value in zip(names, row, strict=True):
                out.print(shown(f"  {name}: ", "dim") + shown(_cell(value)), soft_wrap=True)
    else:
        table = Table(*(Column(shown(name), overflow="fold") for name in names))
        for row in found[:limit]:
            table.add_row(*(shown(_cell(value)) for value in row))
        out.print(table)
    if len(found) > limit:
        say(f"The first {limit} rows; --limit shows more, --json all of them.", "dim")


def _cell(value: object) -> object:
    """Returns a list as its items, and what has structure as JSON."""
    if isinstance(value, list) and not any(isinstance(item, list | tuple | dict) for item in value):
        return "; ".join("null" if item is None else str(item) for item in value)
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, default=str, ensure_ascii=False)
    return value


def _tell(tally: Tally, out: Path | None) -> None:
    levels = ", ".join(f"{level} {number:,}" for level, number in tally.levels.most_common())
    say(f"{tally.rows:,} postings levelled: {levels or 'none'}" + (f"; written to {out}" if out else ""))
    for wrong, number in tally.wrong.most_common():
        first = ", ".join(map(str, tally.where[wrong]))
        say(
            f"{wrong}: {number:,} (rows {first}{', …' if number > len(tally.where[wrong]) else ''}); kept, levelled as they are",
            "yellow",
        )


def _write_page(explanation: Explanation, path: Path) -> None:
    """Writes the page; it takes its name when it is whole."""
    from flows.explain_page import page

    beside = path.with_name(f".{path.name}.part")
    try:
        try:
            beside.write_text(page(explanation), encoding="utf-8")
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror}.") from error
    say(f"Written to {path}.")


def _of_posting(path: Path, title: str | None, blind: bool) -> Explanation:
    from classifiers import classify
    from flows.explain import of_verdict

    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not UTF-8 (byte {error.start}); convert it first.") from None
    if title is None:
        say("No --title: the text alone is read.", "dim")
    return of_verdict(title or "", str(path), classify(title or "", text, blind=blind or title is None))


def _of_row(path: Path, identifier: str | None, blind: bool, columns: str | None) -> Explanation:
    from classifiers import classify
    from extractors.files import read_file
    from flows.explain import of_verdict

    found = [row for row in read_file(path, column_map(columns)) if identifier in (None, row.id)]
    if not found:
        raise BadInput(f"{path} has no row with the id {identifier}." if identifier else f"{path} has no rows.")
    if len(found) > 1 and identifier is None:
        raise BadInput(f"{path} has {len(found):,} rows; say which with --id.")
    row = found[0]
    title = row.title or ""
    return of_verdict(title, f"{row.id or 'no id'} · {path}, row {row.number}", classify(title, row.description or "", blind=blind))


def _of_role(role: str, published: Path) -> Explanation:
    from flows.explain import of_role
    from flows.published import published_file
    from warehouse.look_up import role as look_up

    try:
        return of_role(*look_up(published_file(published), role))
    except KeyError:
        raise BadInput(f"{role} is neither a file nor a role in {published}; roles look like r0123456789abcdef.") from None
