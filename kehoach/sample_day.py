"""One seeded walk through the sample year for one duty, by the services people use."""

import random
from datetime import date, timedelta
from typing import Any

from agencies.models import Agency, Membership, User
from kehoach.samples import MARK, at_noon, plausible, wording
from tasks.models import Duty, Figure, Progress
from tasks.services.evidence import attach_evidence
from tasks.services.progress import log_progress
from tasks.services.review import accept_duty, return_duty
from tasks.services.sending import submit_duty

Role = Membership.Role
#: Agencies left untouched, so that «chưa báo cáo» is seen.
SILENT = ("ubnd-x22736", "ubnd-x22720", "ubnd-x22624")
#: Kept in work for the printed logins to try.
OWN_WORK = ("ubnd-x22366", "so-tu-phap")
#: The last days of the year's walk, which `kehoach.sample_week` fills.
LAST_DAYS = 20


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

    def __init__(
        self, duty: Duty, dice: random.Random, today: date, day: date | None = None
    ) -> None:
        """Keep the duty with its people and its dice; it happens on `day`, or on one
        that the dice choose, not in the last days before today.
        """
        self.duty, self.dice, self.today = duty, dice, today
        self.officer = acting(duty.agency, Role.OFFICER)
        self.head = acting(duty.agency, Role.HEAD)
        self.day = day or self._chosen()

    def _chosen(self) -> date:
        period = self.duty.period
        span = (min(self.today, period.data_to) - period.data_from).days - LAST_DAYS
        span = max(span, 1)
        return period.data_from + timedelta(days=self.dice.randint(min(30, span), span))

    def log(self, asked: dict[int, list[Figure]], *, done: bool) -> None:
        """Write one entry, with figures when the work is done."""
        log_progress(
            duties=[self.duty],
            author=self.officer,
            done_on=self.duty.period.data_day(self.day),
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

    def review(self, steering: tuple[User, User], returned: float = 0.08) -> None:
        """Accept most, return a few."""
        self.duty.refresh_from_db()
        own = self.duty.agency_id == self.duty.task.plan.steering_agency_id
        if own:
            return
        later = min(self.day + timedelta(days=5), self.today)
        moment: Any = {"today": later, "now": at_noon(later) + timedelta(hours=3)}
        if self.dice.random() < returned:
            reason = MARK + "Đề nghị bổ sung số liệu và minh chứng."
            due = later + timedelta(days=7)
            return_duty(
                duty=self.duty,
                reason=reason,
                new_due_on=due,
                earlier=True,
                day_off=True,
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
