"""What an address asks for: the plan, the period, where to go next."""

from dataclasses import dataclass
from typing import NoReturn

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from tasks.models import Period, Plan

YEAR_DIGITS = 4


@dataclass(frozen=True)
class Asked:
    """A plan, its periods (newest first) and the one that the page is about."""

    plan: Plan
    periods: list[Period]
    period: Period | None


def asked(request: HttpRequest) -> Asked:
    """Return plan and period of the address; 404 for a year without a period."""
    plan = plan_of(request)
    periods = list(Period.objects.filter(plan=plan).order_by("-data_to"))
    for period in periods:
        period.plan = plan
    return Asked(plan, periods, _chosen(periods, request.GET.get("ky", "")))


def plan_of(request: HttpRequest) -> Plan:
    """Return the plan named by `ke-hoach`, else the newest one."""
    rows = Plan.objects.select_related("steering_agency")
    if code := request.GET.get("ke-hoach", ""):
        rows = rows.filter(code=code)
    plan = rows.first()
    if plan is None:
        _no_such("Không có kế hoạch này.")
    return plan


def _chosen(periods: list[Period], year: str) -> Period | None:
    if not year:
        opened = (period for period in periods if period.is_open)
        return next(opened, periods[0] if periods else None)
    found = [period for period in periods if str(period.year) == year]
    if not found:
        _no_such("Chưa có kỳ báo cáo này.")
    return found[0]


def _no_such(message: str) -> NoReturn:
    raise Http404(message)


def require(allowed: bool) -> None:  # noqa: FBT001 -- reads as a sentence
    """Refuse the page (403) unless the gate is open."""
    if not allowed:
        raise PermissionDenied


def go_back(
    request: HttpRequest, otherwise: str, *args: object
) -> HttpResponseRedirect:
    """Go to the page of this site that `next` names, else to the named view."""
    address = request.POST.get("next", "")
    if address and url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return redirect(address)
    return redirect(otherwise, *args)
