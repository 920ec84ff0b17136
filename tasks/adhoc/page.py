"""What pages show of ad-hoc requests: the list, and an agency's lines on its desk."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import (
    Count,
    Exists,
    OuterRef,
    Q,
    QuerySet,
)

from agencies.models import TERRITORIES, Agency, AgencyGroup, AgencyKind, Level, User
from agencies.models.authority import WRITERS, memberships_of
from tasks.adhoc import may_ask
from tasks.duties.access import desks_of
from tasks.duties.listing import members_of_group
from tasks.duties.standing_words import Shown, shown_of
from tasks.models import (
    LIVE,
    REPORTED,
    TO_DO,
    AdhocRequest,
    Assignment,
    Duty,
    Period,
    Schedule,
    State,
)
from tasks.models.querysets import number_of
from tasks.models.status import LATE, Standing, standing_case


@dataclass(frozen=True)
class OwnDuty:
    """What one of the person's agencies owes, where it stands, and whether the person
    answers it.
    """

    duty: Duty
    standing: Standing | Shown
    answers: bool = False


@dataclass(frozen=True)
class RequestRow:
    """One request of the list with the person's own duties."""

    request: AdhocRequest
    own: list[OwnDuty] = field(default_factory=list)


def listed_requests(user: User, today: date, state: str = "") -> Any:
    """Return the requests that the person sees, counted over the duties they see."""
    rows = AdhocRequest.objects.visible_to(user, today=today)
    if state in AdhocRequest.State.values:
        rows = rows.filter(state=state)
    duties = Duty.objects.visible_to(user, today=today).filter(
        period__plan_id=OuterRef("plan_id"), state__in=LIVE
    )
    stood = duties.annotate(standing=standing_case(today))
    named = Assignment.objects.filter(task__plan_id=OuterRef("plan_id"))
    return rows.select_related("plan__steering_agency").annotate(
        named=number_of(named),
        asked=number_of(duties),
        sent=number_of(duties.filter(state__in=REPORTED)),
        waiting=number_of(duties.filter(state=State.SUBMITTED)),
        late=number_of(stood.filter(standing__in=LATE)),
    )


def with_own(
    requests: Sequence[AdhocRequest], user: User, today: date
) -> list[RequestRow]:
    """Return the requests, each with the duties of the person's own agencies."""
    own: dict[int, list[OwnDuty]] = defaultdict(list)
    duties = Duty.objects.filter(
        period__plan__in=[row.plan_id for row in requests],
        agency__in=desks_of(user, today).order_by().values("pk"),
    )
    writes = memberships_of(user, today).filter(
        agency_id=OuterRef("agency_id"), role__in=WRITERS
    )
    rows: Any = duties.for_page().annotate(writes=Exists(writes))
    for duty in rows.order_by("agency__sort_key", "pk"):
        waits = duty.state in TO_DO
        mine = OwnDuty(duty, shown_of(duty, today), duty.writes and waits)
        own[duty.period.plan_id].append(mine)
    return [RequestRow(row, own[row.plan_id]) for row in requests]


def open_requests_of(agency: Agency) -> QuerySet[Duty]:
    """Return what the agency is asked in requests that are still open."""
    rows = Duty.objects.live().filter(
        agency=agency,
        period__kind=Period.Kind.ADHOC,
        period__state=Period.State.OPEN,
    )
    joined = rows.for_page().select_related("holder")
    return joined.order_by("due_on", "pk")


def on_desk(agency: Agency, period: Period | None, today: date) -> QuerySet[Duty]:
    """Return what stands on the agency's desk (one query): the period's duties, what open
    requests ask, and what it still owes of a year before.
    """
    rows = Duty.objects.filter(agency=agency)
    wanted = Q(period__kind=Period.Kind.ADHOC, period__state=Period.State.OPEN)
    if period:
        wanted |= still_owed_before(period, today)
    shown = rows.live().filter(wanted)
    if period:
        shown |= rows.shown_in(period)
    joined = shown.for_page().select_related("holder")
    return joined.order_by("task__position", "pk")


def still_owed_before(period: Period, today: date) -> Q:
    """Return which duties are left of a year before the period (`Period.follows`) that
    is open, or reopened for them; `once` duties are carried into it and stand among its
    own; a request is no debt.
    """
    return Q(
        Q(period__state=Period.State.OPEN) | Q(reopened_until__gte=today),
        ~Q(period__kind=Period.Kind.ADHOC),
        ~Q(schedule=Schedule.ONCE),
        is_requested=False,
        state__in=TO_DO,
        period__plan_id=period.plan_id,
        period__part_of="",
        period__data_to__lt=period.data_from,
    )


def waiting_review(steering_agency_id: int) -> list[Any]:
    """Return the agency's open requests with answers that wait, counted (one query)."""
    sent = Q(plan__periods__duties__state=State.SUBMITTED)
    rows = AdhocRequest.objects.filter(
        plan__steering_agency_id=steering_agency_id, state=AdhocRequest.State.OPEN
    ).select_related("plan")
    waiting = rows.annotate(waiting=Count("plan__periods__duties", filter=sent))
    return list(waiting.filter(waiting__gt=0))


@dataclass(frozen=True)
class WantedAgencies:
    """What the search for addressees asks; empty asks for nobody."""

    words: str = ""
    kind: str = ""
    level: str = ""
    territory: str = ""
    group: str = ""

    @classmethod
    def asked(cls, get: Any) -> "WantedAgencies":
        """Read the address."""
        names = ("q", "loai", "cap", "dia-ban", "nhom")
        return cls(*(get.get(name, "").strip() for name in names))

    def __bool__(self) -> bool:
        return any((self.words, self.kind, self.level, self.territory, self.group))

    def found(self, today: date) -> QuerySet[Agency]:
        """Return the living agencies that fit everything asked."""
        if not self:
            return Agency.objects.none()
        rows = Agency.objects.alive_on(today)
        if self.group:
            rows = rows.filter(pk__in=members_of_group(self.group, today).values("pk"))
        exact = {"kind": self.kind, "level": self.level, "territory": self.territory}
        rows = rows.filter(**{k: v for k, v in exact.items() if v})
        rows = rows.search(self.words) if self.words else rows
        return rows.order_by("sort_key", "pk")


def search_choices() -> dict[str, Any]:
    """Return what the search for addressees offers."""
    return {
        "kinds": AgencyKind.choices,
        "levels": Level.choices,
        "territories": TERRITORIES.choices,
        "groups": AgencyGroup.objects.order_by("name"),
    }


def powers(row: AdhocRequest, user: User, today: date) -> dict[str, bool]:
    """Return what the person may do with the request; services decide."""
    asks = may_ask(user, row.plan.steering_agency, today)
    return {
        "asks": asks,
        "writes": asks and row.is_draft,
        "ends": asks and row.is_open,
    }
