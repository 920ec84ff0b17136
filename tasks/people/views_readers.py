"""An inspection reads: the pages of who reads, and of who lets them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from agencies.asked.waking import wake
from agencies.models import Agency, AuditRecord
from kehoach.lib.refusals import RuleBroken
from tasks.doors.problems import show_problems
from tasks.doors.request_params import require
from tasks.doors.views_once import refusal_of, stored
from tasks.duties.access import signed_in
from tasks.duties.past_words import in_their_periods
from tasks.duties.standing_words import shown_of
from tasks.models import Difficulty, Duty, UnitReport
from tasks.models.readers import grants_of
from tasks.people import readers as service
from tasks.people.forms_readers import GrantForm
from tasks.people.page_agency import readable_agencies

_PER_PAGE = 50


@require_safe
def reading(request: HttpRequest) -> HttpResponse:
    """Show what the account may read, by which decision, until when."""
    user, today = signed_in(request), timezone.localdate()
    if not user.reads_only:
        raise Http404
    duties = Duty.objects.visible_to(user, today=today)
    agencies = readable_agencies(duties).order_by("sort_key", "pk")
    page = Paginator(agencies, _PER_PAGE).get_page(request.GET.get("page"))
    context = {"grants": grants_of(user, today), "page": page, "today": today}
    return render(request, "tasks/people/reading.html", context)


@require_safe
def reading_agency(request: HttpRequest, code: str) -> HttpResponse:
    """Show one agency's duties, letters and difficulties that the account may read."""
    user, today = signed_in(request), timezone.localdate()
    if not user.reads_only:
        raise Http404
    agency = get_object_or_404(Agency, code=code)
    rows = Duty.objects.filter(agency=agency).visible_to(user, today=today)
    order = ("-period__data_to", "period", "task__position", "pk")
    rows = rows.select_related("task", "agency", "period__plan").order_by(*order)
    page = Paginator(rows, _PER_PAGE).get_page(request.GET.get("page"))
    if not page.paginator.count:
        raise Http404
    shown = in_their_periods(page.object_list)
    letters = UnitReport.objects.filter(agency=agency).visible_to(user, today=today)
    told = Difficulty.objects.standing().filter(agency=agency)
    context = {
        "agency": agency,
        "page": page,
        "lines": [(duty, shown_of(duty, today)) for duty in shown],
        "letters": letters.select_related("period").order_by("-signed_on", "-pk"),
        "difficulties": told.visible_to(user, today=today).order_by("-raised_on"),
        "grants": grants_of(user, today),
    }
    return render(request, "tasks/people/reading_agency.html", context)


@require_safe
def readers(request: HttpRequest) -> HttpResponse:
    """List who reads for an inspection, and who did."""
    user, today = signed_in(request), timezone.localdate()
    require(user.is_superuser or service.plans_to_open(user, today).exists())
    rows = service.grants_shown(user, today).prefetch_related("agencies")
    page = Paginator(rows, _PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "tasks/people/readers.html", {"page": page, "today": today})


@require_http_methods(["GET", "HEAD", "POST"])
def grant_reading_view(request: HttpRequest) -> HttpResponse:
    """Let a member of an inspection read some agencies' papers until a day."""
    user, today = signed_in(request), timezone.localdate()
    plans = service.plans_to_open(user, today)
    require(user.is_superuser or plans.exists())
    owing = Duty.objects.filter(period__plan__in=plans).order_by().values("agency")
    among = Agency.objects.filter(pk__in=owing).order_by("sort_key", "pk")
    form = GrantForm(
        request.POST or None,
        plans=plans.filter(adhoc__isnull=True).order_by("-issued_on", "pk"),
        among=among,
        every_plan=user.is_superuser,
        today=today,
    )
    if request.method == "POST" and form.is_valid():
        error = refusal_of(request, service.grant_reading, **form.cleaned_data)
        said = form.cleaned_data
        words = (
            f"{said['full_name']} đọc được hồ sơ đến hết {said['last_day']:%d/%m/%Y}."
        )
        if stored(request, error, words):
            wake(request)
            return redirect("tasks:readers")
        show_problems(form, error)
    context = {"form": form, "agencies": list(among), "today": today}
    return render(request, "tasks/people/grant_reading.html", context)


@require_safe
def reader(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one grant and everything that was read by its account since."""
    user, today = signed_in(request), timezone.localdate()
    row = get_object_or_404(service.grants_shown(user, today), pk=pk)
    read = AuditRecord.objects.filter(
        actor=row.user, kind=AuditRecord.Kind.READ, at__gte=row.granted_at
    )
    page = Paginator(read, _PER_PAGE).get_page(request.GET.get("page"))
    stands = row.ended_at is None and row.is_alive_on(today)
    context = {"row": row, "page": page, "stands": stands}
    return render(request, "tasks/people/reader.html", context)


@require_POST
def end_reading_view(request: HttpRequest, pk: int) -> HttpResponse:
    """End a grant early, with the reason."""
    user, now = signed_in(request), timezone.now()
    today = timezone.localdate(now)
    row = get_object_or_404(service.grants_shown(user, today), pk=pk)
    reason = request.POST.get("reason", "")
    try:
        service.end_reading(grant=row, reason=reason, actor=user, today=today, now=now)
    except RuleBroken as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Đã kết thúc quyền đọc; người đọc bị đăng xuất ngay.")
    return redirect("tasks:reader", pk=pk)
