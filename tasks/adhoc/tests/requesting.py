"""A request of Sở Nội vụ to two communes and the Front, for tests."""

from datetime import date, timedelta
from typing import Any

from agencies.models import Agency, User
from agencies.tests.factories import make_agency, make_user
from tasks.adhoc import RequestQuestion, add_addressees, create_request, open_request
from tasks.models import AdhocRequest, Duty
from tasks.tests.factories import NOW, TODAY, make_plan
from tasks.work.logging import log_progress
from tasks.work.sending import submit_duty

DUE = TODAY + timedelta(days=10)
MOMENT = {"today": TODAY, "now": NOW}
QUESTIONS = (
    RequestQuestion("Số cuộc kiểm tra", "integer", unit="cuộc"),
    RequestQuestion("Đã niêm yết công khai", "yes_no", required=False),
    RequestQuestion("Ghi chú", "text", required=False),
)


def facts(**changes: Any) -> dict[str, Any]:
    """Return the filled facts of a letter."""
    return {
        "title": "Tình hình niêm yết công khai",
        "text": "Báo cáo tình hình niêm yết công khai tại trụ sở.",
        "number": "123/SNV-CCHC",
        "issued_on": TODAY,
        "data_from": None,
        "data_to": None,
        "unit_due": DUE,
        "day_off": True,
        "evidence_required": False,
    } | changes


class Asking:
    """Sở Nội vụ, its officer, two communes, the Front, and a draft to them."""

    def __init__(self, questions: Any = QUESTIONS, **changes: Any) -> None:
        """Create the draft with its addressees."""
        self.steering = make_agency("Sở Nội vụ")
        self.plan = make_plan(self.steering)
        self.officer: User = make_user("officer", self.steering)
        self.first = make_agency("UBND xã Hòa Bình", kind="cap-xa")
        self.second = make_agency("UBND xã Hòa Trí", kind="cap-xa")
        self.front = make_agency("Mặt trận Tổ quốc tỉnh", kind="mat-tran")
        self.request: AdhocRequest = create_request(
            steering=self.steering, said=facts(**changes), questions=questions,
            actor=self.officer, **MOMENT,
        )  # fmt: skip
        add_addressees(
            request=self.request,
            agencies=[self.first, self.second, self.front],
            actor=self.officer,
            today=TODAY,
        )

    def open(self) -> int:
        """Send it."""
        count = open_request(request=self.request, actor=self.officer, **MOMENT)
        self.request.refresh_from_db()
        return count

    def duty(self, agency: Agency) -> Duty:
        """Return what the agency owes."""
        return Duty.objects.select_related("task", "agency", "period").get(
            agency=agency, task__plan=self.request.plan
        )

    def answers(self, *given: Any) -> dict[int, Any]:
        """Return the answers by figure."""
        figures = self.request.task.figures.order_by("position")
        return dict(zip([row.pk for row in figures], given, strict=False))

    def send(self, agency: Agency, *given: Any, today: date = TODAY) -> Duty:
        """Answer and send in the agency's name."""
        duty = self.duty(agency)
        log_progress(
            duties=[duty], author=make_user("officer", agency), done_on=TODAY,
            text="Đã rà soát.", progress="done", answers=self.answers(*given),
            today=today, now=NOW,
        )  # fmt: skip
        submit_duty(duty=duty, actor=make_user("head", agency), today=today, now=NOW)
        return self.duty(agency)
