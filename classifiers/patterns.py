"""The rules' patterns: compiled once, first looked for as words of the raw text, then found exactly in spaCy's tokens.

A pattern is words with blanks between them: `word`, `a|b_c` (either "a" or "b c"), `@name` (a class of tables/words.toml), `..5` (up to
five words of any kind). Each word is tokenised as spaCy tokenises a posting, so "zero-to-one" in a pattern meets "zero-to-one" in a text.

Most sentences hold no pattern, and a tokenizer is slow: so a sentence is given to spaCy only when some pattern has a word of each of its
elements there, and only these patterns are looked for. The words of a sentence meet the words of all patterns as two sets, which costs the
same for a hundred patterns and for a thousand. One PhraseMatcher then finds the phrases of all elements at once, and a pattern is a chain
of its elements in order: fifteen times faster on real postings than a Matcher pattern for each reading of it, because most of a Matcher's
time goes into the optional words of the gaps.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from spacy.attrs import ORTH
from spacy.lang.en import English
from spacy.matcher import PhraseMatcher
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc

# Letter for letter: ASCII letters in lower case and figures stay, blanks for all others.
_PLAIN = bytes(ord(chr(code).lower()) if code < 128 and chr(code).isalnum() else 32 for code in range(256))
# spaCy parts a figure from the unit behind it ("18m", "11pm").
_FIGURE_WITH_UNIT = re.compile(r"([0-9])([a-z])")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Pattern:
    """A rule's pattern: elements in order, and how many other words may stand before each of them."""

    rule: str
    elements: tuple[frozenset[int], ...]  # of each element the PhraseMatcher's keys of its alternatives
    gaps: tuple[int, ...]
    needs: tuple[frozenset[str], ...]  # one word of each set stands in every sentence that holds the pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    """All patterns, by the words that call for a closer look at a sentence."""

    phrases: PhraseMatcher
    by_word: Mapping[str, tuple[Pattern, ...]]  # a pattern stands under each word of its rarest element
    words: frozenset[str]  # the keys of `by_word`
    wordless: tuple[Pattern, ...]  # patterns without a plain word of their own ("产品"): looked for in every sentence


def compile_patterns(nlp: English, classes: Mapping[str, Sequence[str]], texts: Iterable[tuple[str, str]]) -> Patterns:
    """Return the compiled patterns of (rule, pattern) pairs. Raises ValueError that names the rule whose pattern is wrong."""
    parsed = [(rule, *_parse(rule, text, classes)) for rule, text in texts]
    phrases = {phrase: nlp.make_doc(phrase) for _, elements, _ in parsed for element in elements for phrase in element}
    torn = _torn_words(nlp)
    plain = {
        phrase: [word for token in doc if token.lower_ not in torn for word in words_of(token.lower_)] for phrase, doc in phrases.items()
    }
    # A word of many phrases ("product") is frequent in postings too: of a phrase and of a pattern the rarest part is looked for first.
    frequency = Counter(word for words in plain.values() for word in words)
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    for phrase, doc in phrases.items():
        matcher.add(phrase, [doc])
    by_word: dict[str, list[Pattern]] = {}
    wordless: list[Pattern] = []
    for rule, elements, gaps in parsed:
        needs = [
            frozenset(min(plain[phrase], key=lambda word: (frequency[word], -len(word), word)) for phrase in element)
            for element in elements
            if all(plain[phrase] for phrase in element)
        ]
        needs.sort(key=lambda words: sum(frequency[word] for word in words))
        pattern = Pattern(
            rule=rule,
            elements=tuple(frozenset(nlp.vocab.strings[phrase] for phrase in element) for element in elements),
            gaps=gaps,
            needs=tuple(needs[1:]),
        )
        for word in needs[0] if needs else ():
            by_word.setdefault(word, []).append(pattern)
        if not needs:
            wordless.append(pattern)
    return Patterns(
        phrases=matcher,
        by_word={word: tuple(patterns) for word, patterns in by_word.items()},
        words=frozenset(by_word),
        wordless=tuple(wordless),
    )


def _parse(rule: str, text: str, classes: Mapping[str, Sequence[str]]) -> tuple[tuple[tuple[str, ...], ...], tuple[int, ...]]:
    """A pattern's elements, each as its alternatives, and the gap before each.

    Plain words side by side become one element, so that the phrase as a whole is looked for.
    """
    elements: list[tuple[str, ...]] = []
    gaps: list[int] = []
    gap = 0
    plain = False
    for element in text.split():
        if element.startswith(".."):
            gap, plain = int(element[2:]), False
            continue
        literal = "|" not in element and not element.startswith("@")
        alternatives = _alternatives(rule, element, classes)
        if literal and plain and gap == 0:
            elements[-1] = (f"{elements[-1][0]} {alternatives[0]}",)
        else:
            elements.append(alternatives)
            gaps.append(gap)
        gap, plain = 0, literal
    if not elements:
        raise ValueError(f"rule {rule}: pattern {text!r} has no words")
    return tuple(elements), tuple(gaps)


def _alternatives(rule: str, element: str, classes: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    phrases: list[str] = []
    for choice in filter(None, element.split("|")):
        if not choice.startswith("@"):
            phrases.append(choice.replace("_", " "))
        elif choice[1:] in classes:
            phrases += classes[choice[1:]]
        else:
            raise ValueError(f"rule {rule}: there is no word class {choice}")
    if not any(phrase.strip() for phrase in phrases):
        raise ValueError(f"rule {rule}: {element!r} has no words")
    return tuple(phrases)


def _torn_words(nlp: English) -> frozenset[str]:
    """The words that spaCy also cuts out of longer ones ("cannot", "dont"): in the raw text they need not stand by themselves."""
    assert isinstance(nlp.tokenizer, Tokenizer)  # noqa: S101 - spaCy's type allows any callable
    torn: set[str] = set()
    for pieces in nlp.tokenizer.rules.values():
        words = [piece[ORTH].lower() for piece in pieces]
        for left, right in pairwise(words):
            if words_of(left + right) != words_of(left) + words_of(right):
                torn |= {left, right}
    return frozenset(torn)


def words_of(text: str) -> list[str]:
    """Return the words and figures of a text as the patterns look for them: ASCII alone, in lower case, without punctuation."""
    return _FIGURE_WITH_UNIT.sub(r"\1 \2", _plain(text)).split()


def _plain(text: str) -> str:
    return text.encode("ascii", "replace").translate(_PLAIN).decode("ascii")


def words_by_span(text: str, spans: Sequence[tuple[int, int]]) -> list[list[str]]:
    """Return `words_of` each `text[start:end]`; all at once, which is several times faster."""
    plain = _plain(text)
    lines = "\n".join([plain[start:end] for start, end in spans])
    return [line.split() for line in _FIGURE_WITH_UNIT.sub(r"\1 \2", lines).split("\n")]


def candidates(words: Sequence[str], patterns: Patterns) -> list[Pattern]:
    """Return the patterns that a text of these words may hold: none that it does hold is missing, many that it does not hold are."""
    if patterns.words.isdisjoint(words):
        return [*patterns.wordless]
    found = [*patterns.wordless]
    present = frozenset(words)
    for word in present & patterns.words:
        for pattern in patterns.by_word[word]:
            for need in pattern.needs:
                if need.isdisjoint(present):
                    break
            else:
                found.append(pattern)
    return found


def find_patterns(doc: Doc, among: Sequence[Pattern], patterns: Patterns) -> list[tuple[str, int, int]]:
    """Return (rule, first token, token behind the last) of every match of some patterns, in order; of those of one start the longest."""
    places: dict[int, list[tuple[int, int]]] = {}
    for key, start, end in patterns.phrases(doc):
        places.setdefault(key, []).append((start, end))
    found: dict[tuple[int, str], int] = {}
    for pattern in among:
        for start, end in _chains(pattern, places).items():
            found[start, pattern.rule] = max(end, found.get((start, pattern.rule), 0))
    return [(rule, start, end) for (start, rule), end in sorted(found.items())]


def _chains(pattern: Pattern, places: Mapping[int, Sequence[tuple[int, int]]]) -> dict[int, int]:
    """Where a pattern's elements follow each other within their gaps: first token -> token behind the furthest last."""
    furthest: dict[int, int] = {}
    # From the last element to the first, so that the time grows with the places and not with the ways through them.
    for index in range(len(pattern.elements) - 1, -1, -1):
        here: dict[int, int] = {}
        for key in pattern.elements[index].intersection(places):
            for start, end in places[key]:
                if index + 1 < len(pattern.elements):
                    reached = max((furthest.get(at, 0) for at in range(end, end + pattern.gaps[index + 1] + 1)), default=0)
                else:
                    reached = end
                if reached > here.get(start, 0):
                    here[start] = reached
        if not here:
            return {}
        furthest = here
    return furthest
