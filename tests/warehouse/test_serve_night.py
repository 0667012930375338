"""Nights that are published while many ask: no error, no answer of two nights, nothing left open."""

import asyncio
import gc
import time
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import orjson
import pytest

from tests.warehouse.served import NIGHT, SEQUENCE, gone, made_roles, role_id, serving, updated, write_published, write_site
from warehouse.serve import publications
from warehouse.serve.listing import Listing

CLIENTS = 200
NIGHTS = 3
ROLES = 120
PAUSE = 0.3  # seconds between two questions of a client: all of them together ask as fast as they are answered
ASKED = (
    "/api/v1/roles?limit=100",
    "/api/v1/roles?q=product&sort=relevance&limit=60",
    '/api/v1/roles?q="product+manager"&limit=5',
    "/api/v1/roles?level=senior&level=apm&sort=company",
    "/api/v1/changes?limit=30",
    f"/api/v1/changes?since={SEQUENCE - 5}&feed=feed-1",
    "/api/v1/facets",
    "/api/v1/meta",
    f"/api/v1/roles/{role_id(50)}",
    "/feed/v2/summary.json",
    "/",
)


def publish(folder: Path, night: int) -> None:
    """Publishes a night all of whose roles carry its mark, and fewer of them each night: a mixed answer would show."""
    run_id = f"run-{night}"
    roles = made_roles(ROLES - night, mark=run_id)
    roles[0] = updated(roles[0], SEQUENCE + night, {"title": SEQUENCE + night})
    tombstones = [gone(ROLES - 1 - number, sequence=SEQUENCE + number + 1) for number in range(night)]
    write_published(
        folder / "roles.duckdb", roles, tombstones=tombstones, run_id=run_id, night=NIGHT + timedelta(days=night), sequence=SEQUENCE + night
    )
    write_site(folder, {"index.html": b"<!doctype html>", "feed/v2/summary.json": orjson.dumps({"run_id": run_id, "fill": run_id * 5_000})})


async def ask_on(host: str, port: int, number: int, until: asyncio.Event, seen: Counter[str], mixed: list[str]) -> None:
    """Asks one thing after the other over one connection."""
    reader, writer = await asyncio.open_connection(host, port)
    turn = number
    while not until.is_set():
        path = ASKED[turn % len(ASKED)]
        writer.write(f"GET {path} HTTP/1.1\r\nHost: here\r\n\r\n".encode())
        status, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines if line)
        body = await reader.readexactly(int(headers["content-length"]))
        if (wrong := _wrong(path, status, headers, body)) is not None:
            mixed.append(f"{path}: {wrong}")
        else:
            seen[headers.get("x-explore-roles-run", path)] += 1
        turn += 1
        await asyncio.sleep(PAUSE)
    writer.close()


def _wrong(path: str, status: str, headers: dict[str, str], body: bytes) -> str | None:
    if " 200 " not in status:
        return f"{status} {body[:200]!r}"
    if path == "/":
        return None
    answer = orjson.loads(body)
    run_id = answer["run_id"]
    if "fill" in answer:
        return None if answer["fill"] == run_id * 5_000 else "a file of two nights"
    night = int(run_id.removeprefix("run-"))
    roles = [*answer.get("roles", []), *([answer["role"]] if "role" in answer else [])] if path != "/api/v1/meta" else []
    roles += [entry["role"] for entry in answer.get("changes", []) if "role" in entry]
    said = {
        "header": headers["x-explore-roles-run"] == run_id and headers["x-explore-roles-night"] == answer["night"],
        "night": answer["night"] == str(NIGHT + timedelta(days=night)),
        "sequence": answer["sequence"] == SEQUENCE + night,
        "roles": {role["source_name"] for role in roles} <= {run_id},
        "count": answer.get("count", ROLES - night) == ROLES - night or "level=" in path,
        "facets": sum(answer.get("facets", {}).get("level", {"all": ROLES - night}).values()) == ROLES - night,
        "meta": path != "/api/v1/meta" or (answer["roles"], answer["gone"]) == (ROLES - night, night),
        "gone": sum("role" not in entry for entry in answer.get("changes", [])) == (night if "since" in path else 0),
    }
    return ", ".join(name for name, holds in said.items() if not holds) or None


def test_many_ask_while_nights_are_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publications, "_EVERY", 0.05)
    publish(tmp_path, 0)
    others = {id(found) for found in gc.get_objects() if isinstance(found, Listing)}
    seen: Counter[str] = Counter()
    mixed: list[str] = []

    async def busy(host: str, port: int) -> None:
        until = asyncio.Event()
        asking = [asyncio.create_task(ask_on(host, port, number, until, seen, mixed)) for number in range(CLIENTS)]
        for night in range(1, NIGHTS):
            await asyncio.to_thread(publish, tmp_path, night)
            # As long as it takes until somebody hears of it.
            give_up = time.monotonic() + 20
            while not seen[f"run-{night}"] and time.monotonic() < give_up and not mixed:
                await asyncio.sleep(0.02)
        until.set()
        await asyncio.gather(*asking)

    with serving(tmp_path) as address:
        parts = urlsplit(address)
        asyncio.run(busy(str(parts.hostname), int(parts.port or 0)))
        assert mixed == []
        assert all(seen[f"run-{night}"] for night in range(NIGHTS)), seen
        assert httpx.get(f"{address}/api/v1/meta").json()["run_id"] == f"run-{NIGHTS - 1}"
        gc.collect()
        held = [found.run_id for found in gc.get_objects() if isinstance(found, Listing) and id(found) not in others]
        assert held == [f"run-{NIGHTS - 1}"], "what is no longer answered from is no longer in memory"
        assert [name for name in _open_files() if str(tmp_path) in name] == []


def _open_files() -> list[str]:
    names = []
    for link in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # that of the listing itself
            names.append(str(link.readlink()))
    return names


def test_what_cannot_be_read_leaves_the_night_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(publications, "_EVERY", 0.02)
    publish(tmp_path, 0)
    with serving(tmp_path) as address, httpx.Client(base_url=address) as client:
        assert client.get("/api/v1/meta").json()["run_id"] == "run-0"
        fresh = tmp_path / "fresh"
        fresh.write_bytes(b"half a file")
        fresh.replace(tmp_path / "roles.duckdb")
        time.sleep(0.1)
        assert client.get("/api/v1/meta").json()["run_id"] == "run-0"
        with monkeypatch.context() as broken:  # whatever it is that fails, the watch goes on
            broken.setattr(publications, "read_listing", lambda _: 1 // 0)
            (tmp_path / "roles.duckdb").touch()
            give_up = time.monotonic() + 10
            while "ZeroDivisionError" not in caplog.text:
                assert time.monotonic() < give_up, "what fails is said in the log"
                time.sleep(0.01)
        assert client.get("/api/v1/meta").json()["run_id"] == "run-0"
        (tmp_path / "roles.duckdb").unlink()
        time.sleep(0.1)
        assert client.get("/api/v1/meta").json()["run_id"] == "run-0"
        publish(tmp_path, 1)
        give_up = time.monotonic() + 10
        while client.get("/api/v1/meta").json()["run_id"] != "run-1":
            assert time.monotonic() < give_up, "the next good night is answered from"
            time.sleep(0.01)
