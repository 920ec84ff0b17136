"""«Vướng mắc»: an agency sees its own, the steering agency answers or escalates all."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from agencies.models import Ancestry
from agencies.models.authority import (
    WRITERS,
    Role,
    agencies_of,
    is_leader,
    roles_of,
)
from kehoach.lib.keys import keys_of
from kehoach.lib.refusals import RuleBroken
from kehoach.site.moments import read_clock
from tasks.difficulties.committee_answers import record_committee_answer
from tasks.difficulties.forms import AnswerForm, CommitteeAnswerForm, EscalateForm
from tasks.difficulties.handling import (
    answer_days,
    answer_difficulty,
    escalate_difficulty,
    merge_difficulties,
    part_difficulty,
)
from tasks.difficulties.page import (
    FOLLOWED,
    LISTS,
    filtered_difficulties,
    lists_of,
    with_names,
)
from tasks.doors.problems import show_problems
from tasks.doors.request_params import require
from tasks.duties.access import REVIEWERS, can_review, signed_in
from tasks.duties.page_earlier import earlier_of
from tasks.duties.past_words import in_periods_of
from tasks.models import Difficulty, Period, Plan, Referral, periods_named
from tasks.models.querysets import DifficultyQuerySet

_PER_PAGE = 25
IssueForm = AnswerForm | CommitteeAnswerForm | EscalateForm
#: Days to answer run from the day raised, so the order is that of the deadlines; then
#: the answered ones, the latest answer first.
WAITING_FIRST = (F("answered_at").desc(nulls_first=True), "raised_on", "pk")


@require_safe
def difficulties(request: HttpRequest) -> HttpResponse:
    """Show the person's difficulties: first who has waited longest for an answer."""
    return render(request, "tasks/difficulties/difficulties.html", _page_of(request))


def _page_of(
    request: HttpRequest, bound: IssueForm | None = None, on: int = 0
) -> dict[str, Any]:
    """Return what the page shows: rows with their forms, counts, who may answer."""
    today = timezone.localdate()
    user = signed_in(request)
    readable = asked_for(request, Difficulty.objects.readable_to(user, today=today))
    steered = agencies_of(user, today, *REVIEWERS)
    plans = Plan.objects.filter(steering_agency__in=steered)
    reviewed = set(plans.values_list("pk", flat=True))
    reviews = bool(reviewed)
    lists, only = lists_of(readable, user, today), request.GET.get("loc", "")
    once = reviews or user.is_superuser or is_leader(user, today)
    listed = readable if "so" in request.GET else lists.get(only, lists[""])
    rows = filtered_difficulties(listed, request.GET, once=once and only != FOLLOWED)
    state = request.GET.get("trang-thai", "")
    joined = with_names(rows.filter(state=state) if state else rows, user)
    held = roles_of(user, today)
    writing = {agency for agency, role in held if role in WRITERS}
    elders = Ancestry.objects.filter(heir__in=writing, since__lte=today)
    pages = Paginator(joined.order_by(*WAITING_FIRST), _PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    days = answer_days(page)
    return {
        "page": page,
        "of_plan": request.GET.get("ke-hoach", ""),
        "today": today,
        "rows": [
            _with_forms(
                row,
                days[row.pk],
                today,
                bound if row.pk == on else None,
                is_reviewed=row.plan_id in reviewed,
            )
            for row in in_periods_of(page)
        ],
        "states": _states(request, rows, state),
        "state": state,
        "reviews": reviews,
        "mine": {agency for agency, role in held if role != Role.LEADER},
        "writing": writing,
        "replying": writing | set(elders.values_list("elder_id", flat=True)),
        "may_follow": reviews or bool(writing),
        "lists": [
            {
                "word": word,
                "label": label,
                "number": filtered_difficulties(
                    lists[word], {}, once=once and word != FOLLOWED
                ).count(),
                "chosen": word == only,
            }
            for word, label in LISTS.items()
        ],
    }


def asked_for(request: HttpRequest, rows: DifficultyQuerySet) -> DifficultyQuerySet:
    """Keep those of the plan and the period that the address asks for, if it does."""
    if code := request.GET.get("ke-hoach", ""):
        rows = rows.filter(plan__code=code)
    if key := request.GET.get("ky", ""):
        rows = rows.filter(period__in=periods_named(Period.objects.all(), key))
    return rows


def _with_forms(
    row: Any,
    answer_by: date,
    today: date,
    bound: IssueForm | None,
    *,
    is_reviewed: bool,
) -> Any:
    """Give the row its day and the forms that its state allows; a bound one comes back."""
    row.answer_by, row.is_reviewed = answer_by, is_reviewed
    row.earlier = earlier_of(row.corrections.all())
    row.lies_with = any(
        each.state == Referral.State.WAITING for each in row.referrals.all()
    )
    row.answer_form = row.escalate_form = row.committee_form = None
    if row.merged_into_id is not None:
        return row
    if row.state in {Difficulty.State.OPEN, Difficulty.State.ESCALATED}:
        row.answer_form = AnswerForm(auto_id=f"tra_loi_{row.pk}_%s")
    if row.state == Difficulty.State.OPEN:
        row.escalate_form = EscalateForm(auto_id=f"bao_cao_{row.pk}_%s")
    if row.state == Difficulty.State.ESCALATED or row.committee_number:
        row.committee_form = _committee_form(row, today)
    if isinstance(bound, AnswerForm):
        row.answer_form = bound
    elif isinstance(bound, CommitteeAnswerForm):
        row.committee_form = bound
    elif bound:
        row.escalate_form = bound
    return row


def _committee_form(
    row: Difficulty, today: date, data: QueryDict | None = None
) -> CommitteeAnswerForm:
    return CommitteeAnswerForm(
        data,
        today=today,
        corrects=bool(row.committee_number),
        auto_id=f"ubnd_{row.pk}_%s",
        initial={
            "number": row.committee_number,
            "issued_on": row.committee_on,
            "text": row.committee_answer,
        },
    )


def _states(
    request: HttpRequest, rows: QuerySet[Difficulty], chosen: str
) -> list[dict[str, Any]]:
    found = dict(rows.order_by().values_list("state").annotate(number=Count("*")))
    every = {"value": "", "label": "Tất cả", "number": sum(found.values())}
    each = [
        {"value": value, "label": label, "number": found.get(value, 0)}
        for value, label in Difficulty.State.choices
        if value != Difficulty.State.WITHDRAWN or value in {*found, chosen}
    ]
    return [
        {
            **one,
            "chosen": one["value"] == chosen,
            "url": _address(request, str(one["value"])),
        }
        for one in (every, *each)
    ]


def _address(request: HttpRequest, state: str) -> str:
    """Return the present address with this state, from its first page."""
    parameters = request.GET.copy()
    parameters.pop("page", None)
    parameters["trang-thai"] = state
    return f"?{parameters.urlencode()}"


def _row(request: HttpRequest, pk: int, today: date) -> Difficulty:
    rows = Difficulty.objects.select_related("plan")
    row: Difficulty = get_object_or_404(
        rows.visible_to(signed_in(request), today=today), pk=pk
    )
    require(can_review(signed_in(request), row.plan, today))
    return row


@require_POST
def answer_difficulty_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the agency."""
    form = AnswerForm(request.POST, auto_id=f"tra_loi_{pk}_%s")
    done = "Đã trả lời vướng mắc."
    return _settle(request, pk, form, answer_difficulty, done)


@require_POST
def escalate(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the difficulty to UBND tỉnh."""
    form = EscalateForm(request.POST, auto_id=f"bao_cao_{pk}_%s")
    done = "Đã chuyển vướng mắc vào báo cáo UBND tỉnh."
    return _settle(request, pk, form, escalate_difficulty, done)


@require_POST
def committee_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the document by which UBND tỉnh answered."""
    today = timezone.localdate()
    form = _committee_form(_row(request, pk, today), today, request.POST)
    done = "Đã ghi trả lời của UBND tỉnh; đơn vị đã được báo."
    return _settle(request, pk, form, record_committee_answer, done)


@require_POST
def merge(request: HttpRequest) -> HttpResponse:
    """Merge the ticked difficulties into the one that is chosen as their head; ask
    which until it is chosen.
    """
    today, now = read_clock()
    chosen = keys_of(request.POST.getlist("difficulty"))
    user = signed_in(request)
    found = Difficulty.objects.filter(pk__in=chosen).visible_to(user, today=today)
    rows = list(found.select_related("plan", "agency").order_by("recorded_at", "pk"))
    head = next((row for row in rows if str(row.pk) == request.POST.get("head")), None)
    if head is None and len(rows) > 1:
        require(can_review(user, rows[0].plan, today))
        return render(
            request, "tasks/difficulties/merge_difficulties.html", {"rows": rows}
        )
    try:
        kept = merge_difficulties(
            rows=rows,
            head=head or Difficulty(),
            actor=user,
            today=today,
            now=now,
        )
    except RuleBroken as error:
        messages.error(request, error.message)
        return redirect("tasks:difficulties")
    messages.success(request, "Đã gộp; trả lời một lần, mọi đơn vị cùng nhận.")
    return redirect(f"{reverse('tasks:difficulties')}#vuong-mac-{kept.pk}")


@require_POST
def take_out_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one out of a merged difficulty."""
    today = timezone.localdate()
    row = _row(request, pk, today)
    try:
        part_difficulty(difficulty=row, actor=signed_in(request), today=today)
    except RuleBroken as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Đã tách thành vướng mắc riêng.")
    return redirect(f"{reverse('tasks:difficulties')}#vuong-mac-{pk}")


def _settle(
    request: HttpRequest,
    pk: int,
    form: IssueForm,
    service: Any,
    done: str,
) -> HttpResponse:
    """Hand the form to the service; the page comes back with what was typed."""
    today, now = read_clock()
    row = _row(request, pk, today)
    if form.is_valid():
        try:
            service(
                difficulty=row,
                actor=signed_in(request),
                today=today,
                now=now,
                **form.cleaned_data,
            )
        except RuleBroken as error:
            show_problems(form, error)
        else:
            messages.success(request, done)
            return redirect(f"{reverse('tasks:difficulties')}#vuong-mac-{pk}")
    page = _page_of(request, form, pk)
    return render(request, "tasks/difficulties/difficulties.html", page)
