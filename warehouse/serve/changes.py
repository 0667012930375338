"""What changed since a reader of the feed last asked."""

from bisect import bisect_right
from http import HTTPStatus
from typing import Any

import numpy as np
import orjson

from warehouse.serve import cursor
from warehouse.serve.answers import SOON, Problem, wrong
from warehouse.serve.asked import ChangesAsked
from warehouse.serve.listing import Listing

_AGAIN = "/api/v1/changes"


def changes(listing: Listing, asked: ChangesAsked) -> tuple[list[bytes], str | None]:
    """Returns the next changes, each as JSON, and the cursor of those behind them; None where there are none.

    Everything is told in the order of its sequence, and what changes while a reader goes through the pages gets a higher one: it comes on
    a later page, from whichever publication that is taken. Raises Problem where the reader's copy cannot go on from where it is.
    """
    # Of a role that left before a copy was begun, the copy need not hear.
    since, gone_since = asked.since, listing.sequence if asked.since is None else asked.since
    place: list[Any] = []
    if asked.feed not in (None, listing.feed):
        raise _start_again(f"the feed is {listing.feed} now")
    if asked.cursor is not None:
        feed, gone_since, *place = _place(asked)
        if feed != listing.feed:
            raise _start_again(f"the feed is {listing.feed} now")
    if gone_since < listing.oldest:
        raise _start_again(f"roles that left before {listing.oldest} are forgotten")
    if gone_since > listing.sequence:
        # Its copy is of a publication that this server has not read yet: of another server of the same, or of the files.
        detail = f"This server is not there yet: it is at {listing.sequence}, and your copy at {gone_since}. Ask again soon."
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers=SOON)
    told = listing.changes
    reached = -1 if since is None else since
    first = int(np.searchsorted(told.sequences, reached, side="right")) if not place else _after(listing, *place)
    found: list[bytes] = []
    for number in range(first, len(told.ids)):
        if told.numbers[number] >= 0:
            found.append(_of_role(listing, int(told.numbers[number]), since))
        elif int(told.sequences[number]) > gone_since:
            found.append(orjson.dumps(listing.gone[told.ids[number]]))
        if len(found) == asked.limit and number + 1 < len(told.ids):
            here = [listing.feed, gone_since, int(told.sequences[number]), told.ids[number]]
            return found, cursor.written(_question(asked), here)
    return found, None


def _place(asked: ChangesAsked) -> tuple[str, int, int, str]:
    """Returns what the cursor says: feed, the sequence from which tombstones are told, the last entry that was. Raises Problem."""
    try:
        place = cursor.read(_question(asked), asked.cursor or "")
    except cursor.BadCursor as error:
        raise wrong("cursor", str(error)) from None
    match place:
        case [str(feed), int(gone_since), int(sequence), str(role_id)]:
            return feed, gone_since, sequence, role_id
        case _:
            raise wrong("cursor", "is no cursor; take it from `next` as it is")


def _of_role(listing: Listing, number: int, since: int | None) -> bytes:
    [text] = listing.roles.of([number])
    change = orjson.loads(text)["change"]
    if since is None or change["opened"] > since:
        kind, fields = "reopened" if change["kind"] == "reopened" else "opened", []
    else:
        kind, fields = "updated", [name for name, sequence in change["fields"].items() if sequence > since]
    about = {"id": listing.ids[number], "kind": kind, "night": change["night"], "sequence": change["sequence"], "fields": fields}
    return b"".join((orjson.dumps(about)[:-1], b',"role":', text, b"}"))


def _after(listing: Listing, sequence: int, role_id: str) -> int:
    """Returns where what was told at this place ends: in a later publication it may be there no more."""
    told = listing.changes
    first, after = (int(np.searchsorted(told.sequences, sequence, side=side)) for side in ("left", "right"))
    return bisect_right(told.ids, role_id, first, after)


def _question(asked: ChangesAsked) -> str:
    return f"changes since {asked.since}"


def _start_again(why: str) -> Problem:
    detail = f"Your copy cannot go on from where it is: {why}. Make it anew, from {_AGAIN} without since."
    return Problem(HTTPStatus.GONE, detail, headers={"Link": f'<{_AGAIN}>; rel="start"'}, start=_AGAIN)
