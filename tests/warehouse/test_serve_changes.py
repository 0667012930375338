from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from tests.warehouse.served import (
    NIGHT,
    ROLES,
    SEQUENCE,
    TOMBSTONES,
    Role,
    gone,
    made_role,
    made_roles,
    role_id,
    serving,
    updated,
    write_published,
)
from warehouse.serve.asked import ChangesAsked
from warehouse.serve.changes import changes
from warehouse.serve.listing import Listing, read_listing


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    write_published(folder / "roles.duckdb", ROLES, tombstones=TOMBSTONES, oldest=15)
    return folder


@pytest.fixture(scope="module")
def listing(publication: Path) -> Listing:
    return read_listing(publication / "roles.duckdb")


@pytest.fixture(scope="module")
def client(publication: Path) -> Iterator[httpx.Client]:
    with serving(publication) as address, httpx.Client(base_url=f"{address}/api/v1") as client:
        yield client


def changes_since(listing: Listing, since: int | None, limit: int = 200) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    here = None
    while True:
        found, here = changes(listing, ChangesAsked(since=since, feed=None if since is None else listing.feed, limit=limit, cursor=here))
        entries += [orjson.loads(entry) for entry in found]
        if here is None:
            return entries


def test_changes_are_told_in_order_with_what_changed(client: httpx.Client, listing: Listing) -> None:
    answer = client.get("/changes", params={"since": 39, "feed": "feed-1", "limit": 200}).json()
    assert answer["next"] is None
    assert [entry["sequence"] for entry in answer["changes"]] == sorted(entry["sequence"] for entry in answer["changes"])
    told = {entry["id"]: entry for entry in answer["changes"]}
    assert set(told) == {role["id"] for role in ROLES if role["change"]["sequence"] > 39} | {role_id(2000), role_id(2001)}
    assert (told[role_id(1001)]["kind"], told[role_id(1001)]["fields"]) == ("updated", ["salary"])
    assert told[role_id(2000)] == TOMBSTONES[0] | {"night": str(TOMBSTONES[0]["night"])}
    opened = next(role for role in ROLES if role["change"]["opened"] == 41)
    assert told[opened["id"]] == {
        "id": opened["id"], "kind": "opened", "night": str(NIGHT), "sequence": 41, "fields": [], "role": opened,
    }  # fmt: skip
    assert changes_since(listing, 30, limit=7) == changes_since(listing, 30)
    assert changes_since(listing, SEQUENCE) == []
    anew = changes_since(listing, None)
    assert {entry["kind"] for entry in anew} == {"opened"}
    assert len(anew) == len(ROLES)


@pytest.mark.parametrize("query", ["since=14&feed=feed-1", "since=40&feed=feed-0"])
def test_a_copy_that_cannot_go_on_is_told_to_start_again(client: httpx.Client, query: str) -> None:
    answer = client.get(f"/changes?{query}")
    assert answer.status_code == 410
    assert answer.links["start"]["url"] == answer.json()["start"] == "/api/v1/changes"
    assert client.get("/changes?since=15&feed=feed-1").status_code == 200


def test_a_copy_names_the_feed_that_it_is_of(client: httpx.Client) -> None:
    """Sequences begin again where the feed does: without its name, a copy of the one before would be mended with changes of another."""
    answer = client.get("/changes?since=40")
    assert answer.status_code == 422
    assert [error["parameter"] for error in answer.json()["errors"]] == ["feed"]
    assert "name the `feed`" in answer.json()["detail"]


def test_a_copy_that_is_ahead_of_the_server_waits_for_it(client: httpx.Client) -> None:
    answer = client.get("/changes?since=42&feed=feed-1")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert "not there yet" in answer.json()["detail"]
    assert answer.headers["X-Explore-Roles-Run"] == "run-1"


def test_a_copy_that_is_made_while_nights_are_published_is_whole(tmp_path: Path) -> None:
    """Pages of one walk come from three publications: roles are opened, edited and closed in between."""
    open_roles = {role["id"]: role for role in made_roles(60)}
    nights: list[Listing] = []
    tombstones: list[Role] = []
    for night in range(3):
        sequence = SEQUENCE + night
        if night:
            # The first ones of the walk are edited, some in its middle close, others open.
            for role in sorted(open_roles.values(), key=lambda one: (one["change"]["sequence"], one["id"]))[:5]:
                open_roles[role["id"]] = updated(role, sequence, {"title": sequence})
            for name in sorted(open_roles)[10 * night : 10 * night + 8]:
                del open_roles[name]
                tombstones.append(gone(0, sequence=sequence) | {"id": name})
            for number in range(100 * night, 100 * night + 4):
                role = made_role(number)
                role["change"] |= {"sequence": sequence, "opened": sequence}
                open_roles[role["id"]] = role
        write_published(tmp_path / f"{night}.duckdb", list(open_roles.values()), tombstones=tombstones, sequence=sequence)
        nights.append(read_listing(tmp_path / f"{night}.duckdb"))
    copy: dict[str, Role] = {}
    here, page = None, 0
    while True:
        found, here = changes(nights[min(page // 3, 2)], ChangesAsked(limit=6, cursor=here))
        for entry in map(orjson.loads, found):
            if "role" in entry:
                copy[entry["id"]] = entry["role"]
            else:
                copy.pop(entry["id"], None)
        page += 1
        if here is None:
            break
    assert page > 7
    assert copy == open_roles
