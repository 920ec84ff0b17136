"""What keeps work or letters from arriving, each with the one step that repairs it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from agencies.asked.asking import failing
from agencies.models import User
from kehoach.administration.rights import ROOT, may
from kehoach.lib.dates import format_date
from kehoach.site.health import Health, health
from tasks.models import Assignment, Envelope, FileTrouble, Plan, TargetMeasure, Task
from tasks.people.staffing import without_contact

#: So many names stand in a row; the page behind it has all.
NAMED = 3
#: How long a letter that could not leave is told of.
RECENT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A row of «Cần xử lý»: how many of what, what is wrong, the one repair."""

    key: str
    number: int
    unit: str
    title: str
    detail: str
    url: str
    action: str
    plan: str = ""
    is_urgent: bool = False
    #: Of who can do the repair; nothing where nobody does it here.
    right: str = ROOT


def troubles_for(user: User, now: datetime, today: date) -> list[Trouble]:
    """Return what is wrong and the person can repair, or has to tell of."""
    return [each for each in troubles(now, today) if may(user, each.right)]


def troubles(now: datetime, today: date) -> list[Trouble]:
    """Return what is wrong, what stops letters first."""
    found = [
        *silence(now),
        *failing_jobs(),
        *damaged(),
        *contacts(today),
        *leads(today),
        *joint_leads(today),
    ]
    found += [*measures(), *lost_letters(now), *unsigned()]
    many = Plan.objects.programmes().count() > 1
    return found if many else [replace(each, plan="") for each in found]


def silence(now: datetime) -> Iterator[Trouble]:
    """Yield a row when the background jobs do not run."""
    found: Health = health(now)
    if found.ok:
        return
    who = "Bộ hẹn giờ" if found.beat_silent else "Bộ xử lý việc nền"
    yield Trouble(
        "silence",
        1,
        "dịch vụ",
        f"{who} im lặng",
        "Thư nhắc không đi, tệp lớn không được lập. Máy chủ cần khởi động lại.",
        reverse("guide") + "#viec-nen",
        "Xem cách xử lý",
        is_urgent=True,
        right="",
    )


def failing_jobs() -> Iterator[Trouble]:
    """Yield a row for background work that was asked for and keeps failing."""
    rows = list(failing()[:100])
    if not rows:
        return
    said = [f"{row.job} ({row.tries} lần: {row.problem})" for row in rows]
    yield Trouble(
        "jobs",
        len(rows),
        "việc nền",
        f"Hỏng nhiều lần từ {format_date(rows[0].asked_at.date())}",
        f"{named(said)}. Báo người vận hành máy chủ xem nhật ký.",
        reverse("guide") + "#viec-nen",
        "Xem cách xử lý",
        is_urgent=True,
        right="",
    )


def damaged() -> Iterator[Trouble]:
    """Yield a row when something that is kept is not what it was."""
    rows = FileTrouble.objects.filter(mended_at=None).exclude(
        kind=FileTrouble.Kind.ORPHAN
    )
    found = list(rows.order_by("-seen_at", "-pk")[:100])
    if not found:
        return
    yield Trouble(
        "damaged",
        len(found),
        "tệp, số liệu",
        "Sai hoặc mất so với lúc lưu",
        f"{named([each.about or each.place for each in found])}: không đưa ra cho ai",
        reverse("admin:tasks_filetrouble_changelist"),
        "Xem danh sách",
        is_urgent=True,
        right="tasks.view_filetrouble",
    )


def contacts(today: date) -> Iterator[Trouble]:
    """Yield a row for agencies that owe something and whom no letter reaches."""
    rows = list(without_contact(today).order_by("sort_key", "pk"))
    if not rows:
        return
    one = rows[0] if len(rows) == 1 else None
    yield Trouble(
        "contacts",
        len(rows),
        "đơn vị",
        "Chưa có đầu mối liên hệ",
        f"{named([row.short_name for row in rows])}: thư nhắc không đến ai",
        reverse("tasks:add_person", args=[one.code])
        if one
        else reverse("tasks:red_list"),
        "Chỉ định đầu mối",
        is_urgent=True,
    )


def leads(today: date) -> Iterator[Trouble]:
    """Yield a row for the tasks of each plan that nobody has to do."""
    for plan, rows in by_plan(without_owner(today)):
        yield Trouble(
            f"leads-{plan.pk}",
            len(rows),
            "nhiệm vụ",
            "Chưa có cơ quan chủ trì, thực hiện",
            named([row.code for row in rows]),
            f"{reverse('admin:tasks_assignment_add')}?task={rows[0].pk}",
            "Phân công" if len(rows) == 1 else f"Phân công {rows[0].code}",
            plan=plan.short_title,
            right="tasks.add_assignment",
        )


def without_owner(today: date) -> QuerySet[Task]:
    """Return the tasks of plans without a binding assignment that owes a duty; whose rows
    below are given needs none.
    """
    held = Assignment.objects.alive_on(today).binding().owing()
    rows = Task.objects.filter(plan__in=Plan.objects.programmes().published())
    below = held.filter(task__parent=OuterRef("pk"))
    rows = rows.exclude(Exists(held.filter(task=OuterRef("pk")))).exclude(Exists(below))
    return rows.select_related("plan").order_by("plan", "position", "pk")


def joint_leads(today: date) -> Iterator[Trouble]:
    """Yield a row for the tasks of each plan that several agencies lead, none of them
    named to put the results together.
    """
    for plan, rows in by_plan(without_main(today)):
        yield Trouble(
            f"main-{plan.pk}",
            len(rows),
            "nhiệm vụ",
            "Nhiều cơ quan chủ trì, chưa có đầu mối tổng hợp",
            named([row.code for row in rows]),
            f"{reverse('admin:tasks_assignment_changelist')}?q={rows[0].code}",
            f"Chọn đầu mối {rows[0].code}",
            plan=plan.short_title,
            right="tasks.change_assignment",
        )


def without_main(today: date) -> QuerySet[Task]:
    """Return the tasks of plans with several leading agencies and no main one."""
    leading = Q(role=Assignment.Role.LEAD, agency__isnull=False, mode="assigned")
    held = Assignment.objects.alive_on(today).binding().filter(leading)
    per_task = held.order_by().values("task").annotate(number=Count("pk"))
    several = per_task.filter(number__gt=1).values("task")
    rows = Task.objects.filter(
        plan__in=Plan.objects.programmes().published(), pk__in=several
    )
    rows = rows.exclude(pk__in=held.filter(is_main=True).values("task"))
    return rows.select_related("plan").order_by("plan", "position", "pk")


def by_plan(rows: QuerySet[Task]) -> list[tuple[Plan, list[Task]]]:
    """Return the tasks of each plan together."""
    found: dict[int, tuple[Plan, list[Task]]] = {}
    for row in rows:
        found.setdefault(row.plan_id, (row.plan, []))[1].append(row)
    return list(found.values())


def measures() -> Iterator[Trouble]:
    """Yield a row for each plan whose ways to measure are still a proposal."""
    ordered = unapproved().order_by("target__plan", "target__position", "position")
    for plan, rows in groupby(ordered, key=lambda row: row.target.plan):
        codes = [row.target.code for row in rows]
        yield Trouble(
            f"measures-{plan.pk}",
            len(codes),
            "cách đo",
            "Chưa được phê duyệt",
            f"{named(list(dict.fromkeys(codes)))}: báo cáo chưa trình ký được",
            reverse("reporting:measures", args=[plan.code]),
            "Xem, duyệt",
            plan=plan.short_title,
        )


def unapproved() -> QuerySet[TargetMeasure]:
    """Return the measures that the steering agency has not approved."""
    rows = TargetMeasure.objects.filter(is_approved=False)
    return rows.select_related("target__plan")


def lost_letters(now: datetime) -> Iterator[Trouble]:
    """Yield a row for letters of the last days that could not leave."""
    failed = Envelope.objects.filter(state=Envelope.State.FAILED)
    rows = list(
        failed.filter(planned_at__gt=now - RECENT).select_related("person")[:100]
    )
    if not rows:
        return
    people = list({row.person_id: row.person for row in rows}.values())
    first = rows[0]
    said = first.problem or "máy chủ thư từ chối"
    yield Trouble(
        "letters",
        len(rows),
        "thư",
        f"Không gửi được từ {format_date(rows[-1].planned_at.date())}",
        f"{named([each.get_username() for each in people])}: {said[:120]}",
        reverse("admin:agencies_user_change", args=[first.person_id])
        if len(people) == 1
        else reverse("tasks:reminders"),
        "Sửa địa chỉ" if len(people) == 1 else "Xem thư hỏng",
        is_urgent=True,
        right="agencies.change_user",
    )


def unsigned() -> Iterator[Trouble]:
    """Yield a row for each plan whose number or day is not known."""
    for plan in Plan.objects.programmes().published():
        if not plan.is_signed:
            yield Trouble(
                f"unsigned-{plan.pk}",
                1,
                "kế hoạch",
                "Chưa có số hoặc ngày ban hành",
                "Công văn đôn đốc, báo cáo chưa trình ký được",
                reverse("admin:tasks_plan_change", args=[plan.pk]),
                "Nhập số, ngày",
                plan=plan.short_title,
                right="tasks.change_plan",
            )


def named(names: Sequence[str]) -> str:
    """Return the first names, and how many more there are."""
    shown = ", ".join(names[:NAMED])
    more = len(names) - NAMED
    return f"{shown} và {more} nữa" if more > 0 else shown
