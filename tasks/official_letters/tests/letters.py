"""A scene with late agencies and letters to them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from agencies.models import Agency
from agencies.tests.factories import make_agency, make_user
from tasks.official_letters.drafting import draft_letter
from tasks.official_letters.sending import record_sent
from tasks.tests.factories import make_duty, make_period, make_plan, make_task

TODAY = date(2026, 12, 20)
NOW = datetime(2026, 12, 20, 9, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
MOMENT = {"today": TODAY, "now": NOW}


class Scene:
    """Two late agencies, one asked only, one that wrote, one on time."""

    def __init__(self):
        self.plan = make_plan(number="123/KH-UBND", issued_on=date(2025, 6, 9))
        self.period = make_period(self.plan)
        self.task = make_task(self.plan, "III.2.a")
        self.late = [self.agency(f"UBND xã Chậm {n}") for n in (1, 2)]
        self.asked = self.agency("Mặt trận", is_requested=True)
        self.wrote = self.agency("UBND xã Có văn bản", first_sent_on=date(2026, 12, 15))
        self.sent = self.agency(
            "UBND xã Đã gửi", state="submitted", first_sent_on=date(2026, 12, 15)
        )
        self.officer = make_user("officer", self.plan.steering_agency)

    def agency(self, name, **fields):
        agency = make_agency(name, kind="cap-xa")
        make_duty(self.task, agency, self.period, **fields)
        return agency

    def draft(self, purpose="urge", issuer="so", agencies=None):
        agencies = Agency.objects.all() if agencies is None else agencies
        letter = draft_letter(
            period=self.period, purpose=purpose, issuer=issuer, agencies=agencies,
            actor=self.officer, **MOMENT,
        )  # fmt: skip
        letter.signer_name = "Trần Văn Bình"
        letter.save()
        return letter

    def send(self, letter, number="45/SNV", signed_on=TODAY, **fields):
        return record_sent(
            letter=letter, number=number, signed_on=signed_on, actor=self.officer,
            **MOMENT, **fields,
        )  # fmt: skip
