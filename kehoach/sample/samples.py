"""What sample data are made of: texts and people, all seeded.

Texts begin with «[Mẫu]» so that nobody takes them for real work.
"""

import random
from collections.abc import Iterable
from datetime import date, datetime, time

from django.utils import timezone

from agencies.models import Agency, Membership, User
from tasks.models import Duty, Figure, Plan

SAMPLE_MARK = "[Mẫu] "
DONE = (
    "Đã tổ chức quán triệt tại hội nghị cán bộ chủ chốt và sinh hoạt thôn, tổ dân phố.",
    "Đã niêm yết công khai tại trụ sở và đăng trên trang thông tin điện tử.",
    "Đã duy trì lịch tiếp công dân định kỳ, giải quyết đơn thư đúng thời hạn.",
    "Đã rà soát, bổ sung quy chế và lấy ý kiến tập thể trước khi ban hành.",
    "Đã phối hợp với Mặt trận và các đoàn thể kiểm tra việc thực hiện tại cơ sở.",
)
UNDERWAY = "Đang thực hiện theo kế hoạch, dự kiến hoàn thành trước ngày chốt số liệu."
BATCH = 500


def at_noon(day: date) -> datetime:
    """Return a moment of the day in Asia/Ho_Chi_Minh."""
    return timezone.make_aware(datetime.combine(day, time(10, 30)))


def staff(agencies: Iterable[Agency], since: date) -> None:
    """Give every agency without people one officer and one head (no password)."""
    held = set(Membership.objects.alive_on(since).values_list("agency_id", "role"))
    people, roles = [], []
    for agency in agencies:
        for role, word in (
            (Membership.Role.OFFICER, "Đầu mối"),
            (Membership.Role.HEAD, "Thủ trưởng"),
        ):
            if (agency.pk, role) in held:
                continue
            name = f"{role}.{agency.code}"
            user = User(username=name, full_name=f"{word} {agency.short_name}")
            user.email = f"{name}@mau.invalid"
            user.set_unusable_password()
            user.fill_keys()
            people.append(user)
            first = role == Membership.Role.OFFICER
            roles.append(
                Membership(
                    user=user, agency=agency, role=role, is_primary=first,
                    valid_from=since,
                )
            )  # fmt: skip
    User.objects.bulk_create(people, batch_size=BATCH)
    Membership.objects.bulk_create(roles, batch_size=BATCH)


def wording(duty: Duty, day: date, dice: random.Random, *, done: bool) -> str:
    """Return the text of an entry; one in twenty is copied from a common wording."""
    text = SAMPLE_MARK + (dice.choice(DONE) if done else UNDERWAY)
    if dice.random() < 1 / 20:
        return text
    return f"{text} ({duty.agency.short_name}, {duty.task.code}, {day:%d/%m/%Y})"


def figures_by_task(plan: Plan) -> dict[int, list[Figure]]:
    """Return task id → its figures, denominators first."""
    found: dict[int, list[Figure]] = {}
    asked = plan.figures.filter(is_active=True).order_by("position")
    links = asked.prefetch_related("task_figures")
    for figure in links:
        for link in figure.task_figures.all():
            found.setdefault(link.task_id, []).append(figure)
    return found


def people_on(day: date) -> dict[int, tuple[int, int]]:
    """Return agency → (officer, head) on the day, the longest there first."""
    rows = Membership.objects.alive_on(day).filter(
        role__in=(Membership.Role.OFFICER, Membership.Role.HEAD)
    )
    found: dict[int, dict[str, int]] = {}
    for agency, role, user in rows.order_by("pk").values_list("agency", "role", "user"):
        found.setdefault(agency, {}).setdefault(role, user)
    return {
        agency: (held[Membership.Role.OFFICER], held[Membership.Role.HEAD])
        for agency, held in found.items()
        if len(held) == 2
    }
