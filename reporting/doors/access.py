"""Who reads the whole province: the steering agency, UBND tỉnh, administrators."""

from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest

from agencies.models import User
from agencies.models.authority import Role, memberships_of
from kehoach.site.compiled import Compiled
from tasks.doors.request_params import know_plan, plan_code
from tasks.duties.access import signed_in
from tasks.models import Period, periods_named
from tasks.models.period_rows import PeriodQuerySet, first_awaited


def periods_for(user: User, today: date) -> PeriodQuerySet:
    """Return the periods whose plan the person reads as a whole, newest first."""
    mine = memberships_of(user, today)
    steers = mine.filter(agency_id=OuterRef("plan__steering_agency_id"))
    leads = mine.filter(role=Role.LEADER)
    rows = Period.objects.select_related("plan__steering_agency")
    if not (user.is_active and user.is_superuser):
        rows = rows.filter(Q(Exists(steers)) | Q(Exists(leads)))
    return rows.order_by("-data_to", "-pk")


def reported(user: User, today: date) -> PeriodQuerySet:
    """Return the periods that have a report of the plan: all of its calendar."""
    return periods_for(user, today).exclude(kind=Period.Kind.ADHOC)


def period_asked(request: HttpRequest, asked: str, today: date) -> Period | None:
    """Return the period named of the plan that the address is about, else the one that is
    meant on `today`; None for who does not read the plan as a whole.
    """
    user, code = signed_in(request), plan_code(request)
    if asked:
        rows = periods_for(user, today).filter(plan__code=code)
        return periods_named(rows, asked).first()
    year = first_awaited(today)
    if user.is_superuser or user.reads_only:
        return _meant(user, code, today, year).first()
    found = _MEANT.objects(person=user.pk, code=code, today=today, year=year)
    return found[0] if found else None


def _meant(user: User, code: str, today: date, year: int) -> PeriodQuerySet:
    rows = periods_for(user, today).filter(plan__code=code)
    return rows.meant_first(today, year)[:1]


def _meant_of(person: int, code: str, today: date, year: int) -> PeriodQuerySet:
    return _meant(User(pk=person), code, today, year)


_MEANT = Compiled(
    _meant_of, person=2**53 - 111, code="'", today=date(1801, 1, 2), year=31_013
)


def period_or_404(request: HttpRequest, asked: str, today: date) -> Period:
    """Return the period of the plan that the page is about, or 404 for a stranger."""
    return _known(request, period_asked(request, asked, today))


def reported_or_404(request: HttpRequest, key: str, today: date) -> Period:
    """Return the period of the plan that a report is about («2026», «2026-quy-1»), or
    404.
    """
    rows = reported(signed_in(request), today).filter(plan__code=plan_code(request))
    return _known(request, periods_named(rows, key).first())


def _known(request: HttpRequest, period: Period | None) -> Period:
    """Return the period, whose plan the page is about: who reads all of it sees it."""
    if period is None:
        raise Http404
    know_plan(request, period.plan)
    return period
