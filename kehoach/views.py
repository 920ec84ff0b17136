"""The front door and the pulse."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from agencies.authority import agencies_of, is_leader
from kehoach.health import health, metrics
from tasks.models import Plan


def home(request: HttpRequest) -> HttpResponse:
    """Send each person to the page that they come for."""
    user, today = request.user, timezone.localdate()
    assert user.is_authenticated  # noqa: S101 -- LoginRequiredMiddleware stands before
    plans = Plan.objects.programmes()
    if not is_leader(user, today):
        plans = plans.filter(steering_agency__in=agencies_of(user, today))
    if plans.exists():
        return redirect("reporting:dashboard")
    if user.is_superuser and not agencies_of(user, today).exists():
        return redirect("administration")
    return redirect("tasks:desk_home")


@login_not_required
def alive(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the database answers; for the load balancer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"song": True})


@login_not_required
def healthy(request: HttpRequest) -> HttpResponse:
    """Answer 200 while beat and worker live, 503 with who is silent; for a monitor."""
    found = health(timezone.now())
    said = {
        "ok": found.ok,
        "beat": "silent" if found.beat_silent else "ok",
        "worker": "silent" if found.worker_silent else "ok",
    }
    return JsonResponse(said, status=200 if found.ok else 503)


@login_not_required
def measured(request: HttpRequest) -> HttpResponse:
    """Hand the metrics to who knows METRICS_TOKEN; without one nobody gets them."""
    token = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not constant_time_compare(given, token):
        raise Http404
    kind = "text/plain; version=0.0.4; charset=utf-8"
    return HttpResponse(metrics(timezone.now()), content_type=kind)
