"""The person's own pages of the second factor."""

import base64
from typing import cast

from allauth.mfa.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from agencies.accounts import factors
from agencies.accounts.proving import proved
from agencies.accounts.second_step import FACTOR
from agencies.models import User

#: In the session: the secret of an app that has not shown a code yet.
NEW = "new_app"


def factor_page(request: HttpRequest) -> HttpResponse:
    """Show what is set up and what can be added."""
    user = cast(User, request.user)
    context = {"held": factors.factors_of(user)}
    return render(request, "registration/factors.html", context)


@never_cache
@proved
def add_app_view(request: HttpRequest) -> HttpResponse:
    """Show the secret to the phone and ask for the first code."""
    user, wrong = cast(User, request.user), ""
    secret = request.session.setdefault(NEW, factors.new_secret())
    if request.method == "POST":
        code, now = request.POST.get("code", ""), timezone.now()
        if factors.add_app(user=user, secret=secret, code=code, now=now):
            del request.session[NEW]
            return _added(request, user, "Đã thêm ứng dụng tạo mã.")
        wrong = "Mã chưa đúng. Kiểm tra giờ của điện thoại và nhập mã đang hiện."
    adapter = get_adapter()
    picture = adapter.build_totp_svg(adapter.build_totp_url(user, secret))
    context = {
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "picture": base64.b64encode(picture.encode()).decode(),
        "wrong": wrong,
    }
    return render(request, "registration/add_app.html", context)


@never_cache
@proved
def add_key_view(request: HttpRequest) -> HttpResponse:
    """Let the browser make a passkey and keep it."""
    user, wrong = cast(User, request.user), ""
    if request.method == "POST":
        name = " ".join(request.POST.get("name", "").split())[:60] or "Khóa truy cập"
        answer = factors.as_json(request.POST.get("key", ""))
        if factors.add_key(user=user, name=name, answer=answer, now=timezone.now()):
            return _added(request, user, f"Đã thêm khóa truy cập «{name}».")
        wrong = "Chưa thêm được khóa. Thử lại; nếu đã có khóa trên máy này thì không thêm lần nữa."
    context = {"key_offer": factors.key_offer(user), "wrong": wrong}
    return render(request, "registration/add_key.html", context)


def _added(request: HttpRequest, user: User, said: str) -> HttpResponse:
    """Go on; with the first factor the recovery codes are shown, once."""
    request.session[FACTOR] = True
    messages.success(request, said)
    if factors.factors_of(user).codes_left:
        return redirect("factors")
    return _show_codes(request, user)


@require_POST
@never_cache
@proved
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes and show them, once."""
    user = cast(User, request.user)
    if not factors.has_factor(user):
        return redirect("factors")
    return _show_codes(request, user)


def _show_codes(request: HttpRequest, user: User) -> HttpResponse:
    codes = factors.new_recovery_codes(user=user, now=timezone.now())
    return render(request, "registration/recovery_codes.html", {"codes": codes})


@require_POST
@proved
def remove_factor_view(request: HttpRequest) -> HttpResponse:
    """Take one factor away while another is left."""
    user, chosen = cast(User, request.user), request.POST.get("factor", "")
    if chosen.isdecimal() and factors.remove_factor(
        user=user, pk=int(chosen[:18]), now=timezone.now()
    ):
        messages.success(request, "Đã bỏ. Thư báo được gửi tới thư điện tử công vụ.")
    else:
        messages.error(
            request, "Chưa bỏ: phải còn ít nhất một cách. Thêm cách khác trước."
        )
    return redirect("factors")
