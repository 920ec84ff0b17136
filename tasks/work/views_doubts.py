"""The agency explains in one line what may be asked about."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from tasks.doors.views_once import refusal_of, stored
from tasks.duties.access import duty_to_write, signed_in
from tasks.work.doubts import doubts_of, explain_doubt


@require_POST
def explain_doubts_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep an explanation; a script gets the doubts back, others the duty's page."""
    today = timezone.localdate()
    duty = duty_to_write(signed_in(request), pk, today)
    refused = refusal_of(
        request,
        explain_doubt,
        duty=duty,
        key=request.POST.get("key", ""),
        text=request.POST.get("text", ""),
    )
    if request.headers.get("HX-Request"):
        context = {"duty": duty, "doubts": doubts_of([duty])[pk], "explains": True}
        context |= {"problem": refused.message if refused else "", "answered": True}
        return render(request, "tasks/work/_doubts.html", context)
    if not stored(request, refused, "Đã ghi giải thích.") and refused:
        messages.error(request, refused.message)
    return redirect("tasks:duty", pk=pk)
