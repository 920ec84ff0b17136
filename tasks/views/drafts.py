"""Keeping and dropping the draft of a form; only its author reaches it."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from tasks.access import can_write, duty_for, signed_in
from tasks.models import Duty
from tasks.services.drafts import drop_draft, keep_draft
from tasks.services.errors import RuleBroken


def written(request: HttpRequest, pk: int) -> Duty:
    """Return the duty that the person may write on."""
    today = timezone.localdate()
    duty = duty_for(signed_in(request), pk, today)
    if not can_write(signed_in(request), duty.agency_id, today):
        raise PermissionDenied
    return duty


@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is typed so far; answers when it was kept."""
    duty, now = written(request, pk), timezone.now()
    fields = {name: request.POST.getlist(name) for name in request.POST}
    try:
        keep_draft(duty=duty, person=signed_in(request), fields=fields, now=now)
    except RuleBroken as error:
        return JsonResponse({"message": error.message}, status=400)
    return JsonResponse({"saved": f"{timezone.localtime(now):%H:%M}"})


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget the draft and show the empty form."""
    drop_draft(duty=written(request, pk), person=signed_in(request))
    return redirect("tasks:log_progress", pk=pk)
