"""What falls on which day for a person: due days, return days, days of the period."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from agencies.models import Agency, User
from tasks.access import desks_of, plan_to_steer
from tasks.due_days import due_now_case, supplement
from tasks.figure_board import owing_among
from tasks.models import (
    TO_DO,
    AdhocRequest,
    ContributionRequest,
    Duty,
    FigureDeadline,
    Period,
    Plan,
    State,
)
from tasks.services.figure_deadlines import dues

#: kind → (words, colour name, icon); `{n}` is the number of duties.
KINDS = {
    "han": ("{n} nhiệm vụ đến hạn gửi", "amber", "calendar-due"),
    "bo-sung": ("{n} nhiệm vụ đến hạn bổ sung", "red", "arrow-back-up"),
    "cap-nhat": ("{n} nhiệm vụ cần cập nhật", "blue", "history"),
    "phoi-hop": ("{n} đề nghị phối hợp phải trả lời", "azure", "users"),
    "dot-xuat": ("Hạn báo cáo đột xuất: {n}", "amber", "send"),
    "so-lieu": ("{n}: nhập đủ trước ngày này", "amber", "table"),
    "chot": ("Chốt số liệu {n}", "purple", "lock"),
    "han-don-vi": ("Hạn gửi của đơn vị, {n}", "purple", "send"),
    "tong-hop": ("Hạn tổng hợp của Sở Nội vụ, {n}", "purple", "report"),
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing on one day; `who` is the agency's name for its own people."""

    kind: str
    day: date
    title: str
    who: str
    address: str
    uid: str

    @property
    def tone(self) -> str:
        """Return the colour name."""
        return KINDS[self.kind][1]

    @property
    def icon(self) -> str:
        """Return the icon's name."""
        return KINDS[self.kind][2]


def agenda_of(user: User, first: date, last: date, today: date) -> list[Happening]:
    """Return what happens from `first` to `last` for the person, by day.

    The steering agency sees the province in counts, others their own agencies.
    """
    steered = plan_to_steer(user, today)
    rows = Duty.objects.filter(state__in=TO_DO, period__state=Period.State.OPEN)
    if steered:
        rows = rows.filter(period__plan=steered)
        requests = Q(plan__steering_agency_id=steered.steering_agency_id)
    else:
        asked = Duty.objects.filter(
            agency__in=desks_of(user, today).order_by().values("pk")
        )
        requests = Q(plan__in=asked.values("period__plan"))
        rows = rows.filter(agency__in=desks_of(user, today).order_by().values("pk"))
    desks = desks_of(user, today)
    found = [
        *_duties(rows, bool(steered), first, last),
        *([] if steered else _asked(user, first, last, today)),
        *_figures(steered, desks, first, last),
        *_periods(steered, first, last),
        *_requests(requests, first, last),
    ]
    return sorted(found, key=lambda each: (each.day, list(KINDS).index(each.kind)))


def _duties(
    rows: QuerySet[Duty],
    whole: bool,
    first: date,
    last: date,  # noqa: FBT001
) -> Iterator[Happening]:
    again = supplement()
    rows = rows.annotate(day=due_now_case())
    for kind, some, field in (
        ("han", rows.exclude(again), "day"),
        ("bo-sung", rows.filter(again), "day"),
        ("cap-nhat", rows.exclude(state=State.RETURNED), "heartbeat_on"),
    ):
        by = () if whole else ("agency__code", "agency__short_name")
        counted = (
            some.filter(**{f"{field}__range": (first, last)})
            .order_by()
            .values(field, "period__year", "period__kind", *by)
            .annotate(number=Count("*"))
        )
        yield from (_happening(kind, field, line) for line in counted)


def _asked(user: User, first: date, last: date, today: date) -> Iterator[Happening]:
    rows = ContributionRequest.objects.waiting().filter(
        agency__in=desks_of(user, today).order_by().values("pk"),
        due_on__range=(first, last),
    )
    by = ("due_on", "agency__code", "agency__short_name")
    for line in rows.order_by().values(*by).annotate(number=Count("*")):
        yield Happening(
            "phoi-hop",
            line["due_on"],
            KINDS["phoi-hop"][0].format(n=line["number"]),
            line["agency__short_name"],
            "/phoi-hop/?cho=1",
            f"phoi-hop-{line['due_on']:%Y%m%d}-{line['agency__code']}@kehoach",
        )


def _figures(
    steered: Plan | None, desks: QuerySet[Agency], first: date, last: date
) -> Iterator[Happening]:
    """Yield the yearly days of figures: all for who steers, else what is still owed."""
    if steered is None:
        for owed in owing_among(desks, first, last):
            agency = owed.duty.agency
            address = f"/nhiem-vu/{owed.duty.pk}/"
            yield _before(owed.deadline, owed.day, agency.short_name, address)
        return
    periods = Period.objects.filter(plan=steered, state=Period.State.OPEN)
    for due in dues(periods):
        if first <= due.day <= last:
            yield _before(due.deadline, due.day, "", "/don-doc/#so-lieu")


def _before(deadline: FigureDeadline, day: date, who: str, address: str) -> Happening:
    title = KINDS["so-lieu"][0].format(n=deadline.name)
    uid = f"so-lieu-{deadline.pk}-{day:%Y%m%d}-{who or 'tinh'}@kehoach"
    return Happening("so-lieu", day, title, who, address, uid)


def _happening(kind: str, field: str, line: dict[str, Any]) -> Happening:
    code = line.get("agency__code", "")
    key = Period(year=line["period__year"], kind=line["period__kind"]).key
    address = (
        f"/don-vi/{code}/?ky={key}" if code else f"/danh-sach/?ky={key}&sap-xep=han"
    )
    return Happening(
        kind,
        line[field],
        KINDS[kind][0].format(n=line["number"]),
        line.get("agency__short_name", ""),
        address,
        f"{kind}-{line[field]:%Y%m%d}-{code or 'tinh'}-{key}@kehoach",
    )


def _periods(steered: Plan | None, first: date, last: date) -> Iterable[Happening]:
    rows = Period.objects.filter(state=Period.State.OPEN)
    rows = rows.exclude(kind=Period.Kind.ADHOC)
    for period in rows.filter(plan=steered) if steered else rows:
        days = {"chot": period.data_to, "han-don-vi": period.unit_due}
        if steered and period.summary_due:
            days["tong-hop"] = period.summary_due
        for kind, day in days.items():
            if first <= day <= last:
                title = KINDS[kind][0].format(n=str(period).lower())
                address = "/ke-hoach/" if not steered else "/tong-quan/"
                uid = f"{kind}-{period.pk}@kehoach"
                yield Happening(kind, day, title, "", address, uid)


def _requests(mine: Q, first: date, last: date) -> Iterator[Happening]:
    """Yield the days by which the person's open requests are to be answered."""
    rows = AdhocRequest.objects.filter(mine, state=AdhocRequest.State.OPEN)
    due = rows.filter(unit_due__range=(first, last))
    for row in due.select_related("plan"):
        if row.unit_due:
            title = KINDS["dot-xuat"][0].format(n=row.plan.title)
            address, uid = f"/bao-cao-dot-xuat/{row.pk}/", f"dot-xuat-{row.pk}@kehoach"
            yield Happening("dot-xuat", row.unit_due, title, "", address, uid)
