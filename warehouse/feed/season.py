"""When a programme opens, in words: the months in which its employer opened such roles before."""

from collections.abc import Sequence

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MOST = 6  # months that are named; the latest tell most


def opened_before(months: Sequence[str]) -> str:
    """Returns the months (as in 2025-09, the earliest first) as people say them: "September 2025 and September 2026".

    Empty where there are none; of many only the latest are named, and the others counted.
    """
    named = [f"{_MONTHS[int(month[5:]) - 1]} {month[:4]}" for month in months[-_MOST:]]
    if earlier := len(months) - len(named):
        return f"{', '.join(named)}, and in {earlier} {'month' if earlier == 1 else 'months'} before"
    return " and ".join(filter(None, (", ".join(named[:-1]), *named[-1:])))
