"""From a text to its evidence: which sentences a rule finds, in which section and context."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from classifiers.classification import Context, Section, Stated
from classifiers.patterns import Pattern, candidates, find_patterns, words_by_span
from classifiers.rules import Engine, Rule, contexts_of, find_cues, is_undone
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
    windows = [(sentence, start, end) for sentence in sentences for start, end in _windows(text, sentence)]
    finds: list[Find] = []
    for (sentence, start, end), words in zip(windows, words_by_span(text, [window[1:] for window in windows]), strict=True):
        among = candidates(words, compiled.patterns)
        if among:
            finds += _read(text, sentence, start, end, among, compiled)
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


def _windows(text: str, sentence: Sentence) -> Iterator[tuple[int, int]]:
    """The sentence, or windows of it that end at blanks and begin again a little before."""
    start = sentence.start
    while sentence.end - start > MAX_SENTENCE:
        blank = text.rfind(" ", start + MAX_SENTENCE // 2, start + MAX_SENTENCE)
        end = blank if blank != -1 else start + MAX_SENTENCE
        yield start, end
        again = text.find(" ", end - OVERLAP, end)
        start = again + 1 if again != -1 else end
    yield start, sentence.end


def _read(text: str, sentence: Sentence, start: int, end: int, among: Sequence[Pattern], compiled: Engine) -> list[Find]:
    """The finds of some patterns in one window of a sentence."""
    doc = compiled.nlp.make_doc(text[start:end])
    matches = find_patterns(doc, among, compiled.patterns)
    if not matches:
        return []
    best: dict[str, Find] = {}
    cues = find_cues(doc, compiled)
    for name, first, last in matches:
        rule = compiled.rules[name]
        if is_undone(rule, doc, first, last):
            continue
        contexts = contexts_of(cues, first, last, sentence.section, rule.signal) - rule.ignores
        context = min(contexts, key=PRECEDENCE.index, default=PRECEDENCE[-1])
        match_start = start + doc[first].idx
        match_end = start + doc[last - 1].idx + len(doc[last - 1])
        quote_start, quote_end = quote_around(text, start, end, match_start, match_end)
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
