"""Runs as tables for a person, and as JSON for a program."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from flows.outcome import BoardHealth, RunOutcome
from flows.replay import Replayed
from flows.report import summary
from flows.terminal import shown
from warehouse.load import LoadCounts
from warehouse.publish import Published

LEVELS = ("apm", "mid", "senior", "principal", "group")
_BOARDS_SHOWN = 30
_LONGEST_BOARD = 28  # characters of `source:token`; longer ones are folded
_QUOTES_SHOWN = 2
_QUOTE_WIDTH = 160
_STYLES = {"good": "bold green", "degraded": "bold yellow", "held back": "bold red", "failed": "bold red"}


def show_outcome(out: Console, outcome: RunOutcome) -> None:
    """Prints the run: roles by level, each board's health, a few roles with their evidence, and where it was published."""
    feed = _feed(outcome)
    out.print(Text(f"Night of {outcome.night}: ", style="bold") + shown(outcome.state, _STYLES[outcome.state]))
    if outcome.message:
        out.print(shown(outcome.message, "yellow"))
    out.print()
    if feed is not None:
        out.print(_by_level(feed["roles"]))
    out.print(_boards(outcome))
    if feed is not None and (few := _a_few(feed["roles"])):
        out.print(Text("A few roles, and what their level rests on", style="bold"))
        for role in few:
            out.print(_role(role))
        out.print()
    for name, value in summary(outcome):
        out.print(Text(f"{name:>10}  ", style="dim") + shown(value), soft_wrap=True)
    for style, word, lines in (("red", "stopped by", outcome.stopped_by), ("yellow", "warning", outcome.warnings)):
        for line in lines:
            out.print(Text(f"{word:>10}  ", style=style) + shown(line), soft_wrap=True)
    if outcome.published is not None:
        out.print(Text(f"{'analysts':>10}  ", style="dim") + shown(outcome.published.path), soft_wrap=True)
        out.print(Text(f"{'feed':>10}  ", style="dim") + shown(outcome.published.feed.roles), soft_wrap=True)


def outcome_as_json(outcome: RunOutcome) -> str:
    """Returns the run as one JSON object."""
    return json.dumps(
        {
            "run_id": outcome.run_id,
            "kind": outcome.kind,
            "night": outcome.night.isoformat(),
            "state": outcome.state,
            "message": outcome.message,
            "started_at": outcome.started_at.isoformat(),
            "finished_at": outcome.finished_at.isoformat(),
            "counts": _counts(outcome.counts),
            "levelled": outcome.levelled,
            "boards": [{name: getattr(board, name) for name in board.__slots__} for board in outcome.boards],
            "checks": [
                {"name": check.name, "severity": check.severity, "failing": check.failing, "says": check.says, "sample": check.sample}
                for check in outcome.checks
                if not check.passed
            ],
            "published": _published(outcome.published),
        },
        indent=1,
    )


def show_replayed(out: Console, came: Replayed) -> None:
    """Prints what a replay came to, run by run."""
    table = Table(title="Replayed", title_justify="left", title_style="bold")
    for heading in ("night", "run", "kind", "state"):
        table.add_column(heading)
    for heading in ("boards read", "postings", "opened", "closed", "levelled"):
        table.add_column(heading, justify="right")
    for one in came.runs:
        counts, loaded = one.loaded.counts, one.loaded
        numbers = (counts.boards_read, counts.postings, counts.opened, counts.closed) if counts else ("",) * 4
        table.add_row(
            str(one.run.night),
            shown(one.run.run_id),
            one.run.kind,
            shown(loaded.state, _STYLES[loaded.state]),
            *map(str, numbers),
            str(loaded.levelled),
        )
    out.print(table)
    for line in came.damage:
        out.print(Text("   damaged  ", "yellow") + shown(line), soft_wrap=True)
    if came.published is None:
        out.print(shown(f"Held back: {came.held_back}. The work file and the publication stay as they were.", "bold red"), soft_wrap=True)
    else:
        out.print(Text("  analysts  ", "dim") + shown(came.published.path), soft_wrap=True)
        out.print(Text("      feed  ", "dim") + shown(came.published.feed.roles), soft_wrap=True)


def replayed_as_json(came: Replayed) -> str:
    """Returns the replay as one JSON object."""
    runs = [
        {
            "run_id": one.run.run_id,
            "kind": one.run.kind,
            "night": one.run.night.isoformat(),
            "state": one.loaded.state,
            "message": one.loaded.message,
            "counts": _counts(one.loaded.counts),
            "levelled": one.loaded.levelled,
        }
        for one in came.runs
    ]
    return json.dumps({"runs": runs, "damage": came.damage, "held_back": came.held_back, "published": _published(came.published)}, indent=1)


def _counts(counts: LoadCounts | None) -> dict[str, int] | None:
    return None if counts is None else {name: getattr(counts, name) for name in counts.__slots__}


def _published(published: Published | None) -> dict[str, Any] | None:
    if published is None:
        return None
    return {
        "path": str(published.path),
        "feed": str(published.feed.roles),
        "postings": published.postings,
        "roles": published.roles,
        "feed_roles": published.feed_roles,
    }


def _feed(outcome: RunOutcome) -> dict[str, Any] | None:
    if outcome.published is None:
        return None
    feed: dict[str, Any] = json.loads(Path(outcome.published.feed.roles).read_bytes())
    return feed


def _by_level(roles: list[dict[str, Any]]) -> Table:
    table = Table(title="Open product-management roles by level", title_justify="left", title_style="bold")
    table.add_column("level")
    for heading in ("roles", "confidence ≥ 0.8", "unclear"):
        table.add_column(heading, justify="right")
    names = {role["level"]: role["level_name"].split(",")[0] for role in roles}
    number, sure, unclear = (
        Counter(role["level"] for role in roles if fits(role))
        for fits in (lambda _: True, lambda role: role["confidence"] >= 0.8, lambda role: role["unclear"])
    )
    for level in LEVELS:
        name = names.get(level, level)
        table.add_row(shown(name if name == level else f"{name} ({level})"), str(number[level]), str(sure[level]), str(unclear[level]))
    table.add_section()
    table.add_row("all", *(str(sum(count.values())) for count in (number, sure, unclear)))
    return table


def _boards(outcome: RunOutcome) -> RenderableType:
    troubled = [board for board in outcome.boards if not board.sound]
    few = len(outcome.boards) <= _BOARDS_SHOWN
    listed = list(outcome.boards) if few else troubled[:_BOARDS_SHOWN]
    title = "Boards" if few else f"Boards in trouble ({len(troubled)} of {len(outcome.boards)})"
    table = Table(title=title, title_justify="left", title_style="bold")
    table.add_column("board", overflow="fold", min_width=_LONGEST_BOARD)
    table.add_column("state")
    table.add_column("postings", justify="right")
    table.add_column("rejected", justify="right")
    table.add_column("what happened", overflow="fold")
    for board in listed:
        table.add_row(*_board(board))
    if not few and len(troubled) > len(listed):
        return Group(table, Text(f"and {len(troubled) - len(listed)} more; explore-roles sql \"FROM source_health WHERE state <> 'read'\""))
    return table if listed else Text("Every board was read.")


def _board(board: BoardHealth) -> tuple[RenderableType, ...]:
    style = "green" if board.sound else "yellow" if board.state in ("suspect", "unavailable") else "red"
    return (
        shown(board.board),
        shown(board.state, style),
        str(board.postings) if board.sound or board.postings else "",
        str(board.rejections) if board.rejections else "",
        shown(board.message),
    )


def _a_few(roles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One role of each level: the one whose level is the surest and rests on the most that its text says."""
    best: dict[str, dict[str, Any]] = {}
    for role in sorted(roles, key=lambda role: (-_quotes(role), -role["confidence"], role["id"])):
        best.setdefault(role["level"], role)
    return [best[level] for level in LEVELS if level in best]


def _quotes(role: dict[str, Any]) -> int:
    return min(_QUOTES_SHOWN, sum(1 for found in role["evidence"] if found["section"] != "title"))


def _role(role: dict[str, Any]) -> RenderableType:
    head = shown(role["title"], "bold") + Text(" · ") + shown(role["company"]) + Text(" · ")
    head += shown(role["level"], "cyan") + Text(f" · confidence {role['confidence']:.2f} · ") + shown(role["id"], "dim")
    quoted = sorted(role["evidence"], key=lambda found: found["section"] == "title")[:_QUOTES_SHOWN]
    lines = [shown(f"“{_short(found['quote'])}” ", "green") + shown(_whence(found), "dim") for found in quoted]
    return Padding(Group(head, *(Padding(line, (0, 0, 0, 2)) for line in lines)), (0, 0, 0, 2))


def _whence(found: dict[str, Any]) -> str:
    return f"({found['rule']}, {found['section']}{'' if found['context'] == 'asserted' else ', ' + found['context']})"


def _short(quote: str) -> str:
    return quote if len(quote) <= _QUOTE_WIDTH else quote[: _QUOTE_WIDTH - 1] + "…"
