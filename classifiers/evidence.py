"""From a text to its evidence: which sentences a rule finds, in which section and context."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from classifiers.classification import Context, Section, Stated
from classifiers.rules import Engine, Rule, contexts_of, find_cues, match_rules
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
    starts = [sentence.start for sentence in sentences]
    lowered = text.lower()
    if len(lowered) != len(text):  # a few letters grow when lowered ("İ"): offsets would lie
        lowered = "".join(low if len(low) == 1 else char for char, low in ((char, char.lower()) for char in text))
    hit: set[int] = set()
    for last, _ in compiled.anchors.iter(lowered):
        index = bisect_right(starts, last) - 1
        if index >= 0:
            hit.add(index)
    finds: list[Find] = []
    for index in sorted(hit):
        sentence = sentences[index]
        for start, end in _windows(text, sentence):
            finds += _read(text, sentence, start, end, compiled)
    return finds


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


def _read(text: str, sentence: Sentence, start: int, end: int, compiled: Engine) -> list[Find]:
    doc = compiled.nlp.make_doc(text[start:end])
    best: dict[str, Find] = {}
    matches = match_rules(doc, compiled)
    if not matches:
        return []
    cues = find_cues(doc, compiled)
    for name, first, last in matches:
        rule = compiled.rules[name]
        contexts = contexts_of(cues, first, last, sentence.section, rule.signal) - rule.ignores
        context = min(contexts, key=PRECEDENCE.index, default=PRECEDENCE[-1])
        match_start = start + doc[first].idx
        match_end = start + doc[last - 1].idx + len(doc[last - 1])
        quote_start, quote_end = _quote(text, start, end, match_start, match_end)
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


def _quote(text: str, start: int, end: int, match_start: int, match_end: int) -> tuple[int, int]:
    """The sentence, or whole words of it around the match when it is too long to show."""
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
