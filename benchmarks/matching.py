"""Matching: how good the first ten roles are that people of all kinds are shown, and what ten thousand profiles cost.

    python benchmarks/matching.py --reading     # precision at ten, on the real postings beside the project
    python benchmarks/matching.py --load        # seconds and memory in SQL, beside the same profile by profile in Python
    python benchmarks/matching.py --write       # both, into MATCHING.md

The first ten roles of three dozen profiles of tests/warehouse/profiles were read and judged one by one (matching_reading.toml), many of
them by two readers. What is shown now and was not judged is counted and named: it is neither right nor wrong. For the load, roles and
profiles are made up; each measurement is a process of its own. Plain Python is tests/warehouse/plain_matching.py (roles parsed once, a role
left at its second failed must), without the reasons' words, over some of the same profiles, and extrapolated.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory

from benchmarks.matching_rows import NIGHT, made_profiles, write_file
from tests.warehouse.plain_matching import plain_match
from tests.warehouse.plain_roles import plain_role
from warehouse.database import open_published
from warehouse.matching.answer import answer
from warehouse.matching.match import match
from warehouse.matching.profile import read_profile

HERE = Path(__file__).parent
PROFILES = HERE.parent / "tests" / "warehouse" / "profiles"
READING = HERE / "matching_reading.toml"
REPORT = HERE / "MATCHING.md"
TOP = 50
READ = 10  # roles of each profile
FIT = ("yes", "acceptable")
STILL_WRONG = """
The target is 0.8. The first twelve and the last twelve reach it. The second twelve do not: three of them come from another field, for
which the collection holds few roles. When lists were seen for the first time, the first twelve came to 0.64 (then the weights were set),
the second to 0.58 (then languages, studies, special knowledge, the way of working and the fields of years came to be read), the last to
0.78 and 0.75 by two readers (then other languages came to weigh more). Who fits is a person's judgement: two readers part in one of twenty.

What is wrong in those judged *no*, as the readers see it:

- for who comes from another field: there are few associate roles, and those that there are ask for a year in software, for databases and
  programming, or for a degree of a kind; nobody's degree is read or asked for;
- special knowledge that is finer than an industry: lending for who knows payments, Medicare for who knows pharmacies;
- knowledge in words that are not read (pricing, accounting systems), and years "as a consultant at start-ups";
- from where one may work, where the text alone says it ("only in the Americas"); most of these postings come without a place;
- leading people, where a posting of any level asks for it; a level that the posting's text contradicts;
- postings that are none: an advertisement for visas, filler."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What became of the first roles of one profile, or of several."""

    profile: str
    stands_for: str
    judged: tuple[str, ...]  # yes, acceptable or no, of those that were judged
    second: tuple[tuple[str, str], ...]  # what the two readers say, of those that both judged
    unjudged: tuple[str, ...]  # ids
    group: str = ""  # first, later or last: when the list was first read
    few: bool = False  # whether the collection has no ten that fit

    def share(self, *right: str) -> float:
        """The share of these judgements among those that were judged."""
        return mean(one in right for one in self.judged) if self.judged else float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a number of profiles cost."""

    profiles: int
    seconds: float
    processor: float  # seconds of all cores
    megabytes: float


def reading(published: Path) -> list[Read]:
    """Returns what the judgements say of the roles that are shown first now, the profiles in the order of matching_reading.toml."""
    table = tomllib.loads(READING.read_text(encoding="utf-8"))
    found = []
    for name, roles in table["judged"].items():
        shown = [one.role["id"] for one in answer(published, read_profile(PROFILES / f"{name}.toml"), top=READ).found]
        found.append(
            Read(
                profile=name,
                stands_for=table["stands_for"][name],
                judged=tuple(roles[one]["fits"] for one in shown if one in roles),
                second=tuple((roles[one]["fits"], roles[one]["second"]) for one in shown if "second" in roles.get(one, {})),
                unjudged=tuple(one for one in shown if one not in roles),
                group=next((group for group in ("later", "last") if name in table[group]), "first"),
                few=name in table["few"],
            )
        )
    return found


def together(name: str, found: list[Read]) -> Read:
    """Returns several as one."""
    judged = tuple(word for one in found for word in one.judged)
    second = tuple(pair for one in found for pair in one.second)
    return Read(profile=name, stands_for="", judged=judged, second=second, unjudged=tuple(role for one in found for role in one.unjudged))


def reading_table(found: list[Read]) -> Iterator[str]:
    """Yields the lines of the reading's table."""
    yield "| profile | stands for | yes | acceptable | no | not judged | precision | strictly |"
    yield "|---|---|---|---|---|---|---|---|"
    every = [together("all", found), together("those for whom there are ten", [one for one in found if not one.few])]
    for one in (*found, *every):
        counts = " | ".join(str(one.judged.count(word)) for word in ("yes", "acceptable", "no"))
        shares = f"{one.share(*FIT):.2f}{' *' if one.few else ''} | {one.share('yes'):.2f}"
        yield f"| {one.profile.replace('_', ' ')} | {one.stands_for} | {counts} | {len(one.unjudged)} | {shares} |"


def agreement(found: list[Read]) -> str:
    """Returns in words how far the two readers agree."""
    pairs = together("", found).second
    same = mean((one in FIT) == (two in FIT) for one, two in pairs)
    shares = [mean(pair[reader] in FIT for pair in pairs) for reader in (0, 1)]
    return (
        f"{len(pairs)} of them were judged by two readers who did not know of each other: {same:.0%} alike in whether they fit;\n"
        f"by the first {shares[0]:.2f} fit, by the second {shares[1]:.2f}."
    )


def in_sql(published: Path, profiles: int) -> Cost:
    """Returns what so many profiles cost in SQL, measured in a process of its own."""
    command = [sys.executable, str(Path(__file__)), "--child", str(profiles), "--file", str(published)]
    environment = os.environ | {"PYTHONPATH": str(HERE.parent)}
    told = subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
    return Cost(**json.loads(told.splitlines()[-1]))


def _child(published: Path, count: int) -> None:
    profiles = made_profiles(count)
    with closing(open_published(published)) as connection:
        began, busy = time.perf_counter(), time.process_time()
        rows = 0
        for _ in match(connection, profiles, top=TOP):
            [(some,)] = connection.execute("SELECT (SELECT count(*) FROM match_found) + (SELECT count(*) FROM match_reasons)").fetchall()
            rows += some
        seconds, processor = time.perf_counter() - began, time.process_time() - busy
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"profiles": count, "seconds": seconds, "processor": processor, "megabytes": megabytes}))


def in_python(published: Path, sample: int) -> tuple[float, float]:
    """Returns seconds for parsing the roles, and for one profile on an average; both ways must come to the same roles."""
    profiles = made_profiles(sample)
    with closing(open_published(published)) as connection:
        began = time.perf_counter()
        found = connection.execute("SELECT role, opened_night FROM feed_roles").fetchall()
        roles = [plain_role(json.loads(role), opened) for role, opened in found]
        parsed = time.perf_counter() - began
        began = time.perf_counter()
        answers = [plain_match(roles, profile, NIGHT, top=TOP).found for profile in profiles]
        each = (time.perf_counter() - began) / sample
        shown: dict[int, list[tuple[str, int]]] = {number: [] for number in range(sample)}
        for _ in match(connection, profiles, top=TOP):
            for profile, role, points in connection.execute(
                "SELECT profile, id, points FROM match_found ORDER BY profile, rank"
            ).fetchall():
                shown[profile].append((role, points))
    if [tuple(roles) for roles in shown.values()] != list(answers):
        raise SystemExit("SQL and Python do not come to the same roles: nothing is measured.")
    return parsed, each


def load_table(roles: int, counts: list[int], sample: int) -> Iterator[str]:
    """Yields the lines of the load's table; measures as it goes."""
    with TemporaryDirectory() as folder:
        published = Path(folder) / "roles.duckdb"
        write_file(published, roles)
        parsed, each = in_python(published, sample)
        yield f"| profiles, against {roles:,} roles | SQL: seconds | of all cores | each | peak memory | Python: seconds | times as long |"
        yield "|---|---|---|---|---|---|---|"
        for count in counts:
            cost = in_sql(published, count)
            plain = parsed + each * count
            measured = (
                f"{cost.seconds:,.1f}",
                f"{cost.processor:,.1f}",
                f"{cost.seconds / count * 1e3:,.1f} ms",
                f"{cost.megabytes:,.0f} MiB",
            )
            yield f"| {count:,} | {' | '.join(measured)} | {plain:,.0f} | {plain / cost.seconds:,.0f} |"
        yield ""
        yield (
            f"Python takes the profiles one by one; its seconds are extrapolated from {sample} of them ({each:.2f} s each, and\n"
            f"{parsed:.1f} s to parse the roles once). It runs on one core and leaves the reasons' words out; SQL has them in, and\n"
            f"may use all {os.cpu_count()} cores. Both came to the same {TOP} first roles and points for these {sample}."
        )


def _looked_at(published: Path) -> int:
    with closing(open_published(published)) as connection:
        [(roles,)] = connection.execute("SELECT count(*) FROM feed_roles").fetchall()
    return int(roles)


def report(options: argparse.Namespace, published: Path) -> Iterator[str]:
    """Yields the lines of MATCHING.md."""
    found = reading(published)
    yield "# Matching: how good the lists are, and what they cost\n"
    yield f"Written by `python benchmarks/matching.py --write` on {datetime.now(UTC):%Y-%m-%d}.\n"
    yield "## The first ten, read one by one\n"
    yield (
        f"{len(found)} of the profiles of [tests/warehouse/profiles](../tests/warehouse/profiles), held against the "
        f"{_looked_at(published):,} roles of the\nreal postings beside the project; the first {READ} of each were read "
        "and judged: does the role fit this\n"
        "person's profile? What *yes*, *acceptable* and *no* mean, and each judgement with its reason, by id, is in\n"
        "[matching_reading.toml](matching_reading.toml). *precision* is the share of yes and acceptable, *strictly* that of yes alone.\n"
    )
    groups = {
        "first": "Profiles whose lists were read when the weights were first set",
        "later": "Profiles that were made and read later",
        "last": "Profiles whose lists nobody had looked at before all else was built",
    }
    for group, title in groups.items():
        yield f"{title}:\n"
        yield from reading_table([one for one in found if one.group == group])
        yield ""
    yield agreement(found)
    yield "\n\\* The collection holds fewer than ten roles that fit: all that nothing rules out was looked through."
    if unjudged := [f"{one.profile}: {', '.join(one.unjudged)}" for one in found if one.unjudged]:
        yield f"\nShown and not judged: {'; '.join(unjudged)}."
    yield STILL_WRONG
    yield "\n## Ten thousand profiles\n"
    yield from load_table(options.roles, options.profiles, options.sample)
    yield "\n`python benchmarks/matching.py --load` measures it anew."
    yield "Other work on the machine makes all seconds longer: the ratio is what to look at."


def main() -> int:
    parser = argparse.ArgumentParser(description="Precision at ten, and seconds and memory, of matching.")
    parser.add_argument("--reading", action="store_true", help="precision at ten")
    parser.add_argument("--load", action="store_true", help="seconds and memory")
    parser.add_argument("--write", action="store_true", help="both, into MATCHING.md")
    parser.add_argument("--roles", type=int, default=50_000)
    parser.add_argument("--profiles", type=int, nargs="+", default=[100, 1_000, 10_000])
    parser.add_argument("--sample", type=int, default=40, help="profiles that are matched in plain Python, too")
    parser.add_argument("--file", type=Path, help="a published file of the real postings, where one is at hand")
    parser.add_argument("--child", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        _child(options.file, options.child)
        return 0
    if not (options.reading or options.load or options.write):
        parser.print_help()
        return 2
    if options.load:
        for line in load_table(options.roles, options.profiles, options.sample):
            print(line, flush=True)
    if options.reading or options.write:
        with TemporaryDirectory() as folder:
            published = options.file or _published(Path(folder))
            if options.reading:
                found = reading(published)
                print("\n".join(reading_table(found)))
                print("\n".join(f"not judged: {one.profile} {role}" for one in found for role in one.unjudged))
            if options.write:
                REPORT.write_text("\n".join(report(options, published)) + "\n", encoding="utf-8")
    return 0


def _published(folder: Path) -> Path:
    # It skips as the tests do where the postings are absent.
    from tests.warehouse.real_roles import publish_real_roles

    return publish_real_roles(folder)


if __name__ == "__main__":
    sys.exit(main())
