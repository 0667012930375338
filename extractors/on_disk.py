"""Files that are on the disk for good: after a power cut there is the old one or the new one, whole."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4


def write_whole(path: Path, content: bytes) -> None:
    """Writes the file beside its place, and gives it its name when it is whole. Raises OSError, and leaves then what was there."""
    beside = path.with_name(f".{path.name}.{uuid4().hex}.part")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    sync(path.parent)


@contextmanager
def held(path: Path) -> Iterator[None]:
    """The file, held: whoever else asks for it here waits until the block ends, which may write it whole. Raises OSError."""
    while True:
        with path.open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            # Whoever had it before may have put another file in its place: the lock is then one on the old file.
            if os.path.samestat(os.fstat(file.fileno()), path.stat()):
                yield
                return


def sync(path: Path) -> None:
    """Makes a file's content, or a new name in a folder, outlive a power cut. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
