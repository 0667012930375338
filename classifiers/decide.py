"""One posting from title and description to its classification."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from classifiers.applicants import find_told
from classifiers.classification import STATED_SIGNALS, Classification, Level, Stated
from classifiers.evidence import Find, find_evidence, stated
from classifiers.features import features_of
from classifiers.phrases import find_phrases
from classifiers.reasons import basis_of, evidence_of
from classifiers.rules import engine
from classifiers.scorer import score, setting
from classifiers.sections import Sentence, read_sentences
from classifiers.specialties import find_specialties
from classifiers.tables import rulebook_version
from classifiers.text import Document, read_document
from classifiers.title_words import MAX_TITLE, TitleReading
from classifiers.titles import read_title
from classifiers.trade import other_trade
from classifiers.years import YearsFind, find_years, required_years

# What the text of a product-management job speaks of, in the languages of the postings, when the title may not be asked.
_PRODUCT_WORK = re.compile(
    r"(?i:\b(?:products?|roadmaps?|produits?|prodott[oi]|produtos?|productos?)\b|\bprodukt)|\bPMs?\b|产品|プロダクト|프로덕트"
)
# One word of it may be anybody's.
_ENOUGH_PRODUCT_WORK = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was found in one posting, before any of it is weighed."""

    document: Document
    title_text: str
    title: TitleReading
    mentions: tuple[tuple[int, int], ...]  # where the text repeats the title; sought with `blind` only
    why_not: str | None  # why it is no product management; nothing else is read then
    sentences: tuple[Sentence, ...] = ()
    finds: list[Find] = field(default_factory=list)
    figures: list[YearsFind] = field(default_factory=list)
    years: YearsFind | None = None


def classify(title: str, description: str, blind: bool = False) -> Classification:
    """Return the verdict on one posting; any strings are read, none raises.

    `description` may be HTML, entity-escaped HTML or plain text. With `blind` the level comes from the text alone: the title and every
    mention of it in the text count for nothing; whether the job is product management at all is then read from the text too, generously.
    """
    found = read_posting(title, description, blind=blind)
    if found.why_not:
        return _not_pm(found.document, found.why_not, blind=blind)
    text = found.document.text
    verdict = score(features_of(found.title, found.finds, found.years, blind=blind), blind=blind)
    text_verdict = verdict if blind else score(features_of(found.title, found.finds, found.years, blind=True), blind=True)
    disagree = not blind and _disagree(found.title, verdict.level, text_verdict.level, text_verdict.confidence)
    title_read = "" if blind else found.title_text
    phrases = find_phrases(text, found.sentences, found.mentions)
    tags, tagged = find_specialties(title_read, text, found.sentences, phrases["specialties"])
    told = find_told(title_read, text, found.sentences, phrases)
    return Classification(
        family="pm",
        level=verdict.level,
        confidence=verdict.confidence,
        runner_up=verdict.runner_up,
        basis=basis_of(found.title, verdict, text_verdict, found.years, conflict=disagree, readable=bool(found.sentences)),
        conflict=disagree,
        min_years=found.years.years if found.years else None,
        years_are_pm=found.years.is_pm if found.years else None,
        years_in=found.years.years_in if found.years else (),
        specialties=tags,
        skills=told.skills,
        visa_sponsorship=told.visa_sponsorship,
        job_start=told.job_start,
        languages=told.languages,
        studies=told.studies,
        knowledge=told.knowledge,
        evidence=evidence_of(text, found.title_text, found.title, found.finds, found.figures, found.years, verdict, blind=blind)
        + tagged
        + told.evidence,
        rulebook=rulebook_version(),
        text=text,
        **_stated_signals(found.finds),
    )


def read_posting(title: str, description: str, *, blind: bool) -> Reading:
    """Return what a posting's title and text say; any strings are read, none raises."""
    document = read_document(description)
    text = document.text
    title = " ".join(title[: 10 * MAX_TITLE].encode("utf-8", "replace").decode("utf-8").split())[:MAX_TITLE]
    reading = read_title(title)
    mentions = tuple(_mentions(text, title, reading)) if blind else ()
    why_not = _silent_text(text, mentions) if blind else reading.why if reading.family == "not_pm" else other_trade(title, reading, text)
    if why_not:
        return Reading(document=document, title_text=title, title=reading, mentions=mentions, why_not=why_not)
    sentences = read_sentences(document)
    finds = find_evidence(text, sentences, engine())
    figures = find_years(text, sentences)
    if blind:
        finds = [find for find in finds if not _overlaps(mentions, find.match_start, find.match_end)]
        figures = [figure for figure in figures if not _overlaps(mentions, figure.figure_start, figure.figure_start + 1)]
    return Reading(
        document=document,
        title_text=title,
        title=reading,
        mentions=mentions,
        why_not=None,
        sentences=sentences,
        finds=finds,
        figures=figures,
        years=required_years(figures),
    )


def _stated_signals(finds: list[Find]) -> dict[str, Any]:
    """The fields of the distinctions."""
    signals: dict[str, Stated] = {signal: stated(finds, signal) for signal in STATED_SIGNALS}
    if signals["direct_reports"] == "yes":
        signals["people_mentoring"] = "absent"  # mentoring without reports: who has reports mentors them anyway
    return signals


def _disagree(reading: TitleReading, level: Level, text_level: Level, text_confidence: float) -> bool:
    """Whether the employer's word and the text disagree: the verdict is another one, or the text alone is sure of one that lies apart."""
    if reading.level is None or reading.kind not in ("plain", "behind", "grade", "apm"):
        return False
    apart = text_confidence >= setting("show", "conflict_confidence") and _apart(text_level, reading.level)
    return level != reading.level or apart


def _silent_text(text: str, mentions: Sequence[tuple[int, int]]) -> str | None:
    """Why a text that is read without its title is no product-management job, or None."""
    if not text:
        return "no text to read"
    own = (match for match in _PRODUCT_WORK.finditer(text) if not _overlaps(mentions, *match.span()))
    if sum(1 for _ in islice(own, _ENOUGH_PRODUCT_WORK)) == _ENOUGH_PRODUCT_WORK:
        return None
    return "a text that never speaks of a product"


def _not_pm(document: Document, why: str, *, blind: bool) -> Classification:
    # Without the title little can be said; with neither title nor text nothing.
    confidence = 0.95 if not blind else 0.6 if document.text else 0.3
    return Classification(
        family="not_pm",
        level=None,
        confidence=confidence,
        runner_up=None,
        basis=why,
        conflict=False,
        min_years=None,
        years_are_pm=None,
        years_in=(),
        specialties=(),
        skills=(),
        visa_sponsorship="absent",
        job_start=None,
        languages=(),
        studies=None,
        knowledge=(),
        evidence=(),
        rulebook=rulebook_version(),
        text=document.text,
        **_stated_signals([]),
    )


def _mentions(text: str, title: str, reading: TitleReading) -> list[tuple[int, int]]:
    """Where the text repeats the posting's own title, or its level word with the trade ("our Senior Product Manager", "APM")."""
    trade = r"product\s+(?:manager|management|lead)"
    patterns = [re.escape(title)] if len(title.split()) > 1 else []
    if reading.word:
        level = r"[\s.,-]{1,3}".join(re.escape(word) for word in reading.word.split())
        patterns += [rf"{level}\b[\w\s.,&/-]{{0,30}}?\b{trade}", rf"{trade}[\s(),/A-Z-]{{1,12}}{level}"]
    initials = {"apm": "apms?", "group": "gpms?"}.get(reading.level or "")
    if initials:
        patterns.append(initials)
    return [match.span() for pattern in patterns for match in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", text, re.I)]


def _overlaps(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    return any(first < end and start < last for first, last in spans)


def _apart(one: Level, other: Level) -> bool:
    """Whether two levels are more than neighbours; principal and group differ by their reports alone, which the verdict already weighs."""
    rank = {"apm": 0, "mid": 1, "senior": 2, "principal": 3, "group": 3, "above": 4}
    return abs(rank[one] - rank[other]) > 1
