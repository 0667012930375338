"""What tidying came to, as tables for a person and as JSON for a program."""

import json
from typing import Any

from rich.console import Console
from rich.filesize import decimal
from rich.table import Table
from rich.text import Text

from flows.terminal import shown
from flows.tidy import Sizes, TakenOut, Tidied

_NIGHTS_SHOWN = 14  # of more nights only the newest are shown by themselves


def show_tidied(out: Console, came: Tidied) -> None:
    """Prints how large everything is, before and after, and what was done or, after a dry run, would be."""
    out.print(_by_place(came))
    sizes = came.after or came.before
    if sizes.landing.nights:
        out.print(_by_night(sizes))
    if sizes.tables:
        out.print(_by_table(sizes))
    if came.held_back:
        out.print(shown(f"Held back: {came.held_back}. Nothing was changed.", "bold red"), soft_wrap=True)
        return
    for line in (*_told(came.taken_out, came.dry_run), *_versions(came)):
        out.print(Text(line), soft_wrap=True)
    if came.dry_run:
        out.print(Text("Nothing was changed (--dry-run).", style="bold"))


def tidied_as_json(came: Tidied) -> str:
    """Returns the same as one JSON object."""
    return json.dumps(
        {
            "dry_run": came.dry_run,
            "held_back": came.held_back,
            "taken_out": _taken_out(came.taken_out),
            "versions": {"before": came.versions_before and came.versions_before.isoformat(), "rows": dict(came.versions)},
            "before": _sizes(came.before),
            "after": None if came.after is None else _sizes(came.after),
        },
        indent=1,
    )


def _by_place(came: Tidied) -> Table:
    table = Table(title="Data folder", title_justify="left", title_style="bold")
    table.add_column("what")
    table.add_column("size" if came.after is None else "before", justify="right", no_wrap=True)
    if came.after is not None:
        table.add_column("after", justify="right", no_wrap=True)
    columns = [_places(sizes) for sizes in (came.before, came.after) if sizes is not None]
    for name in columns[0]:
        if name == "all":
            table.add_section()
        table.add_row(name, *(decimal(column[name]) for column in columns))
    return table


def _places(sizes: Sizes) -> dict[str, int]:
    return {
        "landing: answers": sizes.landing.object_bytes,
        "landing: index": sizes.landing.index_bytes,
        "baseline": sizes.baseline,
        "work file": sizes.work,
        "published file": sizes.published,
        "feed": sizes.feed,
        "all": sizes.bytes,
    }


def _by_night(sizes: Sizes) -> Table:
    table = Table(title="Landing, by the night that brought it", title_justify="left", title_style="bold")
    table.add_column("night", no_wrap=True)
    for heading in ("runs", "boards read", "new answers", "size"):
        table.add_column(heading, justify="right")
    nights = sizes.landing.nights
    older = nights[:-_NIGHTS_SHOWN]
    if older:
        counts = [sum(getattr(night, name) for night in older) for name in ("runs", "reads", "objects", "bytes")]
        table.add_row(f"{len(older):,} before", *(f"{count:,}" for count in counts[:3]), decimal(counts[3]))
    for night in nights[len(older) :]:
        table.add_row(night.night.isoformat(), f"{night.runs:,}", f"{night.reads:,}", f"{night.objects:,}", decimal(night.bytes))
    return table


def _by_table(sizes: Sizes) -> Table:
    table = Table(title="Work file, by table", title_justify="left", title_style="bold")
    table.add_column("table")
    for heading in ("rows", "size"):
        table.add_column(heading, justify="right", no_wrap=True)
    for one in sizes.tables:
        table.add_row(one.table, f"{one.rows:,}", decimal(one.bytes))
    return table


def _told(taken_out: TakenOut | None, dry_run: bool) -> list[str]:
    if taken_out is None:
        return ["All nights stay in the landing (--keep-nights says how many are to)."]
    pruning = taken_out.pruning
    if taken_out.until is None and not pruning.objects:
        return ["No night has to leave the landing."]
    nights = "" if taken_out.until is None else f"the nights up to {taken_out.until} ({len(pruning.nights):,}) and "
    told = [f"{'Would take' if dry_run else 'Took'} {nights}{len(pruning.objects):,} answers out of the landing: {decimal(pruning.bytes)}."]
    if taken_out.until is not None:
        told.append(f"{'Would load' if dry_run else 'Loaded'} {taken_out.runs:,} runs into the baseline first.")
    return told


def _versions(came: Tidied) -> list[str]:
    if came.versions_before is None:
        return []
    rows = ", ".join(f"{number:,} of {table}" for table, number in came.versions.items() if number) or "none"
    return [f"{'Would drop' if came.dry_run else 'Dropped'} versions that ended before {came.versions_before}: {rows}."]


def _taken_out(taken_out: TakenOut | None) -> dict[str, Any] | None:
    if taken_out is None:
        return None
    return {
        "until": taken_out.until and taken_out.until.isoformat(),
        "nights": [night.isoformat() for night in taken_out.pruning.nights],
        "runs_loaded": taken_out.runs,
        "index_files": len(taken_out.pruning.index),
        "objects": len(taken_out.pruning.objects),
        "bytes": taken_out.pruning.bytes,
    }


def _sizes(sizes: Sizes) -> dict[str, Any]:
    landing = sizes.landing
    return {
        "landing": {
            "objects": landing.objects,
            "object_bytes": landing.object_bytes,
            "index_bytes": landing.index_bytes,
            "nights": [
                {"night": one.night.isoformat(), "runs": one.runs, "reads": one.reads, "objects": one.objects, "bytes": one.bytes}
                for one in landing.nights
            ],
        },
        "baseline": sizes.baseline,
        "work": {"bytes": sizes.work, "tables": [{"table": one.table, "rows": one.rows, "bytes": one.bytes} for one in sizes.tables]},
        "published": sizes.published,
        "feed": sizes.feed,
        "bytes": sizes.bytes,
    }
