"""The files of the site, with the headers that a good static host sends.

`site` is a link that points to another folder after each publication. Each request follows it once, and has its file open before anything
is sent: what is removed meanwhile is still sent whole.
"""

import asyncio
import errno
import logging
import os
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from hashlib import blake2b
from http import HTTPStatus
from pathlib import Path, PurePosixPath
from stat import S_ISREG
from typing import BinaryIO

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from warehouse.feed.site import LASTING, NAME
from warehouse.serve.conditions import is_among, part_of, preferred

_CHUNK = 1 << 20
_MOST_SUMS = 200_000  # files whose sums are remembered: some three generations of a large site
_PACKED = {"zstd": ".zst", "gzip": ".gz"}  # the best first
_TYPES = {
    ".atom": "application/atom+xml; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".gz": "application/gzip",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".parquet": "application/vnd.apache.parquet",
    ".png": "image/png",
    ".rss": "application/rss+xml; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json; charset=utf-8",
    ".woff2": "font/woff2",
    ".xml": "application/xml; charset=utf-8",
    ".zst": "application/zstd",
}
_SAFE = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_WITH_SCRIPTS = ("index.html", "match.html")
_NO_SCRIPTS = f"default-src 'none'; style-src 'self'; img-src 'self'; {_SAFE}"
_OWN_SCRIPTS = f"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; manifest-src 'self'; {_SAFE}"
_NO_DEVICES = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"

_ABSENT = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP})

_LOG = logging.getLogger(__name__)
_Version = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A file that is open."""

    file: BinaryIO
    path: str  # in the site, of the file that is not packed
    size: int
    etag: str
    encoding: str | None
    varies: bool  # whether another request may get it packed otherwise


class _Absent(Exception):
    """There is no such file."""


class _Unreadable(Exception):
    """There may be such a file, but it cannot be read now."""


class SiteFiles:
    """The site of a publication, as an ASGI application."""

    def __init__(self, publication: Path) -> None:
        self._link = publication / NAME
        self._sums: dict[_Version, str] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        request = Request(scope)
        if request.method != "GET":
            response: Response = PlainTextResponse("Only for reading.\n", HTTPStatus.METHOD_NOT_ALLOWED, {"Allow": "GET, HEAD, OPTIONS"})
        else:
            response = await self._answer(request)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        try:
            found = await asyncio.to_thread(self._open, request.scope["path"], request.headers.get("accept-encoding"))
        except _Absent:
            if not await asyncio.to_thread(self._link.is_dir):
                return _not_now("Nothing is published yet.\n")
            return PlainTextResponse("There is nothing at this address.\n", HTTPStatus.NOT_FOUND, {"Cache-Control": "no-cache"})
        except _Unreadable as error:
            _LOG.warning("%s", error)
            return _not_now("This cannot be read now.\n")
        return await _response(request, found)

    def _open(self, path: str, accepted: str | None) -> _Found:
        while True:
            root = os.path.realpath(self._link)
            try:
                return self._open_under(root, _inside(path), accepted)
            except OSError as error:
                # Between two steps the folder may have been replaced, and removed.
                if os.path.realpath(self._link) == root:
                    raise (_Absent if error.errno in _ABSENT else _Unreadable)(str(error)) from None

    def _open_under(self, root: str, path: str, accepted: str | None) -> _Found:
        offered = tuple(name for name, ending in _PACKED.items() if os.path.isfile(os.path.join(root, path + ending)))  # noqa: PTH113, PTH118
        encoding = preferred(accepted, offered)
        real = os.path.realpath(os.path.join(root, path + (_PACKED[encoding] if encoding else "")))  # noqa: PTH118
        if not real.startswith(root + os.sep):
            raise _Absent
        descriptor = os.open(real, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            status = os.fstat(descriptor)
            if not S_ISREG(status.st_mode):
                raise _Absent
            file = os.fdopen(descriptor, "rb", buffering=0)
        except BaseException:
            os.close(descriptor)
            raise
        try:
            version = (status.st_dev, status.st_ino, status.st_mtime_ns, status.st_size)
            etag = self._sums.get(version) or self._summed(version, file)
        except BaseException:
            file.close()
            raise
        return _Found(file=file, path=path, size=status.st_size, etag=etag, encoding=encoding, varies=bool(offered))

    def _summed(self, version: _Version, file: BinaryIO) -> str:
        total = blake2b(digest_size=12)
        while chunk := file.read(_CHUNK):
            total.update(chunk)
        file.seek(0)
        if len(self._sums) >= _MOST_SUMS:
            self._sums.clear()
        etag = self._sums[version] = f'"{total.hexdigest()}"'
        return etag


def _inside(path: str) -> str:
    """Returns the path in the folder. Raises _Absent for one that leads out of it, or to what is hidden there."""
    if path.endswith("/"):
        path += "index.html"
    parts = path.removeprefix("/").split("/")
    if any(not part or part.startswith(".") or "\x00" in part or "\\" in part for part in parts):
        raise _Absent
    return "/".join(parts)


def _not_now(why: str) -> Response:
    return PlainTextResponse(why, HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": "10", "Cache-Control": "no-store"})


async def _response(request: Request, found: _Found) -> Response:
    headers = _headers(found)
    if is_among(found.etag, request.headers.get("if-none-match")):
        found.file.close()
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    status, first, last = HTTPStatus.OK, 0, found.size - 1
    if request.headers.get("if-range") in (None, found.etag):
        try:
            part = part_of(request.headers.get("range"), found.size)
        except ValueError:
            found.file.close()
            return Response(
                status_code=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=headers | {"Content-Range": f"bytes */{found.size}"}
            )
        if part is not None:
            status, (first, last) = HTTPStatus.PARTIAL_CONTENT, part
            headers["Content-Range"] = f"bytes {first}-{last}/{found.size}"
    headers["Content-Length"] = str(last - first + 1)
    headers["Content-Type"] = _type_of(found.path)
    if last - first < _CHUNK:
        return Response(await asyncio.to_thread(_whole, found.file, first, last), status, headers)
    return StreamingResponse(_chunks(found.file, first, last), status, headers)


def _headers(found: _Found) -> dict[str, str]:
    never = LASTING.fullmatch(found.path)
    headers = {
        "ETag": found.etag,
        "Cache-Control": "public, max-age=31536000, immutable" if never else "public, max-age=300, must-revalidate",
        "Accept-Ranges": "bytes",
    }
    if found.encoding:
        headers["Content-Encoding"] = found.encoding
    if found.varies:
        headers["Vary"] = "Accept-Encoding"
    if found.path.endswith(".html"):
        headers["Content-Security-Policy"] = _OWN_SCRIPTS if found.path in _WITH_SCRIPTS else _NO_SCRIPTS
        headers["Permissions-Policy"] = _NO_DEVICES
    return headers


def _type_of(path: str) -> str:
    kind = PurePosixPath(path).suffix
    if path.startswith("feeds/") and kind == ".json":
        return "application/feed+json; charset=utf-8"
    return _TYPES.get(kind, "application/octet-stream")


def _whole(file: BinaryIO, first: int, last: int) -> bytes:
    with closing(file):
        return os.pread(file.fileno(), last - first + 1, first)


async def _chunks(file: BinaryIO, first: int, last: int) -> AsyncIterator[bytes]:
    with closing(file):
        while first <= last and (chunk := await asyncio.to_thread(os.pread, file.fileno(), min(_CHUNK, last - first + 1), first)):
            yield chunk
            first += len(chunk)
