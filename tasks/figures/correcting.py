"""Figures that came with an entry go back to what they were when it is withdrawn."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from agencies.models import User
from tasks.duties.locks import lock_duties
from tasks.figures.answers import (
    Answer,
    stored_answer,
)
from tasks.figures.keeping import add_up_times, replace_values
from tasks.models import (
    TO_DO,
    Duty,
    FigureValue,
    Period,
    ProgressEntry,
    Schedule,
)

_WITHDRAWN = "Rút kết quả đã nhập cùng số này"


def figures_went_on(versions: Sequence[ProgressEntry]) -> str:
    """Return why figures that another plan took over with its own cannot go back, or
    nothing: there they may have been added to others.
    """
    agency = versions[0].agency_id
    went = FigureValue.times.filter(
        entry__in=versions,
        is_current=True,
        figure__replaced_by__values__agency=agency,
        figure__replaced_by__values__is_current=True,
    )
    value = went.select_related("figure__replaced_by__plan").first()
    if value is None or value.figure.replaced_by is None:
        return ""
    heir = value.figure.replaced_by
    return (
        f"Số liệu nhập cùng kết quả này đã chuyển sang kế hoạch thay thế «{heir.plan}» nên"
        f" không rút được; sửa «{heir.label}» ở kế hoạch đó và ghi lý do."
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
    where = {"agency_id": versions[0].agency_id, "period_id": period.pk}
    said = {"entered_by": actor, "recorded_at": now, "reason": _WITHDRAWN}
    typed = FigureValue.times.filter(entry__in=versions, **where)
    times = set(typed.values_list("occurs_from", flat=True)) - {None}
    back: set[int] = set()
    for time in sorted(times) or [None]:
        back |= _give_back(versions, where | {"occurs_from": time}, said)
    if times:
        add_up_times(where, said, sorted(back), {})
    asking = Duty.objects.filter(
        Q(period=period) | Q(schedule=Schedule.ONCE),
        agency_id=versions[0].agency_id,
        state__in=TO_DO,
        task__task_figures__figure__in=back,
    )
    return lock_duties(asking.only("agency_id").distinct().order_by("pk"))


def _give_back(
    versions: Sequence[ProgressEntry], where: dict[str, Any], said: dict[str, Any]
) -> set[int]:
    """Write again what stood there before the entry; return the figures."""
    rows = FigureValue.times.filter(**where).order_by("recorded_at", "pk")
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
    answers = {
        figure: stored_answer(value) if value else Answer()
        for figure, value in back.items()
    }
    entries = {figure: value.entry for figure, value in back.items() if value}
    replace_values(where, said, answers, entries)
    return set(back)


def _before(values: list[FigureValue]) -> FigureValue | None:
    """Return the last value that was not typed with an entry withdrawn since."""
    for value in reversed(values):
        if value.entry is None or value.entry.withdrawn_by_id is None:
            return value
    return None
