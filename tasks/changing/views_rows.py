"""«Điều chỉnh» from the row itself: a form of its words, and from there to the draft."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from kehoach.lib.refusals import RuleBroken
from kehoach.site.moments import read_clock
from tasks.changing.drafting import draft_change, take_out_line
from tasks.changing.forms_rows import (
    ClauseForm,
    EndingForm,
    NewRowForm,
    RowForm,
    form_for,
)
from tasks.changing.page import WORDS_OF_KINDS
from tasks.changing.receivers import receiver_word
from tasks.changing.views import change_of
from tasks.doors.problems import show_problems
from tasks.doors.request_params import require
from tasks.doors.views_once import once
from tasks.duties.access import may_change_plan, plans_to_change, signed_in
from tasks.models import Plan, PlanChange, PlanChangeLine
from tasks.models.changing import SUBJECTS

#: Kind of row → the form of its words.
FORMS: dict[str, type[RowForm]] = {
    "task": ClauseForm,
    "section": EndingForm,
    "target": EndingForm,
    "plan": EndingForm,
}


def change_row(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Show the row's words as a form; what differs becomes a line of a draft."""
    subject = _kind(kind)
    row: Any = get_object_or_404(SUBJECTS[subject], pk=pk)
    plan = row if isinstance(row, Plan) else row.plan
    _may_draft(request, plan)
    draft = _draft_named(plan, request.GET.get("du-thao", ""))
    lines: Any = draft.lines.filter(subject=subject) if draft else ()
    for line in lines:
        if line.row == row:  # go on with what was drafted
            for name, value in line.values().items():
                setattr(row, name, value)
    title = f"Điều chỉnh {PlanChangeLine.Subject(subject).label}"
    made = form_for(subject, FORMS[subject])
    return _row_page(request, plan, made, title=title, row=row)


def add_plan_row(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Show an empty form of the kind for the plan; what is typed becomes a line."""
    subject = _kind(kind)
    plan = get_object_or_404(Plan, pk=pk)
    _may_draft(request, plan)
    if subject == "plan":
        raise Http404
    title = f"Bổ sung {PlanChangeLine.Subject(subject).label}"
    return _row_page(request, plan, form_for(subject, NewRowForm), title=title)


@require_POST
def drop_line(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """Take one line out of a draft."""
    change = change_of(request, pk)
    try:
        take_out_line(change=change, line=line)
    except RuleBroken as error:
        messages.error(request, error.message)
    return redirect("tasks:plan_change", pk=pk)


def _kind(word: str) -> str:
    if word not in WORDS_OF_KINDS:
        raise Http404
    return WORDS_OF_KINDS[word]


def _may_draft(request: HttpRequest, plan: Plan) -> None:
    today = timezone.localdate()
    require(may_change_plan(signed_in(request), plan, today))
    if not plans_to_change(signed_in(request), today).filter(pk=plan.pk).exists():
        raise Http404


def _row_page(
    request: HttpRequest,
    plan: Plan,
    made: type[RowForm],
    *,
    title: str,
    row: Any = None,
) -> HttpResponse:
    today, now = read_clock()
    asked: dict[str, Any] = {
        "plan": plan,
        "today": today,
        "into": request.GET.get("du-thao", ""),
        "initial": _initial(request, plan),
    }
    form = made(request.POST or None, instance=row, **asked)
    if request.method == "POST" and form.is_valid():
        try:
            with once(request, now):
                draft = draft_change(
                    edits=form.edits(),
                    more=form.more(),
                    plan=plan.pk,
                    into=_draft_named(plan, form.cleaned_data["into"]),
                    actor=signed_in(request),
                    today=today,
                    now=now,
                )
        except RuleBroken as error:
            show_problems(form, error)
        else:
            return redirect("tasks:plan_change", pk=draft.pk)
    context = {"form": form, "plan": plan, "row": row, "title": title}
    return render(request, "tasks/changing/change_row.html", context)


def _initial(request: HttpRequest, plan: Plan) -> dict[str, Any]:
    """Return what the address fills in: a place in the document, or the line of a draft
    that is edited.
    """
    asked = request.GET
    found = {"section": asked.get("muc"), "follows": asked.get("sau")}
    lines = PlanChangeLine.objects.filter(event__plan=plan, act="add")
    word = asked.get("dong", "")
    line = lines.filter(pk=int(word)).first() if word.isdecimal() else None
    if line is None:
        return {name: value for name, value in found.items() if value}
    after = {name.removesuffix("_id"): value for name, value in line.after.items()}
    for place, who in enumerate(after.pop("given", ()), 1):
        after |= {f"to_{place}": receiver_word(who), f"role_{place}": who["role"]}
    return after


def _draft_named(plan: Plan, word: str) -> PlanChange | None:
    if not word.isdecimal():
        return None
    found: PlanChange | None = plan.changes.filter(pk=int(word)).first()
    return found
