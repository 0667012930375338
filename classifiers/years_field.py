"""In which fields a posting asks for its years of experience: told only where all that a figure is of is of known fields.

What a figure is of is read as a list ("product management, data engineering or a related field"): each of its items must be the words of
a field, with nothing around them but what tables/years.toml lists. One item that is not known leaves all of them open.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import get_args

from classifiers.classification import YearsIn
from classifiers.tables import read_table
from classifiers.years_words import any_of, years_words

_ALL: tuple[YearsIn, ...] = get_args(YearsIn)
# What a figure is of ends here, at the latest.
_MOST = 150
# More items than this are no list of professions.
_MOST_ITEMS = 8
_CLAUSE_END = re.compile(r"[;:()\n•·]|(?<!\be\.g)(?<!\bi\.e)(?<!\b[a-z])[.!?](?!\w)|\s[–-]|—")
# Where, not what: "in a technology business".
_EMPLOYER = re.compile(r"\b(?:technology|tech) (?:business|company|firm|industry|sector)\b")
# Behind these stands where or how, no longer what; not where a list goes on ("in design or in research").
_WHERE = re.compile(
    r"(?<!\bor )(?<!\band )(?<!\b&)(?<!,)\s(?:in|of|for|at|with|within|on|from|to|across|by|through|under|using|including|preferably"
    r"|ideally|especially|particularly|such as|that|who|which|where|while|building|leading|driving|working|supporting|required|preferred"
    r"|desired|relating|selling|owning|delivering|defining|performing the|is|are|will|would)\b"
    r"|,\s(?:with|including|such as|preferably|ideally|preferred|required|plus|strong|solid|excellent|proven|demonstrated|especially"
    r"|particularly|having|working|owning|delivering|where|and (?:a|an|the|strong|proven))\b"
)
_BETWEEN = re.compile(r"\s?(?:,\s(?:and/or|or|and)\s|,|/|&|\b(?:and/or|or|and)\b)\s?")
# "Design and engineering": whether one of the two is enough is not said. Of three somebody rarely has all.
_BOTH = re.compile(r"\s(?:and|&)\s")
# "Product management (or product marketing)", "information technology (it) management, business analysis": the list goes on.
_CUT = re.compile(r"\((?P<aside>[^()]{0,80})\)?(?P<then>.{0,40})")
_THEN = re.compile(r"\s?(?:,|/|&|(?:and/or|and|or)\b|management\b)")
# "Or other relevant experience", "or any experience": what is asked for is not product management, only named first.
_ANY_OTHER = re.compile(
    r"\bor (?:any )?other (?!similar|related|equivalent|comparable)(?:[\w-]+ ){0,2}(?:experience|work|background)\b|\bof any kind\b"
)
# "Industry or consulting experience", "work and research experience": the first item is any work.
_SHARED = re.compile(r"(?:and/or|or|and)\b|[/,&]")
_OTHERWISE = re.compile(r"\b(?:or|and/or)\b")
# "8 years of consulting or": what follows is another figure, perhaps of another field.
_GOES_ON = re.compile(r"\bor(?: (?:at least|a minimum of|minimum(?: of)?|with))?\s*$")
# In front of a figure: "in product management, or 5+ years of engineering". A degree in its place says nothing of the field.
_WENT_BEFORE = re.compile(
    r"\b(?:experience|years?|management|roles?|owner(?:ship)?),? or (?:at least |a minimum of |minimum of |minimum )?$"
)
# "Delivering successful and innovative products", "building payment products or payment-related products"; not "data products teams".
_MAKING = re.compile(
    r"(?:building|delivering|shipping|launching|owning|bringing|scaling|developing|(?:product )?development of)"
    r"(?:(?:,|,? and|/| ?&) ?(?:building|delivering|shipping|launching|owning|deploying|scaling))?"
    r"\s(?:(?!with\b|of\b|for\b|teams?\b|as\b|that\b|which\b|work\b)[\w/&-]+,? ){0,6}?products?\b"
    r"(?! (?:manage|design|market|engineer|analy|secur|support|sales|operation|team|compan|data))"
)
_ASIDE = re.compile(r"[\w\s]{0,20}\(")
# "Working with engineers" is nobody's engineering.
_BESIDE = re.compile(r"\bwork(?:ing|ed)? (?:with|for)\b")
# Whoever builds products with these is of another profession, or of several.
_MAKERS = re.compile(
    r"\b(?:engineer\w*|developer\w*|cod(?:e|ing)|designer\w*|program(?:ming|mer\w*)|architect\w*|scientists?|full-?stack|as an?)\b"
)
_FOUNDER = re.compile(
    r"product[ -](?:minded|focused|oriented|led)?\s?(?:start-?up )?(?:co-?)?founder(?:-level)?\b|founder-level experience (?=in building )"
)


@dataclass(frozen=True, slots=True)
class _Fields:
    lead: re.Pattern[str]
    item: re.Pattern[str]
    trade: re.Pattern[str]
    founder: re.Pattern[str]
    same: re.Pattern[str]
    anywhere: re.Pattern[str]
    of_words: dict[str, YearsIn]


@cache
def _fields() -> _Fields:
    table = read_table("years.toml")
    of_words: dict[str, YearsIn] = {}
    for row in table["field"]:
        if row["name"] not in _ALL:
            raise ValueError(f"years.toml, field {row['name']}: the fields are {', '.join(_ALL)}")
        of_words |= dict.fromkeys(row["words"], row["name"])
    words, reads = any_of(list(of_words)).pattern, table["reads"]

    # Bounded repeats only, each word with its blank: no input makes this slow.
    def item(said: str) -> re.Pattern[str]:
        before, behind = any_of(reads["before"]).pattern, any_of(reads["behind"]).pattern
        return re.compile(rf"(?:{before}\s){{0,4}}?(?P<words>{said})(?:\s{behind}){{0,3}}")

    return _Fields(
        lead=re.compile(rf"(?:[\s,'’.+]{{0,3}}{any_of(reads['lead']).pattern}){{0,10}}\s{{0,3}}"),
        item=item(words),
        trade=item(any_of(reads["trade"]).pattern),
        founder=item(any_of(reads["founder"]).pattern),
        same=re.compile(rf"(?:{any_of(reads['same']).pattern}\s?){{1,6}}"),
        anywhere=re.compile(words),
        of_words=of_words,
    )


def fields_of(front: str, behind: str, other: str, *, is_pm: bool, blended: bool) -> tuple[YearsIn, ...]:
    """Return the fields that a figure is of, in the order of their table; empty where any experience counts, or it is not told.

    `front` and `behind` are the lower-case words around the figure, `other` those behind the next figure if it is the same; of product
    management and another profession is what is `blended`.
    """
    if is_pm:
        return () if _ANY_OTHER.search(behind[:_MOST]) else ("product",)
    if _WENT_BEFORE.search(front[-45:]):
        return ()
    goes_on = _GOES_ON.search(behind)
    if goes_on:
        # "3 years of product management or 3 years of engineering"; other figures would be other conditions.
        routes = [_of_route(behind[: goes_on.start()], trade=True), _of_route(other, trade=True)]
        found = frozenset[YearsIn]().union(*routes) if all(routes) and not _GOES_ON.search(other) else frozenset()
    else:
        found = _of_route(behind, trade=blended)
        if blended and found == {"product"} and not _founders_too(behind[:_MOST]):
            found = frozenset()  # the other profession was not read
    return tuple(field for field in _ALL if field in found)


def _of_route(behind: str, *, trade: bool) -> frozenset[YearsIn]:
    """The fields of one figure; the names of product management are read as such where `trade` says so."""
    clause = _CLAUSE_END.split(behind[:_MOST], maxsplit=1)[0]
    if trade and _FOUNDER.search(clause) and _founders_too(clause):
        return frozenset({"product"})
    begin = _fields().lead.match(clause).end()  # type: ignore[union-attr]
    if _BESIDE.search(clause, 0, begin):
        return frozenset()
    if not trade and _makes_products(clause, begin, behind):
        return frozenset({"product"})
    return _of_list(clause[begin:], behind[len(clause) :], trade=trade)


def _cut(rest: str, found: frozenset[YearsIn]) -> bool:
    """Whether a list goes on behind what was read of it: in a bracket, or behind one."""
    cut = _CUT.match(rest)
    if cut is None:
        return rest != "" and not _CLAUSE_END.match(rest)  # too long to be a list
    more = _THEN.match(cut["then"]) is not None and not _WHERE.match(cut["then"])
    return more or _names_other(cut["aside"], found)


def _founders_too(clause: str) -> bool:
    """Whether what stands beside product management is a founder's work, and nothing else."""
    others = _fields().founder.sub(" ", _FOUNDER.sub(" ", clause))
    if others == clause:
        return False
    return all(f"{other.group()}-" in clause for other in years_words().professions.finditer(others))  # "developer-facing products"


def _makes_products(clause: str, begin: int, behind: str) -> bool:
    making = _MAKING.match(clause, begin)
    if making is None or _MAKERS.search(clause):
        return False
    if making.group().startswith("owning"):
        return True
    rest = behind[making.end() : making.end() + 80]
    return not (_ASIDE.match(rest) and years_words().professions.search(rest))


def _of_list(phrase: str, then: str, *, trade: bool) -> frozenset[YearsIn]:
    """The fields of all items of a list ("software engineering, data engineering or a related field in fintech"), `then` behind it."""
    fields = _fields()
    if _SHARED.match(phrase):
        return frozenset()
    phrase = re.sub(r"(\bor|\band|,|/)\s(?:in|as|of)\s(?:an?\s|the\s)?", r"\1 ", phrase)
    where = _WHERE.search(phrase)
    said, rest = (phrase[: where.start()], phrase[where.start() :]) if where else (phrase, "")
    whole = fields.item.fullmatch(said.strip(" ,'’"))
    items = [said] if whole else _BETWEEN.split(said, maxsplit=_MOST_ITEMS)
    items = [item.strip(" ,'’") for item in items]
    found: set[YearsIn] = set()
    before = ""
    for at, item in enumerate(items):
        following = items[at + 1] if at + 1 < len(items) else ""
        whole = fields.item.fullmatch(f"{before}{item}")
        joined = fields.item.fullmatch(f"{item} {_head(following)}")
        if whole and joined and fields.of_words[whole["words"]] != fields.of_words[joined["words"]]:
            return frozenset()  # "marketing or business analytics": marketing analytics, or marketing
        known = whole or joined
        before = _TECHNICAL if not whole and item.startswith(_TECHNICAL) else ""
        if trade and not known:
            known = fields.item.fullmatch(f"{item} experience")  # "design" alone may be of bridges, beside product it is not
        if trade and known and _BARE.fullmatch(item) and not _PERSON.search(known.group("words")):
            return frozenset()  # "in product or graphic design": product design, or product
        if known:
            found.add(fields.of_words[known.group("words")])
        elif trade and _of_trade(item, items[at + 1 :], after="product" in found):
            found.add("product")
        elif item and not fields.same.fullmatch(item):
            return frozenset()
    if len(found) > 1 and len(items) == 2 and _BOTH.search(said):
        return frozenset()
    goes_on = _other_behind(rest, frozenset(found)) if where else _cut(then, frozenset(found))
    return frozenset() if goes_on else frozenset(found)


# The second word of "product manager/owner", "product management or leadership".
_SECOND = re.compile(r"(?:manager|management|owner|ownership|lead|leader|leadership|strategy)s?(?: (?:role|position|experience))?s?")
_BARE = re.compile(r"(?:[\w-]+\s){0,3}product")
# "Technical product or program management": both are.
_TECHNICAL = "technical "
_PERSON = re.compile(r"(?:er|yst)s?$")


def _of_trade(item: str, following: list[str], *, after: bool) -> bool:
    """Whether an item of a list names product management, or beside it a founder's work.

    "Product" alone shares the noun of a later item ("product or program management"), so "product or graphic design" is not told.
    """
    fields = _fields()
    if after and (_SECOND.fullmatch(item) or fields.founder.fullmatch(item)):
        return True
    if not fields.trade.fullmatch(item):
        return any(map(fields.trade.fullmatch, following)) and fields.founder.fullmatch(item) is not None
    if not _BARE.fullmatch(item):
        return True
    heads = (other for other in following if len(other.split()) > 1)
    other = next(heads, "")
    shared = _head(other) if not fields.trade.fullmatch(other) and not other.startswith("product ") else ""
    return not shared or shared in _SHARED_NOUNS


# With these "product" is the trade; "technical role" shares a noun that says nothing.
_SHARED_NOUNS = frozenset({"management", "manager", "managers", "role", "roles", "position", "positions", "experience"})


def _head(item: str) -> str:
    """The noun that two items share: "analyst" of "data or business analyst"."""
    known = _fields().item.fullmatch(item)
    words = known.group("words").split() if known else []
    return words[-1] if len(words) > 1 else ""  # "research" of "design or research" is whole


def _other_behind(rest: str, found: frozenset[YearsIn]) -> bool:
    """Whether what stands behind names another field: "IT experience in project management or business analysis"."""
    close = re.match(r"\s(?:in|as|of)\s", rest)
    parts = [rest[:70].split(",")[0]] if close else []
    parts += [rest[match.end() : match.end() + 50] for match in _OTHERWISE.finditer(rest)]
    return any(_names_other(part, found) for part in parts)


def _names_other(part: str, found: frozenset[YearsIn]) -> bool:
    """Whether a profession is named that is of none of the fields found."""
    fields, words = _fields(), years_words()
    part = _EMPLOYER.sub(" ", part)
    return (
        ("product" not in found and words.product.search(part) is not None)
        or words.professions.search(words.product.sub(" ", fields.anywhere.sub(" ", part))) is not None
        or any(fields.of_words[other.group()] not in found for other in fields.anywhere.finditer(part))
    )
