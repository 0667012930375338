"""The store of profiles: folders and tables of them, and what is said of those that cannot be used."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from extractors.errors import BadFile
from warehouse.matching.stored import read_store

ANN = {"background": {"occupation": "teacher", "years": 6}, "must": {"places": ["Leeds, United Kingdom"]}}
BOB = {"product": {"years": 3}, "nice": {"salary": {"least": 60000, "currency": "EUR"}}}


def as_csv(path: Path) -> Path:
    path = path / "profiles.csv"
    cells = [f'{name},"{json.dumps(stated).replace(chr(34), chr(34) * 2)}"' for name, stated in (("ann", ANN), ("bob", BOB))]
    path.write_text("\n".join(["id,profile", *cells]) + "\n")
    return path


def as_lines(path: Path) -> Path:
    path = path / "profiles.jsonl"
    path.write_text("\n".join(json.dumps({"id": name, "profile": stated, "other": 1}) for name, stated in (("ann", ANN), ("bob", BOB))))
    return path


def as_parquet(path: Path) -> Path:
    path = path / "profiles.parquet"
    pq.write_table(pa.Table.from_pylist([{"id": "ann", "profile": ANN}, {"id": "bob", "profile": BOB}]), path)
    return path


def as_text_in_parquet(path: Path) -> Path:
    path = path / "texts.parquet"
    pq.write_table(pa.table({"id": ["ann", "bob"], "profile": [json.dumps(ANN), json.dumps(BOB)]}), path)
    return path


def as_database(path: Path) -> Path:
    return _database(path, "JSON")


def as_texts_in_a_database(path: Path) -> Path:
    return _database(path, "VARCHAR")


def _database(path: Path, kind: str) -> Path:
    path = path / "people.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute(f"CREATE TABLE profiles (id VARCHAR, profile {kind}, since DATE)")
        connection.executemany(
            "INSERT INTO profiles VALUES (?, ?, DATE '2026-11-01')", [["ann", json.dumps(ANN)], ["bob", json.dumps(BOB)]]
        )
    return path


def as_folder(path: Path) -> Path:
    path = path / "profiles"
    path.mkdir()
    (path / "ann.toml").write_text(
        '[background]\noccupation = "teacher"\nyears = 6\n[must]\nplaces = ["Leeds, United Kingdom"]\n', encoding="utf-8"
    )
    (path / "bob.json").write_text(json.dumps(BOB), encoding="utf-8")
    (path / "README.md").write_text("not a profile")
    (path / ".hidden.toml").write_text("= = =")
    (path / "old").mkdir()
    return path


@pytest.mark.parametrize("store", [as_csv, as_lines, as_parquet, as_text_in_parquet, as_database, as_texts_in_a_database, as_folder])
def test_the_same_profiles_come_out_of_every_kind_of_store(tmp_path: Path, store: Callable[[Path], Path]) -> None:
    found = read_store(store(tmp_path))
    assert found.unusable == ()
    assert [one.id for one in found.profiles] == ["ann", "bob"]
    other = tmp_path / "other"
    other.mkdir()
    plain = read_store(as_folder(other))
    assert [one.profile for one in found.profiles] == [one.profile for one in plain.profiles]
    assert [one.digest for one in found.profiles] == [one.digest for one in plain.profiles]


def test_a_digest_is_that_of_what_is_asked_for(tmp_path: Path) -> None:
    def digest(**stated: Any) -> str:
        (tmp_path / "one.json").write_text(json.dumps(stated))
        [one] = read_store(tmp_path).profiles
        return one.digest

    assert digest(**ANN) == digest(**ANN, name="Ann") == digest(**ANN, product={})
    assert digest(**ANN) != digest(**BOB)


def test_what_cannot_be_used_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    folder = as_folder(tmp_path)
    (folder / "ann.json").write_text("{}")
    (folder / "eve.toml").write_text('must.salary = "a lot"')
    (folder / "fay.toml").write_text("= = =")
    (folder / "gil.json").write_bytes(b"\xff\xfe")
    (folder / "Hal Who.toml").write_text("")
    (folder / "long.json").write_text(json.dumps({"must": {f"field {number}": 1 for number in range(50)}}))
    (folder / "huge.json").write_text(" " * 1_000_001)
    found = read_store(folder)
    assert [one.id for one in found.profiles] == ["bob"]
    told = {one.id: one.message for one in found.unusable}
    assert set(told) == {"ann", "eve", "fay", "gil", "long", "huge", None}
    assert told["ann"] == f"ann is there 2 times ({folder / 'ann.json'} and {folder / 'ann.toml'}); leave one of them"
    assert f"{folder / 'eve.toml'}: must.salary: " in told["eve"]
    assert "no TOML" in told["fay"]
    assert "not UTF-8" in told["gil"]
    assert "'Hal Who'; an id is of the letters a to z" in told[None]
    assert len(told["long"]) <= 301
    assert "larger than a megabyte" in told["huge"]


def test_rows_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    path = tmp_path / "profiles.jsonl"
    rows = [
        {"id": "ann", "profile": ANN},
        {"id": None, "profile": BOB},
        {"id": "bob", "profile": "{"},
        {"id": "cat", "profile": None},
        {"id": "ann", "profile": BOB},
        {"id": 7, "profile": BOB},
        {"id": "../../up", "profile": BOB},
    ]
    path.write_text("\n".join(map(json.dumps, rows)))
    found = read_store(path)
    assert [one.id for one in found.profiles] == ["7"]
    told = [one.message for one in found.unusable]
    assert [one.id for one in found.unusable] == ["ann", "bob", "cat", None, None]
    assert "ann is there 2 times" in told[0]
    assert "row 3: profile is no JSON" in told[1]
    assert "row 4: a profile has the parts" in told[2]
    assert "row 2: it has no id" in told[3]
    assert "'../../up'" in told[4]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("none", None, "There are no profiles at"),
        ("table.csv", b"id,name\n1,2\n", "has no column profile"),
        ("table.txt", b"", "files that can be read end in"),
        ("table.parquet", b"PAR1 not really", "cannot be read as Parquet"),
        ("table.jsonl", b'{"id": "a", "profile": {}}\n{"id": ', "line 2: not JSON"),
        ("rows.csv", b"id,profile\nann\n", "row 2: .*none of the table is used"),
        ("people.duckdb", b"no database", "its table `profiles` cannot be read"),
    ],
)
def test_a_store_that_cannot_be_read_is_no_empty_one(tmp_path: Path, name: str, content: bytes | None, says: str) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadFile, match=says):
        read_store(path)


def test_a_database_without_the_table_says_so(tmp_path: Path) -> None:
    path = tmp_path / "people.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute("CREATE TABLE profiles (id VARCHAR, name VARCHAR)")
    with pytest.raises(BadFile, match="has no column profile"):
        read_store(path)
