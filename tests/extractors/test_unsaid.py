"""What a host says back of its key is taken out, however it writes it."""

import html
import json
from datetime import UTC, datetime
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.asking.unsaid import unsaid, without_secrets
from extractors.reading import Answer

SECRET = "a+b/c= &\"<d>\\e'@f"
WRITTEN = {
    "as it is": SECRET,
    "in an address": quote(SECRET),
    "wholly, in an address": quote(SECRET, safe="").lower(),
    "in a form": quote_plus(SECRET),
    "in an address in an address": quote(quote(SECRET, safe=""), safe=""),
    "in JSON": json.dumps(SECRET)[1:-1],
    "in JSON by PHP": json.dumps(SECRET)[1:-1].replace("/", "\\/"),
    "in JSON by .NET": "".join(char if char.isalnum() else f"\\u{ord(char):04X}" for char in SECRET),
    "in JSON in JSON": json.dumps(json.dumps(SECRET))[3:-3],
    "in HTML": html.escape(SECRET),
    "in HTML, by numbers": "".join(char if char.isalnum() else f"&#{ord(char):03};" for char in SECRET),
    "in HTML, in hexadecimal": "".join(char if char.isalnum() else f"&#x{ord(char):X};" for char in SECRET),
    "in an address in HTML": html.escape(quote(SECRET)),
    "in HTML in an address": quote(html.escape(SECRET), safe=""),
    "in Python": repr(SECRET.encode())[2:-1],
    "in capitals": SECRET.upper(),
}


def _answer(body: bytes, **headers: str) -> Answer:
    return Answer(
        url="https://jobs.example/", status=200, body=body, fetched_at=datetime(2026, 11, 20, tzinfo=UTC), **{"content_type": "", **headers}
    )


@pytest.mark.parametrize("form", WRITTEN)
def test_a_key_is_found_in_every_form(form: str) -> None:
    said = f"before {WRITTEN[form]} after"
    assert unsaid(said, [SECRET]) == "before [removed] after"
    assert without_secrets(_answer(said.encode()), [SECRET]).body == b"before removed after"


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=6, max_size=40).filter(lambda key: key.strip() == key))
def test_any_key_is_found_and_what_stands_around_it_stays(key: str) -> None:
    for written in (key, quote(key), quote_plus(key), html.escape(key), json.dumps(key)[1:-1]):
        assert unsaid(f"\u2192{written}\u2190", [key]) == "\u2192[removed]\u2190"


def test_headers_hold_none_either() -> None:
    clean = without_secrets(_answer(b"[]", content_type=f"text/{SECRET}", etag=f'"{SECRET}"', last_modified="Fri"), [SECRET])
    assert (clean.content_type, clean.etag, clean.last_modified) == ("text/[removed]", None, "Fri")


def test_the_longer_of_two_goes_first_and_a_short_one_spoils_no_answer() -> None:
    assert unsaid("key-and-more key-and", ["key-and", "key-and-more"]) == "[removed] [removed]"
    answer = _answer(b'{"results": [1]}')
    assert without_secrets(answer, ["1"]) is answer
    assert unsaid("status 1", ["1"]) == "status [removed]"
    assert unsaid("nothing", []) == unsaid("nothing", [""]) == "nothing"


@pytest.mark.parametrize("piece", ["\\", "%25", "&#0", "&", "a", "a\\", "a%25", "a&#0", "+"])
def test_a_host_that_sends_beginnings_holds_nothing_up(piece: str) -> None:
    """From each of a million places the end would be looked for, if repetitions had no bound."""
    body = (piece * 1_000_000)[:1_000_000].encode()
    for secret in ("/+/+/+secret", "a++//=secret"):
        assert without_secrets(_answer(body), [secret]).body == body
