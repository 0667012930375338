"""What readers are told of a file, so that they can fetch it and see that it is whole."""

from hashlib import sha256
from typing import Any

Described = dict[str, Any]  # path, bytes, sha256, and what is in it


def described(path: str, content: bytes) -> Described:
    """Returns path, size and hash of a file."""
    return {"path": path, "bytes": len(content), "sha256": sha256(content).hexdigest()}


def lasting(stem: str, content: bytes) -> Described:
    """Returns the same of a file whose name is to hold a part of its content's hash: nothing else ever has that name (`site.LASTING`)."""
    found = described(stem, content)
    return found | {"path": f"{stem}.{found['sha256'][:8]}.json"}
