"""Sending a request: once, with number and day of its letter, to who is alive."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from agencies.models import Agency, User
from tasks.adhoc.drafting import DRAFT
from tasks.adhoc.gates import locked
from tasks.duties.errors import InvalidInput
from tasks.models import (
    AdhocRequest,
    Assignment,
    Duty,
    Notice,
    Period,
    PeriodEvent,
    Rung,
    Schedule,
)
from tasks.notices.telling import Told, tell_agencies
from tasks.periods.opening import create_missing

#: (working days from the due day, addressees): a ladder for short deadlines.
_LADDER = (
    (-3, Rung.Addressees.OFFICERS),
    (-1, Rung.Addressees.OFFICERS),
    (0, Rung.Addressees.OFFICERS),
    (1, Rung.Addressees.OFFICERS),
    (3, Rung.Addressees.HEAD),
    (7, Rung.Addressees.STEERING),
)


@dataclass(frozen=True)
class AskedAgencies:
    """Who would be asked on a day, and who of the list is left out."""

    ordered: list[Agency]
    requested: list[Agency]
    ended: list[Agency]

    @property
    def total(self) -> int:
        """Return how many duties there will be."""
        return len(self.ordered) + len(self.requested)


def who_is_asked(request: AdhocRequest, today: date) -> AskedAgencies:
    """Return the addressees as they stand on `today`, in one query."""
    rows = Assignment.objects.filter(task__plan_id=request.plan_id)
    found = AskedAgencies([], [], [])
    for row in rows.select_related("agency").order_by("agency__sort_key", "pk"):
        agency = row.agency
        if agency is None:
            continue
        if not row.is_alive_on(today):
            continue
        if not agency.is_alive_on(today):
            found.ended.append(agency)
        elif row.mode == Assignment.Mode.REQUESTED:
            found.requested.append(agency)
        else:
            found.ordered.append(agency)
    return found


def request_lacks(
    request: AdhocRequest, asked: AskedAgencies, today: date
) -> list[str]:
    """Return what the draft still needs before it can be sent, in Vietnamese."""
    plan, due = request.plan, request.unit_due
    said = []
    if not plan.is_signed:
        said.append("Số và ngày của công văn yêu cầu")
    if due is None:
        said.append("Hạn gửi báo cáo")
    elif due <= today:
        said.append("Hạn gửi sau hôm nay")
    elif due <= (request.data_to or today):
        said.append("Hạn gửi sau ngày cuối của số liệu")
    if not plan.figures.exists():
        said.append("Ít nhất một câu hỏi")
    if not asked.total:
        said.append("Ít nhất một đơn vị còn hoạt động để gửi tới")
    return said


@transaction.atomic
def open_request(
    *, request: AdhocRequest, actor: User, today: date, now: datetime
) -> int:
    """Send the request: period, duties, reminders, notices; return how many duties.

    A second press finds it sent already and is refused; nothing is created twice.
    """
    row = locked(request, actor, today, DRAFT)
    asked = who_is_asked(row, today)
    if missing := request_lacks(row, asked, today):
        raise InvalidInput(f"Chưa gửi được, còn thiếu: {'; '.join(missing)}.")
    period = _new_period(row, row.unit_due or today, today, now)
    created = create_missing(period, today)
    period.duties.update(opened_on=today)
    PeriodEvent.objects.create(
        period=period,
        kind="opened",
        counts={"duties": created},
        actor=actor,
        effective_on=today,
        recorded_at=now,
    )
    _make_ladder(row)
    row.state, row.opened_at = AdhocRequest.State.OPEN, now
    row.version += 1
    row.save(update_fields=["state", "opened_at", "version"])
    _tell(row, period, actor=actor, today=today, now=now)
    return created


def _new_period(row: AdhocRequest, due: date, today: date, now: datetime) -> Period:
    """Create the one period; without a span the data are those of today."""
    last = row.data_to or today
    return Period.objects.create(
        plan=row.plan,
        kind=Period.Kind.ADHOC,
        label=Period.Kind.ADHOC.label,
        year=last.year,
        data_from=row.data_from or last,
        data_to=last,
        unit_due=due,
        request_number=row.plan.number,
        request_on=row.plan.issued_on,
        opened_at=now,
    )


def _make_ladder(row: AdhocRequest) -> None:
    Rung.objects.bulk_create(
        Rung(
            plan=row.plan,
            schedule=Schedule.LETTER,
            basis=Rung.Basis.DUE,
            offset_days=offset,
            day_kind=Rung.DayKind.WORKING,
            addressees=to,
        )
        for offset, to in _LADDER
    )


def _tell(
    row: AdhocRequest, period: Period, *, actor: User, today: date, now: datetime
) -> None:
    """Tell the officers and heads of every agency asked."""
    told, steering = {}, row.plan.steering_agency
    for duty in Duty.objects.filter(period=period).to_do():
        verb = "đề nghị" if duty.is_requested else "yêu cầu"
        due = f"{period.unit_due:%d/%m/%Y}"
        words = f"{steering} {verb} báo cáo chậm nhất ngày {due}: {row.plan}"
        told[duty.agency_id] = Told(Notice.Kind.ASKED, words, f"/nhiem-vu/{duty.pk}/")
    tell_agencies(told=told, actor=actor, today=today, now=now)
