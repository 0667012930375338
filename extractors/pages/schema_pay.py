"""What a JobPosting pays: schema.org's MonetaryAmount, a bare figure, or words."""

import re

from extractors.fields import Entry, currency, money
from extractors.normalise.pay import NO_PAY, Pay, one_range
from extractors.normalise.pay_words import read_pay
from extractors.pages.schema_values import each, said

_UNITS = {
    "HOUR": re.compile(r"(?:per |an? )?hour(?:ly|s)?|hr|h", re.IGNORECASE),
    "DAY": re.compile(r"(?:per |a )?day|daily", re.IGNORECASE),
    "WEEK": re.compile(r"(?:per |a )?week(?:ly)?", re.IGNORECASE),
    "MONTH": re.compile(r"(?:per |a )?month(?:ly)?|mon", re.IGNORECASE),
    "YEAR": re.compile(r"(?:per |a )?year(?:ly)?|per annum|annum|annual(?:ly)?|ann|yr", re.IGNORECASE),
}
_NUMBER = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.\d{1,4})?")
# Signs that stand for one currency only; "$" and "kr" do not.
_SIGNS = {"€": "EUR", "£": "GBP", "₹": "INR", "₽": "RUB", "руб": "RUB", "руб.": "RUB", "US$": "USD", "C$": "CAD", "A$": "AUD", "zł": "PLN"}


def stated_pay(stated: Entry, *, country: str | None) -> tuple[Pay, str | None]:
    """Returns the pay, with figures only where all that is stated agrees, and what is stated in one text.

    `country` is the posting's, for amounts in words and with a sign that several countries use.
    """
    ranges: list[Pay] = []
    texts: list[str] = []
    for salary in each(stated.get("baseSalary")):
        pay, text = _salary(salary, stated, country)
        if pay is None:
            return NO_PAY, text
        ranges.append(pay)
        texts += [text] if text is not None else []
    return one_range(ranges), "; ".join(dict.fromkeys(texts)) or None


def _salary(salary: object, stated: Entry, country: str | None) -> tuple[Pay | None, str | None]:
    """Returns one range and its text; None for the range where its parts contradict each other."""
    if isinstance(salary, str) and _number(salary) is None:
        text = said(salary)
        return (read_pay(text, country=country), text) if text is not None else (NO_PAY, None)
    outer: Entry = salary if isinstance(salary, dict) else {"value": salary}
    layers: list[Entry] = [outer, *(value for value in each(outer.get("value")) if isinstance(value, dict))]
    bare = [value for value in each(outer.get("value")) if not isinstance(value, dict)]
    units = dict.fromkeys(unit for layer in [*layers, stated] if (unit := said(layer.get("unitText") or layer.get("unitCode"))))
    currencies = dict.fromkeys(
        code for layer in [*layers, stated] for name in ("currency", "salaryCurrency") if (code := said(layer.get(name)))
    )
    figures = [_figures(layer) for layer in layers[1:]] + [_figures({**outer, "value": value}) for value in bare or [None]]
    figures = list(dict.fromkeys(pair for pair in figures if pair != (None, None)))
    if not figures:
        texts = [text for value in bare if isinstance(value, str) and (text := said(value))]
        return (read_pay(texts[0], country=country), texts[0]) if len(texts) == 1 else (NO_PAY, None)
    text = " ".join(["; ".join(dict.fromkeys(map(_in_words, figures))), *currencies, *units])
    read = {_unit(unit) for unit in units}
    codes = {_currency(code) for code in currencies}
    if len(read) > 1 or read == {None} or len(codes) > 1:
        return None, text
    unit, code = next(iter(read), None), next(iter(codes), None)
    return one_range([Pay(least=least, most=most, currency=code, unit=unit) for least, most in figures]), text


def _figures(layer: Entry) -> tuple[float | None, float | None]:
    least, most = _number(layer.get("minValue")), _number(layer.get("maxValue"))
    if least is None and most is None:
        return _number(layer.get("value")), _number(layer.get("value"))
    return least, most


def _in_words(figures: tuple[float | None, float | None]) -> str:
    return " - ".join(dict.fromkeys(f"{amount:,.10g}" for amount in figures if amount is not None))


def _number(value: object) -> float | None:
    if isinstance(value, str):
        text = value.strip()
        return money(float(text.replace(",", ""))) if _NUMBER.fullmatch(text) else None
    return money(value)


def _unit(text: str) -> str | None:
    return next((unit for unit, pattern in _UNITS.items() if pattern.fullmatch(text.replace("_", " "))), None)


def _currency(text: str) -> str | None:
    return _SIGNS.get(text) or currency(text)
