"""Secrets of every kind are planted, and platforms say theirs back in every way: nothing that a night leaves behind holds one."""

import html
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
import zstandard

from extractors.asking.visit import Visit
from extractors.errors import SourceChanged
from tests.extractors.asking import session_for
from tests.extractors.misbehaving import Play, Request, says, serving
from tests.flows.nights import FIRST, SECOND, explore_roles
from tests.flows.planted import found_in

# With signs that addresses, HTML and JSON each write in their own way; what is looked for is the word in the middle.
WORDS = {
    "ADZUNA_APP_ID": "plantedadzunaid1",
    "ADZUNA_APP_KEY": "plantedadzunakey2",
    "USAJOBS_EMAIL": "plantedusajobsmail3",
    "USAJOBS_KEY": "plantedusajobskey4",
    "EXPLORE_ROLES_NOTIFY": "plantednotify5",
    "EXPLORE_ROLES_ALERTS": "plantedalerts6",
    "PREFECT_API_KEY": "plantedprefect7",
}
KEYS = {name: f"a+{word}/=" for name, word in WORDS.items() if name.startswith("ADZUNA")}
KEYS |= {"USAJOBS_EMAIL": f"{WORDS['USAJOBS_EMAIL']}@roles.example", "USAJOBS_KEY": f'b&{WORDS["USAJOBS_KEY"]}"<='}
OTHERS = {name: f"json://user:{WORDS[name]}@127.0.0.1:9/{WORDS[name]}" for name in ("EXPLORE_ROLES_NOTIFY", "EXPLORE_ROLES_ALERTS")}
OTHERS |= {"PREFECT_API_KEY": WORDS["PREFECT_API_KEY"]}
_TEXT = "You own one feature of our planning app. Launch a new product from scratch. 5+ years of product management experience."


def _told(request: Request) -> list[str]:
    """Returns what the host was told, in the forms in which it may say it back."""
    keys = [key for name, key in KEYS.items() if name.startswith("USAJOBS" if "Authorization-Key" in request.headers else "ADZUNA")]
    return [request.path, *keys, *map(quote, keys), *map(html.escape, keys), *(key.replace("/", "\\/") for key in keys)]


def _page(status: int) -> Play:
    return lambda request: request.answer(status, f"<html><title>{' '.join(_told(request))}</title></html>".encode())


def _echoes(request: Request) -> None:
    rows = [
        {
            "id": str(number),
            "title": f"Associate Product Manager, {said}",
            "company": {"display_name": said},
            "location": {"display_name": said},
            "redirect_url": f"https://www.adzuna.example/ad/{number}?utm_source={quote(said)}",
            "description": f"{_TEXT} {said}",
        }
        for number, said in enumerate(_told(request))
    ]
    request.answer(
        200, json.dumps({"results": rows}).encode(), None, ETag=f'"{KEYS["ADZUNA_APP_ID"]}"', Content_Type=KEYS["ADZUNA_APP_KEY"]
    )


def _usajobs(request: Request) -> None:
    if "broken" in request.path:
        request.answer(200, json.dumps({"error": request.headers["Authorization-Key"]}).encode())
        return
    said = [*_told(request), request.headers["User-Agent"]]
    rows = [{"MatchedObjectId": n, "MatchedObjectDescriptor": {"PositionTitle": f"Product Manager {n}", "PositionURI": f"https://u.example/{quote(one)}",
             "OrganizationName": one, "QualificationSummary": f"{_TEXT} {one}"}} for n, one in enumerate(said)]  # fmt: skip
    request.answer(200, json.dumps({"SearchResult": {"SearchResultItems": rows}}).encode())


def _redirects(address: Callable[[Request], str]) -> Play:
    return lambda request: request.answer(302, b"", None, Location=address(request))


def _garbles(request: Request) -> None:
    request.wfile.write(f"HTTP/1.1 no status {request.path}\r\n{request.path}\r\n\r\n".encode())
    request.hang_up()


def _hangs(request: Request) -> None:
    request.served.over.wait(5)


_SAVES = """
import json, sys
from prefect.blocks.system import Secret
for name, key in json.load(sys.stdin):
    Secret(value=key).save(name, overwrite=True)
"""

# What a country's site does.
SITES: dict[str, Play] = {
    "gb": _echoes,
    "us": _page(500),
    "de": lambda request: request.answer(200, json.dumps({"error": f"bad key {' '.join(_told(request))}"}).encode()),
    "fr": _redirects(lambda request: f"https://elsewhere.example{request.path}"),
    "ca": _redirects(lambda request: f"http://plain.example/{quote(KEYS['ADZUNA_APP_KEY'], safe='')}{request.path}"),
    "at": _hangs,
    "au": _page(401),
    "be": _page(200),
    "br": lambda request: request.answer(200, " ".join(_told(request)).encode()),
    "ch": _garbles,
    "es": says(429, b"", Retry_After=KEYS["ADZUNA_APP_KEY"]),
    "in": lambda request: request.answer(200, json.dumps({request.path: 1, "results": KEYS["ADZUNA_APP_KEY"]}).encode()),
    "it": says(302, b"", Location=f"https://{KEYS['ADZUNA_APP_KEY']}..example/"),
    "nl": _redirects(lambda request: f"https://127.0.0.1{request.path}"),
    "pl": lambda request: request.answer(200, f'{{"results": [{request.path}'.encode()),
}


def _plays(request: Request) -> None:
    host = request.headers["Host"]
    if host == "data.usajobs.gov":
        _usajobs(request)
    elif host == "api.adzuna.com":
        SITES[request.path.split("/")[5]](request)
    elif host == "elsewhere.example":
        _echoes(request)
    else:
        request.answer(404)


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder with all that two nights left behind (the second one with all debugging on, and its keys from Prefect's blocks), and what
    they and those who looked at them wrote."""
    folder = tmp_path_factory.mktemp("planted")
    (folder / "data" / "profiles").mkdir(parents=True)
    (folder / "data" / "profiles" / "someone.toml").write_text("years = 1\n", encoding="utf-8")
    boards = folder / "boards.toml"
    rows = [("adzuna", site) for site in SITES] + [("usajobs", "product manager"), ("usajobs", "broken")]
    boards.write_text(
        "".join(f'[[board]]\nsource = "{source}"\ntoken = "{token}"\ncompany = "x"\n' for source, token in rows), encoding="utf-8"
    )
    shutil.copytree(os.environ["PREFECT_HOME"], folder / "prefect")
    out = []

    def runs(*arguments: str, code: int = 0, **environment: str) -> None:
        command = [sys.executable, "-c", "from flows.cli import app; app()", *arguments]
        came = subprocess.run(command, env={**os.environ, **common, **environment}, capture_output=True, text=True, check=False)
        assert came.returncode == code, came.stderr
        out.append(came.stdout + came.stderr)

    with serving(_plays) as served:
        common = {"EXPLORE_ROLES_PLAY_AT": served.url, "PREFECT_HOME": str(folder / "prefect"), "EXPLORE_ROLES_TIMEOUT": "1", **OTHERS}
        common |= {"EXPLORE_ROLES_DATA": str(folder / "data"), "EXPLORE_ROLES_BOARDS": str(boards), "EXPLORE_ROLES_NOTIFY_SECONDS": "1"}
        runs("run", "--night", FIRST, **KEYS)
        blocks = {name: name.lower().replace("_", "-") for name in KEYS}
        subprocess.run([sys.executable, "-c", _SAVES], input=json.dumps([*zip(blocks.values(), KEYS.values(), strict=True)]), text=True,
                       env={**os.environ, **common}, check=True, capture_output=True)  # fmt: skip
        named = {name: f"prefect-block:secret/{block}" for name, block in blocks.items()}
        runs("run", "--night", SECOND, EXPLORE_ROLES_DEBUG="1", PREFECT_DEBUG_MODE="true", PREFECT_LOGGING_LEVEL="DEBUG", **named)
        assert {request["authorization-key"] for request in served.headers if "authorization-key" in request} == {KEYS["USAJOBS_KEY"]}
        runs("boards", "check", EXPLORE_ROLES_DEBUG="1", **KEYS)
        runs("watch", "--dry-run")
    return folder, "\n".join(out)


@pytest.mark.long
def test_nothing_that_two_nights_leave_behind_holds_a_secret(left: tuple[Path, str]) -> None:
    folder, told = left
    (folder / "told.txt").write_text(told, encoding="utf-8")
    assert found_in([folder], list(WORDS.values())) == {}
    # What is looked through is all that there is, and can be read.
    assert found_in([folder], ["planning app", "removed"]).keys() >= {
        str(folder / "told.txt"),
        f"{folder / 'prefect' / 'prefect.db'}, unpacked",
        f"{folder / 'data' / 'work.duckdb'}, store.texts",
        f"{folder / 'data' / 'published' / 'roles.duckdb'}, store.texts",
        *(f"{path}, unpacked" for path in (folder / "data" / "landing" / "objects").rglob("*.zst") if b"planning" in _unpacked(path)),
    }


def _unpacked(path: Path) -> bytes:
    return zstandard.ZstdDecompressor().stream_reader(path.read_bytes()).read()


def test_an_error_that_nobody_foresaw_tells_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(says()) as served, session_for(served) as session:

        def fails(_: str, url: str, **__: object) -> None:
            raise RuntimeError(f"cannot ask {url}")

        monkeypatch.setattr(session, "request", fails)
        with pytest.raises(SourceChanged, match=r"cannot be asked \(RuntimeError\)") as raised:
            Visit(session=session).get("https://api.adzuna.com/v1", secrets={"app_key": WORDS["ADZUNA_APP_KEY"]})
    assert (WORDS["ADZUNA_APP_KEY"] in str(raised.value), raised.value.__suppress_context__) == (False, True)


def test_a_key_from_a_block_of_prefects(monkeypatch: pytest.MonkeyPatch) -> None:
    from prefect.blocks.system import Secret

    from flows.settings import BadSettings, load_settings

    Secret(value="of-the-block").save("adzuna-key", overwrite=True)  # type: ignore[unused-coroutine]
    Secret(value={"no": "text"}).save("odd-key", overwrite=True)  # type: ignore[unused-coroutine]
    for name in KEYS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ADZUNA_APP_KEY", "prefect-block:secret/adzuna-key")
    assert load_settings().keys == {"ADZUNA_APP_KEY": "of-the-block"}
    for named, said in (
        ("secret/nobody", "no block secret/nobody"),
        ("secret/odd-key", "holds no text"),
        ("json/x", "a secret is named prefect-block:secret/NAME"),
        ("secret/../x", "a secret is named"),
    ):
        monkeypatch.setenv("ADZUNA_APP_KEY", f"prefect-block:{named}")
        with pytest.raises(BadSettings, match=f"ADZUNA_APP_KEY: .*{said}"):
            dict(load_settings().keys)
    result = explore_roles("boards", "check")
    assert (result.exit_code, "ADZUNA_APP_KEY" in result.stderr) == (2, True)
