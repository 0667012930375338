"""Is the job another trade by its text, whatever its title says? The words are in tables/trades.toml."""

import re
from dataclasses import dataclass
from functools import cache
from itertools import islice

from classifiers.tables import read_table
from classifiers.title_words import TitleReading


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """One row of trades.toml."""

    name: str
    title: re.Pattern[str] | None  # only behind such a title; None: any
    words: re.Pattern[str]
    needed: int
    product_at_most: int


def _any_of(phrases: list[str]) -> re.Pattern[str]:
    ordered = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, ordered)) + r")(?!\w)", re.I)


@cache
def _trades() -> tuple[re.Pattern[str], tuple[str, ...], tuple[Trade, ...]]:
    """The words of product management as a pattern, the long ones that hold no other of them, and the trades."""
    table = read_table("trades.toml")
    words = table["product_work"]["words"]
    long = [word for word in words if len(word) > 5]
    plain = tuple(word for word in long if not any(word != other and other in word for other in long))
    return (
        _any_of(words),
        plain,
        tuple(
            Trade(
                name=row["name"],
                title=_any_of(row["title"]) if "title" in row else None,
                words=_any_of(row["words"]),
                needed=row["needed"],
                product_at_most=row["product_at_most"],
            )
            for row in table["trade"]
        ),
    )


def other_trade(title: str, reading: TitleReading, text: str) -> str | None:
    """Return why a posting with a product manager's title is another job by its text, or None."""
    product_work, plain, trades = _trades()
    possible = [trade for trade in trades if trade.title is None or trade.title.search(title)]
    most = max(trade.product_at_most for trade in possible)
    lowered = text.lower()
    if sum(lowered.count(word) for word in plain) > most:
        return None  # most texts: no trade can be said of them any more
    mentions = sum(1 for _ in islice(product_work.finditer(text), most + 1))
    if reading.family_kind == "short" and not mentions:
        return "a PM whose text never speaks of product management"
    for trade in possible:
        needed = max(trade.needed, mentions + 1 if trade.title is None else 1)
        if mentions <= trade.product_at_most and sum(1 for _ in islice(trade.words.finditer(text), needed)) == needed:
            return trade.name
    return None
