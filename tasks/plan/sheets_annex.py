"""The tasks of a draft as an annex lists them: who leads and who coordinates stand in the
same line, so that the whole table is pasted at once.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from import_export import fields

from agencies.models import Agency, AgencyGroup
from agencies.sheets.cells import said
from kehoach.lib.text import name_key
from tasks.models import Assignment, Task
from tasks.plan.sheets import TaskResource
from tasks.plan.sheets_assignments import receivers_named

#: Column → the role that it gives.
_GIVEN = {
    "Chủ trì": Assignment.Role.LEAD,
    "Phối hợp": Assignment.Role.COORDINATE,
}
_PARTED = re.compile(r"\s*[;\n]\s*")
_FIRST = (
    *("plan", "code", "section", "text", "leads", "coordinators"),
    *("schedule_text", "product", "schedule", "short_title"),
)


class AnnexTaskResource(TaskResource):
    """Tasks with who is given them; a line gives to more, and takes from nobody."""

    leads = fields.Field(column_name="Chủ trì", readonly=True)
    coordinators = fields.Field(column_name="Phối hợp", readonly=True)

    class Meta:
        """In the order of the columns of an annex."""

        fields = (*_FIRST, *(n for n in TaskResource.Meta.fields if n not in _FIRST))

    def get_queryset(self) -> Any:
        """Read along who is given each."""
        rows = super().get_queryset()
        return rows.prefetch_related("assignments__agency", "assignments__group")

    def dehydrate_leads(self, row: Any) -> str:
        """Return who leads."""
        return _names(row, Assignment.Role.LEAD)

    def dehydrate_coordinators(self, row: Any) -> str:
        """Return who coordinates."""
        return _names(row, Assignment.Role.COORDINATE)

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Look who may be named."""
        self.named = dict(receivers_named())
        self.given: list[tuple[str, Any, str]] = []
        super().before_import(dataset, **kwargs)

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """Find who is named; ValidationError names who is not known."""
        code = said(row.get("Mã"))
        unknown: dict[str, Any] = {}
        for column, role in _GIVEN.items():
            found, missing = meant(said(row.get(column)), self.named)
            self.given += [(code, who, role) for who in found]
            if missing:
                unknown[column] = ValidationError(
                    f"Không có cơ quan, nhóm nào tên «{'», «'.join(missing)}»: xem trang"
                    " «Mã cơ quan, nhóm»; nhiều cơ quan cách nhau bằng dấu chấm phẩy."
                )
        try:
            super().before_import_row(row, **kwargs)
        except ValidationError as error:
            unknown |= error.error_dict
        if unknown:
            raise ValidationError(unknown)

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Give the tasks to those who have not got them yet."""
        super().after_import(dataset, result, **kwargs)
        if result.has_errors() or result.has_validation_errors():
            return
        rows = Assignment.objects.filter(task__plan__code=self.of_plan)
        known = set(rows.values_list("task__code", "agency", "group", "role"))
        tasks = Task.objects.filter(plan__code=self.of_plan)
        by_code = {task.code: task for task in tasks}
        Assignment.objects.bulk_create(
            Assignment(
                task=by_code[code],
                role=role,
                mode=Assignment.Mode.EACH,
                **{"agency" if isinstance(who, Agency) else "group": who},
            )
            for code, who, role in dict.fromkeys(self.given)
            if _key(code, who, role) not in known
        )


def meant(
    text: str, named: Mapping[str, Any]
) -> tuple[list[Agency | AgencyGroup], list[str]]:
    """Return whom the words name, parted by semicolons, lines or commas (which names may
    have as well), and the words that name nobody.
    """
    found: list[Any] = []
    missing: list[str] = []
    for part in filter(None, _PARTED.split(text.rstrip(" .;"))):
        pieces = [piece.strip() for piece in part.split(",")]
        while pieces:
            size = next(
                (
                    n
                    for n in range(len(pieces), 0, -1)
                    if name_key(", ".join(pieces[:n])) in named
                ),
                0,
            )
            if size:
                found.append(named[name_key(", ".join(pieces[:size]))])
            else:
                missing.append(pieces[0])
            pieces = pieces[size or 1 :]
    return found, missing


def _names(row: Any, role: str) -> str:
    """Return the names of those who have the role, parted as they are read."""
    given = [each for each in row.assignments.all() if each.role == role]
    return "; ".join(str((each.agency or each.group).name) for each in given)


def _key(code: str, who: Any, role: str) -> tuple[Any, ...]:
    is_agency = isinstance(who, Agency)
    return code, who.pk if is_agency else None, None if is_agency else who.pk, role
