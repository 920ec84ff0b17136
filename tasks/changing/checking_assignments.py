"""What stands against a line about an assignment, in Vietnamese."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from agencies.models import Agency
from tasks.models import Assignment, PlanChange, PlanChangeLine
from tasks.moving.outcome import eve


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


def about_given(
    change: PlanChange, who: dict[str, Any], task: int | None = None
) -> Iterator[str]:
    """Yield what is wrong with giving a task, or a new one, to somebody more."""
    on, agency, group = change.effective_on, who.get("agency_id"), who.get("group_id")
    if bool(agency) == bool(group):
        yield "Chọn một cơ quan hoặc một nhóm, không cả hai."
        return
    if agency:
        yield from about_agency(Agency.objects.get(pk=agency), on)
    same = {"agency": agency, "group": group, "role": who["role"], "is_proposal": False}
    held = Assignment.objects.filter(task=task, **same).exclude(valid_to__lt=on)
    for row in held if task else ():
        yield (
            f"Đã có phân công {row} cùng vai trò {row.days_held}: bỏ dòng giao thêm này."
        )
