"""Is a title product management, and which words of it say so?"""

from classifiers.title_words import FamilyKind, Word, any_phrase, find_phrase, title_tables


def find_family(words: list[Word]) -> tuple[FamilyKind, int, int] | None:
    """Return the family phrase that stands first among the strongest kind (kind, first word, last word), or None."""
    tables = title_tables()
    found: list[tuple[FamilyKind, int, int]] = []
    for at in range(len(words)):
        length = find_phrase(words, tables.families, at)
        if length:
            found.append((tables.families[tuple(word.text for word in words[at : at + length])], at, at + length - 1))
    fields = [first for kind, first, _ in found if kind == "field"]
    heads = {at for at in range(len(words)) if _is_head(words, at, fields)}
    found.sort(key=lambda row: row[1])
    wanted_kinds = ("officer", "person", "field", "short")
    if any(kind == "short" and first > 0 and find_phrase(words, tables.before, first - 1) for kind, first, _ in found):
        # "Senior PMT, CloudFront Product Management": the level word stands with the short form.
        wanted_kinds = ("officer", "person", "short", "field")
    for wanted in wanted_kinds:
        for kind, first, last in found:
            if kind != wanted:
                continue
            if kind == "field" and (heads or not _leads(words, first, last)):
                continue
            if kind == "officer" and any_phrase(words, tables.serves):
                continue
            if kind == "short" and _not_short(words, heads, first):
                continue
            return kind, first, last
    return None if any_phrase(words, tables.serves) else _bare_product(words)


def _is_head(words: list[Word], at: int, fields: list[int]) -> bool:
    """Another trade's word counts where it ends its part ("Analyst - Product Management") or shares the part of the field's name."""
    length = find_phrase(words, title_tables().heads, at)
    if not length:
        return False
    ends = at + length == len(words) or words[at + length].part != words[at].part
    return ends or any(words[field].part == words[at].part for field in fields)


def _not_short(words: list[Word], heads: set[int], first: int) -> bool:
    """ "PM" as a time of day, a shift, or behind another trade's word."""
    tables = title_tables()
    behind = words[first + 1] if first + 1 < len(words) and words[first + 1].part == words[first].part else None
    if words[first].text == "apm" and behind is not None and not find_phrase(words, tables.anywhere, first + 1):
        # "APM Insights" is performance monitoring; "APM Rotational Program" is ours.
        return behind.text not in tables.programme
    others = any_phrase(words, tables.alone) or any_phrase(words, tables.not_short)
    return bool(heads) or others or (first > 0 and words[first - 1].text.isdigit())


def _leads(words: list[Word], first: int, last: int) -> bool:
    """Whether a leader's, level's or learner's word stands in the title beside the name of the field."""
    tables = title_tables()
    for at in range(len(words)):
        if first <= at <= last:
            continue
        for phrases in (tables.leaders, tables.before, tables.anywhere, tables.manager_of):
            if find_phrase(words, phrases, at):
                return True
    return False


def _bare_product(words: list[Word]) -> tuple[FamilyKind, int, int] | None:
    """ "Head of Product", "Director, Product", "Product Director": "product" with nothing else behind it in its part."""
    tables = title_tables()
    for at, word in enumerate(words):
        if word.text not in tables.product:
            continue
        following = words[at + 1] if at + 1 < len(words) else None
        if following is not None and following.part == word.part and (following.text,) in tables.leaders_after:
            return "product", at, at + 1
        if (
            following is not None
            and following.part == word.part
            and following.text not in tables.product_tail
            and not _names_area(words, at)
        ):
            continue
        if any(find_phrase(words, tables.heads, later) for later in range(at + 1, len(words)) if words[later].part == word.part):
            continue
        before = at - 1
        if before >= 0 and words[before].text in ("of", "de", "di", "do", "du"):
            before -= 1
        leader = _head_of_area(words, at)
        if leader is not None:
            return "product", leader, at
        for length in (3, 2, 1):
            if before - length + 1 >= 0 and tuple(w.text for w in words[before - length + 1 : before + 1]) in tables.leaders:
                if words[before].text not in tables.leads_anything and not _only_level_words(words, before, word):
                    break  # "Group Product", "Engineering Manager, Product": a team's name
                return "product", before - length + 1, at
    return None


def _head_of_area(words: list[Word], at: int) -> int | None:
    """ "Head of Payments Product": the leader's word, when at most three words of an area stand between it and "product"."""
    tables = title_tables()
    last_of_part = at + 1 == len(words) or words[at + 1].part != words[at].part
    if not last_of_part or words[at].text.endswith("s"):  # "Director of Structured Products" sells them
        return None
    for of in range(at - 1, max(at - 5, 0), -1):
        if words[of].part != words[at].part or words[of].text == "and" or find_phrase(words, tables.heads, of):
            return None
        if words[of].text == "of" and words[of - 1].part == words[at].part:
            return of - 1 if words[of - 1].text in tables.leads_anything else None
    return None


def _only_level_words(words: list[Word], at: int, product: Word) -> bool:
    tables = title_tables()
    own = [index for index, word in enumerate(words) if word.part == words[at].part and word is not product and word.text != "of"]
    if words[at].part == product.part and not any(words[index + 1].text == "of" for index in own if index + 1 < len(words)):
        return False
    return all((words[index].text,) in tables.leaders or (words[index].text,) in tables.before for index in own)


def _names_area(words: list[Word], at: int) -> bool:
    """ "Head of Product Lending": an area behind "product" is fine unless it makes another trade of it ("Product Marketing")."""
    tables = title_tables()
    return (
        at >= 2
        and words[at - 1].text == "of"
        and words[at - 2].text in ("head", "director", "vp", "president")
        and not find_phrase(words, tables.heads, at + 1)
        and words[at + 1].text in tables.areas
    )
