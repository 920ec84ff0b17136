"""«Đôn đốc»: the steering agency sees the ledger and helps what got stuck."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies.models import Agency, User
from kehoach.lib.refusals import RuleBroken
from kehoach.site.moments import read_clock
from tasks.doors.problems import show_problems
from tasks.doors.request_params import asked_plan, to_plan
from tasks.doors.views_once import once, refusal_of, stored
from tasks.duties.access import current_period, may_steer, signed_in
from tasks.figures.page_board import boards
from tasks.models import Pause, Period, Plan
from tasks.reminders import nudging
from tasks.reminders import pauses as service
from tasks.reminders.forms import (
    CallForm,
    LedgerFilterForm,
    NudgeForm,
    PauseForm,
    PreviewForm,
)
from tasks.reminders.page import (
    ahead,
    failures,
    ledger,
    next_letter_day,
    pauses_of,
    pulse,
    unreachable,
)
from tasks.reminders.page_history import (
    letters_about,
    pauses_about,
    reminders_about,
    words_by_hand,
)
from tasks.reminders.planning import retry_failed
from tasks.reminders.previewing import would_get

_PER_PAGE = 50


def steered_plan(request: HttpRequest) -> Plan:
    """Return the plan of the address, or 404 for who does not steer it."""
    plan = asked_plan(request)
    if not may_steer(signed_in(request), plan, timezone.localdate()):
        raise Http404
    return plan


def open_periods(plan: Plan) -> list[Period]:
    """Return the plan's periods in which agencies may still work."""
    return list(Period.objects.filter(plan=plan, state=Period.State.OPEN))


def reminders(request: HttpRequest) -> HttpResponse:
    """Show the pulse, what goes out next, failures and the ledger."""
    return render(request, "tasks/reminders/reminders.html", _page_of(request))


def _page_of(request: HttpRequest, pausing: PauseForm | None = None) -> dict[str, Any]:
    """Return what the page shows; a pause that was refused comes back."""
    plan, now = steered_plan(request), timezone.now()
    today = timezone.localdate(now)
    form, pulse_now = LedgerFilterForm(request.GET, today=today), pulse(now)
    rows = Paginator(ledger(plan, form.asked()), _PER_PAGE)
    return {
        "plan": plan,
        "pulse": pulse_now,
        "ahead": ahead(pulse_now, today),
        "quiet": pulse_now.is_quiet(now),
        "boards": boards(open_periods(plan), today),
        "failures": failures(plan),
        "unreachable": unreachable(plan, today),
        "form": form,
        "page": rows.get_page(request.GET.get("page")),
        "pauses": pauses_of(plan, today),
        "pause_form": pausing or PauseForm(today=today, auto_id="tam_dung_%s"),
        "today": today,
    }


def preview_letters(request: HttpRequest) -> HttpResponse:
    """Show what would go out on a day, as `send_reminders --dry-run` prints it."""
    steered_plan(request)
    now = timezone.now()
    today = timezone.localdate(now)
    said = request.GET or {"on": f"{next_letter_day(pulse(now), today):%d/%m/%Y}"}
    form = PreviewForm(said, today=today)
    letters = would_get(today=form.cleaned_data["on"]) if form.is_valid() else []
    pages = Paginator(letters, _PER_PAGE)
    context = {
        "form": form,
        "day": form.cleaned_data.get("on"),
        "letters": len(letters),
        "page": pages.get_page(request.GET.get("page")),
    }
    return render(request, "tasks/reminders/reminder_preview.html", context)


def history(request: HttpRequest, code: str) -> HttpResponse:
    """Show how one agency was urged: letters, words by hand, reminders, pauses."""
    plan = steered_plan(request)
    agency = get_object_or_404(Agency, code=code)
    rows = Paginator(reminders_about(plan, agency), _PER_PAGE)
    context = {
        "agency": agency,
        "plan": plan,
        "page": rows.get_page(request.GET.get("page")),
        "letters": letters_about(plan, agency),
        "by_hand": words_by_hand(plan, agency)[:_PER_PAGE],
        "pauses": pauses_about(plan, agency),
    }
    return render(request, "tasks/reminders/reminder_history.html", context)


@require_POST
def pause(request: HttpRequest) -> HttpResponse:
    """Stop reminding an agency or everybody for a while."""
    plan, today = steered_plan(request), timezone.localdate()
    form = PauseForm(request.POST, today=today, auto_id="tam_dung_%s")
    if form.is_valid():
        error = refusal_of(
            request, service.pause_reminders, plan=plan, **form.cleaned_data
        )
        if stored(request, error, "Đã tạm dừng nhắc."):
            return to_plan(request, "tasks:reminders")
        show_problems(form, error)
    return render(request, "tasks/reminders/reminders.html", _page_of(request, form))


@require_POST
def end_pause_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind again before the pause is over."""
    now = timezone.now()
    user, today = signed_in(request), timezone.localdate(now)
    row = get_object_or_404(Pause.objects.select_related("plan"), pk=pk)
    if not may_steer(user, row.plan, today):
        raise Http404
    try:
        service.end_pause(pause=row, actor=user, today=today, now=now)
    except RuleBroken as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Đã nhắc lại bình thường.")
    return redirect("tasks:reminders", plan=row.plan.code)


def nudge_view(request: HttpRequest, code: str) -> HttpResponse:
    """Show a text to send by hand, and urge in the portal with one's own line."""
    today, now = read_clock()
    plan = steered_plan(request)
    period = current_period(plan, today)
    if period is None:
        raise Http404
    agency = get_object_or_404(Agency, code=code)
    called = "way" in request.POST
    form = NudgeForm(None if called else request.POST or None)
    call = CallForm(request.POST if called else None, initial={"way": "dien-thoai"})
    sent: CallForm | NudgeForm = call if called else form
    if request.method == "POST" and sent.is_valid():
        act: Any = nudging.log_call if called else nudging.nudge
        count, refused = 0, None
        try:
            with once(request, now):
                count = act(
                    agency=agency,
                    period=period,
                    actor=signed_in(request),
                    today=today,
                    now=now,
                    **sent.cleaned_data,
                )
        except RuleBroken as error:
            refused = error
        done = "Đã ghi lần nhắc" if called else "Đã nhắc trên cổng"
        words = f"{done}: {agency.short_name}, {count} nhiệm vụ."
        if stored(request, refused, words):
            return redirect(request.get_full_path())
        show_problems(sent, refused)
    duties = nudging.worth_a_word(agency, period, today)
    context = {
        "agency": agency,
        "period": period,
        "form": form,
        "call_form": call,
        "duties": duties,
        "words": nudging.words_for(agency, duties),
    }
    return render(request, "tasks/reminders/nudge.html", context)


@require_POST
def retry_reminders(request: HttpRequest, person_id: int) -> HttpResponse:
    """Put a person's failed reminders back into the queue."""
    plan = steered_plan(request)
    person = get_object_or_404(User, pk=person_id)
    number = retry_failed(plan=plan, person_id=person.pk)
    messages.success(request, f"Đã đưa {number} nhắc việc vào lượt gửi tới.")
    return to_plan(request, "tasks:reminders")
