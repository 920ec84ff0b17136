"""What stands against applying a change, in Vietnamese."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from agencies.models import Agency
from tasks.models import (
    AdhocRequest,
    Assignment,
    Period,
    PlanChange,
    PlanChangeLine,
    Task,
)
from tasks.moving.outcome import eve

#: How many years before and after its draft a change may take effect.
YEARS = 10


def change_problems(*, change: PlanChange, today: date) -> list[str]:
    """Return why the change cannot be applied as it is; empty when it can. The document
    is asked by the form, and again when applying.
    """
    if not change.is_draft:
        return [f"Điều chỉnh này {change.get_state_display().lower()}."]
    if AdhocRequest.objects.filter(plan=change.plan_id).exists():
        return ["Đây là báo cáo đột xuất: sửa ở trang của báo cáo đó, không sửa ở đây."]
    lines = list(change.lines.select_related("task", "assignment__agency"))
    if not lines:
        return ["Điều chỉnh chưa có dòng nào."]
    if far := far_day(change, change.effective_on):
        return [far]
    found = [*_about_day(change, today)]
    for line in lines:
        found += about_assignment(change, line) if line.assignment else ()
        found += about_task(change, line)
    return list(dict.fromkeys(found))


def change_warnings(*, change: PlanChange, today: date) -> list[str]:
    """Return what a person should look at twice."""
    found = []
    for line in change.lines.filter(assignment__isnull=True).select_related("task"):
        day = line.values().get("due_on")
        if day is not None and day < today:
            found.append(
                f"{line.task.code}: ngày phải xong {day:%d/%m/%Y} đã qua; việc chưa báo"
                " cáo sẽ quá hạn ngay khi áp dụng."
            )
    return found


def missing_basis(change: PlanChange) -> dict[str, str]:
    """Return field → what to write; empty when the document is known."""
    asked = {
        "basis_number": "Ghi số, ký hiệu của văn bản điều chỉnh.",
        "basis_on": "Ghi ngày của văn bản điều chỉnh.",
        "basis_title": "Ghi trích yếu của văn bản điều chỉnh.",
    }
    return {name: words for name, words in asked.items() if not getattr(change, name)}


def far_day(change: PlanChange, on: date) -> str:
    """Return why the day cannot be meant; empty when it lies near the draft's year."""
    years = change.created_at.year - YEARS, change.created_at.year + YEARS
    if years[0] <= on.year <= years[1]:
        return ""
    return f"Ghi ngày có hiệu lực trong các năm {years[0]}–{years[1]}."


def _about_day(change: PlanChange, today: date) -> Iterator[str]:
    """Yield what is wrong with the days."""
    on, signed = change.effective_on, change.basis_on
    if on > today:
        yield f"Có hiệu lực từ {on:%d/%m/%Y}: áp dụng được từ ngày đó."
    if signed and signed > today:
        yield f"Ngày văn bản {signed:%d/%m/%Y} chưa tới."
    closed = Period.objects.filter(
        plan=change.plan_id, state=Period.State.CLOSED, data_to__gte=on
    )
    for period in closed.order_by("data_to"):
        yield (
            f"Ngày có hiệu lực {on:%d/%m/%Y} không sau kỳ {period.words} đã chốt; kỳ đã"
            f" chốt giữ nguyên cơ quan, lời văn. Ghi ngày sau {period.data_to:%d/%m/%Y}."
        )


def about_assignment(change: PlanChange, line: PlanChangeLine) -> Iterator[str]:
    """Yield what is wrong with a line that changes an assignment."""
    on, values, old = change.effective_on, line.values(), line.assignment
    if old is None:
        return
    if old.valid_from and old.valid_from >= on:
        yield (
            f"Phân công {old} chỉ có từ {old.valid_from:%d/%m/%Y}: ghi ngày có hiệu lực"
            " sau ngày đó."
        )
    if old.ended_by_id:
        yield f"Phân công {old} đã kết thúc theo {old.ended_by}."
    if "task_id" in values:
        yield (
            "Không đổi phân công sang nhiệm vụ khác: ghi ngày kết thúc cho phân công này"
            " và thêm phân công ở nhiệm vụ kia."
        )
    agency = values.get("agency_id", old.agency_id)
    if bool(agency) == bool(values.get("group_id", old.group_id)):
        yield "Chọn một cơ quan hoặc một nhóm, không cả hai."
    yield from about_end(on, values, old)
    yield from about_later_row(on, values, old)
    if "agency_id" in values and agency:
        yield from about_agency(Agency.objects.get(pk=agency), on)


def about_end(on: date, values: dict[str, Any], old: Assignment) -> Iterator[str]:
    """Yield why the last day of the old or the new row does not fit the day."""
    begins, ends, until = values.get("valid_from"), values.get("valid_to"), old.valid_to
    if begins and ends and ends < begins:
        yield "Ngày kết thúc phải sau ngày bắt đầu."
    elif "valid_to" not in values and until and until < on and not old.ended_by_id:
        yield (
            f"Phân công {old} đã kết thúc ngày {until:%d/%m/%Y}: ghi ngày có hiệu lực"
            " không muộn hơn ngày đó, hoặc bỏ dự thảo."
        )
    elif ends and eve(on) > ends:
        yield (
            f"Phân công {old} kết thúc ngày {ends:%d/%m/%Y}: ghi ngày có hiệu lực không"
            f" muộn hơn {ends + timedelta(days=1):%d/%m/%Y}."
        )
    elif ends and until and until < ends < on:
        yield (
            f"Phân công {old} được kéo dài đến {ends:%d/%m/%Y}: ghi ngày có hiệu lực"
            " không muộn hơn ngày đó."
        )


def about_later_row(on: date, values: dict[str, Any], old: Assignment) -> Iterator[str]:
    """Yield which assignment of the same agency and role begins before this one ends."""
    names = ("agency_id", "group_id", "role", "is_proposal")
    same = {name: values.get(name, getattr(old, name)) for name in names}
    rows = Assignment.objects.filter(task=old.task_id, **same).exclude(pk=old.pk)
    if rows.alive_on(on).exists():
        return
    ends = values.get("valid_to", old.valid_to) or date.max
    later = rows.filter(valid_from__gt=on, valid_from__lte=ends)
    if row := later.order_by("valid_from").first():
        day = row.valid_from
        yield (
            f"Đã có phân công {row} cùng vai trò từ {day:%d/%m/%Y}: bỏ dự thảo này rồi"
            " sửa lại với ngày kết thúc trước ngày đó."
        )


def about_agency(agency: Agency, on: date) -> Iterator[str]:
    """Yield why the agency cannot take work on the day."""
    if not agency.is_alive_on(on):
        yield f"{agency} không hoạt động ngày {on:%d/%m/%Y}, không nhận nhiệm vụ được."


def about_task(change: PlanChange, line: PlanChangeLine) -> Iterator[str]:
    """Yield what is wrong with a line that changes the task, or what it prints."""
    task, values, on = line.task, line.values(), change.effective_on
    if task.worded_from and task.worded_from > on:
        yield (
            f"Lời văn hiện hành của {task.code} có từ {task.worded_from:%d/%m/%Y}: ghi"
            " ngày có hiệu lực từ ngày đó trở đi."
        )
    if line.assignment is not None:
        return
    if "plan_id" in values:
        yield f"Không chuyển {task.code} sang kế hoạch khác."
    if why := task.day_outside(values.get("due_on")):
        yield f"{task.code}: {why}"
    code = values.get("code")
    same = Task.objects.filter(plan=change.plan_id, code=code).exclude(pk=task.pk)
    if code and same.exists():
        yield f"Mã {code} đã có nhiệm vụ khác dùng."
