"""Why two rulebooks differ on a posting: what each row of levels.toml adds for the one level over the other, before and after."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from classifiers.classification import Evidence, Level
from flows.rulebook_reading import Reading

# What is weighed is written with two decimals.
_NOTHING = 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One row of levels.toml that counts in one reading and not in the other, or counts otherwise, with the sentence that shows it."""

    kind: Literal["gained", "lost", "reweighed"]
    row: str  # of levels.toml; empty where only the sentences are known
    rules: tuple[str, ...]  # that found it; empty where no sentence stands behind the row
    quote: str
    section: str
    before: float  # for the new level over the old one (of a level that stays: over its runner-up)
    after: float

    @property
    def push(self) -> float:
        """How much it speaks for the change; below 0: against it."""
        return self.after - self.before


def reasons(old: Reading, new: Reading) -> tuple[Reason, ...]:
    """Returns why the new reading differs from the old one, what speaks most for the change first; nothing where that is not known.

    Where the old reading's sum is not known (it was published), these are the sentences that only one of the two counted, or that weigh
    otherwise for the old level; what a sentence weighed for it is then, where another level won, held against that one.
    """
    if old.level is None or new.level is None:
        return ()
    over = old.level if old.level != new.level else new.runner_up
    summed = old.shares is not None and new.shares is not None
    found = _by_row(old, new, new.level, over) if summed and over else _by_sentence(old, new)
    return tuple(sorted(found, key=lambda reason: (-reason.push, reason.row, reason.rules)))


def _by_row(old: Reading, new: Reading, level: Level, over: Level) -> list[Reason]:
    was, now = old.shares or {}, new.shares or {}
    found: list[Reason] = []
    for row in {**was, **now}:
        before, after = (shares.get(row, {}).get(level, 0.0) - shares.get(row, {}).get(over, 0.0) for shares in (was, now))
        if abs(after - before) < _NOTHING:
            continue
        kind: Literal["gained", "lost", "reweighed"] = "gained" if row not in was else "lost" if row not in now else "reweighed"
        here, there = (old, new) if kind == "lost" else (new, old)
        shown = _sentences(row, here.evidence)
        only = [sentence for sentence in shown if _key(sentence) not in {_key(other) for other in there.evidence if other.counted}]
        found.append(_reason(kind, row, (only or shown[:1]), before, after))
    return found


def _sentences(row: str, evidence: Iterable[Evidence]) -> list[Evidence]:
    """The counted sentences that put a row of levels.toml into the sum; a pair of rows has none of its own."""
    group, _, name = row.partition(".")
    signal = {"title": "title_level", "reports": "direct_reports", "years_pm": "years", "years_other": "years"}.get(group, name)
    return [] if " + " in row else [found for found in evidence if found.counted and found.signal == signal]


def _by_sentence(old: Reading, new: Reading) -> list[Reason]:
    was, now = ({_key(row): row for row in reversed(reading.evidence) if row.counted} for reading in (old, new))
    stays = old.level == new.level
    found = [_reason("gained", "", [row], 0.0, row.weight) for key, row in now.items() if key not in was and row.weight]
    for key, row in was.items():
        if key not in now and row.weight:
            found.append(_reason("lost", "", [row], row.weight if stays else -row.weight, 0.0))
    for key, after in _weights_for(old.level, new).items():
        if key in was and abs(after - was[key].weight) >= _NOTHING:
            before, after = (weight if stays else -weight for weight in (was[key].weight, after))
            found.append(_reason("reweighed", "", [was[key]], before, after))
    return found


def _weights_for(level: Level | None, reading: Reading) -> dict[tuple[str, str], float]:
    """What each sentence would have added for a level, had it won."""
    weights: dict[tuple[str, str], float] = {}
    for row, share in (reading.shares or {}).items():
        # Of a row's sentences the first carries its weight; of two rows behind one sentence, the one that its weight is of.
        for found in _sentences(row, reading.evidence)[:1]:
            if level is not None and reading.level is not None and abs(share.get(reading.level, 0.0) - found.weight) < _NOTHING:
                weights[_key(found)] = share.get(level, 0.0)
    return weights


def _key(found: Evidence) -> tuple[str, str]:
    # By its words, not by its place: offsets into a text differ where it was published plain and a few blanks shorter.
    return found.rule, " ".join(found.quote.split())


def _reason(kind: Literal["gained", "lost", "reweighed"], row: str, shown: list[Evidence], before: float, after: float) -> Reason:
    rules = tuple(dict.fromkeys(found.rule for found in shown))
    quote, section = (shown[0].quote, shown[0].section) if shown else ("", "")
    return Reason(kind=kind, row=row, rules=rules, quote=quote, section=section, before=before, after=after)


def answerable(reason: Reason) -> tuple[str, ...]:
    """Returns whom to count a reason for: its rules, all figures of years being one, or its row where no sentence stands behind it."""
    return tuple(dict.fromkeys("years" if rule.startswith("years:") else rule for rule in reason.rules)) or (reason.row,)
