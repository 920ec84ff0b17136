"""What falls on which day for a person: due days, return days, days of the period."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from agencies.models import Agency, User
from agencies.models.agency import ONLY_ASKED
from tasks.duties.access import REVIEWERS, desks_of
from tasks.figures.deadlines import dues
from tasks.figures.page_board import owing_among
from tasks.models import (
    AdhocRequest,
    ContributionRequest,
    Duty,
    FigureDeadline,
    Period,
    Plan,
    worked_now,
)
from tasks.pages.calendar_coming import any_times, coming_times
from tasks.pages.calendar_duties import calendar_duties_on
from tasks.pages.happening import HAPPENING_KINDS, Happening, happening

_ADHOC = Period.Kind.ADHOC


def agenda_of(user: User, first: date, last: date, today: date) -> list[Happening]:
    """Return what happens from `first` to `last` for the person, by day.

    Who steers plans sees the province in counts, others their own agencies.
    """
    plans = Plan.objects.programmes()
    steered = list(plans.steered_by(user, today=today, roles=REVIEWERS))
    rows = Duty.objects.filter(worked_now(today))
    desks = desks_of(user, today)
    own = rows.filter(agency__in=desks.order_by().values("pk"))
    if steered:
        own = own.exclude(period__plan__in=steered).exclude(period__kind=_ADHOC)
    scopes = [(rows.filter(period__plan__in=steered), True)] if steered else []
    recurs = not steered or any_times()
    found = [
        *(
            each
            for some, whole in (*scopes, (own, False))
            for each in (
                *calendar_duties_on(some.to_do(), first, last, whole=whole),
                *(
                    coming_times(some, first, last, today, whole=whole)
                    if recurs
                    else ()
                ),
            )
        ),
        *([] if steered else _asked(desks, first, last)),
        *_figures(steered, desks, first, last),
        *_periods(steered, desks, first, last),
        *(_requests(steered, first, last) if steered else []),
    ]
    return sorted(
        found, key=lambda each: (each.day, list(HAPPENING_KINDS).index(each.kind))
    )


def _asked(desks: QuerySet[Agency], first: date, last: date) -> Iterator[Happening]:
    """Yield the days by which other agencies wait for a part, each day as one event."""
    rows = ContributionRequest.objects.waiting().filter(
        agency__in=desks.order_by().values("pk"), due_on__range=(first, last)
    )
    joined = rows.select_related("agency", "duty__task", "duty__agency")
    found: dict[tuple[date, str], list[ContributionRequest]] = defaultdict(list)
    for row in joined.order_by("due_on", "agency__sort_key", "pk"):
        found[row.due_on, row.agency.code].append(row)
    for (day, code), asked in found.items():
        asking = ", ".join(dict.fromkeys(row.duty.agency.short_name for row in asked))
        yield happening(
            "phoi-hop",
            day,
            said=asking,
            who=asked[0].agency.short_name,
            address="/phoi-hop/?cho=1",
            uid=f"phoi-hop-{day:%Y%m%d}-{code}",
            names=tuple(f"{row.duty.task.code} {row.question}" for row in asked),
        )


def _figures(
    steered: list[Plan], desks: QuerySet[Agency], first: date, last: date
) -> Iterator[Happening]:
    """Yield the yearly days of figures: all for who steers, else what is still owed."""
    if not steered:
        for owed in owing_among(desks, first, last):
            agency = owed.duty.agency
            address = f"/nhiem-vu/{owed.duty.pk}/"
            yield _before(owed.deadline, owed.day, agency.short_name, address)
        return
    periods = Period.objects.filter(plan__in=steered, state=Period.State.OPEN)
    periods = periods.select_related("plan")
    for due in dues(periods):
        if first <= due.day <= last:
            page = reverse("tasks:reminders", args=[due.period.plan.code])
            yield _before(due.deadline, due.day, "", f"{page}#so-lieu")


def _before(deadline: FigureDeadline, day: date, who: str, address: str) -> Happening:
    uid = f"so-lieu-{deadline.pk}-{day:%Y%m%d}-{who or 'tinh'}"
    return happening(
        "so-lieu", day, said=deadline.name, who=who, address=address, uid=uid
    )


def _periods(
    steered: list[Plan], desks: QuerySet[Agency], first: date, last: date
) -> Iterator[Happening]:
    """Yield the days of the open periods of the plans that the person steers, else of
    all; who is only asked owes nothing by a day.
    """
    rows = Period.objects.filter(state=Period.State.OPEN)
    rows = rows.exclude(kind=_ADHOC).select_related("plan").order_by("pk")
    owes = bool(steered) or desks.exclude(kind__in=ONLY_ASKED).exists()
    periods = list(rows.filter(plan__in=steered) if steered else rows)
    several = len({period.plan_id for period in periods}) > 1
    for period in periods:
        days: dict[str, date | None] = {"chot": period.data_to}
        if owes:
            days["han-don-vi"] = period.unit_due
        if steered:
            days["tong-hop"] = period.summary_due
        page = "reporting:dashboard" if steered else "tasks:plan"
        said = f"{period.words} ({period.plan})" if several else period.words
        address = f"{reverse(page, args=[period.plan.code])}?ky={period.key}"
        for kind, day in days.items():
            if day and first <= day <= last:
                uid = f"{kind}-{period.pk}"
                yield happening(kind, day, said=said, address=address, uid=uid)


def _requests(steered: list[Plan], first: date, last: date) -> Iterator[Happening]:
    """Yield the days by which the steering agency's open requests are to be answered."""
    rows = AdhocRequest.objects.filter(
        plan__steering_agency__in={plan.steering_agency_id for plan in steered},
        state=AdhocRequest.State.OPEN,
        unit_due__range=(first, last),
    )
    for row in rows.select_related("plan"):
        if row.unit_due:
            address, uid = f"/bao-cao-dot-xuat/{row.pk}/", f"dot-xuat-{row.pk}"
            title = row.plan.title
            yield happening(
                "dot-xuat", row.unit_due, said=title, address=address, uid=uid
            )
