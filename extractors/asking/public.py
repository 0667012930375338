"""Which hosts are of the open internet: all others (this machine, its network, a cloud's own services) are asked nothing."""

import ipaddress
import socket

_NOT_LOOKED_UP = (".localhost", ".local", ".internal")
# IANA hands out no other addresses of IPv6 for use on the open internet.
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
# RFC 6052: how a network without IPv4 writes an address of it.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# What Python 3.11 takes for public: special addresses (Oracle's metadata among them), documentation, and Azure's own service.
_NOT_OUT = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "3fff::/20", "168.63.129.16/32")))


def is_public(host: str, *, look_up: bool) -> bool:
    """Says whether no address of this host is private, loopback or otherwise not of the open internet. Raises OSError where the
    name cannot be looked up, UnicodeError where it cannot be one."""
    try:
        return leads_out(host.strip("[]"))
    except ValueError:
        if host == "localhost" or host.endswith(_NOT_LOOKED_UP):
            return False
    if not look_up:
        return True
    return all(leads_out(str(found[4][0])) for found in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM))


def leads_out(address: str) -> bool:
    """Says whether this is an address of the open internet; one that holds another is judged by that one.

    Raises ValueError where it is no address.
    """
    found = ipaddress.ip_address(address.split("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFF_FFFF)
        if inner is not None:
            return leads_out(str(inner))
        if found not in _GLOBAL_UNICAST:
            return False
    return found.is_global and not found.is_multicast and not any(found in network for network in _NOT_OUT)
