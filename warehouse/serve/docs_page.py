"""The API's documentation for people: one page without scripts, written from the OpenAPI document."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup, escape

_CODE = re.compile("`([^`]+)`")


def docs_page(told: Mapping[str, Any]) -> str:
    """Returns the page."""
    return _template().render(told=told, examples_of=_examples, worded=_worded)


def _worded(text: str) -> Markup:
    """Returns the text as HTML, with what stands between backticks as code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704  escaped


def _examples(parameter: Mapping[str, Any]) -> list[str]:
    found = parameter["schema"].get("examples") or [parameter.get("example")]
    values = next((value if isinstance(value, list) else [value] for value in found if value is not None), [])
    if parameter["in"] == "path":
        return [str(value) for value in values]
    plain = [str(value).lower() if isinstance(value, bool) else value for value in values]
    return [urlencode([(parameter["name"], value) for value in plain])] if plain else []


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return environment.from_string((files("warehouse") / "serve" / "docs.html").read_text(encoding="utf-8"))
