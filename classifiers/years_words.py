"""The words of tables/years.toml as patterns: what a figure of years looks like, and what stands around it."""

import re
from dataclasses import dataclass
from functools import cache

from classifiers.tables import read_table

# "5 years in product", alone or with what may follow the trade.
_IN_PRODUCT = (
    r"(?<!\w)(?:in|of|across) product(?=\s*(?:$|[,.;:()/&–—-]\s|\)|(?:or|and|and/or|in|at|with|for|within|on|to|across|ideally|preferably"
    r"|roles?|teams?|building|leading|working|organi[sz]ations?)\b))"
)

# "5 years managing technically complex products".
_MANAGING_PRODUCTS = (
    r"(?<!\w)(?:managing|management of) (?:(?!and\b|or\b|with\b)[\w/-]+ ){0,3}products?\b"
    r"(?= *(?:$|[,.;:()]|(?:and|or|in|for|from|at|with|through)\b))"
)


@dataclass(frozen=True, slots=True)
class YearsWords:
    """Each field is one list of the table."""

    figure: re.Pattern[str]
    bare: re.Pattern[str]
    labelled: re.Pattern[str]
    hint: re.Pattern[str]
    numbers: dict[str, int]
    months: frozenset[str]
    experience: re.Pattern[str]
    other: re.Pattern[str]
    product: re.Pattern[str]
    professions: re.Pattern[str]
    parts: re.Pattern[str]
    leading: re.Pattern[str]
    ours: re.Pattern[str]
    at_most: re.Pattern[str]
    preferred: re.Pattern[str]
    bachelor: re.Pattern[str]
    advanced: re.Pattern[str]
    alone: tuple[re.Pattern[str], re.Pattern[str]]  # what may stand in front of and behind a figure that is a sentence of its own
    alone_of: re.Pattern[str]


def any_of(phrases: list[str]) -> re.Pattern[str]:
    """Return the pattern of any of these phrases as whole words, the longest first."""
    ordered = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(r"(?<![\w])(?:" + "|".join(map(re.escape, ordered)) + r")(?![\w])")


@cache
def years_words() -> YearsWords:
    """Return the patterns. Raises ValueError that names the table when it is broken."""
    table = read_table("years.toml")
    units = table["units"] + table["months"]
    number = r"\d{1,2}(?:\.5)?|" + "|".join(sorted(table["numbers"], key=lambda word: (-len(word), word)))
    unit = "|".join(sorted(map(re.escape, units), key=lambda word: (-len(word), word)))
    again = rf"(?:\((?:{number})(?:\s?[-–]\s?(?:{number}))?\+?\)\s{{0,2}})?"  # "five (5) years", "three to five (3-5) years"
    # Bounded repeats only: no input makes this slow.
    figure = re.compile(
        rf"(?<![\d$€£])(?<!\d[.,])(?<!\w[-–])(?<![a-z]{{2}}(?=[a-z]))(?P<low>{number})\s{{0,2}}{again}"
        r"(?:\\?\+|\(\+\)|-?plus|or more|and more|ou plus|o más|ou mais|\*)?\s{0,2}"
        rf"(?:(?:\\?-|–|—|to|~|bis|à|a|or|/|and|und|et|y|e)\s{{0,2}}(?:{number})\s{{0,2}}{again}\\?\+?\s{{0,2}})?"
        rf"(?:\\?\+\s{{0,2}}|plus\s|or more\s|full\s|solid\s)?-?(?P<unit>{unit})(?:\(s\))?(?:(?![a-z])|(?=of\b|experience))"
    )
    return YearsWords(
        figure=figure,
        # "8+ years of experience, 3+ in product management": the unit is said once.
        bare=re.compile(
            rf"(?<![\w.,$€£-])(?P<low>{number})\s?(?:\+\s|(?<=least \d)\s|(?<=least \d\d)\s)"
            r"(?:of (?:these|those|them|which) )?(?=(?:in|as)\s)"
        ),
        labelled=re.compile(
            rf"\b(?:{unit})(?: of)?(?: (?:relevant|work|working|professional|total|required))? experience(?: required)?\s?[:–-]"
            r"\s?(?P<low>\d{1,2})\b(?!\s?[%$€£,.]?\d)"
        ),
        hint=re.compile(rf"(?:{unit})(?:(?![a-z])|(?=of\b|experience))"),
        numbers=table["numbers"],
        months=frozenset(table["months"]),
        experience=any_of([phrase.strip() for phrase in table["experience"]]),
        other=any_of(table["other"]),
        # "in product" is the trade, "in product design" another one.
        product=re.compile(
            rf"(?:{any_of(table['product']).pattern}|{_IN_PRODUCT}|{_MANAGING_PRODUCTS})"
            r"(?!(?: |-)(?:design|marketing|engineer|analy|security|support|sales|operations|quality|development(?! and)|delivery|compan))"
        ),
        professions=any_of(table["professions"]),
        parts=any_of(table["parts"]),
        leading=any_of(table["leading"]),
        ours=any_of(table["ours"]),
        at_most=any_of(table["at_most"]),
        preferred=any_of(table["preferred"]),
        bachelor=any_of(table["bachelor"]),
        advanced=any_of(table["advanced"]),
        alone=(
            re.compile(rf"[\s(:–-]{{0,3}}(?:{any_of(table['alone']['front']).pattern}[\s(:]{{0,2}}){{0,3}}"),
            re.compile(rf"[\s.'’)]{{0,3}}(?:{any_of(table['alone']['behind']).pattern})?[\s.)!]{{0,3}}"),
        ),
        alone_of=any_of(table["alone"]["of"]),
    )
