"""The data folder: where everything that a run leaves behind lies, and the lock that keeps two runs from writing it at once."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


class DataFolderUnusable(OSError):
    """The data folder cannot be made, written or locked; the message says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFolder:
    """The places in a data folder."""

    path: Path

    @property
    def work(self) -> Path:
        """The work file: the run's own, which nobody else reads."""
        return self.path / "work.duckdb"

    @property
    def landing(self) -> Path:
        """The raw answers of all nights."""
        return self.path / "landing"

    @property
    def baseline(self) -> Path:
        """The work file of the nights that were taken out of the landing; a replay starts from it where there is one."""
        return self.path / "baseline.duckdb"

    @property
    def publication(self) -> Path:
        """What analysts and the website see."""
        return self.path / "published"

    @property
    def profiles(self) -> Path:
        """The profiles that people left with the operator, where no other place is set."""
        return self.path / "profiles"

    @property
    def matches(self) -> Path:
        """What came of the profiles: about persons, so never in what is published."""
        return self.path / "matches"

    @property
    def matches_file(self) -> Path:
        """The DuckDB file of the matches."""
        return self.matches / "matches.duckdb"

    @property
    def published(self) -> Path:
        """The published DuckDB file."""
        return self.publication / "roles.duckdb"


@contextmanager
def data_folder(path: Path) -> Iterator[DataFolder]:
    """The data folder at `path`, made where it is missing, and held: no other run writes it until the block ends.

    Raises DataFolderUnusable when it cannot be made or written, or when another run holds it.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        lock = (path / ".lock").open("a")
    except OSError as error:
        raise DataFolderUnusable(f"The data folder {path} cannot be written ({error.strerror}); choose another with --data.") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DataFolderUnusable(f"Another run is at work in {path}; wait until it has ended, then try again.") from error
        yield DataFolder(path=path)
