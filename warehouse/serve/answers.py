"""How the query API answers: JSON with what it holds for, or a problem (RFC 9457) that says what is wrong and what to do."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import Request
from starlette.responses import Response

from warehouse.serve.conditions import is_among
from warehouse.serve.listing import Listing

_FRESH = "public, max-age=30"
SOON = {"Retry-After": "10"}  # seconds until it is worth asking again


class Problem(Exception):
    """An answer that is none: the status, what is wrong, and what else a program may want to know of it."""

    def __init__(self, status: HTTPStatus, detail: str, *, headers: dict[str, str] | None = None, **more: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers or {}
        self.more = more


def problem(raised: Problem, listing: Listing | None = None) -> Response:
    """Returns the answer that tells of it, and of which publication that holds."""
    body = {"type": "about:blank", "title": raised.status.phrase, "status": raised.status.value, "detail": raised.detail, **raised.more}
    headers = {"Cache-Control": "no-store", **(named(listing) if listing is not None else {}), **raised.headers}
    return Response(orjson.dumps(body), raised.status.value, headers, media_type="application/problem+json")


def wrong(parameter: str, message: str) -> Problem:
    """Returns what is said of a parameter that cannot be used."""
    errors = [{"parameter": parameter, "message": message}]
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"{parameter} {message}", errors=errors)


def unusable(errors: Sequence[Mapping[str, Any]]) -> Problem:
    """Returns what is said of parameters that pydantic refuses; `errors` are its own."""
    told = []
    for error in errors:
        name = next((str(part) for part in error["loc"] if part not in ("query", "path")), "")
        message = "is not known" if error["type"] == "extra_forbidden" else str(error["msg"]).removeprefix("Value error, ")
        told.append({"parameter": name, "message": message})
    detail = "; ".join(f"{error['parameter']}: {error['message']}" for error in told)
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, errors=told)


def nothing_yet(trouble: str) -> Problem:
    """Returns what is said while there is nothing to answer from."""
    detail = f"There is nothing to answer from: {trouble}."
    return Problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers=SOON)


def etag_of(request: Request, listing: Listing) -> str:
    """Returns the ETag of what this request is answered with: the same publication says the same to the same question."""
    asked = blake2b(request.scope["path"].encode(), digest_size=8)
    asked.update(b"?" + request.scope["query_string"])
    return f'"{listing.name}-{asked.hexdigest()}"'


def headers_of(listing: Listing, etag: str) -> dict[str, str]:
    """Returns the headers of an answer from this publication."""
    return {"ETag": etag, "Cache-Control": _FRESH, **named(listing)}


def named(listing: Listing) -> dict[str, str]:
    """Returns the headers that name the publication."""
    return {"X-Explore-Roles-Run": listing.run_id.encode("ascii", "replace").decode(), "X-Explore-Roles-Night": listing.night}


def known(request: Request, listing: Listing) -> Response | None:
    """Returns a 304 where whoever asks has the answer already."""
    held = request.headers.get("if-none-match")
    # "*" is any answer that there is; whether there is one is not known before it is made.
    if held is not None and held != "*" and is_among(etag := etag_of(request, listing), held):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers_of(listing, etag))
    return None


def answer(request: Request, listing: Listing, body: bytes, *, next_page: str | None = None) -> Response:
    """Returns the answer."""
    headers = headers_of(listing, etag_of(request, listing))
    if next_page is not None:
        headers["Link"] = f'<{next_page}>; rel="next"'
    return Response(body, headers=headers, media_type="application/json")


def joined(listing: Listing, about: dict[str, Any], name: str, parts: list[Any]) -> bytes:
    """Returns a JSON object: of which publication it is, what else is said, and a list of values that are JSON already."""
    said = orjson.dumps(about)[1:-1]
    return b"".join((listing.head, b"," if said else b"", said, b',"', name.encode(), b'":[', b",".join(parts), b"]}"))
