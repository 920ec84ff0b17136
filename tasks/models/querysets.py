"""Which rows: the reading vocabulary; every page starts from `visible_to`."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, IntegerField, Q, Subquery, Value
from django.db.models.functions import Coalesce

from agencies.models import User
from agencies.models.authority import (
    WRITERS,
    agencies_of,
    is_leader,
    is_member,
    memberships_of,
    reads_agency,
)
from tasks.models.readers import reading_scope
from tasks.models.states import LIVE, TO_DO, State

if TYPE_CHECKING:
    from tasks.models import Period


def number_of(rows: models.QuerySet[Any]) -> Coalesce:
    """Return how many of these rows there are, as a column of another query."""
    whole = rows.order_by().annotate(one=Value(1)).values("one")
    number = whole.annotate(number=Count("*")).values("number")
    return Coalesce(Subquery(number, output_field=IntegerField()), Value(0))


def reads_everything(user: User, today: date, plan: str) -> Q | None:
    """Return None when the person reads all rows, else the steering condition.

    Its list does not depend on the row, so the database works it out once.
    """
    if user.is_active and (user.is_superuser or is_leader(user, today)):
        return None
    mine = memberships_of(user, today)
    return Q(**{f"{plan}__steering_agency_id__in": mine.values("agency_id")})


def reads_plan(user: User, plan: Any, today: date) -> bool:
    """Return whether the person reads every row of the plan (at most one query)."""
    if user.is_active and user.is_superuser:
        return True
    steers = plan.steering_agency_id
    return is_leader(user, today) or is_member(user, steers, today)


def carried_over_to(period: "Period", path: str = "period__") -> Q:
    """Return whose `once` duties a period shows besides its own: of earlier periods,
    and a part those of its whole, which alone opens them
    (`Period.carries_over_to`).
    """
    carried_over = Q((f"{path}data_to__lt", period.data_to))
    if period.is_interim:
        carried_over |= Q((f"{path}kind", period.part_of), (f"{path}year", period.year))
    return carried_over


def periods_carried_over_to(period: "Period") -> models.QuerySet[Any]:
    """Return the periods of `carried_over_to`: asked by themselves, so that the
    database reads them once and can look duties up by their period.
    """
    rows = type(period)._default_manager.filter(plan_id=period.plan_id)
    return rows.filter(carried_over_to(period, "")).values("pk")


def times_in(period: "Period") -> Q:
    """Return which duties of its whole a part of a year shows: the times and own days
    that fall into it, each into one of the parts that stand beside one another; nothing
    where a period is no part.
    """
    if not period.is_interim:
        return Q(pk__in=[])
    rows = type(period)._default_manager.filter(
        plan_id=period.plan_id, kind=period.part_of, year=period.year
    )
    span = (period.data_from, period.data_to)
    return Q(period__in=rows.values("pk"), falls_on__range=span)


def carried_into(period: "Period") -> Q:
    """Return which duties a period shows besides its own: `once` and still to do, or
    accepted since its data began; of a part of a year also `times_in`.
    """
    running = Q(state__in=(*TO_DO, State.SUBMITTED))
    lately = Q(state=State.ACCEPTED, accepted_on__gte=period.data_from)
    carried_over = Q(schedule="once", period__in=periods_carried_over_to(period))
    once = carried_over & (running | lately) & Q(opened_on__lte=period.data_to)
    return once | times_in(period) if period.is_interim else once


class VisibleQuerySet(models.QuerySet[Any]):
    """Rows of an agency under a plan reached by `plan_path`."""

    plan_path, period_path = "period__plan", "period"

    def visible_to(self, user: User, *, today: date) -> Self:
        """Keep rows of the person's agencies and their predecessors, or all rows
        for the steering agency, UBND tỉnh leaders and administrators; for who only
        reads what the decision names.
        """
        if user.reads_only:
            paths = {"plan": self.plan_path, "period": self.period_path}
            return self.filter(reading_scope(user, today, **paths))
        steering = reads_everything(user, today, self.plan_path)
        if steering is None:
            return self
        return self.filter(steering | reads_agency(user, today))


class DutyQuerySet(VisibleQuerySet):
    """Questions about duties."""

    def visible_to(self, user: User, *, today: date) -> Self:
        """Keep, for who only reads, also where the work of a merged agency went on: its
        duties at the successor, and at the successor's successor.
        """
        seen = super().visible_to(user, today=today)
        if not user.reads_only:
            return seen
        named = self.model._base_manager.filter(
            reading_scope(user, today, plan=self.plan_path, period=self.period_path)
        )
        went = named.filter(carried_to__isnull=False).values("carried_to_id")
        further = self.model._base_manager.filter(
            pk__in=went, carried_to__isnull=False
        ).values("carried_to_id")
        keys = named.values("pk")
        return self.filter(Q(pk__in=keys) | Q(pk__in=went) | Q(pk__in=further))

    def live(self) -> Self:
        """Keep what is still owed or has been answered."""
        return self.filter(state__in=LIVE)

    def to_do(self) -> Self:
        """Keep what waits for the agency."""
        return self.filter(state__in=TO_DO)

    def shown_in(self, period: "Period", *, carried_over: bool = True) -> Self:
        """Keep the period's own duties and those that it shows besides; without
        `carried_over` its own alone, for who knows already that there are no others.
        """
        own = Q(period=period)
        return self.filter(own | carried_into(period) if carried_over else own)

    def carried_into(self, period: "Period") -> Self:
        """Keep the duties that the period shows besides its own."""
        return self.filter(carried_into(period))

    def scored(self) -> Self:
        """Leave out bodies that are requested, not ordered (rule 8)."""
        return self.filter(is_requested=False)

    def for_page(self) -> Self:
        """Join what a list line shows."""
        return self.select_related("task", "agency", "period")


def stands(path: str = "", at: datetime | None = None) -> Q:
    """Return the condition that an entry is its newest version and was not withdrawn,
    now or at the moment.
    """
    now = Q(**{f"{path}stood_until__isnull": True})
    return now if at is None else now | Q(**{f"{path}stood_until__gt": at})


class EntryQuerySet(VisibleQuerySet):
    """Questions about entries."""

    def standing(self, at: datetime | None = None) -> Self:
        """Keep the newest versions; what was corrected or withdrawn is left out."""
        return self.filter(stands("", at))


class EntryLinkQuerySet(models.QuerySet[Any]):
    """Questions about which entries serve a duty."""

    def standing(self, at: datetime | None = None) -> Self:
        """Keep the links of newest versions."""
        return self.filter(stands("entry__", at))

    def by_day(self) -> Self:
        """Order by the day of the work, then as it was said first."""
        return self.order_by("entry__done_on", FIRST_SAID)


#: When entries were said, for links; a correction takes the place of its first version.
FIRST_SAID = Coalesce("entry__corrects_id", "entry_id")
SAID_AT = Coalesce("entry__corrects__recorded_at", "entry__recorded_at")


class EvidenceQuerySet(models.QuerySet[Any]):
    """Questions about evidence."""

    def visible_to(self, user: User, *, today: date) -> Self:
        """Keep evidence of the person's agencies; quarantined files stay hidden."""
        kept = self.filter(quarantined_at__isnull=True)
        if user.reads_only:
            duties = self.model.duties.rel.model.objects.visible_to(user, today=today)
            return kept.filter(
                links__removed_at__isnull=True, links__duty__in=duties.values("pk")
            ).distinct()
        steering = reads_everything(user, today, "duties__period__plan")
        if steering is None:
            return kept
        return kept.filter(steering | reads_agency(user, today)).distinct()


class UnitReportQuerySet(VisibleQuerySet):
    """Questions about agencies' letters."""

    def standing(self) -> Self:
        """Leave out letters that were taken off as wrong."""
        return self.filter(taken_off_at__isnull=True)


class DifficultyQuerySet(VisibleQuerySet):
    """Questions about difficulties."""

    plan_path = "plan"

    def visible_to(self, user: User, *, today: date) -> Self:
        """Keep also what was passed on to the person's agencies, with heirs."""
        seen = super().visible_to(user, today=today)
        if seen is self:
            return self
        return self.filter(
            Q(pk__in=seen.values("pk")) | Q(pk__in=self.passed_to(user, today))
        )

    def passed_to(self, user: User, today: date) -> Any:
        """Return the keys of what was passed on to the person's agencies."""
        passed = self.model.objects.filter(
            reads_agency(user, today, "referrals__agency_id"),
            referrals__state__in=("waiting", "answered", "returned"),
        )
        return passed.values("pk")

    def readable_to(self, user: User, *, today: date) -> Self:
        """Keep what is visible to the person, and what the steering agency showed to every agency
        that owes something in the same period.
        """
        mine = agencies_of(user, today, *WRITERS)
        owing = Q(period__duties__agency__in=mine.values("pk"))
        shared = self.filter(owing, shared_at__isnull=False).values("pk")
        own = self.visible_to(user, today=today).values("pk")
        return self.filter(Q(pk__in=own) | Q(pk__in=shared))

    def counted_once(self) -> Self:
        """Leave out those that were merged into another one, and withdrawn ones."""
        return self.standing().filter(merged_into__isnull=True)

    def standing(self) -> Self:
        """Leave out those that their agency took back."""
        return self.exclude(state="withdrawn")
