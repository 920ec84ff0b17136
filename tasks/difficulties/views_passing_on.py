"""«Chuyển xử lý»: the steering agency passes a difficulty on, the competent agency
answers or returns it.
"""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies.models import User
from kehoach.lib.refusals import RuleBroken
from tasks.difficulties import passing_on as service
from tasks.difficulties.forms_passing_on import (
    PassOnForm,
    ReferralAnswerForm,
    ReferralReturnForm,
)
from tasks.doors.problems import show_problems
from tasks.doors.request_params import require
from tasks.doors.views_once import refusal_of, stored
from tasks.duties.access import can_review, signed_in
from tasks.models import Difficulty, Referral


def pass_on_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the competent agency, the words and the day."""
    today, user = timezone.localdate(), signed_in(request)
    rows = Difficulty.objects.select_related("plan", "agency", "duty__task")
    row = get_object_or_404(rows.visible_to(user, today=today), pk=pk)
    require(can_review(user, row.plan, today))
    form = PassOnForm(
        request.POST or None,
        today=today,
        initial={"due_on": service.first_day(today)},
    )
    if request.method == "POST" and form.is_valid():
        error = refusal_of(
            request, service.pass_on_difficulty, difficulty=row, **form.cleaned_data
        )
        words = f"Đã chuyển {form.cleaned_data['agency']} xử lý."
        if stored(request, error, words):
            return redirect(f"/vuong-mac/?so={pk}")
        show_problems(form, error)
    context = {"difficulty": row, "form": form}
    return render(request, "tasks/difficulties/pass_on.html", context)


def referral_for(user: User, pk: int, today: date) -> Referral:
    """Return the referral for who replies to it or steers its plan; 404 for others."""
    rows = Referral.objects.select_related(
        "agency", "difficulty__agency", "difficulty__plan", "difficulty__duty__task",
        "passed_by", "replied_by",
    )  # fmt: skip
    row: Referral = get_object_or_404(rows, pk=pk)
    if can_review(user, row.difficulty.plan, today):
        return row
    if service.may_reply(user, row, today):
        return row
    readable = Difficulty.objects.visible_to(user, today=today)
    if row.state == Referral.State.TAKEN_BACK or not readable.filter(
        pk=row.difficulty_id
    ):
        raise Http404
    return row


def referral(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was passed on; the agency answers it here."""
    today, user = timezone.localdate(), signed_in(request)
    row = referral_for(user, pk, today)
    form = ReferralAnswerForm(request.POST or None)
    if request.method == "POST":
        require(service.may_reply(user, row, today))
        done = "Đã gửi trả lời; đơn vị nêu vướng mắc và cơ quan theo dõi cùng nhận."
        if replied(request, row, form, done):
            return redirect("tasks:referral", pk=pk)
    return _page(request, row, today, answer=form)


@require_POST
def referral_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Return it to the steering agency."""
    today, user = timezone.localdate(), signed_in(request)
    row = referral_for(user, pk, today)
    require(service.may_reply(user, row, today))
    form = ReferralReturnForm(request.POST)
    if replied(request, row, form, "Đã chuyển trả lại cơ quan theo dõi."):
        return redirect("tasks:referral", pk=pk)
    return _page(request, row, today, back=form)


def replied(
    request: HttpRequest,
    row: Referral,
    form: ReferralAnswerForm | ReferralReturnForm,
    done: str,
) -> bool:
    """Hand the form to its service; else leave the problems in it."""
    if not form.is_valid():
        return False
    now = timezone.now()
    act: Any = service.answer_referral
    if isinstance(form, ReferralReturnForm):
        act = service.return_referral
    try:
        act(
            referral=row, actor=signed_in(request), today=timezone.localdate(now),
            now=now, **form.cleaned_data,
        )  # fmt: skip
    except RuleBroken as error:
        show_problems(form, error)
        return False
    messages.success(request, done)
    return True


@require_POST
def referral_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back from an agency that has not answered."""
    now = timezone.now()
    today, user = timezone.localdate(now), signed_in(request)
    row = referral_for(user, pk, today)
    try:
        service.take_back_referral(referral=row, actor=user, today=today, now=now)
    except RuleBroken as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"Đã thu lại từ {row.agency}.")
    return redirect(f"/vuong-mac/?so={row.difficulty_id}")


def _page(
    request: HttpRequest,
    row: Referral,
    today: date,
    answer: ReferralAnswerForm | None = None,
    back: ReferralReturnForm | None = None,
) -> HttpResponse:
    """Draw the page of a referral."""
    user = signed_in(request)
    waits = row.state == Referral.State.WAITING
    context = {
        "referral": row,
        "difficulty": row.difficulty,
        "today": today,
        "replies": waits and service.may_reply(user, row, today),
        "reviews": can_review(user, row.difficulty.plan, today),
        "answer_form": answer or ReferralAnswerForm(),
        "return_form": back or ReferralReturnForm(auto_id="tra_lai_%s"),
    }
    return render(request, "tasks/difficulties/referral.html", context)
