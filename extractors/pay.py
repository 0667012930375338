"""Pay as platforms state it: figures only where all that is stated agrees, words always."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pay:
    """One range of pay; what is not stated is None."""

    least: float | None = None
    most: float | None = None
    currency: str | None = None
    unit: str | None = None  # HOUR, DAY, WEEK, MONTH, YEAR


NO_PAY = Pay()


def one_range(stated: Sequence[Pay]) -> Pay:
    """Returns the range that covers all stated ones, if they are of one currency and unit; else one without figures.

    A range that stands on its head (least above most) is a slip of which nobody can say which figure is right: none is taken.
    """
    ranges = [pay for pay in stated if pay.least is not None or pay.most is not None]
    if not ranges or len({(pay.currency, pay.unit) for pay in ranges}) > 1:
        return NO_PAY
    least = [pay.least for pay in ranges if pay.least is not None]
    most = [pay.most for pay in ranges if pay.most is not None]
    # One tier that is open at an end leaves the whole open there.
    found = Pay(
        least=min(least) if len(least) == len(ranges) else None,
        most=max(most) if len(most) == len(ranges) else None,
        currency=ranges[0].currency,
        unit=ranges[0].unit,
    )
    if any(pay.least is not None and pay.most is not None and pay.least > pay.most for pay in ranges):
        return NO_PAY
    return found if found.least is not None or found.most is not None else NO_PAY
