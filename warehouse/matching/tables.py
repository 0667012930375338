"""The tables of matching: advice, courses, words, weights."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

VERSION = "1.0.0"
_NAMES = ("advice", "courses", "industries", "occupations", "weights", "words")


@cache
def tables() -> dict[str, Any]:
    """Returns each table by its name. Whoever changes one changes it for all."""
    folder = files("warehouse") / "matching"
    return {name: tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8")) for name in _NAMES}


@cache
def course(skill: str) -> Mapping[str, str] | None:
    """Returns the row of courses.toml for a skill; None for what is no skill."""
    return next((row for row in tables()["courses"]["skill"] if row["skill"] == skill), None)


def fold(text: str) -> str:
    """Returns the text in lower case, without accents, its words parted by single blanks: as words of profiles and roles are compared."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(letter))
    return " ".join(re.findall(r"\w+", plain))


def says(text: str, words: str) -> bool:
    """Whether the folded words stand whole in the folded text."""
    return bool(words) and f" {words} " in f" {text} "


def industry_called(text: str) -> str | None:
    """Returns the industry that is meant: by its own name, or by the longest of its other words; None where it is none."""
    folded = fold(text)
    held = [(own and word == folded, len(word), industry) for word, own, industry in _industry_words() if says(folded, word)]
    return max(held, key=lambda one: one[:2])[-1] if held else None


def crafts() -> dict[str, Sequence[str]]:
    """Returns the crafts that postings ask knowledge of and that are no industries, each with the other words for it."""
    return {row["knows"]: row["known_as"] for row in tables()["occupations"].values() if "knows" in row}


def field_called(text: str) -> str | None:
    """Returns the industry or craft that is meant, a craft by one of its words alone; None where it is neither."""
    folded = fold(text)
    craft = next((name for name, others in crafts().items() if folded in map(fold, (name, *others))), None)
    return craft or industry_called(text)


@cache
def _industry_words() -> tuple[tuple[str, bool, str], ...]:
    """The words for each industry, folded, and whether they are its own name."""
    return tuple(
        (fold(word), word == industry, industry) for industry, words in tables()["industries"].items() for word in (industry, *words)
    )
