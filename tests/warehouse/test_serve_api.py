import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb
import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.warehouse.served import ROLES, TOMBSTONES, is_meant, role_id, serving, write_published
from warehouse.serve import cursor, routes
from warehouse.serve.asked import Wanted
from warehouse.serve.listing import read_listing
from warehouse.serve.terms import words_of

ROUTES = ("/roles", "/facets", "/changes", "/meta", f"/roles/{role_id(3)}")


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    write_published(folder / "roles.duckdb", ROLES, tombstones=TOMBSTONES, oldest=15)
    return folder


@pytest.fixture(scope="module")
def client(publication: Path) -> Iterator[httpx.Client]:
    with serving(publication) as address, httpx.Client(base_url=f"{address}/api/v1") as client:
        yield client


def test_a_page_names_the_next_one(client: httpx.Client) -> None:
    address = f"{client.base_url}roles?limit=120&sort=company&unclear=false"
    names: list[str] = []
    while address:
        answer = httpx.get(address)
        body = answer.json()
        names += [role["id"] for role in body["roles"]]
        assert (answer.links["next"]["url"] if body["next"] else None) == body["next"]
        address = httpx.URL(str(client.base_url)).join(body["next"]) if body["next"] else ""
    assert len(names) == len(set(names)) == body["count"] == sum(not role["unclear"] for role in ROLES)


def test_a_role_is_answered_as_it_stands_in_the_feed(client: httpx.Client) -> None:
    answer = client.get(f"/roles/{role_id(1000)}").json()
    assert answer["role"] == ROLES[300]
    [listed] = client.get("/roles", params={"company": "ærø <cafe> naive"}).json()["roles"]
    assert listed == ROLES[300]


def test_a_role_that_left_says_where_it_went(client: httpx.Client) -> None:
    closed, merged, unknown = (client.get(f"/roles/{role_id(number)}") for number in (2000, 2001, 3000))
    assert closed.status_code == merged.status_code == 410
    assert closed.json()["gone"] == TOMBSTONES[0] | {"night": str(TOMBSTONES[0]["night"])}
    assert merged.json()["gone"]["merged_into"] == role_id(3)
    assert merged.links["successor-version"]["url"] == f"/api/v1/roles/{role_id(3)}"
    assert unknown.status_code == 404
    left = client.get(f"/roles/{role_id(2002)}").json()
    assert left["gone"]["kind"] == "left"
    assert "no longer at one of the levels" in left["detail"]
    for answer in (closed, merged, unknown):
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["status"] == answer.status_code


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("/roles?levle=senior", "levle"),
        ("/meta?x=1", "x"),
        (f"/roles/{role_id(3)}?x=1", "x"),
        ("/facets?limit=3", "limit"),
        ("/changes?level=apm", "level"),
        ("/roles?level=director", "level"),
        ("/roles?limit=0", "limit"),
        ("/roles?limit=201", "limit"),
        ("/roles?limit=2&limit=3", "limit"),
        ("/roles?since=yesterday", "since"),
        ("/roles?since=1700000000", "since"),
        ("/roles?since=2026-02-30", "since"),
        ("/roles?min_confidence=nan", "min_confidence"),
        ("/roles?unclear=1", "unclear"),
        ("/roles?salary_min=50000", "currency"),
        ("/roles?salary_max=50000", "currency"),
        ("/roles?limit=1_0", "limit"),
        ("/roles?limit=5.0", "limit"),
        ("/roles?limit=%205", "limit"),
        ("/roles?limit=%D9%A3", "limit"),
        ("/roles?min_confidence=1_0e-1", "min_confidence"),
        ("/roles?salary_min=%2050000&currency=EUR", "salary_min"),
        ("/roles?levle=mid&levle=senior", "levle"),
        ("/roles?currency=euro", "currency"),
        ("/roles?sort=salary", "sort"),
        ("/roles?sort=cheapest", "sort"),
        ("/roles?company=", "company"),
        ("/roles?q=", "q"),
        ("/roles?" + "&".join(f"city={number}" for number in range(51)), "city"),
        ("/roles?cursor=abc", "cursor"),
        ("/changes?since=-1", "since"),
        ("/changes?since=1e3", "since"),
        ("/changes?cursor=abc", "cursor"),
        ("/roles/r123", "role_id"),
    ],
)
def test_what_cannot_be_used_is_named(client: httpx.Client, address: str, parameter: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 422
    assert [error["parameter"] for error in answer.json()["errors"]] == [parameter]
    assert parameter in answer.json()["detail"]


def test_everything_that_cannot_be_used_is_told_at_once(client: httpx.Client) -> None:
    answer = client.get("/roles?limit=1&limit=2&levle=x&since=today&level=director&stale=true&stale=true")
    assert {error["parameter"] for error in answer.json()["errors"]} == {"limit", "levle", "since", "level", "stale"}
    assert {error["parameter"] for error in client.get("/roles/r123?x=1").json()["errors"]} == {"role_id", "x"}


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("level=mid,senior", "several times"),
        ("work_mode=remote,hybrid", "several times"),
        ("country=SE,GB", "several times"),
        ("country=UK", "GB"),
        ("country=germany", "DE"),
        ("country=DEU", "DE"),
        ("country=QQ", "ISO 3166-1"),
        ("country=%C3%9F", "ISO 3166-1"),
    ],
)
def test_a_value_that_nobody_has_is_told_with_what_was_meant(client: httpx.Client, query: str, hint: str) -> None:
    for path in ("/roles", "/facets"):
        answer = client.get(f"{path}?{query}")
        assert answer.status_code == 422
        assert hint in answer.json()["detail"]


def test_capitals_make_no_difference(client: httpx.Client) -> None:
    small = "level=senior&level=mid&work_mode=remote&country=se&sort=salary&currency=sek"
    large = "level=SENIOR&level=Mid&work_mode=Remote&country=SE&sort=Salary&currency=SEK"
    assert client.get(f"/roles?{small}").json() == client.get(f"/roles?{large}").json()
    assert client.get(f"/roles?{small}").json()["count"] > 0
    assert client.get("/roles?country=XK").json()["count"] == 0, "Kosovo, which the feed names so"


def test_what_no_role_has_finds_nothing_and_the_counts_say_what_there_is(client: httpx.Client) -> None:
    for name in ("industry", "company", "specialty", "source"):
        assert client.get("/roles", params={name: "no such"}).json()["count"] == 0
    assert set(client.get("/facets").json()["facets"]["source"]) == {role["source"] for role in ROLES}


def test_a_cursor_that_was_touched_or_is_of_another_question_is_refused(client: httpx.Client) -> None:
    for path, other in (
        ("/roles?limit=10&level=senior", "/roles?limit=10&level=apm"),
        ("/changes?since=20&feed=feed-1&limit=1", "/changes?since=21&feed=feed-1&limit=1"),
    ):
        text = httpx.URL(client.get(path).json()["next"]).params["cursor"]
        assert client.get(f"{path}&cursor={text}").status_code == 200
        assert client.get(f"{other}&cursor={text}").status_code == 422
        touched = [text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :] for place in range(len(text))]
        for wrong in (*touched, text[:-1], text + "A", text + "=", text + "!", text[::-1]):
            assert client.get(path, params={**httpx.QueryParams(path.partition("?")[2]), "cursor": wrong}).status_code == 422, wrong


_PLACES = st.recursive(st.none() | st.integers() | st.text(max_size=5) | st.floats(allow_nan=False), st.lists, max_leaves=5)
_NEAR = st.tuples(st.just("feed-1"), st.integers(-(2**63), 2**63 - 1), st.integers(-(2**63), 2**63 - 1), st.text(max_size=3)).map(list)


@given(place=_PLACES | _NEAR)
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_forged_place_is_one_to_begin_at_or_none(client: httpx.Client, place: Any) -> None:
    try:
        forged = [cursor.written(question, place) for question in ("{}", "changes since None")]
    except TypeError:
        return  # an integer that no JSON of ours holds
    assert client.get("/roles", params={"cursor": forged[0], "limit": 1}).status_code in (200, 422)
    assert client.get("/changes", params={"cursor": forged[1], "limit": 1}).status_code in (200, 410, 422, 503)


def test_the_counts_are_of_the_roles_that_are_meant(client: httpx.Client) -> None:
    answer = client.get("/facets", params={"level": "senior", "country": "SE"}).json()
    meant = [role for role in ROLES if is_meant(role, Wanted(level=["senior"], country=["SE"]))]
    assert answer["count"] == len(meant)
    assert answer["facets"]["level"] == {"senior": len(meant)}
    assert answer["facets"]["work_mode"] == dict(Counter(role["work_mode"] for role in meant))
    assert list(answer["facets"]["work_mode"].values()) == sorted(answer["facets"]["work_mode"].values(), reverse=True)


def test_meta_says_how_fresh_everything_is(client: httpx.Client) -> None:
    meta = client.get("/meta").json()
    assert (meta["run_id"], meta["night"], meta["state"], meta["sequence"], meta["oldest"]) == ("run-1", "2026-11-23", "good", 41, 15)
    assert meta["roles"] == len(ROLES) == sum(meta["levels"].values())
    assert meta["gone"] == len(TOMBSTONES)
    assert meta["sources"][0] == {
        "source": "lever", "name": "Lever", "aggregator": False, "attribution": None, "newest_night": "2026-11-23", "boards": 300,
        "boards_read": 298,
    }  # fmt: skip


@pytest.mark.parametrize("route", ROUTES)
def test_an_answer_can_be_kept_and_asked_for_again(client: httpx.Client, route: str) -> None:
    answer = client.get(route)
    assert answer.headers["Cache-Control"] == "public, max-age=30"
    assert answer.headers["X-Explore-Roles-Run"] == answer.json()["run_id"] == "run-1"
    assert answer.headers["X-Explore-Roles-Night"] == answer.json()["night"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    again = client.get(route, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", answer.headers["ETag"])
    head = client.head(route)
    assert (head.status_code, head.content, head.headers["ETag"]) == (200, b"", answer.headers["ETag"])
    assert client.get(f"/roles/{role_id(3000)}", headers={"If-None-Match": "*"}).status_code == 404
    etags = {client.get("/roles", params={"limit": limit}).headers["ETag"] for limit in (1, 2)}
    assert len(etags) == 2


def test_an_etag_changes_with_the_publication(tmp_path: Path) -> None:
    names = []
    for run_id in ("run-1", "run-2"):
        write_published(tmp_path / "roles.duckdb", ROLES[:1], run_id=run_id)
        names.append(read_listing(tmp_path / "roles.duckdb").name)
    assert names[0] != names[1]


def test_addresses_and_methods_that_are_none_are_told_so(client: httpx.Client) -> None:
    unknown = client.get("/nothing")
    assert (unknown.status_code, unknown.headers["Content-Type"]) == (404, "application/problem+json")
    written = client.post("/roles")
    assert (written.status_code, written.headers["Content-Type"]) == (405, "application/problem+json")
    told = client.get("/../openapi.json")
    allowed = ", ".join(method.upper() for method in told.json()["paths"]["/api/v1/roles"])
    assert written.headers["Allow"] == client.options("/roles").headers["Access-Control-Allow-Methods"] == allowed == "GET, HEAD, OPTIONS"
    assert told.headers["Cache-Control"] == client.get("/../docs").headers["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize("path", ["/nothing", "/roles?levle=mid", "/roles/r123", f"/roles/{role_id(2000)}", f"/roles/{role_id(3000)}"])
def test_a_problem_says_of_which_publication_it_is(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code >= 400
    assert (answer.headers["X-Explore-Roles-Run"], answer.headers["X-Explore-Roles-Night"]) == ("run-1", "2026-11-23")


def test_a_fault_is_told_without_its_cause(publication: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "matching", lambda *_: 1 // 0)
    with serving(publication) as address:
        answer = httpx.get(f"{address}/api/v1/facets")
    assert (answer.status_code, answer.headers["Content-Type"]) == (500, "application/problem+json")
    assert (answer.headers["X-Content-Type-Options"], answer.headers["Access-Control-Allow-Origin"]) == ("nosniff", "*")
    assert "zero" not in answer.text


def test_every_parameter_is_explained_and_has_an_example_that_works(client: httpx.Client) -> None:
    told = client.get("/../openapi.json").json()
    assert set(told["paths"]) == {f"/api/v1{path}" for path in ("/roles", "/roles/{role_id}", "/changes", "/facets", "/meta")}
    for path, methods in told["paths"].items():
        for parameter in methods["get"].get("parameters", []):
            assert len(parameter["description"]) > 10, parameter
            [example, *_] = parameter["schema"]["examples"]
            if parameter["in"] == "query" and parameter["name"] != "cursor":
                also = {"currency": "EUR"} if parameter["name"].startswith("salary_") else {}
                also |= {"feed": "feed-1"} if parameter["name"] in ("feed", "since") and path.endswith("changes") else {}
                value = str(example).lower() if isinstance(example, bool) else example
                answer = client.get(path.removeprefix("/api/v1"), params={parameter["name"]: value} | also)
                assert answer.status_code == 200, answer.text


def test_the_documentation_needs_nothing_from_elsewhere(client: httpx.Client) -> None:
    page = client.get("/../docs")
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "<script" not in page.text
    assert set(re.findall(r'(?:src|href)="([^"]*)"', page.text)) == {"openapi.json", "/"}
    for name in ("posted_since", "/api/v1/changes", "salary_min=60000", "from=Europe&amp;from=GB"):
        assert name in page.text


def test_the_examples_of_the_page_work(client: httpx.Client) -> None:
    page = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
    asked = re.findall(r"""^curl ['"]?http://127\.0\.0\.1:8000/api/v1(/[^'\s]*)""", page, re.M)
    assert {re.split(r"[/?]", path)[1] for path in asked} == {"roles", "changes", "facets", "meta"}
    for path in asked:
        answer = client.get(path.replace('since=0&feed=$feed"', "since=40&feed=feed-1"))
        assert answer.status_code == (404 if path.endswith("/r02a7fda7c5913274") else 200), answer.text
    told = client.get("/../openapi.json").json()["paths"]["/api/v1/roles"]["get"]["parameters"]
    [table] = re.findall(r"\| parameter \|.*?\n\n", page, re.S)
    named = {name for row in table.strip().splitlines()[2:] for name in re.findall(r"`(\w+)`", row.split("|")[1])}
    assert named == {parameter["name"] for parameter in told}


def test_before_anything_can_be_answered_it_says_why(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with serving(tmp_path) as address:
        answer = httpx.get(f"{address}/api/v1/roles")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
        assert "nothing is published yet" in answer.json()["detail"]
    with duckdb.connect(str(tmp_path / "roles.duckdb")) as connection:
        connection.execute("CREATE TABLE meta (run_id VARCHAR)")
    with serving(tmp_path) as address:
        assert "cannot be read" in httpx.get(f"{address}/api/v1/meta").json()["detail"]
        assert "publish again" in caplog.text
        (tmp_path / "roles.duckdb").write_bytes(b"no database")
        assert httpx.get(f"{address}/api/v1/meta").status_code == 503


INJECTIONS = (
    "' OR 1=1 --",
    "'; DROP TABLE feed_roles; --",
    "senior' UNION SELECT role FROM feed_roles --",
    "%' OR '1'='1",
    "\"; ATTACH '/etc/passwd' AS x; --",
    "$1",
    "$level",
    "\\'; SELECT 1; --",
    "read_csv('/etc/passwd')",
    "1; PRAGMA database_list",
    "\x00' OR true",
    "/* */ OR 1=1",
    "(SELECT 1)",
    "\u02bc OR 1=1",
)


@pytest.mark.parametrize("injection", INJECTIONS)
def test_sql_in_any_parameter_of_any_route_is_a_value(client: httpx.Client, publication: Path, injection: str) -> None:
    before = hashlib.sha256((publication / "roles.duckdb").read_bytes()).digest()
    told = client.get("/../openapi.json").json()
    for path, methods in told["paths"].items():
        for parameter in methods["get"].get("parameters", []):
            if parameter["in"] == "path":
                answer = client.get(f"/roles/{quote(injection, safe='')}")
                assert answer.status_code in (404, 422)
            else:
                answer = client.get(path.removeprefix("/api/v1").replace("{role_id}", role_id(3)), params={parameter["name"]: injection})
                assert answer.status_code in (200, 410, 422), answer.text
                if answer.status_code == 200 and parameter["name"] != "q":
                    assert answer.json()["count"] == 0, "no role has such a value"
        answer = client.get(path.removeprefix("/api/v1").replace("{role_id}", role_id(3)), params={injection: "1"})
        assert answer.status_code == 422
    # Its words, and no more: `or 1 1` is said by no role, and nothing of a search is ever SQL.
    meant = client.get("/roles", params={"q": injection, "limit": 200}).json()
    words = words_of(injection)
    for role in meant["roles"]:
        text = words_of(" ".join((role["title"], role["company"], *role["places"], *(one["quote"] for one in role["evidence"]))))
        text += words_of(" ".join((role["industry"] or "", *role["specialties"])))
        assert all(any(one.startswith(word) for one in text) for word in words)
    assert client.get("/meta").json()["roles"] == len(ROLES)
    assert hashlib.sha256((publication / "roles.duckdb").read_bytes()).digest() == before
