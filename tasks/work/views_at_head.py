"""The head gives a duty back to the officer, with a remark."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from kehoach.lib.refusals import RuleBroken
from kehoach.site.moments import read_clock
from tasks.doors.problems import show_problems
from tasks.doors.request_params import go_back
from tasks.duties.access import duty_for, signed_in
from tasks.work import at_head
from tasks.work.forms_returns import RemarkForm


@require_POST
def send_back_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Send it back; a refused remark comes back on a page of its own."""
    today, now = read_clock()
    user = signed_in(request)
    duty = duty_for(user, pk, today)
    form = RemarkForm(request.POST)
    if form.is_valid():
        try:
            at_head.send_back(
                duty=duty,
                remark=form.cleaned_data["remark"],
                actor=user,
                today=today,
                now=now,
            )
        except RuleBroken as error:
            show_problems(form, error)
        else:
            messages.success(request, f"Đã trả lại {duty.task.code}, đã báo cán bộ.")
            return go_back(request, "tasks:duty", pk)
    return render(request, "tasks/work/send_back.html", {"duty": duty, "form": form})
