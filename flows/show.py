"""Runs as tables for a person, and as JSON for a program."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from classifiers.plain_words import LEVEL_NAMES
from flows.match_stored import Matched
from flows.notify import Notified
from flows.outcome import BoardHealth, RunOutcome, off_in_words
from flows.replay import Replayed, ReplayedRun
from flows.report import findings, places, summary
from flows.terminal import one_line, shown
from warehouse.load import LoadCounts
from warehouse.look_up import evidence, open_roles
from warehouse.publish import Published

# The levels of the ladder, from the most junior.
LEVELS = {level: name for level, name in LEVEL_NAMES.items() if level != "above"}
_BOARDS_SHOWN = 40  # of more boards only those are shown that were not read
_QUOTES_SHOWN = 2
_QUOTE_WIDTH = 160
_STYLES_OF_FACTS = {"stopped by": "red", "warning": "yellow"}
_STYLES = {"good": "bold green", "degraded": "bold yellow", "held back": "bold red", "failed": "bold red"}


def show_outcome(out: Console, outcome: RunOutcome) -> None:
    """Prints the run: roles by level, each board's health, a few roles with their evidence, and where it was published."""
    roles = open_roles(outcome.published.path) if outcome.published else None
    out.print(Text(f"Night of {outcome.night}: ", style="bold") + shown(outcome.state, _STYLES[outcome.state]))
    if outcome.message and not outcome.stopped_by:
        out.print(shown(outcome.message, "yellow"))
    out.print()
    if roles is not None:
        out.print(_by_level(roles))
    _show_boards(out, outcome)
    if outcome.published is not None and roles and (few := _a_few(roles)):
        out.print(Text("A few roles, and what their level rests on", style="bold"))
        for role, quotes in zip(few, evidence(outcome.published.path, [role["id"] for role in few]), strict=True):
            out.print(_role(role, quotes))
    out.print()
    not_asked = [("off", off_in_words(outcome.off))] if outcome.off else []
    for name, value in (*summary(outcome), *not_asked, *findings(outcome), *places(outcome)):
        out.print(Text(f"{name:>10}  ", style=_STYLES_OF_FACTS.get(name, "dim")) + shown(value), soft_wrap=True)


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
            "relevelled": outcome.relevelled,
            "boards": [{name: getattr(board, name) for name in board.__slots__} for board in outcome.boards],
            "off": [{"board": board.board, "needs": board.needs} for board in outcome.off],
            "checks": [
                {"name": check.name, "severity": check.severity, "failing": check.failing, "says": check.says, "sample": check.sample}
                for check in outcome.checks
                if not check.passed
            ],
            "published": _published(outcome.published),
            "matches": _matches(outcome.matched),
            "watch": _watch(outcome.notified),
        },
        indent=1,
    )


def show_replayed(out: Console, came: Replayed) -> None:
    """Prints what a replay came to, a line a run."""
    since = "" if came.baseline is None else f" on top of the baseline of {came.baseline}"
    out.print(Text(f"Replayed {len(came.runs):,} {'run' if len(came.runs) == 1 else 'runs'}{since}", style="bold"))
    for one in came.runs:
        line = Text(f"{one.run.night}  ") + shown(f"{one.loaded.state:<9}", _STYLES[one.loaded.state]) + Text(f"  {_came_to(one)}")
        out.print(line, soft_wrap=True)
    out.print()
    for damage in came.damage:
        out.print(Text("   damaged  ", "yellow") + shown(damage), soft_wrap=True)
    if came.published is None:
        out.print(shown(f"Held back: {came.held_back}. Nothing was replaced.", "bold red"), soft_wrap=True)
    else:
        out.print(Text("  analysts  ", "dim") + shown(came.published.path), soft_wrap=True)
        out.print(Text("   website  ", "dim") + shown(came.published.feed.root), soft_wrap=True)
    if came.matched is not None:
        out.print(Text("   matches  ", "dim") + shown(came.matched.summary), soft_wrap=True)
        for problem in came.matched.problems:
            out.print(Text("   warning  ", "yellow") + shown(problem), soft_wrap=True)
    if came.notified is not None:
        out.print(Text("     watch  ", "dim") + shown(came.notified.summary), soft_wrap=True)
        for problem in came.notified.problems:
            out.print(Text("   warning  ", "yellow") + shown(problem), soft_wrap=True)


def _came_to(one: ReplayedRun) -> str:
    counts, kind = one.loaded.counts, "" if one.run.kind == "nightly" else f"{one.run.kind}: "
    if counts is None or one.loaded.state == "held back":
        return kind + one_line(one.loaded.message or "")
    return (
        f"{kind}{counts.boards_read}/{counts.boards} boards, {counts.postings:,} postings, "
        f"{counts.opened:,} opened, {counts.closed:,} closed, {one.loaded.levelled:,} levelled"
    )


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
    return json.dumps(
        {
            "baseline": came.baseline and came.baseline.isoformat(),
            "runs": runs,
            "damage": came.damage,
            "held_back": came.held_back,
            "published": _published(came.published),
            "matches": _matches(came.matched),
            "watch": _watch(came.notified),
        },
        indent=1,
    )


def _counts(counts: LoadCounts | None) -> dict[str, int] | None:
    return None if counts is None else {name: getattr(counts, name) for name in counts.__slots__}


def _published(published: Published | None) -> dict[str, Any] | None:
    if published is None:
        return None
    return {
        "path": str(published.path),
        "feed": str(published.feed.manifest),
        "site": str(published.feed.root),
        "postings": published.postings,
        "roles": published.roles,
        "feed_roles": published.feed_roles,
    }


def _matches(matched: Matched | None) -> dict[str, Any] | None:
    if matched is None:
        return None
    return {"profiles": matched.profiles, "unusable": matched.unusable, "new": matched.new, "problems": matched.problems}


def _watch(notified: Notified | None) -> dict[str, Any] | None:
    return None if notified is None else {"summary": notified.summary, "problems": notified.problems}


def _by_level(roles: list[dict[str, Any]]) -> Table:
    table = Table(title="Open product-management roles by level", title_justify="left", title_style="bold")
    table.add_column("level")
    for heading in ("roles", "confidence ≥ 0.8", "unclear"):
        table.add_column(heading, justify="right")
    number, sure, unclear = (
        Counter(role["level"] for role in roles if fits(role))
        for fits in (lambda _: True, lambda role: role["confidence"] >= 0.8, lambda role: role["unclear"])
    )
    for level, name in LEVELS.items():
        table.add_row(f"{name} ({level})", str(number[level]), str(sure[level]), str(unclear[level]))
    table.add_section()
    table.add_row("all", *(str(sum(count.values())) for count in (number, sure, unclear)))
    return table


def _show_boards(out: Console, outcome: RunOutcome) -> None:
    """Prints how the boards fared. What happened to those that were not read stands under the table, whole: no column is wide enough."""
    troubled = [board for board in outcome.boards if not board.sound]
    if len(outcome.boards) > _BOARDS_SHOWN:
        states = Counter(board.state for board in outcome.boards)
        told = ", ".join(f"{number:,} {state}" for state, number in states.most_common())
        out.print(Text("Boards  ", style="bold") + Text(f"{told}, of {len(outcome.boards):,}"), soft_wrap=True)
    else:
        out.print(_boards(outcome.boards))
    for board in troubled[:_BOARDS_SHOWN]:
        told = one_line(board.message or "no reason is known")
        out.print(shown(board.board) + Text("  ") + shown(board.state, _style(board)) + Text(": ") + shown(told), soft_wrap=True)
    if len(troubled) > _BOARDS_SHOWN:
        query = "explore-roles sql \"FROM source_health WHERE state <> 'read'\""
        where = "" if outcome.published is None else f"; {query}"
        out.print(Text(f"and {len(troubled) - _BOARDS_SHOWN:,} more{where}"), soft_wrap=True)


def _boards(boards: Sequence[BoardHealth]) -> Table:
    table = Table(title="Boards", title_justify="left", title_style="bold")
    table.add_column("board", overflow="fold")
    table.add_column("state", no_wrap=True)
    for heading in ("postings", "rejected"):
        table.add_column(heading, justify="right", no_wrap=True)
    for board in boards:
        table.add_row(
            shown(board.board),
            shown(board.state, _style(board)),
            str(board.postings) if board.sound or board.postings else "",
            str(board.rejections) if board.rejections else "",
        )
    return table


def _style(board: BoardHealth) -> str:
    return "green" if board.sound else "yellow" if board.state in ("suspect", "unavailable") else "red"


def _a_few(roles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One role of each level: the one whose level is the surest and rests on the most that its text says."""
    best: dict[str, dict[str, Any]] = {}
    for role in sorted(roles, key=lambda role: (-_quotes(role), -role["confidence"], role["id"])):
        best.setdefault(role["level"], role)
    return [best[level] for level in LEVELS if level in best]


def _quotes(role: dict[str, Any]) -> int:
    return min(_QUOTES_SHOWN, sum(1 for found in role["evidence"] if found["section"] != "title"))


def _role(role: dict[str, Any], evidence: Sequence[dict[str, Any]]) -> RenderableType:
    head = shown(role["title"], "bold") + Text(" · ") + shown(role["company"]) + Text(" · ")
    head += shown(role["verdict"], "cyan") + Text(f" · confidence {role['confidence']:.2f} · ") + shown(role["id"], "dim")
    weighty = sorted(
        (row for row in evidence if row["counted"] and row["weight"]), key=lambda row: (row["section"] == "title", -row["weight"])
    )
    quotes: dict[str, list[str]] = {}
    for row in weighty:
        quotes.setdefault(" ".join(row["quote"].split()), []).append(_whence(row))
    lines = [
        shown(f"“{_short(quote)}” ", "green") + shown("; ".join(dict.fromkeys(whence)), "dim")
        for quote, whence in list(quotes.items())[:_QUOTES_SHOWN]
    ]
    return Padding(Group(head, *(Padding(line, (0, 0, 0, 2)) for line in lines)), (0, 0, 0, 2))


def _whence(found: dict[str, Any]) -> str:
    return f"({found['rule']}, {found['section']}{'' if found['context'] == 'asserted' else ', ' + found['context']})"


def _short(quote: str) -> str:
    return quote if len(quote) <= _QUOTE_WIDTH else quote[: _QUOTE_WIDTH - 1] + "…"
