"""Keys are told to their host, which may say them back in an error, a redirect or an answer's addresses: none of it is kept or told."""

import re
from collections.abc import Collection
from dataclasses import replace
from html.entities import codepoint2name

from extractors.reading import Answer

_REMOVED = "[removed]"
# Stands in addresses, too, where brackets may not.
_REMOVED_IN_ANSWER = b"removed"
# What is shorter stands in an answer by chance, which would be spoilt without it; no platform gives out such a key.
_SHORTEST_IN_ANSWER = 6


def unsaid(said: str, secrets: Collection[str]) -> str:
    """Returns a message without these, however it writes them."""
    written = _written(secrets)
    return re.sub(written, _REMOVED, said, flags=re.IGNORECASE) if written else said


def without_secrets(answer: Answer, secrets: Collection[str]) -> Answer:
    """Returns an answer in which these stand nowhere, however it writes them."""
    written = _written([secret for secret in secrets if len(secret) >= _SHORTEST_IN_ANSWER])
    if not written:
        return answer
    return replace(
        answer,
        content_type=unsaid(answer.content_type, secrets),
        body=re.sub(written.encode(), _REMOVED_IN_ANSWER, answer.body, flags=re.IGNORECASE),
        # With another text they would be no validators any more.
        etag=_kept(answer.etag, written),
        last_modified=_kept(answer.last_modified, written),
    )


def _kept(validator: str | None, written: str) -> str | None:
    return None if validator is None or re.search(written, validator, re.IGNORECASE) else validator


def _written(secrets: Collection[str]) -> str:
    """Returns the pattern of these in ASCII, the longest first: one of them may hold another."""
    return "|".join("".join(map(_character, secret)) for secret in sorted({*secrets} - {""}, key=len, reverse=True))


def _character(char: str) -> str:
    """Returns the pattern of a character as it is, and, unless it is a letter or digit, as addresses, JSON, HTML and Python write it."""
    if char.isalnum():
        return re.escape(char)
    code = ord(char)
    percent = "%(?:25){0,4}"  # an address in an address
    named = f"(?:#|{percent}23)(?:0{{0,8}}{code}|x0{{0,8}}{code:x})|{codepoint2name.get(code, '')}"
    # Each repetition is bounded: a host that sends a megabyte of backslashes must not hold up the night. As it is comes last, as some
    # of the others begin so.
    forms = [
        f"(?:&|{percent}26)(?:{named})(?:;|{percent}3b)",
        f"{percent}{code:02x}",
        rf"\\{{1,8}}(?:u00|x){code:02x}",
        rf"\\{{0,8}}{re.escape(char)}",
    ]
    if char == " ":
        forms.append(r"\+")
    return f"(?:{'|'.join(forms)})"
