"""Every list page: as many queries for 1, 3 and 1,000 rows, and no longer a page.

The gates of docs/speed.md: counts, never times.
"""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.models import Agency, Membership, User
from agencies.tests.factories import make_agency, make_user
from tasks.models import (
    Difficulty,
    Duty,
    Envelope,
    Notice,
    Period,
    ProgressEntry,
    Reminder,
    Rung,
)
from tasks.sums.refreshing import refresh_sums
from tasks.tests.addresses import plan_page
from tasks.tests.factories import make_period, make_plan, make_task

pytestmark = pytest.mark.django_db
SIZES = (1, 3, 1000)
LONGEST = 400_000
#: page → the most queries it may ask, whoever reads it.
PAGES = {
    "/": 14,
    "/tong-quan/": 12,
    "/tong-quan/chua-phan-hoi/": 12,
    "/tong-quan/dien-bien/": 20,
    "/tong-quan/can-ho-tro/": 12,
    "/danh-sach/": 12,
    "/danh-sach/?trang-thai=tre&loai=cap-xa&sap-xep=don-vi": 12,
    "/bang-theo-doi/": 12,
    "/tiep-nhan/": 12,
    "/vuong-mac/": 21,
    "/don-doc/": 24,
    "/co-quan/": 12,
    "/lich/": 14,
    "/thong-bao/": 12,
    "/tim-kiem/?q=xa+mau": 14,
    "/tim-kiem/?q=xa+mau&loai=nhat-ky": 12,
    "/ky-bao-cao/": 15,  # two of them tell the planner to hash
    "/don-vi/mau-0/": 12,
}


#: Pages over all plans; the others stand below the plan's code.
OVER_ALL = (
    "/vuong-mac/", "/co-quan/", "/lich/", "/thong-bao/", "/tim-kiem/", "/don-vi/",
)  # fmt: skip


class World:
    """One plan and a person who reads everything; agencies are added."""

    def __init__(self) -> None:
        self.today = timezone.localdate()
        self.plan = make_plan(make_agency("Sở Nội vụ"))
        self.tasks = [make_task(self.plan, f"III.{n}") for n in range(2)]
        self.period: Period = make_period(
            self.plan,
            self.today.year,
            data_from=self.today - timedelta(days=300),
            data_to=self.today - timedelta(days=3),
            unit_due=self.today - timedelta(days=1),
        )
        self.reader = make_user("head", self.plan.steering_agency)
        self.rung = Rung.objects.create(
            plan=self.plan,
            schedule="annual",
            basis="due",
            offset_days=-7,
            addressees="officers",
        )

    def grow(self, wanted: int) -> None:
        """Add agencies, each with a late and a sent duty and a line in every list."""
        have = Agency.objects.filter(code__startswith="mau-").count()
        numbers = range(have, wanted)
        agencies = [
            Agency(
                code=f"mau-{n}",
                name=f"Ủy ban nhân dân xã Mẫu {n}",
                short_name=f"UBND xã Mẫu {n}",
                kind="cap-xa",
                level="xa",
            )
            for n in numbers
        ]
        for agency in agencies:
            agency.fill_keys()
        Agency.objects.bulk_create(agencies)
        for agency in agencies:
            self.said(agency)
        people = [
            User(username=f"mau-{n}", full_name=f"Người {n}", email=f"a{n}@a.vn")
            for n in numbers
        ]
        User.objects.bulk_create(people)
        Membership.objects.bulk_create(
            Membership(user=user, agency=agency, role="officer", is_primary=True)
            for user, agency in zip(people, agencies, strict=True)
        )
        late = [self.duty(0, agency) for agency in agencies]
        sent = [
            self.duty(1, agency, state="submitted", submitted_at=self.now)
            for agency in agencies
        ]
        for duty in sent:
            duty.first_sent_on = duty.last_entry_on = self.period.data_to
        Duty.objects.bulk_create([*late, *sent])
        envelopes = Envelope.objects.bulk_create(
            Envelope(person=person, planned_at=self.now) for person in people
        )
        Reminder.objects.bulk_create(
            Reminder(
                duty=duty,
                person=envelope.person,
                rung=self.rung,
                occasion=self.period.unit_due,
                envelope=envelope,
            )
            for duty, envelope in zip(late, envelopes, strict=True)
        )
        refresh_sums(today=self.today)

    @property
    def now(self):
        return timezone.now()

    def duty(self, task: int, agency: Agency, **fields) -> Duty:
        return Duty(
            task=self.tasks[task],
            agency=agency,
            period=self.period,
            schedule="annual",
            opened_on=self.period.data_from,
            due_on=self.period.unit_due,
            original_due_on=self.period.unit_due,
            **fields,
        )

    def said(self, agency: Agency) -> None:
        """Add an entry, a difficulty and a notice."""
        shared = {"agency": agency, "period": self.period, "recorded_at": self.now}
        entry = ProgressEntry(
            done_on=self.period.data_from,
            text=f"Họp dân ở {agency.short_name}.",
            progress="done",
            author=self.reader,
            **shared,
        )
        entry.fill_keys()
        entry.save()
        Difficulty.objects.create(
            plan=self.plan,
            text=f"Thiếu kinh phí ở {agency.short_name}.",
            raised_by=self.reader,
            raised_on=self.today,
            **shared,
        )
        Notice.objects.create(
            person=self.reader,
            kind=Notice.Kind.values[0],
            text=agency.short_name,
            address="/",
            created_at=self.now,
        )


def test_every_list_costs_the_same_at_any_size(client):
    world, costs, lengths, failed = World(), {}, {}, set()
    client.force_login(world.reader)
    for size in SIZES:
        world.grow(size)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as autovacuum does for rows that have stood
        for page in PAGES:
            over_all = page.startswith(OVER_ALL)
            address = page if over_all else plan_page(page, plan=world.plan)
            if size == SIZES[0]:
                client.get(address)  # what is read once per process
            with CaptureQueriesContext(connection) as seen:
                answer = client.get(address)
            failed |= {page} if answer.status_code != 200 else set()
            costs.setdefault(page, []).append(len(seen))
            lengths[page] = len(answer.content)
    assert not failed
    grown = {page: cost for page, cost in costs.items() if len(set(cost)) > 1}
    assert not grown
    assert {p: c[0] for p, c in costs.items() if c[0] > PAGES[p]} == {}
    assert {page: n for page, n in lengths.items() if n > LONGEST} == {}
