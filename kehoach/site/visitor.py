"""Where a request comes from, said once for everybody who asks."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from kehoach.lib.addresses import visitor_of


class VisitorMiddleware:
    """Puts the visitor's address where all libraries look for it (REMOTE_ADDR), so that
    bounds, records and logs name the visitor and not the proxy.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep what answers."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Name the visitor, then go on."""
        request.META["REMOTE_ADDR"] = visitor_of(
            request.META, behind_proxy=settings.BEHIND_PROXY
        )
        return self.get_response(request)
