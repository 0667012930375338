"""JobPosting objects that stand in a page's own tags (https://html.spec.whatwg.org/multipage/microdata.html)."""

import re

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement

from extractors.pages.schema_values import PROPERTIES

_POSTING = re.compile(r"\bjobposting/?\s*$", re.IGNORECASE)
_MAX_PAGE = 3_000_000
_MAX_DEPTH = 6
_MAX_VALUES = 100  # of one property
# Where the value of a property stands, by the tag that has it.
_ATTRIBUTES = {
    "meta": "content",
    "a": "href",
    "area": "href",
    "link": "href",
    "time": "datetime",
    "data": "value",
    "meter": "value",
    "img": "src",
    "source": "src",
    "iframe": "src",
    "embed": "src",
    "object": "data",
}
# Texts of many lines, of which the tags are wanted too.
_HTML = frozenset({"description", "responsibilities", "qualifications", "skills", "educationRequirements", "experienceRequirements"})


def microdata_postings(page: str, *, most: int) -> list[dict[str, object]]:
    """Returns the JobPosting objects of a page in its order, at most so many, under schema.org's names; none inside another."""
    found: list[dict[str, object]] = []
    stack: list[PageElement] = [BeautifulSoup(page[:_MAX_PAGE], "lxml")]
    while stack and len(found) < most:
        tag = stack.pop()
        if not isinstance(tag, Tag):
            continue
        if _POSTING.search(str(tag.get("itemtype", ""))):
            found.append(_properties(tag, 0))
        else:
            stack += tag.contents[::-1]
    return found


def _properties(item: Tag, depth: int) -> dict[str, object]:
    found: dict[str, object] = {"@type": str(item.get("itemtype", "")).rstrip("/ ").rpartition("/")[2]}
    # With each tag go the properties of which it is a part already: the same one inside itself says nothing more.
    stack: list[tuple[PageElement, frozenset[str]]] = [(child, frozenset()) for child in item.contents[::-1]]
    while stack:
        tag, within = stack.pop()
        if not isinstance(tag, Tag):
            continue
        # An item is its own scope: what is inside it is its own. (`itemtype` without `itemscope` is meant as one.)
        is_item = tag.has_attr("itemscope") or tag.has_attr("itemtype")
        names = {PROPERTIES.get(name.lower(), "") for name in str(tag.get("itemprop", "")).split()[:5]} - within - {""}
        for name in sorted(names):
            value = (_properties(tag, depth + 1) if depth < _MAX_DEPTH else None) if is_item else _value(tag, name)
            values = found.setdefault(name, [])
            if value not in (None, "") and isinstance(values, list) and len(values) < _MAX_VALUES and value not in values:
                values.append(value)
        if not is_item:
            stack += [(child, within | names) for child in tag.contents[::-1]]
    return {name: value[0] if isinstance(value, list) and len(value) == 1 else value for name, value in found.items() if value != []}


def _value(tag: Tag, name: str) -> str:
    if name in _HTML and tag.name not in _ATTRIBUTES:
        return tag.decode_contents().strip()
    if tag.has_attr("content"):
        return str(tag["content"]).strip()
    attribute = _ATTRIBUTES.get(tag.name)
    if attribute is not None and tag.has_attr(attribute):
        return str(tag[attribute]).strip()
    return " ".join(tag.get_text(" ").split())
