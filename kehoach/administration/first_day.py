"""The first day: five steps from an empty database to the first letter."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from agencies.models import AccountEvent, Agency, Membership
from tasks.models import Assignment, Envelope, Period, Plan

#: What a server without an outgoing mail server is set to.
NO_MAIL = "console"


@dataclass(frozen=True, slots=True)
class FirstStep:
    """One step: what for, whether it is done, where it is taken."""

    title: str
    detail: str
    url: str
    action: str
    is_done: bool


def first_day() -> list[FirstStep]:
    """Return the five steps; empty once agencies, people, plan and period are there."""
    mail = Envelope.objects.filter(state=Envelope.State.SENT).exists()
    plans = list(Plan.objects.programmes())
    mail = mail or AccountEvent.objects.filter(kind="invited").exists()
    steps = [
        FirstStep(
            "Cơ quan",
            "Nhập danh sách cơ quan, đơn vị của tỉnh từ bảng tính.",
            reverse("admin:agencies_agency_import"),
            "Nhập cơ quan",
            Agency.objects.exists(),
        ),
        FirstStep(
            "Cán bộ",
            "Nhập đầu mối, thủ trưởng từng đơn vị; mỗi người nhận thư kích hoạt.",
            reverse("tasks:people_sheet"),
            "Nhập cán bộ",
            Membership.objects.exists(),
        ),
        plan_step(plans),
        period_step(plans),
    ]
    return [] if all(step.is_done for step in steps) else [*steps, mail_step(mail)]


def plan_step(plans: Sequence[Plan]) -> FirstStep:
    """Return the step of the plan itself: the document, then what it says."""
    title = "Kế hoạch và phân công"
    if not plans:
        said, name = "Nhập số, ngày, trích yếu, cơ quan theo dõi.", "tasks_plan_add"
        return FirstStep(
            title, said, reverse(f"admin:{name}"), "Thêm kế hoạch", is_done=False
        )
    done = Assignment.objects.exists()
    drafts = [plan for plan in plans if plan.is_draft]
    if not drafts:
        said, name = "Giao từng nhiệm vụ cho cơ quan.", "tasks_assignment_import"
        return FirstStep(title, said, reverse(f"admin:{name}"), "Nhập phân công", done)
    said = "Nhập phần, mục, nhiệm vụ, phân công từ một tệp bảng tính."
    url = _address("tasks:plan_workbook", drafts)
    return FirstStep(title, said, url, "Nhập từ tệp", done)


def period_step(plans: Sequence[Plan]) -> FirstStep:
    """Return the step that gives every agency its duties: a draft is published, which
    opens its year.
    """
    done = Period.objects.exists()
    drafts = [plan for plan in plans if plan.is_draft]
    if not drafts:
        said = "Mở kỳ: mỗi đơn vị có nhiệm vụ của mình kèm hạn."
        return FirstStep("Kỳ báo cáo", said, reverse("tasks:periods"), "Mở kỳ", done)
    return FirstStep(
        "Công bố",
        "Công bố kế hoạch: kỳ của năm mở, mỗi đơn vị có nhiệm vụ của mình kèm hạn.",
        _address("tasks:plan_publish", drafts),
        "Kiểm tra, công bố",
        done,
    )


def _address(page: str, plans: Sequence[Plan]) -> str:
    """Return the page of the only plan; of several the page that asks which."""
    return reverse(page, args=[plan.code for plan in plans] if len(plans) == 1 else [])


def mail_step(is_done: bool) -> FirstStep:
    """Return the step of the first letter."""
    unset = NO_MAIL in settings.EMAIL_BACKEND
    said = "Máy chủ chưa khai máy gửi thư (EMAIL_URL)." if unset else ""
    return FirstStep(
        "Thư",
        said or "Gửi thử một lời thư cho chính mình trước khi nhắc ai.",
        reverse("admin:tasks_wording_changelist"),
        "Gửi thử",
        is_done,
    )
