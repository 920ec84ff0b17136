"""Directions of the leadership: recorded from the issued document, followed until done."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from agencies.models import Agency, Ancestry, User
from agencies.models.authority import WRITERS, agencies_of, reads_agency, serves_leaders
from kehoach.lib.text import nfc
from tasks.duties.authority import REVIEWERS, can_review
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.duties.locks import hold
from tasks.duties.versions import put_right, required_reason, required_words
from tasks.models import (
    Difficulty,
    DirectedAgency,
    Direction,
    DirectionStep,
    Notice,
    Plan,
)
from tasks.models.querysets import reads_plan
from tasks.notices.telling import Told, tell_agencies

RECORDERS = (
    "Chỉ cơ quan theo dõi kế hoạch hoặc văn phòng nơi lãnh đạo làm việc ghi được."
)


def may_record(user: User, plan: Plan, today: date) -> bool:
    """Return whether the person records directions: of the steering agency, or of the
    office where a leader of the province belongs.
    """
    return can_review(user, plan, today) or serves_leaders(user, today).exists()


def plans_to_record(user: User, today: date) -> list[Plan]:
    """Return the plans whose directions the person records (two queries)."""
    plans = Plan.objects.programmes()
    if not serves_leaders(user, today).exists():
        plans = plans.filter(steering_agency__in=agencies_of(user, today, *REVIEWERS))
    return list(plans)


def reports_for(user: User, today: date) -> set[int]:
    """Return of which agencies the person says how far they are: those that they write
    for and what these descend from (two queries).
    """
    mine = set(agencies_of(user, today, *WRITERS).values_list("pk", flat=True))
    elders = Ancestry.objects.filter(heir__in=mine, since__lte=today)
    return mine | set(elders.values_list("elder_id", flat=True))


def shares_for(
    direction: Direction, user: User, today: date
) -> QuerySet[DirectedAgency]:
    """Return whom the direction binds: all for who steers, leads or records, else the
    person's own agencies and what these descend from.
    """
    plan, rows = direction.plan, direction.agencies.all()
    if reads_plan(user, plan, today) or may_record(user, plan, today):
        return rows
    return rows.filter(reads_agency(user, today))


@transaction.atomic
def record_direction(
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
    _check_difficulty(difficulty, plan)
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
    hold(Direction.objects).get(pk=direction.pk)
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
    rows = hold(Direction.objects)
    row: Direction = rows.get(pk=direction.pk)
    _require(actor, row.plan, today)
    words = _checked(number, issued_on, text, due_on, today)
    why = required_reason(reason)
    changed = put_right(row, words, field="text", reason=why, actor=actor, now=now)
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
    rows = hold(DirectedAgency.objects)
    row = rows.select_related("direction__plan", "agency").get(pk=share.pk)
    follows = may_record(actor, row.direction.plan, today)
    if not (follows or row.agency_id in reports_for(actor, today)):
        raise NotAllowed
    message = "Ghi đã làm gì, văn bản nào; hoặc còn thiếu gì."
    said = required_words(text, "text", message)
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


def _check_difficulty(difficulty: Difficulty | None, plan: Plan) -> None:
    """Raise when the document cannot be about the difficulty."""
    if difficulty and difficulty not in escalated(plan):
        message = "Chọn vướng mắc đã báo cáo UBND tỉnh của kế hoạch này."
        raise InvalidInput(message, field="difficulty")


def escalated(plan: Plan) -> QuerySet[Difficulty]:
    """Return the difficulties that lie with UBND tỉnh, each once."""
    rows = Difficulty.objects.filter(plan=plan, state=Difficulty.State.ESCALATED)
    return rows.filter(merged_into=None).select_related("agency")


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


def _tell(
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
