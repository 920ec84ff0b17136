"""The same work in a whole period and in its parts, like 6 and 9 months: entered once.

A part of a year has duties of its own, since it is reported and accepted on its own.
What was done on a day inside both spans, and its proof, serve both duties; how far the
work is and the figures are said again, because they differ: they are offered.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import F, Q, QuerySet

from tasks.duties.locks import lock_duties
from tasks.models import (
    TO_DO,
    Duty,
    EntryLink,
    EvidenceLink,
    FigureValue,
    Period,
    Progress,
    ProgressEntry,
    Schedule,
)

_BATCH = 2000


def _beside(period: Period) -> QuerySet[Period]:
    """Return its whole and the other parts of that, the last to end first; none of a
    request.
    """
    whole = period.part_of or period.kind
    of_it = Q(kind=whole) | Q(part_of=whole)
    rows = Period.objects.filter(of_it, plan_id=period.plan_id, year=period.year)
    return rows.exclude(pk=period.pk).order_by("-data_to", "part_of")


def twins_of(duties: Iterable[Duty], period: Period, day: date) -> list[Duty]:
    """Return the agency's same work, locked, in open periods that the day lies in."""
    rows = [duty for duty in duties if duty.schedule != Schedule.ONCE]
    if not rows or period.is_adhoc:
        return []
    open_ones = _beside(period).filter(
        state=Period.State.OPEN, data_from__lte=day, data_to__gte=day
    )
    periods = list(open_ones.values_list("pk", flat=True))
    if not periods:
        return []
    found = Duty.objects.filter(
        agency_id=rows[0].agency_id,
        task_id__in={duty.task_id for duty in rows},
        period__in=periods,
        state__in=TO_DO,
    )
    return lock_duties(found.only("agency_id").order_by("pk"))


def share_entry(entry: ProgressEntry, duties: Iterable[Duty]) -> list[Duty]:
    """Let the entry serve the same work of the year or its parts; return those duties,
    changed but for what every entry changes.
    """
    twins = twins_of(duties, entry.period, entry.done_on)
    EntryLink.objects.bulk_create(EntryLink(entry=entry, duty=twin) for twin in twins)
    for twin in twins:
        if is_work(entry) and twin.progress == Progress.NOT_STARTED:
            twin.progress = Progress.IN_PROGRESS
        twin.last_entry_on = max(twin.last_entry_on or entry.done_on, entry.done_on)
    return twins


def is_work(entry: ProgressEntry) -> bool:
    """Return whether the entry says that something was done."""
    return not entry.nothing_to_report and entry.progress != Progress.NOT_STARTED


def share_from_year(period: Period, *, now: datetime) -> int:
    """Let entries and proof of the year serve the duties of its newly opened part;
    return how many duties have some.
    """
    own = {
        (duty.task_id, duty.agency_id): duty
        for duty in period.duties.filter(last_entry_on__isnull=True)
    }
    touched = _share_entries(period, own)
    _share_evidence(period, own, now)
    Duty.objects.bulk_update(touched, ["last_entry_on", "progress"], batch_size=_BATCH)
    return len(touched)


def _year_links(period: Period) -> Q:
    """Return the condition on a link's duty: the year's, still what it was."""
    return Q(
        duty__period__in=_beside(period).filter(part_of="").order_by(),
    ) & ~Q(duty__schedule=Schedule.ONCE)


def _share_entries(period: Period, own: dict[tuple[int, int], Duty]) -> list[Duty]:
    span = (period.data_from, period.data_to)
    rows = EntryLink.objects.standing().filter(
        _year_links(period), entry__done_on__range=span
    )
    found = rows.annotate(task=F("duty__task"), agency=F("duty__agency"))
    links, touched = [], {}
    for link in found.select_related("entry").order_by("entry__done_on", "pk"):
        duty = own.get((link.task, link.agency))
        if duty is None:
            continue
        links.append(EntryLink(entry=link.entry, duty=duty))
        duty.last_entry_on = link.entry.done_on
        if is_work(link.entry):
            duty.progress = Progress.IN_PROGRESS
        touched[duty.pk] = duty
    EntryLink.objects.bulk_create(links, batch_size=_BATCH)
    return list(touched.values())


def _share_evidence(
    period: Period, own: dict[tuple[int, int], Duty], now: datetime
) -> None:
    rows = EvidenceLink.objects.filter(
        _year_links(period),
        removed_at__isnull=True,
        evidence__quarantined_at__isnull=True,
        recorded_at__date__lte=period.data_to,
    )
    found = rows.annotate(task=F("duty__task"), agency=F("duty__agency"))
    EvidenceLink.objects.bulk_create(
        (
            EvidenceLink(
                evidence_id=link.evidence_id,
                duty=own[link.task, link.agency],
                added_by_id=link.added_by_id,
                recorded_at=now,
            )
            for link in found
            if (link.task, link.agency) in own
        ),
        batch_size=_BATCH,
    )


def values_beside(
    agency_id: int, period: Period
) -> tuple[Period | None, dict[int, FigureValue]]:
    """Return the agency's answers in the nearest other part of the same year that counts
    from the same day: for the year its longest part, for a part a shorter one, else the
    year; offered, not assumed.
    """
    others = list(_beside(period).filter(data_from=period.data_from))
    shorter = [each for each in others if each.data_to < period.data_to]
    for other in (*shorter, *(each for each in others if each not in shorter)):
        rows = FigureValue.objects.filter(
            agency_id=agency_id, period=other, is_current=True
        )
        if found := {value.figure_id: value for value in rows}:
            return other, found
    return None, {}
