"""Rows of registers: written, corrected by a version, withdrawn; «không có» confirmed.

Each act holds the open periods whose figures are counted from the register, then the
agency, then the row (rule 21), and counts again (`tasks.sums.counted`).
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from agencies.models import Agency, Ancestry, User
from kehoach.lib.dates import is_meant
from kehoach.lib.refusals import RuleBroken
from kehoach.lib.text import nfc, word_text
from tasks.duties.errors import InvalidInput, NotAllowed, StaleVersion
from tasks.duties.gates import require_writer, take_from_head
from tasks.duties.locks import hold, hold_for_rows, lock_duties
from tasks.models import (
    Duty,
    Evidence,
    NothingToList,
    Period,
    Register,
    RegisterRow,
    State,
)
from tasks.registers.said import TypedRow
from tasks.sums.counted import recount

DAY = "day"
_WRONG = "Chưa lưu được, xem các ô bên dưới."


def keeps_register(register: Register, agency: Agency) -> bool:
    """Return whether rows of the register are written by this agency."""
    if register.kept_by == Register.Keeper.STEERING:
        if register.plan:
            return register.plan.steering_agency_id == agency.pk
        return register.tasks.filter(plan__steering_agency=agency).exists()
    return register.is_kept_by(agency)


@transaction.atomic
def write_rows(
    *,
    register: Register,
    agency: Agency,
    rows: Sequence[tuple[date, TypedRow]],
    evidence: Iterable[Evidence] = (),
    actor: User,
    today: date,
    now: datetime,
) -> list[RegisterRow]:
    """Add rows of this agency, each on its day; what is attached serves all of them.

    Raises NotAllowed, RuleBroken for a register not in use, InvalidInput for a day that
    cannot be or lies in a period that is closed.
    """
    _hold(register, agency, actor, today)
    for day, _ in rows:
        _check_day(register, day, today)
    made = RegisterRow.objects.bulk_create(
        (
            RegisterRow(
                register=register,
                agency_id=_where(agency, day),
                held_by=agency,
                day=day,
                values=said.values,
                personal=said.personal,
                search_text=searched(said),
                entered_by=actor,
                recorded_at=now,
            )
            for day, said in rows
        ),
        batch_size=1000,
    )
    if proofs := list(evidence):
        links = RegisterRow.evidence.through
        links.objects.bulk_create(
            links(registerrow_id=row.pk, evidence_id=proof.pk)
            for row in made
            for proof in proofs
        )
    _take_back_nothing(register, agency, made, now)
    _follow(register, made, actor, today, now)
    return made


@transaction.atomic
def correct_row(
    *,
    row: RegisterRow,
    day: date,
    said: TypedRow,
    reason: str,
    evidence: Iterable[Evidence] | None = None,
    actor: User,
    today: date,
    now: datetime,
) -> RegisterRow:
    """Write a new version with its reason; the old one stays readable (rule 17)."""
    old = _held(row, actor, today)
    why = nfc(reason).strip()
    if not why:
        raise InvalidInput(
            _WRONG, problems={"reason": "Ghi lý do sửa; bản cũ vẫn xem lại được."}
        )
    _check_day(old.register, old.day, today)
    _check_day(old.register, day, today)
    proofs = list(old.evidence.all()) if evidence is None else list(evidence)
    if (day, said.values, said.personal) == (old.day, old.values, old.personal) and {
        proof.pk for proof in proofs
    } == set(old.evidence.values_list("pk", flat=True)):
        message = "Chưa thấy gì khác bản đang có. Sửa rồi bấm lưu, hoặc thôi."
        raise InvalidInput(message)
    RegisterRow.objects.filter(pk=old.pk).update(stood_until=now)
    new = RegisterRow.objects.create(
        register=old.register,
        agency_id=old.agency_id if day == old.day else _where(old.held_by, day),
        held_by=old.held_by,
        day=day,
        values=said.values,
        personal=said.personal,
        search_text=searched(said),
        entered_by=actor,
        recorded_at=now,
        corrects_id=old.first_version,
        reason=why,
    )
    new.evidence.set(proofs)
    _follow(old.register, [old, new], actor, today, now)
    return new


@transaction.atomic
def withdraw_row(
    *, row: RegisterRow, reason: str, actor: User, today: date, now: datetime
) -> None:
    """Take a row back with the reason: it counts nowhere any more and stays readable."""
    old = _held(row, actor, today)
    why = nfc(reason).strip()
    if not why:
        raise InvalidInput(_WRONG, problems={"reason": "Ghi lý do rút dòng này."})
    _check_day(old.register, old.day, today)
    RegisterRow.objects.filter(pk=old.pk).update(
        stood_until=now, withdrawn_by=actor, withdrawal_reason=why
    )
    _follow(old.register, [old], actor, today, now)


@transaction.atomic
def confirm_empty_register(
    *,
    register: Register,
    agency: Agency,
    period: Period,
    actor: User,
    today: date,
    now: datetime,
) -> NothingToList:
    """Keep the agency's word that there is nothing to list in the period: counts 0.

    Raises RuleBroken when there are rows, or the period is closed.
    """
    _hold(register, agency, actor, today)
    period.refresh_from_db()
    if not period.is_open:
        message = "Kỳ báo cáo đã chốt nên không xác nhận được nữa."
        raise RuleBroken(message)
    if listed_rows(register, agency, period).exists():
        message = "Sổ đang có dòng trong kỳ này; rút dòng ghi nhầm trước khi xác nhận."
        raise RuleBroken(message)
    said, _ = NothingToList.objects.get_or_create(
        register=register,
        agency=agency,
        period=period,
        stood_until=None,
        defaults={"confirmed_by": actor, "recorded_at": now},
    )
    _follow_agencies(register, {agency.pk}, actor, today, now)
    return said


def listed_rows(
    register: Register, agency: Agency, period: Period
) -> QuerySet[RegisterRow]:
    """Return the agency's standing rows that belong to the period."""
    rows = RegisterRow.objects.standing().filter(register=register)
    if register.is_stock:
        return rows.filter(held_by=agency, day__lte=period.data_to)
    return rows.filter(agency=agency, day__range=(period.data_from, period.data_to))


def searched(said: TypedRow) -> str:
    """Return the words that a row is found by: never anything personal."""
    return word_text(" ".join(str(v) for v in said.values.values() if v is not None))


def _hold(register: Register, agency: Agency, actor: User, today: date) -> None:
    """Lock, then ask who may: a reorganisation that came first ended roles."""
    hold_for_rows(_open_periods(register), agency)
    require_writer(actor, agency.pk, today)
    if not Register.objects.in_use().filter(pk=register.pk).exists():
        message = f"Sổ «{register}» không còn dùng."
        raise RuleBroken(message)
    if not keeps_register(register, agency):
        message = f"{agency.name} không ghi sổ «{register}»."
        raise NotAllowed(message)


def _open_periods(register: Register) -> list[Period]:
    plans = set(register.counts.values_list("figure__plan_id", flat=True))
    rows = Period.objects.filter(plan__in=plans, state=Period.State.OPEN)
    return list(rows.order_by("pk"))


def _held(row: RegisterRow, actor: User, today: date) -> RegisterRow:
    first = RegisterRow.objects.select_related("register__plan", "held_by").get(
        pk=row.pk
    )
    _hold(first.register, first.held_by, actor, today)
    held = hold(RegisterRow.objects).select_related(
        "register__plan", "held_by", "agency"
    )
    old: RegisterRow = held.get(pk=row.pk)
    if old.held_by_id != first.held_by_id:
        message = f"Dòng này vừa chuyển sang {old.held_by.name} giữ. Tải lại trang."
        raise StaleVersion(message)
    if old.stood_until is not None:
        done = "được rút" if old.withdrawn_by_id else "được sửa"
        when = timezone.localtime(old.stood_until)
        message = (
            f"Dòng này đã {done} lúc {when:%H:%M ngày %d/%m/%Y}, sau khi anh/chị mở"
            " trang. Nội dung vừa nhập còn nguyên bên dưới; xem bản mới trong sổ."
        )
        raise StaleVersion(message)
    return old


def _check_day(register: Register, day: date, today: date) -> None:
    label = register.day_label
    if day > today:
        raise InvalidInput(
            _WRONG, problems={DAY: f"«{label}» không được sau ngày hôm nay."}
        )
    if not is_meant(day):
        raise InvalidInput(_WRONG, problems={DAY: f"Kiểm tra lại năm {day.year}."})
    if register.is_stock:
        return
    plans = set(register.counts.values_list("figure__plan_id", flat=True))
    around = Period.objects.filter(plan__in=plans, data_from__lte=day, data_to__gte=day)
    states = set(around.values_list("state", flat=True))
    if states and Period.State.OPEN not in states:
        raise InvalidInput(
            _WRONG,
            problems={DAY: f"Kỳ báo cáo có ngày {day:%d/%m/%Y} đã chốt số liệu."},
        )


def _where(agency: Agency, day: date) -> int:
    """Return the agency that the day belongs to: the one elder that lived then, when
    this one did not yet.
    """
    if agency.valid_from is None or day >= agency.valid_from:
        return agency.pk
    elders = Ancestry.objects.filter(heir=agency).values("elder")
    alive = Agency.objects.filter(pk__in=elders).alive_on(day)
    found = list(alive.values_list("pk", flat=True)[:2])
    return found[0] if len(found) == 1 else agency.pk


def _take_back_nothing(
    register: Register, agency: Agency, made: Iterable[RegisterRow], now: datetime
) -> None:
    said = NothingToList.objects.filter(
        register=register, agency=agency, stood_until=None, period__state="open"
    )
    for nothing in said.select_related("period"):
        if listed_rows(register, agency, nothing.period).exists():
            NothingToList.objects.filter(pk=nothing.pk).update(stood_until=now)


def _follow(
    register: Register,
    rows: Iterable[RegisterRow],
    actor: User,
    today: date,
    now: datetime,
) -> None:
    agencies = {pk for row in rows for pk in (row.agency_id, row.held_by_id)}
    _follow_agencies(register, agencies, actor, today, now)


def _follow_agencies(
    register: Register,
    agencies: Collection[int],
    actor: User,
    today: date,
    now: datetime,
) -> None:
    """Count again; a table that lay before the head is taken back (rule 1)."""
    changed = recount(register=register, agency_ids=agencies, actor=actor, now=now)
    figures = {value.figure_id for value in changed}
    waiting = Duty.objects.filter(
        agency__in=agencies,
        state=State.PREPARED,
        task__task_figures__figure__in=figures,
        period__in={value.period_id for value in changed},
    )
    if rows := lock_duties(waiting.distinct().order_by("pk")):
        take_from_head(rows, actor=actor, today=today, now=now)
        for row in rows:
            row.version += 1
            row.save(update_fields=["state", "version"])
