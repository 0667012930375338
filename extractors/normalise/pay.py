"""Pay as platforms state it: figures only where all that is stated agrees, words always."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.posting import JobPosting


@dataclass(frozen=True, slots=True, kw_only=True)
class Pay:
    """One range of pay; what is not stated is None."""

    least: float | None = None
    most: float | None = None
    currency: str | None = None
    unit: str | None = None  # HOUR, DAY, WEEK, MONTH, YEAR


NO_PAY = Pay()


def with_pay(posting: JobPosting, pay: Pay) -> JobPosting:
    """Returns the posting with this pay's figures, currency and unit."""
    return replace(posting, base_salary_min=pay.least, base_salary_max=pay.most, salary_currency=pay.currency, salary_unit=pay.unit)


def pay_in_words(pay: Pay, *beside: str | None) -> str | None:
    """Returns a pay's figures and what was stated beside them ("60,000 - 75,000 EUR monthly"), or None where there are no figures."""
    figures = " - ".join(f"{amount:,.10g}" for amount in (pay.least, pay.most) if amount)
    return " ".join(part for part in (figures, *beside) if part) if figures else None


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


# A full-time year is 52 weeks of 5 days of 8 hours, 2,080 hours, as the US Bureau of Labor Statistics turns hourly into annual wages.
# Paid holidays are in it, thirteenth months are not. From the smallest unit to the largest.
PER_YEAR: dict[str, int] = {"HOUR": 2080, "DAY": 260, "WEEK": 52, "MONTH": 12, "YEAR": 1}
# Below and above these a year's pay is a slip (thousands written as units, cents as units, an hour's pay under "year"), not a pay.
_LEAST_YEAR, _MOST_YEAR = 1_000.0, 10_000_000.0
# Currencies of which one US dollar buys tens to ten thousands (2026): there both bounds lie as many times higher.
_SMALL_MONEY: dict[str, float] = {
    "INR": 10, "PHP": 10, "THB": 20, "RUB": 20, "TWD": 20, "CZK": 20, "UAH": 20, "TRY": 20, "MXN": 10, "ZAR": 10, "SEK": 10, "NOK": 10,
    "JPY": 100, "HUF": 100, "PKR": 100, "LKR": 100, "NPR": 100, "BDT": 100, "KES": 100, "RSD": 100, "ISK": 100, "ARS": 500, "CLP": 500,
    "CRC": 500, "KZT": 500, "NGN": 500, "KRW": 1_000, "COP": 1_000, "IDR": 10_000, "VND": 10_000,
}  # fmt: skip


def per_year(pay: Pay) -> tuple[float | None, float | None]:
    """Returns what the ends of a pay come to in a year of full-time work; None where the unit is not stated or no pay is so low or high."""
    if pay.unit not in PER_YEAR:
        return None, None
    ends = [None if end is None else round(end * PER_YEAR[pay.unit], 2) for end in (pay.least, pay.most)]
    scale = _SMALL_MONEY.get(pay.currency or "", 1)
    # One slip puts both figures in doubt.
    if any(end is not None and not _LEAST_YEAR * scale <= end <= _MOST_YEAR * scale for end in ends):
        return None, None
    return ends[0], ends[1]
