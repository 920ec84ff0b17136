"""An account is activated by a one-time link to the official address."""

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from agencies.models import User
from kehoach.site.portal_name import portal_called


def activation_link(user: User) -> str:
    """Return the one-time address where the person sets a password (3 days)."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    path = reverse("password_reset_confirm", kwargs={"uidb64": uid, "token": token})
    return f"{settings.SITE_URL}{path}"


def activation_letter(user: User) -> EmailMessage:
    """Return the letter with the person's activation link."""
    body = render_to_string(
        "emails/activation.txt", {"user": user, "link": activation_link(user)}
    )
    subject = f"Kích hoạt tài khoản {portal_called()}"
    return EmailMessage(subject=subject, body=body, to=[user.email])
