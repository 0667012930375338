"""The store of profiles: a folder of files, or one table. One that cannot be used is named, and keeps none of the others back."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import orjson

from extractors.errors import BadFile
from extractors.file_rows import KINDS, rows_of_file
from warehouse.database import open_read_only
from warehouse.errors import WarehouseError
from warehouse.matching.profile import BadProfile, Profile, as_profile, read_profile

_ID = re.compile(r"[a-z0-9_-]{1,100}")
_FILES = (".toml", ".json")
_DATABASES = (".duckdb", ".db")
_COLUMNS = ("id", "profile")
_LONGEST = 300  # characters of what is wrong with a profile


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredProfile:
    """A profile of the store that can be used."""

    id: str
    profile: Profile

    @property
    def digest(self) -> str:
        """A hash of all that it states but its name: another one, and it asks for something else."""
        stated = self.profile.model_dump(mode="json", exclude={"name"}, exclude_defaults=True)
        return hashlib.sha256(orjson.dumps(stated, option=orjson.OPT_SORT_KEYS)).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusable:
    """What of the store cannot be used."""

    id: str | None  # None where it has no id that could be one
    message: str  # which file or row, what is wrong, and what to do


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """All that a store holds, each id once, in the order of ids."""

    path: Path
    profiles: tuple[StoredProfile, ...]
    unusable: tuple[Unusable, ...]


_Found = tuple[str, str, Callable[[], Profile]]  # where it stands, its id, and what reads it


def read_store(path: Path) -> Store:
    """Returns the profiles of a folder of .toml and .json files (a file's stem is the profile's id), or of one table.

    A table (Parquet, CSV, JSON lines, or the table `profiles` of a DuckDB file) has the columns `id` and `profile`, which is JSON or an
    object. Raises BadFile where the store as a whole cannot be read.
    """
    by_id: dict[str, list[tuple[str, Profile | str]]] = defaultdict(list)
    nameless: list[Unusable] = []
    for where, name, read in _in_folder(path) if path.is_dir() else _in_table(path):
        if not _ID.fullmatch(name):
            says = f"its id is {name[:100]!r}" if name else "it has no id"
            nameless.append(Unusable(id=None, message=f"{where}: {says}; an id is of the letters a to z, digits, - and _, at most 100"))
            continue
        try:
            by_id[name].append((where, read()))
        except BadFile as error:
            by_id[name].append((where, str(error)))
    profiles: list[StoredProfile] = []
    unusable: list[Unusable] = []
    for name, found in sorted(by_id.items()):
        where, came = found[0]
        if len(found) > 1:
            places = " and ".join(place for place, _ in found[:3])
            unusable.append(Unusable(id=name, message=f"{name} is there {len(found)} times ({places}); leave one of them"))
        elif isinstance(came, str):
            unusable.append(Unusable(id=name, message=came if len(came) <= _LONGEST else f"{came[:_LONGEST]}…"))
        else:
            profiles.append(StoredProfile(id=name, profile=came))
    return Store(path=path, profiles=tuple(profiles), unusable=(*unusable, *nameless))


def _in_folder(folder: Path) -> Iterator[_Found]:
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix.lower() in _FILES and not path.name.startswith("."))
    except OSError as error:
        raise BadFile(f"The profiles in {folder} cannot be read ({error.strerror}).") from None
    for path in files:
        yield str(path), path.stem, lambda path=path: read_profile(path)  # type: ignore[misc]


def _in_table(path: Path) -> Iterator[_Found]:
    if not path.exists():
        raise BadFile(
            f"There are no profiles at {path}: name a folder of .toml or .json files, a table ({', '.join(KINDS)}), or a DuckDB file "
            "with a table `profiles`. An empty folder is a store without profiles."
        )
    for number, row in _rows_of_database(path) if path.suffix.lower() in _DATABASES else _rows_of_file(path):
        where = f"{path}, row {number}"
        if isinstance(row, str):
            raise BadFile(f"{where}: {row}; whose profile it is cannot be told, so none of the table is used.")
        stated = row["profile"]
        yield where, str(row["id"] if row["id"] is not None else "").strip(), lambda where=where, stated=stated: _stated(stated, where)  # type: ignore[misc]


def _rows_of_file(path: Path) -> Iterator[tuple[int, Mapping[str, object] | str]]:
    try:
        with path.open("rb") as stream:
            yield from rows_of_file(str(path), stream, lambda columns: _chosen(path, columns))
    except OSError as error:
        raise BadFile(f"{path} cannot be read ({error.strerror or error}).") from None


def _rows_of_database(path: Path) -> Iterator[tuple[int, Mapping[str, object]]]:
    try:
        with open_read_only(path, "stored", f"reading the profiles in {path}") as connection:
            _chosen(path, [name for name, *_ in connection.execute("DESCRIBE profiles").fetchall()])
            found = connection.execute("SELECT id::VARCHAR, to_json(profile)::VARCHAR FROM profiles").fetchall()
    except (duckdb.Error, WarehouseError) as error:
        raise BadFile(f"{path}: its table `profiles` cannot be read: {' '.join(str(error).split())[:_LONGEST]}") from None
    for number, (name, stated) in enumerate(found, 1):
        yield number, {"id": name, "profile": stated and orjson.loads(stated)}


def _chosen(path: Path, columns: Sequence[str]) -> Sequence[str]:
    if missing := [name for name in _COLUMNS if name not in columns]:
        raise BadFile(
            f"{path} has no column {' and '.join(missing)}: a table of profiles has the columns id and profile (JSON, or an object)."
        )
    return _COLUMNS


def _stated(stated: Any, where: str) -> Profile:
    if isinstance(stated, str | bytes):
        try:
            stated = orjson.loads(stated)
        except orjson.JSONDecodeError as error:
            raise BadProfile(f"{where}: profile is no JSON: {error}") from None
    return as_profile(_without_nulls(stated), where)


def _without_nulls(stated: Any) -> Any:
    """What a table's row has no value for is not stated: objects of one column all have the same fields."""
    if isinstance(stated, Mapping):
        return {name: _without_nulls(part) for name, part in stated.items() if part is not None}
    return [_without_nulls(part) for part in stated] if isinstance(stated, list) else stated
