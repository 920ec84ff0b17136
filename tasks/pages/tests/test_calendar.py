"""«Lịch» and its private feed, read back by another reader."""

import re
from datetime import date, datetime, time, timedelta

import icalendar
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from agencies.tests.factories import make_agency, make_user
from kehoach.lib.ical import DayEvent, escape, feed, fold
from tasks.duties.days_off import load_holidays
from tasks.models import Duty, Holiday, Task
from tasks.pages.calendar import agenda_of
from tasks.pages.feeds import feed_token, renew_feed
from tasks.tests.factories import NOW, TODAY, make_duty, make_task
from tasks.tests.pages import text_of

#: Without the backslash: the other reader takes one before «;», «,» or «n» away.
WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\\"),
    max_size=200,
)


@given(WORDS, WORDS, st.dates(date(2020, 1, 1), date(2040, 12, 30)))
def test_another_reader_finds_what_was_written(title, text, day):
    content = feed(name="Lịch", events=[DayEvent("a@b", day, title, text)], now=NOW)
    lines = content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert b"\n" not in content.replace(b"\r\n", b"")
    [event] = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert event["SUMMARY"] == title
    assert event.get("DESCRIPTION", "") == text
    assert event.decoded("DTSTART") == day
    assert event.decoded("DTEND") == day + timedelta(days=1)


@given(st.text("a\\;,nấ\n", max_size=60))
def test_escaping_can_be_read_back_as_rfc_5545_says(text):
    read = {"n": "\n", "N": "\n"}
    back = re.sub(r"\\(.)", lambda each: read.get(each[1], each[1]), escape(text))
    assert back == text


@given(st.text("ấđ a", max_size=400))
def test_folding_never_cuts_a_letter(line):
    parts = fold(line).split("\r\n")
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == line


@pytest.fixture
def _june(_inside_the_period):
    """Stand on 10/6/2026."""


pytestmark = pytest.mark.usefixtures("_june")


@pytest.mark.django_db
class TestPage:
    """The month and the feed."""

    def due(self, duty, day):
        Duty.objects.filter(pk=duty.pk).update(due_on=day)

    def test_an_officer_sees_the_own_days_only(self, login, duty, officer):
        self.due(duty, date(2026, 6, 18))
        second = make_duty(make_task(duty.task.plan), duty.agency, duty.period)
        self.due(second, date(2026, 6, 18))
        other = make_duty(duty.task, make_agency("UBND xã Khác"), duty.period)
        self.due(other, date(2026, 6, 18))
        page = login(officer).get(reverse("tasks:calendar"))
        [found] = page.context["found"]
        codes = f"{duty.task.code}, {second.task.code}"
        assert (found.day, found.title, found.who) == (
            date(2026, 6, 18),
            f"Hạn gửi: {codes}",
            "UBND xã Hòa Bình",
        )
        assert found.names == (
            f"{duty.task.code} {duty.task.short_title}",
            f"{second.task.code} {second.task.short_title}",
        )

    def test_the_steering_agency_sees_the_province_in_one_line(self, login, duty):
        reviewer = make_user("officer", duty.period.plan.steering_agency)
        make_duty(duty.task, make_agency(), duty.period)
        page = login(reviewer).get(reverse("tasks:calendar"), {"thang": "2026-12"})
        assert [(e.day.day, e.title) for e in page.context["found"]] == [
            (14, "Chốt số liệu năm 2026"),
            (16, "Hạn gửi: 2 nhiệm vụ"),
            (16, "Hạn gửi của đơn vị, năm 2026"),
        ]

    def test_a_saturday_worked_in_exchange_is_no_day_off_and_says_why(
        self, login, officer
    ):
        load_holidays(years=[2026])
        page = login(officer).get(reverse("tasks:calendar"), {"thang": "2026-08"})
        cells = {c["day"]: c for week in page.context["weeks"] for c in week}
        worked, off = cells[date(2026, 8, 22)], cells[date(2026, 8, 31)]
        assert (worked["is_off"], worked["holiday"]) == (False, "Làm việc bù")
        assert (off["is_off"], off["holiday"]) == (
            True,
            "Ngày nghỉ (thay cho ngày 22/08/2026)",
        )

    def test_days_off_are_marked_and_named(self, login, officer):
        Holiday.objects.create(day=date(2026, 6, 11), name="Ngày nghỉ thử")
        page = login(officer).get(reverse("tasks:calendar"))
        assert "Ngày nghỉ thử" in text_of(page)
        cells = {c["day"]: c for week in page.context["weeks"] for c in week}
        assert [cells[TODAY + timedelta(days=n)]["is_off"] for n in range(5)] == [
            False,
            True,
            False,
            True,
            True,
        ]

    @pytest.mark.parametrize(
        "word", ["", "2026-13", "x", "0000-01", "9999-12", "٢٠٢٦-٠٦"]
    )
    def test_any_other_month_is_this_one(self, login, officer, word):
        page = login(officer).get(reverse("tasks:calendar"), {"thang": word})
        assert page.context["first"] == date(2026, 6, 1)

    def test_the_feed_needs_no_login_but_its_token(self, client, duty, officer):
        url = reverse("tasks:feed", args=[feed_token(person=officer)])
        reply = client.get(url)
        assert reply["Content-Type"] == "text/calendar; charset=utf-8"
        events = icalendar.Calendar.from_ical(reply.content).walk("VEVENT")
        assert sorted(str(event["SUMMARY"]) for event in events) == [
            "Chốt số liệu năm 2026",
            "Hạn gửi của đơn vị, năm 2026",
            f"Hạn gửi: {duty.task.code}",
        ]
        assert len({str(event["UID"]) for event in events}) == 3
        assert client.get(reverse("tasks:feed", args=["x"])).status_code == 404

    def test_an_event_rings_before_its_day_and_names_its_duties(
        self, client, duty, officer
    ):
        more = [make_duty(make_task(duty.task.plan), duty.agency) for _ in range(4)]
        reply = client.get(reverse("tasks:feed", args=[feed_token(person=officer)]))
        read = icalendar.Calendar.from_ical(reply.content)
        assert read["X-WR-CALNAME"] == "Hạn việc UBND xã Hòa Bình"
        event = next(
            each for each in read.walk("VEVENT") if "Hạn gửi: " in each["SUMMARY"]
        )
        named = [row.task.code for row in (duty, *more)]
        assert event["SUMMARY"] == f"Hạn gửi: {', '.join(named[:3])} và 2 việc khác"
        for row in (duty, *more):
            assert f"{row.task.code} {row.task.short_title}" in event["DESCRIPTION"]
        start = datetime.combine(event.decoded("DTSTART"), time())
        rings = [start + each.decoded("TRIGGER") for each in event.walk("VALARM")]
        assert rings == [datetime(2026, 12, 9, 8), datetime(2026, 12, 15, 8)]
        assert {str(each["ACTION"]) for each in event.walk("VALARM")} == {"DISPLAY"}

    def test_titles_fit_a_phone(self, duty, officer):
        Task.objects.filter(pk=duty.task_id).update(code="III.5.a")
        for number in range(1, 10):
            task = make_task(duty.task.plan, code=f"III.5.{number}")
            make_duty(task, duty.agency)
        found = agenda_of(officer, TODAY, date(2026, 12, 31), TODAY)
        assert max(len(each.title) for each in found) <= 50

    def test_who_is_only_asked_has_no_due_day(self, login):
        front = make_agency("Ủy ban Mặt trận", kind="mat-tran")
        asked = make_duty(agency=front, is_requested=True)
        again = make_duty(
            make_task(asked.task.plan),
            front,
            is_requested=True,
            state="returned",
            return_due_on=date(2026, 12, 16),
            heartbeat_on=TODAY,
        )
        person = make_user("officer", front)
        found = agenda_of(person, TODAY, date(2026, 12, 31), TODAY)
        assert [(each.kind, each.title) for each in found] == [
            ("chot", "Chốt số liệu năm 2026"),
            ("de-nghi", f"Được đề nghị gửi: {asked.task.code}, {again.task.code}"),
        ]
        page = text_of(
            login(person).get(reverse("tasks:calendar"), {"thang": "2026-12"})
        )
        for word in ("Hạn gửi:", "tone-red", "tone-amber", "quá hạn"):
            assert word not in page

    def test_a_renewed_or_locked_address_is_dead(self, client, officer):
        old = reverse("tasks:feed", args=[feed_token(person=officer)])
        new = reverse("tasks:feed", args=[renew_feed(person=officer)])
        assert client.get(old).status_code == 404
        assert client.get(new).status_code == 200
        officer.is_active = False
        officer.save()
        assert client.get(new).status_code == 404

    @pytest.mark.parametrize("rows", [1, 3, 30])
    def test_the_month_costs_the_same_at_any_size(self, login, duty, officer, rows):
        for number in range(rows):
            each = make_duty(make_task(duty.task.plan), duty.agency, duty.period)
            self.due(each, date(2026, 6, 1 + number % 30))
        feed_token(person=officer)
        client = login(officer)
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("tasks:calendar"))
        assert len(seen) == 13, [q["sql"][:80] for q in seen]
