"""What happens to one duty of the sample year, by the services people use."""

import random
from datetime import date, timedelta
from typing import Any

from agencies.models import Agency, Membership, User
from kehoach.sample.sample_figures import plausible
from kehoach.sample.samples import SAMPLE_MARK, at_noon, wording
from tasks.evidence.keeping import attach_evidence
from tasks.models import Duty, Figure, Progress
from tasks.review.deciding import accept_duty, return_duty
from tasks.work.logging import log_progress
from tasks.work.sending import submit_duty


def person_acting(agency: Agency, role: str) -> User:
    """Return the person who holds the role."""
    user: User = agency.memberships.filter(role=role).order_by("pk")[0].user
    return user


def answers_for(duty: Duty, asked: dict[int, list[Figure]]) -> dict[int, Any]:
    """Return plausible answers to what the agency has not answered on another duty;
    some have a slip of the pen, so that there is something to look at twice.
    """
    rows = duty.agency.figure_values.filter(period_id=duty.period_id, is_current=True)
    known = {row.figure_id: int(row.number or 0) for row in rows}
    figures = asked.get(duty.task_id, ())
    return plausible(duty.agency, known, figures, duty.period, slips=True)


class Day:
    """What an agency and the steering agency do with one duty on one day."""

    def __init__(self, duty: Duty, dice: random.Random, today: date, day: date) -> None:
        """Keep the duty with its people and its dice; it happens on `day`."""
        self.duty, self.dice, self.today, self.day = duty, dice, today, day
        self.officer = person_acting(duty.agency, Membership.Role.OFFICER)
        self.head = person_acting(duty.agency, Membership.Role.HEAD)

    def log(self, asked: dict[int, list[Figure]], *, done: bool) -> None:
        """Write one entry, with figures when the work is done."""
        log_progress(
            duties=[self.duty],
            author=self.officer,
            done_on=self.duty.period.data_day(self.day),
            text=wording(self.duty, self.day, self.dice, done=done),
            progress=Progress.DONE if done else Progress.IN_PROGRESS,
            nothing_to_report=False,
            answers=answers_for(self.duty, asked) if done else {},
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
            subject=SAMPLE_MARK + "Báo cáo kết quả thực hiện nhiệm vụ",
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

    def review(self, steering: tuple[User, User], returned: float) -> None:
        """Accept most, return a few."""
        self.duty.refresh_from_db()
        own = self.duty.agency_id == self.duty.task.plan.steering_agency_id
        if own:
            return
        later = min(self.day + timedelta(days=5), self.today)
        moment: Any = {"today": later, "now": at_noon(later) + timedelta(hours=3)}
        if self.dice.random() < returned:
            reason = SAMPLE_MARK + "Đề nghị bổ sung số liệu và minh chứng."
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
