"""«Lĩnh vực phụ trách»: what was sent, by task and period, on the page and in the files."""

import io
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import AuditRecord
from agencies.tests.factories import make_agency, make_user
from tasks.fields.tests.granting import make_grant
from tasks.models import Duty, EntryLink, FigureValue, ProgressEntry
from tasks.periods.closing import close_period
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_duty,
    make_figure,
    make_period,
    make_plan,
    make_task,
)
from tasks.tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_inside_the_period")]
on_both = pytest.mark.sqlite_too


class Field:
    """A task of two communes, one of which has sent; and the reader of its field."""

    def __init__(self):
        self.plan = make_plan()
        self.period = make_period(self.plan)
        self.task = make_task(self.plan, "III.3.c", short_title="Hương ước")
        self.figure = make_figure(self.task, label="Số bản", unit="bản")
        self.yes = make_figure(
            self.task, label="Có quy chế", type="yes_no", across_agencies="count_yes"
        )
        self.grant = make_grant(self.task)
        self.reader = make_user("officer", self.grant.agency)
        self.sent = self.duty("Xã Gửi", state="submitted", first_sent_on=TODAY)
        self.silent = self.duty("Xã Chưa")

    def duty(self, name, number=7, **said):
        agency = make_agency(name, kind="cap-xa")
        duty = make_duty(self.task, agency, self.period, **said)
        by = {"recorded_at": NOW}
        person = make_user("officer", agency)
        entry = ProgressEntry.objects.create(
            agency=agency, period=self.period, done_on=TODAY, progress="done",
            text=f"Rà soát ở {name}", author=person, **by,
        )  # fmt: skip
        EntryLink.objects.create(entry=entry, duty=duty)
        for figure, value in (
            (self.figure, {"number": number}),
            (self.yes, {"flag": True}),
        ):
            FigureValue.objects.create(
                figure=figure, agency=agency, period=self.period, entered_by=person,
                **value, **by,
            )  # fmt: skip
        return duty

    @property
    def address(self):
        return reverse("reporting:field_reading", args=[self.grant.pk])


@pytest.fixture
def field():
    return Field()


@on_both
def test_one_click_leads_to_what_was_sent(login, field):
    page = login(field.reader)
    own = reverse("reporting:own_fields")
    assert f'href="{own}"' in text_of(page.get("/ke-hoach/", follow=True))
    assert page.get(own).url == field.address
    said = text_of(page.get(field.address))
    assert "Xã Gửi" in said
    assert "Rà soát ở Xã Gửi" in said
    assert "Xã Chưa" in said
    assert "Rà soát ở Xã Chưa" not in said
    assert "1/2" in said
    assert reverse("tasks:duty", args=[field.silent.pk]) in said


def test_who_has_no_field_sees_no_line_and_no_page(login, field):
    page = login(make_user("officer", make_agency()))
    own = reverse("reporting:own_fields")
    assert f'href="{own}"' not in text_of(page.get("/ke-hoach/", follow=True))
    for name in ("field_reading", "field_reading_xlsx", "field_reading_csv"):
        address = reverse(f"reporting:{name}", args=[field.grant.pk])
        assert page.get(address).status_code == 404
    assert page.get(own).status_code == 404


def test_several_fields_are_offered(login, field):
    other = make_grant(make_task(make_plan()), field.grant.agency, name="Quy chế")
    said = text_of(login(field.reader).get(reverse("reporting:own_fields")))
    assert field.address in said
    assert reverse("reporting:field_reading", args=[other.pk]) in said


def test_who_steers_reads_the_page_and_is_not_recorded(login, field):
    head = make_user("head", field.plan.steering_agency)
    assert login(head).get(field.address).status_code == 200
    assert not AuditRecord.objects.filter(kind="read").exists()
    login(field.reader).get(field.address)
    [kept] = AuditRecord.objects.filter(kind="read")
    assert (kept.actor, kept.after["fields"]) == (field.reader, "Hương ước")


def test_the_page_sorts_by_what_was_sent(login, field):
    page = login(field.reader)
    late = text_of(page.get(f"{field.address}?loc=chua-gui"))
    assert "Xã Chưa" in late
    assert "Xã Gửi" not in late


def test_a_task_or_a_period_that_is_not_of_the_field_is_strange(login, field):
    page = login(field.reader)
    other = make_task(field.plan)
    for query in (f"ma={other.code}", "ky=2031"):
        assert page.get(f"{field.address}?{query}").status_code == 404
    field.grant.tasks.add(other)
    assert page.get(f"{field.address}?ma={other.code}").status_code == 200


def test_the_files_say_what_the_page_says(login, field):
    page = login(field.reader)
    xlsx = page.get(f"{reverse('reporting:field_reading_xlsx', args=[field.grant.pk])}")
    rows = list(
        openpyxl.load_workbook(io.BytesIO(xlsx.content)).active.values  # type: ignore[union-attr]
    )
    heads, *lines = rows[1:]
    assert heads[-2:] == ("Số bản (bản)", "Có quy chế")
    by_name = {line[1]: line for line in lines}
    assert by_name["Xã Gửi"][6:] == ("Rà soát ở Xã Gửi", 7, "Có")
    assert not any(by_name["Xã Chưa"][6:])
    assert lines[-1][-2:] == (7, 1)
    text = page.get(reverse("reporting:field_reading_csv", args=[field.grant.pk]))
    assert "Rà soát ở Xã Gửi" in text.content.decode("utf-8-sig")
    kept = AuditRecord.objects.filter(kind="export", actor=field.reader)
    assert kept.count() == 2


@on_both
def test_a_closed_period_says_what_it_was(login, field, clock):
    day = field.period.unit_due
    head = make_user("head", field.plan.steering_agency)
    clock.at(day.year, day.month, day.day + 1, 9)
    now = NOW.replace(month=12, day=17)
    close_period(period=field.period, actor=head, today=now.date(), now=now)
    later = now.replace(day=18)
    FigureValue.objects.filter(figure=field.figure).update(is_current=False)
    FigureValue.objects.create(
        figure=field.figure, agency=field.sent.agency, period=field.period,
        number=Decimal(99), entered_by=head, recorded_at=later,
    )  # fmt: skip
    Duty.objects.filter(pk=field.silent.pk).update(
        state="submitted", first_sent_on=later.date()
    )
    said = text_of(login(field.reader).get(f"{field.address}?ky=2026"))
    assert "99" not in said
    assert "Rà soát ở Xã Chưa" not in said
    assert "đã chốt" in said


def test_the_page_asks_no_more_for_more_agencies(login, field):
    page = login(field.reader)
    page.get(field.address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        page.get(field.address)
    for number in range(20):
        field.duty(f"Xã {number}", state="submitted", first_sent_on=TODAY)
    with CaptureQueriesContext(connection) as many:
        page.get(field.address)
    assert len(many) == len(few)
