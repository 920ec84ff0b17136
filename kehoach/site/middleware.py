"""What a visitor without a session meets: nothing that was typed is lost."""

import logging
from collections.abc import Callable
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from kehoach.lib.acting import Acting, acting_as
from kehoach.lib.text import inked, nfc
from kehoach.site.handed_out import note_what_left
from kehoach.site.logs import note_request
from tasks.doors.request_params import SeveralPlans
from tasks.evidence.kept_files import KeptWrong, note
from tasks.evidence.scans import PutAway

logger = logging.getLogger(__name__)
NEVER_SHOWN = ("csrfmiddlewaretoken", "version", "form_key")
_LONGEST = 40_000
_PLANS_PER_PAGE = 50


class PassesOn:
    """A middleware that hands every request on; what it does besides stands in hooks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep what answers."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self.get_response(request)


class PageCompression(GZipMiddleware):
    """Sends pages and texts compressed, for slow lines; files go as they are.

    Django pads every compressed page by a random length and masks the CSRF token anew
    each time, so the length of an answer gives nothing away (BREACH).
    """

    TEXTS = ("text/", "application/json")

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Compress what is read on the screen."""
        kind = response.headers.get("Content-Type", "")
        if response.streaming or not kind.startswith(self.TEXTS):
            return response
        return super().process_response(request, response)


class NothingAheadMiddleware(PassesOn):
    """Refuses what a browser fetches before anybody asked for it: opening a page is a
    fact here (a sent duty counts as read). The browser asks again when it is shown.
    """

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer 503 to prefetching and prerendering, else go on."""
        names = ("Sec-Purpose", "Purpose", "X-Moz")
        if any("prefetch" in request.headers.get(name, "").lower() for name in names):
            return HttpResponse(status=503, headers={"Cache-Control": "no-store"})
        return self.get_response(request)


class PlainAddressMiddleware(PassesOn):
    """Refuses addresses, and drops cookies, with characters that no database takes; lets
    nobody but the browser's window keep a page: what is private is not found in a cache.
    """

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer 400 in words, else go on; say on the way back that nothing is kept."""
        if "\0" in request.path_info:
            return render(request, "400.html", status=400)
        for name in [each for each, said in request.COOKIES.items() if "\0" in said]:
            del request.COOKIES[name]
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class ActingMiddleware(PassesOn):
    """Says who acts and from where, for the audit trail and the logs."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on under its name."""
        address = request.META.get("REMOTE_ADDR", "")
        with acting_as(Acting(lambda: request.user.pk, address)):
            began = monotonic()
            response = self.get_response(request)
            note_what_left(request, response)
            note_request(request, response.status_code, monotonic() - began)
            return response


class ChoosePlanMiddleware(PassesOn):
    """Offers the plans that the address leaves open; 404 when there is none."""

    def process_exception(
        self, request: HttpRequest, error: Exception
    ) -> HttpResponse | None:
        """Answer with the plans, each with the address that goes on to it."""
        if not isinstance(error, SeveralPlans):
            return None
        pages = Paginator(error.plans, _PLANS_PER_PAGE)
        page = pages.get_page(request.GET.get("page"))
        found = [(plan, error.address(plan)) for plan in page]
        context = {"page": page, "found": found}
        status = 200 if found else 404
        return render(request, "tasks/doors/choose_plan.html", context, status=status)


class KeptWrongMiddleware(PassesOn):
    """Says so when what is asked for is no longer what was stored, which is kept, or
    when nobody may open it.
    """

    def process_exception(
        self, request: HttpRequest, error: Exception
    ) -> HttpResponse | None:
        """Answer with what is wrong and whom to tell."""
        if isinstance(error, PutAway):
            page = "tasks/evidence/put_away.html"
            return render(request, page, {"problem": error}, status=409)
        if not isinstance(error, KeptWrong):
            return None
        logger.error("Kept wrong: %s", error)
        told = {"place": error.place, "kind": error.kind, "about": error.about}
        note(**told, now=timezone.now())
        context = {"problem": error}
        return render(request, "tasks/evidence/kept_wrong.html", context, status=409)


class InkMiddleware(PassesOn):
    """Takes out of every field what nobody sees: an address, a code or a name pasted
    with a zero-width space would match nothing. Of passwords only the letters are
    composed (NFC): two keyboards write «ế» in two ways.
    """

    def process_view(self, request: HttpRequest, *_: object) -> None:
        """Clean what the form and the address say, before anybody looks."""
        request.GET = visible_in(request.GET)
        if request.method == "POST":
            request.POST = visible_in(request.POST)


def visible_in(typed: Any) -> Any:
    """Return the fields without invisible characters, the same ones if none has any."""
    lists = [
        (inked(name), list(map(nfc if "password" in name else inked, values)))
        for name, values in typed.lists()
    ]
    if lists == list(typed.lists()):
        return typed
    found = QueryDict(mutable=True)
    for name, values in lists:
        found.setlist(name, values)
    found._mutable = False
    return found


class SignInMiddleware(LoginRequiredMiddleware):
    """Asks to sign in; gives back a posted form instead of dropping it."""

    def handle_no_permission(  # type: ignore[override] # the stub knows one answer only
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        """Return 401 to a script, what was typed to a form, the login to others."""
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401)
        if request.method == "POST":
            # The address posted to is often no page: back to the one that stands there.
            back = login_and_back(request)
            if not (typed := typed_in(request)):
                return HttpResponseRedirect(back)
            context = {"typed": typed, "login_url": back}
            return render(
                request, "registration/session_ended.html", context, None, 401
            )
        return super().handle_no_permission(request, view_func)


def login_and_back(request: HttpRequest) -> str:
    """Return the address of the login that goes on to the page of the form."""
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}):
        return redirect_to_login(reverse("home"))["Location"]
    parts = urlsplit(page)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return redirect_to_login(path)["Location"]


def typed_in(request: HttpRequest) -> list[str]:
    """Return the texts of the posted form worth keeping, longest first."""
    texts = {
        value.strip()
        for name in request.POST
        if name not in NEVER_SHOWN and "password" not in name
        for value in request.POST.getlist(name)
    }
    kept = (text[:_LONGEST] for text in texts if " " in text or len(text) > 20)
    return sorted(kept, key=len, reverse=True)
