"""What stands against applying a change, in Vietnamese."""

from collections.abc import Iterator
from datetime import date

from agencies.models import Agency
from tasks.models import (
    AdhocRequest,
    Period,
    PlanChange,
    PlanChangeLine,
    Task,
)


def problems_of(*, change: PlanChange, today: date) -> list[str]:
    """Return why the change cannot be applied as it is; empty when it can. The document
    is asked by the form, and again when applying.
    """
    if not change.is_draft:
        return ["Điều chỉnh này đã áp dụng."]
    if AdhocRequest.objects.filter(plan=change.plan_id).exists():
        return ["Đây là báo cáo đột xuất: sửa ở trang của báo cáo đó, không sửa ở đây."]
    lines = list(change.lines.select_related("task", "assignment__agency"))
    if not lines:
        return ["Điều chỉnh chưa có dòng nào."]
    found = [*about_day(change, today)]
    for line in lines:
        found += about_assignment(change, line) if line.assignment else ()
        found += about_task(change, line)
    return list(dict.fromkeys(found))


def warnings_of(*, change: PlanChange, today: date) -> list[str]:
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


def about_day(change: PlanChange, today: date) -> Iterator[str]:
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
    begins, ends = values.get("valid_from"), values.get("valid_to")
    if begins and ends and ends < begins:
        yield "Ngày kết thúc phải sau ngày bắt đầu."
    if "agency_id" in values and agency:
        yield from about_agency(Agency.objects.get(pk=agency), on)


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
    code = values.get("code")
    same = Task.objects.filter(plan=change.plan_id, code=code).exclude(pk=task.pk)
    if code and same.exists():
        yield f"Mã {code} đã có nhiệm vụ khác dùng."
