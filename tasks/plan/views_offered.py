"""«Câu hỏi tùy chọn»: what the steering agency may ask beside what the plan needs."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kehoach.lib.refusals import RuleBroken
from tasks.doors.request_params import to_plan
from tasks.duties.access import signed_in
from tasks.periods.views import managed
from tasks.plan.offered import subjects_of, switch_offered


def offered_questions(request: HttpRequest) -> HttpResponse:
    """Show the questions; ask exactly those that are ticked."""
    today = timezone.localdate()
    about = managed(request, today)
    if request.method == "POST":
        try:
            on, off = switch_offered(
                plan=about.plan,
                codes=request.POST.getlist("hoi"),
                actor=signed_in(request),
                today=today,
            )
        except RuleBroken as error:
            messages.error(request, error.message)
        else:
            messages.success(request, f"Đã bật {on} câu hỏi, tắt {off} câu hỏi.")
        return to_plan(request, "tasks:offered")
    context = {
        "about": about,
        "subjects": subjects_of(about.plan),
    }
    return render(request, "tasks/plan/offered.html", context)
