import errno
import gzip
import http.client
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
import zstandard

from tests.warehouse.served import serving, write_site
from warehouse.serve.conditions import is_among, part_of, preferred
from warehouse.serve.site_files import SiteFiles

PAGE = b"<!doctype html><title>Explore Roles</title>" + b"<p>words</p>" * 200
ROLES = b'{"kind":"page","roles":[' + b"1," * 2_000 + b"1]}"
PARQUET = bytes(range(256)) * 40
FILES = {
    "index.html": PAGE,
    "roles/r0123456789abcdef.html": PAGE,
    "assets/explore.js": b"export const nothing = 0;",
    "assets/explore.css": b"p { color: teal }",
    "robots.txt": b"User-agent: *\n",
    "sitemap.xml": b"<sitemapindex/>",
    "feeds/all.rss": b"<rss/>",
    "feeds/level/apm.atom": b"<feed/>",
    "feeds/all.json": b"{}",
    "feed/v2/manifest.json": b'{"kind":"manifest"}',
    "feed/v2/roles/41-1.3f2a9c1e.json": ROLES,
    "feed/v2/index/0.ab12cd34.json": b"{}",
    "feed/v2/roles.parquet": PARQUET,
}
SECRET = b"nobody outside may read this"


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publication with more in it than what is served."""
    folder = tmp_path_factory.mktemp("data") / "published"
    write_site(folder, FILES)
    (folder / "roles.duckdb").write_bytes(SECRET)
    (folder.parent / "work.duckdb").write_bytes(SECRET)
    site = (folder / "site").resolve()
    (site / ".hidden").write_bytes(SECRET)
    (site / "way-out").symlink_to(folder.parent)
    (site / "out.json").symlink_to(folder / "roles.duckdb")
    os.mkfifo(site / "pipe.json")
    return folder


@pytest.fixture(scope="module")
def address(publication: Path) -> Iterator[str]:
    with serving(publication) as address:
        yield address


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, headers={"Accept-Encoding": "identity"}) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/index.html", "text/html; charset=utf-8"),
        ("/roles/r0123456789abcdef.html", "text/html; charset=utf-8"),
        ("/assets/explore.js", "text/javascript; charset=utf-8"),
        ("/assets/explore.css", "text/css; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/sitemap.xml", "application/xml; charset=utf-8"),
        ("/feeds/all.rss", "application/rss+xml; charset=utf-8"),
        ("/feeds/level/apm.atom", "application/atom+xml; charset=utf-8"),
        ("/feeds/all.json", "application/feed+json; charset=utf-8"),
        ("/feed/v2/manifest.json", "application/json; charset=utf-8"),
        ("/feed/v2/roles.parquet", "application/vnd.apache.parquet"),
    ],
)
def test_each_kind_of_file_says_what_it_is(client: httpx.Client, path: str, kind: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.content == FILES[path.removeprefix("/") or "index.html"]
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Last-Modified" not in answer.headers


def test_a_copy_that_still_holds_is_not_sent_again(client: httpx.Client) -> None:
    first = client.get("/feed/v2/manifest.json")
    etag = first.headers["ETag"]
    assert etag.startswith('"')
    for header in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = client.get("/feed/v2/manifest.json", headers={"If-None-Match": header})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == etag
        assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
    assert client.get("/feed/v2/manifest.json", headers={"If-None-Match": '"other"'}).status_code == 200


def test_each_encoding_is_sent_as_it_lies_there_under_an_etag_of_its_own(client: httpx.Client) -> None:
    path = "/feed/v2/roles/41-1.3f2a9c1e.json"
    etags = set()
    for accepted, encoding in (("identity", None), ("gzip", "gzip"), ("gzip, zstd", "zstd")):
        with client.stream("GET", path, headers={"Accept-Encoding": accepted}) as answer:
            raw = b"".join(answer.iter_raw())
        assert answer.headers.get("Content-Encoding") == encoding
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
        assert int(answer.headers["Content-Length"]) == len(raw)
        unpacked = {None: bytes, "gzip": gzip.decompress, "zstd": zstandard.ZstdDecompressor().decompress}[encoding](raw)
        assert unpacked == ROLES
        etags.add(answer.headers["ETag"])
    assert len(etags) == 3
    small = client.get("/feed/v2/manifest.json", headers={"Accept-Encoding": "gzip"})
    assert "Vary" not in small.headers, "there is nothing to choose from"


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        (None, None),
        ("", None),
        ("gzip", "gzip"),
        ("GZIP;Q=0.5", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip;q=1.0, zstd;q=0.5", "gzip"),
        ("zstd;q=0, gzip;q=0", None),
        ("*", "zstd"),
        ("*;q=0.1, gzip;q=0.2", "gzip"),
        ("*, zstd;q=0", "gzip"),
        ("identity, gzip;q=0.5", None),
        ("identity;q=0.5, gzip", "gzip"),
        ("identity;q=0, gzip", "gzip"),
        ("br", None),
        ("gzip;q=nonsense", "gzip"),
        (";;,,", None),
    ],
)
def test_the_encoding_that_is_preferred(header: str | None, encoding: str | None) -> None:
    assert preferred(header, ("zstd", "gzip")) == encoding


def test_no_encoding_is_chosen_where_none_is_there() -> None:
    assert preferred("gzip, *", ()) is None


def test_an_etag_is_among_several_whatever_stands_between_them() -> None:
    assert is_among('"a"', '"b" ,W/"a"')
    assert not is_among('"a"', '"aa", "b"')
    assert not is_among('"a"', None)


def test_head_says_the_same_without_the_content(client: httpx.Client) -> None:
    for path in ("/", "/feed/v2/roles/41-1.3f2a9c1e.json", "/nothing"):
        get, head = client.get(path), client.head(path)
        assert head.status_code == get.status_code
        assert head.content == b""
        assert dict(head.headers) | {"date": ""} == dict(get.headers) | {"date": ""}


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-99", slice(0, 100)),
        ("bytes=10000-", slice(10_000, None)),
        ("bytes=-7", slice(-7, None)),
        ("bytes=5-99999999", slice(5, None)),
    ],
)
def test_a_part_of_the_parquet_file(client: httpx.Client, asked: str, part: slice) -> None:
    answer = client.get("/feed/v2/roles.parquet", headers={"Range": asked})
    assert answer.status_code == 206
    assert answer.content == PARQUET[part]
    first, _, _ = part.indices(len(PARQUET))
    assert answer.headers["Content-Range"] == f"bytes {first}-{first + len(answer.content) - 1}/{len(PARQUET)}"
    assert answer.headers["Accept-Ranges"] == "bytes"


def test_no_part_of_another_file_than_the_one_that_was_begun(client: httpx.Client) -> None:
    etag = client.head("/feed/v2/roles.parquet").headers["ETag"]
    asked = {"Range": "bytes=0-9"}
    assert client.get("/feed/v2/roles.parquet", headers=asked | {"If-Range": etag}).status_code == 206
    assert client.get("/feed/v2/roles.parquet", headers=asked | {"If-Range": '"other"'}).content == PARQUET
    beyond = client.get("/feed/v2/roles.parquet", headers={"Range": f"bytes={len(PARQUET)}-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{len(PARQUET)}")
    for ignored in ("bytes=9-0", "bytes=0-1,4-5", "lines=0-1", "bytes=-", "bytes=0-" + "9" * 5_000, "bytes=" + "9" * 5_000 + "-"):
        assert client.get("/feed/v2/roles.parquet", headers={"Range": ignored}).content == PARQUET


def test_a_part_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="of 0 bytes"):
        part_of("bytes=0-0", 0)


def test_only_what_never_changes_under_its_name_is_kept_for_long(client: httpx.Client) -> None:
    for path in FILES:
        kept = client.get(f"/{path}").headers["Cache-Control"]
        never_changes = path.startswith(("feed/v2/roles/", "feed/v2/index/"))
        assert kept == ("public, max-age=31536000, immutable" if never_changes else "public, max-age=300, must-revalidate"), path


def test_pages_of_other_sites_may_read_the_feed_and_nothing_else(client: httpx.Client) -> None:
    for path in FILES:
        shared = path.startswith(("feed/", "feeds/"))
        assert client.get(f"/{path}").headers.get("Access-Control-Allow-Origin") == ("*" if shared else None), path
    asking = {"Origin": "https://other.example", "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "if-none-match"}
    allowed = client.options("/feed/v2/manifest.json", headers=asking)
    assert allowed.status_code == 204
    assert allowed.headers["Access-Control-Allow-Origin"] == "*"
    assert {"Content-Range", "Accept-Ranges"} <= set(allowed.headers["Access-Control-Expose-Headers"].split(", "))
    assert "If-None-Match" in allowed.headers["Access-Control-Allow-Headers"]
    assert allowed.headers["Access-Control-Allow-Methods"] == allowed.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert "Access-Control-Allow-Methods" not in client.options("/", headers=asking).headers


def test_a_page_may_run_its_own_scripts_and_a_roles_page_none(client: httpx.Client) -> None:
    page, role = (client.get(path).headers for path in ("/", "/roles/r0123456789abcdef.html"))
    assert "script-src 'self'" in page["Content-Security-Policy"]
    assert "script-src" not in role["Content-Security-Policy"]
    for headers in (page, role):
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; ")
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert "camera=()" in headers["Permissions-Policy"]


def test_it_is_only_for_reading(client: httpx.Client) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = client.request(method, "/index.html")
        assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize(
    "path",
    [
        "/../roles.duckdb",
        "/%2e%2e/roles.duckdb",
        "/..%2froles.duckdb",
        "/%2e%2e%2f%2e%2e%2fwork.duckdb",
        "/feed/../../roles.duckdb",
        "/feed/v2/../../../roles.duckdb",
        "/..\\roles.duckdb",
        "/%5c..%5croles.duckdb",
        "/.hidden",
        "/%2ehidden",
        "/./index.html",
        "//index.html",
        "//etc/passwd",
        "/feed//v2/manifest.json",
        "/way-out/work.duckdb",
        "/way-out/published/roles.duckdb",
        "/out.json",
        "/pipe.json",
        "/index.html%00",
        "/index.html%00.json",
        "/index.html/",
        "/feed",
        "/feed/",
        "/nothing",
        "/%ff%fe",
        "/" + "a" * 5_000,
        "/" + "a/" * 3_000,
    ],
)
def test_there_is_no_way_out_of_the_folder(address: str, path: str) -> None:
    # Not through httpx, which would tidy the address up.
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    assert (answer.status, content) == (404, b"There is nothing at this address.\n")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize(("code", "status"), [(errno.ENOENT, 404), (errno.ELOOP, 404), (errno.EMFILE, 503), (errno.EIO, 503)])
def test_what_cannot_be_read_now_is_not_said_to_be_gone(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch, code: int, status: int
) -> None:
    def fails(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(SiteFiles, "_open_under", fails)
    answer = client.get("/index.html")
    assert (answer.status_code, answer.headers.get("Retry-After")) == (status, "10" if status == 503 else None)
    assert "index" not in answer.text


def test_nothing_stays_open_of_what_is_refused(client: httpx.Client) -> None:
    client.get("/feed")
    before = len(list(Path("/proc/self/fd").iterdir()))
    for path in ("/feed", "/pipe.json", "/nothing") * 10:
        assert client.get(path).status_code == 404
    assert len(list(Path("/proc/self/fd").iterdir())) < before + 5


def test_a_new_publication_is_served_at_once_and_what_it_did_not_change_keeps_its_etag(tmp_path: Path) -> None:
    large = os.urandom(6 << 20)
    write_site(tmp_path, FILES | {"feed/v2/roles.parquet": large})
    with serving(tmp_path) as address, httpx.Client(base_url=address) as client:
        before = {path: client.head(f"/{path}").headers["ETag"] for path in FILES}
        with client.stream("GET", "/feed/v2/roles.parquet") as answer:
            rest = answer.iter_raw(1_000)
            begun = next(rest)
            write_site(tmp_path, FILES | {"index.html": b"<!doctype html>new"})
            assert client.get("/").content == b"<!doctype html>new"
            assert begun + b"".join(rest) == large, "what is gone since is still sent whole"
        after = {path: client.head(f"/{path}").headers["ETag"] for path in FILES}
    assert {path for path in FILES if before[path] != after[path]} == {"index.html", "feed/v2/roles.parquet"}


def test_a_file_is_summed_once(publication: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    summed = []
    monkeypatch.setattr(
        SiteFiles, "_summed", lambda self, version, _file: summed.append(version) or self._sums.setdefault(version, '"sum"')
    )
    files = SiteFiles(publication)
    for accepted in ("gzip", "gzip", "identity", "identity", "gzip"):
        files._open("/index.html", accepted).file.close()
    assert len(summed) == 2


def test_before_anything_is_published_it_says_so(tmp_path: Path) -> None:
    with serving(tmp_path) as address:
        for path in ("/", "/feed/v2/manifest.json"):
            answer = httpx.get(address + path)
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
