"""Which publication is answered from: the newest one that could be read, changed between two answers and never within one."""

import asyncio
import ctypes
import logging
import math
import time
from contextlib import suppress
from pathlib import Path

from warehouse.errors import WarehouseError
from warehouse.publish import PUBLISHED_NAME
from warehouse.serve.listing import Listing, read_listing

_LOG = logging.getLogger(__name__)
_EVERY = 0.5  # seconds between two looks at the file
_AGAIN = 30  # seconds until a file that could not be read is tried again: the disk or memory may have been short

_Identity = tuple[int, int, int]


class Publications:
    """The roles of the newest publication in a folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / PUBLISHED_NAME
        self._listing: Listing | None = None
        self._tried: _Identity | None = None
        self._again_at = math.inf
        self._reading = asyncio.Lock()
        self.trouble = ""  # why there is nothing to answer from

    @property
    def held(self) -> Listing | None:
        """The roles of the last publication that was read, None where none was yet."""
        return self._listing

    async def newest(self) -> Listing | None:
        """Returns the roles to answer from, None where nothing (that can be read) is published yet.

        Whoever holds them goes on with them; they leave memory with the last answer that is taken from them.
        """
        if self._listing is None:
            await self.look()
        return self._listing

    async def look(self) -> None:
        """Reads the file where it is another one than before. While it is read, answers go on from the one before."""
        async with self._reading:
            identity = _identity(self._path)
            if identity is None:
                self.trouble = "nothing is published yet"
            elif identity != self._tried or time.monotonic() >= self._again_at:
                try:
                    self._listing, identity = await asyncio.to_thread(_read, self._path)
                    self._again_at = math.inf
                except Exception as error:  # noqa: BLE001  whatever it is, the next publication may be whole again
                    self.trouble = "what is published cannot be read; the server's log says why"
                    self._again_at = time.monotonic() + _AGAIN
                    told = isinstance(error, (WarehouseError, OSError, MemoryError))
                    meanwhile = "; answers go on from the publication before" if self._listing is not None else ""
                    _LOG.warning("%s%s", error if told else f"{type(error).__name__}: {error}", meanwhile, exc_info=None if told else error)
                await asyncio.to_thread(_give_back)
                self._tried = identity

    async def watch(self) -> None:
        """Looks at the file again and again, until it is cancelled."""
        with suppress(asyncio.CancelledError):
            while True:
                await self.look()
                await asyncio.sleep(_EVERY)


def _read(path: Path) -> tuple[Listing, _Identity]:
    """Returns a listing and the file that it is of: the name may be given to another one while it is read."""
    while True:
        before = _identity(path)
        listing = read_listing(path)
        if before is not None and _identity(path) == before:
            return listing, before


def _give_back() -> None:
    """Gives what reading a publication has left over back to the system, where C's library can: it would else keep some 200 MB."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def _identity(path: Path) -> _Identity | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size
