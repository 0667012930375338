"""What a profile is told, for the terminal and as JSON."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from rich.console import Console, Group
from rich.padding import Padding
from rich.text import Text

from classifiers.plain_words import LEVEL_NAMES
from flows.terminal import shown
from warehouse.feed.words import pay, words
from warehouse.matching.advice import Advice, Chance
from warehouse.matching.answer import Almost, Answer, Found, Reason
from warehouse.matching.profile import LEVELS
from warehouse.matching.tables import course, tables

_MARKS = {"for": ("+", "green"), "against": ("−", "red"), "unknown": ("?", "yellow")}
_ODDS_STYLES = {"realistic": "bold green", "possible": "green", "hard": "yellow", "very_hard": "red"}
_MOST_PLACES = 3


def show_answer(out: Console, answer: Answer, name: str | None) -> None:
    """Prints the levels to aim for, the roles with their reasons, and what was left out."""
    out.print(Text(f"Which level to aim for{f': {name}' if name else ''}", style="bold"))
    for chances in _by_level(answer.advice):
        out.print(_level(chances, answer.advice), soft_wrap=True)
    for note in answer.advice.notes:
        out.print(Padding(shown(note, "italic"), (0, 0, 0, 2)))
    out.print()
    out.print(Text(_counts(answer), style="bold"), soft_wrap=True)
    for found in answer.found:
        out.print(_role(found))
    if answer.almost:
        out.print(Text("Almost: ruled out by one thing alone", style="bold"))
        for almost in answer.almost:
            out.print(_almost(almost))
    if answer.gaps:
        out.print()
        out.print(Text("Skills that these roles ask for and the profile does not show", style="bold"))
        for gap in answer.gaps:
            out.print(shown(f"  {gap['name']} ({gap['roles']} of {len(answer.found)} roles): {gap['kind']}, such as {gap['course']}"))
        out.print(shown(f"  {tables()['courses']['note']}", "dim"))


def answer_as_json(answer: Answer) -> str:
    """Returns it as one JSON object."""
    advice = answer.advice
    told: dict[str, Any] = {
        "night": answer.night.isoformat(),
        "standing": asdict(advice.standing),
        "targets": [asdict(chance) | {"listed": chance in advice.listed} for chance in advice.chances],
        "notes": advice.notes,
        "looked_at": answer.looked_at,
        "fits": answer.fits,
        "roles": [
            {
                **{
                    name: found.role[name]
                    for name in ("id", "title", "company", "level", "verdict", "places", "work_mode", "url", "apply_url", "first_seen")
                },
                "rank": found.rank,
                "points": found.points,
                "reasons": [asdict(reason) for reason in found.reasons],
            }
            for found in answer.found
        ],
        "almost": [
            {"condition": one.condition, "says": one.says, "roles": one.count, "examples": [role["id"] for role in one.examples]}
            for one in answer.almost
        ],
        "ruled_out_by_several": answer.ruled_out_by_several,
        "gaps": answer.gaps,
        "courses_note": tables()["courses"]["note"],
    }
    return json.dumps(told, indent=1)


def _by_level(advice: Advice) -> Iterator[tuple[Chance, ...]]:
    """Each level's chances, as one where they are the same at employers of one's own industry and at others."""
    for level in LEVELS:
        own, other = (
            next(chance for chance in advice.chances if chance.level == level and chance.whose == whose) for whose in ("own", "other")
        )
        yield (other,) if own.rule == other.rule or advice.standing.industry is None else (own, other)


def _level(chances: tuple[Chance, ...], advice: Advice) -> Text:
    lines = []
    for chance in chances:
        mark = "→ " if chance.aim else "  "
        odds = tables()["advice"]["odds"][chance.odds]
        where = "" if len(chances) == 1 else f" in {advice.standing.industry}" if chance.whose == "own" else " in other industries"
        lines.append(
            Text.assemble(
                mark,
                (f"{LEVEL_NAMES[chance.level]}{where}: ", "bold" if chance.aim else ""),
                (odds, _ODDS_STYLES[chance.odds]),
                f". {chance.because}",
            )
        )
    return Text("\n").join(lines)


def _counts(answer: Answer) -> str:
    several = f", {answer.ruled_out_by_several:,} ruled out by several things" if answer.ruled_out_by_several else ""
    almost = sum(one.count for one in answer.almost)
    fit = f"{answer.fits:,} of {answer.looked_at:,} open roles fit; {almost:,} ruled out by one thing alone{several}"
    return fit + (f". The best {len(answer.found)}:" if answer.fits > len(answer.found) else ":" if answer.found else "")


def _role(found: Found) -> Group:
    role = found.role
    head = Text.assemble(
        (f"{found.rank:>3}. ", "bold"), shown(role["title"], "bold cyan"), ", ", shown(role["company"]), (f"  {found.points} points", "dim")
    )
    facts = [
        role["verdict"],
        "; ".join(role["places"][:_MOST_PLACES]),
        words("work_mode").get(role["work_mode"], ""),
        pay(role["salary"]) if role["salary"] else "",
    ]
    lines: list[Any] = [head, Padding(shown(" · ".join(filter(None, facts)), "dim"), (0, 0, 0, 5))]
    lines += [Padding(_reason(reason), (0, 0, 0, 5)) for reason in found.reasons if reason.says]
    if role["url"]:
        lines.append(Padding(shown(role["url"], "dim"), (0, 0, 0, 5)))
    return Group(*lines, Text())


def _reason(reason: Reason) -> Text:
    mark, style = _MARKS[reason.speaks]
    builds = course(reason.condition) if reason.state == "unmet" else None
    line = Text.assemble(
        (f"{mark} ", style), shown(reason.says), f": {builds['kind']} builds it, such as {builds['course']}" if builds else ""
    )
    return line + shown(f" “{' '.join(reason.quote.split())}”", "dim") if reason.quote else line


def _almost(almost: Almost) -> Group:
    head = Text.assemble(("  " + f"{almost.count:,}".rjust(6), "bold"), " but for the ", shown(almost.says), f" ({almost.condition})")
    return Group(head, *(Padding(shown(f"{role['title']}, {role['company']}", "dim"), (0, 0, 0, 9)) for role in almost.examples))
