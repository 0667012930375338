"""One module a platform, registered by being here.

Such a module has `PLATFORM`, `board_at`, `fetch` and `parse`, as `Source` says.
"""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

from extractors.platform import Address, Platform

if TYPE_CHECKING:
    from extractors.asking.visit import Visit
    from extractors.board import Board
    from extractors.posting import Parsed
    from extractors.reading import Answer


class Source(Protocol):
    """What a module in this folder offers."""

    PLATFORM: Platform

    def board_at(self, url: str) -> Address | None:
        """Returns which board this address of a careers page or a posting belongs to; None where it is none of the platform's."""

    def fetch(self, board: "Board", visit: "Visit") -> tuple["Answer", ...]:
        """Returns the raw answers that hold the whole board, each under an address of its own.

        Raises SourceUnavailable, SourceChanged, SourceGone or SourceRefuses.
        """

    def parse(self, board: "Board", answers: tuple["Answer", ...]) -> "Parsed":
        """Returns postings and rejections. Raises SourceChanged, or SourceUnavailable where an answer was cut short."""


@cache
def sources() -> Mapping[str, Source]:
    """Returns the platforms by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return {name: cast(Source, importlib.import_module(f"{__name__}.{name}")) for name in names}
