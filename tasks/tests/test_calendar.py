"""«Lịch» and its private feed, read back by another reader."""

from datetime import date, timedelta

import icalendar
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from agencies.tests.factories import make_agency, make_user
from kehoach.lib.ical import DayEvent, feed, fold
from tasks.models import Duty, Holiday
from tasks.services.feeds import feed_token, renew_feed
from tasks.tests.factories import NOW, TODAY, make_duty, make_task
from tasks.tests.pages import text_of

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=200)


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
        assert (found.day, found.title, found.who) == (
            date(2026, 6, 18),
            "2 nhiệm vụ đến hạn gửi",
            "UBND xã Hòa Bình",
        )

    def test_the_steering_agency_sees_the_province_in_one_line(self, login, duty):
        reviewer = make_user("officer", duty.period.plan.steering_agency)
        make_duty(duty.task, make_agency(), duty.period)
        page = login(reviewer).get(reverse("tasks:calendar"), {"thang": "2026-12"})
        assert [(e.day.day, e.title) for e in page.context["found"]] == [
            (14, "Chốt số liệu năm 2026"),
            (16, "2 nhiệm vụ đến hạn gửi"),
            (16, "Hạn gửi của đơn vị, năm 2026"),
        ]

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
            "1 nhiệm vụ đến hạn gửi",
            "Chốt số liệu năm 2026",
            "Hạn gửi của đơn vị, năm 2026",
        ]
        assert len({str(event["UID"]) for event in events}) == 3
        assert client.get(reverse("tasks:feed", args=["x"])).status_code == 404

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
