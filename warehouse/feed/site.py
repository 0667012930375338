"""The folder that is served: where it is, and where things lie in it."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Self

File = tuple[str, bytes]  # path in the folder, content

NAME = "site"  # of the folder, beside the published file
FOLDER = "feed/v2"  # of the feed's data
MANIFEST = f"{FOLDER}/manifest.json"
# The name holds a part of the content's hash: nothing else ever has it.
LASTING = re.compile(rf"{FOLDER}/(?:roles|index)/[0-9-]+\.[0-9a-f]{{8}}\.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The address at which the folder is served."""

    url: str  # ends with a slash, as in https://roles.example.org/

    def role_page(self, role_id: str) -> str:
        """Returns the address of a role's page."""
        return self.url + role_page_path(role_id)


def role_page_path(role_id: str) -> str:
    """Returns where a role's page lies in the folder."""
    return f"roles/{role_id}.html"


LOCAL = Site(url="http://127.0.0.1:8000/")  # where `explore-roles serve` serves it


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFiles:
    """Where the feed of a publication lies."""

    root: Path  # the folder to serve
    manifest: Path  # feed/v2/manifest.json

    @classmethod
    def under(cls, publication: Path) -> Self:
        """The feed's files under the folder that is published."""
        return cls(root=publication / NAME, manifest=publication / NAME / MANIFEST)
