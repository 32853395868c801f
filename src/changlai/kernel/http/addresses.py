"""Which addresses the house may call: public ones, and what the operator allows by name.

Unwrap an embedded IPv4 address, then require "global and not multicast" and none of the nets below. Python's
own ``is_global`` says yes to many of them (64:ff9b::7f00:1, ::127.0.0.1, fec0::1, ff02::1 ...).
"""

import ipaddress
from collections.abc import Collection

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

DENIED = tuple(
    ipaddress.ip_network(net)
    for net in (
        "64:ff9b::/96",  # NAT64: IPv4 inside
        "64:ff9b:1::/48",  # NAT64 for local use
        "2002::/16",  # 6to4: IPv4 inside
        "2001::/23",  # protocol assignments: Teredo with IPv4 inside, ORCHID
        "fec0::/10",  # site-local, the old private range
        "::/96",  # IPv4-compatible
        "::ffff:0:0:0/96",  # IPv4-translated (SIIT)
        "192.0.0.0/24",  # protocol assignments
        "192.88.99.0/24",  # 6to4 relay
        "100.64.0.0/10",  # carrier-grade NAT, also cloud metadata (100.100.100.200)
        "5f00::/16",  # segment routing
        "3fff::/20",  # documentation
    )
)
ISATAP = frozenset({0x00005EFE, 0x02005EFE})  # these 32 bits in front of an IPv4 address (RFC 5214)
DEFAULT_PORTS = {"http": 80, "https": 443}


def is_public(address: str) -> bool:
    """Whether ``address`` (an IP address, brackets and zone allowed) is one of the open Internet."""
    ip: Address = ipaddress.ip_address(address.strip("[]").partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return _is_global(ip.ipv4_mapped)
        inner = _isatap(ip)
        return _is_global(ip) and (inner is None or _is_global(inner))
    return _is_global(ip)


def _is_global(ip: Address) -> bool:
    denied = any(ip in net for net in DENIED if net.version == ip.version)
    return ip.is_global and not ip.is_multicast and not denied


def _isatap(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    low = int(ip) & (2**64 - 1)
    return ipaddress.IPv4Address(low & (2**32 - 1)) if low >> 32 in ISATAP else None


def is_allowed(scheme: str, host: str, port: int | None, allowed: Collection[str]) -> bool:
    """Whether the operator's list (``"host:port"`` each) names this place literally."""
    if not allowed:
        return False
    literal = f"[{host}]" if ":" in host and not host.startswith("[") else host
    return f"{literal}:{port or DEFAULT_PORTS[scheme]}" in allowed
