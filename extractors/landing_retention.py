"""How much the landing holds, and taking nights out of it that something else keeps by now."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Self

import orjson

from extractors.errors import LandingFailed
from extractors.landing import Landing
from extractors.landing_line import Line
from extractors.on_disk import sync, write_whole


@dataclass(frozen=True, slots=True, kw_only=True)
class NightSize:
    """What one night brought into the landing."""

    night: date
    runs: int
    reads: int
    objects: int  # that no earlier night had brought
    bytes: int  # of these, as they are stored


@dataclass(frozen=True, slots=True, kw_only=True)
class LandingSize:
    """What a landing holds."""

    nights: tuple[NightSize, ...]  # the oldest first
    objects: int
    object_bytes: int
    index_bytes: int

    @property
    def bytes(self) -> int:
        """All of it."""
        return self.object_bytes + self.index_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruning:
    """What goes when nights are taken out: their index files, then the objects that no other night names."""

    nights: tuple[date, ...]
    index: tuple[Path, ...]
    objects: tuple[Path, ...]
    bytes: int

    def carry_out(self) -> None:
        """Removes the files, the index first and for good: a kill in between leaves objects that the next pruning finds.

        Raises LandingFailed where one cannot be removed.
        """
        try:
            for group in (self.index, self.objects):
                for path in group:
                    path.unlink(missing_ok=True)
                for folder in {path.parent for path in group}:
                    sync(folder)
        except OSError as error:
            raise LandingFailed(
                f"{error.filename or 'The landing'} cannot be removed: {error.strerror or error}. What goes is kept elsewhere already; "
                "make the landing writable and tidy again."
            ) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """The landing's own word on what was taken out of it: without what keeps those nights it is no whole history any more."""

    until: date  # no night up to this one can be read again
    last_run: str  # the last of their runs that was kept elsewhere

    @classmethod
    def of(cls, landing: Landing) -> Self | None:
        """Returns what the landing says, None where nothing was ever taken out. Raises LandingFailed where it cannot be read."""
        path = _marker(landing)
        try:
            stated = orjson.loads(path.read_bytes())
            return cls(until=date.fromisoformat(stated["until"]), last_run=str(stated["last_run"]))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise LandingFailed(f"{path} cannot be read: {error.strerror or error}.") from error
        except (ValueError, TypeError, KeyError) as error:
            raise LandingFailed(f"{path} is damaged ({type(error).__name__}: {error}); put it back from a backup.") from error

    def write(self, landing: Landing) -> None:
        """Writes it into the landing, whole or not at all. To be done before anything is taken out. Raises LandingFailed."""
        path = _marker(landing)
        try:
            write_whole(path, orjson.dumps({"until": self.until, "last_run": self.last_run}, option=orjson.OPT_APPEND_NEWLINE))
        except OSError as error:
            raise LandingFailed(f"{path} cannot be written: {error.strerror or error}. Nothing was taken out.") from error


def plan_pruning(landing: Landing, until: date | None) -> Pruning:
    """Returns what goes when the nights up to `until` are taken out; with None only what no line names (a kill's left-overs).

    A file of the index goes only where all of its lines are of those nights. Where the index has not one line it is taken for lost, and
    all objects stay. Raises LandingFailed where the landing cannot be read.
    """
    nights: set[date] = set()
    index: list[Path] = []
    named: set[bytes] = set()
    any_line = False
    for path in _index_files(landing):
        lines = list(landing.lines(path, report=False))
        any_line = any_line or bool(lines)
        if until is not None and lines and all(line.night <= until for line in lines):
            index.append(path)
            nights.update(line.night for line in lines)
        else:
            named.update(_named(lines))
    stored = _stored(landing) if any_line else {}
    objects = {path: size for path, size in stored.items() if _left_over(path) or bytes.fromhex(path.stem) not in named}
    return Pruning(
        nights=tuple(sorted(nights)),
        index=tuple(index),
        objects=tuple(sorted(objects)),
        bytes=sum(objects.values()) + sum(path.stat().st_size for path in index),
    )


@dataclass(slots=True)
class _Tally:
    runs: set[str] = field(default_factory=set)
    reads: int = 0
    objects: int = 0
    bytes: int = 0


def measure(landing: Landing) -> LandingSize:
    """Returns what the landing holds, an object counted for the first night that names it. Raises LandingFailed."""
    stored = _stored(landing)
    sizes = {bytes.fromhex(path.stem): size for path, size in stored.items() if not _left_over(path)}
    tallies: dict[date, _Tally] = {}
    counted: set[bytes] = set()
    index_bytes = 0
    for path in _index_files(landing):
        index_bytes += path.stat().st_size
        for line in landing.lines(path, report=False):
            tally = tallies.setdefault(line.night, _Tally())
            tally.runs.add(line.run_id)
            tally.reads += 1
            new = set(_named([line])) - counted
            tally.objects += len(new)
            tally.bytes += sum(sizes.get(name, 0) for name in new)
            counted |= new
    return LandingSize(
        nights=tuple(
            NightSize(night=night, runs=len(tally.runs), reads=tally.reads, objects=tally.objects, bytes=tally.bytes)
            for night, tally in sorted(tallies.items())
        ),
        objects=len(stored),
        object_bytes=sum(stored.values()),
        index_bytes=index_bytes,
    )


def _marker(landing: Landing) -> Path:
    return landing.folder / "pruned.json"


def _index_files(landing: Landing) -> list[Path]:
    return sorted(landing.index.glob("*.jsonl"))


def _named(lines: Iterable[Line]) -> Iterable[bytes]:
    # As bytes: a year of nights names a million.
    return (bytes.fromhex(whence.sha256) for line in lines for whence in line.answers)


def _stored(landing: Landing) -> dict[Path, int]:
    """The files of the landing's own making under `objects/`, with their sizes."""
    found: dict[Path, int] = {}
    try:
        for path in landing.objects.glob("??/*"):
            if _left_over(path) or _is_object(path):
                found[path] = path.stat().st_size
    except OSError as error:
        raise LandingFailed(f"{landing.objects} cannot be read: {error.strerror or error}.") from error
    return found


def _is_object(path: Path) -> bool:
    return path.suffix == ".zst" and len(path.stem) == 64 and set(path.stem) <= set("0123456789abcdef")


def _left_over(path: Path) -> bool:
    """Whether a kill left it in the middle of being written."""
    return path.name.startswith(".") and path.name.endswith(".part")
