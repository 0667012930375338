"""Two rulebooks held against each other, as a person reads it and as a program does."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from classifiers.title_words import LADDER
from flows.rulebook_diff import MOVED, Accuracy, Change, RulebookDiff, Said
from flows.rulebook_reasons import Reason
from flows.rulebook_rows import FieldDifference, RowDifference
from flows.rulebooks import PUBLISHED
from flows.terminal import one_line, shown

_REASONS = 4  # of one posting
_WORDS = 4  # that a row has lost or gained
_LEVELS = (*LADDER, "not_pm")
_BECAME = {"right": "green", "wrong": "red", None: "yellow"}


def show_diff(out: Console, came: RulebookDiff, limit: int) -> None:
    """Prints it: the figures, what differs in the tables, levels before and after, at most `limit` postings, and which rules did it."""
    _show_figures(out, came)
    _show_rows(out, came, limit)
    if came.changed:
        out.print()
        out.print(_matrix(came))
        _show_changes(out, came, limit)
        _show_answerable(out, came)


def _show_figures(out: Console, came: RulebookDiff) -> None:
    out.print(
        Text("Rulebook ", "bold") + shown(came.old, "bold") + shown(f" {came.old_version}", "dim")
        + Text(" → ", "bold") + shown(came.new, "bold") + shown(f" {came.new_version}", "dim"),
        soft_wrap=True,
    )  # fmt: skip
    if came.old_version == came.new_version:
        out.print(Text("The two are the same.", "yellow"))
    for name, failing in came.failing.items():
        sentences = "one of its own sentences" if len(failing) == 1 else f"{len(failing)} of its own sentences"
        out.print(shown(f"{name} fails {sentences}: explore-roles rulebook check {name}", "yellow"), soft_wrap=True)
    changed = len(came.changed)
    right, wrong = (sum(change.became == became for change in came.changed) for became in ("right", "wrong"))
    facts = [
        ("compared", f"{came.postings:,} {came.over}{', without titles' if came.blind else ''}"),
        ("level", f"{changed:,} changed, {came.postings - changed:,} stayed"),
        (
            "confidence",
            f"moved by more than {MOVED:g} where the level stayed: {len(came.moved):,}{' (--json lists them)' if came.moved else ''}",
        ),
        ("unclear", f"{came.became_unclear:,} became unclear, {came.became_clear:,} no longer are"),
        ("accuracy", _accuracy(came)),
        ("labelled", f"{right:,} became right, {wrong:,} became wrong, of {came.labelled:,}"),
    ]
    grid = Table.grid(padding=(0, 2))
    for name, value in facts if came.before else facts[:-1]:
        grid.add_row(shown(f"{name:>10}", "dim"), shown(value))
    out.print(grid)


def _accuracy(came: RulebookDiff) -> str:
    if came.labels is None:
        return "not known without --labels"
    if came.before is None or came.after is None:
        return f"not known: none of the {came.labels:,} labels is a level of one of these postings"
    accuracy, macro_f1 = ((f"{getattr(came.before, name):.3f} → {getattr(came.after, name):.3f}") for name in Accuracy.__slots__)
    return f"{accuracy}, macro-F1 {macro_f1}, over {came.labelled_pm:,} that are labelled with a level"


def _show_rows(out: Console, came: RulebookDiff, limit: int) -> None:
    out.print()
    out.print(Text("What differs between the tables", "bold"))
    if came.rows is None:
        out.print("  not known: of what was published only the version of its rulebook is kept")
    elif not came.rows:
        only = ", only comments or the order of rows" if came.old_version != came.new_version else ""
        out.print(f"  nothing{only}")
    for row in (came.rows or ())[:limit]:
        out.print(_hung(2, shown(f"{row.table}  ", "dim") + shown(row.row) + _row_told(row)))
    _say_more(out, len(came.rows or ()), limit, "rows")


def _row_told(row: RowDifference) -> Text:
    if row.kind != "changed":
        return Text(f"  {row.kind}", "dim")
    return Text("  ") + Text("; ").join(_field_told(field) for field in row.fields)


def _field_told(field: FieldDifference) -> Text:
    key = Text(f"{field.key} " if field.key else "")
    if field.single:
        return key + shown(", ".join(field.removed) or "none", "red") + Text(" → ") + shown(", ".join(field.added) or "none", "green")
    told = []
    for sign, style, words in (("−", "red", field.removed), ("+", "green", field.added)):
        more = [f"and {len(words) - _WORDS} more"] if len(words) > _WORDS else []
        told += [shown(f"{sign} {word}", style) for word in (*(f"“{one_line(word)}”" for word in words[:_WORDS]), *more)]
    return key + Text(", ").join(told)


def _matrix(came: RulebookDiff) -> Table:
    there = {level for pair in came.levels for level in pair}
    levels = [level for level in _LEVELS if level in there]
    table = Table(title="Levels, before (rows) and after (columns)", title_justify="left", title_style="bold")
    table.add_column("")
    for level in levels:
        table.add_column(level, justify="right")
    for row in levels:
        cells = [(came.levels[row, column], "dim" if row == column else "bold yellow") for column in levels]
        table.add_row(row, *(Text(f"{number:,}" if number else "·", style if number else "dim") for number, style in cells))
    return table


def _show_changes(out: Console, came: RulebookDiff, limit: int) -> None:
    out.print()
    out.print(Text("Postings that change level", "bold"))
    frame = "what a row of levels.toml adds for the new level over the old one"
    if came.old == PUBLISHED:
        frame = "what a sentence adds for the new level, or takes away that it added for the published one"
    out.print(_hung(2, Text(f"The figures: {frame}, before → after.", "dim")))
    for change in came.changed[:limit]:
        _show_change(out, change)
    _say_more(out, len(came.changed), limit, "postings")


def _show_change(out: Console, change: Change) -> None:
    out.print()
    out.print(
        _said(change.old)
        + Text(" → ")
        + _said(change.new)
        + Text("  ")
        + _judged(change)
        + shown(one_line(change.title) or "no title", "bold")
    )
    out.print(_hung(2, shown(" · ".join(one_line(word) for word in (change.company, change.id, change.key) if word), "dim")))
    for reason in change.reasons[:_REASONS]:
        out.print(_hung(2, _reason_told(reason)))
        if reason.quote and reason.section != "title":
            out.print(_hung(10, shown(f"“{one_line(reason.quote)}”", "dim")))
    if not change.reasons:
        out.print(_hung(2, shown(_silent(change))))
    elif len(change.reasons) > _REASONS:
        out.print(_hung(2, shown(f"and {len(change.reasons) - _REASONS} more", "dim")))


def _hung(indent: int, text: Text) -> Padding:
    return Padding(text, (0, 0, 0, indent), expand=False)


def _said(said: Said) -> Text:
    return shown(said.level or "not_pm", "bold cyan") + Text(f" {said.confidence:.2f}")


def _judged(change: Change) -> Text:
    if not change.labelled:
        return Text()
    word = f"became {change.became}" if change.became else f"labelled {change.label or 'not_pm'}"
    return Text(f"[{word}] ", _BECAME[change.became])


def _reason_told(reason: Reason) -> Text:
    told = Text(f"{reason.kind if reason.kind != 'reweighed' else 'weight':<6}  ")
    told += Text(f"{reason.before:+.2f} → {reason.after:+.2f}  ", "green" if reason.push > 0 else "red")
    about = [word for word in (reason.row, reason.section) if word]
    return told + shown(", ".join(reason.rules) or "two rows together") + shown(f"  {', '.join(about)}", "dim")


def _silent(change: Change) -> str:
    if change.old.level is None:
        return f"was no product management: {change.old.basis}"
    if change.new.level is None:
        return f"is no product management: {change.new.basis}"
    return "the same sentences count: their weights, or the text as it was read, differ"


def _show_answerable(out: Console, came: RulebookDiff) -> None:
    found = came.answerable()
    out.print()
    if not found:
        return
    table = Table(title="Which rules did it (postings that change level)", title_justify="left", title_style="bold")
    table.add_column("rule, and the row of levels.toml", overflow="fold")
    labelled = came.before is not None
    for heading in ("gained", "lost", "weight", *(("right", "wrong") if labelled else ())):
        table.add_column(heading, justify="right")
    for rule, row, counts in found:
        name = shown(rule) + shown(f"  {row}" if row != rule else "", "dim")
        numbers = (counts.gained, counts.lost, counts.reweighed, *((counts.right, counts.wrong) if labelled else ()))
        table.add_row(name, *(str(number) if number else "" for number in numbers))
    out.print(table)


def _say_more(out: Console, there: int, limit: int, what: str) -> None:
    if there > limit:
        out.print(Text(f"  and {there - limit:,} more {what}; --limit shows more, --json all of them", "dim"))


def diff_as_json(came: RulebookDiff) -> str:
    """Returns it as one JSON object, with every posting that changes."""
    counts = [{"old": old, "new": new, "postings": number} for (old, new), number in sorted(came.levels.items())]
    return json.dumps(
        {
            "old": {"rulebook": came.old, "version": came.old_version},
            "new": {"rulebook": came.new, "version": came.new_version},
            "over": came.over,
            "blind": came.blind,
            "postings": came.postings,
            "levels_changed": len(came.changed),
            "confidence_moved": len(came.moved),
            "became_unclear": came.became_unclear,
            "no_longer_unclear": came.became_clear,
            "levels": counts,
            "labels": _labels_as_row(came),
            "failing": came.failing,
            "tables": None if came.rows is None else [asdict(row) for row in came.rows],
            "rules": [{"rule": rule, "row": row, "postings": found.postings, **asdict(found)} for rule, row, found in came.answerable()],
            "changed": _changes_as_rows(came.changed),
            "moved": _changes_as_rows(came.moved),
        },
        indent=1,
    )


def _labels_as_row(came: RulebookDiff) -> dict[str, Any] | None:
    if came.labels is None:
        return None
    return {
        "given": came.labels,
        "found": came.labelled,
        "pm": came.labelled_pm,
        "before": _accuracy_as_row(came.before),
        "after": _accuracy_as_row(came.after),
        "became_right": [change.id for change in came.changed if change.became == "right"],
        "became_wrong": [change.id for change in came.changed if change.became == "wrong"],
    }


def _accuracy_as_row(accuracy: Accuracy | None) -> dict[str, float] | None:
    return None if accuracy is None else {"accuracy": accuracy.accuracy, "macro_f1": accuracy.macro_f1}


def _changes_as_rows(changes: Sequence[Change]) -> list[dict[str, Any]]:
    return [asdict(change) for change in changes]
