"""The SSRF guard: no request of ours reaches an address that is not public, unless the settings name its host.

A hop is checked twice: its URL before anything is sent, for literals, and every socket at the moment it is made, after
name resolution. The second holds against names that resolve to private addresses, odd spellings of literals
("http://2130706433/") and a name that changes between two look-ups.
"""

import re
import socket
from collections.abc import Collection
from contextvars import ContextVar
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

#: Public by the registries' letter, yet they wrap an IPv4 address, which may be private: NAT64, 6to4, Teredo, and the
#: deprecated IPv4-compatible form.
_WRAPPING = tuple(
    ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96", "192.88.99.0/24")
)
_NUMERIC = re.compile(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+)){0,3}", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}


class PrivateAddressError(OSError):
    """A socket was about to open to an address that is not public. An OSError, for the connector passes those on."""


#: The hop that the current task is making, for the socket factory, which is told an address but not the name.
_hop: ContextVar["Hop | None"] = ContextVar("copydesk_hop", default=None)


class Hop:
    """One request's permission: what its URL names, what the settings allow, what was refused.

    >>> Hop("http://127.0.0.1:8765/x", ["127.0.0.1:8765"]).is_exempt, Hop("http://127.0.0.1/x", []).is_exempt
    (True, False)
    """

    def __init__(self, url: str, allowed: Collection[str]) -> None:
        parts = urlsplit(url)
        self.host = (parts.hostname or "").rstrip(".")
        self.port = parts.port or _PORTS.get(parts.scheme, 0)
        self.refused: list[str] = []
        self.is_exempt = bool({self.host, f"{self.host}:{self.port}", f"[{self.host}]:{self.port}"} & set(allowed))
        self._allowed = frozenset(allowed)

    def check_literal(self) -> None:
        """Raises PrivateAddressError when the URL itself names an address we refuse."""
        address = parse_literal(self.host)
        if address is not None:
            self._check(address, self.port)

    def open_socket(self, family: int, kind: int, proto: int, sockaddr: tuple[Any, ...]) -> socket.socket:
        self._check(ip_address(str(sockaddr[0]).partition("%")[0]), int(sockaddr[1]))
        return socket.socket(family=family, type=kind, proto=proto)

    def _check(self, address: IPv4Address | IPv6Address, port: int) -> None:
        if self.is_exempt or str(address) in self._allowed or f"{address}:{port}" in self._allowed:
            return
        if not is_public(address):
            self.refused.append(str(address))
            raise PrivateAddressError(f"{address} is not a public address")

    def __enter__(self) -> "Hop":
        self._token = _hop.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        _hop.reset(self._token)


def parse_literal(host: str) -> IPv4Address | IPv6Address | None:
    """The address that a host names by itself, in whatever spelling a system's resolver takes; None for a name.

    >>> parse_literal("0x7f.1"), parse_literal("2130706433"), parse_literal("example.org")
    (IPv4Address('127.0.0.1'), IPv4Address('127.0.0.1'), None)
    """
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(host)) if _NUMERIC.fullmatch(host) else None
    except OSError:
        return None


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether anyone on the Internet could reach it, and nothing else through it.

    >>> [is_public(ip_address(a)) for a in ("8.8.8.8", "169.254.169.254", "64:ff9b::a00:1", "::ffff:127.0.0.1")]
    [True, False, False, False]
    """
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if not address.is_global or address.is_multicast or address.is_reserved or address.is_unspecified:
        return False
    return not any(address in net for net in _WRAPPING if net.version == address.version)


def open_guarded_socket(addr_info: tuple[Any, ...]) -> socket.socket:
    """For `TCPConnector(socket_factory=)`: every socket of the client is made here."""
    family, kind, proto, _, sockaddr = addr_info
    hop = _hop.get()
    if hop is None:
        raise PrivateAddressError("a socket outside a guarded hop")
    return hop.open_socket(family, kind, proto, sockaddr)
