"""A difficulty raised from the desk: about one duty or none, also where none is owed."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from tasks.difficulties.forms import NewDifficultyForm
from tasks.difficulties.handling import raise_difficulty
from tasks.doors.problems import show_problems
from tasks.doors.request_params import asked_period, plan_of_agency
from tasks.doors.views_once import refusal_of, stored
from tasks.duties.access import agency_for, can_write, current_period, signed_in
from tasks.duties.of_agency import duties_of


def new_difficulty(request: HttpRequest, code: str) -> HttpResponse:
    """Show the form and store what it says; what was typed comes back when refused."""
    today = timezone.localdate()
    agency = agency_for(signed_in(request), code, today)
    if not can_write(signed_in(request), agency.pk, today):
        raise PermissionDenied
    plan = plan_of_agency(request, agency, today)
    period = current_period(plan, today, asked_period(request)) if plan else None
    if period is None:
        raise Http404
    form = NewDifficultyForm(request.POST or None, duties=duties_of(agency, period))
    if request.method == "POST" and form.is_valid():
        error = refusal_of(
            request, raise_difficulty, agency=agency, period=period, **form.cleaned_data
        )
        if stored(request, error, "Đã gửi khó khăn, vướng mắc."):
            return redirect("tasks:difficulties")
        show_problems(form, error)
    context = {"form": form, "agency": agency, "period": period}
    return render(request, "tasks/difficulties/new_difficulty.html", context)
