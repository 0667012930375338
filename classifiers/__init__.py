"""Text in, level and reasons out: product management or not, at which level, shown by which sentences.

Knows nothing of postings' sources, HTTP or tables: it reads a title and a description.
"""

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

from classifiers.classification import Classification, Evidence

if TYPE_CHECKING:
    from classifiers.decide import classify
    from classifiers.tables import rulebook_version
    from classifiers.titles import is_candidate

__all__ = ["Classification", "Evidence", "classify", "classify_all", "is_candidate", "rulebook_version"]

# Imported when first asked for: they bring spaCy, and most who import something of this folder only want to know what a verdict is.
_LATER = {"classify": "classifiers.decide", "rulebook_version": "classifiers.tables", "is_candidate": "classifiers.titles"}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LATER[name]), name)


def classify_all(pairs: Iterable[tuple[str, str]], blind: bool = False) -> Iterator[Classification]:
    """Yield the verdict of each (title, description) pair, lazily and in order; see `classify`."""
    from classifiers.decide import classify

    for title, description in pairs:
        yield classify(title, description, blind)
