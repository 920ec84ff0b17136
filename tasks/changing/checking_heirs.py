"""What stands against replacing a plan, in Vietnamese."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from tasks.changing.places import PeriodBeside, counterparts
from tasks.changing.proposing import heir_rows, is_fitting
from tasks.models import AdhocRequest, Period, Plan, PlanChange, PlanState
from tasks.models.changing import INHERITED
from tasks.periods.calendars import whole_meant
from tasks.periods.opening import open_period

#: How many rows a sentence names.
_NAMED = 5


def about_replacement(change: PlanChange) -> Iterator[str]:
    """Yield what is wrong with plans, days and heirs."""
    old, new, on = change.plan, change.successor, change.effective_on
    if new is None:
        return
    if old.is_draft or old.is_over:
        yield (
            f"Kế hoạch «{old}» đang là «{old.get_state_display()}»: chỉ thay thế kế hoạch"
            " đang thực hiện."
        )
    if AdhocRequest.objects.filter(plan=new).exists():
        yield f"«{new}» là báo cáo đột xuất: chọn một kế hoạch."
    if new.is_over:
        yield f"Kế hoạch «{new}» đã hết hiệu lực: chọn kế hoạch khác."
    if new.misses(on, on):
        yield (
            f"Kế hoạch «{new}» thực hiện {new.span}: ghi ngày có hiệu lực trong thời gian"
            " đó."
        )
    if old.begins_on and old.begins_on >= on:
        yield (
            f"Kế hoạch «{old}» chỉ có từ {old.begins_on:%d/%m/%Y}: ghi ngày có hiệu lực"
            " sau ngày đó."
        )
    for kind in INHERITED:
        yield from _about_heirs(change, kind, new)


def _about_heirs(change: PlanChange, kind: str, new: Plan) -> Iterator[str]:
    """Yield the rows without a line, and the heirs that cannot be."""
    lines = list(change.lines.filter(subject=kind).select_related(kind))
    there = {getattr(line, f"{kind}_id") for line in lines}
    lacking = [row for row in heir_rows(kind, change.plan) if row.pk not in there]
    if lacking:
        named = "; ".join(map(str, lacking[:_NAMED]))
        yield f"Chưa chọn dòng thay thế của: {named}. Mở trang chọn rồi lưu lại."
    heirs: dict[int, Any] = {row.pk: row for row in heir_rows(kind, new)}
    for line in lines:
        heir: Any = heirs.get(line.heir_id or 0)
        row: Any = line.row
        if line.heir_id and heir is None:
            yield f"Dòng thay thế của «{row}» không còn trong kế hoạch mới: chọn lại."
        elif heir and not is_fitting(row, heir):
            yield f"«{row}» và «{heir}» khác kiểu trả lời: chọn số liệu cùng kiểu."


def waits_for(change: PlanChange) -> list[str]:
    """Return what has to happen before applying and does not keep from previewing: the
    new plan is published, and has a period for each that goes on.
    """
    new = change.successor
    if new is None:
        return []
    if new.is_draft:
        return [f"«{new}» còn là dự thảo: công bố kế hoạch đó trước khi áp dụng."]
    lacking = ", ".join(period.words for period in _without_counterpart(change, new))
    if not lacking:
        return []
    return [
        f"Mở kỳ của «{new}» có ngày {change.effective_on:%d/%m/%Y} trước khi áp dụng:"
        f" kế hoạch cũ đang mở kỳ {lacking}."
    ]


def _without_counterpart(change: PlanChange, new: Plan) -> list[Period]:
    """Return the old plan's wholes that go on and have no period beside them; a part of
    a year without one keeps nobody from applying.
    """
    rows = Period.objects.filter(
        plan=change.plan_id,
        state=Period.State.OPEN,
        data_to__gte=change.effective_on,
    )
    old = [period for period in rows.order_by("data_to") if period.is_whole]
    theirs = new.periods.filter(state=Period.State.OPEN)
    there = counterparts(map(beside, old), map(beside, theirs), change.effective_on)
    return [period for period in old if period.pk not in there]


def beside(period: Period) -> PeriodBeside:
    """Return what `counterparts` compares of a period."""
    span = period.data_from, period.data_to
    return PeriodBeside(period.pk, period.kind, period.year, period.is_whole, *span)


def publish_for_now(change: PlanChange, *, today: date, now: datetime) -> None:
    """Publish the new plan and open its periods as publishing would, inside a preview
    that is rolled back.
    """
    new = change.successor
    if new is None:
        return
    if new.is_draft:
        new.state = PlanState.RUNNING
        new.save(update_fields=["state"])
    if _without_counterpart(change, new):
        on = change.effective_on
        whole = whole_meant(new, on.year, on)
        if whole.data_to < on:  # a year that ended in December
            whole = whole_meant(new, on.year + 1, on)
        open_period(plan=new, year=whole.year, kind=whole.kind, today=today, now=now)
