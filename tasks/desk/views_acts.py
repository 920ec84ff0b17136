"""What the desk does with many duties at once: send, put before the head, «không phát
sinh».
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from kehoach.lib.keys import key_of, keys_of
from kehoach.lib.refusals import RuleBroken
from kehoach.site.moments import read_clock
from tasks.duties.access import agency_for, signed_in
from tasks.models import Duty, Period
from tasks.work.at_head import prepare_ready
from tasks.work.doubts import doubts_of
from tasks.work.nothing import NothingResult, confirm_nothing
from tasks.work.sending import SendResult, submit_ready


@require_POST
def submit_all(request: HttpRequest, code: str) -> HttpResponse:
    """Send what was ticked of the agency's complete duties, of one period or, where the
    form names none, of all plans; without ticks all of the period that is ready.
    """
    today, now = read_clock()
    user = signed_in(request)
    agency = agency_for(user, code, today)
    period = None
    if "period" in request.POST or "chon" not in request.POST:
        period = get_object_or_404(Period, pk=key_of(request.POST.get("period")))
    try:
        result = submit_ready(
            agency=agency,
            period=period,
            chosen=ticked_duties(request),
            seen=read_by_the_head(request),
            actor=user,
            today=today,
            now=now,
        )
    except RuleBroken as error:
        messages.error(request, error.message)
    else:
        tell_result(request, result)
        if result.sent and "chon" in request.POST:
            page = reverse("tasks:send_ready", args=[code])
            query = f"{period.query}&" if period else ""
            return redirect(f"{page}?{query}da-gui=1")
    query = f"?{period.query}" if period else ""
    return redirect(f"{reverse('tasks:desk', args=[code])}{query}")


def ticked_duties(request: HttpRequest) -> set[int] | None:
    """Return the duties that were ticked; None where the form has no ticks."""
    if "chon" not in request.POST:
        return None
    return set(keys_of(request.POST.getlist("duty")))


def read_by_the_head(request: HttpRequest) -> dict[int, int]:
    """Return duty → version that stood on the page when the head opened it."""
    pairs = (word.partition("-") for word in request.POST.getlist("seen"))
    read = ((key_of(pk), key_of(version)) for pk, _, version in pairs)
    return {
        pk: version for pk, version in read if pk is not None and version is not None
    }


@require_POST
def prepare_all(request: HttpRequest, code: str) -> HttpResponse:
    """Put everything that is complete before the agency's head."""
    today, now = read_clock()
    user = signed_in(request)
    agency = agency_for(user, code, today)
    period = get_object_or_404(Period, pk=key_of(request.POST.get("period")))
    try:
        rows = prepare_ready(
            agency=agency, period=period, actor=user, today=today, now=now
        )
    except RuleBroken as error:
        messages.error(request, error.message)
    else:
        codes = ", ".join(row.task.code for row in rows)
        done = f"Đã trình thủ trưởng {len(rows)} nhiệm vụ: {codes}."
        messages.success(request, done if rows else "Không còn gì để trình.")
    return redirect(f"{reverse('tasks:desk', args=[code])}?{period.query}")


@require_POST
def nothing(request: HttpRequest, code: str) -> HttpResponse:
    """Confirm «không phát sinh» for the ticked duties."""
    today, now = read_clock()
    user = signed_in(request)
    agency = agency_for(user, code, today)
    period = get_object_or_404(Period, pk=key_of(request.POST.get("period")))
    chosen = keys_of(request.POST.getlist("duty"))
    duties = Duty.objects.filter(agency=agency, pk__in=chosen)
    address = f"{reverse('tasks:desk', args=[code])}?{period.query}"
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
            now=now,
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
    elif ticked_duties(request) == set():
        messages.warning(request, "Đánh dấu ít nhất một nhiệm vụ để gửi.")
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
        f"Chưa gửi {len(result.missing)} nhiệm vụ: {codes}. Mở «⋯» của từng nhiệm vụ"
        " để xem còn thiếu gì."
    )
