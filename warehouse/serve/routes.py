"""The routes of the query API."""

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode

import orjson
from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from warehouse.serve import cursor
from warehouse.serve.answers import Problem, answer, joined, known, nothing_yet, wrong
from warehouse.serve.asked import ChangesAsked, NothingAsked, RolesAsked, Wanted, asked_in, documented
from warehouse.serve.changes import changes
from warehouse.serve.listing import Listing
from warehouse.serve.matching import in_order, matching
from warehouse.serve.openapi import responses
from warehouse.serve.publications import Publications

_NOT_THERE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
_FACETS = ("level", "industry", "country", "work_mode", "specialty", "source")

RoleId = Annotated[
    str, Path(pattern="^r[0-9a-f]{16}$", description="The role's id, which it keeps for ever.", examples=["r02a7fda7c5913274"])
]


def routes(publications: Publications) -> APIRouter:
    """Returns the routes, which answer from the newest of these publications."""
    router = APIRouter(prefix="/api/v1", redirect_slashes=False)

    async def newest(request: Request) -> Listing:
        listing = await publications.newest()
        if listing is None:
            raise nothing_yet(publications.trouble)
        request.state.listing = listing
        return listing

    @router.get("/roles", summary="Open roles", description=_ROLES, responses=responses("roles"), openapi_extra=documented(RolesAsked))
    async def roles(request: Request) -> Response:
        asked = asked_in(request, RolesAsked)
        listing = await newest(request)
        return known(request, listing) or await _answered(asked, lambda: _roles(request, listing, asked))

    @router.get("/roles/{role_id}", summary="One role", description=_ROLE, responses=responses("role", *_NOT_THERE))
    async def role(request: Request, role_id: RoleId) -> Response:
        asked_in(request, NothingAsked)
        listing = await newest(request)
        return known(request, listing) or _role(request, listing, role_id)

    @router.get(
        "/changes",
        summary="What changed",
        description=_CHANGES,
        responses=responses("changes", HTTPStatus.GONE),
        openapi_extra=documented(ChangesAsked),
    )
    async def changed(request: Request) -> Response:
        asked = asked_in(request, ChangesAsked)
        listing = await newest(request)
        return known(request, listing) or _changes(request, listing, asked)

    @router.get(
        "/facets",
        summary="How many roles have which value",
        description=_COUNTS,
        responses=responses("facets"),
        openapi_extra=documented(Wanted),
    )
    async def facets(request: Request) -> Response:
        asked = asked_in(request, Wanted)
        listing = await newest(request)
        return known(request, listing) or await _answered(asked, lambda: _facets(request, listing, asked))

    @router.get("/meta", summary="Freshness and counts", description=_META, responses=responses("meta"))
    async def meta(request: Request) -> Response:
        asked_in(request, NothingAsked)
        listing = await newest(request)
        return known(request, listing) or answer(request, listing, listing.meta)

    return router


async def _answered(asked: Wanted, answering: Callable[[], Response]) -> Response:
    """Returns the answer. A phrase is looked for in the texts, which takes long enough for others to wait: that happens aside."""
    return await asyncio.to_thread(answering) if '"' in (asked.q or "") else answering()


def _roles(request: Request, listing: Listing, asked: RolesAsked) -> Response:
    matched = in_order(listing, asked)
    question = asked.question()
    try:
        place = cursor.read(question, asked.cursor) if asked.cursor else None
        shown, last = matched.after(place, asked.limit)
    except cursor.BadCursor as error:
        raise wrong("cursor", str(error)) from None
    except TypeError:
        raise wrong("cursor", "is no cursor of this question") from None
    next_page = _next(request, cursor.written(question, last)) if last else None
    body = joined(listing, {"count": len(matched.numbers), "next": next_page}, "roles", listing.roles.of(shown))
    return answer(request, listing, body, next_page=next_page)


def _role(request: Request, listing: Listing, role_id: str) -> Response:
    number = listing.numbers.get(role_id)
    if number is not None:
        [text] = listing.roles.of([number])
        return answer(request, listing, b"".join((listing.head, b',"role":', text, b"}")))
    tombstone = listing.gone.get(role_id)
    if tombstone is None:
        raise Problem(HTTPStatus.NOT_FOUND, f"There is no role {role_id}, or it left more than 90 days ago.")
    if tombstone["merged_into"] is None:
        why = "is no longer at one of the levels" if tombstone["kind"] == "left" else "closed"
        raise Problem(HTTPStatus.GONE, f"The role {why}; its last night was before {tombstone['night']}.", gone=tombstone)
    other = f"/api/v1/roles/{tombstone['merged_into']}"
    headers = {"Link": f'<{other}>; rel="successor-version"'}
    raise Problem(HTTPStatus.GONE, f"The role is listed together with another one now: {other}", headers=headers, gone=tombstone)


def _changes(request: Request, listing: Listing, asked: ChangesAsked) -> Response:
    found, here = changes(listing, asked)
    next_page = _next(request, here) if here else None
    return answer(request, listing, joined(listing, {"since": asked.since, "next": next_page}, "changes", found), next_page=next_page)


def _facets(request: Request, listing: Listing, asked: Wanted) -> Response:
    mask = matching(listing, asked)
    body: dict[str, Any] = {
        "count": len(listing) if mask is None else int(mask.sum()),
        "facets": {field: listing.terms[field].counted(mask) for field in _FACETS},
    }
    return answer(request, listing, b"".join((listing.head, b",", orjson.dumps(body)[1:])))


def _next(request: Request, here: str) -> str:
    asked = [pair for pair in request.query_params.multi_items() if pair[0] != "cursor"]
    return f"{request.url.path}?{urlencode([*asked, ('cursor', here)])}"


_ROLES = (
    "The open roles that are meant, and how many they are. Different parameters must all hold; of one that is given several times, any "
    "value does. Values are compared without regard to capitals and accents. An industry, specialty, source, company, region or city that "
    "no role has finds nothing: `/facets` and `/meta` say which there are. A page goes on behind the last role of the one before, also "
    "when another night has been published in between: what moved meanwhile may then be missed or come twice; `night` says of which one "
    "an answer is."
)
_ROLE = (
    "The role in full. One that left in the last 90 days is answered with 410 and its tombstone (`gone`); of one that was merged into "
    "another, `gone.merged_into` and the Link header name the one that goes on."
)
_CHANGES = (
    "What happened since the publication that your copy is at (`since`), in the order in which it happened: roles that opened or reopened, "
    "were updated (`fields` says what changed), closed, left (still open, but no longer at one of the levels), or were merged into another "
    "(`merged_into`). Go through the pages until `next` is null; ask the next time with the `sequence` of the last one as `since`, and "
    "with its `feed`. Without `since` every open role comes, to make a copy from. 410: your copy cannot go on, make it anew. 503: this "
    "server has not yet what your copy is of."
)
_COUNTS = (
    "How many of the roles that are meant have which level, industry, country, work mode, specialty and source, the most frequent first."
)
_META = "Which night and run the answers are of, how many roles there are, and how fresh every source is."
