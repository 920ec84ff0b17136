"""Figures before a day of their own: a ladder that ends with the last answer."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from agencies.tests.factories import make_agency, make_user
from kehoach.testing.clock import Clock
from tasks.figures.page_board import boards, owed_by
from tasks.models import FigureDeadline, FigureValue, Period, Reminder, Rung
from tasks.pages.calendar import agenda_of
from tasks.reminders.planning import drop_moot, plan_reminders
from tasks.reminders.previewing import would_get
from tasks.reminders.sending import run_reminders
from tasks.reminders.tests.reminding import Cast, make_cast
from tasks.tests.addresses import plan_page
from tasks.tests.factories import make_duty, make_figure

pytestmark = pytest.mark.django_db
#: «trước ngày 30/11»: the 29th is the last day in time.
DAY = date(2026, 11, 29)
WEEK_BEFORE = date(2026, 11, 23)


class Scene(Cast):
    """A commune asked two figures before 30/11, and a department asked none."""

    deadline: FigureDeadline
    figures: list[Any]


@pytest.fixture
def scene(clock: Clock) -> Any:
    clock.at("2026-11-23T09:00:00+07:00")
    cast: Any = make_cast()
    cast.plan.rungs.all().delete()
    cast.agency.kind = "cap-xa"
    cast.agency.save()
    cast.figures = [
        make_figure(cast.task, only_for=["cap-xa"], label=name)
        for name in ("Đang có hiệu lực", "Công nhận mới")
    ]
    cast.deadline = FigureDeadline.objects.create(
        plan=cast.plan, name="Số liệu hương ước", task=cast.task, day=30, month=11
    )
    cast.deadline.figures.set(cast.figures)
    for offset, to in ((-30, "officers"), (-7, "officers"), (-1, "head")):
        Rung.objects.create(
            plan=cast.plan,
            deadline=cast.deadline,
            basis="figures",
            offset_days=offset,
            addressees=to,
        )
    cast.department = make_agency()
    make_duty(cast.task, cast.department, cast.period)
    make_user("officer", cast.department)
    return cast


def answer(scene: Any, *figures: Any) -> None:
    for figure in figures:
        FigureValue.objects.create(
            figure=figure,
            agency=scene.agency,
            period=scene.period,
            number=0,
            entered_by=scene.officer,
            recorded_at="2026-11-23T09:00:00+07:00",
        )


def clock() -> Any:
    from django.utils import timezone

    return timezone.now()


def send(day: date) -> Any:
    return run_reminders(today=day, clock=clock)


def test_only_who_is_asked_and_owes_is_reminded(scene):
    answer(scene, scene.figures[0])
    assert send(WEEK_BEFORE).sent == 1
    (letter,) = mail.outbox
    assert letter.to == [scene.officer.email]
    assert "1 bộ số liệu phải nhập" in letter.subject
    assert "Nhập đủ số liệu chậm nhất ngày 29/11/2026, còn 6 ngày" in letter.body
    assert f"{scene.task.code} Số liệu hương ước" in letter.body
    row = Reminder.objects.get()
    assert (row.occasion, row.duty) == (DAY, scene.duty)
    assert send(WEEK_BEFORE).planned == 0


def test_answered_means_nobody_is_reminded_and_zero_is_an_answer(scene):
    answer(scene, *scene.figures)
    assert send(WEEK_BEFORE).planned == 0


def test_what_was_planned_is_dropped_when_the_figures_come(scene):
    plan_reminders(today=WEEK_BEFORE, now=clock())
    answer(scene, *scene.figures)
    assert send(WEEK_BEFORE).sent == 0
    row = Reminder.objects.get()
    assert (row.state, row.problem) == ("dropped", "Đơn vị đã nhập đủ số liệu")


def test_saving_the_last_figure_drops_it_at_once(scene):
    plan_reminders(today=WEEK_BEFORE, now=clock())
    assert drop_moot(duty_ids=[scene.duty.pk], now=clock()) == 0
    answer(scene, *scene.figures)
    assert drop_moot(duty_ids=[scene.duty.pk], now=clock()) == 1


def test_a_sent_duty_a_closed_period_and_a_request_are_left_alone(scene):
    scene.duty.state, scene.duty.first_sent_on = "submitted", WEEK_BEFORE
    scene.duty.save()
    assert plan_reminders(today=WEEK_BEFORE, now=clock()) == 0
    scene.duty.state, scene.duty.first_sent_on = "open", None
    scene.duty.is_requested = True
    scene.duty.save()
    assert plan_reminders(today=WEEK_BEFORE, now=clock()) == 0
    scene.duty.is_requested = False
    scene.duty.save()
    Period.objects.update(state="closed")
    assert plan_reminders(today=WEEK_BEFORE, now=clock()) == 0


def test_the_figures_stand_beside_the_deadline_of_the_same_duty(scene):
    Rung.objects.create(
        plan=scene.plan, schedule="annual", basis="due", offset_days=-30,
        addressees="officers",
    )  # fmt: skip
    assert send(WEEK_BEFORE).sent == 2
    letter = next(each for each in mail.outbox if each.to == [scene.officer.email])
    assert "1 nhiệm vụ sắp đến hạn, 1 bộ số liệu phải nhập" in letter.subject


def test_the_preview_and_the_admin_know_the_deadline(scene, login):
    (expected,) = would_get(today=WEEK_BEFORE)
    assert expected.lines[0].endswith("Số liệu hương ước 29/11/2026 (trước 7 ngày)")
    boss = login(make_user(is_staff=True, is_superuser=True))
    page = reverse("admin:tasks_figuredeadline_change", args=[scene.deadline.pk])
    assert boss.get(page).status_code == 200


@pytest.mark.parametrize(("day", "month"), [(29, 2), (31, 11), (0, 5), (3, 13)])
def test_a_day_that_not_every_year_has_is_refused(scene, day, month):
    scene.deadline.day, scene.deadline.month = day, month
    with pytest.raises(ValidationError):
        scene.deadline.full_clean()


@pytest.mark.parametrize(
    "fields",
    [
        {"basis": "figures", "schedule": "annual"},
        {"basis": "figures", "schedule": ""},
        {"basis": "due", "schedule": ""},
    ],
)
def test_a_step_counts_from_one_thing(scene, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Rung.objects.create(
            plan=scene.plan, offset_days=-2, addressees="head", **fields
        )


def test_the_day_of_a_period_lies_inside_its_data(scene):
    period = scene.period
    assert scene.deadline.day_in(period) == DAY
    scene.deadline.is_before = False
    assert scene.deadline.day_in(period) == date(2026, 11, 30)
    scene.deadline.day, scene.deadline.month = 20, 12
    assert scene.deadline.day_in(period) == date(2025, 12, 20)
    period.data_from, period.data_to = date(2026, 1, 1), date(2026, 6, 30)
    assert scene.deadline.day_in(period) is None


def test_the_board_counts_and_names_who_is_missing(scene):
    (board,) = boards([scene.period], WEEK_BEFORE)
    assert (board.asked, board.answered, board.waiting) == (1, 0, [scene.agency])
    answer(scene, *scene.figures)
    (board,) = boards([scene.period], DAY)
    assert (board.answered, board.waiting, board.is_over) == (1, [], False)
    (board,) = boards([scene.period], DAY + timedelta(days=1))
    assert board.is_over


def test_the_desk_says_what_is_missing_until_it_is_there(scene, login):
    page = reverse("tasks:desk", args=[scene.agency.code])
    text = login(scene.officer).get(page).content.decode()
    assert "còn 6 ngày" in text
    assert "“trước ngày 30/11”" in text
    assert "Công nhận mới" in text
    answer(scene, *scene.figures)
    assert "Số liệu hương ước" not in login(scene.officer).get(page).content.decode()
    assert owed_by(scene.agency, scene.period, DAY - timedelta(days=46)) == []


def test_the_link_to_enter_figures_leads_to_them(scene, login):
    client = login(scene.officer)
    page = reverse("tasks:duty", args=[scene.duty.pk])
    desk = client.get(reverse("tasks:desk", args=[scene.agency.code]))
    assert f'href="{page}#so-lieu"' in desk.content.decode()
    assert 'id="so-lieu"' in client.get(page).content.decode()


def test_the_calendar_shows_the_day_to_who_owes_and_who_steers(scene):
    month = (date(2026, 11, 1), date(2026, 11, 30), WEEK_BEFORE)

    def days(user: Any) -> list[str]:
        found = agenda_of(user, *month)
        return [each.title for each in found if each.kind == "so-lieu"]

    words = ["Số liệu hương ước: ngày cuối nhập đủ"]
    assert days(scene.officer) == days(scene.steering) == words
    answer(scene, *scene.figures)
    assert days(scene.officer) == []
    assert days(scene.steering) == words


@pytest.mark.parametrize("item_count", [1, 3])
def test_the_board_on_the_page_costs_the_same(
    scene, login, item_count, django_assert_max_num_queries
):
    for _ in range(item_count - 1):
        make_duty(scene.task, make_agency(kind="cap-xa"), scene.period)
    client = login(scene.steering)
    with django_assert_max_num_queries(33):
        page = client.get(plan_page("tasks:reminders"))
    assert f"<strong>0/{item_count}</strong>" in page.content.decode()
