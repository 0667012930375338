"""One verdict, explained: the posting's text with what was found in it marked, and what each finding was worth."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console, Group
from rich.text import Text

from classifiers.classification import STATED_SIGNALS, Classification
from flows.terminal import shown

_RESTS_ON, _FOUND = "black on green", "black on yellow"
_QUOTE_WIDTH = 100  # the text above the list shows all of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One piece of evidence."""

    rule: str
    signal: str
    quote: str
    start: int
    end: int
    section: str
    context: str
    weight: float
    counted: bool


def rests_on(found: Finding) -> bool:
    """Whether the level rests on the finding: it counted, and it weighs something for this level."""
    return found.counted and found.weight != 0


_LISTS: tuple[tuple[str, Callable[[Finding], bool]], ...] = (
    ("What the level rests on", rests_on),
    ("Found, without weight for this level", lambda found: found.counted and found.weight == 0),
    ("Found, but not counted", lambda found: not found.counted),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What there is to say about one posting's verdict."""

    title: str
    about: str  # company, id and the like
    text: str
    verdict: Mapping[str, Any]  # the fields of a Classification, but for text and evidence
    findings: tuple[Finding, ...]


def of_verdict(title: str, about: str, verdict: Classification) -> Explanation:
    """Returns the explanation of a verdict that was just given."""
    fields = {name: getattr(verdict, name) for name in verdict.__slots__ if name not in ("text", "evidence")}
    findings = tuple(Finding(**{name: getattr(found, name) for name in Finding.__slots__}) for found in verdict.evidence)
    return Explanation(title=title, about=about, text=verdict.text, verdict=fields, findings=findings)


def of_role(role: Mapping[str, Any], posting: Mapping[str, Any], evidence: Sequence[Mapping[str, Any]]) -> Explanation:
    """Returns the explanation of a published role, from its rows in the views `roles`, `postings` and `evidence`."""
    findings = tuple(
        Finding(start=row["quote_start"], end=row["quote_end"], **{n: row[n] for n in Finding.__slots__ if n not in ("start", "end")})
        for row in evidence
    )
    about = f"{role['company']} · {role['role_id']} · {role['state']} · {role['posting_key']}"
    return Explanation(title=posting["title"], about=about, text=posting["text"], verdict={"family": "pm", **role}, findings=findings)


def show(out: Console, explanation: Explanation) -> None:
    """Prints it."""
    verdict = explanation.verdict
    in_title = [(number, found) for number, found in enumerate(explanation.findings, 1) if found.section == "title"]
    in_text = [(number, found) for number, found in enumerate(explanation.findings, 1) if found.section != "title"]
    out.print(_marked(explanation.title, in_title, "bold"), soft_wrap=True)
    out.print(shown(explanation.about, "dim"), soft_wrap=True)
    out.print()
    level = verdict["level"] or "not a product-management role"
    out.print(Text("level       ") + shown(level, "bold cyan"))
    out.print(f"confidence  {verdict['confidence']:.2f}", markup=False)
    out.print(Text("runner-up   ") + shown(verdict["runner_up"] or "none"))
    out.print(Text("basis       ") + shown(verdict["basis"]), soft_wrap=True)
    if verdict["conflict"]:
        out.print(Text("conflict    the employer's level word and the text disagree", "yellow"))
    out.print(Text("years       ") + shown(_years(verdict)))
    stated = ", ".join(f"{name.replace('_', ' ')}: {verdict[name]}" for name in STATED_SIGNALS if verdict[name] != "absent")
    out.print(Text("stated      ") + shown(stated or "none of the distinctions"), soft_wrap=True)
    out.print(Text("rulebook    ") + shown(verdict["rulebook"]))
    out.print()
    out.print(_marked(explanation.text, in_text, ""), soft_wrap=True)
    for heading, belongs in _LISTS:
        listed = [(number, found) for number, found in enumerate(explanation.findings, 1) if belongs(found)]
        if listed:
            out.print()
            out.print(_list(heading, listed), soft_wrap=True)
    if not explanation.findings:
        out.print("\nNothing in it speaks for a level.")


def explanation_as_row(explanation: Explanation) -> dict[str, Any]:
    """Returns it as what JSON can hold."""
    findings = [{name: getattr(found, name) for name in Finding.__slots__} for found in explanation.findings]
    return {"title": explanation.title, "text": explanation.text, **explanation.verdict, "evidence": findings}


def _years(verdict: Mapping[str, Any]) -> str:
    if verdict["min_years"] is None:
        return "none stated"
    kind = {True: "of product management", False: "of experience in general", None: "of experience"}[verdict["years_are_pm"]]
    return f"{verdict['min_years']:g} or more, {kind}"


def _marked(text: str, numbered: Sequence[tuple[int, Finding]], style: str) -> Text:
    """Returns the text with each finding in its place, followed by its number."""
    marked = shown(text, style)
    for _, found in sorted(numbered, key=lambda item: rests_on(item[1])):
        marked.stylize(_RESTS_ON if rests_on(found) else _FOUND, found.start, found.end)
    pieces = Text(style=style)
    done = 0
    for number, found in sorted(numbered, key=lambda item: (item[1].end, item[0])):
        pieces += marked[done : found.end] if found.end > done else Text()
        pieces += Text(f"[{number}]", "bold magenta")
        done = max(done, found.end)
    return pieces + marked[done:] if done < len(text) else pieces


def _list(heading: str, numbered: Sequence[tuple[int, Finding]]) -> Group:
    lines = [Text(heading, "bold")]
    for number, found in numbered:
        place = f"{found.rule} · {found.section} · {found.context}"
        quote = " ".join(found.quote.split())
        lines += [
            Text(f"{f'[{number}]':>5} ", "bold magenta") + Text(f"{found.weight:+.2f}  ") + shown(place),
            shown(f"             “{quote if len(quote) <= _QUOTE_WIDTH else quote[: _QUOTE_WIDTH - 1] + '…'}”", "dim"),
        ]
    return Group(*lines)
