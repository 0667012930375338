"""The folder that is served: a new generation of it is made beside the old one, and takes its place at once.

`site` is a symbolic link to the generation that stands. What did not change is the same file in both (a hard link), so that a server's
ETags and dates hold, and costs nothing.
"""

import gzip
import os
import secrets
import shutil
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path, PurePosixPath

import zstandard

from warehouse.feed.site import MANIFEST, NAME

_UNFINISHED = ".site-*"
_LEAST = 1_024  # bytes; below that nothing is gained by packing
_WRITERS = 2
_MOST_WAITING = 256  # files, each with its content
_PACKED = {".svg", ".css", ".html", ".js", ".json", ".rss", ".atom", ".txt", ".xml"}


class Generation:
    """A folder that is being filled. Nobody sees it before `stand`."""

    def __init__(self, publication: Path, *, pack_anew: bool = False) -> None:
        """Begins one beside the generation that stands in the folder `publication`; `pack_anew` trusts nothing of that. Raises OSError."""
        self.publication = publication
        self._standing = standing(publication)
        self._pack_anew = pack_anew
        self._stands = False
        with suppress(OSError):  # what somebody else left behind is in nobody's way
            remove_unfinished(publication)
        self.root = publication / f".site-{secrets.token_hex(8)}"
        self.root.mkdir()
        self._folders = {self.root}
        # Packing takes longer than making a page, and needs no lock of Python's.
        self._writers = ThreadPoolExecutor(_WRITERS, thread_name_prefix="feed")
        self._waiting: deque[Future[None]] = deque()

    def put(self, path: str, content: bytes) -> None:
        """Has a file put at `path` in the folder, and packed ones beside it where that pays.

        Raises OSError for this or an earlier one; `finish` does for all that are left.
        """
        self._waiting.append(self._writers.submit(self._put, self._place(path), path, content))
        while len(self._waiting) > _MOST_WAITING:
            self._waiting.popleft().result()

    def finish(self) -> None:
        """Returns when every file is in its place. Raises OSError."""
        while self._waiting:
            self._waiting.popleft().result()
        self._writers.shutdown()

    def _put(self, place: Path, path: str, content: bytes) -> None:
        endings = (".gz", ".zst") if place.suffix in _PACKED and len(content) > _LEAST else ()
        places = [place, *(place.with_name(place.name + ending) for ending in endings)]
        if (before := self._same(path, content)) and all(_linked(before.with_name(one.name), one) for one in places):
            return
        for one in places:
            # Never written over: a link among them is the file of the generation that stands.
            one.unlink(missing_ok=True)
            one.write_bytes(content if one is place else _packed(content, one.suffix))

    def keep(self, path: str) -> None:
        """Takes a file over from the generation that stands, if it is there, with the packed ones beside it. Raises OSError."""
        if self._standing is not None:
            for ending in ("", ".gz", ".zst"):
                _linked(self._standing / (path + ending), self._place(path + ending))

    def stand(self) -> None:
        """Gives the folder its name: from now on it is the one that is served, and the one before is gone. Raises OSError."""
        self.finish()  # a file that is still being written must not be seen
        os.sync()  # one for all: after a power cut the name must not stand for half a folder
        name = self.publication / NAME
        if _of_something_else(name):
            raise FileExistsError(f"{name} is something else than a link to the feed's folder; move it away")
        if name.is_dir() and not name.is_symlink():
            # What was a link came back from a backup as a folder.
            name.rename(self.publication / f".site-{secrets.token_hex(8)}")
        fresh = self.publication / f".site-{secrets.token_hex(8)}.link"
        fresh.symlink_to(self.root.name)
        fresh.replace(name)
        self._stands = True
        with suppress(OSError):  # what is left over is removed by the next one
            remove_unfinished(self.publication)

    def discard(self) -> None:
        """Removes the folder, unless it stands; the generation that stands stays."""
        if self._stands:
            return
        self._writers.shutdown(cancel_futures=True)
        with suppress(OSError):
            shutil.rmtree(self.root)

    def _place(self, path: str) -> Path:
        place = self.root / PurePosixPath(path)
        if place.parent not in self._folders:
            place.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(place.parent)
        return place

    def _same(self, path: str, content: bytes) -> Path | None:
        if self._standing is None or self._pack_anew:
            return None
        before = self._standing / path
        try:
            return before if before.read_bytes() == content else None
        except OSError:
            return None


def standing(publication: Path) -> Path | None:
    """Returns the generation that is served, None where there is none."""
    name = publication / NAME
    return name.resolve() if name.is_dir() else None


def remove_unfinished(publication: Path) -> None:
    """Removes every generation but the one that stands. Raises OSError."""
    kept = standing(publication)
    for left_over in publication.glob(_UNFINISHED):
        if left_over.is_symlink() or left_over.is_file():
            left_over.unlink(missing_ok=True)
        elif kept is None or left_over.name != kept.name:
            shutil.rmtree(left_over)


def _packed(content: bytes, ending: str) -> bytes:
    # The same content gives the same bytes: no name and no time is in them.
    return zstandard.ZstdCompressor(level=6).compress(content) if ending == ".zst" else gzip.compress(content, 6, mtime=0)


def _of_something_else(name: Path) -> bool:
    """Whether what has the name was not put there by a publication, or a backup of one."""
    if name.is_symlink():
        return not name.readlink().name.startswith(".site-")
    if name.is_dir():
        return not (name / MANIFEST).is_file()
    return name.exists()


def _linked(before: Path, place: Path) -> bool:
    """Puts a file of the generation before in its place. Returns whether there is one."""
    try:
        os.link(before, place)
    except FileNotFoundError:
        return False
    except OSError:
        # A file system that knows no hard links, or no more of this one: a copy with the same date.
        if not before.is_file():
            return False
        place.unlink(missing_ok=True)
        shutil.copy2(before, place)
    return True
