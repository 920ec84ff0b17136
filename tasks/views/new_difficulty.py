"""A difficulty raised from the desk: about one duty or none, also where none is owed."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies.models import Agency
from tasks.access import agency_for, can_write, current_period, signed_in
from tasks.desk import duties_of, plan_of
from tasks.forms.difficulty import NewDifficultyForm
from tasks.forms.problems import show_problems
from tasks.models import Period
from tasks.services.difficulties import raise_difficulty
from tasks.services.errors import RuleBroken
from tasks.views.desk import asked_period
from tasks.views.once import once, stored


def new_difficulty(request: HttpRequest, code: str) -> HttpResponse:
    """Show the form and store what it says; what was typed comes back when refused."""
    today = timezone.localdate()
    agency = agency_for(signed_in(request), code, today)
    if not can_write(signed_in(request), agency.pk, today):
        raise PermissionDenied
    plan = plan_of(agency)
    period = current_period(plan, today, asked_period(request)) if plan else None
    if period is None:
        raise Http404
    form = NewDifficultyForm(request.POST or None, duties=duties_of(agency, period))
    if request.method == "POST" and form.is_valid():
        error = save(request, agency, period, form.cleaned_data)
        if stored(request, error, "Đã gửi khó khăn, vướng mắc."):
            return redirect("tasks:difficulties")
        show_problems(form, error)
    context = {"form": form, "agency": agency, "period": period}
    return render(request, "tasks/new_difficulty.html", context)


def save(
    request: HttpRequest, agency: Agency, period: Period, said: dict[str, Any]
) -> RuleBroken | None:
    """Hand the form to the service; return the refusal of a rule, if any."""
    today, now = timezone.localdate(), timezone.now()
    who = signed_in(request)
    try:
        with once(request, now):
            raise_difficulty(
                agency=agency, period=period, actor=who, today=today, now=now, **said
            )
    except RuleBroken as error:
        return error
    return None
