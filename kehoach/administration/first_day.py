"""The first day: five steps from an empty database to the first letter."""

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
    plan = Plan.objects.programmes().first()
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
        plan_step(plan),
        period_step(plan),
    ]
    return [] if all(step.is_done for step in steps) else [*steps, mail_step(mail)]


def plan_step(plan: Plan | None) -> FirstStep:
    """Return the next step of the plan itself: the document, tasks, assignments."""
    title = "Kế hoạch và phân công"
    if plan is None:
        said, name = "Nhập số, ngày, trích yếu, cơ quan theo dõi.", "tasks_plan_add"
        return FirstStep(
            title, said, reverse(f"admin:{name}"), "Thêm kế hoạch", is_done=False
        )
    if not plan.sections.exists():
        said, name = "Nhập các phần, mục của kế hoạch.", "tasks_section_import"
        return FirstStep(
            title, said, reverse(f"admin:{name}"), "Nhập phần, mục", is_done=False
        )
    if not plan.tasks.exists():
        said, name = "Nhập các nhiệm vụ của kế hoạch từ bảng tính.", "tasks_task_import"
        return FirstStep(
            title, said, reverse(f"admin:{name}"), "Nhập nhiệm vụ", is_done=False
        )
    return FirstStep(
        title,
        "Giao từng nhiệm vụ cho cơ quan hoặc nhóm cơ quan.",
        reverse("admin:tasks_assignment_import"),
        "Nhập phân công",
        Assignment.objects.exists(),
    )


def period_step(plan: Plan | None) -> FirstStep:
    """Return the step that gives every agency its duties: a draft is published, which
    opens its year.
    """
    done = Period.objects.exists()
    if plan is None or not plan.is_draft:
        said = "Mở kỳ: mỗi đơn vị có nhiệm vụ của mình kèm hạn."
        return FirstStep("Kỳ báo cáo", said, reverse("tasks:periods"), "Mở kỳ", done)
    return FirstStep(
        "Công bố",
        "Công bố kế hoạch: kỳ của năm mở, mỗi đơn vị có nhiệm vụ của mình kèm hạn.",
        reverse("tasks:plan_publish", args=[plan.code]),
        "Kiểm tra, công bố",
        done,
    )


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
