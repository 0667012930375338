"""A title without what is no part of it: gender marks and requisition ids. What its words mean is none of this module's business."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from extractors.fields import fold

_LONGEST = 1_000
_MOST_PASSES = 8

_FULL_WIDTH = str.maketrans("（）［］【】｛｝｜／＃－：，", "()[][]{}|/#-:,")
_BRACKETS = re.compile(r"[(\[{]([^()\[\]{}]{0,60})[)\]}]\*?")
_LETTER_MARK = r"(?:[mwfdxhvikg]|div|divers|gn)"
# Out of brackets three letters with slashes, or two that are a mark in some language: "m/w/d", "H/F", "M/V"; "H/W" is hardware.
_PAIR = r"(?:m\s?/\s?[wfv]|[wv]\s?/\s?m|f\s?/\s?[mh]|h\s?/\s?[mf])"
_BARE_GENDER = re.compile(rf"(?<![\w/*+&])(?:{_LETTER_MARK}(?:\s?[/|]\s?{_LETTER_MARK}){{2,4}}|{_PAIR})\*?(?![\w/*+&])", re.IGNORECASE)
# What is left of a mark where a title was cut off: "(m/w", "(m/", "(".
_CUT_GENDER = re.compile(rf"[(\[{{]\s?(?:[mwfhd]|(?:{_LETTER_MARK}\s?[/|]\s?){{1,4}}{_LETTER_MARK}?)?$", re.IGNORECASE)
_GENDER_SPLIT = re.compile(r"[\s/|,.;:*•·_+&\\-]+|\bund\b|\bor\b|\band\b|\boder\b")
_ID = r"(?P<letters>[A-Z]{0,5})(?:\d{1,4}(?=[-_]))?[-_ ]?(?P<digits>\d{3,9})(?:[-_]\d{1,4})?"
_WHOLE_ID = re.compile(rf"#?\s?{_ID}", re.IGNORECASE)
_SEPARATOR = r"\s*(?:\s[-–—]+\s?|[-–—]\s|[|/:•·,]|\s)\s*"
_LAST = re.compile(rf"(?P<separator>{_SEPARATOR})(?P<mark>#\s?)?{_ID}$")
_FIRST = re.compile(rf"^(?P<mark>#\s?)?{_ID}(?P<separator>\s*(?:\s[-–—]+|[-–—]\s|[|/:•·])\s*)")
_YEAR = re.compile(r"(?:19|20)\d\d")
# The same as a span: "2026-27", "2026-2027"
_SPAN = re.compile(r"(?:19|20)\d\d[-_](?:\d\d|(?:19|20)\d\d)")
# An event or a class: "LINK 2026".
_NAMED_YEAR = re.compile(r"[A-Z]{2,5} (?:19|20)\d\d(?!\d)(?![-_]\d)")
# Series and models are round ("RPG 4000"); so is one id of a thousand.
_ROUND = re.compile(r"[1-9]\d?000")
# Letters that say "requisition".
_REQUISITION = ("R", "JR", "REQ")
_EDGES = " -–—|,;/·•:"


@lru_cache(maxsize=65_536)
@lru_cache(maxsize=32_768)  # many postings share a title
def _cleaned(stated: str) -> str:
    whole = fold(stated.translate(_FULL_WIDTH))
    title = whole
    for _ in range(_MOST_PASSES):
        before = title
        title = _BRACKETS.sub(_bracket, title)
        title = _tidy(_without_id(_BARE_GENDER.sub(" ", title) if "/" in title or "|" in title else title))
        if title == before:
            break
    return title if sum(map(str.isalpha, title)) > 1 else whole


def clean_title(stated: str) -> str:
    """Returns the title on one line without gender marks and requisition ids, its brackets in ASCII.

    Years, levels ("PM II", "L5") and names with figures ("Office 365") stay, as do endings such as "*in". Where nothing would be left, the
    title comes back with its white space folded; a title without any readable character as it is.
    """
    return _cleaned(stated[:_LONGEST]) or stated[:_LONGEST]


def _bracket(found: re.Match[str]) -> str:
    inside = found[1].strip()
    return " " if _is_gender(inside) or not inside else found[0]


def _is_gender(text: str) -> bool:
    plain = text.casefold().strip(" *.")
    if plain in _table()["gender"]["alone"]:
        return True
    marks = [mark for mark in _GENDER_SPLIT.split(plain) if mark]
    # One sex alone is a condition or a size ("M"), not a mark; "(d/x)" names neither.
    return (
        2 <= len(marks) <= 6
        and len(set(marks)) > 1
        and all(mark in _table()["gender"]["words"] for mark in marks)
        and not {*marks} <= {"d", "x", "i", "any", "all"}
        and {*marks} != {"h", "w"}
    )


def _without_id(title: str) -> str:
    bracket = _BRACKETS.match(title)
    if bracket and _is_id(bracket[1], least=3):
        return title[bracket.end() :]
    last = list(_BRACKETS.finditer(title[-80:]))[-1:]
    if last and last[0].end() == len(title[-80:]) and _is_id(last[0][1], least=4):
        return title[: len(title) - len(last[0][0])]
    worded = _worded()
    for pattern in worded:
        if found := pattern.search(title):
            return title[: found.start()] + " " + title[found.end() :]
    found = _LAST.search(title[-60:])
    if found and _standing(found, bare=not found["separator"].strip()):
        return title[: len(title) - len(found[0])]
    found = _FIRST.match(title)
    return title[found.end() :] if found and _standing(found, bare=False) else title


def _standing(found: re.Match[str], *, bare: bool) -> bool:
    """Says whether these letters and figures, outside of brackets, are an id."""
    letters, digits = found["letters"], found["digits"]
    if found["mark"]:
        return not letters and len(digits) >= 3
    if letters and not letters.isupper():
        return False
    if bare or "," in found["separator"]:
        return letters in _REQUISITION and len(digits) >= 4
    return len(digits) >= 4 and _no_name(letters, digits, found[0])


def _is_id(text: str, *, least: int) -> bool:
    """Says whether what stands in brackets is an id."""
    text = text.strip()
    if any(pattern.fullmatch(f" {text}") for pattern in _worded()):
        return True
    found = _WHOLE_ID.fullmatch(text)
    if not found or (found["letters"] and not found["letters"].isupper()):
        return False
    if text.startswith("#"):
        return True
    return len(found["digits"]) >= least and _no_name(found["letters"], found["digits"], text)


def _no_name(letters: str, digits: str, text: str) -> bool:
    known = _table()["requisition"]
    if letters.casefold() in known["not_before"] or digits in known["numbers"]:
        return False
    if letters and letters not in (*_REQUISITION, "ID", "JOB", "NO") and (_ROUND.fullmatch(digits) or _NAMED_YEAR.search(text)):
        return False
    return (bool(letters) and letters not in ("FY", "SY", "Q")) or not (_YEAR.fullmatch(digits) or _SPAN.search(text) or len(digits) < 3)


@cache
def _worded() -> tuple[re.Pattern[str], ...]:
    """Returns the patterns of "Req 2582" and "Job ID: 182 -", at the end and at the beginning."""
    words = "|".join(re.escape(word).replace(r"\ ", r"[\s-]?") for word in _table()["requisition"]["words"])
    marked = rf"(?:{words})\s?[.:#-]{{0,2}}\s?#?\s?(?!(?:19|20)\d\d\b)[A-Z]{{0,3}}-?\d{{3,9}}(?:-\d{{1,4}})?"
    return (
        re.compile(rf"(?:\s*[-–—|,/:•]++\s*|\s){marked}$", re.IGNORECASE),
        re.compile(rf"^{marked}\s*[-–—|:•]+\s*", re.IGNORECASE),
    )


def _tidy(title: str) -> str:
    """Takes away what the cuts left: separators at the ends and twice in a row, blanks before commas and in brackets."""
    title = re.sub(r"([(\[])\s*[,;/|-]?\s+", r"\1", re.sub(r"[\s,;/|]+([)\]])", r"\1", title)) if "(" in title or "[" in title else title
    title = re.sub(r"\s([-–—|,])(?:\s\1)+(?=\s)", r" \1", " ".join(title.split()))
    title = re.sub(r"\s+,", ",", title)
    title = re.sub(r",+(?=\s[-–—|])", "", title)
    bare = _paired(title.lstrip(_EDGES.rstrip(":")).rstrip(_EDGES))
    return bare or title


def _paired(title: str) -> str:
    """Returns the title without brackets at its end that have no partner, and without what is left of a gender mark in one."""
    for opening, closing in ("()", "[]", "{}"):
        unclosed = title.count(opening) - title.count(closing)
        while unclosed > 0 and (cut := _CUT_GENDER.match(title, title.rfind(opening))):
            title = title[: cut.start()].rstrip(_EDGES)
            unclosed -= 1
        while unclosed < 0 and title.endswith(closing):
            title = title[:-1].rstrip(_EDGES)
            unclosed += 1
    return title


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parents[1] / "tables" / "titles.toml").read_text(encoding="utf-8"))
