"""What stored profiles are told, publication by publication: what newly fits, each opening once, and nothing because of an edit."""

import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.matched_town import AMONG_BEES, ANN, IN_LEEDS, MatchedTown, on, template, where_ann_has_looked, where_ann_looks
from warehouse.ask import run_sql
from warehouse.database import open_read_only
from warehouse.errors import BadQuery, WarehouseBusy, WarehouseError, WarehouseNewer
from warehouse.matching.kept import TOLD, TOP, matched_profiles

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return template(tmp_path_factory.mktemp("matched"), roles=80)


@pytest.fixture(scope="module")
def looked(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What lies there after Ann's first look: most tests begin with it, so it is made once."""
    folder = tmp_path_factory.mktemp("looked")
    with where_ann_looks(source, folder) as town:
        town.look()
    return folder


@pytest.fixture
def unseen(source: Path, tmp_path: Path) -> Iterator[MatchedTown]:
    """Nobody has looked yet."""
    with where_ann_looks(source, tmp_path) as town:
        yield town


@pytest.fixture
def town(looked: Path, tmp_path: Path) -> Iterator[MatchedTown]:
    """Ann has looked once."""
    with where_ann_has_looked(looked, tmp_path) as town:
        yield town


def test_a_first_look_announces_nothing_and_shows_the_list(unseen: MatchedTown) -> None:
    came = unseen.look()
    assert (came.profiles, came.new, came.begins) == (1, 0, None)
    assert sorted(unseen.listed()) == ["00", "01"]
    assert unseen.announced() == []
    assert len(unseen.items()) == 2
    assert unseen.ask("SELECT state, looked_at, fits, new, night, first_look FROM profiles") == [("matched", 2, 2, 0, on(1), on(1))]
    assert unseen.ask("SELECT count(*) FROM matches WHERE new") == [(0,)]


def test_what_opens_is_announced_once(town: MatchedTown) -> None:
    town.opens("02")
    assert town.look().new == 1
    assert town.fresh() == ["02"]
    assert town.ask("SELECT title[-2:] FROM matches WHERE new") == [("02",)]
    assert town.ask("SELECT new, night, first_look FROM profiles") == [(1, on(2), on(1))]
    assert town.look().new == 0
    assert town.fresh() == []
    assert town.announced() == ["02"]
    assert town.ask("SELECT count(*) FROM matches WHERE new") == [(0,)]


def test_an_edit_is_not_news(town: MatchedTown) -> None:
    town.set("salary_min = 90000, salary_max = 99000, salary_currency = 'EUR', salary_unit = 'YEAR', work_mode = 'remote'", "00")
    assert town.look().new == 0
    town.set("title = title || ' (again) 00'", "00")
    assert town.look().new == 0
    assert town.announced() == []


def test_what_reopens_is_a_new_opening(town: MatchedTown) -> None:
    town.closes("01")
    town.look()
    assert town.listed() == ["00"]
    town.opens("01")
    assert town.look().new == 1
    assert town.fresh() == ["01"]
    assert len(town.items()) == 3  # as the feed began, and again
    assert len({item["id"] for item in town.feed()["items"]}) == 3


def test_a_role_whose_edit_makes_it_fit_is_new_to_that_profile_alone(unseen: MatchedTown) -> None:
    unseen.profiles["leeds"] = IN_LEEDS
    unseen.set("places = ['Bath, United Kingdom'], places_read = [{'city': 'Bath', 'region': 'England', 'country': 'GB'}]", "01")
    unseen.look()
    assert (sorted(unseen.listed()), unseen.listed("leeds")) == (["00", "01"], ["00"])
    unseen.set("places = ['Leeds, United Kingdom'], places_read = [{'city': 'Leeds', 'region': 'England', 'country': 'GB'}]", "01")
    assert unseen.look().new == 1
    assert (unseen.fresh(), unseen.fresh("leeds")) == ([], ["01"])


def test_what_falls_out_and_comes_back_by_edits_is_not_new(unseen: MatchedTown) -> None:
    unseen.profiles["leeds"] = IN_LEEDS
    unseen.look()
    for city in ("Bath", "Leeds", "Bath", "Leeds"):
        unseen.set(f"places = ['{city}, United Kingdom'], places_read = [{{'city': '{city}', 'region': 'England', 'country': 'GB'}}]", "01")
        assert unseen.look().new == 0
    assert unseen.announced("leeds") == []
    assert sorted(unseen.listed("leeds")) == ["00", "01"]


def test_moving_up_into_the_list_is_not_new(unseen: MatchedTown) -> None:
    numbers = [f"{number:02}" for number in range(TOP + 5)]
    unseen.opens(*numbers)
    unseen.set("work_mode = 'remote'", *numbers[:TOP])
    unseen.profiles["ann"] = {**ANN, "nice": {"work_mode": ["remote"]}}
    unseen.look()
    assert sorted(unseen.listed()) == numbers[:TOP]
    unseen.set("work_mode = 'onsite'", *numbers[:5])
    unseen.set("work_mode = 'remote'", *numbers[TOP:])
    assert unseen.look().new == 0
    assert sorted(unseen.listed()) == numbers[5:]
    unseen.closes(*numbers[5:15])
    assert unseen.look().new == 0
    assert unseen.announced() == []


def test_what_is_new_far_below_the_list_is_announced_with_its_reasons(unseen: MatchedTown) -> None:
    best = [f"{number:02}" for number in range(TOP)]
    unseen.opens(*best)
    unseen.set("work_mode = 'remote'", *best)
    unseen.profiles["ann"] = {**ANN, "nice": {"work_mode": ["remote"]}}
    unseen.look()
    unseen.opens("70")
    assert unseen.look().new == 1
    assert "70" not in unseen.listed()
    assert unseen.fresh() == ["70"]
    [(reasons, points)] = unseen.ask("SELECT reasons, points FROM profile_announced WHERE NOT first")
    assert sum(reason["points"] for reason in reasons) <= points
    assert [reason["condition"] for reason in reasons if reason["state"] == "unmet" and reason["kind"] == "nice"] == ["work_mode"]
    assert "What speaks against it" in unseen.feed()["items"][0]["content_html"]


def test_of_very_much_that_is_new_the_best_are_told_and_all_are_counted(town: MatchedTown) -> None:
    many = [f"{number:02}" for number in range(10, 10 + TOLD + 8)]
    town.opens(*many)
    town.set("work_mode = 'remote'", *many[:TOLD])
    town.profiles["bob"] = ANN
    assert town.look().new == TOLD + 8
    assert len(town.items()) == TOLD
    assert town.look().new == 0  # the others are not told a night later


def test_the_same_publication_again_changes_nothing(town: MatchedTown) -> None:
    town.opens("02")
    town.look()
    tables = ("profiles", "matches", "profile_almost", "profile_targets", "profile_announced", "kept.openings", "kept.seen", "kept.look")
    before = {name: town.ask(f"FROM {name} ORDER BY ALL") for name in tables}
    feed = town.feed()
    assert town.match().new == 0  # nothing is announced again, and what is new with this publication stays so
    assert {name: town.ask(f"FROM {name} ORDER BY ALL") for name in tables} == before
    assert town.feed() == feed


def test_publications_that_nobody_looked_at_are_made_up_for(town: MatchedTown) -> None:
    town.opens("02")
    town.publish()
    town.opens("03")
    town.closes("00")
    assert town.look().new == 2
    assert town.fresh() == ["02", "03"]


def test_a_changed_profile_begins_anew_and_hears_nothing_twice(unseen: MatchedTown) -> None:
    unseen.set("title = 'Senior Product Manager, Bees 05'", "05")
    unseen.look()
    unseen.opens("02", "05")
    unseen.look()
    assert unseen.announced() == ["02", "05"]
    unseen.profiles["ann"] = AMONG_BEES
    assert unseen.look().new == 0
    assert unseen.listed() == ["05"]
    assert len(unseen.items()) == 4  # nothing that was told is told again
    [(first_look,)] = unseen.ask("SELECT first_look FROM profiles")
    assert first_look == on(3)
    unseen.profiles["ann"] = ANN
    assert unseen.look().new == 0
    unseen.opens("06")
    assert unseen.look().new == 1
    assert unseen.fresh() == ["06"]


def test_another_name_is_no_change(town: MatchedTown) -> None:
    town.opens("02")
    town.profiles["ann"] = {**ANN, "name": "Ann of Leeds"}
    assert town.look().new == 1
    assert town.feed()["title"] == "Explore Roles: roles for Ann of Leeds"


def test_a_deleted_profile_leaves_nothing_behind(unseen: MatchedTown) -> None:
    unseen.profiles["bartholomew"] = ANN
    unseen.look()
    token = unseen.token("bartholomew")
    del unseen.profiles["bartholomew"]
    unseen.look()
    for table, column in (
        *(("profiles", "id"), ("matches", "profile"), ("profile_almost", "profile"), ("profile_targets", "profile")),
        *(("profile_announced", "profile"), ("kept.seen", "profile")),
    ):
        assert unseen.ask(f"SELECT DISTINCT {column} FROM {table} WHERE {column} <> 'ann'") == [], table
    assert not [path for path in unseen.matches.parent.rglob("*") if token in path.name]
    assert b"bartholomew" not in unseen.matches.read_bytes()
    unseen.profiles["bartholomew"] = ANN
    assert unseen.look().new == 0
    assert unseen.token("bartholomew") != token


def test_the_last_profile_can_be_deleted(town: MatchedTown) -> None:
    town.profiles.clear()
    assert town.look().profiles == 0
    assert town.ask("SELECT count(*) FROM profiles") == [(0,)]
    assert sorted(path.name for path in (town.matches.parent / "feeds").iterdir()) == ["index.html", "robots.txt"]


def test_what_cannot_be_used_keeps_its_last_matches_and_catches_up(town: MatchedTown) -> None:
    feed = town.feed()
    del town.profiles["ann"]
    town.unusable = {"ann": "ann.toml: must.salary: no pay", "new": "new.toml is no TOML"}
    town.opens("02")
    came = town.look()
    assert (came.profiles, came.new, len(came.unusable)) == (0, 0, 2)
    assert sorted(town.listed()) == ["00", "01"]
    assert town.ask("SELECT id, state, message, night, token IS NULL FROM profiles ORDER BY id") == [
        ("ann", "unusable", "ann.toml: must.salary: no pay", on(1), False),
        ("new", "unusable", "new.toml is no TOML", None, True),
    ]
    assert town.feed()["items"] == feed["items"]
    assert "cannot be used as it stands" in town.feed()["description"]
    town.profiles["ann"], town.unusable = ANN, {}
    assert town.look().new == 1
    assert town.fresh() == ["02"]
    assert town.ask("SELECT id, state, message FROM profiles") == [("ann", "matched", None)]


def test_two_profiles_do_not_see_each_other(unseen: MatchedTown) -> None:
    unseen.set("title = 'Senior Product Manager, Bees 05'", "05")
    unseen.profiles["bees"] = AMONG_BEES
    unseen.look()
    unseen.opens("02", "05")
    assert unseen.look().new == 3
    assert (unseen.fresh(), unseen.fresh("bees")) == (["02", "05"], ["05"])
    assert unseen.feed("bees")["_explore_roles"]["profile"] == "bees"
    text = (unseen.matches.parent / "feeds" / f"{unseen.token('bees')}.json").read_text()
    assert '"ann"' not in text
    assert unseen.token() not in text
    assert unseen.ask("SELECT condition, roles FROM profile_almost WHERE profile = 'bees'") == [("title_words", 3)]
    ids = {item["id"] for item in unseen.feed()["items"]} & {item["id"] for item in unseen.feed("bees")["items"]}
    assert not ids


def test_a_level_that_moves_out_of_reach_and_back_is_no_new_opening(town: MatchedTown) -> None:
    town.set("level = 'above'", "01")
    town.look()
    assert town.listed() == ["00"]
    town.set("level = 'senior'", "01")
    assert town.look().new == 0
    town.set("level = 'apm'", "00")
    town.look()
    assert town.listed() == ["01"]
    town.set("level = 'senior'", "00")
    assert town.look().new == 0
    town.set("level = 'above'", "01")
    town.look()
    town.closes("01")
    town.look()
    town.set("level = 'senior', state = 'open'", "01")
    assert town.look().new == 1


def test_a_merged_role_is_no_new_opening_of_the_other(unseen: MatchedTown) -> None:
    unseen.opens("02")
    unseen.look()
    unseen.set("state = 'closed'", "02")
    unseen.opens("03")
    # The posting of 02 belongs to 03 from now on, which nobody has seen.
    unseen.connection.execute("UPDATE store.role_postings SET role_id = ? WHERE role_id = ?", [unseen.ids["03"], unseen.ids["02"]])
    assert unseen.look().new == 0
    assert "03" in unseen.listed()
    titles = unseen.items()
    assert not [title for title in titles if title.startswith("Closed")]
    [page] = [item["url"] for item in unseen.feed()["items"] if item["title"].startswith("Senior Product Manager, 02")]
    assert page.endswith(f"{unseen.ids['03']}.html")
    unseen.closes("03")
    unseen.look()
    assert [title[-2:] for title in unseen.items() if title.startswith("Closed")] == ["02"]


def test_where_the_feed_begins_anew_nothing_opens_again(town: MatchedTown) -> None:
    town.opens("02")
    town.look()
    town.published.unlink()
    town.closes("01")
    town.opens("03")
    assert town.look().new == 1
    assert town.announced() == ["02", "03"]
    assert town.fresh() == ["03"]


def test_numbers_are_used_again_without_mixing_up_roles(unseen: MatchedTown) -> None:
    for first in range(2, 22, 4):
        unseen.opens(*(f"{number:02}" for number in range(first, first + 4)))
        assert unseen.look().new == (4 if first > 2 else 0)
        unseen.closes(*(f"{number:02}" for number in range(first - 1, first + 3)))
        assert unseen.look().new == 0
    [(highest,)] = unseen.ask("SELECT max(number) FROM kept.openings")
    assert highest < 12


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_happens_each_opening_is_announced_once(unseen: MatchedTown, seed: int) -> None:
    """Roles open, close, move, and change their level at random; a few lines of Python know what is new to whom."""
    dice = random.Random(seed)
    unseen.profiles["leeds"] = IN_LEEDS
    opening: dict[str, int] = {}  # of each role that is open
    city, level = dict.fromkeys(unseen.ids, "Leeds"), dict.fromkeys(unseen.ids, "senior")
    seen: dict[str, set[tuple[str, int]]] = {"ann": set(), "leeds": set()}
    unseen.closes("00", "01")
    for look in range(12):
        for number in dice.sample(sorted(unseen.ids), 12):
            match dice.randrange(4):
                case 0 | 1 if number not in opening:
                    opening[number] = look
                    unseen.opens(number)
                case 1:
                    opening.pop(number, None)
                    unseen.closes(number)
                case 2:
                    city[number] = dice.choice(["Bath", "Leeds"])
                    place = f"{{'city': '{city[number]}', 'region': 'England', 'country': 'GB'}}"
                    unseen.set(f"places = ['{city[number]}, United Kingdom'], places_read = [{place}]", number)
                case _:
                    level[number] = dice.choice(["above", "senior", "senior"])
                    unseen.set(f"level = '{level[number]}'", number)
        unseen.look()
        for profile, known in seen.items():
            fits = {
                (number, opened)
                for number, opened in opening.items()
                if level[number] == "senior" and (profile == "ann" or city[number] == "Leeds")
            }
            assert unseen.fresh(profile) == ([] if look == 0 else sorted(number for number, _ in fits - known)), look
            known |= fits


@pytest.mark.parametrize("damage", ["cut", "garbage", "tables", "gone"])
def test_a_lost_file_begins_anew_and_says_so(town: MatchedTown, damage: str) -> None:
    town.opens("02")
    town.look()
    token, ids = town.token(), {item["id"] for item in town.feed()["items"]}
    content = town.matches.read_bytes()
    if damage == "cut":
        town.matches.write_bytes(content[: len(content) // 3])
    elif damage == "garbage":
        town.matches.write_bytes(b"\0" * len(content))
    elif damage == "tables":
        with duckdb.connect(town.matches) as connection:
            connection.execute("DROP TABLE kept.seen")
    else:
        town.matches.unlink()
    came = town.look()
    assert came.begins is not None
    assert "first time" in came.begins
    assert str(town.matches) in came.begins
    assert town.announced() == []
    assert town.token() == token  # the feed's reader keeps the address, and is told nothing twice
    assert {item["id"] for item in town.feed()["items"]} == ids
    assert town.look().begins is None


def test_a_file_of_a_newer_version_stays(town: MatchedTown) -> None:
    with duckdb.connect(town.matches) as connection:
        connection.execute("UPDATE kept.look SET version = 99")
    content = town.matches.read_bytes()
    with pytest.raises(WarehouseNewer, match="newer version"):
        town.look()
    assert town.matches.read_bytes() == content


def test_a_file_that_somebody_writes_is_not_thrown_away(town: MatchedTown) -> None:
    held = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import duckdb, sys; c = duckdb.connect({str(town.matches)!r}); print('open', flush=True); sys.stdin.read()",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with held:
        assert held.stdout is not None
        held.stdout.readline()
        with pytest.raises(WarehouseBusy):
            town.look()
        held.communicate(b"")
    town.opens("02")
    assert town.look().new == 1


def test_a_reader_goes_on_reading_while_profiles_are_matched(town: MatchedTown) -> None:
    with open_read_only(town.matches, "matched", "reading") as reader:
        reader.execute("BEGIN")
        first = reader.execute("FROM matches ORDER BY ALL").fetchall()
        town.opens("02")
        assert town.look().new == 1
        assert reader.execute("FROM matches ORDER BY ALL").fetchall() == first
    assert len(town.listed()) == 3


def test_nobody_else_may_read_any_of_it(unseen: MatchedTown) -> None:
    mask = os.umask(0)
    try:
        unseen.look()
        unseen.opens("02")
        unseen.look()
    finally:
        os.umask(mask)
    folder = unseen.matches.parent
    modes = {path.relative_to(folder).as_posix(): path.stat().st_mode & 0o777 for path in (folder, *folder.rglob("*"))}
    assert modes.pop(".") == modes.pop("feeds") == 0o700
    assert set(modes.values()) == {0o600}
    assert not list((unseen.folder / "matches").glob(".*"))


_KILLED = """
import os, signal, sys
from pathlib import Path
from tests.warehouse.feed_role import SITE
from warehouse.matching import feeds, kept
from warehouse.matching.stored import read_store

module, name, calls = sys.argv[4], sys.argv[5], int(sys.argv[6])
of = {"feeds": feeds, "kept": kept}[module]
plain = getattr(of, name)

def killed(*given, **named):
    global calls
    calls -= 1
    if calls == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return plain(*given, **named)

setattr(of, name, killed)
kept.keep_matches(Path(sys.argv[1]), read_store(Path(sys.argv[2])), Path(sys.argv[3]), SITE)
"""


@pytest.mark.long
@pytest.mark.parametrize("at", ["kept match 1", "kept write_feeds 1", "feeds _put 4", "feeds _put 7", "kept _verify 1", "kept settled 1"])
def test_killed_in_the_middle_all_is_the_old_or_the_new(unseen: MatchedTown, at: str) -> None:
    profiles = unseen.folder / "profiles"
    profiles.mkdir()
    for name in ("ann", "bob", "eve"):
        (profiles / f"{name}.toml").write_text('background.industry = "fintech"\nproduct.years = 5\n')
        unseen.profiles[name] = ANN
    unseen.look()
    unseen.opens("02")
    unseen.closes("00")
    unseen.publish()
    arguments = [str(unseen.published), str(profiles), str(unseen.matches.parent), *at.split()]
    done = subprocess.run([sys.executable, "-c", _KILLED, *arguments], cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert unseen.ask("SELECT count(*), sum(new) FROM profiles") in ([(3, 0)], [(3, 3)])
    assert all(unseen.feed(name)["items"] for name in unseen.profiles)  # each is whole
    unseen.match()
    assert unseen.fresh() == unseen.fresh("bob") == unseen.fresh("eve") == ["02"]
    for name in unseen.profiles:
        assert [title[-2:] for title in unseen.items(name)] == ["02", "01", "00"]
        assert [title for title in unseen.items(name) if title.startswith("Closed: ")] == [unseen.items(name)[2]]
    assert not list(unseen.matches.parent.glob(".*"))
    assert not list((unseen.matches.parent / "feeds").glob(".*"))


def test_a_disk_that_fails_leaves_the_last_matches(town: MatchedTown, monkeypatch: pytest.MonkeyPatch) -> None:
    town.opens("02")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("warehouse.matching.feeds._put", full)
        with pytest.raises(WarehouseError, match="No space left on device; the last matches stay"):
            town.look()
    assert sorted(town.listed()) == ["00", "01"]
    assert town.match().new == 1


def test_an_empty_feed_of_roles_is_looked_at_too(unseen: MatchedTown) -> None:
    unseen.closes("00", "01")
    assert unseen.look().new == 0
    assert unseen.ask("SELECT looked_at, fits FROM profiles") == [(0, 0)]
    unseen.opens("00")
    assert unseen.look().new == 1
    unseen.closes("00")
    unseen.look()
    assert unseen.listed() == []
    assert unseen.items() == ["Closed: Senior Product Manager, 00"]


def test_the_tables_are_asked_beside_the_published_ones(town: MatchedTown) -> None:
    names, rows = run_sql(
        town.published,
        "SELECT m.profile, m.rank, m.title, r.company FROM matches AS m JOIN roles AS r ON r.role_id = m.role_id ORDER BY m.rank",
        matches=town.matches,
    )
    assert names == ["profile", "rank", "title", "company"]
    assert [row[:2] for row in rows] == [("ann", 1), ("ann", 2)]
    _, told = run_sql(town.published, "SELECT DISTINCT table_name FROM profile_dictionary ORDER BY ALL", matches=town.matches)
    assert [name for (name,) in told] == [
        "matches",
        "profile_almost",
        "profile_announced",
        "profile_dictionary",
        "profile_targets",
        "profiles",
    ]
    _, shown = run_sql(town.published, "SHOW TABLES", matches=town.matches)
    assert {("matches",), ("roles",), ("dictionary",)} <= set(shown)
    published = {name for (name,) in run_sql(town.published, "SHOW TABLES")[1]}
    assert not published & {name for (name,) in told}


@pytest.mark.parametrize(
    "sql",
    [
        *("DELETE FROM matches", "ATTACH 'x.duckdb'", "SET enable_external_access = true", "COPY matches TO 'x.csv'", "USE matched"),
        *("FROM read_text('/etc/hostname')", "FROM glob('/*')", "EXPLAIN ANALYZE DELETE FROM matches"),
    ],
)
def test_nothing_else_can_be_reached_with_them(town: MatchedTown, sql: str) -> None:
    with pytest.raises(BadQuery):
        run_sql(town.published, sql, matches=town.matches)


def test_the_published_file_answers_whatever_the_matches_are(town: MatchedTown) -> None:
    town.matches.write_bytes(b"no database")
    assert run_sql(town.published, "SELECT count(*) FROM feed_roles", matches=town.matches)[1] == [(2,)]
    with pytest.raises(BadQuery, match=r"(?s)matches does not exist.*Without the tables of matches"):
        run_sql(town.published, "FROM matches", matches=town.matches)
    assert run_sql(town.published, "SELECT 1", matches=town.matches.with_name("none"))[1] == [(1,)]


def test_every_table_and_column_says_what_it_means(town: MatchedTown) -> None:
    assert town.ask("SELECT table_name FROM duckdb_tables() WHERE database_name = 'matched' AND comment IS NULL") == []
    assert town.ask("SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = 'matched' AND comment IS NULL") == []
    [(version, encrypted)] = town.ask("SELECT tags['storage_version'], options FROM duckdb_databases() WHERE database_name = 'matched'")
    assert "v1.4.0" in str(version) + str(encrypted)


def test_the_profiles_are_listed_with_their_feeds(town: MatchedTown) -> None:
    [found] = matched_profiles(town.matches.parent)
    assert (found["id"], found["fits"], found["new"]) == ("ann", 2, 0)
    assert Path(found["feed"]).is_file()
    assert "token" not in found
    shutil.rmtree(town.matches.parent)
    with pytest.raises(WarehouseError, match="profiles match"):
        matched_profiles(town.matches.parent)
