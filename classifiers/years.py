"""Years of experience: how many a posting requires, and whether they are of product management.

Every figure with a unit of time is a candidate; its sentence, section and neighbours say whether it is of the candidate's experience, of
product management, only wished for, or of something else (the company's age, vesting). Guided by the labelling rules: required before
preferred, product management before general, the lower end of a range, the bachelor's figure where degrees differ.
"""

import re
from dataclasses import dataclass
from functools import cache

from classifiers.classification import Context, Section
from classifiers.sections import Sentence
from classifiers.tables import read_table

# No posting requires more; larger figures are a company's age or a typing error.
MAX_YEARS = 25


# "At least 3 years of product management experience or at least 3 years of experience in design": the second route is another trade's.
_OTHER_ROUTE = re.compile(r"\bor (?:at least|a minimum of|minimum|minimum of)? ?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class YearsFind:
    """One figure; `years` is the lower end of a range."""

    years: float
    is_pm: bool
    start: int  # of the sentence (or the part of it that was read)
    end: int
    figure_start: int
    section: Section
    context: Context  # asserted when required of the candidate; prior when only wished for; other_person when not of the candidate
    part: bool  # of a part of the work ("3 years with SQL")
    advanced_degree: bool


@dataclass(frozen=True, slots=True)
class _Words:
    figure: re.Pattern[str]
    hint: re.Pattern[str]
    numbers: dict[str, int]
    months: frozenset[str]
    experience: re.Pattern[str]
    other: re.Pattern[str]
    product: re.Pattern[str]
    professions: re.Pattern[str]
    parts: re.Pattern[str]
    ours: re.Pattern[str]
    at_most: re.Pattern[str]
    preferred: re.Pattern[str]
    bachelor: re.Pattern[str]
    advanced: re.Pattern[str]


def _any_of(phrases: list[str]) -> re.Pattern[str]:
    ordered = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(r"(?<![\w])(?:" + "|".join(map(re.escape, ordered)) + r")(?![\w])")


@cache
def _words() -> _Words:
    table = read_table("years.toml")
    units = table["units"] + table["months"]
    number = r"\d{1,2}(?:\.5)?|" + "|".join(sorted(table["numbers"], key=lambda word: (-len(word), word)))
    unit = "|".join(sorted(map(re.escape, units), key=lambda word: (-len(word), word)))
    again = rf"(?:\((?:{number})\)\s{{0,2}})?"  # "five (5) years", "3 (three) years"
    # Bounded repeats only: no input makes this slow.
    figure = re.compile(
        rf"(?<![\d$€£.,])(?<!\w[-–])(?<![a-z]{{2}}(?=[a-z]))(?P<low>{number})\s{{0,2}}{again}"
        r"(?:\+|-?plus|or more|and more|ou plus|\*)?\s{0,2}"
        rf"(?:(?:-|–|—|to|~|bis|à|a|or|/)\s{{0,2}}(?:{number})\s{{0,2}}{again}\+?\s{{0,2}})?"
        rf"(?:\+\s{{0,2}}|plus\s|or more\s|full\s)?-?(?P<unit>{unit})(?![a-z])"
    )
    return _Words(
        figure=figure,
        hint=re.compile(rf"(?:{unit})(?![a-z])"),
        numbers=table["numbers"],
        months=frozenset(table["months"]),
        experience=_any_of([phrase.strip() for phrase in table["experience"]]),
        other=_any_of(table["other"]),
        # "in product" is the trade, "in product design" another one.
        product=re.compile(
            _any_of(table["product"]).pattern + r"(?! (?:design|marketing|engineering|analy|security|support|sales|operations|quality))"
        ),
        professions=_any_of(table["professions"]),
        parts=_any_of(table["parts"]),
        ours=_any_of(table["ours"]),
        at_most=_any_of(table["at_most"]),
        preferred=_any_of(table["preferred"]),
        bachelor=_any_of(table["bachelor"]),
        advanced=_any_of(table["advanced"]),
    )


def find_years(text: str, sentences: tuple[Sentence, ...]) -> list[YearsFind]:
    """Return every figure of years or months in order of position."""
    words = _words()
    finds: list[YearsFind] = []
    for sentence in sentences:
        lowered = text[sentence.start : min(sentence.end, sentence.start + 1_500)].lower()
        if not words.hint.search(lowered):
            continue
        matches = [match for match in words.figure.finditer(lowered) if _plausible(match, lowered)]
        for index, match in enumerate(matches):
            following = matches[index + 1].start() if index + 1 < len(matches) else len(lowered)
            finds.append(_read(sentence, lowered, match, matches[index - 1].end() if index else 0, following))
    return finds


def _plausible(match: re.Match[str], lowered: str) -> bool:
    value = _value(match)
    if value > MAX_YEARS:
        return False
    # "a year", "one year" are figures only with "of" or "experience" close behind.
    return match.group("low") not in ("a",) or "experience" in lowered[match.end() : match.end() + 25]


def _value(match: re.Match[str]) -> float:
    words = _words()
    low = match.group("low")
    value = float(words.numbers[low]) if low in words.numbers else float(low)
    if match.group("unit") in words.months:
        value = round(value / 12, 2)
    return value


def _read(sentence: Sentence, lowered: str, match: re.Match[str], before: int, following: int) -> YearsFind:
    words = _words()
    # What a figure is of mostly stands behind it, up to the next figure; a little may stand in front ("Product management: 5+ years").
    behind = lowered[match.end() : min(following, match.end() + 160)]
    front = lowered[max(before, match.start() - 70) : match.start()]
    near = lowered[max(before, match.start() - 30) : min(following, match.end() + 30)]
    context = _context(sentence, front, behind, near, months=match.group("unit") in words.months)
    is_pm, part = _of_product(front, behind)
    degree = words.advanced.search(front[-60:]) or words.advanced.search(behind[:40])
    advanced = bool(degree) and not words.bachelor.search(front[-60:])
    return YearsFind(
        years=_value(match),
        is_pm=is_pm,
        start=sentence.start,
        end=min(sentence.end, sentence.start + 1_500),
        figure_start=sentence.start + match.start(),
        section=sentence.section,
        context=context,
        part=part,
        advanced_degree=advanced,
    )


# What stands behind a figure of the candidate's own experience.
_EXPERIENCE = re.compile(r"experience|product manage|as a product")
# "With over 25 years of experience, we have ...": the company speaks of itself.
_COMPANY_BEFORE = re.compile(r"\b(?:with|over) (?:over |more than )?$")
_COMPANY_BEHIND = re.compile(r"\b(?:we have|we've|we are|has become|has been)\b")
# "A 3-year product strategy", "4 year degree".
_OF_A_PLAN = re.compile(r"(?:\s+\w+){0,3}\s+(?:plan|strategy|degree|vision|roadmap|program|programme|contract|horizon)\b(?! experience)")
_ELSEWHERE = ("benefits", "compensation", "legal", "company")


def _context(sentence: Sentence, front: str, behind: str, near: str, *, months: bool) -> Context:
    """Whether a figure is required of the candidate, only wished for, or of something else."""
    words = _words()
    asks = sentence.section in ("requirements", "preferred") and sentence.bullet
    if months and "experience" not in front + behind[:60]:
        return "other_person"  # a rotation or a contract of so many months
    if words.ours.search(front[-40:]) or words.at_most.search(front[-16:]) or _OF_A_PLAN.match(behind):
        return "other_person"
    if words.other.search(near) and not _EXPERIENCE.search(behind[:60]):
        return "other_person"
    if not asks and not words.experience.search(f"{front} {behind}"):
        return "other_person"
    if sentence.section == "preferred" or _wished_for(front, behind):
        return "prior"
    if _COMPANY_BEFORE.search(front) and _COMPANY_BEHIND.search(behind[:60]):
        return "other_person"
    if sentence.section in _ELSEWHERE and not _EXPERIENCE.search(front[-40:] + behind[:80]):
        return "other_person"
    return "asserted"


# Between "product management" and its figure: "Product management: 5+ years", "as a product manager (5 years)".
_LEADS_TO_FIGURE = re.compile(
    r"[\s:(–,-]*(?:experience|for|at least|minimum|min|of|over|a minimum of|with|roles?)?[\s:(–,-]*(?:of|at least)?\s*"
)


def _wished_for(front: str, behind: str) -> bool:
    """Whether the figure itself is only wished for: "ideally 5+ years", "3 years preferred"; not "5+ years, ideally in fintech"."""
    words = _words()
    if words.preferred.search(front[-40:]):
        return True
    clause = re.split(r"[,;.(]", behind, maxsplit=1)[0]
    found = words.preferred.search(clause)
    return bool(found) and not re.match(r"\s*(?:in|with|at|for|from)\b", clause[found.end() :]) and found.group() not in ("ideally",)  # type: ignore[union-attr]


def _of_product(front: str, behind: str) -> tuple[bool, bool]:
    """Whether a figure is of product management alone, and whether it is only of a part of the work."""
    words = _words()
    clause = re.split(r"[;.]|, (?:including|with|and \d)|\bincluding\b", behind, maxsplit=1)[0]
    product = words.product.search(clause)
    part = words.parts.match(clause.lstrip().removeprefix("of ").removeprefix("experience ").lstrip())
    if part is not None:
        return False, True
    if product is None and not words.product.search(behind):
        # "Product management: 5+ years", "as a product manager (5+ years)"; not "... of product management or at least 5 years".
        ahead = words.product.search(front[-45:])
        product = ahead if ahead and _LEADS_TO_FIGURE.fullmatch(front[-45:][ahead.end() :]) else None
    if product is None:
        return False, words.parts.search(clause[:60]) is not None
    if _alternative(clause, product if product.string is clause else None) or _OTHER_ROUTE.search(behind[-45:]):
        return False, False
    return True, False


def _alternative(clause: str, product: re.Match[str] | None) -> bool:
    """Another profession stands beside product management as an alternative ("product management, consulting or engineering")."""
    words = _words()
    if product is None:
        return False
    rest = clause[product.end() : product.end() + 90]
    lead = clause[max(0, product.start() - 70) : product.start()]
    after = re.match(r"[\w\s()'-]{0,20}?(?:,|/|\bor\b|\band/or\b)\s*(?P<next>.{0,60})", rest)
    if after:
        for match in words.professions.finditer(after.group("next")):
            gap = after.group("next")[: match.start()]
            if len(gap) <= 34 and not re.search(r"\b(?:with|in|of|for|at|within)\b", gap.replace("product", "")):
                return True
    preceding = re.search(r"(?P<before>[\w\s,/&()-]{2,60})(?:,|/|\bor\b|\band/or\b)\s*$", lead)
    return bool(preceding and words.professions.search(preceding.group("before")))


def required_years(finds: list[YearsFind]) -> YearsFind | None:
    """Return the figure that the posting requires, or None.

    Product management comes first, the bachelor's figure before the master's, a figure of the whole work before one of a part.
    """
    asked = [find for find in finds if find.context == "asserted"]
    if not asked:
        return None
    product = [find for find in asked if find.is_pm and not find.advanced_degree] or [find for find in asked if find.is_pm]
    if product:
        return product[0]
    whole = (
        [find for find in asked if not find.part and not find.advanced_degree]
        or [find for find in asked if not find.advanced_degree]
        or asked
    )
    return whole[0]
