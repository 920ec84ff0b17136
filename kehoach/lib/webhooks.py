"""The signature of a posted body, and which addresses may be posted to."""

import hashlib
import hmac
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import urlsplit

LOCAL = {"localhost", "127.0.0.1", "::1"}
SHORTEST_SECRET = 32


def signature(secret: str, stamp: int, body: bytes) -> str:
    """Return HMAC-SHA256 over the second of posting, a full stop and the body."""
    signed = f"{stamp}.".encode() + body
    return "v1=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def webhook_problems_of(url: str, secret: str) -> Iterator[str]:
    """Yield what is wrong with address and secret, in words for the engineer."""
    parts = urlsplit(url)
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        yield "REMINDER_WEBHOOK_URL must be an https address."
    elif parts.scheme == "http" and parts.hostname not in LOCAL:
        yield "REMINDER_WEBHOOK_URL must be https, or http to this machine."
    if parts.username or parts.password or parts.fragment:
        yield "REMINDER_WEBHOOK_URL must not hold a user, a password or a fragment."
    if len(secret) < SHORTEST_SECRET:
        yield f"REMINDER_WEBHOOK_SECRET needs {SHORTEST_SECRET} characters or more."


def may_be_told(peer: IPv4Address | IPv6Address, scheme: str) -> bool:
    """Return whether an address may be posted to: never the link-local network (cloud
    metadata), and without TLS only this machine.
    """
    mapped = getattr(peer, "ipv4_mapped", None) or peer
    if mapped.is_link_local or mapped.is_multicast or mapped.is_unspecified:
        return False
    return bool(scheme == "https" or mapped.is_loopback)
