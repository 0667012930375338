"""Three nights over boards that misbehave on the second, each in its own way: what the run says of each, and that nothing closes.

docs/sources.md tells the operator the same in a table.
"""

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.extractors.misbehaving import Play, Request, says, serving
from tests.flows.nights import FIRST, SECOND, SENIOR, THIRD, explore_roles

DOCS = Path(__file__).parents[2] / "docs" / "sources.md"
MAX_BYTES, TIMEOUT, MAX_SECONDS, RETRIES = 500_000, 0.6, 1.2, 0


def _drip(request: Request) -> None:
    request.send_response(200)
    request.send_header("Content-Length", "100000")
    request.end_headers()
    while not request.served.over.wait(0.1):
        request.wfile.write(b"[")
        request.wfile.flush()


def _hang(request: Request) -> None:
    request.served.over.wait(20)


def _half(request: Request) -> None:
    request.answer(200, b'[{"id": "a"', length=5_000)


_ZEROS = gzip.compress(b"\0" * 100_000_000, compresslevel=9)  # a hundred kilobytes that are a hundred megabytes
_CUT = gzip.compress(json.dumps([{"id": str(number), "text": "x" * number} for number in range(500)]).encode())[:-200]
_LOOP = "https://api.eu.lever.co/v0/postings/{}?mode=json"
_PRIVATE = "https://169.254.169.254/latest/meta-data"

# What the board does, what the run calls it, what it says, and how many requests it may cost.
MISBEHAVIOURS: dict[str, tuple[Play, str, str, int]] = {
    "429, Retry-After of an hour": (says(429, b"", Retry_After="3600"), "unavailable", "left alone for 3600 s", 1),
    "503 again and again": (says(503, b""), "unavailable", "status 503", 2 * (1 + RETRIES)),
    "redirects in a circle": (says(302, b"", Location=_LOOP.format("circle")), "changed", "redirects more than 5 times", 6),
    "redirects to a private address": (says(302, b"", Location=_PRIVATE), "changed", "a private address", 1),
    "gzip that breaks off": (says(200, _CUT, Content_Encoding="gzip"), "unavailable", "breaks off", 2 * (1 + RETRIES)),
    "a page where JSON should be": (
        says(200, b"<html><title>We moved</title></html>", Content_Type="text/html"),
        "changed",
        "calls itself 'We moved'",
        1,
    ),
    "a byte every tenth of a second": (_drip, "unavailable", "not whole after 1.2 s", 2),
    "zeros, packed a thousand times": (says(200, _ZEROS, Content_Encoding="gzip"), "changed", "larger than 500,000 bytes", 1),
    "shorter than announced": (_half, "unavailable", "shorter than it was announced", 2 * (1 + RETRIES)),
    "silence": (_hang, "unavailable", "silent for 0.6 s", 2 * (1 + RETRIES)),
    "nothing at all": (says(200, b""), "unavailable", "nothing at all", 2 * (1 + RETRIES)),
    "an empty list": (says(200, b"[]"), "suspect", "taken as not read", 1),
    "no such board": (says(404, b'{"ok":false}'), "gone", "no such board", 1),
    "reserved from mining": (says(200, b"[]", TDM_Reservation="1"), "changed", "reserves this from text and data mining", 1),
    "refused": (says(403, b""), "changed", "refuses this reader", 1),
}
# One board that behaves stands for all others: it must be read as ever.
TOKENS = {f"board{number}": name for number, name in enumerate(MISBEHAVIOURS)} | {"sound": "behaves"}


def _sound(token: str) -> bytes:
    rows = [{"id": f"{token}-{n}", "text": f"Senior Product Manager, {token} {n}", "description": SENIOR} for n in range(2)]
    return json.dumps(rows).encode()


@pytest.fixture
def boards(tmp_path: Path) -> Path:
    path = tmp_path / "boards.toml"
    rows = []
    for token, name in TOKENS.items():
        # That one asks its host to be left alone, which must not silence the others: they are on the platform's other host.
        region = "" if name.startswith("429") else 'region = "eu"\n'
        rows.append(f'\n[[board]]\nsource = "lever"\ntoken = "{token}"\ncompany = "{token.title()}"\n{region}')
    path.write_text("".join(rows), encoding="utf-8")
    return path


@pytest.mark.long
def test_a_night_of_misbehaviour_closes_nothing(boards: Path, tmp_path: Path) -> None:
    misbehaving = False
    asked: Counter[str] = Counter()

    def play(request: Request) -> None:
        token = request.path.removeprefix("/v0/postings/").partition("?")[0]
        if not misbehaving or token == "sound":
            request.answer(200, _sound(token) if token in TOKENS else b"[]")
        else:
            name = "redirects in a circle" if token == "circle" else TOKENS[token]
            asked[name] += 1
            MISBEHAVIOURS[name][0](request)

    with serving(play) as served:
        env = {
            "EXPLORE_ROLES_PLAY_AT": served.url,
            "EXPLORE_ROLES_MAX_BYTES": str(MAX_BYTES),
            "EXPLORE_ROLES_TIMEOUT": str(TIMEOUT),
            "EXPLORE_ROLES_MAX_SECONDS": str(MAX_SECONDS),
            "EXPLORE_ROLES_RETRIES": str(RETRIES),
        }
        data = tmp_path / "data"

        def night(night: str) -> None:
            result = explore_roles("run", "--data", data, "--boards", boards, "--night", night, env=env)
            assert result.exit_code == 0, result.stderr

        def rows(query: str) -> list[dict[str, Any]]:
            found: list[dict[str, Any]] = json.loads(explore_roles("sql", query, "--json", "--data", data).stdout)
            return found

        night(FIRST)
        before = rows("SELECT role_id, state FROM roles ORDER BY ALL")
        assert len(before) >= len(TOKENS)
        misbehaving = True
        night(SECOND)
        health = {TOKENS[row["board"]]: row for row in rows("FROM source_health")}
        assert health["behaves"]["state"] == "read"
        for name, (_, state, said, most) in MISBEHAVIOURS.items():
            assert (health[name]["state"], said in health[name]["message"]) == (state, True), (name, health[name])
            assert asked[name] <= most, (name, asked[name])
        after = rows("SELECT role_id, state FROM roles ORDER BY ALL")
        assert [row["role_id"] for row in after] == [row["role_id"] for row in before]
        assert Counter(row["state"] for row in after)["closed"] == 0
        misbehaving = False
        night(THIRD)
        assert rows("SELECT role_id, state FROM roles ORDER BY ALL") == before


def test_the_operators_page_tells_the_same() -> None:
    page = DOCS.read_text(encoding="utf-8")
    for name, (_, state, _, _) in MISBEHAVIOURS.items():
        [line] = [line for line in page.splitlines() if line.startswith(f"| {name} ")]
        assert f"| {state} " in line
