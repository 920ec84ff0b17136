"""The six groups of «Quản trị» as plain lists: what there is, how many, what is wrong."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from agencies.accounts.shut import shut_now
from agencies.models import Agency, AgencyGroup, Membership, Reorganisation, User
from kehoach.administration.lines import Group, PlaceLine, listed, rows_of
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
from tasks.people.staffing import without_contact


def groups(now: datetime, user: User) -> list[Group]:
    """Return the six groups with the lines that open to the person."""
    today = timezone.localdate(now)
    every = [
        plan_group(today),
        people_group(today),
        period_group(today),
        reminder_group(),
        holiday_group(today),
        system_group(now),
    ]
    open_to = [
        replace(each, lines=[line for line in each.lines if line.opens_to(user)])
        for each in every
    ]
    return [each for each in open_to if each.lines]


def plan_group(today: date) -> Group:
    """Return plan, tasks, assignments, targets."""
    programmes = Plan.objects.programmes()
    lacking, proposed = without_owner(today).count(), unapproved().count()
    given = Assignment.objects.alive_on(today).filter(task__plan__in=programmes)
    return Group(
        "Kế hoạch và phân công",
        "clipboard-list",
        [
            listed("Kế hoạch", "tasks_plan", programmes.count()),
            listed("Phần, mục", "tasks_section"),
            listed(
                "Nhiệm vụ, trách nhiệm",
                "tasks_task",
                Task.objects.filter(plan__in=programmes).count(),
            ),
            listed(
                "Phân công",
                "tasks_assignment",
                given.count(),
                f"{lacking} thiếu" if lacking else "",
            ),
            listed("Số liệu phải báo cáo", "tasks_figure"),
            listed("Mục tiêu, cách đo", "tasks_target"),
            listed("Quyền đọc theo lĩnh vực", "tasks_fieldgrant"),
            PlaceLine(
                "Duyệt cách đo",
                reverse("reporting:measures"),
                wrong=f"{proposed} chưa duyệt" if proposed else "",
            ),
            PlaceLine(
                "Nhập nhiệm vụ từ bảng tính",
                reverse("admin:tasks_task_import"),
                right="tasks.change_task",
            ),
            PlaceLine(
                "Nhập phân công từ bảng tính",
                reverse("admin:tasks_assignment_import"),
                right="tasks.change_assignment",
            ),
        ],
    )


def people_group(today: date) -> Group:
    """Return agencies, people and their accounts."""
    lacking = without_contact(today).count()
    asleep = User.objects.filter(slept_at__isnull=False, is_active=True).count()
    lines = [
        listed(
            "Cơ quan",
            "agencies_agency",
            Agency.objects.alive_on(today).count(),
        ),
        listed("Nhóm cơ quan", "agencies_agencygroup", AgencyGroup.objects.count()),
    ]
    drafts = Reorganisation.objects.filter(state="draft").count()
    lines += [
        PlaceLine(
            "Cán bộ, vai trò",
            reverse("tasks:people"),
            Membership.objects.alive_on(today).count(),
            f"{lacking} đơn vị thiếu" if lacking else "",
        ),
        PlaceLine("Nhập danh sách cán bộ", reverse("tasks:people_sheet")),
        PlaceLine(
            "Tài khoản tạm ngừng",
            f"{reverse('tasks:people')}?tai-khoan=dang-ngu",
            asleep,
        ),
        PlaceLine(
            "Sắp xếp tổ chức",
            reverse("tasks:reorganisations"),
            f"{drafts} đang soạn" if drafts else "",
            right="agencies.change_reorganisation",
        ),
    ]
    lines += [
        PlaceLine("Hồ sơ phục vụ đoàn kiểm tra", reverse("reporting:dossiers")),
        PlaceLine("Đoàn kiểm tra đọc hồ sơ", reverse("tasks:readers")),
        listed("Sửa vai trò, bàn giao", "agencies_membership"),
        listed("Tài khoản", "agencies_user", User.objects.count()),
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
    said = ", ".join(dict.fromkeys(str(each) for each in running[:2]))
    return Group(
        "Kỳ báo cáo",
        "calendar",
        [
            PlaceLine("Kỳ đang chạy", reverse("tasks:periods"), said or "chưa mở"),
            listed("Ngày, hạn của từng kỳ", "tasks_period", rows.count()),
            listed("Mục của báo cáo năm", "reporting_outlinesection"),
            listed("Phụ lục của báo cáo năm", "reporting_reportannex"),
            listed(
                "Lý do yêu cầu bổ sung",
                "tasks_returnreason",
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
            listed(
                "Nấc nhắc",
                "tasks_rung",
                Rung.objects.filter(is_active=True).count(),
            ),
            listed("Lời thư", "tasks_wording", Wording.objects.count()),
            listed(
                "Mốc số liệu hằng năm",
                "tasks_figuredeadline",
                FigureDeadline.objects.filter(is_active=True).count(),
            ),
            listed(
                "Giờ không gửi",
                "tasks_quiethours",
                ", ".join(map(str, QuietHours.objects.filter(is_active=True)[:2])),
            ),
            PlaceLine("Sổ nhắc việc, thư hỏng", reverse("tasks:reminders")),
        ],
    )


def holiday_group(today: date) -> Group:
    """Return the days off of this year and the next."""
    known = days_by_year(today)
    return Group(
        "Lịch nghỉ",
        "calendar-due",
        [
            PlaceLine(
                f"Ngày nghỉ, ngày làm bù {year}",
                f"{rows_of('tasks_holiday')}?day__year={year}",
                f"{known[year]} ngày" if known[year] else "",
                "" if known[year] else "chưa có",
                "tasks.view_holiday",
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
            PlaceLine(
                "Nhật ký hệ thống", reverse("trail"), right="agencies.view_auditrecord"
            ),
            listed("Nhật ký đăng nhập", "agencies_signin"),
            PlaceLine(
                "Tên, địa chỉ đang bị chặn",
                reverse("shut"),
                len(shut_now(now)),
                right="agencies.change_user",
            ),
            PlaceLine("Xác thực hai lớp", reverse("second_factors")),
            PlaceLine("Trang quản trị kỹ thuật", reverse("admin_index"), right=""),
        ],
    )
