"""Whose years a figure counts: of product management alone, of a part of the work, or of another profession as well."""

import re

from classifiers.years_words import years_words

# "At least 3 years of product management experience or at least 3 years of experience in design": the second route is another trade's.
_OTHER_ROUTE = re.compile(r"\bor (?:at least|a minimum of|minimum|minimum of)? ?$")
# Between "product management" and its figure: "Product management: 5+ years", "as a product manager (5 years)".
_LEADS_TO_FIGURE = re.compile(
    r"[\s:(–,-]*(?:experience|for|at least|minimum|min|of|over|a minimum of|with|roles?)?"
    r"[\s:(–,-]*(?:(?:of|at least|a minimum of|minimum|over)\s*){0,2}"
)
# A clause ends here; "e.g." does not end it.
_CLAUSE_END = re.compile(r";|(?<!e\.g)(?<!i\.e)\.(?!\w)|, (?:including|with|and \d)|\bincluding\b")
_LEADING_IN = re.compile(r"\s*(?:of |experience |relevant )*")
# "Working with product managers" is another trade's experience.
_BESIDE = re.compile(r"\b(?:with|alongside|supporting|for|to|by)\s(?:[\w-]+\s){0,2}$")
_PERSONS = re.compile(r"product (?:manager|owner|leader)s\b")
# Between a figure and "product management" where they do not belong together ("5 years in banking, strong product management skills").
_APART = re.compile(
    r"\b(?:ideally|preferably)\b(?! \d)|, (?:and|strong|solid|excellent|eager|interest\w*|passion\w*"
    r"|knowledge|ability|familiar\w*|understanding)\b"
)
# "5+ years of work experience" says of what it is, whatever stands in front ("a product manager with ...").
_ANY_WORK = re.compile(r"\s+(?:of )?(?:total |overall |relevant )?(?:work|working|overall|total)\s(?:experience)")


def of_product(front: str, behind: str) -> tuple[bool, bool, bool]:
    """Return whether a figure is of product management alone; of a part of the work only; of product management or another profession."""
    words = years_words()
    clause = _CLAUSE_END.split(behind, maxsplit=1)[0]
    product = _own_product(clause)
    begin = _LEADING_IN.match(clause).end()  # type: ignore[union-attr]
    if words.leading.match(clause, begin):
        return False, True, False
    part = words.parts.match(clause, begin)
    # "5+ years of data and API product management" is not of data alone.
    if part and (
        product is None or not re.fullmatch(r"[\w\s/&-]*", between := clause[part.end() : product.start()]) or " experience " in between
    ):
        return False, True, False
    if product is None and not words.product.search(behind) and not _ANY_WORK.match(behind):
        # "Product management: 5+ years", "as a product manager (5+ years)"; not "... of product management or at least 5 years".
        for ahead in words.product.finditer(front, max(0, len(front) - 45)):
            if _LEADS_TO_FIGURE.fullmatch(front, ahead.end()):
                return not _OTHER_ROUTE.search(behind[-45:]), False, False
    if product is None:
        shared = _SHARED.search(clause)
        if shared and _alternative(clause, shared):
            return False, False, True
        return False, words.parts.search(clause[:60]) is not None, False
    if _alternative(clause, product) or _OTHER_ROUTE.search(behind[-45:]):
        return False, False, True
    return True, False, not _ABOUT_PRODUCT.search(product.group())


def _own_product(clause: str) -> re.Match[str] | None:
    """The first words of product management that say what the figure is of."""
    for product in years_words().product.finditer(clause):
        before = clause[: product.start()]
        if _APART.search(before):
            return None
        if not (_PERSONS.match(clause, product.start()) and _BESIDE.search(before[-40:])):
            return product
    return None


# "In a similar role" is product management too, as this job is, but says less than its name.
_ABOUT_PRODUCT = re.compile(r"pro[dt]|pm")
# "Product or program management": the second noun is shared.
_SHARED = re.compile(r"(?<!\w)product(?=\s?/\s?\w|,? (?:and/or|or) |, )")
# Words that may stand between the trade and its alternative ("product management experience or ...").
_TAIL = r"(?:\s(?:experience|roles?|positions?|work|capacity|background|function|leadership))*"
_OR = re.compile(
    _TAIL + r"(?:\s\([^()]{0,60}\)(?= or ))?\s{0,2}\(?(?:,? ?(?:and/or|or|oder|ou|oppure) |\s?/\s?|, (?P<list>))"
    r"(?:working\s(?=as|in))?(?:(?:as|of|in|an?|the|other|either|for)\s){0,2}(?P<next>.{0,70})"
)
# What is none of the trade's own other names: "product management or product strategy".
_OWN_NAMES = re.compile(
    r"(?:related |similar |technical |digital )?product[ -](?:manage\w*|strateg\w+"
    r"|owner\w*|lead\w*|roles?|positions?|focused|adjacent|related|line)"
)
# "... or a similar role", "... or equivalent", "... or an MBA": no other profession.
_NO_OTHER = re.compile(
    r"(?<![\w-])(?:similar|related|relevant|equivalent|comparable|adjacent|applicable|analogous|like|same|higher|above|more|better|both"
    r"|senior|lead|leadership|owner(?:ship)?|managers?|pms?|po|gpm|mba|master|bachelor|degree|combination|proven|demonstrated|have|has|transferable"
    r"|lob)(?!\w)|□|\d"
)
_STOPS = re.compile(
    r"\b(?:with|in|of|for|at|within|on|from|to|across|ideally|preferably|preferred|strong|solid|excellent|proven|demonstrated|especially|particularly|specifically|including|who|that"
    r"|working|closely|owning|building|leading|driving|delivering|shipping|launching)\b"
)
# "... or AI development", "... or data experience": whatever it is, another field counts.
_ANY_FIELD = re.compile(
    r"[\w&/'-]+(?: [\w&/'-]+){0,3}?(?= experience| roles?\b| position| background| development| capacity|\s*$|\s*[,.(]| (?:in|with|at)\b)"
)
_FIELD = r"(?:(?!and\b|or\b)[\w&/'-]+ ?){1,3}"
_FIELDS = re.compile(rf"{_FIELD}(?:, {_FIELD}){{1,3}}, (?:and/)?or \w|{_FIELD}, (?:and/)?or \w")
_PERSON = r"(?:developer|engineer|analyst|admin|administrator|consultant|architect|designer|founder|marketer|scientist)s?\b"
# "As a product manager for a developer tool, or as a developer", "... in a start-up or a general management role".
_FAR = re.compile(
    r"\bor (?:(?:as|in|of) )?an? (?:[\w/-]+ ){0,3}?(?:"
    + _PERSON
    + r"|(?:management|analytics|engineering|design|consulting|marketing|finance|strategy|operations|technical)"
    r" (?:role|position|capacity|background)\b)"
)
_BEFORE = re.compile(r"(?P<before>[\w\s,/&()'-]{2,70})(?:,|/|\bor\b|\band/or\b|\boder\b|\bou\b)\s*(?:[\w-]+\s){0,2}$")
_NAMED = re.compile(_TAIL + r"\s?[,(]?\s?(?:such as|like|e\.g\.,?|i\.e\.,?)\s[^.;)]{0,60}?\b" + _PERSON)
_SUCH_AS = re.compile(r"\b(?:such as|e\.g\.,?|like)\s(?P<before>[\w\s,/&-]{2,60})\band\s*(?:an? )?$")
_SHARED_BEFORE = re.compile(
    r"\b(?:program|programme|project|category|brand|general|engineering|portfolio|service) ?(?:management ?)?"
    r"(?:/|,? or |,? and/or )\s?(?:[\w-]+\s){0,2}$"
)


# "Software, technology, or data product management": kinds of product management, no other professions.
_KINDS = re.compile(
    r"(?:\b(?:software|hardware|technology|technical|data|digital|platform|mobile|web|saas|ai)(?:,|/|\b)\s?(?:(?:and/or|or|and)\s)?){2,5}$"
)


def _alternative(clause: str, product: re.Match[str]) -> bool:
    """Another profession stands beside product management as an alternative ("product management, consulting or engineering")."""
    words = years_words()
    rest = clause[product.end() : product.end() + 130]
    lead = _KINDS.sub("", clause[max(0, product.start() - 80) : product.start()])
    after = _OR.match(rest)
    if after:
        following = _OWN_NAMES.sub("□", after.group("next"))
        stop = _STOPS.search(following)
        near = following[: stop.start()] if stop else following
        for match in words.professions.finditer(near):
            if match.start() <= 34:
                return True
        if after.group("list") is not None:
            fields = _FIELDS.match(following)
            if (
                fields
                and (stop is None or stop.start() >= fields.end() - 1)
                and not _NO_OTHER.match(near)
                and not re.search(r"ing\b|strong|excellent|proven|solid", near)
            ):
                return True
        elif near.strip() and not _NO_OTHER.search(near[:40]) and not near.startswith("management") and _ANY_FIELD.match(following):
            return True
    if _NAMED.match(rest) or _FAR.search(_OWN_NAMES.sub("□", rest)):
        return True
    preceding = _BEFORE.search(lead) or _SUCH_AS.search(lead)
    return bool(_SHARED_BEFORE.search(lead) or (preceding and words.professions.search(preceding.group("before"))))
