"""One module a platform, registered by being here.

Such a module has `REGIONS` (the instances a board may name; empty where there is one), `fetch` and `parse`, as `Source` says.
"""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from extractors.board import Board
    from extractors.posting import Parsed
    from extractors.reading import Answer
    from extractors.session import PoliteSession


class Source(Protocol):
    """What a module in this folder offers."""

    REGIONS: tuple[str, ...]

    def fetch(self, board: "Board", session: "PoliteSession") -> tuple["Answer", ...]:
        """Returns the raw answers that hold the whole board. Raises SourceUnavailable, SourceChanged or SourceGone."""

    def parse(self, board: "Board", answers: tuple["Answer", ...]) -> "Parsed":
        """Returns postings and rejections. Raises SourceChanged, or SourceUnavailable where an answer was cut short."""


@cache
def sources() -> Mapping[str, Source]:
    """Returns the platforms by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return {name: cast(Source, importlib.import_module(f"{__name__}.{name}")) for name in names}
