"""An explanation for the terminal."""

from collections.abc import Sequence

from rich.console import Console, Group
from rich.text import Text

from flows.explain import Explanation, Finding, facts, group_of, grouped, nothing_found
from flows.terminal import shown

# By group, the weightiest last, so that it lies on top where findings overlap.
_STYLES = {
    "uncounted": "underline dim",
    "weightless": "black on yellow",
    "told": "black on bright_magenta",
    "specialty": "black on cyan",
    "against": "black on red",
    "rests": "black on green",
}
_QUOTE_WIDTH = 100  # the text above the list shows all of it


def show(out: Console, explanation: Explanation) -> None:
    """Prints it."""
    in_title = [finding for finding in explanation.findings if finding.found.section == "title"]
    in_text = [finding for finding in explanation.findings if finding.found.section != "title"]
    out.print(_marked(explanation.title, in_title, "bold"), soft_wrap=True)
    out.print(shown(explanation.about, "dim"), soft_wrap=True)
    out.print()
    out.print(Text("level       ") + shown(explanation.verdict["verdict"], "bold cyan"), soft_wrap=True)
    for name, value in facts(explanation):
        out.print(Text(f"{name:<12}") + shown(value, "yellow" if name == "conflict" else ""), soft_wrap=True)
    out.print()
    out.print(_marked(explanation.text, in_text, ""), soft_wrap=True)
    for name, heading, findings in grouped(explanation.findings):
        out.print()
        out.print(_list(heading, findings, weighed=name in ("rests", "against")), soft_wrap=True)
    if not explanation.findings:
        out.print(f"\n{nothing_found(explanation)}", markup=False)


def _marked(text: str, findings: Sequence[Finding], style: str) -> Text:
    """Returns the text with each finding in its place, followed by its number."""
    marked = shown(text, style)
    order = list(_STYLES)
    for finding in sorted(findings, key=lambda finding: order.index(group_of(finding.found))):
        marked.stylize(_STYLES[group_of(finding.found)], finding.found.start, finding.found.end)
    pieces = Text(style=style)
    done = 0
    for finding in sorted(findings, key=lambda finding: (finding.found.end, finding.number)):
        pieces += marked[done : finding.found.end] if finding.found.end > done else Text()
        pieces += Text(f"[{finding.number}]", "bold magenta")
        done = max(done, finding.found.end)
    return pieces + marked[done:] if done < len(text) else pieces


def _list(heading: str, findings: Sequence[Finding], *, weighed: bool) -> Group:
    lines = [Text(heading, "bold")]
    for finding in findings:
        found = finding.found
        quote = " ".join(found.quote.split())
        head = f"{f'{found.weight:+.2f}  ' if weighed else ''}{found.rule} · {found.section} · {found.context}"
        lines.append(Text(f"{f'[{finding.number}]':>5} ", "bold magenta") + shown(head))
        if finding.why_not:
            lines.append(Text("      ") + shown(finding.why_not, "italic"))
        lines.append(shown(f"      “{quote if len(quote) <= _QUOTE_WIDTH else quote[: _QUOTE_WIDTH - 1] + '…'}”", "dim"))
    return Group(*lines)
