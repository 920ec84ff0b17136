"""The front door and the pulse."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from agencies.models.authority import agencies_of, is_leader
from kehoach.site.health import metrics
from kehoach.site.parts import all_well, parts_now
from tasks.models import Plan


def home(request: HttpRequest) -> HttpResponse:
    """Send each person to the page that they come for."""
    user, today = request.user, timezone.localdate()
    assert user.is_authenticated  # noqa: S101 -- LoginRequiredMiddleware stands before
    if user.reads_only:
        return redirect("tasks:reading")
    plans = Plan.objects.programmes().published()
    if not is_leader(user, today):
        plans = plans.filter(steering_agency__in=agencies_of(user, today))
    codes = list(plans.values_list("code", flat=True)[:2])
    if len(codes) > 1:
        return redirect("tasks:plan")
    if codes:
        return redirect("reporting:dashboard", plan=codes[0])
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
    """Answer 200 while every part answers, else 503; who knows METRICS_TOKEN is told
    which part is away.
    """
    found = parts_now(timezone.now())
    is_well = all_well(found)
    told = found if _knows_token(request) else {}
    return JsonResponse({"ok": is_well, **told}, status=200 if is_well else 503)


def _knows_token(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(token) and constant_time_compare(given, token)


@login_not_required
def measured(request: HttpRequest) -> HttpResponse:
    """Hand the metrics to who knows METRICS_TOKEN; without one nobody gets them."""
    if not _knows_token(request):
        raise Http404
    kind = "text/plain; version=0.0.4; charset=utf-8"
    return HttpResponse(metrics(timezone.now()), content_type=kind)
