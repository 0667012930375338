import re
import resource
import signal
import socket
import subprocess
import sys
from functools import partial
from pathlib import Path

import httpx
import pytest

from flows.commands_serve import _at_once, _listening, _say_where
from tests.flows.nights import explore_roles
from tests.warehouse.served import made_roles, write_published, write_site

# The command, which waits less long for those who are slow to read their answers.
SERVE = "import flows.commands_serve; flows.commands_serve._ENDING = 0.2; from flows.cli import app; app()"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    write_published(folder / "published" / "roles.duckdb", made_roles(3))
    write_site(folder / "published", {"index.html": b"<!doctype html><title>Explore Roles</title>", "large.parquet": bytes(16 << 20)})
    return folder


def test_it_says_where_it_is_answers_there_and_ends_with_ctrl_c(data: Path) -> None:
    """Also while somebody takes very long to read an answer: without a traceback."""
    command = [sys.executable, "-c", SERVE, "serve", "--data", str(data), "--port", "0"]
    # Who runs the tests behind a shell's "&" has them ignore SIGINT, and with them their children.
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, preexec_fn=heard) as process:
        try:
            assert process.stderr is not None
            said = [process.stderr.readline() for _ in range(4)]
            addresses = re.findall(r"http://127\.0\.0\.1:\d+/\S*", "".join(said))
            assert [re.sub(r".*:\d+", "", address) for address in addresses] == ["/", "/feed/v2/manifest.json", "/api/docs"]
            with httpx.Client(base_url=addresses[0]) as client, socket.socket() as slow:
                slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
                slow.connect((client.base_url.host, client.base_url.port))
                slow.sendall(b"GET /large.parquet HTTP/1.1\r\nHost: here\r\n\r\n")
                assert "<title>Explore Roles</title>" in client.get("/").text
                assert client.get("/api/v1/roles").json()["count"] == 3
                process.send_signal(signal.SIGINT)
                assert process.wait(20) == 130
                assert "Traceback" not in process.stderr.read()
        finally:
            process.kill()


def test_a_port_that_is_taken_is_told(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = explore_roles("serve", "--data", data, "--port", port)
    assert result.exit_code == 2
    assert f"Port {port} is taken" in result.stderr


@pytest.mark.parametrize("host", ["nowhere.invalid", "192.0.2.1", "a" * 70 + ".example", "", " "])
def test_an_address_that_is_not_this_machines_is_told(data: Path, host: str) -> None:
    result = explore_roles("serve", "--data", data, "--port", 0, "--host", host)
    assert result.exit_code == 2
    assert "--host" in result.stderr


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="this machine does not speak both")
def test_every_network_is_that_of_both_kinds_of_addresses() -> None:
    with _listening("::", 0) as listening:
        socket.create_connection(("127.0.0.1", listening.getsockname()[1])).close()


def test_as_many_files_may_be_open_as_the_connections_that_are_taken_need() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (100, before[1]))
        at_once = _at_once()
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] > 2 * at_once
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_before_anything_is_published_there_is_nothing_to_serve(tmp_path: Path) -> None:
    result = explore_roles("serve", "--data", tmp_path)
    assert result.exit_code == 2
    assert "explore-roles run" in result.stderr


def test_whoever_opens_it_to_others_is_warned(capsys: pytest.CaptureFixture[str]) -> None:
    for host, warned in (("0.0.0.0", True), ("127.0.0.1", False)):  # noqa: S104  that is what is warned of
        with _listening(host, 0) as listening:
            _say_where(listening)
        assert ("Others can reach this" in capsys.readouterr().err) is warned
