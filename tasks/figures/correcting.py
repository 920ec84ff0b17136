"""Figures that came with an entry go back to what they were when it is withdrawn."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from agencies.models import User
from tasks.duties.locks import lock_duties
from tasks.figures.answers import stored_answer
from tasks.models import (
    TO_DO,
    Duty,
    FigureValue,
    Period,
    ProgressEntry,
    Schedule,
)


def figures_sent_since(versions: Sequence[ProgressEntry], since: datetime) -> str:
    """Return why the figures of the entry cannot go back, or nothing."""
    entry = versions[0]
    sent = Duty.objects.filter(
        Q(period_id=entry.period_id) | Q(schedule=Schedule.ONCE),
        agency_id=entry.agency_id,
        submitted_at__gte=since,
        task__task_figures__figure__values__entry__in=versions,
    )
    duty = sent.select_related("task").order_by("pk").first()
    if duty is None:
        return ""
    return (
        f"Số liệu nhập cùng kết quả này đã gửi với nhiệm vụ {duty.task.code} nên không"
        " rút được; sửa số liệu và ghi lý do."
    )


def give_back(
    versions: Sequence[ProgressEntry], *, period: Period, actor: User, now: datetime
) -> list[Duty]:
    """Write again what stood before the entry's figures; return the agency's other open
    duties that ask for them. A figure that was typed anew since stays.
    """
    where = {"agency_id": versions[0].agency_id, "period": period, "row": 0}
    rows = FigureValue.objects.filter(**where).order_by("recorded_at", "pk")
    mine = rows.filter(entry__in=versions).values("figure")
    history: dict[int, list[FigureValue]] = {}
    for value in rows.filter(figure__in=mine).select_related("entry"):
        history.setdefault(value.figure_id, []).append(value)
    keys = {version.pk for version in versions}
    back = {
        figure: _before(values)
        for figure, values in history.items()
        if values[-1].entry_id in keys
    }
    rows.filter(figure__in=back, is_current=True).update(is_current=False)
    FigureValue.objects.bulk_create(
        FigureValue(
            figure_id=figure,
            is_current=value is not None and not stored_answer(value).is_empty,
            entered_by=actor,
            recorded_at=now,
            reason="Rút kết quả đã nhập cùng số này",
            entry=value.entry if value else None,
            **where,
            **(stored_answer(value).fields() if value else {}),
        )
        for figure, value in back.items()
    )
    asking = Duty.objects.filter(
        Q(period=period) | Q(schedule=Schedule.ONCE),
        agency_id=versions[0].agency_id,
        state__in=TO_DO,
        task__task_figures__figure__in=back,
    )
    return lock_duties(asking.only("agency_id").distinct().order_by("pk"))


def _before(values: list[FigureValue]) -> FigureValue | None:
    """Return the last value that was not typed with an entry withdrawn since."""
    for value in reversed(values):
        if value.entry is None or value.entry.withdrawn_by_id is None:
            return value
    return None
