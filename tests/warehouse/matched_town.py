"""A published file whose roles are what a test says, and the profiles that are held against it, publication by publication."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import orjson

from tests.warehouse.factories import night, posting, read, run_night
from tests.warehouse.feed_role import SITE
from warehouse.database import open_read_only, open_work
from warehouse.feed.state import keep_feed
from warehouse.matching.kept import Kept, keep_matches
from warehouse.matching.profile import as_profile
from warehouse.matching.stored import Store, StoredProfile, Unusable
from warehouse.publish import publish

# Somebody to whom every senior role fits that says nothing against it.
ANN: Mapping[str, Any] = {"background": {"industry": "fintech"}, "product": {"years": 5}}
IN_LEEDS: Mapping[str, Any] = {**ANN, "must": {"places": ["Leeds, United Kingdom"]}}
AMONG_BEES: Mapping[str, Any] = {**ANN, "must": {"title_words": ["bees"]}}


def template(folder: Path, roles: int) -> Path:
    """Returns a published file of so many roles, all of them closed, to be changed at will."""
    postings = [posting(f"{number}", title=f"Senior Product Manager, {number:02}") for number in range(roles)]
    with open_work(folder / "work.duckdb") as work:
        run_night(work, "first", night(0), [read(*postings)])
        published = publish(work, folder / "template").path
    published.chmod(0o600)
    with duckdb.connect(published, config={"threads": 1}) as connection:
        for name in ("feed_roles", "feed_gone", "feed_state", "sources"):
            connection.execute(f"DROP TABLE {name}")
        connection.execute("UPDATE roles SET state = 'closed', industry = 'fintech', places = ['Leeds, United Kingdom']")
        connection.execute("UPDATE roles SET places_read = [{'city': 'Leeds', 'region': 'England', 'country': 'GB'}], work_mode = 'onsite'")
    return published


class MatchedTown:
    """Roles by the number in their title; those that are open are published, with what the test makes of them."""

    def __init__(self, source: Path, folder: Path) -> None:
        self.folder, self.source = folder, folder / "source.duckdb"
        shutil.copyfile(source, self.source)
        self.source.chmod(0o600)
        self.connection = duckdb.connect(self.source, config={"threads": 1})
        self.ids: dict[str, str] = {
            title[-2:]: one for one, title in self.connection.execute("SELECT role_id, title FROM roles").fetchall()
        }
        self.night = 0
        self.runs = 0
        self.profiles: dict[str, Mapping[str, Any]] = {}
        self.unusable: dict[str, str] = {}

    @property
    def published(self) -> Path:
        return self.folder / "roles.duckdb"

    @property
    def matches(self) -> Path:
        return self.folder / "matches" / "matches.duckdb"

    def set(self, change: str, *numbers: str) -> None:
        """Makes something of roles: SQL of an UPDATE."""
        self.connection.execute(f"UPDATE roles SET {change} WHERE role_id IN ?", [[self.ids[number] for number in numbers]])

    def opens(self, *numbers: str) -> None:
        self.set("state = 'open'", *numbers)

    def closes(self, *numbers: str) -> None:
        self.set("state = 'closed'", *numbers)

    def publish(self) -> None:
        """Publishes the roles as they are now, on the next night."""
        self.night += 1
        self.runs += 1
        self.connection.execute("UPDATE meta SET night = ?, run_id = ?", [night(self.night), f"run-{self.runs}"])
        self.connection.execute("CHECKPOINT")
        fresh = self.folder / "fresh.duckdb"
        shutil.copyfile(self.source, fresh)
        with duckdb.connect(fresh, config={"threads": 1}) as new:
            keep_feed(new, self.published, datetime.now(UTC), "trying")
        fresh.replace(self.published)

    def store(self) -> Store:
        return Store(
            path=self.folder / "profiles",
            profiles=tuple(StoredProfile(id=one, profile=as_profile(stated, one)) for one, stated in sorted(self.profiles.items())),
            unusable=tuple(Unusable(id=one, message=message) for one, message in self.unusable.items()),
        )

    def match(self) -> Kept:
        return keep_matches(self.published, self.store(), self.folder / "matches", SITE)

    def look(self) -> Kept:
        """Publishes and matches."""
        self.publish()
        return self.match()

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        with open_read_only(self.matches, "matched", "asking") as connection:
            return connection.execute(sql).fetchall()

    def listed(self, profile: str = "ann") -> list[str]:
        """Returns the numbers of the roles in the profile's list, best first."""
        return [title[-2:] for (title,) in self.ask(f"SELECT title FROM matches WHERE profile = '{profile}' ORDER BY rank")]

    def announced(self, profile: str = "ann", *, on: int | None = None) -> list[str]:
        """Returns the numbers of the roles that were announced (on a night), but for those of a first look, in the order of numbers."""
        when = "" if on is None else f"AND night = DATE '{night(on)}'"
        return [
            title[-2:]
            for (title,) in self.ask(
                f"SELECT title FROM profile_announced WHERE profile = '{profile}' AND NOT first {when} ORDER BY title, opening"
            )
        ]

    def fresh(self, profile: str = "ann") -> list[str]:
        """Returns the numbers of the roles that were announced with the last publication."""
        return self.announced(profile, on=self.night)

    def token(self, profile: str = "ann") -> str:
        [(token,)] = self.ask(f"SELECT token FROM profiles WHERE id = '{profile}'")
        return str(token)

    def feed(self, profile: str = "ann") -> dict[str, Any]:
        """Returns the profile's JSON Feed."""
        found: dict[str, Any] = orjson.loads((self.matches.parent / "feeds" / f"{self.token(profile)}.json").read_bytes())
        return found

    def items(self, profile: str = "ann") -> list[str]:
        """Returns the titles in the profile's feed, the newest first."""
        return [item["title"].rsplit(" – ", 1)[0] for item in self.feed(profile)["items"]]


def on(number: int) -> date:
    return night(number)


@contextmanager
def where_ann_looks(source: Path, folder: Path) -> Iterator[MatchedTown]:
    """Two open roles, and Ann, to whom both fit; `source` is a template."""
    town = MatchedTown(source, folder)
    with closing(town.connection):
        town.opens("00", "01")
        town.profiles["ann"] = ANN
        yield town


@contextmanager
def where_ann_has_looked(before: Path, folder: Path) -> Iterator[MatchedTown]:
    """The same after the first look; `before` is the folder in which it was taken."""
    shutil.copytree(before / "matches", folder / "matches")
    shutil.copyfile(before / "roles.duckdb", folder / "roles.duckdb")
    town = MatchedTown(before / "source.duckdb", folder)
    with closing(town.connection):
        town.night = town.runs = 1
        town.profiles["ann"] = ANN
        yield town
