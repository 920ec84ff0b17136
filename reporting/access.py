"""Who reads the whole province: the steering agency, UBND tỉnh, administrators."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import (
    CharField,
    Count,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Concat
from django.http import Http404

from agencies.authority import Role, memberships_of
from agencies.models import User
from reporting.builders.judgement import Before, Share, year_before
from reporting.builders.outline import DEFAULT_LEAST
from reporting.models import Outline
from tasks.listing import NOT_OWED, SENT, listed
from tasks.models import (
    INTERIM,
    AgencySummary,
    Difficulty,
    DirectedAgency,
    Direction,
    DutySnapshot,
    Period,
    named,
)
from tasks.period_rows import PeriodQuerySet
from tasks.querysets import number_of
from tasks.services.by_letter import letter_only


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
    """Return the periods that have a report of the plan: years and parts of a year."""
    kinds = (Period.Kind.YEAR, *INTERIM)
    return periods_for(user, today).filter(kind__in=kinds)


def with_facts(rows: PeriodQuerySet, day: date) -> PeriodQuerySet:
    """Add what the overview says beside the period, in the same query: the unanswered
    difficulties, those that were escalated, how many agencies answer by letter
    only, the directions, whether others may lend `once` duties
    (`DutyQuerySet.shown_in`), and how much of the closed period before was sent by `day`.
    """
    others = Period.objects.filter(plan=OuterRef("plan")).exclude(pk=OuterRef("pk"))
    told = Difficulty.objects.filter(period=OuterRef("pk"), merged_into__isnull=True)
    outline = Outline.objects.filter(plan=OuterRef("plan"))
    directed = Direction.objects.filter(plan=OuterRef("plan"))
    left = DirectedAgency.objects.filter(direction=OuterRef("pk"), done_on=None)
    State = Difficulty.State  # noqa: N806 -- a class
    return rows.annotate(
        open_difficulties=number_of(told.filter(state=State.OPEN)),
        escalated=number_of(told.filter(state=State.ESCALATED)),
        directions=number_of(directed),
        directions_done=number_of(directed.filter(~Exists(left))),
        next_direction=Subquery(
            directed.filter(Exists(left), due_on__isnull=False)
            .order_by("due_on")
            .values("due_on")[:1]
        ),
        lent=Exists(others),
        by_letter=number_of(letter_only(day)),
        before_year=Subquery(_before(OuterRef).values("year")[:1]),
        before_stored=Subquery(_stored(year_before(day))),
        owing=number_of(_owing(OuterRef("pk"))),
        least=Subquery(outline.values("least_coverage")[:1]),
    )


def share_before(period: Period) -> Before | None:
    """Return the closed period before and its share by the same day, over the agencies
    that owe in both, as `with_facts` found them; None for a closed period, where there
    is none, and where fewer agencies owe in both than the outline wants.
    """
    year = getattr(period, "before_year", None)
    if year is None or not period.is_open:
        return None
    told: Any = period
    owed, sent, units = (int(each) for each in told.before_stored.split("/"))
    if not units or 100 * units < (told.least or DEFAULT_LEAST) * told.owing:
        return None
    words = Period(kind=period.kind, year=year).words
    return Before(words, Share(sent, owed), units, told.owing)


def share_of_both(period: Period, today: date) -> Share:
    """Return how much is sent of what the agencies owe that owed in the closed period
    before too (one query).
    """
    stored = _snapshots(lambda name: getattr(period, name))
    rows = listed(period, today).scored().filter(agency__in=stored.values("agency"))
    found = rows.order_by().aggregate(
        sent=Count("pk", filter=Q(standing__in=SENT)),
        owed=Count("pk", filter=~Q(standing__in=NOT_OWED)),
    )
    return Share(found["sent"], found["owed"])


def _before(outer: Callable[[str], Any]) -> QuerySet[Period]:
    """Return the closed periods of the same plan and kind before the one whose columns
    `outer` gives, the newest first.
    """
    return Period.objects.filter(
        plan=outer("plan"),
        kind=outer("kind"),
        data_to__lt=outer("data_from"),
        state=Period.State.CLOSED,
    ).order_by("-data_to")


def _snapshots(outer: Callable[[str], Any]) -> QuerySet[DutySnapshot]:
    """Return what counted of the newest of `_before` when it closed."""
    newest = Subquery(_before(outer).values("pk")[:1])
    return DutySnapshot.objects.filter(period=newest, counted=True)


def _owing(period: OuterRef) -> QuerySet[AgencySummary]:
    return AgencySummary.objects.filter(period=period, owed__gt=0)


def _stored(day: date) -> QuerySet[Any]:
    """Return «owed/sent by the day/agencies» of what the period before the outer one
    stored when it closed, of agencies that owe in the outer one: one reading for three.
    """
    rows = _snapshots(lambda name: OuterRef(OuterRef(name)))
    both = rows.filter(
        agency__in=_owing(OuterRef(OuterRef("pk"))).values("agency")
    ).order_by()
    counts = (
        Count("*"),
        Count("pk", filter=Q(first_sent_on__lte=day)),
        Count("agency", distinct=True),
    )
    first, second, third = (Cast(count, CharField()) for count in counts)
    whole = both.annotate(one=Value(1)).values("one")
    said = Concat(first, Value("/"), second, Value("/"), third)
    return whole.annotate(said=said).values("said")


def period_asked(rows: PeriodQuerySet, asked: str, today: date) -> Period | None:
    """Return the period named, else the one that is meant on `today`."""
    if asked:
        return named(rows, asked).first()
    return rows.meant_first(today).first()


def period_or_404(user: User, asked: str, today: date) -> Period:
    """Return the period the page is about, or 404 for a stranger."""
    period = period_asked(periods_for(user, today), asked, today)
    if period is None:
        raise Http404
    return period


def reported_or_404(user: User, key: str, today: date) -> Period:
    """Return the period that a report is about («2026», «2026-6-thang»), or 404."""
    period = named(reported(user, today), key).first()
    if period is None:
        raise Http404
    return period
