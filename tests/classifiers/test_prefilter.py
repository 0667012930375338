"""No match is lost by looking at the raw text first."""

from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.patterns import find_patterns
from classifiers.prefilter import candidates, words_of_spans
from classifiers.rules import engine, read_rules

COMPILED = engine()
EVERY = list(range(len(COMPILED.patterns.all)))
WORDS = sorted({word for rule in read_rules() for sentence in (*rule.examples, *rule.not_examples) for word in sentence.split()})
# What stands between words in postings, and what spaCy cuts in its own way.
FILLERS = ["e.g.", "and/or", "https://a.example/b", "18m", "5+", "(the)", "—", "c'est", "can't", "U.S.", "state-of-the-art", "0→1", "a/b"]


def found(text: str, among: list[int]) -> list[tuple[str, int, int]]:
    doc = COMPILED.nlp.make_doc(text)
    return [match for passage in find_patterns(doc, [among], COMPILED.patterns) for match in passage.matches]


def asked(text: str) -> list[int]:
    ((words, chunks),) = words_of_spans(text, [(0, len(text))])
    return candidates(words, chunks, COMPILED.patterns.prefilter)


def test_of_the_rules_own_sentences_none_is_lost() -> None:
    for rule in read_rules():
        for sentence in (*rule.examples, *rule.not_examples):
            assert found(sentence, asked(sentence)) == found(sentence, EVERY), sentence


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS + FILLERS), min_size=1, max_size=25))
def test_of_any_words_in_any_order_none_is_lost(words: list[str]) -> None:
    sentence = " ".join(words)
    assert found(sentence, asked(sentence)) == found(sentence, EVERY)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(COMPILED.patterns.all), st.data())
def test_of_a_pattern_with_fillers_in_its_gaps_none_is_lost(pattern: object, data: st.DataObject) -> None:
    strings = COMPILED.nlp.vocab.strings
    pieces: list[str] = []
    for element, gap in zip(pattern.elements, pattern.gaps, strict=True):  # type: ignore[attr-defined]
        pieces += data.draw(st.lists(st.sampled_from(FILLERS), max_size=gap))
        pieces.append(data.draw(st.sampled_from(sorted(strings[key] for key in element))))
    sentence = data.draw(st.sampled_from([" ", " ", "  "])).join(pieces)
    assert found(sentence, asked(sentence)) == found(sentence, EVERY)
