"""An explanation as one HTML page: no scripts, nothing from elsewhere, and every word of the posting is text, never markup.

Sentences are marked in their places and numbered; each number leads to the list of findings, and back.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from hashlib import sha256
from html import escape
from importlib.resources import files
from itertools import pairwise

from classifiers.sections import reads_as_heading
from flows.explain import GROUPS, Explanation, Finding, facts, group_of, grouped, nothing_found, tags
from flows.terminal import harmless

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}")  # a BCP 47 tag
_LONGEST_HEADING = 6  # words; longer lines that begin like a heading are sentences
_ORDER = [name for name, _, _ in GROUPS]  # the weightiest first: where findings overlap it gives the colour
_LEGEND = {
    "rests": "the level rests on it",
    "against": "speaks against the level",
    "specialty": "shows a specialty",
    "told": "tells an applicant something else",
    "weightless": "found, without weight",
    "uncounted": "found, not counted",
}
_CONTEXTS = {
    "asserted": "stated",
    "negated": "negated",
    "other_person": "of somebody else",
    "prospective": "a prospect",
    "prior": "asked of the candidate",
}


def page(explanation: Explanation) -> str:
    """Returns the page."""
    style = (files("flows") / "explain_page.css").read_text(encoding="utf-8")
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    title = _text(explanation.title) or "A posting without a title"
    in_title, in_text = (
        [finding for finding in explanation.findings if (finding.found.section == "title") == wanted] for wanted in (True, False)
    )
    language = explanation.language if explanation.language and _LANGUAGE.fullmatch(explanation.language) else ""
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            '<meta name="referrer" content="no-referrer">',
            f"<title>{title}: why this level</title>",
            f"<style>{style}</style>",
            "</head>",
            "<body>",
            "<header>",
            f'<h1 lang="{language}" dir="auto">{_title(explanation.title, in_title) or title}</h1>',
            f'<p class="about">{_text(explanation.about)}</p>',
            "</header>",
            "<main>",
            *_verdict(explanation),
            *_posting(explanation, in_text, language),
            *_findings(explanation),
            "</main>",
            "<footer>",
            '<p class="note">A weight is what a finding added to the level’s lead over the runner-up. '
            "What was found and not counted is shown with the reason.</p>",
            "</footer>",
            "</body>",
            "</html>",
            "",
        ]
    )


def _text(value: object) -> str:
    """The value as text of a page: escaped, without what turns the direction of writing."""
    return escape(harmless(str(value)), quote=True)


def _verdict(explanation: Explanation) -> Iterable[str]:
    told = dict(facts(explanation))
    confidence, conflict = told.pop("confidence"), told.pop("conflict", None)
    yield '<section class="verdict" aria-label="Verdict">'
    yield f'<p class="level">{_text(explanation.verdict["verdict"])}</p>'
    yield f'<p class="confidence"><meter min="0" max="1" value="{confidence}">{confidence}</meter> confidence {confidence}</p>'
    if conflict is not None:
        yield f'<p class="conflict"><strong>Conflict:</strong> {_text(conflict)}.</p>'
    yield "<dl>"
    for name, value in told.items():
        shown = " ".join(f'<span class="chip">{_text(tag)}</span>' for tag in tags(explanation, name) or ()) or _text(value)
        yield f"<dt>{name}</dt><dd>{shown}</dd>"
    yield "</dl>"
    yield "</section>"


def _posting(explanation: Explanation, findings: Sequence[Finding], language: str) -> Iterable[str]:
    yield "<section>"
    yield "<h2>The posting</h2>"
    present = [name for name, _, _ in grouped(explanation.findings)]
    if present:
        yield '<ul class="legend">'
        yield from (f'<li><mark class="{name}">{_LEGEND[name]}</mark></li>' for name in present)
        yield "</ul>"
    yield f'<article class="posting" lang="{language}">'
    start = 0
    for line in explanation.text.split("\n"):
        end = start + len(line)
        here = [finding for finding in findings if finding.found.start < end and finding.found.end > start]
        plain = not here and len(line.split()) <= _LONGEST_HEADING and not line.endswith((".", ";", ","))
        heading = ' class="heading"' if plain and reads_as_heading(line) else ""
        if line.strip():
            yield f'<p{heading} dir="auto">{_marked(line, here, start)}</p>'
        start = end + 1
    if not explanation.text.strip():
        yield '<p class="note">There is no text.</p>'
    yield "</article>"
    yield "</section>"


def _title(text: str, findings: Sequence[Finding]) -> str:
    """The title, marked; the numbers stand behind it, for a title is short and its findings are single words."""
    pieces = [piece for piece, _ in _pieces(text, findings, 0)]
    return "".join(pieces + [_number(finding) for finding in sorted(findings, key=_in_order)])


def _marked(text: str, findings: Sequence[Finding], offset: int) -> str:
    """The text, which begins at `offset` of the whole, marked; a finding's number stands where it ends, in the line in which it ends."""
    return "".join(piece + "".join(map(_number, ending)) for piece, ending in _pieces(text, findings, offset))


def _pieces(text: str, findings: Sequence[Finding], offset: int) -> Iterable[tuple[str, list[Finding]]]:
    """The text cut where findings begin and end: each piece, marked by all findings that cover it, and those that end with it."""
    spans = [(finding, max(finding.found.start - offset, 0), min(finding.found.end - offset, len(text))) for finding in findings]
    spans = [span for span in spans if span[1] < span[2]]
    cuts = sorted({0, len(text), *(start for _, start, _ in spans), *(end for _, _, end in spans)})
    for start, end in pairwise(cuts):
        covering = [finding for finding, first, last in spans if first <= start and end <= last]
        ending = [finding for finding, _, last in spans if last == end and finding.found.end - offset <= len(text)]
        yield _mark(text[start:end], covering), sorted(ending, key=_in_order)


def _mark(piece: str, covering: Sequence[Finding]) -> str:
    if not covering:
        return _text(piece)
    group = min((group_of(finding.found) for finding in covering), key=_ORDER.index)
    several = " several" if len(covering) > 1 else ""
    told = _text("\n".join(f"{finding.number}. {_told(finding)}" for finding in covering))
    return f'<mark class="{group}{several}" title="{told}">{_text(piece)}</mark>'


def _number(finding: Finding) -> str:
    number, told = finding.number, _text(_told(finding))
    return f'<sup><a id="m{number}" href="#f{number}" title="{told}" aria-label="Finding {number}: {told}">{number}</a></sup>'


def _told(finding: Finding) -> str:
    """A finding in one line, for the tooltip."""
    found = finding.found
    worth = f"weight {_weight(finding)}" if found.counted and found.weight else finding.why_not
    return " · ".join(filter(None, (_rule(finding), _where(finding), worth)))


def _in_order(finding: Finding) -> int:
    return finding.number


def _weight(finding: Finding) -> str:
    return f"{finding.found.weight:+.2f}".replace("-", "−")


def _rule(finding: Finding) -> str:
    return finding.found.rule.replace("_", " ")


def _where(finding: Finding) -> str:
    section = "section unknown" if finding.found.section == "unknown" else finding.found.section
    return f"{section} · {_CONTEXTS.get(finding.found.context, finding.found.context)}"


def _findings(explanation: Explanation) -> Iterable[str]:
    yield "<section>"
    yield "<h2>What was found</h2>"
    if not explanation.findings:
        yield f'<p class="note">{nothing_found(explanation)}</p>'
    for name, heading, findings in grouped(explanation.findings):
        yield f"<h3>{heading}</h3>"
        yield "<ol>"
        for finding in findings:
            yield from _item(name, finding)
        yield "</ol>"
    yield "</section>"


def _item(group: str, finding: Finding) -> Iterable[str]:
    found, number = finding.found, finding.number
    yield f'<li class="finding {group}" id="f{number}">'
    yield f'<span class="number">{number}</span>'
    yield '<div class="body">'
    weight = f'<span class="weight">{_weight(finding)}</span>' if group in ("rests", "against") else ""
    yield (
        f'<p class="head">{weight}<span class="rule">{_text(_rule(finding))}</span><span class="where">{_text(_where(finding))}</span>'
        f'<a class="back" href="#m{number}" aria-label="Finding {number} in the posting">in the posting</a></p>'
    )
    if finding.why_not:
        yield f'<p class="why">{_text(finding.why_not)}</p>'
    yield f'<blockquote dir="auto">“{_text(" ".join(found.quote.split()))}”</blockquote>'
    yield "</div></li>"
