"""«Công văn»: who is late, the draft, and what went out; for Sở Nội vụ alone."""

from datetime import date
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from agencies.models import Agency, User
from tasks.access import can_review, current_period, plan_to_steer, signed_in
from tasks.forms.problems import show_problems
from tasks.forms.urging import LetterForm, SentForm
from tasks.models import Duty, Period, UrgingLetter
from tasks.services import urging_letters as service
from tasks.services.errors import RuleBroken, StaleVersion

PER_PAGE = 25
Purpose = UrgingLetter.Purpose


def steered_period(user: User, today: date, code: str = "") -> Period:
    """Return the period that the person urges for, or 404."""
    plan = plan_to_steer(user, today, code)
    period = current_period(plan) if plan else None
    if period is None or not can_review(user, period.plan, today):
        raise Http404
    return period


def letter_for(user: User, pk: int, today: date) -> UrgingLetter:
    """Return the letter, or 404 for who does not steer its plan."""
    rows = UrgingLetter.objects.select_related(
        "period__plan__steering_agency", "created_by", "sent_by"
    )
    letter: UrgingLetter = get_object_or_404(rows, pk=pk)
    if not can_review(user, letter.period.plan, today):
        raise Http404
    return letter


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """List the letters, and the agencies that are late to choose from."""
    today, user = timezone.localdate(), signed_in(request)
    period = steered_period(user, today, request.GET.get("ke-hoach", ""))
    rows = UrgingLetter.objects.filter(period__plan=period.plan)
    counted = rows.select_related("period").annotate(
        names=Count("named", distinct=True), to=Count("agencies", distinct=True)
    )
    late = service.as_late(service.late_duties(period, today))
    by_agency = groupby(late, key=lambda line: line.duty.agency)
    context = {
        "period": period,
        "page": Paginator(counted.order_by("-created_at", "-pk"), PER_PAGE).get_page(
            request.GET.get("page")
        ),
        "late": [(agency, len(list(lines))) for agency, lines in by_agency],
        "issuers": UrgingLetter.Issuer.choices,
    }
    return render(request, "tasks/letters.html", context)


@require_POST
def new_letter(request: HttpRequest) -> HttpResponse:
    """Draft a letter to the ticked agencies, or the request to all that owe."""
    today, user = timezone.localdate(), signed_in(request)
    period = steered_period(user, today, request.GET.get("ke-hoach", ""))
    purpose = request.POST.get("purpose", "")
    issuer = request.POST.get("issuer", "")
    if purpose not in Purpose.values or issuer not in UrgingLetter.Issuer.values:
        raise Http404
    try:
        letter = service.draft_letter(
            period=period,
            purpose=purpose,
            issuer=issuer,
            agencies=chosen(request, period, purpose),
            actor=user,
            today=today,
            now=timezone.now(),
        )
    except RuleBroken as error:
        messages.error(request, error.message)
        return redirect(f"{reverse('tasks:letters')}{query_of(request)}")
    return redirect("tasks:letter", pk=letter.pk)


def query_of(request: HttpRequest) -> str:
    """Return the query of the address, so that the plan it names is kept."""
    asked = request.GET.urlencode()
    return f"?{asked}" if asked else ""


def chosen(request: HttpRequest, period: Period, purpose: str) -> list[Agency]:
    """Return the ticked agencies; a request goes to everybody who owes something."""
    if purpose == Purpose.REQUEST:
        owing = Duty.objects.filter(period=period).live().values("agency_id")
        return list(Agency.objects.filter(pk__in=owing))
    ticked = [pk for pk in request.POST.getlist("agency") if pk.isdecimal()]
    return list(Agency.objects.filter(pk__in=ticked))


def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a letter; change its words while it is a draft."""
    today, user = timezone.localdate(), signed_in(request)
    row = letter_for(user, pk, today)
    form = LetterForm(request.POST or None, today=today, initial=vars(row))
    page = page_of(row, form, SentForm(today=today), today)
    page["version"] = request.POST.get("version") or row.version
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        version = said.pop("version")
        try:
            service.change_letter(
                letter=row, said=said, version=version, actor=user, today=today
            )
        except RuleBroken as error:
            show_problems(form, error)
            if isinstance(error, StaleVersion):
                page["version"] = row.version
        else:
            messages.success(request, "Đã lưu công văn.")
            return redirect("tasks:letter", pk=pk)
    return render(request, "tasks/letter.html", page)


@require_POST
def letter_sent(request: HttpRequest, pk: int) -> HttpResponse:
    """Record number and day: the letter went out."""
    today, user = timezone.localdate(), signed_in(request)
    row = letter_for(user, pk, today)
    form = SentForm(request.POST, today=today)
    if form.is_valid():
        try:
            service.record_sent(
                letter=row,
                actor=user,
                today=today,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except RuleBroken as error:
            show_problems(form, error)
        else:
            messages.success(request, "Đã ghi nhận công văn gửi đi.")
            return redirect("tasks:letter", pk=pk)
    page = page_of(row, LetterForm(today=today, initial=vars(row)), form, today)
    return render(request, "tasks/letter.html", page)


def page_of(
    row: UrgingLetter, form: LetterForm, sent: SentForm, today: date
) -> dict[str, Any]:
    """Return what the page of a letter shows."""
    return {
        "letter": row,
        "version": row.version,
        "form": form,
        "sent_form": sent,
        "lines": service.lines_of(row, today),
        "addressees": row.agencies.order_by("sort_key", "pk"),
    }
