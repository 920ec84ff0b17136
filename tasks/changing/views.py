"""«Điều chỉnh kế hoạch»: drafts, the page of one, applying and undoing it. Who steers the
plan and its administrators draft; the head of who steers it applies and undoes, where
another plan takes its place the head of both.
"""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kehoach.lib.refusals import RuleBroken
from kehoach.site.moments import read_clock
from tasks import changing as service
from tasks.changing.applying import lines_of
from tasks.changing.deciding import decides_change, plans_decided
from tasks.changing.forms import ChangeForm
from tasks.changing.page import (
    change_page,
    sentence_of,
    titles_of,
    undoing_of_change,
)
from tasks.changing.page_heirs import replaced_page, replaced_sentence
from tasks.doors.problems import show_problems
from tasks.doors.request_params import asked_plan, require
from tasks.duties.access import may_change_plan, signed_in
from tasks.models import Plan, PlanChange

_PAGE = 50


def change_of(request: HttpRequest, pk: int) -> PlanChange:
    """Return the change for who drafts changes of its plan; 403 for others, 404 for
    none and for a plan in its place that the person does not see.
    """
    rows = PlanChange.objects.select_related(
        *("plan__steering_agency", "successor__steering_agency"),
        *("applied_by", "created_by", "undone_by"),
    )
    found: PlanChange = get_object_or_404(rows, pk=pk)
    user, today = signed_in(request), timezone.localdate()
    require(may_change_plan(user, found.plan, today))
    if found.successor:
        get_object_or_404(
            Plan.objects.visible_to(user, today=today), pk=found.successor_id
        )
    return found


def decides(request: HttpRequest, change: PlanChange) -> bool:
    """Return whether who looks applies and undoes the change."""
    return decides_change(signed_in(request), change, timezone.localdate())


def _decided_by(change: PlanChange) -> str:
    """Return who is told that the draft is ready."""
    old, *new = (plan.steering_agency for plan in plans_decided(change))
    if not new or new == [old]:
        return "Lưu xong báo thủ trưởng cơ quan theo dõi kế hoạch áp dụng."
    return (
        f"{old} theo dõi kế hoạch này, {new[0]} theo dõi kế hoạch thay thế: hai cơ quan"
        " thống nhất rồi báo quản trị hệ thống áp dụng."
    )


@require_safe
def plan_changes(request: HttpRequest) -> HttpResponse:
    """List the changes of the plan, newest first, and where one begins."""
    plan, user = asked_plan(request), signed_in(request)
    today = timezone.localdate()
    require(may_change_plan(user, plan, today))
    seen = Plan.objects.visible_to(user, today=today).values("pk")
    rows = plan.changes.filter(Q(successor=None) | Q(successor__in=seen))
    rows = rows.select_related("created_by", "plan", "successor")
    shown = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    titles = titles_of([change.pk for change in shown])
    rows_shown = [(change, titles.get(change.pk, [])) for change in shown]
    context = {"page": shown, "plan": plan, "plans": [plan], "rows": rows_shown}
    context["has_run_out"] = plan.has_run_out(today)
    return render(request, "tasks/changing/plan_changes.html", context)


def plan_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the change would do, or did; keep the document, apply on request."""
    change = change_of(request, pk)
    if not change.is_draft:
        return applied_page(request, change)
    data = request.POST if request.method == "POST" else None
    form = ChangeForm(data, change=change, today=timezone.localdate())
    if data is None or not form.is_valid():
        return _preview_page(request, change, form)
    try:
        change = service.save_draft(
            change=change, basis=form.basis(), open_work=form.open_work()
        )
        if "ap-dung" in data:
            return _apply(request, change, data.get("digest", ""))
    except RuleBroken as error:
        show_problems(form, error)
        return _preview_page(request, change, form)
    messages.info(request, "Đã lưu dự thảo; bản xem trước dưới đây đã tính lại.")
    return redirect("tasks:plan_change", pk=change.pk)


def _apply(request: HttpRequest, change: PlanChange, digest: str) -> HttpResponse:
    """Apply exactly what was shown."""
    require(decides(request, change))
    today, now = read_clock()
    service.apply_change(
        change=change,
        actor=signed_in(request),
        digest=digest,
        today=today,
        now=now,
    )
    messages.success(request, "Đã áp dụng và báo cho các cơ quan.")
    return redirect("tasks:plan_change", pk=change.pk)


def _preview_page(
    request: HttpRequest, change: PlanChange, form: ChangeForm
) -> HttpResponse:
    """Return the preview's page with this form."""
    today, now = read_clock()
    seen = service.rehearse_change(change=change, today=today, now=now)
    page = replaced_page if change.successor_id else change_page
    context = {"change": change, "form": form, **page(seen, form)}
    context["decides"] = decides(request, change)
    context["decided_by"] = _decided_by(change)
    if not seen.problems:
        context["eve"] = change.effective_on - timedelta(days=1)
    return render(request, "tasks/changing/plan_change.html", context)


def applied_page(request: HttpRequest, change: PlanChange) -> HttpResponse:
    """Return the page of what was done, and who worked on it since: while nobody did,
    it can be undone.
    """
    lines = lines_of(change)
    stands = change.state == PlanChange.State.APPLIED
    does = "Đã đổi" if stands else "Từng đổi"
    said = sentence_of(change.counts, len(lines), does)
    if change.successor:
        said = replaced_sentence(change, change.counts, lines)
    context: dict[str, Any] = {"change": change, "lines": lines, "sentence": said}
    if stands:
        context["obstacles"] = service.obstacles_to_undo_change(change=change)
        if decides(request, change):
            context["undoing"] = undoing_of_change(change)
    return render(request, "tasks/changing/plan_change_applied.html", context)


@require_POST
def undo_plan_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo the change, or say why not."""
    change = change_of(request, pk)
    require(decides(request, change))
    today, now = read_clock()
    try:
        service.undo_change(
            change=change, actor=signed_in(request), today=today, now=now
        )
    except RuleBroken as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Đã hoàn tác: mọi thứ trở lại như trước khi áp dụng.")
    return redirect("tasks:plan_change", pk=pk)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    change = change_of(request, pk)
    try:
        service.discard_draft(change=change)
    except RuleBroken as error:
        messages.error(request, error.message)
        return redirect("tasks:plan_change", pk=pk)
    messages.success(request, "Đã bỏ dự thảo; kế hoạch và phân công giữ nguyên.")
    return redirect("tasks:plan_changes", plan=change.plan.code)
