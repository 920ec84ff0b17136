"""Of whom a second factor is required, and before what somebody proves who they are."""

from collections.abc import Callable
from datetime import date
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from agencies.accounts.factors import has_factor
from agencies.accounts.proving import ask_for_proof
from agencies.accounts.second_step import FACTOR
from agencies.models import Membership, User
from agencies.models.authority import memberships_of
from kehoach.site.middleware import PassesOn
from tasks.models import Plan

#: Pages that open without it: setting it up, and leaving.
OPEN = frozenset(
    {"second_step", "prove", "factors", "add_app", "add_key", "recovery_codes"}
    | {"logout", "session_clock", "guide", "guide_picture"}
)
#: In the session: the day on which it was found that the person needs none.
NOT_NEEDED = "no_factor"
#: The admin's action on several rows.
DELETES = "delete_selected"
#: What cannot be taken back: issuing, applying, giving roles, deleting.
ACTS = frozenset(
    {
        "reporting:issue", "reporting:issue_erratum", "reporting:issue_committee",
        "reporting:outline_section_delete",
        "tasks:reorganisation_apply", "tasks:reorganisation_undo",
        "tasks:reorganisation_people", "tasks:reorganisation_delete",
        "tasks:plan_change_delete", "tasks:plan_change_undo", "tasks:adhoc_drop",
        "reporting:drop_erratum",
        "tasks:grant_reading",
        "tasks:add_person", "tasks:people_write", "tasks:hand_over", "tasks:delegate",
        "second_factors",
        "admin:agencies_user_add", "admin:agencies_user_change",
        "admin:auth_user_password_change",
        "admin:agencies_membership_add", "admin:agencies_membership_change",
    }
)  # fmt: skip


def reads_province(user: User, today: date) -> bool:
    """Return whether the person reads what every agency says: a leader, or somebody of
    an agency that steers a plan that was published.
    """
    steering = Plan.objects.steering_agencies()
    wide = Q(role=Membership.Role.LEADER) | Q(agency__in=steering)
    return memberships_of(user, today).filter(wide).exists()


def is_plain(user: User, address: str) -> bool:
    """Return whether it is required whatever the person reads; asks no database."""
    everybody = settings.SECOND_FACTOR_EVERYBODY
    administers = user.is_staff or user.is_superuser
    return bool(everybody or administers or user.reads_only or is_outside(address))


def is_outside(address: str) -> bool:
    """Return whether the address is in none of the province's networks, if it has any."""
    networks = settings.PROVINCE_NETWORKS
    if not networks:
        return False
    found = ip_address(address) if address else None
    return not any(found in each for each in networks if found)


class SecondFactorMiddleware(PassesOn):
    """Leads who needs a second factor to it, before any other page opens."""

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], *_: object
    ) -> HttpResponse | None:
        """Let pass whoever has shown it or needs none."""
        if settings.SECOND_FACTOR != "required" or not request.user.is_authenticated:
            return None
        if name_of(request) in OPEN or not getattr(view, "login_required", True):
            return None
        if request.session.get(FACTOR) or not _needs(request):
            return None
        return redirect("second_step" if has_factor(request.user) else "factors")


def _needs(request: HttpRequest) -> bool:
    """Return whether it is needed, from here; what the person reads is looked up once a
    day.
    """
    today, user = timezone.localdate(), request.user
    assert user.is_authenticated  # noqa: S101 -- asked only of such
    if is_plain(user, request.META.get("REMOTE_ADDR", "")):
        return True
    if request.session.get(NOT_NEEDED) == today.isoformat():
        return False
    if reads_province(user, today):
        return True
    request.session[NOT_NEEDED] = today.isoformat()
    return False


class ProofMiddleware(PassesOn):
    """Asks who is there before what cannot be taken back; the form comes along."""

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """Let pass who proved it lately."""
        if request.method != "POST" or not request.user.is_authenticated:
            return None
        return ask_for_proof(request) if is_final(request) else None


def is_final(request: HttpRequest) -> bool:
    """Return whether the POST is one of the acts, or deletes in the technical admin: a
    row, several, or one inside the form of another.
    """
    name, posted = name_of(request), request.POST
    if name in ACTS or (name == "tasks:plan_change" and "ap-dung" in posted):
        return True
    if not name.startswith("admin:"):
        return False
    ticked = any(field.endswith("-DELETE") for field in posted)
    return ticked or name.endswith("_delete") or posted.get("action") == DELETES


def name_of(request: HttpRequest) -> str:
    """Return the name of the page that was found."""
    found = request.resolver_match
    return found.view_name if found else ""
