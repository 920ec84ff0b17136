"""Whose address a request comes from, and what counts as one place on the network."""

from collections.abc import Mapping
from ipaddress import IPv6Address, ip_address, ip_network

#: What one subscriber is given of IPv6: addresses inside it are changed at will.
_SUBSCRIBER = 64


def visitor_of(environ: Mapping[str, str], *, behind_proxy: bool) -> str:
    """Return the visitor's address, nothing where there is none.

    The one proxy writes whom it heard at the right end of X-Forwarded-For; whatever
    stands left of it the visitor wrote. Without a proxy nobody reads the header.
    """
    if behind_proxy:
        chain = environ.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2]
        if found := plain_address(chain):
            return found
    return plain_address(environ.get("REMOTE_ADDR", ""))


def plain_address(text: str) -> str:
    """Return the address without port, brackets and zone; nothing for other texts."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return str(mapped or found)


def bounded_place_of(address: str) -> str:
    """Return what is bounded as one: an IPv4 address, the /64 of an IPv6 one."""
    if ":" not in address:
        return address
    return str(ip_network(f"{address}/{_SUBSCRIBER}", strict=False))
