"""Where the published file is, for the commands that read it."""

from pathlib import Path

from flows.errors import BadInput


class NothingPublished(BadInput):
    """There is no published file yet."""


def published_file(path: Path) -> Path:
    """Returns the path again, of a file that is there. Raises NothingPublished."""
    if not path.is_file():
        raise NothingPublished(f"Nothing is published at {path} yet; `explore-roles run` does (or name another folder with --data).")
    return path
