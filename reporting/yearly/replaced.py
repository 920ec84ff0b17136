"""A year in which a plan took another's place: what of its results came from there, and
what of the other one ended with it. In sentences; numbers of the new plan hold both.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q

from kehoach.lib.dates import format_date
from reporting.facts.judging_words import listed, title_in_sentence
from reporting.yearly.sentences import counted
from tasks.models import (
    LIVE,
    REPORTED,
    Duty,
    DutyEvent,
    FigureValue,
    Period,
    PlanChange,
    State,
    Task,
)
from tasks.models.querysets import DutyQuerySet

#: Clauses that a sentence names; the rest is counted.
_NAMED = 5


@dataclass(frozen=True)
class Replaced:
    """What the report says of it, and task → how many units had reported it before."""

    said: tuple[str, ...] = ()
    by_task: dict[int, int] = field(default_factory=dict)

    def note(self, task: int) -> str:
        """Return which part of a task's words came from the plan before."""
        number = self.by_task.get(task, 0)
        return f"{number} lượt đã báo cáo theo kế hoạch cũ" if number else ""


def replaced_in(period: Period) -> Replaced:
    """Return what replacing plans means for the report of the period (one query where
    nothing was replaced).
    """
    rows = PlanChange.objects.filter(
        Q(plan=period.plan_id) | Q(successor=period.plan_id),
        state=PlanChange.State.APPLIED,
        successor__isnull=False,
        effective_on__range=(period.data_from, period.data_to),
    ).select_related("plan", "successor")
    said: list[str] = []
    by_task: dict[int, int] = {}
    for change in rows.order_by("effective_on", "pk"):
        if change.plan_id == period.plan_id:
            said += _of_old(change, period)
            continue
        came = _came(change, period)
        for task, (reported, _) in came.items():
            by_task[task] = by_task.get(task, 0) + reported
        said += _of_new(change, period, came)
    return Replaced(tuple(said), by_task)


def _moment(change: PlanChange) -> datetime:
    if change.applied_at is None:
        message = "the change is not applied"
        raise TypeError(message)
    return change.applied_at


def _since(change: PlanChange) -> str:
    return f"Từ ngày {format_date(change.effective_on)}, theo {change.basis}"


def _of_old(change: PlanChange, period: Period) -> Iterator[str]:
    """Yield what the report of the plan that ended says."""
    went = DutyEvent.objects.filter(
        kind=DutyEvent.Kind.TRANSFERRED,
        recorded_at=_moment(change),
        voided_at=None,
        duty__period=period,
    )
    number = went.order_by().values("duty").distinct().count()
    yield (
        f"{_since(change)}, Kế hoạch này được thay thế bởi {change.successor}:"
        f" {counted(number)} lượt nhiệm vụ chuyển sang, kèm kết quả, số liệu, và được tổng"
        " hợp trong báo cáo của kế hoạch đó; số liệu dưới đây không gồm phần này."
    )


def _came(change: PlanChange, period: Period) -> dict[int, tuple[int, int]]:
    """Return task → how many duties came reported and still stand so, and how many came
    open.
    """
    rows = DutyEvent.objects.filter(
        kind=DutyEvent.Kind.RECEIVED,
        recorded_at=_moment(change),
        voided_at=None,
        duty__period=period,
    ).order_by()
    reported = Count(
        "duty",
        distinct=True,
        filter=Q(to_state__in=REPORTED, duty__state__in=REPORTED),
    )
    opened = Count("duty", distinct=True, filter=~Q(to_state__in=REPORTED))
    found = rows.values_list("duty__task").annotate(reported=reported, opened=opened)
    return {task: (sent, begun) for task, sent, begun in found}


def _of_new(
    change: PlanChange, period: Period, came: dict[int, tuple[int, int]]
) -> Iterator[str]:
    """Yield what the report of the plan that followed says."""
    sent, begun = (sum(pair[n] for pair in came.values()) for n in (0, 1))
    yield (
        f"{_since(change)}, Kế hoạch này thay thế {change.plan}. Kết quả nêu trên gồm cả"
        f" phần thực hiện theo kế hoạch cũ: {counted(sent)} lượt nhiệm vụ đã báo cáo"
        f" trước khi thay thế{_named_counts(period, came)}; {counted(begun)} lượt đang"
        " thực hiện được chuyển tiếp."
    )
    yield from _answers(change, period)
    yield from _left(change, period)


def _named_counts(period: Period, came: dict[int, tuple[int, int]]) -> str:
    """Return « (II.3: 5 lượt; …)» of the tasks with the most."""
    most = sorted((t for t in came if came[t][0]), key=lambda t: -came[t][0])[:_NAMED]
    tasks = Task.objects.filter(plan=period.plan_id).in_bulk(most)
    named = [f"{tasks[pk].code}: {came[pk][0]} lượt" for pk in most]
    return f" ({'; '.join(named)})" if named else ""


def _answers(change: PlanChange, period: Period) -> Iterator[str]:
    """Yield how many units' figures are still those of the plan before."""
    made = change.changes.filter(table=FigureValue._meta.label, before__isnull=True)
    rows = FigureValue.objects.filter(
        pk__in=made.values("row_id"), period=period, is_current=True
    )
    units = rows.order_by().values("agency").distinct().count()
    if units:
        yield (
            f"Số liệu của {counted(units)} đơn vị lấy theo số đã báo cáo ở kế hoạch cũ, đơn"
            " vị chưa cập nhật lại."
        )


def _left(change: PlanChange, period: Period) -> Iterator[str]:
    """Yield what stayed in the plan before: clauses without heir, work kept there."""
    own: DutyQuerySet = _duties_of_old(change, period)
    counts = {"every": Count("pk"), "sent": Count("pk", filter=Q(state__in=REPORTED))}
    gone = own.filter(task__replaced_by=None).order_by("task__position")
    told = list(gone.values_list("task__code", "task__short_title").annotate(**counts))
    if told:
        named = [_clause(*row) for row in told[:_NAMED]]
        more = f" và {len(told) - _NAMED} nội dung khác" if told[_NAMED:] else ""
        yield (
            f"{counted(len(told)).capitalize()} nội dung của kế hoạch cũ không tiếp tục:"
            f" {listed(named)}{more}."
        )
    kept = own.filter(task__replaced_by__isnull=False, state__in=LIVE)
    number = kept.aggregate(**counts)
    if number["every"]:
        yield (
            f"{counted(number['every']).capitalize()} lượt nhiệm vụ làm xong theo kế hoạch"
            f" cũ, đã báo cáo {counted(number['sent'])} lượt; không tính vào số liệu trên."
        )


def _duties_of_old(change: PlanChange, period: Period) -> DutyQuerySet:
    own: DutyQuerySet = Duty.objects.filter(
        period__plan=change.plan_id, period__kind=period.kind, period__year=period.year
    )
    return own.scored().exclude(state=State.TRANSFERRED)


def _clause(code: str, title: str, every: int, sent: int) -> str:
    return (
        f"{code} ({title_in_sentence(title)}; {sent}/{every} đơn vị đã báo cáo trước khi"
        " thay thế)"
    )
