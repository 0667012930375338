"""The JobPosting objects that a page states for machines: JSON-LD first, microdata where there is none.

https://schema.org/JobPosting; how real pages write it: https://developers.google.com/search/docs/appearance/structured-data/job-posting
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bs4 import BeautifulSoup
from bs4.dammit import UnicodeDammit
from bs4.exceptions import ParserRejectedMarkup
from bs4.filter import SoupStrainer

from extractors.fields import Entry
from extractors.pages.ld_repair import Unreadable, read_block
from extractors.pages.microdata import microdata_postings
from extractors.pages.schema_values import PROPERTIES, name_of
from extractors.pages.scripts import scripts_of

_LD_JSON = re.compile(r"^\s*application\s*/\s*ld\+json\b", re.IGNORECASE)
_MICRODATA = re.compile(rb"itemtype\s*=\s*[\"']?[^\"'>]{0,200}jobposting")
# It comes bare, as schema:JobPosting, and behind an address that is not always a sound one (http:/schema.orgJobPosting).
_TYPE = re.compile(r"(?:.*(?:[/#:]|schema\.org))?jobposting/?", re.IGNORECASE)
_PREFIX = re.compile(r"(?:https?:/+(?:www\.)?schema\.org/?|schema:)", re.IGNORECASE)
_GENERIC = re.compile(
    r"\b(?:jobs?|careers?|vacanc(?:y|ies)|openings?|home|search|karriere|stellen\w*|empleos?|vagas|emplois?)\b", re.IGNORECASE
)
_XML_LINE = re.compile(r"\A\s*<\?xml[^>]{0,300}>")
_MAX_NODES = 50_000  # of one block: objects, lists and values gone over in the search for postings
_MAX_DEPTH = 12  # of what is kept of a posting
_MAX_POSTINGS = 1_000  # of one page
_MAX_REFERENCES = 50  # followed in one posting


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a page states."""

    entries: tuple[dict[str, object], ...] = ()  # objects of type JobPosting, under schema.org's names
    problems: tuple[str, ...] = ()  # about blocks that could not be read

    @property
    def nothing(self) -> str:
        """Why there is no entry, in words for a rejection."""
        return "; ".join(self.problems) or "the page states no JobPosting"


def job_postings(page: bytes) -> Found:
    """Returns the JobPosting objects of a page without doubles, in its order, and what is wrong with the blocks that should hold some."""
    text = decoded(page)
    try:
        blocks, problems = _blocks(text)
        entries = _postings(blocks, text)
        if not entries and b"itemtype" in (lower := page.lower()) and _MICRODATA.search(lower):
            entries = microdata_postings(text, most=_MAX_POSTINGS)
    except ParserRejectedMarkup:
        return Found(problems=("the page cannot be parsed",))
    kept: list[dict[str, object]] = []
    for entry in entries:
        if entry not in kept[-50:]:
            kept.append(entry)
    return Found(entries=tuple(kept), problems=tuple(dict.fromkeys(problems)))


def decoded(page: bytes) -> str:
    """Returns a page as text: UTF-8 if it is that, else as it says itself, else as it looks."""
    try:
        text = page.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = UnicodeDammit(page, is_html=True).unicode_markup or page.decode("utf-8", "replace")
    # Behind this line beautifulsoup4 takes a page for something that its HTML parser should not be given, and says so.
    return _XML_LINE.sub("", text, count=1)


def _blocks(text: str) -> tuple[list[object], list[str]]:
    blocks: list[object] = []
    problems: list[str] = []
    for script in scripts_of(text, _LD_JSON):
        try:
            block = read_block(script, accept=_has_posting)
        except Unreadable as error:
            problems.append(f"a JSON-LD block {error}")
            continue
        if block is None:
            problems.append("a JSON-LD block is null")
        blocks.append(block)
    return blocks, problems


def _postings(blocks: list[object], text: str) -> list[dict[str, object]]:
    named = {identity: node for node in _objects(blocks) if isinstance(identity := node.get("@id"), str) and len(node) > 1}
    postings = []
    for node in _objects(blocks):
        if _is_posting(node):
            posting = _plain(node, named, [_MAX_REFERENCES])
            if isinstance(posting, dict):
                postings.append(posting)
        if len(postings) == _MAX_POSTINGS:
            break
    if len(postings) == 1 and not name_of(postings[0].get("title")) and not name_of(postings[0].get("name")):
        postings[0] |= _titled(text, name_of(postings[0].get("hiringOrganization")))
    return postings


def _titled(text: str, organization: str | None) -> dict[str, object]:
    """Returns the title from the page's own, where that ends in the employer's name and is not about all its jobs."""
    page = BeautifulSoup(text, "lxml", parse_only=SoupStrainer("title")).get_text(" ").strip()
    if not organization or not page.casefold().endswith(organization.casefold()):
        return {}
    title, mark = re.subn(r"\s*[-–—|:@]\s*$|\s+at\s*$", "", page[: -len(organization)])
    return {"title": title} if mark and title.strip() and not _GENERIC.search(title) else {}


def _has_posting(block: object) -> bool:
    return any(_is_posting(node) and len(node) > 2 for node in _objects([block]))


def _objects(blocks: Iterable[object]) -> Iterator[Entry]:
    """Returns all objects of the blocks in their order, but for what stands inside a posting."""
    stack = list(blocks)[::-1]
    for _ in range(_MAX_NODES):
        if not stack:
            return
        node = stack.pop()
        if isinstance(node, dict):
            yield node
            if not _is_posting(node):
                stack += list(node.values())[::-1]
        elif isinstance(node, list):
            stack += node[::-1]


def _is_posting(node: Entry) -> bool:
    stated = node.get("@type", node.get("type") if "@context" in node else None)
    return any(isinstance(name, str) and _TYPE.fullmatch(name.strip()) for name in (stated if isinstance(stated, list) else [stated]))


def _plain(value: object, named: Mapping[str, Entry], left: list[int], depth: int = 0) -> object:
    """Returns a value of JSON-LD as plain JSON: names without prefixes, `@value` and references followed, no deeper than a posting goes.

    `left` says how many more references are followed: a few nodes that name each other make a tree of any size.
    """
    if isinstance(value, list):
        if depth == _MAX_DEPTH:
            return None
        items = [_plain(item, named, left, depth + 1) for item in value]
        return items[0] if len(items) == 1 else items
    if not isinstance(value, dict):
        return value
    if depth == _MAX_DEPTH:
        return None
    if "@value" in value:
        return value["@value"] if not isinstance(value["@value"], dict | list) else None
    if len(value) == 1 and isinstance(identity := value.get("@id"), str):
        if identity not in named or not left[0]:
            return identity
        left[0] -= 1
        return _plain(named[identity], named, left, depth + 1)
    found: dict[str, object] = {}
    for key, inner in value.items():
        bare = _PREFIX.sub("", key, count=1) if ":" in key else key
        name = PROPERTIES.get(bare.lower(), bare)
        if name not in found or key == name:
            found[name] = _plain(inner, named, left, depth + 1)
    return found
