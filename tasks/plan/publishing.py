"""A draft becomes a plan that is carried out: its year opens and everybody is told."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction

from agencies.models import User
from kehoach.lib.text import fitted
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.duties.locks import hold
from tasks.models import Duty, Notice, Period, Plan, PlanState
from tasks.notices.telling import LONGEST_NOTICE, Told, tell_agencies
from tasks.periods.days import may_manage_periods
from tasks.periods.opening import open_period
from tasks.plan.checking import Addressee, addressees_of, gaps_of


class Published(NamedTuple):
    """The period that publishing opened, and the lines of «Nơi nhận» that no notice
    reaches: no agency of that name, or one without a person.
    """

    period: Period
    unreached: list[str]


@transaction.atomic
def publish_plan(
    *, plan: Plan, year: int, actor: User, today: date, now: datetime
) -> Published:
    """Publish the draft, open its year and tell who owes and who receives it.

    Raises NotAllowed for who is not its head, InvalidInput while it lacks what blocks.
    """
    row = hold(Plan.objects.select_related("steering_agency")).get(pk=plan.pk)
    if not may_manage_periods(actor, row.steering_agency_id, today):
        message = "Chỉ thủ trưởng cơ quan theo dõi kế hoạch được công bố kế hoạch."
        raise NotAllowed(message)
    if not row.is_draft:
        raise InvalidInput("Kế hoạch này đã công bố.")
    if blocking := [gap.text for gap in gaps_of(row, today) if gap.blocks]:
        raise InvalidInput(" ".join(blocking))
    row.state = PlanState.RUNNING
    row.save(update_fields=["state"])
    period = open_period(plan=row, year=year, actor=actor, today=today, now=now)
    receive = addressees_of(row, today)
    tell_agencies(told=_told(row, period, receive), actor=actor, today=today, now=now)
    return Published(period, [each.line for each in receive if not each.is_reached])


def _told(plan: Plan, period: Period, receive: Iterable[Addressee]) -> dict[int, Told]:
    """Return what is told to whom: who owes what it owes, who only receives the plan
    that it is there.
    """
    owed = Duty.objects.filter(period=period).values_list("agency_id", "agency__code")
    told = {pk: _owes(plan, f"/don-vi/{code}/") for pk, code in set(owed)}
    for each in receive:
        if each.agency and each.agency.pk not in told:
            told[each.agency.pk] = _received(plan)
    return told


def _owes(plan: Plan, address: str) -> Told:
    text = fitted(
        "Kế hoạch mới: {plan}. Đơn vị xem nhiệm vụ được giao và hạn báo cáo.",
        LONGEST_NOTICE,
        plan=plan.short_title,
    )
    return Told(Notice.Kind.PLAN, text, address)


def _received(plan: Plan) -> Told:
    text = fitted(
        "Kế hoạch mới: {plan}. Đơn vị có tên ở nơi nhận, không có nhiệm vụ phải báo cáo.",
        LONGEST_NOTICE,
        plan=plan.short_title,
    )
    return Told(Notice.Kind.PLAN, text, f"/ke-hoach/{plan.code}/")
