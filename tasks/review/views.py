"""«Tiếp nhận, rà soát»: the queue of what was sent, and the steering agency's moves."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_POST

from agencies.models import Agency
from kehoach.lib.refusals import RuleBroken
from kehoach.site.moments import read_clock
from tasks.adhoc.page import waiting_review
from tasks.doors.later_day import ExtendForm
from tasks.doors.problems import show_problems
from tasks.doors.request_params import address_back, asked, go_back, require
from tasks.doors.views_once import once, stored
from tasks.duties.access import can_review, duty_to_review, signed_in
from tasks.duties.other_periods import open_besides
from tasks.duties.past_words import tasks_of
from tasks.models import Duty, Plan, State
from tasks.models.status import standing_of
from tasks.official_letters.page_unit_report import LETTERS_PAGE, to_compare
from tasks.people.watching import watched_on
from tasks.periods.closing import unlock_duty
from tasks.review.deciding import (
    accept_duty,
    default_return_day,
    note_opening,
    resume_duty,
    return_duty,
    waive_duty,
)
from tasks.review.forms import ResumeForm, ReturnForm, UnlockForm, WaiveForm
from tasks.review.page_queue import queue_lines, queue_page
from tasks.review.queue import filtered_queue, waiting
from tasks.work.extensions import extend_duty
from tasks.work.page_talk import days_to_decide

#: Rows of a page: the first unless another is asked for.
PAGE_SIZES = (20, 50, 100)
Service = Callable[..., object]


def review(request: HttpRequest) -> HttpResponse:
    """Show what waits, odd ones first."""
    today = timezone.localdate()
    about = asked(request)
    require(can_review(signed_in(request), about.plan, today))
    context: dict[str, Any] = {
        "about": about,
        "tasks": tasks_of(about.period) if about.period else (),
    }
    context["sizes"] = PAGE_SIZES
    if not hasattr(about.plan, "adhoc"):
        context["adhoc_waiting"] = waiting_review(about.plan.steering_agency_id)
    if about.period:
        user = signed_in(request)
        wanted = [request.GET.get(name, "").strip() for name in ("q", "ma", "loc")]
        context["to_decide"] = SimpleLazyObject(
            partial(days_to_decide, user, today, about.plan)
        )
        context["letters"] = to_compare(about.period, request.GET.get(LETTERS_PAGE))
        rows = waiting(about.period, user, today)
        mine = mine_only(request, about.plan, today)
        context["mine"] = watched_on(user, about.plan, today).exists
        kept = filtered_queue(rows, *wanted, period=about.period, mine=mine)
        number = request.GET.get("page")
        context["page"] = queue_page(kept, page_size(request), number)
        context["lines"] = queue_lines(context["page"])
        sent = Duty.objects.filter(state=State.SUBMITTED)
        others = any(each.is_open for each in about.periods if each != about.period)
        context["others"] = open_besides(about.period, sent) if others else []
    return render(request, "tasks/review/review.html", context)


def mine_only(request: HttpRequest, plan: Plan, today: date) -> QuerySet[Agency] | None:
    """Return the agencies that the reader looks after when only they are asked for."""
    if request.GET.get("cua") != "toi":
        return None
    return watched_on(signed_in(request), plan, today)


def page_size(request: HttpRequest) -> int:
    """Return how many rows a page of the queue holds."""
    asked_for = request.GET.get("moi-trang", "")
    sizes = {str(size): size for size in PAGE_SIZES}
    return sizes.get(asked_for, PAGE_SIZES[0])


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept one duty."""
    today, now = read_clock()
    duty = duty_to_review(signed_in(request), pk, today)
    try:
        accept_duty(duty=duty, actor=signed_in(request), today=today, now=now)
    except RuleBroken as error:
        messages.error(request, f"{duty}: {error.message}")
    else:
        messages.success(request, f"Đã tiếp nhận {duty}.")
    return go_back(request, "tasks:review", duty.period.plan.code)


def ask_completion(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for completion by a new day."""
    today = timezone.localdate()
    form = ReturnForm(
        request.POST or None,
        today=today,
        initial={
            "new_due_on": lambda: default_return_day(Duty.objects.get(pk=pk), today)
        },
    )
    words = ("Yêu cầu bổ sung", "Gửi yêu cầu bổ sung", "Đã yêu cầu bổ sung {}.")
    return _decide(request, pk, form, return_duty, words)


def waive(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm that the duty does not concern the agency."""
    words = (
        "Xác nhận không thuộc diện",
        "Xác nhận không thuộc diện",
        "Đã xác nhận {} không thuộc diện.",
    )
    return _decide(request, pk, WaiveForm(request.POST or None), waive_duty, words)


def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a waiver back."""
    words = (
        "Đưa lại vào diện thực hiện",
        "Đưa lại vào diện",
        "Đã đưa {} lại vào diện thực hiện.",
    )
    return _decide(request, pk, ResumeForm(request.POST or None), resume_duty, words)


def extend_duty_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one duty a later day."""
    words = ("Gia hạn", "Gia hạn", "Đã gia hạn {}.")
    form = ExtendForm(request.POST or None, today=timezone.localdate())
    return _decide(request, pk, form, extend_duty, words, adds_row=True)


def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """Open one duty of a closed period again."""
    words = ("Mở lại sau khi chốt kỳ", "Mở lại", "Đã mở lại {}.")
    form = UnlockForm(request.POST or None, today=timezone.localdate())
    return _decide(request, pk, form, unlock_duty, words)


def _decide(
    request: HttpRequest,
    pk: int,
    form: Any,
    service: Service,
    words: tuple[str, str, str],
    *,
    adds_row: bool = False,
) -> HttpResponse:
    """Show the form, or hand it to the service; what was typed comes back. A step that
    adds a row is stored once; the others are refused by their services.
    """
    today, now = read_clock()
    user = signed_in(request)
    duty = duty_to_review(user, pk, today)
    note_opening(duty=duty, reader=user, today=today, now=now)
    title, button, done = words
    if request.method == "POST" and form.is_valid():
        with_key = once(request, now) if adds_row else nullcontext()
        error = _carry_out(request, duty, form, service, with_key)
        if stored(request, error, done.format(duty)):
            return go_back(request, "tasks:review", duty.period.plan.code)
        show_problems(form, error)
    context = {
        "duty": duty,
        "standing": standing_of(duty, today),
        "form": form,
        "title": title,
        "button": button,
        "next": address_back(request),
        "entry": duty.entries.standing().first(),
    }
    return render(request, "tasks/review/review_form.html", context)


def _carry_out(
    request: HttpRequest,
    duty: Duty,
    form: Any,
    service: Service,
    with_key: AbstractContextManager[None],
) -> RuleBroken | None:
    """Call the service; return why it refused, if it did."""
    today, now = read_clock()
    moment = {"today": today, "now": now}
    try:
        with with_key:
            service(duty=duty, actor=signed_in(request), **form.said(), **moment)
    except RuleBroken as error:
        return error
    return None
