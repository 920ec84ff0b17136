"""The page of an account in the administration."""

from django.urls import reverse

from agencies.models import User


def page_of(user: User, name: str = "change") -> str:
    return reverse(f"admin:agencies_user_{name}", args=[user.pk])


def form_of(user: User, **fields) -> dict[str, str]:
    return {
        "username": user.username,
        "full_name": user.full_name,
        "email": user.email,
        "is_active": "on",
        "is_staff": "on",
        "date_joined_0": "01/11/2026",
        "date_joined_1": "08:00:00",
        "memberships-TOTAL_FORMS": "0",
        "memberships-INITIAL_FORMS": "0",
        **fields,
    }
