"""What stands before both halves of the server: which of them answers, and what holds of every answer."""

from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from warehouse.serve.answers import Problem, problem

_SHARED = ("/api/", "/feed/", "/feeds/")  # what pages of other sites may read
METHODS = "GET, HEAD, OPTIONS"
_ALWAYS = ((b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer"))
_FOR_OTHERS = (
    *_ALWAYS,
    (b"access-control-allow-origin", b"*"),
    (
        b"access-control-expose-headers",
        b"Accept-Ranges, Content-Range, ETag, Link, Retry-After, X-Explore-Roles-Run, X-Explore-Roles-Night",
    ),
)


class Front:
    """Hands requests under /api on to the API and all others to the site's files, and answers HEAD and OPTIONS for both."""

    def __init__(self, app: ASGIApp, site: ASGIApp) -> None:
        self._api = app
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            await self._api(scope, receive, send)
            return
        path, method = scope["path"], scope["method"]
        shared = path.startswith(_SHARED)
        begun = False

        async def answering(message: Message) -> None:
            nonlocal begun
            begun = True
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *(_FOR_OTHERS if shared else _ALWAYS)]}
            elif method == "HEAD":
                message = {**message, "body": b""}
            await send(message)

        if method == "OPTIONS":
            await _allowed(answering, shared)
            return
        if method == "HEAD":
            scope = {**scope, "method": "GET"}
        answerer = self._api if path == "/api" or path.startswith("/api/") else self._site
        try:
            await answerer(scope, receive, answering)
        except Exception:
            if not begun:  # further out nothing would give it these headers
                fault = Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong here; the server's log has it.")
                await problem(fault)(scope, receive, answering)
            raise


async def _allowed(send: Send, shared: bool) -> None:
    """Says what may be asked; to a browser that asks for a page of another site, that it may."""
    headers = {"Allow": METHODS}
    if shared:
        headers |= {
            "Access-Control-Allow-Methods": METHODS,
            "Access-Control-Allow-Headers": "If-None-Match, If-Range, Range",
            "Access-Control-Max-Age": "86400",
        }
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": 204, "headers": raw})
    await send({"type": "http.response.body", "body": b""})
