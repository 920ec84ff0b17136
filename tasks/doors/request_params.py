"""What an address asks for: the plan, the period, where to go next."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import NoReturn

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from agencies.models import Agency
from kehoach.lib.dates import parse_date
from kehoach.site.compiled import Compiled
from tasks.duties.access import signed_in
from tasks.duties.of_agency import plans_given
from tasks.duties.shown import PeriodDuties, carries_over
from tasks.models import Duty, Period, Plan
from tasks.models.period_rows import PeriodQuerySet, first_awaited


@dataclass(frozen=True)
class AskedPeriod:
    """A plan, its periods (newest first) and the one that the page is about."""

    plan: Plan
    periods: list[Period]
    period: Period | None
    as_of: date | None = None

    def duties(self, today: date) -> PeriodDuties | None:
        """Return what the period shows (a query where others may carry duties over)."""
        if self.period is None:
            return None
        shown = PeriodDuties(self.period, today, self.as_of)
        if not shown.is_now:
            return shown
        return replace(shown, carried_over=carries_over(self.period, self.periods))

    @property
    def words_day(self) -> date:
        """Return the day whose words the page speaks: those of its period."""
        if self.period is None:
            return self.as_of or date.max
        return self.period.words_day(self.as_of)


def asked(request: HttpRequest) -> AskedPeriod:
    """Return plan and period of the address; 404 for a period there is not.

    `ngay` asks for a day in the past; without a period the year of that day is shown. A day that
    cannot be read, or is not past, means today.
    """
    plan, today = asked_plan(request), timezone.localdate()
    meant = _PERIODS.objects(plan=plan.pk, today=today, year=first_awaited(today))
    for period in meant:
        period.plan = plan
    periods = sorted(meant, key=lambda each: each.data_to, reverse=True)
    day = day_asked(request, today)
    key = request.GET.get("ky", "")
    if day and not key:
        held = (p for p in periods if p.data_from <= day <= p.data_to)
        if found := next(held, None):
            return AskedPeriod(plan, periods, found, day)
    return AskedPeriod(plan, periods, _chosen(meant, key), day)


def day_asked(request: HttpRequest, today: date) -> date | None:
    """Return the day in the past that `ngay` names (05/06/2026 or 2026-06-05)."""
    word = request.GET.get("ngay", "").strip()
    if not word:
        return None
    try:
        day = parse_date(word)
    except ValueError:
        messages.warning(request, f"Không đọc được ngày «{word}»: ghi như 05/06/2026.")
        return None
    return day if day < today else None


def plan_code(request: HttpRequest) -> str:
    """Return the code of the plan that the address stands below."""
    found = request.resolver_match
    return str(found.kwargs["plan"]) if found else ""


def know_plan(request: HttpRequest, plan: Plan) -> None:
    """Remember the plan of the address, which the person sees, for who asks next."""
    request.plan = plan  # type: ignore[attr-defined] # read by asked_plan and pages


def _is_seen(plan: Plan, request: HttpRequest) -> bool:
    """Return whether the person sees the plan; what was published needs no query."""
    if not (plan.is_draft or hasattr(plan, "adhoc")):
        return True
    seen = Plan.objects.visible_to(signed_in(request), today=timezone.localdate())
    return seen.filter(pk=plan.pk).exists()


def asked_plan(request: HttpRequest) -> Plan:
    """Return the plan that the address is about, the one answer to this question; 404
    for one that the person does not see.
    """
    known: Plan | None = getattr(request, "plan", None)
    if known is not None:
        return known
    rows = Plan.objects.filter(code=plan_code(request))
    plan: Plan | None = rows.select_related("adhoc").first()
    if plan is None or not _is_seen(plan, request):
        _no_such("Không có kế hoạch này.")
    know_plan(request, plan)
    return plan


class SeveralPlans(Exception):
    """The address leaves open which of these plans is meant."""

    def __init__(
        self, plans: Sequence[Plan] | QuerySet[Plan], address: Callable[[Plan], str]
    ) -> None:
        """Keep what there is to choose from, and where the address goes on to a plan."""
        super().__init__()
        self.plans = plans
        self.address = address


def plan_of_agency(
    request: HttpRequest,
    agency: Agency,
    today: date,
    given: Sequence[Plan] | None = None,
) -> Plan | None:
    """Return the plan that a page of one agency is about: named by `ke-hoach`, else the
    only one that gave it work which the person sees, else the only one there is that
    gave it none; None without any. `given` are those that gave it work, where these are
    known. Raises SeveralPlans, 404 for another plan.
    """
    user = signed_in(request)
    plans = given if given is not None else list(plans_given(agency, user, today))
    if not plans:
        held = Duty.objects.filter(agency=agency).values("period__plan")
        plans = list(Plan.objects.programmes().published().exclude(pk__in=held)[:2])
    of_request = bool(request.GET.get("ky")) and not asked_period(request)
    if (code := request.GET.get("ke-hoach", "")) and not of_request:
        plans = [plan for plan in plans if plan.code == code]
        if not plans:
            _no_such("Kế hoạch này không giao việc cho đơn vị.")
    if len(plans) > 1:
        raise SeveralPlans(plans, partial(_again, request))
    return plans[0] if plans else None


def _again(request: HttpRequest, plan: Plan) -> str:
    query = request.GET.copy()
    query.pop("page", None)  # of the plans that are offered
    query["ke-hoach"] = plan.code
    return f"{request.path}?{query.urlencode()}"


def to_plan(request: HttpRequest, page: str, **said: object) -> HttpResponseRedirect:
    """Go to another page of the plan that the address is about."""
    kwargs = {"plan": asked_plan(request).code, **said}
    return HttpResponseRedirect(reverse(page, kwargs=kwargs))


def _meant(plan: int, today: date, year: int) -> PeriodQuerySet:
    return Period.objects.filter(plan=plan).meant_first(today, year)


_PERIODS = Compiled(_meant, plan=2**53 - 111, today=date(1801, 1, 2), year=31_013)


def _chosen(periods: list[Period], key: str) -> Period | None:
    if not key:
        return periods[0] if periods else None
    found = [period for period in periods if period.key == key]
    if not found:
        _no_such("Chưa có kỳ báo cáo này.")
    return found[0]


def _no_such(message: str) -> NoReturn:
    raise Http404(message)


def require(allowed: bool) -> None:
    """Refuse the page (403) unless the gate is open."""
    if not allowed:
        raise PermissionDenied


def address_back(request: HttpRequest) -> str:
    """Return the page of this site that `next` names; empty when it names none."""
    address = request.POST.get("next") or request.GET.get("next", "")
    allowed = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if allowed else ""


def go_back(
    request: HttpRequest, otherwise: str, *args: object
) -> HttpResponseRedirect:
    """Go to the page of this site that `next` names, else to the named view."""
    address = address_back(request)
    found = HttpResponseRedirect(address) if address else None
    return found or redirect(otherwise, *args)


def go_whole(request: HttpRequest, address: str) -> HttpResponse:
    """Go to the address; a script that showed an upload's progress is told where."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)


def asked_period(request: HttpRequest) -> str:
    """Return the word of the period that the address asks for, if any; ad-hoc
    requests stand on the desk whatever its period.
    """
    word: str = request.GET.get("ky", "")
    return "" if word.endswith(Period.Kind.ADHOC) else word
