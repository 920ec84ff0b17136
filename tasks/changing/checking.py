"""What stands against applying a change, in Vietnamese."""

from collections.abc import Iterator
from datetime import date

from tasks.changing.checking_heirs import about_replacement
from tasks.changing.checking_rows import about_codes, about_line, about_shared_figures
from tasks.models import AdhocRequest, Period, PlanChange

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
    lines = list(
        change.lines.select_related("task", "section", "target", "assignment__agency")
    )
    if not lines:
        return ["Điều chỉnh chưa có dòng nào."]
    if far := far_day(change, change.effective_on):
        return [far]
    if change.successor_id:
        return [*_about_day(change, today), *about_replacement(change)]
    found = [*_about_day(change, today), *about_codes(change, lines)]
    for line in lines:
        found += about_line(change, line, today)
    found += about_shared_figures(lines)
    return list(dict.fromkeys(found))


def change_warnings(*, change: PlanChange, today: date) -> list[str]:
    """Return what a person should look at twice."""
    found = []
    for line in change.lines.filter(subject="task").select_related("task"):
        day = line.values().get("due_on")
        if day is not None and day < today:
            code = line.task.code if line.task else line.after.get("code")
            found.append(
                f"{code}: ngày phải xong {day:%d/%m/%Y} đã qua; việc chưa báo"
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
