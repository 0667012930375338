"""Whether a file is what it was when it was last loaded, and read by the same code: it need not be read again then."""

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from extractors.board import Board
from extractors.landing_line import Whence

# What reads a posting, down to the row of it.
_CODE = ("extractors", "classifiers", "warehouse")
_KINDS = frozenset({".py", ".toml"})


def content_hash(board: Board, parts: Sequence[Whence]) -> str:
    """Returns the SHA-256 of what a file holds, what its columns are called, whose it is, and of the code that reads it."""
    told = repr((code_version(), board, [(part.url, part.sha256) for part in parts]))
    return hashlib.sha256(told.encode()).hexdigest()


@cache
def code_version() -> str:
    """Returns the SHA-256 of all code and tables that a posting is read with."""
    whole = hashlib.sha256()
    root = Path(__file__).parents[1]
    for folder in _CODE:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in _KINDS:
                whole.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes())
    return whole.hexdigest()
