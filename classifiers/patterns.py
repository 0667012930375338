"""The rules' patterns: compiled once, first looked for as words of the raw text, then found exactly in spaCy's tokens.

A pattern is words with blanks between them: `word`, `a|b_c` (either "a" or "b c"), `@name` (a class of tables/words.toml), `..5` (up to
five words of any kind). Each word is tokenised as spaCy tokenises a posting, so "zero-to-one" in a pattern meets "zero-to-one" in a text.

One PhraseMatcher finds the phrases of all patterns at once, and a pattern is a chain of its elements in order: fifteen times faster on real
postings than a Matcher pattern for each reading of it, because most of a Matcher's time goes into the optional words of the gaps. Which
sentences are given to spaCy at all, prefilter.py says.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from spacy.lang.en import English
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from classifiers.prefilter import Prefilter, build_prefilter

# Between the passages of a document: white space to spaCy, and no character of a text (text.py makes it a blank).
SEPARATOR = "\x1e"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Pattern:
    """A rule's pattern: elements in order, and how many other words may stand before each of them."""

    rule: str
    elements: tuple[frozenset[int], ...]  # of each element the PhraseMatcher's keys of its alternatives
    gaps: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    """All patterns, and what finds them."""

    all: tuple[Pattern, ...]
    phrases: PhraseMatcher
    separator: int
    prefilter: Prefilter  # by the patterns' places in `all`


def compile_patterns(nlp: English, classes: Mapping[str, Sequence[str]], texts: Iterable[tuple[str, str]]) -> Patterns:
    """Return the compiled patterns of (rule, pattern) pairs. Raises ValueError that names the rule whose pattern is wrong."""
    parsed = [(rule, *_parse(rule, text, classes)) for rule, text in texts]
    phrases = {phrase: nlp.make_doc(phrase) for _, elements, _ in parsed for element in elements for phrase in element}
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    for phrase, doc in phrases.items():
        matcher.add(phrase, [doc])
    matcher.add(SEPARATOR, [nlp.make_doc(SEPARATOR)])
    return Patterns(
        all=tuple(
            Pattern(
                rule=rule, elements=tuple(frozenset(nlp.vocab.strings[phrase] for phrase in element) for element in elements), gaps=gaps
            )
            for rule, elements, gaps in parsed
        ),
        phrases=matcher,
        separator=nlp.vocab.strings[SEPARATOR],
        prefilter=build_prefilter(nlp, [(elements, gaps) for _, elements, gaps in parsed]),
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
    if not phrases or not all(phrase.strip() for phrase in phrases):
        raise ValueError(f"rule {rule}: {element!r} has no words")
    return tuple(phrases)


@dataclass(frozen=True, slots=True)
class Matched:
    """The matches in one passage: (rule, first token, token behind the last); and the passage's own first token and end."""

    matches: list[tuple[str, int, int]]
    tokens: tuple[int, int]


def find_patterns(doc: Doc, among: Sequence[Sequence[int]], patterns: Patterns) -> list[Matched]:
    """Return of each passage of a document every match of the patterns given for it, in order; of those of one start the longest."""
    found: list[Matched] = []
    places: dict[int, list[tuple[int, int]]] = {}
    first = 0
    for key, start, end in (*patterns.phrases(doc), (patterns.separator, len(doc), len(doc))):
        if key == patterns.separator:
            found.append(Matched(_matches([patterns.all[number] for number in among[len(found)]], places), (first, start)))
            places, first = {}, end
        elif key in places:
            places[key].append((start, end))
        else:
            places[key] = [(start, end)]
    return found


def _matches(among: Sequence[Pattern], places: Mapping[int, Sequence[tuple[int, int]]]) -> list[tuple[str, int, int]]:
    found: dict[tuple[int, str], int] = {}
    for pattern in among:
        for start, end in _chains(pattern, places).items():
            found[start, pattern.rule] = max(end, found.get((start, pattern.rule), 0))
    return [(rule, start, end) for (start, rule), end in sorted(found.items())]


def _chains(pattern: Pattern, places: Mapping[int, Sequence[tuple[int, int]]]) -> dict[int, int]:
    """Where a pattern's elements follow each other within their gaps: first token -> token behind the furthest last."""
    # From the last element to the first, so that the time grows with the places and not with the ways through them.
    furthest: dict[int, int] | None = None
    gap = 0
    for element, gap_before in zip(reversed(pattern.elements), reversed(pattern.gaps), strict=True):
        here: dict[int, int] = {}
        for key in element.intersection(places):
            for start, end in places[key]:
                reached = end if furthest is None else max([furthest.get(at, 0) for at in range(end, end + gap + 1)])
                if reached > here.get(start, 0):
                    here[start] = reached
        if not here:
            return here
        furthest, gap = here, gap_before
    return furthest or {}
