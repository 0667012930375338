import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from extractors.posting import Place
from tests.warehouse.factories import night, posting, read, rows, run_night, verdict
from warehouse.canonical import hashes
from warehouse.database import open_published, open_work, schema_version, transaction
from warehouse.errors import WarehouseBroken, WarehouseBusy, WarehouseError, WarehouseNewer
from warehouse.statements import statement


def test_opening_makes_the_file_and_opening_again_keeps_it(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "work.duckdb"
    with open_work(path) as connection:
        run_night(connection, "a", night(0), [read(posting("1"))])
    with open_work(path) as connection:
        assert rows(connection, "SELECT count(*) FROM roles") == [(1,)]
        assert rows(connection, "SELECT max(version) FROM store.migrations") == [(schema_version(),)]


OLD_NIGHT = """
INSERT INTO store.runs VALUES (
    'a', 1, 'nightly', '2026-11-01', 'good', '2026-11-01 03:00', '2026-11-01 03:01', 'test-1', NULL, MAP {'senior': 1}
);
INSERT INTO store.boards VALUES ('greenhouse:orchard', 'greenhouse', 'orchard', 'Orchard', 'farming', '2026-11-01', '2026-11-01');
INSERT INTO store.postings VALUES (
    'greenhouse:orchard:1', 'greenhouse:orchard', 'greenhouse', 'orchard', '1', 'Senior Product Manager', '<p>Own it. Opening 1.</p>',
    'Orchard', 'farming', NULL, ['Leeds', 'York'], 'unknown', NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-01 03:00', NULL, NULL,
    'https://jobs.example/orchard/1', 'https://jobs.example/orchard/1/apply', true, 'd', 'r', 'c', '2026-11-01', '2026-11-01', 0,
    NULL, NULL, 'open'
);
INSERT INTO store.events VALUES ('2026-11-01', 'a', 'greenhouse:orchard:1', 'opened', [], NULL, 'Senior Product Manager');
INSERT INTO store.texts VALUES ('t', 'Own it. Opening 1.');
INSERT INTO store.classifications VALUES (
    'k', 'r', 'test-1', 'a', 'Senior Product Manager', 't', 'pm', 'senior', 0.8, 'mid', 'the title says senior', false,
    'absent', 'absent', 'absent', 'absent', 'absent', 'absent', 'absent', NULL, NULL
);
INSERT INTO store.evidence VALUES ('k', 0, 'title_word', 'title_level', 'Senior Product Manager', 0, 22, 'title', 'asserted', 2, true);
INSERT INTO store.role_postings VALUES ('greenhouse:orchard:1', 'r0123456789abcdef', 'founder', '2026-11-01', 'a');
"""


def test_a_file_of_an_older_version_is_brought_to_this_one(tmp_path: Path) -> None:
    path = tmp_path / "work.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(statement("migrations", "0001_tables"))
        connection.execute("INSERT INTO store.migrations VALUES (1, '0001_tables', TIMESTAMP '2026-10-31')")
        connection.execute(OLD_NIGHT)
        kept = posting("1", description="<p>Own it. Opening 1.</p>")
        sums = hashes(kept)
        connection.execute("UPDATE store.postings SET description_hash = ?, reading_hash = ?", [sums.description, sums.reading])
        connection.execute("UPDATE store.classifications SET reading_hash = ?", [sums.reading])
    with open_work(path) as connection:
        assert rows(connection, "SELECT title, level, specialties, days_open FROM roles") == [("Senior Product Manager", "senior", None, 0)]
        assert rows(connection, "SELECT specialties, skills, visa_sponsorship, job_start FROM explore_roles") == [([], [], None, None)]
        assert rows(connection, "SELECT skills, visa_sponsorship, job_start FROM roles") == [(None, None, None)], "not read, so not told"
        assert rows(connection, "SELECT title, valid_from, valid_to, level FROM roles_history") == [
            ("Senior Product Manager", night(0), None, "senior")
        ]
        run_night(connection, "b", night(1), [read(kept)], classify=lambda found: verdict(found, "test-2"), rulebook="test-2")
        assert rows(connection, "SELECT title, specialties FROM roles") == [("Senior Product Manager", ["ai", "platform"])]
        assert rows(connection, "SELECT skills, visa_sponsorship, job_start FROM roles") == [([], "absent", None)]
        assert rows(connection, "SELECT kind FROM store.events ORDER BY ALL") == [("opened",)], "what was kept is no news"


def test_a_file_from_before_the_read_fields_gets_them_without_news(tmp_path: Path) -> None:
    path = tmp_path / "work.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(statement("migrations", "0001_tables"))
        connection.execute(OLD_NIGHT)
        for version, name in enumerate(("0001_tables", "0002_specialties", "0003_history"), 1):
            if version > 1:
                connection.execute(statement("migrations", name))
            connection.execute("INSERT INTO store.migrations VALUES (?, ?, TIMESTAMP '2026-10-31')", [version, name])
        stated = "Senior Product Manager (m/w/d)"
        sums = hashes(posting("1", title=stated, description="<p>Own it. Opening 1.</p>"))
        connection.execute(
            "UPDATE store.postings SET title = ?, description_hash = ?, reading_hash = ?, row_hash = ?",
            [stated, sums.description, sums.reading, sums.row],
        )
        connection.execute("UPDATE store.classifications SET reading_hash = ?, title = ?", [sums.reading, stated])
        connection.execute("UPDATE store.readings SET reading_hash = ?", [sums.reading])
        connection.execute(
            "INSERT INTO store.posting_versions BY NAME SELECT * EXCLUDE (valid_from), DATE '2026-10-20' AS valid_from, "
            "DATE '2026-11-01' AS valid_to, 'a' AS run_id FROM (SELECT posting_key, title, hiring_organization, job_location, work_mode, "
            "is_candidate, reading_hash, valid_from FROM store.postings)"
        )
        connection.execute(
            "INSERT INTO store.board_reads VALUES "
            "('a', DATE '2026-11-01', 'greenhouse:orchard', 'read', true, false, now()::TIMESTAMP, 9, 1, 0, 0, NULL, NULL, 1, 1)"
        )
    fields = "title, title_stated, places, employment_types, salary_year_min, salary_from_text, valid_through"
    kept = posting(
        "1",
        description="<p>Own it. Opening 1.</p>",
        title="Senior Product Manager",
        title_stated=stated,
        places=(Place(city="Leeds", country="GB"),),
        employment_types=("FULL_TIME",),
    )
    with open_work(path) as connection:
        for table in ("postings", "posting_versions"):
            assert rows(connection, f"SELECT {fields} FROM store.{table}") == [(stated, None, None, None, None, False, None)]
        assert rows(connection, "SELECT places_read, employment_types FROM roles") == [([], None)]
        assert rows(connection, "SELECT requests, unchanged, passed_over, rejected, filled FROM source_health") == [
            (None, False, 0, None, None)
        ]
        assert rows(connection, "FROM fill_rates") == []
        counts, checks = run_night(connection, "b", night(1), [read(kept, passed_over=5)])
        assert (counts.retitled, counts.edited) == (0, 0), "what is read otherwise is no news"
        assert [check.name for check in checks if not check.passed] == []
        assert rows(connection, "SELECT recent_median FROM store.board_reads WHERE run_id = 'b'") == [(9,)]
        assert rows(connection, "SELECT title, title_stated, places_read, employment_types FROM roles") == [
            ("Senior Product Manager", stated, [{"city": "Leeds", "region": None, "country": "GB"}], ["FULL_TIME"])
        ]
        assert rows(connection, "SELECT kind FROM store.events ORDER BY ALL") == [("opened",)]


def test_what_was_frozen_in_an_older_file_says_since_when(tmp_path: Path) -> None:
    path = tmp_path / "work.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(statement("migrations", "0001_tables"))
        connection.execute("INSERT INTO store.migrations VALUES (1, '0001_tables', TIMESTAMP '2026-10-31')")
        connection.execute(OLD_NIGHT)
        for run, state in (("a", "read"), ("b", "gone"), ("c", "gone")):
            on = night("abc".index(run))
            connection.execute(
                "INSERT INTO store.board_reads VALUES "
                "(?, ?, 'greenhouse:orchard', ?, true, false, now()::TIMESTAMP, 0, 0, 0, 0, 1, NULL, 1, 1)",
                [run, on, state],
            )
            if run != "a":
                connection.execute(
                    "INSERT INTO store.runs (run_id, sequence, kind, night, state, started_at) "
                    "VALUES (?, ?, 'nightly', ?, 'degraded', now()::TIMESTAMP)",
                    [run, "abc".index(run) + 1, on],
                )
        connection.execute("UPDATE store.postings SET state = 'frozen'")
    with open_work(path) as connection:
        assert rows(connection, "SELECT state, unknown_since FROM roles") == [("frozen", night(1))]
        assert rows(connection, "SELECT valid_from, state FROM roles_history ORDER BY ALL") == [(night(0), "open"), (night(1), "frozen")]


def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "work.duckdb"
    with open_work(path) as connection:
        connection.execute("INSERT INTO store.migrations VALUES (9999, '9999_from_the_future', TIMESTAMP '2030-01-01')")
        connection.execute("DROP VIEW explore_roles")
    with pytest.raises(WarehouseNewer, match=r"work\.duckdb was made by a newer version .*9999.* update explore-roles"):
        open_work(path)
    with duckdb.connect(str(path)) as connection:
        assert rows(connection, "SELECT count(*) FROM duckdb_views() WHERE view_name = 'explore_roles'") == [(0,)]


def test_a_file_held_by_another_process_is_busy(tmp_path: Path) -> None:
    path = tmp_path / "work.duckdb"
    holder = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", holder, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        with pytest.raises(WarehouseBusy, match="another process has the file open"):
            open_work(path)
        process.stdin.close()
    with open_work(path) as connection:
        assert rows(connection, "SELECT count(*) FROM roles") == [(0,)]


@pytest.mark.parametrize("content", [b"no database" * 999, b"x"])
def test_a_file_that_is_no_database_is_broken(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "work.duckdb"
    path.write_bytes(content)
    with pytest.raises(WarehouseBroken, match=r"work\.duckdb.*replay"):
        open_work(path)
    assert path.read_bytes() == content


def test_a_truncated_file_is_broken(tmp_path: Path) -> None:
    path = tmp_path / "work.duckdb"
    with open_work(path) as connection:
        run_night(connection, "a", night(0), [read(posting("1"))])
    path.write_bytes(path.read_bytes()[:20_000])
    with pytest.raises(WarehouseBroken, match="damaged"):
        open_work(path)


def test_damage_inside_is_told_before_anything_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "work.duckdb"
    with open_work(path) as connection:
        run_night(connection, "a", night(0), [read(*(posting(str(number)) for number in range(200)))])
    content = bytearray(path.read_bytes())
    for place in range(12_288 + 1_000, len(content), 50_000):
        content[place] ^= 0xFF
    path.write_bytes(content)

    def use() -> None:
        with open_work(path) as connection:
            run_night(connection, "b", night(1), [read(posting("1"))])

    with pytest.raises(WarehouseError, match="damaged"):
        use()


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "work.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE accounts (name VARCHAR)")
    with pytest.raises(WarehouseBroken, match="no work file of Explore Roles"):
        open_work(path)
    with duckdb.connect(str(path)) as connection:
        assert rows(connection, "SELECT table_name FROM duckdb_tables()") == [("accounts",)]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(WarehouseError, match="data"):
        open_work(tmp_path / "data" / "work.duckdb")
    (tmp_path / "work.duckdb").mkdir()
    with pytest.raises(WarehouseError, match="directory"):
        open_work(tmp_path / "work.duckdb")


def test_a_transaction_is_all_or_nothing(work: duckdb.DuckDBPyConnection) -> None:
    def write(error: BaseException | None) -> None:
        with transaction(work):
            work.execute("DELETE FROM store.levels")
            if error:
                raise error
            work.execute("INSERT INTO store.levels (level) VALUES (NULL)")

    with pytest.raises(KeyboardInterrupt):
        write(KeyboardInterrupt())
    with pytest.raises(WarehouseError, match="nothing of it was kept"):
        write(None)
    assert rows(work, "SELECT count(*) FROM store.levels") == [(6,)]


def test_nothing_published_yet_is_said(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="explore-roles run"):
        open_published(tmp_path / "roles.duckdb")
    (tmp_path / "roles.duckdb").write_bytes(b"no database" * 999)
    with pytest.raises(WarehouseBroken, match=r"roles\.duckdb"):
        open_published(tmp_path / "roles.duckdb")


LOADER = """
import os, resource, sys
from pathlib import Path
from tests.warehouse.factories import night, posting, read, run_night, verdict
from warehouse.database import open_work
from warehouse.canonical import hashes
from warehouse.errors import WarehouseError

connection = open_work(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (4_000_000, 4_000_000))
many = [posting(str(number), description="<p>" + os.urandom(20_000).hex(), in_language="en") for number in range(300)]
try:
    run_night(connection, "b", night(1), [read(*many)], classify=lambda found: verdict(found, evidence=verdict(found).evidence[1:]))
except WarehouseError as error:
    print(f"refused: {error}")
"""


def test_a_disk_that_takes_no_more_keeps_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "work.duckdb"
    with open_work(path) as connection:
        run_night(connection, "a", night(0), [read(posting("1"))])
    root = Path(__file__).parents[2]
    said = subprocess.run(
        [sys.executable, "-c", LOADER, str(path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=root,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(root), *filter(None, [os.environ.get("PYTHONPATH")])])},
    ).stdout
    assert said.startswith("refused: writing the warehouse (nothing of it was kept)")
    with open_work(path) as connection:
        assert rows(connection, "SELECT run_id, state FROM store.runs") == [("a", "good")]
        assert rows(connection, "SELECT count(*) FROM roles") == [(1,)]
