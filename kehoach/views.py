"""The front door and the pulse."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone

from agencies.authority import acts_for, agencies_of, is_leader
from agencies.models import Membership
from tasks.models import Plan


def home(request: HttpRequest) -> HttpResponse:
    """Send each person to the page that they come for."""
    user, today = request.user, timezone.localdate()
    assert user.is_authenticated  # noqa: S101 -- LoginRequiredMiddleware stands before
    plan = Plan.objects.first()
    roles = Membership.Role.values
    if plan and (
        is_leader(user, today) or acts_for(user, plan.steering_agency_id, today, *roles)
    ):
        return redirect("reporting:dashboard")
    if user.is_superuser and not agencies_of(user, today).exists():
        return redirect("admin:index")
    return redirect("tasks:desk_home")


@login_not_required
def alive(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the database answers; for the load balancer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"song": True})
