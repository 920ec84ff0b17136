"""Directions of the leadership: recorded from the issued document, followed until done."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from agencies.authority import WRITERS, Role, acts_for, agencies_of, memberships_of
from agencies.models import Agency, Ancestry, Membership, User
from kehoach.lib.text import nfc
from tasks.authority import can_review
from tasks.models import (
    Difficulty,
    DirectedAgency,
    Direction,
    DirectionStep,
    Notice,
    Plan,
)
from tasks.services.correcting.versions import (
    changed_fields,
    keep_version,
    required_reason,
)
from tasks.services.errors import InvalidInput, NotAllowed
from tasks.services.notices import Told, tell_agencies

RECORDERS = (
    "Chỉ cơ quan theo dõi kế hoạch hoặc văn phòng nơi lãnh đạo làm việc ghi được."
)


def may_record(user: User, plan: Plan, today: date) -> bool:
    """Return whether the person records directions: of the steering agency, or of the
    office where a leader of the province belongs.
    """
    if can_review(user, plan, today):
        return True
    leaders = Membership.objects.alive_on(today).filter(role=Role.LEADER)
    mine = memberships_of(user, today).filter(role__in=(Role.CLERK, *WRITERS))
    return mine.filter(agency__in=leaders.values("agency")).exists()


def may_report(user: User, share: DirectedAgency, today: date) -> bool:
    """Return whether the person says how far the agency, or what it descends from, is."""
    if acts_for(user, share.agency_id, today, *WRITERS):
        return True
    heirs = Ancestry.objects.filter(elder=share.agency_id, since__lte=today)
    mine = agencies_of(user, today, *WRITERS)
    return mine.filter(pk__in=heirs.values("heir_id")).exists()


@transaction.atomic
def record_direction(  # noqa: PLR0913 -- the parts of a document
    *,
    plan: Plan,
    number: str,
    issued_on: date,
    text: str,
    due_on: date | None,
    agencies: Iterable[Agency],
    difficulty: Difficulty | None = None,
    actor: User,
    today: date,
    now: datetime,
) -> Direction:
    """Record what a document decided and tell everybody whom it binds."""
    _require(actor, plan, today)
    words = _checked(number, issued_on, text, due_on, today)
    direction = Direction.objects.create(
        plan=plan, difficulty=difficulty, recorded_by=actor, recorded_at=now, **words
    )
    bind(direction=direction, agencies=agencies, actor=actor, today=today, now=now)
    return direction


@transaction.atomic
def bind(
    *,
    direction: Direction,
    agencies: Iterable[Agency],
    actor: User,
    today: date,
    now: datetime,
) -> int:
    """Add agencies that the document binds and tell them; return how many are new."""
    _require(actor, direction.plan, today)
    Direction.objects.select_for_update().get(pk=direction.pk)
    wanted = {agency.pk: agency for agency in agencies}
    if not wanted:
        message = "Chọn ít nhất một cơ quan thực hiện, hoặc một nhóm."
        raise InvalidInput(message, field="agency")
    held = direction.agencies.filter(agency__in=wanted)
    new = wanted.keys() - set(held.values_list("agency_id", flat=True))
    rows = [DirectedAgency(direction=direction, agency_id=pk) for pk in sorted(new)]
    DirectedAgency.objects.bulk_create(rows)
    _tell(direction, new, _told(direction), actor, today, now)
    return len(new)


@transaction.atomic
def correct_direction(
    *,
    direction: Direction,
    number: str,
    issued_on: date,
    text: str,
    due_on: date | None,
    reason: str,
    actor: User,
    today: date,
    now: datetime,
) -> Direction:
    """Give a direction its right words; the old ones stay and whom it binds is told."""
    rows = Direction.objects.select_for_update(of=("self",))
    row: Direction = rows.get(pk=direction.pk)
    _require(actor, row.plan, today)
    words = _checked(number, issued_on, text, due_on, today)
    why = required_reason(reason)
    if not (changed := changed_fields(row, words)):
        message = "Chưa thấy gì khác bản đang có."
        raise InvalidInput(message, field="text")
    keep_version(row, fields=changed, reason=why, actor=actor, now=now)
    for name in changed:
        setattr(row, name, words[name])
    row.save(update_fields=changed)
    bound = set(row.agencies.values_list("agency_id", flat=True))
    _tell(row, bound, f"Sửa ý kiến chỉ đạo {row}: {why}", actor, today, now)
    return row


@transaction.atomic
def report_step(
    *,
    share: DirectedAgency,
    text: str,
    on: date,
    is_done: bool,
    actor: User,
    today: date,
    now: datetime,
) -> DirectionStep:
    """Record what the agency did, or, by who recorded the direction, what is missing."""
    rows = DirectedAgency.objects.select_for_update(of=("self",))
    row = rows.select_related("direction__plan", "agency").get(pk=share.pk)
    follows = may_record(actor, row.direction.plan, today)
    if not (follows or may_report(actor, row, today)):
        raise NotAllowed
    said = nfc(text).strip()
    if not said:
        message = "Ghi đã làm gì, văn bản nào; hoặc còn thiếu gì."
        raise InvalidInput(message, field="text")
    if not row.direction.issued_on <= on <= today:
        first = f"{row.direction.issued_on:%d/%m/%Y}"
        message = f"Chọn ngày từ {first} (ngày văn bản) đến hôm nay."
        raise InvalidInput(message, field="on")
    step = DirectionStep.objects.create(
        share=row, text=said, on=on, is_done=is_done, author=actor, recorded_at=now
    )
    row.done_on = on if is_done else None
    row.save(update_fields=["done_on"])
    how = "đã thực hiện xong" if is_done else "đang thực hiện"
    told = f"Chỉ đạo {row.direction}: {row.agency.short_name} {how}: {said}"
    concerned = {row.agency_id, row.direction.plan.steering_agency_id}
    _tell(row.direction, concerned, told, actor, today, now)
    return step


def _require(actor: User, plan: Plan, today: date) -> None:
    if not may_record(actor, plan, today):
        raise NotAllowed(RECORDERS)


def _checked(
    number: str, issued_on: date, text: str, due_on: date | None, today: date
) -> dict[str, str | date | None]:
    """Return the columns, or say which of them cannot be."""
    if issued_on > today:
        message = "Ngày văn bản không sau hôm nay."
        raise InvalidInput(message, field="issued_on")
    if due_on and due_on < issued_on:
        message = f"Chọn ngày từ {issued_on:%d/%m/%Y} (ngày văn bản) trở đi."
        raise InvalidInput(message, field="due_on")
    words = {"number": nfc(number).strip(), "text": nfc(text).strip()}
    for name, message in (
        ("number", "Nhập số, ký hiệu văn bản."),
        ("text", "Ghi nội dung chỉ đạo."),
    ):
        if not words[name]:
            raise InvalidInput(message, field=name)
    return {**words, "issued_on": issued_on, "due_on": due_on}


def _told(direction: Direction) -> str:
    until = f", chậm nhất ngày {direction.due_on:%d/%m/%Y}" if direction.due_on else ""
    return f"Ý kiến chỉ đạo {direction}{until}: {direction.text}"


def _tell(  # noqa: PLR0917 -- one telling has that many facts
    direction: Direction,
    agencies: Iterable[int],
    words: str,
    actor: User,
    today: date,
    now: datetime,
) -> None:
    told = Told(Notice.Kind.DIRECTION, words, f"/chi-dao/{direction.pk}/")
    everyone = dict.fromkeys(agencies, told)
    if everyone:
        tell_agencies(told=everyone, actor=actor, today=today, now=now)
