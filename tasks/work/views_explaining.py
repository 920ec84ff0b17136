"""«Giải trình»: a written explanation of a duty that came back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from tasks.doors.problems import show_problems
from tasks.doors.views_once import refusal_of, stored
from tasks.duties.access import duty_to_write, signed_in
from tasks.work import asked_again
from tasks.work.forms_returns import ExplainForm


def explain_return_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form of the explanation; keep what was written."""
    today = timezone.localdate()
    duty = duty_to_write(signed_in(request), pk, today)
    form = ExplainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        error = refusal_of(
            request,
            asked_again.explain_return,
            duty=duty,
            text=form.cleaned_data["text"],
        )
        if stored(request, error, f"Đã ghi giải trình {duty.task.code}."):
            return redirect("tasks:duty", pk=pk)
        show_problems(form, error)
    came_back = asked_again.asked_again_of(duty)
    if came_back is None and request.method != "POST":
        return redirect("tasks:duty", pk=pk)
    context = {"duty": duty, "form": form, "came_back": came_back}
    return render(request, "tasks/work/explain.html", context)
