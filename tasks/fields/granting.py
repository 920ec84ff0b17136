"""The steering agency lets the agency of a field read, from a day on, and ends it."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction

from agencies.models import Agency, User
from agencies.trail.writing import AuditKind, record
from kehoach.lib.dates import format_date
from kehoach.lib.text import nfc
from tasks.duties.authority import may_steer
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.duties.locks import hold
from tasks.models import FieldGrant, Figure, Notice, Plan, Task
from tasks.notices.telling import Told, tell_agencies


@transaction.atomic
def grant_field(
    *,
    plan: Plan,
    agency: Agency,
    name: str,
    tasks: Collection[Task],
    figures: Collection[Figure] = (),
    legal_basis: str,
    valid_from: date,
    valid_to: date | None = None,
    actor: User,
    today: date,
    now: datetime,
) -> FieldGrant:
    """Let the agency read what all agencies answer to the tasks, in these figures or in
    all of them, and tell its people.
    """
    _require_steering(actor, plan, today)
    _require_sense(plan, agency, tasks, figures, (valid_from, valid_to))
    row = FieldGrant.objects.create(
        plan=plan,
        agency=agency,
        name=nfc(name).strip(),
        legal_basis=nfc(legal_basis).strip(),
        valid_from=valid_from,
        valid_to=valid_to,
        granted_by=actor,
    )
    row.tasks.set(tasks)
    row.figures.set(figures)
    record(AuditKind.ROLE, target=row, after=facts_of_grant(row))
    words = f"Đơn vị đọc được kết quả, số liệu lĩnh vực «{row.name}» {row.days}."
    _tell(row, words, "/linh-vuc-phu-trach/", actor=actor, today=today, now=now)
    return row


def facts_of_grant(row: FieldGrant) -> dict[str, object]:
    """Return what the audit trail says of a grant."""
    return {
        "role": "field",
        "field": row.name,
        "plan": row.plan.code,
        "agencies": [row.agency.code],
        "tasks": sorted(row.tasks.values_list("code", flat=True)),
        "figures": sorted(row.figures.values_list("code", flat=True)),
        "decision": row.legal_basis,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
    }


def _require_steering(actor: User, plan: Plan, today: date) -> None:
    if not may_steer(actor, plan, today):
        message = "Chỉ cơ quan theo dõi kế hoạch cho đọc theo lĩnh vực."
        raise NotAllowed(message)


def _require_sense(
    plan: Plan,
    agency: Agency,
    tasks: Collection[Task],
    figures: Collection[Figure],
    days: tuple[date, date | None],
) -> None:
    first, last = days
    asked = set(
        Figure.objects.filter(tasks__in=[task.pk for task in tasks]).values_list(
            "pk", flat=True
        )
    )
    problems = {}
    if last and last < first:
        problems["valid_to"] = "Ngày cuối phải từ ngày đầu trở đi."
    if agency.pk == plan.steering_agency_id:
        problems["agency"] = "Cơ quan theo dõi kế hoạch đã đọc được mọi đơn vị."
    if not tasks:
        problems["tasks"] = "Chọn ít nhất một nhiệm vụ."
    elif other := [each.label for each in figures if each.pk not in asked]:
        problems["figures"] = f"Nhiệm vụ đã chọn không hỏi số liệu này: {other[0]}."
    if problems:
        message = "Chưa lưu được, xem các ô bên dưới."
        raise InvalidInput(message, problems=problems)


def _tell(
    row: FieldGrant,
    words: str,
    address: str,
    *,
    actor: User,
    today: date,
    now: datetime,
) -> None:
    told = {row.agency_id: Told(Notice.Kind.FIELD, words, address)}
    tell_agencies(told=told, actor=actor, today=today, now=now)


def _tell_end(
    row: FieldGrant, how: str, why: str, *, actor: User, today: date, now: datetime
) -> None:
    """Tell its people until when they read, and why, with the list where that stands."""
    words = f"Quyền đọc lĩnh vực «{row.name}» {how}. Lý do: {why}"
    address = f"/ke-hoach/{row.plan.code}/linh-vuc/"
    _tell(row, words, address, actor=actor, today=today, now=now)


@transaction.atomic
def end_field_grant(
    *,
    grant: FieldGrant,
    last_day: date,
    reason: str,
    actor: User,
    today: date,
    now: datetime,
) -> FieldGrant:
    """Let the grant end on an earlier day than it would, with the reason, and tell its
    agency; what was read before stays in the trail. One that would end before its first day is taken back: the
    row goes, the trail keeps what it was and why.
    """
    _require_steering(actor, grant.plan, today)
    row: FieldGrant = hold(FieldGrant.objects).get(pk=grant.pk)
    why, before = nfc(reason).strip(), row.valid_to
    if not why:
        message = "Ghi lý do kết thúc."
        raise InvalidInput(message, field="reason")
    earliest = today - timedelta(days=1)
    if last_day < earliest:
        message = f"Ngày cuối phải từ {format_date(earliest)} trở đi."
        raise InvalidInput(message, field="last_day")
    if before and last_day >= before:
        message = (
            f"Quyền này đã ghi hết ngày {format_date(before)}; muốn đọc lâu hơn thì cho"
            " đọc theo căn cứ mới."
        )
        raise InvalidInput(message, field="last_day")
    if last_day < row.valid_from:
        facts, after = facts_of_grant(row), {"taken_back": why[:300]}
        record(AuditKind.ROLE, target=row, before=facts, after=after)
        how = "đã được thu hồi, coi như chưa cho"
        _tell_end(row, how, why, actor=actor, today=today, now=now)
        row.delete()
        return row
    row.valid_to = last_day
    row.save(update_fields=["valid_to"])
    record(
        AuditKind.ROLE,
        target=row,
        before={"valid_to": before},
        after={"valid_to": last_day, "ended": why[:300]},
    )
    how = f"kết thúc hết ngày {format_date(last_day)}"
    _tell_end(row, how, why, actor=actor, today=today, now=now)
    return row
