"""Amounts of money in one clause: "$120–150k / year" as two figures, a currency and a unit, with the words around them."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal

from extractors.normalise.pay import Pay

TABLE: dict[str, Any] = tomllib.loads(files("extractors").joinpath("tables/pay.toml").read_text(encoding="utf-8"))


def any_of(phrases: Iterable[str]) -> str:
    """Returns a pattern for whichever of the phrases stands there, the longest first."""
    return "|".join(re.escape(phrase).replace(r"\ ", r"[ -]") for phrase in sorted(phrases, key=lambda phrase: (-len(phrase), phrase)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One amount, or the two ends of one range."""

    least: float | None
    most: float | None
    claims: frozenset[str]  # the signs and codes that stand with it
    unit: str | None
    start: int  # where it stands in the clause
    end: int
    ends: Literal[1, 2]
    scaled: bool  # written with "k" or "lakh"


_SIGNS: dict[str, list[str]] = TABLE["signs"]
_SCALES: dict[str, float] = TABLE["scales"]
_UNIT_OF = {noun: unit for unit, nouns in TABLE["units"]["nouns"].items() for noun in nouns}
_UNIT_OF |= {adverb: unit for unit, adverbs in TABLE["units"]["adverbs"].items() for adverb in adverbs}
_SPELT_SIGNS = [sign for sign in _SIGNS if sign[-1].isalpha()]
_DRAWN_SIGNS = [sign for sign in _SIGNS if not sign[-1].isalpha()]
_WORDS: dict[str, list[str]] = TABLE["words"]
_IDLE = frozenset(_WORDS["idle"])
# One token after the other, none with a repetition inside a repetition: the time is that of the text's length.
_TOKEN = re.compile(
    rf"""
    (?P<plan>401\s?\(?k\)?|(?:\d+\s?)?(?:hours?|days?)\s(?:worked\s)?(?:per|a|each)\sweek|\d+\s?(?:-|to)\s?\d+\shours|24/7)
    |(?P<money>(?-i:{any_of(sign for sign in _DRAWN_SIGNS if not sign[0].isalpha())}
        |(?<![^\W\d_])(?:{any_of(sign for sign in _DRAWN_SIGNS if sign[0].isalpha())})
        |(?<![^\W\d_])(?:{any_of([*TABLE["codes"], *_SPELT_SIGNS])})(?![^\W\d_])))
    |(?P<number>\d{{1,15}}(?:[.,'’]\d{{1,15}}|[ \u00a0\u202f]\d{{3}}(?!\d|[.,]\d{{3}})){{0,5}})
        (?:\s?(?P<scale>{any_of(scale for scale in _SCALES if len(scale) > 2 or scale == "k")})(?![^\W\d_])
        |(?P<letter>{any_of(scale for scale in _SCALES if len(scale) < 3)})(?![^\W\d_]))?
    |(?P<unit>(?:(?<![^\W_])(?:{any_of(per for per in TABLE["units"]["per"] if per[0].isalpha())})\s?|/\s?)
            (?:full[- ])?(?:{any_of(noun for nouns in TABLE["units"]["nouns"].values() for noun in nouns)})(?![^\W\d_])
        |(?<![^\W_])(?:{any_of(adverb for adverbs in TABLE["units"]["adverbs"].values() for adverb in adverbs)})(?![^\W\d_]))
    |(?P<up_to>(?<![^\W_])(?:{any_of(_WORDS["up_to"])})(?![^\W_]))
    |(?P<from>(?<![^\W_])(?:{any_of(_WORDS["from"])})(?![^\W_]))
    |(?P<between>(?:{any_of(word for word in _WORDS["between"] if not word[0].isalpha())})
        |(?<![^\W_])(?:{any_of(word for word in _WORDS["between"] if word[0].isalpha())})(?![^\W_]))
    |(?P<more>\+(?=\Z|\s?(?:[,.;)]|(?:{any_of(_WORDS["more"])})(?![^\W_]))))
    |(?P<word>[^\W\d_]+)
    |(?P<mark>\S)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LAST_NOUN = re.compile(r"[^\W_][^\s/]*$")
# Currencies of countries where a dot stands before the cents, so that "$16.875" is no thousand.
_DOT_CENTS = frozenset({"$", "£", "USD", "CAD", "AUD", "GBP", "US$", "CA$", "C$", "A$", "AU$"})
_WORDS_TO_SECOND_END = 9


@dataclass(slots=True)
class _Token:
    kind: str
    text: str
    scale: str | None
    start: int
    end: int


@dataclass(slots=True)
class _Amount:
    stated: str
    scale: str | None
    claims: set[str]
    unit: str | None
    start: int
    end: int
    share: bool = False  # a percentage
    more: bool = False  # "$150,000+"
    next: int = 0


def figures_in(clause: str) -> list[Figures]:
    """Returns the amounts of a clause in their order; numbers that cannot be read as one, and percentages, are left out."""
    tokens = [_token(match) for match in _TOKEN.finditer(clause)]
    found: list[Figures] = []
    at = 0
    while at < len(tokens):
        if tokens[at].kind not in ("money", "number"):
            at += 1
            continue
        first = _amount(tokens, at)
        if first is None:
            at += 1
            continue
        second = _second_end(tokens, first)
        at = second.next if second else first.next
        # "$71,000 - $110,600 - $150,200": least, middle, most.
        if second and (third := _second_end(tokens, second)) and third.claims:
            second, at = third, third.next
        if read := _figures(tokens, first, second):
            found.append(read)
    return found


def _token(match: re.Match[str]) -> _Token:
    if match["number"]:
        return _Token("number", match["number"], (match["scale"] or match["letter"] or "").casefold() or None, *match.span())
    # Signs and codes are told apart by their capitals, nothing else is.
    text = match[0] if match["money"] else match[0].casefold()
    return _Token(match.lastgroup or "mark", text, None, *match.span())


def _amount(tokens: list[_Token], at: int) -> _Amount | None:
    """Returns the amount that begins here: signs and codes, a number, codes again, a unit."""
    claims: set[str] = set()
    start = tokens[at].start
    while at < len(tokens) and tokens[at].kind == "money":
        claims.add(tokens[at].text)
        at += 1
    if at == len(tokens) or tokens[at].kind != "number":
        return None
    number = tokens[at]
    amount = _Amount(number.text, number.scale, claims, None, start, number.end, next=at + 1)
    if number.scale == "lpa":
        amount.unit = "YEAR"
        claims.add("INR")
    while amount.next < len(tokens):
        token = tokens[amount.next]
        follows = tokens[amount.next + 1].kind if amount.next + 1 < len(tokens) else ""
        if token.kind == "money" and not (follows == "number" and claims):
            claims.add(token.text)
        elif token.kind == "unit" and amount.unit is None:
            amount.unit = _unit(token.text)
        elif token.text == "%":
            amount.share = True
        # A plus that stands apart adds something ("$150k + equity"), but where nothing follows.
        elif token.text == "+" and (token.start == amount.end or token.kind == "more") and follows != "number" and follows != "money":
            amount.more = True
        elif token.text not in ("*", "/", "gross", "brutto", "brut", "base", "(", ")") or follows not in ("money", "unit", "between"):
            break
        amount.end = token.end
        amount.next += 1
    return amount


def _second_end(tokens: list[_Token], first: _Amount) -> _Amount | None:
    """Returns the other end of the range that begins with this amount."""
    at = first.next
    if at < len(tokens) and tokens[at].kind == "between":
        at += 1
        while at < len(tokens) and (tokens[at].text in _IDLE or tokens[at].kind in ("between", "up_to")):
            at += 1
        return _amount(tokens, at) if at < len(tokens) and tokens[at].kind in ("money", "number") else None
    # "$121,000/year in our lowest market up to $235,200/year"
    for ahead in range(at, min(at + _WORDS_TO_SECOND_END, len(tokens) - 1)):
        if tokens[ahead].kind == "up_to" or tokens[ahead].text == "to":
            return _amount(tokens, ahead + 1) if tokens[ahead + 1].kind == "money" else None
        if tokens[ahead].kind not in ("word", "between"):
            return None
    return None


def _figures(tokens: list[_Token], first: _Amount, second: _Amount | None) -> Figures | None:
    claims = first.claims | (second.claims if second else set())
    dots = not claims or bool(claims & _DOT_CENTS)
    last = second or first
    low, high = _number(first.stated, first.scale, dots), _number(last.stated, last.scale, dots)
    if low is None or high is None or first.share or last.share:
        return None
    if second and first.scale != second.scale and (first.scale is None or second.scale is None):
        # "$120–150k": what is said once holds for both, where the other is plainly short of it.
        scale = _SCALES[first.scale or second.scale or ""]
        low *= scale if first.scale is None and low < 1000 else 1
        high *= scale if second.scale is None and high < 1000 else 1
    least: float | None = low or None
    most: float | None = high or None
    if second is None:
        before = _before(tokens, first.start)
        if first.more or before == "from":
            most = None
        elif before == "up_to":
            least = None
    if least is None and most is None:
        return None
    units = {amount.unit for amount in (first, last) if amount.unit}
    if len(units) > 1:
        return None
    return Figures(
        least=least,
        most=most,
        claims=frozenset(claims),
        unit=units.pop() if units else None,
        start=first.start,
        end=last.end,
        ends=2 if second else 1,
        scaled=bool(first.scale or last.scale),
    )


def _before(tokens: list[_Token], start: int) -> str | None:
    earlier = [token for token in tokens if token.end <= start][-3:]
    for token in reversed(earlier):
        if token.kind in ("up_to", "from"):
            return token.kind
        # "min. €55.000": the full stop of a word cut short.
        if token.text not in _IDLE and token.text not in ("is", "."):
            return None
    return None


def _number(stated: str, scale: str | None, dot_cents: bool) -> float | None:
    """Returns "24,500", "65.000", "65 000", "12,00,000", "31,2" or "120,000.00" as a number; None where it may mean two things."""
    stated = re.sub(r"[ \u00a0\u202f'’]", " ", stated)
    dots, commas = stated.count("."), stated.count(",")
    decimals = ""
    if dots and commas:
        mark = "." if stated.rfind(".") > stated.rfind(",") else ","
        stated, _, decimals = stated.rpartition(mark)
        if mark in stated or len(decimals) > 2:
            return None
    elif dots + commas == 1:
        head, mark, tail = stated.partition("." if dots else ",")
        if not tail.isdecimal():  # "10.000 100"
            return None
        if len(tail) != 3 or head.lstrip("0") == "" or (mark == "." and scale):
            stated, decimals = head, tail
        elif mark == "." and dot_cents:
            return None
    pieces = re.split(r"[ .,]", stated)
    if len(pieces) > 1:
        if len(set(re.findall(r"[ .,]", stated))) > 1 or not 1 <= len(pieces[0]) <= 3 or len(pieces[-1]) != 3:
            return None
        inner = {len(piece) for piece in pieces[1:-1]}
        if not (inner <= {3} or ("," in stated and inner <= {2})):
            return None
    return float("".join(pieces) + (f".{decimals}" if decimals else "")) * (_SCALES[scale] if scale else 1)


def currency_of(claims: Iterable[str], elsewhere: frozenset[str], *, other_dollars: bool) -> tuple[str | None, bool]:
    """Returns the one currency that signs and codes agree on (None where they leave it open), and whether they agree at all.

    `elsewhere` are the codes of the whole statement; `other_dollars` says that it may be about another country's dollars.
    """
    meanings = [frozenset(_SIGNS.get(claim, [claim])) for claim in claims]
    if not meanings:
        return None, True
    together = frozenset.intersection(*meanings)
    if not together:
        return None, False
    if len(together) == 1:
        return next(iter(together)), True
    named = together & elsewhere
    if len(named) == 1:
        return next(iter(named)), True
    if named or (other_dollars and "USD" in together):
        return None, True
    assumed = {TABLE["assumed"][claim] for claim in claims if claim in TABLE["assumed"]}
    return (assumed.pop() if len(assumed) == 1 else None), True


def codes_in(text: str) -> frozenset[str]:
    """Returns the currencies that a text names beyond doubt, by code or sign."""
    claims = {match[0] for match in _TOKEN.finditer(text) if match.lastgroup == "money"}
    return frozenset(meanings[0] for claim in claims if len(meanings := _SIGNS.get(claim, [claim])) == 1)


def units_in(text: str) -> set[str]:
    """Returns the units of time that a text names as those of a pay."""
    found = {_unit(match[0].casefold()) for match in _TOKEN.finditer(text) if match.lastgroup == "unit"}
    return {unit for unit in found if unit}


def _unit(stated: str) -> str | None:
    """Returns the unit of "per year", "/hr" or "annually"."""
    noun = _LAST_NOUN.search(stated)
    return _UNIT_OF.get(stated) or (_UNIT_OF.get(noun[0]) if noun else None)


def as_pay(figures: Figures, currency: str | None, unit: str | None) -> Pay:
    """Returns the figures as pay."""
    return Pay(least=figures.least, most=figures.most, currency=currency, unit=figures.unit or unit)
