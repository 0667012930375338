"""Levelling many postings, over chunks: in order, wherever that is done."""

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice

from classifiers.classification import Classification
from flows.workers import Over, here

Pair = tuple[str, str]  # title, description

# A process takes about two seconds to start: a chunk must be worth that, and small enough to be held several times in memory.
CHUNK = 1000


def level(pairs: Iterable[Pair], *, blind: bool = False, over: Over = here) -> Iterator[Classification]:
    """Yields the verdict on each pair, lazily and in order; holds a few chunks in memory at most. Raises what `over` raises."""
    for verdicts in over(partial(level_chunk, blind=blind), _chunks(iter(pairs))):
        yield from verdicts


def level_chunk(chunk: list[Pair], *, blind: bool = False) -> list[Classification]:
    """Returns the verdict on each pair of a chunk."""
    from classifiers import classify_all  # brings spaCy with it

    return list(classify_all(chunk, blind=blind))


def _chunks(pairs: Iterator[Pair]) -> Iterator[list[Pair]]:
    while chunk := list(islice(pairs, CHUNK)):
        yield chunk
