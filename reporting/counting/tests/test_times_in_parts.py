"""A part of a year shows the times and own days of the year that fall into it."""

from datetime import date, timedelta

import pytest
from django.db.models import Sum

from agencies.tests.factories import make_user
from reporting.counting.tasks import task_counts
from reporting.counting.tests.times_in_parts import LATE, MOMENT, Scene
from tasks.duties.shown import PeriodDuties, carries_over
from tasks.models import Duty, DutyCount, DutySnapshot
from tasks.periods.closing import close_period
from tasks.tests.addresses import plan_page
from tasks.tests.factories import (
    make_figure,
)
from tasks.tests.pages import text_of
from tasks.work.correcting_entries import withdraw_entry
from tasks.work.logging import log_progress

pytestmark = pytest.mark.django_db


def test_the_half_counts_the_times_that_lie_in_it():
    scene = Scene("nam")
    half = scene.part("6-thang")
    assert scene.shown(half, "quarterly") == [date(2026, 3, 14), date(2026, 6, 14)]
    assert len(scene.shown(half, "monthly")) == 6
    assert scene.shown(half, "days") == [date(2026, 6, 10)]
    assert scene.shown(half, "own") == [date(2026, 5, 20)]
    assert scene.shown(half, "anchor") == scene.shown(half, "waiting") == []
    # what is due with its period has a duty of the part's own
    for name in ("annual", "ongoing"):
        assert scene.shown(half, name) == []
        assert half.duties.filter(task=scene.tasks[name]).exists()
    assert Duty.objects.shown_in(scene.year).exclude(period=scene.year).count() == 0


def test_the_report_of_the_half_says_them(client, clock):
    scene = Scene("nam")
    half = scene.part("6-thang")
    owed = {count.task.pk: count.owed for count in task_counts(half, LATE)}
    said = [owed[scene.tasks[name].pk] for name in ("quarterly", "monthly", "days")]
    assert said == [2, 6, 1]
    assert owed[scene.tasks["anchor"].pk] == 0
    clock.at(LATE)
    client.force_login(make_user("head", scene.plan.steering_agency))
    page = text_of(client.get(plan_page(f"/danh-sach/?ky={half.key}")))
    assert "Quý II/2026" in page
    assert "Quý III/2026" not in page


def test_sums_rows_and_the_past_agree():
    scene = Scene("nam")
    half = scene.part("6-thang")
    rows = PeriodDuties(half, LATE).rows().count()
    summed = DutyCount.objects.shown_in(half).aggregate(all=Sum("number"))["all"]
    tomorrow = LATE + timedelta(days=1)
    past = PeriodDuties(half, tomorrow, as_of=LATE).rows().count()
    assert rows == summed == past
    assert carries_over(half, [scene.year, half])


def test_every_time_falls_into_exactly_one_of_the_quarters():
    scene = Scene("quy")
    quarters = [scene.part(f"quy-{number}") for number in range(1, 5)]
    own = scene.year.duties.filter(falls_on__isnull=False)
    seen = [
        pk
        for quarter in quarters
        for pk in Duty.objects.shown_in(quarter)
        .filter(period=scene.year)
        .exclude(schedule="once")
        .values_list("pk", flat=True)
    ]
    assert sorted(seen) == sorted(own.values_list("pk", flat=True))
    assert len(seen) == 4 + 12 + 2 + 1 + 1
    # due in the next quarter, and counted in its own
    first = own.get(task=scene.tasks["quarterly"], occurs_to=date(2026, 3, 14))
    assert first.due_on > quarters[0].data_to
    assert first.pk in Duty.objects.shown_in(quarters[0]).values_list("pk", flat=True)


def test_a_granted_day_does_not_move_a_time_to_another_part():
    scene = Scene("quy")
    quarter = scene.part("quy-2")
    rows = scene.year.duties.filter(task=scene.tasks["own"])
    rows.update(due_on=date(2026, 8, 1), due_from="extension")
    assert scene.shown(quarter, "own") == [date(2026, 5, 20)]
    rows = scene.year.duties.filter(task=scene.tasks["annual"])
    rows.update(due_on=date(2027, 1, 8), due_from="extension")
    assert scene.shown(quarter, "annual") == []


def test_a_closed_part_keeps_what_it_showed():
    scene = Scene("quy")
    quarter = scene.part("quy-1")
    head = make_user("head", scene.plan.steering_agency)
    shown = Duty.objects.shown_in(quarter).count()
    close_period(period=quarter, actor=head, **MOMENT)
    quarter.refresh_from_db()
    assert DutySnapshot.objects.filter(period=quarter).count() == shown
    time = scene.year.duties.get(
        task=scene.tasks["quarterly"], occurs_to=date(2026, 3, 14)
    )
    assert time.state == "open"  # the year goes on with it
    counts = {count.task.pk: count for count in task_counts(quarter, LATE)}
    assert counts[scene.tasks["monthly"].pk].owed == 3


def answered(period, figure):
    found = figure.values.filter(period=period, is_current=True, occurs_from=None)
    return [value.number for value in found]


def test_figures_of_the_times_add_up_in_the_parts_too():
    scene = Scene("nam")
    figure = make_figure(scene.tasks["quarterly"])
    officer = make_user("officer", scene.agency)

    def log(last, number):
        duty = scene.year.duties.get(task=scene.tasks["quarterly"], occurs_to=last)
        return log_progress(
            duties=[duty], author=officer, done_on=last, text="Đã báo cáo quý.",
            progress="done", answers={figure.pk: number}, reason="Ghi bù", **MOMENT,
        )  # fmt: skip

    log(date(2026, 3, 14), "5")
    half = scene.part("6-thang")
    assert answered(half, figure) == [5]  # what was said before it was opened
    entry = log(date(2026, 6, 14), "7")
    log(date(2026, 9, 14), "11")
    nine = scene.part("9-thang")
    assert answered(half, figure) == [12]
    assert answered(nine, figure) == answered(scene.year, figure) == [23]
    duty = entry.duties.get()
    withdraw_entry(entry=entry, duty=duty, actor=officer, **MOMENT)
    assert answered(half, figure) == [5]
    head = make_user("head", scene.plan.steering_agency)
    close_period(period=half, actor=head, **MOMENT)
    log(date(2026, 6, 14), "8")
    assert answered(half, figure) == [5]
    assert answered(nine, figure) == [24]
