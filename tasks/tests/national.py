"""A synthetic national event: communes merged three into one, with work, in sets."""

from agencies.models import (
    Agency,
    AgencyGroup,
    GroupRule,
    Membership,
    PlannedAgency,
    Reorganisation,
    Succession,
    User,
)
from tasks.models import Assignment, Duty, EntryLink, Period, Plan, ProgressEntry
from tasks.periods.opening import open_period
from tasks.reorganising.tests.reorganising import BEFORE, ON
from tasks.tests.factories import NOW, make_plan, make_task

TOGETHER = 3
BATCH = 1000


def make_communes(count: int) -> list[Agency]:
    """Create so many communes, each with one officer."""
    rows = [
        Agency(
            code=f"xa-cu-{n}", name=f"Ủy ban nhân dân xã Cũ {n}",
            short_name=f"UBND xã Cũ {n}", kind="cap-xa", level="xa",
        )
        for n in range(count)
    ]  # fmt: skip
    people = [User(username=row.code, full_name=f"Cán bộ {row.code}") for row in rows]
    for row in rows:
        row.fill_keys()
    Agency.objects.bulk_create(rows, BATCH)
    User.objects.bulk_create(people, BATCH)
    Membership.objects.bulk_create(
        (
            Membership(user=user, agency=row, role="officer")
            for user, row in zip(people, rows, strict=True)
        ),
        BATCH,
    )
    return rows


def make_national_plan(tasks: int) -> Plan:
    """Create a plan whose tasks every commune owes."""
    plan = make_plan()
    group = AgencyGroup.objects.create(code="cac-xa", name="Các xã")
    GroupRule.objects.create(group=group, kind="cap-xa")
    for _ in range(tasks):
        task = make_task(plan)
        Assignment.objects.create(task=task, group=group, role="execute", mode="each")
    return plan


def write_entries(period: Period, every: int = 3) -> None:
    """Let the owner of every third duty write one entry."""
    officers = dict(Membership.objects.values_list("agency", "user"))
    rows = list(Duty.objects.filter(period=period).order_by("pk"))[::every]
    rows = [row for row in rows if row.agency_id in officers]
    entries = ProgressEntry.objects.bulk_create(
        (
            ProgressEntry(
                agency_id=row.agency_id, period=period, done_on=BEFORE, text="Đã làm.",
                progress="in_progress", author_id=officers[row.agency_id],
                recorded_at=NOW.replace(month=5),
            )
            for row in rows
        ),
        BATCH,
    )  # fmt: skip
    EntryLink.objects.bulk_create(
        (EntryLink(entry=e, duty=d) for e, d in zip(entries, rows, strict=True)), BATCH
    )


def make_national_event(communes: list[Agency]) -> Reorganisation:
    """Draft the merger of each three communes into one that the event creates."""
    event = Reorganisation.objects.create(
        name="Sắp xếp cả nước", legal_basis="Nghị quyết mẫu", effective_on=ON
    )
    planned = PlannedAgency.objects.bulk_create(
        (
            PlannedAgency(
                event=event, code=f"xa-moi-{n}", name=f"Ủy ban nhân dân xã Mới {n}",
                short_name=f"UBND xã Mới {n}", kind="cap-xa", level="xa",
            )
            for n in range(-(-len(communes) // TOGETHER))
        ),
        BATCH,
    )  # fmt: skip
    Succession.objects.bulk_create(
        (
            Succession(
                event=event, predecessor=row, planned=planned[n // TOGETHER],
                kind="merge",
            )
            for n, row in enumerate(communes)
        ),
        BATCH,
    )  # fmt: skip
    return event


def national(communes: int, tasks: int) -> tuple[Period, Reorganisation]:
    """Return the open period with work and the draft of the event."""
    rows = make_communes(communes)
    plan = make_national_plan(tasks)
    period = open_period(plan=plan, year=2026, today=BEFORE, now=NOW.replace(month=5))
    write_entries(period)
    return period, make_national_event(rows)
