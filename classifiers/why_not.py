"""Why a level does not rest on something that was found, in plain words."""

from collections.abc import Sequence

from classifiers.classification import TOLD_SIGNALS, Context, Evidence, Section
from classifiers.evidence import find_evidence
from classifiers.rules import Cue, CuesFound, contexts_of, engine, find_cues
from classifiers.scorer import scored_signals
from classifiers.sections import Sentence

_CONTEXTS: dict[Context, str] = {
    "negated": "negated",
    "other_person": "somebody else's",
    "prospective": "a prospect",
    "prior": "asked of the candidate, not a duty",
}
_YEARS: dict[Context, str] = {
    "asserted": "another figure is the one that is required",
    "other_person": "not years of the candidate's experience",
    "prior": "wished for, not required",
}
_SECTIONS: dict[Section, str] = {
    "duties": "stands among the duties, where such words do not count",
    "requirements": "asked of the candidate, not a duty",
    "preferred": "only wished for in the candidate",
    "company": "stands in the section about the company",
    "benefits": "stands in the section about the benefits",
    "compensation": "stands in the section about the pay",
    "legal": "stands in the legal notes",
    "unknown": "stands where it is not clear that it is about the job",
}
# Signals that speak for levels beside the scored ones.
_WEIGHED = ("title_level", "years", "direct_reports")


def why_not(rows: Sequence[Evidence]) -> tuple[str | None, ...]:
    """Return for each row of a verdict's evidence why the level does not rest on it; None where it does, and for what is told beside it."""
    weighty = {row.signal for row in rows if row.counted and row.weight != 0}
    return tuple(_why_not(row, weighty) for row in rows)


def _why_not(row: Evidence, weighty: set[str]) -> str | None:
    if row.signal in TOLD_SIGNALS or (row.counted and row.weight != 0):
        return None
    if row.counted:
        if row.signal in weighty:
            return "says what another find says already"
        speaks = row.signal in _WEIGHED or row.signal in scored_signals()
        return "does not speak for this level" if speaks else "does not speak for a level"
    if row.signal == "years":
        return _YEARS.get(row.context, _CONTEXTS.get(row.context))
    if row.context == "asserted":
        rule = engine().rules.get(row.rule)
        if rule is not None and rule.weak and row.section in rule.sections:
            return "says little alone, and nothing else says the same"
        return _SECTIONS.get(row.section)
    cue, words = _cue(row) or (None, "")
    # "0-1 years" and "from 0 to 1 million users" are no negations, though they undo a launch as one would.
    of_something_else = cue is not None and cue.context == "negated" and cue.direction == "after" and cue.signals
    reason = "means something else" if of_something_else else _CONTEXTS[row.context]
    return f"{reason}: “{words}”" if words else reason


def _cue(row: Evidence) -> tuple[Cue, str] | None:
    """The cue that gives a find its context, and its words; None where today's rules do not find it in the quote."""
    compiled = engine()
    sentence = Sentence(start=0, end=len(row.quote), section=row.section, bullet=False)
    for find in find_evidence(row.quote, (sentence,), compiled):
        if find.rule.name != row.rule or find.context != row.context:
            continue
        doc = compiled.nlp.make_doc(row.quote)
        match = doc.char_span(find.match_start, find.match_end)
        if match is None:
            continue
        found = find_cues(doc, compiled)[0]
        for cue, start, end in found.cues:
            alone = CuesFound(cues=[(cue, start, end)], stops=found.stops)
            if cue.context == row.context and contexts_of(alone, match.start, match.end, row.section, row.signal):
                return cue, str(doc[start:end].text)
    return None
