"""From a text to its evidence: which sentences a rule finds, in which section and context."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from classifiers.classification import Context, Section, Stated
from classifiers.patterns import SEPARATOR, Matched, find_patterns
from classifiers.prefilter import candidates, words_of_spans
from classifiers.rules import CuesFound, Engine, Rule, contexts_of, find_cues, is_undone
from classifiers.sections import Sentence

# Where several contexts reach one match, the first of these is shown.
PRECEDENCE: tuple[Context, ...] = ("negated", "other_person", "prospective", "prior", "asserted")
# A quote longer than this is cut to whole words around the match: a sentence of a text that lost its full stops can be a page.
MAX_QUOTE = 320
# A sentence longer than this is read in windows, so that time per posting stays bounded.
MAX_SENTENCE = 1_200
OVERLAP = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """One match of one rule: the quote is `text[start:end]`, the matched words `text[match_start:match_end]`."""

    rule: Rule
    value: Stated  # what it says of the rule's signal
    start: int
    end: int
    match_start: int
    match_end: int
    section: Section
    context: Context
    counted: bool  # asserted (or in a context that the rule does not mind) in a section where the rule holds


def find_evidence(text: str, sentences: tuple[Sentence, ...], compiled: Engine) -> list[Find]:
    """Return every match in order of position, at most one a rule and sentence (the first that counts, else the first)."""
    if not sentences:
        return []
    windows = [(sentence, *span) for sentence in sentences for span in _windows(text, sentence)]
    passages: list[tuple[Sentence, int, int]] = []
    among: list[list[int]] = []
    for window, (words, chunks) in zip(windows, words_of_spans(text, [window[1:] for window in windows]), strict=True):
        numbers = candidates(words, chunks, compiled.patterns.prefilter)
        if numbers:
            passages.append(window)
            among.append(numbers)
    if not passages:
        return []
    # One document for all of them: a tokenizer's and a matcher's start costs more than a sentence.
    doc = compiled.nlp.make_doc(SEPARATOR.join([text[start:end] for _, start, end in passages]))
    finds: list[Find] = []
    offset = 0
    for (sentence, start, end), matched, cues in zip(
        passages, find_patterns(doc, among, compiled.patterns), find_cues(doc, compiled), strict=True
    ):
        if matched.matches:
            finds += _read(text, sentence, (start, end), doc, start - offset, matched, cues, compiled)
        offset += end - start + 1
    return _without_lone_weak(finds)


def _without_lone_weak(finds: list[Find]) -> list[Find]:
    """The finds, with those of a weak rule uncounted where no other sentence says the same of the signal."""
    places: dict[tuple[str, Stated], set[int]] = {}
    strong: set[tuple[str, Stated]] = set()
    for find in finds:
        if find.counted:
            key = (find.rule.signal, find.value)
            places.setdefault(key, set()).add(find.start)
            if not find.rule.weak:
                strong.add(key)
    return [
        replace(find, counted=False)
        if find.counted and find.rule.weak and (key := (find.rule.signal, find.value)) not in strong and len(places[key]) < 2
        else find
        for find in finds
    ]


def _windows(text: str, sentence: Sentence) -> Sequence[tuple[int, int]]:
    """The sentence, or windows of it that end at blanks and begin again a little before."""
    start = sentence.start
    if sentence.end - start <= MAX_SENTENCE:
        return ((start, sentence.end),)
    windows: list[tuple[int, int]] = []
    while sentence.end - start > MAX_SENTENCE:
        blank = text.rfind(" ", start + MAX_SENTENCE // 2, start + MAX_SENTENCE)
        end = blank if blank != -1 else start + MAX_SENTENCE
        windows.append((start, end))
        again = text.find(" ", end - OVERLAP, end)
        start = again + 1 if again != -1 else end
    return (*windows, (start, sentence.end))


def _read(
    text: str, sentence: Sentence, passage: tuple[int, int], doc: Doc, offset: int, matched: Matched, cues: CuesFound, compiled: Engine
) -> list[Find]:
    """The finds in one passage of a sentence; `offset` is what its place in the text is ahead of its place in the document."""
    best: dict[str, Find] = {}
    for name, first, last in matched.matches:
        rule = compiled.rules[name]
        if is_undone(rule, doc, first, last, matched.tokens):
            continue
        contexts = contexts_of(cues, first, last, sentence.section, rule.signal) - rule.ignores
        context = min(contexts, key=PRECEDENCE.index, default=PRECEDENCE[-1])
        match_start = offset + doc[first].idx
        match_end = offset + doc[last - 1].idx + len(doc[last - 1])
        quote_start, quote_end = quote_around(text, *passage, match_start, match_end)
        holds = context == "asserted" or (context == "negated" and rule.when_negated is not None)
        find = Find(
            rule=rule,
            value=(rule.when_negated if context == "negated" else None) or rule.value,
            start=quote_start,
            end=quote_end,
            match_start=match_start,
            match_end=match_end,
            section=sentence.section,
            context=context,
            counted=holds and sentence.section in rule.sections,
        )
        known = best.get(rule.name)
        if known is None or (find.counted and not known.counted):
            best[rule.name] = find
    return sorted(best.values(), key=lambda find: (find.match_start, find.rule.name))


def quote_around(text: str, start: int, end: int, match_start: int, match_end: int) -> tuple[int, int]:
    """Return where to quote a sentence: all of it, or whole words around the match when it is too long to show."""
    if end - start <= MAX_QUOTE:
        return start, end
    room = max(0, MAX_QUOTE - (match_end - match_start)) // 2
    left = max(start, match_start - room)
    right = min(end, match_end + room)
    if left > start:
        blank = text.find(" ", left, match_start)
        left = blank + 1 if blank != -1 else match_start
    if right < end:
        blank = text.rfind(" ", match_end, right)
        right = blank if blank != -1 else match_end
    return left, right


def stated(finds: list[Find], signal: str) -> Stated:
    """Return what the counted finds say of a signal: no beats yes only where nothing says yes."""
    values = {find.value for find in finds if find.counted and find.rule.signal == signal}
    return "yes" if "yes" in values else "no" if "no" in values else "absent"
