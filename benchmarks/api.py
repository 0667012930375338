"""The query API beside Datasette, on the same roles: requests a second, and how long the slowest hundredth waits.

    python benchmarks/api.py [--roles N] [--clients N] [--seconds S] [--json]

Both are servers in a process of their own on this machine; one client asks both the same, in turn, over connections that stay open.
Before anything is measured, both must find as many roles for each kind of question. Neither keeps answers: what comes twice is worked out
twice; neither logs what it is asked. Datasette reads SQLite as its users would set it up: opened as immutable, an index for each
combination of columns that is filtered and sorted by, full-text search with its prefix index, its suggested facets and its counts switched
off (ours counts what it finds all the same), its limits of time out of the way, and asked for two columns only. Absolute figures drift on
shared machines; the ratios, of both side by side in one run, hold. Datasette is there after `uv sync --group bench`.
"""

import argparse
import asyncio
import json
import os
import random
import re
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast
from urllib.parse import urlencode

import httpx
import orjson

from tests.warehouse.served import LEVELS, Role, folded, made_roles, searched, write_published

_LEVELS = tuple(LEVELS)
_MODES = ("remote", "hybrid", "onsite")
_COUNTRIES = ("SE", "GB", "CH", "US", "FR")
_CHECKED = 12  # questions of each kind that both must find the same for
_DATASETTE = (
    "import functools, uvicorn; uvicorn.run = functools.partial(uvicorn.run, access_log=False); from datasette.cli import cli; cli()"
)
_TURNS = 3  # each is asked so many times for a part of the seconds, in turn: what disturbs the machine disturbs both
_COLUMNS = ("id", "first_seen", "title", "company", "industry", "level", "confidence", "work_mode", "countries", "search", "role")
_INDEXED = ("first_seen", "level, first_seen", "work_mode, first_seen", "level, work_mode, first_seen", "company, first_seen")
_ROWS = [("_shape", "objects"), ("_col", "id"), ("_col", "role"), ("_nocount", "1"), ("_nofacet", "1"), ("_nosuggest", "1")]
_PAGE = [*_ROWS, ("_size", "50"), ("_sort_desc", "first_seen")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One kind of question, as each of the two is asked it."""

    says: str
    ours: Callable[[random.Random], str]
    theirs: Callable[[random.Random], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What both made of it."""

    says: str
    ours: float  # requests a second
    theirs: float
    ours_p99: float  # milliseconds
    theirs_p99: float
    ours_bytes: int  # of an answer
    theirs_bytes: int

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs


def questions(roles: list[Role]) -> list[Asked]:
    """Returns what is asked."""
    ids = [role["id"] for role in roles]
    said = (found["quote"] for role in roles[:500] for found in role["evidence"])
    words = sorted({word for quote in said for word in folded(quote).split() if word.isalpha()})

    def page(**wanted: object) -> str:
        return f"/api/v1/roles?{urlencode(wanted)}"

    def rows(*wanted: tuple[str, object]) -> str:
        return f"/roles/roles.json?{urlencode([*_PAGE, *wanted])}"

    return [
        Asked(says="the newest 50", ours=lambda _: page(), theirs=lambda _: rows()),
        Asked(
            says="50 of a level and a work mode",
            ours=lambda dice: page(level=dice.choice(_LEVELS), work_mode=dice.choice(_MODES)),
            theirs=lambda dice: rows(("level", dice.choice(_LEVELS)), ("work_mode", dice.choice(_MODES))),
        ),
        Asked(
            says="50 of a level in a country",
            ours=lambda dice: page(level=dice.choice(_LEVELS), country=dice.choice(_COUNTRIES)),
            theirs=lambda dice: rows(("level", dice.choice(_LEVELS)), ("countries__arraycontains", dice.choice(_COUNTRIES))),
        ),
        Asked(
            says="50 with a word that begins so",
            ours=lambda dice: page(q=dice.choice(words)),
            theirs=lambda dice: rows(("_search", f"{dice.choice(words)}*"), ("_searchmode", "raw")),
        ),
        Asked(
            says="counts of a level by work mode",
            ours=lambda dice: f"/api/v1/facets?level={dice.choice(_LEVELS)}",
            theirs=lambda dice: (
                f"/roles/roles.json?_shape=objects&_size=0&_nocount=1&_nosuggest=1&_facet=work_mode&level={dice.choice(_LEVELS)}"
            ),
        ),
        Asked(
            says="one role",
            ours=lambda dice: f"/api/v1/roles/{dice.choice(ids)}",
            theirs=lambda dice: f"/roles/roles/{dice.choice(ids)}.json?_shape=objects",
        ),
    ]


def write_sqlite(path: Path, roles: list[Role]) -> None:
    """Writes the roles as Datasette's users would."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"CREATE TABLE roles ({', '.join(_COLUMNS)}, PRIMARY KEY (id))")
        rows = (
            {
                **{name: role[name] for name in _COLUMNS if name in role},
                "countries": json.dumps(sorted({place["country"] for place in role["places_read"]})),
                "search": searched(role),
                "role": orjson.dumps(role).decode(),
            }
            for role in sorted(roles, key=lambda role: role["first_seen"], reverse=True)
        )
        values = ", ".join(f":{name}" for name in _COLUMNS)
        connection.executemany(f"INSERT INTO roles VALUES ({values})", rows)  # noqa: S608  names of columns
        for number, columns in enumerate(_INDEXED):
            connection.execute(f"CREATE INDEX index_{number} ON roles ({columns})")
        # In these quotes: it is by them that Datasette sees which table this searches.
        connection.execute("""CREATE VIRTUAL TABLE roles_fts USING fts5(search, content="roles", prefix='2 3 4')""")
        connection.execute("INSERT INTO roles_fts (roles_fts) VALUES ('rebuild')")
        connection.execute("ANALYZE")


@contextmanager
def server(command: list[str], port: int, ready: str) -> Iterator[int]:
    """Runs a server; gives its process's id once it answers at `ready`."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(f"http://127.0.0.1:{port}{ready}", process)
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)


def _wait(address: str, process: "subprocess.Popen[bytes]") -> None:
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up and process.poll() is None:
        with suppress(httpx.TransportError):
            if httpx.get(address).status_code == 200:
                return
        time.sleep(0.1)
    raise SystemExit(f"nothing answers at {address}")


class Client(asyncio.Protocol):
    """One connection, which asks one thing after the other. A full client library would cost more than the faster of the two servers."""

    def __init__(self, host: str, question: Callable[[], str], until: float) -> None:
        self.took: list[float] = []  # milliseconds
        self.size = 0
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._host = host
        self._question = question
        self._until = until
        self._got = bytearray()
        self._head = 0  # bytes of the headers, once they are whole
        self._length: int | None = None  # of the content; None where it comes in chunks

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._ask()

    def data_received(self, data: bytes) -> None:
        self._got += data
        if not self._head and (end := self._got.find(b"\r\n\r\n")) >= 0:
            self._head = end + 4
            if not self._got.startswith(b"HTTP/1.1 200 "):
                self._fail(f"{self._asked} is answered with {bytes(self._got[:300])!r}")
                return
            length = re.search(rb"content-length: (\d+)", self._got[:end], re.IGNORECASE)
            self._length = int(length[1]) if length else None
        whole = self._got.endswith(b"\r\n0\r\n\r\n") if self._length is None else len(self._got) == self._head + self._length
        if self._head and whole:
            self.took.append((time.perf_counter() - self._started) * 1e3)
            self.size += len(self._got) - self._head
            self._ask()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.ended.done():
            self._fail(f"the connection ended: {exc}")

    def _ask(self) -> None:
        self._got.clear()
        self._head = 0
        self._started = time.perf_counter()
        if self._started > self._until:
            self.ended.set_result(None)
            self._transport.close()
            return
        self._asked = self._question()
        self._transport.write(f"GET {self._asked} HTTP/1.1\r\nHost: {self._host}\r\n\r\n".encode())

    def _fail(self, why: str) -> None:
        self.ended.set_exception(RuntimeError(why))
        self._transport.close()


async def ask(port: int, question: Callable[[random.Random], str], *, clients: int, seconds: float, seed: int) -> list[Client]:
    """Returns the connections, with what they measured."""
    dice = random.Random(seed)
    until = time.perf_counter() + seconds
    loop = asyncio.get_running_loop()
    asking = [
        (await loop.create_connection(lambda: Client(f"127.0.0.1:{port}", lambda: question(dice), until), "127.0.0.1", port))[1]
        for _ in range(clients)
    ]
    await asyncio.gather(*(client.ended for client in asking))
    return asking


def check(asked: Asked, ours: int, theirs: int) -> None:
    """Raises SystemExit where the two do not find the same."""
    sizes = []
    for seed in range(_CHECKED):
        found, there = (
            httpx.get(f"http://127.0.0.1:{port}{question(random.Random(seed)).replace('_nocount=1&', '')}", timeout=60).json()
            for port, question in ((ours, asked.ours), (theirs, asked.theirs))
        )
        if "facets" in found:
            counts = found["facets"]["work_mode"]
            same = counts == {one["value"]: one["count"] for one in there["facet_results"]["work_mode"]["results"]}
            sizes.append(sum(counts.values()))
        elif "role" in found:
            same = found["role"] == orjson.loads(there["rows"][0]["role"])
            sizes.append(1)
        else:
            same = found["count"] == there["filtered_table_rows_count"] and len(found["roles"]) == len(there["rows"])
            sizes.append(found["count"])
        if not same:
            raise SystemExit(f"{asked.says}: the two do not find the same for {asked.theirs(random.Random(seed))}")
    print(f"{asked.says}: both find {min(sizes):,} to {max(sizes):,}", file=sys.stderr)


def measure(asked: Asked, ours: int, theirs: int, *, clients: int, seconds: float) -> Measured:
    """Asks the servers at both ports in turn."""
    rates: dict[int, list[float]] = {ours: [], theirs: []}
    waited: dict[int, list[float]] = {ours: [], theirs: []}
    sizes = {}
    for turn in range(_TURNS):
        for port, question in ((ours, asked.ours), (theirs, asked.theirs)):
            started = time.perf_counter()
            asking = asyncio.run(ask(port, question, clients=clients, seconds=seconds / _TURNS, seed=turn))
            took = [one for client in asking for one in client.took]
            rates[port].append(len(took) / (time.perf_counter() - started))
            waited[port] += took
            sizes[port] = sum(client.size for client in asking) // len(took)
    return Measured(
        says=asked.says,
        ours=statistics.median(rates[ours]),
        theirs=statistics.median(rates[theirs]),
        ours_p99=statistics.quantiles(waited[ours], n=100)[98],
        theirs_p99=statistics.quantiles(waited[theirs], n=100)[98],
        ours_bytes=sizes[ours],
        theirs_bytes=sizes[theirs],
    )


def free_port() -> int:
    """Returns a port that nothing listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def resident(pid: int) -> str:
    """Returns the process's memory, now and at its most."""
    said = dict(re.findall(r"(VmRSS|VmHWM):\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(encoding="ascii")))
    return f"{int(said['VmRSS']) / 1e3:.0f} MB (at most {int(said['VmHWM']) / 1e3:.0f})"


def main() -> None:
    """Measures, and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--roles", type=int, default=50_000)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=4.5, help="for each of both, for each question")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    roles = made_roles(options.roles)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_published(folder / "published" / "roles.duckdb", roles)
        write_sqlite(folder / "roles.db", roles)
        ports = free_port(), free_port()
        serve = [sys.executable, "-m", "flows.cli", "serve", "--data", str(folder), "--port", str(ports[0])]
        datasette = [sys.executable, "-c", _DATASETTE, "serve", "-i", str(folder / "roles.db"), "-p", str(ports[1])]
        datasette += [
            "--setting",
            "suggest_facets",
            "off",
            "--setting",
            "sql_time_limit_ms",
            "20000",
            "--setting",
            "facet_time_limit_ms",
            "20000",
        ]
        with server(serve, ports[0], "/api/v1/meta") as our_pid, server(datasette, ports[1], "/roles.json") as their_pid:
            kinds = questions(roles)
            for asked in kinds:
                check(asked, *ports)
            before = os.getloadavg()[0]
            measured = [measure(asked, *ports, clients=options.clients, seconds=options.seconds) for asked in kinds]
            memory = {"ours": resident(our_pid), "Datasette": resident(their_pid)}
    if options.json:
        print(json.dumps([asdict(one) | {"ratio": round(one.ratio, 2)} for one in measured], indent=1))
        return
    print(f"{options.roles:,} roles, {options.clients} clients, {os.cpu_count()} processors, load before {before:.1f}")
    print(f"memory: {memory['ours']}, Datasette {memory['Datasette']}\n")
    print("| question | ours, requests/s | Datasette | times | ours, p99 | Datasette | kB an answer, ours and theirs |")
    print("|---|---|---|---|---|---|---|")
    for one in measured:
        rates = f"{one.ours:,.0f} | {one.theirs:,.0f} | {one.ratio:.1f}"
        waits = f"{one.ours_p99:.0f} ms | {one.theirs_p99:.0f} ms"
        print(f"| {one.says} | {rates} | {waits} | {one.ours_bytes / 1e3:.1f}, {one.theirs_bytes / 1e3:.1f} |")


if __name__ == "__main__":
    main()
