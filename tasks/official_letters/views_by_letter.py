"""«Trả lời bằng văn bản»: who owes nothing here, and what their letters told."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies.models import Agency
from kehoach.lib.refusals import RuleBroken
from kehoach.site.moments import read_clock
from tasks.doors.problems import show_problems
from tasks.doors.views_once import refusal_of, stored
from tasks.duties.access import can_review, signed_in
from tasks.figures.answers import current_values
from tasks.models import Consent, Duty, FigureValue, Period, UnitReport
from tasks.official_letters import by_letter as service
from tasks.official_letters.forms_by_letter import (
    ConsentForm,
    DecisionForm,
    LetterNumbersForm,
)
from tasks.periods.days import may_manage_periods


def reviewed(request: HttpRequest, pk: int, today: date) -> Period:
    """Return the period for who reviews its plan; 404 for everybody else."""
    period = get_object_or_404(Period.objects.select_related("plan"), pk=pk)
    if not can_review(signed_in(request), period.plan, today):
        raise Http404
    return period


def by_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """List who answers by letter only and who is only asked, with their sources; the
    head decides who answers by letter only.
    """
    today = timezone.localdate()
    period = reviewed(request, pk, today)
    search_url = f"{reverse('tasks:find_agency')}?o=agency"
    form = DecisionForm(request.POST or None, today=today, search_url=search_url)
    if request.method == "POST" and form.is_valid():
        agency = form.cleaned_data["agency"]
        words = f"{agency.short_name} chỉ trả lời bằng văn bản từ {today:%d/%m/%Y}."
        given = {"plan": period.plan} | form.cleaned_data
        if attempt(request, form, service.let_answer_by_letter, words, **given):
            return redirect("tasks:by_letter", pk=pk)
    steering = period.plan.steering_agency_id
    context = {
        "period": period,
        "rows": rows_of(period, today),
        "form": form,
        "manages": may_manage_periods(signed_in(request), steering, today),
    }
    return render(request, "tasks/official_letters/by_letter.html", context)


def attempt(
    request: HttpRequest,
    form: Form,
    work: Callable[..., Any],
    done: str,
    **given: Any,
) -> bool:
    """Make one call of a service; put its refusal into the form and return False."""
    refused = refusal_of(request, work, **given)
    show_problems(form, refused)
    return stored(request, refused, done)


def rows_of(period: Period, today: date) -> list[dict[str, Any]]:
    """Return the agencies in the official order, each with its source; a fixed number
    of queries.
    """
    only = set(service.letter_only(today).values_list("pk", flat=True))
    live = Duty.objects.live().filter(period=period).order_by()
    owing = live.scored().values("agency_id")
    asked = live.filter(is_requested=True).exclude(agency_id__in=owing)
    ids = only | set(asked.values_list("agency_id", flat=True))
    letters = UnitReport.objects.standing().filter(period=period, agency_id__in=ids)
    by_agency = {letter.agency_id: letter for letter in letters}
    agreed = Consent.objects.standing().filter(period=period, agency_id__in=ids)
    consents = {consent.agency_id: consent for consent in agreed}
    values = FigureValue.objects.filter(
        period=period, agency_id__in=ids, is_current=True
    )
    told = values.order_by().values_list("agency_id").annotate(number=Count("pk"))
    counts: dict[int, int] = dict(told)
    return [
        {
            "agency": agency,
            "is_only": agency.pk in only,
            "letter": by_agency.get(agency.pk),
            "consent": consents.get(agency.pk),
            "figures": counts.get(agency.pk, 0),
        }
        for agency in Agency.objects.filter(pk__in=ids).order_by("sort_key", "pk")
    ]


def letter_numbers(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Record the letter of one agency and what it tells; or its consent."""
    today = timezone.localdate()
    period = reviewed(request, pk, today)
    agency = get_object_or_404(Agency, code=code)
    if not service.is_apart(agency, period, today):
        raise Http404
    held = UnitReport.objects.standing().filter(agency=agency, period=period).first()
    is_consent = "words" in request.POST
    form = LetterNumbersForm(
        None if is_consent else request.POST or None,
        letter=held,
        figures=service.askable(period.plan, agency, today),
        current=current_values(agency.pk, period),
        today=today,
    )
    consent = ConsentForm(request.POST if is_consent else None, today=today)
    where = {"agency": agency, "period": period}
    if request.method == "POST" and (
        agreed(request, consent, where)
        if is_consent
        else _kept(request, form, held, where)
    ):
        return redirect("tasks:by_letter", pk=pk)
    given = Consent.objects.standing().filter(**where).first()
    context = where | {"form": form, "consent_form": consent, "letter": held}
    context["seen"] = service.newest_number(agency, period)
    return render(
        request,
        "tasks/official_letters/letter_numbers.html",
        context | {"given": given},
    )


def agreed(request: HttpRequest, form: ConsentForm, where: dict[str, Any]) -> bool:
    """Record the consent."""
    if not form.is_valid():
        return False
    words = f"Đã ghi đồng ý của {where['agency'].short_name}."
    given = where | form.cleaned_data
    return attempt(request, form, service.record_consent, words, **given)


def _kept(
    request: HttpRequest,
    form: LetterNumbersForm,
    held: UnitReport | None,
    where: dict[str, Any],
) -> bool:
    """Record the letter, unless it is there, and its numbers: both or nothing."""
    if not form.is_valid():
        return False
    said = form.cleaned_data
    days = {} if held else {k: said[k] for k in ("number", "signed_on", "arrived_on")}
    words = f"Đã ghi văn bản và số liệu của {where['agency'].short_name}."
    return attempt(
        request,
        form,
        service.record_letter,
        words,
        held=held,
        letter=where | days,
        answers=form.answers,
        seen=_number_in(request.POST.get("seen", "")),
    )


def _number_in(text: str) -> int | None:
    """Return the number that a hidden field carries; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


@require_POST
def answer_again(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Let the agency answer in the portal again."""
    today, now = read_clock()
    period = reviewed(request, pk, today)
    agency = get_object_or_404(Agency, code=code)
    try:
        service.let_answer_on_portal(
            plan=period.plan,
            agency=agency,
            reason=request.POST.get("reason", ""),
            actor=signed_in(request),
            today=today,
            now=now,
        )
    except RuleBroken as error:
        messages.error(request, error.message)
    else:
        words = f"{agency.short_name} trả lời trên hệ thống từ {today:%d/%m/%Y}."
        messages.success(request, words)
    return redirect("tasks:by_letter", pk=pk)
