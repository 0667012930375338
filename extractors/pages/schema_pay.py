"""What a JobPosting pays: schema.org's MonetaryAmount, a bare figure, or words."""

import re
from dataclasses import replace

from extractors.fields import Entry, currency, money, money_in_digits
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
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,4})?")
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
    ends = [_ends(layer) for layer in layers[1:]] + [_ends({**outer, "value": value}) for value in bare or [None]]
    words = "; ".join(dict.fromkeys(filter(None, map(_in_words, ends))))
    # "Competitive" is of no currency.
    text = " ".join([words, *currencies, *units]) if any(map(str.isdecimal, words)) else words or None
    figures = [pair for pair in dict.fromkeys((_number(of[0]), _number(of[-1])) for of in ends) if pair != (None, None)]
    read = {_unit(unit) for unit in units}
    codes = {_currency(code) for code in currencies}
    agreed = len(read) < 2 and read != {None} and len(codes) < 2
    unit, code = (next(iter(read), None), next(iter(codes), None)) if agreed else (None, None)
    if not figures:
        alone = {said_alone for of in ends if len(of) == 1 and (said_alone := _said(of[0]))}
        pay = read_pay(alone.pop(), country=country) if agreed and len(alone) == 1 else NO_PAY
        return _completed(pay, code, unit), text
    if not agreed:
        return None, text
    return one_range([Pay(least=least, most=most, currency=code, unit=unit) for least, most in figures]), text


def _completed(pay: Pay, code: str | None, unit: str | None) -> Pay:
    """Returns pay read from words with the currency and unit that stand beside them; none where the words say another."""
    if pay == NO_PAY or (pay.currency or code) != (code or pay.currency) or (pay.unit or unit) != (unit or pay.unit):
        return NO_PAY
    return replace(pay, currency=pay.currency or code, unit=pay.unit or unit)


def _ends(layer: Entry) -> tuple[object, ...]:
    """Returns what is stated as the least and the most, or alone as the value; figures before words."""
    span, alone = (layer.get("minValue"), layer.get("maxValue")), layer.get("value")
    if all(_number(end) is None for end in span) and (_number(alone) is not None or not any(map(_said, span))):
        return (alone,)
    return span


def _in_words(ends: tuple[object, ...]) -> str:
    texts = [_said(end) if (amount := _number(end)) is None else f"{amount:,.10g}" for end in ends]
    return " - ".join(dict.fromkeys(text for text in texts if text))


def _said(value: object) -> str | None:
    """Returns the words of an amount that is no figure; a nought is neither."""
    text = said(value)
    return text if text and text.strip("0., ") else None


def _number(value: object) -> float | None:
    if isinstance(value, str) and _THOUSANDS.fullmatch(value.strip()):
        return money(float(value.replace(",", "")))
    return money_in_digits(value)


def _unit(text: str) -> str | None:
    return next((unit for unit, pattern in _UNITS.items() if pattern.fullmatch(text.replace("_", " "))), None)


def _currency(text: str) -> str | None:
    return _SIGNS.get(text) or currency(text)
