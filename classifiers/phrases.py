"""The phrases of all tables that are found by their letters: one look at a text finds those of its specialties and of what it asks."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from typing import get_args

import ahocorasick

from classifiers.job_start import start_words
from classifiers.knowledge import knowledge_phrases
from classifiers.languages import language_phrases
from classifiers.sections import Sentence
from classifiers.skills import skill_phrases
from classifiers.specialties import specialty_phrases
from classifiers.studies import study_words
from classifiers.visas import visa_words
from classifiers.wordings import Listed, Matter, in_lower_case

# The longest honest postings have some hundred of the phrases; a text of nothing else is read no further.
_MOST_PHRASES = 500


@cache
def _phrases() -> ahocorasick.Automaton:
    """Phrase -> its length, and what it is: of which table, of which row there, and what it says of that."""
    listed: dict[str, list[tuple[Matter, str, str]]] = {}
    for matter, phrase, name, kind in _rows():
        listed.setdefault(phrase, []).append((matter, name, kind))
    phrases = ahocorasick.Automaton()
    for phrase, marks in listed.items():
        phrases.add_word(phrase, (len(phrase), tuple(dict.fromkeys(marks))))
    phrases.make_automaton()
    return phrases


def _rows() -> Iterator[tuple[Matter, str, str, str]]:
    yield from (("specialties", *row) for row in specialty_phrases())
    yield from (("skills", *row) for row in skill_phrases())
    yield from (("visas", word, "", "") for word in visa_words())
    yield from (("starts", word, "", "") for word in start_words())
    yield from (("languages", *row) for row in language_phrases())
    yield from (("studies", word, "", "") for word in study_words())
    yield from (("knowledge", *row) for row in knowledge_phrases())


def find_phrases(text: str, sentences: Sequence[Sentence], unread: Sequence[tuple[int, int]] = ()) -> dict[Matter, list[Listed]]:
    """Return every listed phrase that stands as whole words in one sentence, in order of its end.

    What overlaps one of the spans `unread` of the text counts for nothing.
    """
    found: dict[Matter, list[Listed]] = {matter: [] for matter in get_args(Matter)}
    if not sentences:
        return found
    plain = in_lower_case(text)
    starts = [sentence.start for sentence in sentences]
    for last, (length, marks) in _phrases().iter(plain):
        start, end = last + 1 - length, last + 1
        if plain[start - 1 : start].isalnum() or plain[end : end + 1].isalnum():
            continue
        index = bisect_right(starts, start) - 1
        if index < 0 or end > sentences[index].end or (unread and any(first < end and start < behind for first, behind in unread)):
            continue
        for matter, name, kind in marks:
            if len(found[matter]) < _MOST_PHRASES:
                found[matter].append(Listed(name, kind, start, end, index))
    return found
