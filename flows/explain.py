"""One verdict, explained: what was found in the posting, what each finding was worth, and why some of it counted for nothing."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from classifiers.classification import STATED_SIGNALS, TOLD_SIGNALS, Classification, Evidence
from classifiers.languages import language_names
from classifiers.plain_words import LEVEL_NAMES, verdict_in_words
from classifiers.scorer import setting
from classifiers.why_not import why_not

# What a verdict's basis says of a conflict; its levels are those of the ladder.
_DISAGREE = re.compile(rf" \(the title says ({'|'.join(LEVEL_NAMES)}), the text alone ({'|'.join(LEVEL_NAMES)})\)$")
_STATED = {
    "zero_to_one": "launching something new from the ground up",
    "multiple_roadmaps": "several products or roadmaps at a time",
    "direct_reports": "direct reports",
    "people_mentoring": "guiding other product managers",
    "training_programme": "a rotation or training programme",
    "existing_product": "a product that is live",
    "company_strategy": "shaping the company's strategy",
}

# What is told beside the level, as fields of a verdict.
_TOLD = ("specialties", "skills", "visa_sponsorship", "job_start", "languages", "studies", "knowledge")
_VISAS = {"yes": "sponsored", "no": "not sponsored", "absent": "not stated", None: "not read"}
_STUDIES = {"enrolled": "only for who is enrolled in studies", "recent": "for who has just finished studies"}
# Facts that are lists of tags, and the fields of the verdict that hold them.
_TAGS = {"specialties": "specialties", "asks for": "skills", "languages": "languages", "knowledge of": "knowledge"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One piece of evidence, numbered in the order of telling; `why_not`: why the level does not rest on it, where that needs a word."""

    number: int
    found: Evidence
    why_not: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What there is to say about one posting's verdict."""

    title: str
    about: str  # company, industry, id and the like
    text: str
    language: str | None  # of the text, as its board states it
    verdict: Mapping[str, Any]  # the fields of a Classification, but for text and evidence; and `verdict`, the level in words
    findings: tuple[Finding, ...]


# The groups in which findings are told, in their order: a heading, and which findings belong under it.
GROUPS: tuple[tuple[str, str, Callable[[Evidence], bool]], ...] = (
    ("rests", "What the level rests on", lambda found: found.counted and found.weight > 0),
    ("against", "What speaks against it", lambda found: found.counted and found.weight < 0),
    ("specialty", "What the specialties rest on", lambda found: found.signal == "specialty"),
    ("told", "What else it tells an applicant", lambda found: found.signal in TOLD_SIGNALS),
    ("weightless", "Found, without weight for this level", lambda found: found.counted and found.weight == 0),
    ("uncounted", "Found, but not counted", lambda found: not found.counted),
)


def nothing_found(explanation: Explanation) -> str:
    """Returns what to say where there are no findings."""
    return "Nothing in it speaks for a level." if explanation.verdict["family"] == "pm" else "It was not read for a level."


def group_of(found: Evidence) -> str:
    """Returns the name of the group that a finding is told in."""
    return next(name for name, _, belongs in GROUPS if belongs(found))


def grouped(findings: Sequence[Finding]) -> list[tuple[str, str, list[Finding]]]:
    """Returns name, heading and findings of each group that has any."""
    rows = [(name, heading, [finding for finding in findings if group_of(finding.found) == name]) for name, heading, _ in GROUPS]
    return [row for row in rows if row[2]]


def of_verdict(title: str, about: str, verdict: Classification) -> Explanation:
    """Returns the explanation of a verdict that was just given."""
    fields = {name: getattr(verdict, name) for name in verdict.__slots__ if name not in ("text", "evidence")}
    fields["verdict"] = verdict_in_words(verdict.level, verdict.confidence, verdict.runner_up)
    # The title that was read has its white space folded; the evidence's places in it are places in that.
    return _explanation(" ".join(title.split()), about, verdict.text, None, fields, verdict.evidence)


def of_role(role: Mapping[str, Any], posting: Mapping[str, Any], evidence: Sequence[Mapping[str, Any]]) -> Explanation:
    """Returns the explanation of a published role, from its rows in the views `roles`, `postings` and `evidence`."""
    names = [name for name in Evidence.__slots__ if name not in ("start", "end")]
    rows = [Evidence(start=row["quote_start"], end=row["quote_end"], **{name: row[name] for name in names}) for row in evidence]
    about = " · ".join(filter(None, (role["company"], role["industry"], role["role_id"], role["state"], role["posting_key"])))
    # A file that an older version published has no words for its verdicts, no specialties, and nothing for applicants.
    words = verdict_in_words(role["level"], role["confidence"], role["runner_up"])
    fields = {"family": "pm", "verdict": words, **dict.fromkeys(_TOLD), **role}
    return _explanation(posting["title"], about, posting["text"], posting["in_language"], fields, rows)


def _explanation(
    title: str, about: str, text: str, language: str | None, verdict: Mapping[str, Any], evidence: Sequence[Evidence]
) -> Explanation:
    order = [name for name, _, _ in GROUPS]
    told = sorted(range(len(evidence)), key=lambda place: (order.index(group_of(evidence[place])), place))
    numbers = {place: number for number, place in enumerate(told, 1)}
    reasons = why_not(evidence)
    findings = tuple(Finding(number=numbers[place], found=found, why_not=reasons[place]) for place, found in enumerate(evidence))
    return Explanation(title=title, about=about, text=text, language=language, verdict=verdict, findings=findings)


def facts(explanation: Explanation) -> list[tuple[str, str]]:
    """Returns what there is to know of the verdict beside its level, each with its name, in the order in which a person wants it."""
    verdict = explanation.verdict
    basis, conflict = _basis(str(verdict["basis"]), bool(verdict["conflict"]))
    told = [("confidence", _confidence(verdict["confidence"]))]
    if verdict["runner_up"]:
        told.append(("runner-up", LEVEL_NAMES[verdict["runner_up"]]))
    told.append(("basis", basis))
    if conflict is not None:
        told.append(("conflict", conflict))
    if verdict["family"] == "pm":
        told += [
            ("specialties", _list(tags(explanation, "specialties"))),
            ("years", _years(verdict)),
            ("stated", _stated(verdict)),
            ("asks for", _list(tags(explanation, "asks for"))),
            ("languages", _list(tags(explanation, "languages"))),
            ("knowledge of", _list(tags(explanation, "knowledge of"))),
            ("studies", _studies(verdict)),
            ("visas", _VISAS[verdict["visa_sponsorship"]]),
            ("starts", _start(verdict)),
        ]
    return [*told, ("rulebook", str(verdict["rulebook"]))]


def tags(explanation: Explanation, fact: str) -> Sequence[str] | None:
    """Returns the tags of a fact that is a list of them, as people say them, and none of any other; None where they were not read."""
    found: Sequence[str] | None = explanation.verdict[_TAGS[fact]] if fact in _TAGS else ()
    return [language_names().get(code, code) for code in found] if found and fact == "languages" else found


def explanation_as_row(explanation: Explanation) -> dict[str, Any]:
    """Returns it as what JSON can hold."""
    findings = [
        {name: getattr(finding.found, name) for name in Evidence.__slots__} | {"why_not": finding.why_not}
        for finding in explanation.findings
    ]
    return {"title": explanation.title, "text": explanation.text, **explanation.verdict, "evidence": findings}


def _confidence(confidence: float) -> str:
    """The figure, rounded; not up to the threshold that it stays below."""
    short = f"{confidence:.2f}"
    threshold = setting("show", "unclear_below")
    return short if (float(short) < threshold) == (confidence < threshold) else f"{confidence:.4f}"


def _basis(basis: str, conflict: bool) -> tuple[str, str | None]:
    """What the level rests on, and the conflict in words (None: there is none)."""
    if not conflict:
        return basis, None
    levels = _DISAGREE.search(basis)
    if levels is None:
        return basis, "the employer's level word and the text disagree"
    title, text = (LEVEL_NAMES[level] for level in levels.groups())  # type: ignore[index]
    return basis[: levels.start()], f"the employer's title says {title}, the text alone {text}"


def _years(verdict: Mapping[str, Any]) -> str:
    if verdict["min_years"] is None:
        return "none stated"
    work = {True: "product management", False: "experience in general", None: "experience"}[verdict["years_are_pm"]]
    return f"{verdict['min_years']:g} or more years of {work}"


def _list(names: Sequence[str] | None) -> str:
    return "not read" if names is None else ", ".join(names) or "none"


def _studies(verdict: Mapping[str, Any]) -> str:
    # Where the languages were not read, this was not either.
    return "not read" if verdict["languages"] is None else _STUDIES.get(verdict["studies"], "not stated")


def _start(verdict: Mapping[str, Any]) -> str:
    # Where the skills were not read, the start was not either.
    return verdict["job_start"] or ("not read" if verdict["skills"] is None else "not stated")


def _stated(verdict: Mapping[str, Any]) -> str:
    said = {name: verdict[name] for name in STATED_SIGNALS if verdict[name] != "absent"}
    return "; ".join(f"{'' if value == 'yes' else 'no '}{_STATED[name]}" for name, value in said.items()) or "none of the distinctions"
