"""A publication whose roles can be changed at will: what happens to roles in many nights, without the nights."""

import random
import shutil
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from tests.warehouse.factories import night
from warehouse.feed.heads import heads
from warehouse.feed.pages import pages
from warehouse.feed.site import LOCAL, FeedFiles
from warehouse.feed.state import gone_of, keep_feed
from warehouse.feed.write import compose


class Town:
    """A published file whose roles can be changed at will, published anew as often as wanted."""

    def __init__(self, template: Path, folder: Path, seed: int) -> None:
        self.folder, self.template = folder, folder / "template.duckdb"
        shutil.copyfile(template, self.template)
        self.random = random.Random(seed)
        self.connection = duckdb.connect(self.template, config={"threads": 1})
        for name in ("feed_roles", "feed_gone", "feed_state", "sources"):
            self.connection.execute(f"DROP TABLE {name}")
        self.ids = [found for (found,) in self.connection.execute("SELECT role_id FROM roles ORDER BY 1").fetchall()]
        self.connection.execute("CREATE TABLE away AS FROM roles LIMIT 0; UPDATE roles SET posted = DATE '2026-11-01'")
        self.night = night(0)
        self.publications = 0

    def publish(self, *, whole: bool = True) -> Path:
        """Publishes what the roles are now; returns the folder that is served, or one with nothing but the roles and the manifest in it."""
        self.publications += 1
        self.connection.execute("UPDATE meta SET night = ?, run_id = ?", [self.night, f"run-{self.publications}"])
        self.connection.execute("CHECKPOINT")
        fresh, published = self.folder / "fresh.duckdb", self.folder / "roles.duckdb"
        shutil.copyfile(self.template, fresh)
        with duckdb.connect(fresh, config={"threads": 1}) as new:
            keep_feed(new, published, datetime.now(UTC), "trying")
            if not whole:
                self.write_roles(new)
        fresh.replace(published)
        if not whole:
            return self.folder / "roles"
        compose(published, self.folder, LOCAL).stand()
        return FeedFiles.under(self.folder).root

    def write_roles(self, new: duckdb.DuckDBPyConnection) -> None:
        files = list(pages(new, gone_of(new)))
        listed = [{**page.listed, "sequence": page.sequence, "roles": len(page.roles), "gone": 0} for page in files]
        for path, content in (*((page.listed["path"], page.content) for page in files), *heads(new, [], pages=listed, index=[], files=[])):
            (self.folder / "roles" / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / "roles" / path).write_bytes(content)

    def move(self) -> None:
        """Lets something happen to one role."""
        one = self.random.choice(self.ids)
        happen = self.random.choices(
            (self.opens, self.closes, self.edits, self.is_polished, self.merges, self.parts), weights=(4, 4, 5, 6, 1, 1)
        )[0]
        happen(one)

    def opens(self, one: str) -> None:
        self.connection.execute("UPDATE roles SET state = 'open' WHERE role_id = ?", [one])

    def closes(self, one: str) -> None:
        self.connection.execute("UPDATE roles SET state = 'closed' WHERE role_id = ?", [one])

    def edits(self, one: str) -> None:
        change = self.random.choice(
            (
                "title = title || ' II'",
                "salary_min = coalesce(salary_min, 50000) + 1000, salary_currency = 'EUR', salary_unit = 'YEAR'",
                "places = list_append(places, 'Bath')",
                "work_mode = CASE work_mode WHEN 'remote' THEN 'hybrid' ELSE 'remote' END",
                "stale = NOT stale",
                "url = url || '1'",
                "level = CASE level WHEN 'mid' THEN 'senior' ELSE 'mid' END",
                "confidence = CASE WHEN confidence > 0.9 THEN 0.6 ELSE 0.95 END",
                "specialties = list_append(specialties, 'growth'), "
                "training_programme = CASE training_programme WHEN 'yes' THEN 'no' ELSE 'yes' END",
            )
        )
        self.connection.execute(f"UPDATE roles SET {change} WHERE role_id = ?", [one])

    def is_polished(self, one: str) -> None:
        """What nobody should hear of."""
        change = self.random.choice(
            (
                "posted = posted + 1",
                "title = CASE WHEN title = upper(title) THEN lower(title) ELSE upper(title) END",
                "places = list_reverse(places)",
                "specialties = list_reverse(specialties)",
                "confidence = CASE WHEN confidence > 0.9 THEN 0.96 ELSE confidence END",
                "salary_text = 'about ' || salary_text",
            )
        )
        self.connection.execute(f"UPDATE roles SET {change} WHERE role_id = ?", [one])

    def merges(self, one: str) -> None:
        other = self.random.choice(self.ids)
        if one != other:
            self.connection.execute("INSERT INTO away FROM roles WHERE role_id = ?", [one])
            self.connection.execute("DELETE FROM roles WHERE role_id = ?", [one])
            self.connection.execute("UPDATE store.role_postings SET role_id = ? WHERE role_id = ?", [other, one])

    def parts(self, one: str) -> None:
        self.connection.execute("INSERT INTO roles FROM away WHERE role_id = ?", [one])
        self.connection.execute("DELETE FROM away WHERE role_id = ?", [one])

    def open_now(self) -> set[str]:
        return {found for (found,) in self.connection.execute("SELECT id FROM explore_roles").fetchall()}
