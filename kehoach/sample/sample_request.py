"""A marked ad-hoc request of the sample year, still open, with some answers."""

import random
from datetime import date, timedelta
from typing import Any

from agencies.models import Agency, Membership, User
from kehoach.sample.samples import SAMPLE_MARK, at_noon
from tasks.adhoc import RequestQuestion, add_addressees, create_request, open_request
from tasks.duties.days_off import working_days_after
from tasks.models import Duty, Plan
from tasks.review.deciding import accept_duty
from tasks.work.logging import log_progress
from tasks.work.sending import submit_duty

#: Days ago that it was sent, and working days from now by which it is due.
SENT_AGO, DUE_IN = 5, 3
ANSWERS = 18
QUESTIONS = (
    RequestQuestion("Số thôn, tổ dân phố đã niêm yết", "integer", unit="thôn, tổ"),
    RequestQuestion("Đã cử người theo dõi bảng niêm yết", "yes_no"),
    RequestQuestion(
        "Hình thức niêm yết chủ yếu",
        "choice",
        choices=("Bảng tin", "Nhà văn hóa", "Trang thông tin điện tử"),
    ),
    RequestQuestion(
        "Kiến nghị", "text", required=False, help_text="Bỏ trống nếu không có."
    ),
)


def sample_request(
    plan: Plan, officer: User, today: date, kept: tuple[str, ...]
) -> None:
    """Ask the communes; `kept` are left for the printed logins to answer."""
    day = today - timedelta(days=SENT_AGO)
    moment: Any = {"today": day, "now": at_noon(day)}
    said = {
        "title": f"{SAMPLE_MARK}Rà soát bảng niêm yết công khai ở thôn, tổ dân phố",
        "text": f"{SAMPLE_MARK}Báo cáo nhanh việc niêm yết công khai ở thôn, tổ dân phố.",
        "number": "45/SNV-MAU",
        "issued_on": day,
        "data_from": None,
        "data_to": None,
        "unit_due": working_days_after(today, DUE_IN),
        "evidence_required": False,
    }
    row = create_request(
        steering=plan.steering_agency,
        said=said,
        questions=QUESTIONS,
        actor=officer,
        **moment,
    )
    asked = Agency.objects.alive_on(day).filter(
        kind="cap-xa", duties__task__plan=plan, memberships__isnull=False
    )
    front = Agency.objects.filter(code="ubmttq-tinh", memberships__isnull=False)
    for some in (asked, front):
        add_addressees(request=row, agencies=some.distinct(), actor=officer, today=day)
    open_request(request=row, actor=officer, **moment)
    duties = Duty.objects.filter(task__plan=row.plan).exclude(agency__code__in=kept)
    figures = [figure.pk for figure in row.task.figures.order_by("position")]
    dice = random.Random(45)  # noqa: S311 -- sample data, not secrets
    for number, duty in enumerate(duties.order_by("pk")[:ANSWERS]):
        answer(duty, figures, dice, day + timedelta(days=1 + number % (SENT_AGO - 1)))
        if number % 3 == 0:
            accept_duty(duty=duty, actor=officer, today=today, now=at_noon(today))


def answer(duty: Duty, figures: list[int], dice: random.Random, day: date) -> None:
    """Answer and send in the agency's name."""
    people = duty.agency.memberships
    choice = dice.choice(QUESTIONS[2].choices)
    given = (str(dice.randint(3, 24)), dice.choice(("co", "co", "khong")), choice)
    log_progress(
        duties=[duty],
        author=people.filter(role=Membership.Role.OFFICER).order_by("pk")[0].user,
        done_on=day,
        text=f"{SAMPLE_MARK}Đã rà soát các bảng niêm yết trên địa bàn.",
        progress="done",
        answers=dict(zip(figures, given, strict=False)),
        today=day,
        now=at_noon(day),
    )
    submit_duty(
        duty=duty,
        actor=people.filter(role=Membership.Role.HEAD).order_by("pk")[0].user,
        today=day,
        now=at_noon(day) + timedelta(hours=1),
    )
