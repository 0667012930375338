"""What free text says of working remotely, where the word alone does not settle it."""

import re
from collections.abc import Iterable
from functools import lru_cache

from extractors.normalise.places import applicant_locations, read_places

# "No remote", "Non-remote", "Not fully remote", "Remote: no", "Remote work is not possible". "NO - Remote" is Norway.
_DENIED = re.compile(
    r"\b(?:(?:no|never|without)\s|no[nt][\s-])(?:(?:100 ?%|fully|entirely|a|any)\s)?remote\b(?:\swork(?:ing)?\b)?"
    r"|\bremote(?:\swork(?:ing)?)?(?:\s?[:?]\s?no\b|(?:\sis)?\snot\s(?:possible|available|allowed|offered|permitted|eligible|an\soption)\b)",
    re.IGNORECASE,
)
# Such as "Partially remote", "Remote optional", "Remote (hybrid)", "Remote-friendly", "Remote, 2 days on-site", "50% remote".
_HALF = re.compile(
    r"\b(?:partial(?:ly)?|partly|semi|half|mostly|hybrid|optional(?:ly)?|possible|negotiable|considered|friendly|eligible|flexible"
    r"|occasional(?:ly)?|sometimes|temporar(?:y|ily)|on[ -]?site|in[ -]office|in[ -]person|\d\sdays?)\b|(?<!\d)\d{1,2}\s?%",
    re.IGNORECASE,
)
# Such as "London or remote", "Remote (UK) / London".
_CHOICE = re.compile(
    r"(?:\bor\b|\band\b|[/&+])\s*(?:fully\s)?remote\b|\bremote(?:\s*\([^()]{0,60}\))?\s*(?:\bor\b|\band\b|[/&+])", re.IGNORECASE
)


# "Remote", "Remote, Italy", "Remote in the US", "US-Remote", "Canada (Remote)": one place, and the word is about the whole of it.
_ALL_REMOTE = re.compile(r"(?:remote\b[\s,:()/-]*(?:in |within |from )?(?:the )?[^,/;|]{0,40}|[^,/;|]{0,40}[\s(-]remote\)?)", re.IGNORECASE)
_OR = re.compile(r"\bor\b|\band\b|&|/", re.IGNORECASE)


def all_remote(places: Iterable[str]) -> bool:
    """Says whether each of the places, as stated, is remote work and nothing beside it."""
    return all(map(_remote, places))


@lru_cache(maxsize=32_768)
def _remote(place: str) -> bool:
    return bool(_ALL_REMOTE.fullmatch(place)) and not _OR.search(place) and not remote_in_doubt(place)


def remote_in_doubt(stated: str) -> bool:
    """Says whether a text takes back, halves or leaves to choice the remote work that it speaks of.

    "Remote or Canada" leaves nothing to choice: both are about where one may work from.
    """
    if _DENIED.search(stated) or _HALF.search(stated):
        return True
    if not _CHOICE.search(stated):
        return False
    other = (_CHOICE.sub(" ", stated),)
    return not applicant_locations(other) or any(place.city for place in read_places(other))


def without_denial(stated: str) -> str | None:
    """Returns what is left of a text that says "no remote" beside a place (in which "no" is not Norway); None where it does not say it."""
    return _DENIED.sub(" ", stated).strip(" ,;|()-–—") if _DENIED.search(stated) else None
