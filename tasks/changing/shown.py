"""The columns of a line in words: what stood there and what will."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from agencies.models import Agency, AgencyGroup
from tasks.models import Assignment, PlanChangeLine
from tasks.moving.outcome import eve

_REPEALED = ("Thực hiện", "trong kế hoạch", "bãi bỏ")


def columns_of(line: PlanChangeLine) -> list[tuple[str, str, str]]:
    """Return (label, before, after) of each column that the line changes or gives."""
    row, found = line.row, []
    columns: dict[str, Any] = {f.attname: f for f in line.model._meta.concrete_fields}
    for name, value in line.values().items():
        field = columns[name]
        before = in_words(field, getattr(row, name)) if row else ""
        if before != (after := in_words(field, value)):
            found.append((_upper(str(field.verbose_name)), before, after))
    if line.act == PlanChangeLine.Act.END and line.subject == "plan":
        held, event = line.event.plan.ends_on, line.event
        until = f"{held:%d/%m/%Y}" if held else "không ấn định"
        found.append(
            ("Thực hiện đến hết ngày", until, f"{eve(event.effective_on):%d/%m/%Y}")
        )
    elif line.act == PlanChangeLine.Act.END:
        ends = line.subject == PlanChangeLine.Subject.ASSIGNMENT
        said = ("Phân công", "đang giao", "thôi giao") if ends else _REPEALED
        found.append(said)
    return [*found, *_given(line)]


def _given(line: PlanChangeLine) -> Iterator[tuple[str, str, str]]:
    """Yield to whom a new task is given, the new heading that it stands under, and which
    rows a new one stands with.
    """
    for who in line.after.get("given", ()):
        role = str(Assignment.Role(who["role"]).label)
        yield role, "", str(receiver_of(who))
    if under := line.after.get("under"):
        heading = line.event.lines.filter(pk=under).first()
        yield "Phần, mục", "", heading.named if heading else ""
    for many in line.model._meta.many_to_many:
        if keys := line.after.get(many.name):
            rows = many.related_model._default_manager.filter(pk__in=keys)
            yield _upper(str(many.verbose_name)), "", "; ".join(map(str, rows))


def receiver_of(who: Mapping[str, Any]) -> Agency | AgencyGroup:
    """Return the agency or group that columns of an assignment name."""
    if agency := who.get("agency_id"):
        return Agency.objects.get(pk=agency)
    return AgencyGroup.objects.get(pk=who["group_id"])


def in_words(field: Any, value: Any) -> str:
    """Return the value of a column as the page shows it; empty for nothing."""
    if value in (None, ""):
        return ""
    if field.is_relation:
        found = field.related_model._default_manager.filter(pk=value).first()
        return str(found) if found else f"không còn ({value})"
    if isinstance(value, list):
        return "; ".join(str(each) for each in value)
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(dict(field.flatchoices or ()).get(value, value))


def title_of(line: PlanChangeLine) -> str:
    """Return what the line is about: the clause, and whose assignment."""
    if line.subject == PlanChangeLine.Subject.ASSIGNMENT:
        return _title_of_given(line)
    if line.subject == PlanChangeLine.Subject.PLAN:
        ends = line.act == PlanChangeLine.Act.END
        return f"{'Hết hiệu lực:' if ends else 'Thông tin của'} {line.event.plan}"
    said = str(line.row) if line.row else line.named
    kind = (
        ""
        if line.subject == PlanChangeLine.Subject.TASK
        else f"{line.get_subject_display()} "
    )
    act = "" if line.act == PlanChangeLine.Act.CHANGE else f"{line.get_act_display()} "
    return _upper(f"{act}{kind}{said}".strip() if act or kind else said)


def _title_of_given(line: PlanChangeLine) -> str:
    given: Any = line.assignment
    who = given.agency or given.group if given else receiver_of(line.after)
    role = Assignment.Role(given.role if given else line.after["role"])
    added = "giao thêm " if line.act == PlanChangeLine.Act.ADD else ""
    task: Any = line.task
    words = f"{task.code} {task.short_title}"
    return f"{words}: {added}{who} ({str(role.label).lower()})"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
