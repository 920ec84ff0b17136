"""«Lĩnh vực»: who reads what of a plan, by which basis; the steering agency says so."""

from datetime import date

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from kehoach.lib.refusals import RuleBroken
from kehoach.site.moments import read_clock
from tasks.doors.problems import show_problems
from tasks.doors.request_params import asked_plan, require, to_plan
from tasks.doors.views_once import refusal_of, stored
from tasks.duties.access import may_steer, signed_in
from tasks.fields import granting as service
from tasks.fields.forms import EndGrantForm, FieldGrantForm
from tasks.models import FieldGrant, Plan
from tasks.models.field_grant import may_list_grants


def _grants_of(plan: Plan) -> QuerySet[FieldGrant]:
    rows = FieldGrant.objects.filter(plan=plan).select_related("agency")
    return rows.prefetch_related("tasks", "figures")


@require_safe
def field_grants(request: HttpRequest) -> HttpResponse:
    """List the plan's grants for people of agencies and administrators of plans."""
    plan, today = asked_plan(request), timezone.localdate()
    require(may_list_grants(signed_in(request), today))
    return _page(request, plan, EndGrantForm(today=today), today)


def _page(
    request: HttpRequest,
    plan: Plan,
    form: EndGrantForm,
    today: date,
    ending: int | None = None,
) -> HttpResponse:
    user = signed_in(request)
    seen = FieldGrant.objects.filter(plan=plan).visible_to(user, today=today)
    context = {
        "plan": plan,
        "grants": _grants_of(plan),
        "readable": set(seen.values_list("pk", flat=True)),
        "steers": may_steer(user, plan, today),
        "form": form,
        "ending": ending,
        "today": today,
    }
    return render(request, "tasks/fields/field_grants.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def grant_field_view(request: HttpRequest) -> HttpResponse:
    """Let an agency read a field."""
    plan, today = asked_plan(request), timezone.localdate()
    require(may_steer(signed_in(request), plan, today))
    form = FieldGrantForm(request.POST or None, plan=plan, today=today)
    if request.method == "POST" and form.is_valid():
        error = refusal_of(request, service.grant_field, plan=plan, **form.cleaned_data)
        words = f"{form.cleaned_data['agency']} đọc được lĩnh vực này."
        if stored(request, error, words):
            return to_plan(request, "tasks:field_grants")
        show_problems(form, error)
    context = {"plan": plan, "form": form}
    return render(request, "tasks/fields/grant_field.html", context)


@require_POST
def end_field_grant_view(request: HttpRequest, pk: int) -> HttpResponse:
    """End a grant with a reason; the form comes back with what was typed."""
    plan, (today, now) = asked_plan(request), read_clock()
    user = signed_in(request)
    require(may_steer(user, plan, today))
    row = get_object_or_404(FieldGrant, pk=pk, plan=plan)
    form = EndGrantForm(request.POST, today=today)
    if form.is_valid():
        try:
            kept = service.end_field_grant(
                grant=row, actor=user, today=today, now=now, **form.cleaned_data
            )
        except RuleBroken as error:
            show_problems(form, error)
        else:
            messages.success(
                request,
                "Đã ghi ngày cuối của quyền đọc."
                if kept.pk
                else "Đã thu hồi quyền đọc.",
            )
            return to_plan(request, "tasks:field_grants")
    return _page(request, plan, form, today, ending=pk)
