"""Which sentences may hold a pattern: answered from the raw text, because most hold none and a tokenizer is slow.

A sentence is worth a closer look when, of some pattern, it has the words of every element, in the pattern's order and no further apart
than the pattern's gaps. A pattern is asked about only where a word of its rarest element stands, and a sentence's words meet those of all
patterns as two sets: so a thousand patterns cost little more than a hundred. No match is lost: whatever the tokens of a phrase are, its
words stand in the raw text as words, but for those that spaCy cuts out of longer ones ("can" and "not"), which are not asked for.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from spacy.attrs import ORTH
from spacy.lang.en import English
from spacy.tokenizer import Tokenizer

# One for one: ASCII letters in lower case and figures stay, white space becomes a blank, all else a mark that parts words within a chunk.
_MARK = "\x01"
_PLAIN = bytes(ord(chr(code).lower()) if chr(code).isalnum() else 32 if chr(code).isspace() else ord(_MARK) for code in range(128)) + bytes(
    [ord(_MARK)] * 128
)
# Figures as 0, letters as a.
_SHAPE = bytes(ord("0") if chr(code).isdigit() else ord("a") if chr(code).isalpha() else 32 for code in range(128)) + bytes(128)


@dataclass(frozen=True, slots=True, eq=False)
class _Call:
    """A pattern under a word of its rarest element, and what else a sentence must have to be worth a look for it."""

    pattern: int
    words: frozenset[str]  # all of these,
    others: tuple[frozenset[str], ...]  # one of each of these,
    lines: tuple[str, ...]  # these words side by side,
    order: tuple[tuple[frozenset[str], int], ...]  # and one of each of these behind the last, so many chunks away at most


@dataclass(frozen=True, slots=True)
class Prefilter:
    """The words of all patterns, which are numbers here."""

    words: frozenset[str]
    calls: Mapping[str, tuple[_Call, ...]]  # a pattern stands under each word of its rarest element
    wordless: tuple[int, ...]  # patterns without a plain word ("产品"): every sentence is worth a look for them


@dataclass(frozen=True, slots=True)
class _Trace:
    """What a phrase leaves in the plain words of a sentence."""

    words: tuple[str, ...]  # these are among them, ...
    line: str  # ... and these stand side by side, with a blank at an end that is the end of a word; empty for a single word
    tokens: int


def build_prefilter(nlp: English, patterns: Sequence[tuple[Sequence[Sequence[str]], Sequence[int]]]) -> Prefilter:
    """Return the prefilter of patterns, each given as its elements' alternatives and the gaps in front of them."""
    glued = _glued_tokens(nlp)
    phrases = [phrase for elements, _ in patterns for element in elements for phrase in element]
    traces = {phrase: _trace(nlp, glued, phrase) for phrase in phrases}
    # A word of many phrases ("product") is frequent in postings too, and so are English's own stop words.
    frequency = Counter(word for phrase in phrases for word in traces[phrase].words)
    frequency.update(dict.fromkeys(nlp.Defaults.stop_words & frequency.keys(), frequency.total()))

    def rarest(phrase: str) -> str:
        return min(traces[phrase].words, key=lambda word: (frequency[word], -len(word), word))

    def cost(element: Sequence[str]) -> int:
        return sum(frequency[rarest(phrase)] for phrase in element)

    calls: dict[str, list[_Call]] = {}
    wordless: list[int] = []
    for number, (elements, gaps) in enumerate(patterns):
        known = [element for element in elements if all(traces[phrase].words for phrase in element)]
        if not known:
            wordless.append(number)
            continue
        first, *others = sorted(known, key=cost)
        for phrase in first:
            sure = [traces[phrase], *(traces[element[0]] for element in others if len(element) == 1)]
            call = _Call(
                pattern=number,
                words=frozenset(word for trace in sure for word in trace.words),
                others=tuple(frozenset(map(rarest, element)) for element in others if len(element) > 1),
                lines=tuple(trace.line for trace in sure if trace.line),
                order=tuple(_order(elements, gaps, traces, rarest)) if others else (),
            )
            calls.setdefault(rarest(phrase), []).append(call)
    return Prefilter(
        words=frozenset(word for trace in traces.values() for word in trace.words),
        calls={word: tuple(rows) for word, rows in calls.items()},
        wordless=tuple(wordless),
    )


def _order(
    elements: Sequence[Sequence[str]], gaps: Sequence[int], traces: Mapping[str, _Trace], rarest: Callable[[str], str]
) -> Iterator[tuple[frozenset[str], int]]:
    """The elements that leave words in the raw text, each with how many chunks its word may stand behind the one before.

    A chunk, what stands between two blanks, is one token or more: so no match is wider in chunks than it is in tokens.
    """
    reach = 0
    for element, gap in zip(elements, gaps, strict=True):
        longest = max(traces[phrase].tokens for phrase in element)
        reach += gap + longest
        if all(traces[phrase].words for phrase in element):
            yield frozenset(map(rarest, element)), reach
            reach = longest


def _glued_tokens(nlp: English) -> frozenset[tuple[str, str]]:
    """Neighbours that spaCy cuts out of one word: "can" and "not", "you" and "ll"."""
    assert isinstance(nlp.tokenizer, Tokenizer)  # noqa: S101 - spaCy's type allows any callable
    return frozenset(
        (left, right)
        for pieces in nlp.tokenizer.rules.values()
        for left, right in pairwise(piece[ORTH].lower() for piece in pieces)
        if _words(left + right) != _words(left) + _words(right)
    )


def _trace(nlp: English, glued: frozenset[tuple[str, str]], phrase: str) -> _Trace:
    tokens = [token.lower_ for token in nlp.make_doc(phrase)]
    # Whether each token may be a part of a longer word: at its beginning, and the last at its end.
    torn = [any(right == tokens[0] for _, right in glued)]
    torn += [pair in glued for pair in pairwise(tokens)]
    torn += [any(left == tokens[-1] for left, _ in glued)]
    words = [word for number, token in enumerate(tokens) if not (torn[number] or torn[number + 1]) for word in _words(token)]
    line = [word for token in tokens for word in _words(token)]
    if len(line) < 2 or any(torn[1:-1]):
        return _Trace(tuple(words), "", len(tokens))
    return _Trace(tuple(words), ("" if torn[0] else " ") + " ".join(line) + ("" if torn[-1] else " "), len(tokens))


def _words(text: str) -> list[str]:
    return words_of_spans(text, [(0, len(text))])[0][0]


def words_of_spans(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[list[str], str]]:
    """Return of each `text[start:end]` its words as the prefilter asks for them (ASCII, lower case, no punctuation), and its chunks."""
    plain = text.encode("ascii", "replace").translate(_PLAIN)
    chunks = _apart(b"\n".join([plain[start:end] for start, end in spans])).decode("ascii")
    return [(words.split(), line) for words, line in zip(chunks.replace(_MARK, " ").split("\n"), chunks.split("\n"), strict=True)]


def _apart(plain: bytes) -> bytes:
    """With marks between figures and the letters behind them: spaCy parts "18m", "11pm"."""
    shape = plain.translate(_SHAPE)
    pieces: list[bytes] = []
    start = 0
    while (at := shape.find(b"0a", start)) != -1:
        pieces.append(plain[start : at + 1])
        start = at + 1
    return _MARK.encode().join([*pieces, plain[start:]])


def candidates(words: Sequence[str], chunks: str, prefilter: Prefilter) -> list[int]:
    """Return the patterns that a sentence of these words may hold: none that it holds is missing, a few that it does not hold are there."""
    found = [*prefilter.wordless]
    present = prefilter.words.intersection(words)
    calls = prefilter.calls
    places: dict[str, list[int]] = {}
    for word in present:
        if word in calls:
            for call in calls[word]:
                if call.words <= present:
                    for other in call.others:
                        if other.isdisjoint(present):
                            break
                    else:
                        if call.order and not places:
                            places = _places(chunks, present)
                        if _in_line(words, call.lines) and _within_reach(call.order, places):
                            found.append(call.pattern)
    return found


def _in_line(words: Sequence[str], lines: Sequence[str]) -> bool:
    sentence = f" {' '.join(words)} " if lines else ""
    return all(line in sentence for line in lines)


def _places(chunks: str, present: Set[str]) -> dict[str, list[int]]:
    """In which chunks the words stand."""
    places: dict[str, list[int]] = {word: [] for word in present}
    for at, chunk in enumerate(chunks.split()):
        if chunk in places:
            places[chunk].append(at)
        elif _MARK in chunk:
            for word in chunk.split(_MARK):
                if word in places:
                    places[word].append(at)
    return places


def _within_reach(order: Sequence[tuple[frozenset[str], int]], places: Mapping[str, Sequence[int]]) -> bool:
    """Whether the elements' words follow each other near enough."""
    before: Sequence[int] = ()
    for number, (words, reach) in enumerate(order):
        here = [at for word in words.intersection(places) for at in places[word]]
        before = [at for at in here if any(0 <= at - last <= reach for last in before)] if number else here
        if not before:
            return False
    return True
