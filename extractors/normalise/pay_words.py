"""Pay in words: a platform's salary field, and the sentences of a posting that state base pay."""

import re
from dataclasses import replace
from itertools import islice, pairwise

from extractors.fields import fold
from extractors.normalise.pay import NO_PAY, PER_YEAR, Pay, one_range, per_year
from extractors.normalise.pay_figures import TABLE, Figures, any_of, as_pay, codes_in, currency_of, figures_in, units_in
from extractors.normalise.text_lines import LONGEST_TEXT, lines, pieces_round

_LONGEST_FIELD = 600
_LONGEST_QUOTE = 300
# So many characters after a figure still say what it is ("$10k annual sign-on bonus"); where full stops were lost, more of them are
# the next sentence's.
_OWN_WORDS = 50
# Below this a number alone, without currency, "k" or unit, may be anything.
_LEAST_BARE = 10_000

_TEXT: dict[str, list[str]] = TABLE["text"]
# Where one statement ends and the next begins, in a clause that may hold base pay, bonus and target earnings.
_CLAUSE = re.compile(
    r"[;|()\[\]\n•·]|,(?!\d)|(?<=[a-z\d]{3})(?<!\bmin)(?<!\bmind)(?<!\bmax)\.\s"
    rf"|\s\+\s(?!(?:{any_of(TABLE['words']['more'])})(?![^\W_]))"
    r"|\s/\s(?=[A-Z]{0,3}\W{0,2}\d)"
    r"|\+\s(?=bonus|annual|quarterly|yearly|equity|commission|stock|benefits|performance|super)"
    r"|\b(?:plus|excluding|exclusive of|not including|in addition to|as well as|with|&"
    r"|and(?!\s{0,2}[A-Za-z]{0,3}\W{0,3}\d)(?!\s{0,2}(?:up to|a)\b))",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"[(\[]\s?([A-Z]{3}|per (?:year|annum|hour|month|week|day)|annual(?:ly)?|gross|yearly|hourly|monthly)\s?[)\]]")


def _phrases(phrases: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_])(?:{any_of(phrases)})(?![^\W_])", re.IGNORECASE)


TOTAL, EXTRA = _phrases(TABLE["words"]["total"]), _phrases(TABLE["words"]["extra"])
_CUE, _NOT_PAY = _phrases(_TEXT["cues"]), _phrases(_TEXT["not_pay"])
BASE = re.compile(r"\bbase\b|\bbasic\b", re.IGNORECASE)
# "annual bonus", "monthly stipend": not the unit of the pay.
_EXTRA_PHRASE = re.compile(
    rf"\b(?:annual(?:ly)?|yearly|monthly|weekly|daily|quarterly)\s(?:[\w-]{{1,20}}\s){{0,3}}?(?:{any_of(TABLE['words']['extra'])}|leave|review|raise)",
    re.IGNORECASE,
)
_OTHER_DOLLARS = _phrases([*TABLE["dollars"], *TABLE["dollar_places"]])


def read_pay(text: str, *, country: str | None = None) -> Pay:
    """Returns what a salary field states of base pay, as far as all that it states agrees; else a Pay without figures.

    `country` is the posting's (ISO 3166-1 alpha-2), where it is known: in some, `$` alone does not say whose dollars are meant.
    """
    stated = fold(text[:_LONGEST_FIELD])
    if not any(character.isdecimal() for character in stated):
        return NO_PAY
    stated = _BRACKETED.sub(r" \1 ", stated)
    ranges = [
        (figures, clause)
        for clause, found in _base_figures(stated)
        for figures in found
        if figures.claims or figures.scaled or figures.unit or max(figures.least or 0, figures.most or 0) >= _LEAST_BARE
    ]
    return _agreed([figures for figures, _ in ranges], stated, country) or NO_PAY


def _agreed(ranges: list[Figures], stated: str, country: str | None) -> Pay | None:
    """Returns the one range of all figures, None where they disagree."""
    other_dollars = country in TABLE["dollar_countries"] or _OTHER_DOLLARS.search(stated) is not None
    # "$118,000 in California, CAD $97,000 in Ontario": the code of one range says nothing of another's bare `$`, but for the dollar's own.
    elsewhere = codes_in(stated) - (codes_in(" ".join(claim for figures in ranges for claim in figures.claims)) - {"USD"})
    read = []
    units = {figures.unit for figures in ranges if figures.unit} or units_in(_EXTRA_PHRASE.sub(" ", stated))
    for figures in ranges:
        currency, agrees = currency_of(figures.claims, elsewhere, other_dollars=other_dollars)
        if not agrees:
            return None
        unit = next(iter(units)) if len(units) == 1 and figures.unit is None else None
        # "Salary or hourly wage: $100,000": a unit that stands apart from the figure must suit it.
        suits = unit and _plausible_amounts([amount for amount in (figures.least, figures.most) if amount], unit)
        read.append(as_pay(figures, currency, unit if suits else None))
    pay = one_range(_floor_and_ceiling(_largest_unit(read)))
    return pay if pay.least is not None or pay.most is not None else None


def _floor_and_ceiling(read: list[Pay]) -> list[Pay]:
    """Returns a minimum and a maximum that are stated apart as one range, with what stands between them ("Midpoint: $94,000")."""
    least, most = [pay.least for pay in read if pay.most is None], [pay.most for pay in read if pay.least is None]
    if len(least) != 1 or len(most) != 1 or len({(pay.currency, pay.unit) for pay in read}) > 1:
        return read
    return [replace(read[0], least=least[0], most=most[0]), *(pay for pay in read if pay.least is not None and pay.most is not None)]


def _largest_unit(read: list[Pay]) -> list[Pay]:
    """Returns pay that is stated in several units ("$52,000 a year ($25 an hour)") in the largest one, where it comes to the same."""
    by_unit = {unit: one_range([pay for pay in read if pay.unit == unit]) for unit in {pay.unit for pay in read}}
    if len(by_unit) < 2 or None in by_unit:
        return read
    yearly = {unit: per_year(pay) for unit, pay in by_unit.items()}
    for ends in zip(*yearly.values(), strict=True):
        if any(end is None for end in ends) or max(end or 0 for end in ends) > _SAME_YEAR * min(end or 0 for end in ends):
            return read
    return [by_unit[next(unit for unit in reversed(PER_YEAR) if unit in by_unit)]]


def _base_figures(stated: str) -> list[tuple[str, list[Figures]]]:
    """Returns the clauses that hold figures of base pay, with them; what is on-target earnings, a bonus or equity is left out."""
    cuts = [0, *(match.end() for match in _CLAUSE.finditer(stated)), len(stated)]
    clauses = [stated[start:end] for start, end in pairwise(cuts)]
    found = [(clause, figures_in(clause) if any(character.isdecimal() for character in clause) else []) for clause in clauses]
    kept = []
    for place, (clause, figures) in enumerate(found):
        if not figures:
            continue
        before = found[place - 1] if place else ("", [])
        after = found[place + 1] if place + 1 < len(found) else ("", [])
        opened = before[0].rstrip().endswith(("(", "["))
        # "OTE ($25k - $35k)", "Sign-on bonus (up to $10k)", "$25k - $35k (OTE)": the words stand beside a bracket.
        if not before[1] and not BASE.search(clause) and (TOTAL.search(before[0]) or (opened and EXTRA.search(before[0]))):
            continue
        if not after[1] and clause.rstrip().endswith(("(", "[")) and TOTAL.search(after[0]) and not BASE.search(clause):
            continue
        kept.append((clause, [one for at, one in enumerate(figures) if _is_base(clause, figures, at)]))
    return kept


def _is_base(clause: str, figures: list[Figures], at: int) -> bool:
    """Says whether the words on both sides of a figure, as far as they are its own, leave it base pay."""
    own = _words_between(clause, figures, at)[1] + " | " + _words_between(clause, figures, at + 1)[0][:_OWN_WORDS]
    return not TOTAL.search(own) and not EXTRA.search(own)


def _words_between(clause: str, figures: list[Figures], at: int) -> tuple[str, str]:
    """Returns the words before the figure at this place: those that belong to the figure before, and those that are its own."""
    start = figures[at - 1].end if at else 0
    words = clause[start : figures[at].start if at < len(figures) else len(clause)]
    if at == 0:
        return "", words
    if at == len(figures) or not words.rstrip().endswith((":", "=", "is", "of")):
        return words, "" if at == len(figures) else words[-1:]
    head, _, tail = words.rstrip(": ").rpartition(" ")
    return head, tail


# A text without any of these states no pay; most end here.
_SIGNS_AND_CODES = ("$", "£", "€", "₹", "&pound;", "&euro;", "&#36;", *_TEXT["codes"])
# A sign or code beside digits, in text or HTML.
_MONEY = re.compile(
    rf"(?:[$£€₹]|&pound;|&euro;|&#36;|(?<![A-Z])(?:{any_of(_TEXT['codes'])}))[^\d<>]{{0,3}}\d"
    rf"|\d[\dkK][ \u00a0]?(?:€|£|&euro;|(?:{any_of(_TEXT['codes'])})(?![A-Z]))"
)
_AROUND = 700
_MOST_PLACES = 200
_MINIMUM = re.compile(r"\b(?:minimum|mindest|minimal)", re.IGNORECASE)
_HEADING = 160
# Yearly pay is stated in such figures; smaller ones without a unit are anything, larger ones are turnover.
_YEARLY = (10_000, 3_000_000)
_LIKELY = {"HOUR": (4, 1_000), "DAY": (30, 10_000), "WEEK": (100, 40_000), "MONTH": (300, 300_000), "YEAR": (8_000, 100_000_000)}
_WIDEST = 4.0
# "$25.00 - $30.00 an hour ($52,000 - $62,400 a year)": within what rounding and a 37.5-hour week do.
_SAME_YEAR = 1.1


def pay_in_text(html_or_text: str, *, country: str | None = None) -> tuple[Pay, str] | None:
    """Returns the base pay that a posting's text states, with the sentences in which it does; None where that is not sure.

    `country` is as for `read_pay`. Ranges for several places or grades come as the one range that covers them.
    """
    text = html_or_text[:LONGEST_TEXT]
    if not any(sign in text for sign in _SIGNS_AND_CODES):
        return None
    found: list[Figures] = []
    sentences: list[str] = []
    told: list[str] = []
    places = (match.span() for match in islice(_MONEY.finditer(text), _MOST_PLACES))
    for piece in pieces_round(text, places, around=_AROUND):
        if _CUE.search(piece):
            for figures, sentence, heading in _stated(lines(piece)):
                found += figures
                sentences.append(sentence)
                told += [heading, sentence]
    if not found:
        return None
    pay = _agreed(found, " ".join(told), country)
    if pay is None or not _plausible(pay):
        return None
    return pay, _quote(sentences)


def _stated(told: list[list[str]]) -> list[tuple[list[Figures], str, str]]:
    """Returns the figures of base pay, each with its sentence and the heading or sentence that announces it."""
    found = []
    heading, age = "", 9  # the last line that announced pay, and how many lines ago it did
    for line in told:
        before = ""
        for sentence in line:
            money = any(character.isdecimal() for character in sentence)
            figures = _pay_figures(sentence, before or (heading if age <= 3 else "")) if money else []
            if figures:
                found.append((figures, sentence, before or heading))
                age = 0
            announces = _announces(sentence)
            if announces and (len(line) == 1 or sentence is line[-1]):
                heading, age = sentence, 0
            before = sentence if announces or (figures and before) else ""
        age += 1
    return found


def _announces(sentence: str) -> bool:
    """Says whether what follows this heading or sentence is base pay, if it is money."""
    tail = sentence[-_HEADING:]
    return _CUE.search(tail) is not None and not TOTAL.search(tail) and not (EXTRA.search(tail) and not BASE.search(tail))


def _pay_figures(sentence: str, heading: str) -> list[Figures]:
    """Returns the figures of base pay in a sentence; `heading` is what announced them, if anything did."""
    stated = _BRACKETED.sub(r" \1 ", sentence[:1_500])
    kept: list[Figures] = []
    for clause, figures in _base_figures(stated):
        position = stated.find(clause)
        if _NOT_PAY.search(clause):
            continue
        before = stated[:position]
        cued = _CUE.search(clause) or _CUE.search(before) or (heading and len(before) < _HEADING)
        if not cued or (TOTAL.search(before[-80:]) and not BASE.search(before[-80:])):
            continue
        kept += [
            _floor(one, _words_between(clause, figures, at)[1])
            for at, one in enumerate(figures)
            if one.claims and _is_pay(one, clause, before, heading)
        ]
    return kept


def _is_pay(one: Figures, clause: str, before: str, heading: str) -> bool:
    """Says whether a figure is as large as a pay is, and stands as one does: a range, or one figure right after its cue."""
    amounts = [amount for amount in (one.least, one.most) if amount]
    lead = before + clause[: one.start]
    apart = units_in(_EXTRA_PHRASE.sub(" ", lead)) if one.unit is None else set()
    unit = one.unit or (next(iter(apart)) if len(apart) == 1 else None)
    if one.ends == 1 and not (_CUE.search(lead[-60:] or heading) and (unit or min(amounts) >= 2 * _YEARLY[0])):
        return False
    return _plausible_amounts(amounts, unit) or _plausible_amounts(amounts, one.unit)


def _floor(one: Figures, words: str) -> Figures:
    """Returns a single figure that the words before it call the minimum as the lower end of what is paid."""
    return replace(one, most=None) if one.ends == 1 and one.least and _MINIMUM.search(words[-_HEADING:]) else one


def _plausible_amounts(amounts: list[float], unit: str | None) -> bool:
    low, high = _LIKELY.get(unit or "", _YEARLY)
    return all(low <= amount <= high for amount in amounts)


def _plausible(pay: Pay) -> bool:
    amounts = [amount for amount in (pay.least, pay.most) if amount]
    return _plausible_amounts(amounts, pay.unit) and max(amounts) <= _WIDEST * min(amounts)


def _quote(sentences: list[str]) -> str:
    """Returns the sentences as stated, each once, as many as there is room for."""
    quote = ""
    for sentence in dict.fromkeys(sentences):
        if quote and len(quote) + len(sentence) + 1 > _LONGEST_QUOTE:
            break
        quote = f"{quote} {sentence}".strip()
    if len(quote) <= _LONGEST_QUOTE:
        return quote
    # The figures are what it is quoted for.
    first = _MONEY.search(quote)
    start = max(0, min((first.start() if first else 0) - 120, len(quote) - _LONGEST_QUOTE))
    return quote[start : start + _LONGEST_QUOTE].strip()
