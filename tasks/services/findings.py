"""Reasons to look twice, found for many submissions in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Q

from kehoach.lib.numbers import format_number
from tasks.doubts import stands_alone, swings
from tasks.models import (
    Duty,
    EntryLink,
    EvidenceLink,
    Figure,
    FigureValue,
    Finding,
    Period,
    TaskFigure,
)

Kind = Finding.Kind
Found = Iterator[tuple[Duty, Kind, str]]
COUNTED = (Figure.Type.INTEGER, Figure.Type.DECIMAL, Figure.Type.MONEY)


def find_again(*, duties: Sequence[Duty], now: datetime) -> int:
    """Replace the findings of duties just sent; return how many were found."""
    if not duties:
        return 0
    Finding.objects.filter(duty__in=duties).delete()
    found = [
        Finding(duty=duty, kind=kind, words=words[:500], found_at=now)
        for duty, kind, words in (
            *_about_figures(duties),
            *_about_texts(duties),
            *_about_evidence(duties),
        )
    ]
    Finding.objects.bulk_create(found)
    return len(found)


def previous_periods(duties: Iterable[Duty]) -> dict[int, int]:
    """Return period → the one before it of the same kind (one query)."""
    wanted = {duty.period_id: duty.period for duty in duties}
    plans = {period.plan_id for period in wanted.values()}
    known = list(Period.objects.filter(plan__in=plans).order_by("data_to"))
    found = {}
    for pk, period in wanted.items():
        earlier = [
            each.pk
            for each in known
            if (each.plan_id, each.kind) == (period.plan_id, period.kind)
            and each.data_to < period.data_from
        ]
        if earlier:
            found[pk] = earlier[-1]
    return found


def _about_figures(duties: Sequence[Duty]) -> Found:
    asked = TaskFigure.objects.filter(
        task__in={duty.task_id for duty in duties},
        figure__is_active=True,
        figure__type__in=COUNTED,
    ).select_related("figure")
    by_task: dict[int, list[Figure]] = defaultdict(list)
    for row in asked.order_by("figure__position", "figure_id"):
        by_task[row.task_id].append(row.figure)
    if not by_task:
        return
    before = previous_periods(duties)
    numbers = _numbers(duties, by_task, {*before, *before.values()})
    others = _others(duties, numbers)
    for duty in duties:
        for figure in by_task[duty.task_id]:
            now = numbers.get((figure.pk, duty.agency_id, duty.period_id))
            if now is None:
                continue
            last = numbers.get(
                (figure.pk, duty.agency_id, before.get(duty.period_id, 0))
            )
            if last is not None and swings(now, last):
                words = f"«{figure.label}»: {format_number(now)}, kỳ trước"
                yield duty, Kind.SWING, f"{words} {format_number(last)}"
            key = (figure.pk, duty.agency.kind, duty.period_id)
            positive, all_others = others.get(key, (0, 0))
            if now == 0 and stands_alone(positive, all_others - 1):
                words = f"«{figure.label}» ghi 0; {positive}/{all_others - 1} đơn vị"
                yield duty, Kind.LONE_ZERO, f"{words} cùng loại có số lớn hơn 0"


Numbers = dict[tuple[int, int, int], Decimal]


def _numbers(
    duties: Sequence[Duty],
    by_task: Mapping[int, list[Figure]],
    periods: Iterable[int],
) -> Numbers:
    """Return (figure, agency, period) → number, of now and of the period before."""
    values = FigureValue.objects.filter(
        figure__in={figure.pk for rows in by_task.values() for figure in rows},
        agency__in={duty.agency_id for duty in duties},
        period__in={*periods, *(duty.period_id for duty in duties)},
        is_current=True,
        row=0,
        number__isnull=False,
    )
    rows = values.values_list("figure", "agency", "period", "number")
    return {
        (figure, agency, period): number
        for figure, agency, period, number in rows
        if number is not None
    }


def _others(
    duties: Sequence[Duty], numbers: Numbers
) -> dict[tuple[int, str, int], tuple[int, int]]:
    """Return (figure, kind, period) → how many answered more than 0, and at all."""
    zeros = {figure for (figure, _, _), number in numbers.items() if number == 0}
    if not zeros:
        return {}
    rows = (
        FigureValue.objects.filter(
            figure__in=zeros,
            period__in={duty.period_id for duty in duties},
            agency__kind__in={duty.agency.kind for duty in duties},
            is_current=True,
            row=0,
            number__isnull=False,
        )
        .order_by()
        .values_list("figure", "agency__kind", "period")
        .annotate(positive=Count("pk", filter=Q(number__gt=0)), everyone=Count("pk"))
    )
    return {(f, kind, p): (positive, every) for f, kind, p, positive, every in rows}


def _about_texts(duties: Sequence[Duty]) -> Found:
    mine = EntryLink.objects.filter(duty__in=duties).exclude(entry__text_key="")
    keys: dict[str, set[int]] = defaultdict(set)
    for key, duty_id in mine.values_list("entry__text_key", "duty"):
        keys[key].add(duty_id)
    if not keys:
        return
    elsewhere = EntryLink.objects.filter(entry__text_key__in=keys).select_related(
        "entry__agency", "entry__period", "duty__task"
    )
    told: set[tuple[int, str]] = set()
    by_pk = {duty.pk: duty for duty in duties}
    for link in elsewhere.order_by("-entry__recorded_at", "pk"):
        for pk in sorted(keys[link.entry.text_key]):
            found = _alike(by_pk[pk], link)
            if found and (pk, found[0]) not in told:
                told.add((pk, found[0]))
                yield by_pk[pk], *found


def _alike(duty: Duty, link: EntryLink) -> tuple[Kind, str] | None:
    """Return what the same text elsewhere means for the duty, if anything."""
    entry = link.entry
    if entry.agency_id != duty.agency_id:
        if entry.period_id != duty.period_id:
            return None
        where = f"{entry.agency} ({link.duty.task.code})"
        return Kind.SAME_AS_OTHER, f"Nội dung giống hệt của {where}"
    if entry.period.data_to < duty.period.data_from:
        return Kind.SAME_AS_BEFORE, f"Nội dung giống hệt {entry.period}"
    return None


def _about_evidence(duties: Sequence[Duty]) -> Found:
    mine = EvidenceLink.objects.filter(
        duty__in=duties, removed_at__isnull=True
    ).exclude(evidence__sha256="")
    by_hash: dict[str, set[int]] = defaultdict(set)
    for digest, duty_id in mine.values_list("evidence__sha256", "duty"):
        by_hash[digest].add(duty_id)
    if not by_hash:
        return
    rows = EvidenceLink.objects.filter(
        evidence__sha256__in=by_hash, removed_at__isnull=True
    ).select_related("evidence", "duty__agency", "duty__period", "duty__task")
    by_pk = {duty.pk: duty for duty in duties}
    told: set[tuple[int, str]] = set()
    for link in rows.order_by("-pk"):
        digest = link.evidence.sha256
        for pk in sorted(by_hash[digest]):
            duty, other = by_pk[pk], link.duty
            is_mine = other.agency_id == duty.agency_id
            if (is_mine and other.period_id == duty.period_id) or (pk, digest) in told:
                continue
            told.add((pk, digest))
            where = str(other.period) if is_mine else f"{other.agency}, {other.period}"
            name = link.evidence.file_name or link.evidence.subject
            words = f"Tệp «{name}» đã dùng cho {other.task.code} ({where})"
            yield duty, Kind.EVIDENCE_USED, words
