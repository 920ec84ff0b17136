"""Who knocks: the address, the browser, and the cookie by which the browser is known."""

import hashlib
import secrets
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from kehoach.lib.addresses import bounded_place_of
from kehoach.lib.browsers import browser_name

COOKIE = "thiet_bi"
#: A browser that was not here for so long is a new one.
COOKIE_AGE = 60 * 60 * 24 * 400


class Visitor(NamedTuple):
    """Where a request comes from; `device` is the hash of the cookie, empty without."""

    address: str
    device: str
    label: str

    @property
    def place(self) -> str:
        """Return what is bounded as one place on the network."""
        return bounded_place_of(self.address)

    @property
    def said(self) -> str:
        """Return address and browser as letters and lists say them."""
        return " · ".join(filter(None, (self.label, self.address)))


def visitor_of(request: HttpRequest) -> Visitor:
    """Return who knocks; the middleware has put the visitor's address in its place."""
    cookie = request.COOKIES.get(COOKIE, "")
    return Visitor(
        address=request.META.get("REMOTE_ADDR", ""),
        device=_hash(cookie) if cookie else "",
        label=browser_name(request.headers.get("User-Agent", "")),
    )


def give_cookie(request: HttpRequest, response: HttpResponse) -> str:
    """See that the browser keeps a cookie to be known by; return its hash."""
    cookie = request.COOKIES.get(COOKIE, "") or secrets.token_urlsafe(32)
    response.set_cookie(
        COOKIE,
        cookie,
        max_age=COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return _hash(cookie)


def _hash(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()
