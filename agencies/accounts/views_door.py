"""In front of the door: links to the official e-mail set a password or reopen an account."""

from typing import Any, cast

from django.conf import settings
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

from agencies.accounts.account_events import remember
from agencies.accounts.bounds import is_shut, note_shut, was_tried
from agencies.accounts.entering import entered, make_known
from agencies.accounts.factors import has_factor
from agencies.accounts.falling_asleep import (
    password_was_set,
    reopen_by_link,
    reopening_tokens,
)
from agencies.accounts.forms import LinkForm, SignInForm
from agencies.accounts.password_rules import rules
from agencies.accounts.second_step import begin_half
from agencies.accounts.sessions import followed
from agencies.accounts.visitor import visitor_of
from agencies.asked.asking import ask
from agencies.asked.waking import wake
from agencies.models import AccountEvent, User


class SignInView(auth.LoginView):
    """Name and password; who tried too often reads how to get in all the same."""

    authentication_form = SignInForm

    def form_valid(self, form: Any) -> HttpResponse:
        """Begin the session and keep what belongs to it; who has a second factor shows
        it first.
        """
        user, now = cast(User, form.get_user()), timezone.now()
        if has_factor(user):
            following = self.get_success_url()
            begin_half(request=self.request, user=user, following=following, now=now)
            return redirect("second_step")
        answer = super().form_valid(form)
        entered(request=self.request, response=answer, user=user, now=now)
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        """Say what is wrong, or that no more tries are taken for now."""
        name, now = form.cleaned_data.get("username"), timezone.now()
        visitor = visitor_of(self.request)
        if not name or not is_shut(name=name, visitor=visitor, now=now):
            return super().form_invalid(form)
        note_shut(name=name, visitor=visitor, now=now)
        context = {"minutes": settings.SIGN_IN_WINDOW // 60}
        page = "registration/locked.html"
        return render(self.request, page, context, status=429)


@login_not_required
def ask_to_reopen(request: HttpRequest) -> HttpResponse:
    """Take an e-mail and say the same to everybody; a job looks whose it is."""
    return _asked(
        request, "agencies.send_reopening", "registration/reopen.html", "reopen_sent"
    )


@login_not_required
def ask_for_password(request: HttpRequest) -> HttpResponse:
    """Take an e-mail and say the same to everybody, as fast; a job looks whose it is."""
    page = "registration/password_reset_form.html"
    return _asked(request, "agencies.send_password_link", page, "password_reset_done")


def _asked(request: HttpRequest, job: str, page: str, done: str) -> HttpResponse:
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ask(job=job, now=timezone.now(), email=form.cleaned_data["email"])
        wake(request)
        return redirect(done)
    return render(request, page, {"form": form})


@login_not_required
def reopen_sent(request: HttpRequest) -> HttpResponse:
    """Say to look into the mail."""
    return render(request, "registration/reopen_sent.html")


@never_cache
@login_not_required
def reopen_confirm(request: HttpRequest, uidb64: str, token: str) -> HttpResponse:
    """Ask to press a button (mail programs open links by themselves), then open the
    account and know this browser: its tries are counted apart from those of strangers.
    """
    user, now = person_of(uidb64), timezone.now()
    if request.method == "POST":
        if user and reopen_by_link(user=user, token=token, now=now):
            messages.success(request, "Tài khoản đã mở lại. Mời đăng nhập.")
            answer = redirect("login")
            make_known(request=request, response=answer, user=user, now=now)
            return answer
        user = None
    waits = bool(user and (user.slept_at or was_tried(user)))
    valid = waits and reopening_tokens.check_token(user, token)
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


class ChangePassword(auth.PasswordChangeView):
    """A new password by who knows the old one; the owner hears of it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the rules of this person."""
        return super().get_context_data(rules=rules(self.request.user), **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """Save it and keep that it was changed; this session goes on."""
        before = self.request.session.session_key
        answer = super().form_valid(form)
        followed(before, self.request)
        kind, user = AccountEvent.Kind.PASSWORD, cast(User, self.request.user)
        remember([user], kind, timezone.now(), actor=user, tells=True)
        return answer


@method_decorator(login_not_required, name="dispatch")
class SetPassword(auth.PasswordResetConfirmView):
    """The page of the one-time link: a new password, or the first of an account; either
    opens what was shut and makes this browser known.
    """

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the rules of whose link it is."""
        person = self.user if isinstance(self.user, User) else None
        return super().get_context_data(rules=rules(person), **kwargs)

    def form_valid(self, form: object) -> HttpResponse:
        """Save the password; it wakes an account that slept."""
        answer = super().form_valid(form)  # type: ignore[arg-type] # stub is generic
        if isinstance(self.user, User):
            now = timezone.now()
            password_was_set(user=self.user, now=now)
            make_known(request=self.request, response=answer, user=self.user, now=now)
        return answer
