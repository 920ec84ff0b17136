"""Proving once more who is there, before what cannot be taken back.

A form that comes without a fresh proof is not lost: the page that asks for the proof
carries every field of it along.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from agencies.accounts import bounds, factors
from agencies.accounts.limits import PROVED
from agencies.accounts.visitor import visitor_of
from agencies.models import User

#: What a form carries to prove it; never handed on to the page behind.
FIELDS = ("proof_password", "proof_code", "proof_key")
NOT_CARRIED = (*FIELDS, "csrfmiddlewaretoken")
WRONG = "Chưa đúng. Nhập lại."
TOO_OFTEN = "Đã nhập sai quá nhiều lần. Thử lại sau ít phút."


def is_proved(request: HttpRequest, now: datetime) -> bool:
    """Return whether the person proved who they are a short while ago."""
    since = now.timestamp() - request.session.get(PROVED, 0)
    return bool(since < settings.PROOF_SECONDS)


def proves(
    *, request: HttpRequest, user: User, now: datetime, step: str
) -> tuple[bool, str]:
    """Return whether the posted proof is right, and what to say if it is not. Whoever
    has a second factor proves it by that one.
    """
    password, code, key = (request.POST.get(name, "") for name in FIELDS)
    visitor, name = visitor_of(request), user.get_username()
    if not bounds.count_try(name=name, visitor=visitor, now=now, step=step):
        return False, TOO_OFTEN
    if not factors.has_factor(user):
        is_right = step == bounds.PROOF and user.check_password(password)
    elif key:
        answer = factors.as_json(key)
        is_right = factors.takes_key(user=user, answer=answer, now=now)
    else:
        is_right = factors.takes_code(user=user, code=code, now=now)
    if is_right:
        bounds.clear(name=name, visitor=visitor)
        return True, ""
    if bounds.is_shut(name=name, visitor=visitor, now=now, step=step):
        bounds.note_shut(name=name, visitor=visitor, now=now)
    return False, WRONG


def ask_for_proof(request: HttpRequest) -> HttpResponse | None:
    """Return the page that asks for a proof, nothing once there is a fresh one."""
    user, now, wrong = cast(User, request.user), timezone.now(), ""
    if is_proved(request, now):
        return None
    if any(request.POST.get(name) for name in FIELDS):
        is_right, wrong = proves(request=request, user=user, now=now, step=bounds.PROOF)
        if is_right:
            request.session[PROVED] = int(now.timestamp())
            request.POST = _without_proof(request.POST)
            return None
    return _page(request, user, wrong)


def _without_proof(posted: Any) -> Any:
    left = posted.copy()
    for name in FIELDS:
        left.pop(name, None)
    left._mutable = False
    return left


def _page(request: HttpRequest, user: User, wrong: str) -> HttpResponse:
    """Show what proves it; a POST is asked again with all that it brought but files."""
    carried = [
        (name, value)
        for name in request.POST
        if name not in NOT_CARRIED and not is_secret(name)
        for value in request.POST.getlist(name)
    ]
    context = {
        **question(user),
        "wrong": wrong,
        "carried": carried,
        "files": bool(request.FILES),
        "secrets": any(is_secret(name) for name in request.POST if name not in FIELDS),
        "place": request.get_full_path(),
    }
    answer = render(request, "registration/prove.html", context, status=403)
    if request.headers.get("HX-Request"):
        answer.status_code = 200
        answer["HX-Retarget"] = answer["HX-Reselect"] = "main"
        answer["HX-Reswap"] = "outerHTML"
    return answer


def is_secret(name: str) -> bool:
    """Return whether the field holds what no page may show again: it is typed anew."""
    return "password" in name.lower()


def question(user: User) -> dict[str, Any]:
    """Return what the page can ask the person: a code, a passkey, or the password."""
    held = factors.factors_of(user)
    asks = factors.key_question(user) if held.keys else None
    return {"held": held, "key_question": asks}


def proved(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only who proved it lately into a page that is opened by GET first."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            return ask_for_proof(request) or view(request, *args, **kwargs)
        if is_proved(request, timezone.now()):
            return view(request, *args, **kwargs)
        return redirect(f"{_prove_address()}?next={request.path}")

    return asked


def _prove_address() -> str:
    from django.urls import reverse

    return reverse("prove")


@never_cache
def prove(request: HttpRequest) -> HttpResponse:
    """Ask for the proof by itself, then go on to the page that wanted it."""
    following = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(following, {request.get_host()}):
        following = "/"
    return ask_for_proof(request) or HttpResponseRedirect(following)
