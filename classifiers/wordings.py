"""Wordings as tables write them: words with blanks between them, `a|b_c` for "a" or "b c", `..3` for up to three words of any kind."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import product
from typing import Literal, NamedTuple

_LETTER = r"[a-z0-9\u00c0-\u024f]"  # of Latin script: "AI" is a word of its own before a Japanese one
_BETWEEN = r"[\W_]{1,4}"
# In a text that lost its full stops a sentence can be a page: what stands further off than this is not read with a word.
NEAR = 240
_GAP = re.compile(r"\.\.(\d)")

Matter = Literal["specialties", "skills", "visas", "starts", "languages", "studies", "knowledge"]


class Listed(NamedTuple):
    """A phrase of a table in a text: which row lists it, what it says of that, where it stands and in which sentence."""

    name: str
    kind: str
    start: int
    end: int
    sentence: int


@lru_cache(maxsize=1)  # several readers ask for the same text, one behind the other
def in_lower_case(text: str) -> str:
    """Return the text in lower case with blanks for what joins words, letter for letter: places in it are places in the text."""
    plain = text.lower()
    if len(plain) != len(text):  # a few letters grow when lowered ("İ"): offsets would lie
        plain = "".join(low if len(low) == 1 else char for char, low in ((char, char.lower()) for char in text))
    for joint in "-/\u2010\u2011\u2013":
        plain = plain.replace(joint, " ")
    return plain


def spelt(wording: str) -> list[str]:
    """Return every phrase that a wording without gaps stands for."""
    choices = [[choice.replace("_", " ") for choice in word.split("|")] for word in wording.split()]
    return [" ".join(words).replace(" ,", ",") for words in product(*choices)]


def any_of(phrases: Iterable[str]) -> str:
    """Return a pattern that finds any of the phrases as whole words, with any punctuation between them."""
    either = "|".join(re.escape(phrase).replace(r"\ ", r"[\W_]{1,4}") for phrase in sorted(phrases, key=len, reverse=True))
    return rf"(?<!{_LETTER})(?:{either})(?!{_LETTER})"


def pattern_of(wordings: Iterable[str], classes: Mapping[str, str], *, named: bool = True, glued: bool = False) -> str:
    """Return the pattern that finds any of the wordings. `@name` in one is a class, itself a pattern.

    What it finds is the group `found`, unless it is not `named`: only one of the wordings can have a class that is. With `glued` a text
    may have lost the blank behind a wording ("von VorteilKommunikativ"). Raises ValueError for a class that there is not.
    """
    either = "|".join(_pattern(wording, classes, named=named) for wording in wordings)
    return rf"(?<!{_LETTER})(?:{either})" + ("" if glued else rf"(?!{_LETTER})")


def _pattern(wording: str, classes: Mapping[str, str], *, named: bool) -> str:
    pieces: list[str] = []
    between = ""
    for word in wording.split():
        if gap := _GAP.fullmatch(word):
            between = rf"(?:{_BETWEEN}[\w'+]+){{0,{gap[1]}}}?"
            continue
        # Longer phrases first, so that none is cut short; classes as they stand, the fullest first.
        ordered = sorted(word.split("|"), key=lambda choice: 0 if choice.startswith("@") else -len(choice))
        choices = [_choice(choice, wording, classes) for choice in ordered]
        group = "?P<found>" if named and "@" in word else "?:"
        pieces.append((between + _BETWEEN if pieces else "") + f"({group}{'|'.join(choices)})")
        between = ""
    return "".join(pieces)


def _choice(choice: str, wording: str, classes: Mapping[str, str]) -> str:
    if choice.startswith("@"):
        if choice not in classes:
            raise ValueError(f"applicants.toml: {wording!r} names {choice}, which is none of {', '.join(sorted(classes))}")
        return classes[choice]
    return re.escape(choice.replace("_", " ")).replace(r"\ ", _BETWEEN)
