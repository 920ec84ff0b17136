"""The page that logs progress, with the figures the duty asks."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from tasks import duty_page
from tasks.access import duty_to_write, signed_in
from tasks.answer_text import told
from tasks.coordination import parts_given
from tasks.forms.problems import show_problems
from tasks.forms.progress import ProgressForm
from tasks.models import TO_DO, Duty, Period, TaskFigure
from tasks.review_page import entries_before
from tasks.services import progress
from tasks.services.answers import (
    FIELD,
    current_values,
    field_name,
    figures_asked,
    last_values,
)
from tasks.services.doubts import doubts_of
from tasks.services.drafts import draft_of
from tasks.services.errors import AlreadySaved, RuleBroken, SavedAlike, StaleVersion
from tasks.services.twins import values_beside
from tasks.views.once import once, stored


def log_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an entry; what was typed comes back when a rule refuses."""
    today = timezone.localdate()
    duty = duty_to_write(signed_in(request), pk, today)
    if duty.state not in TO_DO or not duty_page.is_open_for(duty, today):
        messages.error(request, "Nhiệm vụ không còn mở để cập nhật.")
        return redirect("tasks:duty", pk=pk)
    is_saved, error = posted(request, duty, today)
    if is_saved:
        stored(request, error, f"Đã lưu kết quả {duty.task.code}.")
        return redirect("tasks:duty", pk=pk)
    page = refused(page_of(request, duty, today), duty, error)
    return render(request, "tasks/log_progress.html", page)


def posted(
    request: HttpRequest, duty: Duty, today: date
) -> tuple[bool, RuleBroken | None]:
    """Save what was posted; return whether it was saved, and which rule refused.

    What the page shows beside the fields is not read for this.
    """
    if request.method != "POST":
        return False, None
    form = form_to_save(request, duty, today)
    if not form.is_valid():
        return False, None
    error = save(request, duty, form, today)
    return error is None or isinstance(error, AlreadySaved), error


def form_to_save(request: HttpRequest, duty: Duty, today: date) -> ProgressForm:
    """Return the posted form with the fields and choices that it may have filled."""
    period = duty_page.period_of_work(duty, today)
    others = siblings(duty, period) if "also_for" in request.POST else []
    has_figures = any(name.startswith(FIELD) for name in request.POST)
    asked = figures_asked([duty], duty.agency) if has_figures else []
    day = period.data_day(today)
    return ProgressForm(request.POST, asked=asked, current={}, others=others, today=day)


def refused(
    page: dict[str, Any], duty: Duty, error: RuleBroken | None
) -> dict[str, Any]:
    """Return the page with what a rule said beside its fields."""
    if error is not None:
        show_problems(page["form"], error)
    if isinstance(error, StaleVersion | SavedAlike):
        page["version"] = duty.version
    return page


def page_of(
    request: HttpRequest, duty: Duty, today: date, auto_id: str = "id_%s"
) -> dict[str, Any]:
    """Return the form and, beside each figure, what is known about it."""
    period = duty_page.period_of_work(duty, today)
    others = siblings(duty, period)
    asked = figures_asked([duty], duty.agency)
    draft = draft_of(duty=duty, person=signed_in(request))
    typed = draft.fields if draft and "nhap" in request.GET else {}
    form = ProgressForm(
        request.POST or None,
        auto_id=auto_id,
        asked=asked,
        current=current_values(duty.agency_id, period),
        others=others,
        today=period.data_day(today),
        initial={
            "done_on": period.data_day(today),
            "progress": duty.progress if duty.progress != "not_started" else None,
            "version": duty.version,
        }
        | from_draft(typed),
    )
    found = doubts_of([duty], with_copies=False) if request.method == "GET" else {}
    figures = figure_notes(form, asked, duty, period)
    for note in figures:
        pk = note["figure_id"]
        note["doubts"] = [
            each.words for each in found.get(duty.pk, ()) if each.figure_id == pk
        ]
    return {
        "duty": duty,
        "period": period,
        "form": form,
        "before": next((row for row in entries_before(duty) if row.text), None),
        "parts": parts_given(duty),
        "answered_before": sum(bool(row["before"]) for row in figures),
        "draft": draft if request.method == "GET" else None,
        "uses_draft": bool(typed),
        "figures": figures,
        "version": request.POST.get("version") or duty.version,
    }


def from_draft(typed: dict[str, list[str]]) -> dict[str, Any]:
    """Return what a draft fills in: a list for several boxes, else its one value."""
    return {
        name: values if name == "also_for" else values[0]
        for name, values in typed.items()
        if values
    }


def siblings(duty: Duty, period: Period) -> list[Duty]:
    """Return other open duties of the agency that the same entry may serve."""
    rows = Duty.objects.filter(agency_id=duty.agency_id).shown_in(period).to_do()
    kept = rows.exclude(pk=duty.pk).select_related("task", "period")
    return [row for row in kept.order_by("task__position") if _same(row, period)]


def ticked(duty: Duty, keys: Collection[int] | None) -> QuerySet[Duty] | list[Duty]:
    """Return the agency's other duties of these keys; none are not asked for."""
    return duty.agency.duties.filter(pk__in=keys) if keys else []


def _same(row: Duty, period: Period) -> bool:
    """Return whether the agency works on the row in this period now."""
    carried = row.schedule == "once" and not row.period.is_open
    return row.period_id == period.pk or carried


def figure_notes(
    form: ProgressForm, asked: list[TaskFigure], duty: Duty, period: Period
) -> list[dict[str, Any]]:
    """Return each figure's bound field, last answer, and who answered it now."""
    before = last_values(duty.agency_id, period)
    now = current_values(duty.agency_id, period)
    other, values = values_beside(duty.agency_id, period)
    return [
        {
            "other": other,
            "beside": told(values[row.figure_id]) if row.figure_id in values else "",
            "figure_id": row.figure_id,
            "field": form[field_name(row.figure_id)],
            "required": row.required,
            "before": told(before[row.figure_id]) if row.figure_id in before else "",
            "now": now.get(row.figure_id),
        }
        for row in asked
    ]


def save(
    request: HttpRequest, duty: Duty, form: ProgressForm, today: date
) -> RuleBroken | None:
    """Hand the form to the service; return the refusal of a rule, if any."""
    said, now = form.cleaned_data, timezone.now()
    try:
        with once(request, now):
            progress.log_progress(
                duties=[duty, *ticked(duty, said.get("also_for"))],
                author=signed_in(request),
                done_on=said["done_on"],
                text=said["text"],
                progress=said["progress"],
                nothing_to_report=said["nothing_to_report"],
                answers=form.answers(),
                version=said["version"],
                reason=said["reason"],
                drops_draft=True,
                today=today,
                now=now,
            )
    except RuleBroken as error:
        return error
    return None
