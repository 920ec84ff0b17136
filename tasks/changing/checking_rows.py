"""What stands against lines about rows of the document, in Vietnamese."""

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from agencies.models import Agency
from tasks.changing.checking_assignments import about_assignment, about_given
from tasks.duties.plan_then import PlanThen
from tasks.figures.asked_alike import tasks_at_odds
from tasks.models import PlanChange, PlanChangeLine, Section, Task
from tasks.models.plan import Worded
from tasks.moving.outcome import eve

#: What a row cannot do without, and how it is asked for.
NEEDED = {
    PlanChangeLine.Subject.TASK: {
        "code": "mã",
        "text": "nội dung",
        "short_title": "tên ngắn",
        "schedule": "thời gian thực hiện",
    },
    PlanChangeLine.Subject.SECTION: {"code": "mã", "title": "tiêu đề"},
    PlanChangeLine.Subject.TARGET: {
        "code": "mã",
        "text": "nội dung",
        "short_title": "tên ngắn",
    },
}


def about_line(change: PlanChange, line: PlanChangeLine, today: date) -> Iterator[str]:
    """Yield what is wrong with one line."""
    row = line.task if line.subject == PlanChangeLine.Subject.ASSIGNMENT else line.row
    if row is not None:
        yield from _about_stored(change, row)
    if line.subject == PlanChangeLine.Subject.ASSIGNMENT:
        if line.act == PlanChangeLine.Act.ADD:
            yield from about_given(change, line.values(), line.task_id)
        yield from about_assignment(change, line)
        return
    yield from _about_needed(line)
    yield from _about_new_heading(change, line)
    if line.subject == PlanChangeLine.Subject.TASK:
        yield from about_task(change, line)
    elif line.subject == PlanChangeLine.Subject.SECTION:
        yield from about_section(change, line)
    elif line.subject == PlanChangeLine.Subject.PLAN:
        yield from about_plan(change, line, today)


def _about_new_heading(change: PlanChange, line: PlanChangeLine) -> Iterator[str]:
    """Yield that the heading which the draft was to add was taken out of it."""
    under = line.after.get("under")
    headings = change.lines.filter(subject=PlanChangeLine.Subject.SECTION)
    if under and not headings.filter(pk=under).exists():
        yield (
            f"Mục mới mà {line.named} thuộc về không còn trong dự thảo: sửa dòng đó, chọn"
            " lại mục."
        )


def _about_stored(change: PlanChange, row: Any) -> Iterator[str]:
    """Yield why the row cannot be changed on the day."""
    on = change.effective_on
    if row.worded_from and row.worded_from > on:
        yield (
            f"Lời văn hiện hành của {_called(row)} có từ {row.worded_from:%d/%m/%Y}: ghi"
            " ngày có hiệu lực từ ngày đó trở đi."
        )
    ended, begun = getattr(row, "valid_to", None), getattr(row, "valid_from", None)
    if ended and ended < on:
        yield f"{_called(row)} đã bãi bỏ từ sau ngày {ended:%d/%m/%Y}: bỏ dòng này."
    if begun and begun >= on:
        yield (
            f"{_called(row)} mới bổ sung từ {begun:%d/%m/%Y}: ghi ngày có hiệu lực sau"
            " ngày đó."
        )


def _called(row: Worded) -> str:
    return str(getattr(row, "code", row))


def _about_needed(line: PlanChangeLine) -> Iterator[str]:
    """Yield which column is left empty that the row needs."""
    said, adds = line.after, line.act == PlanChangeLine.Act.ADD
    for name, words in NEEDED.get(PlanChangeLine.Subject(line.subject), {}).items():
        if (adds or name in said) and said.get(name) in (None, ""):
            named = line.named if adds else str(line.row)
            yield f"Ghi {words} của {line.get_subject_display()} {named}.".replace(
                " .", "."
            )


def about_codes(change: PlanChange, lines: Sequence[PlanChangeLine]) -> Iterator[str]:
    """Yield the codes that two rows would have after all lines; what is ended keeps its
    code, since the past names it so.
    """
    for subject in NEEDED:
        own = [line for line in lines if line.subject == subject]
        if not any("code" in line.after for line in own):
            continue
        rows: Any = own[0].model
        codes = dict(rows.objects.filter(plan=change.plan_id).values_list("pk", "code"))
        codes |= {
            line.row.pk if line.row else -line.pk: line.after["code"]
            for line in own
            if "code" in line.after
        }
        after = list(codes.values())
        for code in sorted({code for code in after if after.count(code) > 1}):
            what = PlanChangeLine.Subject(subject).label
            yield f"Mã {code} đã có {what} khác dùng."


def about_shared_figures(lines: Iterable[PlanChangeLine]) -> list[str]:
    """Return which figures tasks of different times would ask after all lines."""
    becoming = {}
    for line in lines:
        if line.subject == PlanChangeLine.Subject.TASK and line.task:
            values, names = line.values(), ("schedule", "year_days")
            if values.keys() & set(names):
                times = (values.get(name, getattr(line.task, name)) for name in names)
                becoming[line.task.pk] = tuple(times)
    return tasks_at_odds(becoming)


def about_task(change: PlanChange, line: PlanChangeLine) -> Iterator[str]:
    """Yield what is wrong with a line about a task."""
    values, on = line.values(), change.effective_on
    task = line.task or Task(plan_id=change.plan_id, code=line.after.get("code", ""))
    if "plan_id" in values:
        yield f"Không chuyển {task.code} sang kế hoạch khác."
    if line.act != PlanChangeLine.Act.END:
        for why in _refused(task, values):
            yield f"{task.code}: {why}"
    if line.act == PlanChangeLine.Act.ADD:
        if not (values.get("section_id") or line.after.get("under")):
            yield f"Chọn phần, mục của nhiệm vụ {task.code}."
        for who in line.after.get("given", ()):
            yield from about_given(change, who)
    if line.task and line.act == PlanChangeLine.Act.END:
        yield from _about_ended_task(line.task, on)


def _about_ended_task(task: Task, on: date) -> Iterator[str]:
    """Yield which assignments begin only after the task would have ended."""
    for row in task.assignments.filter(valid_from__gte=on):
        yield (
            f"Phân công {row} chỉ có từ {row.valid_from:%d/%m/%Y}: xóa phân công đó"
            " rồi bãi bỏ nhiệm vụ."
        )


def _refused(row: Any, values: dict[str, Any]) -> list[str]:
    """Return what the row itself refuses of the columns, as its form would say it."""
    after = copy(row)
    for name, value in values.items():
        setattr(after, name, value)
    try:
        after.clean()
    except ValidationError as error:
        return error.messages
    return []


def about_section(change: PlanChange, line: PlanChangeLine) -> Iterator[str]:
    """Yield what is wrong with a line about a heading."""
    heading = line.section
    if heading and (parent := line.values().get("parent_id")):
        above: Section | None = Section.objects.get(pk=parent)
        while above and above.pk != heading.pk:
            above = above.parent
        if above:
            yield f"Mục {heading.code} không thể nằm dưới chính nó."
    if heading is None or line.act != PlanChangeLine.Act.END:
        return
    stands = Q(valid_to=None) | Q(valid_to__gte=change.effective_on)
    ended = change.lines.filter(act=PlanChangeLine.Act.END)
    tasks = heading.tasks.filter(stands).exclude(
        pk__in=ended.filter(task__isnull=False).values("task")
    )
    below = heading.children.filter(stands)
    below = below.exclude(pk__in=ended.filter(section__isnull=False).values("section"))
    codes = [
        code for rows in (tasks, below) for code in rows.values_list("code", flat=True)
    ]
    if codes:
        left = ", ".join(codes)
        yield (
            f"Mục {heading.code} còn {left}: bãi bỏ hoặc chuyển sang mục khác trong cùng"
            " điều chỉnh."
        )


def about_plan(change: PlanChange, line: PlanChangeLine, today: date) -> Iterator[str]:
    """Yield what is wrong with other words of the plan itself."""
    values = line.values()
    if line.act == PlanChangeLine.Act.END:
        values = {"ends_on": eve(change.effective_on)}
        if change.plan.ends_on and change.plan.ends_on < values["ends_on"]:
            yield (
                f"Kế hoạch đã hết hiệu lực ngày {change.plan.ends_on:%d/%m/%Y}: ghi ngày"
                " có hiệu lực ngay sau ngày đó."
            )
    elif heir := values.get("steering_agency_id"):
        yield from _about_steering(change, heir, today)
    yield from _refused(change.plan, values)


def _about_steering(change: PlanChange, heir: int, today: date) -> Iterator[str]:
    """Yield why the agency cannot steer the plan from the day on."""
    on, since = change.effective_on, PlanThen(change.plan).handed_on
    agency = Agency.objects.get(pk=heir)
    if not agency.is_alive_on(on):
        yield f"{agency} không hoạt động ngày {on:%d/%m/%Y}: chọn cơ quan khác."
    elif agency.valid_to and agency.valid_to < today:
        yield (
            f"{agency} đã kết thúc ngày {agency.valid_to:%d/%m/%Y}: hoàn tác việc sắp xếp"
            " đó, áp dụng điều chỉnh này rồi áp dụng lại việc sắp xếp; hoặc chọn cơ quan"
            " kế tục."
        )
    if since and since > on:
        yield (
            f"{change.plan.steering_agency} theo dõi, tổng hợp kế hoạch từ"
            f" {since:%d/%m/%Y}: ghi ngày có hiệu lực từ ngày đó trở đi."
        )
