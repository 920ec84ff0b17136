"""A draft is entered without a programmer: copied, filled from a workbook, checked,
published.
"""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.sheets import SheetError
from kehoach.lib.refusals import RuleBroken
from kehoach.site.downloads import saved_as_file
from kehoach.site.moments import read_clock
from tasks.doors.problems import show_problems
from tasks.doors.request_params import asked_plan, require, to_plan
from tasks.doors.views_once import once
from tasks.duties.access import may_change_plan, signed_in
from tasks.models import Plan
from tasks.periods.days import may_manage_periods
from tasks.plan.checking import addressees_of, gaps_of, preview_publishing
from tasks.plan.copying import copy_plan
from tasks.plan.forms_entering import CopyForm, PublishForm, WorkbookForm
from tasks.plan.publishing import Published, publish_plan
from tasks.plan.workbook import form_of, take_workbook


def _drafted(request: HttpRequest, today: date) -> Plan:
    """Return the plan of the address for who drafts for its steering agency, else 403."""
    plan = asked_plan(request)
    require(may_change_plan(signed_in(request), plan, today))
    return plan


def copy(request: HttpRequest) -> HttpResponse:
    """Make a draft from the plan of the address."""
    today, now = read_clock()
    plan = _drafted(request, today)
    form = CopyForm(request.POST or None)
    if form.is_valid():
        try:
            with once(request, now):
                new = copy_plan(plan=plan, today=today, **form.cleaned_data)
        except RuleBroken as error:
            show_problems(form, error)
        else:
            messages.success(request, f"Đã lập dự thảo «{new}»: xem lại từng phần.")
            return redirect("tasks:plan", new.code)
    return render(request, "tasks/plan/copy.html", {"plan": plan, "form": form})


@require_safe
def workbook_file(request: HttpRequest) -> HttpResponse:
    """Download the workbook with what the plan has."""
    plan = _drafted(request, timezone.localdate())
    return saved_as_file(form_of(plan), f"nhap-ke-hoach-{plan.code}.xlsx")


def workbook(request: HttpRequest) -> HttpResponse:
    """Take the filled workbook, or name its wrong cells."""
    plan = _drafted(request, timezone.localdate())
    context: dict[str, Any] = {"plan": plan, "form": WorkbookForm()}
    if request.method == "POST":
        try:
            form = WorkbookForm(request.POST, request.FILES)
            if form.is_valid():
                content = form.cleaned_data["file"].read()
                taken = take_workbook(
                    plan=plan, content=content, actor=signed_in(request)
                )
                messages.success(request, said_of(taken))
                return to_plan(request, "tasks:plan")
            context["form"] = form
        except SheetError as error:
            context["refused"] = error.words
        except RuleBroken as error:
            context |= {"refused": error.message, "wrong": lines_in(error)}
    return render(request, "tasks/plan/workbook.html", context)


def lines_in(error: RuleBroken) -> list[str]:
    """Return the wrong cells that a refused workbook names, one each."""
    return error.problems.get("file", "").split("\n") if error.problems else []


def said_of(taken: Any) -> str:
    """Return what the sheets brought, in one sentence."""
    parts = [
        f"{each.sheet}: {each.new} dòng mới, {each.changed} dòng sửa" for each in taken
    ]
    return f"Đã nhập. {'; '.join(parts)}."


def publish(request: HttpRequest) -> HttpResponse:
    """Show what the draft lacks and what publishing opens; publish it."""
    today, now = read_clock()
    plan = _drafted(request, today)
    form = PublishForm(
        request.POST or {"year": request.GET.get("nam") or first_year(plan, today)}
    )
    person, year = signed_in(request), form["year"].value()
    if request.method == "POST" and form.is_valid():
        try:
            with once(request, now):
                published = publish_plan(
                    plan=plan,
                    year=form.cleaned_data["year"],
                    actor=person,
                    today=today,
                    now=now,
                )
        except RuleBroken as error:
            messages.error(request, error.message)
        else:
            _tell_published(request, published)
            return to_plan(request, "tasks:plan")
    opened, outside = (
        preview_publishing(
            plan=plan, year=form.cleaned_data["year"], today=today, now=now
        )
        if form.is_valid() and plan.is_draft
        else ([], "")
    )
    gaps = gaps_of(plan, today)
    context = {
        "plan": plan,
        "form": form,
        "year": year,
        "gaps": gaps,
        "blocked": any(gap.blocks for gap in gaps),
        "opened": opened,
        "total": sum(each.number for each in opened),
        "outside": outside,
        "addressees": addressees_of(plan, today),
        "may_publish": may_manage_periods(person, plan.steering_agency_id, today),
    }
    return render(request, "tasks/plan/publish.html", context)


def first_year(plan: Plan, today: date) -> int:
    """Return the year that opens with the plan: this one, else its first."""
    begins = plan.begins_on
    return begins.year if begins and begins.year > today.year else today.year


def _tell_published(request: HttpRequest, done: Published) -> None:
    period, lines = done
    if lines:
        messages.warning(
            request, f"Chưa báo được qua cổng, gửi bằng văn bản: {'; '.join(lines)}."
        )
    count = period.duties.count()
    messages.success(request, f"Đã công bố; kỳ {period.words} mở với {count} nhiệm vụ.")
