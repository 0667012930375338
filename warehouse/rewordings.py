"""What a changed text is: news, a template that moved, or the same words in another layout.

An employer who rewrites "about us", or a platform that sets bullets anew, changes the text of every posting of a board in one night;
none of them has thereby become another opening.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from struct import iter_unpack
from typing import Literal

Kind = Literal["news", "template", "layout"]

_TITLES = 3  # an employer who edits two openings alike edits two openings; copies of one opening in three cities share a title
_SHARE = 0.2  # of the texts that changed on the board


@dataclass(frozen=True, slots=True, kw_only=True)
class Reworded:
    """A posting whose text is not as it was: its blocks before and now, as `warehouse.canonical.blocks` gives them."""

    posting_key: str
    board_key: str
    title: str
    before: bytes | None  # None where they were not kept
    now: bytes


def kinds(reworded: Iterable[Reworded]) -> dict[str, Kind]:
    """What the change of each posting's text is, by its key. `reworded` must hold all such postings of a board in one night.

    A block is the template's where it came or went in postings of three titles and in a fifth of all that changed on the board. Where a
    posting's blocks before are not known, the change is taken as news.
    """
    boards: dict[str, list[Reworded]] = defaultdict(list)
    for one in reworded:
        boards[one.board_key].append(one)
    return {key: kind for group in boards.values() for key, kind in _kinds_of(group).items()}


def _kinds_of(board: list[Reworded]) -> dict[str, Kind]:
    moved = {one.posting_key: _moved(one) for one in board if one.before is not None}
    titles: dict[tuple[str, int], set[str]] = defaultdict(set)
    postings: Counter[tuple[str, int]] = Counter()
    for one in board:
        for block in moved.get(one.posting_key, ()):
            titles[block].add(one.title)
            postings[block] += 1
    templates = {block for block in postings if len(titles[block]) >= _TITLES and postings[block] >= _SHARE * len(board)}
    told: dict[str, Kind] = {}
    for one in board:
        if one.posting_key not in moved or moved[one.posting_key] - templates:
            told[one.posting_key] = "news"
        else:
            told[one.posting_key] = "template" if moved[one.posting_key] else "layout"
    return told


def _moved(one: Reworded) -> set[tuple[str, int]]:
    before, now = ({number for (number,) in iter_unpack("<I", blocks)} for blocks in (one.before or b"", one.now))
    return {("gone", block) for block in before - now} | {("come", block) for block in now - before}
