"""A body that should be a page: its elements, or what it is instead."""

import re

from bs4 import BeautifulSoup, Tag
from bs4.exceptions import ParserRejectedMarkup

from extractors.errors import SourceChanged, SourceUnavailable
from extractors.fields import words
from extractors.pages.structured_data import decoded
from extractors.reading import Answer

_OPENS = re.compile(rb"<(?:html|body)\b", re.IGNORECASE)
_CLOSES = re.compile(rb"</(?:html|body)\s*>", re.IGNORECASE)


def page_of(answer: Answer) -> BeautifulSoup:
    """Returns the page.

    Raises SourceUnavailable where it breaks off or holds nothing, SourceChanged where it is something else.
    """
    body = answer.body.strip()
    if not body:
        raise SourceUnavailable(f"The answer from {answer.url} holds nothing at all.")
    if b"<" not in body or body[:1] in b"[{" or (body.startswith(b"<?xml") and not _OPENS.search(body[:2_000])):
        start = " ".join(body[:80].decode("utf-8", "replace").split())
        raise SourceChanged(f"{answer.url} answered text that begins {start!r} where a page was expected.")
    if _OPENS.search(body) and not _CLOSES.search(body):
        raise SourceUnavailable(f"The answer from {answer.url} breaks off after {len(body):,} bytes.")
    try:
        return BeautifulSoup(decoded(answer.body), "lxml")
    except ParserRejectedMarkup:
        raise SourceChanged(f"{answer.url} answered a page that cannot be parsed.") from None


def title_of(page: BeautifulSoup) -> str:
    """Returns by what name a page goes, for a message about it."""
    heading = page.title or page.h1
    name = words(heading.get_text(" ")) if heading else None
    return f"a page that calls itself {name[:120]!r}" if name else "a page without a title"


def line(element: Tag | None, *, without: str | None = None) -> str | None:
    """Returns the text of an element on one line, but for what stands in elements of the class `without`."""
    if element is None:
        return None
    left_out = element.find_all(class_=without) if without is not None else []
    hidden = {id(text) for out in left_out for text in out.strings}
    # Folded first: in a megabyte of blanks the next comma would be looked for from each of them.
    stated = words(" ".join(text for text in element.strings if id(text) not in hidden))
    return stated and re.sub(" ([,.;)])", r"\1", stated)


def classes(element: Tag) -> list[str]:
    """Returns the names of an element's classes."""
    return [str(name) for name in element.get_attribute_list("class") if name]


def attribute(element: Tag, name: str) -> str:
    """Returns an attribute's text, an empty one where there is none."""
    value = element.get(name)
    return value if isinstance(value, str) else ""
