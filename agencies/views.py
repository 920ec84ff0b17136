"""In front of the door: links to the official e-mail set a password or reopen an account."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import urlsafe_base64_decode
from django.views.decorators.cache import never_cache

from agencies.forms import LinkForm
from agencies.jobs import send_password_link, send_reopening
from agencies.models import User
from agencies.passwords import rules
from agencies.services.sleeping import (
    password_was_set,
    reopen_by_link,
    reopening_tokens,
)


@login_not_required
def ask_to_reopen(request: HttpRequest) -> HttpResponse:
    """Take an e-mail and say the same to everybody; a job looks whose it is."""
    return _asked(request, send_reopening, "registration/reopen.html", "reopen_sent")


@login_not_required
def ask_for_password(request: HttpRequest) -> HttpResponse:
    """Take an e-mail and say the same to everybody, as fast; a job looks whose it is."""
    page = "registration/password_reset_form.html"
    return _asked(request, send_password_link, page, "password_reset_done")


def _asked(request: HttpRequest, send: Any, page: str, done: str) -> HttpResponse:  # noqa: ANN401 -- a Celery task
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        send.delay(email=form.cleaned_data["email"])
        return redirect(done)
    return render(request, page, {"form": form})


@login_not_required
def reopen_sent(request: HttpRequest) -> HttpResponse:
    """Say to look into the mail."""
    return render(request, "registration/reopen_sent.html")


@never_cache
@login_not_required
def reopen_confirm(request: HttpRequest, uidb64: str, token: str) -> HttpResponse:
    """Ask to press a button (mail programs open links by themselves), then wake."""
    user = person_of(uidb64)
    if request.method == "POST":
        if user and reopen_by_link(user=user, token=token, now=timezone.now()):
            messages.success(request, "Tài khoản đã mở lại. Mời đăng nhập.")
            return redirect("login")
        user = None
    valid = bool(user and user.slept_at and reopening_tokens.check_token(user, token))
    context = {"person": user, "validlink": valid and user and user.is_active}
    status = 200 if context["validlink"] else 410
    return render(request, "registration/reopen_confirm.html", context, status=status)


def person_of(uidb64: str) -> User | None:
    """Return whose link this is."""
    try:
        key = urlsafe_base64_decode(uidb64).decode()
        return User.objects.filter(pk=int(key)).first()
    except (ValueError, OverflowError, ValidationError):
        return None


@method_decorator(login_not_required, name="dispatch")
class SetPassword(auth.PasswordResetConfirmView):
    """The page of the one-time link: a new password, or the first of an account."""

    extra_context = {"rules": rules}  # noqa: RUF012 -- Django's name

    def form_valid(self, form: object) -> HttpResponse:
        """Save the password; it wakes an account that slept."""
        answer = super().form_valid(form)  # type: ignore[arg-type] # stub is generic
        if isinstance(self.user, User):
            password_was_set(user=self.user, now=timezone.now())
        return answer
