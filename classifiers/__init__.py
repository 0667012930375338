"""Text in, level and reasons out: product management or not, at which level, shown by which sentences.

Knows nothing of postings' sources, HTTP or tables: it reads a title and a description.
"""

from collections.abc import Iterable, Iterator

from classifiers.classification import Classification, Evidence
from classifiers.decide import classify
from classifiers.tables import rulebook_version
from classifiers.titles import is_candidate

__all__ = ["Classification", "Evidence", "classify", "classify_all", "is_candidate", "rulebook_version"]


def classify_all(pairs: Iterable[tuple[str, str]], blind: bool = False) -> Iterator[Classification]:
    """Yield the verdict of each (title, description) pair, lazily and in order; see `classify`."""
    for title, description in pairs:
        yield classify(title, description, blind)
