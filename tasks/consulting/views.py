"""«Lấy ý kiến»: agencies comment on a draft, the steering agency answers each comment."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kehoach.site.downloads import saved_as_file
from kehoach.site.moments import read_clock
from tasks.consulting.asking import agencies_named_in, ask_opinions
from tasks.consulting.commenting import (
    CONSULTED,
    Commented,
    agree,
    answer_comment,
    comment,
    withdraw_comment,
)
from tasks.consulting.forms import AskOpinionsForm, OpinionAnswerForm, OpinionForm
from tasks.consulting.page import (
    ROWS,
    WHOLE,
    RowPlace,
    asked_of,
    row_place,
    talk_of,
)
from tasks.consulting.table import opinions_table
from tasks.doors.problems import show_problems
from tasks.doors.request_params import asked_plan, require, to_plan
from tasks.doors.views_once import refusal_of, stored
from tasks.duties.access import may_change_plan, signed_in
from tasks.models import DraftComment, Plan, Section, Target, Task

_MODELS: dict[str, Any] = {"task": Task, "section": Section, "target": Target}


def opinions(request: HttpRequest) -> HttpResponse:
    """Show who is asked, what was said and answered; ask agencies."""
    today, _ = read_clock()
    plan, user = asked_plan(request), signed_in(request)
    talk = talk_of(plan, user, today)
    require(talk.is_shown)
    invites = asked_of(plan) if talk.answers else []
    form = None
    if talk.answers and plan.is_draft:
        offered = agencies_named_in(plan, today)
        asked = {each.agency_id for each in invites}
        form = AskOpinionsForm(
            request.POST or None, today=today, offered=offered, asked=asked
        )
    if request.method == "POST":
        require(form is not None)
    if request.method == "POST" and form is not None and form.is_valid():
        error = refusal_of(request, ask_opinions, plan=plan, **form.cleaned_data)
        if stored(request, error, "Đã đề nghị góp ý và báo các cơ quan."):
            return to_plan(request, "tasks:plan_opinions")
        show_problems(form, error)
    places: list[RowPlace] = [each for each in talk.by_place if each != WHOLE]
    if talk.comments_now or WHOLE in talk.by_place:
        places.insert(0, WHOLE)
    context = {
        "plan": plan,
        "talk": talk,
        "form": form,
        "agree_url": reverse("tasks:plan_opinions_agree", args=[plan.code]),
        "asked": invites,
        "answered": sum(bool(each.number or each.agreed_at) for each in invites),
        "rows": [(_called(talk.by_place, each), talk.at(each)) for each in places],
    }
    return render(request, "tasks/consulting/opinions.html", context)


def _called(said: dict[RowPlace, list[DraftComment]], place: RowPlace) -> str:
    return "Toàn bộ dự thảo" if place == WHOLE else said[place][0].about


@require_safe
def opinions_file(request: HttpRequest) -> HttpResponse:
    """Download what was said and what became of it."""
    today = timezone.localdate()
    plan = asked_plan(request)
    require(may_change_plan(signed_in(request), plan, today))
    content = opinions_table(plan, today)
    return saved_as_file(content, f"tong-hop-y-kien-{plan.code}.xlsx")


@require_POST
def agree_view(request: HttpRequest) -> HttpResponse:
    """Say that the agency agrees with the draft."""
    plan = asked_plan(request)
    error = refusal_of(request, agree, plan=plan)
    if not stored(request, error, "Đã ghi: đơn vị nhất trí với dự thảo.") and error:
        messages.error(request, error.message)
    return to_plan(request, "tasks:plan_opinions")


def say_opinion(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Show the form of a comment at its row; store what is said."""
    today = timezone.localdate()
    plan = asked_plan(request)
    row, place = _row(plan, kind, pk)
    require(talk_of(plan, signed_in(request), today).comments_now)
    form = OpinionForm(request.POST or None)
    error = None
    if request.method == "POST" and form.is_valid():
        error = refusal_of(request, comment, row=row, text=form.cleaned_data["text"])
        if stored(request, error, "Đã gửi góp ý."):
            return _row_answer(request, plan, place)
    show_problems(form, error)
    said = {"form": form, "says": True, "about": row}
    return _row_answer(request, plan, place, said)


def answer_opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form of an answer at its comment; store what is answered."""
    today = timezone.localdate()
    row = _comment(request, pk)
    plan = row.invite.plan
    require(may_change_plan(signed_in(request), plan, today))
    if request.method != "POST" and not plan.is_draft:
        over = {"over": CONSULTED, "about": row.about}
        return _row_answer(request, plan, row_place(row), over)
    form = OpinionAnswerForm(request.POST or None)
    error = None
    if request.method == "POST" and form.is_valid():
        error = refusal_of(request, answer_comment, comment=row, **form.cleaned_data)
        if stored(request, error, "Đã trả lời góp ý."):
            return _row_answer(request, plan, row_place(row))
    show_problems(form, error)
    said = {"form": form, "answering": row.pk, "about": row.about}
    return _row_answer(request, plan, row_place(row), said)


@require_POST
def withdraw_opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a comment of one's agency back."""
    row = _comment(request, pk)
    error = refusal_of(request, withdraw_comment, comment=row)
    if not stored(request, error, "Đã rút góp ý.") and error:
        messages.error(request, error.message)
    return redirect("tasks:plan_opinions", row.invite.plan.code)


def _comment(request: HttpRequest, pk: int) -> DraftComment:
    """Return the comment for who reads it, else 404."""
    today = timezone.localdate()
    rows = DraftComment.objects.select_related("invite__plan", "invite__agency")
    row: DraftComment = get_object_or_404(rows, pk=pk)
    plan, user = row.invite.plan, signed_in(request)
    if not Plan.objects.visible_to(user, today=today).filter(pk=plan.pk).exists():
        raise Http404
    said = talk_of(plan, user, today).by_place.get(row_place(row), [])
    if row not in said:
        raise Http404
    return row


def _row(plan: Plan, kind: str, pk: int) -> tuple[Commented, RowPlace]:
    column = ROWS.get(kind)
    if column is None or (not column and pk != plan.pk):
        raise Http404
    if not column:
        return plan, WHOLE
    row: Commented = get_object_or_404(_MODELS[column], pk=pk, plan=plan)
    return row, (column, pk)


def _row_answer(
    request: HttpRequest,
    plan: Plan,
    place: RowPlace,
    said: dict[str, Any] | None = None,
) -> HttpResponse:
    """Return the row's comments, with the open form if there is one: in its place, or
    as a page.
    """
    talk = talk_of(plan, signed_in(request), timezone.localdate())
    context = {"plan": plan, "row_talk": talk.at(place), **(said or {})}
    if "HX-Request" in request.headers:
        return render(request, "tasks/consulting/_talk.html", context)
    if said is None:
        address = reverse("tasks:plan_opinions", args=[plan.code])
        return redirect(f"{address}#{talk.at(place).anchor}")
    return render(request, "tasks/consulting/talk.html", context)
