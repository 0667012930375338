"""Years of experience: how many a posting requires, and whether they are of product management.

Every figure with a unit of time is a candidate; its sentence, section and neighbours say whether it is of the candidate's experience, of
product management, only wished for, or of something else (the company's age, vesting). Guided by the labelling rules: required before
preferred, product management before general, the lower end of a range, the bachelor's figure where degrees differ.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

from classifiers.classification import Context, Section, YearsIn
from classifiers.sections import Sentence
from classifiers.years_field import fields_of
from classifiers.years_trade import of_product
from classifiers.years_words import years_words

# No posting requires more; larger figures are a company's age or a typing error.
MAX_YEARS = 25
# An honest posting names a few dozen at most; time per posting must stay bounded.
MAX_FIGURES = 200
# A sentence longer than this lost its line breaks; only the surroundings of a figure are shown of it.
_LONG_SENTENCE = 1_500


@dataclass(frozen=True, slots=True, kw_only=True)
class YearsFind:
    """One figure; `years` is the lower end of a range."""

    years: float
    is_pm: bool
    years_in: tuple[YearsIn, ...]  # the fields that it is of; empty where any counts, or it is not told
    start: int  # of the sentence (or the part of it that was read)
    end: int
    figure_start: int
    section: Section
    context: Context  # asserted when required of the candidate; prior when only wished for; other_person when not of the candidate
    part: bool  # of a part of the work ("3 years with SQL")
    blended: bool  # of product management or another profession ("product management or consulting"), or of a similar role
    advanced_degree: bool


def find_years(text: str, sentences: tuple[Sentence, ...]) -> list[YearsFind]:
    """Return the figures of years or months in order of position, the first 200 of them."""
    words = years_words()
    finds: list[YearsFind] = []
    for sentence in _with_units(text, sentences):
        lowered = text[sentence.start : sentence.end].lower()
        matches = [match for match in words.figure.finditer(lowered) if _plausible(match, lowered)]
        matches = _with_unnamed(matches, lowered)
        line_before = _line_before(text, sentence, lowered, matches[0]) if len(matches) == 1 else ""
        for index, match in enumerate(matches[: MAX_FIGURES - len(finds)]):
            following = matches[index + 1].start() if index + 1 < len(matches) else len(lowered)
            aside = _ASIDE.match(lowered, match.end())
            if aside:
                following = next((later.start() for later in matches[index + 1 : index + 4] if later.start() >= aside.end()), len(lowered))
            before = matches[index - 1].end() if index else 0
            other = _same_again(lowered, matches, index)
            finds.append(_read(sentence, lowered, match, before, following, line_before, other))
    return finds


def _same_again(lowered: str, matches: list[re.Match[str]], index: int) -> str:
    """What stands behind the next figure of a sentence if it is the same ("3 years of ... or 3 years of ..."); else nothing."""
    if index + 1 == len(matches) or _value(matches[index]) != _value(matches[index + 1]):
        return ""
    begin = matches[index + 1].end()
    end = matches[index + 2].start() if index + 2 < len(matches) else len(lowered)
    return lowered[begin : min(max(end, begin), begin + 160)]


def _with_units(text: str, sentences: tuple[Sentence, ...]) -> list[Sentence]:
    """The sentences that hold a unit of time: one look at the whole text spares one at each sentence."""
    lowered = text.lower()
    hint = years_words().hint
    if len(lowered) != len(text):  # a few letters grow when lowered ("İ"): places would lie
        return [sentence for sentence in sentences if hint.search(text[sentence.start : sentence.end].lower())]
    starts = [sentence.start for sentence in sentences]
    found = {bisect_right(starts, match.start()) - 1 for match in hint.finditer(lowered)}
    return [sentences[index] for index in sorted(found) if index >= 0]  # in front of the first sentence stands a heading


# A line of a job site's form or a sentence; what stands further in front is of something else.
_LINE_BEFORE = 200


def _line_before(text: str, sentence: Sentence, lowered: str, match: re.Match[str]) -> str:
    """What a figure that is a sentence of its own is of: "Experience in consulting. Minimum of 5 years."; empty where it is none."""
    words = years_words()
    front, behind = words.alone
    if not (front.fullmatch(lowered, 0, match.start()) and behind.fullmatch(lowered, match.end())):
        return ""
    before = text[max(0, sentence.start - _LINE_BEFORE) : sentence.start].rstrip().lower()
    line = _SENTENCE_BREAK.split(before)[-1].rstrip(".:")
    return line if words.alone_of.search(line) else ""


_SENTENCE_BREAK = re.compile(r"\n|[.!?;]\s")


def _with_unnamed(matches: list[re.Match[str]], lowered: str) -> list[re.Match[str]]:
    """The figures and those whose unit stands elsewhere: "years of experience: 8", "8 years of experience, 3+ in product management"."""
    words = years_words()
    taken = {match.start() for match in matches}
    labelled = [match for match in words.labelled.finditer(lowered) if match.start("low") not in taken and _value(match) <= MAX_YEARS]
    units = [match.end() for match in (*matches, *labelled)]
    if not units:
        return matches
    first, taken = min(units), taken | {match.start("low") for match in labelled}
    bare = [match for match in words.bare.finditer(lowered, first) if match.start("low") not in taken and _value(match) <= MAX_YEARS]
    return sorted([*matches, *labelled, *bare], key=lambda match: match.start("low"))


def _plausible(match: re.Match[str], lowered: str) -> bool:
    value = _value(match)
    if value > MAX_YEARS:
        return False
    # "a year", "one year" are figures only with "of" or "experience" close behind.
    return match.group("low") not in ("a",) or "experience" in lowered[match.end() : match.end() + 25]


def _value(match: re.Match[str]) -> float:
    words = years_words()
    low = match.group("low")
    value = float(words.numbers[low]) if low in words.numbers else float(low)
    if match.groupdict().get("unit") in words.months:
        value = round(value / 12, 2)
    return value


# "5+ years (3+ years for an advanced degree) of experience": what the figure is of stands behind the aside.
_ASIDE = re.compile(r"\s{0,2}\([^()]{0,60}\d[^()]{0,40}\)")


def _read(sentence: Sentence, lowered: str, match: re.Match[str], before: int, following: int, line_before: str, other: str) -> YearsFind:
    words = years_words()
    # What a figure is of mostly stands behind it, up to the next figure; a little may stand in front ("Product management: 5+ years").
    aside = _ASIDE.match(lowered, match.end())
    begin = aside.end() if aside else match.end()
    behind = lowered[begin : min(max(following, begin), begin + 160)].removeprefix(".")  # "5 yrs. of experience"
    if line_before:
        behind = f" of {line_before[-160:]}"
    front = lowered[max(before, match.start() - 70) : match.start()]
    near = lowered[max(before, match.start() - 30) : min(following, match.end() + 30)]
    context = _context(sentence, front, behind, near, months=match.groupdict().get("unit") in words.months)
    is_pm, part, blended = of_product(front, behind)
    # A figure of its own is often a job site's own field ("Experience level: 3 years"): it counts where the posting names no other.
    part = part or bool(line_before) or _FOR_A_DEGREE.search(front) is not None
    degree = words.advanced.search(front[-60:]) or words.advanced.search(behind[:40])
    advanced = bool(degree) and not words.bachelor.search(front[-60:])
    start, end, figure_start = sentence.start, sentence.end, sentence.start + match.start("low")
    if end - start > _LONG_SENTENCE:
        start, end = max(start, figure_start - 200), min(end, figure_start + 400)
    return YearsFind(
        years=_value(match),
        is_pm=is_pm,
        years_in=fields_of(front, behind, other, is_pm=is_pm, blended=blended),
        start=start,
        end=end,
        figure_start=figure_start,
        section=sentence.section,
        context=context,
        part=part,
        blended=blended,
        advanced_degree=advanced,
    )


# What stands behind a figure of the candidate's own experience.
_EXPERIENCE = re.compile(r"experience|product manage|as a product")
# "With over 25 years of experience, we have ...": the company speaks of itself.
_COMPANY_BEFORE = re.compile(r"\b(?:with|over) (?:over |more than )?$")
_COMPANY_BEHIND = re.compile(r"\b(?:we have|we've|we are|has become|has been)\b")
# "A 3-year product strategy", "4 year degree".
_OF_A_PLAN = re.compile(
    r"(?:\s+\w+){0,3}\s+(?:plan|strategy|degree|vision|roadmap|program|programme|contract|horizon)\b"
    r"(?! experience| manage|,? (?:and|or) | ?/)"
)
# "4 years of university": schooling, not work.
_SCHOOLING = re.compile(
    r"\s+(?:of )?(?:(?!experience)[\w-]+ ){0,2}(?:education|college|university|schooling|studies|stud(?:y|ium))\b"
    r"(?!\s(?:(?!or\b|and\b)[\w-]+\s){0,3}experience)"
)
# "Two years of experience per year of college", "may substitute for 3 years of experience": an exchange rate, not a requirement.
_EXCHANGED = re.compile(r"(?:\bper|\bfor each|\bfor every|\bequivalent to|\bsubstitut\w+ (?:for|by|with)) ?$")
_EXCHANGE = re.compile(r"\s+(?:of )?(?:[\w-]+ ){0,2}(?:experience )(?:per|for each|for every|(?:can|may|could|will) (?:be )?substitut)\b")
# "A degree or 5 years of work": what stands in for schooling says less of the job than a figure of its own.
_FOR_A_DEGREE = re.compile(r"\b(?:degree|diploma|bachelor's|bachelors|education) or (?:at least |a minimum of |minimum of |minimum )?$")
# "Serving our customers for 25 years".
_IN_SERVICE = re.compile(
    r"\b(?:serving|serves|served|trusted|has been|have been serving|operating)\b[^.;]{0,40}\bfor (?:over |more than |nearly |almost )?$"
)
_ELSEWHERE = ("benefits", "compensation", "legal", "company")


def _context(sentence: Sentence, front: str, behind: str, near: str, *, months: bool) -> Context:
    """Whether a figure is required of the candidate, only wished for, or of something else."""
    words = years_words()
    asks = sentence.section in ("requirements", "preferred") and sentence.bullet
    if months and ("experience" not in front[-30:] + behind[:60] or "contract" in behind[:20]):
        return "other_person"  # a rotation or a contract of so many months
    if words.ours.search(front[-40:]) or words.at_most.search(front[-16:]) or _OF_A_PLAN.match(behind):
        return "other_person"
    if _SCHOOLING.match(behind) or _EXCHANGED.search(front) or _EXCHANGE.match(behind) or _IN_SERVICE.search(front):
        return "other_person"
    if words.other.search(near) and not _EXPERIENCE.search(behind[:60]):
        return "other_person"
    if not asks and not words.experience.search(f"{front} {behind}") and "experience" not in behind:
        return "other_person"
    if sentence.section == "preferred" or _wished_for(front, behind):
        return "prior"
    if _COMPANY_BEFORE.search(front) and _COMPANY_BEHIND.search(behind[:60]):
        return "other_person"
    if sentence.section in _ELSEWHERE and not _EXPERIENCE.search(front[-40:] + behind[:80]):
        return "other_person"
    return "asserted"


# Wishes that stand in front of what is wished for; behind a figure they speak of what follows ("5+ years, ideally in fintech").
_FORWARD = ("ideally", "preferably", "idealerweise", "idéalement", "preferibilmente", "preferentemente")
# "MBA preferred, 5+ years of experience": the wish is of what stands before it.
_OF_THE_ITEM_BEFORE = re.compile(r"\s*(?:[,;.)]|and\b|with\b|but\b)")
_OF_A_DEGREE = re.compile(r"\b(?:degree|field|discipline|mba|master's|bachelor's|phd|certification)s?[\w\s]{0,20}$")
_WISHED_BEHIND = re.compile(
    r"[^;.,(]{0,150}[,(]\s?(?:is |are |strongly |highly |but )?"
    r"(?:preferred|desired|desirable|a plus|nice to have|not required|optional)\s*(?:[.;)]|$)"
)


def _wished_for(front: str, behind: str) -> bool:
    """Whether the figure itself is only wished for: "ideally 5+ years", "3 years preferred"; not "5+ years, ideally in fintech"."""
    words = years_words()
    nearest = re.split(r"[.;!?]", front[-40:])[-1]
    for found in words.preferred.finditer(nearest):
        before = _OF_THE_ITEM_BEFORE.match(nearest, found.end()) or _OF_A_DEGREE.search(nearest[: found.start()])
        if found.group() in _FORWARD or not before:
            return True
    if _WISHED_BEHIND.match(behind):
        return True
    clause = re.split(r"[,;.(]|\bincluding\b", behind, maxsplit=1)[0]
    wish = words.preferred.search(clause)
    return wish is not None and wish.group() not in _FORWARD and not _OF_WHAT_FOLLOWS.match(clause, wish.end())


# "3 years of experience preferred in ..."; a heading of its own that lost its line break ("... experience Preferred skills").
_OF_WHAT_FOLLOWS = re.compile(r"\s*(?:in|with|at|for|from|experience|skills|qualifications)\b")


def required_years(finds: list[YearsFind]) -> YearsFind | None:
    """Return the figure that the posting requires, or None.

    Product management comes first, then product management or another profession; the bachelor's figure before the master's, a figure of
    the whole work before one of a part.
    """
    asked = [find for find in finds if find.context == "asserted"]
    if not asked:
        return None
    # A figure of product management among other professions says more than one of any work.
    product = (
        [find for find in asked if find.is_pm and not find.blended]
        or [find for find in asked if find.is_pm]
        or [find for find in asked if find.blended]
    )
    if product:
        return next((find for find in product if not find.advanced_degree), product[0])
    whole = (
        [find for find in asked if not find.part and not find.advanced_degree]
        or [find for find in asked if not find.advanced_degree]
        or asked
    )
    return whole[0]
