"""A title read as a grammar: is it product management, and which level do its own words say?

A title is cut into parts at commas, dashes, slashes, pipes, colons and brackets. The part that holds the family phrase ("product manager")
may carry level words in front of it; behind it only a part that is wholly a level word counts, so that "Product Manager, Senior Living"
and "Product Manager, Consumer Group" say no level. All words come from tables/titles.toml.
"""

from dataclasses import replace
from functools import lru_cache

from classifiers.classification import Level
from classifiers.title_family import find_family
from classifiers.title_words import (
    HINT,
    LADDER,
    MAX_TITLE,
    FamilyKind,
    LevelKind,
    TitleReading,
    Word,
    find_phrase,
    split_words,
    title_tables,
)


@lru_cache(maxsize=65_536)
def read_title(title: str) -> TitleReading:
    """Return what a title's own words say; any string is read, an empty one is not product management."""
    title = title[:MAX_TITLE]
    if not HINT.search(title):
        return _not_pm("no phrase of product management")
    words = split_words(title)
    family = find_family(words)
    if family is None:
        return _not_pm("no phrase of product management stands by itself")
    kind, first, last = family
    if kind in ("person", "short", "field") and any(
        find_phrase(words, title_tables().stronger, at) for at in range(len(words)) if at <= last or words[at].part == words[first].part
    ):
        return _not_pm("the title names another trade")
    reading = _level(words, kind, first, last)
    if kind == "officer":
        return replace(
            reading,
            level="above",
            kind="plain",
            word=" ".join(word.text for word in words[first : last + 1]),
            start=words[first].start,
            end=words[last].end,
        )
    if kind == "short" and reading.level is None and words[first].text in ("apm", "gpm"):
        level: Level = "apm" if words[first].text == "apm" else "group"
        return replace(
            reading,
            level=level,
            kind="apm" if level == "apm" else "plain",
            word=words[first].text,
            start=words[first].start,
            end=words[first].end,
        )
    if reading.level not in (None, "apm") and reading.end <= words[first].start and _in_brackets(title, reading.start):
        # "(Senior) Product Manager": either, so the lower where the text is silent.
        reading = replace(reading, level=None, kind="none", optional=True, other=reading.level, why="a level word in brackets")
    if reading.level is None and tuple(word.text for word in words[first : last + 1]) in title_tables().product_lead:
        reading = replace(reading, kind="product_lead", word=" ".join(word.text for word in words[first : last + 1]))
        reading = replace(reading, start=words[first].start, end=words[last].end)
    second = _second_person(words, last) if kind == "person" and not reading.optional else None
    if second is not None:
        later = _level(words, kind, second[0], second[1])
        if later.level not in (None, reading.level, "apm"):
            # "Product Manager / Sr. Product Manager", "Senior or Principal ...": the first is mostly the lower of the two.
            return replace(reading, optional=True, other=later.level, why="two levels in one title")
    return reading


def _in_brackets(title: str, at: int) -> bool:
    return title.rfind("(", 0, at) > title.rfind(")", 0, at)


def _second_person(words: list[Word], last: int) -> tuple[int, int] | None:
    for at in range(last + 1, len(words)):
        length = find_phrase(words, title_tables().families, at)
        if (
            length
            and title_tables().families[tuple(word.text for word in words[at : at + length])] == "person"
            and words[at].part != words[last].part
        ):
            return at, at + length - 1
    return None


def _not_pm(why: str) -> TitleReading:
    return TitleReading(
        family="not_pm", family_kind="none", level=None, kind="none", word=None, start=0, end=0, optional=False, other=None, why=why
    )


def _level(words: list[Word], kind: FamilyKind, first: int, last: int) -> TitleReading:
    tables = title_tables()
    part = words[first].part
    found: list[tuple[Level, LevelKind, int, int]] = []
    skip = 0
    at = 0
    while at < len(words):
        blocked = find_phrase(words, tables.not_level, at)
        if blocked:
            at += blocked
            continue
        grade = find_phrase(words, tables.grades, at)
        if grade and kind != "product" and not (at + grade == first and kind == "short"):
            skip += 1
            at += grade
            continue
        step = _level_word(words, at, kind, first, last, part, found)
        at += max(step, 1)
    if kind in ("field", "product") and not found:
        found += _manager_of(words)
    elif kind in ("field", "product") and all(level == "senior" for level, *_ in found):
        managers = _manager_of(words)
        if managers:
            found = managers
    return _settle(words, kind, found, skip)


def _level_word(
    words: list[Word], at: int, kind: FamilyKind, first: int, last: int, part: int, found: list[tuple[Level, LevelKind, int, int]]
) -> int:
    tables = title_tables()
    for phrases, allowed in (
        (
            tables.before,
            at < first or (kind == "product" and at <= last) or (kind == "field" and at > last and words[at].text in tables.leads_anything),
        ),
        (tables.behind, at > last),
        (tables.anywhere, True),
    ):
        length = find_phrase(words, phrases, at)
        if not length or not allowed:
            continue
        level, level_kind = phrases[tuple(word.text for word in words[at : at + length])]
        if phrases is tables.before and words[at].part != part and not _heads_other_part(words, at, length, kind, level):
            continue
        if phrases is tables.before and at + length - 1 < first and words[at].part == part and _interrupted(words, at + length, first):
            continue
        if phrases is tables.behind and not _by_itself(words, at, length, last):
            continue
        if level_kind == "grade" and kind == "person":
            return length
        found.append((level, level_kind, at, at + length - 1))
        return length
    return 0


def _heads_other_part(words: list[Word], at: int, length: int, kind: FamilyKind, level: Level) -> bool:
    """Whether a level word in an earlier part counts: it ends that part ("Director, Product Management") or is all of it."""
    own = [word for word in words if word.part == words[at].part]
    alone = len(own) == length
    if level == "above" and kind == "field":
        return True
    if kind in ("field", "product"):
        return alone or own[-1] is words[at + length - 1] or level == "above"
    return alone or (level == "above" and own[-1] is words[at + length - 1])


def _interrupted(words: list[Word], at: int, first: int) -> bool:
    """Whether a level word belongs to somebody else ("Lead to Product Manager")."""
    return any(word.text in ("to", "for") for word in words[at:first])


def _by_itself(words: list[Word], at: int, length: int, last: int) -> bool:
    """Directly behind the family phrase ("Product Manager II"), or a part of its own behind it ("Product Manager, Senior")."""
    own = [word for word in words if word.part == words[at].part and not word.text.isdigit()]
    if at == last + 1 and words[at].part == words[last].part:
        rest = words[at + length] if at + length < len(words) else None
        if rest is not None and rest.text in ("years", "year", "yrs"):
            return False  # "Product Lead - 5+ years"
        short = words[at].text in ("i", "ii", "iii", "iv", "v", "vi") or words[at].text.isdigit()
        return short or rest is None or rest.part != words[at].part
    return len(own) == length and words[at].part != words[last].part and not words[at].text.isdigit()


def _manager_of(words: list[Word]) -> list[tuple[Level, LevelKind, int, int]]:
    tables = title_tables()
    for at in range(len(words)):
        length = find_phrase(words, tables.manager_of, at)
        if length:
            level: Level = "senior" if words[at].text in ("senior", "sr") else "mid"
            return [(level, "manager_of", at, at + length - 1)]
    return []


def _settle(words: list[Word], kind: FamilyKind, found: list[tuple[Level, LevelKind, int, int]], skipped: int) -> TitleReading:
    if not found:
        why = "a corporate grade, read as if it were not there" if skipped else "no level word"
        return TitleReading(
            family="pm", family_kind=kind, level=None, kind="none", word=None, start=0, end=0, optional=False, other=None, why=why
        )
    above = [row for row in found if row[0] == "above"]
    learner = [row for row in found if row[0] == "apm"]
    if above:
        chosen, other = above[0], None
    elif learner:
        chosen, other = learner[0], None
    else:
        # "Group" and "Principal" beside "Lead" or "Senior" of the same phrase are the higher word; two words in two parts are a span.
        ordered = sorted(found, key=lambda row: LADDER.index(row[0]))
        span = len({words[row[2]].part for row in found}) > 1 and ordered[0][0] != ordered[-1][0]
        chosen = ordered[0] if span else ordered[-1]
        other = ordered[-1][0] if span else None
    level, level_kind, at, end = chosen
    start_position, end_position = words[at].start, words[end].end
    return TitleReading(
        family="pm",
        family_kind=kind,
        level=level,
        kind=level_kind,
        word=" ".join(word.text for word in words[at : end + 1]),
        start=start_position,
        end=end_position,
        optional=other is not None,
        other=other,
        why="level word",
    )


def is_candidate(title: str) -> bool:
    """Return whether a title may be product management and its text is worth reading: the gate, cheap and before any text work."""
    return read_title(title).family == "pm"
