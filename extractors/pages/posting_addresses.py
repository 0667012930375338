"""Which addresses of a site look like postings, and what they tell of the title (`tables/posting_addresses.toml`)."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urldefrag, urlsplit

from extractors.pages.addresses import over_https, same_site

_ENDING = re.compile(r"\.(?:html?|php|aspx?|jsp|do)$", re.IGNORECASE)
_FILE = re.compile(r"\.(?:pdf|docx?|png|jpe?g|gif|svg|webp|css|js|json|xml|gz|txt|zip|mp4|ico)$", re.IGNORECASE)
# 12345, R-2593225, JR0012345, REQ_123; half a word and figures, hexadecimal, a UUID.
_NUMBER = re.compile(r"(?:[a-z]{0,5}[-_]?\d[\d_-]*[a-z]?|(?=\w*\d)[0-9a-f]{6,}|(?=\w*\d\w*\d)[0-9a-z]{6,})", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_BETWEEN = re.compile(r"[^\w]+|_+")


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingAddress:
    """An address that looks like a posting's."""

    url: str
    titles: tuple[str, ...] = ()  # what its parts say in words, each part and all together; nothing where it has only numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    postings: frozenset[str]
    others: frozenset[str]
    queries: frozenset[str]


def posting_address(url: str, host: str) -> PostingAddress | None:
    """Returns the address as a posting's, or None where it is of another site than the host's or looks like another page."""
    if not same_site(url, host):
        return None
    try:
        parts = urlsplit(url)
        path = [_folded(part) for part in unquote(parts.path).split("/") if part]
        query = parse_qsl(parts.query, max_num_fields=50)
    except ValueError:
        return None
    known = _words()
    asked = any(name.lower() in known.queries and value for name, value in query)
    at = next((place for place, part in enumerate(path) if part in known.postings), None)
    # careers.acme.example/senior-product-manager-123: the host says what the path does not.
    if at is None and parts.netloc.split(".")[0].lower() in known.postings:
        at = -1
    if at is None and not asked:
        return None
    behind = path[at + 1 :] if at is not None else []
    # /careers/jobs/product-manager: the last of such words counts.
    while behind and behind[0] in known.postings:
        behind = behind[1:]
    if (behind and _FILE.search(behind[-1])) or not known.others.isdisjoint(behind):
        return None
    behind = [_ENDING.sub("", part) for part in behind]
    numbered = asked or any(_UUID.search(part) or any(_NUMBER.fullmatch(word) for word in _BETWEEN.split(part)) for part in behind)
    titles = [title for part in behind if (title := _title(part))]
    if not numbered and not any(" " in title for title in titles):
        return None
    together = " ".join(titles)
    return PostingAddress(url=over_https(urldefrag(url).url), titles=tuple(dict.fromkeys([*titles, together])) if titles else ())


def _title(part: str) -> str:
    """Returns the words of a part of a path, without numbers."""
    words = [word for word in _BETWEEN.split(_UUID.sub(" ", part)) if word and not _NUMBER.fullmatch(word)]
    return " ".join(words) if any(len(word) > 2 and word.isalpha() for word in words) else ""


def _folded(part: str) -> str:
    return unicodedata.normalize("NFKC", part[:300]).lower()


@cache
def _words() -> _Words:
    table = tomllib.loads((Path(__file__).parents[1] / "tables" / "posting_addresses.toml").read_text(encoding="utf-8"))
    return _Words(**{name: frozenset(words) for name, words in table.items()})
