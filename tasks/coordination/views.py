"""«Phối hợp»: a lead asks, the other agency answers; both see how it stands."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from agencies.models.authority import reads_agency
from kehoach.lib.refusals import RuleBroken
from kehoach.site.moments import read_clock
from tasks.coordination import contributions as service
from tasks.coordination.forms import AskForm, DeclineForm, GiveForm
from tasks.coordination.page import AskedPart
from tasks.doors.problems import show_problems
from tasks.doors.request_params import go_whole
from tasks.doors.views_once import refusal_of, stored
from tasks.duties.access import (
    can_write,
    contribution_request_for,
    duty_to_write,
    signed_in,
)
from tasks.duties.gates import is_worked
from tasks.duties.page_earlier import earlier_of
from tasks.duties.past_words import in_periods_of
from tasks.models import ContributionRequest, Correction, Evidence

_PER_PAGE = 25


@require_safe
def contributions(request: HttpRequest) -> HttpResponse:
    """List what the person's agencies were asked, else what they asked others."""
    today, user = timezone.localdate(), signed_in(request)
    seen = ContributionRequest.objects.visible_to(user, today=today)
    rows = seen.filter(reads_agency(user, today, "agency_id"))
    side = request.GET.get("phia", "")
    given = side == "gui" or not (side or rows.exists())
    if given:
        rows = seen.filter(reads_agency(user, today, "duty__agency_id"))
    waiting = request.GET.get("cho") == "1"
    kept = rows.filter(state=ContributionRequest.State.ASKED) if waiting else rows
    joined = kept.select_related("agency", "duty__agency", "duty__task")
    pages = Paginator(joined.order_by("-due_on", "-pk"), _PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [AskedPart(row, row.is_late(today)) for row in in_periods_of(page)],
        "given": given,
        "waiting": waiting,
    }
    return render(request, "tasks/coordination/contributions.html", context)


def ask_for_part(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a coordinating agency for its part in the duty."""
    today, user = timezone.localdate(), signed_in(request)
    duty = duty_to_write(user, pk, today)
    search_url = f"{reverse('tasks:find_agency')}?o=agency"
    form = AskForm(request.POST or None, duty=duty, today=today, search_url=search_url)
    if request.method == "POST" and form.is_valid():
        error = refusal_of(
            request, service.ask_contribution, duty=duty, **form.cleaned_data
        )
        words = f"Đã gửi đề nghị tới {form.cleaned_data['agency']}."
        if stored(request, error, words):
            return redirect("tasks:duty", pk=pk)
        show_problems(form, error)
    context = {"duty": duty, "form": form}
    return render(request, "tasks/coordination/ask_contribution.html", context)


def contribution(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one request; the asked agency answers here."""
    today = timezone.localdate()
    row = contribution_request_for(signed_in(request), pk, today)
    forms = forms_of(request, row)
    if request.method == "POST":
        name = "decline" if "reason" in request.POST else "give"
        if forms[name].is_valid() and _saved(request, row, forms[name]):
            return go_whole(request, request.path)
    return render(
        request,
        "tasks/coordination/contribution.html",
        _page_of(request, row, today) | forms,
    )


def forms_of(request: HttpRequest, row: ContributionRequest) -> dict[str, Any]:
    """Return both forms; only the one that was sent is bound."""
    posted = request.POST if request.method == "POST" else None
    declines = bool(posted) and "reason" in request.POST
    mine = Evidence.objects.filter(
        agency_id=row.agency_id, quarantined_at__isnull=True
    ).order_by("-recorded_at")
    return {
        "give": GiveForm(
            None if declines else posted,
            request.FILES or None,
            agency=row.agency,
            candidates=mine,
        ),
        "decline": DeclineForm(posted if declines else None),
    }


def _page_of(
    request: HttpRequest, row: ContributionRequest, today: date
) -> dict[str, Any]:
    """Return what the page of one request shows."""
    made = Prefetch("corrections", Correction.objects.select_related("made_by"))
    parts = row.contributions.select_related("given_by")
    given = list(parts.prefetch_related("evidence", made))
    for each in given:
        each.earlier = earlier_of(each.corrections.all())  # type: ignore[attr-defined] # for the page
    user = signed_in(request)
    is_open = is_worked(row.duty, today) or request.method == "POST"
    return {
        "asked": AskedPart(row, row.is_late(today)),
        "given": given,
        "answers": is_open
        and row.state != ContributionRequest.State.WITHDRAWN
        and service.may_answer(user, row, today),
        "withdraws": row.state == ContributionRequest.State.ASKED
        and can_write(user, row.duty.agency_id, today),
    }


def _saved(
    request: HttpRequest,
    row: ContributionRequest,
    form: GiveForm | DeclineForm,
) -> bool:
    """Hand the form to its service; a refusal stands in the form."""
    work: Callable[..., object] = service.decline_contribution
    said = form.cleaned_data
    if isinstance(form, GiveForm):
        work, said = service.give_contribution, form.given()
    refused = refusal_of(request, work, request=row, **said)
    if stored(request, refused, f"Đã trả lời {row.duty.agency}."):
        return True
    show_problems(form, refused)
    return False


@require_POST
def withdraw_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a request that nobody answered."""
    today, now = read_clock()
    user = signed_in(request)
    row = contribution_request_for(user, pk, today)
    try:
        service.withdraw_part_request(request=row, actor=user, today=today, now=now)
    except RuleBroken as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"Đã rút đề nghị gửi {row.agency}.")
    return redirect("tasks:duty", pk=row.duty_id)
