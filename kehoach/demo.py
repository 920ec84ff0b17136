"""A marked sample year, made through the same services that people use.

Everything here is seeded: the same day gives the same rows. Texts begin with
«[Mẫu]» so that nobody takes them for real work.
"""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from agencies.models import Agency, Membership, User
from kehoach.half_year import run_half
from kehoach.logins import LOGINS, PASSWORD
from kehoach.past_year import OPENED, demo_events, run_2025
from kehoach.sample_request import sample_request
from kehoach.samples import (
    MARK,
    at_noon,
    figures_by_task,
    plausible,
    staff,
    wording,
)
from tasks.models import Difficulty, Duty, Figure, Period, Plan, Progress, State
from tasks.services.difficulties import raise_difficulty
from tasks.services.evidence import attach_evidence
from tasks.services.planning import open_period
from tasks.services.progress import log_progress
from tasks.services.review import accept_duty, return_duty
from tasks.services.sending import submit_duty

Role = Membership.Role


#: Agencies left untouched, so that «chưa báo cáo» is seen.
SILENT = ("ubnd-x22736", "ubnd-x22720", "ubnd-x22624")
#: Kept in work for the printed logins to try.
OWN_WORK = ("ubnd-x22366", "so-tu-phap")


def demo_allowed() -> bool:
    """Return whether sample data may be loaded: only under DEBUG and DEMO."""
    return bool(settings.DEBUG and settings.DEMO)


def member(user: User, agency_code: str, role: str) -> None:
    """Give the person a role from the start of 2025's period, or of the agency."""
    agency = Agency.objects.get(code=agency_code)
    since = agency.valid_from or OPENED
    Membership.objects.get_or_create(
        user=user,
        agency=agency,
        role=role,
        defaults={"is_primary": role == Role.OFFICER, "valid_from": since},
    )


def save_logins() -> None:
    """Create the printed logins, each once."""
    for login in LOGINS:
        user, created = User.objects.get_or_create(
            username=login.username,
            defaults={
                "full_name": login.full_name,
                "email": f"{login.username}@mau.invalid",
                "is_staff": not login.agency,
                "is_superuser": not login.agency,
            },
        )
        if created:
            user.set_password(PASSWORD)
            user.clean_fields()
            user.save()
        if login.agency:
            member(user, login.agency, login.role)


def acting(agency: Agency, role: str) -> User:
    """Return the person who holds the role."""
    user: User = agency.memberships.filter(role=role).order_by("pk")[0].user
    return user


def answers_for(
    duty: Duty, asked: dict[int, list[Figure]], dice: random.Random
) -> dict[int, Any]:
    """Return plausible answers to what the agency has not answered on another duty.

    None is above its own denominator.
    """
    rows = duty.agency.figure_values.filter(period_id=duty.period_id, is_current=True)
    known = {row.figure_id: int(row.number or 0) for row in rows}
    return plausible(duty.agency, known, asked.get(duty.task_id, ()), dice)


class Day:
    """One seeded walk through the year for one duty."""

    def __init__(self, duty: Duty, dice: random.Random, today: date) -> None:
        """Keep the duty with its people and its dice."""
        self.duty, self.dice, self.today = duty, dice, today
        self.officer = acting(duty.agency, Role.OFFICER)
        self.head = acting(duty.agency, Role.HEAD)
        first = duty.period.data_from
        span = max((min(today, duty.period.data_to) - first).days - 20, 1)
        self.day = first + timedelta(days=dice.randint(min(30, span), span))

    def log(self, asked: dict[int, list[Figure]], *, done: bool) -> None:
        """Write one entry, with figures when the work is done."""
        log_progress(
            duties=[self.duty],
            author=self.officer,
            done_on=self.day,
            text=wording(self.duty, self.day, self.dice, done=done),
            progress=Progress.DONE if done else Progress.IN_PROGRESS,
            nothing_to_report=False,
            answers=answers_for(self.duty, asked, self.dice) if done else {},
            version=None,
            today=self.day,
            now=at_noon(self.day),
        )

    def prove(self) -> None:
        """Attach a document without a file."""
        number = f"{self.dice.randint(10, 900)}/BC-{self.day.year}"
        attach_evidence(
            duties=[self.duty],
            actor=self.officer,
            number=number,
            issued_on=self.day,
            issuer=self.duty.agency.name,
            subject=MARK + "Báo cáo kết quả thực hiện nhiệm vụ",
            today=self.day,
            now=at_noon(self.day),
        )

    def send(self) -> None:
        """Send in the agency's name."""
        self.duty.refresh_from_db()
        submit_duty(
            duty=self.duty,
            actor=self.head,
            today=self.day,
            now=at_noon(self.day) + timedelta(hours=1),
        )

    def review(self, steering: tuple[User, User]) -> None:
        """Accept most, return a few."""
        self.duty.refresh_from_db()
        own = self.duty.agency_id == self.duty.task.plan.steering_agency_id
        if own:
            return
        later = min(self.day + timedelta(days=5), self.today)
        moment: Any = {"today": later, "now": at_noon(later) + timedelta(hours=3)}
        if self.dice.random() < 0.08:
            reason = MARK + "Đề nghị bổ sung số liệu và minh chứng."
            due = later + timedelta(days=7)
            return_duty(
                duty=self.duty,
                reason=reason,
                new_due_on=due,
                actor=steering[0],
                **moment,
            )
        else:
            accept_duty(duty=self.duty, actor=steering[0], **moment)


def walk(day: Day, asked: dict[int, list[Figure]], steering: tuple[User, User]) -> None:
    """Do what chance says: nothing, an entry, a sending, a review."""
    luck = day.dice.random()
    own_work = day.duty.agency.code in OWN_WORK
    if day.duty.agency.code in SILENT or luck < 0.12:
        return
    done = luck > (0.75 if own_work else 0.35)
    day.log(asked, done=done)
    if not done:
        return
    day.prove()
    if luck > 0.42:
        day.send()
    if luck > 0.55:
        day.review(steering)


def difficulties(plan: Plan, period: Period, today: date) -> Iterator[Difficulty]:
    """Raise three sample difficulties."""
    texts = (
        "Kinh phí tổ chức tập huấn chưa được bố trí riêng trong dự toán.",
        "Sau sắp xếp, chưa rõ đầu mối theo dõi hương ước, quy ước của các thôn.",
        "Trang thông tin điện tử của xã chưa hoạt động ổn định.",
    )
    duties = Duty.objects.filter(period=period, task__code="III.2.a").order_by("pk")
    for duty, text in zip(duties[20:23], texts, strict=False):
        yield raise_difficulty(
            duty=duty,
            agency=duty.agency,
            period=period,
            text=MARK + text,
            recommendation=MARK + "Đề nghị Sở Nội vụ hướng dẫn.",
            actor=acting(duty.agency, Role.OFFICER),
            today=today,
            now=at_noon(today),
        )


@transaction.atomic
def load_demo(*, today: date, now: datetime) -> None:
    """Create logins and, in a database without duties, the finished year 2025 with
    its reorganisations and one sample year with its first six months.
    """
    save_logins()
    if Duty.objects.exists():
        return
    plan = Plan.objects.programmes().get()
    run_2025(plan=plan, events=demo_events())
    year = today.year + (today > date(today.year, 12, 14))
    period = open_period(plan=plan, year=year, actor=None, today=today, now=now)
    alive = Agency.objects.alive_on(today).filter(duties__period=period).distinct()
    staff(alive, date(2025, 7, 1))
    dice = random.Random(15_2024)  # noqa: S311 -- sample data, not secrets
    steering = (
        acting(plan.steering_agency, Role.OFFICER),
        acting(plan.steering_agency, Role.HEAD),
    )
    asked = figures_by_task(plan)
    duties = Duty.objects.filter(period=period, state=State.OPEN).order_by("pk")
    for duty in duties.select_related("task__plan", "agency", "period"):
        walk(Day(duty, dice, today), asked, steering)
    list(difficulties(plan, period, today))
    run_half(plan=plan, year=year, today=today)
    sample_request(plan, steering[0], today, (*SILENT, *OWN_WORK))
