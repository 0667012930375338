"""The evidence rules: TOML patterns compiled once for spaCy's PhraseMatcher, with an Aho-Corasick prefilter over the raw text.

A pattern is words with blanks between them: `word`, `a|b_c` (either "a" or "b c"), `@name` (a class of tables/words.toml), `..5` (up to
five words of any kind). Each word is tokenised as spaCy tokenises a posting, so "zero-to-one" in a pattern meets "zero-to-one" in a text.
Only sentences that hold an anchor, the longest necessary word of some pattern, are tokenised at all. One PhraseMatcher then finds the
elements of all patterns at once, and a pattern is a chain of its elements in order: fifteen times faster on real postings than a Matcher
pattern for each reading of it, because most of a Matcher's time goes into the optional words of the gaps.
"""

from dataclasses import dataclass
from functools import cache

import ahocorasick
from spacy.lang.en import English
from spacy.matcher import PhraseMatcher
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc

from classifiers.classification import Context, Section, Stated
from classifiers.tables import read_table, rule_tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of rules/*.toml."""

    name: str
    signal: str
    value: Stated
    when_negated: Stated | None  # what a negated match says ("you will not have direct reports": no); None: nothing
    sections: frozenset[Section]
    ignores: frozenset[Context]  # contexts that do not undo this rule's finds
    patterns: tuple[str, ...]
    examples: tuple[str, ...]
    not_examples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """One row of contexts.toml."""

    context: Context
    direction: str  # before | after
    reach: int  # words
    stop: frozenset[str]
    sections: frozenset[Section]  # where the cue holds; empty: everywhere
    signals: frozenset[str]  # for which signals it holds; empty: for all


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A rule's pattern: elements in order, and how many other words may stand before each of them."""

    rule: str
    elements: tuple[str, ...]
    gaps: tuple[int, ...]
    anchor: str  # the element that is looked for first


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """Everything compiled from the tables."""

    nlp: English
    rules: dict[str, Rule]
    elements: PhraseMatcher
    patterns: dict[str, tuple[Pattern, ...]]  # by anchor element
    cues: tuple[Cue, ...]
    cue_matcher: PhraseMatcher
    stops: PhraseMatcher
    anchors: ahocorasick.Automaton


def read_rules() -> tuple[Rule, ...]:
    """Return all rules by name. Raises ValueError that names the rule whose row is incomplete or whose name stands twice."""
    rules: list[Rule] = []
    for row in rule_tables():
        try:
            rule = Rule(
                name=row["name"],
                signal=row["signal"],
                value=row["value"],
                when_negated=row.get("when_negated"),
                sections=frozenset(row["sections"]),
                ignores=frozenset(row.get("ignores", ())),
                patterns=tuple(row["patterns"]),
                examples=tuple(row["examples"]),
                not_examples=tuple(row["not_examples"]),
            )
        except KeyError as error:
            raise ValueError(f"rule {row.get('name', '?')} lacks {error}") from error
        if not rule.examples or not rule.not_examples:
            raise ValueError(f"rule {rule.name} needs at least one sentence that it must find and one that it must not")
        if any(rule.name == other.name for other in rules):
            raise ValueError(f"two rules are called {rule.name}")
        rules.append(rule)
    return tuple(rules)


@cache
def blank_english() -> English:
    """Return spaCy's blank English tokenizer without its costly look for URLs (no rule is about one)."""
    nlp = English()
    tokenizer = nlp.tokenizer
    assert isinstance(tokenizer, Tokenizer)  # noqa: S101 - spaCy's type allows any callable
    tokenizer.url_match = None
    tokenizer.max_cache_size = 50_000
    return nlp


@cache
def engine() -> Engine:
    """Return the compiled rules. Raises ValueError that names the rule or cue that is wrong."""
    nlp = blank_english()
    classes: dict[str, list[str]] = read_table("words.toml")["classes"]
    rules = read_rules()
    automaton = ahocorasick.Automaton()
    words: dict[str, list[str]] = {}
    patterns: dict[str, list[Pattern]] = {}
    for rule in rules:
        for text in rule.patterns:
            pattern = _compile(text, classes, rule.name, words)
            patterns.setdefault(pattern.anchor, []).append(pattern)
            for phrase in words[pattern.anchor]:
                anchor = _in_raw_text(phrase)
                automaton.add_word(anchor, len(anchor))
    automaton.make_automaton()
    elements = PhraseMatcher(nlp.vocab, attr="LOWER")
    for element, phrases in words.items():
        elements.add(element, [nlp.make_doc(phrase) for phrase in phrases])
    cues, cue_matcher, stops = _compile_cues(nlp)
    return Engine(
        nlp=nlp,
        rules={rule.name: rule for rule in rules},
        elements=elements,
        patterns={anchor: tuple(rows) for anchor, rows in patterns.items()},
        cues=cues,
        cue_matcher=cue_matcher,
        stops=stops,
        anchors=automaton,
    )


def _in_raw_text(phrase: str) -> str:
    """What of a phrase stands in a text letter for letter: blanks around its punctuation are the tokenizer's, not the text's."""
    return phrase if all(word.isalnum() for word in phrase.split()) else max(phrase.split(), key=len)


def _alternatives(element: str, classes: dict[str, list[str]], rule: str) -> list[str]:
    words: list[str] = []
    for choice in element.split("|"):
        if choice.startswith("@"):
            if choice[1:] not in classes:
                raise ValueError(f"rule {rule}: there is no word class {choice}")
            words += classes[choice[1:]]
        elif choice:
            words.append(choice.replace("_", " "))
    return words


def _compile(text: str, classes: dict[str, list[str]], rule: str, words: dict[str, list[str]]) -> Pattern:
    """One pattern; the words of each element that is new are added to `words`.

    Plain words side by side become one element, so that the phrase itself can be the anchor.
    """
    elements: list[str] = []
    gaps: list[int] = []
    gap = 0
    plain = False
    for element in text.split():
        if element.startswith(".."):
            gap, plain = int(element[2:]), False
            continue
        literal = "|" not in element and not element.startswith("@")
        if literal and plain and gap == 0:
            elements[-1] += f" {element}"
        else:
            elements.append(element)
            gaps.append(gap)
        gap, plain = 0, literal
    if not elements:
        raise ValueError(f"rule {rule}: pattern {text!r} has no words")
    for element in elements:
        words.setdefault(element, [element] if " " in element else _alternatives(element, classes, rule))
    # One of the anchor's alternatives stands in every match: take the element whose shortest alternative is longest.
    anchor = max(elements, key=lambda element: min(len(word) for word in words[element]))
    return Pattern(rule=rule, elements=tuple(elements), gaps=tuple(gaps), anchor=anchor)


def match_rules(doc: Doc, compiled: Engine) -> list[tuple[str, int, int]]:
    """Return (rule, first token, token behind the last) of every match in a sentence; of overlapping ones of a rule the longest."""
    places: dict[str, list[tuple[int, int]]] = {}
    strings = doc.vocab.strings
    for key, start, end in compiled.elements(doc):
        places.setdefault(strings[key], []).append((start, end))
    found: dict[tuple[str, int], int] = {}
    for element in places:
        for pattern in compiled.patterns.get(element, ()):
            if any(other not in places for other in pattern.elements):
                continue
            for start, end in _chains(pattern, places):
                key_of = (pattern.rule, start)
                found[key_of] = max(end, found.get(key_of, 0))
    return [(rule, start, end) for (rule, start), end in sorted(found.items(), key=lambda item: (item[0][1], item[0][0]))]


def _chains(pattern: Pattern, places: dict[str, list[tuple[int, int]]]) -> list[tuple[int, int]]:
    """The spans in which a pattern's elements follow each other within their gaps."""
    reached = {(start, end) for start, end in places[pattern.elements[0]]}
    for element, gap in zip(pattern.elements[1:], pattern.gaps[1:], strict=True):
        following = places[element]
        reached = {(first, end) for first, last in reached for start, end in following if 0 <= start - last <= gap}
        if not reached:
            break
    return sorted(reached)


def _compile_cues(nlp: English) -> tuple[tuple[Cue, ...], PhraseMatcher, PhraseMatcher]:
    cues: list[Cue] = []
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    stops = PhraseMatcher(nlp.vocab, attr="LOWER")
    stop_words: set[str] = set()
    for number, row in enumerate(read_table("contexts.toml")["cue"]):
        if row["direction"] not in ("before", "after"):
            raise ValueError(f"contexts.toml, cue {number + 1}: direction {row['direction']!r} is not before or after")
        cues.append(
            Cue(
                context=row["context"],
                direction=row["direction"],
                reach=row["reach"],
                stop=frozenset(row.get("stop", ())),
                sections=frozenset(row.get("sections", ())),
                signals=frozenset(row.get("signals", ())),
            )
        )
        matcher.add(str(number), [nlp.make_doc(phrase) for phrase in row["phrases"]])
        stop_words |= set(row.get("stop", ()))
    for word in stop_words:
        stops.add(word, [nlp.make_doc(word)])
    return tuple(cues), matcher, stops


@dataclass(frozen=True, slots=True)
class CuesFound:
    """The cues of one sentence, looked up once for all of its matches: (cue, first token, token behind the last), and the stop words."""

    cues: tuple[tuple[Cue, int, int], ...]
    stops: tuple[tuple[str, int], ...]


def find_cues(doc: Doc, compiled: Engine) -> CuesFound:
    """Return where the cues and stop words of contexts.toml stand in a sentence."""
    strings = doc.vocab.strings
    return CuesFound(
        cues=tuple((compiled.cues[int(strings[key])], start, end) for key, start, end in compiled.cue_matcher(doc)),
        stops=tuple((strings[key], start) for key, start, _ in compiled.stops(doc)),
    )


def contexts_of(found: CuesFound, start: int, end: int, section: Section, signal: str) -> set[Context]:
    """Return every context whose cue reaches a signal's match from token `start` to `end`; empty when it is plainly asserted."""
    contexts: set[Context] = set()
    for cue, cue_start, cue_end in found.cues:
        if (cue.sections and section not in cue.sections) or (cue.signals and signal not in cue.signals):
            continue
        gap_start, gap_end = (cue_end, start) if cue.direction == "before" else (end, cue_start)
        if not 0 <= gap_end - gap_start <= cue.reach:
            continue
        if not any(word in cue.stop and gap_start <= at < gap_end for word, at in found.stops):
            contexts.add(cue.context)
    return contexts
