"""The six groups of «Quản trị» as plain lists: what there is, how many, what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from agencies.accounts.shut import shut_now
from agencies.models import Agency, AgencyGroup, Membership, Reorganisation, User
from kehoach.administration.troubles import unapproved, without_owner
from tasks.models import (
    Assignment,
    FigureDeadline,
    Holiday,
    Period,
    Plan,
    QuietHours,
    ReturnReason,
    Rung,
    Task,
    Wording,
)
from tasks.services.staffing import without_contact


@dataclass(frozen=True, slots=True)
class Line:
    """One place to go, with its count or with what is wrong there."""

    label: str
    url: str
    value: str | int = ""
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """What somebody comes for."""

    title: str
    icon: str
    lines: list[Line]


def rows_of(model: str) -> str:
    """Return the address of a list of the technical admin."""
    return reverse(f"admin:{model}_changelist")


def groups(now: datetime, *, changes_people: bool) -> list[Group]:
    """Return the six groups."""
    today = timezone.localdate(now)
    return [
        plan_group(today),
        people_group(today, changes_people=changes_people),
        period_group(today),
        reminder_group(),
        holiday_group(today),
        system_group(now),
    ]


def plan_group(today: date) -> Group:
    """Return plan, tasks, assignments, targets."""
    programmes = Plan.objects.programmes()
    lacking, proposed = without_owner(today).count(), unapproved().count()
    given = Assignment.objects.alive_on(today).filter(task__plan__in=programmes)
    return Group(
        "Kế hoạch và phân công",
        "clipboard-list",
        [
            Line("Kế hoạch", rows_of("tasks_plan"), programmes.count()),
            Line("Phần, mục", rows_of("tasks_section")),
            Line(
                "Nhiệm vụ, trách nhiệm",
                rows_of("tasks_task"),
                Task.objects.filter(plan__in=programmes).count(),
            ),
            Line(
                "Phân công",
                rows_of("tasks_assignment"),
                given.count(),
                f"{lacking} thiếu" if lacking else "",
            ),
            Line("Số liệu phải báo cáo", rows_of("tasks_figure")),
            Line("Mục tiêu, cách đo", rows_of("tasks_target")),
            Line(
                "Duyệt cách đo",
                reverse("reporting:measures"),
                wrong=f"{proposed} chưa duyệt" if proposed else "",
            ),
            Line("Nhập nhiệm vụ từ bảng tính", reverse("admin:tasks_task_import")),
            Line(
                "Nhập phân công từ bảng tính", reverse("admin:tasks_assignment_import")
            ),
        ],
    )


def people_group(today: date, *, changes_people: bool) -> Group:
    """Return agencies, people and their accounts."""
    lacking = without_contact(today).count()
    asleep = User.objects.filter(slept_at__isnull=False, is_active=True).count()
    lines = [
        Line(
            "Cơ quan",
            rows_of("agencies_agency"),
            Agency.objects.alive_on(today).count(),
        ),
        Line(
            "Nhóm cơ quan", rows_of("agencies_agencygroup"), AgencyGroup.objects.count()
        ),
    ]
    if changes_people:
        drafts = Reorganisation.objects.filter(state="draft").count()
        lines += [
            Line(
                "Cán bộ, vai trò",
                reverse("tasks:people"),
                Membership.objects.alive_on(today).count(),
                f"{lacking} đơn vị thiếu" if lacking else "",
            ),
            Line("Nhập danh sách cán bộ", reverse("tasks:people_sheet")),
            Line(
                "Tài khoản tạm ngừng",
                f"{reverse('tasks:people')}?tai-khoan=dang-ngu",
                asleep,
            ),
            Line(
                "Sắp xếp tổ chức",
                reverse("tasks:reorganisations"),
                f"{drafts} đang soạn" if drafts else "",
            ),
        ]
    lines += [
        Line("Hồ sơ phục vụ đoàn kiểm tra", reverse("reporting:dossiers")),
        Line("Sửa vai trò, bàn giao", rows_of("agencies_membership")),
        Line("Tài khoản", rows_of("agencies_user"), User.objects.count()),
    ]
    return Group("Cơ quan và cán bộ", "building", lines)


def period_group(today: date) -> Group:
    """Return the period that runs and what reports are made of."""
    rows = Period.objects.filter(plan__in=Plan.objects.programmes())
    running = [
        each
        for each in rows
        if each.is_open and each.data_from <= today <= each.unit_due
    ]
    said = ", ".join(str(each) for each in running[:2])
    return Group(
        "Kỳ báo cáo",
        "calendar",
        [
            Line("Kỳ đang chạy", reverse("tasks:periods"), said or "chưa mở"),
            Line("Ngày, hạn của từng kỳ", rows_of("tasks_period"), rows.count()),
            Line("Mục của báo cáo năm", rows_of("reporting_outlinesection")),
            Line("Phụ lục của báo cáo năm", rows_of("reporting_reportannex")),
            Line(
                "Lý do yêu cầu bổ sung",
                rows_of("tasks_returnreason"),
                ReturnReason.objects.filter(is_active=True).count(),
            ),
        ],
    )


def reminder_group() -> Group:
    """Return steps, words and hours of reminders."""
    return Group(
        "Nhắc việc",
        "bell-ringing",
        [
            Line(
                "Nấc nhắc",
                rows_of("tasks_rung"),
                Rung.objects.filter(is_active=True).count(),
            ),
            Line("Lời thư", rows_of("tasks_wording"), Wording.objects.count()),
            Line(
                "Mốc số liệu hằng năm",
                rows_of("tasks_figuredeadline"),
                FigureDeadline.objects.filter(is_active=True).count(),
            ),
            Line(
                "Giờ không gửi",
                rows_of("tasks_quiethours"),
                ", ".join(map(str, QuietHours.objects.filter(is_active=True)[:2])),
            ),
            Line("Sổ nhắc việc, thư hỏng", reverse("tasks:reminders")),
        ],
    )


def holiday_group(today: date) -> Group:
    """Return the days off of this year and the next."""
    known = days_by_year(today)
    return Group(
        "Lịch nghỉ",
        "calendar-due",
        [
            Line(
                f"Ngày nghỉ, ngày làm bù {year}",
                f"{rows_of('tasks_holiday')}?day__year={year}",
                f"{known[year]} ngày" if known[year] else "",
                "" if known[year] else "chưa có",
            )
            for year in (today.year, today.year + 1)
        ],
    )


def days_by_year(today: date) -> Mapping[int, int]:
    """Return how many days the calendar knows of this year and the next."""
    years = (today.year, today.year + 1)
    found = Holiday.objects.aggregate(
        **{f"y{year}": Count("pk", filter=Q(day__year=year)) for year in years}
    )
    return {year: found[f"y{year}"] for year in years}


def system_group(now: datetime) -> Group:
    """Return the door's record; the technical admin is the last link."""
    return Group(
        "Hệ thống",
        "settings",
        [
            Line("Nhật ký hệ thống", reverse("trail")),
            Line("Nhật ký đăng nhập", rows_of("agencies_signin")),
            Line("Tên, địa chỉ đang bị chặn", reverse("shut"), len(shut_now(now))),
            Line("Xác thực hai lớp", reverse("second_factors")),
            Line("Trang quản trị kỹ thuật", reverse("admin_index")),
        ],
    )
