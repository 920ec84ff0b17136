"""Keeping and dropping the draft of a form; only its author reaches it."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from kehoach.lib.refusals import RuleBroken
from tasks.duties.access import duty_to_write, signed_in
from tasks.work.drafts import drop_draft, keep_draft


@require_POST
def keep_draft_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is typed so far; answers when it was kept."""
    now = timezone.now()
    duty = duty_to_write(signed_in(request), pk, timezone.localdate(now))
    fields = {name: request.POST.getlist(name) for name in request.POST}
    try:
        keep_draft(duty=duty, person=signed_in(request), fields=fields, now=now)
    except RuleBroken as error:
        return JsonResponse({"message": error.message}, status=400)
    return JsonResponse({"saved": f"{timezone.localtime(now):%H:%M}"})


@require_POST
def drop_draft_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget the draft and show the empty form."""
    person = signed_in(request)
    drop_draft(duty=duty_to_write(person, pk, timezone.localdate()), person=person)
    return redirect("tasks:log_progress", pk=pk)
