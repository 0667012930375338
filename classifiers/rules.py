"""The evidence rules and the contexts that change what a match says, compiled once from their tables (see patterns.py for the patterns)."""

import re
from dataclasses import dataclass
from functools import cache

from spacy.lang.en import English
from spacy.matcher import PhraseMatcher
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc

from classifiers.classification import Context, Section, Stated
from classifiers.patterns import SEPARATOR, Patterns, compile_patterns
from classifiers.tables import read_table, rule_tables

# How many words on each side of a match a rule's `not_with` is looked for in.
NEAR = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of rules/*.toml."""

    name: str
    signal: str
    value: Stated
    when_negated: Stated | None  # what a negated match says ("you will not have direct reports": no); None: nothing
    sections: frozenset[Section]
    ignores: frozenset[Context]  # contexts that do not undo this rule's finds
    weak: bool  # says little alone: counts where a second sentence, or another rule, says the same
    not_within: tuple[str, ...]  # letters that must not stand inside a match, lower case
    not_with: re.Pattern[str] | None  # words that must not stand in a match or within NEAR words of it ("lead a team", "of engineers")
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
class Engine:
    """Everything compiled from the tables."""

    nlp: English
    rules: dict[str, Rule]
    patterns: Patterns
    cues: dict[int, Cue | str]  # cues, stop words and the separator by their key in the matcher
    cue_matcher: PhraseMatcher


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
                weak=row.get("weak", False),
                not_within=tuple(row.get("not_within", ())),
                not_with=_any_of(row["not_with"]) if "not_with" in row else None,
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


def _any_of(words: list[str]) -> re.Pattern[str]:
    """Finds any of these words or phrases, whole."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(word) for word in words)})(?!\w)", re.I)


def is_undone(rule: Rule, doc: Doc, start: int, end: int, within: tuple[int, int]) -> bool:
    """Return whether words that a rule does not stand beside are in a match from token `start` to `end`, or near it in its sentence."""
    if rule.not_within:
        inside = doc[start:end].text.lower()
        if any(letters in inside for letters in rule.not_within):
            return True
    if rule.not_with is None:
        return False
    return rule.not_with.search(doc[max(within[0], start - NEAR) : min(within[1], end + NEAR)].text) is not None


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
    rules = read_rules()
    patterns = compile_patterns(nlp, read_table("words.toml")["classes"], ((rule.name, text) for rule in rules for text in rule.patterns))
    cues, cue_matcher = _compile_cues(nlp)
    return Engine(nlp=nlp, rules={rule.name: rule for rule in rules}, patterns=patterns, cues=cues, cue_matcher=cue_matcher)


def _compile_cues(nlp: English) -> tuple[dict[int, Cue | str], PhraseMatcher]:
    """The cues and stop words by their key in the matcher that finds both."""
    found: dict[int, Cue | str] = {}
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    matcher.add(SEPARATOR, [nlp.make_doc(SEPARATOR)])
    found[nlp.vocab.strings[SEPARATOR]] = SEPARATOR
    for number, row in enumerate(read_table("contexts.toml")["cue"], 1):
        if row["direction"] not in ("before", "after"):
            raise ValueError(f"contexts.toml, cue {number}: direction {row['direction']!r} is not before or after")
        cue = Cue(
            context=row["context"],
            direction=row["direction"],
            reach=row["reach"],
            stop=frozenset(row.get("stop", ())),
            sections=frozenset(row.get("sections", ())),
            signals=frozenset(row.get("signals", ())),
        )
        keys: list[tuple[str, list[str], Cue | str]] = [(f"cue {number}", row["phrases"], cue)]
        keys += [(f"stop {word}", [word], word) for word in cue.stop]
        for key, phrases, what in keys:
            matcher.add(key, [nlp.make_doc(phrase) for phrase in phrases])
            found[nlp.vocab.strings[key]] = what
    return found, matcher


@dataclass(frozen=True, slots=True)
class CuesFound:
    """The cues of one sentence, looked up once for all of its matches: (cue, first token, token behind the last), and the stop words."""

    cues: list[tuple[Cue, int, int]]
    stops: list[tuple[str, int]]


def find_cues(doc: Doc, compiled: Engine) -> list[CuesFound]:
    """Return where the cues and stop words of contexts.toml stand in each passage of a document."""
    found = [CuesFound([], [])]
    for key, start, end in compiled.cue_matcher(doc):
        cue = compiled.cues[key]
        if isinstance(cue, Cue):
            found[-1].cues.append((cue, start, end))
        elif cue == SEPARATOR:
            found.append(CuesFound([], []))
        else:
            found[-1].stops.append((cue, start))
    return found


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
