"""The feed as others read it: its schema, and the consumer that docs/feed.md gives away."""

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

DOCS = Path(__file__).parents[2] / "docs" / "feed.md"


def code(language: str) -> str:
    """The block of docs/feed.md in this language."""
    [found] = re.findall(rf"```{language}\n(.*?)```", DOCS.read_text(), re.DOTALL)
    return str(found)


@cache
def consumer() -> Callable[[str, dict[str, Any]], None]:
    """The Python consumer of docs/feed.md."""
    names: dict[str, Any] = {}
    exec(code("python"), names)  # noqa: S102 - the very lines that people copy from the page
    refresh: Callable[[str, dict[str, Any]], None] = names["refresh"]
    return refresh


def full_feed(root: Path) -> dict[str, Any]:
    """All open roles, as the pages of the manifest hold them."""
    pages = [page_of(root, listed["path"]) for listed in manifest(root)["pages"]]
    roles = [role for page in pages for role in page["roles"]]
    assert len({role["id"] for role in roles}) == len(roles)
    return {role["id"]: role for role in roles}


def manifest(root: Path) -> dict[str, Any]:
    return page_of(root, "feed/v2/manifest.json")


def page_of(root: Path, path: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((root / path).read_bytes())
    return read


@cache
def _validator(schema: str) -> jsonschema.Draft202012Validator:
    read = json.loads(schema)
    jsonschema.Draft202012Validator.check_schema(read)
    return jsonschema.Draft202012Validator(read, format_checker=jsonschema.FormatChecker())


def invalid(root: Path) -> list[str]:
    """What of the feed's JSON files is not as its own schema says; the schema itself is held against JSON Schema's."""
    validator = _validator((root / "feed" / "v2" / "schema.json").read_text())
    wrong = []
    for path in sorted((root / "feed" / "v2").rglob("*.json")):
        if path.name != "schema.json":
            found = jsonschema.exceptions.best_match(validator.iter_errors(json.loads(path.read_bytes())))
            wrong += [f"{path.name}: {found.json_path}: {found.message[:200]}"] if found else []
    return wrong
