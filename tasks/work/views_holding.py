"""«Phân công xử lý»: who of the agency works on a duty."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from kehoach.lib.refusals import RuleBroken
from kehoach.site.moments import read_clock
from tasks.doors.problems import show_problems
from tasks.duties.access import duty_to_write, signed_in
from tasks.work.forms_returns import HolderForm
from tasks.work.holding import assign_holder, colleagues


def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the colleague, or nobody: then the primary contact has it."""
    today, now = read_clock()
    user = signed_in(request)
    duty = duty_to_write(user, pk, today)
    people = colleagues(duty.agency, today)
    form = HolderForm(request.POST or None, people=people, initial={"to": duty.holder})
    if request.method == "POST" and form.is_valid():
        to = form.cleaned_data["to"]
        try:
            assign_holder(duties=[duty], to=to, actor=user, today=today, now=now)
        except RuleBroken as error:
            show_problems(form, error)
        else:
            who = to or "đầu mối chính"
            messages.success(request, f"Đã giao {duty.task.code} cho {who}.")
            desk = reverse("tasks:desk", args=[duty.agency.code])
            return redirect(f"{desk}?{duty.period.query}&viec={pk}#dong-{pk}")
    return render(
        request, "tasks/work/assign_holder.html", {"duty": duty, "form": form}
    )
