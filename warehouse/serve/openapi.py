"""The OpenAPI document: the answers' schemas come from answers.json and, for roles and tombstones, from the feed's own schema."""

import re
from functools import cache
from http import HTTPStatus
from importlib.resources import files
from typing import Any

import orjson
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

_REFERENCE = re.compile(rb'"#/\$defs/([a-z_]+)"')
_ANSWERS = {"roles": "roles", "role": "role_alone", "changes": "changes", "facets": "facets", "meta": "meta"}
_WHEN = {
    HTTPStatus.NOT_FOUND: "There is no such role.",
    HTTPStatus.GONE: "It left, or cannot be gone on from; the answer says what to do.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "A parameter is unknown, or its value cannot be used; the answer names it.",
    HTTPStatus.SERVICE_UNAVAILABLE: "Nothing is published yet, or not yet what your copy is of; Retry-After says when to ask again.",
}
_HEADERS = {
    "ETag": "Changes with every publication; send it as If-None-Match, and get 304 while the answer is the same.",
    "Cache-Control": "For how long the answer may be used again.",
    "X-Explore-Roles-Run": "The run that the answer is of.",
    "X-Explore-Roles-Night": "The night of that run.",
}


def responses(name: str, *also: HTTPStatus) -> dict[int | str, dict[str, Any]]:
    """Returns how a route answers, for its documentation; `also` are the problems that not every route has."""
    headers = {header: {"description": said, "schema": {"type": "string"}} for header, said in _HEADERS.items()}
    told: dict[int | str, dict[str, Any]] = {
        200: {
            "description": "The answer.",
            "headers": headers,
            "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{_ANSWERS[name]}"}}},
        },
        304: {"description": "You have the answer already.", "headers": headers},
    }
    problems = sorted({*also, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.SERVICE_UNAVAILABLE})
    reference = {"$ref": "#/components/schemas/problem"}
    return told | {
        int(status): {"description": _WHEN[status], "content": {"application/problem+json": {"schema": reference}}} for status in problems
    }


def document(app: FastAPI) -> dict[str, Any]:
    """Returns the document."""
    told = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    told["components"] = {"schemas": _schemas()}
    for methods in told["paths"].values():
        answers = {status: {"description": answer["description"]} for status, answer in methods["get"]["responses"].items()}
        methods["head"] = {"summary": "The headers of that answer", "responses": answers}
        methods["options"] = {"summary": "What may be asked here", "responses": {"204": {"description": "`Allow` says it."}}}
        if "parameters" in methods["get"]:
            methods["head"]["parameters"] = methods["get"]["parameters"]
    return told


@cache
def _schemas() -> dict[str, Any]:
    """Returns the schemas of the answers, and those of the feed's that they refer to."""
    ours = orjson.loads((files("warehouse") / "serve" / "answers.json").read_bytes())
    known = orjson.loads((files("warehouse") / "feed" / "schema.json").read_bytes())["$defs"] | ours
    used, waiting = {}, list(ours)
    while waiting:
        name = waiting.pop()
        if name not in used:
            content = orjson.dumps(known[name])
            waiting += [found.decode() for found in _REFERENCE.findall(content)]
            used[name] = orjson.loads(_REFERENCE.sub(rb'"#/components/schemas/\1"', content))
    return dict(sorted(used.items()))
