"""A steering agency and a commune at work, for journeys in a browser."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from agencies.models import User
from agencies.tests.factories import PASSWORD, make_agency, make_user
from tasks.adhoc import add_addressees, create_request, open_request
from tasks.adhoc.tests.requesting import QUESTIONS, facts
from tasks.coordination.contributions import ask_contribution
from tasks.difficulties.handling import raise_difficulty
from tasks.models import AdhocRequest, Difficulty, Duty, Period, Target, TargetMeasure
from tasks.official_letters.drafting import draft_letter
from tasks.tests.factories import (
    make_duty,
    make_figure,
    make_period,
    make_plan,
    make_task,
)


class World:
    """A steering agency, one commune with people, one duty with a figure."""

    def __init__(self) -> None:
        today = timezone.localdate()
        self.steering = make_agency("Sở Nội vụ")
        self.plan = make_plan(self.steering)
        self.period: Period = make_period(
            self.plan, today.year + (today > date(today.year, 12, 14))
        )
        self.commune = make_agency("UBND phường Thử", kind="cap-xa")
        self.task = make_task(self.plan, "III.2.a", schedule="ongoing")
        self.figure = make_figure(
            self.task, label="Số cuộc tuyên truyền", required=True
        )
        target = Target.objects.create(
            plan=self.plan, code="II.2", text="100%", short_title="Tuyên truyền"
        )
        TargetMeasure.objects.create(
            target=target, code="II.2.1", short_title="Đơn vị đã tuyên truyền",
            kind="rate", method="units_done", numerator_text="số đơn vị",
            counting_unit="đơn vị", task=self.task,
        )  # fmt: skip
        self.duty: Duty = make_duty(self.task, self.commune, self.period)
        self.people = {
            "officer": self.person("officer", self.commune),
            "head": self.person("head", self.commune),
            "reviewer": self.person("officer", self.steering),
            "director": self.person("head", self.steering),
            "staff": self.staff(),
        }

    def staff(self) -> User:
        user = self.person("officer", self.steering)
        user.is_staff = True
        user.save()
        return user

    def things(self) -> dict[str, Any]:
        """Create a letter and a request, so that their pages can be opened."""
        moment = {"today": timezone.localdate(), "now": timezone.now()}
        letter = draft_letter(
            period=self.period, purpose="request", issuer="so", agencies=[self.commune],
            actor=self.people["reviewer"], **moment,
        )  # fmt: skip
        asked = ask_contribution(
            duty=self.duty, agency=self.steering, question="Số lớp tập huấn",
            due_on=moment["today"], day_off=True, actor=self.people["officer"], **moment,
        )  # fmt: skip
        return {
            "code": self.commune.code, "duty": self.duty.pk, "letter": letter.pk,
            "draft": self.request().pk, "request": self.request(opened=True).pk,
            "asked": asked.pk, "year": self.period.year, "task": self.duty.task.code,
        }  # fmt: skip

    def request(self, *, opened: bool = False) -> AdhocRequest:
        """Write an ad-hoc request to the commune, and send it."""
        now = timezone.now()
        moment = {"today": timezone.localdate(), "now": now}
        who = {"actor": self.people["reviewer"]}
        due = moment["today"] + timedelta(days=9)
        row = create_request(
            steering=self.steering,
            said=facts(issued_on=moment["today"], unit_due=due),
            questions=QUESTIONS, **who, **moment,
        )  # fmt: skip
        add_addressees(
            request=row, agencies=[self.commune], today=moment["today"], **who
        )
        if opened:
            open_request(request=row, **who, **moment)
        return row

    def person(self, role: str, agency: Any) -> User:
        user = make_user(role, agency)
        user.set_password(PASSWORD)
        user.save()
        return user


def moment() -> dict[str, Any]:
    """Return the day and hour of the journey."""
    return {"today": timezone.localdate(), "now": timezone.now()}


def raised(world: World) -> Difficulty:
    """Return what stands in the way of the commune, said by its officer."""
    return raise_difficulty(
        agency=world.commune, period=world.period, text="Chưa có mẫu niêm yết.",
        actor=world.people["officer"], **moment(),
    )  # fmt: skip
