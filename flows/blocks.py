"""Blocks that are saved on the Prefect server in use, named as `prefect-block:TYPE/NAME`."""

import re
import threading
from typing import Any

NAMED = "prefect-block:"
SLUG = re.compile(r"(?P<type>[a-z0-9-]{1,60})/[a-z0-9-]{1,100}")
# Two threads that ask Prefect first at the same time start two servers of its own, and nobody ends the second one.
_LOADING = threading.Lock()


def load_block(slug: str) -> Any:
    """Returns the block `TYPE/NAME`. Raises ValueError where Prefect has none of that name, and whatever else keeps it from it."""
    import prefect.blocks.notifications  # noqa: F401  so that blocks of these types are known
    from prefect.blocks.core import Block

    with _LOADING:
        return Block.load(slug)


def secret_of(slug: str) -> str:
    """Returns what a block `secret/NAME` holds. Raises ValueError where there is none or it holds no text; no message tells it."""
    named = SLUG.fullmatch(slug)
    if named is None or named["type"] != "secret":
        raise ValueError(f"a secret is named {NAMED}secret/NAME")
    try:
        held = load_block(slug).get()
    except Exception as error:  # noqa: BLE001  whatever it is, Prefect's words may hold what it was given
        raise ValueError(f"Prefect has no block {slug}, or it cannot be loaded ({type(error).__name__})") from None
    if not isinstance(held, str) or not held.strip():
        raise ValueError(f"the block {slug} holds no text")
    return held.strip()
