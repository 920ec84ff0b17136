"""The spreadsheet of assignments: by plan, task, agency or group, role and first day."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from import_export import fields

from agencies.models import Agency, AgencyGroup
from agencies.sheets.cells import said
from agencies.sheets.widgets import ByCode, ByLabel, VietnameseDate, Words, YesNo
from kehoach.lib.text import name_key
from kehoach.site.moments import read_clock
from tasks.models import Assignment, Task
from tasks.plan.sheets_held import HeldRows
from tasks.plan.sheets_plan import PLAN, InPlan, PlanRows

FROM, UNTIL = "Từ ngày", "Đến ngày"
AGENCY, GROUP = "Mã cơ quan", "Mã nhóm"


class AssignmentResource(PlanRows, HeldRows):
    """Assignments by plan, task, agency or group, role and first day: they may follow
    one another in time. A line without the column of days means the last one.
    """

    path_to_plan = "task__plan"
    required_columns = (
        PLAN,
        "Mã nhiệm vụ",
        (AGENCY, GROUP),
        "Vai trò",
        "Đề xuất",
    )
    plan = fields.Field("task__plan__code", PLAN, readonly=True)
    task = fields.Field("task", "Mã nhiệm vụ", InPlan(Task, "Nhiệm vụ"))
    agency = fields.Field("agency", AGENCY, ByCode(Agency, "Cơ quan"))
    group = fields.Field("group", GROUP, ByCode(AgencyGroup, "Nhóm"))
    role = fields.Field(
        "role", "Vai trò", ByLabel(dict(Assignment.Role.choices), "Vai trò")
    )
    mode = fields.Field(
        "mode", "Cách giao", ByLabel(dict(Assignment.Mode.choices), "Cách giao")
    )
    is_main = fields.Field("is_main", "Đầu mối tổng hợp", YesNo())
    wording = fields.Field("wording", "Nguyên văn kế hoạch", Words())
    is_proposal = fields.Field("is_proposal", "Đề xuất", YesNo())
    basis_number = fields.Field("basis_number", "Số văn bản giao", Words())
    basis_on = fields.Field("basis_on", "Ngày văn bản giao", VietnameseDate())
    valid_from = fields.Field("valid_from", FROM, VietnameseDate())
    valid_to = fields.Field("valid_to", UNTIL, VietnameseDate())

    class Meta:
        """Matched by task, agency or group, role, whether it is a proposal, and days."""

        model = Assignment
        import_id_fields = ("task", "agency", "group", "role", "is_proposal")
        fields = (
            "plan",
            "task",
            "agency",
            "group",
            "role",
            "mode",
            "is_main",
            "wording",
            "is_proposal",
            "basis_number",
            "basis_on",
            "valid_from",
            "valid_to",
        )

    def get_queryset(self) -> Any:
        """Read along what a line prints of the task."""
        return super().get_queryset().select_related("task__plan", "agency", "group")

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Begin with no line; look who may be named."""
        self.lines: dict[int, tuple[int, Any]] = {}
        self.named = dict(receivers_named())
        super().before_import(dataset, **kwargs)

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """Find who is named instead of coded; each does its own part unless said."""
        super().before_import_row(row, **kwargs)
        for column in (AGENCY, GROUP):
            if found := self.named.get(name_key(said(row.get(column)))):
                row[column] = ""
                row[AGENCY if isinstance(found, Agency) else GROUP] = found.code
        if not said(row.get("Cách giao")):
            row["Cách giao"] = Assignment.Mode.EACH

    def rows_by_key(self) -> dict[tuple[Any, ...], Any]:
        """Return the rows by key and first day."""
        rows = sorted(self.get_queryset(), key=_begins)
        self.in_time: dict[tuple[Any, ...], list[tuple[Any, ...]]] = defaultdict(list)
        self.days = {
            row.pk: Assignment(valid_from=row.valid_from, valid_to=row.valid_to)
            for row in rows
        }
        for row in rows:
            key = self.key_of(row)
            self.in_time[key].append((*key, row.valid_from))
        return {(*self.key_of(row), row.valid_from): row for row in rows}

    def key_in(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """Return the key of the row with the line's first day; where there is none, of
        the only one on its days that no line above meant, whose first day it corrects.
        """
        key = super().key_in(values)
        known = self.in_time.get(key, [])
        if "valid_from" not in values:
            return known[-1] if known else (*key, None)
        dated = (*key, values["valid_from"])
        if dated in self.existing:
            return dated
        asked = Assignment(
            valid_from=values["valid_from"], valid_to=values.get("valid_to")
        )
        met = [
            each
            for each in known
            if each not in self.seen and asked.overlaps(self.existing[each])
        ]
        return met[0] if len(met) == 1 else dated

    def check_row(self, instance: Any) -> None:
        """Ask for one agency or one group; what a change ended is history."""
        super().check_row(instance)
        if instance.ended_by_id:
            message = (
                f"Phân công này đã kết thúc theo {instance.ended_by}: để dòng này như"
                " tệp đã xuất hoặc bỏ khỏi tệp; giao lại thì ghi dòng mới với ngày sau"
                " đó."
            )
            raise ValidationError({"valid_to": message})
        if (instance.agency_id is None) == (instance.group_id is None):
            message = "Ghi mã cơ quan hoặc mã nhóm, không cả hai."
            raise ValidationError({"agency": message})

    def save_instance(
        self, instance: Any, is_create: bool, row: Any, **kwargs: Any
    ) -> None:
        """Remember the line, which is told when its days are taken."""
        self.lines[id(instance)] = (self.line, row)
        super().save_instance(instance, is_create, row, **kwargs)

    def bulk_create(
        self,
        using_transactions: bool,
        dry_run: bool,
        raise_errors: bool,
        batch_size: int | None = None,
        result: Any = None,
    ) -> None:
        """Write once all lines are read: a line below may end what is in the way."""
        if batch_size is not None:
            return
        if wrong := list(self.days_taken()):
            for number, row, error in wrong:
                result.append_invalid_row(number, row, error)
            self.create_instances.clear()
            self.update_instances.clear()
        super().bulk_create(using_transactions, dry_run, raise_errors, None, result)

    def bulk_update(
        self,
        using_transactions: bool,
        dry_run: bool,
        raise_errors: bool,
        batch_size: int | None = None,
        result: Any = None,
    ) -> None:
        """Write those first that hold on fewer days now."""
        if batch_size is not None:
            return
        fewer: list[Any] = []
        more: list[Any] = []
        for row in self.update_instances:
            (fewer if _within(row, self.days[row.pk]) else more).append(row)
        for rows in (fewer, more):
            self.update_instances[:] = rows
            size = self._meta.batch_size
            super().bulk_update(using_transactions, dry_run, raise_errors, size, result)

    def days_taken(self) -> Iterator[tuple[int, Any, ValidationError]]:
        """Yield the lines that hold on a day on which another such row does."""
        if not self.lines:
            return
        rows = defaultdict(list)
        for row in [*self.existing.values(), *self.create_instances, *self.added]:
            rows[self.key_of(row)].append(row)
        for same in rows.values():
            for before, after in pairwise(sorted(same, key=_begins)):
                if not before.overlaps(after):
                    continue
                late, other = (
                    (after, before) if id(after) in self.lines else (before, after)
                )
                waits = any(other is row for row, _ in self.held)
                if waits and any(late is row for row in self.added):
                    continue  # the change ends the one and begins the other
                if id(late) in self.lines:
                    number, row = self.lines[id(late)]
                    self.line = number
                    yield number, row, self.placed(self.told_days(other), row)

    def told_days(self, other: Any) -> ValidationError:
        """Return what to do about a row that holds on the line's days."""
        said = f"Đã có phân công như vậy {other.days_held}"
        if other in [row for row, _ in self.held]:
            said += (
                "; ngày của dòng đó đang chờ điều chỉnh kế hoạch. Áp dụng điều chỉnh đó"
                " trước, rồi nhập dòng này."
            )
        else:
            said += f". Ghi «{FROM}», «{UNTIL}» nối tiếp, không trùng ngày."
        return ValidationError({FROM: said})


def receivers_named() -> Iterator[tuple[str, Agency | AgencyGroup]]:
    """Yield the key of a name → the agency or group of today that it means; names that
    several have mean nobody.
    """
    found: dict[str, set[Any]] = defaultdict(set)
    for group in AgencyGroup.objects.all():
        found[name_key(group.name)].add(group)
    today, _ = read_clock()
    for agency in Agency.objects.alive_on(today):
        for name in (agency.name, agency.short_name):
            found[name_key(name)].add(agency)
    for key, named in found.items():
        if len(named) == 1:
            yield key, named.pop()


def _begins(row: Any) -> date:
    """Return the day from which the row holds, to sort by."""
    return row.valid_from or date.min


def _within(row: Any, before: Any) -> bool:
    """Return whether the row holds on no day on which it did not hold before."""
    ends = row.valid_to or date.max
    return _begins(row) >= _begins(before) and ends <= (before.valid_to or date.max)
