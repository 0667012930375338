"""Changes that real answers have been seen to suffer, and worse ones; and what must hold of whatever is read from them."""

import json
import random
from dataclasses import replace
from typing import Any

from extractors.posting import Parsed
from extractors.reading import Answer

ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 3.5, 1e308, 10**30, 2**63, float("nan"), "NaN"),
    *("", " ", "x", "\x00\x1b[31m", "\ud800", "\u202emoc", "a" * 5_000, "{}", "[]"),
    *("<p>", "<script>alert(1)</script>", "&lt;p&gt;", "javascript:alert(1)", "https://", "http://[", "//host"),
    *("0000-00-00", "9999-12-31T23:59:59Z", "Posted 99999999999 Days Ago", "$1e99 - $2"),
    *([], {}, [None], [[[[[]]]]], {"id": None}, {"name": {"name": {"name": []}}}, ["x", 1, None, {}]),
)


def mutated_answer(answer: Answer, dice: random.Random) -> Answer:
    """Returns the answer with something wrong in its body."""
    try:
        document: Any = json.loads(answer.body)
    except ValueError:
        return replace(answer, body=mutated_bytes(answer.body, dice))
    if dice.random() < 0.2:
        return replace(answer, body=mutated_bytes(answer.body, dice))
    for _ in range(dice.randint(1, 4)):
        document = mutated_json(document, dice)
    return replace(answer, body=json.dumps(document).encode("utf-8", "surrogatepass"))


def mutated_json(value: Any, dice: random.Random) -> Any:
    """Returns the document with one thing changed: a value swapped, a key dropped or doubled, something odd put in its place."""
    if isinstance(value, dict) and value and dice.random() < 0.9:
        key = dice.choice(list(value))
        if dice.random() < 0.15:
            return {name: inner for name, inner in value.items() if name != key}
        if dice.random() < 0.05:
            return {**value, key: value[dice.choice(list(value))]}
        return {**value, key: mutated_json(value[key], dice)}
    if isinstance(value, list) and value and dice.random() < 0.9:
        place = dice.randrange(len(value))
        if dice.random() < 0.1:
            return value[:place] + value[place + 1 :]
        if dice.random() < 0.1:
            return [*value, value[place]]
        return [mutated_json(inner, dice) if number == place else inner for number, inner in enumerate(value)]
    if isinstance(value, str) and value and dice.random() < 0.4:
        cut = dice.randrange(len(value))
        return value[:cut] + dice.choice(("", "\x00", "\n", "&lt;", "<", "\ud83d", "\u00a0", "9" * 40)) + value[cut:]
    return _deep(dice) if dice.random() < 0.02 else dice.choice(ODD)


def mutated_bytes(body: bytes, dice: random.Random) -> bytes:
    """Returns the bytes with a few places cut out, doubled, or overwritten."""
    for _ in range(dice.randint(1, 4)):
        start = dice.randrange(len(body) + 1)
        end = min(len(body), start + dice.choice((1, 2, 10, 200)))
        middle = dice.choice((b"", b"\x00", b"\xff\xfe", b"<", b">", b'"', b"&", b"]]>", b"-->", b"{", b"}", body[start:end] * 2))
        body = body[:start] + middle + body[end:]
    return body


def sound(parsed: Parsed) -> None:
    """Checks what must hold of whatever is read."""
    identifiers = [posting.identifier for posting in parsed.postings]
    assert len(identifiers) == len(set(identifiers))
    for posting in parsed.postings:
        assert posting.identifier.strip()
        assert posting.title.strip()
        assert posting.description.strip()
        assert posting.hiring_organization.strip()
        for text in (posting.title, posting.description, posting.hiring_organization, *posting.job_location):
            text.encode("utf-8")
        for least, most in (
            (posting.base_salary_min, posting.base_salary_max),
            (posting.salary_year_min, posting.salary_year_max),
        ):
            assert least is None or least > 0
            assert least is None or most is None or least <= most
        for url in (posting.url, posting.apply_url):
            assert url is None or url.lower().startswith(("https://", "http://"))
        for place in posting.places:
            assert place.country is None or (len(place.country) == 2 and place.country.isupper())
    for rejection in parsed.rejections:
        assert rejection.reason
        assert rejection.detail


def _deep(dice: random.Random) -> Any:
    value: Any = "x"
    for _ in range(dice.choice((20, 400))):
        value = [value] if dice.random() < 0.5 else {"name": value}
    return value
