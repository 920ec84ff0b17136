"""One duty: the clause, what was said and done, and the moves of its agency."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies.models import User
from agencies.models.authority import is_member
from agencies.trail.writing import AuditKind, record
from kehoach.lib.refusals import RuleBroken
from kehoach.site.moments import read_clock
from tasks.coordination.page import requests_on
from tasks.difficulties.forms import DifficultyForm
from tasks.difficulties.handling import raise_difficulty
from tasks.difficulties.page import difficulties_on
from tasks.doors.problems import show_problems
from tasks.doors.request_params import go_back
from tasks.doors.views_once import refusal_of, stored
from tasks.duties import gates
from tasks.duties.access import Opened, duty_for, duty_to_read, signed_in
from tasks.duties.rounds import rounds_of
from tasks.duties.standing_words import shown_of
from tasks.duties.timeline import timeline_of, work_of
from tasks.evidence import page as evidence_page
from tasks.fields.opened import (
    field_page,
    figures_read,
    grants_on,
    names_of,
    sent_before,
)
from tasks.models import Duty
from tasks.models.freshness import freshness_of
from tasks.pages import page_duty
from tasks.review.deciding import note_opening
from tasks.review.views_panels import review_panel
from tasks.work import powers as work_powers
from tasks.work import sending
from tasks.work.asked_again import asked_again_of
from tasks.work.at_head import prepare_duty
from tasks.work.doubts import doubts_of
from tasks.work.page_talk import talk_context
from tasks.work.sending import submit_duty
from tasks.work.taking_back import take_back as service_of_taking_back


def duty(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one duty with everything about it."""
    today, now = read_clock()
    user = signed_in(request)
    row, opened = duty_to_read(user, pk, today)
    if opened is Opened.FIELD:
        return duty_of_field(request, row, today)
    note_opening(duty=row, reader=user, today=today, now=now)
    context = (
        duty_context(request, row, today)
        if opened is Opened.WHOLE
        else shared(user, row, today, request.GET.get(evidence_page.PROOF_PAGE))
    )
    return render(request, "tasks/pages/duty.html", context)


def duty_of_field(request: HttpRequest, row: Duty, today: date) -> HttpResponse:
    """Show the duty to who is responsible for its field; that they read is recorded."""
    grants = grants_on(signed_in(request), row, today)
    context = field_page(row, grants, today)
    if context["is_sent"]:
        rows, before = page_duty.figure_rows(row, today), sent_before(row, today)
        read = figures_read(grants)
        context["figures"] = page_duty.as_sent(rows, read, before, row.submitted_at)
    record(AuditKind.READ, target=request.path, after={"fields": names_of(grants)})
    return render(request, "tasks/fields/duty.html", context)


def shared(
    user: User, row: Duty, today: date, proof_page: str | None
) -> dict[str, Any]:
    """Return what the page shows to everybody who may open it: the work and its proof,
    and of the parts asked for those that the person asked or was asked for.
    """
    return {
        "duty": row,
        "standing": shown_of(row, today),
        "figures": page_duty.figure_rows(row, today),
        "evidence": evidence_page.evidence_of(row, proof_page),
        "timeline": work_of(row),
        "coordination": requests_on(row, user, today),
        "is_open": gates.is_worked(row, today),
        "today": today,
    }


def duty_context(request: HttpRequest, row: Duty, today: date) -> dict[str, Any]:
    """Return what the page of the duty shows to its agency and the steering one."""
    user = signed_in(request)
    powers = work_powers.powers_over(row, user, today)
    explains = work_powers.may_explain(row, user, today)
    return {
        "whole": True,
        "duty": row,
        "doubts": doubts_of([row])[row.pk] if explains else [],
        "explains": explains,
        "standing": shown_of(row, today),
        "freshness": freshness_of(row, today),
        "is_open": gates.is_worked(row, today),
        "powers": powers,
        "missing": sending.missing_of(row),
        "came_back": asked_again_of(row),
        "figures": page_duty.figure_rows(row, today),
        "evidence": evidence_page.evidence_of(
            row, request.GET.get(evidence_page.PROOF_PAGE)
        ),
        "timeline": timeline_of(
            row, own=powers.corrects or is_member(user, row.agency_id, today)
        ),
        "rounds": rounds_of(row),
        "coordination": requests_on(row, user, today),
        "difficulty_form": DifficultyForm(auto_id="kho_khan_%s"),
        "difficulties": difficulties_on(row),
        **talk_context(row, user, today),
        "review_forms": review_panel(user, row, today),
        "today": today,
    }


@require_POST
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the duty before the head."""
    return move(request, pk, prepare_duty, "Đã trình thủ trưởng {}.")


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the duty in the agency's name."""
    return move(request, pk, submit_duty, "Đã gửi {} tới {}.")


def move(
    request: HttpRequest, pk: int, service: Callable[..., object], done: str
) -> HttpResponse:
    """Make one move of a duty and say what came of it."""
    today, now = read_clock()
    user = signed_in(request)
    row = duty_for(user, pk, today)
    try:
        service(duty=row, actor=user, today=today, now=now)
    except RuleBroken as error:
        messages.error(request, error.message)
    else:
        messages.success(
            request, done.format(row.task.code, row.period.plan.steering_agency)
        )
    return go_back(request, "tasks:duty", pk)


@require_POST
def take_back_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was sent and its reader has not opened."""
    return move(
        request, pk, service_of_taking_back, "Đã rút lại {}, coi như chưa gửi {}."
    )


@require_POST
def tell_difficulty(request: HttpRequest, pk: int) -> HttpResponse:
    """Raise a difficulty on the duty; the page comes back with what was typed."""
    today = timezone.localdate()
    row = duty_for(signed_in(request), pk, today)
    form = DifficultyForm(request.POST, auto_id="kho_khan_%s")
    if form.is_valid():
        error = save_difficulty(request, row, form, today)
        steering = row.period.plan.steering_agency
        if stored(request, error, f"Đã gửi khó khăn, vướng mắc tới {steering}."):
            return redirect("tasks:duty", pk=pk)
        show_problems(form, error)
    context = duty_context(request, row, today) | {"difficulty_form": form}
    return render(request, "tasks/pages/duty.html", context)


def save_difficulty(
    request: HttpRequest, row: Duty, form: DifficultyForm, today: date
) -> RuleBroken | None:
    """Hand the form to the service; return the refusal of a rule, if any."""
    return refusal_of(
        request,
        raise_difficulty,
        agency=row.agency,
        period=gates.period_of_work(row, today),
        duty=row,
        **form.cleaned_data,
    )
