"""The server: the folder of the feed and its page at /, the query API under /api."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from warehouse.serve.answers import Problem, problem, unusable
from warehouse.serve.docs_page import docs_page
from warehouse.serve.front import METHODS, Front
from warehouse.serve.openapi import document
from warehouse.serve.publications import Publications
from warehouse.serve.routes import routes
from warehouse.serve.site_files import SiteFiles

_ABOUT = (
    "The open product-management roles of the latest publication, with the sentences that show their levels. Only for reading; every "
    "answer is of one publication, which it names. All strings are plain text: put them into a page as text, not as HTML."
)
_KEPT = {"Cache-Control": "public, max-age=300"}
_STYLES_ONLY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def create_app(publication: Path) -> FastAPI:
    """Returns the server of the folder `publication` (the published file, and the folder `site` beside it)."""
    publications = Publications(publication)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await publications.look()
        watching = asyncio.create_task(publications.watch())
        try:
            yield
        finally:
            watching.cancel()

    app = FastAPI(
        title="Explore Roles",
        version=version("explore-roles"),
        description=_ABOUT,
        lifespan=lifespan,
        docs_url=None,  # FastAPI's own pages load scripts from another host
        redoc_url=None,
        openapi_url=None,  # it is given out below, with how long it may be kept
        redirect_slashes=False,
    )
    app.openapi = lambda: _remembered(app)  # type: ignore[method-assign]
    app.include_router(routes(publications))
    _tell_of_problems(app, publications)

    @app.get("/api/openapi.json", include_in_schema=False)
    async def openapi() -> Response:
        return Response(orjson.dumps(app.openapi()), headers=_KEPT, media_type="application/json")

    @app.get("/api/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        return HTMLResponse(docs_page(app.openapi()), headers={"Content-Security-Policy": _STYLES_ONLY, **_KEPT})

    app.add_middleware(Front, site=SiteFiles(publication))
    return app


def _remembered(app: FastAPI) -> dict[str, object]:
    app.openapi_schema = app.openapi_schema or document(app)
    return app.openapi_schema


def _tell_of_problems(app: FastAPI, publications: Publications) -> None:
    """Answers what cannot be answered with a problem that says why."""

    def answered(request: Request, raised: Problem) -> Response:
        # That which was looked at, where the request got so far.
        return problem(raised, getattr(request.state, "listing", publications.held))

    @app.exception_handler(Problem)
    async def told(request: Request, raised: Problem) -> Response:
        return answered(request, raised)

    @app.exception_handler(RequestValidationError)
    async def told_of_path(request: Request, raised: RequestValidationError) -> Response:
        # Of a role, whose route takes no parameters beside its id.
        unknown = [{"loc": ("query", name), "type": "extra_forbidden"} for name in request.query_params]
        return answered(request, unusable([*raised.errors(), *unknown]))

    @app.exception_handler(HTTPException)
    async def told_of_address(request: Request, raised: HTTPException) -> Response:
        status = HTTPStatus(raised.status_code)
        if status is HTTPStatus.METHOD_NOT_ALLOWED:
            detail, headers = f"{request.method} is not possible here.", {"Allow": METHODS}
        else:
            detail, headers = "There is nothing at this address.", dict(raised.headers or {})
        return answered(request, Problem(status, f"{detail} /api/docs lists what there is.", headers=headers))
