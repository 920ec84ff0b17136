"""«Nhiệm vụ của đơn vị»: what an agency owes, by what it needs next."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies.family import family_of
from agencies.models import Agency
from tasks.access import (
    agency_for,
    can_review,
    can_send,
    can_write,
    current_period,
    desks_of,
    readable_among,
    signed_in,
)
from tasks.adhoc_page import desk_group
from tasks.coordination import waiting_for
from tasks.desk import (
    build_desk,
    duties_of,
    duties_on_day,
    periods_of,
    plan_of,
    proposals_for,
)
from tasks.figure_board import owed_by
from tasks.models import Duty, Period, UnitReport
from tasks.other_periods import Other, open_besides
from tasks.services.doubts import doubts_of
from tasks.services.errors import RuleBroken
from tasks.services.nothing import NothingResult, confirm_nothing
from tasks.services.sending import SendResult, submit_ready
from tasks.talk_page import asked_by_agency, questions_to
from tasks.views.asking import day_asked


def desk_home(request: HttpRequest) -> HttpResponse:
    """Go to the person's own desk, or say that there is none."""
    today = timezone.localdate()
    user = signed_in(request)
    desks = desks_of(user, today)
    primary = desks.filter(memberships__user=user, memberships__is_primary=True)
    own = primary.first() or desks.first()
    if own is None:
        return render(request, "tasks/desk_none.html")
    return redirect("tasks:desk", code=own.code)


def desk(request: HttpRequest, code: str) -> HttpResponse:
    """Show the agency's duties of a period and its letter."""
    today = timezone.localdate()
    agency = agency_for(signed_in(request), code, today)
    plan = plan_of(agency)
    period = current_period(plan, asked_period(request)) if plan else None
    context: dict[str, Any] = {"agency": agency, "plan": plan, "period": period}
    context["desks"] = desks_of(signed_in(request), today)
    context |= family_context(request, agency, today)
    if not day_asked(request, today):
        context["adhoc"] = desk_group(agency, today)
        context["answers"] = can_write(signed_in(request), agency.pk, today)
        context["sends_answers"] = can_send(signed_in(request), agency, today)
    if plan and period:
        context |= desk_context(request, agency, period, today)
    return render(request, "tasks/desk.html", context)


def family_context(request: HttpRequest, agency: Agency, today: date) -> dict[str, Any]:
    """Return the agency's family tree and which of its desks the person may open."""
    family = family_of(agency)
    user = signed_in(request)
    return {
        "family": family,
        "readable": readable_among(user, family.ids, today) if family else set(),
        "ended": agency.valid_to is not None and agency.valid_to < today,
    }


def asked_period(request: HttpRequest) -> str:
    """Return the word of the period that the address asks for, if any; ad-hoc
    requests stand on the desk whatever its period.
    """
    word: str = request.GET.get("ky", "")
    return "" if word.endswith(Period.Kind.ADHOC) else word


def desk_context(
    request: HttpRequest, agency: Agency, period: Period, today: date
) -> dict[str, Any]:
    """Return what the desk shows once there is a period."""
    user = signed_in(request)
    reports = UnitReport.objects.filter(agency=agency, period=period)
    as_of = day_asked(request, today)
    rows = duties_on_day(agency, period, as_of) if as_of else duties_of(agency, period)
    desk = build_desk(duties=rows, today=as_of or today)
    return {
        "as_of": as_of,
        "periods": periods_of(period.plan),
        "desk": desk,
        "others": [] if as_of else besides(agency, period),
        "figures_owed": [] if as_of else owed_by(agency, period, today),
        "asked": [] if as_of else waiting_for(agency, today),
        "questions": [] if as_of else questions_to(agency),
        "later": [] if as_of else asked_by_agency(agency, period),
        "can_be_nothing": desk.can_be_nothing,
        "proposals": proposals_for(agency, period.plan, period.data_day(today)),
        "report": reports.select_related("recorded_by").first(),
        "writes": period.is_open
        and as_of is None
        and can_write(user, agency.pk, today),
        "sends": period.is_open and as_of is None and can_send(user, agency, today),
        "reviews": can_review(user, period.plan, today),
        "today": today,
    }


def besides(agency: Agency, period: Period) -> list[Other]:
    """Return the other open periods that wait for the agency."""
    return open_besides(period, Duty.objects.filter(agency=agency).to_do())


@require_POST
def submit_all(request: HttpRequest, code: str) -> HttpResponse:
    """Send everything of the agency that is ready."""
    today = timezone.localdate()
    user = signed_in(request)
    agency = agency_for(user, code, today)
    period = get_object_or_404(Period, pk=request.POST.get("period") or 0)
    try:
        result = submit_ready(
            agency=agency, period=period, actor=user, today=today, now=timezone.now()
        )
    except RuleBroken as error:
        messages.error(request, error.message)
    else:
        tell_result(request, result)
    return redirect(f"{reverse('tasks:desk', args=[code])}?ky={period.key}")


@require_POST
def nothing(request: HttpRequest, code: str) -> HttpResponse:
    """Confirm «không phát sinh» for the ticked duties."""
    today = timezone.localdate()
    user = signed_in(request)
    agency = agency_for(user, code, today)
    period = get_object_or_404(Period, pk=request.POST.get("period") or 0)
    chosen = [pk for pk in request.POST.getlist("duty") if pk.isdecimal()]
    duties = Duty.objects.filter(agency=agency, pk__in=chosen)
    address = f"{reverse('tasks:desk', args=[code])}?ky={period.key}"
    if not duties:
        messages.warning(request, "Đánh dấu ít nhất một nhiệm vụ không phát sinh.")
        return redirect(address)
    try:
        result = confirm_nothing(
            agency=agency,
            period=period,
            duties=duties,
            reason=request.POST.get("reason", "")[:500],
            with_zeros=request.POST.get("zeros") == "1",
            actor=user,
            today=today,
            now=timezone.now(),
        )
    except RuleBroken as error:
        messages.error(request, error.message)
    else:
        tell_nothing(request, result)
    return redirect(address)


def tell_nothing(request: HttpRequest, result: NothingResult) -> None:
    """Say what was confirmed and why each other duty was not."""
    if result.confirmed:
        codes = ", ".join(duty.task.code for duty in result.confirmed)
        zeros = f"; ghi 0 cho {result.zeros} số liệu" if result.zeros else ""
        messages.success(request, f"Đã xác nhận không phát sinh: {codes}{zeros}.")
    for duty, why in result.refused:
        messages.error(request, f"{duty.task.code}: {why}")
    saved = {duty.pk for duty in result.confirmed}
    rows = list(Duty.objects.for_page().filter(pk__in=saved))
    doubts = doubts_of(rows)
    for duty in rows:
        for each in doubts[duty.pk]:
            words = f"{duty.task.code}: nên xem lại trước khi gửi. {each.words}."
            messages.warning(request, words)


def tell_result(request: HttpRequest, result: SendResult) -> None:
    """Say what was sent and which stayed; each line of the desk says what it lacks."""
    if result.sent:
        codes = ", ".join(duty.task.code for duty in result.sent)
        messages.success(request, f"Đã gửi {len(result.sent)} nhiệm vụ: {codes}.")
    else:
        messages.warning(request, "Chưa có nhiệm vụ nào sẵn sàng để gửi.")
    if result.missing:
        messages.warning(request, staying(result))


def staying(result: SendResult) -> str:
    """Return the words on what was not sent; one reason alone is said in full."""
    if len(result.missing) == 1:
        duty, reasons = result.missing[0]
        return f"Chưa gửi {duty.task.code}: {'; '.join(reasons)}."
    codes = ", ".join(duty.task.code for duty, _ in result.missing)
    return (
        f"Chưa gửi {len(result.missing)} nhiệm vụ: {codes}. Mở dòng “Còn thiếu …” của"
        " từng nhiệm vụ để xem thiếu gì; nhiệm vụ không thiếu gì mà đang thực hiện"
        " thì trình thủ trưởng hoặc gửi riêng."
    )
