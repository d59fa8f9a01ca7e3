"""Which network addresses may be connected to: public ones, and those that the settings name.

A link or a redirect of a watched page must not lead us into our own network (server-side request
forgery). Every address that a name resolves to is checked, and the checked address is connected
to, so that a name cannot resolve differently a moment later.
"""

import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

import httpcore

_NEVER_IPV4 = ip_network("192.88.99.0/24")
"""The 6to4 relays' own addresses, withdrawn (RFC 7526); `is_global` still calls them public."""
_NEVER_IPV6 = tuple(
    ip_network(block)
    for block in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::ffff:0:0/96")
)
"""NAT64, 6to4, Teredo and mapped addresses carry an IPv4 address that `is_global` does not see."""


class AddressRefused(httpcore.ConnectError):
    """A name resolves to an address that must not be connected to."""


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Tell whether an address is one of the public internet, however it is written.

    >>> is_public(ip_address("1.2.4.8")), is_public(ip_address("100.100.100.200"))
    (True, False)
    >>> is_public(ip_address("64:ff9b::7f00:1")), is_public(ip_address("::ffff:10.0.0.1"))
    (False, False)
    """
    if isinstance(address, IPv6Address) and any(
        isinstance(block, IPv6Network) and address in block for block in _NEVER_IPV6
    ):
        return False
    if isinstance(address, IPv4Address) and address in _NEVER_IPV4:
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def checked_address(host: str, port: int, trusted: frozenset[tuple[str, int]]) -> str:
    """Return the address to connect to for a host and port.

    `trusted` are hosts and ports that the settings name (a replica, a proxy): not checked.

    Raises:
        AddressRefused: one of the addresses the name resolves to is not public.
        httpcore.ConnectError: the name does not resolve.
    """
    if (host, port) in trusted:
        return host
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        message = f"域名 {host} 无法解析（{error}）"
        raise httpcore.ConnectError(message) from error
    addresses = list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
    refused = [address for address in addresses if not is_public(ip_address(address))]
    if refused or not addresses:
        message = f"{host} 解析到非公网地址 {'、'.join(refused)}，未连接"
        raise AddressRefused(message)
    return addresses[0]


def check_behind_proxy(host: str, port: int, trusted: frozenset[tuple[str, int]]) -> bool:
    """Check a host that a proxy will connect to; tell whether its addresses could be seen here.

    The proxy resolves the name and connects: what it finds cannot be checked here. A name that
    resolves on this machine is checked all the same; one that does not is left to the proxy.

    Raises:
        AddressRefused: the host is, or resolves here to, an address that is not public.
    """
    try:
        checked_address(host, port, trusted)
    except AddressRefused:
        raise
    except httpcore.ConnectError:
        return False
    return True


class GuardedBackend(httpcore.NetworkBackend):
    """Opens connections to checked addresses only; `inner` does the connecting."""

    def __init__(self, inner: httpcore.NetworkBackend, trusted: frozenset[tuple[str, int]]) -> None:
        self._inner = inner
        self._trusted = trusted

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Check, then connect; TLS still verifies the certificate against the name."""
        address = checked_address(host, port, self._trusted)
        return self._inner.connect_tcp(
            address, port, timeout, local_address, socket_options=socket_options
        )
