"""What a posting tells an applicant besides the level: skills, languages and knowledge that it asks for,
who may apply, visas, when it starts.

Each is told by one sentence, the plainest, and none of them changes a level. One look at the whole text finds the sentences that hold any
of the words of tables/applicants.toml or knowledge.toml, and only these are read further.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from classifiers.classification import Evidence, Section, Stated, Studies
from classifiers.evidence import quote_around
from classifiers.job_start import start_in_text, start_in_title, year_in_title
from classifiers.knowledge import asked_knowledge
from classifiers.languages import asked_languages, languages_in_title
from classifiers.sections import Sentence
from classifiers.skills import asked_skills
from classifiers.studies import speaks_of_studies, studies_in_text, studies_in_title
from classifiers.visas import sponsorship
from classifiers.wordings import NEAR, Listed, Matter, in_lower_case

_MOST_PASSAGES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an applicant is told, and by which words."""

    skills: tuple[str, ...]  # in the table's order
    visa_sponsorship: Stated
    job_start: str | None  # as stated
    languages: tuple[str, ...]  # ISO 639-1, in alphabetical order
    studies: Studies | None
    knowledge: tuple[str, ...]  # in the table's order
    evidence: tuple[Evidence, ...]


def find_told(title: str, text: str, sentences: Sequence[Sentence], found: Mapping[Matter, Sequence[Listed]]) -> Told:
    """Return what a posting tells an applicant.

    An empty title says nothing; `found` are the table's phrases in the text.
    """
    plain = in_lower_case(text).replace("\u2019", "'")
    evidence: list[Evidence] = []

    def quote(rule: str, signal: str, start: int, end: int) -> None:
        sentence = sentences[bisect_right(sentences, start, key=_start) - 1]
        span = quote_around(text, sentence.start, sentence.end, start, end)
        evidence.append(_evidence(rule, signal, text, span, sentence.section))

    skills = asked_skills(found["skills"], plain, sentences)
    for name, phrase in skills.items():
        quote(f"skill: {name}", "skill", phrase.start, phrase.end)
    visas, place = sponsorship(_passages(found["visas"], plain, sentences))
    if place is not None:
        quote(f"visa sponsorship: {visas}", "visa_sponsorship", *place)
    job_start: str | None = None
    in_title = start_in_title(title)
    if in_title is None and (place := start_in_text(_passages(found["starts"], plain, sentences))) is not None:
        job_start = " ".join(text[slice(*place)].split())
        quote(f"job start: {job_start}", "job_start", *place)
    elif in_title or (in_title := year_in_title(title)):
        job_start = " ".join(title[slice(*in_title)].split())
        evidence.append(_evidence(f"job start: {job_start}", "job_start", title, (0, len(title)), "title"))
    in_titles = languages_in_title(title)
    in_text = asked_languages(found["languages"], plain, text, sentences) if found["languages"] else {}
    languages = tuple(sorted({*in_titles, *in_text}))
    for code in languages:
        if code in in_titles:
            evidence.append(_evidence(f"language: {code}", "language", title, (0, len(title)), "title"))
        else:
            quote(f"language: {code}", "language", *in_text[code])
    studies = studies_in_title(title)
    if studies is not None:
        evidence.append(_evidence(f"studies: {studies}", "studies", title, (0, len(title)), "title"))
    elif said := studies_in_text(_passages(_who_applies(found["studies"], sentences), plain, sentences)):
        studies = said[0]
        quote(f"studies: {studies}", "studies", *said[1])
    knowledge = asked_knowledge(found["knowledge"], plain, text, sentences) if found["knowledge"] else {}
    for name, span in knowledge.items():
        quote(f"knowledge: {name}", "knowledge", *span)
    return Told(
        skills=tuple(skills),
        visa_sponsorship=visas,
        job_start=job_start,
        languages=languages,
        studies=studies,
        knowledge=tuple(knowledge),
        evidence=tuple(evidence),
    )


def _who_applies(words: Sequence[Listed], sentences: Sequence[Sentence]) -> list[Listed]:
    return [word for word in words if speaks_of_studies(sentences[word.sentence].section)]


def _passages(words: Sequence[Listed], plain: str, sentences: Sequence[Sentence]) -> Iterator[tuple[str, int]]:
    """The sentences that hold a word of a matter, each once, in lower case with their places; of a page what stands near the word."""
    behind = -1
    passages = 0
    for word in words:
        if word.start < behind or passages == _MOST_PASSAGES:
            continue
        first, last = sentences[word.sentence].start, sentences[word.sentence].end
        if last - first > 2 * NEAR:
            first, last = max(first, word.start - NEAR), min(last, word.end + NEAR)
        behind = last if last == sentences[word.sentence].end else word.end + NEAR // 2
        passages += 1
        yield plain[first:last], first


def _start(sentence: Sentence) -> int:
    return sentence.start


def _evidence(rule: str, signal: str, text: str, span: tuple[int, int], section: Section) -> Evidence:
    return Evidence(
        rule=rule,
        signal=signal,
        quote=text[slice(*span)],
        start=span[0],
        end=span[1],
        section=section,
        context="asserted",
        weight=0.0,
        counted=True,
    )
