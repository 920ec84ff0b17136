"""The last days before today in the sample year: sent, accepted, returned, raised."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from agencies.models import Membership, User
from kehoach.sample.present_year import OWN_WORK, SILENT
from kehoach.sample.sample_day import Day, person_acting
from kehoach.sample.samples import SAMPLE_MARK, at_noon, figures_by_task
from tasks.difficulties.handling import raise_difficulty
from tasks.models import Difficulty, Duty, DutyEvent, Period, Progress, State
from tasks.work.logging import log_progress

#: Days before today that the work lies on, and how many duties move on each.
DAYS_AGO = (5, 4, 3, 2, 1)
SENT_A_DAY, SENT_AGAIN = 6, 5
#: Shares of what was sent that is looked at by today, and of that, sent back.
_LOOKED_AT, RETURNED = 0.6, 0.25
TEXTS = (
    "Kinh phí tổ chức tập huấn chưa được bố trí riêng trong dự toán.",
    "Sau sắp xếp, chưa rõ đầu mối theo dõi hương ước, quy ước của các thôn.",
    "Trang thông tin điện tử của xã chưa hoạt động ổn định.",
)


def last_week(period: Period, steering: tuple[User, User], today: date) -> None:
    """Let some agencies write, send and send again in the last days."""
    dice = random.Random(7)  # noqa: S311 -- sample data, not secrets
    rows = Duty.objects.filter(period=period).select_related(
        "task__plan", "agency", "period"
    )
    own = (*SILENT, *OWN_WORK, period.plan.steering_agency.code)
    rows = rows.exclude(agency__code__in=own).order_by("pk")
    _left_for_the_head(period, dice, today)
    _newly_sent(list(rows.filter(state=State.OPEN)), steering, dice, today)
    _sent_again(list(rows.filter(state=State.RETURNED)), steering, dice, today)


def _left_for_the_head(period: Period, dice: random.Random, today: date) -> None:
    """Finish one duty of the printed logins' agency, for its head to look at and send."""
    rows = Duty.objects.filter(period=period, state=State.OPEN)
    own = rows.filter(agency__code=OWN_WORK[0], task__code__startswith="III.")
    duty = own.select_related("task__plan", "agency", "period").last()
    if duty is not None:
        day = Day(duty, dice, today, _day(duty, today, 0))
        day.log(figures_by_task(duty.task.plan), done=True)
        day.prove()


def _newly_sent(
    duties: list[Duty], steering: tuple[User, User], dice: random.Random, today: date
) -> None:
    chosen = dice.sample(duties, min(len(duties), SENT_A_DAY * len(DAYS_AGO)))
    asked = figures_by_task(chosen[0].task.plan) if chosen else {}
    for number, duty in enumerate(chosen):
        day = Day(duty, dice, today, _day(duty, today, number))
        day.log(asked, done=True)
        day.prove()
        day.send()
        if dice.random() < _LOOKED_AT:
            day.review(steering, RETURNED)


def _sent_again(
    duties: list[Duty], steering: tuple[User, User], dice: random.Random, today: date
) -> None:
    """Let agencies complete what was sent back, on a day after it was; one is sent back
    a second time.
    """
    some = [duty for duty in duties if _came_back(duty) < today][:SENT_AGAIN]
    for number, duty in enumerate(some):
        after = _came_back(duty) + timedelta(days=1)
        day = Day(duty, dice, today, max(_day(duty, today, number), after))
        log_progress(
            duties=[duty],
            author=day.officer,
            done_on=duty.period.data_day(day.day),
            text=f"{SAMPLE_MARK}Đã bổ sung số liệu, minh chứng theo yêu cầu.",
            progress=Progress.DONE,
            today=day.day,
            now=at_noon(day.day),
        )
        day.send()
        if number < len(some) - 1:
            day.review(steering, float(number == 0))


def _came_back(duty: Duty) -> date:
    back = duty.events.filter(kind=DutyEvent.Kind.RETURNED).order_by("-recorded_at")
    return back.values_list("effective_on", flat=True).first() or date.max


def _day(duty: Duty, today: date, number: int) -> date:
    day = today - timedelta(days=DAYS_AGO[number % len(DAYS_AGO)])
    return max(day, duty.period.data_from)


def difficulties(period: Period, today: date) -> Iterator[Difficulty]:
    """Raise three sample difficulties, one a day."""
    duties = Duty.objects.filter(period=period, task__code="III.2.a").order_by("pk")
    for days, (duty, text) in enumerate(zip(duties[20:23], TEXTS, strict=False)):
        day = max(today - timedelta(days=days), period.data_from)
        yield raise_difficulty(
            duty=duty,
            agency=duty.agency,
            period=period,
            text=SAMPLE_MARK + text,
            recommendation=SAMPLE_MARK + "Đề nghị Sở Nội vụ hướng dẫn.",
            actor=person_acting(duty.agency, Membership.Role.OFFICER),
            today=day,
            now=at_noon(day),
        )
