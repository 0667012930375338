"""Whatever an address is written as, and whoever names it: this machine, its network and a cloud's own services are asked nothing."""

import socket
from collections.abc import Callable
from typing import Any

import pytest

from extractors.asking.public import is_public, leads_out
from extractors.asking.redirects import redirected
from extractors.asking.session import polite_session
from extractors.asking.visit import Visit
from extractors.errors import SourceChanged, SourceMoved, SourceUnavailable
from tests.extractors.misbehaving import says, serving

PUBLIC = "93.184.215.14"
INWARD = (
    *("127.0.0.1", "127.8.9.1", "0.0.0.0", "10.1.2.3"),  # noqa: S104  an address that nobody listens at here
    *("172.16.0.9", "192.168.1.1", "169.254.169.254", "100.100.100.200", "255.255.255.255"),
    *("192.0.0.192", "168.63.129.16", "198.18.0.1", "224.0.0.1", "239.255.255.250", "240.0.0.1"),
    # The same in IPv6.
    *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254"),
    *("fec0::1", "ff02::1", "2001:db8::1", "3fff::1", "5f00::1", "100::1"),
    # IPv4 in IPv6: mapped, compatible, translated; NAT64, everybody's and a network's own; 6to4; Teredo.
    *("::ffff:127.0.0.1", "::ffff:a9fe:a9fe", "::127.0.0.1", "::ffff:0:127.0.0.1"),
    *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b::10.0.0.1", "64:ff9b:1::a00:1"),
    *("2002:7f00:1::", "2002:a9fe:a9fe::1", "2002:c0a8:101::1", "2001:0:7f00:1::"),
)


@pytest.mark.parametrize("address", INWARD)
def test_an_address_that_leads_inward_is_known_in_every_form(address: str) -> None:
    assert not leads_out(address)
    with pytest.raises(SourceMoved, match="not followed"):
        redirected("https://api.lever.co/x", f"https://{f'[{address}]' if ':' in address else address}/latest/meta-data", None)


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:4700::1111", f"::ffff:{PUBLIC}", f"64:ff9b::{PUBLIC}", "2002:5db8:d70e::1"])
def test_an_address_that_leads_out_is_asked(address: str) -> None:
    assert leads_out(address)


@pytest.mark.parametrize(
    "host", ["localhost", "a.localhost", "printer.local", "metadata.google.internal", "2130706433", "0x7f.1", "127.1", "017700000001"]
)
def test_other_ways_to_write_this_machine(host: str) -> None:
    assert not is_public(host, look_up=True)


def _looked_up(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Lets each look-up of a name give the next of these addresses, the last one for ever. Returns the names, as they are looked up."""
    left, asked = list(answers), []
    real = socket.getaddrinfo

    def getaddrinfo(host: str, port: int, *args: Any, **named: Any) -> Any:
        if host[0].isdigit():
            return real(host, port, *args, **named)
        asked.append(host)
        return real(left.pop(0) if len(left) > 1 else left[0], port, *args, **named)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


def test_a_name_that_is_public_when_it_is_judged_and_private_when_it_is_asked_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(says(200, b"[1]")) as served, polite_session(user_agent="tests", retries=0) as session:
        port = served.url.rpartition(":")[2]
        asked = _looked_up(monkeypatch, PUBLIC, "127.0.0.1")
        there = redirected("https://api.lever.co/x", f"https://rebinding.example:{port}/x", None)
        with pytest.raises(SourceChanged, match=r"rebinding\.example:\d+ is an address of a private network and is not asked"):
            Visit(session=session).get(there)
        assert asked == ["rebinding.example"] * 2
    assert served.requests == []


WAYS: dict[str, Callable[[Visit, str], object]] = {
    "an API": lambda visit, url: visit.get(url),
    "an API that is posted to": lambda visit, url: visit.post(url, {}),
    "a page or sitemap": lambda visit, url: visit.page(url),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("host", ["127.0.0.1", "[::ffff:127.0.0.1]", "2130706433", "localhost"])
def test_no_way_of_asking_leads_inward(way: str, host: str) -> None:
    with serving(says(200, b"[1]")) as served, polite_session(user_agent="tests", retries=0) as session:
        address = f"https://{host}:{served.url.rpartition(':')[2]}/jobs"
        with pytest.raises((SourceChanged, SourceUnavailable), match="private network"):
            WAYS[way](Visit(session=session), address)
    assert served.requests == []


def test_a_posting_that_leads_inward_costs_itself_only() -> None:
    with serving(says(200, b"[1]")) as served, polite_session(user_agent="tests", retries=0) as session:
        [answer] = Visit(session=session).details([f"https://127.0.0.1:{served.url.rpartition(':')[2]}/jobs/1"])
    assert (answer.status, answer.body, served.requests) == (503, b"", [])


@pytest.mark.parametrize("host", ["169.254.169.254", "[64:ff9b::a9fe:a9fe]", "localhost", "metadata.google.internal"])
def test_a_proxy_is_not_asked_for_what_leads_inward(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    with serving(says(200, b"[1]")) as proxy, polite_session(user_agent="tests", retries=0) as session:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        with pytest.raises(SourceChanged, match="private network"):
            Visit(session=session).get(f"https://{host}/latest/meta-data")
    assert proxy.requests == []
