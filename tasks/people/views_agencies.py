"""«Cơ quan»: the list, one agency across the years, its people and who takes over."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.asked.waking import wake
from agencies.events.family import family_of
from agencies.models import TERRITORIES, Agency, AgencyKind, Level, Membership, User
from agencies.models.dated import alive_on
from kehoach.lib.refusals import RuleBroken
from kehoach.lib.text import search_text
from tasks.doors.problems import show_problems
from tasks.doors.request_params import require
from tasks.doors.views_once import once, stored
from tasks.duties.access import (
    agency_for,
    desks_of,
    readable_among,
    signed_in,
    steers_any,
)
from tasks.duties.of_agency import plans_given
from tasks.models import Difficulty, Duty, Extension, UnitReport
from tasks.people.delegations import delegate
from tasks.people.forms_staffing import DelegateForm, HandOverForm
from tasks.people.page_agency import (
    open_offers,
    people_of,
    readable_agencies,
    why_red,
    years_of,
)
from tasks.people.readers import readers_of
from tasks.people.staffing import hand_over, in_need, may_staff, names_people

_PER_PAGE = 50


@require_safe
def agencies(request: HttpRequest) -> HttpResponse:
    """Show the agencies that the person reads, by name."""
    today = timezone.localdate()
    user = signed_in(request)
    duties = Duty.objects.visible_to(user, today=today)
    rows = readable_agencies(duties) | Agency.objects.filter(
        pk__in=desks_of(user, today).order_by().values("pk")
    )
    kept = _filtered(rows, request, today).order_by("sort_key", "pk")
    page = Paginator(kept, _PER_PAGE).get_page(request.GET.get("page"))
    steers = steers_any(user, today)
    context = {
        "page": page,
        "kinds": AgencyKind.choices,
        "levels": Level.choices,
        "territories": TERRITORIES.choices,
        "with_ended": request.GET.get("ket-thuc") == "co",
        "steers": steers,
        "staffs": steers or names_people(user, today),
        "today": today,
    }
    return render(request, "tasks/people/agencies.html", context)


def _filtered(
    rows: QuerySet[Agency], request: HttpRequest, today: date
) -> QuerySet[Agency]:
    """Keep what the address asks for; ended agencies only when asked."""
    get = request.GET
    if words := get.get("q", "").strip():
        rows = rows.filter(search_text__contains=search_text(words))
    for name, field in (("loai", "kind"), ("cap", "level"), ("dia-ban", "territory")):
        if value := get.get(name, ""):
            rows = rows.filter(**{field: value})
    if get.get("ket-thuc") != "co":
        rows = rows.filter(alive_on(today))
    return rows


@require_safe
def agency(request: HttpRequest, code: str) -> HttpResponse:
    """Show one agency: people, years, letters, who came before and after."""
    today = timezone.localdate()
    user = signed_in(request)
    row = agency_for(user, code, today)
    plans, family = list(plans_given(row, user, today)), family_of(row)
    own = desks_of(user, today).filter(pk=row.pk).exists()
    staffs = may_staff(user, row, today)
    reports = (
        UnitReport.objects.standing()
        .filter(agency=row)
        .visible_to(user, today=today)
        .select_related("agency", "period__plan__adhoc")
    )
    context: dict[str, Any] = {
        "agency": row,
        "plan": plans[0] if len(plans) == 1 else None,
        "plans": plans,
        "years": years_of(row, plans, today),
        "owed_word": "Phải thực hiện" if row.can_be_ordered else "Được đề nghị",
        "people": people_of(row, today),
        "offers": open_offers(row) if staffs else [],
        "shows_contacts": own or staffs,
        "staffs": staffs and row.is_alive_on(today),
        "lists_all": steers_any(user, today),
        "ended": not row.is_alive_on(today),
        "family": family,
        "readable": readable_among(user, family.ids, today) if family else set(),
        "reports": reports.order_by("-period__data_to"),
        "extensions": Extension.objects.filter(
            agency=row, period__plan__in=[plan.pk for plan in plans]
        ).select_related("period"),
        "difficulties": Difficulty.objects.standing()
        .visible_to(user, today=today)
        .filter(agency=row)
        .count(),
        "inspections": readers_of(row, today) if own or staffs else [],
        "today": today,
    }
    return render(request, "tasks/people/agency.html", context)


@require_safe
def red_list(request: HttpRequest) -> HttpResponse:
    """Show agencies that owe something and have nobody who can be reached or awake."""
    today = timezone.localdate()
    require(steers_any(signed_in(request), today))
    page = Paginator(in_need(today), _PER_PAGE).get_page(request.GET.get("page"))
    lines = [(row, why_red(row)) for row in page]
    return render(request, "tasks/people/red_list.html", {"page": page, "lines": lines})


def staffed(request: HttpRequest, code: str, today: date) -> Agency:
    """Return the agency whose people the person may change."""
    row = agency_for(signed_in(request), code, today)
    if not may_staff(signed_in(request), row, today):
        raise PermissionDenied
    return row


def hand_over_page(request: HttpRequest, code: str, person: int) -> HttpResponse:
    """End one person's roles at the agency and name who goes on."""
    today = timezone.localdate()
    row = staffed(request, code, today)
    leaving = get_object_or_404(
        User.objects.filter(memberships__agency=row).distinct(), pk=person
    )
    form = HandOverForm(request.POST or None, today=today, initial={"last_day": today})
    valid = request.method == "POST" and form.is_valid()
    if valid and handed_over(request, row, leaving, form, today):
        return redirect("tasks:agency", code=code)
    context = {"agency": row, "leaving": leaving, "form": form}
    return render(request, "tasks/people/hand_over.html", context)


def handed_over(
    request: HttpRequest, row: Agency, leaving: User, form: HandOverForm, today: date
) -> bool:
    """Call the service, activate a new account; put a refusal into the form."""
    try:
        done = hand_over(
            agency=row,
            leaving=leaving,
            actor=signed_in(request),
            today=today,
            now=timezone.now(),
            **form.cleaned_data,
        )
    except RuleBroken as error:
        show_problems(form, error)
        return False
    messages.success(request, f"Đã bàn giao {done.ended} vai trò của {leaving}.")
    if done.is_offered:
        messages.info(
            request,
            f"{done.successor} là người của đơn vị khác: đã gửi đề nghị, vai trò có hiệu"
            " lực khi người ấy đồng ý.",
        )
    if done.is_new and done.successor:
        messages.info(request, f"Đang gửi thư kích hoạt tới {done.successor.email}.")
        wake(request)
    if done.leaves_nobody:
        messages.warning(
            request, f"{row} không còn đầu mối nhận việc. Cử người thay sớm."
        )
    return True


def delegate_page(request: HttpRequest, code: str) -> HttpResponse:
    """Let a colleague send in the agency's name for some days."""
    today = timezone.localdate()
    row = staffed(request, code, today)
    held = Membership.objects.alive_on(today).filter(agency=row)
    form = DelegateForm(
        request.POST or None,
        people=held.values_list("user", flat=True),
        today=today,
        initial={"first": today},
    )
    if request.method == "POST" and form.is_valid():
        error = delegated(request, row, form, today)
        said = form.cleaned_data
        words = f"Đã ủy quyền cho {said['to']} đến {said['last']:%d/%m/%Y}."
        if stored(request, error, words):
            return redirect("tasks:agency", code=code)
        show_problems(form, error)
    return render(request, "tasks/people/delegate.html", {"agency": row, "form": form})


def delegated(
    request: HttpRequest, row: Agency, form: DelegateForm, today: date
) -> RuleBroken | None:
    """Hand the form to the service; return the refusal of a rule, if any."""
    actor, now = signed_in(request), timezone.now()
    try:
        with once(request, now):
            delegate(agency=row, actor=actor, today=today, **form.cleaned_data)
    except RuleBroken as error:
        return error
    return None
