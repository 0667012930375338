"""Which roles have which value or word: the values in order, and for each of them the roles' numbers."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int32]  # of roles
Mask = NDArray[np.bool_]  # one for each role

_WORD = re.compile(r"[^\W_]+")
_AFTER_ALL = "\U0010ffff"  # sorts behind whatever a word may go on with


def folded(text: str) -> str:
    """Returns the text in lower case and without accents, as DuckDB's strip_accents(lower(text)) does."""
    parts = unicodedata.normalize("NFD", text.lower())
    return unicodedata.normalize("NFC", "".join(part for part in parts if not unicodedata.category(part).startswith("M")))


def words_of(text: str) -> list[str]:
    """Returns the words of a text, folded: its letters and digits without what stands between them."""
    return _WORD.findall(folded(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The values that one field has, and the roles of each: those of `terms[i]` are `positions[starts[i]:starts[i + 1]]`."""

    terms: Sequence[str]  # as stated
    keys: Sequence[str]  # folded, in order
    starts: NDArray[np.int64]
    positions: Numbers

    def having(self, value: str) -> Numbers:
        """Returns the roles that have the value, however it is capitalised or accented."""
        key = folded(value)
        return self._between(bisect_left(self.keys, key), bisect_right(self.keys, key))

    def beginning_with(self, word: str) -> Numbers:
        """Returns the roles that have a value which begins with the (folded) word; one that has several comes several times."""
        return self._between(bisect_left(self.keys, word), bisect_left(self.keys, word + _AFTER_ALL))

    def counted(self, mask: Mask | None) -> dict[str, int]:
        """Returns how many of the roles of the mask have each value, the most frequent first; values that none has are left out."""
        if mask is None or not len(self.terms):
            counts = np.diff(self.starts)
        else:
            counts = np.add.reduceat(mask[self.positions], self.starts[:-1], dtype=np.int64)
        found = [(self.terms[number], int(counts[number])) for number in np.flatnonzero(counts).tolist()]
        return dict(sorted(found, key=lambda pair: (-pair[1], pair[0])))

    def _between(self, first: int, after: int) -> Numbers:
        return self.positions[self.starts[first] : self.starts[after]]


def terms_of(table: Any) -> Terms:
    """Returns the terms of a field, from the rows (an Arrow table) of queries/api_terms.sql."""
    terms, keys = (table.column(name).to_pylist() for name in ("term", "key"))
    lists = table.column("positions").combine_chunks()
    # Copies: the table's own memory is given back with it.
    starts = np.array(lists.offsets, dtype=np.int64)
    return Terms(terms=terms, keys=keys, starts=starts, positions=np.array(lists.values, dtype=np.int32))
