"""Pages of who is signed in: how much of the session is left, all sessions."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from agencies.accounts.limits import left_of
from agencies.accounts.sessions import (
    end_all_sessions,
    end_session,
    go_on,
    open_sessions,
)
from agencies.models import AccountEvent, User

#: So many of the last events stand on the page.
LAST = 10


@require_http_methods(["GET", "HEAD", "POST"])
def session_clock(request: HttpRequest) -> HttpResponse:
    """Say how much of the session is left; a POST says that somebody is typing."""
    left = left_of(request.session, request.user, timezone.now())
    return JsonResponse({"idle": left.idle, "whole": left.whole})


def sessions(request: HttpRequest) -> HttpResponse:
    """Show the person's open sessions and what happened to the account lately."""
    user = cast(User, request.user)
    kinds = AccountEvent.Kind
    context = {
        "rows": open_sessions(user, timezone.now()),
        "here": request.session.session_key,
        "events": user.account_events.exclude(kind=kinds.WARNED)[:LAST],
    }
    return render(request, "registration/sessions.html", context)


@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End one session, or all but this one."""
    user, now = cast(User, request.user), timezone.now()
    chosen = request.POST.get("session", "")
    if chosen.isdecimal():
        if end_session(user=user, pk=int(chosen[:18]), now=now):
            messages.success(request, "Đã kết thúc phiên đăng nhập.")
        return redirect("sessions")
    end_all_sessions(user=user, actor=user, now=now, but=request.session.session_key)
    go_on(request, user)
    messages.success(request, "Đã kết thúc mọi phiên đăng nhập khác.")
    return redirect("sessions")
